//! The editor: a part of the document, mostly all of it, with caret, selection, highlights and live words.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Align2, Color32, EventFilter, Frame, Galley, Id, Margin, PointerButton, Rect, Sense, Stroke, TextBuffer,
    TextEdit, Ui, Vec2, vec2,
};

use crate::session::{Action, Choice, Preview, View};

use super::layout::{
    LayoutCache, Live, Look, byte_at, code_width, cursor_at, has_right_to_left, job_with_live, lay_out,
    link_at,
};
use super::part::Part;
use super::recorder::Recorder;
use super::state::{UiAction, UiState};
use super::strings::text;
use super::theme::Palette;
use super::widgets::name_node;
use super::{draw_caret, draw_menu};

/// Widest sheet in points: a line of text in it has about 75 letters, as many as read well.
const SHEET_WIDTH: f32 = 714.0;

/// From the edge of the sheet to the text, in points; less above and below in a narrow window. To the sides as much as
/// a card has, so that what is in cards stands in line with the text.
const MARGINS: Vec2 = vec2(21.0, 32.0);

/// A sheet narrower than this has a lower margin above and below.
const NARROW_SHEET: f32 = 560.0;

/// The widget's identity, for focus and tests.
pub fn document_id() -> Id {
    Id::unique("document")
}

/// From the left edge of the page to the sheet, and the width of the sheet, in points.
pub fn sheet_place(ui: &Ui) -> (f32, f32) {
    let side = ((ui.available_width() - SHEET_WIDTH) / 2.0).max(20.0);
    (side, (ui.available_width() - 2.0 * side).max(160.0))
}

/// From the edge of a sheet of this width to its text, in points.
pub fn margins(width: f32) -> Vec2 {
    if width < NARROW_SHEET {
        vec2(MARGINS.x, MARGINS.y / 2.0)
    } else {
        MARGINS
    }
}

/// Where the editor stands.
pub struct Place<'a> {
    /// Its size in points.
    pub size: Vec2,
    /// What is beside it: a click there means the line at its height.
    pub beside: egui::Response,
    /// The part of the document that is in it.
    pub part: &'a Part,
    /// Lines leave room for those that hang.
    pub leaves_room: bool,
}

