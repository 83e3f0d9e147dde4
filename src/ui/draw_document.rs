//! The sheet: the document with caret, selection, highlights and live words.

use std::ops::Range;

use egui::text::{CCursor, CCursorRange, CharIndex, LayoutJob, TextFormat, TextWrapping};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Color32, CornerRadius, EventFilter, Id, Rect, Shape, Stroke, TextBuffer, TextEdit, Ui, Vec2, pos2, vec2,
};

use crate::session::View;

use super::layout::{LayoutCache, Look};
use super::preferences::Preferences;
use super::recorder::Recorder;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::{card, name_node};

/// Widest line of text in points: about 75 letters, as many as read well.
pub const SHEET_WIDTH: f32 = 760.0;

/// The widget's identity, for focus and tests.
pub fn document_id() -> Id {
    Id::unique("document")
}

/// Draws the sheet and returns what was typed or selected.
pub fn document(ui: &mut Ui, view: &View, state: &mut UiState, cache: &mut LayoutCache) -> Option<UiAction> {
    let palette = Palette::of(ui);
    let side = ((ui.available_width() - SHEET_WIDTH) / 2.0).max(20.0);
    let width = (ui.available_width() - 2.0 * side).max(160.0);
    let mut action = None;
    egui::ScrollArea::vertical()
        .id_salt("sheet")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.add_space(12.0);
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space(side);
                let height = (ui.clip_rect().height() - 44.0).max(160.0);
                card(palette)
                    .inner_margin(egui::Margin::symmetric(44, 36))
                    .show(ui, |ui| {
                        ui.set_width(width - 90.0);
                        ui.set_min_height(height - 72.0);
                        ui.vertical(|ui| action = editor(ui, view, state, cache));
                    });
            });
            ui.add_space(16.0);
        });
    action
}

fn editor(ui: &mut Ui, view: &View, state: &mut UiState, cache: &mut LayoutCache) -> Option<UiAction> {
    let id = document_id();
    sync_caret(ui, id, view);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let look = look(ui, view, state, focused);
    let mut recorder = Recorder::new(view.text);
    let mut layouter =
        |ui: &Ui, buffer: &dyn TextBuffer, width: f32| cache.galley(ui, buffer.as_str(), &look, width);
    let output = TextEdit::multiline(&mut recorder)
        .id(id)
        .frame(egui::Frame::NONE)
        .desired_width(f32::INFINITY)
        .desired_rows(8)
        .lock_focus(false)
        .layouter(&mut layouter)
        .show(ui);
    name_node(ui, id, &text("ui-document"));
    keep_focus_on_escape(ui, id);
    clear_private_undo(ui, id);
    if state.focus_document {
        state.focus_document = false;
        output.response.request_focus();
    }
    let caret = caret_rect(&output, view.caret);
    if !focused && view.anchor == view.caret {
        let line = [caret.center_top(), caret.center_bottom()];
        ui.painter().line_segment(
            line,
            Stroke::new(2.0, Palette::of(ui).accent.gamma_multiply(0.55)),
        );
    }
    live_words(ui, view, &state.preferences, &output, caret);
    if state.follow_caret {
        state.follow_caret = false;
        ui.scroll_to_rect(caret.expand2(vec2(0.0, 60.0)), None);
    }
    what_changed(view, &output, recorder)
}

/// The session is right about caret and selection; the widget follows.
fn sync_caret(ui: &Ui, id: Id, view: &View) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let cursor = |at: usize| CCursor::new(CharIndex(at));
    let wanted = CCursorRange::two(cursor(view.anchor), cursor(view.caret));
    let same = state
        .cursor
        .char_range()
        .is_some_and(|range| (range.primary.index.0, range.secondary.index.0) == (view.caret, view.anchor));
    if !same {
        state.cursor.set_char_range(Some(wanted));
        state.store(ui.ctx(), id);
    }
}

