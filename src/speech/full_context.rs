//! An utterance heard again with everything of it in sight.
//!
//! While someone speaks, a slot is judged by what came before it and a quarter of a second behind it. At a pause the whole
//! utterance is there: the same weights, which were trained for both, judge each slot by all of it, and the search reads it
//! again ("first pass" and "full context" of Zhang et al. 2020, "Unified Streaming and Non-streaming Two-pass End-to-end
//! Model"). This happens in the pause, before the end is certain; if the speaker goes on, it was in vain.

use std::collections::VecDeque;
use std::ops::Range;

use super::search::Search;
use super::search::nbest::Reading;
use crate::frames::Frame;

/// The frames of the utterance, as they went into the acoustic model. (What a reader reads is kept by time, a minute of it, in
/// `second_pass`.)
#[derive(Clone, Debug, Default)]
pub(super) struct UtteranceSound {
    frames: VecDeque<Frame>,
    /// Frames of the recording before the first of these.
    before: u64,
}

impl UtteranceSound {
    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.frames.clear();
        self.before = 0;
    }

    /// Keeps the next frames.
    pub fn extend(&mut self, frames: &[Frame]) {
        self.frames.extend(frames.iter().cloned());
    }

    /// Forgets what lies before a frame of the recording.
    pub fn forget_before(&mut self, frame: u64) {
        let known = self.before + self.frames.len() as u64;
        let count = frame.min(known).saturating_sub(self.before);
        self.frames.drain(..count as usize);
        self.before += count;
    }

    /// These frames of the recording; `None` unless all are kept.
    pub fn get(&self, frames: Range<u64>) -> Option<impl ExactSizeIterator<Item = &Frame>> {
        let from = frames.start.checked_sub(self.before)? as usize;
        let to = frames.end.checked_sub(self.before)? as usize;
        (from <= to && to <= self.frames.len()).then(|| self.frames.range(from..to))
    }
}

/// The search over what was heard with full context.
#[derive(Clone, Debug)]
pub(super) struct FullContext {
    search: Search,
    /// Log posteriors of the utterance's slots; none while it has not been heard again.
    slots: Vec<f32>,
}

/// An utterance as it was read: its readings, best first, and the slots that they were found in.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub readings: Vec<Reading>,
    pub slots: Vec<f32>,
}

impl FullContext {
    /// With a search of its own.
    pub fn new(search: Search) -> Self {
        FullContext {
            search,
            slots: Vec::new(),
        }
    }

    /// Whether the utterance has been heard again.
    pub fn is_heard(&self) -> bool {
        !self.slots.is_empty()
    }

    /// The speaker goes on, or another utterance begins.
    pub fn forget(&mut self) {
        self.slots.clear();
    }

    /// Searches the utterance in `slots` of `classes` numbers each, heard with full context.
    pub fn hear(&mut self, slots: Vec<f32>, classes: usize) {
        self.search.reset();
        slots
            .chunks_exact(classes)
            .for_each(|slot| self.search.advance(slot));
        self.slots = slots;
    }

    /// Takes the next slot of the stream behind an utterance that has been heard again: it belongs to the pause.
    pub fn go_on(&mut self, slot: &[f32]) {
        if self.is_heard() {
            self.search.advance(slot);
            self.slots.extend_from_slice(slot);
        }
    }

    /// The `n` best readings of an utterance that has been heard again; `None` where it has not, or no word was found.
    pub fn finish(&mut self, n: usize) -> Option<Read> {
        if !self.is_heard() {
            return None;
        }
        let readings = self.search.finish_by_consensus(n);
        let slots = std::mem::take(&mut self.slots);
        let found = readings.first().is_some_and(|best| !best.words.is_empty());
        found.then_some(Read { readings, slots })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::FRAME_SAMPLES;

    #[test]
    fn sound_is_kept_from_where_it_may_be_needed() {
        let mut sound = UtteranceSound::default();
        let frame = |index| Frame {
            index,
            samples: [0.0; FRAME_SAMPLES],
        };
        sound.extend(&(0..10).map(frame).collect::<Vec<_>>());
        let kept = |sound: &UtteranceSound, range| -> Option<Vec<u64>> {
            Some(sound.get(range)?.map(|frame| frame.index).collect())
        };
        assert_eq!(kept(&sound, 3..6), Some(vec![3, 4, 5]));
        sound.forget_before(4);
        sound.forget_before(2);
        assert_eq!(kept(&sound, 3..6), None, "what is forgotten");
        assert_eq!(kept(&sound, 4..6), Some(vec![4, 5]));
        assert_eq!(kept(&sound, 9..11), None, "what has not come yet");
        sound.forget_before(99);
        sound.extend(&[frame(10)]);
        assert_eq!(kept(&sound, 10..11), Some(vec![10]));
        sound.reset();
        sound.extend(&[frame(0)]);
        assert_eq!(kept(&sound, 0..1), Some(vec![0]));
    }
}
