//! The arithmetic of the models on plain slices.
//!
//! ```text
//! dispatch     which instruction set, chosen once            Path
//! int8         8-bit matrices and rows, exact products        Int8Matrix, Int8Rows
//! float_matrix matrices of floats for many rows                FloatMatrix
//! epilogue     what happens to a product before it is written  Epilogue
//! attention    keys and values, softmax, mixes                 KeysValues, attend_rows
//! float        norms, softmax, GELU, LSTM                      layer_norm, gelu, …
//! format       the block formats of model files                BlockFormat
//! halves       products with 16-bit floats where they lie      HalfFormat, multiply_halves
//! ggml         products with blocks where they lie             BlockRows, multiply_blocks
//! tile, math   what they are made of: products of floats in registers, functions as polynomials
//! isa          what a kernel asks of an instruction set
//! portable     the oracle: the same in portable Rust           scalar: that of the blocks
//! x86, arm     the same, per family of instructions
//! ```
//!
//! Every path of the 8-bit, float and attention kernels gives the same bits as the oracle: integer sums are exact, and floats are
//! one generic body that adds in a fixed order, with fused steps that round once even where they must be emulated. Text recognised
//! on one machine is therefore recognised alike on another.
//!
//! Knows nothing of tensors, models, files or threads. `unsafe` lives here and nowhere else.

mod dispatch;
mod shape;
mod isa;
mod portable;
mod math;
mod tile;
mod epilogue;
mod int8;
mod float_matrix;
mod attention;
mod float;
mod format;
mod halves;
mod ggml;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "aarch64")]
mod arm;

pub use attention::{KeysValues, Visible, attend_rows, attend_rows_on};
pub use dispatch::{PATH_VARIABLE, Path, path};
pub use epilogue::{Epilogue, Then};
pub use float::{
    add, add_on, gelu, gelu_on, gemv, gemv_on, layer_norm, layer_norm_on, log_softmax, log_softmax_on, log10,
    log10_on, lstm_cell, lstm_cell_on, softmax, softmax_on,
};
pub use float_matrix::FloatMatrix;
pub use format::BlockFormat;
pub use ggml::{BlockRow, BlockRows, blocks_are_fast, multiply_blocks, multiply_blocks_on};
pub use halves::{HalfFormat, multiply_halves, multiply_halves_on};
pub use int8::{Int8Matrix, Int8Rows, MAX_COLS};
pub use shape::ShapeError;
