//! Voice prints: what the voice of a stretch of sound is like, as a point on a sphere.

use std::collections::VecDeque;
use std::ops::Range;

use super::mel::{HOP, MelFrame, MelFront};
use super::network::{Network, PRINT};

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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use safetensors::SafeTensors;

    use super::super::prints::dot;
    use super::super::weights::Weights;
    use super::*;

    fn root(file: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
    }

    fn sound(name: &str) -> Vec<f32> {
        let mut file = hound::WavReader::open(root("fixtures/speech").join(name)).unwrap();
        file.samples::<i16>()
            .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
            .collect()
    }

    /// Prints of PyTorch in 32 bits, `training/speakers.py` wrote them.
    fn expected(name: &str) -> Vec<f32> {
        let bytes = std::fs::read(root("fixtures/speakers/prints.safetensors")).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let data = tensors.tensor(name).unwrap().data();
        data.as_chunks::<4>()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect()
    }

    fn encoder() -> Ge2e {
        let weights = Weights::open(&root("models/builtin/speakers.safetensors")).unwrap();
        Ge2e::new(Network::from_weights(&weights).unwrap())
    }

    #[test]
    fn prints_are_those_of_the_reference() {
        let mut encoder = encoder();
        for (name, file, stretch) in [
            ("long", "librispeech-7517-100429-0000.wav", 100..260),
            ("short", "librispeech-7517-100429-0000.wav", 300..380),
            ("other", "speechocean762-030230018.wav", 60..220),
        ] {
            encoder.reset();
            let sound = sound(file);
            encoder.push(&sound[..(stretch.end as usize + 2) * HOP]);
            let mut print = vec![0.0; PRINT];
            assert!(encoder.print(stretch, &mut print));
            let cosine = dot(&print, &expected(&format!("{name}.print")));
            assert!(cosine > 0.99, "{name}: {cosine}");
        }
        let different = dot(&expected("long.print"), &expected("other.print"));
        assert!(different < 0.8, "{different}");
    }

    #[test]
    fn mel_powers_are_those_of_the_reference() {
        let mut encoder = encoder();
        encoder.push(&sound("librispeech-7517-100429-0000.wav")[..382 * HOP]);
        let expected = expected("short.mel");
        let found = encoder
            .frames
            .range(300 - encoder.dropped as usize..380 - encoder.dropped as usize)
            .flatten();
        let loudest = expected.iter().copied().fold(0.0, f32::max);
        for (found, expected) in found.zip(&expected) {
            assert!(
                (found - expected).abs() < 1e-5 * loudest + 1e-4 * expected,
                "{found} for {expected}"
            );
        }
    }

    #[test]
    fn loudness_does_not_matter_and_silence_has_no_voice() {
        let mut encoder = encoder();
        let sound = sound("speechocean762-030230018.wav");
        let (mut loud, mut quiet) = (vec![0.0; PRINT], vec![0.0; PRINT]);
        encoder.push(&sound);
        assert!(encoder.print(60..220, &mut loud));
        encoder.reset();
        encoder.push(&sound.iter().map(|x| x * 0.01).collect::<Vec<f32>>());
        assert!(encoder.print(60..220, &mut quiet));
        assert!(dot(&loud, &quiet) > 0.999);
        encoder.reset();
        encoder.push(&[0.0; 32_000]);
        assert!(!encoder.print(20..180, &mut quiet), "digital silence");
        assert!(!encoder.print(100..400, &mut quiet), "not heard yet");
    }
}
