//! Several channels become one, and none of them cancels another.
//!
//! Two channels of one voice, one of them wired the wrong way round, have a mean of nothing. Whether a channel runs
//! against the others is seen in its correlation with the loudest one; such a channel is turned over. That is judged
//! anew for every hundredth of a second, from the sound so far, so that it does not depend on how the sound was chopped.

use super::SoundFormat;

/// How several channels become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mixdown {
    /// The mean of all channels; one that runs against the loudest is turned over.
    #[default]
    Average,
    /// One channel, from 1: for interfaces with a microphone on one of many inputs, where the mean
    /// would be mostly silence.
    Channel(u16),
}

/// What is left of the judgement's sums after a hundredth of a second: they look back half a second.
const KEPT: f64 = 0.98;
/// A channel is turned when its correlation with the loudest is below the first, and turned back above the second. Two
/// microphones at different places stay between them.
const AGAINST: f64 = -0.8;
const WITH: f64 = 0.0;
/// Another channel becomes the one to compare with when it is so much louder (of power).
const LOUDER: f64 = 4.0;
/// Mean power below which a channel says nothing about itself: -100 dB.
const SILENT: f64 = 1e-10;

/// Mixes the channels of one recording.
#[derive(Debug)]
pub(super) struct Mixer {
    mixdown: Mixdown,
    channels: usize,
    /// Moments that are judged together.
    block: usize,
    /// Samples that wait for the rest of their block.
    pending: Vec<f32>,
    /// Which channels are turned over.
    turned: Vec<bool>,
    /// The loudest channel, each channel's power and its product with the loudest: means over a block, fading.
    loudest: usize,
    powers: Vec<f64>,
    products: Vec<f64>,
}

impl Mixer {
    pub(super) fn new(format: SoundFormat, mixdown: Mixdown) -> Self {
        let channels = usize::from(format.channels).max(1);
        Mixer {
            mixdown,
            channels,
            block: (format.rate_hz / 100).max(1) as usize,
            pending: Vec::new(),
            turned: vec![false; channels],
            loudest: 0,
            powers: vec![0.0; channels],
            products: vec![0.0; channels],
        }
    }

    /// Forgets the recording.
    pub(super) fn reset(&mut self) {
        self.pending.clear();
        self.turned.fill(false);
        self.loudest = 0;
        self.powers.fill(0.0);
        self.products.fill(0.0);
    }

    /// Takes interleaved samples, chopped anywhere (even between the channels of one moment), and appends what can be
    /// mixed to `mono`. NaN and infinity become silence; samples beyond `[-1, 1]` are clipped.
    pub(super) fn push(&mut self, samples: &[f32], mono: &mut Vec<f32>) {
        if self.channels == 1 {
            mono.extend(samples.iter().map(|&sample| clean(sample)));
            return;
        }
        self.pending.extend(samples.iter().map(|&sample| clean(sample)));
        match self.mixdown {
            Mixdown::Channel(_) => self.mix(self.pending.len() / self.channels, mono),
            Mixdown::Average => {
                let whole = self.pending.len() / (self.block * self.channels);
                (0..whole).for_each(|_| self.mix(self.block, mono));
            }
        }
    }

    /// Ends the recording: mixes what waits; a moment that lacks channels is dropped.
    pub(super) fn finish(&mut self, mono: &mut Vec<f32>) {
        self.mix(self.pending.len() / self.channels, mono);
        self.reset();
    }

    /// Mixes the first so many moments that wait.
    fn mix(&mut self, n_moments: usize, mono: &mut Vec<f32>) {
        let samples: Vec<f32> = self.pending.drain(..n_moments * self.channels).collect();
        let moments = samples.chunks_exact(self.channels);
        match self.mixdown {
            Mixdown::Channel(wanted) => {
                let wanted = usize::from(wanted).saturating_sub(1);
                mono.extend(moments.map(|moment| moment.get(wanted).copied().unwrap_or(0.0)));
            }
            Mixdown::Average => {
                self.judge(&samples);
                let n = self.channels as f32;
                let turn = |(&sample, &turned): (&f32, &bool)| if turned { -sample } else { sample };
                mono.extend(moments.map(|moment| moment.iter().zip(&self.turned).map(turn).sum::<f32>() / n));
            }
        }
    }

