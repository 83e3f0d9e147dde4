//! What a careful typist does around an edit: one space, no stranded comma, a capital where a sentence now starts.
//!
//! Works on text and byte ranges; knows nothing of commands.

use std::ops::Range;

use crate::document::markdown::Inline;
use crate::document::unit::{block_at, line_at, past};
use crate::english::word_classes::DETERMINERS;

/// What to replace, and by what, so that `range` is gone and the text around it is still well written.
pub fn removal(text: &str, range: Range<usize>) -> (Range<usize>, String) {
    let range = with_marks(text, range);
    let before = &text[..range.start];
    let after = &text[range.end..];
    let whole_lines =
        (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'));
    if whole_lines {
        return (whole_lines_removal(text, range), String::new());
    }
    let (line, block) = block_at(text, range.start);
    let starts_line = range.start <= line.start + block.prefix_len;
    let mut cut = range.clone();
    if starts_sentence(text, range.start) {
        // A sentence of which nothing is left goes with its stop; a comma goes with its word.
        cut.end = past(text, cut.end, &['.', '!', '?', '…', ',', ';', ':']);
        let next = past(text, cut.end, &[' ']);
        let line_goes_on = next > cut.end && next < text.len() && !text[next..].starts_with('\n');
        if line_goes_on {
            cut.end = next;
            let capital = text[range.clone()]
                .chars()
                .find(|c| c.is_alphabetic())
                .is_some_and(char::is_uppercase);
            return match text[cut.end..].chars().next() {
                Some(next) if capital && next.is_lowercase() => {
                    let upper = next.to_uppercase().to_string();
                    (cut.start..cut.end + next.len_utf8(), upper)
                }
                _ => (cut, String::new()),
            };
        }
        if !starts_line && before.ends_with(' ') {
            cut.start -= 1;
        }
        return (cut, String::new());
    }
    if let Some((led, followed)) = stranded_commas(before, &text[range.clone()], after) {
        cut.start -= led;
        cut.end += followed;
        return (cut, String::new());
    }
    let closes = after.is_empty()
        || after.starts_with([' ', '\n', ',', '.', ';', ':', '!', '?', ')', ']', '”', '»', '…']);
    if before.ends_with(' ') && closes && !starts_line {
        cut.start -= 1;
    } else if after.starts_with(' ') && (starts_line || before.ends_with(['(', '[', '“', '«', '"'])) {
        cut.end += 1;
    }
    (cut, String::new())
}

/// The edit that gives the word behind a mark at `at` the case that it then has: a capital behind a full stop, a small letter
/// behind a comma that stands where a sentence ended, unless it may be a name.
pub fn case_behind(
    text: &str,
    at: usize,
    mark: &str,
    is_ordinary: &dyn Fn(&str) -> bool,
) -> Option<(Range<usize>, String)> {
    let start = past(text, at, &[' ', '”', '"']);
    let line = line_at(text, at);
    let word = text[start..line.end.max(start)].split(' ').next().unwrap_or("");
    let first = word.chars().next().filter(|c| c.is_alphabetic() && start > at)?;
    let place = start..start + first.len_utf8();
    let stops = mark.ends_with(['.', '!', '?']);
    let continues = mark.ends_with([',', ';', ':']) || mark.trim() == "–";
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mixed = bare.chars().skip(1).any(char::is_uppercase);
    if stops && first.is_lowercase() && !mixed {
        return Some((place, first.to_uppercase().to_string()));
    }
    let small = is_common(bare) || is_ordinary(bare);
    (continues && first.is_uppercase() && !mixed && small && bare != "I")
        .then(|| (place, first.to_lowercase().to_string()))
}

/// Phrases that stand between two commas.
const BETWEEN_COMMAS: &[&str] = &[
    "in fact",
    "however",
    "of course",
    "for example",
    "therefore",
    "indeed",
    "perhaps",
    "though",
    "in my opinion",
    "to be honest",
    "for instance",
    "as usual",
    "after all",
    "too",
    "please",
    "sadly",
    "luckily",
    "fortunately",
    "unfortunately",
    "frankly",
    "in short",
    "on the other hand",
    "naturally",
    "obviously",
    "as a rule",
];

/// Bytes before and behind a place, commas and spaces, that nothing holds any more once its words are gone.
fn stranded_commas(before: &str, gone: &str, after: &str) -> Option<(usize, usize)> {
    let led = before.ends_with(", ");
    let article = before.trim_end().rsplit(' ').next().unwrap_or("").to_lowercase();
    let sentence = before.rsplit(['.', '!', '?', '\n']).next().unwrap_or("");
    let others = sentence.matches(", ").count() > 1;
    let phrase = gone.to_lowercase();
    let one_word = !phrase.contains(' ');
    let next = after
        .trim_start_matches([',', ' '])
        .split(' ')
        .next()
        .unwrap_or("");
    let aside = BETWEEN_COMMAS.contains(&phrase.as_str())
        || phrase.starts_with("which ")
        || phrase.starts_with("who ");
    match after {
        // "the first Monday, [unless it is a holiday]."
        _ if led && after.starts_with(['.', '!', '?', ';', ':', '\n']) => Some((2, 0)),
        // "were, [in fact], rather poor"
        _ if led && aside && after.starts_with(", ") => Some((2, 1)),
        // "Rome, [Pisa] and Siena"
        _ if led && (after.starts_with(" and ") || after.starts_with(" or ")) => Some((2, 0)),
        // "Rome, [Pisa], and Siena"
        _ if led && !others && (after.starts_with(", and ") || after.starts_with(", or ")) => Some((2, 1)),
        // "a [long], dark coat"
        _ if after.starts_with(", ")
            && one_word
            && !DETERMINERS.contains(&next)
            && next != "and"
            && DETERMINERS.contains(&article.as_str()) =>
        {
            Some((0, 2))
        }
        _ => None,
    }
}

/// Marks of emphasis around nothing would stay behind: they go with all that is between them.
fn with_marks(text: &str, range: Range<usize>) -> Range<usize> {
    let around = |inline: &Inline| {
        text[..range.start].ends_with(inline.open()) && text[range.end..].starts_with(inline.close())
    };
    match Inline::ALL.into_iter().find(around) {
        Some(inline) if !range.is_empty() => {
            let (open, close) = (inline.open().len(), inline.close().len());
            with_marks(text, range.start - open..range.end + close)
        }
        _ => range,
    }
}

/// Whole lines go with their line breaks; of the breaks above and below the longer run stays.
fn whole_lines_removal(text: &str, range: Range<usize>) -> Range<usize> {
    let above = text[..range.start].len() - text[..range.start].trim_end_matches('\n').len();
    let below = past(text, range.end, &['\n']) - range.end;
    let first = range.start == above;
    let last = range.end + below == text.len();
    match (first, last) {
        (true, true) => 0..text.len(),
        (true, false) => range.start..range.end + below,
        (false, true) => range.start - above..range.end,
        (false, false) if below <= above => range.start..range.end + below,
        (false, false) => range.start - above..range.end,
    }
}

/// Whether the place is where a sentence starts.
pub fn starts_sentence(text: &str, at: usize) -> bool {
    let (line, block) = block_at(text, at);
    let before = text[line.start..at].get(block.prefix_len..).unwrap_or("");
    let before = before
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '"' | '(' | '*' | '_' | '‘'));
    before.is_empty()
        || before
            .trim_end_matches(['”', '"', ')', '’', '*'])
            .ends_with(['.', '!', '?', '…'])
}

