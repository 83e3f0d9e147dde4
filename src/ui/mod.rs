//! Windows: return actions, hold no text of their own.
//!
//! Knows nothing of devices, models or files: what it needs of them it asks of a [`Backend`].

mod backend;
mod preferences;

pub use backend::{
    Answer, Backend, Busy, Exported, Folder, HistoryEntry, Level, ModelChoice, Request, Source, Totals, Wake,
};
pub use preferences::{FONT_SIZES, HistoryDays, Preferences, TalkMode, ThemeChoice, Typeface};
