//! The network: a residual stack of dilated convolutions over word vectors. Plain loops over plain slices; a few
//! dozen words take well under a millisecond, so no kernel of the engine room is needed.

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
    /// Row-major.
    pub weights: Vec<f32>,
    /// One per row.
    pub bias: Vec<f32>,
    /// Inputs.
    pub columns: usize,
}

impl Linear {
    /// Number of outputs.
    pub fn rows(&self) -> usize {
        self.bias.len()
    }

    /// `output[row] = weights[row] · input + bias[row]`.
    pub fn apply(&self, input: &[f32], output: &mut [f32]) {
        for ((value, row), bias) in output
            .iter_mut()
            .zip(self.weights.chunks_exact(self.columns))
            .zip(&self.bias)
        {
            *value = dot(row, input) + bias;
        }
    }
}

/// Eight partial sums, so that the compiler can use vector registers.
fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (left_chunks, left_rest) = left.as_chunks::<8>();
    let (right_chunks, right_rest) = right.as_chunks::<8>();
    let mut sums = [0.0f32; 8];
    for (a, b) in left_chunks.iter().zip(right_chunks) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
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
        let normed: Vec<f32> = x.chunks_exact(width).flat_map(rms_norm).collect();
        let n = x.len() / width;
        let mut input = vec![0.0; 3 * width];
        let mut hidden = vec![0.0; self.conv.rows()];
        let mut back = vec![0.0; width];
        for word in 0..n {
            for (part, place) in [
                word.checked_sub(self.dilation),
                Some(word),
                Some(word + self.dilation),
            ]
            .into_iter()
            .enumerate()
            {
                let slot = &mut input[part * width..(part + 1) * width];
                match place.and_then(|place| normed.get(place * width..(place + 1) * width)) {
                    Some(row) => slot.copy_from_slice(row),
                    None => slot.fill(0.0),
                }
            }
            self.conv.apply(&input, &mut hidden);
            hidden.iter_mut().for_each(|value| *value = value.max(0.0));
            self.out.apply(&hidden, &mut back);
            for (value, add) in x[word * width..(word + 1) * width].iter_mut().zip(&back) {
                *value += add;
            }
        }
    }
}

/// Root mean square norm without weights: x / √(mean(x²) + 1e-6).
pub(super) fn rms_norm(row: &[f32]) -> Vec<f32> {
    let mean = row.iter().map(|value| value * value).sum::<f32>() / row.len() as f32;
    let scale = 1.0 / (mean + 1e-6).sqrt();
    row.iter().map(|value| value * scale).collect()
}

/// Turns scores into probabilities.
pub(super) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - top).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