/// Draws the sheet with a part of the document, puts what was typed or selected into `out`, and gives the layout.
pub fn editor(
    ui: &mut Ui,
    place: Place,
    view: &View,
    state: &mut UiState,
    cache: &mut LayoutCache,
    out: &mut Vec<UiAction>,
) -> Arc<Galley> {
    let id = document_id();
    let Place { size, part, .. } = place;
    let (choices, preview) = marked(view, part);
    let local = local(view, part, &choices, preview.as_ref());
    // The session is right about caret and selection; the widget follows.
    select(ui, id, local.anchor, local.caret);
    let focused = ui.memory(|memory| memory.has_focus(id));
    let margins = margins(size.x);
    let mut look = look(ui, view, &local, part, state, focused);
    look.leaves_room = place.leaves_room;
    let live = live(&local).filter(|_| part.has(live_place(view)));
    let shown = live
        .as_ref()
        .map(|live| lay_out_live(ui, local.text, live, &look, size.x - 2.0 * margins.x));
    look.hidden = shown.is_some();
    let height = shown
        .as_ref()
        .map_or(0.0, |(galley, _)| galley.size().y + 2.0 * margins.y);
    let mut recorder = Recorder::new(local.text);
    let wrap_width = Cell::new(0.0);
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, width: f32| {
        wrap_width.set(width);
        cache.galley(ui, buffer.as_str(), &look, width)
    };
    let margin = Margin::symmetric(margins.x as i8, margins.y as i8);
    let style = Arc::clone(ui.style());
    let both_ways = has_right_to_left(local.text);
    let arrows = match both_ways {
        true => draw_caret::before(ui, local.text, local.caret, focused),
        false => Vec::new(),
    };
    let mut output = TextEdit::multiline(&mut recorder)
        .id(id)
        .frame(Frame::new().inner_margin(margin))
        .min_size(vec2(size.x, size.y.max(height)))
        .desired_width(size.x)
        .align(Align2::LEFT_TOP)
        .lock_focus(false)
        .layouter(&mut layouter)
        .show(ui);
    if both_ways {
        ui.set_style(style);
        draw_caret::after(ui, &mut output, &arrows, &mut cache.caret);
    }
    name_node(ui, id, &text("ui-document"));
    keep_focus_on_escape(ui, id);
    clear_private_undo(ui, id);
    if state.focus_document {
        state.focus_document = false;
        output.response.request_focus();
    }
    let at = draw_menu::char_at(&output);
    click(ui, &output.response.response, at, (&local, part), state, out);
    let in_whole = at.map(|at| at + part.chars.start);
    draw_menu::menu(&output.response.response, in_whole, view, state, out);
    let caret = place_rect(&output.galley, &output, local.caret);
    if view.anchor == view.caret {
        if !focused && part.has(view.caret) {
            mark_place(ui, caret);
        }
        if view.place != view.caret && shown.is_none() && part.has(view.place) {
            mark_place(ui, place_rect(&output.galley, &output, local.place));
        }
    }
    if let (Some((galley, end)), Some(live)) = (&shown, &live) {
        // Laid out anew only when the widget's width is another one than expected.
        let again;
        let (galley, end) = if (wrap_width.get() - galley.job.wrap.max_width).abs() < 0.5 {
            (galley, *end)
        } else {
            look.hidden = false;
            again = lay_out_live(ui, local.text, live, &look, wrap_width.get());
            (&again.0, again.1)
        };
        ui.painter()
            .galley(output.galley_pos, Arc::clone(galley), Palette::of(ui).muted);
        name_live(ui, live.words);
        ui.scroll_to_rect(place_rect(galley, &output, end).expand2(vec2(0.0, 24.0)), None);
    } else if state.follow_caret && part.has(view.caret) {
        ui.scroll_to_rect(caret.expand2(vec2(0.0, 60.0)), None);
    }
    state.follow_caret = false;
    let galley = Arc::clone(&output.galley);
    let edit = if place.beside.clicked()
        && let Some(at) = place.beside.interact_pointer_pos()
    {
        let caret = cursor_at(&output.galley, at - output.galley_pos).index.0;
        state.focus_document = true;
        Some((Vec::new(), caret, caret))
    } else {
        what_changed(ui, &local, &output, recorder)
    };
    out.extend(edit.map(|edit| in_document(edit, view, &local, part)));
    galley
}

/// Choices and preview with their places in a part; none for the whole document, whose own they are.
fn marked(view: &View, part: &Part) -> (Vec<Choice>, Option<Preview>) {
    if part.is_whole() {
        return Default::default();
    }
    let choices = view.choices.iter().map(|choice| Choice {
        label: String::new(),
        range: choice.range.and_then(|range| part.chars_in(range)),
    });
    let preview = view.preview.and_then(|preview| {
        let range = part.chars_in(preview.range)?;
        Some(Preview {
            range,
            ..preview.clone()
        })
    });
    (choices.collect(), preview)
}

/// The document as if the part were all of it.
fn local<'a>(view: &View<'a>, part: &Part, choices: &'a [Choice], preview: Option<&'a Preview>) -> View<'a> {
    if part.is_whole() {
        return view.clone();
    }
    View {
        text: &view.text[part.bytes.clone()],
        anchor: part.char_in(view.anchor),
        caret: part.char_in(view.caret),
        place: part.char_in(view.place),
        choices,
        preview,
        ..view.clone()
    }
}

/// Changes, and where they lead the beginning of the selection and the caret, in characters.
type Edit = (Vec<Action>, usize, usize);

