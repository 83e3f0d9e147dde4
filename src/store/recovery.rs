//! Sessions that were cut off: finding them, reading what is left of them, putting them away.
//!
//! Nothing is erased here that was not taken up or refused, or that was never anything: what cannot be read is set aside
//! in `unreadable/` beside `sessions/` and told. Knows nothing of recognisers: it says which sound was not yet turned
//! into text.

mod aside;
mod look;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::journal::{self, State, Taken};
use aside::erase;
pub use aside::{set_aside, set_recording_aside};
use look::{Looked, look_at_all};

/// A folder without a word in it may be of a session that is just beginning.
const BEGINNING: Duration = Duration::from_secs(60);

/// What was found under `sessions`.
#[derive(Debug, Default)]
pub struct Found {
    /// Sessions that can be taken up, oldest first.
    pub remains: Vec<Remains>,
    /// What could not be read, and where it is now: one sentence each.
    pub told: Vec<String>,
}

/// A session that was cut off, held so that no other process takes it up too.
#[derive(Debug)]
pub struct Remains {
    /// Its folder, and before it those of the sessions that it had taken up itself.
    parts: Vec<Part>,
    /// When it began, in seconds since 1970; 0 when unknown.
    pub at_s: u64,
    /// The document when the session was cut off.
    pub state: State,
    /// Recordings not yet turned into text, wholly or in part, in order.
    pub sound: Vec<OwedSound>,
}

/// One folder of a session.
#[derive(Debug)]
struct Part {
    folder: PathBuf,
    /// The journal, locked for as long as nobody else may have the session.
    #[cfg_attr(not(windows), expect(dead_code, reason = "held, not read"))]
    held: File,
    /// How far it has been turned into text.
    taken: Taken,
    has_text: bool,
    /// Something of it could not be read: it is set aside in the end, and not erased.
    doubtful: bool,
}

/// Sound that was recorded but is not in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedSound {
    /// Name of the folder of its session.
    pub session: String,
    /// Number of the recording in it.
    pub recording: u32,
    /// Its file.
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
        self.parts.last().map_or(Path::new(""), |part| &part.folder)
    }

    /// What a session that has just taken up the text must write into its own state.
    pub fn taken(&self) -> Vec<Taken> {
        self.parts.iter().map(|part| part.taken.clone()).collect()
    }

    /// Something of this session's part of that name could not be read after all: it will be set aside.
    pub fn distrust(&mut self, session: &str) {
        for part in self.parts.iter_mut().filter(|part| part.taken.session == session) {
            part.doubtful = true;
        }
    }

    /// Its text stands somewhere else, or was refused: what has text goes to `history`, what could not be read to
    /// `unreadable/`, all else is erased. Gives where something was set aside.
    ///
    /// # Errors
    /// The system's reason; what could not be put away is found again the next time.
    pub fn settle(self, history: Option<&Path>) -> io::Result<Vec<PathBuf>> {
        let mut aside = Vec::new();
        for part in self.parts {
            // Windows moves no folder with open files in it.
            #[cfg(windows)]
            drop(part.held);
            match history {
                _ if part.doubtful => aside.push(set_aside(&part.folder)?),
                Some(history) if part.has_text => journal::move_into(&part.folder, history)?,
                _ => aside.extend(erase(&part.folder)?),
            }
        }
        Ok(aside)
    }
}

