//! A layer of Whisper's encoder that runs as a stream: its attention sees a window of frames behind it and one ahead.
//!
//! A frame goes out when the next one has come in: until then it is held. Stacked layers are at different frames in the
//! same step, so each has its own ring of keys and values; L of them delay by L frames and cost what one whole-clip pass
//! under a banded mask costs.

use parlance_kernels::{KeysValues, Then, Visible};

use crate::acoustic::config::{Config, ROWS};
use crate::acoustic::error::Result;
use crate::reader::parts::{Attention, FeedForward, Loader, Work};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(in crate::acoustic) struct LookAheadLayer {
    width: usize,
    heads: usize,
    /// Frames that a row sees behind it, its own included.
    window: usize,
    attention: Attention,
    feed_forward: FeedForward,
}

/// What the recording has left behind in a layer.
#[derive(Clone, Debug)]
pub(in crate::acoustic) struct LayerState {
    /// Rows of the frames in sight.
    seen: KeysValues,
    is_holding: bool,
    /// The frame that waits for the next one, `[ROWS, width]`, and what it asks.
    held: Vec<f32>,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl LookAheadLayer {
    pub fn load(loader: &mut Loader, number: usize, config: &Config) -> Result<Self> {
        let (name, width) = (format!("encoder.layers.{number}"), config.hidden_size);
        Ok(LookAheadLayer {
            width,
            heads: config.num_attention_heads,
            window: config.window_frames,
            attention: Attention::load(loader, &format!("{name}.self_attn"), width)?,
            feed_forward: FeedForward::load(loader, &name, width, config.intermediate_size)?,
        })
    }

    /// The state before the first frame.
    pub fn state(&self) -> LayerState {
        let rows = || vec![0.0; ROWS * self.width];
        LayerState {
            seen: KeysValues::new(self.heads, self.width / self.heads),
            is_holding: false,
            held: rows(),
            queries: rows(),
            keys: rows(),
            values: rows(),
        }
    }

    /// Takes frame t of the layer before, `[ROWS, width]`, and puts frame t - 1 of this one in its place; false when there
    /// is none, because t is the first.
    pub fn step(&self, state: &mut LayerState, work: &mut Work, x: &mut [f32]) -> Result<bool> {
        let attention = &self.attention;
        attention.norm.apply(x, work.narrow.begin(ROWS, self.width));
        attention
            .key
            .apply(&mut work.narrow, Then::Store, &mut state.keys)?;
        attention
            .value
            .apply(&mut work.narrow, Then::Store, &mut state.values)?;
        state.seen.append(ROWS, &state.keys, &state.values, self.width)?;
        // What the held frame asks is still needed: the new frame's queries wait in the place of its keys.
        attention
            .query
            .apply(&mut work.narrow, Then::Store, &mut state.keys)?;
        let has_one = std::mem::replace(&mut state.is_holding, true);
        if has_one {
            self.finish(state, work, 1)?;
        }
        state.held.swap_with_slice(x);
        std::mem::swap(&mut state.queries, &mut state.keys);
        // The frame that is held now will see so many of these, beside one that is to come.
        state.seen.keep_last(ROWS * self.window);
        Ok(has_one)
    }

    /// Writes the held frame, behind which there is none any more; false when none is held.
    pub fn flush(&self, state: &mut LayerState, work: &mut Work, x: &mut [f32]) -> Result<bool> {
        let has_one = std::mem::replace(&mut state.is_holding, false);
        if has_one {
            self.finish(state, work, 0)?;
            x.copy_from_slice(&state.held);
        }
        Ok(has_one)
    }

    /// Attention and feed-forward of the held frame, `ahead` frames before the last whose keys are known.
    fn finish(&self, state: &mut LayerState, work: &mut Work, ahead: usize) -> Result<()> {
        let (width, known) = (self.width, state.seen.rows());
        let visible = Visible::Rows {
            from: known.saturating_sub(ROWS * (self.window + ahead)),
            to: known,
        };
        let scale = 1.0 / ((width / self.heads) as f32).sqrt();
        let mixed = work.narrow.begin(ROWS, width);
        state
            .seen
            .attend(ROWS, &state.queries, width, scale, visible, mixed)?;
        self.attention
            .out
            .apply(&mut work.narrow, Then::Add, &mut state.held)?;
        Ok(self.feed_forward.apply(work, &mut state.held, width)?)
    }
}

#[cfg(test)]
impl LookAheadLayer {
    /// The definition: a whole clip `[rows, width]` at once, row by row under a banded mask.
    pub fn whole_clip(&self, x: &mut [f32]) -> Result<()> {
        let (width, attention) = (self.width, &self.attention);
        let rows = x.len() / width;
        let (mut work, mut q) = (Work::default(), vec![0.0; x.len()]);
        let (mut k, mut v) = (q.clone(), q.clone());
        attention.norm.apply(x, work.narrow.begin(rows, width));
        attention.query.apply(&mut work.narrow, Then::Store, &mut q)?;
        attention.key.apply(&mut work.narrow, Then::Store, &mut k)?;
        attention.value.apply(&mut work.narrow, Then::Store, &mut v)?;
        let mut all = KeysValues::new(self.heads, width / self.heads);
        all.append(rows, &k, &v, width)?;
        let scale = 1.0 / ((width / self.heads) as f32).sqrt();
        let mixed = work.narrow.begin(rows, width);
        for (row, mixed) in mixed.chunks_exact_mut(width).enumerate() {
            let in_frame = row % ROWS;
            let visible = Visible::Band {
                first: row,
                back: ROWS * (self.window - 1) + in_frame,
                ahead: 2 * ROWS - 1 - in_frame,
            };
            all.attend(1, &q[row * width..][..width], width, scale, visible, mixed)?;
        }
        attention.out.apply(&mut work.narrow, Then::Add, x)?;
        Ok(self.feed_forward.apply(&mut work, x, width)?)
    }
}

impl LayerState {
    /// Forgets the recording, not the memory.
    pub fn reset(&mut self) {
        self.seen.clear();
        self.is_holding = false;
    }
}
