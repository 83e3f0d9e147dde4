//! The settings panel: every setting, which can be searched for.

use egui::Ui;

use crate::settings::{
    FONT_SIZES, HistoryDays, Interface, PLAY_SPEEDS, SCALES, Settings, TalkButton, TalkMode, Theme, Typeface,
};
use crate::transcript::polish::NumberStyle;

use super::draw_about;
use super::draw_panel::list;
use super::draw_rewriting::rewriting;
use super::draw_rows::Part;
use super::state::{Panel, UiAction, UiState};
use super::strings::{text, text_with};
use super::widgets::{Weight, ask, field, note};

/// Draws the settings; each change is an action at once.
pub fn settings(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let mut wanted = state.settings.clone();
    let mut changed = false;
    let query = &mut state.settings_query;
    field(ui, "settings-search", query, "ui-search-settings");
    let sought = state.settings_query.trim().to_lowercase();
    let state = &*state;
    list(ui, "settings", |ui| {
        ui.set_width(ui.available_width() - 8.0);
        for part in [looks, talking, writing, rewriting] {
            changed |= part(ui, &mut wanted, &sought);
        }
        changed |= keeping(ui, state, &mut wanted, &sought);
        changed |= microphone(ui, state, &mut wanted, &sought, out);
        models(ui, state, &sought, out);
        draw_about::keys(ui, state, &sought, out);
        draw_about::about(ui, state, &sought, out);
    });
    if changed {
        out.push(UiAction::ChangeSettings(Box::new(wanted)));
    }
}

fn looks(ui: &mut Ui, wanted: &mut Settings, sought: &str) -> bool {
    let mut part = Part::new("ui-looks", sought);
    let window = &mut wanted.window;
    let themes = [
        (Theme::System, "ui-theme-system"),
        (Theme::Light, "ui-theme-light"),
        (Theme::Dark, "ui-theme-dark"),
    ];
    part.choose(ui, &mut window.theme, &themes);
    let faces = [(Typeface::Serif, "ui-serif"), (Typeface::Sans, "ui-sans")];
    part.choose(ui, &mut window.typeface, &faces);
    let points = |size: f32| format!("{}", size.round());
    part.stepper(ui, "ui-font-size", &mut window.font_size, FONT_SIZES, 1.0, points);
    let percent = |scale: f32| format!("{} %", (scale * 100.0).round());
    part.stepper(ui, "ui-scale", &mut window.scale, SCALES, 0.1, percent);
    part.switch(ui, &mut window.high_contrast, "ui-high-contrast");
    let times = |speed: f32| format!("{speed}×");
    part.stepper(
        ui,
        "ui-play-speed",
        &mut window.play_speed,
        PLAY_SPEEDS,
        0.25,
        times,
    );
    part.switch(ui, &mut window.show_marks, "ui-show-marks");
    part.switch(ui, &mut window.format_buttons, "ui-format-buttons");
    part.switch(ui, &mut window.mark_doubtful, "ui-mark-doubtful");
    let names = [
        (Interface::System, text("ui-theme-system")),
        (Interface::English, "English".to_owned()),
        (Interface::German, "Deutsch".to_owned()),
        (Interface::Spanish, "Español".to_owned()),
    ];
    part.pick(ui, "ui-interface", &mut window.language, &names);
    part.changed
}

fn talking(ui: &mut Ui, wanted: &mut Settings, sought: &str) -> bool {
    let mut part = Part::new("ui-talk-key", sought);
    let named = |button: &TalkButton| (*button, talk_name(*button));
    let names: Vec<(TalkButton, String)> = TalkButton::ALL.iter().map(named).collect();
    part.pick(ui, "ui-talk-key", &mut wanted.window.talk_key, &names);
    let modes = [
        (TalkMode::Hybrid, "ui-talk-hybrid"),
        (TalkMode::Hold, "ui-talk-hold"),
        (TalkMode::Toggle, "ui-talk-toggle"),
    ];
    part.choose(ui, &mut wanted.window.talk, &modes);
    part.note(
        ui,
        &text(match wanted.window.talk {
            TalkMode::Hybrid => "ui-talk-hybrid-note",
            TalkMode::Hold => "ui-talk-hold-note",
            TalkMode::Toggle => "ui-talk-toggle-note",
        }),
    );
    part.changed
}

/// The talk key for people.
fn talk_name(button: TalkButton) -> String {
    match button {
        TalkButton::Mouse4 | TalkButton::Mouse5 => {
            text_with("ui-mouse-button", &[("name", button.name().into())])
        }
        _ => button.name().to_owned(),
    }
}

