//! The panel of past sessions: search, hear, copy, name, open, delete.

use egui::{Frame, Label, Margin, RichText, Ui};

use crate::host::WallTime;
use crate::session::plain;

use super::answers::HistoryEntry;
use super::draw_panel::list;
use super::icons::Icon;
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::theme::{Face, Palette, font};
use super::widgets::{Weight, button, field, field_and_button, icon_button, name_node, note};

/// Draws the panel.
pub fn history(ui: &mut Ui, state: &mut UiState, out: &mut Vec<UiAction>) {
    let search = field(ui, "history-search", &mut state.history_query, "ui-search");
    if search.changed() {
        out.push(UiAction::SearchHistory);
    }
    let deleting = state.deleting.as_ref().map(|(id, _)| id);
    let shown = state.history.iter().filter(|entry| Some(&entry.id) != deleting);
    let entries: Vec<HistoryEntry> = shown.cloned().collect();
    if entries.is_empty() {
        let sought = !state.history_query.trim().is_empty();
        let told = if sought {
            "ui-history-none"
        } else {
            "ui-history-empty"
        };
        note(ui, &text(told));
        return;
    }
    list(ui, "history", |ui| {
        for entry in &entries {
            Frame::new()
                .fill(Palette::of(ui).ground)
                .corner_radius(10)
                .inner_margin(Margin::symmetric(12, 8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    one(ui, entry, state, out);
                });
        }
        ui.add_space(8.0);
        if button(ui, Some(Icon::Trash), &text("ui-delete-all"), Weight::Danger).clicked() {
            out.push(UiAction::ClearHistory);
        }
    });
}

fn one(ui: &mut Ui, entry: &HistoryEntry, state: &mut UiState, out: &mut Vec<UiAction>) {
    let words = entry.text.split_whitespace().count();
    let counted = text_with("ui-words", &[("n", words.into())]);
    let when = when(entry);
    note(ui, &format!("{when}  ·  {counted}"));
    if !naming(ui, entry, state, out) && !entry.name.is_empty() {
        let name = RichText::new(&entry.name).font(font(Face::Strong, 14.0));
        ui.add(Label::new(name).truncate());
    }
    ui.add(Label::new(beginning(&entry.text, 180)).wrap());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let named = |key: &str| format!("{} {when}", text(key));
        let open = button(ui, None, &text("ui-open-entry"), Weight::Quiet);
        name_node(ui, open.id, &named("ui-open-entry"));
        if open.clicked() {
            out.push(UiAction::LoadText(entry.text.clone()));
        }
        if entry.has_sound {
            let plays = state.playing_history.as_ref() == Some(&entry.id);
            let (icon, key, action) = match plays {
                true => (Icon::Stop, "ui-stop-hearing", UiAction::StopPlaying),
                false => (Icon::Play, "ui-hear", UiAction::PlayHistory(entry.id.clone())),
            };
            if icon_button(ui, icon, &named(key), true, plays).clicked() {
                out.push(action);
            }
        }
        if icon_button(ui, Icon::Copy, &named("ui-copy"), true, false).clicked() {
            out.push(UiAction::CopyText(entry.text.clone()));
        }
        if icon_button(ui, Icon::Pen, &named("ui-rename"), true, false).clicked() {
            state.renaming = Some((entry.id.clone(), entry.name.clone()));
        }
        if icon_button(ui, Icon::Trash, &named("ui-delete"), true, false).clicked() {
            out.push(UiAction::DeleteHistory(entry.id.clone()));
        }
    });
}

/// The field in which an entry is named, while it is; whether it is.
fn naming(ui: &mut Ui, entry: &HistoryEntry, state: &mut UiState, out: &mut Vec<UiAction>) -> bool {
    let renaming = state.renaming.as_mut();
    let Some((id, name)) = renaming.filter(|(id, _)| *id == entry.id) else {
        return false;
    };
    let (_, taken) = field_and_button(ui, "entry-name", name, "ui-entry-name", "ui-rename");
    if taken {
        let (id, name) = (id.clone(), name.trim().to_owned());
        state.renaming = None;
        out.push(UiAction::RenameHistory { id, name });
    }
    true
}

/// The beginning of a text without its marks; what is cut off ends at a word, in dots.
fn beginning(text: &str, chars: usize) -> String {
    let start: String = text.chars().take(chars).collect();
    let whole = start.len() == text.len();
    let start = plain(&start);
    match start.rsplit_once(char::is_whitespace) {
        Some((words, _)) if !whole => format!("{} …", words.trim_end()),
        _ => start,
    }
}

/// When a session was, as people say it: "today, 14:03".
fn when(entry: &HistoryEntry) -> String {
    let WallTime { date, time, days_ago } = &entry.at;
    let told = [("time", time.into())];
    match days_ago {
        _ if date.is_empty() => text("ui-some-time"),
        0 => text_with("ui-today", &told),
        1 => text_with("ui-yesterday", &told),
        _ => format!("{date}, {time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_text_ends_at_a_word() {
        assert_eq!(beginning("one *two* three", 100), "one two three");
        assert_eq!(beginning("one two three", 9), "one two …");
    }
}
