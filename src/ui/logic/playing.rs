//! Hearing again what was said.

use super::super::backend::Request;
use super::Logic;
use crate::session::Said;
use crate::transcript::Segment;

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
        self.state.playing_history = None;
        self.ask(Request::Play {
            recording,
            from_ms: said.from_ms.saturating_sub(begins_ms),
            to_ms: said.to_ms.saturating_sub(begins_ms),
        });
    }

    /// Goes on playing at the next word or the one before, to the end of what is played.
    pub(super) fn jump_word(&mut self, back: bool) {
        let Some((said, at_ms)) = self.state.playing else {
            return;
        };
        let segments = self.session.view().segments;
        let Some(segment) = segments.get(said.segment) else {
            return;
        };
        if let Some(from_ms) = word_from(segment, at_ms, back) {
            let to_ms = segment.end_ms.max(said.to_ms);
            self.play(Said {
                from_ms,
                to_ms,
                ..said
            });
        }
    }

    pub(super) fn stop_playing(&mut self) {
        self.state.playing = None;
        self.state.playing_history = None;
        self.ask(Request::StopPlaying);
    }

    pub(super) fn follow_playing(&mut self) {
        if let Some((said, _)) = self.state.playing {
            let played = self.backend.playing_ms();
            self.state.playing = played.map(|ms| (said, said.from_ms + ms));
        }
        if self.state.playing_history.is_some() && self.backend.playing_ms().is_none() {
            self.state.playing_history = None;
        }
    }
}

/// Where the word begins that comes after the one heard at a moment, or the one before it; a word that has just begun is
/// gone back from, too.
fn word_from(segment: &Segment, at_ms: u64, back: bool) -> Option<u64> {
    /// So soon after a word's beginning somebody wants the word before it.
    const JUST_BEGUN_MS: u64 = 400;
    let mut starts = segment.words.iter().map(|word| word.start_ms);
    match back {
        false => starts.find(|start| *start > at_ms),
        true => starts
            .take_while(|start| *start + JUST_BEGUN_MS <= at_ms)
            .last()
            .or(Some(segment.start_ms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Word;

    #[test]
    fn jumps_go_from_word_to_word() {
        let words = [0, 1_000, 2_000].map(|start_ms| Word {
            start_ms,
            ..Word::untimed("word")
        });
        let segment = Segment {
            words: words.to_vec(),
            ..Segment::default()
        };
        assert_eq!(word_from(&segment, 100, false), Some(1_000));
        assert_eq!(word_from(&segment, 2_100, false), None);
        assert_eq!(word_from(&segment, 1_900, true), Some(1_000));
        assert_eq!(word_from(&segment, 1_100, true), Some(0));
        assert_eq!(word_from(&segment, 50, true), Some(0));
    }
}
