//! A layer of Whisper's encoder that runs as a stream: its attention sees a window of frames behind it and one ahead.
//!
//! A frame goes out when the next one has come in: until then it is held. Stacked layers are at different frames in the
//! same step, so each has its own ring of keys and values; L of them delay by L frames and cost what one whole-clip pass
//! under a banded mask costs. Frames that are there together pass together: each weight is read once for all of them.

use parlance_kernels::{KeysValues, Then, Visible};

use super::config::{Config, ROWS};
use super::error::Result;
use crate::reader::parts::{EncoderLayer, EncoderRows, Loader, Threads, Work};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(super) struct LookAheadLayer {
    layer: EncoderLayer,
    /// Frames that a row sees behind it, its own included.
    window: usize,
}

/// What the recording has left behind in a layer.
#[derive(Clone, Debug)]
pub(super) struct LayerState {
    /// Rows of the frames in sight.
    seen: KeysValues,
    /// The frame that waits for the next one, `[ROWS, width]`, and what it asks; empty before the first.
    held: Vec<f32>,
    queries: Vec<f32>,
    /// Of the frames that have just come in.
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl LookAheadLayer {
    pub fn load(loader: &mut Loader, number: usize, config: &Config) -> Result<Self> {
        let (width, heads) = (config.hidden_size, config.num_attention_heads);
        Ok(LookAheadLayer {
            layer: EncoderLayer::load(loader, number, width, heads, config.intermediate_size)?,
            window: config.window_frames,
        })
    }

    /// The state before the first frame.
    pub fn state(&self) -> LayerState {
        LayerState {
            seen: KeysValues::new(self.layer.heads, self.layer.width / self.layer.heads),
            held: Vec::new(),
            queries: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Takes the next frames of the layer before, `[_, width]`, and puts those of this one that are known now in their place:
    /// as many, but one less when the first of the recording is among them.
    pub fn step(&self, state: &mut LayerState, work: &mut Work, x: &mut Vec<f32>) -> Result<()> {
        let (attention, width) = (&self.layer.attention, self.layer.width);
        let (rows, asked) = (x.len() / width, state.queries.len());
        for products in [&mut state.keys, &mut state.values] {
            products.resize(x.len(), 0.0);
        }
        state.queries.resize(asked + x.len(), 0.0);
        let seen = &mut work.narrow;
        attention.norm.apply(x, seen.begin(rows, width));
        attention.key.apply(seen, Then::Store, &mut state.keys)?;
        attention.value.apply(seen, Then::Store, &mut state.values)?;
        attention
            .query
            .apply(seen, Then::Store, &mut state.queries[asked..])?;
        state.seen.append(rows, &state.keys, &state.values, width)?;
        state.held.extend_from_slice(x);
        let ready = (state.held.len() / self.frame()).saturating_sub(1);
        self.finish(state, work, ready, x)?;
        // The frame that is held now will see so many of these, beside one that is to come.
        state.seen.keep_last(ROWS * self.window);
        Ok(())
    }

    /// Writes the held frame, behind which there is none any more; nothing when none is held.
    pub fn flush(&self, state: &mut LayerState, work: &mut Work, x: &mut Vec<f32>) -> Result<()> {
        let held = state.held.len() / self.frame();
        self.finish(state, work, held, x)
    }

    /// Attention and feed-forward of the first `count` of the held frames, which leave for `out`.
    fn finish(
        &self,
        state: &mut LayerState,
        work: &mut Work,
        count: usize,
        out: &mut Vec<f32>,
    ) -> Result<()> {
        out.clear();
        if count == 0 {
            return Ok(());
        }
        let EncoderLayer {
            width,
            attention,
            feed_forward,
            ..
        } = &self.layer;
        let (width, size, known) = (*width, self.frame(), state.seen.rows());
        let scale = self.layer.scale();
        let held = state.held.len() / size;
        let mixed = work.narrow.begin(ROWS * count, width);
        for (n, mixed) in mixed.chunks_exact_mut(size).enumerate() {
            // The last of the held frames ends with the last row that is known.
            let end = known - ROWS * (held - 1 - n);
            let visible = Visible::Rows {
                from: end.saturating_sub(ROWS * self.window),
                to: (end + ROWS).min(known),
            };
            let queries = &state.queries[n * size..][..size];
            state.seen.attend(ROWS, queries, width, scale, visible, mixed)?;
        }
        out.extend(state.held.drain(..count * size));
        state.queries.drain(..count * size);
        attention.out.apply(&mut work.narrow, Then::Add, out)?;
        Ok(feed_forward.apply(work, out, width)?)
    }

    /// Passes all rows of a sound `[rows, width]` through the layer, each of which sees all.
    pub fn in_full_sight(&self, x: &mut [f32], shared: &mut EncoderRows) -> Result<()> {
        Ok(self.layer.apply(x, shared, Threads::new(1))?)
    }

    /// Numbers of a frame.
    fn frame(&self) -> usize {
        ROWS * self.layer.width
    }
}

#[cfg(test)]
impl LookAheadLayer {
    /// The definition: a whole clip `[rows, width]` at once, row by row under a banded mask.
    pub fn whole_clip(&self, x: &mut [f32]) -> Result<()> {
        let (width, attention) = (self.layer.width, &self.layer.attention);
        let rows = x.len() / width;
        let (mut work, mut q) = (Work::default(), vec![0.0; x.len()]);
        let (mut k, mut v) = (q.clone(), q.clone());
        attention.norm.apply(x, work.narrow.begin(rows, width));
        attention.query.apply(&mut work.narrow, Then::Store, &mut q)?;
        attention.key.apply(&mut work.narrow, Then::Store, &mut k)?;
        attention.value.apply(&mut work.narrow, Then::Store, &mut v)?;
        let mut all = KeysValues::new(self.layer.heads, width / self.layer.heads);
        all.append(rows, &k, &v, width)?;
        let scale = self.layer.scale();
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
        Ok(self.layer.feed_forward.apply(&mut work, x, width)?)
    }
}

impl LayerState {
    /// Forgets the recording, not the memory.
    pub fn reset(&mut self) {
        self.seen.clear();
        self.held.clear();
        self.queries.clear();
    }
}
