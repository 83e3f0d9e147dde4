//! Dates and times of day: "may third" → "May 3", "half" stays, "five thirty pm" → "5:30 pm".

use super::cardinal::{Read, Words, below_hundred, cardinal, ordinal, year};
use super::lexicon::{digit, is_number_word, month};
use super::spans::{Span, suffix};

/// A date that starts at `at`.
pub(super) fn date(words: &Words<'_>, at: usize) -> Option<Span> {
    month_first(words, at).or_else(|| day_first(words, at))
}

/// "march twenty first twenty twenty four", "june five", "may twenty twenty".
fn month_first(words: &Words<'_>, at: usize) -> Option<Span> {
    let name = month(words.get(at))?;
    if matches!(name, "May" | "March" | "August") && !expects_date(words.before(at)) {
        return None; // "you may first want to", "march two by two"
    }
    if let Some(read) = full_year(words, at + 1).filter(|_| !words.on(at, 1).is_empty()) {
        return Some(Span::new(1 + read.len, format!("{name} {}", read.value), "date"));
    }
    let day = day(words, at + 1).filter(|_| !words.on(at, 1).is_empty())?;
    let len = 1 + day.len;
    match full_year(words, at + len).filter(|_| !words.on(at, len).is_empty()) {
        Some(year) => Some(Span::new(
            len + year.len,
            format!("{name} {}, {}", day.value, year.value),
            "date",
        )),
        None if is_number_word(words.on(at, len)) => None,
        None => Some(Span::new(len, format!("{name} {}", day.value), "date")),
    }
}

/// "the third of may twenty twenty" → "3rd of May 2020".
fn day_first(words: &Words<'_>, at: usize) -> Option<Span> {
    let day = ordinal(words, at).filter(|read| read.value <= 31)?;
    let name = month(words.on(at, day.len + 1)).filter(|_| words.on(at, day.len) == "of")?;
    let len = day.len + 2;
    let text = format!("{}{} of {name}", day.value, suffix(day.value));
    match full_year(words, at + len).filter(|_| !words.on(at, len).is_empty()) {
        Some(year) => Some(Span::new(
            len + year.len,
            format!("{text} {}", year.value),
            "date",
        )),
        None => Some(Span::new(len, text, "date")),
    }
}

/// Whether a word lets one expect a date ("on may third") rather than the verb.
fn expects_date(before: &str) -> bool {
    matches!(
        before,
        "" | "on"
            | "of"
            | "by"
            | "until"
            | "till"
            | "since"
            | "from"
            | "to"
            | "before"
            | "after"
            | "for"
            | "is"
            | "was"
            | "in"
            | "next"
            | "last"
            | "this"
            | "late"
            | "early"
            | "mid"
            | "through"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "around"
            | "between"
    )
}

/// A day of the month, ordinal or cardinal.
fn day(words: &Words<'_>, at: usize) -> Option<Read> {
    let read = ordinal(words, at).or_else(|| below_hundred(words, at))?;
    (1..=31).contains(&read.value).then_some(read)
}

/// A year, said in pairs or as "two thousand (and) five".
fn full_year(words: &Words<'_>, at: usize) -> Option<Read> {
    let read = year(words, at).or_else(|| cardinal(words, at))?;
    ((1000..2200).contains(&read.value) && !is_number_word(words.on(at, read.len))).then_some(read)
}

/// A time of day that starts at `at`.
pub(super) fn time(words: &Words<'_>, at: usize) -> Option<Span> {
    let hour = below_hundred(words, at).filter(|read| read.len == 1 && (1..=12).contains(&read.value))?;
    if words.on(at, 1) == "o'clock" {
        return Some(Span::new(2, format!("{} o'clock", hour.value), "time"));
    }
    let minutes = minutes(words, at + 1).filter(|_| !words.on(at, 1).is_empty());
    let len = 1 + minutes.map_or(0, |read| read.len);
    let clock = match minutes {
        Some(read) => format!("{}:{:02}", hour.value, read.value),
        None => hour.value.to_string(),
    };
    if let Some((half, extra)) = half_of_day(words, at, len) {
        return Some(Span::new(len + extra, format!("{clock} {half}"), "time"));
    }
    minutes?;
    let before = matches!(
        words.before(at),
        "at" | "by" | "until" | "till" | "before" | "after" | "around" | "about" | "since"
    );
    let after = matches!(words.on(at, len), "tomorrow" | "today" | "tonight" | "sharp")
        || words.on(at, len) == "in" && matches!(words.on(at, len + 2), "morning" | "afternoon" | "evening")
        || words.on(at, len) == "this"
            && matches!(words.on(at, len + 1), "morning" | "afternoon" | "evening");
    let counted = matches!(
        words.on(at, len),
        "people" | "percent" | "dollars" | "miles" | "degrees"
    );
    (!counted && !is_number_word(words.on(at, len)) && (before || after))
        .then(|| Span::new(len, clock, "time"))
}

/// "thirty", "fifteen", "oh five".
fn minutes(words: &Words<'_>, at: usize) -> Option<Read> {
    if matches!(words.get(at), "oh" | "o") {
        let value = digit(words.on(at, 1)).filter(|value| *value > 0)?;
        return Some(Read { value, len: 2 });
    }
    below_hundred(words, at).filter(|read| (10..60).contains(&read.value))
}

/// "am", "p m" and their spellings, with the number of words.
fn half_of_day(words: &Words<'_>, at: usize, len: usize) -> Option<(&'static str, usize)> {
    match (words.on(at, len), words.on(at, len + 1)) {
        ("am", "i") => None, // "at ten am i late"
        ("am" | "a.m.", _) => Some(("am", 1)),
        ("pm" | "p.m.", _) => Some(("pm", 1)),
        ("a" | "a.", "m" | "m.") => Some(("am", 2)),
        ("p" | "p.", "m" | "m.") => Some(("pm", 2)),
        _ => None,
    }
}
