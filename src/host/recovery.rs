//! Sessions that were cut off, as a front offers them.

use crate::host::Places;
use crate::store::recovery::{self, Found, Remains};
use crate::store::settings::Settings;

/// What a front can say of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The text of all of it, oldest first, in paragraphs of its own.
    pub text: String,
    /// Words of it.
    pub words: usize,
    /// Milliseconds of sound not yet turned into text.
    pub sound_ms: u64,
    /// When the last of these sessions began, in seconds since 1970; 0 when unknown.
    pub at_s: u64,
    /// How many sessions they were.
    pub sessions: usize,
}

impl Facts {
    /// Those of these sessions.
    pub fn of(remains: &[Remains]) -> Self {
        let texts: Vec<&str> = remains
            .iter()
            .map(|remains| remains.state.text.trim())
            .filter(|text| !text.is_empty())
            .collect();
        let text = texts.join("\n\n");
        Facts {
            words: text.split_whitespace().count(),
            text,
            sound_ms: remains.iter().map(Remains::owed_ms).sum(),
            at_s: remains.iter().map(|remains| remains.at_s).max().unwrap_or(0),
            sessions: remains.len(),
        }
    }
}

/// Erases what was left of these sessions; gives what is to be told.
pub fn erase(remains: Vec<Remains>) -> Vec<String> {
    let mut told = Vec::new();
    for remains in remains {
        match remains.settle(None) {
            Ok(aside) => told.extend(aside.iter().map(|place| {
                let place = place.display();
                format!("what could not be read of it was set aside in {place}")
            })),
            Err(error) => told.push(format!("a session could not be erased: {error}")),
        }
    }
    told
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
