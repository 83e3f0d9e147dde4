//! Where the kernels meet the tensor library, and the only place: 8-bit, block and some float matrices as
//! operations on tensors.
//!
//! Knows nothing of files or layers.

mod int8;
mod rows;
mod stored;

pub use int8::Int8Linear;
pub use rows::FloatRows;
pub use stored::{StoredFormat, StoredLinear, own_format};

/// Output channels that are computed at a time: few enough to stay in the cache while all rows pass, and for threads large
/// enough to cost more than the hand-over, small enough that none waits long for the last one.
const TILE: usize = 64;
