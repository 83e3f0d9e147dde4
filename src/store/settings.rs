//! Settings in a TOML file in the platform's configuration folder.
//!
//! Every setting has a default, so that a missing file or field is no trouble. What cannot be understood is told with its
//! line, and where it says what may be kept nothing is kept. Of the file only what was changed here is written anew; a
//! broken one is set aside under another name, and never overwritten.

mod change;
mod read;

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::files::{FileError, read_limited};
pub use crate::settings::Settings;

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
        let kept = if settings.is_doubtful() {
            "Until that is corrected nothing of what is said is kept beyond the session"
        } else {
            "All other settings are obeyed"
        };
        let trouble = SettingsError::Doubtful {
            file: file.display().to_string(),
            problems: problems.join("; "),
            consequence: format!("{kept}."),
        };
        (settings, Some(trouble))
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
}

/// The settings' file: in `PARLANCE_CONFIG`, or the platform's configuration folder.
pub fn settings_file() -> Option<PathBuf> {
    let folder = folder_named_by("PARLANCE_CONFIG").or_else(|| platforms(ProjectDirs::config_dir))?;
    Some(folder.join("settings.toml"))
}

/// Where sessions and history lie: `PARLANCE_DATA`, or the platform's data folder.
pub fn data_dir() -> Option<PathBuf> {
    folder_named_by("PARLANCE_DATA").or_else(|| platforms(ProjectDirs::data_local_dir))
}

/// One of the folders that the platform has for programs.
fn platforms(folder: fn(&ProjectDirs) -> &Path) -> Option<PathBuf> {
    let folders = ProjectDirs::from("", "", "parlance")?;
    Some(folder(&folders).to_owned())
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
    use crate::settings::{HistoryDays, Shortcut, Theme};

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/settings.toml");
        let settings = Settings {
            device: Some("Yeti \"Nano\"".to_owned()),
            channel: Some(3),
            vocabulary: vec!["GitHub".to_owned(), "Müller".to_owned()],
            history_days: HistoryDays::Forever,
            ..Settings::default()
        };
        settings.save_to(&file).unwrap();
        let (again, trouble) = Settings::load_from(&file);
        assert!(trouble.is_none());
        assert_eq!(again, settings);
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
            (settings.window.theme, settings.window.font_size),
            (Theme::Dark, 18.0)
        );
    }

    #[test]
    fn a_privacy_choice_is_obeyed_whatever_else_is_wrong() {
        let (settings, trouble) =
            loaded("history_days = 0\nsafety_copy = false\n\n[window]\nfont_size = 18,5\n");
        assert_eq!(
            (settings.safety_copy, settings.history_days),
            (false, HistoryDays::Off)
        );
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
                (settings.safety_copy, settings.history_days),
                (false, HistoryDays::Off),
                "{text}"
            );
            assert!(
                trouble.contains("line ") && trouble.contains("nothing"),
                "{text}: {trouble}"
            );
        }
        let (settings, _) = loaded("\u{feff}history_days = 7\n");
        assert_eq!(settings.history_days, HistoryDays::Days(7));
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
        assert_eq!(settings.window.theme, Theme::System);
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
    fn files_used_last_stand_first_whoever_used_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let mut one = Settings::default();
        let used = |settings: &mut Settings, name: &str| {
            let before = settings.clone();
            settings.window.remember_file(Path::new(name));
            settings.save_changes_to(&file, &before).unwrap();
        };
        let mut other = one.clone();
        used(&mut one, "a");
        used(&mut one, "b");
        used(&mut other, "x");
        used(&mut one, "a");
        used(&mut other, "y");
        let recent = || Settings::load_from(&file).0.window.recent_files;
        let names: Vec<PathBuf> = ["y", "a", "x", "b"].map(PathBuf::from).into();
        assert_eq!(recent(), names);
        used(&mut one, "c");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("[\"c\", \"y\", \"a\", \"x\", \"b\"]"), "{text}");
    }

    #[test]
    fn those_who_write_at_once_lose_nothing_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let words = |who: usize| (0..12).map(move |word| format!("word{who}x{word}"));
        std::thread::scope(|scope| {
            for who in 0..4 {
                let file = &file;
                scope.spawn(move || {
                    let mut settings = Settings::default();
                    for word in words(who) {
                        let before = settings.clone();
                        settings.vocabulary.push(word);
                        settings.save_changes_to(file, &before).unwrap();
                    }
                });
            }
        });
        let there = Settings::load_from(&file).0.vocabulary;
        for word in (0..4).flat_map(words) {
            assert!(there.contains(&word), "{word} is lost: {there:?}");
        }
    }

    #[test]
    fn remarks_and_order_stay_when_something_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let text = "# mine\nverbatim = true # as said\nhistory-forever = true\nvocabulary = [\"Ann\"] # the boss\n\n\
                    [window]\n# easier on the eyes\ntheme = \"dark\"\n";
        std::fs::write(&file, text).unwrap();
        let (before, trouble) = Settings::load_from(&file);
        assert!(trouble.is_none(), "{trouble:?}");
        assert_eq!(before.history_days, HistoryDays::Forever);
        let mut now = before.clone();
        now.verbatim = false;
        now.vocabulary.push("Zoë".to_owned());
        now.window.theme = Theme::Light;
        now.window.scale = 1.4;
        now.history_days = HistoryDays::Days(7);
        now.save_changes_to(&file, &before).unwrap();
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "# mine\nverbatim = false # as said\nvocabulary = [\"Ann\", \"Zoë\"] # the boss\nhistory_days = 7\n\n\
             [window]\n# easier on the eyes\ntheme = \"light\"\nscale = 1.4\n"
        );
        assert_eq!(Settings::load_from(&file).0, now);
    }

    #[test]
    fn keys_are_given_to_commands_in_the_file() {
        let (settings, trouble) = loaded("[shortcuts]\nsave = \"Ctrl+J\"\nbold = \"none\"\n");
        assert_eq!(trouble, "");
        let keys = |shortcut| settings.shortcuts.keys(shortcut).map(|keys| keys.to_string());
        assert_eq!(keys(Shortcut::Save).as_deref(), Some("Ctrl+J"));
        assert_eq!(keys(Shortcut::Bold), None);
        for (line, told) in [
            ("savee = \"Ctrl+J\"", "`save`"),
            ("save = \"J\"", "hold Ctrl or Alt"),
            ("save = \"Ctrl+C\"", "stays"),
            ("copy = \"Ctrl+J\"", "`copy`"),
        ] {
            let (settings, trouble) = loaded(&format!("[shortcuts]\n{line}\n"));
            assert!(
                trouble.contains("line 2") && trouble.contains(told),
                "{line}: {trouble}"
            );
            assert_eq!(settings, Settings::default());
        }
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
