//! Looking at models, choosing one, and following how it loads.

use std::path::PathBuf;

use crate::transcript::Event;

use super::super::answers::ModelReport;
use super::super::backend::Request;
use super::super::state::{Loading, Panel};
use super::Logic;

impl Logic {
    pub(super) fn inspect_model(&mut self, path: PathBuf) {
        self.state.report = None;
        self.state.inspecting = Some(path.clone());
        self.ask(Request::InspectModel(path));
    }

    pub(super) fn inspected(&mut self, report: ModelReport) {
        // A slow disk may answer for a file that nobody looks at any more.
        if self.state.inspecting.as_ref() == Some(&report.path) {
            self.state.inspecting = None;
            self.state.report = Some(report);
        }
    }

    /// How far it is, loaded, or failed: before anything is loaded, a failure is that of loading.
    pub(super) fn note_loading(&mut self, event: &Event) {
        match event {
            Event::Loading { done, total } => {
                let share = *done as f64 / (*total).max(1) as f64;
                self.state.loading = Loading::Busy(Some(share.min(1.0) as f32));
            }
            Event::Loaded { .. } => {
                // The name is in the dock for good; what was said before is no longer true.
                if matches!(self.state.loading, Loading::Failed(_)) {
                    self.state.status = super::Status::default();
                }
                self.state.loading = Loading::Done;
            }
            Event::Failed { message } if self.state.loading != Loading::Done => {
                let first = matches!(self.state.loading, Loading::Busy(_));
                self.state.loading = Loading::Failed(super::sentence(message));
                if first && self.state.panel.is_none() {
                    self.show(Some(Panel::Models));
                }
            }
            _ => {}
        }
    }
}
