//! Cards over the sheet: first steps, choices, preview, questions, recovery, notices.

use egui::text::{LayoutJob, TextFormat};
use egui::{RichText, Stroke, Ui};

use crate::host::recovery::CutOff;
use crate::session::{Action, Asked, ChangeKind, Preview, View};

use super::backend::Source;
use super::icons::Icon;
use super::state::{Panel, Question, Reply, UiAction};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, ask, button, card, close_at_right, heading, key_cap, name_node, note, remark};
use crate::settings::{HistoryDays, Settings, Typeface};

/// What to say in three lines, and a sample to try without a microphone; who has dictated before needs
/// only the buttons.
pub fn welcome(ui: &mut Ui, settings: &Settings, out: &mut Vec<UiAction>) {
    // In a low window the buttons go before the words.
    let room = ui.ctx().content_rect().height() > 560.0;
    card(ui, Palette::of(ui).line, |ui| {
        if !settings.window.welcomed && room {
            first_steps(ui);
            kept(ui, settings);
        }
        ui.horizontal_wrapped(|ui| {
            if button(ui, Some(Icon::Mic), &text("ui-speak"), Weight::Primary).clicked() {
                out.push(UiAction::Session(Action::StartListening));
            }
            if button(ui, Some(Icon::Play), &text("ui-sample"), Weight::Plain).clicked() {
                out.push(UiAction::Listen(Source::Sample));
            }
            ask(ui, out, Weight::Quiet, "ui-trial", UiAction::TryMicrophone);
            if button(ui, Some(Icon::Help), &text("ui-help"), Weight::Quiet).clicked() {
                out.push(UiAction::Show(Some(Panel::Help)));
            }
        });
        ui.add_space(2.0);
        let key = settings.window.talk_key.name().into();
        note(ui, &text_with("ui-talk-hint", &[("key", key)]));
    });
}

fn first_steps(ui: &mut Ui) {
    ui.label(RichText::new(text("ui-welcome")).font(font(Face::Strong, 20.0)));
    note(ui, &text("ui-welcome-note"));
    ui.add_space(6.0);
    for (say, does) in [
        ("ui-say-1", "ui-say-1-does"),
        ("ui-say-2", "ui-say-2-does"),
        ("ui-say-3", "ui-say-3-does"),
    ] {
        ui.label(RichText::new(text(say)).font(font(Face::TextItalic(Typeface::Serif), 17.0)));
        note(ui, &text(does));
        ui.add_space(2.0);
    }
    ui.add_space(6.0);
}

/// What is kept of what is said, before anything is.
fn kept(ui: &mut Ui, settings: &Settings) {
    let told = match settings.history_days {
        HistoryDays::Off => text("ui-kept-nothing"),
        HistoryDays::Forever => text("ui-kept-forever"),
        HistoryDays::Days(days) => text_with("ui-kept-days", &[("n", days.into())]),
    };
    note(ui, &told);
    ui.add_space(6.0);
}

/// Whether the first steps are worth the room: an empty document at rest.
pub fn wants_welcome(view: &View) -> bool {
    view.text.is_empty() && view.live.0.is_empty() && view.listening == crate::session::Listening::Idle
}

/// Numbered choices.
pub fn choices(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    card(ui, Palette::of(ui).line, |ui| {
        ui.horizontal(|ui| {
            let title = match view.asked {
                Some(Asked::Meaning) => "ui-meant",
                Some(Asked::Consent) => "ui-consent",
                None => "ui-choices",
            };
            heading(ui, &text(title));
            close_at_right(ui, "ui-cancel", cancel(), out);
        });
        egui::ScrollArea::vertical()
            .id_salt("choices")
            .auto_shrink([false, true])
            .min_scrolled_height(180.0)
            .max_height(180.0)
            .show(ui, |ui| {
                for (index, choice) in view.choices.iter().enumerate() {
                    let number = index + 1;
                    let facts = [("n", number.into()), ("what", (&choice.label).into())];
                    let name = text_with("ui-choose", &facts);
                    ui.horizontal(|ui| {
                        if button(ui, None, &name, Weight::Plain).clicked() {
                            out.push(UiAction::Session(Action::Choose(number)));
                        }
                        if number <= 9 {
                            key_cap(ui, &format!("Alt {number}"));
                        }
                    });
                }
            });
        let hint = if view.asked.is_some() {
            "ui-answer-note"
        } else {
            "ui-choices-note"
        };
        note(ui, &text(hint));
    });
}

