//! Entries of the history: deleting takes its time, in which it can be taken back; their sound can be heard.

use std::time::{Duration, Instant};

use super::super::backend::Request;
use super::super::strings::text;
use super::Logic;

/// For so long an entry can be taken back.
const TAKEN_BACK: Duration = Duration::from_secs(12);

impl Logic {
    /// Hides an entry, and deletes it when the time is up; the one before it goes now.
    pub(super) fn delete_entry(&mut self, id: String) {
        self.delete_now();
        self.state.deleting = Some((id, Instant::now()));
        self.say(text("ui-entry-deleted"));
        self.state.status.deleted = true;
    }

    /// Takes it back.
    pub(super) fn keep_entry(&mut self) {
        self.state.deleting = None;
        self.state.status = super::Status::default();
    }

    /// Deletes what waits for it.
    pub(super) fn delete_now(&mut self) {
        if let Some((id, _)) = self.state.deleting.take() {
            self.state.history.retain(|entry| entry.id != id);
            self.state.status.deleted = false;
            self.ask(Request::DeleteHistory(id));
        }
    }

    /// Deletes it when the time is up.
    pub(super) fn delete_when_due(&mut self, now: Instant) {
        let due = self.state.deleting.as_ref();
        if due.is_some_and(|(_, since)| now.duration_since(*since) >= TAKEN_BACK) {
            self.delete_now();
        }
    }

    /// When that is, so that a window at rest wakes for it.
    pub fn deletion_in(&self) -> Option<Duration> {
        let (_, since) = self.state.deleting.as_ref()?;
        Some(TAKEN_BACK.saturating_sub(since.elapsed()))
    }

    /// Plays the sound of an entry.
    pub(super) fn play_entry(&mut self, id: String) {
        self.state.playing = None;
        self.state.playing_history = Some(id.clone());
        self.ask(Request::PlayHistory(id));
    }
}
