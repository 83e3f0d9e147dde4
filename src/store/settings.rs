//! Settings in a TOML file in the platform's configuration folder.
//!
//! Every setting has a default, so that a missing file or field is no trouble. What cannot be understood is told with its
//! line, and where it says what may be kept nothing is kept. Of the file only what was changed here is written anew; a
//! broken one is set aside under another name, and never overwritten.

mod change;
mod read;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{FileError, read_limited};
use crate::transcript::polish::PolishSettings;

/// Largest file of settings that is read, in bytes.
const MAX_BYTES: u64 = 4 << 20;

/// Why settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is not what it should be; the usual settings are in force.
    #[error("{file}: {problem}. The usual settings are used; correct the file or delete it.")]
    Broken {
        /// The file.
        file: String,
        /// What is wrong and where.
        problem: String,
    },
    /// Some of it is not understood; all else is obeyed.
    #[error("{file}: {problems}. {consequence}")]
    Doubtful {
        /// The file.
        file: String,
        /// What is not understood, with its lines.
        problems: String,
        /// What that means.
        consequence: String,
    },
    /// It cannot be written.
    #[error("the settings were not saved: {0}")]
    NotSaved(String),
    /// The platform names no folder for settings (no home folder).
    #[error("there is no folder for settings: set HOME, or PARLANCE_CONFIG to a folder of your choice")]
    NoFolder,
}

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
    /// `builtin`, or the path of a model.
    pub model: String,
    /// The projector (mmproj) of a model that is a GGUF file; absent: the one beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projector: Option<PathBuf>,
    /// The drafter of a model; absent: the one beside it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drafter: Option<PathBuf>,
    /// `Q8_0` or `Q4_0`: float weights are made smaller while they are loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantize: Option<String>,
    /// `builtin`, `off`, or the path of a model of the Whisper family: what reads again what was heard.
    pub reader: String,
    /// The language that is spoken, by its English name or its code ("de"); `auto` or empty finds it out.
    pub language: String,
    /// Models of the user's that were used before, the last one first.
    pub recent_models: Vec<String>,
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
    /// Days for which the history is kept; 0 keeps nothing, absent means until deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_days: Option<u32>,
    /// Keeps the history until it is deleted, whatever `history_days` says.
    pub history_forever: bool,
    /// Own words and snippets, one an entry: `GitHub`, `Kowalczyk = kovalchick`, `my address => 12 Main Street`.
    pub vocabulary: Vec<String>,
    /// Which parts of the polish are on, how numbers are written, whether corrections are learnt.
    pub polish: PolishSettings,
    /// The window.
    pub window: Window,
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
    /// The language of the window: `system`, `en`, `de` or `es`.
    pub language: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Black on white, or white on black.
    pub high_contrast: bool,
    /// Size of the whole window, 0.8 to 2.
    pub scale: f32,
    /// Size of the document's text, in points.
    pub font_size: f32,
    /// `serif` or `sans`.
    pub typeface: String,
    /// `hybrid`, `hold` or `toggle`.
    pub talk: String,
    /// The key that talks: `F2` to `F15`, `Insert`, or `Mouse4` and `Mouse5` for the buttons at the mouse's side.
    pub talk_key: String,
    /// The first-start card was seen.
    pub welcomed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            device: None,
            channel: None,
            keep_open_s: 0,
            keep_ready: false,
            model: "builtin".to_owned(),
            projector: None,
            drafter: None,
            quantize: None,
            reader: "builtin".to_owned(),
            language: "English".to_owned(),
            recent_models: Vec::new(),
            verbatim: false,
            always_apply: false,
            speakers: false,
            only_listen_to: String::new(),
            autosave: true,
            safety_copy: true,
            history_days: Some(30),
            history_forever: false,
            vocabulary: Vec::new(),
            polish: PolishSettings::default(),
            window: Window::default(),
            withheld: Withheld::default(),
        }
    }
}

impl Default for Window {
    fn default() -> Self {
        Window {
            language: "system".to_owned(),
            theme: "system".to_owned(),
            high_contrast: false,
            scale: 1.0,
            font_size: 18.0,
            typeface: "serif".to_owned(),
            talk: "hybrid".to_owned(),
            talk_key: "F9".to_owned(),
            welcomed: false,
        }
    }
}

impl Settings {
    /// Reads the settings, or the usual ones where there are none; the second value is trouble to tell.
    pub fn load() -> (Self, Option<SettingsError>) {
        match settings_file() {
            Some(file) => Self::load_from(&file),
            None => (Self::default(), Some(SettingsError::NoFolder)),
        }
    }

