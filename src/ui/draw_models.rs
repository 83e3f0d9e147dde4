//! The recogniser's panel: the one in use, those used before, the readers that go over the sound a second time, and a way
//! to look at another before using it.

use egui::{Frame, Margin, ProgressBar, RichText, Stroke, Ui};
use fluent_bundle::FluentValue;

use crate::session::{Listening, View};
use crate::settings::{ModelChoice, ReaderChoice};

use super::answers::{self, ModelReport};
use super::draw_files::{Chosen, browse, folder_rows, name_line};
use super::draw_panel::list;
use super::icons::Icon;
use super::state::{Loading, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, button, group, name_node, note};

/// Draws the panel.
pub fn models(ui: &mut Ui, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    list(ui, "models", |ui| {
        ui.set_width(ui.available_width() - 8.0);
        loading(ui, state, out);
        let idle = view.listening == Listening::Idle && !matches!(state.loading, Loading::Busy(_));
        let (model_id, reader_id) = (
            state.settings.model.to_string(),
            state.settings.reader.to_string(),
        );
        ui.add_enabled_ui(idle, |ui| {
            for model in &state.models {
                if known(ui, model, model.id == model_id) {
                    out.push(using(model.id.clone(), None));
                }
            }
            group(ui, &text("ui-readers"));
            note(ui, &text("ui-readers-note"));
            for reader in &state.readers {
                if known(ui, reader, reader.id == reader_id) {
                    out.push(UiAction::ChooseReader(reader.id.clone()));
                }
            }
        });
        if view.listening != Listening::Idle {
            note(ui, &text("ui-model-while-listening"));
        }
        group(ui, &text("ui-model-other"));
        note(ui, &text("ui-model-other-note"));
        if let Some(path) = &state.inspecting {
            let name = path.display().to_string();
            note(
                ui,
                &text_with("ui-model-looking", &[("file", FluentValue::from(name))]),
            );
        }
        if let Some(found) = &state.report {
            report(ui, found, idle, out);
            ui.add_space(6.0);
        }
        browse(ui, out);
        let typed = name_line(ui, state, &text("ui-model-look"));
        out.extend(typed.map(UiAction::InspectModel));
        out.extend(folder_rows(ui, state, true).map(|chosen| match chosen {
            Chosen::File(path) => UiAction::InspectModel(path),
            Chosen::Folder(path) => UiAction::ListFolder(Some(path)),
        }));
    });
}

/// How loading goes, and what to do when it failed.
fn loading(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    match &state.loading {
        Loading::Done => {}
        Loading::Busy(share) => {
            note(ui, &text("ui-loading"));
            progress(ui, *share, ui.available_width());
        }
        Loading::Failed(problem) => {
            boxed(ui, palette.removed.1, |ui| {
                let told = RichText::new(problem).size(13.0).color(palette.removed.0);
                ui.add(egui::Label::new(told).wrap());
                if state.settings.model != ModelChoice::Builtin
                    && button(ui, None, &text("ui-model-builtin"), Weight::Primary).clicked()
                {
                    out.push(using("builtin".to_owned(), None));
                }
                if matches!(state.settings.reader, ReaderChoice::Path(_))
                    && button(ui, None, &text("ui-reader-builtin"), Weight::Primary).clicked()
                {
                    out.push(UiAction::ChooseReader("builtin".to_owned()));
                }
            });
        }
    }
}

/// How much of the recogniser is loaded; without a share, that something goes on.
pub fn progress(ui: &mut Ui, share: Option<f32>, width: f32) {
    let bar = ProgressBar::new(share.unwrap_or(0.0))
        .desired_width(width)
        .desired_height(6.0)
        .fill(Palette::of(ui).accent)
        .animate(share.is_none());
    let response = ui.add(bar);
    name_node(ui, response.id, &text("ui-loading"));
}

/// A recogniser or reader that can be chosen, and whether it has been right now.
fn known(ui: &mut Ui, model: &answers::ModelChoice, on: bool) -> bool {
    let chosen = ui.radio(on, &model.name).clicked() && !on;
    note(ui, &model.note);
    chosen
}

/// What a model is, whether it fits and can be used, and the button to use it.
fn report(ui: &mut Ui, report: &ModelReport, idle: bool, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    boxed(ui, palette.ground, |ui| {
        if let Some(problem) = &report.problem {
            let told = RichText::new(problem).size(13.0).color(palette.removed.0);
            ui.add(egui::Label::new(told).wrap());
            return;
        }
        let name = RichText::new(&report.name).font(font(Face::Strong, 14.0));
        ui.add(egui::Label::new(name).wrap());
        note(ui, &report.kind);
        let mut sizes = vec![("needed", FluentValue::from(gigabytes(report.needed_bytes)))];
        let (key, colour) = match report.free_bytes {
            None => ("ui-model-needs", palette.muted),
            Some(free) => {
                sizes.push(("free", FluentValue::from(gigabytes(free))));
                if report.fits() {
                    ("ui-model-fits", palette.added.0)
                } else {
                    ("ui-model-tight", palette.amber)
                }
            }
        };
        let told = RichText::new(text_with(key, &sizes)).size(13.0).color(colour);
        ui.add(egui::Label::new(told).wrap());
        for missing in &report.missing {
            let absent = [("what", FluentValue::from(missing.as_str()))];
            let told = RichText::new(text_with("ui-model-missing", &absent))
                .size(13.0)
                .color(palette.amber);
            ui.add(egui::Label::new(told).wrap());
        }
        ui.add_enabled_ui(idle, |ui| {
            let (name, weight) = if report.fits() {
                ("ui-model-use", Weight::Primary)
            } else {
                ("ui-model-use-anyway", Weight::Plain)
            };
            if button(ui, Some(Icon::Check), &text(name), weight).clicked() {
                let path = report.path.display().to_string();
                out.push(if report.is_reader {
                    UiAction::ChooseReader(path)
                } else {
                    using(path, None)
                });
            }
            if let Some(smaller) = &report.advice {
                let kind = [("kind", FluentValue::from(smaller.as_str()))];
                if button(
                    ui,
                    Some(Icon::Check),
                    &text_with("ui-model-smaller", &kind),
                    Weight::Primary,
                )
                .clicked()
                {
                    out.push(using(report.path.display().to_string(), Some(smaller.clone())));
                }
            }
        });
    });
}

fn using(id: String, quantize: Option<String>) -> UiAction {
    UiAction::ChooseModel { id, quantize }
}

fn gigabytes(bytes: u64) -> String {
    match bytes {
        0..10_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        10_000_000..1_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

fn boxed(ui: &mut Ui, fill: egui::Color32, contents: impl FnOnce(&mut Ui)) {
    Frame::new()
        .fill(fill)
        .stroke(Stroke::new(1.0, Palette::of(ui).line))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(12, 10))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            contents(ui);
        });
}
