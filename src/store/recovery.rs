//! Sessions that were cut off: finding them, reading what is left of them, settling them.
//!
//! Knows nothing of recognisers: it says which sound was not yet turned into text.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::journal::{Record, State, free_folder, sound_header};

/// A session that was cut off, held so that no other process takes it up too.
#[derive(Debug)]
pub struct Remains {
    folder: PathBuf,
    /// Held locked.
    journal: File,
    /// The document when the session was cut off.
    pub state: State,
    /// Recordings not yet turned into text, wholly or in part, in order.
    pub sound: Vec<OwedSound>,
}

/// Sound that was recorded but is not in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedSound {
    /// The recording.
    pub path: PathBuf,
    /// From here on, in milliseconds.
    pub from_ms: u64,
    /// Its whole length, in milliseconds.
    pub length_ms: u64,
}

impl Remains {
    /// Milliseconds of sound that are owed.
    pub fn owed_ms(&self) -> u64 {
        self.sound
            .iter()
            .map(|sound| sound.length_ms.saturating_sub(sound.from_ms))
            .sum()
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its text was taken up or refused: the folder goes to `history`, or is erased.
    pub fn settle(mut self, history: Option<&Path>) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Record::Settled)?;
        line.push(b'\n');
        self.journal.seek(SeekFrom::End(0))?;
        self.journal.write_all(&line)?;
        match (history, self.folder.file_name()) {
            (Some(history), Some(name)) if !self.state.text.is_empty() => {
                fs::create_dir_all(history)?;
                fs::rename(&self.folder, free_folder(history, &name.to_string_lossy()))
            }
            _ => fs::remove_dir_all(&self.folder),
        }
    }
}

/// Finds the sessions under `sessions` that no living process holds, oldest first. Those with
/// nothing in them are erased on the way.
pub fn find(sessions: &Path) -> Vec<Remains> {
    let Ok(entries) = fs::read_dir(sessions) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
        .into_iter()
        .filter_map(|folder| take_up(&folder))
        .collect()
}

/// Reads one session; `None` when it is alive, settled or empty.
fn take_up(folder: &Path) -> Option<Remains> {
    let path = folder.join("journal.jsonl");
    // Sound without a journal (killed between the two, or the journal was lost) still counts.
    let journal = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .ok()?;
    journal.try_lock().ok()?;
    let (state, settled) = read_journal(&journal);
    let sound = owed_sound(folder, &state);
    for owed in &sound {
        if let Err(error) = mend_header(&owed.path) {
            tracing::warn!(%error, "a recording could not be looked at");
        }
    }
    if settled || (state.text.is_empty() && sound.is_empty()) {
        if let Err(error) = fs::remove_dir_all(folder) {
            tracing::warn!(%error, "an empty session could not be erased");
        }
        return None;
    }
    Some(Remains {
        folder: folder.to_owned(),
        journal,
        state,
        sound,
    })
}

/// The last whole state; lines that cannot be read (cut off, damaged) are passed over.
fn read_journal(journal: &File) -> (State, bool) {
    let mut state = State::default();
    let mut settled = false;
    let mut reader = BufReader::new(journal);
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return (state, settled),
            Ok(_) => match serde_json::from_slice(&line) {
                Ok(Record::State(newer)) => state = newer,
                Ok(Record::Settled) => settled = true,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "a line of a journal was passed over"),
            },
        }
    }
}

/// Moves a recording that cannot be read out of its session, so that it is neither lost nor in the way:
/// into `unreadable/` beside `sessions/`. Gives its new place.
pub fn set_aside(recording: &Path) -> io::Result<PathBuf> {
    let outside = || io::Error::other("it lies in no session");
    let session = recording.parent().ok_or_else(outside)?;
    let data = session.parent().and_then(Path::parent).ok_or_else(outside)?;
    let names = [session.file_name(), recording.file_name()];
    let name = names.map(|name| name.unwrap_or_default().to_string_lossy().into_owned());
    let aside = data.join("unreadable");
    fs::create_dir_all(&aside)?;
    let place = free_folder(&aside, &name.join("-"));
    fs::rename(recording, &place)?;
    Ok(place)
}

/// Every recording of ours has the same header: one that is damaged is written anew, and the sound
/// behind it is whole again.
fn mend_header(recording: &Path) -> io::Result<()> {
    let wanted = sound_header();
    let mut file = OpenOptions::new().read(true).write(true).open(recording)?;
    let mut found = vec![0; wanted.len()];
    file.read_exact(&mut found)?;
    if found != wanted {
        tracing::warn!(recording = %recording.display(), "its header was damaged and is mended");
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&wanted)?;
    }
    Ok(())
}

fn owed_sound(folder: &Path, state: &State) -> Vec<OwedSound> {
    let mut owed: Vec<(u32, OwedSound)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?;
            let number: u32 = name.strip_prefix("sound-")?.strip_suffix(".wav")?.parse().ok()?;
            let bytes = entry.metadata().ok()?.len().saturating_sub(44);
            // 32 bytes are a millisecond of 16-bit mono sound at 16 kHz.
            let length_ms = bytes / 32;
            let from_ms = match number {
                older if older < state.recording => length_ms,
                same if same == state.recording && state.complete => length_ms,
                same if same == state.recording => state.heard_ms,
                _ => 0,
            };
            (length_ms > from_ms).then_some((
                number,
                OwedSound {
                    path,
                    from_ms,
                    length_ms,
                },
            ))
        })
        .collect();
    owed.sort_by_key(|(number, _)| *number);
    owed.into_iter().map(|(_, sound)| sound).collect()
}
