//! Library: text, transactions, selection, units, anchors, history, Markdown.
//!
//! Knows nothing of words as heard, of commands, of files or windows.
//!
//! Two kinds of position live here and never mix: [`CharPos`] counts characters and is what everybody
//! outside uses; plain `usize` ranges are bytes of the text and are what searching in a `&str` gives.

mod anchor;
pub(crate) mod blocks;
mod doc;
mod edit;
mod format;
pub(crate) mod html;
mod history;
pub mod markdown;
mod pos;
mod sentence;
mod text;
pub mod unit;

#[cfg(test)]
mod tests;

pub use anchor::AnchorId;
pub use doc::Document;
pub use edit::{Edit, Side, StaleTransaction, Transaction};
pub use format::FileFormat;
pub use history::{Note, StepKind};
pub use pos::{CharPos, Selection, Span};
pub use sentence::sentences;
pub use text::Text;
pub use unit::Unit;
