//! Names of days and months, once for all: commands listen for them, the polisher writes and compares them, readings of
//! written text are made of them.
//!
//! In lower case, as they are heard; which of them are other words too ("may", "march") is their users' affair.

/// Days of the week.
pub const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Months, the first one January.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day of the week or a month.
pub fn is_date_word(word: &str) -> bool {
    DAYS.contains(&word) || MONTHS.contains(&word)
}
