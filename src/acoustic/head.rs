//! From the rows of all layers to phones: the reader's phone head as a stream.
//!
//! The layers are at different frames in the same step, so mixes of several frames are under way at once; the convolution
//! waits for the frame behind.

use parlance_kernels::{Then, layer_norm, log_softmax};

use super::config::{Config, ROWS};
use super::error::{AcousticError, Result};
use super::model::WEIGHTS;
use crate::reader::parts::{EPSILON, HEAD_REACH, HEAD_TAPS, Loader, PhoneHead, Work};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(super) struct Head {
    width: usize,
    classes: usize,
    /// Sets of rows that are mixed: those that enter the first layer and those behind each.
    sets: usize,
    tap: usize,
    phones: PhoneHead,
    ones: Vec<f32>,
    zeros: Vec<f32>,
}

/// What is under way.
#[derive(Clone, Debug)]
pub(super) struct HeadState {
    /// Frames that each set has given.
    given: Vec<u64>,
    /// Mixes of the frames under way, frame f at `f % sets`, each `[ROWS, width]`.
    mixes: Vec<f32>,
    /// Whole mixes that the convolution still sees.
    whole: Vec<f32>,
    /// Rows of the tapped layer, frame f at `f % (sets + 1)`.
    taps: Vec<f32>,
    normed: Vec<f32>,
    /// Frames whose phones are known.
    frames: u64,
    log_posteriors: Vec<f32>,
}

impl Head {
    pub fn load(loader: &mut Loader, config: &Config) -> Result<Self> {
        let (width, sets) = (config.hidden_size, config.num_hidden_layers + 1);
        let phones = PhoneHead::load(loader, sets, width)?
            .ok_or_else(|| AcousticError::file(WEIGHTS, "expected a tensor phones.mix, found none"))?;
        Ok(Head {
            width,
            classes: config.classes,
            sets,
            tap: config.tap_layer,
            phones,
            ones: vec![1.0; width],
            zeros: vec![0.0; width],
        })
    }

    /// The state before the first frame.
    pub fn state(&self) -> HeadState {
        let frame = ROWS * self.width;
        let mut state = HeadState {
            given: vec![0; self.sets],
            mixes: vec![0.0; self.sets * frame],
            whole: Vec::new(),
            taps: vec![0.0; (self.sets + 1) * frame],
            normed: vec![0.0; frame],
            frames: 0,
            log_posteriors: vec![0.0; ROWS * self.classes],
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

    /// Adds the next frame of a set, `[ROWS, width]`; the last set's makes the frame's mix whole.
    pub fn add(&self, state: &mut HeadState, set: usize, x: &[f32]) {
        let size = ROWS * self.width;
        let frame = state.given[set];
        state.given[set] += 1;
        if set == self.tap {
            let place = (frame % (self.sets as u64 + 1)) as usize;
            state.taps[place * size..][..size].copy_from_slice(x);
        }
        let place = (frame % self.sets as u64) as usize;
        let mix = &mut state.mixes[place * size..][..size];
        if set == 0 {
            mix.fill(0.0);
        }
        layer_norm(x, &self.ones, &self.zeros, EPSILON, &mut state.normed);
        let weight = self.phones.mix[set];
        mix.iter_mut()
            .zip(&state.normed)
            .for_each(|(mix, x)| *mix += weight * *x);
        if set + 1 == self.sets {
            state.whole.extend_from_slice(mix);
        }
    }

    /// The phones of the next frame, when all rows that its convolution sees are there; false when they are not.
    pub fn step(&self, state: &mut HeadState, work: &mut Work) -> Result<bool> {
        let width = self.width;
        if state.whole.len() < (ROWS - 1 + HEAD_TAPS) * width {
            return Ok(false);
        }
        let seen = work.wide.begin(ROWS, HEAD_TAPS * width);
        for (t, seen) in seen.chunks_exact_mut(HEAD_TAPS * width).enumerate() {
            seen.copy_from_slice(&state.whole[t * width..][..HEAD_TAPS * width]);
        }
        state.whole.drain(..ROWS * width);
        let inner = work.narrow.begin(ROWS, width);
        self.phones.convolution.apply(&mut work.wide, Then::Gelu, inner)?;
        self.phones
            .classes
            .apply(&mut work.narrow, Then::Store, &mut state.log_posteriors)?;
        state
            .log_posteriors
            .chunks_exact_mut(self.classes)
            .for_each(log_softmax);
        state.frames += 1;
        Ok(true)
    }

    /// [`step`](Self::step) where no rows come any more: zeros stand behind the last. False when all frames are out.
    pub fn flush(&self, state: &mut HeadState, work: &mut Work) -> Result<bool> {
        if state.frames == state.given[self.sets - 1] {
            return Ok(false);
        }
        let rows = state.whole.len() + HEAD_REACH * self.width;
        state.whole.resize(rows, 0.0);
        self.step(state, work)
    }

    /// The definition: the phones of a whole clip from all its sets of rows.
    #[cfg(test)]
    pub fn whole_clip(&self, sets: &[Vec<f32>]) -> Result<Vec<f32>> {
        let (width, rows) = (self.width, sets[0].len() / self.width);
        let mut mixed = vec![0.0; (rows + 2 * HEAD_REACH) * width];
        for (set, weight) in sets.iter().zip(&self.phones.mix) {
            let mut normed = vec![0.0; set.len()];
            layer_norm(set, &self.ones, &self.zeros, EPSILON, &mut normed);
            let inside = mixed[HEAD_REACH * width..].iter_mut().zip(normed);
            inside.for_each(|(mix, x)| *mix += weight * x);
        }
        let mut work = Work::default();
        let seen = work.wide.begin(rows, HEAD_TAPS * width);
        for (t, seen) in seen.chunks_exact_mut(HEAD_TAPS * width).enumerate() {
            seen.copy_from_slice(&mixed[t * width..][..HEAD_TAPS * width]);
        }
        let inner = work.narrow.begin(rows, width);
        self.phones.convolution.apply(&mut work.wide, Then::Gelu, inner)?;
        let mut out = vec![0.0; rows * self.classes];
        self.phones
            .classes
            .apply(&mut work.narrow, Then::Store, &mut out)?;
        out.chunks_exact_mut(self.classes).for_each(log_softmax);
        Ok(out)
    }

    /// Number, log posteriors and tapped rows of the frame that came out last.
    pub fn last<'a>(&self, state: &'a HeadState) -> (u64, &'a [f32], &'a [f32]) {
        let (size, frame) = (ROWS * self.width, state.frames.saturating_sub(1));
        let place = (frame % (self.sets as u64 + 1)) as usize;
        (frame, &state.log_posteriors, &state.taps[place * size..][..size])
    }
}
