//! Everything that can be set, typed once: by the file, the window and the command line alike.
//!
//! Knows no file: `store::settings` reads and writes them.

pub(crate) mod choice;
mod keys;
mod listen;
mod model;
mod own;
mod rewrite;

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::transcript::polish::PolishSettings;

pub use choice::{Interface, Quantize, TalkMode, Theme, Typeface};
pub use keys::{Chord, KEYS, Shortcut, Shortcuts, TalkButton};
pub use listen::{Listen, Profile};
pub use model::{ModelChoice, ReaderChoice};
pub use own::{CommandInput, OwnCommand};
pub use rewrite::{Endpoint, Rewriting};

/// Everything that can be set. Flags on the command line go before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Microphone by name; the system's default when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The one channel to listen to, from 1; all of them mixed when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<u16>,
    /// Seconds for which the microphone stays open after a recording, so that the next one begins
    /// at once and half a second early; 0 closes it.
    pub keep_open_s: u32,
    /// The microphone is open while the window is in front, so that the half second before the talk key is
    /// heard too; what was heard without the key is forgotten at once.
    pub keep_ready: bool,
    /// What recognises and rewrites: `builtin`, or the path of a model.
    pub model: ModelChoice,
    /// The projector (mmproj) of a model that is a GGUF file; absent: the one beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projector: Option<PathBuf>,
    /// The drafter of a model; absent: the one beside it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drafter: Option<PathBuf>,
    /// Float weights are made smaller while they are loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantize: Option<Quantize>,
    /// What reads again what was heard: `builtin`, `off`, or the path of a model of the Whisper family.
    pub reader: ReaderChoice,
    /// The language that is spoken, by its English name or its code ("de"); `auto` or empty finds it out.
    pub language: String,
    /// Models of the user's that were used before, the last one first.
    pub recent_models: Vec<PathBuf>,
    /// Words as they were said.
    pub verbatim: bool,
    /// Rewrites are applied without a preview.
    pub always_apply: bool,
    /// Speakers are shown.
    pub speakers: bool,
    /// The enrolled person (see `parlance speakers`) whose commands alone are obeyed; empty obeys everybody.
    pub only_listen_to: String,
    /// Documents that have a file are saved by themselves.
    pub autosave: bool,
    /// Sound and words go to disk while a session runs, so that a crash loses nothing.
    pub safety_copy: bool,
    /// For how long the history is kept.
    pub history_days: HistoryDays,
    /// Own words and snippets, one an entry: `GitHub`, `Kowalczyk = kovalchick`, `my address => 12 Main Street`.
    pub vocabulary: Vec<String>,
    /// Which parts of the polish are on, how numbers are written, whether corrections are learnt.
    pub polish: PolishSettings,
    /// The window.
    pub window: Window,
    /// Keys of the window's commands.
    pub shortcuts: Shortcuts,
    /// Dictation into other programs.
    pub listen: Listen,
    /// A language model of another program that rewrites.
    pub rewrite: Rewriting,
    /// Spoken commands of the user's own; written by the user alone.
    #[serde(skip_serializing)]
    pub command: Vec<OwnCommand>,
    /// What was not understood of the settings that say what may be kept.
    #[serde(skip)]
    pub withheld: Withheld,
}

/// What is not done because nobody can tell whether it was forbidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Nothing goes to the history, and nothing is taken out of it.
    pub history: bool,
    /// There is no safety copy.
    pub safety_copy: bool,
}

/// What only the window needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    /// The language of the window.
    pub language: Interface,
    /// Light or dark.
    pub theme: Theme,
    /// Black on white or white on black, with lines around what can be used.
    pub high_contrast: bool,
    /// Size of the whole window: one of [`SCALES`].
    #[serde(deserialize_with = "scale")]
    pub scale: f32,
    /// Size of the document's text in points: one of [`FONT_SIZES`].
    #[serde(deserialize_with = "font_size")]
    pub font_size: f32,
    /// Typeface of the document.
    pub typeface: Typeface,
    /// Marks of Markdown are shown everywhere, not only in the line that is being edited.
    pub show_marks: bool,
    /// Buttons over the sheet for bold, headings, lists and their like.
    pub format_buttons: bool,
    /// Words that were not heard clearly have a line below.
    pub mark_doubtful: bool,
    /// How many times as fast as it was spoken sound is heard again: one of [`PLAY_SPEEDS`].
    #[serde(deserialize_with = "play_speed")]
    pub play_speed: f32,
    /// What the talk key does.
    pub talk: TalkMode,
    /// Which key it is.
    pub talk_key: TalkButton,
    /// Documents and recordings that were opened or saved before, the last one first.
    pub recent_files: Vec<PathBuf>,
    /// How many times as fast as speech what recognises is on this computer, as it was measured: "builtin, builtin = 16.2".
    pub measured_speeds: Vec<String>,
    /// The first-start card was seen.
    pub welcomed: bool,
}

