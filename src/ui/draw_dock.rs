//! The dock at the bottom: microphone and meter, the record button, counts and what recognises.

use egui::{Align, Color32, ComboBox, Layout, RichText, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use crate::command::SessionCommand;
use crate::session::{Action, Listening, Mode, View};

use super::draw_trial::CLIPPED;
use super::icons::{self, Icon};
use super::state::{Loading, Panel, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::Palette;
use super::widgets::{aside, focus_ring, icon_button, measure_node, name_node};

/// Width of the record button, in points.
const BUTTON: f32 = 50.0;

/// How what is built in calls itself.
const BUILT_IN: &str = "built-in";

/// Height of the dock's one line, in points.
const HEIGHT: f32 = 48.0;

/// Narrower than this, what is at a side stands one below the other, in points.
const NARROW_SIDE: f32 = 240.0;

/// Draws the dock: microphone and meter, the record button, what there is.
pub fn dock(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let whole = ui.available_width();
    let middle = (whole * 0.4).clamp(250.0, 420.0);
    let side = ((whole - middle) / 2.0).max(60.0);
    let remote = state.settings.rewrite.remote();
    let stacked = side < NARROW_SIDE;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut part = |width: f32, layout: Layout, contents: &mut dyn FnMut(&mut Ui)| {
            ui.allocate_ui_with_layout(Vec2::new(width, HEIGHT), layout, |ui| {
                ui.set_min_size(Vec2::new(width, HEIGHT));
                contents(ui);
            });
        };
        let one_line = Layout::left_to_right(Align::Center);
        let lines = Layout::top_down(Align::Min);
        part(side, if stacked { lines } else { one_line }, &mut |ui| {
            ui.spacing_mut().item_spacing = Vec2::new(12.0, 5.0);
            microphone(ui, state, out);
            meter(ui, state);
        });
        part(middle, one_line, &mut |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.add_space((middle - BUTTON) / 2.0);
            record(ui, view, state, out);
        });
        // Where texts leave this machine, that has a line of its own.
        let stacked = stacked || remote.is_some();
        let layout = if stacked {
            Layout::top_down(Align::Max)
        } else {
            Layout::right_to_left(Align::Center)
        };
        part(side, layout, &mut |ui| {
            ui.spacing_mut().item_spacing = Vec2::new(14.0, if remote.is_some() { 0.0 } else { 3.0 });
            if !stacked {
                recogniser(ui, view, state, out);
                counts(ui, view, state);
                return;
            }
            ui.add_space(if remote.is_some() { 0.0 } else { 7.0 });
            counts(ui, view, state);
            recogniser(ui, view, state, out);
            if let Some(host) = remote {
                leaves(ui, host);
            }
        });
    });
}

