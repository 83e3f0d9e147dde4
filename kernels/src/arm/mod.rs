//! The kernels' instructions for 64-bit ARM.

mod sets;

pub(crate) use sets::{Neon, NeonDot};
