//! Looking at the folders of sessions, each held while this process does.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::aside::erase;
use crate::store::files::name_of;
use crate::store::journal::{self, BYTES_PER_MS, GONE, HEADER_BYTES, JOURNAL, sound_header};
use crate::store::private;

/// How often a lock is tried, and how long is waited in between.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(25);

/// What lies in one folder.
pub(super) struct Looked {
    pub(super) folder: PathBuf,
    pub(super) name: String,
    pub(super) contents: journal::Contents,
    /// The lock; without it another process has the session.
    pub(super) held: Option<File>,
    /// Recordings and their lengths in milliseconds.
    pub(super) sound: Vec<(u32, u64)>,
    /// There are files in it that are not ours.
    pub(super) foreign: bool,
}

pub(super) fn look_at_all(sessions: &Path, told: &mut Vec<String>) -> io::Result<Vec<Looked>> {
    let mut folders: Vec<PathBuf> = fs::read_dir(sessions)?
        .flatten()
        // A link leads out of here.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    let mut all = Vec::new();
    for folder in folders {
        let name = name_of(&folder);
        if name.starts_with(GONE) {
            // Killed while it was being erased.
            if let Err(error) = erase(&folder) {
                tracing::warn!(%error, "what is left of a session could not be erased");
            }
            continue;
        }
        match look(folder.clone(), name) {
            Ok(looked) => all.push(looked),
            Err(error) => told.push(format!(
                "a session that was cut off cannot be read: {error}. It stays in {}",
                folder.display()
            )),
        }
    }
    Ok(all)
}

fn look(folder: PathBuf, name: String) -> io::Result<Looked> {
    let mut sound = Vec::new();
    let mut foreign = false;
    let mut journal = None;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        if file == JOURNAL {
            journal = Some(open(&entry.path())?);
        } else if let Some(recording) = journal::recording_of(&file) {
            let bytes = entry.metadata()?.len().saturating_sub(HEADER_BYTES);
            sound.push((recording, bytes / BYTES_PER_MS));
        } else {
            foreign |= !journal::is_ours(&file);
        }
    }
    sound.sort_unstable();
    // Killed before there was a journal, or it was lost: the folder itself is held.
    let held = match journal {
        Some(journal) => journal,
        None if sound.is_empty() => File::open(&folder)?,
        None => private::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(JOURNAL))
            .or_else(|_| File::open(&folder))?,
    };
    let held_by_us = lock(&held)?;
    let is_file = held.metadata()?.is_file();
    let contents = if is_file {
        journal::read(&held)
    } else {
        journal::Contents::default()
    };
    if held_by_us {
        for (recording, _) in &sound {
            let path = folder.join(journal::sound_name(*recording));
            if let Err(error) = mend_header(&path) {
                tracing::debug!(%error, "a recording could not be looked at");
            }
        }
    }
    Ok(Looked {
        folder,
        name,
        contents,
        held: held_by_us.then_some(held),
        sound,
        foreign,
    })
}

/// Opens a journal, to read only where the disk cannot be written.
fn open(journal: &Path) -> io::Result<File> {
    let writable = OpenOptions::new().read(true).write(true).open(journal);
    writable.or_else(|_| File::open(journal))
}

/// Every recording of ours has the same header: one that is damaged is written anew, and the sound
/// behind it is whole again.
fn mend_header(recording: &Path) -> io::Result<()> {
    let wanted = sound_header();
    let mut file = OpenOptions::new().read(true).write(true).open(recording)?;
    let mut found = vec![0; wanted.len()];
    file.read_exact(&mut found)?;
    if found != wanted {
        tracing::warn!("the header of a recording was damaged and is mended");
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&wanted)?;
    }
    Ok(())
}

/// Takes the lock, unless another process has it. One that was killed a moment ago may still be letting go of its files.
fn lock(file: &File) -> io::Result<bool> {
    for n in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if n + 1 < TRIES => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(false)
}
