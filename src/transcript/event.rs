//! Events that the inference loop sends to the session (queue C of `app`).

use super::{Partial, Relabelled, Utterance};

/// What the worker tells the session. Each event carries the whole current state of its kind, so
/// a late reader loses nothing but time.
#[derive(Clone, Debug)]
pub enum Event {
    /// A large model is being loaded.
    Loading {
        /// Bytes loaded.
        done: u64,
        /// Bytes there are.
        total: u64,
    },
    /// The recogniser is loaded and may be spoken to; its name for people.
    Loaded {
        /// Name of the recogniser.
        model: String,
    },
    /// The first real samples of a recording arrived: now it may say "ready".
    Listening,
    /// The live hypothesis of the utterance being spoken.
    Partial(Partial),
    /// An utterance ended.
    Utterance(Utterance),
    /// Something ended that is probably noise: never text, but perhaps a command.
    Doubted(Utterance),
    /// Who spoke when is known better than when it was told.
    Relabelled(Relabelled),
    /// So much sound was heard in the recording that is about to be finished.
    Heard {
        /// Milliseconds of sound.
        ms: u64,
    },
    /// The recording ended and everything in it has been reported.
    Finished,
    /// Something the user should know; the session goes on.
    Notice(Notice),
    /// The recogniser failed; the text survives, the session stops listening.
    Failed {
        /// What happened and what to do.
        message: String,
    },
}

/// Why a microphone cannot be used; each is another thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MicrophoneTrouble {
    /// There is none.
    None,
    /// Not the one asked for.
    NoSuch {
        /// Name asked for.
        wanted: String,
        /// Names there are, set off by commas.
        found: String,
    },
    /// The system does not allow it.
    Denied {
        /// Its name.
        device: String,
    },
    /// Another program holds it.
    Busy {
        /// Its name.
        device: String,
    },
    /// The sound system does not answer.
    NoServer,
    /// Anything else.
    Broken {
        /// Its name.
        device: String,
        /// The system's words.
        problem: String,
    },
}

/// Conditions of device and machine that the user should know.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The microphone vanished; it is looked for and taken back.
    DeviceLost {
        /// Its name.
        device: String,
    },
    /// The microphone is back, or another one took its place.
    DeviceBack {
        /// Its name.
        device: String,
    },
    /// The microphone cannot be opened (none there, no permission, in use); it is tried again and again.
    Microphone {
        /// What happened and what to do, in English.
        message: String,
        /// The same, for other languages.
        trouble: MicrophoneTrouble,
    },
    /// Only zeros arrive: the microphone is probably muted.
    Muted,
    /// Sound arrives again after [`Notice::Muted`].
    Unmuted,
    /// The recogniser hears less well than it could: a part of it is missing.
    Recogniser {
        /// What is missing and what to do.
        message: String,
    },
    /// A part of a recording could not be read; it goes on after it, with its times.
    Recording {
        /// Which recording, where, and how much.
        message: String,
    },
    /// A recording has several sound tracks, and one of them is listened to.
    Track {
        /// Which one, and why.
        message: String,
    },
    /// Samples were lost because the machine was too busy.
    Dropped {
        /// Milliseconds of sound lost since the recording began.
        ms: u64,
    },
    /// Recognition is behind the microphone.
    Lag {
        /// Milliseconds of sound waiting.
        ms: u64,
    },
    /// The safety copy on disk cannot be written (full disk, read-only folder); dictation goes on.
    StoreTrouble {
        /// What happened and what to do.
        message: String,
    },
}
