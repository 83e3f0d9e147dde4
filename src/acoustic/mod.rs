//! The acoustic model of the first pass: frames of 40 ms in, distributions over phones out, some frames later.
//!
//! ```text
//! 640 samples ─▶ front ────────▶ look-ahead layers ─────▶ head ─▶ log posteriors of two slots of 20 ms
//!                log mel, two     each sees a window        a mix of all layers' rows,
//!                convolutions,    behind it and one         one convolution,
//!                positions        frame ahead               a matrix
//! ```
//!
//! Whisper's encoder (Radford et al. 2022) under a mask that lets it run as a stream (`training/first_pass.py`); its building
//! blocks are the reader's. Every part holds what it needs of the past, so a frame costs the same however long the sound is,
//! and asks for no memory once the window is full. The posteriors are those of the whole clip under a banded mask to the bit,
//! on every instruction set.
//!
//! Knows nothing of phones' names, words or microphones.

mod config;
mod error;
mod front;
mod head;
mod layer;
mod model;
#[cfg(test)]
mod tests;

pub use config::{Config, Topology};
pub(crate) use config::{are_log_shares, are_possible, read, same};
pub use error::AcousticError;
pub use model::{Model, Output};
