//! Words said before a sentence that belong to it: "fortunately" before "The invoice was paid."
//!
//! Looks at what was said and at the text behind it; changes nothing itself.

use crate::command::is_common_word;
use crate::transcript::polish::is_title_word;

/// Words that begin such a phrase.
const PREPOSITIONS: &[&str] = &[
    "about",
    "above",
    "according",
    "across",
    "after",
    "against",
    "along",
    "among",
    "apart",
    "around",
    "as",
    "at",
    "because",
    "before",
    "behind",
    "below",
    "beneath",
    "beside",
    "besides",
    "between",
    "beyond",
    "by",
    "contrary",
    "despite",
    "due",
    "during",
    "except",
    "for",
    "from",
    "in",
    "inside",
    "instead",
    "into",
    "like",
    "near",
    "of",
    "off",
    "on",
    "out",
    "outside",
    "over",
    "past",
    "regarding",
    "since",
    "thanks",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "under",
    "unlike",
    "until",
    "up",
    "upon",
    "with",
    "within",
    "without",
];

/// Adverbs that say something about a whole sentence; those in "-ly" need no list.
const ADVERBS: &[&str] = &[
    "again",
    "also",
    "anyway",
    "besides",
    "first",
    "further",
    "furthermore",
    "hence",
    "however",
    "indeed",
    "instead",
    "last",
    "later",
    "meanwhile",
    "moreover",
    "nevertheless",
    "next",
    "nonetheless",
    "now",
    "nowadays",
    "often",
    "once",
    "otherwise",
    "perhaps",
    "second",
    "sometimes",
    "soon",
    "still",
    "then",
    "therefore",
    "third",
    "thus",
    "today",
    "tomorrow",
    "tonight",
    "yesterday",
];

/// Words with which a phrase is a sentence of its own.
const CLAUSE_WORDS: &[&str] = &[
    "i", "i'm", "i'll", "i've", "you", "you're", "he", "he's", "she", "she's", "we", "we're", "we'll",
    "they", "they're", "it's", "that's", "there's", "is", "isn't", "are", "aren't", "was", "wasn't", "were",
    "weren't", "has", "have", "had", "will", "won't", "would", "can", "can't", "could", "should", "must",
    "may", "might", "do", "does", "don't", "doesn't", "did", "didn't", "who", "which",
];

/// Most words of such a phrase.
const MOST_WORDS: usize = 8;
/// … before a comma that was spoken.
const MOST_BEFORE_COMMA: usize = 5;

/// Whether these words are a phrase that opens the sentence behind them: an adverb, or a preposition with its words.
pub(super) fn opens_sentence(words: &[&str]) -> bool {
    // "sadly comma": with a spoken comma behind it whatever it is.
    let words = match words {
        [phrase @ .., "comma"] if (1..=MOST_BEFORE_COMMA).contains(&phrase.len()) => {
            return !has_clause(phrase);
        }
        _ => words,
    };
    let Some(first) = words.first().filter(|_| words.len() <= MOST_WORDS) else {
        return false;
    };
    let is_adverb = |word: &str| ADVERBS.contains(&word) || word.len() > 4 && word.ends_with("ly");
    !has_clause(words)
        && (words.iter().all(|word| is_adverb(word)) || words.len() > 1 && PREPOSITIONS.contains(first))
}

fn has_clause(words: &[&str]) -> bool {
    // "in May"
    let of_month = |at: usize| words[at] == "may" && at > 0 && PREPOSITIONS.contains(&words[at - 1]);
    (0..words.len()).any(|at| CLAUSE_WORDS.contains(&words[at]) && !of_month(at))
}

/// The phrase as it stands before the sentence, and what the sentence's first letter becomes, if it changes; `None`
/// when no sentence follows.
/// `is_ordinary` tells words that are no names.
pub(super) fn before_sentence(
    phrase: &str,
    after: &str,
    is_ordinary: impl Fn(&str) -> bool,
) -> Option<(String, Option<String>)> {
    let first = after.chars().next().filter(|c| c.is_uppercase())?;
    let phrase = phrase.trim_end().trim_end_matches(['.', '!', '?', ',']);
    let word: String = after
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'))
        .collect();
    // "Father Ambrose will read": a title is a part of the name behind it.
    let name_follows = after[word.len()..].trim_start().starts_with(char::is_uppercase);
    let titled = name_follows && is_title_word(&word.to_lowercase());
    let small = ((is_common_word(&word) || is_ordinary(&word)) && word != "I" && !titled)
        .then(|| first.to_lowercase().to_string());
    Some((format!("{phrase}, "), small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_keeps_its_capital_where_a_name_follows() {
        let first =
            |after: &str| before_sentence("after lunch", after, |_| true).and_then(|(_, first)| first);
        assert_eq!(first("Father Ambrose will read."), None);
        assert_eq!(first("Father will read.").as_deref(), Some("f"));
        assert_eq!(first("Yesterday Anna came.").as_deref(), Some("y"));
    }

    #[test]
    fn phrases_open_sentences_and_clauses_do_not() {
        let opens = |said: &str| opens_sentence(&said.split(' ').collect::<Vec<_>>());
        assert!(opens("sadly comma") && opens("dear friends comma") && !opens("he left comma"));
        assert!(opens("fortunately") && opens("from now on") && opens("because of the snow"));
        assert!(
            !opens("nobody believed me")
                && !opens("in spring we left")
                && !opens("on")
                && !opens("old stone")
        );
        let before_sentence = |phrase, after| super::before_sentence(phrase, after, |word| word == "Unplug");
        let joined = before_sentence("Luckily.", "The road was icy.");
        assert_eq!(joined, Some(("Luckily, ".to_owned(), Some("t".to_owned()))));
        assert_eq!(
            before_sentence("Luckily.", "Anna came."),
            Some(("Luckily, ".to_owned(), None))
        );
        let ordinary = before_sentence("First.", "Unplug it.");
        assert_eq!(ordinary, Some(("First, ".to_owned(), Some("u".to_owned()))));
        assert!(opens("in may"));
        assert_eq!(before_sentence("Luckily.", ""), None);
    }
}
