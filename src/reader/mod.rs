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
mod positions;
mod weights;
mod matrix;
mod layers;
mod encoder;
mod encoder_layer;
mod decoder;
mod phones;
mod bias;
mod suppress;
mod beam;
mod score;
mod reading;
mod model;
mod builtin;
pub mod formats;
#[cfg(test)]
mod testing;

/// What the acoustic model of the first pass is made of, too: it began as this encoder.
pub(crate) mod parts {
    pub(crate) use super::builtin::Source;
    pub(crate) use super::encoder::{TAPS, convolution};
    pub(crate) use super::encoder_layer::{BLOCK, EncoderLayer, EncoderRows};
    pub(crate) use super::layers::{Linear, Work};
    pub(crate) use super::matrix::Activations;
    pub(crate) use super::parallel::Threads;
    pub(crate) use super::phones::{PhoneHead, REACH as HEAD_REACH, TAPS as HEAD_TAPS};
    pub(crate) use super::positions::Sinusoids;
    pub(crate) use super::weights::Loader;
}

pub use beam::ReadToken;
pub use bias::Bias;
pub use config::{Config, ROW_SAMPLES, SAMPLE_RATE, StackConfig};
pub use error::ReaderError;
pub use languages::Language;
pub use model::{Description, Encoded, Reader, UNTUNED_SILENCE_S};
pub use phones::PHONE_CLASSES;
pub use reading::{DecodeOptions, ReadHypothesis, Reading, Task};
pub use vocabulary::{Specials, TokenId, Vocabulary};
pub use weights::{Numbers, Precision, Tensor, TensorSource};
