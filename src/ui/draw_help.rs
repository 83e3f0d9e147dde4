//! "What can I say": every command with what it does, and a line to look for one or to type it.

use egui::{RichText, Ui};

use crate::session::{Action, Phrase, phrases};

use super::draw_panel::{list, say};
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{entered, field, focus_ring, group, name_node, note};
use crate::settings::Typeface;

/// Draws the help. One field looks for commands, and does what is typed there.
pub fn help(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let typed = field(ui, "typed-command", &mut state.typed_command, "ui-type-command");
    if entered(ui, &typed) && !state.typed_command.trim().is_empty() {
        let words = std::mem::take(&mut state.typed_command);
        out.push(UiAction::Session(Action::Command(words.trim().to_owned())));
        typed.request_focus();
    }
    let wanted = state.typed_command.to_lowercase();
    let rows = found(&wanted);
    list(ui, "help", |ui| {
        if rows.is_empty() {
            note(ui, &text("ui-no-such-command"));
        }
        let mut category = "";
        for row in rows {
            if row.category != category {
                category = row.category;
                group(ui, category);
            }
            phrase(ui, row, out);
        }
        ui.add_space(8.0);
        let key = state.settings.window.talk_key.name().into();
        note(ui, &text_with("ui-help-note", &[("key", key)]));
    });
}

/// The commands that have these words; else those that begin with the first of them, which may be followed by words of
/// the document.
fn found(wanted: &str) -> Vec<&'static Phrase> {
    let all: Vec<&'static Phrase> = phrases().iter().filter(|row| matches(row, wanted)).collect();
    let Some(first) = wanted.split_whitespace().next().filter(|_| all.is_empty()) else {
        return useful_first(all);
    };
    let begins = |row: &&Phrase| row.say.to_lowercase().split_whitespace().next() == Some(first);
    phrases().iter().filter(begins).collect()
}

/// What changes the text comes before what starts and stops listening, for which there are a key and a button; of several
/// wordings of one command the shortest comes first.
fn useful_first(mut rows: Vec<&'static Phrase>) -> Vec<&'static Phrase> {
    for same in rows.chunk_by_mut(|a, b| (a.category, a.does) == (b.category, b.does)) {
        same.sort_by_key(|row| row.say.len());
    }
    if let Some(listening) = phrases().first().map(|row| row.category) {
        rows.sort_by_key(|row| row.category == listening);
    }
    rows
}

fn matches(row: &Phrase, wanted: &str) -> bool {
    let told = [row.say.as_str(), row.does, row.category].map(str::to_lowercase);
    let mut words = wanted.split_whitespace();
    words.all(|word| told.iter().any(|told| told.contains(word)))
}

/// The words of a command are as they are heard; they are shown as they are written.
fn as_written(say: &str) -> String {
    let words = say.split(' ').map(|word| if word == "i" { "I" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn phrase(ui: &mut Ui, row: &Phrase, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    let colour = if row.whole { palette.accent } else { palette.ink };
    let shown = RichText::new(format!("“{}”", as_written(&row.say)))
        .font(font(Face::TextItalic(Typeface::Serif), 15.5))
        .color(colour);
    ui.spacing_mut().item_spacing.y = 1.0;
    // A phrase without blanks can be done by a click; the others say what goes in.
    if row.whole {
        let response = ui.add(egui::Label::new(shown).wrap().sense(egui::Sense::click()));
        let name = row.say.clone();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        focus_ring(ui, &response, 10);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            out.push(say(&row.say));
        }
    } else {
        let response = ui.add(egui::Label::new(shown).wrap());
        name_node(ui, response.id, &row.say);
    }
    note(ui, row.does);
    ui.add_space(5.0);
}
