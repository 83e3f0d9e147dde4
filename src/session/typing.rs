//! What the keyboard does to the document.

use super::core::Session;
use crate::document::{CharPos, Selection, Side, Span, StepKind};
use crate::message::{Message, excerpt};

impl Session {
    /// Puts the same text in the place of several stretches.
    pub(super) fn replace_each(&mut self, places: &[(usize, usize)], text: &str) {
        let Some(&(first, end)) = places.first() else {
            return;
        };
        let old = self.document.slice(Span::new(CharPos(first), CharPos(end)));
        let old = excerpt(old);
        let mut edits = self.document.transaction();
        for &(start, end) in places {
            edits = edits.replace(Span::new(CharPos(start), CharPos(end)), text);
        }
        let behind = places.last().map_or(CharPos(end), |&(_, end)| CharPos(end));
        let caret = edits.map(behind, Side::After);
        self.stay();
        let (what, new) = (old.clone(), excerpt(text));
        let message = match places.len() {
            1 if text.is_empty() => Message::Deleted { what },
            places if text.is_empty() => Message::DeletedPlaces { what, places },
            1 => Message::Replaced { old, new },
            places => Message::ReplacedPlaces { old, new, places },
        };
        self.commit_and_tell(edits.select(Selection::caret(caret)), StepKind::Command, message);
    }

    /// Types over some characters.
    pub(super) fn typed(&mut self, start: usize, end: usize, text: &str) {
        let span = Span::new(CharPos(start), CharPos(end));
        self.stay();
        self.commit(self.replacing(span, text), StepKind::Typing, Message::Typing);
    }
}
