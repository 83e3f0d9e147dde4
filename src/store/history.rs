//! Past sessions: listing, searching, forgetting.
//!
//! A session in the history is the folder that its safety copy was, so that text and sound are
//! kept together and forgotten together.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::journal::{self, Record, State};

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
}

/// Sessions whose text holds every word of `query` (no matter the case), newest first.
pub fn search(history: &Path, query: &str) -> Vec<Entry> {
    let wanted: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut entries: Vec<Entry> = folders(history)
        .iter()
        .filter_map(|folder| read(folder))
        .filter(|entry| {
            let text = entry.state.text.to_lowercase();
            wanted.iter().all(|word| text.contains(word.as_str()))
        })
        .collect();
    entries.sort_by(|a, b| b.id.cmp(&a.id));
    entries
}

/// Keeps a text that had no safety copy.
pub fn keep(history: &Path, state: State) -> io::Result<()> {
    let mut journal = journal::Journal::begin(history)?;
    journal.state(state)
}

/// Forgets one session, its sound included.
pub fn delete(history: &Path, id: &str) -> io::Result<()> {
    // An id is a plain name: nothing outside the history can be reached with it.
    if id.is_empty() || Path::new(id).components().count() != 1 || id.starts_with('.') {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "there is no such entry",
        ));
    }
    fs::remove_dir_all(history.join(id))
}

/// Forgets everything.
pub fn clear(history: &Path) -> io::Result<()> {
    for folder in folders(history) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Forgets what is older than `days`; tells how many sessions that were.
pub fn purge(history: &Path, days: u32, now_s: u64) -> usize {
    let oldest = now_s.saturating_sub(u64::from(days) * 86_400);
    let mut n = 0;
    for folder in folders(history) {
        let at_s = read(&folder).map_or(0, |entry| entry.at_s);
        if at_s != 0 && at_s < oldest {
            match fs::remove_dir_all(&folder) {
                Ok(()) => n += 1,
                Err(error) => tracing::warn!(%error, "an old session could not be erased"),
            }
        }
    }
    n
}

fn folders(history: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(history) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("journal.jsonl").is_file())
        .collect()
}

fn read(folder: &Path) -> Option<Entry> {
    let mut at_s = 0;
    let mut state = State::default();
    let lines = BufReader::new(fs::File::open(folder.join("journal.jsonl")).ok()?);
    for line in lines.lines().map_while(Result::ok) {
        match serde_json::from_str(&line) {
            Ok(Record::Session { at, .. }) => at_s = at,
            Ok(Record::State(newer)) => state = newer,
            _ => {}
        }
    }
    let bytes = fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|file| file.metadata().ok())
        .map(|about| about.len());
    let id = folder.file_name()?.to_str()?.to_owned();
    Some(Entry {
        id,
        at_s,
        state,
        bytes: bytes.sum(),
    })
}
