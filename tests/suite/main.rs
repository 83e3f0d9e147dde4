//! Integration tests in one binary: every further binary would link candle and egui again.

mod commands;
mod polish;
mod session;
mod ui;
