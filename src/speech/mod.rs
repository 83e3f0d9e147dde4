//! Recognisers made of the decoder: frames in, words with times out.
//!
//! Knows nothing of documents, commands or windows; prints, locks and sends nothing.

pub mod stream;
mod words;
mod network;
mod container;
mod growing;
pub mod phones;
pub mod ngram;
pub mod lexicon;
pub mod g2p;
pub mod own;
pub mod search;
pub mod endpoint;
pub mod doubt;
pub mod gain;
pub mod spot;
pub mod listener;
mod builtin;
pub mod finalise;

pub use builtin::Builtin;
pub use finalise::GemmaRecogniser;
pub use words::{
    Evidence, Heard, Hypothesis, Partial, PhraseScore, Recogniser, Sounds, SpeechError, Utterance, Word,
};
