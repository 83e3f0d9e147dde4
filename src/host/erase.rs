//! Erasing all that was ever said here: sessions that were cut off, history, what could not be read, voices.

use std::fs;
use std::io;
use std::path::Path;

use super::Places;
use crate::store::{history, recovery};

/// What came of erasing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Folders and files that are gone.
    pub gone: usize,
    /// What is still there and why, in words.
    pub left: Vec<String>,
}

/// What there is to erase: sessions that were cut off or run, past ones, and things set aside.
pub fn count(places: &Places) -> [usize; 3] {
    let entries = |folder: Option<&Path>| {
        let entries = folder
            .into_iter()
            .flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
        entries.flatten().count()
    };
    [
        entries(places.sessions.as_deref()),
        entries(places.history.as_deref()),
        entries(places.unreadable().as_deref()),
    ]
}

/// Erases everything that was said and is still on this machine. Sessions that are running stay, and what is none of ours.
pub fn all(places: &Places) -> Erased {
    let mut erased = Erased::default();
    let before: usize = count(places).iter().sum();
    if let Some(sessions) = &places.sessions {
        for remains in recovery::find(sessions, None).remains {
            let folder = remains.folder().display().to_string();
            // What is doubtful goes to `unreadable/`, which is next.
            if let Err(error) = remains.settle(None) {
                erased.left.push(format!("{folder}: {error}"));
            }
        }
        erased.leave(sessions, "is running: close it first");
    }
    for folder in [places.unreadable(), places.history.clone()]
        .into_iter()
        .flatten()
    {
        if let Err(error) = history::clear(&folder) {
            erased.left.push(error.to_string());
        }
        erased.leave(&folder, "is none of parlance's: erase it yourself");
    }
    erased.gone = before.saturating_sub(count(places).iter().sum());
    #[cfg(feature = "desktop")]
    erased.voices();
    erased
}

impl Erased {
    fn leave(&mut self, folder: &Path, why: &str) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            self.left.push(format!("{} {why}", entry.path().display()));
        }
        // An empty folder says nothing, but that there was one.
        match fs::remove_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::debug!(%error, "a folder stays");
            }
            _ => {}
        }
    }

    #[cfg(feature = "desktop")]
    fn voices(&mut self) {
        let Some(file) = crate::store::voices::voices_file() else {
            return;
        };
        let was_there = file.exists();
        match crate::store::voices::forget_all(&file) {
            Ok(()) => self.gone += usize::from(was_there),
            Err(error) => self.left.push(error.to_string()),
        }
    }
}