/// An edit of a part as one of the document. What lies outside of the part has the place of its nearer end there, and stays
/// where it is unless it was moved.
fn in_document((changes, anchor, caret): Edit, view: &View, local: &View, part: &Part) -> UiAction {
    let from = part.chars.start;
    let is_same = changes.is_empty();
    let moved = |at: usize, shown: usize, is: usize| if is_same && at == shown { is } else { at + from };
    let anchor = moved(anchor, local.anchor, view.anchor);
    let caret = moved(caret, local.caret, view.caret);
    let changes = changes.into_iter().map(|change| match change {
        Action::ReplaceRange { start, end, text } => Action::ReplaceRange {
            start: start + from,
            end: end + from,
            text,
        },
        other => other,
    });
    UiAction::Edit {
        changes: changes.collect(),
        anchor,
        caret,
    }
}

/// What a click means besides where the caret goes: with Alt, or while something is played, the word is heard; with Ctrl a
/// link is opened; on a word that was not heard clearly others are offered.
fn click(
    ui: &Ui,
    response: &egui::Response,
    at: Option<usize>,
    (local, part): (&View, &Part),
    state: &mut UiState,
    out: &mut Vec<UiAction>,
) {
    let Some(at) = at.filter(|_| response.clicked()) else {
        return;
    };
    let held = ui.input(|input| input.modifiers);
    let in_whole = at + part.chars.start;
    if held.command {
        out.extend(link_at(local.text, at).map(UiAction::OpenLink));
    } else if held.alt || state.playing.is_some() {
        out.push(UiAction::HearAt(in_whole));
    } else {
        let byte = byte_at(local.text, at) + part.bytes.start;
        let doubtful = &state.doubtful.bytes;
        if doubtful.iter().any(|(start, end)| (*start..*end).contains(&byte)) {
            state.open_menu = true;
            out.push(UiAction::LookAtWord(in_whole));
        }
    }
}

/// Has a text widget select these characters, with the caret at the second.
pub fn select(ui: &Ui, id: Id, anchor: usize, caret: usize) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let cursor = |at: usize| CCursor::new(CharIndex(at));
    let wanted = CCursorRange::two(cursor(anchor), cursor(caret));
    let same = state
        .cursor
        .char_range()
        .is_some_and(|range| (range.primary.index.0, range.secondary.index.0) == (caret, anchor));
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

fn what_changed(ui: &Ui, view: &View, output: &TextEditOutput, recorder: Recorder) -> Option<Edit> {
    let changes = recorder.into_actions();
    let range = output.state.cursor.char_range();
    let (anchor, caret) = range.map_or((view.anchor, view.caret), |range| {
        (range.secondary.index.0, range.primary.index.0)
    });
    // Without the keyboard the widget drops its selection; only a hand on it has moved the caret then. A press of the
    // other button opens the menu, for what is selected.
    let response = &output.response;
    let by_hand = response.clicked() || response.is_pointer_button_down_on() || response.dragged();
    let menu = ui.input(|input| {
        input.pointer.button_down(PointerButton::Secondary)
            || input.pointer.button_released(PointerButton::Secondary)
    });
    let moved =
        (output.cursor_range.is_some() || by_hand) && !menu && (anchor, caret) != (view.anchor, view.caret);
    (moved || !changes.is_empty()).then_some((changes, anchor, caret))
}

/// Bytes with a ground of their own, from characters.
fn lit(text: &str, chars: (usize, usize), colour: Color32) -> (Range<usize>, Color32) {
    (byte_at(text, chars.0)..byte_at(text, chars.1), colour)
}

