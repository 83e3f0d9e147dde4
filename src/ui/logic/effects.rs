//! The window as a front end of the session: what it does itself of what the session asks for.

use std::path::PathBuf;

use super::super::backend::{Request, Source};
use super::super::state::Panel;
use super::super::strings::{sentence, text, text_with, told};
use super::Logic;
use super::clipboard::PasteInto;
use crate::host::front_end::{FrontEnd, Report, RewriteJob};
use crate::host::{FileJob, Place, Saving};
use crate::rewrite::RewriteError;
use crate::session::{Dictated, Session};

impl FrontEnd for Logic {
    fn parts(&mut self) -> (&mut Session, &mut Saving) {
        (&mut self.session, &mut self.saving)
    }

    fn session_changed(&mut self) {
        let view = self.session.view();
        if *view.message != self.last_message {
            self.last_message = view.message.clone();
            let message = sentence(&told(view.message));
            self.say(message);
            self.state.follow_caret = true;
        }
        let dictated = !self.session.view().segments.is_empty();
        if dictated && !self.state.settings.window.welcomed {
            self.change(|settings| settings.window.welcomed = true);
        }
    }

    fn begin_recording(&mut self) {
        let source = std::mem::replace(&mut self.next_source, Source::Microphone);
        self.session.set_own_voice(source == Source::Microphone);
        self.ask(Request::Listen(source));
    }

    fn end_recording(&mut self) {
        self.ask(Request::StopListening);
    }

    fn copy(&mut self, text: String, html: Option<String>) {
        self.ask(Request::Copy { text, html });
    }

    fn paste(&mut self) {
        self.paste_into = PasteInto::Document;
        self.ask(Request::Paste);
    }

    fn restore_clipboard(&mut self) {
        self.ask(Request::RestoreClipboard);
    }

    fn run_file_job(&mut self, job: FileJob) {
        let saves = matches!(job, FileJob::Save { .. });
        if self.backend.ask(Request::File(job)).is_err() {
            self.trouble(text("ui-busy"));
            if saves {
                self.after_save = None;
                self.saving.fail();
            }
        }
    }

    fn rewrite(&mut self, job: RewriteJob) {
        self.ask(Request::Rewrite(job));
    }

    fn cancel_rewrite(&mut self, ticket: u64) {
        self.ask(Request::CancelRewrite { ticket });
    }

    fn keep_in_history(&mut self, document: Dictated) {
        let with_sound = self.state.recordings.iter().flatten();
        let mut recordings: Vec<u32> = with_sound.map(|&(recording, _)| recording).collect();
        recordings.dedup();
        self.ask(Request::KeepInHistory { document, recordings });
    }

    fn vocabulary_changed(&mut self) {
        let words = self.session.view().vocabulary.to_lines();
        self.change(|settings| settings.vocabulary = words);
    }

    fn show_help(&mut self) {
        self.show(Some(Panel::Help));
    }

    fn report(&mut self, report: Report) {
        match report {
            Report::Saved { path, automatic, .. } => {
                if !automatic {
                    self.remember_file(&path);
                }
                if let Some(next) = self.after_save.take() {
                    self.go(next, false);
                }
            }
            Report::Opened(path) => {
                self.remember_file(&path);
                self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Open);
                self.document_replaced();
            }
            Report::Exported(path) => {
                let file = path.display().to_string().into();
                self.say(text_with("ui-exported", &[("file", file)]));
                self.state.status.folder = path.parent().map(PathBuf::from);
            }
            Report::NotSaved(problem) => {
                self.after_save = None;
                self.trouble(format!("Not saved. {}", sentence(&problem)));
            }
            Report::Failed(problem) => self.trouble(problem),
            Report::NotRewritten(error) => {
                self.state.status.wants_model = matches!(error, RewriteError::NeedsModel { .. });
            }
        }
    }
}

/// Where a path of the window leads: a bare name is one in the folder for documents.
pub(super) fn place_of(path: PathBuf) -> Place {
    if path.is_absolute() {
        Place::File(path)
    } else {
        Place::Named(path.to_string_lossy().into_owned())
    }
}
