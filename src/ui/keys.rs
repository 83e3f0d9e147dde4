//! The keyboard: what each key asks for, before any widget sees it.

use egui::{Event, InputState, Key, KeyboardShortcut, Modifiers};

use crate::session::{Action, View};

use super::find::FindStep;
use super::preferences::FONT_SIZES;
use super::state::{Panel, Reply, UiAction, UiState};
use super::talk::{Talk, TalkKey};

/// The key that talks.
pub const TALK_KEY: Key = Key::F9;

const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Reads the talk key; `true` in `listening` while sound is taken.
pub fn talk(input: &mut InputState, key: &mut TalkKey, state: &UiState, listening: bool) -> Option<UiAction> {
    let mode = state.preferences.talk;
    let now = input.time;
    let mut asked = None;
    input.events.retain(|event| match event {
        Event::Key {
            key: TALK_KEY,
            pressed,
            repeat,
            ..
        } => {
            if *pressed && !*repeat {
                asked = asked.or(key.press(now, mode, listening));
            } else if !*pressed {
                key.release(now);
            }
            false
        }
        _ => true,
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
    let mut on = |input: &mut InputState, modifiers, key, action: &dyn Fn() -> UiAction| {
        if input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)) {
            out.push(action());
        }
    };
    let session = |action: Action| move || UiAction::Session(action.clone());
    let say = |words: &'static str| move || UiAction::Session(Action::Say(words.to_owned()));
    // A panel's key gives it the keyboard, and closes it only from within.
    let show = |panel: Panel| {
        let closes = state.panel == Some(panel) && !(writing && panel.first_field().is_some());
        move || UiAction::Show((!closes).then_some(panel))
    };
    // Shortcuts with more modifiers come first: egui lets the shorter one match both.
    on(input, COMMAND_SHIFT, Key::Z, &session(Action::Redo));
    on(input, COMMAND, Key::Z, &session(Action::Undo));
    on(input, COMMAND, Key::Y, &session(Action::Redo));
    on(input, COMMAND_SHIFT, Key::S, &show(Panel::SaveAs));
    on(input, COMMAND, Key::S, &|| UiAction::Save);
    on(input, COMMAND, Key::O, &show(Panel::Open));
    on(input, COMMAND, Key::N, &|| UiAction::New);
    on(input, COMMAND, Key::E, &show(Panel::Export));
    on(input, COMMAND, Key::W, &|| UiAction::Close);
    on(input, COMMAND, Key::B, &say("bold that"));
    on(input, COMMAND, Key::I, &say("italicize that"));
    on(input, COMMAND, Key::U, &say("underline that"));
    on(input, COMMAND, Key::D, &|| UiAction::CopyAll);
    on(input, COMMAND, Key::F, &|| UiAction::Find(FindStep::Open));
    on(input, COMMAND, Key::R, &|| UiAction::Find(FindStep::Replace));
    on(input, COMMAND_SHIFT, Key::G, &|| {
        UiAction::Find(FindStep::Previous)
    });
    on(input, COMMAND, Key::G, &|| UiAction::Find(FindStep::Next));
    on(input, Modifiers::SHIFT, Key::F3, &|| {
        UiAction::Find(FindStep::Previous)
    });
    on(input, Modifiers::NONE, Key::F3, &|| {
        UiAction::Find(FindStep::Next)
    });
    on(input, COMMAND, Key::M, &show(Panel::Models));
    on(input, COMMAND, Key::H, &show(Panel::History));
    on(input, COMMAND, Key::T, &show(Panel::Transcript));
    on(input, COMMAND, Key::K, &show(Panel::Help));
    on(input, COMMAND, Key::Comma, &show(Panel::Settings));
    on(input, Modifiers::NONE, Key::F1, &show(Panel::Help));
    for key in [Key::Plus, Key::Equals] {
        on(input, COMMAND, key, &|| font_size(state, 1.0));
    }
    on(input, COMMAND, Key::Minus, &|| font_size(state, -1.0));
    on(input, COMMAND, Key::Num0, &|| {
        font_size(state, 18.0 - state.preferences.font_size)
    });
    out
}

/// Keys of what waits for an answer: a question, a preview, choices.
fn pending(input: &mut InputState, view: &View, state: &UiState, out: &mut Vec<UiAction>) {
    let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
    if state.question.is_some() {
        if pressed(Key::Escape) {
            out.push(UiAction::Answer(Reply::No));
        }
    } else if let Some(preview) = view.preview {
        if preview.complete && pressed(Key::Enter) {
            out.push(UiAction::Session(Action::AcceptPreview));
        } else if pressed(Key::Escape) {
            out.push(UiAction::Session(Action::Cancel));
        }
    } else if !view.choices.is_empty() {
        if pressed(Key::Escape) {
            out.push(UiAction::Session(Action::Cancel));
        }
    } else if state.find.is_some() && pressed(Key::Escape) {
        out.push(UiAction::Find(FindStep::Close));
    } else if state.panel.is_some() && pressed(Key::Escape) {
        out.push(UiAction::Show(None));
    }
    const DIGITS: [Key; 9] = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    for (index, key) in DIGITS.into_iter().enumerate().take(view.choices.len()) {
        if input.consume_key(Modifiers::ALT, key) {
            out.push(UiAction::Session(Action::Choose(index + 1)));
        }
    }
}

fn font_size(state: &UiState, by: f32) -> UiAction {
    let mut preferences = state.preferences.clone();
    preferences.font_size = (preferences.font_size + by).clamp(*FONT_SIZES.start(), *FONT_SIZES.end());
    UiAction::SetPreferences(Box::new(preferences))
}
