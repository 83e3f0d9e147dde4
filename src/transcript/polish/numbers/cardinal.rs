//! Reads spoken numbers: "two thousand and five", "twenty first", "nineteen ninety nine", "three point one four".
//!
//! Only reads; how a number is written is decided in `spans`.

use super::super::token::{Case, Token};
use super::lexicon::{SMALL_ORDINALS, digit, index_in, is_number_word, scale, ten};
use crate::transcript::number_words;

/// A silence that separates two numbers, in milliseconds.
pub(super) const BORDER_MS: u32 = 500;

/// The words of an utterance, ready for reading numbers: what cannot take part reads as "".
pub(super) struct Words<'a> {
    text: Vec<&'a str>,
    /// Every word, usable or not, lower case: what stands before a number.
    shown: Vec<String>,
    /// How many borders (clear pauses) lie before the word.
    borders: Vec<u32>,
}

impl<'a> Words<'a> {
    /// Marks, breaks, locked words and words with capitals take no part.
    pub fn of(tokens: &'a [Token]) -> Self {
        let usable = |token: &Token| token.is_word() && !token.locked && token.case == Case::Free;
        Words {
            text: tokens
                .iter()
                .map(|token| if usable(token) { token.text.as_str() } else { "" })
                .collect(),
            shown: tokens.iter().map(Token::lower).collect(),
            borders: tokens
                .iter()
                .scan(0, |borders, token| {
                    let before = *borders;
                    *borders += u32::from(token.pauses(BORDER_MS));
                    Some(before)
                })
                .collect(),
        }
    }

    /// Plain words, nothing known of pauses.
    pub fn plain(words: &[&'a str]) -> Self {
        Words {
            text: words.to_vec(),
            shown: words.iter().map(|word| (*word).to_owned()).collect(),
            borders: vec![0; words.len()],
        }
    }

    /// The word at `at`, "" beyond the ends.
    pub fn get(&self, at: usize) -> &'a str {
        self.text.get(at).copied().unwrap_or("")
    }

    /// The word before `at`, "" at the start.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1)
            .and_then(|index| self.shown.get(index))
            .map_or("", String::as_str)
    }

    /// The word at `at + offset` when the speaker ran on from `at` to it without a border; the word at `at` for 0.
    pub fn on(&self, at: usize, offset: usize) -> &'a str {
        let borders = |index: usize| self.borders.get(index);
        match borders(at).zip(borders(at + offset)) {
            Some((before, here)) if before == here => self.get(at + offset),
            _ => "",
        }
    }

    /// What `read` finds at `at + offset`, when the speaker ran on from `at` to there without a border.
    pub fn behind<T>(
        &self,
        at: usize,
        offset: usize,
        read: impl FnOnce(&Self, usize) -> Option<T>,
    ) -> Option<T> {
        match self.on(at, offset) {
            "" => None,
            _ => read(self, at + offset),
        }
    }

    /// Whether the words from `at + offset` on read `said`, with no border between `at` and the last of them.
    pub fn reads(&self, at: usize, offset: usize, said: &str) -> bool {
        let mut said = said.split(' ').enumerate();
        said.all(|(index, word)| self.on(at, offset + index) == word)
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.text.len()
    }
}

/// A number read from words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Its value.
    pub value: u64,
    /// Number of words.
    pub len: usize,
}

/// One to ninety-nine, or zero.
pub(super) fn below_hundred(words: &Words<'_>, at: usize) -> Option<Read> {
    if let Some(value) = number_words::small(words.get(at)) {
        return Some(Read { value, len: 1 });
    }
    let tens = ten(words.get(at))?;
    let unit = digit(words.on(at, 1)).filter(|unit| *unit > 0);
    Some(Read {
        value: tens + unit.unwrap_or(0),
        len: 1 + usize::from(unit.is_some()),
    })
}

/// Up to 9,999 in hundreds: "two hundred and five", "fifteen hundred".
fn below_scale(words: &Words<'_>, at: usize) -> Option<Read> {
    let head = below_hundred(words, at)?;
    if head.value == 0 || head.value % 10 == 0 && head.value > 10 || words.on(at, head.len) != "hundred" {
        return Some(head);
    }
    let hundreds = Read {
        value: head.value * 100,
        len: head.len + 1,
    };
    Some(with_rest(words, at, hundreds))
}

/// Adds "(and) five" behind hundreds or thousands, unless it is "and one of them".
fn with_rest(words: &Words<'_>, at: usize, head: Read) -> Read {
    let and = usize::from(words.on(at, head.len) == "and");
    let rest = words.behind(at, head.len + and, below_hundred).filter(|rest| {
        let one_of_them = rest.value == 1 && and == 1 && words.on(at, head.len + and + rest.len) == "of";
        rest.value > 0 && !one_of_them
    });
    rest.map_or(head, |rest| Read {
        value: head.value + rest.value,
        len: head.len + and + rest.len,
    })
}

