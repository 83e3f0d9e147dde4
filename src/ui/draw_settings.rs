//! The settings panel.

use egui::{Align, ComboBox, Layout, Ui};
use fluent_bundle::FluentValue;

use super::draw_about;
use super::draw_panel::list;
use super::icons::Icon;
use super::preferences::{
    FONT_SIZES, HistoryDays, Interface, Preferences, SCALES, TalkButton, TalkMode, ThemeChoice, Typeface,
};
use super::state::{Panel, UiAction, UiState};
use super::strings::{text, text_with};
use super::widgets::{Weight, button, group, icon_button, name_node, note, segments, switch};
use crate::transcript::polish::NumberStyle;

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
        draw_about::keys(ui, &wanted);
        draw_about::about(ui, state, out);
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
    changed |= stepper(
        ui,
        &text("ui-font-size"),
        &mut wanted.font_size,
        FONT_SIZES,
        1.0,
        |size| format!("{}", size.round()),
    );
    changed |= stepper(ui, &text("ui-scale"), &mut wanted.scale, SCALES, 0.1, |scale| {
        format!("{} %", (scale * 100.0).round())
    });
    changed |= switch(
        ui,
        &mut wanted.high_contrast,
        &text("ui-high-contrast"),
        &text("ui-high-contrast-note"),
    );
    let names = [
        (Interface::System, text("ui-theme-system")),
        (Interface::English, "English".to_owned()),
        (Interface::German, "Deutsch".to_owned()),
        (Interface::Spanish, "Español".to_owned()),
    ];
    changed |= pick(
        ui,
        "interface",
        &text("ui-interface"),
        &mut wanted.interface,
        &names,
    );
    changed
}

/// A number with a button for less and one for more: what is set may move the buttons, but not from under a drag.
fn stepper(
    ui: &mut Ui,
    name: &str,
    value: &mut f32,
    range: std::ops::RangeInclusive<f32>,
    step: f32,
    shown: impl Fn(f32) -> String,
) -> bool {
    let before = *value;
    ui.horizontal(|ui| {
        ui.label(name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (icon, key, by) in [(Icon::Plus, "ui-more", step), (Icon::Minus, "ui-less", -step)] {
                let told = text_with(key, &[("what", FluentValue::from(name))]);
                let to = ((*value + by) / step).round() * step;
                let possible = range.contains(&(to - by.signum() * 0.001));
                if icon_button(ui, icon, &told, possible, false).clicked() && possible {
                    *value = to.clamp(*range.start(), *range.end());
                }
                if by > 0.0 {
                    ui.label(shown(before));
                }
            }
        });
    });
    *value != before
}

/// One of several, too many for a row.
fn pick<T: Clone + PartialEq>(
    ui: &mut Ui,
    id: &str,
    name: &str,
    current: &mut T,
    choices: &[(T, String)],
) -> bool {
    let before = current.clone();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let shown = choices.iter().find(|(value, _)| value == current);
            let combo = ComboBox::from_id_salt(id.to_owned())
                .selected_text(shown.map_or("?", |(_, shown)| shown.as_str()))
                .width(130.0)
                .truncate()
                .show_ui(ui, |ui| {
                    for (value, shown) in choices {
                        ui.selectable_value(current, value.clone(), shown);
                    }
                });
            name_node(ui, combo.response.id, name);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(name).truncate());
            });
        });
    });
    *current != before
}

