//! Settings in a TOML file in the platform's configuration folder.
//!
//! Every setting has a default, so that a missing file or field is no trouble; a broken file is told,
//! set aside under another name, and never overwritten.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::write_atomic;
use crate::transcript::polish::PolishSettings;

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
            autosave: true,
            safety_copy: true,
            history_days: Some(30),
            history_forever: false,
            vocabulary: Vec::new(),
            polish: PolishSettings::default(),
            window: Window::default(),
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
        match std::fs::read_to_string(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Self::default(), None),
            Err(error) => (Self::default(), Some(broken(error.to_string()))),
            Ok(text) => match toml::from_str(&text) {
                Ok(settings) => (settings, None),
                Err(error) => (Self::default(), Some(broken(error.message().to_owned()))),
            },
        }
    }

    /// Writes the settings where [`load`](Self::load) reads them.
    pub fn save(&self) -> Result<(), SettingsError> {
        self.save_to(&settings_file().ok_or(SettingsError::NoFolder)?)
    }

    /// Writes one file, whole or not at all; a broken one there is set aside first.
    pub fn save_to(&self, file: &Path) -> Result<(), SettingsError> {
        let not_saved = |error: &dyn std::fmt::Display| SettingsError::NotSaved(error.to_string());
        if let (_, Some(SettingsError::Broken { .. })) = Self::load_from(file) {
            std::fs::rename(file, file.with_extension("toml.broken")).map_err(|error| not_saved(&error))?;
        }
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| not_saved(&error))?;
        }
        let text = toml::to_string_pretty(self).map_err(|error| not_saved(&error))?;
        write_atomic(file, text.as_bytes()).map_err(|error| not_saved(&error))
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

    /// Days for which the history is kept: `None` is forever, 0 is not at all.
    pub fn history_limit(&self) -> Option<u32> {
        if self.history_forever {
            None
        } else {
            Some(self.history_days.unwrap_or(30))
        }
    }
}

/// The settings' file: in `PARLANCE_CONFIG`, or the platform's configuration folder.
pub fn settings_file() -> Option<PathBuf> {
    match std::env::var_os("PARLANCE_CONFIG") {
        Some(folder) => Some(PathBuf::from(folder).join("settings.toml")),
        None => directories::ProjectDirs::from("", "", "parlance")
            .map(|folders| folders.config_dir().join("settings.toml")),
    }
}

/// Where sessions and history lie: `PARLANCE_DATA`, or the platform's data folder.
pub fn data_dir() -> Option<PathBuf> {
    match std::env::var_os("PARLANCE_DATA") {
        Some(folder) => Some(PathBuf::from(folder)),
        None => directories::ProjectDirs::from("", "", "parlance")
            .map(|folders| folders.data_local_dir().to_owned()),
    }
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

    #[test]
    fn missing_fields_have_their_usual_value_and_unknown_ones_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        std::fs::write(
            &file,
            "verbatim = true\nfrom_the_future = 7\n[window]\ntheme = \"dark\"\n",
        )
        .unwrap();
        let (settings, trouble) = Settings::load_from(&file);
        assert!(trouble.is_none());
        assert!(settings.verbatim && settings.safety_copy);
        assert_eq!(
            (settings.window.theme.as_str(), settings.window.font_size),
            ("dark", 18.0)
        );
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
        std::fs::write(&file, "verbatim = perhaps\n").unwrap();
        let (settings, trouble) = Settings::load_from(&file);
        assert_eq!(settings, Settings::default());
        assert!(trouble.unwrap().to_string().contains("settings.toml"));
        settings.save_to(&file).unwrap();
        let aside = std::fs::read_to_string(folder.path().join("settings.toml.broken")).unwrap();
        assert_eq!(aside, "verbatim = perhaps\n");
    }
}
