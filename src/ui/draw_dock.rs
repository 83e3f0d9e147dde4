//! The dock at the bottom: what was heard and done, the record button, microphone, model and counts.

use egui::{Align, Color32, ComboBox, Layout, RichText, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};
use fluent_bundle::FluentValue;

use crate::session::{Action, Listening, Mode, View};

use super::icons::{self, Icon};
use super::state::{Loading, Panel, Tone, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, button, focus_ring, icon_button, name_node};

/// Draws the line of what was heard and done.
pub fn feedback(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let heard = if view.heard.is_empty() {
            String::new()
        } else {
            text_with("ui-heard", &[("words", FluentValue::from(tail(view.heard, 90)))])
        };
        ui.add(egui::Label::new(RichText::new(heard).size(12.5).color(palette.muted)).truncate());
        let colour = if state.status.tone == Tone::Trouble {
            palette.record
        } else {
            palette.ink
        };
        let shown = RichText::new(&state.status.text)
            .font(font(Face::Strong, 14.0))
            .color(colour);
        let response = ui.add(egui::Label::new(shown).wrap());
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if state.status.can_restore_clipboard
            && button(ui, None, &text("ui-restore-clipboard"), Weight::Quiet).clicked()
        {
            out.push(UiAction::RestoreClipboard);
        }
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

/// Draws the controls.
pub fn controls(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let height = 76.0;
    let side = ((ui.available_width() - 140.0) / 2.0).max(60.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui_with_layout(
            Vec2::new(side, height),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_width(side);
                devices(ui, view, state, out);
            },
        );
        ui.allocate_ui_with_layout(Vec2::new(140.0, height), Layout::top_down(Align::Center), |ui| {
            ui.set_width(140.0);
            record(ui, view, state, out);
        });
        ui.allocate_ui_with_layout(
            Vec2::new(side, height),
            Layout::right_to_left(Align::Center),
            |ui| {
                ui.set_width(side);
                counts(ui, view, state);
            },
        );
    });
}

fn devices(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    ui.vertical(|ui| {
        ui.add_space(8.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        microphone(ui, state, out);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            meter(ui, state.level);
            recogniser(ui, view, state, out);
        });
    });
}

fn microphone(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let none = state.devices_listed && state.devices.is_empty();
    let default = text("ui-default-microphone");
    let shown = match &state.device {
        _ if none => text("ui-no-microphone"),
        Some(name) if state.devices_listed && !state.devices.contains(name) => text_with(
            "ui-microphone-absent",
            &[("device", FluentValue::from(name.as_str()))],
        ),
        Some(name) => name.clone(),
        None => default.clone(),
    };
    let combo = ComboBox::from_id_salt("microphone")
        .selected_text(shown)
        .width(190.0_f32.min(ui.available_width()))
        .truncate();
    let response = combo.show_ui(ui, |ui| {
        ui.set_max_width(300.0);
        if none {
            ui.add(egui::Label::new(text("ui-no-microphone-note")).wrap());
            return;
        }
        if ui.selectable_label(state.device.is_none(), &default).clicked() {
            out.push(UiAction::ChooseDevice(None));
        }
        for name in &state.devices {
            if ui
                .selectable_label(state.device.as_ref() == Some(name), name)
                .clicked()
            {
                out.push(UiAction::ChooseDevice(Some(name.clone())));
            }
        }
    });
    if response.response.clicked() {
        // Something may have been plugged in since.
        out.push(UiAction::ListChoices);
    }
    name_node(ui, response.response.id, &text("ui-microphone"));
}

/// The recogniser's name, or how its loading goes; a click leads to the choice.
fn recogniser(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    let (shown, colour) = match &state.loading {
        Loading::Busy(None) => (text("ui-loading-short"), palette.muted),
        Loading::Busy(Some(share)) => {
            let percent = FluentValue::from((share * 100.0).round());
            (text_with("ui-loading-share", &[("n", percent)]), palette.muted)
        }
        Loading::Done => (view.model.to_owned(), palette.muted),
        Loading::Failed(_) => (text("ui-no-model"), palette.record),
    };
    let label = egui::Label::new(RichText::new(&shown).size(12.0).color(colour))
        .truncate()
        .sense(Sense::click());
    let response = ui.add(label);
    let name = text_with("ui-model-named", &[("name", FluentValue::from(shown.as_str()))]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ring(ui, &response);
    let response = response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text("ui-model-change"));
    if response.clicked() {
        out.push(UiAction::Show(Some(Panel::Models)));
    }
}

