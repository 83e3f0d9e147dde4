//! The trait that every recogniser keeps, and what it gives; the words themselves are `transcript`'s.

use crate::frames::Frame;
use crate::model::ModelError;
pub use crate::transcript::{Evidence, Hypothesis, Partial, PhraseScore, Sounds, Utterance, Word};

/// What one step of a recogniser produced.
#[derive(Clone, Debug)]
pub enum Heard {
    /// The live hypothesis changed.
    Partial(Partial),
    /// An utterance ended (at a pause, at the end of the recording, or cut because it grew too long).
    Utterance(Utterance),
    /// Something ended that is more likely noise than speech: its words are not to be written. It may still be a short
    /// command, if its sound says so clearly.
    Doubted(Utterance),
}

/// Why a recogniser could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// A file of the model is missing, damaged or of another kind.
    #[error("{file}: {problem}. Choose another model or install this one again.")]
    ModelFile {
        /// The file's name.
        file: String,
        /// Expected and found, in words.
        problem: String,
    },
    /// A model of the user's that cannot be loaded.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// An own word that cannot be recognised.
    #[error("the word {word:?}: {problem}.")]
    Vocabulary {
        /// The word as the user wrote it.
        word: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The decoder failed while running.
    #[error("the recogniser stopped: {0}")]
    Decoder(String),
}

/// A recogniser: frames in, words out. Chopping the frames differently over calls never changes what is heard.
pub trait Recogniser: Send {
    /// Name for people ("built-in", "Gemma 4 12B Q4_0").
    fn name(&self) -> &str;

    /// Takes the next frame of the recording and appends what was heard to `heard`.
    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError>;

    /// Ends the recording: flushes the model's delay, so that the last word is whole, and
    /// appends the remaining utterance.
    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError>;

    /// Forgets the recording; nothing leaks into the next one.
    fn reset(&mut self);

    /// Replaces the user's own words (spellings, each with an optional pronunciation in ARPAbet),
    /// effective from the next utterance.
    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError>;
}
