//! Phones from the rows that the encoder makes for the words.
//!
//! A learnt mix of the rows of all layers, each normalised; one convolution over five rows; a matrix to the phones. Trained
//! with the encoder frozen (`training/reader.py` packs it), so it costs a few percent of a reading and changes no word.

use parlance_kernels::{Then, layer_norm, log_softmax, softmax};

use super::error::Result;
use super::layers::{EPSILON, Linear, Work};
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
    mix: Vec<f32>,
    /// From the rows that it sees, side by side.
    convolution: Linear,
    classes: Linear,
    ones: Vec<f32>,
    zeros: Vec<f32>,
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
            ones: vec![1.0; width],
            zeros: vec![0.0; width],
        }))
    }

    /// An empty mix for `rows` rows, with what the convolution sees before and behind them.
    pub fn begin(&self, rows: usize) -> Mix {
        Mix {
            sum: vec![0.0; (rows + 2 * REACH) * self.width],
            normed: vec![0.0; (rows + REACH) * self.width],
        }
    }

    /// Adds the rows of one layer to the mix; rows behind those asked for are seen as far as the convolution reaches.
    pub fn add(&self, mix: &mut Mix, layer: usize, x: &[f32]) {
        let seen = x.len().min(mix.normed.len());
        let sum = &mut mix.sum[REACH * self.width..][..seen];
        self.add_normed(sum, layer, &x[..seen], &mut mix.normed[..seen]);
    }

    /// Adds rows of one layer, normed, to as many rows of their mix.
    pub fn add_normed(&self, sum: &mut [f32], layer: usize, x: &[f32], normed: &mut [f32]) {
        let weight = self.mix[layer];
        layer_norm(x, &self.ones, &self.zeros, EPSILON, normed);
        sum.iter_mut()
            .zip(normed)
            .for_each(|(sum, x)| *sum += weight * *x);
    }

    /// Logarithms of the phones' probabilities, `[rows, PHONE_CLASSES]`.
    pub fn finish(&self, mix: &Mix, threads: Threads) -> Result<Vec<f32>> {
        const BLOCK: usize = 64;
        let rows = mix.sum.len() / self.width - 2 * REACH;
        let mut out = vec![0.0; rows * PHONE_CLASSES];
        let blocks = out.chunks_mut(BLOCK * PHONE_CLASSES).enumerate();
        threads.run(blocks, |work: &mut Work, (n, out)| {
            self.classify(&mix.sum[n * BLOCK * self.width..], work, out)
        })?;
        Ok(out)
    }

    /// Logarithms of the phones' probabilities of as many rows as `out` has room for: the first of them stands behind what
    /// the convolution sees before it, at the beginning of `mixed`.
    pub fn classify(&self, mixed: &[f32], work: &mut Work, out: &mut [f32]) -> Result<()> {
        let (width, rows) = (self.width, out.len() / PHONE_CLASSES);
        work.wide.see(rows, mixed, width, TAPS, 1);
        let inner = work.narrow.begin(rows, width);
        self.convolution.apply(&mut work.wide, Then::Gelu, inner)?;
        self.classes.apply(&mut work.narrow, Then::Store, out)?;
        out.chunks_exact_mut(PHONE_CLASSES).for_each(log_softmax);
        Ok(())
    }
}

/// The mixed rows of a sound, growing layer by layer.
#[derive(Debug)]
pub(crate) struct Mix {
    /// `[REACH + rows + REACH, width]`, zeros where there is no row.
    sum: Vec<f32>,
    normed: Vec<f32>,
}
