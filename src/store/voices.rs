//! Voices of people who wished to be recognised by name: a file of their own, readable by its owner alone.
//!
//! A voice print identifies a person: it is written only by `parlance speakers add`, never to a log, and erased by
//! `parlance speakers forget`.

use std::path::{Path, PathBuf};

use super::{files, private};
use crate::diarize::Voice;

/// Longest list that is read, and longest name.
const MOST_VOICES: usize = 256;
const MOST_LETTERS: usize = 64;

/// Why the voices cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum VoicesError {
    /// There is no folder for them.
    #[error("no folder for voices was found; set PARLANCE_DATA")]
    NoFolder,
    /// The file is none of ours.
    #[error("{file}: {problem}. Erase it with `parlance speakers forget --all` and enrol the voices again.")]
    Broken {
        /// The file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// The file could not be written or erased.
    #[error("{file}: {problem}; the voices are as they were.")]
    NotSaved {
        /// The file.
        file: String,
        /// The system's reason.
        problem: String,
    },
    /// A name that cannot be kept.
    #[error("{0:?} is no name: 1 to {most} letters, without line breaks", most = MOST_LETTERS)]
    Name(String),
}

/// The file of voices: in the data folder.
pub fn voices_file() -> Option<PathBuf> {
    super::settings::data_dir().map(|folder| folder.join("voices.json"))
}

/// Reads the voices; none where there is no file.
///
/// # Errors
/// The file is there and cannot be read, or is none of ours.
pub fn load(file: &Path) -> Result<Vec<Voice>, VoicesError> {
    let broken = |problem: String| VoicesError::Broken {
        file: file.display().to_string(),
        problem,
    };
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = files::read_text(file).map_err(|error| broken(error.to_string()))?;
    let voices: Vec<Voice> = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
    let sound = |voice: &Voice| is_name(&voice.name) && voice.print.iter().all(|x| x.is_finite());
    if voices.len() > MOST_VOICES || !voices.iter().all(sound) {
        return Err(broken("holds what is no voice".to_owned()));
    }
    Ok(voices)
}

/// Whether a voice of this name is kept in the file of voices.
pub fn is_enrolled(name: &str) -> bool {
    let known = voices_file()
        .and_then(|file| load(&file).ok())
        .unwrap_or_default();
    known.iter().any(|voice| same_name(&voice.name, name))
}

/// Adds a voice, or replaces the one of that name.
///
/// # Errors
/// The name cannot be kept, or the file not read or written.
pub fn add(file: &Path, voice: Voice) -> Result<(), VoicesError> {
    if !is_name(&voice.name) {
        return Err(VoicesError::Name(voice.name));
    }
    let mut voices = load(file)?;
    voices.retain(|known| !same_name(&known.name, &voice.name));
    voices.push(voice);
    save(file, &voices)
}

/// Erases the voice of a name; `false` when there is none.
///
/// # Errors
/// The file cannot be read or written.
pub fn forget(file: &Path, name: &str) -> Result<bool, VoicesError> {
    let mut voices = load(file)?;
    let before = voices.len();
    voices.retain(|known| !same_name(&known.name, name));
    if voices.len() == before {
        return Ok(false);
    }
    if voices.is_empty() {
        forget_all(file)?;
    } else {
        save(file, &voices)?;
    }
    Ok(true)
}

/// Erases the file.
///
/// # Errors
/// The system's reason why it cannot be erased.
pub fn forget_all(file: &Path) -> Result<(), VoicesError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(not_saved(file, &error)),
        _ => Ok(()),
    }
}

fn save(file: &Path, voices: &[Voice]) -> Result<(), VoicesError> {
    let json = serde_json::to_vec(voices).map_err(|error| not_saved(file, &error))?;
    if let Some(folder) = file.parent() {
        private::create_dir_all(folder).map_err(|error| not_saved(file, &error))?;
    }
    files::write_private(file, &json).map_err(|error| not_saved(file, &error))
}

/// Whether a voice can be kept under this name.
pub fn is_name(name: &str) -> bool {
    let letters = name.chars().count();
    (1..=MOST_LETTERS).contains(&letters) && !name.trim().is_empty() && !name.chars().any(char::is_control)
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn not_saved(file: &Path, error: &dyn std::fmt::Display) -> VoicesError {
    VoicesError::NotSaved {
        file: file.display().to_string(),
        problem: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(name: &str, x: f32) -> Voice {
        Voice {
            name: name.into(),
            print: vec![x, 0.25],
        }
    }

    #[test]
    fn voices_come_back_and_go_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/voices.json");
        assert_eq!(load(&file).unwrap(), []);
        add(&file, voice("Anna", 0.5)).unwrap();
        add(&file, voice("Bob", 1.0)).unwrap();
        add(&file, voice("anna", 0.75)).unwrap();
        assert_eq!(load(&file).unwrap(), [voice("Bob", 1.0), voice("anna", 0.75)]);
        assert!(forget(&file, " BOB ").unwrap());
        assert!(!forget(&file, "Carla").unwrap());
        assert!(forget(&file, "Anna").unwrap());
        assert!(!file.exists(), "nobody is enrolled, and nothing is left");
        forget_all(&file).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("voices.json");
        add(&file, voice("Anna", 0.5)).unwrap();
        add(&file, voice("Bob", 0.5)).unwrap();
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn what_is_no_voice_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("voices.json");
        assert!(matches!(add(&file, voice(" ", 0.5)), Err(VoicesError::Name(_))));
        assert!(matches!(
            add(&file, voice("a\nb", 0.5)),
            Err(VoicesError::Name(_))
        ));
        std::fs::write(&file, "[{\"name\":\"A\"}]").unwrap();
        let error = load(&file).unwrap_err().to_string();
        assert!(
            error.contains("voices.json") && error.contains("forget --all"),
            "{error}"
        );
        assert!(
            add(&file, voice("Anna", 0.5)).is_err(),
            "what is there is not overwritten"
        );
    }
}
