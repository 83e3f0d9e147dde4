//! The trait that every recogniser keeps, and what it gives; the words themselves are `transcript`'s.

use crate::diarize::WeightsError;
use crate::frames::Frame;
use crate::model::ModelError;
use crate::reader::ReaderError;
pub use crate::transcript::{
    Evidence, Hypothesis, Partial, Pass, PhraseScore, Relabelled, Sounds, SpeakerTurn, Utterance, Word,
};

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
    /// Who spoke when is known better than when it was told.
    Relabelled(Relabelled),
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
    /// The voice encoder cannot be loaded.
    #[error(transparent)]
    Speakers(#[from] WeightsError),
    /// A reader that cannot be used.
    #[error(transparent)]
    Reader(#[from] ReaderError),
    /// A language that nobody knows.
    #[error("{0} is no language that a reader knows: give its English name, its code (\"de\"), or auto.")]
    Language(String),
    /// What the first pass alone cannot do.
    #[error("{0} needs the reader, which is switched off or missing; the first pass hears English alone.")]
    ReaderNeeded(&'static str),
    /// The decoder failed while running.
    #[error("the recogniser stopped: {0}")]
    Decoder(String),
}

/// What a first pass makes of the sound at this moment: enough to know when it is worth reading it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Where the utterance being spoken begins, in milliseconds from the beginning of the recording, a little before
    /// its first sound; `None` between utterances.
    pub begun_ms: Option<u64>,
    /// Where its last sound ended, if it is silent now; else as [`judged_ms`](Self::judged_ms).
    pub speech_end_ms: u64,
    /// How far the recording has been judged: behind the last frame by the model's delay.
    pub judged_ms: u64,
}

/// A recogniser that a second pass can follow: it tells beginnings and pauses while they happen.
pub trait FirstPass: Recogniser {
    /// What is happening after the last frame.
    fn activity(&self) -> Activity;

    /// Takes several frames at once and appends what one after the other would bring; a first pass that is faster so writes
    /// its own. Probabilities of speech are then those of all these frames.
    ///
    /// # Errors
    /// As [`push`](Recogniser::push).
    fn push_all(&mut self, frames: &[Frame], heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        frames.iter().try_for_each(|frame| self.push(frame, heard))
    }
}

/// A recogniser: frames in, words out. Chopping the frames differently over calls never changes what is heard.
pub trait Recogniser: Send {
    /// Name for people ("built-in", "Gemma 4 12B Q4_0").
    fn name(&self) -> &str;

    /// What the user should know about how it hears: that a part of it is missing, say.
    fn remark(&self) -> Option<&str> {
        None
    }

    /// Takes the next frame of the recording and appends what was heard to `heard`.
    ///
    /// # Errors
    /// [`SpeechError`]: the model failed; the recording cannot go on.
    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError>;

    /// Ends the recording: flushes the model's delay, so that the last word is whole, and
    /// appends the remaining utterance.
    ///
    /// # Errors
    /// [`SpeechError`]: the model failed; what was heard before stands.
    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError>;

    /// Forgets the recording; nothing leaks into the next one.
    fn reset(&mut self);

    /// Replaces the user's own words (spellings, each with an optional pronunciation in ARPAbet),
    /// effective from the next utterance.
    ///
    /// # Errors
    /// [`SpeechError`]: the word that cannot be pronounced; the words from before stay.
    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError>;

    /// Tells what is written before the place where the next words will stand: words that occur there are likely to be
    /// said again. A recogniser that expects nothing does nothing with it.
    fn set_context(&mut self, before: &str) {
        let _ = before;
    }

    /// Moves the probabilities of speech in the slots of 20 ms that the last `push` or `finish` brought out to `speech`. A
    /// recogniser that cannot tell appends none, and no speakers are told apart in what it hears.
    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        let _ = speech;
    }
}
