//! Where the kernels meet the tensor library, and the only place: 8-bit, block and some float matrices as
//! operations on tensors.
//!
//! Knows nothing of files or layers.

use candle_core::{CpuStorage, Layout};

mod int8;
mod rows;
mod stored;

pub use int8::Int8Linear;
pub use rows::FloatRows;
pub use stored::{StoredFormat, StoredLinear, own_blocks, own_format};

/// Output channels that are computed at a time: few enough to stay in the cache while all rows pass, and for threads large
/// enough to cost more than the hand-over, small enough that none waits long for the last one.
const TILE: usize = 64;

/// The slice behind a contiguous CPU tensor of 32-bit floats.
pub(crate) fn f32_slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> candle_core::Result<&'a [f32]> {
    let values = storage.as_slice::<f32>()?;
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&values[start..end]),
        None => candle_core::bail!("this product or step needs contiguous input"),
    }
}