/// A rewrite waiting for consent, with its differences.
pub fn preview(ui: &mut Ui, preview: &Preview, typeface: Typeface, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    card(ui, palette.accent, |ui| {
        ui.horizontal(|ui| {
            heading(ui, &preview.title);
            if !preview.complete {
                ui.add(egui::Spinner::new().size(16.0).color(palette.accent));
                note(ui, &text("ui-rewriting"));
            }
            close_at_right(ui, "ui-cancel", cancel(), out);
        });
        egui::ScrollArea::vertical()
            .id_salt("preview")
            .auto_shrink([false, true])
            .min_scrolled_height(160.0)
            .max_height(220.0)
            .show(ui, |ui| {
                let width = ui.available_width();
                let response = ui.label(differences(preview, palette, typeface, width));
                name_node(ui, response.id, &text("ui-differences"));
            });
        for line in &preview.notes {
            remark(ui, line, palette.amber);
        }
        ui.horizontal(|ui| {
            ui.add_enabled_ui(preview.complete, |ui| {
                if button(ui, Some(Icon::Check), &text("ui-accept"), Weight::Primary).clicked() {
                    out.push(UiAction::Session(Action::AcceptPreview));
                }
            });
            ask(ui, out, Weight::Plain, "ui-discard", cancel());
            ui.add_space(4.0);
            note(ui, &text("ui-preview-note"));
        });
    });
}

fn cancel() -> UiAction {
    UiAction::Session(Action::Cancel)
}

fn differences(preview: &Preview, palette: &Palette, typeface: Typeface, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let plain = TextFormat {
        font_id: font(Face::Text(typeface), 16.0),
        color: palette.ink,
        line_height: Some(26.0),
        ..TextFormat::default()
    };
    if preview.changes.is_empty() {
        job.append(&preview.text, 0.0, plain);
        return job;
    }
    for change in &preview.changes {
        let format = match change.kind {
            ChangeKind::Same => plain.clone(),
            ChangeKind::Removed => TextFormat {
                color: palette.removed.0,
                background: palette.removed.1,
                strikethrough: Stroke::new(1.2, palette.removed.0),
                ..plain.clone()
            },
            ChangeKind::Added => TextFormat {
                color: palette.added.0,
                background: palette.added.1,
                ..plain.clone()
            },
        };
        job.append(&change.text, 0.0, format);
    }
    job
}

/// A question that must be answered.
pub fn question(ui: &mut Ui, question: &Question, out: &mut Vec<UiAction>) {
    card(ui, Palette::of(ui).amber, |ui| {
        let (asked, yes) = match question {
            Question::Unsaved(_) => ("ui-ask-unsaved", "ui-dont-save"),
            Question::ClearHistory => ("ui-ask-clear-history", "ui-delete-all"),
            Question::ResetSettings => ("ui-ask-reset", "ui-reset"),
            Question::EraseRecovery => ("ui-ask-erase", "ui-forget-now"),
        };
        heading(ui, &text(asked));
        ui.horizontal(|ui| {
            if matches!(question, Question::Unsaved(_))
                && button(ui, Some(Icon::Save), &text("ui-save-and-go"), Weight::Primary).clicked()
            {
                out.push(UiAction::Answer(Reply::Save));
            }
            ask(ui, out, Weight::Danger, yes, UiAction::Answer(Reply::Yes));
            ask(ui, out, Weight::Plain, "ui-keep", UiAction::Answer(Reply::No));
        });
    });
}

/// A session that was cut off.
pub fn recovery(ui: &mut Ui, recovery: &CutOff, out: &mut Vec<UiAction>) {
    card(ui, Palette::of(ui).accent, |ui| {
        heading(ui, &text("ui-recovery"));
        let when = match recovery.at.date.as_str() {
            "" => text("ui-some-time"),
            date => format!("{date} {}", recovery.at.time),
        };
        let facts = [("when", when.into()), ("words", recovery.words.into())];
        note(ui, &text_with("ui-recovery-facts", &facts));
        let start: String = recovery.text.chars().take(160).collect();
        if !start.is_empty() {
            let is_cut = start.len() < recovery.text.len();
            let more = if is_cut { "…" } else { "" };
            let start = start.trim_end_matches(['.', '…', ' ']);
            note(ui, &format!("“{start}{more}”"));
        }
        if recovery.sound_ms > 0 {
            let seconds = recovery.sound_ms.div_ceil(1000);
            note(ui, &text_with("ui-recovery-sound", &[("n", seconds.into())]));
        }
        ui.horizontal(|ui| {
            ask(ui, out, Weight::Primary, "ui-recover", UiAction::Recover(true));
            ask(ui, out, Weight::Danger, "ui-forget", UiAction::Recover(false));
        });
    });
}
