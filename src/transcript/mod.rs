//! Words with times become text that one would send: partial and committed segments, polish.
//!
//! Knows nothing of documents, commands, models or windows.

pub mod calendar;
mod event;
pub mod polish;
mod segment;

pub use crate::english::number_words;
pub use crate::speech::{Evidence, Hypothesis, Partial, Pass, PhraseScore, Sounds, Utterance, Word};
pub use event::{Event, Notice};
pub use segment::Segment;
