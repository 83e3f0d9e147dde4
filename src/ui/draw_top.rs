//! The bar at the top: the document's name, what can be done with it, and the panels.

use egui::{
    Align, Align2, Color32, CornerRadius, Layout, Response, RichText, Role, Sense, Ui, Vec2, WidgetInfo,
};

use crate::session::{Action, View};
use crate::settings::{Shortcut, Shortcuts};

use super::find::FindStep;
use super::icons::{self, Icon};
use super::keys::shortcut_text;
use super::logic::title_of;
use super::state::{Panel, UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::focus_ring;

/// A bar narrower than this has no words below its icons, in points.
const WORDLESS: f32 = 900.0;
/// A bar narrower than this has smaller buttons.
const NARROW: f32 = 680.0;

/// A button of the bar.
struct Tool {
    icon: Icon,
    /// Key of its name.
    name: &'static str,
    /// Key of the word below it.
    word: &'static str,
    shortcut: Option<Shortcut>,
}

const fn tool(icon: Icon, name: &'static str, word: &'static str, shortcut: Option<Shortcut>) -> Tool {
    Tool {
        icon,
        name,
        word,
        shortcut,
    }
}

/// Draws the bar.
pub fn top_bar(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let bar = Bar {
        words: ui.available_width() >= WORDLESS,
        narrow: ui.available_width() < NARROW,
        quiet: !ui.rect_contains_pointer(ui.max_rect()),
        keys: &state.settings.shortcuts,
    };
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        file_tools(ui, &bar, state, out);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            panel_tools(ui, &bar, state, out);
            gap(ui);
            edit_tools(ui, &bar, view, state, out);
            ui.add_space(8.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| name(ui, view));
        });
    });
}

/// How the buttons are drawn.
struct Bar<'a> {
    words: bool,
    narrow: bool,
    /// The pointer is elsewhere: the buttons step back behind the text.
    quiet: bool,
    keys: &'a Shortcuts,
}

impl Bar<'_> {
    fn tool(&self, ui: &mut Ui, tool: &Tool, enabled: bool, selected: bool) -> bool {
        let palette = Palette::of(ui);
        let colour = match (enabled, selected) {
            (false, _) => palette.faint,
            (true, true) => palette.accent,
            (true, false) if self.quiet => palette.muted,
            (true, false) => palette.ink,
        };
        let word = self.words.then(|| {
            let colour = if enabled && !selected {
                palette.muted
            } else {
                colour
            };
            ui.painter()
                .layout_no_wrap(text(tool.word), font(Face::Plain, 10.5), colour)
        });
        let least = if self.narrow { 30.0 } else { 36.0 };
        let width = word
            .as_ref()
            .map_or(least, |word| (word.size().x + 12.0).max(least));
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let height = if self.words { 44.0 } else { 36.0 };
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), sense);
        let name = text(tool.name);
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Button, enabled, &name);
            info.selected = selected.then_some(true);
            info
        });
        let fill = match (selected, response.hovered() && enabled) {
            (true, _) => palette.accent_soft,
            (false, true) => palette.control,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, CornerRadius::same(9), fill);
        focus_ring(ui, &response, 9);
        let icon = match &word {
            Some(_) => egui::Rect::from_min_size(rect.min + Vec2::new(0.0, 4.0), Vec2::new(width, 22.0)),
            None => rect,
        };
        icons::paint(ui.painter(), icon, 18.0, tool.icon, colour);
        if let Some(word) = word {
            let at = Align2::CENTER_BOTTOM.align_size_within_rect(word.size(), rect.shrink(4.0));
            ui.painter().galley(at.min, word, colour);
        }
        let keys = tool
            .shortcut
            .map(|keys| shortcut_text(&response.ctx, self.keys, keys));
        explain(response, &name, keys.unwrap_or_default()).clicked() && enabled
    }
}

/// The name and the keys, shown when the pointer rests.
fn explain(response: Response, name: &str, keys: String) -> Response {
    response.on_hover_text(if keys.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({keys})")
    })
}

/// A line between two groups.
fn gap(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(13.0, 24.0), Sense::hover());
    let stroke = egui::Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().vline(rect.center().x, rect.y_range(), stroke);
}

