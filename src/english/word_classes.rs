//! English word classes: the closed ones (pronouns, auxiliaries, determiners, prepositions, …) in full, and the forms
//! of common verbs ([`verb`]). One home for lists that several rules ask.
//!
//! Words are in lower case. Knows nothing of sentences: which reading of a word is meant where it stands is the
//! matter of [`crate::transcript::polish`]'s clauses.

pub use super::verbs::{VerbForms, verb};

/// Personal pronouns that are always subjects.
pub const SUBJECT_ONLY: &[&str] = &["i", "he", "she", "we", "they"];

/// Pronouns that can be the subject of a clause by themselves.
pub const SUBJECT_PRONOUNS: &[&str] = &[
    "i",
    "you",
    "he",
    "she",
    "it",
    "we",
    "they",
    "there",
    "this",
    "that",
    "these",
    "those",
    "nobody",
    "somebody",
    "anybody",
    "everybody",
    "someone",
    "anyone",
    "everyone",
    "nothing",
    "something",
    "everything",
    "none",
    "neither",
    "others",
];

/// Subject and verb in one: "it's", "they'll".
pub const SHORT_CLAUSES: &[&str] = &[
    "i'm",
    "i've",
    "i'll",
    "i'd",
    "you're",
    "you've",
    "you'll",
    "you'd",
    "he's",
    "he'll",
    "he'd",
    "she's",
    "she'll",
    "she'd",
    "it's",
    "it'll",
    "it'd",
    "we're",
    "we've",
    "we'll",
    "we'd",
    "they're",
    "they've",
    "they'll",
    "they'd",
    "that's",
    "that'll",
    "there's",
    "there'll",
    "here's",
    "who's",
    "what's",
    "where's",
    "how's",
    "everything's",
    "everyone's",
    "nobody's",
];

/// Pronouns that stand behind verbs and prepositions.
pub const OBJECT_PRONOUNS: &[&str] = &["me", "him", "her", "it", "us", "them", "you"];

/// Articles, demonstratives and possessives: a noun follows.
pub const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "that", "these", "those", "my", "your", "his", "her", "its", "our", "their",
    "every", "each", "another", "no", "some", "any",
];

/// Articles alone.
pub const ARTICLES: &[&str] = &["the", "a", "an"];

/// Possessives alone.
pub const POSSESSIVES: &[&str] = &["my", "your", "his", "her", "its", "our", "their"];

/// Words that tell how many, with or without a noun: "many of them", "both doors".
pub const QUANTIFIERS: &[&str] = &[
    "many", "most", "some", "all", "both", "few", "several", "each", "half", "other", "others", "neither",
    "either", "none", "much",
];

/// Prepositions.
pub const PREPOSITIONS: &[&str] = &[
    "of", "in", "on", "at", "by", "for", "from", "with", "to", "into", "onto", "about", "over", "under",
    "between", "after", "before", "during", "through", "against", "behind", "beside", "besides", "near",
    "without", "within", "until", "since", "along", "across", "around", "above", "below", "inside",
    "outside", "past", "towards", "toward", "upon", "via", "per", "than", "like", "as", "except", "among",
];

/// Conjunctions that begin a clause which is no sentence by itself.
pub const SUBORDINATORS: &[&str] = &[
    "if", "when", "because", "although", "though", "while", "since", "unless", "until", "whenever", "after",
    "before", "as", "once", "whereas", "whether", "than", "that", "so", "where", "wherever", "till",
];

/// Conjunctions between clauses of one rank.
pub const COORDINATORS: &[&str] = &["and", "but", "or", "nor", "yet", "so", "plus"];

/// Question words, which also begin relative clauses.
pub const QUESTION_WORDS: &[&str] = &[
    "what", "who", "whom", "whose", "which", "when", "where", "why", "how",
];

/// Forms of "be", "have" and "do", and the modal verbs, with their negations.
pub const AUXILIARIES: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "am",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "should",
    "may",
    "might",
    "must",
    "shall",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "don't",
    "doesn't",
    "didn't",
    "hasn't",
    "haven't",
    "hadn't",
    "won't",
    "wouldn't",
    "can't",
    "cannot",
    "couldn't",
    "shouldn't",
    "mustn't",
    "needn't",
    "ain't",
];

/// Verbs that wait for another one.
pub const MODALS: &[&str] = &[
    "should",
    "could",
    "would",
    "can",
    "will",
    "might",
    "must",
    "may",
    "shall",
    "shouldn't",
    "couldn't",
    "wouldn't",
    "can't",
    "cannot",
    "won't",
    "mustn't",
    "needn't",
];

/// Forms of "be".
pub const BE: &[&str] = &[
    "is", "are", "was", "were", "am", "be", "been", "being", "isn't", "aren't", "wasn't", "weren't",
];

/// Adverbs that stand between a subject and its verb, or before a whole clause.
pub const ADVERBS: &[&str] = &[
    "actually",
    "really",
    "just",
    "still",
    "also",
    "probably",
    "definitely",
    "honestly",
    "only",
    "never",
    "always",
    "often",
    "sometimes",
    "usually",
    "already",
    "even",
    "now",
    "then",
    "soon",
    "ever",
    "almost",
    "hardly",
    "suddenly",
    "simply",
    "all",
    "both",
    "not",
];

