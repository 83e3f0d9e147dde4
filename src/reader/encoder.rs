//! The encoder: a spectrogram becomes rows of 20 ms that know the whole sound.
//!
//! Two convolutions of three frames (the second takes every other one), positions as sinusoids, layers of self-attention
//! and feed-forward with the norm before each (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak
//! Supervision", section 2.2).

use parlance_kernels::Then;

use super::config::{Config, StackConfig};
use super::encoder_layer::{BLOCK, EncoderLayer, EncoderRows};
use super::error::Result;
use super::layers::{LayerNorm, Linear};
use super::matrix::Activations;
use super::mel::FRAMES_PER_ROW;
use super::parallel::Threads;
use super::positions::Sinusoids;
use super::weights::{Loader, Numbers};

/// Frames that a convolution sees.
pub(crate) const TAPS: usize = 3;

/// The encoder of a model.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    width: usize,
    heads: usize,
    bands: usize,
    convolutions: [Linear; 2],
    /// `[positions, width]`.
    positions: Vec<f32>,
    layers: Vec<EncoderLayer>,
    norm: LayerNorm,
}

impl Encoder {
    pub fn load(loader: &mut Loader, config: &Config) -> Result<Self> {
        let width = config.width;
        let StackConfig {
            heads,
            feed_forward,
            layers,
        } = config.encoder;
        let shape = [config.sound_positions, width];
        let positions = loader.maybe_floats("encoder.embed_positions.weight", &shape)?;
        Ok(Encoder {
            width,
            heads,
            bands: config.mel_bands,
            convolutions: [
                convolution(loader, "encoder.conv1", width, config.mel_bands)?,
                convolution(loader, "encoder.conv2", width, width)?,
            ],
            positions: positions.unwrap_or_else(|| Sinusoids::new(width).table(config.sound_positions)),
            layers: (0..layers)
                .map(|n| EncoderLayer::load(loader, n, width, heads, feed_forward))
                .collect::<Result<_>>()?,
            norm: LayerNorm::load(loader, "encoder.layer_norm", width)?,
        })
    }

    /// Most rows.
    pub fn positions(&self) -> usize {
        self.positions.len() / self.width
    }

    /// Layers, and with them one less than the sets of rows that `each` is shown by [`Encoder::run`].
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Encodes `frames` `[_, bands]` of a spectrogram, followed by as many frames of `silence` as make `rows` rows.
    /// Returns `[rows, width]`. `each` sees the rows before the first layer and behind every one, without the last norm.
    pub fn run(
        &self,
        frames: &[f32],
        silence: f32,
        rows: usize,
        threads: Threads,
        mut each: impl FnMut(usize, &[f32]),
    ) -> Result<Vec<f32>> {
        let mut x = self.stem(frames, silence, rows, threads)?;
        for (row, position) in x
            .chunks_exact_mut(self.width)
            .zip(self.positions.chunks_exact(self.width))
        {
            parlance_kernels::add(row, position);
        }
        each(0, &x);
        let mut shared = EncoderRows::new(rows, self.width, self.heads);
        for (n, layer) in self.layers.iter().enumerate() {
            layer.apply(&mut x, &mut shared, threads)?;
            each(n + 1, &x);
        }
        let mut out = vec![0.0; x.len()];
        self.norm.apply(&x, &mut out);
        Ok(out)
    }

    /// The two convolutions. Behind the sound all rows are alike: they are computed once.
    fn stem(&self, frames: &[f32], silence: f32, rows: usize, threads: Threads) -> Result<Vec<f32>> {
        let n_frames = frames.len() / self.bands;
        // Rows that see a frame of sound, two that see silence alone, and the last one, which sees the end.
        let own = (n_frames.div_ceil(FRAMES_PER_ROW) + 2).min(rows);
        let is_cut = own < rows;
        let frames_needed = FRAMES_PER_ROW * (own + usize::from(is_cut));
        let mut input = vec![0.0; (frames_needed + 2) * self.bands];
        input[self.bands..][..frames_needed * self.bands].fill(silence);
        input[self.bands..][..n_frames.min(frames_needed) * self.bands]
            .copy_from_slice(&frames[..n_frames.min(frames_needed) * self.bands]);
        // One row of zeros before the first and behind the last: the padding of the convolutions.
        let mut middle = vec![0.0; (frames_needed + 2) * self.width];
        let inside = self.width..(frames_needed + 1) * self.width;
        convolve(
            &self.convolutions[0],
            &input,
            self.bands,
            1,
            &mut middle[inside],
            self.width,
            threads,
        )?;
        let mut x = vec![0.0; (own + usize::from(is_cut)) * self.width];
        convolve(
            &self.convolutions[1],
            &middle,
            self.width,
            FRAMES_PER_ROW,
            &mut x,
            self.width,
            threads,
        )?;
        if is_cut {
            let last = x.split_off(own * self.width);
            let silent = x[(own - 1) * self.width..].to_vec();
            (own..rows - 1).for_each(|_| x.extend_from_slice(&silent));
            x.extend(last);
        }
        Ok(x)
    }
}

/// A convolution `[out, in, taps]` as a matrix `[out, taps * in]`, which multiplies frames that lie one behind the other.
pub(crate) fn convolution(loader: &mut Loader, name: &str, outputs: usize, inputs: usize) -> Result<Linear> {
    let weight = loader.floats(&format!("{name}.weight"), &[outputs, inputs, TAPS])?;
    let mut matrix = Vec::with_capacity(weight.len());
    for output in weight.chunks_exact(inputs * TAPS) {
        for tap in 0..TAPS {
            matrix.extend(output.iter().skip(tap).step_by(TAPS));
        }
    }
    let bias = loader.floats(&format!("{name}.bias"), &[outputs])?;
    let weight = loader.keep(name, Numbers::F32(matrix), outputs, TAPS * inputs)?;
    Ok(Linear::new(weight, Some(bias)))
}

/// `out[t] = gelu(W [x[stride t], x[stride t + 1], x[stride t + 2]] + b)` for padded rows `x` of `inputs` numbers.
fn convolve(
    convolution: &Linear,
    x: &[f32],
    inputs: usize,
    stride: usize,
    out: &mut [f32],
    outputs: usize,
    threads: Threads,
) -> Result<()> {
    let blocks = out.chunks_mut(BLOCK * outputs).enumerate();
    threads.run(blocks, |taps: &mut Activations, (n, out)| {
        let x = &x[n * BLOCK * stride * inputs..];
        taps.see(out.len() / outputs, x, inputs, TAPS, stride);
        convolution.apply(taps, Then::Gelu, out)
    })
}
