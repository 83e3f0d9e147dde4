//! Hearing again what was said.

use super::super::backend::Request;
use super::Logic;
use crate::session::Said;

impl Logic {
    /// Keeps which recording each segment is of: the newest is of what was said at `start_ms` of the one that goes on, or
    /// was typed.
    pub(super) fn note_recordings(&mut self, start_ms: Option<u64>) {
        let segments = self.session.view().segments;
        let newest = segments.last().map_or(0, |segment| segment.start_ms);
        let sound = self
            .begun
            .zip(start_ms)
            .map(|(recording, start)| (recording, newest.saturating_sub(start)));
        // Without a safety copy there is no sound.
        let sound = sound.filter(|_| self.state.safety_copy.is_some());
        self.state.recordings.resize(segments.len(), sound);
    }

    /// Whether there is sound of a segment.
    pub(super) fn has_sound(&self, segment: usize) -> bool {
        self.state.recordings.get(segment).is_some_and(Option::is_some)
    }

    pub(super) fn play(&mut self, said: Said) {
        let Some(&Some((recording, begins_ms))) = self.state.recordings.get(said.segment) else {
            return;
        };
        self.state.playing = Some((said, said.from_ms));
        self.ask(Request::Play {
            recording,
            from_ms: said.from_ms.saturating_sub(begins_ms),
            to_ms: said.to_ms.saturating_sub(begins_ms),
        });
    }

    pub(super) fn stop_playing(&mut self) {
        self.state.playing = None;
        self.ask(Request::StopPlaying);
    }

    pub(super) fn follow_playing(&mut self) {
        if let Some((said, _)) = self.state.playing {
            let played = self.backend.playing_ms();
            self.state.playing = played.map(|ms| (said, said.from_ms + ms));
        }
    }
}
