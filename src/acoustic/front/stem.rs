//! The two convolutions behind the spectrogram, and the positions.

use super::mel::{LogMel, MelState};
use crate::acoustic::config::{Config, ROWS};
use crate::acoustic::error::Result;
use crate::frames::FRAME_SAMPLES;
use crate::reader::parts::{Activations, BLOCK, Linear, Loader, Sinusoids, TAPS, convolution};

/// What does not change while running.
#[derive(Clone, Debug)]
pub(in crate::acoustic) struct Stem {
    width: usize,
    mel: LogMel,
    convolutions: [Linear; 2],
    positions: Sinusoids,
}

/// What a recording leaves behind.
#[derive(Clone, Debug, Default)]
pub(in crate::acoustic) struct StemState {
    sound: MelState,
    /// Rows of the spectrogram that the first convolution still sees, and those of it that the second does.
    mel: Vec<f32>,
    middle: Vec<f32>,
    /// Rows that came out.
    rows: u64,
    /// Rows after which positions begin again: [`ROUND`], or none that a clip has.
    round: u64,
}

impl Stem {
    pub fn load(loader: &mut Loader, config: &Config) -> Result<Self> {
        let width = config.hidden_size;
        Ok(Stem {
            width,
            mel: LogMel::new(config.mel_bands)?,
            convolutions: [
                convolution(loader, "encoder.conv1", width, config.mel_bands)?,
                convolution(loader, "encoder.conv2", width, width)?,
            ],
            positions: Sinusoids::new(width),
        })
    }

    /// The state at the beginning of a recording: a row of zeros before the first one, as in training.
    pub fn begin(&self, state: &mut StemState) {
        self.mel.begin(&mut state.sound);
        for (rows, width) in [
            (&mut state.mel, self.mel.bands()),
            (&mut state.middle, self.width),
        ] {
            rows.clear();
            rows.resize(width, 0.0);
        }
        (state.rows, state.round) = (0, ROUND);
    }

    /// The rows of a whole clip, two for each of its whole frames, `[_, width]`.
    pub fn whole_clip(&self, samples: &[f32]) -> Result<Vec<f32>> {
        let mut state = StemState::default();
        self.begin(&mut state);
        state.round = u64::MAX;
        let mut taps = Activations::default();
        let mut x = vec![0.0; samples.len() / FRAME_SAMPLES * ROWS * self.width];
        let frames = samples.as_chunks::<FRAME_SAMPLES>().0.as_flattened();
        let parts = frames.chunks(BLOCK / ROWS * FRAME_SAMPLES);
        for (samples, x) in parts.zip(x.chunks_mut(BLOCK * self.width)) {
            self.push(&mut state, samples, &mut taps, x)?;
        }
        Ok(x)
    }

    /// Takes whole frames of sound and writes their rows, two a frame, `[_, width]`.
    pub fn push(
        &self,
        state: &mut StemState,
        samples: &[f32],
        taps: &mut Activations,
        out: &mut [f32],
    ) -> Result<()> {
        let bands = self.mel.bands();
        self.mel.push(&mut state.sound, samples, &mut state.mel)?;
        let count = (state.mel.len() / bands + 1).saturating_sub(TAPS);
        let first = state.middle.len();
        state.middle.resize(first + count * self.width, 0.0);
        convolve(
            &self.convolutions[0],
            &mut state.mel,
            bands,
            1,
            taps,
            &mut state.middle[first..],
        )?;
        convolve(&self.convolutions[1], &mut state.middle, self.width, 2, taps, out)?;
        for row in out.chunks_exact_mut(self.width) {
            let position = state.rows % state.round;
            for (x, sinusoid) in row.iter_mut().zip(self.positions.row(position)) {
                *x += sinusoid;
            }
            state.rows += 1;
        }
        Ok(())
    }
}

/// Rows after which positions begin again.
///
/// Whisper learnt 1,500 positions and the student, by random offsets, twice as many; what lies beyond it has never met, and
/// there seven slots of ten come out otherwise. A recording may last for hours, so positions go round: a row that sees some of
/// its window from the round before is hardly disturbed (`training/LOG.md`), and no count can run out. A clip, of which each row
/// sees all others, is disturbed very much, and is never so long: its positions go straight on.
const ROUND: u64 = 512;

/// `out[t] = gelu(W [x[stride t], x[stride t + 1], x[stride t + 2]] + b)` for as many rows as `out` holds; the rows that no
/// later one sees leave `x`.
fn convolve(
    convolution: &Linear,
    x: &mut Vec<f32>,
    width: usize,
    stride: usize,
    taps: &mut Activations,
    out: &mut [f32],
) -> Result<()> {
    let count = out.len() / convolution.rows().max(1);
    taps.see(count, x, width, TAPS, stride);
    convolution.apply(taps, parlance_kernels::Then::Gelu, out)?;
    x.drain(..count * stride * width);
    Ok(())
}
