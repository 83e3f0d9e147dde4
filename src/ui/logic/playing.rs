//! Hearing again what was said: a word, a piece, or all from a word on, with the word lit that is heard.

use super::super::backend::{Piece, Request};
use super::super::doubtful::place_of;
use super::super::state::Playing;
use super::Logic;
use crate::session::Said;
use crate::transcript::Segment;

/// Parts of a waveform, each as wide as a bar.
pub const WAVE_PARTS: usize = 160;
/// Longest piece that is played at a time, in milliseconds: it is held in memory meanwhile.
const LONGEST_MS: u64 = 20 * 60 * 1_000;

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

    /// The piece of a recording that sounds from a moment on to the end of what was said.
    fn piece(&self, whole: Said, from_ms: u64) -> Option<Piece> {
        let (recording, begins_ms) = self.state.recordings.get(whole.segment).copied().flatten()?;
        Some(Piece {
            recording,
            from_ms: from_ms.saturating_sub(begins_ms),
            to_ms: whole.to_ms.saturating_sub(begins_ms),
        })
    }

    /// Plays a piece from its beginning.
    pub(super) fn play(&mut self, whole: Said) {
        let Some(piece) = self.piece(whole, whole.from_ms) else {
            return;
        };
        self.state.playing_history = None;
        self.state.playing = Some(Playing {
            whole,
            ..Playing::default()
        });
        self.ask(Request::Wave(piece, WAVE_PARTS));
        self.play_from(whole.from_ms);
    }

    /// Goes on playing the piece from there.
    pub(super) fn play_from(&mut self, from_ms: u64) {
        let Some(playing) = &mut self.state.playing else {
            return;
        };
        let whole = playing.whole;
        let from_ms = from_ms.clamp(whole.from_ms, whole.to_ms);
        (playing.from_ms, playing.at_ms) = (from_ms, from_ms);
        if let Some(piece) = self.piece(whole, from_ms) {
            self.ask(Request::Play(piece));
        }
    }

    /// Plays from a segment's moment on, to the end of its recording.
    pub(super) fn play_on(&mut self, segment: usize, from_ms: u64) {
        let recording = self.state.recordings.get(segment).copied().flatten();
        let Some((recording, _)) = recording else { return };
        let view = self.session.view();
        let same = view.segments.iter().zip(&self.state.recordings);
        let ends = same.filter(|(_, of)| of.is_some_and(|(number, _)| number == recording));
        let to_ms = ends.map(|(segment, _)| segment.end_ms).max().unwrap_or(from_ms);
        self.play(Said {
            segment,
            from_ms,
            to_ms: to_ms.min(from_ms + LONGEST_MS),
        });
    }

    /// Plays from the word at a character on; one that is in what is played already is gone to.
    pub(super) fn hear_at(&mut self, at: usize) {
        let Some((start, end)) = super::super::draw_menu::word_at(self.session.view().text, at) else {
            return;
        };
        let said = self.session.said_at(start, end);
        let Some(said) = said.filter(|said| self.has_sound(said.segment)) else {
            return;
        };
        let playing = self.state.playing.as_ref().map(|playing| playing.whole);
        match playing {
            Some(whole) if (whole.from_ms..whole.to_ms).contains(&said.from_ms) => {
                self.play_from(said.from_ms)
            }
            _ => self.play_on(said.segment, said.from_ms),
        }
    }

    /// Plays what is selected, or all from the word at the caret on; stops what is played.
    pub(super) fn hear_here(&mut self) {
        if self.state.playing.is_some() || self.state.playing_history.is_some() {
            return self.stop_playing();
        }
        let view = self.session.view();
        let (start, end) = view.selection();
        let said = match start < end {
            true => self.session.said_at(start, end),
            false => {
                let word = super::super::draw_menu::word_at(view.text, start);
                word.and_then(|(start, end)| self.session.said_at(start, end))
            }
        };
        match said.filter(|said| self.has_sound(said.segment)) {
            Some(said) if start < end => self.play(said),
            Some(said) => self.play_on(said.segment, said.from_ms),
            // Behind the last word, or on something typed: from the beginning.
            None => match (0..self.state.recordings.len()).find(|&segment| self.has_sound(segment)) {
                Some(first) => {
                    let segments = self.session.view().segments;
                    let from_ms = segments.get(first).map_or(0, |it| it.start_ms);
                    self.play_on(first, from_ms);
                }
                None => self.say(super::text("ui-no-sound")),
            },
        }
    }

    /// Goes on playing at the next word or the one before, to the end of what is played.
    pub(super) fn jump_word(&mut self, back: bool) {
        let Some(playing) = &self.state.playing else {
            return;
        };
        let segments = self.session.view().segments;
        if let Some(from_ms) = word_from(segments, playing.at_ms, back) {
            self.play_from(from_ms);
        }
    }

    pub(super) fn stop_playing(&mut self) {
        self.state.playing = None;
        self.state.playing_history = None;
        self.ask(Request::StopPlaying);
    }

    pub(super) fn follow_playing(&mut self) {
        let played = self.backend.playing_ms();
        self.state.playing = self.state.playing.take().and_then(|playing| {
            let at_ms = playing.from_ms + played?;
            Some(Playing { at_ms, ..playing })
        });
        if self.state.playing_history.is_some() && played.is_none() {
            self.state.playing_history = None;
        }
        self.light();
    }

    /// Finds the word of the document that is heard; it is looked for only when it is another one.
    fn light(&mut self) {
        let view = self.session.view();
        let Some(playing) = &mut self.state.playing else {
            return;
        };
        let heard = heard_at(view.segments, playing.at_ms);
        let now = heard.map(|(segment, word)| (view.revision, segment, word));
        if playing.heard != now {
            playing.heard = now;
            playing.lit = heard.and_then(|(segment, word)| {
                let said = view.segments.get(segment)?;
                place_of(view.text, said, word)
            });
        }
    }
}

