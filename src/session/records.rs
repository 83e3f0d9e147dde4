//! What is remembered about stretches of the text that came from speech or from a rewrite.
//!
//! Each record hangs on an anchor of the document, so that it follows the text and disappears and returns
//! with undo and redo.

use crate::document::{AnchorId, Document, Span};

/// What made a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An utterance.
    Dictation,
}

/// One stretch.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub anchor: AnchorId,
    pub origin: Origin,
    /// What stood in its place before: a selection that was dictated over, the text before a rewrite.
    pub replaced: String,
}

/// All records, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Records(Vec<Record>);

impl Records {
    pub(super) fn push(&mut self, record: Record) {
        self.0.push(record);
    }

    /// The newest record of an origin whose text is still there.
    pub(super) fn latest(&self, document: &Document, origin: Origin) -> Option<(&Record, Span)> {
        self.0
            .iter()
            .rev()
            .filter(|record| record.origin == origin)
            .find_map(|record| document.anchored(record.anchor).map(|span| (record, span)))
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
