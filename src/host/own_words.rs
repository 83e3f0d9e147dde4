//! Own words that a session has learnt, written to the settings by front ends that do not hold these.

use crate::store::settings::{Settings, SettingsError};
use crate::transcript::polish::{OwnWord, Vocabulary};

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
