//! Names and set phrases with a number in them: "covid nineteen" → "COVID-19", "twenty four seven" → "24/7",
//! "henry the eighth" → "Henry VIII". A short list of what everybody writes so; knows nothing of plain numbers.

use super::cardinal::{Words, ordinal};
use super::spans::Span;

/// What is said, what is written.
const NAMES: &[(&str, &str)] = &[
    ("world war one", "World War I"),
    ("world war two", "World War II"),
    ("twenty four seven", "24/7"),
    ("fifty fifty", "fifty-fifty"),
    ("catch twenty two", "catch-22"),
    ("double oh seven", "007"),
    ("covid nineteen", "COVID-19"),
    ("m p three", "MP3"),
    ("mp three", "MP3"),
    ("mp four", "MP4"),
    ("h two o", "H2O"),
    ("c o two", "CO2"),
    ("co two", "CO2"),
    ("b two b", "B2B"),
    ("b two c", "B2C"),
    ("w three c", "W3C"),
    ("i p v four", "IPv4"),
    ("i p v six", "IPv6"),
    ("ipv four", "IPv4"),
    ("ipv six", "IPv6"),
    ("three d", "3D"),
    ("two d", "2D"),
    ("vitamin b twelve", "vitamin B12"),
    ("type one diabetes", "type 1 diabetes"),
    ("type two diabetes", "type 2 diabetes"),
    ("three g", "3G"),
    ("four g", "4G"),
    ("five g", "5G"),
    ("q one", "Q1"),
    ("q two", "Q2"),
    ("q three", "Q3"),
    ("q four", "Q4"),
];

/// Names of kings, queens and popes that are told apart by numbers.
const RULERS: &[&str] = &[
    "henry",
    "louis",
    "elizabeth",
    "charles",
    "george",
    "james",
    "edward",
    "william",
    "richard",
    "philip",
    "paul",
    "benedict",
    "pius",
    "alexander",
    "catherine",
    "frederick",
    "peter",
    "napoleon",
    "ivan",
    "nicholas",
    "leo",
    "ferdinand",
    "gregory",
    "clement",
    "wilhelm",
];

/// A name at `at`.
pub(super) fn name(words: &Words<'_>, at: usize) -> Option<Span> {
    let listed = NAMES.iter().find_map(|(said, written)| {
        let mut parts = said.split(' ').enumerate();
        let all = parts.all(|(index, part)| {
            let word = if index == 0 {
                words.get(at)
            } else {
                words.on(at, index)
            };
            word == part
        });
        all.then(|| Span::new(said.split(' ').count(), *written, "name"))
    });
    listed.or_else(|| ruler(words, at))
}

/// "the eighth" behind "henry", where the name ends there ("charles the first thing" does not).
fn ruler(words: &Words<'_>, at: usize) -> Option<Span> {
    let named = words.get(at) == "the" && RULERS.contains(&words.before(at)) && !words.on(at, 1).is_empty();
    let read = ordinal(words, at + 1).filter(|read| named && (1..40).contains(&read.value))?;
    let ends = matches!(
        words.on(at, 1 + read.len),
        "" | "was"
            | "is"
            | "had"
            | "and"
            | "of"
            | "who"
            | "ruled"
            | "died"
            | "became"
            | "reigned"
            | "married"
    );
    ends.then(|| Span::new(1 + read.len, roman(read.value), "ruler"))
}

/// Roman numerals up to 39.
fn roman(value: u64) -> String {
    let mut left = value;
    let mut text = String::new();
    for (worth, letters) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while left >= worth {
            text.push_str(letters);
            left -= worth;
        }
    }
    text
}