fn microphone(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let none = state.devices_listed && state.devices.is_empty();
    let default = text("ui-default-microphone");
    let shown = match &state.settings.device {
        _ if none => text("ui-no-microphone"),
        Some(name) if state.devices_listed && !state.devices.contains(name) => {
            text_with("ui-microphone-absent", &[("device", name.as_str().into())])
        }
        Some(name) => name.clone(),
        None => default.clone(),
    };
    let combo = ComboBox::from_id_salt("microphone")
        .selected_text(shown)
        .width(200.0_f32.min(ui.available_width()))
        .truncate();
    let response = combo.show_ui(ui, |ui| {
        ui.set_max_width(300.0);
        if none {
            ui.add(egui::Label::new(text("ui-no-microphone-note")).wrap());
            return;
        }
        let named = state.devices.iter().map(|name| (Some(name), name));
        for (device, name) in std::iter::once((None, &default)).chain(named) {
            let is_chosen = state.settings.device.as_ref() == device;
            if ui.selectable_label(is_chosen, name).clicked() {
                out.push(UiAction::ChooseDevice(device.cloned()));
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
            let percent = (share * 100.0).round().into();
            (text_with("ui-loading-share", &[("n", percent)]), palette.muted)
        }
        Loading::Done if view.model == BUILT_IN => (text("ui-builtin-listener"), palette.muted),
        Loading::Done => (view.model.to_owned(), palette.muted),
        Loading::Failed(_) => (text("ui-no-model"), palette.record),
    };
    // An arrow says that it can be chosen.
    let label = egui::Label::new(RichText::new(format!("{shown} ›")).size(12.0).color(colour))
        .truncate()
        .sense(Sense::click());
    let response = ui.add(label);
    let name = text_with("ui-model-named", &[("name", shown.as_str().into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    focus_ring(ui, &response, 10);
    let response = response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text("ui-model-change"));
    if response.clicked() {
        out.push(UiAction::Show(Some(Panel::Models)));
    }
}

/// Says in red that texts leave this machine, as long as the settings allow that.
fn leaves(ui: &mut Ui, host: &str) {
    let palette = Palette::of(ui);
    let told = text_with("ui-rewrites-leave", &[("host", host.into())]);
    let shown = RichText::new(told).size(12.0);
    ui.add(egui::Label::new(shown.strong().color(palette.record)).truncate())
        .on_hover_text(text("ui-rewrites-leave-note"));
}

/// Loudness as a row of bars, the loudest of the last moments as a line, and red where the sound is cut off.
fn meter(ui: &mut Ui, state: &UiState) {
    const BARS: usize = 18;
    const STEP: f32 = 7.0;
    let palette = Palette::of(ui);
    let bars = BARS.min((ui.available_width() / STEP) as usize);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(bars as f32 * STEP, 10.0), Sense::hover());
    let clipped = state.peak >= CLIPPED;
    measure_node(ui, &response, state.level, &text("ui-level"));
    for bar in 0..bars {
        let share = bar as f32 / bars as f32;
        let lit = state.level > share + 0.02;
        let colour = match lit {
            false => palette.control_hover,
            true if clipped => palette.record,
            true if share > 0.85 => palette.amber,
            true => palette.accent,
        };
        let left = rect.left() + bar as f32 * STEP;
        let shape = egui::Rect::from_min_max(
            egui::pos2(left, rect.top()),
            egui::pos2(left + STEP - 3.0, rect.bottom()),
        );
        ui.painter().rect_filled(shape, 2, colour);
    }
    if state.peak > 0.02 {
        let x = rect.left() + rect.width() * state.peak.sqrt().min(1.0) - 1.0;
        let colour = if clipped { palette.record } else { palette.muted };
        ui.painter().vline(
            x,
            rect.expand2(Vec2::new(0.0, 1.0)).y_range(),
            Stroke::new(2.0, colour),
        );
    }
    let told = text(if clipped { "ui-level-clipped" } else { "ui-level" });
    response.on_hover_text(told);
}

fn record(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    record_button(ui, view, state, out);
    pause(ui, view, out);
    aside(ui, &listening_name(view, state), 12.5);
}

/// Takes a break from listening and goes on, as "pause" and "resume" do.
fn pause(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    let (icon, name, action) = match view.listening {
        Listening::Listening => (
            Icon::Pause,
            "ui-pause",
            UiAction::Session(Action::Do(SessionCommand::Sleep { wake: "resume" })),
        ),
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
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(BUTTON), Sense::click());
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
        let halo = 24.0 + state.level * 8.0;
        painter.circle_filled(rect.center(), halo, colour.gamma_multiply(0.18));
    }
    let radius = if response.hovered() { 23.0 } else { 22.0 };
    painter.circle_filled(rect.center(), radius, colour);
    if response.has_focus() {
        painter.circle_stroke(rect.center(), 25.0, Stroke::new(2.0, palette.accent));
    }
    let icon = if on { Icon::Stop } else { Icon::Mic };
    let ink: Color32 = if ui.visuals().dark_mode {
        palette.on_accent
    } else {
        palette.paper
    };
    icons::paint(ui.painter(), rect, 22.0, icon, ink);
    let clicked = response.clicked();
    response.on_hover_text(format!("{name} ({})", state.settings.window.talk_key.name()));
    if clicked {
        out.push(UiAction::Session(Action::ToggleListening));
    }
}

fn listening_name(view: &View, state: &UiState) -> String {
    match (view.listening, view.mode) {
        (Listening::Idle, _) if state.microphone_open => text("ui-mic-open"),
        (Listening::Idle, _) => text("ui-idle"),
        (Listening::Starting, _) if state.notices.wants_microphone() => text("ui-waiting"),
        (Listening::Starting, _) => text("ui-starting"),
        (Listening::Listening, Mode::Command) => text("ui-listening-commands"),
        (Listening::Listening, Mode::Spelling) => text("ui-listening-spelling"),
        (Listening::Listening, Mode::Dictation) => text("ui-listening"),
        (Listening::Asleep, _) => text("ui-asleep"),
        (Listening::Finishing, _) => text("ui-finishing"),
    }
}

fn counts(ui: &mut Ui, view: &View, state: &UiState) {
    let mut parts = vec![text_with("ui-words", &[("n", state.counted.1.into())])];
    let spoken = if view.text.is_empty() { 0 } else { view.spoken_ms };
    if let Some(rate) = words_per_minute(view.own_words as u64, spoken) {
        parts.push(text_with("ui-rate", &[("n", rate.into())]));
    }
    aside(ui, &parts.join("  ·  "), 12.5);
}

/// Words per minute of speech; `None` before there is enough speech to tell.
pub fn words_per_minute(words: u64, spoken_ms: u64) -> Option<u64> {
    (spoken_ms >= 5_000 && words > 0).then(|| (words * 60_000).div_euclid(spoken_ms))
}
