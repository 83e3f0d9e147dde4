//! The find bar: words to look for, where among how many places one is, back and forth; below, if asked for, what to
//! put in their place.

use egui::{Frame, Id, Key, Margin, Modifiers, Response, RichText, Stroke, Ui, vec2};

use crate::session::View;

use super::draw_document::select;
use super::find::FindStep;
use super::icons::Icon;
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::Palette;
use super::widgets::{Weight, button, icon_button, name_node, read_out};

/// Room for the three small buttons and the count at the right of the first field.
const BESIDE_WORDS: f32 = 3.0 * 40.0 + 92.0;
/// Room for "Replace…" before the second line is open.
const OPENER: f32 = 96.0;
/// Room for the two buttons of the second line.
const BESIDE_REPLACEMENT: f32 = 220.0;

/// Draws the bar, if it is open.
pub fn bar(ui: &mut Ui, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    if state.find.is_none() {
        return;
    }
    let palette = Palette::of(ui);
    ui.add_space(6.0);
    Frame::new()
        .fill(palette.paper)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(12)
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal(|ui| words(ui, view, state, out));
            if state.find.as_ref().is_some_and(|find| find.replacement.is_some()) {
                ui.horizontal(|ui| replacement(ui, state, out));
            }
        });
}

fn words(ui: &mut Ui, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    let Some(find) = &mut state.find else { return };
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.x = 4.0;
    let id = Id::unique("find");
    if ui.memory(|memory| memory.has_focus(id)) {
        // Before the field sees it: Enter would take the keyboard away from it.
        let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::Enter));
        if pressed(Modifiers::SHIFT) {
            out.push(UiAction::Find(FindStep::Previous));
        } else if pressed(Modifiers::NONE) {
            out.push(UiAction::Find(FindStep::Next));
        }
    }
    let opener = if find.replacement.is_none() { OPENER } else { 0.0 };
    let response = line(ui, id, &mut find.query, "ui-find-hint", BESIDE_WORDS + opener);
    if std::mem::take(&mut find.focus) {
        response.request_focus();
        // What is typed next takes the place of the words that were there.
        select(ui, id, 0, find.query.chars().count());
    }
    if response.changed() {
        out.push(UiAction::Find(FindStep::Typed));
    }
    let selection = view.selection();
    let counted = match (find.query.is_empty(), find.count(), find.number(selection)) {
        (true, ..) => String::new(),
        (false, 0, _) => text("ui-find-none"),
        (false, n, None) => text_with("ui-find-count", &[("n", n.into())]),
        (false, n, Some(at)) => text_with("ui-find-place", &[("at", at.into()), ("n", n.into())]),
    };
    let colour = if find.count() == 0 {
        palette.record
    } else {
        palette.muted
    };
    ui.allocate_ui(vec2(84.0, 32.0), |ui| {
        ui.set_width(84.0);
        ui.centered_and_justified(|ui| {
            let label = ui.label(RichText::new(counted).size(12.5).color(colour));
            read_out(ui, &label);
        });
    });
    let some = find.count() > 0;
    for (icon, name, step, enabled) in [
        (Icon::Up, "ui-find-previous", FindStep::Previous, some),
        (Icon::Down, "ui-find-next", FindStep::Next, some),
        (Icon::Close, "ui-find-close", FindStep::Close, true),
    ] {
        if icon_button(ui, icon, &text(name), enabled, false).clicked() {
            out.push(UiAction::Find(step));
        }
    }
    if find.replacement.is_none() && button(ui, None, &text("ui-replace-open"), Weight::Quiet).clicked() {
        out.push(UiAction::Find(FindStep::Replace));
    }
}

/// The second line: Enter in its field replaces one place and goes to the next.
fn replacement(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let Some(find) = &mut state.find else { return };
    let some = find.count() > 0;
    let Some(new) = &mut find.replacement else { return };
    ui.spacing_mut().item_spacing.x = 4.0;
    let id = Id::unique("replacement");
    let pressed = |modifiers| {
        ui.memory(|memory| memory.has_focus(id))
            && ui.input_mut(|input| input.consume_key(modifiers, Key::Enter))
    };
    if pressed(Modifiers::COMMAND) {
        out.push(UiAction::Find(FindStep::ReplaceAll));
    } else if pressed(Modifiers::NONE) {
        out.push(UiAction::Find(FindStep::ReplaceOne));
    }
    let response = line(ui, id, new, "ui-replace-hint", BESIDE_REPLACEMENT);
    if std::mem::take(&mut find.focus_replacement) {
        response.request_focus();
    }
    ui.add_enabled_ui(some, |ui| {
        for (name, step) in [
            ("ui-replace-one", FindStep::ReplaceOne),
            ("ui-replace-all", FindStep::ReplaceAll),
        ] {
            if button(ui, None, &text(name), Weight::Plain).clicked() {
                out.push(UiAction::Find(step));
            }
        }
    });
}

/// A field of the bar, named by its hint, with so much room beside it, in points.
fn line(ui: &mut Ui, id: Id, typed: &mut String, hint: &str, beside: f32) -> Response {
    let field = egui::TextEdit::singleline(typed)
        .id(id)
        .hint_text(text(hint))
        .margin(Margin::symmetric(10, 7))
        .desired_width((ui.available_width() - beside).max(80.0));
    let response = ui.add(field);
    name_node(ui, id, &text(hint));
    response
}
