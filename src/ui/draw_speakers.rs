//! Who speaks: names with their colours; a click renames one, or says that two are the same.

use std::collections::BTreeSet;

use egui::{Color32, CornerRadius, Popup, Role, Sense, Ui, Vec2, WidgetInfo};

use crate::session::{Action, View};
use crate::settings::Settings;

use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{field_and_button, focus_ring, list_row, note};

/// Whether there are names of speakers to show.
pub fn shows_speakers(view: &View, settings: &Settings) -> bool {
    let n_present = present_speakers(view).len();
    // One voice alone needs no name, unless somebody asked for it.
    n_present > 0 && (view.show_speakers || (settings.speakers && n_present > 1))
}

/// Speakers with their colours.
pub fn speakers(ui: &mut Ui, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    if !shows_speakers(view, &state.settings) {
        return;
    }
    let present = present_speakers(view);
    ui.horizontal_wrapped(|ui| {
        for &number in &present {
            let response = chip(ui, &speaker_name(view, number), Palette::of(ui).speaker(number));
            if response.clicked() {
                state.naming = Some((number, given_name(view, number)));
            }
            Popup::menu(&response)
                .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
                .show(|ui| {
                    ui.set_width(260.0);
                    if change(ui, view, number, &present, state, out) {
                        ui.close();
                    }
                });
        }
    });
}

/// A name on a ground of its own, which can be clicked.
fn chip(ui: &mut Ui, name: &str, colour: Color32) -> egui::Response {
    let palette = Palette::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(name.to_owned(), font(Face::Plain, 12.5), colour);
    let (rect, response) = ui.allocate_exact_size(galley.size() + Vec2::new(20.0, 8.0), Sense::click());
    let told = text_with("ui-speaker-change", &[("name", name.into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &told));
    let fill = if response.hovered() {
        palette.control
    } else {
        palette.paper
    };
    ui.painter().rect_filled(rect, CornerRadius::same(12), fill);
    focus_ring(ui, &response, 12);
    ui.painter()
        .galley(rect.min + Vec2::new(10.0, 4.0), galley, colour);
    response.on_hover_text(told)
}

/// The name to be changed, and the others whom this one may be; whether something was chosen.
fn change(
    ui: &mut Ui,
    view: &View,
    number: u32,
    present: &[u32],
    state: &mut UiState,
    out: &mut Vec<UiAction>,
) -> bool {
    let naming = state.naming.as_mut();
    let Some((_, name)) = naming.filter(|(speaker, _)| *speaker == number) else {
        return false;
    };
    let (_, taken) = field_and_button(ui, "speaker-name", name, "ui-speaker-name", "ui-rename");
    if taken {
        let name = name.trim().to_owned();
        out.push(UiAction::Session(Action::NameSpeaker {
            speaker: number,
            name,
        }));
        return true;
    }
    let others: Vec<u32> = present.iter().copied().filter(|other| *other != number).collect();
    if others.is_empty() {
        return false;
    }
    note(ui, &text("ui-speaker-same"));
    for other in others {
        if list_row(ui, super::icons::Icon::Words, &speaker_name(view, other)) {
            out.push(UiAction::Session(Action::MergeSpeakers {
                from: number,
                into: other,
            }));
            return true;
        }
    }
    false
}

/// Numbers of the speakers who spoke.
pub fn present_speakers(view: &View) -> Vec<u32> {
    let spoke = view.segments.iter().filter_map(|segment| segment.speaker);
    let present: BTreeSet<u32> = spoke.collect();
    present.into_iter().collect()
}

/// The name given to a speaker, or "Speaker 1".
pub fn speaker_name(view: &View, number: u32) -> String {
    match view.speakers.get(number as usize) {
        Some(name) if !name.is_empty() => name.clone(),
        _ => text_with("ui-speaker", &[("n", (number + 1).into())]),
    }
}

/// The name to begin with: what was given, not "Speaker 1".
fn given_name(view: &View, number: u32) -> String {
    let unnamed = format!("Speaker {}", number + 1);
    let name = view
        .speakers
        .get(number as usize)
        .filter(|name| **name != unnamed);
    name.cloned().unwrap_or_default()
}
