//! The reader: models of the Whisper family, which turn a whole stretch of sound into text.
//!
//! ```text
//! sound ─▶ mel ─▶ encoder ─▶ decoder ─▶ beam ─▶ vocabulary ─▶ text
//!                    └─▶ phones          └─ bias, suppress, score
//! files ─▶ builtin, formats ─▶ weights, config
//! ```
//!
//! Written from the paper (Radford et al. 2022) on the kernels of this repository; activations are 32-bit floats, matrices
//! stay in the encoding of their file. Two things are ours: the silence behind the sound is as short as it may be, so that a
//! reading costs what its sound is long and not thirty seconds, and the floor of the spectrogram stands still (`mel`).
//!
//! Knows nothing of microphones, queues, words with times, or documents.

mod error;
mod config;
mod languages;
mod bpe;
mod vocabulary;
mod mel;
mod parallel;
mod weights;
mod layers;
mod encoder;
mod decoder;
mod phones;
mod bias;
mod suppress;
mod beam;
mod score;
mod model;
mod builtin;
pub mod formats;
#[cfg(test)]
mod testing;

pub use beam::ReadToken;
pub use bias::{Bias, TokenSet};
pub use config::{Config, ROW_SAMPLES, SAMPLE_RATE, StackConfig};
pub use error::ReaderError;
pub use languages::Language;
pub use model::{DecodeOptions, Description, Encoded, ReadHypothesis, Reader, Reading, Task};
pub use phones::{PHONE_CLASSES, PhonePosteriors};
pub use vocabulary::{Specials, TokenId, Vocabulary};
pub use weights::{Numbers, Precision, Tensor, TensorSource};
