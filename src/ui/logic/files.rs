//! Saving, opening, exporting and leaving the document.

use std::time::Duration;

use super::super::backend::Request;
use super::super::state::{Question, Reply, UiAction};
use super::Logic;
use super::effects::place_of;
use crate::host::front_end::{self, FrontEnd};
use crate::session::Action;

impl Logic {
    /// When autosave will be due, so that a window at rest wakes for it.
    pub fn autosave_in(&self) -> Option<Duration> {
        let due = self.saving.due_in(&self.session.view());
        let waits = due.filter(|_| self.state.settings.autosave)?;
        Some(waits + Duration::from_millis(20))
    }

    /// Leaves the document for another one or for good, after asking what to do with its changes.
    pub(super) fn leave(&mut self, action: UiAction) {
        if self.session.view().is_unsaved() {
            self.state.question = Some(Question::Unsaved(Box::new(action)));
        } else {
            self.go(action, false);
        }
    }

    pub(super) fn answer(&mut self, reply: Reply) {
        match (self.state.question.take(), reply) {
            (Some(Question::Unsaved(action)), Reply::Save) => {
                self.after_save = Some(*action);
                front_end::save(self, None, false);
            }
            (Some(Question::Unsaved(action)), Reply::Yes) => self.go(*action, true),
            (Some(Question::ResetSettings), Reply::Yes | Reply::Save) => {
                let settings = self.state.settings.reset();
                self.change_settings(settings);
            }
            (Some(Question::EraseRecovery), Reply::Yes | Reply::Save) => {
                self.state.recovery = None;
                self.ask(Request::Recover { accept: false });
            }
            (Some(Question::ClearHistory), Reply::Yes | Reply::Save) => {
                self.state.history.clear();
                self.ask(Request::ClearHistory);
            }
            (_, Reply::No) | (None, _) => {}
        }
    }

    /// Leaves the document; it may be `lost` where the user was asked.
    pub(super) fn go(&mut self, action: UiAction, lost: bool) {
        match action {
            UiAction::Open(path) => front_end::open(self, place_of(path), lost),
            UiAction::New => self.load(String::new()),
            UiAction::LoadText(text) => self.load(text),
            UiAction::Close => {
                self.delete_now();
                // The safety copy becomes an entry by itself when the window goes.
                if self.state.safety_copy.is_none()
                    && let Some(document) = self.session.dictated()
                {
                    self.keep_in_history(document);
                }
                self.state.may_close = true;
                self.state.closing = true;
            }
            other => self.perform(other),
        }
    }

    fn load(&mut self, text: String) {
        self.session_action(Action::Load { text, path: None });
        self.document_replaced();
    }

    /// What belonged to another document is over.
    pub(super) fn document_replaced(&mut self) {
        self.state.question = None;
        if self.state.playing.is_some() {
            self.stop_playing();
        }
        self.note_recordings(None);
        self.state.focus_document = true;
    }
}
