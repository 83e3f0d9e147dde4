//! The network: a residual stack of dilated convolutions over word vectors, on the kernels of the workspace, which give
//! the same bits on every machine.

use parlance_kernels::{Epilogue, FloatMatrix, Then};

/// Words that go through a block at a time: their rows stay in the cache.
const TILE: usize = 64;

/// Rows of bytes that stay in the file's bytes, with a scale each.
#[derive(Debug)]
pub(super) struct Table {
    /// One per row.
    pub scales: Vec<f32>,
    /// Place of the first value in the file.
    pub start: usize,
    /// Values per row.
    pub columns: usize,
}

impl Table {
    /// Adds row `row` to `sum`.
    pub fn add_row(&self, bytes: &[u8], row: usize, sum: &mut [f32]) {
        let start = self.start + row * self.columns;
        let scale = self.scales[row];
        for (value, byte) in sum.iter_mut().zip(&bytes[start..start + self.columns]) {
            *value += f32::from(i8::from_le_bytes([*byte])) * scale;
        }
    }
}

/// A matrix with one row per output, and a bias.
#[derive(Debug)]
pub(super) struct Linear {
    /// `[outputs, inputs]`.
    pub weights: FloatMatrix,
    /// One per output; empty where there is none.
    pub bias: Vec<f32>,
}

impl Linear {
    /// Number of outputs.
    pub fn rows(&self) -> usize {
        self.weights.rows()
    }

    /// `output[word] = weights · input[word] + bias` for each word; with `add`, on top of what stands there.
    pub fn apply(&self, input: &[f32], output: &mut [f32], add: bool) {
        let epilogue = Epilogue {
            bias: (!self.bias.is_empty()).then_some(&self.bias),
            then: if add { Then::Add } else { Then::Store },
        };
        let fits = self.weights.multiply(input, epilogue, output);
        debug_assert!(fits.is_ok(), "the shapes were checked when the model was read");
    }
}

/// One residual block: three places `dilation` words apart → hidden → back.
#[derive(Debug)]
pub(super) struct Block {
    /// Distance of the neighbours, in words.
    pub dilation: usize,
    /// Three places in, hidden out.
    pub conv: Linear,
    /// Hidden in, width out.
    pub out: Linear,
}

impl Block {
    /// Adds the block's answer to each of the rows of `x` (`width` values per word).
    pub fn apply(&self, x: &mut [f32], width: usize) {
        let mut normed = x.to_vec();
        normed.chunks_exact_mut(width).for_each(rms_norm);
        let mut input = vec![0.0; TILE * 3 * width];
        let mut hidden = vec![0.0; TILE * self.conv.rows()];
        for (tile, rows) in x.chunks_mut(TILE * width).enumerate() {
            let n = rows.len() / width;
            let (input, hidden) = (&mut input[..n * 3 * width], &mut hidden[..n * self.conv.rows()]);
            for (offset, places) in input.chunks_exact_mut(3 * width).enumerate() {
                self.neighbours(&normed, tile * TILE + offset, places);
            }
            self.conv.apply(input, hidden, false);
            hidden.iter_mut().for_each(|value| *value = value.max(0.0));
            self.out.apply(hidden, rows, true);
        }
    }

    /// Writes the rows of a word and of those `dilation` words before and behind it, zeros beyond the ends.
    fn neighbours(&self, normed: &[f32], word: usize, places: &mut [f32]) {
        let width = places.len() / 3;
        let neighbours = [
            word.checked_sub(self.dilation),
            Some(word),
            Some(word + self.dilation),
        ];
        for (slot, place) in places.chunks_exact_mut(width).zip(neighbours) {
            match place.and_then(|place| normed.get(place * width..(place + 1) * width)) {
                Some(row) => slot.copy_from_slice(row),
                None => slot.fill(0.0),
            }
        }
    }
}

/// Root mean square norm without weights: x / √(mean(x²) + 1e-6).
pub(super) fn rms_norm(row: &mut [f32]) {
    let mean = row.iter().map(|value| value * value).sum::<f32>() / row.len() as f32;
    let scale = 1.0 / (mean + 1e-6).sqrt();
    row.iter_mut().for_each(|value| *value *= scale);
}

/// Turns scores into probabilities.
pub(super) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
