//! Words with times become text that one would send: partial and committed segments, polish.
//!
//! Knows nothing of documents, commands, models or windows.

pub mod calendar;
pub mod english;
mod event;
pub mod number_words;
pub mod polish;
mod segment;
mod words;

pub use event::{Event, Notice};
pub use segment::Segment;
pub use words::{Evidence, Hypothesis, Partial, PhraseScore, Signs, Sounds, Utterance, Word};
