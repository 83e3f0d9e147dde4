//! Integration tests in one binary: every further binary would link candle and egui again.

mod program;

mod crash;
mod files;
mod long;
mod microphone;
mod offline;
mod polish;
mod commands;
mod session;
mod speech;
mod ui;
