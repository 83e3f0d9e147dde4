//! What is remembered about stretches of the text that came from speech or from a rewrite.
//!
//! Each record hangs on an anchor of the document, so that it follows the text and disappears and returns
//! with undo and redo.

use std::collections::VecDeque;

use crate::document::{AnchorId, Document, Span};

/// What made a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An utterance.
    Dictation,
    /// A rewrite that was accepted.
    Rewrite,
}

/// One stretch.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub anchor: AnchorId,
    pub origin: Origin,
    /// What stood in its place before: a selection that was dictated over, the text before a rewrite.
    pub replaced: String,
    /// The words as heard, joined as the written text was; the text before a rewrite.
    pub raw: String,
}

/// Records kept; only the newest whose text still stands is ever asked for.
const KEPT: usize = 1_000;

/// The last records, oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Records(VecDeque<Record>);

impl Records {
    pub(super) fn push(&mut self, record: Record) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(record);
    }

    /// The newest record of an origin whose text is still there.
    pub(super) fn latest(&self, document: &Document, origin: Origin) -> Option<(&Record, Span)> {
        self.0
            .iter()
            .rev()
            .filter(|record| record.origin == origin)
            .find_map(|record| document.anchored(record.anchor).map(|span| (record, span)))
    }

    /// The newest record whatever its origin.
    pub(super) fn newest(&self, document: &Document) -> Option<(&Record, Span)> {
        let all = self.0.iter().rev();
        all.filter_map(|record| document.anchored(record.anchor).map(|span| (record, span)))
            .next()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
