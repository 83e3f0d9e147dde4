//! parlance: offline voice dictation and editing.
//!
//! ```text
//! microphone ─▶ audio ─▶ frames ─▶ speech (model) ─▶ transcript ─▶ command ─▶ document ─▶ ui
//!   (or a file)  ring     40 ms     tokens, speakers   words        edits       text       egui
//! ```
//!
//! Data flows left to right; a `use` points only against the flow, or to a leaf. `tests/tidy.rs` holds
//! that rule. Read the modules in the order below.

pub mod audio;
pub mod frames;
pub mod model;
pub mod diarize;
pub mod speech;
pub mod transcript;
pub mod document;
pub mod command;
pub mod rewrite;
pub mod session;
pub mod worker;
pub mod store;
pub mod ui;
pub mod app;
pub mod cli;
