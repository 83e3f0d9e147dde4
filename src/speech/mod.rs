//! Recognisers made of the decoder: frames in, words with times out.
//!
//! Knows nothing of documents, commands or windows; prints, locks and sends nothing.

pub mod stream;
mod words;
mod container;
pub mod ngram;

pub use words::{Heard, Hypothesis, Partial, PhraseScore, Recogniser, Sounds, SpeechError, Utterance, Word};
