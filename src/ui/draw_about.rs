//! The end of the settings: every key, and what this program is.

use egui::{Align, Layout, RichText, Ui};
use fluent_bundle::FluentValue;

use super::keys::{Shortcut, shortcut_text};
use super::preferences::Preferences;
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::Palette;
use super::widgets::{Weight, button, group, key_cap, note};

/// Every key and what it does.
pub fn keys(ui: &mut Ui, preferences: &Preferences) {
    group(ui, &text("ui-keys"));
    key(ui, &text("ui-talk"), preferences.talk_key.name());
    for shortcut in Shortcut::ALL {
        let keys = shortcut_text(ui.ctx(), shortcut);
        key(ui, &text(shortcut.name()), &keys);
    }
}

fn key(ui: &mut Ui, name: &str, keys: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).size(13.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| key_cap(ui, keys));
    });
}

/// Version, licences, folders, and the way back to the usual settings.
pub fn about(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    group(ui, &text("ui-about"));
    let version = [("version", FluentValue::from(env!("CARGO_PKG_VERSION")))];
    ui.label(text_with("ui-version", &version));
    note(ui, &text("ui-licences"));
    let places = &state.places;
    let settings = places.settings.as_ref().and_then(|file| file.parent());
    for (name, folder) in [
        ("ui-folder-data", places.data.as_deref()),
        ("ui-folder-settings", settings),
        ("ui-folder-documents", Some(places.documents.as_path())),
    ] {
        let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) else {
            continue;
        };
        ui.horizontal(|ui| {
            let name = text(name);
            if button(ui, None, &name, Weight::Plain).clicked() {
                out.push(UiAction::ShowFolder(folder.to_owned()));
            }
            let path = RichText::new(folder.display().to_string()).size(12.0);
            ui.add(egui::Label::new(path.color(Palette::of(ui).muted)).truncate());
        });
    }
    ui.add_space(6.0);
    if button(ui, None, &text("ui-reset"), Weight::Danger).clicked() {
        out.push(UiAction::ResetSettings);
    }
    ui.add_space(12.0);
}
