//! Mel powers of sound, as the voice encoder was trained on them.
//!
//! Frames of 25 ms around every tenth millisecond under a periodic Hann window, their power spectrum through forty
//! triangles of Slaney's mel scale from 0 to 8 kHz, each of area one; no logarithm. The same numbers as librosa's
//! `melspectrogram(n_fft=400, hop_length=160, n_mels=40, pad_mode="constant")`.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// Mel bands of one frame.
pub const BANDS: usize = 40;

/// Samples from one frame to the next: 10 ms at 16 kHz.
pub const HOP: usize = 160;

/// Samples that a frame sees.
const SPAN: usize = 400;

const RATE_HZ: f64 = 16_000.0;

/// Powers of one frame.
pub type MelFrame = [f32; BANDS];

/// Turns sound into mel frames, as it comes in.
pub struct MelFront {
    fft: Arc<dyn RealToComplex<f32>>,
    hann: Vec<f32>,
    triangles: Vec<Triangle>,
    /// Samples from the beginning of the next frame on.
    pending: Vec<f32>,
    windowed: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

/// One band's weights on neighbouring bins of the spectrum.
struct Triangle {
    first: usize,
    weights: Vec<f32>,
}

impl Default for MelFront {
    fn default() -> Self {
        Self::new()
    }
}

impl MelFront {
    /// A front at the beginning of a recording.
    pub fn new() -> Self {
        let fft = RealFftPlanner::new().plan_fft_forward(SPAN);
        let hann = |i: usize| 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / SPAN as f64).cos();
        let mut front = MelFront {
            hann: (0..SPAN).map(|i| hann(i) as f32).collect(),
            triangles: triangles(),
            pending: Vec::with_capacity(4 * SPAN),
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
        self.pending.resize(SPAN / 2, 0.0);
    }

    /// Takes the next samples and appends the frames that are whole; frame i is centred at sample `i * HOP`.
    pub fn push(&mut self, samples: &[f32], frames: &mut Vec<MelFrame>) {
        self.pending.extend_from_slice(samples);
        let mut start = 0;
        while start + SPAN <= self.pending.len() {
            frames.push(self.frame(start));
            start += HOP;
        }
        self.pending.drain(..start);
    }

    fn frame(&mut self, start: usize) -> MelFrame {
        let samples = &self.pending[start..start + SPAN];
        for ((out, sample), weight) in self.windowed.iter_mut().zip(samples).zip(&self.hann) {
            *out = sample * weight;
        }
        let done = self
            .fft
            .process_with_scratch(&mut self.windowed, &mut self.spectrum, &mut self.scratch);
        debug_assert!(done.is_ok(), "the buffers are of the plan's own making");
        let mut powers = [0.0; BANDS];
        for (power, triangle) in powers.iter_mut().zip(&self.triangles) {
            let bins = &self.spectrum[triangle.first..];
            *power = bins
                .iter()
                .zip(&triangle.weights)
                .map(|(bin, w)| bin.norm_sqr() * w)
                .sum();
        }
        powers
    }
}

/// Slaney's scale: linear to 1 kHz in steps of 200/3 Hz, logarithmic above, where 27 steps make a factor of 6.4.
fn mel_to_hz(mel: f64) -> f64 {
    const LINEAR: f64 = 200.0 / 3.0;
    const KNEE: f64 = 15.0;
    if mel < KNEE {
        mel * LINEAR
    } else {
        KNEE * LINEAR * ((mel - KNEE) * 6.4_f64.ln() / 27.0).exp()
    }
}

fn triangles() -> Vec<Triangle> {
    // 8 kHz on the scale: 15 + 27 ln 8 / ln 6.4.
    let top = 15.0 + 27.0 * 8.0_f64.ln() / 6.4_f64.ln();
    let edge = |i: usize| mel_to_hz(top * i as f64 / (BANDS + 1) as f64);
    let hz = |bin: usize| bin as f64 * RATE_HZ / SPAN as f64;
    (0..BANDS)
        .map(|band| {
            let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
            let weight = |bin: usize| {
                let (rise, fall) = (
                    (hz(bin) - low) / (middle - low),
                    (high - hz(bin)) / (high - middle),
                );
                rise.min(fall).max(0.0) * 2.0 / (high - low)
            };
            let weights: Vec<f32> = (0..=SPAN / 2).map(|bin| weight(bin) as f32).collect();
            let first = weights.iter().position(|&w| w > 0.0).unwrap_or(0);
            let end = weights
                .iter()
                .rposition(|&w| w > 0.0)
                .map_or(first, |last| last + 1);
            Triangle {
                first,
                weights: weights[first..end].to_vec(),
            }
        })
        .collect()
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
        let (low, high) = (mel_to_hz(0.0), 8_000.0);
        assert!(low < 1_000.0 && 1_000.0 < high);
        let top = 15.0 + 27.0 * 8.0_f64.ln() / 6.4_f64.ln();
        let middle = mel_to_hz(top * (loudest + 1) as f64 / (BANDS + 1) as f64);
        assert!(
            (middle - 1_000.0).abs() < 60.0,
            "band {loudest} is at {middle} Hz"
        );
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
