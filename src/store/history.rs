//! Past sessions: listing, searching, forgetting.
//!
//! A session in the history is the folder that its safety copy was, so that text and sound are
//! kept together and forgotten together. What could not be read and was set aside in `unreadable/` is forgotten in its
//! time as well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::clock;
use super::files::name_of;
use super::journal::{self, JOURNAL, State};

/// What was set aside is kept for so many days at least: it is told but once.
pub const UNREADABLE_DAYS: u32 = 7;

const DAY_S: u64 = 86_400;

/// One past session.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Name of its folder: what [`delete`] takes.
    pub id: String,
    /// When it began, in seconds since 1970; 0 when unknown.
    pub at_s: u64,
    /// Its document at the end.
    pub state: State,
    /// Bytes on disk, sound included.
    pub bytes: u64,
    /// The name that it was given; empty when it has none.
    pub name: String,
    /// Numbers of the recordings of which there is sound, in order.
    pub recordings: Vec<u32>,
}

/// Sessions whose text holds every word of `query` (no matter the case), newest first.
pub fn search(history: &Path, query: &str) -> Vec<Entry> {
    let wanted: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut entries: Vec<Entry> = folders(history)
        .iter()
        .filter_map(|folder| read(folder))
        .filter(|entry| {
            let text = format!("{} {}", entry.name, entry.state.text).to_lowercase();
            wanted.iter().all(|word| text.contains(word.as_str()))
        })
        .collect();
    entries.sort_by(|a, b| b.id.cmp(&a.id));
    entries
}

/// Sound that goes to the history with a text: where it lies, and which recordings of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptSound {
    /// The safety copy's folder.
    pub folder: PathBuf,
    /// Recordings that have ended: they move.
    pub ended: Vec<u32>,
    /// The recording that goes on: what there is of it is copied.
    pub running: Option<u32>,
}

/// Keeps a text whose session goes on with another one, and the sound that belongs to it.
///
/// # Errors
/// The disk's, when it cannot be written; the text is kept when only its sound is not.
pub fn keep(history: &Path, state: State, sound: Option<&KeptSound>) -> io::Result<()> {
    let mut journal = journal::Journal::begin(history)?;
    journal.state(state)?;
    journal.sync()?;
    let Some(sound) = sound else { return Ok(()) };
    let mut kept = Ok(());
    let all = sound.ended.iter().chain(&sound.running);
    for &recording in all {
        let name = journal::sound_name(recording);
        let (from, to) = (sound.folder.join(&name), journal.folder().join(&name));
        let moves = sound.running != Some(recording);
        if !(moves && fs::rename(&from, &to).is_ok()) {
            // Another disk, or a file that is still written.
            let copied = fs::copy(&from, &to).map(|_| ());
            if copied.is_ok() && moves {
                fs::remove_file(&from).ok();
            }
            kept = kept.and(copied);
        }
    }
    kept
}

/// Forgets one session, its sound included.
///
/// # Errors
/// There is no such session, it is no session's name, or it cannot be erased.
pub fn delete(history: &Path, id: &str) -> io::Result<()> {
    fs::remove_dir_all(folder_of(history, id)?)
}

/// Gives a session a name; an empty one takes it away.
///
/// # Errors
/// There is no such session, or nothing can be written.
pub fn rename(history: &Path, id: &str, name: &str) -> io::Result<()> {
    journal::name(&folder_of(history, id)?, name)
}

/// Longest sound that [`sound`] reads, in milliseconds: it is held in memory while it is heard.
const LONGEST_MS: u64 = 20 * 60 * 1_000;

/// The sound of a session, one recording after the other: its first twenty minutes, in samples in `[-1, 1]` at 16 kHz.
///
/// # Errors
/// There is no such session, or its sound cannot be read.
pub fn sound(history: &Path, id: &str) -> io::Result<Vec<f32>> {
    const SAMPLES_A_MS: u64 = 16;
    let folder = folder_of(history, id)?;
    let mut samples = Vec::new();
    for recording in recordings(&folder) {
        let left_ms = LONGEST_MS.saturating_sub(samples.len() as u64 / SAMPLES_A_MS);
        samples.extend(journal::read_sound(&folder, recording, 0, left_ms)?);
    }
    Ok(samples)
}

