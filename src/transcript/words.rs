//! What a recogniser says: words with times, readings, utterances.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

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
    pub evidence: Option<Box<Evidence>>,
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

    /// Natural logarithms of the probabilities with which the reader would write these texts for the whole utterance, their
    /// ends included; `None` where no reader has read it.
    fn read_as(&self, _texts: &[String]) -> Option<Vec<f32>> {
        None
    }

    /// Whose phones these are: scores of the two passes are not to be measured by one ruler.
    fn pass(&self) -> Pass {
        Pass::First
    }
}

/// What speaks for speech in one utterance. Means are over the slots of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Signs {
    /// Words of the best reading.
    pub words: usize,
    /// Mean probability of the words among all readings, in `[0, 1]`.
    pub confidence: f32,
    /// Score of the reading, sound and language together, per slot; natural logarithm, at most 0.
    pub score: f32,
    /// Mean natural logarithm of the best class's posterior: 0 when the decoder is certain of every slot.
    pub sharpness: f32,
}

/// Most words of an utterance that may be a command misheard.
pub const LONGEST_COMMAND: usize = 12;

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
    /// The same sound as the first pass heard it, where these words are those of a reader and may be a command misread.
    pub first_pass: Option<Arc<Utterance>>,
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
        joined(self.words())
    }
}

fn joined(words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    words.join(" ")
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
            let shared = turn
                .end_ms
                .min(end_ms)
                .saturating_sub(turn.start_ms.max(start_ms));
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

/// The whole live hypothesis of the utterance being spoken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partial {
    /// Words so far.
    pub words: Vec<Word>,
    /// The first `stable` words do not change while somebody speaks; at a pause a reading for good may put some right.
    pub stable: usize,
}

impl Partial {
    /// The words as plain text, separated by spaces.
    pub fn text(&self) -> String {
        joined(&self.words)
    }
}
