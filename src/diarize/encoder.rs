//! Voice prints: what the voice of a stretch of sound is like, as a point on a sphere.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;

use super::mel::{HOP, MelFrame, MelFront};
use super::network::{Network, PRINT};
use super::weights::WeightsError;

/// Gives voice prints of stretches of a recording. Times are in frames of 10 ms from its beginning.
pub trait VoiceEncoder: Send {
    /// Numbers of a print.
    fn dimensions(&self) -> usize;

    /// Takes the next sound, mono at 16 kHz.
    fn push(&mut self, samples: &[f32]);

    /// Frames that can be asked for so far.
    fn frames(&self) -> u64;

    /// Writes the print of a stretch, a vector of length one, to `print` (of [`dimensions`](Self::dimensions)
    /// numbers); `false` when the stretch is no longer or not yet held, or silent.
    fn print(&mut self, stretch: Range<u64>, print: &mut [f32]) -> bool;

    /// Forgets the recording.
    fn reset(&mut self);
}

/// Frames that are held: windows are asked for at most a second after their end.
const HELD: usize = 400;

/// Mean over a window of the sum of its bands to which each window is scaled, so that loudness says nothing of who
/// speaks: what speech at -30 dB of full scale has.
const LEVEL: f32 = 0.454;

/// The encoder of `models/builtin/speakers.safetensors`.
pub struct Ge2e {
    front: MelFront,
    network: Network,
    frames: VecDeque<MelFrame>,
    /// Frames before the first that is held.
    dropped: u64,
    fresh: Vec<MelFrame>,
    input: Vec<f32>,
}

impl Ge2e {
    /// Loads the encoder.
    ///
    /// # Errors
    /// The file cannot be read or is none of ours.
    pub fn load(path: &Path) -> Result<Self, WeightsError> {
        Ok(Self::new(Network::load(path)?))
    }

    /// An encoder with a loaded network.
    pub fn new(network: Network) -> Self {
        Ge2e {
            front: MelFront::new(),
            network,
            frames: VecDeque::with_capacity(HELD),
            dropped: 0,
            fresh: Vec::new(),
            input: Vec::new(),
        }
    }
}

impl VoiceEncoder for Ge2e {
    fn dimensions(&self) -> usize {
        PRINT
    }

    fn push(&mut self, samples: &[f32]) {
        for part in samples.chunks(HOP * HELD / 4) {
            self.front.push(part, &mut self.fresh);
            self.frames.extend(self.fresh.drain(..));
            while self.frames.len() > HELD {
                self.frames.pop_front();
                self.dropped += 1;
            }
        }
    }

    fn frames(&self) -> u64 {
        self.dropped + self.frames.len() as u64
    }

    fn print(&mut self, stretch: Range<u64>, print: &mut [f32]) -> bool {
        if stretch.start < self.dropped || stretch.end > self.frames() || stretch.is_empty() {
            return false;
        }
        let range = (stretch.start - self.dropped) as usize..(stretch.end - self.dropped) as usize;
        self.input.clear();
        self.input.extend(self.frames.range(range.clone()).flatten());
        let level = self.input.iter().sum::<f32>() / range.len() as f32;
        // Digital silence has no voice.
        if level.is_nan() || level < 1e-9 {
            return false;
        }
        self.input.iter_mut().for_each(|power| *power *= LEVEL / level);
        self.network.run(&self.input, print)
    }

    fn reset(&mut self) {
        self.front.reset();
        self.frames.clear();
        self.dropped = 0;
    }
}
