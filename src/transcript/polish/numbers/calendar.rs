//! Dates and times of day: "may third" → "May 3", "half" stays, "five thirty pm" → "5:30 pm".

use super::cardinal::{Read, Words, below_hundred, cardinal, ordinal, year};
use super::lexicon::{digit, is_number_word, month};
use super::spans::Span;
use crate::english::calendar::DAYS;
use crate::english::ordinal_suffix;

/// A date that starts at `at`.
pub(super) fn date(words: &Words<'_>, at: usize) -> Option<Span> {
    two_days(words, at)
        .or_else(|| month_first(words, at))
        .or_else(|| day_first(words, at))
        .or_else(|| day_month_year(words, at))
}

/// "the fifth to the eighth of october" → "5th to the 8th of October": both ends in one form.
fn two_days(words: &Words<'_>, at: usize) -> Option<Span> {
    let first = ordinal(words, at).filter(|read| read.value <= 31)?;
    let joint = words.on(at, first.len);
    if !matches!(joint, "to" | "and" | "until" | "till" | "or") || words.on(at, first.len + 1) != "the" {
        return None;
    }
    let start = first.len + 2;
    let last = words.behind(at, start, day_first)?;
    let day = first.value;
    let text = format!("{day}{} {joint} the {}", ordinal_suffix(day), last.text);
    Some(Span::new(start + last.len, text, "date"))
}

/// The date of `len` words at `at` that is written `text`, with the year that follows it behind `joint`.
fn with_year(words: &Words<'_>, at: usize, len: usize, text: String, joint: &str) -> Span {
    match words.behind(at, len, full_year) {
        Some(year) => Span::new(len + year.len, format!("{text}{joint}{}", year.value), "date"),
        None => Span::new(len, text, "date"),
    }
}

/// "twenty two july nineteen seventy six" → "22 July 1976".
fn day_month_year(words: &Words<'_>, at: usize) -> Option<Span> {
    let day = below_hundred(words, at).filter(|read| (1..=31).contains(&read.value))?;
    let name = month(words.on(at, day.len)).filter(|_| !is_number_word(words.before(at)))?;
    let len = day.len + 1;
    let dated = !matches!(name.as_str(), "May" | "March" | "August")
        && matches!(
            words.before(at),
            "on" | "by" | "until" | "till" | "since" | "from" | "dated"
        );
    let date = with_year(words, at, len, format!("{} {name}", day.value), " ");
    (dated || date.len > len).then_some(date)
}

/// "march twenty first twenty twenty four", "june five", "may twenty twenty".
fn month_first(words: &Words<'_>, at: usize) -> Option<Span> {
    let name = month(words.get(at))?;
    if matches!(name.as_str(), "May" | "March" | "August") && !expects_date(words.before(at)) {
        return None; // "you may first want to", "march two by two"
    }
    if let Some(read) = words.behind(at, 1, full_year) {
        return Some(Span::new(1 + read.len, format!("{name} {}", read.value), "date"));
    }
    if words.on(at, 1) == "the" && !words.on(at, 2).is_empty() {
        let day = ordinal(words, at + 2).filter(|read| read.value <= 31)?; // "november the fifth"
        let text = format!("{name} the {}{}", day.value, ordinal_suffix(day.value));
        return Some(Span::new(2 + day.len, text, "date"));
    }
    let day = words.behind(at, 1, day)?;
    let len = 1 + day.len;
    let date = with_year(words, at, len, format!("{name} {}", day.value), ", ");
    (date.len > len || !is_number_word(words.on(at, len))).then_some(date)
}

/// "the third of may twenty twenty" → "3rd of May 2020".
fn day_first(words: &Words<'_>, at: usize) -> Option<Span> {
    let day = ordinal(words, at).filter(|read| read.value <= 31)?;
    let name = month(words.on(at, day.len + 1)).filter(|_| words.on(at, day.len) == "of")?;
    let len = day.len + 2;
    let text = format!("{}{} of {name}", day.value, ordinal_suffix(day.value));
    Some(with_year(words, at, len, text, " "))
}

