//! The file panels: open, save as, export.

use std::path::PathBuf;

use egui::{RichText, Ui};

use crate::document::FileFormat;
use crate::session::View;
use crate::transcript::recordings::is_recording;

use super::backend::Source;
use super::draw_panel::list;
use super::icons::Icon;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::Palette;
use super::widgets::{Weight, button, field_and_button, group, list_row, note};

/// What opening a file means: a recording is listened to, anything else is a document.
pub fn opening(path: PathBuf) -> UiAction {
    if is_recording(&path) {
        UiAction::Listen(Source::File {
            path,
            realtime: false,
        })
    } else {
        UiAction::Open(path)
    }
}

/// What opening several files means: recordings are read one after the other; of documents one is opened.
pub fn opening_all(files: Vec<PathBuf>) -> Option<UiAction> {
    let (recordings, documents): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|file| is_recording(file));
    match documents.into_iter().next() {
        Some(document) => Some(UiAction::Open(document)),
        None => (!recordings.is_empty()).then_some(UiAction::ReadFiles(recordings)),
    }
}

/// Chooses a document or a recording to open.
pub fn open(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    note(ui, &text("ui-open-note"));
    browse(ui, out);
    if state.file_name.trim().is_empty() {
        recent(ui, state, out);
    }
    out.extend(choose(ui, state, "ui-open").map(|chosen| chosen.action(opening)));
}

/// The way to the system's own dialog.
pub fn browse(ui: &mut Ui, out: &mut Vec<UiAction>) {
    if button(ui, Some(Icon::Folder), &text("ui-browse"), Weight::Plain).clicked() {
        out.push(UiAction::Browse);
    }
}

/// Files that were opened or saved before and are there still.
fn recent(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    const SHOWN: usize = 5;
    if !state.recent_there.is_empty() {
        group(ui, &text("ui-recent"));
    }
    for file in state.recent_there.iter().take(SHOWN) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if list_row(ui, Icon::History, &name) {
            out.push(opening(file.clone()));
        }
    }
}

/// Chooses a list of own words.
pub fn import(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    note(ui, &text("ui-import-note"));
    browse(ui, out);
    let chosen = choose(ui, state, "ui-import");
    out.extend(chosen.map(|chosen| chosen.action(UiAction::ImportVocabulary)));
}

/// What was chosen in a list of files.
pub enum Chosen {
    /// One of the files.
    File(PathBuf),
    /// A folder to look into.
    Folder(PathBuf),
}

impl Chosen {
    /// What it asks for; `file` says what a file does.
    pub fn action(self, file: impl FnOnce(PathBuf) -> UiAction) -> UiAction {
        match self {
            Chosen::File(path) => file(path),
            Chosen::Folder(path) => UiAction::ListFolder(Some(path)),
        }
    }
}

/// A name to type, a button, and the folder's contents; what is typed narrows them down.
fn choose(ui: &mut Ui, state: &mut UiState, button_key: &str) -> Option<Chosen> {
    let typed = name_line(ui, state, "file-name", "ui-file-name", button_key).map(Chosen::File);
    let listed = list(ui, "folder", |ui| folder_rows(ui, state, true));
    typed.or(listed)
}

/// A name or a path to type and a button, by the keys of their names; the whole path once it was entered.
pub fn name_line(ui: &mut Ui, state: &mut UiState, id: &str, key: &str, button_key: &str) -> Option<PathBuf> {
    let (_, taken) = field_and_button(ui, id, &mut state.file_name, key, button_key);
    (taken && !state.file_name.trim().is_empty()).then(|| typed_path(state))
}

/// Chooses where to save.
pub fn save_as(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    browse(ui, out);
    if let Some(mut path) = name_line(ui, state, "save-name", "ui-save-name", "ui-save") {
        // What follows a full stop in a title is no ending.
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        if !ending.is_some_and(|ending| matches!(ending.as_str(), "md" | "markdown" | "txt" | "text")) {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".md");
            path.set_file_name(name);
        }
        out.push(UiAction::SaveAs(path));
    }
    match list(ui, "folder", |ui| folder_rows(ui, state, false)) {
        Some(Chosen::File(path)) => {
            state.file_name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
        }
        Some(Chosen::Folder(path)) => out.push(UiAction::ListFolder(Some(path))),
        None => {}
    }
}

/// A whole path as typed, or a name in the folder shown; "~" is the home folder.
fn typed_path(state: &UiState) -> PathBuf {
    let typed = state.file_name.trim();
    let home = std::env::home_dir().filter(|_| typed == "~" || typed.starts_with("~/"));
    match home {
        Some(home) => home.join(typed.trim_start_matches(['~', '/'])),
        None => state.folder.path.join(typed),
    }
}

/// The folder's contents; what was clicked. `narrow` leaves out what does not hold the letters typed.
pub fn folder_rows(ui: &mut Ui, state: &UiState, narrow: bool) -> Option<Chosen> {
    let palette = Palette::of(ui);
    let mut clicked = None;
    group(ui, &text("ui-folder"));
    let shown = RichText::new(state.folder.path.display().to_string())
        .size(12.5)
        .color(palette.muted);
    ui.add(egui::Label::new(shown).wrap());
    ui.spacing_mut().item_spacing.y = 2.0;
    if let Some(parent) = state.folder.path.parent()
        && list_row(ui, Icon::Up, &text("ui-parent-folder"))
    {
        clicked = Some(Chosen::Folder(parent.to_path_buf()));
    }
    let typed = state.file_name.trim().to_lowercase();
    let holds = |name: &String| name.to_lowercase().contains(&typed);
    // Letters that nothing holds are a new name or a path from elsewhere: then everything is shown.
    let some = state.folder.folders.iter().chain(&state.folder.files).any(holds);
    let shown = |name: &&String| !narrow || !some || holds(name);
    for name in state.folder.folders.iter().filter(shown) {
        if list_row(ui, Icon::Folder, name) {
            clicked = Some(Chosen::Folder(state.folder.path.join(name)));
        }
    }
    for name in state.folder.files.iter().filter(shown) {
        if list_row(ui, Icon::New, name) {
            clicked = Some(Chosen::File(state.folder.path.join(name)));
        }
    }
    if state.folder.files.is_empty() {
        let models = state.panel == Some(super::state::Panel::Models);
        note(
            ui,
            &text(if models {
                "ui-folder-no-models"
            } else {
                "ui-folder-empty"
            }),
        );
    }
    clicked
}

/// Chooses a format.
pub fn export(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    note(ui, &text("ui-export-note"));
    for (format, key, timed) in [
        (FileFormat::Text, "ui-format-text", false),
        (FileFormat::Markdown, "ui-format-markdown", false),
        (FileFormat::Html, "ui-format-html", false),
        (FileFormat::Docx, "ui-format-docx", false),
        (FileFormat::Srt, "ui-format-srt", true),
        (FileFormat::Vtt, "ui-format-vtt", true),
        (FileFormat::Json, "ui-format-json", false),
    ] {
        // Subtitles need times, which only dictated text has.
        let possible = !timed || !view.segments.is_empty();
        ui.add_enabled_ui(possible, |ui| {
            if list_row(ui, Icon::Export, &text(key)) {
                out.push(UiAction::Export(format));
            }
        });
    }
    if view.segments.is_empty() {
        note(ui, &text("ui-export-no-times"));
    }
}
