//! A dictation: Idle → Listening → Finishing; the only owner of the document.
//!
//! ```text
//! events ──▶ hear ──▶ command::decide ──┬─▶ dictate (polish, insert)   ──▶ document
//! actions ─▶ perform                    └─▶ act (edit, move, rewrite …) ─▶ effects, view
//! ```
//!
//! Knows nothing of devices, candle or egui: events and actions in, effects and a view out. Never waits:
//! what takes long (rewriting, files, the clipboard) is an [`Effect`], carried out by `host`.

mod api;
mod choices;
mod config;
mod commands;
mod core;
mod corrections;
mod dictate;
mod hear;
mod help;
mod instead;
mod joining;
mod learning;
mod marks;
mod own_words;
mod place;
mod records;
mod said;
mod rewriting;
mod speakers;
mod talk;
mod typing;
mod writer;

pub use crate::document::markdown::plain;
pub use api::{Action, Asked, Change, ChangeKind, Choice, Dictated, Effect, Listening, Mode, Preview, View};
/// A text of the document without its marks, for titles and lists.
pub use commands::to_clipboard;
pub use config::SessionConfig;
pub use core::Session;
pub use help::{Phrase, phrases};
pub use marks::{read_marks, write_marks};
pub use said::Said;
pub use talk::{Talk, TalkKey};
