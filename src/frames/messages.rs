//! What goes to and from the thread "frames".

use std::time::Instant;

use super::{Frame, FrameError};

/// Asked of the frames thread (queue E of `app`).
#[derive(Debug)]
pub enum Control {
    /// Begin a recording.
    Begin {
        /// Number of the recording in this session, from 1.
        recording: u32,
        /// From a microphone: use the pre-roll, end only when told. Otherwise from a file: end with it.
        live: bool,
        /// Its frames go to the safety copy as well.
        copied: bool,
    },
    /// End the recording, after the words already spoken.
    End,
    /// The recogniser's own words, effective from the next utterance.
    Vocabulary(Vec<(String, Option<String>)>),
    /// What is written before the place where the next words will stand.
    Context(String),
    /// The microphone was closed on purpose: forget its ring and the pre-roll.
    Disarm,
    /// End everything.
    Quit,
}

/// Handed to the inference loop, in order (queue B of `app`).
#[derive(Debug)]
pub enum Fed {
    /// A recording begins.
    Begin,
    /// The next frame.
    Frame {
        /// The sound.
        frame: Box<Frame>,
        /// When its last sample was taken out of the ring.
        at: Instant,
    },
    /// The recording ended; flush.
    End,
    /// Own words.
    Vocabulary(Vec<(String, Option<String>)>),
    /// What is written before the place where the next words will stand.
    Context(String),
}

/// What the session should know at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The first real samples of the recording arrived.
    Listening,
    /// Samples were lost; milliseconds since the recording began.
    Dropped {
        /// Milliseconds of sound.
        ms: u64,
    },
    /// Inference is behind; milliseconds waiting.
    Lag {
        /// Milliseconds of sound.
        ms: u64,
    },
    /// Sound of this format cannot be read.
    Unreadable(FrameError),
}

/// Where frames are copied to besides inference: the safety copy on disk.
pub type Copy = Box<dyn FnMut(Copied<'_>) + Send>;

/// One step of the safety copy.
#[derive(Debug)]
pub enum Copied<'a> {
    /// A recording begins.
    Begin(u32),
    /// Its next frame.
    Frame(&'a Frame),
    /// It ended.
    End,
}
