//! Dictation into whatever program is in front: where text goes, how it gets there, and how parlance is told to listen.
//!
//! ```text
//! parlance toggle ─▶ control (a socket of the user's own) ─┐
//! talk key ────────▶ x11 ─────────────────────────────────┤
//!                                                          ▼
//!                              session ─▶ scratch (what was put in) ─▶ sink ─▶ the program in front
//! ```
//!
//! Knows no session, no sound and no model: texts in, outcomes out.

#[cfg(target_os = "linux")]
pub mod access;
pub mod control;
#[cfg(target_os = "linux")]
pub mod everywhere;
pub mod scratch;
pub mod sink;
#[cfg(target_os = "linux")]
pub mod x11;

#[cfg(unix)]
pub use control::Server;
pub use control::{Reply, Request, usual_path};
#[cfg(target_os = "linux")]
pub use everywhere::Everywhere;
pub use scratch::{Change, Scratch};
pub use sink::{Outcome, SinkError, Target, TextSink, Way};
