//! Where a number that stays in words holds together: "twenty three", "one hundred and two", "three point five",
//! "two and a half", "twenty four seven". Nothing may stand inside it, whatever the punctuation model says.

use super::super::token::Token;
use super::amounts::decimal;
use super::cardinal::{Words, cardinal, digit_string, ordinal, year};
use super::lexicon::{LABELS, SMALL_ORDINALS, index_in, is_number_word, is_numbered};
use crate::english::word_classes::{DETERMINERS, POSSESSIVES, verb};
use crate::transcript::number_words;

/// A silence between two numbers from which on they are two, in milliseconds. (Inside a number that can be read as
/// one, a longer silence is hesitation: see `cardinal`.)
const APART_MS: u32 = 150;

/// For each token, whether it makes one number with the next one.
pub(in crate::transcript::polish) fn bound(tokens: &[Token]) -> Vec<bool> {
    let words = Words::of(tokens);
    let mut bound = vec![false; tokens.len()];
    let mut at = 0;
    while at < tokens.len() {
        let end = chain(tokens, &words, at).max(at + 1);
        bound[at..end - 1].fill(true);
        at = end;
    }
    bound
}

/// The end of the numbers that run on from `at`; `at` itself when there is none.
fn chain(tokens: &[Token], words: &Words<'_>, at: usize) -> usize {
    let mut end = at + opening(words, at);
    loop {
        let near = end == at || !tokens[end - 1].pauses(APART_MS);
        let len = number(words, end, end > at).filter(|_| near);
        match len.or_else(|| tail(words, at, end)) {
            Some(len) => end += len,
            None => break,
        }
    }
    // "number" without a number after it binds nothing.
    if number(words, at, false).is_none() && end == at + opening(words, at) {
        return at;
    }
    end
}

/// Words that lean on the number behind them: "chapter four", "number one", "point five", "double oh seven".
fn opening(words: &Words<'_>, at: usize) -> usize {
    let word = words.get(at);
    let leans = LABELS.contains(&word)
        || numbered(words, at)
        || matches!(
            word,
            "number" | "point" | "minus" | "negative" | "double" | "triple"
        )
        || word.len() == 1 && !matches!(word, "a" | "i" | "o");
    let follows = words.on(at, 1);
    let number = is_number_word(follows) || matches!(word, "double" | "triple") && follows == "oh";
    usize::from(leans && number)
}

/// "in bed three", but "the box three of us carried", "we stayed in bed three days".
fn numbered(words: &Words<'_>, at: usize) -> bool {
    let Some(len) = cardinal(words, at + 1).map(|read| read.len) else {
        return false;
    };
    let counted = words.on(at, 1 + len);
    let several = counted.ends_with('s') && !counted.ends_with("ss") && !verb(counted).third;
    let several = several || matches!(counted, "of" | "people" | "more" | "men" | "women" | "children");
    let before = words.before(at);
    let owned = DETERMINERS.contains(&before) || POSSESSIVES.contains(&before);
    is_numbered(words.get(at)) && !several && !owned
}

/// The number of words of the longest number that can be read at `at`.
fn number(words: &Words<'_>, at: usize, inside: bool) -> Option<usize> {
    let word = words.get(at);
    let led = inside || matches!(words.before(at), "in" | "since" | "double" | "triple");
    if word.is_empty() || matches!(word, "oh" | "o") && !led {
        return None; // "oh, two of them came"
    }
    let read = [
        cardinal(words, at).map(|read| read.len),
        ordinal(words, at)
            .map(|read| read.len)
            .filter(|len| *len > 1 || !inside),
        year(words, at).map(|read| read.len),
        decimal(words, at).map(|(_, len)| len),
        digit_string(words, at).map(|(_, len)| len),
        (inside && word == "hundred").then_some(1),
    ];
    read.into_iter().flatten().max()
}

/// What may follow inside a number that began at `at` and has been read up to `end`: an ordinal ("two thousand and
/// first"), a fraction ("two thirds", "three and a half"), the hour of "half past nine".
fn tail(words: &Words<'_>, at: usize, end: usize) -> Option<usize> {
    if end == at {
        let clock = matches!(words.get(at), "half" | "quarter") && matches!(words.on(at, 1), "past" | "to");
        return (clock && is_number_word(words.on(at, 2))).then_some(3);
    }
    let next = |offset: usize| words.on(end - 1, 1 + offset);
    let is_part = |word: &str| {
        let one = word.strip_suffix('s').unwrap_or(word);
        matches!(one, "half" | "halve" | "quarter" | "third")
            || number_words::ordinal(one).is_some_and(|value| value > 3)
    };
    let is_ordinal = |word: &str| index_in(&SMALL_ORDINALS, word).is_some_and(|value| value > 0);
    let round = matches!(words.get(end - 1), "hundred" | "thousand" | "million" | "billion");
    match next(0) {
        "" => None,
        "point" if is_number_word(next(1)) || next(1) == "oh" => Some(1),
        "past" if is_number_word(next(1)) => Some(2),
        "plus" | "minus" | "times" if is_number_word(next(1)) => Some(1),
        "and" if next(1) == "a" && is_part(next(2)) => Some(3),
        "and" if is_number_word(next(1)) && is_part(next(2)) => Some(3),
        "and" if round && number_words::ordinal(next(1)).is_some_and(|value| value > 0) => Some(2),
        word if is_part(word) || round && is_ordinal(word) => Some(1),
        "year" | "month" | "week" | "day" if matches!(next(1), "old" | "olds") => Some(2),
        "hundredth" | "thousandth" | "millionth" | "billionth" => Some(1),
        _ => None,
    }
}
