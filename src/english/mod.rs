//! English as it is said: number words, and the ways of saying what is written.
//!
//! A leaf: knows nothing of sound, documents or settings. The polish goes the other way, from what was said to how it
//! is written.

pub mod number_words;
mod numerals;
mod said;
pub mod signs;

pub use numerals::{cardinal, digits, ordinal};
pub use said::ways;
