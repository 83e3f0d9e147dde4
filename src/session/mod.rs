//! Head of the house: Idle → Listening → Finishing; the only owner of the document.
//!
//! Knows nothing of devices, candle or egui: events and actions in, effects and a view out.

mod api;

pub use api::{Action, Change, ChangeKind, Choice, Effect, ExportFormat, Listening, Preview, View};