fn talking(ui: &mut Ui, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-talk-key"));
    let names: Vec<(TalkButton, String)> = TalkButton::ALL
        .into_iter()
        .map(|button| (button, talk_name(button)))
        .collect();
    let mut changed = pick(ui, "talk-key", &text("ui-talk-key"), &mut wanted.talk_key, &names);
    let modes = [
        (TalkMode::Hybrid, "ui-talk-hybrid"),
        (TalkMode::Hold, "ui-talk-hold"),
        (TalkMode::Toggle, "ui-talk-toggle"),
    ];
    changed |= choose(ui, &mut wanted.talk, &modes);
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
    let seconds = |n: u32| text_with("ui-seconds", &[("n", FluentValue::from(n))]);
    let mut lingers = vec![(0, text("ui-keep-open-off"))];
    lingers.extend([5, 15, 60].map(|n| (n, seconds(n))));
    if !lingers.iter().any(|(n, _)| *n == wanted.keep_open_s) {
        lingers.push((wanted.keep_open_s, seconds(wanted.keep_open_s)));
    }
    changed |= pick(
        ui,
        "keep-open",
        &text("ui-keep-open"),
        &mut wanted.keep_open_s,
        &lingers,
    );
    changed
}

/// The talk key for people.
fn talk_name(button: TalkButton) -> String {
    match button {
        TalkButton::Key(_) => button.name().to_owned(),
        TalkButton::Mouse(_) => text_with("ui-mouse-button", &[("name", FluentValue::from(button.name()))]),
    }
}

/// Languages that the readers know and people often speak; another one of the file stays.
const LANGUAGES: [&str; 24] = [
    "English",
    "German",
    "Spanish",
    "French",
    "Italian",
    "Portuguese",
    "Dutch",
    "Polish",
    "Russian",
    "Ukrainian",
    "Czech",
    "Turkish",
    "Swedish",
    "Danish",
    "Norwegian",
    "Finnish",
    "Greek",
    "Hungarian",
    "Romanian",
    "Arabic",
    "Hindi",
    "Japanese",
    "Korean",
    "Chinese",
];

fn text_and_rewrites(ui: &mut Ui, wanted: &mut Preferences) -> bool {
    group(ui, &text("ui-writing"));
    let mut languages = vec![("auto".to_owned(), text("ui-language-auto"))];
    languages.extend(LANGUAGES.map(|name| (name.to_owned(), name.to_owned())));
    let known = |languages: &[(String, String)], name: &str| languages.iter().any(|(known, _)| known == name);
    if !known(&languages, &wanted.spoken_language) {
        languages.push((wanted.spoken_language.clone(), wanted.spoken_language.clone()));
    }
    let name = text("ui-spoken-language");
    let mut changed = pick(
        ui,
        "spoken-language",
        &name,
        &mut wanted.spoken_language,
        &languages,
    );
    note(ui, &text("ui-spoken-language-note"));
    changed |= switch(
        ui,
        &mut wanted.verbatim,
        &text("ui-verbatim"),
        &text("ui-verbatim-note"),
    );
    let polish = &mut wanted.polish;
    let parts: [(&mut bool, &str, &str); 5] = [
        (
            &mut polish.disfluencies,
            "ui-disfluencies",
            "ui-disfluencies-note",
        ),
        (&mut polish.punctuation, "ui-punctuation", "ui-punctuation-note"),
        (&mut polish.capitals, "ui-capitals", "ui-capitals-note"),
        (
            &mut polish.spoken_punctuation,
            "ui-spoken-punctuation",
            "ui-spoken-punctuation-note",
        ),
        (&mut polish.own_words, "ui-use-own-words", "ui-use-own-words-note"),
    ];
    let verbatim = wanted.verbatim;
    ui.add_enabled_ui(!verbatim, |ui| {
        for (on, name, note) in parts {
            changed |= switch(ui, on, &text(name), &text(note));
        }
        ui.label(text("ui-numbers"));
        let styles = [
            (NumberStyle::Words, "ui-numbers-words"),
            (NumberStyle::FromTen, "ui-numbers-from-ten"),
            (NumberStyle::Digits, "ui-numbers-digits"),
        ];
        changed |= choose(ui, &mut polish.numbers, &styles);
    });
    let learn = &mut polish.learn_corrections;
    changed |= switch(ui, learn, &text("ui-learn"), &text("ui-learn-note"));
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
