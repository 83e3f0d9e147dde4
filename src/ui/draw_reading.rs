//! The card of a recording that is being read: which one, how far, how many wait, and the way to break it off.

use egui::{ProgressBar, Ui, vec2};

use super::draw_player::waveform;
use super::icons::Icon;
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::Palette;
use super::widgets::{Weight, button, card, heading, name_node, note};

/// Draws it while a recording is read.
pub fn reading(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let Some((name, reading)) = &state.reading else {
        return;
    };
    card(ui, Palette::of(ui).line, |ui| {
        heading(ui, &text_with("ui-reading", &[("file", name.into())]));
        let share = reading.heard_ms as f32 / reading.total_ms.max(1) as f32;
        if !state.reading_wave.is_empty() {
            waveform(ui, vec2(ui.available_width(), 28.0), &state.reading_wave, share);
        }
        let bar = ProgressBar::new(share.min(1.0))
            .desired_height(6.0)
            .fill(Palette::of(ui).accent);
        let bar = ui.add(bar);
        name_node(ui, bar.id, &text("ui-reading-progress"));
        ui.horizontal(|ui| {
            if button(ui, Some(Icon::Stop), &text("ui-stop-reading"), Weight::Plain).clicked() {
                out.push(UiAction::StopReading);
            }
            let far = [
                ("at", clock(reading.heard_ms).into()),
                ("of", clock(reading.total_ms).into()),
            ];
            note(ui, &text_with("ui-reading-far", &far));
            if !state.to_read.is_empty() {
                let waiting = state.to_read.len().into();
                note(ui, &text_with("ui-reading-waiting", &[("n", waiting)]));
            }
        });
    });
}

/// A time in a recording: "1:02:03", "2:03".
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1000;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_players_do() {
        for (ms, written) in [(0, "0:00"), (123_000, "2:03"), (3_723_999, "1:02:03")] {
            assert_eq!(clock(ms), written);
        }
    }
}
