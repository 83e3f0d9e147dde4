//! Opening and closing panels, and what each needs to know then.

use std::path::PathBuf;

use super::super::answers::{Dialog, Purpose};
use super::super::backend::Request;
use super::super::draw_files::opening_all;
use super::super::state::{Panel, UiAction};
use super::super::strings::text;
use super::Logic;
use crate::host::Wanted;

impl Logic {
    pub(super) fn show(&mut self, panel: Option<Panel>) {
        self.state.panel = panel;
        self.state.focus_field = panel.is_some();
        match panel {
            Some(Panel::History) => self.ask(Request::SearchHistory(self.state.history_query.clone())),
            Some(Panel::Open | Panel::SaveAs | Panel::Import | Panel::Models) => {
                self.state.file_name = if panel == Some(Panel::SaveAs) {
                    self.title()
                } else {
                    String::new()
                };
                let recent = self.state.settings.window.recent_files.clone();
                if panel == Some(Panel::Open) && !recent.is_empty() {
                    self.ask(Request::FindFiles(recent));
                }
                // What another panel had listed is not what this one looks for.
                self.state.folder.clear();
                let beside = self
                    .session
                    .view()
                    .path
                    .and_then(|path| path.parent())
                    .map(PathBuf::from);
                let last = Some(self.state.folder.path.clone()).filter(|path| !path.as_os_str().is_empty());
                self.list_folder(if panel == Some(Panel::SaveAs) {
                    beside.or(last)
                } else {
                    last.or(beside)
                });
                if panel == Some(Panel::Models) {
                    self.state.report = None;
                    self.ask(Request::ListChoices);
                }
            }
            Some(Panel::Settings) => self.ask(Request::ListChoices),
            None => self.state.focus_document = true,
            _ => {}
        }
    }

    /// Lists a folder for the panel that is open.
    pub(super) fn list_folder(&mut self, folder: Option<PathBuf>) {
        let wanted = match self.state.panel {
            Some(Panel::Models) => Wanted::Models,
            _ => Wanted::Documents,
        };
        self.ask(Request::ListFolder { folder, wanted });
    }

    /// Opens the system's dialog in the place of the panel's own list.
    pub(super) fn browse(&mut self) {
        let folder = Some(self.state.folder.path.clone()).filter(|folder| !folder.as_os_str().is_empty());
        let (title, purpose) = match self.state.panel {
            Some(Panel::SaveAs) => {
                let name = format!("{}.md", self.state.file_name.trim());
                ("ui-save-as", Purpose::Save { name })
            }
            Some(Panel::Import) => ("ui-import", Purpose::Words),
            Some(Panel::Models) => ("ui-model-other", Purpose::Model),
            _ => ("ui-open", Purpose::Open),
        };
        self.ask(Request::PickFiles(Dialog {
            title: text(title),
            purpose,
            folder,
        }));
    }

    /// Does with the files what they were chosen for.
    pub(super) fn picked(&mut self, dialog: Dialog, files: Vec<PathBuf>) {
        let first = files.first().cloned();
        let action = match dialog.purpose {
            Purpose::Open => opening_all(files),
            Purpose::Save { .. } => first.map(UiAction::SaveAs),
            Purpose::Words => first.map(UiAction::ImportVocabulary),
            Purpose::Model => first.map(UiAction::InspectModel),
        };
        if let Some(action) = action {
            self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Open);
            self.perform(action);
        }
    }
}
