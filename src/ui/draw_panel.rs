//! The panel at the side: its head, and help, transcript, history, own words and statistics.

use std::sync::Arc;

use egui::{Align, Frame, Layout, Margin, RichText, ScrollArea, Ui};

use crate::session::{Action, Said, View};
use crate::transcript::Segment;

use super::draw_dock::words_per_minute;
use super::draw_reading::clock;
use super::draw_speakers::{present_speakers, speaker_name};
use super::icons::Icon;
use super::logic::heard_at;
use super::state::{Panel, UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{
    Weight, ask, close_at_right, entered, field_and_button, focus_ring, group, heading, icon_button,
    name_node, note, read_out, remark, segments,
};
use super::{draw_files, draw_help, draw_history, draw_models, draw_settings, draw_toasts};

/// Words per minute of people who type; what dictation saves is counted against it.
const TYPING_RATE: u64 = 40;

/// Draws the open panel.
pub fn panel(ui: &mut Ui, panel: Panel, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    ui.horizontal(|ui| {
        heading(ui, &text(panel.title()));
        close_at_right(ui, "ui-close-panel", UiAction::Show(None), out);
    });
    ui.add_space(4.0);
    if draw_toasts::in_panel(state) {
        trouble(ui, state, out);
    }
    match panel {
        Panel::Help => draw_help::help(ui, state, out),
        Panel::Transcript => transcript(ui, view, state, out),
        Panel::History => draw_history::history(ui, state, out),
        Panel::Words => words(ui, view, state, out),
        Panel::Statistics => statistics(ui, view, state),
        Panel::Settings => draw_settings::settings(ui, state, out),
        Panel::Open => draw_files::open(ui, state, out),
        Panel::Import => draw_files::import(ui, state, out),
        Panel::SaveAs => draw_files::save_as(ui, state, out),
        Panel::Export => draw_files::export(ui, view, out),
        Panel::Models => draw_models::models(ui, view, state, out),
    }
    if std::mem::take(&mut state.focus_field)
        && let Some(field) = panel.first_field()
    {
        ui.memory_mut(|memory| memory.request_focus(egui::Id::unique(field.to_owned())));
    }
}

/// What went wrong is told where somebody is at work.
fn trouble(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    Frame::new()
        .fill(palette.removed.1)
        .corner_radius(10)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let response = remark(ui, &state.status.text, palette.removed.0);
            read_out(ui, &response);
            ask(ui, out, Weight::Quiet, "ui-close-message", UiAction::CloseMessage);
        });
    ui.add_space(4.0);
}

/// A list that scrolls, as high as the panel.
pub fn list<R>(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ScrollArea::vertical()
        .id_salt(id.to_owned())
        .auto_shrink([false, false])
        .show(ui, contents)
        .inner
}

fn transcript(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let palette = Palette::of(ui);
    if view.segments.is_empty() {
        note(ui, &text("ui-transcript-empty"));
        return;
    }
    if state.recordings.iter().any(Option::is_some) {
        note(ui, &text("ui-transcript-hear"));
        speeds(ui, state, out);
    }
    let named = view.show_speakers || present_speakers(view).len() > 1;
    let playing = state.playing.as_ref();
    let heard = playing.and_then(|playing| heard_at(view.segments, playing.at_ms));
    list(ui, "transcript", |ui| {
        for (index, segment) in view.segments.iter().enumerate() {
            let plays = heard.filter(|(segment, _)| *segment == index);
            let has_sound = state.recordings.get(index).is_some_and(Option::is_some);
            ui.horizontal(|ui| {
                let time = clock(segment.start_ms);
                if has_sound {
                    let (icon, name, action) = match plays {
                        Some(_) => (Icon::Stop, text("ui-stop-hearing"), UiAction::StopPlaying),
                        None => {
                            let said = Said {
                                segment: index,
                                from_ms: segment.start_ms,
                                to_ms: segment.end_ms,
                            };
                            let name = text_with("ui-hear-at", &[("time", (&time).into())]);
                            (Icon::Play, name, UiAction::Play(said))
                        }
                    };
                    if icon_button(ui, icon, &name, true, plays.is_some()).clicked() {
                        out.push(action);
                    }
                }
                ui.label(
                    RichText::new(time)
                        .font(font(Face::Mono, 12.0))
                        .color(palette.muted),
                );
                if let Some(number) = segment.speaker.filter(|_| named) {
                    let name = RichText::new(speaker_name(view, number)).font(font(Face::Strong, 13.0));
                    ui.label(name.color(palette.speaker(number)));
                }
            });
            let shown = lit(segment, plays.map(|(_, word)| word), palette);
            if !has_sound {
                ui.add(egui::Label::new(shown).wrap().selectable(true));
            } else if let Some(from_ms) = clicked_word(ui, shown, segment) {
                out.push(UiAction::PlayOn {
                    segment: index,
                    from_ms,
                });
            }
            ui.add_space(6.0);
        }
    });
}

