//! Dictation into whatever program is in front: where text goes, how it gets there, and how parlance is told to listen.
//!
//! ```text
//! parlance toggle ─▶ control (a socket of the user's own) ─┐
//! talk key ────────▶ x11, portal, native ─────────────────┤
//! click ───────────▶ tray ─────────────────────────────────┤
//!                                                          ▼
//!                              session ─▶ scratch (what was put in) ─▶ sink ─▶ the program in front
//!                                     └─▶ overlay, tray, media (what is seen and heard of it)
//! ```
//!
//! Knows no session, no sound and no model: texts in, outcomes out.

#[cfg(target_os = "linux")]
pub mod access;
#[cfg(target_os = "linux")]
mod bus;
pub mod control;
#[cfg(target_os = "linux")]
pub mod everywhere;
#[cfg(target_os = "linux")]
pub mod helpers;
#[cfg(target_os = "linux")]
pub mod media;
pub mod native;
#[cfg(target_os = "linux")]
pub mod portal;
pub mod scratch;
pub mod sink;
#[cfg(target_os = "linux")]
pub mod tray;
#[cfg(target_os = "linux")]
pub mod wayland;
#[cfg(target_os = "linux")]
pub mod x11;

pub use control::{Reply, Request, Server, usual_path};
#[cfg(target_os = "linux")]
pub use everywhere::Everywhere;
pub use scratch::{Change, Scratch};
pub use sink::{Button, Insertion, News, Outcome, SinkError, Standing, Target, TextSink, Way};
