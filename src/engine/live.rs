//! Live text from sound that comes in pieces: each utterance as a text of its own, with its words as they are heard.

use std::time::Duration;

use crossbeam_channel::RecvTimeoutError;

use super::SoundFile;
use super::passes::Purpose;
use super::pipeline::{AppError, Pipeline};
use super::transcribe::TranscribeOptions;
use crate::transcript::polish::{Context, Polisher};
use crate::transcript::{Event, Utterance};

/// What is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Live {
    /// Words of the utterance that is being spoken which will not change any more, as they are read; the whole of them.
    Words {
        /// Start of its first word, in milliseconds from the beginning of the recording.
        start_ms: u64,
        /// The words.
        settled: String,
    },
    /// An utterance ended.
    Utterance {
        /// Start, in milliseconds from the beginning of the recording.
        start_ms: u64,
        /// End, in milliseconds from the beginning of the recording.
        end_ms: u64,
        /// Its text as written.
        text: String,
    },
    /// The recording ended.
    Finished {
        /// Its length in milliseconds.
        ms: u64,
    },
    /// The recogniser failed; it is there again for the next recording. [`Live::Finished`] follows.
    Failed(String),
}

/// Hears recordings while they are spoken, one after the other.
pub struct LiveTranscriber {
    pipeline: Pipeline,
    polisher: Polisher,
    ms: u64,
    /// The pipeline has ended, and that was told.
    ended: bool,
}

impl LiveTranscriber {
    /// Starts the threads and waits until the model is loaded.
    ///
    /// # Errors
    /// What is missing or wrong, in words.
    pub fn start(options: TranscribeOptions) -> Result<Self, String> {
        let (pipeline, polisher, _) = options.start(Purpose::Dictation, &mut |_| ())?;
        Ok(LiveTranscriber {
            pipeline,
            polisher,
            ms: 0,
            ended: false,
        })
    }

    /// Begins a recording.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn begin(&mut self, sound: SoundFile) -> Result<(), AppError> {
        self.ms = 0;
        self.pipeline.begin_file(sound, false).map(|_| ())
    }

    /// Ends the recording before its own end.
    ///
    /// # Errors
    /// [`AppError::Busy`].
    pub fn stop(&self) -> Result<(), AppError> {
        self.pipeline.stop()
    }

    /// What is heard next; `None` when nothing was within `patience`.
    pub fn next(&mut self, patience: Duration) -> Option<Live> {
        match self.pipeline.events().recv_timeout(patience) {
            Ok(Event::Partial(partial)) => {
                let settled = partial.words.get(..partial.stable)?;
                let words: Vec<&str> = settled
                    .iter()
                    .map(|word| word.as_read())
                    .filter(|word| !word.is_empty())
                    .collect();
                Some(Live::Words {
                    start_ms: partial.words.first()?.start_ms,
                    settled: words.join(" "),
                })
            }
            Ok(Event::Utterance(utterance)) => Some(Live::Utterance {
                start_ms: utterance.start_ms,
                end_ms: utterance.end_ms,
                text: self.written(&utterance),
            }),
            Ok(Event::Heard { ms }) => {
                self.ms = ms;
                None
            }
            Ok(Event::Finished) => Some(Live::Finished { ms: self.ms }),
            Ok(Event::Failed { message }) => Some(Live::Failed(message)),
            Ok(_) | Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) if self.ended => Some(Live::Finished { ms: self.ms }),
            Err(RecvTimeoutError::Disconnected) => {
                self.ended = true;
                Some(Live::Failed("the recogniser ended".to_owned()))
            }
        }
    }

    /// The text of an utterance that stands alone, with the mark at its end.
    fn written(&self, utterance: &Utterance) -> String {
        if let Some(written) = &utterance.written {
            return written.trim().to_owned();
        }
        let polished = self.polisher.polish(utterance.words(), &Context::default());
        let mut text = polished.text.trim().to_owned();
        if let Some(mark) = self.polisher.closing_mark(&text, "") {
            text.push_str(mark);
        }
        text
    }
}
