//! What the pipeline tells of a recording besides its words.

use crate::transcript::{Event, Notice};

/// What comes of one recording besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub finished: bool,
    /// The end was asked for before the recording's own.
    pub stopping: bool,
    /// Milliseconds that were heard.
    pub ms: u64,
    /// Parts of it were told to be unreadable.
    damaged: bool,
    pub trouble: Option<String>,
}

impl Outcome {
    /// Takes an event that brings no words; gives what the user should know of it.
    pub fn take(&mut self, event: Event) -> Option<String> {
        match event {
            Event::Finished => self.finished = true,
            Event::Heard { ms } => self.ms = ms,
            Event::Failed { message } => self.trouble = Some(message),
            Event::Notice(Notice::Recording { message }) => {
                self.damaged = true;
                return Some(message);
            }
            Event::Notice(Notice::Track { message }) => return Some(message),
            _ => {}
        }
        None
    }

    /// Whether all of it was heard; what was told already is not told again.
    ///
    /// # Errors
    /// Why the rest was not heard, in words.
    pub fn judge(&self, name: &str) -> Result<bool, String> {
        match &self.trouble {
            Some(message) if message.contains(name) => Err(message.clone()),
            Some(message) => Err(format!("{name}: {message}")),
            None if self.stopping => {
                let seconds = self.ms as f64 / 1_000.0;
                Err(format!(
                    "{name}: stopped after {seconds:.1} s; the rest was not heard"
                ))
            }
            None => Ok(!self.damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_no_success_and_is_told_once() {
        let mut heard = Outcome::default();
        assert_eq!(Outcome::default().judge("a.mp3"), Ok(true));
        let told = heard.take(Event::Notice(Notice::Recording {
            message: "a.mp3: damaged".into(),
        }));
        assert_eq!(told.as_deref(), Some("a.mp3: damaged"));
        let track = heard.take(Event::Notice(Notice::Track {
            message: "a.mp3: 2 sound tracks".into(),
        }));
        assert!(track.is_some());
        assert_eq!(heard.take(Event::Finished), None);
        assert!(heard.finished);
        assert_eq!(heard.judge("a.mp3"), Ok(false));
    }

    #[test]
    fn a_recording_that_was_stopped_tells_how_far_it_was_heard() {
        let stopped = Outcome {
            stopping: true,
            ms: 12_340,
            ..Outcome::default()
        };
        assert_eq!(
            stopped.judge("a.mp3"),
            Err("a.mp3: stopped after 12.3 s; the rest was not heard".into())
        );
        let failed = Outcome {
            trouble: Some("there is no channel 7".into()),
            ..Outcome::default()
        };
        assert_eq!(failed.judge("a.mp3"), Err("a.mp3: there is no channel 7".into()));
    }
}
