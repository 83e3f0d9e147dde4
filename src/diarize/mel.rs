//! Mel powers of sound, as the voice encoder was trained on them.
//!
//! Frames of 25 ms around every tenth millisecond under a periodic Hann window, their power spectrum through forty
//! triangles of Slaney's mel scale from 0 to 8 kHz, each of area one; no logarithm. The same numbers as librosa's
//! `melspectrogram(n_fft=400, hop_length=160, n_mels=40, pad_mode="constant")`.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

pub use crate::mel::HOP;
use crate::mel::{BINS, Filter, WINDOW, filters, hann};

/// Mel bands of one frame.
pub const BANDS: usize = 40;

/// Powers of one frame.
pub type MelFrame = [f32; BANDS];

/// Turns sound into mel frames, as it comes in.
pub struct MelFront {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    filters: Vec<Filter>,
    /// Samples from the beginning of the next frame on.
    pending: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    powers: Vec<f32>,
}

impl Default for MelFront {
    fn default() -> Self {
        Self::new()
    }
}

impl MelFront {
    /// A front at the beginning of a recording.
    pub fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let mut front = MelFront {
            hann: hann().map(|weight| weight as f32).collect(),
            filters: filters(BANDS),
            powers: vec![0.0; BINS],
            pending: Vec::with_capacity(4 * WINDOW),
            windowed: fft.make_input_vec(),
            spectrum: fft.make_output_vec(),
            scratch: fft.make_scratch_vec(),
            fft,
        };
        front.reset();
        front
    }

    /// Begins another recording. The first frame is centred at its first sample: silence stands before it.
    pub fn reset(&mut self) {
        self.pending.clear();
        self.pending.resize(WINDOW / 2, 0.0);
    }

    /// Takes the next samples and appends the frames that are whole; frame i is centred at sample `i * HOP`.
    pub fn push(&mut self, samples: &[f32], frames: &mut Vec<MelFrame>) {
        self.pending.extend_from_slice(samples);
        let mut start = 0;
        while start + WINDOW <= self.pending.len() {
            frames.push(self.frame(start));
            start += HOP;
        }
        self.pending.drain(..start);
    }

    fn frame(&mut self, start: usize) -> MelFrame {
        let samples = &self.pending[start..start + WINDOW];
        for ((out, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.hann) {
            *out = sample * weight;
        }
        let done = self
            .fft
            .process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok(), "the buffers are of the plan's own making");
        for (power, bin) in self.powers.iter_mut().zip(&self.spectrum) {
            *power = bin.norm_sqr();
        }
        let mut bands = [0.0; BANDS];
        for (band, filter) in bands.iter_mut().zip(&self.filters) {
            *band = filter.energy(&self.powers);
        }
        bands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(sound: &[f32], chop: usize) -> Vec<MelFrame> {
        let (mut front, mut frames) = (MelFront::new(), Vec::new());
        sound.chunks(chop).for_each(|part| front.push(part, &mut frames));
        frames
    }

    #[test]
    fn a_tone_shows_in_its_band_and_nowhere_far() {
        let tone: Vec<f32> = (0..1600)
            .map(|i| (i as f32 * std::f32::consts::TAU / 16.0).sin())
            .collect();
        let frames = frames(&tone, 1600);
        assert_eq!(
            frames.len(),
            9,
            "the last one would need 40 ms more than there are"
        );
        let frame = frames[5];
        let loudest = (0..BANDS).max_by(|&a, &b| frame[a].total_cmp(&frame[b])).unwrap();
        // A bin is 40 Hz wide; the loudest one of the loudest band is that of the tone, 1 kHz.
        let filter = &filters(BANDS)[loudest];
        let middle = filter
            .weights
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1));
        let bin = filter.first + middle.unwrap().0;
        assert!(bin.abs_diff(25) <= 1, "band {loudest} is at bin {bin}");
        assert!(frame[loudest + 6] < 1e-6 * frame[loudest]);
    }

    #[test]
    fn chopping_changes_nothing() {
        let noise: Vec<f32> = (0..4000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 - 0.5)
            .collect();
        assert_eq!(frames(&noise, 4000), frames(&noise, 7));
    }
}