/// How fast sound is heard again.
fn speeds(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let choices = [0.75, 1.0, 1.25, 1.5, 2.0].map(|speed: f32| (speed, format!("{speed}×")));
    if let Some(speed) = segments(ui, state.settings.window.play_speed, &choices) {
        let mut settings = state.settings.clone();
        settings.window.play_speed = speed;
        out.push(UiAction::ChangeSettings(Box::new(settings)));
    }
}

/// A segment's text with the word on a ground that is heard. Words that were written as one have the times of them all.
fn lit(segment: &Segment, heard: Option<usize>, palette: &Palette) -> egui::WidgetText {
    let written: Vec<&str> = segment.text.split_inclusive(char::is_whitespace).collect();
    let now = heard.and_then(|word| (word * written.len()).checked_div(segment.words.len()));
    let mut job = egui::text::LayoutJob::default();
    for (index, word) in written.iter().enumerate() {
        let format = egui::TextFormat {
            font_id: font(Face::Plain, 14.0),
            color: palette.ink,
            background: if Some(index) == now {
                palette.selection
            } else {
                egui::Color32::TRANSPARENT
            },
            ..egui::TextFormat::default()
        };
        job.append(word, 0.0, format);
    }
    job.into()
}

/// Draws a segment's text; where the word begins that was clicked, in milliseconds.
fn clicked_word(ui: &mut Ui, shown: egui::WidgetText, segment: &Segment) -> Option<u64> {
    let label = egui::Label::new(shown).wrap().sense(egui::Sense::click());
    let (pos, galley, response) = label.layout_in_ui(ui);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &segment.text));
    ui.painter().galley(pos, Arc::clone(&galley), Palette::of(ui).ink);
    focus_ring(ui, &response, 10);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if !response.clicked() {
        return None;
    }
    // By the keyboard it is the first word.
    let at = response
        .interact_pointer_pos()
        .map_or(0, |at| galley.cursor_from_pos(at - pos).index.0);
    let before: String = segment.text.chars().take(at).collect();
    let n_written = segment.text.split_whitespace().count();
    let index = before
        .split_inclusive(char::is_whitespace)
        .count()
        .saturating_sub(1);
    let word = (index * segment.words.len()).checked_div(n_written)?;
    segment.words.get(word).map(|word| word.start_ms)
}

