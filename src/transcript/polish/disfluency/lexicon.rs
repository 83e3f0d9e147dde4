//! Word lists of the disfluency rules.

use super::super::numbers::is_number_word;
use crate::english::adjectives::COLOURS;
use crate::english::calendar::{DAYS, MONTHS};
pub(super) use crate::english::word_classes::{AUXILIARIES, MODALS};

/// Hesitation sounds: never words of a sentence.
pub(super) const FILLERS: &[&str] = &[
    "um", "uh", "er", "erm", "uhm", "umm", "uhh", "uhhh", "ummm", "err", "errm", "mm-hmm", "uh-huh", "hmm",
];

/// Words that people stutter and never write twice in a row.
pub(super) const STUTTERED: &[&str] = &[
    "the", "a", "an", "and", "of", "to", "we", "i", "he", "she", "they", "my", "our", "your", "his", "was",
    "were", "are", "but", "if", "or", "with", "for", "from", "at", "this", "these", "those", "what", "when",
    "how", "who", "why", "where", "because", "would", "could", "should", "will", "i'm", "it's", "that's",
    "don't", "we're", "you're", "they're", "there's", "i'll", "we'll", "i've", "we've", "be", "as", "by",
    "its", "their", "than", "which", "it", "can't", "didn't", "doesn't", "isn't", "let's", "into", "about",
    "while", "has", "have",
];

/// Function words that may rightly stand twice: "that that", "had had", "is is".
pub(super) const REPEATABLE: &[&str] = &[
    "that", "had", "is", "so", "no", "very", "in", "on", "do", "you", "her", "him", "them", "there", "now",
    "too", "well",
];

/// Words of which a repeated phrase must have one to count as a slip.
pub(super) const ANCHORS: &[&str] = &[
    "i", "we", "he", "she", "they", "it", "you", "the", "a", "an", "my", "our", "your", "his", "their",
    "this", "that", "is", "was", "are", "were", "should", "would", "could", "will", "can", "i'm", "it's",
    "that's", "we're", "they're", "you're", "there's", "i'll", "we'll", "i've", "we've", "he's", "she's",
    "he'll", "she'll", "they've", "you've", "don't", "to", "in", "at", "for", "of", "with", "from", "on",
    "what", "how", "who", "when", "where", "why", "because", "if", "but", "have", "has", "did", "does", "do",
];

/// Phrases said twice for effect.
pub(super) const CHANTS: &[&str] = &[
    "i know",
    "come on",
    "oh my",
    "thank you",
    "how are",
    "you can",
    "it is",
    "i do",
    "to be",
    "i am",
    "oh no",
    "my god",
    "oh god",
    "that is",
    "to work",
    "my dear",
    "go on",
    "wait a minute",
    "my husband",
    "i get it",
    "i see",
    "all right",
    "that's right",
    "come here",
    "let's go",
    "here we go",
    "we fall",
    "this stuff",
];

/// Question words that start a sentence anew.
pub(super) const QUESTIONS: &[&str] = &[
    "what", "who", "whom", "whose", "which", "when", "where", "why", "how", "what's", "who's", "where's",
];

const FUNCTION_WORDS: &[&str] = &[
    "the", "a", "an", "and", "or", "but", "if", "of", "to", "in", "on", "at", "by", "for", "from", "with",
    "as", "than", "that", "this", "these", "those", "it", "its", "he", "she", "they", "we", "i", "you", "me",
    "him", "her", "them", "us", "my", "your", "his", "our", "their", "is", "was", "are", "were", "be",
    "been", "am", "do", "does", "did", "have", "has", "had", "will", "would", "can", "could", "should",
    "may", "might", "must", "shall", "not", "no", "so", "what", "who", "whom", "whose", "which", "when",
    "where", "why", "how", "there", "here", "then", "because", "while", "into", "about", "over", "under",
    "between", "after", "before", "during", "through", "against", "i'm", "it's", "that's", "don't", "we're",
    "you're", "they're", "there's", "i'll", "we'll", "i've", "we've", "let's", "just", "also", "very", "too",
    "only", "some", "any", "all", "each", "every", "both", "many", "much", "more", "most", "out", "up",
    "down", "off", "didn't", "doesn't", "isn't", "can't", "won't", "didn", "like", "well",
];

