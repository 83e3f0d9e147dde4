//! Own words: a list of them read, and those that a session has learnt written to the settings.

use std::path::Path;

use crate::store::files;
use crate::store::settings::{Settings, SettingsError};
use crate::transcript::polish::{OwnWord, Vocabulary, VocabularyError};

/// Writes what changed from `before` to `now` to the settings; words that came from elsewhere stay there.
///
/// # Errors
/// [`SettingsError`].
pub fn store_changes(before: &Vocabulary, now: &Vocabulary) -> Result<(), SettingsError> {
    let (as_stored, _) = Settings::load();
    let mut settings = as_stored.clone();
    let mut stored = Vocabulary::from_lines(&settings.vocabulary);
    let gone = |word: &&OwnWord| !now.words.iter().any(|kept| kept.spelling == word.spelling);
    for word in before.words.iter().filter(gone) {
        stored.forget(&word.spelling);
    }
    let known = before.to_lines();
    for line in now.to_lines().iter().filter(|line| !known.contains(line)) {
        stored.add_line(line);
    }
    settings.vocabulary = stored.to_lines();
    settings.save_changes(&as_stored)
}

/// Reads a list of own words, one a line; empty lines and lines beginning with `#` are skipped.
///
/// # Errors
/// In words: the file cannot be read, or has a word that nobody can say.
pub fn read(path: &Path) -> Result<Vec<String>, String> {
    let text = files::read_text(path).map_err(|error| error.to_string())?;
    let lines = text.lines().map(str::trim).zip(1..);
    let mut words = Vec::new();
    for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
        // A line that says nothing on one side of its sign is a spelling; one that nobody can say is refused.
        if let Err(VocabularyError::Long { letters, .. }) = Vocabulary::parse(line) {
            let line = number;
            return Err(format!(
                "{}: {}",
                path.display(),
                VocabularyError::Long { line, letters }
            ));
        }
        words.push(line.to_owned());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("words.txt");
        std::fs::write(&list, "Siobhán\n\n# names\n  GitHub \r\n").unwrap();
        assert_eq!(read(&list).unwrap(), ["Siobhán", "GitHub"]);
        assert!(read(&folder.path().join("no such.txt")).is_err());
    }
}
