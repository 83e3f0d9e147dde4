//! The parts a decoder layer is made of: products, norms, rotation, attention, gated hidden layer.
//!
//! Activations are `[rows, features]` tensors of 32-bit floats, one row per position. On the CPU the
//! steps between two matrix products are single passes over plain slices; on an accelerator they are
//! composed of the tensor library's operations. The fixtures hold the first; no accelerator has run the second yet.

mod linear;
mod norm;
mod heads;
mod rotary;
mod attention;
mod few;
mod gated;
mod layer;

pub use attention::{Mask, MaskedSoftmax};
pub use gated::gelu_times;
pub use heads::Heads;
pub(crate) use layer::KeyValueStore;
pub use layer::{Layer, Probe, no_probe};
pub use linear::{Linear, Table};
pub use norm::{LayerNorm, RmsNorm};
pub use rotary::Rotation;

pub(crate) use crate::model::quant::f32_slice;
