//! English word classes: the closed ones (pronouns, auxiliaries, determiners, prepositions, …) in full, and the forms
//! of common verbs. One home for lists that several rules ask.
//!
//! Words are in lower case. Knows nothing of sentences: which reading of a word is meant where it stands is the
//! matter of [`crate::transcript::polish`]'s clauses.

use std::collections::HashMap;
use std::sync::LazyLock;

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
    "nana",
];

/// The forms in which a word may be a verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerbForms {
    /// "go", "ask".
    pub base: bool,
    /// "goes", "asks".
    pub third: bool,
    /// "went", "asked".
    pub past: bool,
    /// "gone", "asked".
    pub participle: bool,
}

impl VerbForms {
    /// Whether the word is a verb at all.
    pub fn any(self) -> bool {
        self.base || self.third || self.past || self.participle
    }
}

/// The forms in which `word` may be one of the common verbs; none for auxiliaries, which are listed by themselves.
pub fn verb(word: &str) -> VerbForms {
    VERBS.get(word).copied().unwrap_or_default()
}

/// Common verbs whose forms follow the spelling rules.
const REGULAR: &str = "accept accuse add adjust admire advise afford agree aim allow announce annoy answer apologise \
    apologize appear apply approve argue arrange arrest arrive ask attach attack attend avoid bake beg believe \
    belong boil book borrow bother brake breathe brush call care carry cause celebrate change charge chase chat \
    check chill chop claim clean clear click climb close collect come compare complain complete confirm connect consider contain \
    continue convince cook copy correct count cover crack crash create cross cry cure cycle damage dance decide \
    decorate delay delete deliver demand deny depend describe dice deserve destroy develop die disagree disappear \
    discover discuss dislike dissolve divide double doubt download drag drain dress drill drip drizzle drop dry dust earn email employ \
    empty encourage end enjoy enter escape examine exist expect expire explain explore extend fail fasten fetch fill \
    finish fix flash float fry flood fold follow force form gather glue grab grate greet grill guess hammer handle happen hate heat \
    help hope hug hurry ignore imagine improve include increase inform insist install intend interrupt introduce \
    invite join jump kick kill kiss knead knock land last laugh launch lead leak lean learn lift like listen live \
    load lock log look loosen love manage mark marry matter measure marinate mash melt mend mention mop miss mix move nail need notice \
    nod obey offer open order owe own pack paint park pass pause paste peel phone pick plan plug preheat plant play point polish post \
    pour practise praise pray prepare present press pretend prevent print produce promise protect prove provide \
    publish pull pump push qualify raise reach realise realize receive recognise recommend record recover reduce \
    refuse relax release remain remember remind remove rent repair repeat replace reply report request rescue reset \
    resign respond restart retire return rinse roast roll rub ruin rush sail save scare score scratch scream screw scroll scrub search select \
    season seem separate serve settle share shop shout sift sign simmer slice slide slip slow smash smell smile smoke soak solve \
    sort spill spray sprinkle squeeze start stay stir stop stretch study succeed suffer suggest suit supply \
    support suppose surprise surround survive switch talk taste test thank tap tidy tie tighten toast toss touch train transfer \
    translate treat trim trust try turn twist type unplug update vacuum use visit vote wait walk want warn wash waste watch water \
    wave weigh welcome whisk whisper wipe wish wonder work worry wrap yell";