/// Words behind which a date may be expected; "" is the start.
const BEFORE_DATES: &[&str] = &[
    "", "on", "of", "by", "until", "till", "since", "from", "to", "before", "after", "for", "is", "was",
    "in", "next", "last", "this", "late", "early", "mid", "through", "around", "between",
];

/// Whether a word lets one expect a date ("on may third") rather than the verb.
fn expects_date(before: &str) -> bool {
    BEFORE_DATES.contains(&before) || DAYS.contains(&before)
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

/// A time of day, or two of them ("from nine thirty to eleven"), that starts at `at`.
pub(super) fn time(words: &Words<'_>, at: usize) -> Option<Span> {
    two_times(words, at)
        .or_else(|| one_time(words, at))
        .or_else(|| sharp_hours(words, at))
}

/// An hour with what was said behind it.
struct Clock {
    /// "9", "9:30", "9:30 pm".
    text: String,
    /// Number of words.
    len: usize,
    /// Whether minutes or the half of the day were said.
    exact: bool,
    /// Whether the half of the day was said.
    half: bool,
}

/// The hour at `at` with its minutes and half of the day.
fn clock(words: &Words<'_>, at: usize) -> Option<Clock> {
    let hour = below_hundred(words, at).filter(|read| read.len == 1 && (1..=12).contains(&read.value))?;
    let minutes = words.behind(at, 1, minutes);
    let mut len = 1 + minutes.map_or(0, |read| read.len);
    let mut text = match minutes {
        Some(read) => format!("{}:{:02}", hour.value, read.value),
        None => hour.value.to_string(),
    };
    let o_clock = minutes.is_none() && words.on(at, len) == "o'clock";
    if o_clock {
        text.push_str(" o'clock");
        len += 1;
    }
    let half = half_of_day(words, at, len);
    if let Some((half, extra)) = half {
        text.push_str(&format!(" {half}"));
        len += extra;
    }
    Some(Clock {
        text,
        len,
        exact: minutes.is_some() || half.is_some() || o_clock,
        half: half.is_some(),
    })
}

/// "from nine thirty to eleven", "between two and three pm", "three or four pm".
fn two_times(words: &Words<'_>, at: usize) -> Option<Span> {
    let first = clock(words, at)?;
    let joint = words.on(at, first.len);
    let framed = match joint {
        "to" | "until" | "till" => words.before(at) == "from",
        "and" => words.before(at) == "between",
        _ => false,
    };
    if !framed && !matches!(joint, "to" | "or") {
        return None;
    }
    let of_hour = joint == "to"
        && !first.exact
        && MINUTES.contains(&words.get(at))
        && matches!(
            words.before(at),
            "at" | "until" | "till" | "by" | "about" | "around"
        );
    if of_hour {
        return None; // "at ten to eleven pm" is one time
    }
    let second = words.behind(at, first.len + 1, clock)?;
    let sure = second.half || framed && (first.exact || second.exact);
    let len = first.len + 1 + second.len;
    (sure && !counts(words, at + len - 1, 1))
        .then(|| Span::new(len, format!("{} {joint} {}", first.text, second.text), "time"))
}

/// Whether the word is something that a number before it counts, or goes on with the number.
fn counts(words: &Words<'_>, at: usize, offset: usize) -> bool {
    let word = words.on(at, offset);
    is_number_word(word) || matches!(word, "people" | "percent" | "dollars" | "miles" | "degrees")
}

fn one_time(words: &Words<'_>, at: usize) -> Option<Span> {
    if let Some(span) = afternoon(words, at) {
        return Some(span);
    }
    let found = clock(words, at)?;
    if words.on(at, 1) == "o'clock" {
        return Some(Span::new(found.len, found.text, "time"));
    }
    let len = found.len;
    // "twenty past six pm" stays in words
    let told =
        matches!(words.before(at), "to" | "past") && at >= 2 && MINUTES.contains(&words.before(at - 1));
    if found.half && told {
        return None;
    }
    if found.half {
        return Some(Span::new(len, found.text, "time"));
    }
    let before = matches!(
        words.before(at),
        "at" | "by" | "until" | "till" | "before" | "after" | "around" | "about" | "since"
    );
    // "from nine thirty to noon", "noon to nine thirty"
    let range = matches!(words.before(at), "from" | "between")
        && matches!(
            words.on(at, len),
            "to" | "until" | "till" | "and" | "on" | "onwards"
        )
        || at >= 2
            && words.before(at) == "to"
            && matches!(words.before(at - 1), "noon" | "midnight" | "midday");
    let before = before || range;
    let after = matches!(words.on(at, len), "tomorrow" | "today" | "tonight" | "sharp")
        || words.on(at, len) == "in" && matches!(words.on(at, len + 2), "morning" | "afternoon" | "evening")
        || words.on(at, len) == "this"
            && matches!(words.on(at, len + 1), "morning" | "afternoon" | "evening");
    let after = after || is_timed(words, at, len);
    let before = before
        || words.before(at) == "to"
            && (1..=6)
                .filter_map(|back| at.checked_sub(1 + back))
                .any(|index| MOVED.contains(&words.get(index)));
    let now = matches!(words.on(at, len), "now" | "already") && matches!(words.before(at), "it's" | "is");
    (found.exact && !counts(words, at, len) && (before || after || now))
        .then(|| Span::new(len, found.text, "time"))
}

/// Minutes that are said before "to" and "past" an hour.
const MINUTES: &[&str] = &["five", "ten", "twenty", "quarter", "half"];

/// Verbs behind which "to" leads to a time: "was moved to three fifteen".
const MOVED: &[&str] = &[
    "moved",
    "move",
    "changed",
    "change",
    "postponed",
    "shifted",
    "shift",
    "delayed",
    "rescheduled",
    "brought",
    "pushed",
];

/// What has a time of day for a name: "the four thirty train".
const TIMED: &[&str] = &[
    "train",
    "bus",
    "flight",
    "ferry",
    "tram",
    "coach",
    "boat",
    "plane",
    "class",
    "lesson",
    "lecture",
    "service",
    "show",
    "screening",
    "performance",
    "appointment",
    "slot",
    "meeting",
    "shift",
    "session",
    "start",
    "news",
    "departure",
];

/// Words before what has a time of day for a name.
const BEFORE_TIMED: &[&str] = &[
    "the", "a", "my", "our", "your", "his", "her", "their", "this", "that", "next", "last", "early", "late",
];

/// Whether the time of `len` words at `at` stands before something that has a time for a name.
fn is_timed(words: &Words<'_>, at: usize, len: usize) -> bool {
    let is_day = words.reads(at, 0, "nine eleven"); // may be the day
    !is_day && BEFORE_TIMED.contains(&words.before(at)) && TIMED.contains(&words.on(at, len))
}

/// "at fourteen thirty" → "at 14:30".
fn afternoon(words: &Words<'_>, at: usize) -> Option<Span> {
    let hour = below_hundred(words, at).filter(|read| (13..24).contains(&read.value))?;
    let minutes = words.behind(at, hour.len, minutes)?;
    let len = hour.len + minutes.len;
    (words.before(at) == "at" && !counts(words, at, len))
        .then(|| Span::new(len, format!("{}:{:02}", hour.value, minutes.value), "time"))
}

/// "seventeen hundred hours" → "1700 hours", "oh eight hundred" → "0800".
fn sharp_hours(words: &Words<'_>, at: usize) -> Option<Span> {
    let zero = usize::from(matches!(words.get(at), "zero" | "oh"));
    let hours = if zero == 1 { 1..10 } else { 10..25 };
    let hour = words
        .behind(at, zero, below_hundred)
        .filter(|read| hours.contains(&read.value))?;
    let len = zero + hour.len + 1;
    let named = words.on(at, len) == "hours";
    let sure = named || zero == 1 && words.before(at) == "at";
    let text = format!("{:02}00{}", hour.value, if named { " hours" } else { "" });
    (words.on(at, len - 1) == "hundred" && sure).then(|| Span::new(len + usize::from(named), text, "time"))
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
