//! Opening and closing panels, and what each needs to know then.

use std::path::PathBuf;

use super::super::answers::Dialog;
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
            Some(Panel::History) => self.ask(Request::SearchHistory {
                query: self.state.history_query.clone(),
            }),
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
        let dialog = match self.state.panel {
            Some(Panel::SaveAs) => Dialog::Save {
                title: text("ui-save-as"),
                folder,
                name: format!("{}.md", self.state.file_name.trim()),
            },
            Some(Panel::Import) => Dialog::Words {
                title: text("ui-import"),
            },
            Some(Panel::Models) => Dialog::Model {
                title: text("ui-model-other"),
            },
            _ => Dialog::Open {
                title: text("ui-open"),
                folder,
            },
        };
        self.ask(Request::PickFiles(dialog));
    }

    /// Does with the files what they were chosen for.
    pub(super) fn picked(&mut self, dialog: Dialog, files: Vec<PathBuf>) {
        let first = files.first().cloned();
        let action = match dialog {
            Dialog::Open { .. } => opening_all(files),
            Dialog::Save { .. } => first.map(UiAction::SaveAs),
            Dialog::Words { .. } => first.map(UiAction::ImportVocabulary),
            Dialog::Model { .. } => first.map(UiAction::InspectModel),
        };
        if let Some(action) = action {
            self.state.panel = self.state.panel.filter(|&panel| panel != Panel::Open);
            self.perform(action);
        }
    }
}
