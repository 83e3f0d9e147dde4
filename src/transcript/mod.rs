//! Words with times become text that one would send: partial and committed segments, polish.
//!
//! Knows nothing of documents, commands, models or windows.

pub mod calendar;
mod event;
pub mod number_words;
pub mod polish;
mod segment;

pub use crate::speech::{Hypothesis, Partial, PhraseScore, Relabelled, Sounds, SpeakerTurn, Utterance, Word};
pub use event::{Event, Notice};
pub use segment::Segment;
