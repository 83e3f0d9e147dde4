//! Integration tests in one binary: every further binary would link candle and egui again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod program;

mod asking;
mod crash;
mod denied;
mod desktop;
mod doubted;
mod endings;
mod files;
mod large;
mod long;
mod microphone;
mod models;
mod offline;
mod polish;
mod polish_numbers;
mod closing;
mod commands;
mod session;
mod speakers;
mod speech;
mod spoken;
mod ui;
