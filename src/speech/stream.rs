//! The built-in decoder as a stream: frames in, log posteriors of phones out.
//!
//! Knows the decoder's delay and what the classes are called; knows nothing of words.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::SpeechError;
use crate::frames::Frame;
pub use crate::model::builtin::Topology;
use crate::model::builtin::{BuiltinError, Config, Stepper, log_posteriors};

/// The file with the classes' names.
const TOKENS_FILE: &str = "tokens.json";

/// The acoustic model: 40 ms of sound in, a distribution over phone classes per slot out.
///
/// Append-only and causal: each frame is stepped once, in order, and every step is the same work
/// (a sliding window of keys and values, nothing grows). However the sound was chopped before it
/// became frames, the posteriors are the same bits. Cloning shares the weights.
#[derive(Clone, Debug)]
pub struct Acoustic {
    stepper: Stepper,
    tokens: Arc<Tokens>,
}

/// `tokens.json`.
#[derive(Debug, Deserialize)]
struct Tokens {
    tokens: Vec<String>,
    silence: usize,
    blank: Option<usize>,
}

impl Acoustic {
    /// Loads `config.json`, `model.safetensors` and `tokens.json` of a folder.
    ///
    /// A file that is missing, damaged or of another kind gives [`SpeechError::ModelFile`] with
    /// its name and what was expected and found.
    pub fn load(folder: &Path) -> Result<Self, SpeechError> {
        let stepper = Stepper::load(folder)?;
        let tokens = Tokens::load(folder, stepper.config())?;
        Ok(Acoustic {
            stepper,
            tokens: Arc::new(tokens),
        })
    }

    /// Takes the next frame and writes [`outputs`](Self::outputs) natural logarithms of posteriors
    /// to `out`: slot by slot, each slot's classes summing to one.
    ///
    /// Returns which frame they describe, counted from the last reset: [`delay_frames`](Self::delay_frames)
    /// before this one. During the first frames that is none, and `out` holds
    /// nothing of use. At the end of a recording as many frames of zeros bring out the rest.
    /// Samples that are not finite count as silence.
    pub fn step(&mut self, frame: &Frame, out: &mut [f32]) -> Result<Option<u64>, SpeechError> {
        let mut frame = frame.clone();
        for sample in frame.samples.iter_mut().filter(|sample| !sample.is_finite()) {
            *sample = 0.0;
        }
        let taken = self.stepper.position() as u64;
        self.stepper
            .step(&frame, out)
            .map_err(|error| SpeechError::Decoder(error.to_string()))?;
        log_posteriors(self.classes(), out);
        Ok(taken.checked_sub(self.delay_frames() as u64))
    }

    /// Forgets the recording: what follows is as from a newly loaded model.
    pub fn reset(&mut self) {
        self.stepper.reset();
    }

    /// Distributions per frame.
    pub fn slots_per_frame(&self) -> usize {
        self.config().slots_per_frame
    }

    /// Frames by which the posteriors lag behind the sound.
    pub fn delay_frames(&self) -> usize {
        self.config().delay_frames
    }

    /// Classes of one slot.
    pub fn classes(&self) -> usize {
        self.config().classes
    }

    /// Numbers that one step writes: slots times classes.
    pub fn outputs(&self) -> usize {
        self.config().outputs()
    }

    /// What the classes mean.
    pub fn topology(&self) -> Topology {
        self.config().topology
    }

    /// Natural logarithm of each class's share of the training slots.
    pub fn log_priors(&self) -> &[f32] {
        &self.config().log_priors
    }

    /// Names of the classes in order: ARPAbet without stress, and "SIL".
    pub fn tokens(&self) -> &[String] {
        &self.tokens.tokens
    }

    /// The class of silence.
    pub fn silence(&self) -> usize {
        self.tokens.silence
    }

    /// The class of the blank, when the topology has one.
    pub fn blank(&self) -> Option<usize> {
        self.tokens.blank
    }

    fn config(&self) -> &Config {
        self.stepper.config()
    }
}

