//! Words with times become text that one would send: partial and committed segments, polish.
//!
//! Knows nothing of documents, commands, models or windows.

mod event;
mod heard;
pub mod polish;
pub mod recordings;
mod segment;
mod words;

pub use crate::english::number_words;
pub use event::{Event, MicrophoneTrouble, Notice};
pub use heard::{HeardWord, Words};
pub use segment::Segment;
pub use words::{
    Evidence, Hypothesis, LONGEST_COMMAND, Partial, Pass, PhraseScore, Relabelled, Signs, Sounds,
    SpeakerTurn, Utterance, Word,
};
