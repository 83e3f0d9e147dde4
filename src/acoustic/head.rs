//! From the rows of all layers to phones: the reader's phone head as a stream.
//!
//! The layers are at different frames in the same step, so mixes of several frames are under way at once; the convolution
//! waits for the frame behind.

use super::config::{CHUNK, Config, ROWS};
use super::error::{AcousticError, Result};
use super::model::WEIGHTS;
use crate::reader::PHONE_CLASSES;
use crate::reader::parts::{HEAD_REACH, HEAD_TAPS, Loader, PhoneHead, Work};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(super) struct Head {
    width: usize,
    /// Sets of rows that are mixed: those that enter the first layer and those behind each.
    sets: usize,
    tap: usize,
    /// What mixes and classifies; of a whole clip, all at once.
    pub phones: PhoneHead,
}

/// What is under way.
#[derive(Clone, Debug)]
pub(super) struct HeadState {
    /// Frames that each set has given.
    given: Vec<u64>,
    /// Mixes of the frames under way, frame f at `f % under_way`, each `[ROWS, width]`.
    mixes: Vec<f32>,
    /// Whole mixes that the convolution still sees.
    whole: Vec<f32>,
    /// Rows of the tapped layer, in the same places.
    taps: Vec<f32>,
    normed: Vec<f32>,
    /// Frames whose phones are known, and how many of them the last step brought out.
    frames: u64,
    count: usize,
    /// Of these, `[count * ROWS, classes]`.
    log_posteriors: Vec<f32>,
}

impl Head {
    pub fn load(loader: &mut Loader, config: &Config) -> Result<Self> {
        let (width, sets) = (config.hidden_size, config.num_hidden_layers + 1);
        let phones = PhoneHead::load(loader, sets, width)?
            .ok_or_else(|| AcousticError::file(WEIGHTS, "expected a tensor phones.mix, found none"))?;
        Ok(Head {
            width,
            sets,
            tap: config.tap_layer,
            phones,
        })
    }

    /// The state before the first frame.
    pub fn state(&self) -> HeadState {
        let frame = ROWS * self.width;
        let mut state = HeadState {
            given: vec![0; self.sets],
            mixes: vec![0.0; self.under_way() * frame],
            whole: Vec::new(),
            taps: vec![0.0; self.under_way() * frame],
            normed: vec![0.0; frame],
            frames: 0,
            count: 0,
            log_posteriors: Vec::new(),
        };
        self.reset(&mut state);
        state
    }

    /// Forgets the recording, not the memory: rows of zeros stand before the first.
    pub fn reset(&self, state: &mut HeadState) {
        state.given.fill(0);
        state.whole.clear();
        state.whole.resize(HEAD_REACH * self.width, 0.0);
        state.frames = 0;
    }

    /// Most frames that are in the layers or wait for the convolution at once: one for each set, those of a chunk, and the one
    /// behind.
    fn under_way(&self) -> usize {
        self.sets + CHUNK
    }

    /// Where a frame lies among those under way.
    fn place(&self, frame: u64) -> usize {
        (frame % self.under_way() as u64) as usize * ROWS * self.width
    }

    /// Adds the next frames of a set, `[_, width]`; the last set's make the frames' mixes whole.
    pub fn add(&self, state: &mut HeadState, set: usize, x: &[f32]) {
        let size = ROWS * self.width;
        for x in x.chunks_exact(size) {
            let place = self.place(state.given[set]);
            state.given[set] += 1;
            if set == self.tap {
                state.taps[place..][..size].copy_from_slice(x);
            }
            let mix = &mut state.mixes[place..][..size];
            if set == 0 {
                mix.fill(0.0);
            }
            self.phones.add_normed(mix, set, x, &mut state.normed);
            if set + 1 == self.sets {
                state.whole.extend_from_slice(mix);
            }
        }
    }

    /// The phones of the next frames: of all for which the rows that the convolution sees are there. How many these are.
    pub fn step(&self, state: &mut HeadState, work: &mut Work) -> Result<usize> {
        let width = self.width;
        let rows = state.whole.len() / width;
        state.count = (rows + 1).saturating_sub(HEAD_TAPS) / ROWS;
        if state.count == 0 {
            return Ok(0);
        }
        let rows = ROWS * state.count;
        state.log_posteriors.resize(rows * PHONE_CLASSES, 0.0);
        self.phones
            .classify(&state.whole, work, &mut state.log_posteriors)?;
        state.whole.drain(..rows * width);
        state.frames += state.count as u64;
        Ok(state.count)
    }

    /// [`step`](Self::step) where no rows come any more: zeros stand behind the last. None when all frames are out.
    pub fn flush(&self, state: &mut HeadState, work: &mut Work) -> Result<usize> {
        if state.frames == state.given[self.sets - 1] {
            return Ok(0);
        }
        let rows = state.whole.len() + HEAD_REACH * self.width;
        state.whole.resize(rows, 0.0);
        self.step(state, work)
    }

    /// Number, log posteriors and tapped rows of the n-th frame that the last step brought out.
    pub fn output<'a>(&self, state: &'a HeadState, n: usize) -> (u64, &'a [f32], &'a [f32]) {
        let frame = state.frames - (state.count - n) as u64;
        let (size, numbers) = (ROWS * self.width, ROWS * PHONE_CLASSES);
        (
            frame,
            &state.log_posteriors[n * numbers..][..numbers],
            &state.taps[self.place(frame)..][..size],
        )
    }
}
