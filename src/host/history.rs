//! Dictated documents that another one has taken the place of.

use std::io;
use std::path::Path;

use crate::session::Dictated;
use crate::store::history::{self, KeptSound};
use crate::store::journal::State;

/// Keeps a document in the history in `folder`, with the sound that belongs to it.
///
/// # Errors
/// The disk's; the text is kept when only its sound is not.
pub fn keep(folder: &Path, document: Dictated, sound: Option<&KeptSound>) -> io::Result<()> {
    let state = State {
        text: document.text,
        words: document.words as u64,
        spoken_ms: document.spoken_ms,
        ..State::default()
    };
    history::keep(folder, state, sound)
}
