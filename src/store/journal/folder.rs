//! The folder of a session: names, and how it comes and goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::clock::{now_s, stamp};
use crate::store::files::name_of;
use crate::store::private;

/// The journal's file in the folder of a session, and the one that takes its place when it is compacted.
pub(in crate::store) const JOURNAL: &str = "journal.jsonl";
pub(super) const COMPACTED: &str = "journal.new";

/// Beginning of the name of a session that is being erased: nothing of it counts any more.
pub(in crate::store) const GONE: &str = ".gone-";

/// Name of the file of a recording.
pub(in crate::store) fn sound_name(recording: u32) -> String {
    format!("sound-{recording}.wav")
}

/// The recording whose file has this name.
pub(in crate::store) fn recording_of(name: &str) -> Option<u32> {
    name.strip_prefix("sound-")?.strip_suffix(".wav")?.parse().ok()
}

/// Whether a file of this name in a session's folder is ours.
pub(in crate::store) fn is_ours(name: &str) -> bool {
    name == JOURNAL || name == COMPACTED || recording_of(name).is_some()
}

/// Moves a session's folder into another folder, under a name that is free there.
pub(in crate::store) fn move_into(folder: &Path, parent: &Path) -> io::Result<()> {
    let name = name_of(folder);
    private::create_dir_all(parent)?;
    // A power cut may undo this; then the session is found once more where it was.
    fs::rename(folder, free_folder(parent, &name))
}

/// Erases a session's folder: at once by name, then file by file.
///
/// # Errors
/// The folder as it is called now: it could not be erased, or there are files in it that are not ours.
pub(in crate::store) fn erase(folder: &Path) -> Result<(), PathBuf> {
    let name = name_of(folder);
    let parent = folder.parent().unwrap_or(folder);
    let gone = match name.starts_with(GONE) {
        true => folder.to_owned(),
        false => free_folder(parent, &format!("{GONE}{name}")),
    };
    if gone != folder && fs::rename(folder, &gone).is_err() {
        return Err(folder.to_owned());
    }
    for entry in fs::read_dir(&gone).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(is_ours) && !entry.path().is_dir() {
            // What cannot be removed keeps the folder from being.
            fs::remove_file(entry.path()).ok();
        }
    }
    fs::remove_dir(&gone).map_err(|_| gone)
}

/// A folder named after date, time and process, as yet unused.
pub(super) fn new_folder(sessions: &Path) -> io::Result<PathBuf> {
    let stem = format!("{}-{}", stamp(now_s()), std::process::id());
    for attempt in 0..100 {
        let name = if attempt == 0 {
            stem.clone()
        } else {
            format!("{stem}-{attempt}")
        };
        match private::create_dir(&sessions.join(&name)) {
            Ok(()) => return Ok(sessions.join(name)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("too many sessions at once"))
}

/// A folder name in `parent` that is not taken.
pub(in crate::store) fn free_folder(parent: &Path, name: &str) -> PathBuf {
    let mut path = parent.join(name);
    let mut attempt = 1;
    while path.exists() {
        path = parent.join(format!("{name}-{attempt}"));
        attempt += 1;
    }
    path
}
