//! The decoder: which token comes next, given those before and the rows of the encoder.
//!
//! Hypotheses are rows that are computed together, so that the weights are read once for all of them. The keys and values of
//! every row ever computed lie in one pool; a hypothesis is a list of places in it, its past. Hypotheses with a common
//! beginning share its places, and to drop or to double one copies a list of numbers and nothing else.

use parlance_kernels::{KeysValues, Then, Visible, attend_rows};

use super::config::Config;
use super::error::Result;
use super::layers::{Attention, FeedForward, LayerNorm, Work};
use super::parallel::Threads;
use super::vocabulary::TokenId;
use super::weights::{Activations, Loader, Matrix};

/// The decoder of a model.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    width: usize,
    heads: usize,
    /// `[tokens, width]`: what a token says, and turned around, which token is said.
    embedding: Matrix,
    /// `[positions, width]`.
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: LayerNorm,
}

#[derive(Clone, Debug)]
struct Layer {
    itself: Attention,
    sound: Attention,
    feed_forward: FeedForward,
}

/// The sound as the decoder sees it: keys and values of each layer, computed once for a reading.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    layers: Vec<KeysValues>,
}

/// Keys and values of the tokens so far.
#[derive(Clone, Debug)]
pub(super) struct Past {
    /// Of each layer `[rows, width]`.
    keys: Vec<Vec<f32>>,
    values: Vec<Vec<f32>>,
    rows: usize,
}

/// A token to be read and the places in [`Past`] of what it sees, its own last one included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub token: TokenId,
    pub sees: &'a [u32],
}

impl Decoder {
    pub fn load(loader: &mut Loader, config: &Config) -> Result<Self> {
        let width = config.width;
        let layer = |loader: &mut Loader, n: usize| {
            let name = format!("decoder.layers.{n}");
            Ok(Layer {
                itself: Attention::load(loader, &format!("{name}.self_attn"), width)?,
                sound: Attention::load(loader, &format!("{name}.encoder_attn"), width)?,
                feed_forward: FeedForward::load(loader, &name, width, config.decoder.feed_forward)?,
            })
        };
        let shape = [config.text_positions, width];
        Ok(Decoder {
            width,
            heads: config.decoder.heads,
            embedding: loader.matrix("decoder.embed_tokens.weight", config.vocabulary, width)?,
            positions: loader.floats("decoder.embed_positions.weight", &shape)?,
            layers: (0..config.decoder.layers).map(|n| layer(loader, n)).collect::<Result<_>>()?,
            norm: LayerNorm::load(loader, "decoder.layer_norm", width)?,
        })
    }

    /// Most tokens.
    pub fn positions(&self) -> usize {
        self.positions.len() / self.width
    }

    /// Tokens of the vocabulary.
    pub fn tokens(&self) -> usize {
        self.embedding.rows()
    }

