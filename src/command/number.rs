//! Numbers as spoken: "twenty five", "the third", "two hundred and six".
//!
//! Knows nothing of how numbers should be written; only what they mean, so that both spellings can be compared.

use crate::transcript::number_words::{ordinal as ordinal_word, scale, small, ten as tens};

/// A number at the start of some words: its value and how many words it takes; the longest reading.
pub fn cardinal<S: AsRef<str>>(words: &[S]) -> Option<(u64, usize)> {
    let word = |at: usize| words.get(at).map(AsRef::as_ref);
    if let Some(value) = word(0).and_then(digits) {
        return Some((value, 1));
    }
    let mut total = 0;
    let mut at = 0;
    while let Some((mut part, mut taken)) = below_hundred(&words[at..]).or_else(|| lone_hundred(&words[at..]))
    {
        let is_lone = part == 100 && word(at + taken - 1) == Some("hundred");
        if is_lone || word(at + taken) == Some("hundred") && part > 0 {
            if !is_lone {
                part *= 100;
                taken += 1;
            }
            let and = usize::from(word(at + taken) == Some("and"));
            if let Some((rest, more)) = words.get(at + taken + and..).and_then(below_hundred) {
                part += rest;
                taken += and + more;
            }
        }
        let next_scale = word(at + taken).and_then(scale);
        match next_scale {
            Some(size) if total == 0 || total % (size * 1000) == 0 => {
                total += part * size;
                at += taken + 1;
                let and = usize::from(word(at) == Some("and"));
                let goes_on = words
                    .get(at + and..)
                    .is_some_and(|rest| below_hundred(rest).is_some());
                if !goes_on {
                    break;
                }
                at += and;
            }
            _ => {
                total += part;
                at += taken;
                break;
            }
        }
    }
    (at > 0).then_some((total, at))
}

/// "five", "fifteen", "twenty", "twenty five", "twenty-five".
fn below_hundred<S: AsRef<str>>(words: &[S]) -> Option<(u64, usize)> {
    let first = words.first()?.as_ref();
    if let Some((ten, one)) = first.split_once('-') {
        return Some((tens(ten)? + small(one).filter(|n| (1..10).contains(n))?, 1));
    }
    if let Some(value) = tens(first) {
        let one = words
            .get(1)
            .and_then(|word| small(word.as_ref()))
            .filter(|n| (1..10).contains(n));
        return Some((value + one.unwrap_or(0), 1 + usize::from(one.is_some())));
    }
    small(first).map(|value| (value, 1))
}

/// "a hundred", "hundred", "a thousand".
fn lone_hundred<S: AsRef<str>>(words: &[S]) -> Option<(u64, usize)> {
    let article = usize::from(words.first()?.as_ref() == "a");
    let word = words.get(article)?.as_ref();
    if word == "hundred" {
        return Some((100, article + 1));
    }
    (scale(word).is_some() && article == 1).then_some((1, 1))
}

fn digits(word: &str) -> Option<u64> {
    let plain: String = word.chars().filter(|c| *c != ',').collect();
    let valid = !plain.is_empty() && plain.len() <= 15 && plain.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| plain.parse().ok()).flatten()
}

/// An ordinal at the start of some words: "third", "twenty first", "3rd".
pub fn ordinal<S: AsRef<str>>(words: &[S]) -> Option<(u64, usize)> {
    let first = words.first()?.as_ref();
    if let Some(value) = ordinal_word(first) {
        return Some((value, 1));
    }
    let number = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if matches!(&first[number.len()..], "st" | "nd" | "rd" | "th") {
        return digits(number).map(|value| (value, 1));
    }
    if let Some((ten, one)) = first.split_once('-') {
        return Some((tens(ten)? + ordinal_word(one).filter(|n| *n < 10)?, 1));
    }
    let ten = tens(first)?;
    let one = words
        .get(1)
        .and_then(|word| ordinal_word(word.as_ref()))
        .filter(|n| (1..10).contains(n))?;
    Some((ten + one, 2))
}

/// A time of day said by its quarters and minutes: "half past nine", "ten to eleven"; hour and minute on a dial.
pub fn clock<S: AsRef<str>>(words: &[S]) -> Option<(usize, usize)> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let at = words
        .iter()
        .position(|word| matches!(*word, "past" | "after" | "to" | "before"))?;
    let minutes = match &words[..at] {
        ["half"] => 30,
        ["quarter"] | ["a", "quarter"] => 15,
        [minutes @ .., "minutes"] => whole(minutes)?,
        minutes => whole(minutes)?,
    };
    let hour = whole(&words[at + 1..]).filter(|hour| (1..=12).contains(hour))?;
    match words[at] {
        "past" | "after" if minutes < 60 => Some((hour, minutes)),
        "to" | "before" if (1..60).contains(&minutes) => Some(((hour + 10) % 12 + 1, 60 - minutes)),
        _ => None,
    }
}

/// The whole of some words as a cardinal number.
pub fn whole<S: AsRef<str>>(words: &[S]) -> Option<usize> {
    let (value, taken) = match words {
        [one] if matches!(one.as_ref(), "to" | "too") => (2, 1),
        [one] if one.as_ref() == "for" => (4, 1),
        _ => cardinal(words)?,
    };
    (taken == words.len())
        .then(|| usize::try_from(value).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u64, usize)> {
        cardinal(&text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn cardinals() {
        for (text, value, taken) in [
            ("twenty five cars", 25, 2),
            ("two hundred and six", 206, 4),
            ("twelve hundred", 1200, 2),
            ("one thousand two hundred", 1200, 4),
            ("two million three hundred thousand and five", 2_300_005, 7),
            ("a hundred", 100, 2),
            ("a hundred and one", 101, 4),
            ("a thousand", 1000, 2),
            ("five twenty", 5, 1),
            ("1,200", 1200, 1),
            ("two thousand twenty six", 2026, 4),
            ("zero", 0, 1),
        ] {
            assert_eq!(read(text), Some((value, taken)), "{text}");
        }
        assert_eq!(read("a car"), None);
        assert_eq!(read("thousand"), None);
    }

    #[test]
    fn times_of_day() {
        let read = |text: &str| clock(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(read("half past nine"), Some((9, 30)));
        assert_eq!(read("a quarter to one"), Some((12, 45)));
        assert_eq!(read("ten past eleven"), Some((11, 10)));
        assert_eq!(read("half past"), None);
    }

    #[test]
    fn ordinals() {
        let read = |text: &str| ordinal(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(read("third"), Some((3, 1)));
        assert_eq!(read("twenty first"), Some((21, 2)));
        assert_eq!(read("22nd"), Some((22, 1)));
        assert_eq!(read("twenty"), None);
    }
}
