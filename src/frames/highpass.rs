//! Takes out what is no sound: a constant offset, and the rumble below every voice.
//!
//! Cheap sound cards add a constant to every sample. Nobody hears it, but a model that was never shown one does. A
//! Butterworth filter of second order at 30 Hz (3 dB less there, 12 dB more for every octave below; at 60 Hz 0.3 dB), by
//! the formulas of R. Bristow-Johnson's "Audio EQ Cookbook" for a high-pass of Q = 1/√2.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use super::SAMPLE_RATE_HZ;

/// Where the filter takes 3 dB, in hertz.
const CORNER_HZ: f64 = 30.0;
/// Output below this is silence; it keeps the filter from fading out through numbers that are slow to compute with.
const NOTHING: f64 = 1e-12;

/// A high-pass for mono sound at 16 kHz.
#[derive(Clone, Debug)]
pub(super) struct HighPass {
    /// Coefficients of the input (the middle one is -2 times the outer ones) and of the output, normalised.
    gain: f64,
    back: [f64; 2],
    /// The last two inputs and outputs, the newest first; none before the first sample.
    state: Option<([f64; 2], [f64; 2])>,
}

impl HighPass {
    pub(super) fn new() -> Self {
        let turn = TAU * CORNER_HZ / f64::from(SAMPLE_RATE_HZ);
        let (sin, cos) = turn.sin_cos();
        let alpha = sin * FRAC_1_SQRT_2;
        let norm = 1.0 / (1.0 + alpha);
        HighPass {
            gain: (1.0 + cos) / 2.0 * norm,
            back: [-2.0 * cos * norm, (1.0 - alpha) * norm],
            state: None,
        }
    }

    /// At the beginning of a recording.
    pub(super) fn reset(&mut self) {
        self.state = None;
    }

    /// Filters samples in place; goes on where the last ones ended.
    pub(super) fn run(&mut self, samples: &mut [f32]) {
        let Some(&first) = samples.first() else { return };
        // A recording that begins with an offset had it before: the filter starts as if at rest there.
        let (mut x, mut y) = self.state.unwrap_or(([f64::from(first); 2], [0.0; 2]));
        for sample in samples {
            let input = f64::from(*sample);
            let raw = self.gain * (input - 2.0 * x[0] + x[1]) - self.back[0] * y[0] - self.back[1] * y[1];
            let output = if raw.abs() < NOTHING { 0.0 } else { raw };
            (x, y) = ([input, x[0]], [output, y[0]]);
            *sample = output as f32;
        }
        self.state = Some((x, y));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f64, n: usize) -> Vec<f32> {
        let at = |i: usize| (0.5 * (TAU * hertz * i as f64 / f64::from(SAMPLE_RATE_HZ)).sin()) as f32;
        (0..n).map(at).collect()
    }

    /// Height of a tone behind the filter over its height before it, in dB.
    fn gain_db(hertz: f64) -> f64 {
        let mut sound = tone(hertz, 64_000);
        HighPass::new().run(&mut sound);
        let power = |sound: &[f32]| sound.iter().map(|&s| f64::from(s) * f64::from(s)).sum::<f64>();
        10.0 * (power(&sound[32_000..]) / power(&tone(hertz, 64_000)[32_000..])).log10()
    }

    #[test]
    fn voices_pass_and_rumble_does_not() {
        assert!((gain_db(30.0) + 3.01).abs() < 0.05);
        assert!(gain_db(80.0) > -0.1 && gain_db(1_000.0).abs() < 0.01);
        assert!(gain_db(7.5) < -23.0);
    }

    #[test]
    fn an_offset_is_gone_from_the_first_sample_on() {
        let mut sound: Vec<f32> = tone(300.0, 16_000).iter().map(|s| s * 0.1 + 0.05).collect();
        HighPass::new().run(&mut sound);
        let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
        assert!(mean(&sound[..1_600]).abs() < 2e-3, "{}", mean(&sound[..1_600]));
        assert!(mean(&sound[8_000..]).abs() < 1e-5);
        assert!(sound.iter().all(|s| s.abs() < 0.06));
    }

    #[test]
    fn silence_stays_silence_and_comes_back_after_sound() {
        let mut filter = HighPass::new();
        let mut silence = vec![0.0; 160];
        filter.run(&mut silence);
        assert!(silence.iter().all(|&s| s == 0.0));
        filter.run(&mut tone(300.0, 1_600));
        let mut after = vec![0.0; 32_000];
        filter.run(&mut after);
        assert!(after[16_000..].iter().all(|&s| s == 0.0));
    }
}