/// The recordings of a session of which there is sound.
fn recordings(folder: &Path) -> Vec<u32> {
    let mut numbers: Vec<u32> = entries(folder)
        .filter_map(|file| journal::recording_of(&name_of(&file)))
        .collect();
    numbers.sort_unstable();
    numbers
}

/// The folder of a session.
fn folder_of(history: &Path, id: &str) -> io::Result<PathBuf> {
    // An id is a plain name: nothing outside the history can be reached with it.
    if id.is_empty() || Path::new(id).components().count() != 1 || id.starts_with('.') {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "there is no such entry",
        ));
    }
    Ok(history.join(id))
}

/// Forgets everything; what is no session of ours stays.
///
/// # Errors
/// The first thing that could not be erased; all else is.
pub fn clear(history: &Path) -> io::Result<()> {
    let mut first = Ok(());
    for entry in entries(history).filter(|entry| is_ours(entry)) {
        let erased = erase(&entry);
        first = first.and(erased);
    }
    first
}

/// Forgets what is older than `days`; tells how many sessions that were.
pub fn purge(history: &Path, days: u32, now_s: u64) -> usize {
    purge_by(history, days, now_s, |entry| {
        let read = read(entry).map(|entry| entry.at_s).filter(|at_s| *at_s > 0);
        read.or_else(|| put_there(entry))
    })
}

/// Forgets what was set aside more than `days` ago; tells how much that was.
pub fn purge_unreadable(unreadable: &Path, days: u32, now_s: u64) -> usize {
    let days = days.max(UNREADABLE_DAYS);
    purge_by(unreadable, days, now_s, put_there)
}

fn purge_by(folder: &Path, days: u32, now_s: u64, at_s: impl Fn(&Path) -> Option<u64>) -> usize {
    let oldest = now_s.saturating_sub(u64::from(days) * DAY_S);
    let mut n = 0;
    for entry in entries(folder).filter(|entry| is_ours(entry)) {
        if at_s(&entry).is_some_and(|at| at < oldest) {
            match erase(&entry) {
                Ok(()) => n += 1,
                Err(error) => tracing::warn!(%error, "an old session could not be erased"),
            }
        }
    }
    n
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

/// Whether this is the folder of a session, or a recording out of one: nothing else is erased.
fn is_ours(entry: &Path) -> bool {
    let Ok(about) = fs::symlink_metadata(entry) else {
        return false;
    };
    if !about.is_dir() {
        return about.is_file() && entry.extension().is_some_and(|ending| ending == "wav");
    }
    let mut names = entries(entry).map(|file| name_of(&file)).peekable();
    names.peek().is_some() && names.all(|name| journal::is_ours(&name))
}

fn erase(entry: &Path) -> io::Result<()> {
    if !entry.is_dir() {
        return fs::remove_file(entry);
    }
    journal::erase(entry).map_err(|left| io::Error::other(format!("{} cannot be erased", left.display())))
}

/// The moment in the name of a folder of ours, else when it was changed last.
fn put_there(entry: &Path) -> Option<u64> {
    clock::of_stamp(&name_of(entry)).or_else(|| changed(entry))
}

fn changed(entry: &Path) -> Option<u64> {
    let at = fs::metadata(entry).ok()?.modified().ok()?;
    Some(at.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

fn folders(history: &Path) -> Vec<PathBuf> {
    entries(history)
        .filter(|path| path.join(JOURNAL).is_file() && !name_of(path).starts_with(journal::GONE))
        .collect()
}

fn read(folder: &Path) -> Option<Entry> {
    let contents = journal::read(fs::File::open(folder.join(JOURNAL)).ok()?);
    let bytes = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|file| file.metadata().ok())
        .map(|about| about.len());
    Some(Entry {
        id: name_of(folder),
        at_s: contents.at_s,
        state: contents.state.unwrap_or_default(),
        bytes: bytes.sum(),
        name: contents.name,
        recordings: recordings(folder),
    })
}
