//! The talk key, which is the same in every front.

pub use crate::session::{Talk, TalkKey};
