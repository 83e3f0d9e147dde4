//! What the user can set in the window.
//!
//! Knows nothing of files: `app` turns these into the store's settings and back.

use egui::{Event, Key, PointerButton};

pub use crate::session::TalkMode;
use crate::transcript::polish::PolishSettings;

/// The language of the window; commands are spoken in English whatever it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interface {
    /// As the desktop.
    #[default]
    System,
    /// English.
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
}

impl Interface {
    /// Every one.
    pub const ALL: [Interface; 4] = [
        Interface::System,
        Interface::English,
        Interface::German,
        Interface::Spanish,
    ];

    /// Its code in the settings' file.
    pub fn code(self) -> &'static str {
        match self {
            Interface::System => "system",
            Interface::English => "en",
            Interface::German => "de",
            Interface::Spanish => "es",
        }
    }

    /// The one of this code; the desktop's, where there is none.
    pub fn of_code(code: &str) -> Interface {
        let mut all = Interface::ALL.into_iter();
        all.find(|interface| interface.code() == code).unwrap_or_default()
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the desktop.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Typeface of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typeface {
    /// Literata.
    #[default]
    Serif,
    /// Inter.
    Sans,
}

/// The key, or the mouse button, that talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkButton {
    /// A key that types nothing.
    Key(Key),
    /// A button at the side of the mouse.
    Mouse(PointerButton),
}

impl TalkButton {
    /// Those that can be chosen: they type nothing, and no system has a use for them in every program.
    pub const ALL: [TalkButton; 16] = [
        TalkButton::Key(Key::F2),
        TalkButton::Key(Key::F4),
        TalkButton::Key(Key::F5),
        TalkButton::Key(Key::F6),
        TalkButton::Key(Key::F7),
        TalkButton::Key(Key::F8),
        TalkButton::Key(Key::F9),
        TalkButton::Key(Key::F10),
        TalkButton::Key(Key::F11),
        TalkButton::Key(Key::F12),
        TalkButton::Key(Key::F13),
        TalkButton::Key(Key::F14),
        TalkButton::Key(Key::F15),
        TalkButton::Key(Key::Insert),
        TalkButton::Mouse(PointerButton::Extra1),
        TalkButton::Mouse(PointerButton::Extra2),
    ];

    /// Its name in the settings' file, and on the key.
    pub fn name(self) -> &'static str {
        match self {
            TalkButton::Key(key) => key.name(),
            TalkButton::Mouse(PointerButton::Extra1) => "Mouse4",
            TalkButton::Mouse(_) => "Mouse5",
        }
    }

    /// The one of this name, if it can be chosen.
    pub fn named(name: &str) -> Option<TalkButton> {
        let mut all = TalkButton::ALL.into_iter();
        all.find(|button| button.name().eq_ignore_ascii_case(name))
    }

    /// Whether an event is its going down or up, and whether the system only repeats it.
    pub(super) fn pressed(self, event: &Event) -> Option<(bool, bool)> {
        match (self, event) {
            (
                TalkButton::Key(wanted),
                Event::Key {
                    key, pressed, repeat, ..
                },
            ) if *key == wanted => Some((*pressed, *repeat)),
            (TalkButton::Mouse(wanted), Event::PointerButton { button, pressed, .. })
                if *button == wanted =>
            {
                Some((*pressed, false))
            }
            _ => None,
        }
    }
}

impl Default for TalkButton {
    fn default() -> Self {
        TalkButton::Key(Key::F9)
    }
}

/// How long the history is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryDays {
    /// Nothing is kept.
    Off,
    /// So many days.
    Days(u32),
    /// Until deleted.
    Forever,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// The language of the window.
    pub interface: Interface,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Black on white or white on black, with lines around what can be used.
    pub high_contrast: bool,
    /// Size of the whole window, 0.8 to 2.
    pub scale: f32,
    /// Size of the document's text, in points, 12 to 32.
    pub font_size: f32,
    /// Typeface of the document.
    pub typeface: Typeface,
    /// What the talk key does.
    pub talk: TalkMode,
    /// Which key it is.
    pub talk_key: TalkButton,
    /// The microphone is open while the window is in front.
    pub keep_ready: bool,
    /// Words as they were said: no fillers dropped, nothing corrected.
    pub verbatim: bool,
    /// Which parts of the polish are on, how numbers are written, whether corrections are learnt.
    pub polish: PolishSettings,
    /// The language that is spoken, by its English name; "auto" finds it out.
    pub spoken_language: String,
    /// Seconds for which the microphone stays open after a recording.
    pub keep_open_s: u32,
    /// Rewrites are applied without a preview.
    pub always_apply: bool,
    /// Speakers are told apart and shown.
    pub speakers: bool,
    /// Documents that have a file are saved by themselves.
    pub autosave: bool,
    /// Sound and words go to disk while a session runs, so that a crash loses nothing.
    pub safety_copy: bool,
    /// How long the history is kept.
    pub history: HistoryDays,
    /// Own words.
    pub vocabulary: Vec<String>,
    /// The first-start card was seen.
    pub welcomed: bool,
}

/// Smallest and largest size of the document's text, in points.
pub const FONT_SIZES: std::ops::RangeInclusive<f32> = 12.0..=32.0;

/// Smallest and largest size of the whole window.
pub const SCALES: std::ops::RangeInclusive<f32> = 0.8..=2.0;

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            interface: Interface::default(),
            theme: ThemeChoice::default(),
            high_contrast: false,
            scale: 1.0,
            font_size: 18.0,
            typeface: Typeface::default(),
            talk: TalkMode::default(),
            talk_key: TalkButton::default(),
            keep_ready: false,
            verbatim: false,
            polish: PolishSettings::default(),
            spoken_language: "English".to_owned(),
            keep_open_s: 0,
            always_apply: false,
            speakers: false,
            autosave: true,
            safety_copy: true,
            history: HistoryDays::Days(30),
            vocabulary: Vec::new(),
            welcomed: false,
        }
    }
}