fn microphone(
    ui: &mut Ui,
    state: &UiState,
    wanted: &mut Settings,
    sought: &str,
    out: &mut Vec<UiAction>,
) -> bool {
    let mut part = Part::new("ui-microphone", sought);
    let mut devices = vec![(None, text("ui-default-microphone"))];
    let chosen = state.devices.iter().chain(&wanted.device);
    for name in chosen {
        if !devices.iter().any(|(known, _)| known.as_ref() == Some(name)) {
            devices.push((Some(name.clone()), name.clone()));
        }
    }
    part.pick(ui, "ui-device", &mut wanted.device, &devices);
    part.switch(ui, &mut wanted.keep_ready, "ui-keep-ready");
    let seconds = |n: u32| text_with("ui-seconds", &[("n", n.into())]);
    let mut lingers = vec![(0, text("ui-keep-open-off"))];
    lingers.extend([5, 15, 60].map(|n| (n, seconds(n))));
    if !lingers.iter().any(|(n, _)| *n == wanted.keep_open_s) {
        lingers.push((wanted.keep_open_s, seconds(wanted.keep_open_s)));
    }
    part.pick(ui, "ui-keep-open", &mut wanted.keep_open_s, &lingers);
    let channel = |n: u16| text_with("ui-channel-number", &[("n", n.into())]);
    let mut channels = vec![(None, text("ui-channel-all"))];
    let most = wanted.channel.unwrap_or(0).clamp(4, 64);
    channels.extend((1..=most).map(|n| (Some(n), channel(n))));
    part.pick(ui, "ui-channel", &mut wanted.channel, &channels);
    if part.shows(ui, &[&text("ui-trial")]) {
        ask(ui, out, Weight::Plain, "ui-trial", UiAction::TryMicrophone);
    }
    part.changed
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

fn writing(ui: &mut Ui, wanted: &mut Settings, sought: &str) -> bool {
    let mut part = Part::new("ui-writing", sought);
    let mut languages = vec![("auto".to_owned(), text("ui-language-auto"))];
    languages.extend(LANGUAGES.map(|name| (name.to_owned(), name.to_owned())));
    if !languages.iter().any(|(known, _)| *known == wanted.language) {
        languages.push((wanted.language.clone(), wanted.language.clone()));
    }
    part.pick(ui, "ui-spoken-language", &mut wanted.language, &languages);
    part.note(ui, &text("ui-spoken-language-note"));
    part.switch(ui, &mut wanted.verbatim, "ui-verbatim");
    let polish = &mut wanted.polish;
    ui.add_enabled_ui(!wanted.verbatim, |ui| {
        part.switch(ui, &mut polish.disfluencies, "ui-disfluencies");
        part.switch(ui, &mut polish.punctuation, "ui-punctuation");
        part.switch(ui, &mut polish.capitals, "ui-capitals");
        part.switch(ui, &mut polish.spoken_punctuation, "ui-spoken-punctuation");
        part.switch(ui, &mut polish.own_words, "ui-use-own-words");
        let name = text("ui-numbers");
        if part.shows(ui, &[&name]) {
            ui.label(name);
        }
        let styles = [
            (NumberStyle::Words, "ui-numbers-words"),
            (NumberStyle::FromTen, "ui-numbers-from-ten"),
            (NumberStyle::Digits, "ui-numbers-digits"),
        ];
        part.choose(ui, &mut polish.numbers, &styles);
    });
    part.switch(ui, &mut polish.learn_corrections, "ui-learn");
    part.switch(ui, &mut wanted.always_apply, "ui-always-apply");
    part.switch(ui, &mut wanted.speakers, "ui-speakers");
    part.changed
}

fn models(ui: &mut Ui, state: &UiState, sought: &str, out: &mut Vec<UiAction>) {
    let mut part = Part::new("ui-model", sought);
    let chosen = state.settings.model.to_string();
    let (name, told) = match state.models.iter().find(|model| model.id == chosen) {
        Some(model) => (model.name.as_str(), model.note.as_str()),
        None => ("", ""),
    };
    if !part.shows(ui, &[name, told, &text("ui-model-change")]) {
        return;
    }
    if !name.is_empty() {
        ui.add(egui::Label::new(name).wrap());
        note(ui, told);
    }
    let models = UiAction::Show(Some(Panel::Models));
    ask(ui, out, Weight::Plain, "ui-model-change", models);
}

fn keeping(ui: &mut Ui, state: &UiState, wanted: &mut Settings, sought: &str) -> bool {
    let mut part = Part::new("ui-keeping", sought);
    part.switch(ui, &mut wanted.autosave, "ui-autosave");
    part.switch(ui, &mut wanted.safety_copy, "ui-safety-copy");
    if let Some((folder, bytes)) = &state.safety_copy {
        let megabytes = format!("{:.1}", *bytes as f64 / 1e6);
        let place = [
            ("folder", folder.display().to_string().into()),
            ("n", megabytes.into()),
        ];
        part.note(ui, &text_with("ui-safety-copy-place", &place));
    }
    let mut kept = Part::new("ui-history-kept", sought);
    let days = |n: u32| text_with("ui-days", &[("n", n.into())]);
    let choices = [
        (HistoryDays::Off, text("ui-history-off")),
        (HistoryDays::Days(7), days(7)),
        (HistoryDays::Days(30), days(30)),
        (HistoryDays::Forever, text("ui-history-forever")),
    ];
    kept.choose_named(ui, &mut wanted.history_days, &choices);
    kept.note(ui, &text("ui-history-kept-note"));
    part.changed | kept.changed
}
