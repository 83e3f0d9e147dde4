//! Cards over the sheet: first steps, choices, preview, questions, recovery, notices.

use egui::text::{LayoutJob, TextFormat};
use egui::{Frame, Margin, RichText, Stroke, Ui};
use fluent_bundle::FluentValue;

use crate::session::{Action, Asked, ChangeKind, Preview, View};
use crate::transcript::Notice;

use super::backend::CutOff;
use super::backend::Source;
use super::icons::Icon;
use super::preferences::Preferences;
use super::state::{Panel, Question, Reply, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, button, card, heading, icon_button, key_cap, note};

/// What to say in three lines, and a sample to try without a microphone; who has dictated before needs
/// only the buttons.
pub fn welcome(ui: &mut Ui, preferences: &Preferences, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    // In a low window the buttons go before the words.
    let room = ui.ctx().content_rect().height() > 560.0;
    card(palette).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if !preferences.welcomed && room {
            first_steps(ui);
        }
        ui.horizontal_wrapped(|ui| {
            if button(ui, Some(Icon::Mic), &text("ui-speak"), Weight::Primary).clicked() {
                out.push(UiAction::Session(Action::StartListening));
            }
            if button(ui, Some(Icon::Play), &text("ui-sample"), Weight::Plain).clicked() {
                out.push(UiAction::Listen(Source::Sample));
            }
            if button(ui, Some(Icon::Help), &text("ui-help"), Weight::Quiet).clicked() {
                out.push(UiAction::Show(Some(Panel::Help)));
            }
            ui.add_space(4.0);
            note(ui, &text("ui-talk-hint"));
        });
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
        ui.label(RichText::new(text(say)).font(font(Face::TextItalic(super::Typeface::Serif), 17.0)));
        note(ui, &text(does));
        ui.add_space(2.0);
    }
    ui.add_space(6.0);
}

/// Whether the first steps are worth the room: an empty document at rest.
pub fn wants_welcome(view: &View) -> bool {
    view.text.is_empty() && view.live.0.is_empty() && view.listening == crate::session::Listening::Idle
}

/// Numbered choices.
pub fn choices(ui: &mut Ui, view: &View, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    card(palette).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let title = match view.asked {
                Some(Asked::Meaning) => "ui-meant",
                Some(Asked::Consent) => "ui-consent",
                None => "ui-choices",
            };
            heading(ui, &text(title));
            close_at_right(ui, out);
        });
        egui::ScrollArea::vertical()
            .id_salt("choices")
            .auto_shrink([false, true])
            .min_scrolled_height(180.0)
            .max_height(180.0)
            .show(ui, |ui| {
                for (index, choice) in view.choices.iter().enumerate() {
                    let number = index + 1;
                    let name = text_with(
                        "ui-choose",
                        &[
                            ("n", FluentValue::from(number)),
                            ("what", FluentValue::from(choice.label.as_str())),
                        ],
                    );
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
pub fn preview(ui: &mut Ui, preview: &Preview, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    card(palette)
        .stroke(Stroke::new(1.0, palette.accent))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                heading(ui, &preview.title);
                if !preview.complete {
                    ui.add(egui::Spinner::new().size(16.0).color(palette.accent));
                    note(ui, &text("ui-rewriting"));
                }
                close_at_right(ui, out);
            });
            egui::ScrollArea::vertical()
                .id_salt("preview")
                .auto_shrink([false, true])
                .min_scrolled_height(160.0)
                .max_height(220.0)
                .show(ui, |ui| {
                    let width = ui.available_width();
                    let response = ui.label(differences(preview, palette, width));
                    super::widgets::name_node(ui, response.id, &text("ui-differences"));
                });
            for line in &preview.notes {
                let amber = RichText::new(line).size(13.0).color(palette.amber);
                ui.add(egui::Label::new(amber).wrap());
            }
            ui.horizontal(|ui| {
                ui.add_enabled_ui(preview.complete, |ui| {
                    if button(ui, Some(Icon::Check), &text("ui-accept"), Weight::Primary).clicked() {
                        out.push(UiAction::Session(Action::AcceptPreview));
                    }
                });
                if button(ui, None, &text("ui-discard"), Weight::Plain).clicked() {
                    out.push(UiAction::Session(Action::Cancel));
                }
                ui.add_space(4.0);
                note(ui, &text("ui-preview-note"));
            });
        });
}

