//! English as it is said: number words, the ways of saying what is written, and classes of words.
//!
//! A leaf: knows nothing of sound, documents or settings. The polish goes the other way, from what was said to how it
//! is written.

pub mod adjectives;
pub mod calendar;
pub mod number_words;
mod numerals;
mod said;
pub mod signs;
mod verbs;
pub mod word_classes;

pub use numerals::{cardinal, digits, ordinal, ordinal_suffix, roman, to_roman};
pub use said::ways;
