//! Caret and pointer in text with letters from right to left. egui's editor takes a row to run from left to right: where a
//! click or an arrow key leads, and the caret itself, are ours there; the selection is a highlight of the layout.

use egui::text::CCursorRange;
use egui::text_edit::TextEditOutput;
use egui::text_selection::{text_cursor_state::cursor_rect, visuals::paint_text_cursor};
use egui::{Color32, Event, Key, Stroke, Ui};

use super::layout::{cursor_at, cursor_in_next_row, is_backwards_at};

/// When the caret was last moved, for its blinking.
#[derive(Default)]
pub struct Moved {
    at: usize,
    /// In seconds since the start.
    when: f64,
}

/// An arrow key up (`-1`) or down (`1`).
pub struct Arrow {
    rows: isize,
    selects: bool,
}

/// Before the editor is shown: takes what it would draw wrongly out of its look, and the keys that it would get wrong.
/// `caret` is a character of `text`.
pub fn before(ui: &mut Ui, text: &str, caret: usize, focused: bool) -> Vec<Arrow> {
    let visuals = ui.visuals_mut();
    visuals.selection.bg_fill = Color32::TRANSPARENT;
    visuals.text_cursor.stroke = Stroke::NONE;
    let mut arrows = Vec::new();
    if !focused {
        return arrows;
    }
    let is_backwards = is_backwards_at(text, caret);
    ui.input_mut(|input| {
        input.events.retain_mut(|event| {
            let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                return true;
            };
            let plain = !modifiers.alt && !modifiers.command;
            match key {
                Key::ArrowUp | Key::ArrowDown if plain => {
                    arrows.push(Arrow {
                        rows: if *key == Key::ArrowUp { -1 } else { 1 },
                        selects: modifiers.shift,
                    });
                    return false;
                }
                // The letter to the left is the next one.
                Key::ArrowLeft if is_backwards && !modifiers.mac_cmd => *key = Key::ArrowRight,
                Key::ArrowRight if is_backwards && !modifiers.mac_cmd => *key = Key::ArrowLeft,
                _ => {}
            }
            true
        });
    });
    arrows
}

/// After the editor was shown, in the look that it had before: moves its caret to where the pointer is and the arrow keys
/// lead, and paints it.
pub fn after(ui: &Ui, output: &mut TextEditOutput, arrows: &[Arrow], moved: &mut Moved) {
    let response = &output.response.response;
    if let Some(at) = response.interact_pointer_pos() {
        let cursor = cursor_at(&output.galley, at - output.galley_pos);
        let is_dragged = ui.ctx().is_being_dragged(response.id);
        let state = &mut output.state.cursor;
        state.pointer_interaction(ui, response, cursor, &output.galley, is_dragged);
    }
    for arrow in arrows {
        follow(output, arrow);
    }
    output.state.clone().store(ui.ctx(), output.response.response.id);
    let Some(range) = output.state.cursor.range(&output.galley) else {
        return;
    };
    let place = cursor_rect(&output.galley, &range.primary, 0.0).translate(output.galley_pos.to_vec2());
    if !arrows.is_empty() {
        ui.scroll_to_rect(place, None);
    }
    let now = ui.input(|input| input.time);
    if moved.at != range.primary.index.0 {
        (moved.at, moved.when) = (range.primary.index.0, now);
    }
    if output.response.response.has_focus() && ui.input(|input| input.focused) {
        let painter = ui.painter_at(output.text_clip_rect.expand(1.0));
        paint_text_cursor(ui, &painter, place, now - moved.when);
    }
}

/// Moves the caret as an arrow key says.
fn follow(output: &mut TextEditOutput, arrow: &Arrow) {
    let cursor = &mut output.state.cursor;
    let Some(range) = cursor.range(&output.galley) else {
        return;
    };
    let to = cursor_in_next_row(&output.galley, range.primary, arrow.rows);
    cursor.set_char_range(Some(match arrow.selects {
        true => CCursorRange { primary: to, ..range },
        false => CCursorRange::one(to),
    }));
}