/// Smallest and largest size of the document's text, in points.
pub const FONT_SIZES: RangeInclusive<f32> = 12.0..=32.0;

/// Smallest and largest size of the whole window.
pub const SCALES: RangeInclusive<f32> = 0.8..=2.0;

/// How slowly and how fast sound can be heard again.
pub const PLAY_SPEEDS: RangeInclusive<f32> = 0.5..=3.0;

/// The size of the document's text when nothing was set, in points.
pub const USUAL_FONT_SIZE: f32 = 18.0;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            device: None,
            channel: None,
            keep_open_s: 0,
            keep_ready: false,
            model: ModelChoice::Builtin,
            projector: None,
            drafter: None,
            quantize: None,
            reader: ReaderChoice::Builtin,
            language: "English".to_owned(),
            recent_models: Vec::new(),
            verbatim: false,
            always_apply: false,
            speakers: false,
            only_listen_to: String::new(),
            autosave: true,
            safety_copy: true,
            history_days: HistoryDays::Days(30),
            vocabulary: Vec::new(),
            polish: PolishSettings::default(),
            window: Window::default(),
            shortcuts: Shortcuts::default(),
            listen: Listen::default(),
            rewrite: Rewriting::default(),
            command: Vec::new(),
            withheld: Withheld::default(),
        }
    }
}

impl Default for Window {
    fn default() -> Self {
        Window {
            language: Interface::System,
            theme: Theme::System,
            high_contrast: false,
            scale: 1.0,
            font_size: USUAL_FONT_SIZE,
            typeface: Typeface::Serif,
            show_marks: false,
            format_buttons: true,
            mark_doubtful: false,
            play_speed: 1.0,
            talk: TalkMode::Hybrid,
            talk_key: TalkButton::F9,
            recent_files: Vec::new(),
            measured_speeds: Vec::new(),
            welcomed: false,
        }
    }
}

impl Settings {
    /// How many times as fast as speech what recognises now is on this computer, if that was measured.
    pub fn measured_speed(&self) -> Option<f32> {
        let key = self.speed_key();
        let known = self
            .window
            .measured_speeds
            .iter()
            .find_map(|line| line.strip_prefix(&key));
        known?.parse().ok()
    }

    /// Keeps how fast what recognises now is.
    pub fn remember_speed(&mut self, times: f32) {
        let key = self.speed_key();
        let speeds = &mut self.window.measured_speeds;
        speeds.retain(|line| !line.starts_with(&key));
        speeds.push(format!("{key}{times:.1}"));
    }

    fn speed_key(&self) -> String {
        format!("{}, {} = ", self.model, self.reader)
    }

    /// The usual settings, and nothing kept.
    pub fn closed() -> Self {
        Settings {
            safety_copy: false,
            history_days: HistoryDays::Off,
            withheld: Withheld {
                history: true,
                safety_copy: true,
            },
            ..Self::default()
        }
    }

    /// As at first, but for what the user has given: own words, and files and models that were used.
    #[must_use]
    pub fn reset(&self) -> Self {
        Settings {
            vocabulary: self.vocabulary.clone(),
            command: self.command.clone(),
            recent_models: self.recent_models.clone(),
            listen: Listen {
                programs: self.listen.programs.clone(),
                ..Listen::default()
            },
            window: Window {
                recent_files: self.window.recent_files.clone(),
                welcomed: self.window.welcomed,
                ..Window::default()
            },
            ..Settings::default()
        }
    }

    /// The only person whose commands are obeyed, if there is one.
    pub fn owner(&self) -> Option<&str> {
        let name = self.only_listen_to.trim();
        (!name.is_empty()).then_some(name)
    }

    /// Whether what may be kept could not be understood.
    pub fn is_doubtful(&self) -> bool {
        self.withheld != Withheld::default()
    }

    /// What was said anew of these settings is no longer in doubt.
    pub fn settle_doubts(&mut self, before: &Settings) {
        self.withheld.history &= self.history_days == before.history_days;
        self.withheld.safety_copy &= self.safety_copy == before.safety_copy;
    }

