//! parlance: offline voice dictation and editing.
//!
//! ```text
//! microphone ─▶ audio ─▶ frames ─▶ speech (model) ─▶ transcript ─▶ command ─▶ document ─▶ ui
//!   (or a file)  ring     40 ms     tokens, speakers   words        edits       text       egui
//! ```
//!
//! Data flows left to right; a `use` points only against the flow, or to a leaf. `tests/tidy.rs` holds
//! that rule. Read the modules in the order below.
//!
//! Without the feature `desktop` the text side is left: words in, edited documents out, with no sound, no models of
//! speech and no window. It builds and tests in a fraction of the time.

pub mod english;
pub mod memory;
pub mod message;
#[cfg(feature = "desktop")]
pub mod mmap;
#[cfg(feature = "desktop")]
pub mod mel;
#[cfg(feature = "desktop")]
pub mod audio;
#[cfg(feature = "desktop")]
pub mod frames;
#[cfg(feature = "desktop")]
pub mod reader;
#[cfg(feature = "desktop")]
pub mod acoustic;
#[cfg(feature = "desktop")]
pub mod model;
#[cfg(feature = "desktop")]
pub mod diarize;
#[cfg(feature = "desktop")]
pub mod speech;
pub mod transcript;
pub mod document;
pub mod command;
pub mod rewrite;
pub mod session;
pub mod settings;
#[cfg(feature = "desktop")]
pub mod endpoint;
#[cfg(feature = "desktop")]
pub mod worker;
pub mod store;
pub mod host;
#[cfg(feature = "desktop")]
pub mod system;
#[cfg(feature = "desktop")]
pub mod engine;
#[cfg(feature = "desktop")]
pub mod server;
#[cfg(feature = "desktop")]
pub mod ui;
#[cfg(feature = "desktop")]
pub mod app;
pub mod cli;