/// Words of grammar rather than content.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(&word)
}

/// Words behind which a noun with a word before it is one phrase: "the medical area", "what medical area".
pub(super) const PHRASE_OPENERS: &[&str] = &[
    "the", "a", "an", "of", "by", "in", "for", "from", "with", "at", "to", "about", "what", "which", "whose",
    "many", "much", "my", "your", "his", "her", "our", "their", "this", "that",
];

/// Subjects of a clause, short forms with their verb.
pub(super) const SUBJECTS: &[&str] = &[
    "i", "we", "he", "she", "they", "you", "it", "i'm", "we're", "he's", "she's", "they're", "you're",
    "it's", "that's", "there's", "i've", "we've", "they've", "i'll", "we'll", "they'll", "i'd", "we'd",
    "they'd",
];

/// Words that may open a thought before its subject.
pub(super) const THOUGHT_OPENERS: &[&str] = &["and", "but", "so", "well", "yeah"];

/// Subjects before which no article stands.
pub(super) const WITH_CLAUSE: &[&str] = &[
    "i", "we", "he", "she", "they", "i'm", "we're", "he's", "she's", "they're", "you're", "it's", "that's",
    "there's", "i've", "we've", "they've", "i'll", "we'll", "they'll", "i'd", "we'd", "they'd",
];

/// Articles and possessives.
pub(super) const ARTICLES: &[&str] = &["the", "a", "an", "my", "our", "your", "their"];

/// Verbs that go on after a subject when one begins anew.
pub(super) const VERBS_OF_SAYING: &[&str] = &[
    "think", "guess", "mean", "know", "believe", "suppose", "said", "want", "need", "saw", "thought", "feel",
];

/// Small words after which a clause is begun anew: "it was just it was late".
pub(super) const ADVERBS: &[&str] = &[
    "just", "like", "really", "so", "actually", "a", "the", "not", "still", "also", "even", "only",
    "probably", "going", "gonna", "to", "kinda",
];

/// Words before "like" and behind it between which it is a filler: "and like I said so".
pub(super) const BEFORE_LIKE: &[&str] = &[
    "and", "but", "so", "or", "because", "then", "mean", "know", "yeah",
];

/// Prepositions and articles, at which a corrected phrase may start anew.
pub(super) const OPENERS: &[&str] = &[
    "at", "in", "on", "to", "from", "for", "with", "by", "of", "the", "a", "an", "my", "your", "his", "her",
    "our", "their", "about", "into", "before", "after", "between", "during", "under", "over", "this", "that",
    "these", "those", "next", "last", "until", "since",
];

/// Kinds of words that are corrected by their like: "two, no, three", "Monday, no, Tuesday".
pub(super) fn class(word: &str) -> Option<&'static str> {
    if is_number(word) {
        return Some("number");
    }
    const NEAR_DAYS: &[&str] = &["today", "tomorrow", "yesterday"];
    const ORDINALS: &[&str] = &[
        "first", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    const TIMES: &[&str] = &["morning", "afternoon", "evening", "night"];
    const DIRECTIONS: &[&str] = &["left", "right", "north", "south", "east", "west"];
    // "May" is a verb far more often.
    if MONTHS.contains(&word) && word != "may" {
        return Some("month");
    }
    for (table, name) in [
        (&DAYS[..], "day"),
        (NEAR_DAYS, "day"),
        (ORDINALS, "ordinal"),
        (TIMES, "time"),
        (COLOURS, "colour"),
        (&["orange"], "colour"),
        (DIRECTIONS, "direction"),
    ] {
        if table.contains(&word) {
            return Some(name);
        }
    }
    None
}

/// Cardinal number words, and numbers in digits.
pub(super) fn is_number(word: &str) -> bool {
    is_number_word(word) || !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// What stands before a name.
pub(super) const TITLES: &[&str] = &[
    "mister",
    "missus",
    "miss",
    "doctor",
    "professor",
    "captain",
    "uncle",
    "aunt",
    "mr",
    "mrs",
    "dr",
];

/// Words behind which somebody is spoken to or of.
pub(super) const TO_SOMEBODY: &[&str] = &[
    "ask", "call", "email", "tell", "phone", "invite", "meet", "thank", "text", "contact", "with", "to",
    "for", "from", "see",
];
