//! Workshop: the Gemma 4 Unified decoder, for the built-in model and for Gemma 4 12B.
//!
//! ```text
//! files ─▶ weights ─▶ layers ─▶ decoder ─▶ generate ─▶ text
//!          config     cache     gemma      drafter
//! ```
//!
//! Written from the published equations; activations are 32-bit floats, weights stay in the type of
//! their file. Knows nothing of devices that record, threads, channels, words with times or documents.

pub mod error;
pub mod config;
pub mod weights;
pub mod quant;
pub mod layers;
pub mod cache;
pub mod decoder;
pub mod audio;
pub mod beside;
pub mod image;
mod resize;
pub mod tokenizer;
pub mod memory;
pub mod gemma;
pub mod sequence;
pub mod sampler;
pub mod generate;
pub mod drafter;
pub mod prompt;
pub mod device;
pub mod inspect;
mod new_file;
pub mod quantize;
pub mod builtin;
pub mod bench;

pub use cache::{Cache, CacheType};
pub use config::{DecoderConfig, LayerKind};
pub use decoder::Decoder;
pub use drafter::Drafter;
pub use error::ModelError;
pub use gemma::{Gemma, OpenOptions};
pub use generate::{Generated, Request, generate};
pub use prompt::{Prompt, Role};
pub use sampler::Sampling;
pub use sequence::{Piece, Sequence};

#[cfg(test)]
mod tests;