/// Escape takes back what is on offer; words typed after it still belong to the document.
fn keep_focus_on_escape(ui: &Ui, id: Id) {
    let filter = EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: true,
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// One history, the session's: the widget's own would undo behind its back.
fn clear_private_undo(ui: &Ui, id: Id) {
    if let Some(mut state) = TextEditState::load(ui.ctx(), id) {
        state.clear_undoer();
        state.store(ui.ctx(), id);
    }
}

fn what_changed(view: &View, output: &TextEditOutput, recorder: Recorder) -> Option<UiAction> {
    let changes = recorder.into_actions();
    let range = output.state.cursor.char_range();
    let (anchor, caret) = range.map_or((view.anchor, view.caret), |range| {
        (range.secondary.index.0, range.primary.index.0)
    });
    let moved = output.cursor_range.is_some() && (anchor, caret) != (view.anchor, view.caret);
    (moved || !changes.is_empty()).then_some(UiAction::Edit {
        changes,
        anchor,
        caret,
    })
}

/// Bytes with a ground of their own, from characters.
fn lit(text: &str, chars: (usize, usize), colour: Color32) -> (Range<usize>, Color32) {
    (byte_at(text, chars.0)..byte_at(text, chars.1), colour)
}

fn look(ui: &Ui, view: &View, state: &UiState, focused: bool) -> Look {
    let palette = Palette::of(ui);
    let selection = (view.anchor.min(view.caret), view.anchor.max(view.caret));
    let mut highlights: Vec<(Range<usize>, Color32)> = Vec::new();
    if let Some(preview) = view.preview {
        highlights.push(lit(view.text, preview.range, palette.accent_soft));
    } else if !focused && view.anchor != view.caret {
        // Without the keyboard the widget does not paint its selection, but a voice may have made one.
        highlights.push(lit(view.text, selection, palette.selection));
    }
    let mut add = |range: Range<usize>, colour: Color32| {
        if highlights
            .iter()
            .all(|(other, _)| range.end <= other.start || range.start >= other.end)
        {
            highlights.push((range, colour));
        }
    };
    for range in view.choices.iter().filter_map(|choice| choice.range) {
        let (bytes, colour) = lit(view.text, range, palette.amber_soft);
        add(bytes, colour);
    }
    if let Some(find) = &state.find {
        for hit in find
            .around(selection.0)
            .iter()
            .filter(|hit| hit.chars != selection)
        {
            add(hit.bytes.0..hit.bytes.1, palette.amber_soft);
        }
    }
    highlights.sort_by_key(|(range, _)| range.start);
    Look {
        size: state.preferences.font_size,
        typeface: state.preferences.typeface,
        dark: ui.visuals().dark_mode,
        highlights,
    }
}

fn byte_at(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

fn caret_rect(output: &TextEditOutput, caret: usize) -> Rect {
    let cursor = CCursor::new(CharIndex(caret));
    output
        .galley
        .pos_from_cursor(cursor)
        .translate(output.galley_pos.to_vec2())
}

/// Live words are not in the document: grey at its end, in a bubble under the caret within it.
fn live_words(ui: &mut Ui, view: &View, preferences: &Preferences, output: &TextEditOutput, caret: Rect) {
    let (words, stable) = view.live;
    if words.is_empty() {
        return;
    }
    let palette = Palette::of(ui);
    let width = output.response.rect.width();
    let at_end = byte_at(view.text, view.caret.max(view.anchor)) >= view.text.trim_end().len();
    let left = output.galley_pos.x;
    let indent = if at_end { caret.left() - left } else { 0.0 };
    let stable = (0..=stable.min(words.len()))
        .rev()
        .find(|&at| words.is_char_boundary(at))
        .unwrap_or(0);
    let joined =
        at_end && view.text[..byte_at(view.text, view.caret)].ends_with(|c: char| !c.is_whitespace());
    let mut job = LayoutJob {
        wrap: TextWrapping::wrap_at_width(width),
        ..LayoutJob::default()
    };
    let format = |colour: Color32| TextFormat {
        font_id: font(Face::TextItalic(preferences.typeface), preferences.font_size),
        color: colour,
        line_height: Some((preferences.font_size * 1.6).round()),
        ..TextFormat::default()
    };
    let space = if joined { preferences.font_size * 0.28 } else { 0.0 };
    job.append(&words[..stable], indent + space, format(palette.muted));
    job.append(
        &words[stable..],
        if stable == 0 { indent + space } else { 0.0 },
        format(palette.faint),
    );
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    name_live(ui, words);
    if at_end {
        let top = caret.center().y - (preferences.font_size * 1.6).round() / 2.0;
        let needed = top + galley.size().y - output.response.rect.bottom();
        if needed > 0.0 {
            ui.add_space(needed);
        }
        ui.painter()
            .galley(pos2(left, top), galley.clone(), palette.muted);
        ui.scroll_to_rect(Rect::from_min_size(pos2(left, top), galley.size()), None);
        return;
    }
    let top_left = pos2(left, caret.bottom() + 6.0);
    let rect = Rect::from_min_size(top_left, galley.size()).expand2(Vec2::new(10.0, 6.0));
    let painter = ui
        .ctx()
        .layer_painter(egui::LayerId::new(egui::Order::Foreground, Id::unique("live")));
    painter.add(Shape::rect_filled(rect, CornerRadius::same(8), palette.ground));
    painter.rect_stroke(
        rect,
        CornerRadius::same(8),
        Stroke::new(1.0, palette.line),
        egui::StrokeKind::Inside,
    );
    painter.galley(top_left, galley, palette.muted);
}

/// Live words are painted, not a widget; assistive technology finds them as a live region.
fn name_live(ui: &mut Ui, words: &str) {
    let id = Id::unique("live-words");
    let rect = Rect::from_min_size(ui.cursor().min, Vec2::ZERO);
    ui.interact(rect, id, egui::Sense::hover());
    let words = words.to_owned();
    ui.ctx().accesskit_node_builder(id, move |node| {
        node.set_role(egui::accesskit::Role::Label);
        node.set_value(words);
        node.set_live(egui::accesskit::Live::Polite);
    });
}
