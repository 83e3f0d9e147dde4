//! What a recogniser says: words with times, and the trait that every recogniser keeps.

use std::sync::Arc;

use super::doubt::Signs;
use crate::diarize::WeightsError;
use crate::frames::Frame;
use crate::model::ModelError;

/// One recognised word.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as the recogniser spells it: lower case, no punctuation ("tuesday", "don't"),
    /// except own words, which keep the spelling they were given ("GitHub").
    pub text: String,
    /// Start, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End, in milliseconds from the beginning of the recording.
    pub end_ms: u64,
    /// Probability in `[0, 1]` that the word is right, as the recogniser sees it.
    pub confidence: f32,
}

impl Word {
    /// A word without times, as typed tests and `parlance edit` give it.
    pub fn untimed(text: impl Into<String>) -> Self {
        Word {
            text: text.into(),
            start_ms: 0,
            end_ms: 0,
            confidence: 1.0,
        }
    }
}

/// One reading of an utterance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hypothesis {
    /// The words in order.
    pub words: Vec<Word>,
    /// Natural logarithm of the reading's score (sound and language together); comparable only
    /// between hypotheses of one utterance, larger is better.
    pub score: f32,
}

/// How well one phrase fits the sound of an utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct PhraseScore {
    /// Index into the list that was asked for.
    pub phrase: usize,
    /// Logarithm of the phrase's likelihood over the best free phone sequence's, per frame:
    /// 0 is a perfect fit, below about -1 the phrase was not said.
    pub score: f32,
    /// Phones of the phrase: a short one is easily found in what is something else.
    pub n_phones: usize,
}

/// The sound of one utterance, kept so that phrases can be searched for in it afterwards.
///
/// `command/spot` asks it which of the commands that make sense now was said. The built-in
/// recogniser answers from its phone posteriors.
pub trait Sounds: Send + Sync + std::fmt::Debug {
    /// Scores each phrase (lower-case words separated by spaces) against the whole utterance,
    /// best first. A phrase with a word that cannot be pronounced is left out, and so is one that is far
    /// from the sound.
    fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore>;
}

/// What was said between two pauses.
#[derive(Clone, Debug, Default)]
pub struct Utterance {
    /// Start of speech, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End of speech, in milliseconds from the beginning of the recording.
    pub end_ms: u64,
    /// Readings, best first; empty when nothing was understood.
    pub hypotheses: Vec<Hypothesis>,
    /// Speaker number from 0, when speakers are told apart.
    pub speaker: Option<u32>,
    /// The sound, for searching phrases in it.
    pub sounds: Option<Arc<dyn Sounds>>,
    /// What told it from noise, for measuring.
    pub signs: Option<Signs>,
    /// Text already written as it should appear (capitals, punctuation), when the recogniser is a
    /// language model; `None` when the words still need polishing.
    pub written: Option<String>,
}

impl Utterance {
    /// An utterance of the given words without sound: what `parlance edit --say` and tests use.
    pub fn from_text(text: &str) -> Self {
        let words = text.split_whitespace().map(Word::untimed).collect();
        Utterance {
            hypotheses: vec![Hypothesis { words, score: 0.0 }],
            ..Utterance::default()
        }
    }

    /// Words of the best reading.
    pub fn words(&self) -> &[Word] {
        self.hypotheses.first().map_or(&[], |best| &best.words)
    }

    /// The best reading as plain text, words separated by spaces.
    pub fn text(&self) -> String {
        self.words()
            .iter()
            .map(|word| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The whole live hypothesis of the utterance being spoken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partial {
    /// Words so far.
    pub words: Vec<Word>,
    /// The first `stable` words will not change any more.
    pub stable: usize,
}

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

/// Who spoke when, from some moment on: takes the place of everything told before about that time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relabelled {
    /// From here on, in milliseconds from the beginning of the recording.
    pub from_ms: u64,
    /// Turns in order, without overlap.
    pub turns: Vec<SpeakerTurn>,
    /// Names of speakers whose voices are enrolled.
    pub names: Vec<(u32, String)>,
}

impl Relabelled {
    /// The speaker who speaks most between two moments (in milliseconds), if anybody does.
    pub fn speaker_of(&self, start_ms: u64, end_ms: u64) -> Option<u32> {
        let mut times: Vec<(u32, u64)> = Vec::new();
        for turn in &self.turns {
            let shared = turn.end_ms.min(end_ms).saturating_sub(turn.start_ms.max(start_ms));
            match times.iter_mut().find(|(speaker, _)| *speaker == turn.speaker) {
                Some((_, time)) => *time += shared,
                None => times.push((turn.speaker, shared)),
            }
        }
        let most = times.into_iter().max_by_key(|(_, time)| *time);
        most.filter(|(_, time)| *time > 0).map(|(speaker, _)| speaker)
    }
}

/// A stretch in which one person speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeakerTurn {
    /// Start, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End, in milliseconds from the beginning of the recording.
    pub end_ms: u64,
    /// Speaker number from 0.
    pub speaker: u32,
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

    /// Moves the probabilities of speech in the slots of 20 ms that the last `push` or `finish` brought out to `speech`. A
    /// recogniser that cannot tell appends none, and no speakers are told apart in what it hears.
    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        let _ = speech;
    }
}
