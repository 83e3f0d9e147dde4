//! Erasing what is ours, and setting aside what cannot be read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::clock::{now_s, stamp};
use crate::store::files::name_of;
use crate::store::journal::{self, GONE};
use crate::store::private;

/// Erases a session; what is not ours in it is set aside, and the place given.
pub(super) fn erase(folder: &Path) -> io::Result<Option<PathBuf>> {
    match journal::erase(folder) {
        Ok(()) => Ok(None),
        Err(left) => set_aside(&left).map(Some),
    }
}

/// Moves a session's folder into `unreadable/` beside `sessions/`. Gives its new place.
///
/// # Errors
/// The system's reason; the folder is where it was.
pub fn set_aside(folder: &Path) -> io::Result<PathBuf> {
    aside(folder, folder.parent().and_then(Path::parent), &name_of(folder))
}

/// Moves a recording that cannot be read out of its session, so that it is neither lost nor in the way: into
/// `unreadable/` beside `sessions/`. Gives its new place.
///
/// # Errors
/// The system's reason; the recording is where it was.
pub fn set_recording_aside(recording: &Path) -> io::Result<PathBuf> {
    let session = recording.parent();
    let name = format!(
        "{}-{}",
        session.map(name_of).unwrap_or_default(),
        name_of(recording)
    );
    aside(
        recording,
        session.and_then(Path::parent).and_then(Path::parent),
        &name,
    )
}

fn aside(what: &Path, data: Option<&Path>, name: &str) -> io::Result<PathBuf> {
    let data = data.ok_or_else(|| io::Error::other("it lies in no session"))?;
    let folder = data.join("unreadable");
    private::create_dir_all(&folder)?;
    // By the day on which it was put there it is known when to forget it.
    let name = format!("{}_{}", stamp(now_s()), name.trim_start_matches(GONE));
    let place = journal::free_folder(&folder, &name);
    fs::rename(what, &place)?;
    Ok(place)
}
