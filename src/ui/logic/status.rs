//! The last message: what it says, whose words led to it, and when it is old.

use std::time::{Duration, Instant};

use super::super::draw_menu::word_at;
use super::super::layout::link_at;
use super::super::state::{ClickedWord, Loading, Status, Tone};
use super::super::strings::sentence;
use super::Logic;
use crate::host::front_end;
use crate::transcript::Event;

/// What was done is shown for so long; what went wrong, until it was surely read.
const DONE: Duration = Duration::from_secs(7);
const TROUBLE: Duration = Duration::from_secs(90);
/// The clipboard can be put back for so long.
const RESTORE: Duration = Duration::from_secs(20);

/// The peak mark falls so much in a frame.
const PEAK_FALL: f32 = 0.012;

impl Logic {
    /// Takes an event; spoken words go with the message that they led to. What was written needs no message: it is there.
    pub(super) fn take_event(&mut self, event: Event) {
        self.note_loading(&event);
        let Some(event) = self.take_trial_event(event) else {
            return;
        };
        if matches!(event, Event::Utterance(_)) {
            let loudest = std::mem::take(&mut self.loudest);
            if self.state.reading.is_none() {
                self.state.notices.said(loudest, Instant::now());
            }
        }
        let start_ms = match &event {
            Event::Utterance(utterance) | Event::Doubted(utterance) => Some(utterance.start_ms),
            _ => None,
        };
        let spoken = start_ms.is_some();
        let failed = matches!(event, Event::Failed { .. });
        let segments = self.session.view().segments.len();
        let listening = self.session.view().listening;
        let effects = self.session.on_event(event);
        let quiet = effects.is_empty();
        front_end::execute(self, effects);
        self.note_recordings(start_ms);
        // After each: nothing said asleep is kept.
        self.backend.observe(&self.session.view());
        let view = self.session.view();
        if spoken && quiet && view.segments.len() > segments && view.choices.is_empty() {
            self.state.status = Status::default();
        } else if spoken {
            self.state.status.heard = view.heard.to_owned();
        } else if failed && matches!(self.state.loading, Loading::Failed(_)) {
            // The panel of models tells it, with the way out.
            self.state.status = Status::default();
        } else if failed {
            self.state.status.tone = Tone::Trouble;
        } else if view.listening != listening && self.state.status.tone == Tone::Done {
            // "Asleep" is no longer true, "copied" was about the text before.
            self.state.status = Status::default();
        }
    }

    pub(super) fn say(&mut self, what: String) {
        self.state.status = Status {
            text: what,
            since: Some(Instant::now()),
            ..Status::default()
        };
    }

    pub(super) fn trouble(&mut self, what: String) {
        self.say(sentence(&what));
        self.state.status.tone = Tone::Trouble;
    }

    /// How long the message is still to be shown.
    pub fn message_due(&self) -> Option<Duration> {
        let status = &self.state.status;
        let view = self.session.view();
        if view.preview.is_some() || !view.choices.is_empty() {
            // What is on offer needs its message for as long as it is.
            return None;
        }
        let lasts = match status.tone {
            Tone::Trouble => TROUBLE,
            Tone::Done if status.wants_model => TROUBLE,
            Tone::Done if status.can_restore_clipboard || status.deleted => RESTORE,
            Tone::Done => DONE,
        };
        Some(lasts.saturating_sub(status.since?.elapsed()))
    }

    pub(super) fn forget_old_message(&mut self) {
        if self.message_due().is_some_and(|due| due.is_zero()) {
            self.state.status = Status::default();
        }
    }

    /// Loudness as it is heard rather than as it is measured (a square root); it falls slower than it rises.
    pub(super) fn follow_level(&mut self) {
        let level = self.backend.level();
        self.loudest = self.loudest.max(level.peak);
        let (loud, peak) = if self.is_listening() || self.tries() {
            (level.rms.max(level.peak * 0.5).sqrt().min(1.0), level.peak)
        } else {
            (0.0, 0.0)
        };
        let ease = if loud > self.state.level { 0.6 } else { 0.25 };
        self.state.level += (loud - self.state.level) * ease;
        self.state.peak = (self.state.peak - PEAK_FALL).max(peak).clamp(0.0, 1.0);
    }

    /// Finds other words for the one at a character, or for what is selected there.
    pub(super) fn look_at_word(&mut self, at: usize) {
        /// More do not fit a menu.
        const MOST: usize = 6;
        let view = self.session.view();
        self.state.link = link_at(view.text, at);
        let selected = view.selection();
        let inside = selected.0 <= at && at <= selected.1 && selected.0 < selected.1;
        let chars = if inside {
            Some(selected)
        } else {
            word_at(view.text, at)
        };
        self.state.word = chars.and_then(|(start, end)| {
            let text: String = view.text.chars().skip(start).take(end - start).collect();
            // A whole sentence has no other word.
            if text.contains('\n') || text.split_whitespace().count() > 3 {
                return None;
            }
            let mut others = self.session.alternatives(start, end);
            others.truncate(MOST);
            let said = self
                .session
                .said_at(start, end)
                .filter(|said| self.has_sound(said.segment));
            let is_own = view.vocabulary.words.iter().any(|word| word.spelling == text);
            Some(ClickedWord {
                chars: (start, end),
                text,
                others,
                is_own,
                said,
            })
        });
    }
}
