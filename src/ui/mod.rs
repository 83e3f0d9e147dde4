//! Windows: return actions, hold no text of their own.
//!
//! ```text
//! keys ─┐                                     ┌─▶ session.perform ─▶ effects ─┐
//! draw ─┴─▶ UiAction ─▶ logic.perform ────────┤                               ▼
//!   ▲                                         └─▶ backend.ask ◀───────── requests
//!   └── view, state ◀── logic.drain ◀── backend.poll (events, answers)
//! ```
//!
//! Knows nothing of devices, models or files: what it needs of them it asks of a [`Backend`].

mod backend;
mod draw_cards;
mod draw_dock;
mod draw_document;
mod draw_files;
mod draw_find;
mod draw_help;
mod draw_models;
mod draw_panel;
mod draw_settings;
mod draw_top;
mod find;
mod icons;
mod keys;
mod layout;
mod logic;
mod preferences;
mod recorder;
mod state;
mod strings;
mod talk;
mod theme;
mod widgets;
mod window;

pub use backend::{
    Answer, Backend, Busy, CutOff, Exported, Folder, HistoryEntry, Level, ModelChoice, ModelReport, Request,
    Source, Totals, Wake, Wanted,
};
pub use find::{Find, FindStep};
pub use logic::Logic;
pub use preferences::{FONT_SIZES, HistoryDays, Preferences, TalkMode, ThemeChoice, Typeface};
pub use state::{Loading, Panel, Question, Reply, Status, Tone, UiAction, UiState};
pub use window::{Window, editor_id, run};
