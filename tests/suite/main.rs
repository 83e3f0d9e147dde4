//! Integration tests in one binary: every further binary would link candle and egui again.

mod polish;
mod commands;
mod session;
