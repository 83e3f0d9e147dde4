//! The names that go with numbers: months, labels. Units and currencies are those of [`crate::english::signs`],
//! number words those of [`crate::transcript::number_words`].

pub(super) use crate::english::signs::{CURRENCIES, DECADES, LONG_UNITS, UNITS};
pub(super) use crate::transcript::number_words::{
    SCALES, SMALL, SMALL_ORDINALS, TENS, TENS_ORDINALS, index_in, scale, ten,
};

/// Months, January first.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

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

/// Labels whose numbers are said in groups: "flight four forty seven".
pub(super) const CODES: &[&str] = &[
    "flight",
    "room",
    "route",
    "highway",
    "interstate",
    "apartment",
    "suite",
    "gate",
    "extension",
    "exit",
];

/// The value of a digit word ("oh" and "o" for zero).
pub(super) fn digit(word: &str) -> Option<u64> {
    match word {
        "oh" | "o" => Some(0),
        _ => index_in(&SMALL[..10], word),
    }
}

/// Whether the word is a number word that can stand in a cardinal.
pub(in crate::transcript::polish) fn is_number_word(word: &str) -> bool {
    index_in(&SMALL, word).is_some() || ten(word).is_some() || scale(word).is_some() || word == "hundred"
}

/// The month's name in its spelling, if `word` is one.
pub(super) fn month(word: &str) -> Option<&'static str> {
    MONTHS
        .iter()
        .copied()
        .find(|month| month.eq_ignore_ascii_case(word))
}
