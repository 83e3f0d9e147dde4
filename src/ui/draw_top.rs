//! The bar at the top: the document's name, what can be done with it, and the panels.

use egui::{Align, Layout, RichText, Ui};

use crate::session::{Action, View};

use super::find::FindStep;
use super::icons::Icon;
use super::logic::title_of;
use super::state::{Panel, UiAction, UiState};
use super::strings::text;
use super::theme::{Face, Palette, font};
use super::widgets::{icon_button, icon_side};

/// A bar narrower than this has smaller buttons.
const NARROW: f32 = 680.0;

/// Buttons to the right of the name.
const BUTTONS_AT_RIGHT: f32 = 11.0;

/// Draws the bar.
pub fn top_bar(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        if ui.available_width() < NARROW {
            ui.spacing_mut().interact_size.x = 28.0;
        }
        file_buttons(ui, state, out);
        ui.add_space(8.0);
        name(ui, view);
        if state.microphone_open {
            let open = RichText::new(text("ui-mic-open")).size(12.0);
            ui.label(open.color(Palette::of(ui).muted));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            panel_buttons(ui, state, out);
            ui.add_space(10.0);
            edit_buttons(ui, view, state, out);
        });
    });
}

fn file_buttons(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    if icon_button(ui, Icon::New, &text("ui-new"), true, false).clicked() {
        out.push(UiAction::New);
    }
    if icon_button(
        ui,
        Icon::Folder,
        &text("ui-open"),
        true,
        state.panel == Some(Panel::Open),
    )
    .clicked()
    {
        out.push(toggle(state, Panel::Open));
    }
    if icon_button(ui, Icon::Save, &text("ui-save"), true, false).clicked() {
        out.push(UiAction::Save);
    }
}

fn name(ui: &mut Ui, view: &View) {
    let palette = Palette::of(ui);
    let button = icon_side(ui) + ui.spacing().item_spacing.x;
    let width = ui.available_width() - BUTTONS_AT_RIGHT * button - 12.0;
    if width < 48.0 {
        // The title bar of the window has it too.
        return;
    }
    ui.allocate_ui(egui::vec2(width, 36.0), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let title = RichText::new(title_of(view)).font(font(Face::Strong, 15.0));
        ui.add(egui::Label::new(title).truncate());
        let (state, colour) = match (view.path, view.dirty) {
            (Some(_), false) => (text("ui-saved-state"), palette.muted),
            (_, true) if !view.text.is_empty() => (text("ui-unsaved-state"), palette.muted),
            _ => return,
        };
        ui.label(RichText::new(state).size(12.0).color(colour));
    });
}

fn edit_buttons(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let full = !view.text.is_empty();
    if icon_button(
        ui,
        Icon::Export,
        &text("ui-export"),
        full,
        state.panel == Some(Panel::Export),
    )
    .clicked()
    {
        out.push(toggle(state, Panel::Export));
    }
    if icon_button(ui, Icon::Search, &text("ui-find"), full, state.find.is_some()).clicked() {
        let step = if state.find.is_some() {
            FindStep::Close
        } else {
            FindStep::Open
        };
        out.push(UiAction::Find(step));
    }
    if icon_button(ui, Icon::Copy, &text("ui-copy-all"), full, false).clicked() {
        out.push(UiAction::CopyAll);
    }
    if icon_button(ui, Icon::Redo, &text("ui-redo"), view.can_redo, false).clicked() {
        out.push(UiAction::Session(Action::Redo));
    }
    if icon_button(ui, Icon::Undo, &text("ui-undo"), view.can_undo, false).clicked() {
        out.push(UiAction::Session(Action::Undo));
    }
}

fn panel_buttons(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    for (icon, panel, key) in [
        (Icon::Settings, Panel::Settings, "ui-settings"),
        (Icon::Statistics, Panel::Statistics, "ui-statistics"),
        (Icon::Words, Panel::Words, "ui-own-words"),
        (Icon::History, Panel::History, "ui-history"),
        (Icon::Transcript, Panel::Transcript, "ui-transcript"),
        (Icon::Help, Panel::Help, "ui-help"),
    ] {
        if icon_button(ui, icon, &text(key), true, state.panel == Some(panel)).clicked() {
            out.push(toggle(state, panel));
        }
    }
}

fn toggle(state: &UiState, panel: Panel) -> UiAction {
    UiAction::Show((state.panel != Some(panel)).then_some(panel))
}
