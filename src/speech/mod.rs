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
pub mod pronounce;
pub mod search;
pub mod endpoint;
pub mod doubt;
pub mod gain;
pub mod spot;
pub mod reading;
mod kept_sound;
mod full_context;
pub mod language_files;
pub mod listener;
mod builtin;
pub mod speakers;
pub mod finalise;
pub mod second_pass;

pub use builtin::Builtin;
pub use finalise::GemmaRecogniser;
pub use speakers::SpeakerRecogniser;
pub use words::{
    Activity, Evidence, FirstPass, Heard, Hypothesis, Partial, Pass, PhraseScore, Recogniser, Relabelled,
    Sounds, SpeakerTurn, SpeechError, Utterance, Word,
};
