//! Integration tests in one binary: every further binary would link candle and egui again. Those of the text side
//! also run without the feature `desktop`; the window's are in tests/window.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod program;

mod addressed;
mod asking;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod assistive;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod clipboard;
#[cfg(feature = "desktop")]
mod crash;
#[cfg(feature = "desktop")]
mod denied;
#[cfg(feature = "desktop")]
mod desktop;
#[cfg(feature = "desktop")]
mod doubted;
#[cfg(feature = "desktop")]
mod endings;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod everywhere;
#[cfg(feature = "desktop")]
mod files;
#[cfg(feature = "desktop")]
mod large;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod listening;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod listening_signs;
#[cfg(feature = "desktop")]
mod long;
#[cfg(feature = "desktop")]
mod microphone;
#[cfg(feature = "desktop")]
mod models;
#[cfg(feature = "desktop")]
mod models_on_disk;
#[cfg(feature = "desktop")]
mod endpoint;
#[cfg(feature = "desktop")]
mod offline;
// Packages are made on Linux, of the whole program.
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod packages;
mod own_commands;
mod polish;
mod polish_numbers;
mod readers;
#[cfg(feature = "desktop")]
mod recordings;
#[cfg(feature = "desktop")]
mod reading;
mod closing;
mod killed;
mod safe;
#[cfg(feature = "desktop")]
mod safe_sound;
mod commands;
mod place;
#[cfg(feature = "desktop")]
mod serve;
#[cfg(all(feature = "desktop", unix))]
mod serve_ending;
mod session;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod screen;
#[cfg(feature = "desktop")]
mod signal;
#[cfg(feature = "desktop")]
mod speakers;
#[cfg(feature = "desktop")]
mod speech;
#[cfg(feature = "desktop")]
mod spoken;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod wayland;
mod wordings;
