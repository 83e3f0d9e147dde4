//! Two spellings of what sounds nearly the same: "her name is clara no carla", "it's spelled smith no smyth".
//!
//! Neither word need be known. Rhymes ("no pain no gain") and forms of one word ("a son no sons") are no corrections of
//! a sound.

use super::super::token::Token;
use super::lexicon::{TITLES, TO_SOMEBODY, class, is_function_word};
use super::{is_comma, is_one, set_off_after};
use crate::english::word_classes::{BE, SUBJECT_PRONOUNS};

/// The word before the edit term at `at`, when the one at `end` is a near form of it, stands where a name or a word is
/// told, and nothing of its own follows it.
pub(super) fn near_form(tokens: &[Token], last: usize, at: usize, end: usize) -> Option<usize> {
    let word = |index: usize| tokens.get(index).map(|token| token.text.to_lowercase());
    let (wrong, right) = (word(last)?, word(end)?);
    let named = |word: &str| class(word).is_none_or(|kind| kind == "colour");
    let plain = |word: &str| word.len() > 2 && !is_function_word(word) && named(word);
    let adjacent = tokens[last + 1..at].iter().all(is_comma);
    (adjacent && plain(&wrong) && plain(&right) && is_told(tokens, last) && is_last(tokens, end))
        .then_some(last)
        .filter(|_| is_near(&wrong, &right))
}

/// Whether the word at `index` is what somebody or something is called, or somebody or something spoken to or of: "her name
/// is …", "it's spelled …", "call …", "mister …", "with …".
fn is_told(tokens: &[Token], index: usize) -> bool {
    const NAMING: &[&str] = &[
        "called", "named", "spelled", "spelt", "it's", "that's", "he's", "she's", "i'm", "to", "for", "from",
        "with", "in", "near",
    ];
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let exists = before > 0 && is_one(tokens.get(before - 1), &["there", "here"]);
    let being = is_one(tokens.get(before), BE) && !exists;
    let others = [NAMING, TITLES, TO_SOMEBODY];
    being || others.iter().any(|words| is_one(&tokens[before], words))
}

/// Whether the phrase ends with the word at `index`: a mark, a pause, or "and she …".
fn is_last(tokens: &[Token], index: usize) -> bool {
    let joined = is_one(tokens.get(index + 1), &["and", "but", "who", "because"])
        && tokens
            .get(index + 2)
            .is_some_and(|next| is_one(next, SUBJECT_PRONOUNS) || is_one(tokens.get(index + 1), &["who"]));
    let ended = tokens
        .get(index + 1)
        .is_none_or(|next| next.ends_thought() || is_comma(next));
    ended || joined || set_off_after(tokens, index + 1)
}

/// Whether two words begin alike and differ in a sound or two.
fn is_near(wrong: &str, right: &str) -> bool {
    let form = |long: &str, short: &str| {
        ["s", "es", "ed", "d", "ing", "ly"]
            .iter()
            .any(|ending| long.strip_suffix(ending) == Some(short))
    };
    let (left, other) = (sounded(wrong), sounded(right));
    let vowel = |text: &str| matches!(text.chars().next(), Some('a' | 'e' | 'i' | 'o' | 'u' | 'h'));
    let begins = left.chars().next() == other.chars().next() || vowel(&left) && vowel(&other);
    let most = if left.chars().count().max(other.chars().count()) > 4 {
        2
    } else {
        1
    };
    wrong != right
        && begins
        && !form(wrong, right)
        && !form(right, wrong)
        && strsim::osa_distance(&left, &other) <= most
}

/// The letters of a word with those that sound alike as one, none doubled.
fn sounded(word: &str) -> String {
    let letters = [("ph", "f"), ("th", "t"), ("ck", "k"), ("sch", "sh")]
        .iter()
        .fold(word.to_owned(), |word, (two, one)| word.replace(two, one));
    let mut out: Vec<char> = letters
        .chars()
        .map(|letter| match letter {
            'c' | 'q' => 'k',
            'y' => 'i',
            'w' => 'v',
            other => other,
        })
        .collect();
    out.dedup();
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_forms_begin_alike() {
        for (wrong, right) in [
            ("clara", "carla"),
            ("smith", "smyth"),
            ("stefan", "stephen"),
            ("marta", "martha"),
            ("john", "joan"),
            ("meyer", "maier"),
        ] {
            assert!(is_near(wrong, right), "{wrong} {right}");
        }
        for (one, other) in [
            ("pain", "gain"),
            ("son", "sons"),
            ("bread", "butter"),
            ("anna", "peter"),
        ] {
            assert!(!is_near(one, other), "{one} {other}");
        }
    }
}
