//! The editor's buffer: shows the session's text and turns what the widget does to it into actions.
//!
//! egui edits its buffer at once and several times in one frame; each edit is kept as a value for the
//! session, which alone owns the document.

use std::any::TypeId;
use std::borrow::Cow;
use std::ops::Range;

use egui::TextBuffer;
use egui::text::CharIndex;

use super::layout::byte_at;
use crate::session::Action;

/// A text that remembers how it was changed.
pub struct Recorder<'a> {
    text: Cow<'a, str>,
    actions: Vec<Action>,
}

impl<'a> Recorder<'a> {
    /// Starts from the session's text.
    pub fn new(text: &'a str) -> Self {
        Recorder {
            text: Cow::Borrowed(text),
            actions: Vec::new(),
        }
    }

    /// What was done, in order; positions are those of the text as the step before left it.
    pub fn into_actions(self) -> Vec<Action> {
        self.actions
    }

    fn replace(&mut self, start: usize, end: usize, with: &str) {
        let range = byte_at(&self.text, start)..byte_at(&self.text, end);
        self.text.to_mut().replace_range(range, with);
        // Typing over a selection comes as a deletion and an insertion: one step for the user.
        if let Some(Action::ReplaceRange {
            start: before, text, ..
        }) = self.actions.last_mut()
            && text.is_empty()
            && start == end
            && *before == start
        {
            with.clone_into(text);
            return;
        }
        self.actions.push(Action::ReplaceRange {
            start,
            end,
            text: with.to_owned(),
        });
    }
}

impl TextBuffer for Recorder<'_> {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        &self.text
    }

    fn insert_text(&mut self, text: &str, char_index: CharIndex) -> usize {
        if !text.is_empty() {
            self.replace(char_index.0, char_index.0, text);
        }
        text.chars().count()
    }

    fn delete_char_range(&mut self, char_range: Range<CharIndex>) {
        if char_range.start < char_range.end {
            self.replace(char_range.start.0, char_range.end.0, "");
        }
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<Recorder<'static>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(start: usize, end: usize, text: &str) -> Action {
        Action::ReplaceRange {
            start,
            end,
            text: text.into(),
        }
    }

    #[test]
    fn typing_over_a_selection_is_one_action() {
        let mut recorder = Recorder::new("äöü x");
        recorder.delete_char_range(CharIndex(1)..CharIndex(3));
        recorder.insert_text("ß", CharIndex(1));
        assert_eq!(recorder.as_str(), "äß x");
        recorder.insert_text("!", CharIndex(4));
        assert_eq!(recorder.as_str(), "äß x!");
        assert_eq!(
            recorder.into_actions(),
            [replaced(1, 3, "ß"), replaced(4, 4, "!")]
        );
    }

    #[test]
    fn nothing_done_is_nothing_recorded() {
        let mut recorder = Recorder::new("a");
        recorder.insert_text("", CharIndex(0));
        recorder.delete_char_range(CharIndex(1)..CharIndex(1));
        assert!(recorder.into_actions().is_empty());
    }
}
