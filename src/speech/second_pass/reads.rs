//! What a second pass asks of a reader, and what it gets.
//!
//! Knows no model and no thread: a reader is whoever keeps [`Reads`], and whoever keeps [`Executor`] decides on which
//! thread it reads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::plausible::Implausible;
use crate::speech::words::{Hypothesis, Sounds};

/// The user's own words: spellings, each with an optional pronunciation in ARPAbet.
pub type OwnWords = Arc<[(String, Option<String>)]>;

/// How thoroughly a stretch of sound is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// While it is being spoken, to be read again soon: the best words, quickly.
    Live,
    /// For good: the best words that can be had, and other readings beside them.
    Final,
}

/// A stretch of sound to be read.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which answer belongs to it.
    pub id: u64,
    /// Mono sound at 16 kHz.
    pub sound: Vec<f32>,
    /// Where it begins, in milliseconds from the beginning of the recording.
    pub start_ms: u64,
    /// How thoroughly.
    pub depth: Depth,
    /// Words to be expected.
    pub own_words: OwnWords,
    /// What is written before the words of this sound.
    pub before: Arc<str>,
    /// Set when nobody waits for it any more.
    pub cancelled: Arc<AtomicBool>,
}

impl Request {
    /// Length of the sound in seconds.
    pub fn seconds(&self) -> f32 {
        self.sound.len() as f32 / crate::frames::SAMPLE_RATE_HZ as f32
    }
}

/// What was read in a stretch of sound.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// Readings, best first, with times from the beginning of the recording. None, or one without words: nothing is
    /// said there.
    pub hypotheses: Vec<Hypothesis>,
    /// The best reading as the reader wrote it.
    pub written: String,
    /// English name of the language when it is another: [`written`](Self::written) is the text then.
    pub language: Option<String>,
    /// The sound, for searching phrases in it.
    pub sounds: Option<Arc<dyn Sounds>>,
}

impl Transcript {
    /// Whether anything was read.
    pub fn is_empty(&self) -> bool {
        self.hypotheses.first().is_none_or(|best| best.words.is_empty())
    }
}

/// Why there is no transcript.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ReadError {
    /// Nobody waited for it any more.
    #[error("it was not wanted any more")]
    Cancelled,
    /// What was read is more likely invented than said.
    #[error(transparent)]
    Implausible(#[from] Implausible),
    /// The same of words that cannot be found in the sound, which is kept: a command may be in it.
    #[error("{}", Implausible::Unheard)]
    Unheard(Arc<dyn Sounds>),
    /// The reader failed.
    #[error("the reader failed: {0}")]
    Failed(String),
    /// It took too long.
    #[error("the reader took too long")]
    Late,
}

impl ReadError {
    /// Whether something was read, and is more likely invented than said.
    pub fn is_implausible(&self) -> bool {
        matches!(self, ReadError::Implausible(_) | ReadError::Unheard(_))
    }
}

/// A reader: whole stretches of sound in, text out. It may take its time.
pub trait Reads: Send {
    /// Reads a stretch; looks at [`Request::cancelled`] on the way and gives up when it is set.
    ///
    /// # Errors
    /// [`ReadError`]; the reader can be asked again after any of them.
    fn read(&mut self, request: &Request) -> Result<Transcript, ReadError>;
}

/// What came of a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The request's.
    pub id: u64,
    /// What was read.
    pub outcome: Result<Transcript, ReadError>,
    /// How long the reading took, without waiting.
    pub took: Duration,
}

/// Has requests read one after the other, here or on another thread; at most one waits while another is read.
pub trait Executor: Send {
    /// Hands a request over; gives it back while another one waits.
    ///
    /// # Errors
    /// The request, when there is no room for it or no one left to read it.
    fn submit(&mut self, request: Request) -> Result<(), Request>;

    /// The next answer, in the order of the requests; waits for it up to `limit`.
    fn answer(&mut self, limit: Duration) -> Option<Answer>;
}

/// Reads a request, whatever the reader does: a panic becomes [`ReadError::Failed`].
pub fn answer(reader: &mut dyn Reads, request: &Request) -> Answer {
    let began = Instant::now();
    let outcome = if request.cancelled.load(Relaxed) {
        Err(ReadError::Cancelled)
    } else {
        catch_unwind(AssertUnwindSafe(|| reader.read(request))).unwrap_or_else(|panic| {
            let what = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let what = what.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(ReadError::Failed(
                what.unwrap_or_else(|| "an internal error".to_owned()),
            ))
        })
    };
    Answer {
        id: request.id,
        outcome,
        took: began.elapsed(),
    }
}

/// Reads on the caller's thread, at the moment of asking: for measuring and for tests.
pub struct Inline {
    reader: Box<dyn Reads>,
    answers: std::collections::VecDeque<Answer>,
}

impl Inline {
    /// Reads with this reader.
    pub fn new(reader: Box<dyn Reads>) -> Self {
        Inline {
            reader,
            answers: std::collections::VecDeque::new(),
        }
    }
}

impl Executor for Inline {
    fn submit(&mut self, request: Request) -> Result<(), Request> {
        self.answers.push_back(answer(self.reader.as_mut(), &request));
        Ok(())
    }

    fn answer(&mut self, _limit: Duration) -> Option<Answer> {
        self.answers.pop_front()
    }
}
