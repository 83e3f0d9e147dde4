//! Which model recognises, and which one reads again: a word, or the path of a file or folder.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The recogniser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ModelChoice {
    /// The model that comes with parlance.
    #[default]
    Builtin,
    /// A file or folder with another model.
    Path(PathBuf),
}

/// What goes over the sound a second time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ReaderChoice {
    /// The one that comes with parlance.
    #[default]
    Builtin,
    /// None: the first pass's words are the text.
    Off,
    /// A file or folder with another model of the Whisper family.
    Path(PathBuf),
}

impl From<String> for ModelChoice {
    fn from(text: String) -> Self {
        match text.trim() {
            "builtin" | "built-in" | "" => ModelChoice::Builtin,
            _ => ModelChoice::Path(text.into()),
        }
    }
}

impl From<String> for ReaderChoice {
    fn from(text: String) -> Self {
        match text.trim() {
            "builtin" | "built-in" | "" => ReaderChoice::Builtin,
            "off" => ReaderChoice::Off,
            path => ReaderChoice::Path(path.into()),
        }
    }
}

/// As it stands in the settings' file and in lists of models.
impl fmt::Display for ModelChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelChoice::Builtin => f.write_str("builtin"),
            ModelChoice::Path(path) => path.display().fmt(f),
        }
    }
}

/// As it stands in the settings' file and in lists of readers.
impl fmt::Display for ReaderChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReaderChoice::Builtin => f.write_str("builtin"),
            ReaderChoice::Off => f.write_str("off"),
            ReaderChoice::Path(path) => path.display().fmt(f),
        }
    }
}

impl From<ModelChoice> for String {
    fn from(choice: ModelChoice) -> Self {
        choice.to_string()
    }
}

impl From<ReaderChoice> for String {
    fn from(choice: ReaderChoice) -> Self {
        choice.to_string()
    }
}
