//! Phrases that open sentences, or stand at either of their ends: "on the other hand", "last week", "after three days".

use super::super::clause;
use super::super::numbers::is_number;
use crate::english::calendar::is_date_word;
use crate::english::word_classes::DETERMINERS;

/// Phrases that join a sentence to the one before: they open it.
const OPENINGS: &[&str] = &[
    "on the other hand",
    "after that",
    "before that",
    "in the end",
    "in the meantime",
    "for example",
    "in fact",
    "in addition",
    "as a result",
    "at the same time",
    "from now on",
    "by the way",
    "in other words",
    "on the whole",
    "however",
    "then",
    "still",
    "otherwise",
    "afterwards",
    "meanwhile",
    "finally",
];

/// Phrases that may open a sentence or end one: whichever side the model would rather part.
const EITHER_SIDE: &[&str] = &[
    "next week",
    "next month",
    "next year",
    "next time",
    "this time",
    "last week",
    "last month",
    "last year",
    "last night",
    "in the morning",
    "in the evening",
    "in the afternoon",
    "at the end",
    "every morning",
    "every evening",
    "every day",
    "every night",
    "every week",
    "every month",
    "every year",
    "today",
    "tomorrow",
    "yesterday",
    "now",
    "instead",
    "later",
    "on the way back",
    "on the way home",
    "on the way there",
    "each time",
    "at first",
    "the next morning",
    "the same evening",
    "upstairs",
    "downstairs",
    "outside",
    "inside",
];

/// The length of the phrase at `next` that opens a sentence, and whether it may end one as well.
pub(super) fn opening(words: &[&str], next: usize) -> Option<(usize, bool)> {
    let word = |offset: usize| clause::at(words, next + offset);
    let find = |phrases: &[&str]| {
        let found = phrases.iter().find(|phrase| clause::reads(words, next, phrase));
        found.map(|phrase| phrase.split(' ').count())
    };
    let built = match (word(0), word(1), word(2)) {
        ("for", "the", "last" | "past" | "first" | "next") => Some(if is_number(word(3)) { 5 } else { 4 }),
        ("in", "the", "next") | ("on", "the", "first" | "second" | "third" | "last" | "next") => Some(4),
        // "the evening before", "the next day"
        ("the", time, "before" | "after") if is_time_of_year_or_day(time) => Some(3),
        ("the", "next" | "following" | "same" | "other" | "previous", time)
            if is_time_of_year_or_day(time) =>
        {
            Some(3)
        }
        // "last weekend", "this morning", "next spring"
        ("last" | "next" | "this" | "every" | "one", time, _) if is_time_of_year_or_day(time) => Some(2),
        // "on Friday evening", "by four o'clock", "by the evening"
        ("on", day, part) if is_date_word(day) && is_time_of_year_or_day(part) => Some(3),
        ("by", hour, "o'clock") if is_number(hour) => Some(3),
        ("by", "noon" | "midnight" | "then", _) => Some(2),
        ("by", "the", part) if is_time_of_year_or_day(part) => Some(3),
        ("on" | "last" | "next" | "this", day, _) if is_date_word(day) => Some(2),
        ("in", month, _) if is_date_word(month) => Some(2),
        ("during", "the", noun) | ("in" | "at", "the", noun)
            if is_time_of_year_or_day(noun) || matches!(noun, "beginning" | "start" | "war") =>
        {
            Some(3)
        }
        ("according", "to", article) => Some(if DETERMINERS.contains(&article) { 4 } else { 3 }),
        ("at", clock, _) if clock.contains(':') => Some(2),
        ("within", "a" | "an" | "one" | "two" | "three", _) | ("from", "next" | "last", _) => Some(3),
        ("after" | "in", amount, unit) if (is_number(amount) || amount == "a") && is_span_of_time(unit) => {
            Some(3)
        }
        _ => None,
    };
    let fronted =
        find(OPENINGS).or(built.filter(|_| matches!(word(0), "within" | "from" | "for" | "according")));
    fronted
        .map(|len| (len, false))
        .or_else(|| built.or_else(|| find(EITHER_SIDE)).map(|len| (len, true)))
}

/// "morning", "spring", "weekend".
fn is_time_of_year_or_day(word: &str) -> bool {
    matches!(
        word,
        "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "day"
            | "week"
            | "weekend"
            | "month"
            | "year"
            | "spring"
            | "summer"
            | "autumn"
            | "fall"
            | "winter"
            | "term"
            | "season"
            | "time"
    )
}

/// Whether the words end with a span of time: "it is ten years", "today marks a week".
pub(super) fn ends_with_span(words: &[&str]) -> bool {
    let [.., amount, unit] = words else { return false };
    is_span_of_time(unit) && (is_number(amount) || matches!(*amount, "a" | "an" | "many" | "several" | "few"))
}

/// "days", "an hour".
fn is_span_of_time(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "second", "minute", "hour", "day", "week", "month", "year", "while",
    ];
    UNITS.contains(&word.strip_suffix('s').unwrap_or(word))
}
