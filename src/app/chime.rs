//! Sounds that tell, without looking, that listening began or ended.

use std::f32::consts::TAU;

use crate::audio::speaker::Playback;

/// Samples a second.
const RATE_HZ: f32 = 16_000.0;
/// How long each of the two notes sounds, in seconds.
const NOTE_S: f32 = 0.07;
/// Loudest sample.
const LOUDNESS: f32 = 0.15;
/// The notes in Hz: upwards when it begins.
const NOTES: [f32; 2] = [587.3, 880.0];

/// A sound that stops when it is dropped.
pub struct Chime(#[allow(dead_code, reason = "it sounds as long as it is kept")] Playback);

impl Chime {
    /// Sounds: upwards when listening begins, downwards when it ends. `None` when the system gives no thread.
    pub fn play(begins: bool) -> Option<Self> {
        let tell = |problem: String| tracing::warn!("{problem}");
        Playback::start(move || Ok(samples(begins)), 1.0, tell)
            .ok()
            .map(Chime)
    }
}

fn samples(begins: bool) -> Vec<f32> {
    let notes = if begins { NOTES } else { [NOTES[1], NOTES[0]] };
    let n = (RATE_HZ * NOTE_S) as usize;
    let note = |hz: f32| {
        (0..n).map(move |at| {
            let part = at as f32 / n as f32;
            // Silent at both ends, so that nothing clicks.
            let swell = (part * TAU / 2.0).sin();
            LOUDNESS * swell * (TAU * hz * at as f32 / RATE_HZ).sin()
        })
    };
    notes.into_iter().flat_map(note).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn chimes_are_short_soft_and_different() {
        let (begins, ends) = (super::samples(true), super::samples(false));
        assert_ne!(begins, ends);
        for chime in [begins, ends] {
            assert!(chime.len() < 4_000, "a quarter of a second");
            assert!(chime.iter().all(|sample| sample.abs() <= 0.15));
            assert!(chime[0].abs() < 0.001 && chime[chime.len() - 1].abs() < 0.01);
        }
    }
}
