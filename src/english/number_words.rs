//! English number words, once for all: the polisher writes them, commands and measurements read them.
//!
//! Only single words and their values; how words make numbers is their users' affair.

/// "zero" to "nineteen", by value.
pub const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// "twenty" to "ninety", by value over ten minus two.
pub const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Ordinals of [`SMALL`].
pub const SMALL_ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// Ordinals of [`TENS`].
pub const TENS_ORDINALS: [&str; 8] = [
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

/// Powers of a thousand.
pub const SCALES: [(&str, u64); 4] = [
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
];

/// The index of `word` in a table of words.
pub fn index_in(table: &[&str], word: &str) -> Option<u64> {
    table
        .iter()
        .position(|entry| *entry == word)
        .and_then(|index| u64::try_from(index).ok())
}

/// The value of a word from "zero" to "nineteen".
pub fn small(word: &str) -> Option<u64> {
    index_in(&SMALL, word)
}

/// The value of a ten ("twenty").
pub fn ten(word: &str) -> Option<u64> {
    index_in(&TENS, word).map(|index| (index + 2) * 10)
}

/// The value of a power of a thousand.
pub fn scale(word: &str) -> Option<u64> {
    SCALES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

/// The number of an ordinal of one word ("third", "twentieth").
pub fn ordinal(word: &str) -> Option<u64> {
    let tens = || index_in(&TENS_ORDINALS, word).map(|index| (index + 2) * 10);
    index_in(&SMALL_ORDINALS, word).or_else(tens)
}