/// The cardinal that starts at `at`; "a hundred and five" counts, "a hundred" alone does not.
pub(super) fn cardinal(words: &Words<'_>, at: usize) -> Option<Read> {
    if words.get(at) == "a" {
        return with_article(words, at);
    }
    let mut total = Read { value: 0, len: 0 };
    let mut ceiling = u64::MAX;
    loop {
        let and = usize::from(total.len > 0 && words.on(at, total.len) == "and");
        let Some(group) = words.behind(at, total.len + and, below_scale) else {
            break;
        };
        let end = total.len + and + group.len;
        match scale(words.on(at, end)).filter(|scale| *scale < ceiling && group.value > 0) {
            Some(scale) => {
                total = Read {
                    value: total.value.checked_add(group.value.checked_mul(scale)?)?,
                    len: end + 1,
                };
                ceiling = scale;
            }
            None if total.len == 0 => return Some(group),
            None if group.value == 0 || group.value >= ceiling || and == 1 && words.on(at, end) == "of" => {
                break;
            }
            None => {
                return Some(Read {
                    value: total.value + group.value,
                    len: end,
                });
            }
        }
    }
    (total.len > 0).then_some(total)
}

/// "a hundred and five", "a thousand two hundred".
fn with_article(words: &Words<'_>, at: usize) -> Option<Read> {
    let base = match words.on(at, 1) {
        "hundred" => 100,
        name => scale(name).filter(|scale| *scale == 1_000)?,
    };
    let whole = with_rest(words, at, Read { value: base, len: 2 });
    (whole.len > 2).then_some(whole)
}

/// Whether number words run on beyond the number of `len` words at `at`, or ran into it: then nobody can tell
/// where one number ends ("two fifty inch screens") and it stays as it was said.
pub(super) fn is_crowded(words: &Words<'_>, at: usize, len: usize) -> bool {
    let after = words.on(at, len);
    // A word with a capital cannot be read as a number, and is one all the same: "Ten fifteen".
    let ran_into = at > 0 && !words.on(at - 1, 1).is_empty() && is_number_word(words.before(at));
    is_number_word(after) || matches!(after, "oh" | "point") || ran_into
}

/// The cardinal at `at`, where no other number words run into it.
pub(super) fn lone_cardinal(words: &Words<'_>, at: usize) -> Option<Read> {
    cardinal(words, at).filter(|read| !is_crowded(words, at, read.len))
}

/// An ordinal: "third", "twenty first", "hundredth" with a number before it.
pub(super) fn ordinal(words: &Words<'_>, at: usize) -> Option<Read> {
    if let Some(value) = number_words::ordinal(words.get(at)).filter(|value| *value > 0) {
        return Some(Read { value, len: 1 });
    }
    if let Some(tens) = ten(words.get(at)) {
        let unit = index_in(&SMALL_ORDINALS[..10], words.on(at, 1)).filter(|unit| *unit > 0)?;
        return Some(Read {
            value: tens + unit,
            len: 2,
        });
    }
    let head = below_hundred(words, at)?;
    let times = |unit: u64| Read {
        value: head.value * unit,
        len: head.len + 1,
    };
    match words.on(at, head.len) {
        "hundredth" => Some(times(100)),
        "thousandth" => Some(times(1_000)),
        "hundred" => {
            let hundreds = times(100);
            let and = usize::from(words.on(at, hundreds.len) == "and");
            let rest = ordinal(words, at + hundreds.len + and).filter(|rest| rest.value < 100)?;
            Some(Read {
                value: hundreds.value + rest.value,
                len: hundreds.len + and + rest.len,
            })
        }
        _ => None,
    }
}

/// A year said in pairs: "nineteen ninety nine", "twenty twenty four", "nineteen oh five".
pub(super) fn year(words: &Words<'_>, at: usize) -> Option<Read> {
    let century = match words.get(at) {
        "twenty" => 20,
        word => number_words::small(word).filter(|value| (11..20).contains(value))?,
    };
    let rest = match words.on(at, 1) {
        "oh" | "o" => Read {
            value: digit(words.on(at, 2)).filter(|unit| *unit > 0)?,
            len: 2,
        },
        _ => words
            .behind(at, 1, below_hundred)
            .filter(|rest| rest.value >= 10)?,
    };
    Some(Read {
        value: century * 100 + rest.value,
        len: 1 + rest.len,
    })
}

/// Most digits that are read at once: whoever asks at every word of a long run would read it to its end each time.
const MOST_DIGITS: usize = 64;

/// Digits said one by one, as text, with the number of words: "four oh seven" → "407", [`MOST_DIGITS`] at most.
/// "double" and "triple" repeat the next digit.
pub(super) fn digit_string(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let mut digits = String::new();
    let mut len = 0;
    while digits.len() < MOST_DIGITS
        && let Some((said, n)) = one_digit(words, at, len)
    {
        digits.push_str(&said);
        len += n;
    }
    (len > 0).then_some((digits, len))
}

/// A single digit `offset` words behind `at`, or "double" and "triple" with the digit they repeat: what is written, and
/// the number of words.
pub(super) fn one_digit(words: &Words<'_>, at: usize, offset: usize) -> Option<(String, usize)> {
    let repeated = |times: usize| Some((digit(words.on(at, offset + 1))?.to_string().repeat(times), 2));
    match words.on(at, offset) {
        "double" => repeated(2),
        "triple" => repeated(3),
        word => Some((digit(word)?.to_string(), 1)),
    }
}

/// A number from ten to ninety-nine, in digits, with the number of words.
pub(super) fn two_digits(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    let read = below_hundred(words, at).filter(|read| read.value >= 10)?;
    Some((read.value.to_string(), read.len))
}

/// What codes are said in: digits one by one, or a number of two digits; with the number of words.
pub(super) fn some_digits(words: &Words<'_>, at: usize) -> Option<(String, usize)> {
    digit_string(words, at).or_else(|| two_digits(words, at))
}