/// The text with its first letter as a capital.
pub fn capitalised(text: &str) -> String {
    with_first(text, |first| first.to_uppercase().to_string())
}

/// The text with its first letter small.
pub fn uncapitalised(text: &str) -> String {
    with_first(text, |first| first.to_lowercase().to_string())
}

/// The text with another first letter.
fn with_first(text: &str, change: impl FnOnce(char) -> String) -> String {
    let mut out = text.to_owned();
    if let Some((at, first)) = text.char_indices().find(|(_, c)| c.is_alphanumeric()) {
        out.replace_range(at..at + first.len_utf8(), &change(first));
    }
    out
}

/// Words that are never names: put in a name's place they stay small.
const COMMON: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "my",
    "your",
    "his",
    "her",
    "its",
    "our",
    "their",
    "it",
    "he",
    "she",
    "we",
    "you",
    "they",
    "me",
    "him",
    "us",
    "them",
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "next",
    "last",
    "some",
    "someone",
    "everyone",
    "somebody",
    "everybody",
    "nobody",
    "one",
    "all",
    "no",
    "not",
    "and",
    "or",
    "but",
    "for",
    "to",
    "in",
    "on",
    "at",
    "by",
    "with",
    "of",
    "from",
    "as",
    "is",
    "was",
    "are",
    "were",
    "be",
    "noon",
    "midnight",
    "morning",
    "evening",
    "afternoon",
    "week",
    "month",
    "year",
    "day",
    "weekend",
    "people",
    "nothing",
    "something",
    "everything",
    "there",
    "here",
    "then",
    "now",
    "if",
    "when",
    "so",
    "what",
    "who",
    "which",
];