fn words(ui: &mut Ui, view: &View, state: &mut UiState, out: &mut Vec<UiAction>) {
    note(ui, &text("ui-own-words-note"));
    let (line, add) = field_and_button(ui, "new-word", &mut state.new_word, "ui-new-word", "ui-add");
    if entered(ui, &line) {
        // Words come in rows.
        line.request_focus();
    }
    let import = UiAction::Show(Some(Panel::Import));
    ask(ui, out, Weight::Quiet, "ui-import", import);
    if add && !state.new_word.trim().is_empty() {
        out.push(UiAction::AddWord(
            std::mem::take(&mut state.new_word).trim().to_owned(),
        ));
    }
    let words = view.vocabulary.words.iter();
    let words = words.map(|word| (word.spelling.as_str(), word.spelling.clone()));
    let snippets = view.vocabulary.replacements.iter();
    let snippets = snippets.map(|snippet| {
        let shown = format!("{} => {}", snippet.spoken, snippet.written);
        (snippet.spoken.as_str(), shown)
    });
    let rows: Vec<(&str, String)> = words.chain(snippets).collect();
    if rows.is_empty() {
        return;
    }
    group(ui, &text("ui-own-words"));
    list(ui, "own-words", |ui| {
        for (name, shown) in rows {
            ui.horizontal(|ui| {
                let told = text_with("ui-forget-word", &[("word", name.into())]);
                let forget = icon_button(ui, Icon::Close, &told, true, false);
                ui.add(egui::Label::new(shown).truncate());
                if forget.clicked() {
                    out.push(UiAction::ForgetWord(name.to_owned()));
                }
            });
        }
    });
}

fn statistics(ui: &mut Ui, view: &View, state: &UiState) {
    list(ui, "statistics", |ui| {
        group(ui, &text("ui-this-session"));
        figures(ui, view.own_words as u64, view.spoken_ms);
        group(ui, &text("ui-all-sessions"));
        figures(ui, state.totals.words, state.totals.spoken_ms);
        figure(ui, &text("ui-sessions"), &state.totals.sessions.to_string());
        ui.add_space(8.0);
        note(ui, &text_with("ui-saved-note", &[("n", TYPING_RATE.into())]));
    });
}

fn figures(ui: &mut Ui, words: u64, spoken_ms: u64) {
    figure(ui, &text("ui-words-dictated"), &words.to_string());
    let rate = words_per_minute(words, spoken_ms).map_or_else(|| "–".to_owned(), |rate| rate.to_string());
    figure(ui, &text("ui-words-per-minute"), &rate);
    figure(ui, &text("ui-time-saved"), &span(time_saved_ms(words, spoken_ms)));
}

/// What typing the words would have taken beyond speaking them, in milliseconds.
fn time_saved_ms(words: u64, spoken_ms: u64) -> u64 {
    (words * 60_000 / TYPING_RATE).saturating_sub(spoken_ms)
}

fn span(ms: u64) -> String {
    let minutes = ms / 60_000;
    let args = [("h", (minutes / 60).into()), ("m", (minutes % 60).into())];
    match minutes {
        0 => text_with("ui-seconds", &[("n", (ms / 1000).into())]),
        1..60 => text_with("ui-minutes", &args),
        _ => text_with("ui-hours", &args),
    }
}

fn figure(ui: &mut Ui, name: &str, value: &str) {
    let palette = Palette::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).color(palette.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let shown = RichText::new(value)
                .font(font(Face::Strong, 16.0))
                .color(palette.ink);
            let response = ui.label(shown);
            name_node(ui, response.id, &format!("{name}: {value}"));
        });
    });
    let line = ui.max_rect().x_range();
    let below = ui.cursor().top() - 3.0;
    ui.painter()
        .hline(line, below, egui::Stroke::new(1.0, palette.line));
}

/// An action that says words, as rows of "what can I say" do.
pub fn say(words: &str) -> UiAction {
    UiAction::Session(Action::Say(words.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_saved_counts_against_typing() {
        assert_eq!(time_saved_ms(400, 180_000), 420_000);
        assert_eq!(time_saved_ms(1, 60_000), 0);
        assert_eq!(span(420_000), "7 min");
        assert_eq!(span(3_720_000), "1 h 2 min");
        assert_eq!(span(5_000), "5 s");
        assert_eq!(words_per_minute(75, 30_000), Some(150));
        assert_eq!(words_per_minute(3, 500), None);
    }
}
