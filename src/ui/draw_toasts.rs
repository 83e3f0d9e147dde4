//! What was done, what went wrong and what holds of the devices: over the lower edge of the sheet, so that nothing moves.

use egui::{Align, Align2, Area, Frame, Id, Layout, Margin, Order, RichText, Shadow, Stroke, Ui};

use super::icons::Icon;
use super::notices::About;
use super::state::{Panel, Tone, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, aside, ask, icon_button, read_out};

/// Widest note in points.
const WIDEST: f32 = 620.0;

/// Draws them above `bottom`, in the middle of `middle`, in points.
pub fn toasts(ui: &Ui, middle: egui::Rangef, bottom: f32, state: &mut UiState, out: &mut Vec<UiAction>) {
    let shows_status = !state.status.text.is_empty() && !in_panel(state);
    let restorable = state.status.can_restore_clipboard;
    if !shows_status && !restorable && state.notices.open().is_empty() {
        return;
    }
    let width = (middle.span() - 40.0).clamp(200.0, WIDEST);
    Area::new(Id::unique("toasts"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(egui::pos2(middle.center(), bottom - 8.0))
        .constrain(false)
        .show(ui.ctx(), |ui| {
            ui.set_max_width(width);
            ui.with_layout(Layout::top_down(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                notices(ui, width, state);
                if shows_status || restorable {
                    status(ui, width, state, out);
                }
            });
        });
}

/// Whether trouble is told in the panel in which somebody is at work.
pub fn in_panel(state: &UiState) -> bool {
    state.panel.is_some() && state.status.tone == Tone::Trouble
}

fn sheet(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.paper)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(14, 7))
        .shadow(Shadow {
            offset: [0, 3],
            blur: 14,
            spread: 0,
            color: egui::Color32::from_black_alpha(28),
        })
}

fn notices(ui: &mut Ui, width: f32, state: &mut UiState) {
    let palette = Palette::of(ui);
    let mut closed: Option<About> = None;
    for notice in state.notices.open() {
        let frame = sheet(palette).fill(palette.amber_soft).stroke(Stroke::NONE);
        frame.show(ui, |ui| {
            ui.set_width(width - 28.0);
            ui.horizontal(|ui| {
                let room = ui.available_width() - 44.0;
                ui.allocate_ui_with_layout(
                    egui::vec2(room, 28.0),
                    Layout::left_to_right(Align::Center),
                    |ui| {
                        ui.set_min_width(room);
                        let line = RichText::new(&notice.text).size(13.5).color(palette.amber);
                        let response = ui.add(egui::Label::new(line).wrap());
                        read_out(ui, &response);
                    },
                );
                if icon_button(ui, Icon::Close, &text("ui-close-notice"), true, false).clicked() {
                    closed = Some(notice.about);
                }
            });
        });
    }
    if let Some(about) = closed {
        state.notices.close(about);
    }
}

fn status(ui: &mut Ui, width: f32, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    let trouble = state.status.tone == Tone::Trouble;
    let colour = if trouble { palette.record } else { palette.ink };
    // As wide as the words, not as the room.
    let words = |text: &str, face| {
        ui.painter()
            .layout_no_wrap(text.to_owned(), face, colour)
            .size()
            .x
    };
    let message = words(&state.status.text, font(Face::Strong, 13.5));
    let heard = words(&tail(&state.status.heard, 90), font(Face::Plain, 12.5)) + 60.0;
    let heard = if state.status.heard.is_empty() { 0.0 } else { heard };
    let inner = (message.max(heard) + 4.0).clamp(240.0, width - 28.0);
    sheet(palette).show(ui, |ui| {
        ui.set_width(inner);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            if !state.status.heard.is_empty() {
                let heard = tail(&state.status.heard, 90);
                let heard = text_with("ui-heard", &[("words", heard.into())]);
                aside(ui, &heard, 12.5);
            }
            if !state.status.text.is_empty() {
                let shown = RichText::new(&state.status.text)
                    .font(font(Face::Strong, 13.5))
                    .color(colour);
                let response = ui.add(egui::Label::new(shown).wrap());
                read_out(ui, &response);
            }
            let mut offer = |key: &str, action| ask(ui, out, Weight::Quiet, key, action);
            if state.status.can_restore_clipboard {
                offer("ui-restore-clipboard", UiAction::RestoreClipboard);
            }
            if let Some(folder) = &state.status.folder {
                offer("ui-show-folder", UiAction::ShowFolder(folder.clone()));
            }
            if state.status.wants_model {
                offer("ui-choose-language-model", UiAction::Show(Some(Panel::Models)));
            }
            if state.status.deleted {
                offer("ui-take-back", UiAction::KeepHistory);
            }
            if trouble {
                offer("ui-close-message", UiAction::CloseMessage);
            }
        });
    });
}

/// The end of a long text.
fn tail(text: &str, chars: usize) -> String {
    let count = text.chars().count();
    if count <= chars {
        return text.to_owned();
    }
    let rest: String = text.chars().skip(count - chars).collect();
    format!(
        "… {}",
        rest.split_once(' ').map_or(rest.as_str(), |(_, whole)| whole)
    )
}
