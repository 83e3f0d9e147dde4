//! Phones from the rows that the encoder makes for the words.
//!
//! A learnt mix of the rows of all layers, each normalised; one convolution over five rows; a matrix to the phones. Trained
//! with the encoder frozen (`training/reader.py` packs it), so it costs a few percent of a reading and changes no word.

use parlance_kernels::{Then, layer_norm, log_softmax, softmax};

use super::error::Result;
use super::layers::{EPSILON, Linear};
use super::matrix::Activations;
use super::parallel::Threads;
use super::weights::Loader;

/// Phones: silence and the 39 of ARPAbet, in the order of the first pass's classes.
pub const PHONE_CLASSES: usize = 40;

/// Rows that the convolution sees.
pub(crate) const TAPS: usize = 5;
/// Of them before and behind a row.
pub(crate) const REACH: usize = TAPS / 2;

/// The phone head of a model, of the reader and of the first pass.
#[derive(Clone, Debug)]
pub(crate) struct PhoneHead {
    width: usize,
    /// Weight of each layer's rows; their sum is 1.
    pub mix: Vec<f32>,
    /// From the rows that it sees, side by side.
    pub convolution: Linear,
    pub classes: Linear,
}

impl PhoneHead {
    /// The head, where the file has one. `sets` are the sets of rows that it mixes: the layers and what enters them.
    pub fn load(loader: &mut Loader, sets: usize, width: usize) -> Result<Option<Self>> {
        let Some(mut mix) = loader.maybe_floats("phones.mix", &[sets])? else {
            return Ok(None);
        };
        softmax(&mut mix);
        Ok(Some(PhoneHead {
            width,
            mix,
            convolution: Linear::load(loader, "phones.convolution", width, TAPS * width)?,
            classes: Linear::load(loader, "phones.classes", PHONE_CLASSES, width)?,
        }))
    }

    /// An empty mix for `rows` rows, with what the convolution sees before and behind them.
    pub fn begin(&self, rows: usize) -> Mix {
        let ones = vec![1.0; self.width];
        Mix {
            rows,
            sum: vec![0.0; (rows + 2 * REACH) * self.width],
            normed: vec![0.0; (rows + REACH) * self.width],
            zeros: vec![0.0; self.width],
            ones,
        }
    }

    /// Adds the rows of one layer to the mix; rows behind those asked for are seen as far as the convolution reaches.
    pub fn add(&self, mix: &mut Mix, layer: usize, x: &[f32]) {
        let seen = x.len().min(mix.normed.len());
        let normed = &mut mix.normed[..seen];
        layer_norm(&x[..seen], &mix.ones, &mix.zeros, EPSILON, normed);
        let sum = &mut mix.sum[REACH * self.width..][..seen];
        let weight = self.mix[layer];
        sum.iter_mut()
            .zip(normed)
            .for_each(|(sum, x)| *sum += weight * *x);
    }

    /// Logarithms of the phones' probabilities, `[rows, PHONE_CLASSES]`.
    pub fn finish(&self, mix: &Mix, threads: Threads) -> Result<Vec<f32>> {
        const BLOCK: usize = 64;
        let width = self.width;
        let mut out = vec![0.0; mix.rows * PHONE_CLASSES];
        let blocks = out.chunks_mut(BLOCK * PHONE_CLASSES).enumerate();
        threads.run(
            blocks,
            |(seen, hidden): &mut (Activations, Activations), (n, out)| {
                let rows = out.len() / PHONE_CLASSES;
                let taps = seen.begin(rows, TAPS * width).chunks_exact_mut(TAPS * width);
                for (t, taps) in (n * BLOCK..).zip(taps) {
                    taps.copy_from_slice(&mix.sum[t * width..][..TAPS * width]);
                }
                self.convolution
                    .apply(seen, Then::Gelu, hidden.begin(rows, width))?;
                self.classes.apply(hidden, Then::Store, out)?;
                out.chunks_exact_mut(PHONE_CLASSES).for_each(log_softmax);
                Ok(())
            },
        )?;
        Ok(out)
    }
}

/// The mixed rows of a sound, growing layer by layer.
#[derive(Debug)]
pub(crate) struct Mix {
    rows: usize,
    /// `[REACH + rows + REACH, width]`, zeros where there is no row.
    sum: Vec<f32>,
    normed: Vec<f32>,
    ones: Vec<f32>,
    zeros: Vec<f32>,
}
