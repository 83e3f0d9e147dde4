//! What the pipeline tells of a recording besides its words.

use crate::transcript::{Event, Notice};

/// What comes of one recording besides its words.
#[derive(Default)]
pub(super) struct Hearing {
    pub finished: bool,
    /// The user has asked to stop.
    pub stopping: bool,
    /// Milliseconds that were heard.
    pub ms: u64,
    /// Parts of it were told to be unreadable.
    damaged: bool,
    pub trouble: Option<String>,
}

impl Hearing {
    /// Takes an event that brings no words.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Finished => self.finished = true,
            Event::Heard { ms } => self.ms = ms,
            Event::Failed { message } => self.trouble = Some(message),
            Event::Notice(Notice::Recording { message }) => {
                self.damaged = true;
                tell(&message);
            }
            Event::Notice(Notice::Track { message }) => tell(&message),
            _ => {}
        }
    }

    /// Whether all of it was heard; what was told already is not told again.
    ///
    /// # Errors
    /// Why the rest was not heard, in words.
    pub fn outcome(self, name: &str) -> Result<bool, String> {
        match self.trouble {
            Some(message) if message.contains(name) => Err(message),
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

/// A line on standard error.
pub(super) fn tell(what: &str) {
    eprintln!("parlance: {what}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_no_success_and_is_told_once() {
        let mut heard = Hearing::default();
        assert_eq!(Hearing::default().outcome("a.mp3"), Ok(true));
        heard.take(Event::Notice(Notice::Recording {
            message: "a.mp3: damaged".into(),
        }));
        heard.take(Event::Notice(Notice::Track {
            message: "a.mp3: 2 sound tracks".into(),
        }));
        heard.take(Event::Finished);
        assert!(heard.finished);
        assert_eq!(heard.outcome("a.mp3"), Ok(false));
    }

    #[test]
    fn a_recording_that_was_stopped_tells_how_far_it_was_heard() {
        let stopped = Hearing {
            stopping: true,
            ms: 12_340,
            ..Hearing::default()
        };
        assert_eq!(
            stopped.outcome("a.mp3"),
            Err("a.mp3: stopped after 12.3 s; the rest was not heard".into())
        );
        let failed = Hearing {
            trouble: Some("there is no channel 7".into()),
            ..Hearing::default()
        };
        assert_eq!(
            failed.outcome("a.mp3"),
            Err("a.mp3: there is no channel 7".into())
        );
    }
}