/// Loudness as a row of bars.
fn meter(ui: &mut Ui, level: f32) {
    const BARS: usize = 12;
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(84.0, 14.0), Sense::hover());
    let percent = f64::from((level * 100.0).round());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, text("ui-level")));
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_numeric_value(percent));
    for bar in 0..BARS {
        let lit = level * BARS as f32 > bar as f32 + 0.25;
        let colour = match (lit, bar) {
            (false, _) => palette.line,
            (true, 11) => palette.record,
            (true, 9 | 10) => palette.amber,
            (true, _) => palette.accent,
        };
        let left = rect.left() + bar as f32 * 7.0;
        let shape = egui::Rect::from_min_max(
            egui::pos2(left, rect.top()),
            egui::pos2(left + 4.0, rect.bottom()),
        );
        ui.painter().rect_filled(shape, 2, colour);
    }
}

fn record(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        // As wide as the pause button, so that the record button stays in the middle.
        ui.add_space(((ui.available_width() - 56.0) / 2.0).max(0.0));
        record_button(ui, view, state, out);
        pause(ui, view, out);
    });
    let palette = Palette::of(ui);
    ui.label(
        RichText::new(listening_name(view))
            .size(12.0)
            .color(palette.muted),
    );
}

/// Takes a break from listening and goes on, as "pause" and "resume" do.
fn pause(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    let (icon, name, action) = match view.listening {
        Listening::Listening => (Icon::Pause, "ui-pause", super::draw_panel::say("pause")),
        Listening::Asleep => (Icon::Play, "ui-resume", UiAction::Session(Action::StartListening)),
        Listening::Idle | Listening::Starting | Listening::Finishing => return,
    };
    if icon_button(ui, icon, &text(name), true, false).clicked() {
        out.push(action);
    }
}

fn record_button(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    let on = !matches!(view.listening, Listening::Idle | Listening::Finishing);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(56.0), Sense::click());
    let name = text(if on { "ui-stop" } else { "ui-start" });
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, true, &name);
        info.selected = Some(on);
        info
    });
    let colour = match view.listening {
        Listening::Listening => palette.record,
        Listening::Starting | Listening::Asleep => palette.amber,
        Listening::Idle | Listening::Finishing => palette.accent,
    };
    let painter = ui.painter();
    if on {
        let halo = 24.0 + state.level * 14.0;
        painter.circle_filled(rect.center(), halo, colour.gamma_multiply(0.18));
    }
    let radius = if response.hovered() { 24.0 } else { 23.0 };
    painter.circle_filled(rect.center(), radius, colour);
    if response.has_focus() {
        painter.circle_stroke(rect.center(), 27.0, Stroke::new(2.0, palette.accent));
    }
    let icon = if on { Icon::Stop } else { Icon::Mic };
    let ink: Color32 = if ui.visuals().dark_mode {
        palette.on_accent
    } else {
        palette.paper
    };
    icons::paint(ui.painter(), rect, 22.0, icon, ink);
    let clicked = response.clicked();
    response.on_hover_text(format!("{name} (F9)"));
    if clicked {
        out.push(UiAction::Session(Action::ToggleListening));
    }
}

fn listening_name(view: &View) -> String {
    match (view.listening, view.mode) {
        (Listening::Idle, _) => text("ui-idle"),
        (Listening::Starting, _) => text("ui-starting"),
        (Listening::Listening, Mode::Command) => text("ui-listening-commands"),
        (Listening::Listening, Mode::Spelling) => text("ui-listening-spelling"),
        (Listening::Listening, Mode::Dictation) => text("ui-listening"),
        (Listening::Asleep, _) => text("ui-asleep"),
        (Listening::Finishing, _) => text("ui-finishing"),
    }
}

fn counts(ui: &mut Ui, view: &View, state: &UiState) {
    let palette = Palette::of(ui);
    let mut parts = vec![text_with(
        "ui-words",
        &[("n", FluentValue::from(state.counted.1))],
    )];
    if let Some(rate) = words_per_minute(view.dictated_words as u64, view.spoken_ms) {
        parts.push(text_with("ui-rate", &[("n", FluentValue::from(rate))]));
    }
    ui.label(RichText::new(parts.join("  ·  ")).size(12.5).color(palette.muted));
}

/// Words per minute of speech; `None` before there is enough speech to tell.
pub fn words_per_minute(words: u64, spoken_ms: u64) -> Option<u64> {
    (spoken_ms >= 2_000 && words > 0).then(|| (words * 60_000).div_euclid(spoken_ms))
}

/// The frame of a control that can be reached by the keyboard; here so that the record button and the
/// meter share it with the others.
pub fn ring(ui: &Ui, response: &egui::Response) {
    focus_ring(ui, response, 10);
}
