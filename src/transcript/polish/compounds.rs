//! Compounds that are written with hyphens: great-grandmother, mother-in-law, a good-natured dog, an odd-looking cat, a
//! well-known surgeon.
//!
//! Only those that everybody writes so; before a noun where the hyphen depends on it.

use super::clause;
use super::token::{Token, Trail, phrase, word_at};
use crate::english::adjectives::ADJECTIVES;
use crate::english::word_classes::{DETERMINERS, PREPOSITIONS, verb};

/// Second halves that a word in front is always joined to.
const ALWAYS: &[(&str, &[&str])] = &[
    ("natured", &["good", "ill", "bad", "sweet"]),
    (
        "tempered",
        &["good", "bad", "ill", "even", "short", "quick", "hot"],
    ),
    ("mannered", &["well", "ill", "bad", "mild"]),
    (
        "hearted",
        &[
            "kind", "light", "warm", "cold", "soft", "half", "big", "faint", "broken", "good",
        ],
    ),
    ("fashioned", &["old"]),
    ("handed", &["left", "right", "empty", "single", "red", "heavy"]),
    (
        "minded",
        &["absent", "open", "narrow", "like", "broad", "strong", "small"],
    ),
    ("employed", &["self"]),
    ("esteem", &["self"]),
    ("confidence", &["self"]),
    ("service", &["self"]),
    ("confident", &["self"]),
    ("conscious", &["self"]),
    (
        "haired",
        &["long", "short", "grey", "fair", "dark", "red", "white", "curly"],
    ),
    (
        "eyed",
        &["blue", "brown", "green", "wide", "sharp", "one", "starry"],
    ),
    ("aged", &["middle"]),
];

/// Kin with "great" in front.
const GRAND: &[&str] = &[
    "grandmother",
    "grandfather",
    "grandparents",
    "grandson",
    "granddaughter",
    "grandchild",
    "grandchildren",
    "grandma",
    "grandpa",
    "granny",
    "grandad",
    "aunt",
    "uncle",
    "nephew",
    "niece",
];

/// Kin by marriage.
const IN_LAW: &[&str] = &[
    "mother",
    "father",
    "sister",
    "brother",
    "son",
    "daughter",
    "mothers",
    "fathers",
    "sisters",
    "brothers",
    "sons",
    "daughters",
];

/// Joined before a noun only: "a well-known surgeon", but "she is well known".
const BEFORE_NOUNS: &[(&str, &str)] = &[
    ("well", "known"),
    ("well", "built"),
    ("well", "made"),
    ("well", "paid"),
    ("well", "dressed"),
    ("long", "lost"),
    ("hand", "made"),
];

/// Writes them with their hyphens.
pub(super) fn join(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let len = length(tokens, at);
        let words = &tokens[at..at + len];
        if len > 1 && words.iter().all(|token| token.is_word() && !token.locked) {
            let said = phrase(words);
            let written = said.replace(' ', "-");
            trail.rule(said, written.clone(), "compound");
            tokens[at].text = written;
            tokens[at].pause_ms = tokens[at + len - 1].pause_ms;
            tokens.drain(at + 1..at + len);
        }
        at += 1;
    }
}

/// How many words from `at` on make one compound; 1 where none begins.
fn length(tokens: &[Token], at: usize) -> usize {
    let word = |index: usize| word_at(tokens, index);
    let (first, second, third) = (word(at), word(at + 1), word(at + 2));
    let before = at.checked_sub(1).map_or(String::new(), word);
    if IN_LAW.contains(&first.as_str()) && second == "in" && third == "law" {
        return 3;
    }
    let always = ALWAYS
        .iter()
        .any(|(head, firsts)| *head == second && firsts.contains(&first.as_str()));
    // "my great aunt" is a great-aunt, "a great uncle" may be a fine one.
    let own = DETERMINERS.contains(&before.as_str()) && !matches!(before.as_str(), "a" | "an" | "the");
    let great = first == "great" && GRAND.contains(&second.as_str()) && (second.starts_with("grand") || own);
    let noun = |word: &str| {
        clause::may_be_noun(word) && !PREPOSITIONS.contains(&word) && !word.is_empty() && !verb(word).third
    };
    let led = DETERMINERS.contains(&before.as_str()) || matches!(before.as_str(), "very" | "rather" | "most");
    let attributive = BEFORE_NOUNS
        .iter()
        .any(|(one, two)| *one == first && *two == second);
    let odd = matches!(
        first.as_str(),
        "odd" | "funny" | "smart" | "young" | "tired" | "ordinary" | "sad"
    );
    let looks = second == "looking" && (odd || ADJECTIVES.contains(&first.as_str()));
    let before_noun = (attributive || looks) && led && noun(&third);
    if always || great || before_noun { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(said: &str) -> String {
        let mut tokens: Vec<Token> = said.split(' ').map(|word| Token::word(word, None)).collect();
        join(&mut tokens, &mut Trail::default());
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn compounds_have_their_hyphens() {
        for (said, wanted) in [
            ("he is a good natured dog", "he is a good-natured dog"),
            ("my great grandmother sang", "my great-grandmother sang"),
            ("her mother in law came", "her mother-in-law came"),
            ("a very odd looking cat", "a very odd-looking cat"),
            ("a well known surgeon came", "a well-known surgeon came"),
            ("she is well known here", "she is well known here"),
            ("he is a great uncle", "he is a great uncle"),
            ("it is good looking for it", "it is good looking for it"),
        ] {
            assert_eq!(written(said), wanted);
        }
    }
}
