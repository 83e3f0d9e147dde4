//! The text of a reading, token by token: what a word is, which marks stand around it.
//!
//! Knows nothing of sound.

use std::ops::Range;

use crate::english;

/// One token of a written text: what stands between two spaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Without the marks around it: "Anna", "7.30pm", "$5 million".
    pub core: String,
    /// The mark right behind it.
    pub mark: Option<char>,
    /// Least natural log probability of the model's tokens that it was written with, marks aside.
    pub log_prob: f32,
    /// Whether a sentence begins with it.
    pub begins: bool,
}

/// Marks that may stand behind a word and say something.
const MARKS: [char; 7] = ['.', ',', '?', '!', ':', ';', '…'];

/// Words of an amount that belong to the number before them: "$5 million".
const SCALES: [&str; 5] = ["hundred", "thousand", "million", "billion", "trillion"];

/// Cuts a text into tokens. `pieces` has the end (in bytes of the text) and the log probability of each piece that
/// the model wrote it in, in order; it may be empty.
pub fn tokens(text: &str, pieces: &[(usize, f32)]) -> Vec<Written> {
    let mut out: Vec<Written> = Vec::new();
    let mut begins = true;
    for range in ranges(text) {
        let token = &text[range.clone()];
        let inner = token
            .trim_start_matches(is_bracket)
            .trim_end_matches(|c| is_bracket(c) || MARKS.contains(&c));
        let behind = token.rfind(inner).map_or("", |at| &token[at + inner.len()..]);
        if !inner.contains(|c: char| c.is_alphanumeric() || is_spoken(c)) {
            // a mark alone goes to the word before it
            if let Some(last) = out.last_mut().filter(|last| last.mark.is_none()) {
                last.mark = mark(token);
            }
            continue;
        }
        let rest = &text[range.end..];
        let (core, mark) = match behind.strip_prefix('.') {
            Some(more) if english::signs::keeps_stop(inner) => {
                let more = mark(more);
                (
                    format!("{inner}."),
                    more.or_else(|| ends_sentence(inner, rest).then_some('.')),
                )
            }
            _ => (inner.to_owned(), mark(behind)),
        };
        let written = Written {
            log_prob: least(pieces, within(text, inner)),
            begins,
            core,
            mark,
        };
        begins = matches!(written.mark, Some('.' | '?' | '!'));
        match out.last_mut() {
            Some(amount) if goes_on(amount, &written.core) => {
                amount.core = format!("{} {}", amount.core, written.core);
                amount.mark = written.mark;
                amount.log_prob = amount.log_prob.min(written.log_prob);
            }
            _ => out.push(written),
        }
    }
    out
}

/// Byte ranges between spaces.
fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace().map(|token| within(text, token))
}

/// Where a part of a text, borrowed from it, lies in it.
fn within(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// Quotation marks, brackets and dashes, which are not evidence for anything that is spoken.
fn is_bracket(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '‘'
            | '’'
            | '\''
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '«'
            | '»'
            | '—'
            | '–'
            | '-'
            | '♪'
    )
}

/// Signs that are said when they stand alone.
fn is_spoken(c: char) -> bool {
    matches!(
        c,
        '&' | '%' | '+' | '=' | '@' | '#' | '$' | '€' | '£' | '½' | '¼' | '¾' | '°'
    )
}

fn mark(behind: &str) -> Option<char> {
    if behind.contains("...") {
        return Some('…');
    }
    // "?!" and "?." ask
    let strongest = ['?', '!', '…', '.', ';', ':', ','];
    strongest.into_iter().find(|&mark| behind.contains(mark))
}

/// Whether the full stop of a short form ends the sentence, too: nothing follows, or a capital does.
fn ends_sentence(short: &str, rest: &str) -> bool {
    let title = short.starts_with(char::is_uppercase) && !short.contains('.');
    match rest.trim_start().chars().next() {
        None => true,
        Some(next) => next.is_uppercase() && !title && !rest.trim_start().starts_with("I "),
    }
}

/// Whether a token is the rest of an amount of money: "$5" and "million".
fn goes_on(amount: &Written, next: &str) -> bool {
    amount.mark.is_none()
        && amount.core.starts_with(['$', '€', '£', '¥'])
        && !amount.core.contains(' ')
        && SCALES.contains(&next)
}

/// The least log probability of the pieces that reach into a range of bytes.
fn least(pieces: &[(usize, f32)], range: Range<usize>) -> f32 {
    let first = pieces.partition_point(|&(end, _)| end <= range.start);
    let mut start = first.checked_sub(1).map_or(0, |before| pieces[before].0);
    let mut least = 0.0_f32;
    for &(end, log_prob) in &pieces[first..] {
        if start >= range.end {
            break;
        }
        least = least.min(log_prob);
        start = end;
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cores(text: &str) -> Vec<(String, Option<char>)> {
        tokens(text, &[])
            .into_iter()
            .map(|token| (token.core, token.mark))
            .collect()
    }

    fn is(text: &str, expected: &[(&str, Option<char>)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|&(core, mark)| (core.to_owned(), mark))
            .collect();
        assert_eq!(cores(text), expected);
    }

    #[test]
    fn marks_are_told_from_words() {
        is(
            " \"Open quote, yes,\" she said...",
            &[
                ("Open", None),
                ("quote", Some(',')),
                ("yes", Some(',')),
                ("she", None),
                ("said", Some('…')),
            ],
        );
        is(
            "Is it raining?!",
            &[("Is", None), ("it", None), ("raining", Some('?'))],
        );
        is("well - that is", &[("well", None), ("that", None), ("is", None)]);
        is(
            "don't rock 'n' roll",
            &[("don't", None), ("rock", None), ("n", None), ("roll", None)],
        );
        is(
            "25% of it , please",
            &[("25%", None), ("of", None), ("it", Some(',')), ("please", None)],
        );
    }

    #[test]
    fn a_short_form_keeps_its_full_stop() {
        is(
            "Mr. Bennett came.",
            &[("Mr.", None), ("Bennett", None), ("came", Some('.'))],
        );
        is(
            "at 7 p.m. on Monday",
            &[
                ("at", None),
                ("7", None),
                ("p.m.", None),
                ("on", None),
                ("Monday", None),
            ],
        );
        is(
            "at 7 p.m. We go",
            &[
                ("at", None),
                ("7", None),
                ("p.m.", Some('.')),
                ("We", None),
                ("go", None),
            ],
        );
        is("in the U.S.", &[("in", None), ("the", None), ("U.S.", Some('.'))]);
    }

    #[test]
    fn amounts_stay_together() {
        is(
            "It cost $5 million.",
            &[("It", None), ("cost", None), ("$5 million", Some('.'))],
        );
    }

    #[test]
    fn a_word_is_as_sure_as_its_least_sure_piece() {
        // " the", " gar", "den", "."
        let tokens = tokens(" the garden.", &[(4, -0.1), (8, -0.2), (11, -0.7), (12, -3.0)]);
        let sure: Vec<f32> = tokens.iter().map(|token| token.log_prob).collect();
        assert_eq!(sure, [-0.1, -0.7], "the mark behind a word is another matter");
    }
}
