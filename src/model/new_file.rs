//! A large file that comes into being: beside its place until it is whole, and never over another one.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::error::{ModelError, Result};

/// The file, not yet at its place; dropped before [`finish`](Self::finish) it is gone.
pub(super) struct NewFile {
    beside: PathBuf,
    place: PathBuf,
    finished: bool,
}

impl NewFile {
    /// Begins a file for this place, at which there must be nothing: a model that is read from may lie there by whatever
    /// path, and what is mapped must not be cut.
    ///
    /// # Errors
    /// [`ModelError::Exists`]; [`ModelError::Unreadable`] when nothing can be written there.
    pub(super) fn begin(place: &Path) -> Result<(Self, BufWriter<File>)> {
        if fs::symlink_metadata(place).is_ok() {
            return Err(ModelError::Exists(place.display().to_string()));
        }
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let short: String = name.chars().take(60).collect();
        let beside = place.with_file_name(format!(".{short}.{}.part", std::process::id()));
        let file = File::create(&beside).map_err(|error| ModelError::unreadable(place, error))?;
        let new = NewFile {
            beside,
            place: place.to_owned(),
            finished: false,
        };
        Ok((new, BufWriter::with_capacity(1 << 20, file)))
    }

    /// Puts the whole file at its place.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub(super) fn finish(mut self) -> Result<()> {
        let synced = File::open(&self.beside).and_then(|file| file.sync_all());
        let moved = synced.and_then(|()| match fs::hard_link(&self.beside, &self.place) {
            Ok(()) => fs::remove_file(&self.beside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Some file systems know no second name for a file.
            Err(_) => fs::rename(&self.beside, &self.place),
        });
        moved.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => ModelError::Exists(self.place.display().to_string()),
            _ => ModelError::unreadable(&self.place, error),
        })?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished {
            // What is half written helps nobody.
            fs::remove_file(&self.beside).ok();
        }
    }
}
