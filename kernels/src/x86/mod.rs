//! The 8-bit products for x86-64, one file per family of instructions.

pub(crate) mod avx2;
pub(crate) mod avx512;
