//! The settings panel.

use egui::{Slider, Ui};
use fluent_bundle::FluentValue;

use super::draw_panel::list;
use super::preferences::{FONT_SIZES, HistoryDays, Preferences, TalkMode, ThemeChoice, Typeface};
use super::state::{Panel, UiAction, UiState};
use super::strings::{text, text_with};
use super::widgets::{Weight, button, group, name_node, note, segments, switch};

/// Draws the settings; each change is an action at once.
pub fn settings(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let mut wanted = state.preferences.clone();
    let mut changed = false;
    list(ui, "settings", |ui| {
        ui.set_width(ui.available_width() - 8.0);
        changed |= looks(ui, &mut wanted);
        changed |= talking(ui, &mut wanted);
        changed |= text_and_rewrites(ui, &mut wanted);
        models(ui, state, out);
        changed |= keeping(ui, state, &mut wanted);
    });
    if changed {
        out.push(UiAction::SetPreferences(Box::new(wanted)));
    }
}

fn choose<T: Copy + PartialEq>(ui: &mut Ui, current: &mut T, choices: &[(T, &str)]) -> bool {
    let named: Vec<(T, String)> = choices.iter().map(|&(value, key)| (value, text(key))).collect();
    match segments(ui, *current, &named) {
        Some(chosen) => {
            *current = chosen;
            true
        }
        None => false,
    }
}

fn looks(ui: &mut Ui, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-looks"));
    let themes = [
        (ThemeChoice::System, "ui-theme-system"),
        (ThemeChoice::Light, "ui-theme-light"),
        (ThemeChoice::Dark, "ui-theme-dark"),
    ];
    let mut changed = choose(ui, &mut wanted.theme, &themes);
    let faces = [(Typeface::Serif, "ui-serif"), (Typeface::Sans, "ui-sans")];
    changed |= choose(ui, &mut wanted.typeface, &faces);
    ui.horizontal(|ui| {
        ui.label(text("ui-font-size"));
        let slider = Slider::new(&mut wanted.font_size, FONT_SIZES)
            .step_by(1.0)
            .show_value(false);
        let response = ui.add(slider);
        name_node(ui, response.id, &text("ui-font-size"));
        ui.label(format!("{}", wanted.font_size.round()));
        changed |= response.changed();
    });
    changed
}

fn talking(ui: &mut Ui, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-talk-key"));
    let modes = [
        (TalkMode::Hybrid, "ui-talk-hybrid"),
        (TalkMode::Hold, "ui-talk-hold"),
        (TalkMode::Toggle, "ui-talk-toggle"),
    ];
    let mut changed = choose(ui, &mut wanted.talk, &modes);
    note(
        ui,
        &text(match wanted.talk {
            TalkMode::Hybrid => "ui-talk-hybrid-note",
            TalkMode::Hold => "ui-talk-hold-note",
            TalkMode::Toggle => "ui-talk-toggle-note",
        }),
    );
    changed |= switch(
        ui,
        &mut wanted.keep_ready,
        &text("ui-keep-ready"),
        &text("ui-keep-ready-note"),
    );
    changed
}

fn text_and_rewrites(ui: &mut Ui, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-writing"));
    let mut changed = switch(
        ui,
        &mut wanted.verbatim,
        &text("ui-verbatim"),
        &text("ui-verbatim-note"),
    );
    changed |= switch(ui, &mut wanted.learn, &text("ui-learn"), &text("ui-learn-note"));
    changed |= switch(
        ui,
        &mut wanted.always_apply,
        &text("ui-always-apply"),
        &text("ui-always-apply-note"),
    );
    changed |= switch(
        ui,
        &mut wanted.speakers,
        &text("ui-speakers"),
        &text("ui-speakers-note"),
    );
    changed
}

fn models(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    group(ui, &text("ui-model"));
    let chosen = state.models.iter().find(|model| model.id == state.model);
    if let Some(model) = chosen {
        ui.add(egui::Label::new(&model.name).wrap());
        note(ui, &model.note);
    }
    if button(ui, None, &text("ui-model-change"), Weight::Plain).clicked() {
        out.push(UiAction::Show(Some(Panel::Models)));
    }
}

fn safety_copy(ui: &mut Ui, state: &UiState, wanted: &mut Preferences) -> bool {
    let name = text("ui-safety-copy");
    let changed = switch(ui, &mut wanted.safety_copy, &name, &text("ui-safety-copy-note"));
    if let Some((folder, bytes)) = &state.safety_copy {
        let megabytes = format!("{:.1}", *bytes as f64 / 1e6);
        let place = [
            ("folder", FluentValue::from(folder.display().to_string())),
            ("n", FluentValue::from(megabytes)),
        ];
        note(ui, &text_with("ui-safety-copy-place", &place));
    }
    changed
}

fn keeping(ui: &mut Ui, state: &UiState, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-keeping"));
    let mut changed = switch(
        ui,
        &mut wanted.autosave,
        &text("ui-autosave"),
        &text("ui-autosave-note"),
    );
    changed |= safety_copy(ui, state, wanted);
    group(ui, &text("ui-history-kept"));
    let days = |n: u32| text_with("ui-days", &[("n", FluentValue::from(n))]);
    let choices = [
        (HistoryDays::Off, text("ui-history-off")),
        (HistoryDays::Days(7), days(7)),
        (HistoryDays::Days(30), days(30)),
        (HistoryDays::Forever, text("ui-history-forever")),
    ];
    if let Some(chosen) = segments(ui, wanted.history, &choices) {
        wanted.history = chosen;
        changed = true;
    }
    note(ui, &text("ui-history-kept-note"));
    changed
}
