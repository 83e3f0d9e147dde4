//! The 8-bit products for 64-bit ARM.

pub(crate) mod neon;
