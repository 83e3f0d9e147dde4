//! What a careful typist does around an edit: one space, no stranded comma, a capital where a sentence now starts.
//!
//! Works on text and byte ranges; knows nothing of commands.

use std::ops::Range;

use crate::document::markdown::Block;
use crate::document::unit::line_at;

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
    let prefix_end =
        line_at(text, range.start).start + Block::of(&text[line_at(text, range.start)]).prefix_len;
    let starts_line = range.start <= prefix_end;
    let mut cut = range.clone();
    if starts_sentence(text, range.start) {
        // A sentence of which nothing is left goes with its stop; a comma goes with its word.
        let rest = &text[cut.end..];
        let stops = rest.len() - rest.trim_start_matches(['.', '!', '?', '…', ',', ';', ':']).len();
        cut.end += stops;
        let rest = &text[cut.end..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let line_goes_on = spaces > 0 && !rest[spaces..].is_empty() && !rest[spaces..].starts_with('\n');
        if line_goes_on {
            cut.end += spaces;
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
    let closes = after.is_empty()
        || after.starts_with([' ', '\n', ',', '.', ';', ':', '!', '?', ')', ']', '”', '»', '…']);
    if before.ends_with(' ') && closes && !starts_line {
        cut.start -= 1;
    } else if after.starts_with(' ') && (starts_line || before.ends_with(['(', '[', '“', '«', '"'])) {
        cut.end += 1;
    }
    (cut, String::new())
}

/// Marks of emphasis around nothing would stay behind: they go with all that is between them.
fn with_marks(text: &str, range: Range<usize>) -> Range<usize> {
    const MARKS: &[(&str, &str)] = &[
        ("**", "**"),
        ("~~", "~~"),
        ("<u>", "</u>"),
        ("`", "`"),
        ("*", "*"),
    ];
    let around = |(open, close): &&(&str, &str)| {
        text[..range.start].ends_with(open) && text[range.end..].starts_with(close)
    };
    match MARKS.iter().find(around) {
        Some((open, close)) if !range.is_empty() => {
            with_marks(text, range.start - open.len()..range.end + close.len())
        }
        _ => range,
    }
}

/// Whole lines go with their line breaks; of the breaks above and below the longer run stays.
fn whole_lines_removal(text: &str, range: Range<usize>) -> Range<usize> {
    let above = text[..range.start].len() - text[..range.start].trim_end_matches('\n').len();
    let below = text[range.end..].len() - text[range.end..].trim_start_matches('\n').len();
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
    let line = line_at(text, at);
    let prefix = Block::of(&text[line.clone()]).prefix_len;
    let before = text[line.start..at].get(prefix..).unwrap_or("");
    let before = before
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '"' | '(' | '*' | '_' | '‘'));
    before.is_empty()
        || before
            .trim_end_matches(['”', '"', ')', '’', '*'])
            .ends_with(['.', '!', '?', '…'])
}

/// The text with its first letter as a capital.
pub fn capitalised(text: &str) -> String {
    let Some((at, first)) = text.char_indices().find(|(_, c)| c.is_alphanumeric()) else {
        return text.to_owned();
    };
    format!(
        "{}{}{}",
        &text[..at],
        first.to_uppercase(),
        &text[at + first.len_utf8()..]
    )
}

/// The text with its first letter small.
pub fn uncapitalised(text: &str) -> String {
    let Some((at, first)) = text.char_indices().find(|(_, c)| c.is_alphanumeric()) else {
        return text.to_owned();
    };
    format!(
        "{}{}{}",
        &text[..at],
        first.to_lowercase(),
        &text[at + first.len_utf8()..]
    )
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

/// `new` in the case that fits the place of `old`, which stood in `text` at `at`.
pub fn cased_like(text: &str, at: usize, old: &str, new: &str) -> String {
    let letters = || old.chars().filter(|c| c.is_alphabetic());
    let starts_upper = letters().next().is_some_and(char::is_uppercase);
    let shouted = letters().count() > 1 && letters().all(char::is_uppercase);
    if shouted && !new.contains(' ') {
        return new.to_uppercase();
    }
    let first_word = new.split(' ').next().unwrap_or("");
    if starts_sentence(text, at) {
        if starts_upper || old.is_empty() {
            capitalised(new)
        } else {
            new.to_owned()
        }
    } else if starts_upper && !is_common(first_word) && !old.starts_with("I ") && old != "I" {
        capitalised(new)
    } else {
        new.to_owned()
    }
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
}
