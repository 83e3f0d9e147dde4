//! Sessions that were cut off, as a front end offers them.

use std::path::Path;

use crate::host::Places;
use crate::store::clock::{self, WallTime};
use crate::store::recovery::{self, Found, Remains};
use crate::store::settings::Settings;

/// What was found, as a front end offers it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CutOff {
    /// The text of all of it, oldest first, in paragraphs of its own.
    pub text: String,
    /// Words of it.
    pub words: usize,
    /// Milliseconds of sound not yet turned into text.
    pub sound_ms: u64,
    /// When the last of these sessions began.
    pub at: WallTime,
    /// How many sessions they were.
    pub sessions: usize,
}

impl CutOff {
    /// That of these sessions.
    pub fn of(remains: &[Remains]) -> Self {
        let texts: Vec<&str> = remains
            .iter()
            .map(|remains| remains.state.text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        let text = texts.join("\n\n");
        CutOff {
            words: text.split_whitespace().count(),
            text,
            sound_ms: remains.iter().map(Remains::owed_ms).sum(),
            at: clock::wall_time(remains.iter().map(|remains| remains.at_s).max().unwrap_or(0)),
            sessions: remains.len(),
        }
    }
}

/// Erases what was left of these sessions; gives what is to be told.
pub fn erase(remains: Vec<Remains>) -> Vec<String> {
    remains
        .into_iter()
        .flat_map(|remains| put_away(remains, None))
        .collect()
}

/// Makes an entry of the history of a session, or erases it without one; gives what is to be told.
pub(super) fn put_away(remains: Remains, history: Option<&Path>) -> Vec<String> {
    let folder = remains.folder().display().to_string();
    match remains.settle(history) {
        Ok(aside) => aside
            .iter()
            .map(|place| {
                let place = place.display();
                format!("what could not be read of a session that was cut off was set aside in {place}")
            })
            .collect(),
        Err(error) => vec![format!("{folder} could not be put away: {error}")],
    }
}

/// Looks for sessions that were cut off.
pub fn find(places: &Places, settings: &Settings) -> Found {
    let history = places.history_of(settings);
    places
        .sessions
        .as_deref()
        .map(|sessions| recovery::find(sessions, history.as_deref()))
        .unwrap_or_default()
}
