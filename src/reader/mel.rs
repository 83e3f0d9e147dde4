//! The log-mel spectrogram that Whisper hears: a frame every 10 ms over 25 ms of sound.
//!
//! Sound is reflected at its ends; Hann window of 400 samples, power spectrum, triangular mel filters, logarithm.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::config::ROW_SAMPLES;
use crate::mel::{BINS, Filter, HOP, WINDOW, filters, hann, whisper_level};

/// Frames of one row of the encoder.
pub(super) const FRAMES_PER_ROW: usize = ROW_SAMPLES / HOP;

/// What a frame of digital silence holds.
pub(super) fn silence() -> f32 {
    whisper_level(f32::NEG_INFINITY)
}

/// The front of a model: its filters and the plan of the transform.
#[derive(Clone)]
pub(super) struct LogMel {
    bands: usize,
    filters: Vec<Filter>,
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
}

impl LogMel {
    pub fn new(bands: usize) -> Self {
        LogMel {
            bands,
            filters: filters(bands),
            window: hann().map(|weight| weight as f32).collect(),
            transform: RealFftPlanner::new().plan_fft_forward(WINDOW),
        }
    }

    /// Frames `[frames, bands]` of `sound`, whose length is a whole number of rows, with digital silence or, where
    /// `silence` says so, its own reflection behind it. Frames that hear silence alone are not part of it.
    pub fn frames(&self, sound: &[f32], reflect: bool) -> Vec<f32> {
        // The last frame that touches the sound begins before its end.
        let whole = sound.len().div_ceil(HOP);
        let count = if reflect {
            whole
        } else {
            (sound.len() + WINDOW / 2).div_ceil(HOP)
        };
        let mut frames = vec![silence(); count * self.bands];
        let (mut samples, mut spectrum) = (vec![0.0; WINDOW], vec![Complex::default(); BINS]);
        let mut scratch = self.transform.make_scratch_vec();
        let mut power = vec![0.0; BINS];
        for (n, frame) in frames.chunks_exact_mut(self.bands).enumerate() {
            for (i, (sample, window)) in samples.iter_mut().zip(&self.window).enumerate() {
                *sample = window * at(sound, (n * HOP + i) as isize - (WINDOW / 2) as isize, reflect);
            }
            let done = self
                .transform
                .process_with_scratch(&mut samples, &mut spectrum, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers are of the transform's own sizes");
            for (power, bin) in power.iter_mut().zip(&spectrum) {
                *power = bin.norm_sqr();
            }
            for (band, filter) in frame.iter_mut().zip(&self.filters) {
                *band = whisper_level(filter.energy(&power).max(1e-10).log10());
            }
        }
        frames
    }
}

/// The sample at a place that may lie outside of the sound: mirrored at its first sample, and at its last one if
/// `reflect`; else silence stands behind it.
fn at(sound: &[f32], place: isize, reflect: bool) -> f32 {
    let last = sound.len() as isize - 1;
    let inside = if place < 0 { -place } else { place };
    let inside = if inside > last && reflect {
        2 * last - inside
    } else {
        inside
    };
    usize::try_from(inside)
        .ok()
        .and_then(|i| sound.get(i))
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::super::testing::sound;
    use super::*;

    /// The power of a frame by the definition of the transform, in 64 bits.
    fn power(sound: &[f32], frame: usize, bin: usize) -> f64 {
        let mut sum = (0.0, 0.0);
        for i in 0..WINDOW {
            let place = (frame * HOP + i) as isize - 200;
            let last = sound.len() as isize - 1;
            let mirrored = if place < 0 {
                -place
            } else if place > last {
                2 * last - place
            } else {
                place
            };
            let window = 0.5 - 0.5 * (2.0 * PI * i as f64 / 400.0).cos();
            let angle = -2.0 * PI * (i * bin) as f64 / 400.0;
            let sample = window * f64::from(sound[mirrored as usize]);
            sum = (sum.0 + sample * angle.cos(), sum.1 + sample * angle.sin());
        }
        sum.0 * sum.0 + sum.1 * sum.1
    }

    #[test]
    fn frames_are_those_of_the_definition() {
        let sound = sound(10 * ROW_SAMPLES);
        let mel = LogMel::new(80);
        let frames = mel.frames(&sound, true);
        assert_eq!(frames.len(), 20 * 80);
        for frame in [0, 1, 7, 18, 19] {
            let power: Vec<f64> = (0..BINS).map(|bin| power(&sound, frame, bin)).collect();
            for (band, filter) in mel.filters.iter().enumerate() {
                let energy: f64 = filter
                    .weights
                    .iter()
                    .zip(&power[filter.first..])
                    .map(|(&w, p)| f64::from(w) * p)
                    .sum();
                let expected = (energy.max(1e-10).log10().max(-6.5) + 4.0) / 4.0;
                let found = f64::from(frames[frame * 80 + band]);
                assert!(
                    (found - expected).abs() < 1e-4,
                    "frame {frame}, band {band}: {found} for {expected}"
                );
            }
        }
    }

    #[test]
    fn silence_behind_the_sound_is_heard_as_zeros() {
        let sound = sound(3 * ROW_SAMPLES);
        let mel = LogMel::new(80);
        let zeros = [&sound[..], &[0.0; 4 * ROW_SAMPLES]].concat();
        let (short, long) = (mel.frames(&sound, false), mel.frames(&zeros, true));
        assert_eq!(short[..], long[..short.len()]);
        assert!(
            long[short.len()..].iter().all(|&x| x == silence()),
            "no frame of sound is left out"
        );
        assert_eq!(silence(), (-6.5 + 4.0) / 4.0);
    }

    #[test]
    fn short_and_empty_sounds_have_frames() {
        let mel = LogMel::new(80);
        assert_eq!(mel.frames(&[], true).len(), 0);
        assert!(mel.frames(&[0.5], false).iter().all(|x| x.is_finite()));
        assert_eq!(mel.frames(&[0.5; 320], true).len(), 2 * 80);
    }
}
