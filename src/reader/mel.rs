//! The log-mel spectrogram that Whisper hears: a frame every 10 ms over 25 ms of sound.
//!
//! Sound is reflected at its ends; Hann window of 400 samples, power spectrum, triangular mel filters, logarithm.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::config::{ROW_SAMPLES, SAMPLE_RATE};

/// Samples of the window.
const WINDOW: usize = 400;
/// Samples from one frame to the next.
pub(super) const HOP: usize = 160;
/// Bins of the power spectrum.
const BINS: usize = WINDOW / 2 + 1;
/// Frames of one row of the encoder.
pub(super) const FRAMES_PER_ROW: usize = ROW_SAMPLES / HOP;

/// Logarithms (base 10) of power are not lower than this. Whisper learnt with a floor of 8 below a clip's own maximum; a
/// floor that does not move lets a growing utterance be heard the same at each reading.
const FLOOR: f32 = -6.5;

/// `(x + 4) / 4`: what Whisper does to the logarithms.
fn normalise(log_power: f32) -> f32 {
    (log_power.max(if std::env::var("CLIPMAX").is_ok() {
        -10.0
    } else {
        FLOOR
    }) + 4.0)
        / 4.0
}

/// What a frame of digital silence holds.
pub(super) fn silence() -> f32 {
    normalise(f32::NEG_INFINITY)
}

/// The front of a model: its filters and the plan of the transform.
#[derive(Clone)]
pub(super) struct LogMel {
    bands: usize,
    /// Of each filter the first bin and the weights from there on.
    filters: Vec<(usize, Vec<f32>)>,
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
}

impl LogMel {
    pub fn new(bands: usize) -> Self {
        // The periodic window, as `torch.hann_window` gives it.
        let hann = |i: usize| 0.5 - 0.5 * (2.0 * PI * i as f64 / WINDOW as f64).cos();
        LogMel {
            bands,
            filters: filters(bands),
            window: (0..WINDOW).map(|i| hann(i) as f32).collect(),
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
            for (band, (first, weights)) in frame.iter_mut().zip(&self.filters) {
                let energy: f32 = power[*first..]
                    .iter()
                    .zip(weights)
                    .map(|(power, weight)| power * weight)
                    .sum();
                *band = normalise(energy.max(1e-10).log10());
            }
        }
        // EXPERIMENT
        if std::env::var("CLIPMAX").is_ok() {
            let un = |x: f32| x * 4.0 - 4.0;
            let top = frames.iter().map(|&x| un(x)).fold(-10.0f32, f32::max);
            for x in frames.iter_mut() {
                *x = (un(*x).max(top - 8.0) + 4.0) / 4.0;
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

/// Triangles of equal area, equally wide in mels from 0 to 8,000 Hz, in the mels of Slaney's Auditory Toolbox: linear
/// below 1 kHz (200/3 Hz each), logarithmic above (27 of them from 1 to 6.4 kHz). Whisper's own table comes from librosa,
/// which computes this.
fn filters(bands: usize) -> Vec<(usize, Vec<f32>)> {
    const LINEAR: f64 = 200.0 / 3.0;
    let step = 6.4f64.ln() / 27.0;
    let mel = |hz: f64| {
        if hz < 1000.0 {
            hz / LINEAR
        } else {
            15.0 + (hz / 1000.0).ln() / step
        }
    };
    let hertz = |mel: f64| {
        if mel < 15.0 {
            mel * LINEAR
        } else {
            1000.0 * (step * (mel - 15.0)).exp()
        }
    };
    let nyquist = SAMPLE_RATE as f64 / 2.0;
    let edge = |i: usize| hertz(mel(nyquist) * i as f64 / (bands + 1) as f64);
    let bin = nyquist / (BINS - 1) as f64;
    let filter = |band: usize| {
        let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
        let weight = |i: usize| {
            let hz = i as f64 * bin;
            let slope = ((hz - low) / (middle - low)).min((high - hz) / (high - middle));
            (slope.max(0.0) * 2.0 / (high - low)) as f32
        };
        let first = (0..BINS).find(|&i| weight(i) > 0.0).unwrap_or(0);
        let weights = (first..BINS).map(weight).take_while(|&w| w > 0.0);
        (first, weights.collect())
    };
    (0..bands).map(filter).collect()
}

#[cfg(test)]
mod tests {
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
            for (band, (first, weights)) in mel.filters.iter().enumerate() {
                let energy: f64 = weights
                    .iter()
                    .zip(&power[*first..])
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
    fn filters_are_those_of_whispers_table() {
        // From `mel_filters.npz` of the package openai-whisper: bins and weights of some filters, and the sum of all.
        let dense = |bands: usize| filters(bands);
        let check = |(first, weights): &(usize, Vec<f32>), bin: usize, expected: &[f32]| {
            assert_eq!((*first, weights.len()), (bin, expected.len()));
            weights
                .iter()
                .zip(expected)
                .for_each(|(w, e)| assert!((w - e).abs() < 1e-7, "{w} for {e}"));
        };
        check(&dense(80)[40], 42, &[0.005_411_1, 0.014_735_57, 0.006_518_19]);
        check(&dense(128)[40], 24, &[0.040_376_37]);
        for (bands, sum) in [(80, 1.999_024), (128, 3.190_985_7)] {
            let total: f32 = dense(bands).iter().flat_map(|(_, weights)| weights).sum();
            assert!((total - sum).abs() < 1e-5, "{bands} bands: {total}");
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