impl Tokens {
    fn load(folder: &Path, config: &Config) -> Result<Self, SpeechError> {
        let json = crate::model::builtin::read(folder, TOKENS_FILE)?;
        let tokens: Tokens = serde_json::from_slice(&json).map_err(|error| wrong(error.to_string()))?;
        let expected = config.classes;
        if tokens.tokens.len() != expected {
            return Err(wrong(format!(
                "expected {expected} classes, found {}",
                tokens.tokens.len()
            )));
        }
        let special = [Some(tokens.silence), tokens.blank];
        if let Some(found) = special.into_iter().flatten().find(|&class| class >= expected) {
            return Err(wrong(format!("expected a class below {expected}, found {found}")));
        }
        if (config.topology == Topology::Ctc) != tokens.blank.is_some() {
            let topology = config.topology;
            return Err(wrong(format!(
                "expected a blank with CTC and only there, found {:?} with {topology:?}",
                tokens.blank
            )));
        }
        Ok(tokens)
    }
}

fn wrong(problem: String) -> SpeechError {
    SpeechError::ModelFile {
        file: TOKENS_FILE.to_owned(),
        problem,
    }
}

impl From<BuiltinError> for SpeechError {
    fn from(error: BuiltinError) -> Self {
        SpeechError::ModelFile {
            file: error.file,
            problem: error.problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::FRAME_SAMPLES;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/builtin-tiny");

    fn noise(seed: u64) -> Frame {
        let samples = std::array::from_fn(|k| ((k as f32 + 1.0) * (seed as f32 + 0.7)).sin() * 0.1);
        Frame { index: seed, samples }
    }

    #[test]
    fn posteriors_sum_to_one_and_lag_by_the_delay() {
        let mut acoustic = Acoustic::load(FOLDER.as_ref()).unwrap();
        assert_eq!(acoustic.tokens().len(), acoustic.classes());
        assert_eq!(acoustic.log_priors().len(), acoustic.classes());
        let mut out = vec![0.0; acoustic.outputs()];
        for t in 0..12 {
            let described = acoustic.step(&noise(t), &mut out).unwrap();
            assert_eq!(described, t.checked_sub(acoustic.delay_frames() as u64));
            for slot in out.chunks_exact(acoustic.classes()) {
                let total: f32 = slot.iter().map(|log| log.exp()).sum();
                assert!((total - 1.0).abs() < 1e-5, "{total}");
            }
        }
    }

    #[test]
    fn samples_that_are_no_numbers_are_silence_and_poison_nothing() {
        let mut broken = noise(3);
        broken.samples[7] = f32::NAN;
        broken.samples[FRAME_SAMPLES - 1] = f32::INFINITY;
        let mut mended = broken.clone();
        (mended.samples[7], mended.samples[FRAME_SAMPLES - 1]) = (0.0, 0.0);
        let run = |frame: &Frame| {
            let mut acoustic = Acoustic::load(FOLDER.as_ref()).unwrap();
            let mut out = vec![0.0; acoustic.outputs()];
            acoustic.step(frame, &mut out).unwrap();
            acoustic.step(&noise(4), &mut out).unwrap();
            out
        };
        assert_eq!(run(&broken), run(&mended));
    }

    #[test]
    fn tokens_that_do_not_fit_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["config.json", "model.safetensors"] {
            std::fs::copy(format!("{FOLDER}/{name}"), folder.path().join(name)).unwrap();
        }
        for (tokens, expected) in [
            ("", "EOF"),
            (
                r#"{"tokens": ["SIL"], "silence": 0}"#,
                "expected 7 classes, found 1",
            ),
            (
                r#"{"tokens": ["a","b","c","d","e","f","g"], "silence": 7}"#,
                "expected a class below 7, found 7",
            ),
            (
                r#"{"tokens": ["a","b","c","d","e","f","g"], "silence": 0, "blank": 1}"#,
                "expected a blank with CTC",
            ),
        ] {
            std::fs::write(folder.path().join(TOKENS_FILE), tokens).unwrap();
            match Acoustic::load(folder.path()) {
                Err(SpeechError::ModelFile { file, problem }) => {
                    assert_eq!(file, TOKENS_FILE);
                    assert!(
                        problem.contains(expected),
                        "{problem} should contain {expected:?}"
                    );
                }
                other => panic!("{expected}: {:?}", other.map(|_| ())),
            }
        }
    }
}
