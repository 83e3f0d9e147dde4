//! The recogniser's panel: the one in use, those used before, the readers that go over the sound a second time, and a way
//! to look at another before using it.

use egui::{Frame, Margin, ProgressBar, RichText, Stroke, Ui};

use crate::session::{Listening, View};
use crate::settings::{ModelChoice, ReaderChoice};

use super::answers::{self, ModelReport};
use super::draw_files::{browse, folder_rows, name_line};
use super::draw_panel::list;
use super::icons::Icon;
use super::state::{Loading, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, aside, ask, button, group, name_node, note, remark};

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
                if known(ui, model, model.id == model_id, false) {
                    out.push(using(model.id.clone(), None));
                }
            }
            group(ui, &text("ui-readers"));
            note(ui, &text("ui-readers-note"));
            for reader in &state.readers {
                if known(ui, reader, reader.id == reader_id, true) {
                    out.push(UiAction::ChooseReader(reader.id.clone()));
                }
            }
        });
        if view.listening != Listening::Idle {
            note(ui, &text("ui-model-while-listening"));
        }
        speed(ui, state, idle, out);
        group(ui, &text("ui-model-other"));
        note(ui, &text("ui-model-other-note"));
        if let Some(path) = &state.inspecting {
            let name = path.display().to_string();
            note(ui, &text_with("ui-model-looking", &[("file", name.into())]));
        }
        if let Some(found) = &state.report {
            report(ui, found, idle, out);
            ui.add_space(6.0);
        }
        browse(ui, out);
        let typed = name_line(ui, state, "file-name", "ui-file-name", "ui-model-look");
        out.extend(typed.map(UiAction::InspectModel));
        let chosen = folder_rows(ui, state, true);
        out.extend(chosen.map(|chosen| chosen.action(UiAction::InspectModel)));
        to_fetch(ui, out);
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
                remark(ui, problem, palette.removed.0);
                let builtin = "builtin".to_owned();
                if state.settings.model != ModelChoice::Builtin {
                    let action = using(builtin.clone(), None);
                    ask(ui, out, Weight::Primary, "ui-model-builtin", action);
                }
                if matches!(state.settings.reader, ReaderChoice::Path(_)) {
                    let action = UiAction::ChooseReader(builtin);
                    ask(ui, out, Weight::Primary, "ui-reader-builtin", action);
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

/// A recogniser or reader that can be chosen, what it gives, and whether it has been right now.
fn known(ui: &mut Ui, model: &answers::ModelChoice, on: bool, is_reader: bool) -> bool {
    let builtin = match (model.id.as_str(), is_reader) {
        ("builtin", false) => Some(("ui-builtin-listener", "ui-builtin-listener-note")),
        ("builtin", true) => Some(("ui-builtin-reader", "ui-builtin-reader-note")),
        ("off", true) => Some(("ui-no-reader", "ui-no-reader-note")),
        _ => None,
    };
    if let Some((name, told)) = builtin {
        let chosen = ui.radio(on, text(name)).clicked() && !on;
        note(ui, &text(told));
        return chosen;
    }
    let chosen = ui.radio(on, &model.name).clicked() && !on;
    if !model.is_there {
        let gone = text_with("ui-model-gone", &[("file", (&model.note).into())]);
        note(ui, &gone);
        return chosen;
    }
    let mut facts = Vec::new();
    if model.bytes > 0 {
        facts.push(size(model.bytes));
    }
    facts.push(match (is_reader, model.languages) {
        (false, _) => text("ui-gives-rewriting"),
        (true, 0) => text("ui-gives-words"),
        (true, n) => text_with("ui-gives-languages", &[("n", n.into())]),
    });
    if model.is_tight {
        facts.push(text("ui-gives-tight"));
    }
    note(ui, &facts.join("  ·  "));
    aside(ui, &model.note, 12.0);
    chosen
}

/// How fast what is in use is on this computer, or the way to find out.
fn speed(ui: &mut Ui, state: &UiState, idle: bool, out: &mut Vec<UiAction>) {
    if state.loading != Loading::Done {
        return;
    }
    if state.measuring {
        note(ui, &text("ui-measuring"));
        return;
    }
    let known = state.settings.measured_speed();
    if let Some(times) = known {
        let times = format!("{times:.1}").into();
        note(ui, &text_with("ui-measured", &[("n", times)]));
    }
    ui.add_enabled_ui(idle, |ui| {
        let name = if known.is_some() {
            "ui-measure-again"
        } else {
            "ui-measure"
        };
        ask(ui, out, Weight::Quiet, name, UiAction::MeasureSpeed);
    });
}

/// Models that can be fetched by hand: what each gives, its files by name, and where they are.
const TO_FETCH: [(&str, &str, &str); 3] = [
    (
        "ui-fetch-gemma",
        "gemma-4-12b-it-qat-q4_0.gguf, mmproj-gemma-4-12b-it-qat-q4_0.gguf",
        "https://huggingface.co/google/gemma-4-12B-it-qat-q4_0-gguf",
    ),
    (
        "ui-fetch-turbo",
        "ggml-large-v3-turbo-q5_0.bin",
        "https://huggingface.co/ggerganov/whisper.cpp",
    ),
    (
        "ui-fetch-small",
        "ggml-small.bin",
        "https://huggingface.co/ggerganov/whisper.cpp",
    ),
];

/// What is not here, with the exact names to fetch: parlance itself fetches nothing.
fn to_fetch(ui: &mut Ui, out: &mut Vec<UiAction>) {
    group(ui, &text("ui-fetch"));
    note(ui, &text("ui-fetch-note"));
    for (told, files, place) in TO_FETCH {
        ui.add(egui::Label::new(RichText::new(text(told)).size(13.5)).wrap());
        ui.spacing_mut().item_spacing.y = 2.0;
        let mono = RichText::new(format!("{files}\n{place}")).font(font(Face::Mono, 11.5));
        ui.add(
            egui::Label::new(mono.color(Palette::of(ui).muted))
                .wrap()
                .selectable(true),
        );
        let copy = button(ui, Some(Icon::Copy), &text("ui-fetch-copy"), Weight::Quiet);
        name_node(ui, copy.id, &format!("{}: {files}", text("ui-fetch-copy")));
        if copy.clicked() {
            out.push(UiAction::CopyPlain(format!("{place} {files}")));
        }
        ui.spacing_mut().item_spacing.y = 8.0;
    }
}

/// What a model is, whether it fits and can be used, and the button to use it.
fn report(ui: &mut Ui, report: &ModelReport, idle: bool, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    boxed(ui, palette.ground, |ui| {
        if let Some(problem) = &report.problem {
            remark(ui, problem, palette.removed.0);
            return;
        }
        let name = RichText::new(&report.name).font(font(Face::Strong, 14.0));
        ui.add(egui::Label::new(name).wrap());
        note(ui, &report.kind);
        let mut sizes = vec![("needed", size(report.needed_bytes).into())];
        let (key, colour) = match report.free_bytes {
            None => ("ui-model-needs", palette.muted),
            Some(free) => {
                sizes.push(("free", size(free).into()));
                if report.fits() {
                    ("ui-model-fits", palette.added.0)
                } else {
                    ("ui-model-tight", palette.amber)
                }
            }
        };
        remark(ui, &text_with(key, &sizes), colour);
        for missing in &report.missing {
            let told = text_with("ui-model-missing", &[("what", missing.into())]);
            remark(ui, &told, palette.amber);
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
                let name = text_with("ui-model-smaller", &[("kind", smaller.into())]);
                if button(ui, Some(Icon::Check), &name, Weight::Primary).clicked() {
                    out.push(using(report.path.display().to_string(), Some(smaller.clone())));
                }
            }
        });
    });
}

fn using(id: String, quantize: Option<String>) -> UiAction {
    UiAction::ChooseModel { id, quantize }
}

/// A size for people: "1.2 GB".
pub fn size(bytes: u64) -> String {
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