fn differences(preview: &Preview, palette: &Palette, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let plain = TextFormat {
        font_id: font(Face::Text(super::Typeface::Serif), 16.0),
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

fn close_at_right(ui: &mut Ui, out: &mut Vec<UiAction>) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if icon_button(ui, Icon::Close, &text("ui-cancel"), true, false).clicked() {
            out.push(UiAction::Session(Action::Cancel));
        }
    });
}

/// A question that must be answered.
pub fn question(ui: &mut Ui, question: &Question, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    card(palette)
        .stroke(Stroke::new(1.0, palette.amber))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let (asked, yes) = match question {
                Question::Unsaved(_) => ("ui-ask-unsaved", "ui-dont-save"),
                Question::ClearHistory => ("ui-ask-clear-history", "ui-delete-all"),
            };
            heading(ui, &text(asked));
            ui.horizontal(|ui| {
                if matches!(question, Question::Unsaved(_))
                    && button(ui, Some(Icon::Save), &text("ui-save-and-go"), Weight::Primary).clicked()
                {
                    out.push(UiAction::Answer(Reply::Save));
                }
                if button(ui, None, &text(yes), Weight::Danger).clicked() {
                    out.push(UiAction::Answer(Reply::Yes));
                }
                if button(ui, None, &text("ui-keep"), Weight::Plain).clicked() {
                    out.push(UiAction::Answer(Reply::No));
                }
            });
        });
}

/// A session that was cut off.
pub fn recovery(ui: &mut Ui, recovery: &CutOff, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    card(palette)
        .stroke(Stroke::new(1.0, palette.accent))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            heading(ui, &text("ui-recovery"));
            let when = format!("{} {}", recovery.date, recovery.time);
            let facts = [
                ("when", FluentValue::from(when.trim().to_owned())),
                ("words", FluentValue::from(recovery.words)),
            ];
            note(ui, &text_with("ui-recovery-facts", &facts));
            let start: String = recovery.text.chars().take(160).collect();
            if !start.is_empty() {
                let more = if start.len() < recovery.text.len() {
                    "…"
                } else {
                    ""
                };
                note(
                    ui,
                    &format!("“{}{more}”", start.trim_end_matches(['.', '…', ' '])),
                );
            }
            if recovery.sound_ms > 0 {
                let seconds = recovery.sound_ms.div_ceil(1000);
                note(
                    ui,
                    &text_with("ui-recovery-sound", &[("n", FluentValue::from(seconds))]),
                );
            }
            ui.horizontal(|ui| {
                if button(ui, None, &text("ui-recover"), Weight::Primary).clicked() {
                    out.push(UiAction::Recover(true));
                }
                if button(ui, None, &text("ui-forget"), Weight::Danger).clicked() {
                    out.push(UiAction::Recover(false));
                }
            });
        });
}

/// Trouble of device or machine: one line each, until closed.
pub fn notices(ui: &mut Ui, view: &View, state: &mut UiState) {
    let palette = Palette::of(ui);
    let from = state.notices_seen.min(view.notices.len());
    let mut open = still_true(&view.notices[from..]);
    if view.listening != crate::session::Listening::Listening {
        // A microphone at rest gives silence.
        open.retain(|line| *line != text("ui-muted"));
    }
    if open.is_empty() {
        return;
    }
    Frame::new()
        .fill(palette.amber_soft)
        .corner_radius(10)
        .inner_margin(Margin::symmetric(14, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let lines = RichText::new(open.join("\n")).size(13.5).color(palette.amber);
                let width = ui.available_width() - 44.0;
                ui.allocate_ui_with_layout(
                    egui::vec2(width, 36.0),
                    egui::Layout::left_to_right(egui::Align::Center),
                    |ui| {
                        ui.set_min_width(width);
                        ui.add(egui::Label::new(lines).wrap());
                    },
                );
                if icon_button(ui, Icon::Close, &text("ui-close-notice"), true, false).clicked() {
                    state.notices_seen = view.notices.len();
                }
            });
        });
}