/// Whether a word is one of the commonest, never a name.
pub fn is_common(word: &str) -> bool {
    let lower = word.to_lowercase();
    COMMON.contains(&lower.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// `new` in the case that fits the place of `old`, which stood in `text` at `at`. Capitals throughout are copied only
/// where the words around shout, too: "IBM" is a name like others. A code, a single letter and a word with capitals
/// of its own ("iPhone", "Wi-Fi") say nothing about the case of what comes in their place.
pub fn cased_like(text: &str, at: usize, old: &str, new: &str) -> String {
    let letters: Vec<char> = old.chars().filter(|c| c.is_alphabetic()).collect();
    let starts_upper = letters.first().is_some_and(|c| c.is_uppercase());
    let shouted = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    if shouted && shouts(text, at..at + old.len()) {
        return new.to_uppercase();
    }
    let first_word = new.split(' ').next().unwrap_or("");
    if starts_sentence(text, at) {
        return match starts_upper || old.is_empty() || letters.iter().any(|c| c.is_uppercase()) {
            true => capitalised(new),
            false => new.to_owned(),
        };
    }
    let one_word = !new.contains(' ');
    let is_name = match (shouted, starts_upper) {
        (true, _) => one_word,
        (false, true) => letters.len() > 1 && !has_own_capitals(old) && !old.starts_with("I ") && old != "I",
        (false, false) => false,
    };
    if is_name && !is_common(first_word) {
        capitalised(new)
    } else {
        new.to_owned()
    }
}

/// Whether words in capitals stand among others in capitals: beside one, or several of them.
fn shouts(text: &str, range: Range<usize>) -> bool {
    let is_loud = |word: &str| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase)
    };
    let line = line_at(text, range.start);
    let before = text[line.start..range.start].split_whitespace().next_back();
    let after = text[range.end.min(line.end)..line.end]
        .split_whitespace()
        .find(|word| word.contains(char::is_alphabetic));
    let several = text[range]
        .split_whitespace()
        .filter(|word| is_loud(word))
        .count()
        > 1;
    several || before.is_some_and(is_loud) || after.is_some_and(is_loud)
}

/// Whether a word has capitals that are its own, not a name's: "iPhone", "Wi-Fi", but not "McDonald" or "Smith-Jones".
fn has_own_capitals(word: &str) -> bool {
    if word.contains(' ') || word.starts_with("Mc") || word.starts_with("Mac") || word.starts_with("O'") {
        return false;
    }
    let parts: Vec<&str> = word.split('-').collect();
    let short = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() <= 2;
    let inner = |part: &&str| part.chars().skip(1).any(char::is_uppercase);
    parts.iter().any(inner) || parts.len() > 1 && parts.iter().any(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(text: &str, gone: &str) -> String {
        let at = text.find(gone).unwrap();
        let (cut, instead) = removal(text, at..at + gone.len());
        format!("{}{instead}{}", &text[..cut.start], &text[cut.end..])
    }

    #[test]
    fn removal_leaves_good_text() {
        assert_eq!(without("I like red cars.", "red"), "I like cars.");
        assert_eq!(without("I like red cars.", "cars"), "I like red.");
        assert_eq!(without("However, we left.", "However"), "We left.");
        assert_eq!(without("Yes. I agree.", "Yes"), "I agree.");
        assert_eq!(without("One. Two. Three.", "Two."), "One. Three.");
        assert_eq!(without("One. Two.", "Two."), "One.");
        assert_eq!(without("a\n\nb\n\nc", "b"), "a\n\nc");
        assert_eq!(without("a\nb\n\nc", "b"), "a\n\nc");
        assert_eq!(without("a\n\nb", "b"), "a");
        assert_eq!(without("- one\n- two", "two"), "- one\n- ");
        assert_eq!(without("(red cars)", "red"), "(cars)");
    }

    #[test]
    fn what_replaces_takes_its_case_from_the_sentence() {
        for (text, old, new, cased) in [
            ("The CEO of IBM spoke.", "IBM", "apple", "Apple"),
            (
                "The CEO of IBM spoke.",
                "CEO",
                "chief executive",
                "chief executive",
            ),
            ("STOP AT THE END", "END", "gate", "GATE"),
            ("Plan B works.", "B", "two", "two"),
            ("iPhone and eBay.", "iPhone", "pixel", "Pixel"),
            ("The Wi-Fi is down.", "Wi-Fi", "network", "network"),
            ("Ask Tom today.", "Tom", "anna", "Anna"),
            ("The van is blue.", "blue", "green", "green"),
        ] {
            let at = text.find(old).unwrap();
            assert_eq!(cased_like(text, at, old, new), cased, "{text}");
        }
    }
}