    /// Keys and values of the encoder's rows `[_, width]`.
    pub fn memory(&self, encoded: &[f32], threads: Threads) -> Result<Memory> {
        const BLOCK: usize = 96;
        let (width, part) = (self.width, BLOCK * self.width);
        let (mut keys, mut values) = (vec![0.0; encoded.len()], vec![0.0; encoded.len()]);
        let mut layers = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let outputs = keys.chunks_mut(part).zip(values.chunks_mut(part));
            threads.run(encoded.chunks(part).zip(outputs), |x: &mut Activations, (encoded, (keys, values))| {
                x.begin(encoded.len() / width, width).copy_from_slice(encoded);
                layer.sound.key.apply(x, Then::Store, keys)?;
                layer.sound.value.apply(x, Then::Store, values)
            })?;
            let mut packed = KeysValues::new(self.heads, width / self.heads);
            packed.append(keys.len() / width, &keys, &values, width)?;
            layers.push(packed);
        }
        Ok(Memory { layers })
    }

    /// An empty past.
    pub fn begin(&self) -> Past {
        let none = vec![Vec::new(); self.layers.len()];
        Past { keys: none.clone(), values: none, rows: 0 }
    }

    /// Reads tokens, which take the next places in the past, and returns a row of `width` numbers for each. A row may
    /// see the rows before it in the same call.
    pub fn read(&self, memory: &Memory, past: &mut Past, rows: &[Row], work: &mut Work) -> Result<Vec<f32>> {
        let width = self.width;
        let mut x = vec![0.0; rows.len() * width];
        for (row, x) in rows.iter().zip(x.chunks_exact_mut(width)) {
            self.embedding.row(row.token as usize, x)?;
            let position = row.sees.len().saturating_sub(1) * width;
            parlance_kernels::add(x, &self.positions[position..position + width]);
        }
        for (n, layer) in self.layers.iter().enumerate() {
            self.attend_to_itself(&layer.itself, &mut past.keys[n], &mut past.values[n], rows, work, &mut x)?;
            self.attend_to_sound(&layer.sound, &memory.layers[n], work, &mut x)?;
            layer.feed_forward.apply(work, &mut x, width)?;
        }
        past.rows += rows.len();
        let mut out = vec![0.0; x.len()];
        self.norm.apply(&x, &mut out);
        Ok(out)
    }

    fn scale(&self) -> f32 {
        1.0 / ((self.width / self.heads) as f32).sqrt()
    }

    fn attend_to_itself(
        &self,
        attention: &Attention,
        keys: &mut Vec<f32>,
        values: &mut Vec<f32>,
        rows: &[Row],
        work: &mut Work,
        x: &mut [f32],
    ) -> Result<()> {
        let width = self.width;
        attention.norm.apply(x, work.narrow.begin(rows.len(), width));
        let mut queries = vec![0.0; x.len()];
        attention.query.apply(&mut work.narrow, Then::Store, &mut queries)?;
        let before = keys.len();
        keys.resize(before + x.len(), 0.0);
        values.resize(before + x.len(), 0.0);
        attention.key.apply(&mut work.narrow, Then::Store, &mut keys[before..])?;
        attention.value.apply(&mut work.narrow, Then::Store, &mut values[before..])?;
        let mut scores = Vec::new();
        let mixed = work.narrow.begin(rows.len(), width).chunks_exact_mut(width);
        for ((row, query), mixed) in rows.iter().zip(queries.chunks_exact(width)).zip(mixed) {
            attend_rows(query, keys, values, row.sees, self.heads, self.scale(), &mut scores, mixed);
        }
        attention.out.apply(&mut work.narrow, Then::Add, x)
    }

    fn attend_to_sound(
        &self,
        attention: &Attention,
        sound: &KeysValues,
        work: &mut Work,
        x: &mut [f32],
    ) -> Result<()> {
        let (width, rows) = (self.width, x.len() / self.width);
        attention.norm.apply(x, work.narrow.begin(rows, width));
        let mut queries = vec![0.0; x.len()];
        attention.query.apply(&mut work.narrow, Then::Store, &mut queries)?;
        let mixed = work.narrow.begin(rows, width);
        sound.attend(rows, &queries, width, self.scale(), Visible::All, mixed)?;
        attention.out.apply(&mut work.narrow, Then::Add, x)
    }

    /// How well each token of the vocabulary follows each of `rows` `[_, width]`: `[rows, tokens]`, not normalised.
    pub fn logits(&self, rows: &[f32], threads: Threads, work: &mut Work) -> Result<Vec<f32>> {
        let count = rows.len() / self.width;
        work.narrow.begin(count, self.width).copy_from_slice(rows);
        let mut out = vec![0.0; count * self.tokens()];
        self.embedding.multiply_shared(threads, &mut work.narrow, &mut out)?;
        Ok(out)
    }
}

impl Past {
    /// Rows so far: the place of the next one.
    pub fn rows(&self) -> u32 {
        self.rows as u32
    }
}

impl Memory {
    /// Whether it has the sizes that a decoder asks for.
    pub fn fits(&self, decoder: &Decoder) -> bool {
        self.layers.len() == decoder.layers.len()
    }
}
