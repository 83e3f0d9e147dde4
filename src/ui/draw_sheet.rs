//! The sheet in its scroll area: all of it is the editor, margins included. Of a long document only what is in view is laid
//! out, with what a keyboard may reach.

use std::sync::Arc;

use egui::{Event, Galley, Id, InputState, Key, Modifiers, Rect, ScrollArea, Sense, Ui, vec2};

use super::draw_document::{Place, document_id, editor, live_place, margins, sheet_place};
use super::layout::LayoutCache;
use super::part::{Blocks, Measure, Part};
use super::state::{UiAction, UiState};
use crate::session::{Action, View};

/// Above the sheet, in points.
const ABOVE: f32 = 8.0;
/// Below it.
const BELOW: f32 = 16.0;

/// Draws the sheet and puts what was typed or selected into `out`.
pub fn document(
    ui: &mut Ui,
    view: &View,
    state: &mut UiState,
    cache: &mut LayoutCache,
    out: &mut Vec<UiAction>,
) {
    let (side, width) = sheet_place(ui);
    let mut blocks = std::mem::take(&mut cache.blocks);
    let is_long = blocks.take(view.text);
    let mut area = ScrollArea::vertical()
        .id_salt("sheet")
        .auto_shrink([false, false]);
    let mut typed = false;
    if is_long {
        let window = &state.settings.window;
        blocks.measure_by(Measure {
            width: width - 2.0 * margins(width).x,
            size: window.font_size,
            typeface: window.typeface,
            marks: window.show_marks,
        });
        let focused = ui.memory(|memory| memory.has_focus(document_id()));
        typed = focused && ui.input(is_typed);
        if focused {
            out.extend(ui.input_mut(|input| far_key(input, view)));
        }
        let speaks = !view.live.0.is_empty();
        let place = if speaks { live_place(view) } else { view.caret };
        let follows = typed || speaks || state.follow_caret;
        if follows && !(blocks.shown.start..=blocks.shown.end).contains(&place) {
            let place = ABOVE + margins(width).y + blocks.height_at(place);
            area = area.vertical_scroll_offset((place - ui.available_height() / 2.0).max(0.0));
        }
    }
    if let Some(offset) = blocks.scroll_to.take() {
        area = area.vertical_scroll_offset(offset);
    }
    let mut moved = 0.0;
    let shown = area.show_viewport(ui, |ui, viewport| {
        let top = ABOVE + margins(width).y;
        let part = if is_long {
            part(&mut blocks, view, viewport, top, typed)
        } else {
            Part::whole(view.text)
        };
        let (above, below) = if is_long { blocks.around(&part) } else { (0.0, 0.0) };
        // A click beside the sheet means the line at its height.
        let beside = ui.interact(ui.clip_rect(), Id::unique("beside-the-sheet"), Sense::CLICK);
        ui.add_space(ABOVE + above);
        let galley = ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(side);
            let height = (ui.clip_rect().height() - ABOVE - BELOW - 16.0).max(160.0);
            let place = Place {
                size: vec2(width, height),
                beside,
                part: &part,
                leaves_room: is_long && blocks.hangs(),
            };
            editor(ui, place, view, state, cache, out)
        });
        ui.add_space(BELOW + below);
        // What is typed in this frame is laid out already, and in the blocks with the next one.
        if is_long && galley.inner.text() == &view.text[part.bytes.clone()] {
            moved = measure(&mut blocks, &part, &galley.inner, viewport.top() - top);
        }
    });
    if moved.abs() > 0.5 {
        // What is in view stays where it is; nobody sees the frame in which it did not.
        blocks.scroll_to = Some((shown.state.unclamped_offset().y + moved).max(0.0));
        ui.ctx()
            .request_discard("heights above what is in view became known");
    }
    cache.blocks = blocks;
}

/// The part that is laid out: a screen more on both sides, and what the keyboard acts on.
fn part(blocks: &mut Blocks, view: &View, viewport: Rect, top: f32, typed: bool) -> Part {
    let ahead = viewport.height();
    let heights = viewport.top() - top - ahead..viewport.bottom() - top + ahead;
    blocks.part(heights, typed.then(|| view.selection()))
}

/// Whether anything is typed, copied or pasted.
fn is_typed(input: &InputState) -> bool {
    input.events.iter().any(|event| match event {
        Event::Key { pressed, .. } => *pressed,
        Event::Text(_) | Event::Paste(_) | Event::Copy | Event::Cut | Event::Ime(_) => true,
        _ => false,
    })
}

/// Keys that go to an end of the document or select all of it: the widget knows its part only.
fn far_key(input: &mut InputState, view: &View) -> Option<UiAction> {
    let select = |anchor: usize, caret: usize| Some(UiAction::Session(Action::Select { anchor, caret }));
    let end = || view.text.chars().count();
    if input.consume_key(Modifiers::COMMAND, Key::A) {
        return select(0, end());
    }
    for (modifiers, key, to_end) in [
        (Modifiers::COMMAND, Key::Home, false),
        (Modifiers::COMMAND, Key::End, true),
        (Modifiers::MAC_CMD, Key::ArrowUp, false),
        (Modifiers::MAC_CMD, Key::ArrowDown, true),
    ] {
        let caret = || if to_end { end() } else { 0 };
        if input.consume_key(modifiers | Modifiers::SHIFT, key) {
            return select(view.anchor, caret());
        }
        if input.consume_key(modifiers, key) {
            return select(caret(), caret());
        }
    }
    None
}

/// Takes the heights of what was laid out; gives by how much what stands at `height` has moved.
fn measure(blocks: &mut Blocks, part: &Part, galley: &Arc<Galley>, height: f32) -> f32 {
    let mut starts: Vec<(usize, f32)> = Vec::with_capacity(galley.rows.len());
    let mut at = 0;
    for row in &galley.rows {
        starts.push((at, row.rect().top()));
        at += row.glyphs.len() + usize::from(row.ends_with_newline);
    }
    let bottom = galley.rows.last().map_or(0.0, |row| row.rect().bottom());
    let top = |char: usize| {
        let row = starts.partition_point(|(start, _)| *start <= char);
        starts.get(row.saturating_sub(1)).map_or(0.0, |(_, top)| *top)
    };
    blocks.measured(part, top, bottom, height)
}