    /// Uses this model from now on, and remembers it among the recent ones; projector and drafter belonged to the one
    /// before.
    pub fn use_model(&mut self, model: ModelChoice, quantize: Option<Quantize>) {
        const REMEMBERED: usize = 6;
        if let ModelChoice::Path(path) = &model {
            remember(&mut self.recent_models, path, REMEMBERED);
        }
        (self.projector, self.drafter) = (None, None);
        self.quantize = quantize;
        self.model = model;
    }

    /// Whether another recogniser or reader is wanted than before, or in another way.
    pub fn loads_anew(&self, before: &Settings) -> bool {
        let model = |of: &Settings| {
            (
                of.model.clone(),
                of.projector.clone(),
                of.drafter.clone(),
                of.quantize,
            )
        };
        let reader = |of: &Settings| (of.reader.clone(), of.language.clone());
        (model(self), reader(self)) != (model(before), reader(before))
    }
}

impl Window {
    /// Puts a file in front of those that were opened or saved before.
    pub fn remember_file(&mut self, file: &Path) {
        const REMEMBERED: usize = 10;
        remember(&mut self.recent_files, file, REMEMBERED);
    }
}

fn remember(recent: &mut Vec<PathBuf>, path: &Path, most: usize) {
    recent.retain(|other| other != path);
    recent.insert(0, path.to_owned());
    recent.truncate(most);
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

impl HistoryDays {
    /// Days for which it is kept: `None` is forever, 0 is not at all.
    pub fn limit(self) -> Option<u32> {
        match self {
            HistoryDays::Off => Some(0),
            HistoryDays::Days(days) => Some(days),
            HistoryDays::Forever => None,
        }
    }
}

/// In the settings' file: the history is kept until it is deleted.
pub(crate) const FOREVER: &str = "forever";

impl Serialize for HistoryDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.limit() {
            Some(days) => serializer.serialize_u32(days),
            None => serializer.serialize_str(FOREVER),
        }
    }
}

impl<'de> Deserialize<'de> for HistoryDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Days(u32),
            Word(String),
        }
        match Written::deserialize(deserializer) {
            Ok(Written::Days(0)) => Ok(HistoryDays::Off),
            Ok(Written::Days(days)) => Ok(HistoryDays::Days(days)),
            Ok(Written::Word(word)) if word == FOREVER => Ok(HistoryDays::Forever),
            Ok(Written::Word(_)) | Err(_) => Err(D::Error::custom(
                "a number of days is meant, 0 for none, or \"forever\"",
            )),
        }
    }
}

fn within<'de, D: Deserializer<'de>>(deserializer: D, range: &RangeInclusive<f32>) -> Result<f32, D::Error> {
    let number = f32::deserialize(deserializer)?;
    let (least, most) = (range.start(), range.end());
    let problem = || D::Error::custom(format!("a size from {least} to {most} is meant"));
    range.contains(&number).then_some(number).ok_or_else(problem)
}

/// A time of 1 to `most` seconds.
fn seconds_up_to<'de, D: Deserializer<'de>>(deserializer: D, most: u32) -> Result<u32, D::Error> {
    let seconds = u32::deserialize(deserializer)?;
    let problem = || D::Error::custom(format!("seconds from 1 to {most} are meant"));
    (1..=most)
        .contains(&seconds)
        .then_some(seconds)
        .ok_or_else(problem)
}

fn scale<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    within(deserializer, &SCALES)
}

fn play_speed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    within(deserializer, &PLAY_SPEEDS)
}

fn font_size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    within(deserializer, &FONT_SIZES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_used_before_are_remembered_once_and_not_for_ever() {
        let mut settings = Settings::default();
        for model in ["a", "b", "builtin", "a", "c", "d", "e", "f", "g"] {
            settings.use_model(model.to_owned().into(), None);
        }
        assert_eq!(settings.model.to_string(), "g");
        let recent: Vec<String> = settings
            .recent_models
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(recent, ["g", "f", "e", "d", "c", "a"]);
    }

    #[test]
    fn only_what_recognises_is_loaded_anew() {
        let before = Settings::default();
        let mut now = before.clone();
        now.window.theme = Theme::Dark;
        now.verbatim = true;
        assert!(!now.loads_anew(&before));
        now.language = "German".to_owned();
        assert!(now.loads_anew(&before));
    }
}