    /// Reads one file.
    pub fn load_from(file: &Path) -> (Self, Option<SettingsError>) {
        let broken = |problem: String| SettingsError::Broken {
            file: file.display().to_string(),
            problem,
        };
        let bytes = match read_limited(file, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(FileError::Missing(_)) => return (Self::default(), None),
            Err(error) => return (Self::closed(), Some(broken(error.to_string()))),
        };
        let Ok(text) = String::from_utf8(bytes) else {
            return (Self::closed(), Some(broken("it is not text in UTF-8".to_owned())));
        };
        let (settings, problems) = read::read(text.trim_start_matches('\u{feff}'));
        if problems.is_empty() {
            return (settings, None);
        }
        let kept = match settings.withheld {
            Withheld {
                history: false,
                safety_copy: false,
            } => "All other settings are obeyed",
            _ => "Until that is corrected nothing of what is said is kept beyond the session",
        };
        let trouble = SettingsError::Doubtful {
            file: file.display().to_string(),
            problems: problems.join("; "),
            consequence: format!("{kept}."),
        };
        (settings, Some(trouble))
    }

    /// The usual settings, and nothing kept.
    fn closed() -> Self {
        Settings {
            safety_copy: false,
            withheld: Withheld {
                history: true,
                safety_copy: true,
            },
            ..Self::default()
        }
    }

    /// Whether what may be kept could not be understood.
    pub fn is_doubtful(&self) -> bool {
        self.withheld != Withheld::default()
    }

    /// Writes what is other than `before` where [`load`](Self::load) reads it; all else that stands there stays.
    ///
    /// # Errors
    /// [`SettingsError`]; the file is as it was.
    pub fn save_changes(&self, before: &Settings) -> Result<(), SettingsError> {
        self.save_changes_to(&settings_file().ok_or(SettingsError::NoFolder)?, before)
    }

    /// Writes what is other than `before` into one file; all else that stands there stays.
    ///
    /// # Errors
    /// [`SettingsError`]; the file is as it was.
    pub fn save_changes_to(&self, file: &Path, before: &Settings) -> Result<(), SettingsError> {
        change::save(self, before, file).map_err(SettingsError::NotSaved)
    }

    /// Writes one file.
    ///
    /// # Errors
    /// [`SettingsError`]; the file is as it was.
    pub fn save_to(&self, file: &Path) -> Result<(), SettingsError> {
        self.save_changes_to(file, &Settings::default())
    }

    /// Uses this model from now on, and remembers it among the recent ones.
    pub fn use_model(&mut self, model: String) {
        const REMEMBERED: usize = 6;
        if model != "builtin" {
            self.recent_models.retain(|other| *other != model);
            self.recent_models.insert(0, model.clone());
            self.recent_models.truncate(REMEMBERED);
        }
        self.model = model;
    }

    /// The only person whose commands are obeyed, if there is one.
    pub fn owner(&self) -> Option<&str> {
        let name = self.only_listen_to.trim();
        (!name.is_empty()).then_some(name)
    }

    /// Days for which the history is kept: `None` is forever, 0 is not at all.
    pub fn history_limit(&self) -> Option<u32> {
        if self.withheld.history {
            Some(0)
        } else if self.history_forever {
            None
        } else {
            Some(self.history_days.unwrap_or(30))
        }
    }
}

/// The settings' file: in `PARLANCE_CONFIG`, or the platform's configuration folder.
pub fn settings_file() -> Option<PathBuf> {
    match folder_named_by("PARLANCE_CONFIG") {
        Some(folder) => Some(folder.join("settings.toml")),
        None => directories::ProjectDirs::from("", "", "parlance")
            .map(|folders| folders.config_dir().join("settings.toml")),
    }
}

/// Where sessions and history lie: `PARLANCE_DATA`, or the platform's data folder.
pub fn data_dir() -> Option<PathBuf> {
    match folder_named_by("PARLANCE_DATA") {
        Some(folder) => Some(folder),
        None => directories::ProjectDirs::from("", "", "parlance")
            .map(|folders| folders.data_local_dir().to_owned()),
    }
}

