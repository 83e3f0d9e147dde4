//! The names that go with numbers: labels, and months in their spelling. Units and currencies are those of [`crate::english::signs`],
//! number words those of [`crate::transcript::number_words`].

use super::super::capitals::capitalise;
use crate::english::calendar::MONTHS;
pub(super) use crate::english::signs::{CURRENCIES, DECADES, LONG_UNITS, UNITS};
use crate::transcript::number_words::small;
pub(super) use crate::transcript::number_words::{SCALES, SMALL_ORDINALS, index_in, scale, ten};

/// Words after which a number is a label, written in digits however small.
pub(super) const LABELS: &[&str] = &[
    "chapter",
    "page",
    "section",
    "figure",
    "table",
    "step",
    "version",
    "room",
    "gate",
    "flight",
    "route",
    "highway",
    "junction",
    "question",
    "item",
    "part",
    "volume",
    "scene",
    "line",
    "level",
    "article",
    "exercise",
    "lesson",
    "unit",
    "appendix",
    "phase",
    "grade",
    "apartment",
    "suite",
    "track",
    "season",
    "episode",
    "platform",
    "terminal",
    "slide",
    "paragraph",
    "column",
    "row",
    "ticket",
    "issue",
    "bug",
    "revision",
    "option",
    "channel",
    "zone",
    "tier",
    "extension",
    "verse",
    "act",
    "psalm",
    "exit",
    "building",
    "floor",
    "sprint",
    "milestone",
    "exhibit",
    "interstate",
];

/// Things that are told apart by number, which stays in words when it is small: "bed three", "stall seven".
const NUMBERED: &[&str] = &[
    "aisle", "bar", "barn", "batch", "bay", "bed", "boiler", "booth", "box", "bus", "cabin", "cage",
    "camera", "cell", "class", "court", "cow", "deck", "desk", "dock", "door", "engine", "field", "flat",
    "game", "group", "hall", "hole", "house", "hymn", "lab", "lane", "lift", "locker", "lot", "machine",
    "oven", "patient", "pen", "pier", "player", "plot", "position", "pump", "rack", "round", "sample",
    "shaft", "shed", "shelf", "shift", "stage", "stall", "station", "studio", "tank", "team", "theatre",
    "tower", "tray", "unit", "valve", "ward", "week", "window", "wing", "year",
];

/// Labels whose numbers are said in groups: "flight four forty seven".
pub(super) const CODES: &[&str] = &[
    "flight",
    "room",
    "route",
    "highway",
    "junction",
    "interstate",
    "apartment",
    "suite",
    "gate",
    "extension",
    "exit",
];

/// Whether a number behind the word is a label.
pub(in crate::transcript::polish) fn is_label(word: &str) -> bool {
    LABELS.contains(&word)
}

/// Whether the word names things that are told apart by number: "bed", "ward".
pub(in crate::transcript::polish) fn is_numbered(word: &str) -> bool {
    NUMBERED.contains(&word)
}

/// The value of a digit word ("oh" and "o" for zero).
pub(super) fn digit(word: &str) -> Option<u64> {
    match word {
        "oh" | "o" => Some(0),
        _ => small(word).filter(|value| *value < 10),
    }
}

/// Whether the word is a number word that can stand in a cardinal.
pub(in crate::transcript::polish) fn is_number_word(word: &str) -> bool {
    small(word).is_some() || ten(word).is_some() || scale(word).is_some() || word == "hundred"
}

/// Whether the word is a number: a number word, or one that begins with a digit.
pub(in crate::transcript::polish) fn is_number(word: &str) -> bool {
    is_number_word(word) || word.starts_with(|c: char| c.is_ascii_digit())
}

/// The month's name in its spelling, if `word` is one.
pub(super) fn month(word: &str) -> Option<String> {
    let known = MONTHS.iter().find(|month| month.eq_ignore_ascii_case(word))?;
    Some(capitalise(known))
}
