//! One layer of Whisper's encoder, over a whole sound with everything in sight.
//!
//! `y = x + O attention(Q n(x), K n(x), V n(x))`, then the feed-forward part on top of it, the norm `n` before each
//! (Radford et al. 2022, section 2.2).

use parlance_kernels::{KeysValues, Then, Visible};

use super::error::Result;
use super::layers::{Attention, FeedForward, Work};
use super::parallel::Threads;
use super::weights::Loader;

/// Rows that pass through a layer together: their activations stay in the cache while the weights pass over them.
pub(crate) const BLOCK: usize = 96;

/// The weights of a layer.
#[derive(Clone, Debug)]
pub(crate) struct EncoderLayer {
    pub width: usize,
    pub heads: usize,
    pub attention: Attention,
    pub feed_forward: FeedForward,
}

/// What the layers of one reading share: queries, keys and values of all rows.
#[derive(Debug)]
pub(crate) struct EncoderRows {
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    packed: KeysValues,
}

impl EncoderRows {
    /// For a sound of `rows` rows of `width` numbers, which are those of `heads` heads.
    pub fn new(rows: usize, width: usize, heads: usize) -> Self {
        EncoderRows {
            queries: vec![0.0; rows * width],
            keys: vec![0.0; rows * width],
            values: vec![0.0; rows * width],
            packed: KeysValues::new(heads, width / heads),
        }
    }
}

impl EncoderLayer {
    /// Layer `number` of an encoder of `width`, with `heads` heads and `inner` numbers inside the feed-forward part.
    pub fn load(
        loader: &mut Loader,
        number: usize,
        width: usize,
        heads: usize,
        inner: usize,
    ) -> Result<Self> {
        let name = format!("encoder.layers.{number}");
        Ok(EncoderLayer {
            width,
            heads,
            attention: Attention::load(loader, &format!("{name}.self_attn"), width)?,
            feed_forward: FeedForward::load(loader, &name, width, inner)?,
        })
    }

    /// What scores are multiplied by: one over the square root of a head's size.
    pub fn scale(&self) -> f32 {
        1.0 / ((self.width / self.heads) as f32).sqrt()
    }

    /// Passes all rows `x`, `[rows, width]`, through the layer; each sees all.
    pub fn apply(&self, x: &mut [f32], shared: &mut EncoderRows, threads: Threads) -> Result<()> {
        let (width, part, attention) = (self.width, BLOCK * self.width, &self.attention);
        let EncoderRows {
            queries,
            keys,
            values,
            packed,
        } = shared;
        let outputs = queries
            .chunks_mut(part)
            .zip(keys.chunks_mut(part))
            .zip(values.chunks_mut(part));
        threads.run(
            x.chunks(part).zip(outputs),
            |work: &mut Work, (x, ((queries, keys), values))| {
                attention.norm.apply(x, work.narrow.begin(x.len() / width, width));
                attention.query.apply(&mut work.narrow, Then::Store, queries)?;
                attention.key.apply(&mut work.narrow, Then::Store, keys)?;
                attention.value.apply(&mut work.narrow, Then::Store, values)
            },
        )?;
        packed.clear();
        packed.append(keys.len() / width, keys, values, width)?;
        let scale = self.scale();
        threads.run(
            queries.chunks(part).zip(x.chunks_mut(part)),
            |work: &mut Work, (queries, x)| {
                let rows = x.len() / width;
                let mixed = work.narrow.begin(rows, width);
                packed.attend(rows, queries, width, scale, Visible::All, mixed)?;
                attention.out.apply(&mut work.narrow, Then::Add, x)?;
                self.feed_forward.apply(work, x, width)
            },
        )
    }
}