    /// Finds out which channels run against the loudest one.
    fn judge(&mut self, samples: &[f32]) {
        let n = self.channels;
        let n_moments = (samples.len() / n).max(1) as f64;
        let of = |channel: usize| samples.iter().skip(channel).step_by(n).map(|&sample| f64::from(sample));
        // A constant offset is no sound: it would make opposite channels alike.
        let mean = |channel: usize| of(channel).sum::<f64>() / n_moments;
        let means: Vec<f64> = (0..n).map(mean).collect();
        let product = |a: usize, b: usize| {
            let both = of(a).zip(of(b));
            both.map(|(x, y)| (x - means[a]) * (y - means[b])).sum::<f64>() / n_moments
        };
        for channel in 0..n {
            self.powers[channel] = KEPT * self.powers[channel] + product(channel, channel);
        }
        for channel in 0..n {
            if self.powers[channel] > LOUDER * self.powers[self.loudest] {
                self.loudest = channel;
                self.products.fill(0.0);
            }
        }
        for channel in (0..n).filter(|&channel| channel != self.loudest) {
            let sum = KEPT * self.products[channel] + product(channel, self.loudest);
            self.products[channel] = sum;
            let height = (self.powers[channel] * self.powers[self.loudest]).sqrt();
            if height > SILENT && sum < AGAINST * height {
                self.turned[channel] = !self.turned[self.loudest];
            } else if height > SILENT && sum > WITH * height {
                self.turned[channel] = self.turned[self.loudest];
            }
        }
    }
}

fn clean(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise that is the same for the same seed.
    fn noise(seed: u32, n: usize) -> Vec<f32> {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state as f32 / u32::MAX as f32 - 0.5) * 0.5
        };
        (0..n).map(|_| next()).collect()
    }

    fn mix(channels: &[Vec<f32>], mixdown: Mixdown) -> Vec<f32> {
        let format = SoundFormat {
            rate_hz: 16_000,
            channels: channels.len() as u16,
        };
        let n = channels[0].len();
        let samples: Vec<f32> = (0..n).flat_map(|i| channels.iter().map(move |channel| channel[i])).collect();
        let (mut mixer, mut mono) = (Mixer::new(format, mixdown), Vec::new());
        mixer.push(&samples, &mut mono);
        mixer.finish(&mut mono);
        assert_eq!(mono.len(), n);
        mono
    }

    fn power(sound: &[f32]) -> f32 {
        sound.iter().map(|s| s * s).sum::<f32>() / sound.len() as f32
    }

    fn scaled(sound: &[f32], factor: f32, offset: f32) -> Vec<f32> {
        sound.iter().map(|s| s * factor + offset).collect()
    }

    #[test]
    fn a_channel_wired_the_wrong_way_round_is_turned_over() {
        let voice = noise(1, 16_000);
        for (factor, offset) in [(-1.0, 0.0), (-0.6, 0.0), (-1.0, 0.3)] {
            let mono = mix(&[scaled(&voice, 1.0, offset), scaled(&voice, factor, offset)], Mixdown::Average);
            assert!(power(&mono) > 0.6 * power(&voice), "{factor} {offset}: {}", power(&mono) / power(&voice));
        }
        // Among several, one of which is another voice.
        let mono = mix(
            &[noise(9, 16_000), scaled(&voice, 3.0, 0.0), scaled(&voice, -3.0, 0.0)],
            Mixdown::Average,
        );
        assert!(power(&mono) > 3.0 * power(&voice), "{}", power(&mono) / power(&voice));
    }

    #[test]
    fn other_channels_are_averaged_as_they_are() {
        let (one, two) = (noise(1, 8_000), noise(2, 8_000));
        let mono = mix(&[one.clone(), two.clone()], Mixdown::Average);
        let mean = |i: usize| (one[i] + two[i]) / 2.0;
        assert!((0..8_000).all(|i| (mono[i] - mean(i)).abs() < 1e-6));
        assert_eq!(mix(&[one.clone(), two.clone()], Mixdown::Channel(2)), two);
    }

    #[test]
    fn a_channel_that_comes_right_again_is_turned_back() {
        let voice = noise(3, 48_000);
        let wrong: Vec<f32> = voice.iter().enumerate().map(|(i, s)| if i < 16_000 { -s } else { *s }).collect();
        let mono = mix(&[voice.clone(), wrong], Mixdown::Average);
        assert!(power(&mono[..15_000]) > 0.9 * power(&voice));
        assert!(power(&mono[32_000..]) > 0.9 * power(&voice));
    }
}
