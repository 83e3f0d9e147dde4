//! The built-in model of format 1: a small decoder of the Gemma 4 Unified kind on raw sound, frame by frame. What ships is of
//! format 2, see [`acoustic`](crate::acoustic); folders of this format are still run.
//!
//! ```text
//! 640 samples ─▶ RMSNorm ─▶ matrix ─▶ decoder layers with a sliding window ─▶ RMSNorm ─▶ head ─▶ log posteriors
//! ```
//!
//! [`Config`] is what `config.json` says, checked; [`Stepper`] runs Gemma's own layers on 8-bit weights.
//! Knows nothing of phones' names, words or delays: `speech::stream` does.

mod config;
mod decoder;
#[cfg(test)]
mod tests;

pub use config::Config;
pub use decoder::Stepper;

use super::error::ModelError;

/// A file of the built-in model that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct BuiltinError {
    /// The file's name.
    pub file: String,
    /// Expected and found, in words.
    pub problem: String,
}

impl BuiltinError {
    fn new(file: &str, problem: impl std::fmt::Display) -> Self {
        BuiltinError {
            file: file.to_owned(),
            problem: problem.to_string(),
        }
    }
}

impl From<ModelError> for BuiltinError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::WrongFile {
                file,
                expected,
                found,
            } => BuiltinError {
                file,
                problem: format!("expected {expected}, found {found}"),
            },
            ModelError::Unreadable { file, reason } => BuiltinError {
                file,
                problem: format!("cannot be read: {reason}"),
            },
            other => BuiltinError::new("model.safetensors", other),
        }
    }
}

/// Turns the logits of slots of `classes` each into natural logarithms of posteriors.
pub fn log_posteriors(classes: usize, logits: &mut [f32]) {
    for slot in logits.chunks_exact_mut(classes) {
        parlance_kernels::log_softmax(slot);
    }
}

/// Reads a whole file of the folder; the error names the file and says what to expect there.
pub(crate) fn read(folder: &std::path::Path, file: &str) -> Result<Vec<u8>, BuiltinError> {
    let path = folder.join(file);
    std::fs::read(&path).map_err(|error| BuiltinError {
        file: path.display().to_string(),
        problem: format!("cannot be read: {error}"),
    })
}
