//! The file panels: open, save as, export.

use std::path::PathBuf;

use egui::{RichText, Ui};

use crate::session::{ExportFormat, View};

use super::draw_panel::list;
use super::icons::Icon;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::Palette;
use super::widgets::{Weight, button, field, group, note};

/// Chooses a file to open.
pub fn open(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let line = field(
        ui,
        "open-name",
        &mut state.file_name,
        &text("ui-file-name"),
        &text("ui-file-name-hint"),
    );
    let entered = line.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let clicked = button(ui, None, &text("ui-open"), Weight::Primary).clicked();
    if (entered || clicked) && !state.file_name.trim().is_empty() {
        out.push(UiAction::Open(typed_path(state)));
    }
    let Some(name) = folder_list(ui, state, out) else {
        return;
    };
    out.push(UiAction::Open(state.folder.path.join(name)));
}

/// Chooses where to save.
pub fn save_as(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let line = field(
        ui,
        "save-name",
        &mut state.file_name,
        &text("ui-file-name"),
        &text("ui-save-name-hint"),
    );
    let entered = line.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let clicked = button(ui, Some(Icon::Save), &text("ui-save"), Weight::Primary).clicked();
    if (entered || clicked) && !state.file_name.trim().is_empty() {
        let mut path = typed_path(state);
        if path.extension().is_none() {
            path.set_extension("md");
        }
        out.push(UiAction::SaveAs(path));
    }
    if let Some(name) = folder_list(ui, state, out) {
        state.file_name = name;
    }
}

/// A whole path as typed, or a name in the folder shown.
fn typed_path(state: &UiState) -> PathBuf {
    state.folder.path.join(state.file_name.trim())
}

/// The folder's contents; the file that was clicked.
fn folder_list(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) -> Option<String> {
    let palette = Palette::of(ui);
    let mut clicked = None;
    group(ui, &text("ui-folder"));
    let shown = RichText::new(state.folder.path.display().to_string())
        .size(12.5)
        .color(palette.muted);
    ui.add(egui::Label::new(shown).wrap());
    list(ui, "folder", |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        if let Some(parent) = state.folder.path.parent()
            && row(ui, Icon::Undo, &text("ui-parent-folder"))
        {
            out.push(UiAction::ListFolder(Some(parent.to_path_buf())));
        }
        for name in &state.folder.folders {
            if row(ui, Icon::Folder, name) {
                out.push(UiAction::ListFolder(Some(state.folder.path.join(name))));
            }
        }
        for name in &state.folder.files {
            if row(ui, Icon::New, name) {
                clicked = Some(name.clone());
            }
        }
        if state.folder.files.is_empty() {
            note(ui, &text("ui-folder-empty"));
        }
    });
    clicked
}

fn row(ui: &mut Ui, icon: Icon, name: &str) -> bool {
    button(ui, Some(icon), name, Weight::Quiet).clicked()
}

/// Chooses a format.
pub fn export(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    note(ui, &text("ui-export-note"));
    for (format, key, timed) in [
        (ExportFormat::Text, "ui-format-text", false),
        (ExportFormat::Markdown, "ui-format-markdown", false),
        (ExportFormat::Html, "ui-format-html", false),
        (ExportFormat::Docx, "ui-format-docx", false),
        (ExportFormat::Srt, "ui-format-srt", true),
        (ExportFormat::Vtt, "ui-format-vtt", true),
        (ExportFormat::Json, "ui-format-json", false),
    ] {
        // Subtitles need times, which only dictated text has.
        let possible = !timed || !view.segments.is_empty();
        ui.add_enabled_ui(possible, |ui| {
            if button(ui, Some(Icon::Export), &text(key), Weight::Plain).clicked() {
                out.push(UiAction::Export(format));
            }
        });
    }
    if view.segments.is_empty() {
        note(ui, &text("ui-export-no-times"));
    }
}
