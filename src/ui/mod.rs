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

mod answers;
mod backend;
mod doubtful;
mod draw_about;
mod draw_cards;
mod draw_caret;
mod draw_dock;
mod draw_document;
mod draw_files;
mod draw_find;
mod draw_format;
mod draw_help;
mod draw_history;
mod draw_menu;
mod draw_models;
mod draw_panel;
mod draw_player;
mod draw_reading;
mod draw_rewriting;
mod draw_rows;
mod draw_settings;
mod draw_sheet;
mod draw_speakers;
mod draw_toasts;
mod draw_trial;
mod draw_top;
mod find;
mod icons;
mod keys;
mod layout;
mod logic;
mod notices;
mod palette;
mod part;
mod recorder;
mod state;
mod strings;
mod theme;
mod typefaces;
mod widgets;
mod window;

pub use answers::{Dialog, Folder, HistoryEntry, ModelChoice, ModelReport, Places, Purpose, Totals};
pub use backend::{
    Answer, Backend, Busy, FontSource, FoundFont, Level, Piece, Reading, Request, Source, Wake,
};
pub use draw_document::document_id as editor_id;
pub use find::{Find, FindStep};
pub use logic::Logic;
pub use state::{
    ClickedWord, Loading, Panel, Playing, Question, Reply, Status, Tone, Trial, TrialStage, UiAction, UiState,
};
pub use window::{Window, run};
