//! The built-in model: a small decoder of the Gemma 4 Unified kind on raw sound, frame by frame.
//!
//! ```text
//! 640 samples ─▶ RMSNorm ─▶ matrix ─▶ decoder layers with a sliding window ─▶ RMSNorm ─▶ head ─▶ log posteriors
//! ```
//!
//! [`Config`] and [`Weights`] are what the files say, checked; [`Decoder`] is the running state.
//! Knows nothing of phones' names, words or delays: `speech::stream` does.

mod config;
mod decoder;
mod weights;
#[cfg(test)]
mod tests;

pub use config::{Config, Topology};
pub use decoder::Decoder;
pub use weights::Weights;

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

/// Reads a whole file of the folder; the error names the file and says what to expect there.
pub(crate) fn read(folder: &std::path::Path, file: &str) -> Result<Vec<u8>, BuiltinError> {
    let path = folder.join(file);
    std::fs::read(&path).map_err(|error| BuiltinError {
        file: path.display().to_string(),
        problem: format!("cannot be read: {error}"),
    })
}
