//! Engine room: the arithmetic of the decoder on plain slices.
//!
//! ```text
//! dispatch   which instruction set, chosen once            Path
//! layout     64-byte blocks, rows padded with zeros         Block
//! int8       8-bit matrices and rows, exact products        Int8Matrix, Int8Rows
//! float      norms, softmax, GELU, rotation, attention      rms_norm, attend, …
//! format     the block formats of model files               BlockFormat
//! halves     products with 16-bit floats where they lie     HalfFormat, multiply_halves
//! ggml       products with blocks where they lie            BlockRows, multiply_blocks
//! scalar     the oracle of the 8-bit and block products
//! x86, arm   the same products, one file per instruction set
//! ```
//!
//! Every path of the built-in model's kernels gives the same bits as the oracle: integer sums are exact, and the f32 helpers are one
//! portable body that adds in a fixed order of sixteen lanes and is merely compiled for several
//! instruction sets. Text recognised on one machine is therefore recognised alike on another.
//!
//! Knows nothing of tensors, models, files or threads. `unsafe` lives here and nowhere else.

mod dispatch;
mod layout;
mod int8;
mod float;
mod format;
mod halves;
mod ggml;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "aarch64")]
mod arm;

pub use dispatch::{PATH_VARIABLE, Path, path};
pub use float::{
    add, add_on, attend, attend_on, axpy, axpy_on, dot, dot_on, gelu_tanh_mul, gelu_tanh_mul_on, gemv,
    gemv_on, log_softmax, log_softmax_on, rms_norm, rms_norm_on, rope, rope_on, softmax, softmax_on,
};
pub use format::BlockFormat;
pub use ggml::{BlockRow, BlockRows, blocks_are_fast, multiply_blocks, multiply_blocks_on};
pub use halves::{HalfFormat, multiply_halves, multiply_halves_on};
pub use int8::{Int8Matrix, Int8Rows, MAX_COLS, ShapeError};
