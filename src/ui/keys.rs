//! The keyboard: what each key asks for, before any widget sees it.

use egui::{Event, InputState, Key, KeyboardShortcut, Modifiers, PointerButton};

use crate::session::{Action, View};
use crate::settings::{Chord, FONT_SIZES, Shortcut, Shortcuts, TalkButton, USUAL_FONT_SIZE};

use super::draw_panel::say;
use super::find::FindStep;
use super::state::{Panel, Reply, UiAction, UiState};
use crate::session::{Talk, TalkKey};

/// Key of a command's name in the window's words.
pub const fn name_of(shortcut: Shortcut) -> &'static str {
    match shortcut {
        Shortcut::New => "ui-new",
        Shortcut::Open => "ui-open",
        Shortcut::Save => "ui-save",
        Shortcut::SaveAs => "ui-save-as",
        Shortcut::Export => "ui-export",
        Shortcut::Close => "ui-close-window",
        Shortcut::Undo => "ui-undo",
        Shortcut::Redo => "ui-redo",
        Shortcut::Cut => "ui-cut",
        Shortcut::Copy => "ui-copy",
        Shortcut::Paste => "ui-paste",
        Shortcut::SelectAll => "ui-select-all",
        Shortcut::CopyAll => "ui-copy-all",
        Shortcut::Bold => "ui-bold",
        Shortcut::Italic => "ui-italic",
        Shortcut::Underline => "ui-underline",
        Shortcut::Find => "ui-find",
        Shortcut::Replace => "ui-replace-open",
        Shortcut::FindNext => "ui-find-next",
        Shortcut::FindPrevious => "ui-find-previous",
        Shortcut::Commands => "ui-help",
        Shortcut::Transcript => "ui-transcript",
        Shortcut::History => "ui-history",
        Shortcut::Models => "ui-model",
        Shortcut::Settings => "ui-settings",
        Shortcut::Larger => "ui-larger",
        Shortcut::Smaller => "ui-smaller",
        Shortcut::UsualSize => "ui-usual-size",
        Shortcut::Hear => "ui-hear-here",
    }
}

/// Keys that people know from elsewhere, besides those that are shown.
fn other_keys(shortcut: Shortcut) -> Option<KeyboardShortcut> {
    let (modifiers, key) = match shortcut {
        Shortcut::Redo => (Modifiers::COMMAND, Key::Y),
        Shortcut::FindNext => (Modifiers::NONE, Key::F3),
        Shortcut::FindPrevious => (Modifiers::SHIFT, Key::F3),
        Shortcut::Commands => (Modifiers::NONE, Key::F1),
        Shortcut::Larger => (Modifiers::COMMAND, Key::Equals),
        _ => return None,
    };
    Some(KeyboardShortcut::new(modifiers, key))
}

/// The keys of a chord, as the window gets them.
pub fn keys_of(chord: Chord) -> Option<KeyboardShortcut> {
    let when = |held: bool, modifiers: Modifiers| if held { modifiers } else { Modifiers::NONE };
    let modifiers = when(chord.command, Modifiers::COMMAND)
        | when(chord.alt, Modifiers::ALT)
        | when(chord.shift, Modifiers::SHIFT);
    Some(KeyboardShortcut::new(modifiers, Key::from_name(chord.key)?))
}

/// The chord that was pressed, if it may be given to a command.
pub fn pressed_chord(input: &InputState) -> Option<Chord> {
    let pressed = input.events.iter().find_map(|event| match event {
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => Some((*key, *modifiers)),
        _ => None,
    });
    let (key, modifiers) = pressed?;
    let names = crate::settings::KEYS.iter();
    let chord = Chord {
        command: modifiers.command,
        alt: modifiers.alt,
        shift: modifiers.shift,
        key: names.copied().find(|name| Key::from_name(name) == Some(key))?,
    };
    (chord.is_free() && !Shortcuts::is_taken_for_good(chord)).then_some(chord)
}

/// The keys of a command as this system's people write them; empty when it has none.
pub fn shortcut_text(ctx: &egui::Context, shortcuts: &Shortcuts, shortcut: Shortcut) -> String {
    let keys = shortcuts.keys(shortcut).and_then(keys_of);
    keys.map_or_else(String::new, |keys| ctx.format_shortcut(&keys))
}