fn file_tools(ui: &mut Ui, bar: &Bar, state: &UiState, out: &mut Vec<UiAction>) {
    let new = tool(Icon::New, "ui-new", "ui-word-new", Some(Shortcut::New));
    if bar.tool(ui, &new, true, false) {
        out.push(UiAction::New);
    }
    let open = tool(Icon::Folder, "ui-open", "ui-open", Some(Shortcut::Open));
    if bar.tool(ui, &open, true, state.panel == Some(Panel::Open)) {
        out.push(toggle(state, Panel::Open));
    }
    let save = tool(Icon::Save, "ui-save", "ui-save", Some(Shortcut::Save));
    if bar.tool(ui, &save, true, false) {
        out.push(UiAction::Save);
    }
}

/// The document's name and whether it is saved; the name gives way where there is no room for both.
fn name(ui: &mut Ui, view: &View) {
    let palette = Palette::of(ui);
    ui.spacing_mut().item_spacing.x = 8.0;
    let state = match (view.path, view.dirty) {
        (Some(_), false) => Some("ui-saved-state"),
        (_, true) if !view.text.is_empty() => Some("ui-unsaved-state"),
        _ => None,
    };
    let state = state.map(|key| {
        let face = font(Face::Plain, 12.0);
        ui.painter()
            .layout_no_wrap(text(key), face, palette.muted)
            .size()
            .x
    });
    let room = ui.available_width() - 12.0;
    let for_state = state.map_or(0.0, |width| width + 8.0);
    if room < 40.0 {
        // The title bar of the window has it too.
        return;
    }
    ui.add_space(4.0);
    let title = RichText::new(title_of(view)).font(font(Face::Strong, 15.0));
    // In a narrow bar the name alone is shown.
    let both = room - for_state >= 60.0;
    let for_title = if both { room - for_state } else { room };
    ui.scope(|ui| {
        ui.set_max_width(for_title);
        ui.add(egui::Label::new(title).truncate());
    });
    if state.is_some() && both {
        let key = if view.dirty {
            "ui-unsaved-state"
        } else {
            "ui-saved-state"
        };
        ui.label(RichText::new(text(key)).size(12.0).color(palette.muted));
    }
}

fn edit_tools(ui: &mut Ui, bar: &Bar, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let full = !view.text.is_empty();
    let export = tool(Icon::Export, "ui-export", "ui-export", Some(Shortcut::Export));
    if bar.tool(ui, &export, full, state.panel == Some(Panel::Export)) {
        out.push(toggle(state, Panel::Export));
    }
    let find = tool(Icon::Search, "ui-find", "ui-find", Some(Shortcut::Find));
    if bar.tool(ui, &find, full, state.find.is_some()) {
        let step = if state.find.is_some() {
            FindStep::Close
        } else {
            FindStep::Open
        };
        out.push(UiAction::Find(step));
    }
    let copy = tool(Icon::Copy, "ui-copy-all", "ui-word-copy", Some(Shortcut::CopyAll));
    if bar.tool(ui, &copy, full, false) {
        out.push(UiAction::CopyAll);
    }
    let redo = tool(Icon::Redo, "ui-redo", "ui-redo", Some(Shortcut::Redo));
    if bar.tool(ui, &redo, view.can_redo, false) {
        out.push(UiAction::Session(Action::Redo));
    }
    let undo = tool(Icon::Undo, "ui-undo", "ui-undo", Some(Shortcut::Undo));
    if bar.tool(ui, &undo, view.can_undo, false) {
        out.push(UiAction::Session(Action::Undo));
    }
}

fn panel_tools(ui: &mut Ui, bar: &Bar, state: &UiState, out: &mut Vec<UiAction>) {
    for (icon, panel, name, word, shortcut) in [
        (
            Icon::Settings,
            Panel::Settings,
            "ui-settings",
            "ui-settings",
            Some(Shortcut::Settings),
        ),
        (
            Icon::Statistics,
            Panel::Statistics,
            "ui-statistics",
            "ui-statistics",
            None,
        ),
        (Icon::Words, Panel::Words, "ui-own-words", "ui-word-words", None),
        (
            Icon::History,
            Panel::History,
            "ui-history",
            "ui-history",
            Some(Shortcut::History),
        ),
        (
            Icon::Transcript,
            Panel::Transcript,
            "ui-transcript",
            "ui-transcript",
            Some(Shortcut::Transcript),
        ),
        (
            Icon::Help,
            Panel::Help,
            "ui-help",
            "ui-word-help",
            Some(Shortcut::Commands),
        ),
    ] {
        if bar.tool(
            ui,
            &tool(icon, name, word, shortcut),
            true,
            state.panel == Some(panel),
        ) {
            out.push(toggle(state, panel));
        }
    }
}

fn toggle(state: &UiState, panel: Panel) -> UiAction {
    UiAction::Show((state.panel != Some(panel)).then_some(panel))
}
