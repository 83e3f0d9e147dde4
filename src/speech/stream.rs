//! The acoustic model as a stream: frames in, log posteriors of phones out.
//!
//! Two stacks can do it, the one on a spectrogram with look-ahead layers and the causal one on raw frames; the folder's
//! `config.json` says which. Knows their delay and what the classes are called; knows nothing of words.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::SpeechError;
pub use crate::acoustic::Topology;
use crate::acoustic::{self, AcousticError};
use crate::frames::Frame;
use crate::model::builtin::{Stepper, log_posteriors};

/// The file that says which stack a folder has.
const CONFIG_FILE: &str = "config.json";
/// The file with the classes' names.
const TOKENS_FILE: &str = "tokens.json";

/// The acoustic model: 40 ms of sound in, a distribution over phone classes per slot out.
///
/// Append-only: each frame is stepped once, in order, and every step is the same work (a sliding window of keys and values,
/// nothing grows). However the sound was chopped before it became frames, the posteriors are the same bits. Cloning shares
/// the weights.
#[derive(Clone, Debug)]
pub struct Acoustic {
    stack: Stack,
    tokens: Arc<Tokens>,
}

/// What computes the posteriors.
#[derive(Clone, Debug)]
enum Stack {
    /// Look-ahead layers behind a spectrogram.
    LookAhead(Box<acoustic::Model>),
    /// Causal layers on raw frames.
    Raw(Box<Stepper>),
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
    /// # Errors
    /// [`SpeechError::ModelFile`]: a file that is missing, damaged or of another kind, by its name, with what was
    /// expected and found.
    pub fn load(folder: &Path) -> Result<Self, SpeechError> {
        let config = acoustic::read(folder, CONFIG_FILE)?;
        let stack = if acoustic::Config::is_one(&config) {
            Stack::LookAhead(Box::new(acoustic::Model::load(folder)?))
        } else {
            Stack::Raw(Box::new(Stepper::load(folder)?))
        };
        let tokens = Tokens::load(folder, stack.classes(), stack.topology())?;
        Ok(Acoustic {
            stack,
            tokens: Arc::new(tokens),
        })
    }

    /// Whether a folder's `config.json` is that of an acoustic model, of whatever format.
    pub fn is_in(folder: &Path) -> bool {
        #[derive(Deserialize)]
        struct Kind {
            model_type: String,
        }
        let config = std::fs::read(folder.join(CONFIG_FILE)).unwrap_or_default();
        serde_json::from_slice(&config).is_ok_and(|kind: Kind| kind.model_type == "parlance_builtin")
    }

    /// Takes the next frame and writes [`outputs`](Self::outputs) natural logarithms of posteriors
    /// to `out`: slot by slot, each slot's classes summing to one.
    ///
    /// Returns which frame they describe, counted from the last reset: [`delay_frames`](Self::delay_frames)
    /// before this one. During the first frames that is none, and `out` holds
    /// nothing of use. At the end of a recording as many frames of zeros bring out the rest.
    /// Samples that are not finite count as silence.
    ///
    /// # Errors
    /// [`SpeechError`]: the model gives numbers that are not finite, or `out` has another length than `outputs`.
    pub fn step(&mut self, frame: &Frame, out: &mut [f32]) -> Result<Option<u64>, SpeechError> {
        let mut frame = frame.clone();
        silence_no_numbers(&mut frame.samples);
        match &mut self.stack {
            Stack::LookAhead(model) => {
                let Some(output) = model.step(&frame)? else {
                    return Ok(None);
                };
                if out.len() != output.log_posteriors.len() {
                    let (found, room) = (output.log_posteriors.len(), out.len());
                    let problem = format!("a frame gives {found} numbers, there is room for {room}");
                    return Err(SpeechError::Decoder(problem));
                }
                out.copy_from_slice(output.log_posteriors);
                Ok(Some(output.frame))
            }
            Stack::Raw(stepper) => {
                let taken = stepper.position() as u64;
                stepper
                    .step(&frame, out)
                    .map_err(|error| SpeechError::Decoder(error.to_string()))?;
                log_posteriors(stepper.config().classes, out);
                Ok(taken.checked_sub(stepper.config().delay_frames as u64))
            }
        }
    }

    /// Takes the next frames and tells `each` the posteriors that [`step`](Self::step) would write, to the bit, frame after
    /// frame; sooner done where several are there together.
    ///
    /// # Errors
    /// [`SpeechError`]: the model gives numbers that are not finite.
    pub fn push(&mut self, mut frames: Vec<Frame>, mut each: impl FnMut(&[f32])) -> Result<(), SpeechError> {
        if let Stack::LookAhead(model) = &mut self.stack {
            frames
                .iter_mut()
                .for_each(|frame| silence_no_numbers(&mut frame.samples));
            return Ok(model.push(&frames, |output| each(output.log_posteriors))?);
        }
        let mut out = vec![0.0; self.outputs()];
        for frame in &frames {
            if self.step(frame, &mut out)?.is_some() {
                each(&out);
            }
        }
        Ok(())
    }

    /// Log posteriors of whole frames of sound that are all there, heard with everything in sight; `None` from a model that can
    /// only be a stream. The stream goes on as if nothing had been asked.
    ///
    /// # Errors
    /// [`SpeechError`]: the model gives numbers that are not finite.
    pub fn in_full_sight(&self, mut sound: Vec<f32>) -> Result<Option<Vec<f32>>, SpeechError> {
        match &self.stack {
            Stack::LookAhead(model) => {
                silence_no_numbers(&mut sound);
                Ok(Some(model.in_full_sight(&sound)?))
            }
            Stack::Raw(_) => Ok(None),
        }
    }