/// Notices that no later one takes back, in words.
fn still_true(notices: &[Notice]) -> Vec<String> {
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut put = |kind: u8, line: Option<String>| {
        open.retain(|(other, _)| *other != kind);
        open.extend(line.map(|line| (kind, line)));
    };
    for notice in notices {
        let device = |key: &str, device: &str| text_with(key, &[("device", FluentValue::from(device))]);
        let ms = |key: &str, ms: u64| text_with(key, &[("n", FluentValue::from(ms.div_ceil(1000)))]);
        match notice {
            Notice::DeviceLost { device: name } => put(0, Some(device("ui-device-lost", name))),
            Notice::DeviceBack { device: name } => put(0, Some(device("ui-device-back", name))),
            Notice::Muted => put(1, Some(text("ui-muted"))),
            Notice::Unmuted => put(1, None),
            Notice::Dropped { ms: lost } => put(2, Some(ms("ui-dropped", *lost))),
            Notice::Lag { ms: waiting } => put(3, (*waiting >= 1_500).then(|| ms("ui-lag", *waiting))),
            Notice::Microphone { message } => put(0, Some(message.clone())),
            Notice::StoreTrouble { message } => put(4, Some(message.clone())),
            Notice::Recogniser { message } => put(5, Some(message.clone())),
            Notice::Track { message } => put(6, Some(message.clone())),
            // Each tells of another place.
            Notice::Recording { .. } => {}
        }
    }
    let parts = notices.iter().filter_map(|notice| match notice {
        Notice::Recording { message } => Some(message.clone()),
        _ => None,
    });
    open.into_iter().map(|(_, line)| line).chain(parts).collect()
}

/// Speakers with their colours.
pub fn speakers(ui: &mut Ui, view: &View, preferences: &Preferences) {
    let present = present_speakers(view);
    // One voice alone needs no name, unless somebody asked for it.
    let wanted = view.show_speakers || (preferences.speakers && present.len() > 1);
    if !wanted || present.is_empty() {
        return;
    }
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        for number in present {
            let colour = palette.speaker(number);
            Frame::new()
                .fill(palette.paper)
                .corner_radius(12)
                .inner_margin(Margin::symmetric(10, 3))
                .show(ui, |ui| {
                    ui.label(RichText::new(speaker_name(view, number)).size(12.5).color(colour));
                });
        }
    });
}

/// Numbers of the speakers who spoke.
pub fn present_speakers(view: &View) -> Vec<u32> {
    let mut present: Vec<u32> = view
        .segments
        .iter()
        .filter_map(|segment| segment.speaker)
        .collect();
    present.sort_unstable();
    present.dedup();
    present
}

/// The name given to a speaker, or "Speaker 1".
pub fn speaker_name(view: &View, number: u32) -> String {
    match view.speakers.get(number as usize) {
        Some(name) if !name.is_empty() => name.clone(),
        _ => text_with("ui-speaker", &[("n", FluentValue::from(number + 1))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_stands_until_it_is_taken_back() {
        let lost = Notice::DeviceLost {
            device: "Headset".into(),
        };
        let back = Notice::DeviceBack {
            device: "Headset".into(),
        };
        assert!(still_true(std::slice::from_ref(&lost))[0].contains("Headset"));
        assert_eq!(still_true(&[lost, back]).len(), 1);
        assert!(still_true(&[Notice::Muted, Notice::Unmuted]).is_empty());
        assert!(still_true(&[Notice::Lag { ms: 3000 }, Notice::Lag { ms: 100 }]).is_empty());
        assert_eq!(
            still_true(&[Notice::Dropped { ms: 10 }, Notice::Dropped { ms: 2000 }]).len(),
            1
        );
    }
}