/// Verbs that say what something has, holds or wants: "no" and a noun behind one are its object.
pub const HAVING: &[&str] = &[
    "contain", "contains", "have", "has", "had", "hold", "holds", "need", "needs", "require", "requires",
    "take", "takes", "use", "uses", "sell", "sells", "show", "shows", "leave", "leaves", "make", "makes",
    "cause", "causes", "offer", "offers", "accept", "accepts", "get", "gets", "pay", "pays", "give", "gives",
    "include", "includes", "serve", "serves", "grow", "grows", "allow", "allows", "want", "wants",
];

/// Verbs behind which a clause is their object: "I think they left".
pub const TAKES_CLAUSE: &[&str] = &[
    "say",
    "says",
    "said",
    "saying",
    "think",
    "thinks",
    "thought",
    "know",
    "knows",
    "knew",
    "guess",
    "believe",
    "believes",
    "believed",
    "suppose",
    "hope",
    "hopes",
    "hoped",
    "wish",
    "wishes",
    "wished",
    "feel",
    "feels",
    "felt",
    "mean",
    "means",
    "meant",
    "hear",
    "heard",
    "see",
    "sees",
    "saw",
    "realise",
    "realised",
    "realize",
    "realized",
    "notice",
    "noticed",
    "remember",
    "forget",
    "forgot",
    "told",
    "tell",
    "tells",
    "sure",
    "glad",
    "afraid",
    "sorry",
    "certain",
    "happy",
    "sad",
    "believing",
    "knowing",
    "bet",
    "doubt",
    "understand",
    "understood",
    "decided",
    "promise",
    "promised",
    "claim",
    "claims",
    "claimed",
    "make",
    "makes",
    "made",
    "let",
    "lets",
    "so",
];

/// Nouns of family members that are names when nobody's: "ask Mum", but "my mum".
pub const KIN: &[&str] = &[
    "dad", "daddy", "mum", "mummy", "mom", "mommy", "grandma", "grandpa", "granny", "grandad", "granddad",
    "nana", "nan", "nanna", "gran", "grampa",
];

/// Languages and peoples that are spoken of side by side: "English, French and Welsh".
pub const LANGUAGES: &[&str] = &[
    "english",
    "french",
    "german",
    "spanish",
    "italian",
    "welsh",
    "irish",
    "dutch",
    "portuguese",
    "russian",
    "polish",
    "chinese",
    "japanese",
    "arabic",
    "greek",
    "latin",
    "turkish",
    "swedish",
    "danish",
    "norwegian",
    "hindi",
    "korean",
    "hebrew",
    "czech",
    "hungarian",
    "finnish",
    "scottish",
    "gaelic",
];

/// Verbs behind which an adjective says what somebody or something is like.
pub const LINKING: &[&str] = &[
    "feel", "feels", "felt", "look", "looks", "looked", "seem", "seems", "seemed", "sound", "sounds",
    "sounded", "taste", "tastes", "tasted", "smell", "smells", "smelled", "become", "becomes", "became",
    "get", "gets", "got", "grow", "grows", "grew", "stay", "stays", "stayed", "remain", "remains",
    "remained", "keep", "keeps", "kept",
];

/// Verbs with two objects: "give the boy a book".
pub const DITRANSITIVE: &[&str] = &[
    "give", "gives", "gave", "given", "giving", "send", "sends", "sent", "show", "shows", "showed", "shown",
    "tell", "tells", "told", "ask", "asks", "asked", "buy", "buys", "bought", "bring", "brings", "brought",
    "make", "makes", "made", "hand", "hands", "handed", "lend", "lends", "lent", "offer", "offers",
    "offered", "pass", "passes", "passed", "teach", "teaches", "taught", "get", "gets", "got", "cook",
    "cooks", "cooked", "cost", "costs", "owe", "owes", "owed", "read", "reads", "write", "writes", "wrote",
    "leave", "leaves", "left", "pay", "pays", "paid", "feed", "feeds", "fed", "call", "calls", "called",
    "find", "finds", "found", "sell", "sells", "sold", "promise", "promised", "save", "saves", "saved",
    "pour", "pours", "poured", "build", "builds", "built", "wish", "wishes",
];

/// Verbs of saying that stand behind what is said word for word: “no comment,” said the mayor.
pub const VERBS_OF_SPEECH: &[&str] = &[
    "said",
    "says",
    "asked",
    "wrote",
    "replied",
    "answered",
    "shouted",
    "whispered",
    "explained",
    "added",
    "cried",
    "called",
    "muttered",
    "yelled",
    "exclaimed",
    "murmured",
    "screamed",
    "growled",
    "sighed",
];

/// Last words of streets' names.
pub const STREETS: &[&str] = &["street", "road", "avenue", "lane", "boulevard", "crescent"];

/// … behind a number only, for they are common nouns: "19 Church Row".
pub const NUMBERED_STREETS: &[&str] = &[
    "row", "close", "drive", "way", "place", "terrace", "gardens", "square", "court", "grove", "hill",
    "mews", "walk", "green", "parade", "rise",
];
