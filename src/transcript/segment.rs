//! What was said when, and by whom: the committed side of the transcript.

use super::{Utterance, Words};

/// One committed utterance with its times, kept beside the document for subtitles, JSON and history.
///
/// Editing the document afterwards does not change it: it is a record of the recording. Times are those of the recording,
/// or of several one after the other where a document has several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segment {
    /// Start of speech, in milliseconds from the beginning of the first recording.
    pub start_ms: u64,
    /// End of speech, in milliseconds from the beginning of the first recording.
    pub end_ms: u64,
    /// Speaker number from 0, when speakers are told apart.
    pub speaker: Option<u32>,
    /// The text as polished, without the joining space around it.
    pub text: String,
    /// The raw words of the best reading.
    pub words: Words,
}

impl Segment {
    /// The record of an utterance whose words became `text`.
    pub fn new(utterance: &Utterance, text: &str) -> Self {
        Segment {
            start_ms: utterance.start_ms,
            end_ms: utterance.end_ms,
            speaker: utterance.speaker,
            text: text.trim().to_owned(),
            words: Words::from(utterance.words()),
        }
    }

    /// The same so many milliseconds later: for recordings that follow others on one axis of time.
    #[must_use]
    pub fn later_by(mut self, ms: u64) -> Self {
        self.start_ms += ms;
        self.end_ms += ms;
        self.words.move_later(ms);
        self
    }
}
