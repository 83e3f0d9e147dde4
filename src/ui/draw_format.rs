//! A quiet row over the sheet: bold, italic, headings, lists and their like, by a click.

use egui::{Ui, vec2};

use crate::session::View;
use crate::settings::{Shortcut, Typeface};

use super::draw_cards::wants_welcome;
use super::draw_document::margins;
use super::draw_panel::say;
use super::keys::with_keys;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::bare_button;

/// A button of the row: what it shows and in which face, key of its name, what it says, its keys.
pub type Tool = (&'static str, Face, &'static str, &'static str, Option<Shortcut>);

const SERIF: Typeface = Typeface::Serif;

/// For what is selected.
pub const SELECTED: [Tool; 4] = [
    (
        "B",
        Face::TextBold(SERIF),
        "ui-bold",
        "bold that",
        Some(Shortcut::Bold),
    ),
    (
        "I",
        Face::TextItalic(SERIF),
        "ui-italic",
        "italicize that",
        Some(Shortcut::Italic),
    ),
    (
        "U",
        Face::Text(SERIF),
        "ui-underline",
        "underline that",
        Some(Shortcut::Underline),
    ),
    ("S", Face::Text(SERIF), "ui-strike", "strike through that", None),
];

/// For the line with the caret, or the lines that are selected.
const LINES: [Tool; 4] = [
    (
        "H",
        Face::TextBold(SERIF),
        "ui-make-heading",
        "make {} a heading",
        None,
    ),
    ("•", Face::Strong, "ui-make-list", "make {} a bullet point", None),
    (
        "1.",
        Face::Strong,
        "ui-make-numbered",
        "turn {} into a numbered list",
        None,
    ),
    (
        "”",
        Face::TextBold(SERIF),
        "ui-make-quote",
        "block quote this paragraph",
        None,
    ),
];

/// Lower than this a window has other uses for the room, in points.
const LOW: f32 = 520.0;

/// From the edge of a button to its letter, in points.
const BESIDE_LETTER: f32 = 10.0;

/// Whether there is room and use for the row.
pub fn is_shown(ui: &Ui, view: &View, state: &UiState) -> bool {
    let screen = ui.ctx().content_rect();
    let room = screen.height() >= LOW && ui.available_width() >= 440.0;
    state.settings.window.format_buttons && room && !wants_welcome(view)
}

/// Draws the row.
pub fn row(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let selected = view.anchor != view.caret;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        // The first letter stands in line with the text.
        ui.add_space(margins(ui.available_width()).x - BESIDE_LETTER);
        for tool in SELECTED {
            if one(ui, &tool, selected, state) {
                out.push(say(tool.3));
            }
        }
        ui.add_space(10.0);
        for tool in LINES {
            if one(ui, &tool, true, state) {
                let what = if selected { "that" } else { "this line" };
                out.push(say(&tool.3.replace("{}", what)));
            }
        }
    });
}

fn one(ui: &mut Ui, tool: &Tool, enabled: bool, state: &UiState) -> bool {
    let palette = Palette::of(ui);
    let &(shown, face, key, _, shortcut) = tool;
    let name = text(key);
    let response = bare_button(ui, vec2(30.0, 28.0), 7, &name, (enabled, false));
    let colour = if enabled { palette.muted } else { palette.faint };
    let mut job = egui::text::LayoutJob::default();
    let line = egui::Stroke::new(1.0, colour);
    let none = egui::Stroke::NONE;
    let format = egui::TextFormat {
        font_id: font(face, 15.5),
        color: colour,
        underline: if key == "ui-underline" { line } else { none },
        strikethrough: if key == "ui-strike" { line } else { none },
        ..egui::TextFormat::default()
    };
    job.append(shown, 0.0, format);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = response.rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, colour);
    let told = with_keys(ui.ctx(), name, &state.settings.shortcuts, shortcut);
    response.on_hover_text(told).clicked() && enabled
}
