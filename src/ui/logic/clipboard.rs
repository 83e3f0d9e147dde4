//! What goes to the clipboard and comes from it.

use super::super::backend::Request;
use super::Logic;
use crate::host::front_end;
use crate::session::to_clipboard;

/// Where pasted text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasteInto {
    /// Over the document's selection.
    Document,
    /// Into the widget that has the keyboard.
    Widget,
}

impl Logic {
    /// Copies a piece of the document: its words, and as HTML where it is formatted.
    pub(super) fn copy_marked(&mut self, marked: String) {
        let (plain, html) = to_clipboard(&marked);
        self.own_copy = Some((plain.clone(), marked));
        self.copy_from_widget(plain, html);
    }

    pub(super) fn copy_from_widget(&mut self, text: String, html: Option<String>) {
        self.copied_by_widget = true;
        self.ask(Request::Copy { text, html });
    }

    /// What was copied out of the document comes back into it with its marks.
    pub fn with_marks(&self, pasted: String) -> String {
        match &self.own_copy {
            Some((plain, marked)) if *plain == pasted => marked.clone(),
            _ => pasted,
        }
    }

    pub(super) fn insert_pasted(&mut self, pasted: String) {
        if self.paste_into == PasteInto::Widget {
            self.pasted = Some(pasted);
            return;
        }
        let pasted = self.with_marks(pasted);
        front_end::pasted(self, pasted);
        self.state.follow_caret = true;
    }
}
