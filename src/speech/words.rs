//! What a recogniser says: words with times, and the trait that every recogniser keeps.

use std::ops::Range;
use std::sync::Arc;

use super::doubt::Signs;
use crate::frames::Frame;
use crate::model::ModelError;
use crate::reader::ReaderError;

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
    /// How a second pass wrote it; `None` when only the first pass has heard it.
    pub evidence: Option<Evidence>,
}

/// How the second pass wrote a word, with capitals, marks and digits: evidence for the polish, which decides what
/// stands in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The word as written, without the marks around it: "Anna", "don't". Where several words were written as one
    /// ("7:30pm" for "seven thirty p m") it stands with the first of them and is empty with the others.
    pub written: String,
    /// Words that [`written`](Self::written) stands for, this one first: 1 nearly always, 0 with the further words
    /// of a group.
    pub words: u8,
    /// The mark written behind the word (behind the last word of a group): `.`, `,`, `?`, `!`, `:`, `;` or `…`.
    pub mark: Option<char>,
}

impl Evidence {
    /// Whether the word was written with a capital.
    pub fn capital(&self) -> bool {
        self.written.starts_with(char::is_uppercase)
    }
}

impl Word {
    /// A word without times, as typed tests and `parlance edit` give it.
    pub fn untimed(text: impl Into<String>) -> Self {
        Word {
            text: text.into(),
            start_ms: 0,
            end_ms: 0,
            confidence: 1.0,
            evidence: None,
        }
    }

    /// As the second pass wrote it, without marks: nothing for the further words of a group that was written as one. As
    /// it was heard where no second pass has read it.
    pub fn as_read(&self) -> &str {
        match &self.evidence {
            Some(evidence) if evidence.words == 0 => "",
            Some(evidence) if !evidence.written.is_empty() => &evidence.written,
            _ => &self.text,
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

/// Which hearing something comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pass {
    /// The one that runs along with the sound.
    #[default]
    First,
    /// The one that reads whole stretches, and knows the phones better.
    Second,
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

    /// Whose phones these are: scores of the two passes are not to be measured by one ruler.
    fn pass(&self) -> Pass {
        Pass::First
    }
}

/// What was said between two pauses.
#[derive(Clone, Debug, Default)]
pub struct Utterance {
    /// Start of speech, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// End of speech, in milliseconds from the beginning of the recording.
    pub end_ms: u64,
    /// The sound that belongs to it, in milliseconds from the beginning of the recording: from a little before speech
    /// began to the beginning of the silence that ended it. Empty when nobody knows.
    pub sound_ms: Range<u64>,
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
    /// The language that was spoken, by its English name ("German"), when it is not English: [`written`](Self::written)
    /// stands as it is then, and nothing in it is a command. `None` is English.
    pub language: Option<String>,
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