/// Finds the sessions under `sessions` that no living process holds. Those with nothing in them are erased on the way;
/// those whose text was settled by an earlier version go to `history`, or are erased as well.
pub fn find(sessions: &Path, history: Option<&Path>) -> Found {
    let mut found = Found::default();
    let looked = match look_at_all(sessions, &mut found.told) {
        Ok(looked) => looked,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return found,
        Err(error) => {
            let folder = sessions.display();
            found.told.push(format!(
                "sessions that were cut off cannot be looked for in {folder}: {error}"
            ));
            return found;
        }
    };
    let owners = owners(&looked);
    let is_owner = |name: &str| owners.values().any(|(owner, _)| owner == name);
    let mut owned: HashMap<String, Vec<(Part, Vec<OwedSound>)>> = HashMap::new();
    let mut own = Vec::new();
    let mut settled = Vec::new();
    for looked in looked {
        let Some(held) = looked.held else { continue };
        let contents = looked.contents;
        let state = contents.state.unwrap_or_default();
        let (owner, taken) = match owners.get(&looked.name) {
            Some((owner, taken)) => (Some(owner.clone()), taken.clone()),
            None => (None, taken_of(&looked.name, &state)),
        };
        let sound = owed_sound(&looked.folder, &looked.sound, &taken);
        let part = Part {
            folder: looked.folder,
            held,
            taken,
            has_text: !state.text.trim().is_empty(),
            doubtful: contents.unread > 0,
        };
        match owner {
            Some(owner) => owned.entry(owner).or_default().push((part, sound)),
            None if contents.settled && !part.doubtful => settled.push(part),
            // One that was cut off before it had a word may have taken up another one's sound.
            None if part.has_text || !sound.is_empty() || is_owner(&looked.name) => {
                own.push((part, sound, contents.at_s, state))
            }
            None if contents.records == 0 && looked.foreign => {
                tell_aside(&part.folder, "is no session", &mut found.told);
            }
            None if contents.unread > 0 => {
                tell_aside(&part.folder, "cannot be read", &mut found.told);
            }
            // It may just be beginning.
            None if contents.records == 0 && is_young(&part.folder) => {}
            None => put_away(part, None, &mut found.told),
        }
    }
    for part in settled {
        // What it had taken up is settled with it.
        let taken = owned.remove(&part.taken.session).unwrap_or_default();
        let parts = taken.into_iter().map(|(part, _)| part).chain([part]);
        parts.for_each(|part| put_away(part, history, &mut found.told));
    }
    for (part, sound, at_s, state) in own {
        let mut all = owned.remove(&part.taken.session).unwrap_or_default();
        all.push((part, sound));
        let (parts, sound): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        if sound.iter().all(Vec::is_empty) && !parts.iter().any(|part| part.has_text) {
            for part in parts {
                if part.doubtful {
                    tell_aside(&part.folder, "cannot be read", &mut found.told);
                } else {
                    put_away(part, None, &mut found.told);
                }
            }
            continue;
        }
        found.remains.push(Remains {
            parts,
            at_s,
            state,
            sound: sound.concat(),
        });
    }
    found
}

/// The sessions that another one took up: by whom in the end, and how far.
fn owners(all: &[Looked]) -> HashMap<String, (String, Taken)> {
    let entries = || {
        all.iter().flat_map(|looked| {
            let state = looked.contents.state.iter();
            state.flat_map(move |state| state.taken.iter().map(move |taken| (looked, taken)))
        })
    };
    let is_owned = |name: &str| entries().any(|(_, taken)| taken.session == name);
    entries()
        // Of those who took it up one after the other, the last one has it.
        .filter(|(owner, _)| !is_owned(&owner.name))
        .map(|(owner, taken)| (taken.session.clone(), (owner.name.clone(), taken.clone())))
        .collect()
}

/// How far a session turned its own sound into text.
fn taken_of(name: &str, state: &State) -> Taken {
    Taken {
        session: name.to_owned(),
        recording: state.recording,
        heard_ms: if state.complete { u64::MAX } else { state.heard_ms },
    }
}

fn owed_sound(folder: &Path, sound: &[(u32, u64)], taken: &Taken) -> Vec<OwedSound> {
    let owed = |&(recording, length_ms): &(u32, u64)| {
        let from_ms = match recording {
            older if older < taken.recording => length_ms,
            same if same == taken.recording => taken.heard_ms,
            _ => 0,
        };
        (length_ms > from_ms).then(|| OwedSound {
            session: taken.session.clone(),
            recording,
            path: folder.join(journal::sound_name(recording)),
            from_ms,
            length_ms,
        })
    };
    sound.iter().filter_map(owed).collect()
}

/// Puts away what holds nothing that is not elsewhere.
fn put_away(part: Part, history: Option<&Path>, told: &mut Vec<String>) {
    let folder = part.folder.clone();
    #[cfg(windows)]
    drop(part.held);
    let done = match history {
        Some(history) if part.has_text => journal::move_into(&folder, history).map(|()| None),
        _ => erase(&folder),
    };
    match done {
        Ok(None) => {}
        Ok(Some(place)) => told.push(format!(
            "files that are none of a session were set aside in {}",
            place.display()
        )),
        Err(error) => tracing::warn!(%error, "a session could not be put away"),
    }
}

fn tell_aside(folder: &Path, what: &str, told: &mut Vec<String>) {
    let here = folder.display();
    told.push(match set_aside(folder) {
        Ok(place) => format!(
            "{here} {what}; it was set aside in {}, nothing of it was changed",
            place.display()
        ),
        Err(error) => format!("{here} {what}, and could not be set aside ({error}); it stays there"),
    });
}

fn is_young(folder: &Path) -> bool {
    let changed = fs::metadata(folder).and_then(|about| about.modified());
    changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age < BEGINNING))
}

#[cfg(test)]
#[path = "recovery_tests.rs"]
mod tests;
