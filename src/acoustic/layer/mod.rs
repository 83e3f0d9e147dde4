//! The layers between front and head.

mod lookahead;

pub(super) use lookahead::{LayerState, LookAheadLayer};
