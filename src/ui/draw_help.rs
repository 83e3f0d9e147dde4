//! "What can I say": every command with what it does, a search, and a line to type one.

use egui::{RichText, Ui};

use crate::session::{Phrase, phrases};

use super::draw_panel::{list, say};
use super::preferences::Typeface;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::{field, group, name_node, note};

/// Draws the help.
pub fn help(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let typed = field(
        ui,
        "typed-command",
        &mut state.typed_command,
        &text("ui-type-command"),
        &text("ui-type-command-hint"),
    );
    let entered = typed.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && !state.typed_command.trim().is_empty() {
        out.push(say(std::mem::take(&mut state.typed_command).trim()));
        typed.request_focus();
    }
    field(
        ui,
        "help-search",
        &mut state.help_query,
        &text("ui-search-commands"),
        &text("ui-search-commands-hint"),
    );
    let wanted = state.help_query.to_lowercase();
    let rows = phrases();
    list(ui, "help", |ui| {
        let mut category = "";
        for row in rows.iter().filter(|row| matches(row, &wanted)) {
            if row.category != category {
                category = row.category;
                group(ui, category);
            }
            phrase(ui, row, out);
        }
        ui.add_space(8.0);
        note(ui, &text("ui-help-note"));
    });
}

fn matches(row: &Phrase, wanted: &str) -> bool {
    wanted.split_whitespace().all(|word| {
        row.say.to_lowercase().contains(word)
            || row.does.to_lowercase().contains(word)
            || row.category.to_lowercase().contains(word)
    })
}

fn phrase(ui: &mut Ui, row: &Phrase, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    let colour = if row.whole { palette.accent } else { palette.ink };
    let shown = RichText::new(format!("“{}”", row.say))
        .font(font(Face::TextItalic(Typeface::Serif), 15.5))
        .color(colour);
    ui.spacing_mut().item_spacing.y = 1.0;
    // A phrase without blanks can be done by a click; the others say what goes in.
    if row.whole {
        let response = ui.add(egui::Label::new(shown).wrap().sense(egui::Sense::click()));
        let name = row.say.clone();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        super::draw_dock::ring(ui, &response);
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
