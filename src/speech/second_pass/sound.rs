//! The sound of the last minute, to be read again.

use std::ops::Range;

use crate::frames::{Frame, SAMPLE_RATE_HZ};
use crate::speech::gain::{Gain, GainParams};
use crate::speech::kept_sound::KeptSound;

/// Samples in a millisecond.
const PER_MS: u64 = SAMPLE_RATE_HZ as u64 / 1_000;

/// Keeps the newest sound of a recording, raised as the first pass hears it.
#[derive(Clone, Debug)]
pub(super) struct RecentSound {
    gain: Gain,
    /// Samples that are kept.
    most: u64,
    kept: KeptSound,
}

impl RecentSound {
    /// Keeps so many milliseconds.
    pub(super) fn new(keep_ms: u64) -> Self {
        RecentSound {
            gain: Gain::new(GainParams::default()),
            most: keep_ms * PER_MS,
            kept: KeptSound::default(),
        }
    }

    /// Takes the next frame of the recording.
    pub(super) fn push(&mut self, frame: &Frame) {
        let mut frame = frame.clone();
        self.gain.raise(&mut frame);
        self.kept.push(&frame);
        self.kept.forget_before(self.kept.end().saturating_sub(self.most));
    }

    /// Forgets the recording.
    pub(super) fn reset(&mut self) {
        self.gain.reset();
        self.kept.reset();
    }

    /// End of the sound so far, in milliseconds from the beginning of the recording.
    pub(super) fn end_ms(&self) -> u64 {
        self.kept.end() / PER_MS
    }

    /// The sound of a stretch as far as it is kept, and where it begins.
    pub(super) fn cut(&self, stretch_ms: &Range<u64>) -> (u64, Vec<f32>) {
        let (start, sound) = self.kept.cut(stretch_ms.start * PER_MS..stretch_ms.end * PER_MS);
        (start / PER_MS, sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::FRAME_SAMPLES;

    fn push(sound: &mut RecentSound, n: u64) {
        for _ in 0..n {
            let index = sound.kept.end() / FRAME_SAMPLES as u64;
            sound.push(&Frame {
                index,
                // Loud enough to pass the gain untouched.
                samples: std::array::from_fn(|i| {
                    0.5 - ((index as usize * FRAME_SAMPLES + i) % 1_000) as f32 / 1_000.0
                }),
            });
        }
    }

    #[test]
    fn a_stretch_is_cut_out_where_it_lies_and_as_far_as_it_is_kept() {
        let mut sound = RecentSound::new(1_000);
        push(&mut sound, 10);
        assert_eq!(sound.end_ms(), 400);
        let (start, cut) = sound.cut(&(100..300));
        assert_eq!((start, cut.len()), (100, 3_200));
        assert_eq!(cut[0], 0.5 - (1_600 % 1_000) as f32 / 1_000.0);
        push(&mut sound, 40);
        let (start, cut) = sound.cut(&(900..2_500));
        assert_eq!(
            (start, cut.len()),
            (1_000, 16_000),
            "the oldest second is gone, the future is not there"
        );
        sound.reset();
        assert_eq!(sound.end_ms(), 0);
        assert!(sound.cut(&(0..1_000)).1.is_empty());
    }
}