/// The name of a command with its keys, if it has any: what is shown when the pointer rests on its button.
pub fn with_keys(
    ctx: &egui::Context,
    name: String,
    shortcuts: &Shortcuts,
    shortcut: Option<Shortcut>,
) -> String {
    let keys = shortcut.map(|shortcut| shortcut_text(ctx, shortcuts, shortcut));
    match keys.filter(|keys| !keys.is_empty()) {
        Some(keys) => format!("{name} ({keys})"),
        None => name,
    }
}

/// Whether an event is the talk key's going down or up, and whether the system only repeats it.
fn talks(button: TalkButton, event: &Event) -> Option<(bool, bool)> {
    match (button, event) {
        (TalkButton::Mouse4, Event::PointerButton { button, pressed, .. }) => {
            (*button == PointerButton::Extra1).then_some((*pressed, false))
        }
        (TalkButton::Mouse5, Event::PointerButton { button, pressed, .. }) => {
            (*button == PointerButton::Extra2).then_some((*pressed, false))
        }
        (
            _,
            Event::Key {
                key, pressed, repeat, ..
            },
        ) => (Key::from_name(button.name()) == Some(*key)).then_some((*pressed, *repeat)),
        _ => None,
    }
}

/// What a shortcut asks for now; `writing` while the document has the keyboard.
pub fn asked(shortcut: Shortcut, state: &UiState, writing: bool) -> UiAction {
    // A panel's key gives it the keyboard, and closes it only from within.
    let show = |panel: Panel| {
        let closes = state.panel == Some(panel) && !(writing && panel.first_field().is_some());
        UiAction::Show((!closes).then_some(panel))
    };
    match shortcut {
        Shortcut::New => UiAction::New,
        Shortcut::Open => show(Panel::Open),
        Shortcut::Save => UiAction::Save,
        Shortcut::SaveAs => show(Panel::SaveAs),
        Shortcut::Export => show(Panel::Export),
        Shortcut::Close => UiAction::Close,
        Shortcut::Undo => UiAction::Session(Action::Undo),
        Shortcut::Redo => UiAction::Session(Action::Redo),
        Shortcut::Bold => say("bold that"),
        Shortcut::Italic => say("italicize that"),
        Shortcut::Underline => say("underline that"),
        Shortcut::CopyAll => UiAction::CopyAll,
        Shortcut::Find => UiAction::Find(FindStep::Open),
        Shortcut::Replace => UiAction::Find(FindStep::Replace),
        Shortcut::FindNext => UiAction::Find(FindStep::Next),
        Shortcut::FindPrevious => UiAction::Find(FindStep::Previous),
        Shortcut::Commands => show(Panel::Help),
        Shortcut::Transcript => show(Panel::Transcript),
        Shortcut::History => show(Panel::History),
        Shortcut::Models => show(Panel::Models),
        Shortcut::Settings => show(Panel::Settings),
        Shortcut::Larger => font_size(state, 1.0),
        Shortcut::Smaller => font_size(state, -1.0),
        Shortcut::UsualSize => font_size(state, USUAL_FONT_SIZE - state.settings.window.font_size),
        Shortcut::Hear => UiAction::HearHere,
        Shortcut::Paste => UiAction::PasteIntoDocument,
        Shortcut::Cut | Shortcut::Copy | Shortcut::SelectAll => UiAction::CopyAll,
    }
}

/// Reads the talk key; `true` in `listening` while sound is taken.
pub fn talk(input: &mut InputState, key: &mut TalkKey, state: &UiState, listening: bool) -> Option<UiAction> {
    let mode = state.settings.window.talk;
    let now = input.time;
    let mut asked = None;
    let chosen = state.settings.window.talk_key;
    input.events.retain(|event| {
        let Some((pressed, repeat)) = talks(chosen, event) else {
            return true;
        };
        if pressed && !repeat {
            asked = asked.or(key.press(now, mode, listening));
        } else if !pressed {
            key.release(now);
        }
        false
    });
    if !input.focused {
        // The release goes to another window; a held key must not go on listening for ever.
        key.release(now);
    }
    let asked = asked.or_else(|| key.tick(now, mode));
    asked.map(|talk| {
        UiAction::Session(match talk {
            Talk::Start => Action::StartListening,
            Talk::Stop => Action::StopListening,
        })
    })
}

