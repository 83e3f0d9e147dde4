//! The newest sound of a recording, which may have to be heard again.

use std::collections::VecDeque;
use std::ops::Range;

use crate::frames::Frame;

/// Keeps sound from some sample of a recording on.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptSound {
    /// Samples of the recording before the first of these.
    before: u64,
    samples: VecDeque<f32>,
}

impl KeptSound {
    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.samples.clear();
        self.before = 0;
    }

    /// Keeps the next frame.
    pub fn push(&mut self, frame: &Frame) {
        self.samples.extend(frame.samples);
    }

    /// Samples of the recording so far.
    pub fn end(&self) -> u64 {
        self.before + self.samples.len() as u64
    }

    /// Forgets what lies before a sample of the recording.
    pub fn forget_before(&mut self, sample: u64) {
        let count = sample.min(self.end()).saturating_sub(self.before);
        self.samples.drain(..count as usize);
        self.before += count;
    }

    /// A stretch of the recording in samples, as far as it is kept, and where it begins.
    pub fn cut(&self, stretch: Range<u64>) -> (u64, Vec<f32>) {
        let at = |sample: u64| (sample.saturating_sub(self.before) as usize).min(self.samples.len());
        let (from, to) = (at(stretch.start), at(stretch.end));
        let sound = self.samples.range(from..to.max(from)).copied();
        (self.before + from as u64, sound.collect())
    }

    /// A stretch of the recording in samples; `None` unless all of it is kept.
    pub fn whole(&self, stretch: Range<u64>) -> Option<Vec<f32>> {
        let (start, sound) = self.cut(stretch.clone());
        let is_whole = start == stretch.start && start + sound.len() as u64 == stretch.end;
        is_whole.then_some(sound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::FRAME_SAMPLES;

    #[test]
    fn sound_is_kept_from_where_it_may_be_needed() {
        const SIZE: u64 = FRAME_SAMPLES as u64;
        let mut sound = KeptSound::default();
        let push = |sound: &mut KeptSound, index: u8| {
            sound.push(&Frame {
                index: u64::from(index),
                samples: [f32::from(index); FRAME_SAMPLES],
            });
        };
        (0..10).for_each(|index| push(&mut sound, index));
        let kept = |sound: &KeptSound, frames: Range<u64>| -> Option<Vec<f32>> {
            let whole = sound.whole(frames.start * SIZE..frames.end * SIZE)?;
            Some(whole.chunks(FRAME_SAMPLES).map(|frame| frame[0]).collect())
        };
        assert_eq!(kept(&sound, 3..6), Some(vec![3.0, 4.0, 5.0]));
        sound.forget_before(4 * SIZE);
        sound.forget_before(2 * SIZE);
        assert_eq!(kept(&sound, 3..6), None, "what is forgotten");
        assert_eq!(kept(&sound, 4..6), Some(vec![4.0, 5.0]));
        assert_eq!(kept(&sound, 9..11), None, "what has not come yet");
        sound.forget_before(99 * SIZE);
        push(&mut sound, 10);
        assert_eq!(kept(&sound, 10..11), Some(vec![10.0]));
        sound.reset();
        push(&mut sound, 0);
        assert_eq!(kept(&sound, 0..1), Some(vec![0.0]));
    }
}
