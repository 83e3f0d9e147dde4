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
use crate::acoustic::AcousticError;

/// What cannot be used is told as by the stack that took its place.
impl From<ModelError> for AcousticError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::WrongFile {
                file,
                expected,
                found,
            } => AcousticError::file(file, format!("expected {expected}, found {found}")),
            ModelError::Unreadable { file, reason } => {
                AcousticError::file(file, format!("cannot be read: {reason}"))
            }
            other => AcousticError::file("model.safetensors", other),
        }
    }
}

/// Turns the logits of slots of `classes` each into natural logarithms of posteriors.
pub fn log_posteriors(classes: usize, logits: &mut [f32]) {
    for slot in logits.chunks_exact_mut(classes) {
        parlance_kernels::log_softmax(slot);
    }
}
