//! Switchboard: what was said → a command → a transaction.
//!
//! Knows nothing of models, sound or windows.

use crate::transcript::Utterance;

/// What an utterance is taken for.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// To be done.
    Command(Command),
    /// To be written.
    Text,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Listen again.
    WakeUp,
    /// Listen to nothing but "wake up".
    Sleep,
    /// End the recording.
    StopListening,
    /// Take the last utterance back.
    ScratchThat,
    /// Take the last step back.
    Undo,
    /// Do the step taken back again.
    Redo,
    /// Put the whole text on the clipboard.
    CopyEverything,
}

/// Command or text?
pub fn decide(utterance: &Utterance) -> Reading {
    Reading::Command(match utterance.text().to_lowercase().as_str() {
        "wake up" | "start listening" => Command::WakeUp,
        "go to sleep" => Command::Sleep,
        "stop listening" => Command::StopListening,
        "scratch that" | "nope that" => Command::ScratchThat,
        "undo" | "undo that" => Command::Undo,
        "redo" | "redo that" => Command::Redo,
        "copy everything" | "copy all" => Command::CopyEverything,
        _ => return Reading::Text,
    })
}
