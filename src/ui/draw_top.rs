//! The bar at the top: the document's name, what can be done with it, and the panels.

use egui::{Align, Align2, Layout, RichText, Sense, Ui, Vec2};

use crate::session::View;
use crate::settings::Shortcut;

use super::find::FindStep;
use super::icons::{self, Icon};
use super::keys::{asked, name_of, with_keys};
use super::logic::title_of;
use super::state::{Panel, UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::bare_button;

/// A bar narrower than this has no words below its icons, in points.
const WORDLESS: f32 = 900.0;
/// A bar narrower than this has smaller buttons.
const NARROW: f32 = 680.0;

/// Draws the bar.
pub fn top_bar(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let bar = Bar {
        words: ui.available_width() >= WORDLESS,
        narrow: ui.available_width() < NARROW,
        quiet: !ui.rect_contains_pointer(ui.max_rect()),
        state,
    };
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        file_tools(ui, &bar, out);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            panel_tools(ui, &bar, out);
            gap(ui);
            edit_tools(ui, &bar, view, out);
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
    state: &'a UiState,
}

impl Bar<'_> {
    /// A button that does what a shortcut does; while the find bar is open, its button closes it.
    fn command(
        &self,
        ui: &mut Ui,
        (icon, word): (Icon, &str),
        shortcut: Shortcut,
        enabled: bool,
        out: &mut Vec<UiAction>,
    ) {
        let finds = shortcut == Shortcut::Find && self.state.find.is_some();
        let named = (name_of(shortcut), word);
        if self.tool(ui, icon, named, Some(shortcut), (enabled, finds)) {
            out.push(match finds {
                true => UiAction::Find(FindStep::Close),
                false => asked(shortcut, self.state, false),
            });
        }
    }

    /// A button that opens a panel, or closes it.
    fn panel(
        &self,
        ui: &mut Ui,
        icon: Icon,
        panel: Panel,
        shortcut: Option<Shortcut>,
        enabled: bool,
        out: &mut Vec<UiAction>,
    ) {
        let selected = self.state.panel == Some(panel);
        let word = match panel {
            Panel::Words => "ui-word-words",
            Panel::Help => "ui-word-help",
            _ => panel.title(),
        };
        let named = (panel.title(), word);
        if self.tool(ui, icon, named, shortcut, (enabled, selected)) {
            out.push(UiAction::Show((!selected).then_some(panel)));
        }
    }

    /// Draws a button by the keys of its name and of the word below it; whether it was clicked.
    fn tool(
        &self,
        ui: &mut Ui,
        icon: Icon,
        (name, word): (&str, &str),
        shortcut: Option<Shortcut>,
        (enabled, selected): (bool, bool),
    ) -> bool {
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
                .layout_no_wrap(text(word), font(Face::Plain, 10.5), colour)
        });
        let least = if self.narrow { 30.0 } else { 36.0 };
        let width = word
            .as_ref()
            .map_or(least, |word| (word.size().x + 12.0).max(least));
        let height = if self.words { 44.0 } else { 36.0 };
        let name = text(name);
        let response = bare_button(ui, Vec2::new(width, height), 9, &name, (enabled, selected));
        let rect = response.rect;
        let place = match &word {
            Some(_) => egui::Rect::from_min_size(rect.min + Vec2::new(0.0, 4.0), Vec2::new(width, 22.0)),
            None => rect,
        };
        icons::paint(ui.painter(), place, 18.0, icon, colour);
        if let Some(word) = word {
            let at = Align2::CENTER_BOTTOM.align_size_within_rect(word.size(), rect.shrink(4.0));
            ui.painter().galley(at.min, word, colour);
        }
        let told = with_keys(ui.ctx(), name, &self.state.settings.shortcuts, shortcut);
        response.on_hover_text(told).clicked() && enabled
    }
}

/// A line between two groups.
fn gap(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(13.0, 24.0), Sense::hover());
    let stroke = egui::Stroke::new(1.0, Palette::of(ui).line);
    ui.painter().vline(rect.center().x, rect.y_range(), stroke);
}

fn file_tools(ui: &mut Ui, bar: &Bar, out: &mut Vec<UiAction>) {
    bar.command(ui, (Icon::New, "ui-word-new"), Shortcut::New, true, out);
    bar.panel(ui, Icon::Folder, Panel::Open, Some(Shortcut::Open), true, out);
    bar.command(ui, (Icon::Save, "ui-save"), Shortcut::Save, true, out);
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
    let width = |key| {
        let face = font(Face::Plain, 12.0);
        let words = ui.painter().layout_no_wrap(text(key), face, palette.muted);
        words.size().x + 8.0
    };
    let room = ui.available_width() - 12.0;
    let for_state = state.map_or(0.0, width);
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
    if let Some(key) = state.filter(|_| both) {
        ui.label(RichText::new(text(key)).size(12.0).color(palette.muted));
    }
}

fn edit_tools(ui: &mut Ui, bar: &Bar, view: &View, out: &mut Vec<UiAction>) {
    let full = !view.text.is_empty();
    bar.panel(ui, Icon::Export, Panel::Export, Some(Shortcut::Export), full, out);
    for (icon, word, shortcut, possible) in [
        (Icon::Search, "ui-find", Shortcut::Find, full),
        (Icon::Copy, "ui-word-copy", Shortcut::CopyAll, full),
        (Icon::Redo, "ui-redo", Shortcut::Redo, view.can_redo),
        (Icon::Undo, "ui-undo", Shortcut::Undo, view.can_undo),
    ] {
        bar.command(ui, (icon, word), shortcut, possible, out);
    }
}

fn panel_tools(ui: &mut Ui, bar: &Bar, out: &mut Vec<UiAction>) {
    for (icon, panel, shortcut) in [
        (Icon::Settings, Panel::Settings, Some(Shortcut::Settings)),
        (Icon::Statistics, Panel::Statistics, None),
        (Icon::Words, Panel::Words, None),
        (Icon::History, Panel::History, Some(Shortcut::History)),
        (Icon::Transcript, Panel::Transcript, Some(Shortcut::Transcript)),
        (Icon::Help, Panel::Help, Some(Shortcut::Commands)),
    ] {
        bar.panel(ui, icon, panel, shortcut, true, out);
    }
}
