//! An utterance heard again with everything of it in sight.
//!
//! While someone speaks, a slot is judged by what came before it and a quarter of a second behind it. At a pause the whole
//! utterance is there: the same weights, which were trained for both, judge each slot by all of it, and the search reads it
//! again ("first pass" and "full context" of Zhang et al. 2020, "Unified Streaming and Non-streaming Two-pass End-to-end
//! Model"). This happens in the pause, before the end is certain; if the speaker goes on, it was in vain.

use super::search::Search;
use super::search::nbest::Reading;

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