/// Reads every other shortcut; `writing` while the document has the keyboard.
pub fn shortcuts(input: &mut InputState, view: &View, state: &UiState, writing: bool) -> Vec<UiAction> {
    let mut out = Vec::new();
    pending(input, view, state, &mut out);
    if state.choosing_keys.is_some() {
        // The next keys are the command's that they are chosen for.
        return out;
    }
    for (shortcut, keys) in all_keys(&state.settings.shortcuts) {
        if input.consume_shortcut(&keys) {
            out.push(asked(shortcut, state, writing));
        }
    }
    out
}

/// The keys of every command, but for those that are a text field's. Those with more keys held come first: egui lets the
/// shorter one match both.
fn all_keys(shortcuts: &Shortcuts) -> Vec<(Shortcut, KeyboardShortcut)> {
    let free = || Shortcut::ALL.iter().copied().filter(|one| !one.is_fixed());
    let chosen = free().filter_map(|one| Some((one, keys_of(shortcuts.keys(one)?)?)));
    let others = free().filter_map(|one| Some((one, other_keys(one)?)));
    let mut all: Vec<(Shortcut, KeyboardShortcut)> = chosen.chain(others).collect();
    let held = |keys: &KeyboardShortcut| {
        let held = keys.modifiers;
        [held.command, held.alt, held.shift]
            .into_iter()
            .filter(|held| *held)
            .count()
    };
    all.sort_by_key(|(_, keys)| std::cmp::Reverse(held(keys)));
    all
}

/// Keys of what waits for an answer: a question, a preview, choices.
fn pending(input: &mut InputState, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let is_asked = state.choosing_keys.is_some() || state.question.is_some();
    let can_accept = !is_asked && view.preview.is_some_and(|preview| preview.complete);
    let escape = if state.choosing_keys.is_some() {
        Some(UiAction::ChooseKeys(None))
    } else if state.question.is_some() {
        Some(UiAction::Answer(Reply::No))
    } else if view.preview.is_some() || !view.choices.is_empty() {
        Some(UiAction::Session(Action::Cancel))
    } else if state.find.is_some() {
        Some(UiAction::Find(FindStep::Close))
    } else {
        state.panel.map(|_| UiAction::Show(None))
    };
    let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
    if can_accept && pressed(Key::Enter) {
        out.push(UiAction::Session(Action::AcceptPreview));
    } else {
        out.extend(escape.filter(|_| pressed(Key::Escape)));
    }
    for number in 1..=view.choices.len() {
        // There are no keys for more than nine.
        let key = Key::from_name(&number.to_string());
        if key.is_some_and(|key| input.consume_key(Modifiers::ALT, key)) {
            out.push(UiAction::Session(Action::Choose(number)));
        }
    }
}

fn font_size(state: &UiState, by: f32) -> UiAction {
    let mut settings = state.settings.clone();
    settings.window.font_size =
        (settings.window.font_size + by).clamp(*FONT_SIZES.start(), *FONT_SIZES.end());
    UiAction::ChangeSettings(Box::new(settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_settings_is_a_key_of_the_window() {
        for name in crate::settings::KEYS {
            assert!(Key::from_name(name).is_some(), "{name}");
        }
        for button in TalkButton::ALL {
            let known = Key::from_name(button.name()).is_some();
            assert!(known || button.name().starts_with("Mouse"), "{button:?}");
        }
    }

    #[test]
    fn the_longer_chord_comes_first() {
        let all = all_keys(&Shortcuts::default());
        let place = |wanted| all.iter().position(|(shortcut, _)| *shortcut == wanted);
        assert!(place(Shortcut::Redo) < place(Shortcut::Undo));
        assert!(place(Shortcut::SaveAs) < place(Shortcut::Save));
        assert_eq!(place(Shortcut::Copy), None);
    }
}
