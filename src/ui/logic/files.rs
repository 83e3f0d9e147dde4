//! Saving, opening, exporting and leaving the document.

use std::path::PathBuf;
use std::time::Duration;

use crate::document::FileFormat;
use crate::session::{Action, Effect};

use super::super::backend::{Exported, Request};
use super::super::state::{Panel, Question, Reply, UiAction};
use super::{AUTOSAVE_QUIET, Logic, title_of};
use crate::settings::HistoryDays;

impl Logic {
    pub(super) fn save(&mut self, path: Option<PathBuf>, automatic: bool, over: bool) {
        let view = self.session.view();
        let path = path.or_else(|| view.path.map(Into::into));
        let request = Request::Save {
            path,
            text: view.text.to_owned(),
            automatic,
            over,
        };
        self.asked_to_save = Some(view.revision);
        self.ask(request);
    }

    pub(super) fn saved(&mut self, path: PathBuf, automatic: bool) {
        let revision = self.session.view().revision;
        if !automatic {
            self.saves_to = Some(path.clone());
            self.remember_file(&path);
        }
        // Typing may have gone on while the file was written; then the newest text is not yet on disk.
        if self.asked_to_save.take() == Some(revision) {
            let effects = self.session.perform(Action::Saved(path));
            if automatic {
                // Nobody asked, so nothing is said.
                self.last_message = self.session.view().message.clone();
            }
            self.after_session(effects);
        }
        if let Some(next) = self.after_save.take() {
            self.go(next);
        }
    }

    /// The document's file holds something that nobody has said may go: asked about when the user wanted to save. Nothing is
    /// saved by itself any more until then.
    pub(super) fn save_stopped(
        &mut self,
        path: PathBuf,
        automatic: bool,
        told: String,
        answers: (String, String),
    ) {
        self.saves_to = None;
        self.trouble(told);
        if !automatic {
            let (yes, no) = answers;
            let effect = Box::new(Effect::Save {
                path: Some(path),
                over: true,
            });
            self.session_action(Action::Ask { yes, no, effect });
        }
    }

    pub(super) fn autosave(&mut self) {
        let view = self.session.view();
        let due = self.state.settings.autosave
            && view.path.is_some()
            && view.path == self.saves_to.as_deref()
            && view.dirty
            && self.asked_to_save.is_none()
            && self.changed.1.elapsed() >= AUTOSAVE_QUIET;
        if due {
            self.save(None, true, false);
        }
    }

    /// When autosave will be due, so that a window at rest wakes for it.
    pub fn autosave_in(&self) -> Option<Duration> {
        let view = self.session.view();
        let waits = self.state.settings.autosave
            && view.path.is_some()
            && view.path == self.saves_to.as_deref()
            && view.dirty
            && self.asked_to_save.is_none();
        waits.then(|| AUTOSAVE_QUIET.saturating_sub(self.changed.1.elapsed()) + Duration::from_millis(20))
    }

    pub(super) fn export(&mut self, format: FileFormat) {
        let view = self.session.view();
        let document = Exported {
            title: title_of(&view),
            text: view.text.to_owned(),
            segments: view.segments.to_vec(),
            speakers: view.speakers.to_vec(),
            recorded_ms: view.recorded_ms,
        };
        let folder = view
            .path
            .and_then(|path| path.parent())
            .map(|folder| folder.to_path_buf());
        self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Export);
        self.ask(Request::Export {
            format,
            folder,
            document,
        });
    }

    /// Leaves the document for another one or for good, after asking what to do with its changes.
    pub(super) fn leave(&mut self, action: UiAction) {
        let view = self.session.view();
        if view.dirty && !view.text.trim().is_empty() {
            self.state.question = Some(Question::Unsaved(Box::new(action)));
        } else {
            self.go(action);
        }
    }

    pub(super) fn answer(&mut self, reply: Reply) {
        match (self.state.question.take(), reply) {
            (Some(Question::Unsaved(action)), Reply::Save) => {
                self.save(None, false, false);
                self.after_save = Some(*action);
            }
            (Some(Question::Unsaved(action)), Reply::Yes) => self.go(*action),
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

    pub(super) fn go(&mut self, action: UiAction) {
        match action {
            UiAction::Open(path) => self.ask(Request::Open { path }),
            UiAction::New => self.load(String::new(), None),
            UiAction::LoadText(text) => self.load(text, None),
            UiAction::Close => {
                self.delete_now();
                // The safety copy becomes an entry by itself when the window goes.
                if self.state.safety_copy.is_none() {
                    self.keep_in_history();
                }
                self.state.may_close = true;
                self.state.closing = true;
            }
            other => self.perform(other),
        }
    }

    pub(super) fn load(&mut self, text: String, path: Option<PathBuf>) {
        self.keep_in_history();
        self.state.question = None;
        if self.state.playing.is_some() {
            self.stop_playing();
        }
        self.session_action(Action::Load { text, path });
        self.note_recordings(None);
        self.state.focus_document = true;
    }

    /// What was cut off comes behind what is there.
    pub(super) fn recovered(&mut self, text: String) {
        self.state.recovery = None;
        self.session_action(Action::Recover { text });
    }

    pub(super) fn keep_in_history(&mut self) {
        let view = self.session.view();
        let wanted = self.state.settings.history_days != HistoryDays::Off;
        if wanted && !view.segments.is_empty() && !view.text.trim().is_empty() {
            let (text, words, spoken_ms) = (view.text.to_owned(), view.own_words, view.spoken_ms);
            let with_sound = self.state.recordings.iter().flatten();
            let mut recordings: Vec<u32> = with_sound.map(|&(recording, _)| recording).collect();
            recordings.dedup();
            self.ask(Request::KeepInHistory {
                text,
                words,
                spoken_ms,
                recordings,
            });
        }
    }
}

/// A spoken name as a bare one, which the backend looks for in the documents folder and nowhere else.
pub(super) fn spoken(name: &str) -> PathBuf {
    PathBuf::from(name.replace(['/', '\\', ':'], " ").trim())
}
