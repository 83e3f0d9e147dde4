//! The end of the settings: every key, and what this program is.

use egui::{Align, Layout, RichText, Ui};

use crate::settings::Shortcut;

use super::draw_models::size;
use super::draw_rows::Part;
use super::icons::Icon;
use super::keys::{name_of, pressed_chord, shortcut_text};
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::widgets::{Weight, aside, ask, icon_button, key_button, key_cap, note};

/// Every key and what it does; a click lets the user press others.
pub fn keys(ui: &mut Ui, state: &UiState, sought: &str, out: &mut Vec<UiAction>) {
    let mut part = Part::new("ui-keys", sought);
    let talk = text("ui-talk");
    if part.shows(ui, &[&talk]) {
        key(ui, &talk, |ui| key_cap(ui, state.settings.window.talk_key.name()));
    }
    for &shortcut in Shortcut::ALL {
        let name = text(name_of(shortcut));
        if part.shows(ui, &[&name]) {
            command_keys(ui, state, shortcut, &name, out);
        }
    }
    part.note(ui, &text("ui-keys-note"));
}

fn command_keys(ui: &mut Ui, state: &UiState, shortcut: Shortcut, name: &str, out: &mut Vec<UiAction>) {
    let shortcuts = &state.settings.shortcuts;
    let shown = shortcut_text(ui.ctx(), shortcuts, shortcut);
    key(ui, name, |ui| {
        if shortcut.is_fixed() {
            key_cap(ui, &shown);
            return;
        }
        if state.choosing_keys == Some(shortcut) {
            note(ui, &text("ui-press-keys"));
            if let Some(chord) = ui.input(pressed_chord) {
                out.push(UiAction::SetKeys(shortcut, Some(chord)));
            }
            return;
        }
        let shown = if shown.is_empty() {
            text("ui-no-keys")
        } else {
            shown
        };
        let told = [("name", name.into()), ("keys", shown.as_str().into())];
        let cap = key_button(ui, &shown, &text_with("ui-change-keys", &told));
        if cap.clicked() {
            out.push(UiAction::ChooseKeys(Some(shortcut)));
        }
        let named = |key: &str| text_with(key, &[("name", name.into())]);
        if shortcuts.is_changed(shortcut)
            && icon_button(ui, Icon::Undo, &named("ui-usual-keys"), true, false).clicked()
        {
            out.push(UiAction::SetKeys(shortcut, Some(shortcut.usual())));
        }
    });
}

fn key(ui: &mut Ui, name: &str, keys: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).size(13.0));
        ui.with_layout(Layout::right_to_left(Align::Center), keys);
    });
}

/// Version, licences, folders, and the way back to the usual settings.
pub fn about(ui: &mut Ui, state: &UiState, sought: &str, out: &mut Vec<UiAction>) {
    let mut part = Part::new("ui-about", sought);
    let version = text_with("ui-version", &[("version", env!("CARGO_PKG_VERSION").into())]);
    if !part.shows(ui, &[&version, &text("ui-reset"), &text("ui-licences")]) {
        return;
    }
    ui.label(version);
    note(ui, &text("ui-licences"));
    let places = &state.places;
    let settings = places.settings.as_ref().and_then(|file| file.parent());
    let documents = Some(places.documents.as_path());
    for (name, folder, bytes) in [
        ("ui-folder-data", places.data.as_deref(), Some(places.data_bytes)),
        ("ui-folder-settings", settings, None),
        ("ui-folder-documents", documents, None),
    ] {
        let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
            continue;
        };
        ui.horizontal(|ui| {
            let show = UiAction::ShowFolder(folder.to_owned());
            ask(ui, out, Weight::Plain, name, show);
            let size = bytes.map_or_else(String::new, |bytes| format!("{}  ·  ", size(bytes)));
            aside(ui, &format!("{size}{}", folder.display()), 12.0);
        });
    }
    ui.add_space(6.0);
    ask(ui, out, Weight::Danger, "ui-reset", UiAction::ResetSettings);
    ui.add_space(12.0);
}