    /// Forgets the recording: what follows is as from a newly loaded model.
    pub fn reset(&mut self) {
        match &mut self.stack {
            Stack::LookAhead(model) => model.reset(),
            Stack::Raw(stepper) => stepper.reset(),
        }
    }

    /// Distributions per frame.
    pub fn slots_per_frame(&self) -> usize {
        match &self.stack {
            Stack::LookAhead(model) => model.config().slots_per_frame,
            Stack::Raw(stepper) => stepper.config().slots_per_frame,
        }
    }

    /// Frames by which the posteriors lag behind the sound.
    pub fn delay_frames(&self) -> usize {
        match &self.stack {
            Stack::LookAhead(model) => model.delay_frames(),
            Stack::Raw(stepper) => stepper.config().delay_frames,
        }
    }

    /// Classes of one slot.
    pub fn classes(&self) -> usize {
        self.stack.classes()
    }

    /// Numbers that one step writes: slots times classes.
    pub fn outputs(&self) -> usize {
        self.slots_per_frame() * self.classes()
    }

    /// What the classes mean.
    pub fn topology(&self) -> Topology {
        self.stack.topology()
    }

    /// Natural logarithm of each class's share of the training slots.
    pub fn log_priors(&self) -> &[f32] {
        match &self.stack {
            Stack::LookAhead(model) => &model.config().log_priors,
            Stack::Raw(stepper) => &stepper.config().log_priors,
        }
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
}

/// Samples that are no numbers become silence.
fn silence_no_numbers(samples: &mut [f32]) {
    samples
        .iter_mut()
        .filter(|sample| !sample.is_finite())
        .for_each(|sample| *sample = 0.0);
}

impl Stack {
    fn classes(&self) -> usize {
        match self {
            Stack::LookAhead(model) => model.config().classes,
            Stack::Raw(stepper) => stepper.config().classes,
        }
    }

    fn topology(&self) -> Topology {
        match self {
            Stack::LookAhead(model) => model.config().topology,
            Stack::Raw(stepper) => stepper.config().topology,
        }
    }
}

impl Tokens {
    fn load(folder: &Path, expected: usize, topology: Topology) -> Result<Self, SpeechError> {
        let json = acoustic::read(folder, TOKENS_FILE)?;
        let tokens: Tokens = serde_json::from_slice(&json).map_err(|error| wrong(error.to_string()))?;
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
        if (topology == Topology::Ctc) != tokens.blank.is_some() {
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

impl From<AcousticError> for SpeechError {
    fn from(error: AcousticError) -> Self {
        match error {
            AcousticError::File { file, problem } => SpeechError::ModelFile { file, problem },
            AcousticError::Shape(_) => SpeechError::Decoder(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::FRAME_SAMPLES;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/builtin-tiny");
    /// A tiny stack of each kind.
    const FOLDERS: [&str; 2] = [
        FOLDER,
        concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/first-pass-tiny"),
    ];

    fn noise(seed: u64) -> Frame {
        let samples = std::array::from_fn(|k| ((k as f32 + 1.0) * (seed as f32 + 0.7)).sin() * 0.1);
        Frame { index: seed, samples }
    }

    #[test]
    fn posteriors_sum_to_one_and_lag_by_the_delay() {
        for (folder, delay) in FOLDERS.into_iter().zip([2, 3]) {
            let mut acoustic = Acoustic::load(folder.as_ref()).unwrap();
            assert_eq!(acoustic.tokens().len(), acoustic.classes());
            assert_eq!(acoustic.log_priors().len(), acoustic.classes());
            assert_eq!(acoustic.delay_frames(), delay);
            let mut out = vec![0.0; acoustic.outputs()];
            for t in 0..12 {
                let described = acoustic.step(&noise(t), &mut out).unwrap();
                assert_eq!(described, t.checked_sub(delay as u64));
                if described.is_none() {
                    continue;
                }
                for slot in out.chunks_exact(acoustic.classes()) {
                    let total: f32 = slot.iter().map(|log| log.exp()).sum();
                    assert!((total - 1.0).abs() < 1e-5, "{total}");
                }
            }
        }
    }

    #[test]
    fn a_buffer_of_the_wrong_size_is_an_error() {
        for folder in FOLDERS {
            let mut acoustic = Acoustic::load(folder.as_ref()).unwrap();
            let results: Vec<_> = (0..5).map(|t| acoustic.step(&noise(t), &mut [0.0; 3])).collect();
            assert!(
                matches!(results.last(), Some(Err(SpeechError::Decoder(_)))),
                "{results:?}"
            );
        }
    }

    #[test]
    fn samples_that_are_no_numbers_are_silence_and_poison_nothing() {
        let mut broken = noise(3);
        broken.samples[7] = f32::NAN;
        broken.samples[FRAME_SAMPLES - 1] = f32::INFINITY;
        let mut mended = broken.clone();
        (mended.samples[7], mended.samples[FRAME_SAMPLES - 1]) = (0.0, 0.0);
        for folder in FOLDERS {
            let run = |frame: &Frame| {
                let mut acoustic = Acoustic::load(folder.as_ref()).unwrap();
                let mut out = vec![0.0; acoustic.outputs()];
                acoustic.step(frame, &mut out).unwrap();
                for t in 0..4 {
                    acoustic.step(&noise(4 + t), &mut out).unwrap();
                }
                assert!(out.iter().all(|log| log.is_finite() && *log < 0.0));
                out
            };
            assert_eq!(run(&broken), run(&mended));
            let acoustic = Acoustic::load(folder.as_ref()).unwrap();
            let whole = |frame: &Frame| acoustic.in_full_sight(frame.samples.to_vec()).unwrap();
            assert_eq!(whole(&broken), whole(&mended));
        }
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