/// Segment and word that are heard at a moment; segments follow each other on one axis of time.
pub fn heard_at(segments: &[Segment], at_ms: u64) -> Option<(usize, usize)> {
    let segment = segments
        .partition_point(|segment| segment.start_ms <= at_ms)
        .checked_sub(1)?;
    let words = &segments[segment].words;
    let begun = words.iter().take_while(|word| word.start_ms <= at_ms).count();
    (!words.is_empty()).then(|| (segment, begun.saturating_sub(1)))
}

/// Where the word begins that comes after the one heard at a moment, or the one before it; a word that has just begun is
/// gone back from, too.
fn word_from(segments: &[Segment], at_ms: u64, back: bool) -> Option<u64> {
    /// So soon after a word's beginning somebody wants the word before it.
    const JUST_BEGUN_MS: u64 = 400;
    let mut starts = segments
        .iter()
        .flat_map(|segment| segment.words.iter())
        .map(|word| word.start_ms);
    match back {
        false => starts.find(|start| *start > at_ms),
        true => starts
            .take_while(|start| *start + JUST_BEGUN_MS <= at_ms)
            .last()
            .or(Some(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Word;

    fn segments() -> Vec<Segment> {
        let of = |starts: [u64; 2]| Segment {
            start_ms: starts[0],
            end_ms: starts[1] + 900,
            words: starts
                .map(|start_ms| Word {
                    start_ms,
                    ..Word::untimed("word")
                })
                .into_iter()
                .collect(),
            ..Segment::default()
        };
        vec![of([0, 1_000]), of([2_000, 3_000])]
    }

    #[test]
    fn jumps_go_from_word_to_word_and_over_pauses() {
        let segments = segments();
        assert_eq!(word_from(&segments, 100, false), Some(1_000));
        assert_eq!(word_from(&segments, 1_100, false), Some(2_000));
        assert_eq!(word_from(&segments, 3_100, false), None);
        assert_eq!(word_from(&segments, 1_900, true), Some(1_000));
        assert_eq!(word_from(&segments, 1_100, true), Some(0));
        assert_eq!(word_from(&segments, 50, true), Some(0));
    }

    #[test]
    fn the_word_that_is_heard_is_known_at_every_moment() {
        let segments = segments();
        for (at_ms, heard) in [
            (0, (0, 0)),
            (999, (0, 0)),
            (1_950, (0, 1)),
            (2_000, (1, 0)),
            (9_000, (1, 1)),
        ] {
            assert_eq!(heard_at(&segments, at_ms), Some(heard), "{at_ms}");
        }
        assert_eq!(heard_at(&[], 5), None);
    }
}