/// The folder that an environment variable names; an empty one names none, as if it were not set.
pub(super) fn folder_named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/settings.toml");
        let settings = Settings {
            device: Some("Yeti \"Nano\"".to_owned()),
            channel: Some(3),
            vocabulary: vec!["GitHub".to_owned(), "Müller".to_owned()],
            history_forever: true,
            ..Settings::default()
        };
        settings.save_to(&file).unwrap();
        let (again, trouble) = Settings::load_from(&file);
        assert!(trouble.is_none());
        assert_eq!(again, settings);
        assert_eq!(again.history_limit(), None);
    }

    fn loaded(text: &str) -> (Settings, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, text).unwrap();
        let (settings, trouble) = Settings::load_from(&file);
        (
            settings,
            trouble.map(|trouble| trouble.to_string()).unwrap_or_default(),
        )
    }

    #[test]
    fn missing_fields_have_their_usual_value() {
        let (settings, trouble) = loaded("verbatim = true\n[window]\ntheme = \"dark\"\n");
        assert_eq!(trouble, "");
        assert!(settings.verbatim && settings.safety_copy);
        assert_eq!(
            (settings.window.theme.as_str(), settings.window.font_size),
            ("dark", 18.0)
        );
    }

    #[test]
    fn a_privacy_choice_is_obeyed_whatever_else_is_wrong() {
        let (settings, trouble) =
            loaded("history_days = 0\nsafety_copy = false\n\n[window]\nfont_size = 18,5\n");
        assert_eq!((settings.safety_copy, settings.history_limit()), (false, Some(0)));
        assert!(
            trouble.contains("line 5") && trouble.contains("font_size"),
            "{trouble}"
        );
        // Not understood: nothing is kept.
        for text in [
            "history_days = -1\nsafety_copy = fasle\n",
            "historydays = 0\nsafty_copy = false\n",
            "[window]\nhistory_days = 0\nsafety_copy = false\n",
            "history_days = \"0\"\nsafety_copy = 0\n",
            "vocabulary = [\"a\"\nverbatim = true",
            "model = \"\"\"\nhistory_days = 0\nsafety_copy = false\n",
            "history_days = 0.0\nsafety_copy = no\n",
            "History_days = 0\nSAFETY_COPY = false\n",
        ] {
            let (settings, trouble) = loaded(text);
            assert_eq!(
                (settings.safety_copy, settings.history_limit()),
                (false, Some(0)),
                "{text}"
            );
            assert!(
                trouble.contains("line ") && trouble.contains("nothing"),
                "{text}: {trouble}"
            );
        }
        let (settings, _) = loaded("\u{feff}history_days = 7\n");
        assert_eq!(settings.history_limit(), Some(7));
    }

    #[test]
    fn what_is_not_understood_is_told_with_what_was_meant_and_all_else_is_obeyed() {
        let (settings, trouble) = loaded("verbatim = true\nvocabulary = \"Jose\"\n");
        assert!(settings.verbatim && settings.safety_copy);
        assert!(
            trouble.contains("line 2") && trouble.contains("`vocabulary`"),
            "{trouble}"
        );
        let (settings, trouble) =
            loaded("verbatm = true\n\n[polish]\nspoken_punctuation = false\ndisfluncies = false\n");
        assert!(!settings.polish.spoken_punctuation, "understood");
        for told in [
            "`verbatm`",
            "`verbatim`",
            "`disfluncies`",
            "`disfluencies`",
            "line 1",
            "line 5",
        ] {
            assert!(trouble.contains(told), "{told}: {trouble}");
        }
        let (settings, trouble) = loaded("from_the_future = 7\n[window]\ntheme = \"drak\"\n");
        assert_eq!(settings.window.theme, "system");
        for told in ["`from_the_future`", "`drak`", "`dark`", "line 3"] {
            assert!(trouble.contains(told), "{told}: {trouble}");
        }
    }

    #[test]
    fn a_change_leaves_all_else_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(&file, "from_the_future = 7\nvocabulary = [\"Ann\"]\n").unwrap();
        let before = Settings::load_from(&file).0;
        // Another window adds a word meanwhile.
        let mut other = before.clone();
        other.vocabulary.push("Siobhán".to_owned());
        other.save_changes_to(&file, &before).unwrap();
        let mut ours = before.clone();
        ours.window.font_size = 20.0;
        ours.vocabulary.push("Zoë".to_owned());
        ours.save_changes_to(&file, &before).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.contains("from_the_future = 7") && !text.contains("theme"),
            "{text}"
        );
        let now = Settings::load_from(&file).0;
        assert_eq!(now.vocabulary, ["Ann", "Siobhán", "Zoë"]);
        assert_eq!(now.window.font_size, 20.0);
    }

    #[test]
    fn models_used_before_are_remembered_once_and_not_for_ever() {
        let mut settings = Settings::default();
        for model in ["a", "b", "builtin", "a", "c", "d", "e", "f", "g"] {
            settings.use_model(model.to_owned());
        }
        assert_eq!(settings.model, "g");
        assert_eq!(settings.recent_models, ["g", "f", "e", "d", "c", "a"]);
    }

    #[test]
    fn a_broken_file_is_told_and_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        for broken in ["verbatim = perhaps\n", "verbatim = maybe\n"] {
            std::fs::write(&file, broken).unwrap();
            let (settings, trouble) = Settings::load_from(&file);
            assert!(!settings.verbatim);
            assert!(trouble.unwrap().to_string().contains("settings.toml"));
            settings.save_to(&file).unwrap();
        }
        let aside = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(aside("settings.toml.broken"), "verbatim = perhaps\n");
        assert_eq!(aside("settings.toml 2.broken"), "verbatim = maybe\n");
    }
}
