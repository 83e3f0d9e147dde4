//! The card of a microphone trial: say something, and see what is heard and whether it is loud enough.

use egui::{RichText, Ui};

use super::state::{Trial, TrialStage, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, ask, card, heading, note, read_out};

/// A sample this large was probably cut off.
pub const CLIPPED: f32 = 0.985;
/// Speech whose loudest sample is smaller than this is too quiet to be heard well.
pub const QUIET: f32 = 0.02;
/// Less than this is no sound at all.
const SILENT: f32 = 0.002;

/// Draws it while there is one.
pub fn trial(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let Some(trial) = &state.trial else { return };
    let palette = Palette::of(ui);
    card(ui, palette.line, |ui| {
        heading(ui, &text("ui-trial"));
        let told = match trial.stage {
            TrialStage::Opening => "ui-trial-opening",
            TrialStage::Hearing(_) => "ui-trial-say",
            TrialStage::Ending => "ui-finishing",
            TrialStage::Over => verdict(trial),
        };
        let over = trial.stage == TrialStage::Over;
        let good = verdict(trial) == "ui-trial-good";
        let colour = match (over, good) {
            (false, _) => palette.ink,
            (true, true) => palette.added.0,
            (true, false) => palette.amber,
        };
        let told = trial.problem.clone().unwrap_or_else(|| text(told));
        let shown = ui.add(egui::Label::new(RichText::new(told).color(colour)).wrap());
        read_out(ui, &shown);
        let words = format!("{} {}", trial.words, trial.live);
        if !words.trim().is_empty() {
            let heard = text_with("ui-trial-heard", &[("words", words.trim().into())]);
            let heard = RichText::new(heard).font(font(Face::Plain, 16.0));
            ui.add(egui::Label::new(heard).wrap());
        }
        note(ui, &text("ui-trial-note"));
        ui.horizontal(|ui| {
            if over {
                ask(ui, out, Weight::Plain, "ui-trial-again", UiAction::TryMicrophone);
            }
            let end = if over { "ui-trial-close" } else { "ui-trial-end" };
            ask(ui, out, Weight::Plain, end, UiAction::EndTrial);
        });
    });
}

/// What came of it and what to do: key of the words.
fn verdict(trial: &Trial) -> &'static str {
    match trial.loudest {
        loudest if loudest >= CLIPPED => "ui-level-clipped",
        loudest if loudest < SILENT => "ui-trial-silent",
        loudest if loudest < QUIET => "ui-level-quiet",
        _ if trial.words.is_empty() => "ui-trial-no-words",
        _ => "ui-trial-good",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_says_what_to_do() {
        let of = |loudest: f32, words: &str| {
            verdict(&Trial {
                loudest,
                words: words.to_owned(),
                ..Trial::default()
            })
        };
        assert_eq!(of(1.0, "hello"), "ui-level-clipped");
        assert_eq!(of(0.0, ""), "ui-trial-silent");
        assert_eq!(of(0.01, "hello"), "ui-level-quiet");
        assert_eq!(of(0.3, ""), "ui-trial-no-words");
        assert_eq!(of(0.3, "hello"), "ui-trial-good");
    }
}
