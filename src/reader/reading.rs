//! What a reading is asked for and what it gives.

use std::sync::Arc;

use super::beam::ReadToken;
use super::bias::Bias;
use super::languages::Language;

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Task {
    /// What is said, in its language.
    #[default]
    Transcribe,
    /// What is said, in English.
    Translate,
}

/// How a sound is read.
#[derive(Clone, Debug)]
pub struct DecodeOptions {
    /// The language that is spoken. English-only models need none; for others [`Reader::detect_language`](super::Reader::detect_language) finds it.
    pub language: Option<Language>,
    /// What is written.
    pub task: Task,
    /// Hypotheses kept at each token, 64 at most; 1 takes the likeliest token.
    pub beams: usize,
    /// Most texts in the reading.
    pub n_best: usize,
    /// Phrases to favour.
    pub bias: Option<Arc<Bias>>,
    /// Most tokens; `None` for what a mouth can say in the time of the sound.
    pub max_tokens: Option<usize>,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        DecodeOptions {
            language: None,
            task: Task::Transcribe,
            beams: 5,
            n_best: 1,
            bias: None,
            max_tokens: None,
        }
    }
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Texts, the best one first; never empty.
    pub hypotheses: Vec<ReadHypothesis>,
    /// Probability that nothing was said.
    pub no_speech: f32,
}

/// A text that may have been said.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadHypothesis {
    /// The text, as the model writes it: with marks and capitals, and mostly a blank in front.
    pub text: String,
    /// Its tokens, without special ones.
    pub tokens: Vec<ReadToken>,
    /// Logarithm of its probability, the end included, without the bias.
    pub log_prob: f32,
    /// What it was ranked by: the logarithm with the bias, divided by the length.
    pub score: f32,
}
