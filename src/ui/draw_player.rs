//! The strip of what is heard again: its waveform, which can be gone to, words before and behind, and how fast it is.

use egui::{Rect, Response, RichText, Sense, Ui, Vec2, pos2, vec2};

use super::draw_reading::clock;
use super::icons::Icon;
use super::state::{Playing, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, button, card_frame, focus_ring, icon_button, measure_node, name_node};

/// Speeds that the button goes through.
const SPEEDS: [f32; 5] = [1.0, 1.25, 1.5, 2.0, 0.75];

/// Draws it while something is played.
pub fn player(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let Some(playing) = &state.playing else { return };
    card_frame(ui, Palette::of(ui).line)
        .inner_margin(egui::Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                for (icon, key, action) in [
                    (Icon::Before, "ui-word-before", UiAction::JumpWord { back: true }),
                    (Icon::Stop, "ui-stop-hearing", UiAction::StopPlaying),
                    (Icon::Behind, "ui-word-behind", UiAction::JumpWord { back: false }),
                ] {
                    if icon_button(ui, icon, &text(key), true, false).clicked() {
                        out.push(action);
                    }
                }
                ui.add_space(4.0);
                let shown = wave_of(ui, playing, (ui.available_width() - 150.0).max(60.0));
                if let Some(at) = shown
                    .interact_pointer_pos()
                    .filter(|_| shown.clicked() || shown.dragged())
                {
                    let share = f64::from((at.x - shown.rect.left()) / shown.rect.width()).clamp(0.0, 1.0);
                    let whole = playing.whole;
                    out.push(UiAction::Seek(
                        whole.from_ms + ((whole.to_ms - whole.from_ms) as f64 * share) as u64,
                    ));
                }
                let (at, of) = place(playing);
                let times =
                    RichText::new(format!("{} / {}", clock(at), clock(of))).font(font(Face::Mono, 12.0));
                ui.label(times.color(Palette::of(ui).muted));
                speed(ui, state, out);
            });
        });
}

/// How far it is, and how long it is, in milliseconds.
fn place(playing: &Playing) -> (u64, u64) {
    let whole = playing.whole;
    let length = whole.to_ms.saturating_sub(whole.from_ms);
    (playing.at_ms.saturating_sub(whole.from_ms).min(length), length)
}

fn wave_of(ui: &mut Ui, playing: &Playing, width: f32) -> Response {
    let (at, of) = place(playing);
    let share = at as f32 / of.max(1) as f32;
    let response = waveform(ui, vec2(width, 34.0), &playing.wave, share);
    name_node(ui, response.id, &text("ui-wave"));
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text("ui-wave"))
}

/// The loudness of the parts of a sound as bars; those before `share` of it are lit.
pub fn waveform(ui: &mut Ui, size: Vec2, peaks: &[f32], share: f32) -> Response {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    measure_node(ui, &response, share, &text("ui-wave"));
    focus_ring(ui, &response, 10);
    // Bars with gaps between them, as many as there is room for.
    let bars = ((size.x / 4.0) as usize).clamp(1, super::logic::WAVE_PARTS);
    let step = size.x / bars as f32;
    for bar in 0..bars {
        let place = bar as f32 / bars as f32;
        let from = bar * super::logic::WAVE_PARTS / bars;
        let to = ((bar + 1) * super::logic::WAVE_PARTS / bars).max(from + 1);
        let peak = peaks
            .iter()
            .skip(from)
            .take(to - from)
            .fold(0.0_f32, |loudest, peak| loudest.max(*peak));
        // As it is heard rather than as it is measured.
        let half = (peak.sqrt() * rect.height() / 2.0).clamp(1.0, rect.height() / 2.0);
        let left = rect.left() + bar as f32 * step;
        let middle = rect.center().y;
        let shape = Rect::from_min_max(pos2(left, middle - half), pos2(left + step - 1.5, middle + half));
        let colour = if place < share {
            palette.accent
        } else {
            palette.faint
        };
        ui.painter().rect_filled(shape, 1, colour);
    }
    response
}

/// A button that goes through the speeds.
fn speed(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let now = state.settings.window.play_speed;
    let shown = format!("{now}×");
    let response = button(ui, None, &shown, Weight::Quiet);
    let name = text_with("ui-speed-named", &[("speed", shown.into())]);
    name_node(ui, response.id, &name);
    if response.on_hover_text(text("ui-play-speed")).clicked() {
        let at = SPEEDS.iter().position(|speed| (speed - now).abs() < 0.01);
        let mut settings = state.settings.clone();
        settings.window.play_speed = at.map_or(1.0, |at| SPEEDS[(at + 1) % SPEEDS.len()]);
        out.push(UiAction::ChangeSettings(Box::new(settings)));
    }
}