fn look(ui: &Ui, view: &View, local: &View, part: &Part, state: &UiState, focused: bool) -> Look {
    let palette = Palette::of(ui);
    let selection = local.selection();
    let mut highlights: Vec<(Range<usize>, Color32)> = Vec::new();
    if let Some(preview) = local.preview {
        highlights.push(lit(local.text, preview.range, palette.accent_soft));
    } else if local.anchor != local.caret && (!focused || has_right_to_left(local.text)) {
        // Without the keyboard the widget does not paint its selection, but a voice may have made one; letters from right
        // to left it would not find.
        highlights.push(lit(local.text, selection, palette.selection));
    }
    let mut add = |range: Range<usize>, colour: Color32| {
        if highlights
            .iter()
            .all(|(other, _)| range.end <= other.start || range.start >= other.end)
        {
            highlights.push((range, colour));
        }
    };
    let lit_word = state.playing.as_ref().and_then(|playing| playing.lit);
    let lit_word = lit_word.filter(|(_, end)| *end <= view.text.len());
    if let Some(range) = lit_word.and_then(|(start, end)| part.bytes_in(&(start..end))) {
        add(range, palette.selection);
    }
    for range in local.choices.iter().filter_map(|choice| choice.range) {
        let (bytes, colour) = lit(local.text, range, palette.amber_soft);
        add(bytes, colour);
    }
    if let Some(find) = &state.find {
        let selection = view.selection();
        let hits = find.around(selection.0).iter();
        for range in hits
            .filter(|hit| hit.chars != selection)
            .filter_map(|hit| part.bytes_in(&(hit.bytes.0..hit.bytes.1)))
        {
            add(range, palette.amber_soft);
        }
    }
    highlights.sort_by_key(|(range, _)| range.start);
    let doubtful = state.doubtful.bytes.iter();
    let doubtful = doubtful.filter(|(_, end)| *end <= view.text.len());
    Look {
        size: state.settings.window.font_size,
        typeface: state.settings.window.typeface,
        palette,
        highlights,
        open: (!state.settings.window.show_marks).then(|| match focused {
            true => byte_at(local.text, selection.0)..byte_at(local.text, selection.1),
            // No line is being edited.
            false => usize::MAX..usize::MAX,
        }),
        lines: doubtful
            .filter_map(|&(start, end)| Some((part.bytes_in(&(start..end))?, palette.amber)))
            .collect(),
        hidden: false,
        code_width: code_width(ui, state.settings.window.font_size),
        leaves_room: false,
    }
}

/// Where a character of the layout stands in the window.
fn place_rect(galley: &Galley, output: &TextEditOutput, at: usize) -> Rect {
    let cursor = CCursor::new(CharIndex(at));
    galley
        .pos_from_cursor(cursor)
        .translate(output.galley_pos.to_vec2())
}

/// A pale caret: where words will go when they are spoken.
fn mark_place(ui: &Ui, at: Rect) {
    let stroke = Stroke::new(2.0, Palette::of(ui).accent.gamma_multiply(0.55));
    ui.painter()
        .line_segment([at.center_top(), at.center_bottom()], stroke);
}

/// Where the words that are being spoken will go: a character.
pub fn live_place(view: &View) -> usize {
    match view.anchor == view.caret {
        true => view.place,
        false => view.selection().1,
    }
}

/// The words being spoken, at the place where they will go.
fn live<'a>(view: &View<'a>) -> Option<Live<'a>> {
    let (words, stable) = view.live;
    (!words.is_empty()).then(|| Live {
        at: byte_at(view.text, live_place(view)),
        words,
        stable,
    })
}

/// The document with the live words in it, and the character behind them. It is shown in the place of the widget's own
/// layout, which goes on to tell where clicks and keys go.
fn lay_out_live(ui: &Ui, document: &str, live: &Live, look: &Look, width: f32) -> (Arc<Galley>, usize) {
    let (job, range) = job_with_live(document, live, look, width);
    let end = job.text[..range.end].chars().count();
    (lay_out(ui, job, width), end)
}

/// Live words are painted, not a widget; assistive technology finds them as a live region.
fn name_live(ui: &mut Ui, words: &str) {
    let id = Id::unique("live-words");
    let rect = Rect::from_min_size(ui.cursor().min, Vec2::ZERO);
    ui.interact(rect, id, Sense::hover());
    let words = words.to_owned();
    ui.ctx().accesskit_node_builder(id, move |node| {
        node.set_role(egui::accesskit::Role::Label);
        node.set_value(words);
        node.set_live(egui::accesskit::Live::Polite);
    });
}
