//! Recordings that are turned into text: how far one is, and those that wait for their turn.

use std::path::{Path, PathBuf};

use super::super::backend::Source;
use super::super::state::{Loading, UiAction};
use super::Logic;
use crate::session::{Action, Listening};

impl Logic {
    /// Turns recordings into text, one after the other; several have headings.
    pub(super) fn read_files(&mut self, files: Vec<PathBuf>) {
        let several = files.len() > 1 || !self.state.to_read.is_empty();
        self.state.to_read.extend(files);
        self.headings |= several;
        self.read_next();
    }

    /// Begins the next recording when nothing else is heard.
    pub(super) fn read_next(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        let ready = idle && self.state.loading == Loading::Done && self.state.question.is_none();
        if !ready {
            return;
        }
        let Some(path) = self.state.to_read.pop_front() else {
            self.headings = false;
            return;
        };
        if self.headings {
            self.write_heading(&path);
        }
        self.perform(UiAction::Listen(Source::File {
            path,
            realtime: false,
        }));
    }

    /// Puts a recording's name over what is said in it, at the end of the document.
    fn write_heading(&mut self, path: &Path) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = self.session.view().text;
        let lead = match text.trim_end_matches('\n').len() {
            0 => "",
            _ if text.ends_with("\n\n") => "",
            _ if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        let end = text.chars().count();
        let heading = format!("{lead}## {name}\n\n");
        self.session_action(Action::Select {
            anchor: end,
            caret: end,
        });
        self.session_action(Action::ReplaceRange {
            start: end,
            end,
            text: heading,
        });
    }

    /// Breaks off the recording that is being read; those that wait are not read.
    pub(super) fn stop_reading(&mut self) {
        self.state.to_read.clear();
        self.session_action(Action::StopListening);
    }

    /// How far it is, and what comes after it.
    pub(super) fn follow_reading(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        let heard = self.backend.reading().filter(|_| !idle);
        self.state.reading = heard.map(|reading| (self.reading_name.clone(), reading));
        if idle && !self.state.to_read.is_empty() {
            self.read_next();
        }
    }
}
