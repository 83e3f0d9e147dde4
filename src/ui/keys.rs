//! The keyboard: what each key asks for, before any widget sees it.

use egui::{InputState, Key, KeyboardShortcut, Modifiers};

use crate::session::{Action, View};

use super::find::FindStep;
use super::preferences::FONT_SIZES;
use super::state::{Panel, Reply, UiAction, UiState};
use super::talk::{Talk, TalkKey};

const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    New,
    Open,
    Save,
    SaveAs,
    Export,
    Close,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    SelectAll,
    CopyAll,
    Bold,
    Italic,
    Underline,
    Find,
    Replace,
    FindNext,
    FindPrevious,
    Commands,
    Transcript,
    History,
    Models,
    Settings,
    Larger,
    Smaller,
    UsualSize,
}

impl Shortcut {
    /// Every one. Those with more modifiers come first: egui lets the shorter one match both.
    pub const ALL: [Shortcut; 28] = [
        Shortcut::Redo,
        Shortcut::Undo,
        Shortcut::SaveAs,
        Shortcut::Save,
        Shortcut::New,
        Shortcut::Open,
        Shortcut::Export,
        Shortcut::Close,
        Shortcut::Cut,
        Shortcut::Copy,
        Shortcut::Paste,
        Shortcut::SelectAll,
        Shortcut::CopyAll,
        Shortcut::Bold,
        Shortcut::Italic,
        Shortcut::Underline,
        Shortcut::FindPrevious,
        Shortcut::FindNext,
        Shortcut::Find,
        Shortcut::Replace,
        Shortcut::Commands,
        Shortcut::Transcript,
        Shortcut::History,
        Shortcut::Models,
        Shortcut::Settings,
        Shortcut::Larger,
        Shortcut::Smaller,
        Shortcut::UsualSize,
    ];

    /// The keys that are shown for it, and the key of its name.
    const fn shown(self) -> (Modifiers, Key, &'static str) {
        match self {
            Shortcut::New => (COMMAND, Key::N, "ui-new"),
            Shortcut::Open => (COMMAND, Key::O, "ui-open"),
            Shortcut::Save => (COMMAND, Key::S, "ui-save"),
            Shortcut::SaveAs => (COMMAND_SHIFT, Key::S, "ui-save-as"),
            Shortcut::Export => (COMMAND, Key::E, "ui-export"),
            Shortcut::Close => (COMMAND, Key::W, "ui-close-window"),
            Shortcut::Undo => (COMMAND, Key::Z, "ui-undo"),
            Shortcut::Redo => (COMMAND_SHIFT, Key::Z, "ui-redo"),
            Shortcut::Cut => (COMMAND, Key::X, "ui-cut"),
            Shortcut::Copy => (COMMAND, Key::C, "ui-copy"),
            Shortcut::Paste => (COMMAND, Key::V, "ui-paste"),
            Shortcut::SelectAll => (COMMAND, Key::A, "ui-select-all"),
            Shortcut::CopyAll => (COMMAND, Key::D, "ui-copy-all"),
            Shortcut::Bold => (COMMAND, Key::B, "ui-bold"),
            Shortcut::Italic => (COMMAND, Key::I, "ui-italic"),
            Shortcut::Underline => (COMMAND, Key::U, "ui-underline"),
            Shortcut::Find => (COMMAND, Key::F, "ui-find"),
            Shortcut::Replace => (COMMAND, Key::R, "ui-replace-open"),
            Shortcut::FindNext => (COMMAND, Key::G, "ui-find-next"),
            Shortcut::FindPrevious => (COMMAND_SHIFT, Key::G, "ui-find-previous"),
            Shortcut::Commands => (COMMAND, Key::K, "ui-help"),
            Shortcut::Transcript => (COMMAND, Key::T, "ui-transcript"),
            Shortcut::History => (COMMAND, Key::H, "ui-history"),
            Shortcut::Models => (COMMAND, Key::M, "ui-model"),
            Shortcut::Settings => (COMMAND, Key::Comma, "ui-settings"),
            Shortcut::Larger => (COMMAND, Key::Plus, "ui-larger"),
            Shortcut::Smaller => (COMMAND, Key::Minus, "ui-smaller"),
            Shortcut::UsualSize => (COMMAND, Key::Num0, "ui-usual-size"),
        }
    }

    /// The keys that are shown for it.
    pub const fn keys(self) -> KeyboardShortcut {
        let (modifiers, key, _) = self.shown();
        KeyboardShortcut::new(modifiers, key)
    }

    /// Key of its name in the window's words.
    pub const fn name(self) -> &'static str {
        self.shown().2
    }

    /// The keys that are shown, and others that people know from elsewhere.
    fn all_keys(self) -> Vec<KeyboardShortcut> {
        let other = match self {
            Shortcut::Redo => Some((COMMAND, Key::Y)),
            Shortcut::FindNext => Some((Modifiers::NONE, Key::F3)),
            Shortcut::FindPrevious => Some((Modifiers::SHIFT, Key::F3)),
            Shortcut::Commands => Some((Modifiers::NONE, Key::F1)),
            Shortcut::Larger => Some((COMMAND, Key::Equals)),
            _ => None,
        };
        let other = other.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key));
        std::iter::once(self.keys()).chain(other).collect()
    }
}

/// A shortcut as this system's people write it.
pub fn shortcut_text(ctx: &egui::Context, shortcut: Shortcut) -> String {
    ctx.format_shortcut(&shortcut.keys())
}

/// What a shortcut asks for now.
fn asked(shortcut: Shortcut, state: &UiState, writing: bool) -> UiAction {
    let say = |words: &str| UiAction::Session(Action::Say(words.to_owned()));
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
        Shortcut::UsualSize => font_size(state, 18.0 - state.preferences.font_size),
        Shortcut::Paste => UiAction::PasteIntoDocument,
        Shortcut::Cut | Shortcut::Copy | Shortcut::SelectAll => UiAction::CopyAll,
    }
}

/// Reads the talk key; `true` in `listening` while sound is taken.
pub fn talk(input: &mut InputState, key: &mut TalkKey, state: &UiState, listening: bool) -> Option<UiAction> {
    let mode = state.preferences.talk;
    let now = input.time;
    let mut asked = None;
    let chosen = state.preferences.talk_key;
    input.events.retain(|event| {
        let Some((pressed, repeat)) = chosen.pressed(event) else {
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
    for shortcut in Shortcut::ALL {
        // Keys of a text field are the field's.
        if matches!(
            shortcut,
            Shortcut::Cut | Shortcut::Copy | Shortcut::Paste | Shortcut::SelectAll
        ) {
            continue;
        }
        for keys in shortcut.all_keys() {
            if input.consume_shortcut(&keys) {
                out.push(asked(shortcut, state, writing));
            }
        }
    }
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
