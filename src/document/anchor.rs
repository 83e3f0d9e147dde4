//! Anchors: spans that move with the text and come back with undo.
//!
//! An utterance leaves an anchor around its words, so that they can be scratched, reverted, timed and labelled
//! whatever happened to the text around them. What the anchor stands for is kept by whoever made it.

use std::collections::BTreeMap;

use super::edit::Transaction;
use super::pos::Span;

/// Names one anchor of a document; later anchors have larger numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnchorId(pub u64);

/// All anchors of a document. An anchor whose text is gone has an empty span.
#[derive(Clone, Debug, Default)]
pub(super) struct Anchors {
    spans: BTreeMap<AnchorId, Span>,
    next: u64,
}

/// Spans that mapping alone cannot restore, kept by the history step that touched them.
pub(super) type Saved = Vec<(AnchorId, Span)>;

impl Anchors {
    pub(super) fn add(&mut self, span: Span) -> AnchorId {
        let id = AnchorId(self.next);
        self.next += 1;
        self.spans.insert(id, span);
        id
    }

    pub(super) fn get(&self, id: AnchorId) -> Option<Span> {
        self.spans.get(&id).copied().filter(|span| !span.is_empty())
    }

    /// Moves every anchor along. Gives the spans, before and after, of those that an edit touched.
    pub(super) fn follow(&mut self, transaction: &Transaction) -> (Saved, Saved) {
        let (mut before, mut after) = (Saved::new(), Saved::new());
        for (&id, span) in &mut self.spans {
            let old = *span;
            *span = transaction.map_span(old);
            let touched = transaction
                .edits()
                .iter()
                .any(|edit| edit.span.start <= old.end && edit.span.end >= old.start);
            if touched {
                before.push((id, old));
                after.push((id, *span));
            }
        }
        (before, after)
    }

    pub(super) fn restore(&mut self, saved: &Saved) {
        for &(id, span) in saved {
            self.spans.insert(id, span);
        }
    }
}
