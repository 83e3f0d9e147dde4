//! What was said when, and by whom: the committed side of the transcript.

use super::{Utterance, Word};

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
    pub words: Vec<Word>,
}

impl Segment {
    /// The record of an utterance whose words became `text`.
    pub fn new(utterance: &Utterance, text: &str) -> Self {
        Segment {
            start_ms: utterance.start_ms,
            end_ms: utterance.end_ms,
            speaker: utterance.speaker,
            text: text.trim().to_owned(),
            words: utterance.words().to_vec(),
        }
    }

    /// The same without what only polishing needs: how the second pass wrote a word stays where it says more than the word
    /// itself. A session of hours keeps every word.
    #[must_use]
    pub fn compact(mut self) -> Self {
        for word in &mut self.words {
            let spelt_alike = word.evidence.as_ref().is_some_and(|evidence| {
                evidence.words == 1 && evidence.written.to_lowercase() == word.text.to_lowercase()
            });
            if spelt_alike {
                word.evidence = None;
            }
            word.text.shrink_to_fit();
        }
        self.words.shrink_to_fit();
        self.text.shrink_to_fit();
        self
    }

    /// The same so many milliseconds later: for recordings that follow others on one axis of time.
    #[must_use]
    pub fn later_by(mut self, ms: u64) -> Self {
        self.start_ms += ms;
        self.end_ms += ms;
        for word in &mut self.words {
            word.start_ms += ms;
            word.end_ms += ms;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::*;

    #[test]
    fn a_compact_segment_keeps_what_was_written_otherwise() {
        let word = |text: &str, written: &str| Word {
            evidence: Some(Box::new(Evidence {
                written: written.to_owned(),
                words: 1,
                mark: Some(','),
            })),
            ..Word::untimed(text)
        };
        let segment = Segment {
            words: vec![word("anna", "Anna"), word("seven", "7")],
            ..Segment::default()
        };
        let words = segment.compact().words;
        assert_eq!(words[0].evidence, None);
        assert_eq!((words[0].as_read(), words[1].as_read()), ("anna", "7"));
    }
}