/// Common verbs with forms of their own: base, past, participle.
const IRREGULAR: &str = "admit admitted admitted, become became become, begin began begun, bend bent bent, bite bit bitten, \
    blow blew blown, break broke broken, bring brought brought, build built built, buy bought bought, \
    cancel cancelled cancelled, catch caught caught, choose chose chosen, come came come, cost cost \
    cost, cut cut cut, deal dealt dealt, dig dug dug, draw drew drawn, drink drank drunk, drive drove \
    driven, eat ate eaten, fall fell fallen, feed fed fed, feel felt felt, fight fought fought, find \
    found found, fly flew flown, forget forgot forgotten, freeze froze frozen, get got got, give gave \
    given, go went gone, grow grew grown, hang hung hung, hear heard heard, hide hid hidden, hit hit \
    hit, hold held held, hurt hurt hurt, keep kept kept, know knew known, lay laid laid, lead led led, \
    leave left left, lend lent lent, let let let, lie lay lain, light lit lit, lose lost lost, make made \
    made, mean meant meant, meet met met, occur occurred occurred, pay paid paid, prefer preferred \
    preferred, put put put, quit quit quit, read read read, refer referred referred, ride rode ridden, \
    ring rang rung, rise rose risen, run ran run, say said said, see saw seen, sell sold sold, send sent \
    sent, set set set, shake shook shaken, shine shone shone, shoot shot shot, show showed shown, shut \
    shut shut, sing sang sung, sink sank sunk, sit sat sat, sleep slept slept, speak spoke spoken, spell \
    spelt spelt, spend spent spent, split split split, spread spread spread, stand stood stood, steal \
    stole stolen, stick stuck stuck, strike struck struck, swear swore sworn, sweep swept swept, swim \
    swam swum, take took taken, teach taught taught, tear tore torn, tell told told, think thought \
    thought, throw threw thrown, travel travelled travelled, understand understood understood, wake woke \
    woken, wear wore worn, win won won, write wrote written";

static VERBS: LazyLock<HashMap<String, VerbForms>> = LazyLock::new(|| {
    let mut verbs: HashMap<String, VerbForms> = HashMap::new();
    let mut note = |form: String, set: fn(&mut VerbForms)| set(verbs.entry(form).or_default());
    let regular = REGULAR.split_whitespace().map(|base| {
        let past = past_of(base);
        (base, past.clone(), past)
    });
    let irregular = IRREGULAR.split(", ").filter_map(|forms| {
        let mut forms = forms.split(' ');
        Some((forms.next()?, forms.next()?.to_owned(), forms.next()?.to_owned()))
    });
    for (base, past, participle) in regular.chain(irregular) {
        note(base.to_owned(), |forms| forms.base = true);
        note(third_of(base), |forms| forms.third = true);
        note(past, |forms| forms.past = true);
        note(participle, |forms| forms.participle = true);
    }
    verbs
});

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// Whether `word` ends with "y" behind a consonant: "carry", not "play".
fn ends_in_soft_y(word: &str) -> bool {
    let mut back = word.chars().rev();
    back.next() == Some('y') && back.next().is_some_and(|c| !is_vowel(c))
}

/// The third person singular of a regular verb.
fn third_of(base: &str) -> String {
    let hissing = ["s", "x", "z", "ch", "sh", "o"];
    match base {
        _ if ends_in_soft_y(base) => format!("{}ies", &base[..base.len() - 1]),
        _ if hissing.iter().any(|ending| base.ends_with(ending)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// The past of a regular verb: "moved", "carried", "stopped".
fn past_of(base: &str) -> String {
    let back: Vec<char> = base.chars().rev().take(3).collect();
    let syllables = base
        .chars()
        .fold((0, false), |(n, vowel), c| match is_vowel(c) {
            true => (n + usize::from(!vowel), true),
            false => (n, false),
        })
        .0;
    let doubles = matches!(back.as_slice(), [last, vowel, first]
        if is_vowel(*vowel) && !is_vowel(*last) && !is_vowel(*first) && !matches!(last, 'w' | 'x' | 'y'));
    match base {
        _ if base.ends_with('e') => format!("{base}d"),
        _ if ends_in_soft_y(base) => format!("{}ied", &base[..base.len() - 1]),
        _ if doubles && syllables == 1 => format!("{base}{}ed", back[0]),
        _ => format!("{base}ed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_their_forms() {
        for past in [
            "stopped",
            "carried",
            "moved",
            "played",
            "went",
            "preferred",
            "opened",
            "ate",
        ] {
            assert!(verb(past).past, "{past}");
        }
        for third in ["goes", "carries", "washes", "plays", "fixes"] {
            assert!(verb(third).third, "{third}");
        }
        assert!(verb("taken").participle && !verb("taken").past);
        assert!(verb("cut").base && verb("cut").past);
        assert!(!verb("kitchen").any());
    }
}
