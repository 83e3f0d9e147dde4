//! Workshop: the Gemma 4 Unified decoder, for the built-in model and for Gemma 4 12B.

pub mod mmap;
pub mod quant;
pub mod builtin;
