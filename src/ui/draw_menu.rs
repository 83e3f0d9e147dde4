//! The menu of the document's words: other words for the one under the pointer, the clipboard, and formatting.

use egui::{Popup, Response, SetOpenCommand, Ui};

use crate::session::{Action, View};
use crate::settings::Shortcut;

use super::draw_format::SELECTED;
use super::draw_panel::say;
use super::keys::shortcut_text;
use super::layout::cursor_at;
use super::state::{UiAction, UiState};
use super::strings::{text, text_with};
use super::widgets::name_node;

/// Draws it while it is open.
pub fn menu(
    response: &Response,
    at: Option<usize>,
    view: &View,
    state: &mut UiState,
    out: &mut Vec<UiAction>,
) {
    if let Some(at) = at.filter(|_| response.secondary_clicked()) {
        out.push(UiAction::LookAtWord(at));
    }
    let open = std::mem::take(&mut state.open_menu);
    let state = &*state;
    let mut popup = Popup::context_menu(response);
    if open {
        popup = popup.open_memory(SetOpenCommand::Bool(true));
    }
    popup.show(|ui| {
        ui.set_min_width(220.0);
        word(ui, state, out);
        if let Some(address) = &state.link {
            if entry(ui, true, &text("ui-open-link"), None) {
                out.push(UiAction::OpenLink(address.clone()));
            }
            ui.separator();
        }
        clipboard(ui, view, state, out);
        ui.separator();
        formatting(ui, view, state, out);
    });
}

fn entry(ui: &mut Ui, enabled: bool, name: &str, keys: Option<String>) -> bool {
    let mut button = egui::Button::new(name);
    if let Some(keys) = keys {
        button = button.shortcut_text(keys);
    }
    let response = ui.add_enabled(enabled, button);
    // Its keys are no part of its name.
    name_node(ui, response.id, name);
    response.clicked()
}

/// Other words for the one that was clicked.
fn word(ui: &mut Ui, state: &UiState, out: &mut Vec<UiAction>) {
    let Some(word) = &state.word else { return };
    let (start, end) = word.chars;
    for other in &word.others {
        if entry(ui, true, other, None) {
            out.push(UiAction::Session(Action::Respell {
                start,
                end,
                text: other.clone(),
            }));
        }
    }
    if !word.others.is_empty() {
        ui.separator();
    }
    let named = |key: &str| text_with(key, &[("word", word.text.as_str().into())]);
    if let Some(said) = word.said {
        if entry(ui, true, &text("ui-hear"), None) {
            out.push(UiAction::Play(said));
        }
        let keys = shortcut_text(ui.ctx(), &state.settings.shortcuts, Shortcut::Hear);
        if entry(ui, true, &text("ui-hear-from-here"), Some(keys)) {
            let (segment, from_ms) = (said.segment, said.from_ms);
            out.push(UiAction::PlayOn { segment, from_ms });
        }
    }
    if entry(ui, true, &named("ui-correct-word"), None) {
        out.push(UiAction::Session(Action::Correct { start, end }));
    }
    if !word.is_own && entry(ui, true, &named("ui-learn-word"), None) {
        out.push(UiAction::AddWord(word.text.clone()));
    }
    ui.separator();
}

fn clipboard(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let (start, end) = view.selection();
    let selected = start < end;
    let ctx = ui.ctx().clone();
    let keys = |shortcut| Some(shortcut_text(&ctx, &state.settings.shortcuts, shortcut));
    let cut = entry(ui, selected, &text("ui-cut"), keys(Shortcut::Cut));
    if entry(ui, selected, &text("ui-copy"), keys(Shortcut::Copy)) || cut {
        let words: String = view.text.chars().skip(start).take(end - start).collect();
        out.push(UiAction::CopyText(words));
    }
    if cut {
        let change = Action::ReplaceRange {
            start,
            end,
            text: String::new(),
        };
        out.push(UiAction::Session(change));
    }
    if entry(ui, true, &text("ui-paste"), keys(Shortcut::Paste)) {
        out.push(UiAction::PasteIntoDocument);
    }
    if entry(
        ui,
        !view.text.is_empty(),
        &text("ui-select-all"),
        keys(Shortcut::SelectAll),
    ) {
        let caret = view.text.chars().count();
        out.push(UiAction::Session(Action::Select { anchor: 0, caret }));
    }
}

/// Formatting of what is selected.
fn formatting(ui: &mut Ui, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let selected = view.anchor != view.caret;
    for (_, _, key, words, shortcut) in SELECTED {
        let keys = shortcut.map(|shortcut| shortcut_text(ui.ctx(), &state.settings.shortcuts, shortcut));
        if entry(ui, selected, &text(key), keys) {
            out.push(say(words));
        }
    }
}

/// The word at a character: its characters.
pub fn word_at(text: &str, at: usize) -> Option<(usize, usize)> {
    /// A word is not longer than this, and a document may be.
    const REACH: usize = 200;
    let from = at.saturating_sub(REACH);
    let chars: Vec<char> = text.chars().skip(from).take(2 * REACH).collect();
    let is_letter = |index: usize| chars.get(index).is_some_and(|c| c.is_alphanumeric());
    let is_part = |index: &usize| {
        let joins = matches!(chars.get(*index), Some('\'' | '’' | '-'));
        let before = index.checked_sub(1).is_some_and(is_letter);
        is_letter(*index) || joins && before && is_letter(index + 1)
    };
    let middle = at - from;
    let middle = match is_part(&middle) {
        true => middle,
        false => middle.checked_sub(1).filter(is_part)?,
    };
    let start = (0..=middle).rev().take_while(is_part).last()?;
    let end = (middle..).take_while(is_part).last()? + 1;
    Some((from + start, from + end))
}

/// The character of the layout under the pointer.
pub fn char_at(output: &egui::text_edit::TextEditOutput) -> Option<usize> {
    let at = output
        .response
        .interact_pointer_pos()
        .or_else(|| output.response.hover_pos())?;
    Some(cursor_at(&output.galley, at - output.galley_pos).index.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_under_the_pointer() {
        let word = |text: &str, at: usize| {
            word_at(text, at)
                .map(|(start, end)| text.chars().skip(start).take(end - start).collect::<String>())
        };
        assert_eq!(word("red car", 0).as_deref(), Some("red"));
        assert_eq!(
            word("red car", 3).as_deref(),
            Some("red"),
            "behind its last letter"
        );
        assert_eq!(word("red car", 7).as_deref(), Some("car"));
        assert_eq!(word("red, car", 4), None);
        assert_eq!(word("I don’t know", 4).as_deref(), Some("don’t"));
        assert_eq!(word("ein süßes Öl.", 5).as_deref(), Some("süßes"));
        assert_eq!(word("", 0), None);
        assert_eq!(word("**bold**", 3).as_deref(), Some("bold"));
    }
}
