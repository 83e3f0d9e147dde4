//! Where dictation goes on after a spoken change has taken the caret elsewhere.
//!
//! A change leaves the caret where it was made, so that "bold that" finds it. Whoever then goes on dictating means the
//! place where they were speaking, unless they put the caret somewhere since.

use super::core::Session;
use super::records::Origin;
use crate::document::{AnchorId, CharPos, Selection, Span, Transaction};

/// The place that a change has left.
#[derive(Clone, Debug)]
pub(super) struct LeftPlace {
    /// Where it is now.
    at: CharPos,
    /// It is the end of what was dictated last.
    behind_words: bool,
    /// The character before it, which undo and redo carry along.
    before: Option<AnchorId>,
}

impl Session {
    /// To be called before a change by command: remembers the caret if the change is made elsewhere.
    pub(super) fn leave_place(&mut self, change: Option<&Transaction>) {
        let selection = self.document.selection();
        let at = selection.caret;
        let touches = |change: &Transaction| {
            let mut edits = change.edits().iter();
            edits.any(|edit| edit.span.start <= at && at <= edit.span.end)
        };
        if self.left_place.is_some() || selection.anchor != at || change.is_some_and(touches) {
            return;
        }
        let said = self.records.latest(&self.document, Origin::Dictation);
        let behind_words = said.is_some_and(|(_, span)| span.end == at);
        let before = (at > CharPos(0)).then(|| self.document.anchor(Span::new(at - 1, at)));
        self.left_place = Some(LeftPlace {
            at,
            behind_words,
            before,
        });
    }

    /// Forgets the place: the user has put the caret somewhere.
    pub(super) fn stay(&mut self) {
        self.left_place = None;
    }

    /// Moves the place along with a change of the text.
    pub(super) fn carry_place(&mut self, change: &Transaction) {
        if let Some(left) = &mut self.left_place {
            left.at = change.map(left.at, crate::document::Side::After);
        }
    }

    /// Finds the place again after undo and redo.
    pub(super) fn find_place(&mut self) {
        let Some(left) = &self.left_place else { return };
        let said = self.records.latest(&self.document, Origin::Dictation);
        let at = match (said, left.before) {
            (Some((_, span)), _) if left.behind_words => Some(span.end),
            (_, Some(anchor)) => self.document.anchored(anchor).map(|span| span.end),
            (_, None) => Some(CharPos(0)),
        };
        match (at, &mut self.left_place) {
            (Some(at), Some(left)) => left.at = at,
            _ => self.left_place = None,
        }
    }

    /// Where words go that are dictated now.
    pub(super) fn place(&self) -> CharPos {
        let selection = self.document.selection();
        match &self.left_place {
            // Words were selected to be said again.
            Some(left) if selection.anchor == selection.caret => left.at,
            _ => selection.caret,
        }
    }

    /// Goes back to the place, because words are about to be written.
    pub(super) fn return_to_place(&mut self) {
        let selection = self.document.selection();
        if selection.anchor == selection.caret
            && let Some(left) = self.left_place.take()
        {
            self.document.select(Selection::caret(left.at));
        }
    }
}
