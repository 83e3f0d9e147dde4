//! The user's own words: preferred spellings, replacements and snippets.
//!
//! Does not know where they are stored, nor the recogniser that is told of them.

mod matching;
mod sound;

pub(super) use matching::{Index, apply};

use serde::{Deserialize, Serialize};

/// A word or name with the spelling the user wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWord {
    /// As it is written: "GitHub", "Kowalczyk".
    pub spelling: String,
    /// How it may be heard, in lower-case words: "git hub". May be empty.
    #[serde(default)]
    pub sounds_like: Vec<String>,
}

/// What is said and what is written instead: "my address" → three lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// In lower-case words.
    pub spoken: String,
    /// As it is written, line breaks included.
    pub written: String,
    /// Only when nothing else is said with it.
    #[serde(default)]
    pub alone: bool,
}

/// What stands before a replacement that is made only where nothing else is said with it.
const ALONE: &str = "alone:";

/// Own words and replacements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vocabulary {
    /// Preferred spellings.
    pub words: Vec<OwnWord>,
    /// Replacements and snippets.
    pub replacements: Vec<Replacement>,
}

/// Longest word, or way in which one is heard, in characters: longer ones are none, and would be compared with all that is
/// said.
const LONGEST: usize = 120;

/// A line of a vocabulary file that is no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    /// It says nothing.
    #[error(
        "line {line} of the vocabulary, \"{text}\", has nothing on one side; write `GitHub`, `Kowalczyk = kovalchick` or `my address => 12 Main Street`"
    )]
    Empty {
        /// From 1.
        line: usize,
        /// The line.
        text: String,
    },
    /// Nobody says a word like that.
    #[error("line {line} of the vocabulary has a word of {letters} characters; at most {LONGEST} are taken")]
    Long {
        /// From 1.
        line: usize,
        /// How many characters.
        letters: usize,
    },
}

impl Vocabulary {
    /// Reads a vocabulary file, one entry a line: `GitHub`, `Kowalczyk = kovalchick, koval chick` (how it is heard),
    /// `my address => 12 Main Street\nSpringfield` (a snippet), `alone: thanks => Thank you very much.` (only when nothing
    /// else is said with it). `#` starts a comment line.
    ///
    /// # Errors
    /// [`VocabularyError`]: the first line that is no entry, by its number.
    pub fn parse(text: &str) -> Result<Self, VocabularyError> {
        let mut vocabulary = Vocabulary::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || VocabularyError::Empty {
                line: index + 1,
                text: line.to_owned(),
            };
            let said = line.split_once("=>").map_or(line, |(spoken, _)| spoken);
            let longest = said
                .split(['=', ','])
                .map(|part| part.trim().chars().count())
                .max();
            if let Some(letters) = longest.filter(|letters| *letters > LONGEST) {
                return Err(VocabularyError::Long {
                    line: index + 1,
                    letters,
                });
            }
            if let Some((spoken, written)) = line.split_once("=>") {
                let (spoken, alone) = match spoken.trim_start().strip_prefix(ALONE) {
                    Some(spoken) => (spoken, true),
                    None => (spoken, false),
                };
                let (spoken, written) = (words_of(spoken), written.trim().replace("\\n", "\n"));
                if spoken.is_empty() || written.is_empty() {
                    return Err(wrong());
                }
                vocabulary.replacements.push(Replacement {
                    spoken,
                    written,
                    alone,
                });
            } else {
                let (spelling, heard) = line.split_once('=').unwrap_or((line, ""));
                if spelling.trim().is_empty() || line.contains('=') && heard.trim().is_empty() {
                    return Err(wrong());
                }
                let sounds_like = heard
                    .split(',')
                    .map(words_of)
                    .filter(|words| !words.is_empty())
                    .collect();
                vocabulary.words.push(OwnWord {
                    spelling: spelling.trim().to_owned(),
                    sounds_like,
                });
            }
        }
        Ok(vocabulary)
    }

    /// The text that [`Vocabulary::parse`] reads.
    pub fn to_text(&self) -> String {
        let words = self.words.iter().map(|word| match word.sounds_like.is_empty() {
            true => format!("{}\n", word.spelling),
            false => format!("{} = {}\n", word.spelling, word.sounds_like.join(", ")),
        });
        let replacements = self.replacements.iter().map(|entry| {
            let alone = if entry.alone { "alone: " } else { "" };
            format!(
                "{alone}{} => {}\n",
                entry.spoken,
                entry.written.replace('\n', "\\n")
            )
        });
        words.chain(replacements).collect()
    }

    /// The entries of lines as [`Vocabulary::parse`] takes them; a line that it refuses is a spelling.
    pub fn from_lines(lines: &[String]) -> Self {
        let mut vocabulary = Vocabulary::default();
        for line in lines {
            vocabulary.add_line(line);
        }
        vocabulary
    }

    /// The entries, one a line: what [`Vocabulary::from_lines`] reads.
    pub fn to_lines(&self) -> Vec<String> {
        self.to_text().lines().map(str::to_owned).collect()
    }

    /// Adds what a line of a vocabulary file says (a spelling, ways it is heard, a snippet); false when all of it was
    /// there already.
    pub fn add_line(&mut self, line: &str) -> bool {
        let Ok(entries) = Vocabulary::parse(line) else {
            return self.add(line);
        };
        let mut changed = false;
        for entry in entries.words {
            changed |= self.add(&entry.spelling);
            let Some(known) = self.words.iter_mut().find(|word| word.spelling == entry.spelling) else {
                continue;
            };
            for heard in entry.sounds_like {
                if !known.sounds_like.contains(&heard) {
                    known.sounds_like.push(heard);
                    changed = true;
                }
            }
        }
        for entry in entries.replacements {
            changed |= self.replace(entry);
        }
        changed
    }

    /// Adds a replacement, in the place of one for the same words; false when it was there.
    pub fn replace(&mut self, entry: Replacement) -> bool {
        let known = self.replacements.contains(&entry);
        if !known {
            self.replacements.retain(|old| old.spoken != entry.spoken);
            self.replacements.push(entry);
        }
        !known
    }

    /// Adds a word; false when it was there.
    pub fn add(&mut self, spelling: &str) -> bool {
        let spelling = spelling.trim();
        if spelling.is_empty()
            || spelling.chars().count() > LONGEST
            || self.words.iter().any(|word| word.spelling == spelling)
        {
            return false;
        }
        self.words.push(OwnWord {
            spelling: spelling.to_owned(),
            sounds_like: Vec::new(),
        });
        true
    }

    /// Forgets a word or replacement, whatever its case; false when there was none.
    pub fn forget(&mut self, text: &str) -> bool {
        let wanted = text.trim().to_lowercase();
        let before = self.words.len() + self.replacements.len();
        self.words.retain(|word| word.spelling.to_lowercase() != wanted);
        self.replacements
            .retain(|replacement| replacement.spoken.to_lowercase() != wanted);
        before != self.words.len() + self.replacements.len()
    }

    /// The snippet that is called by these words ("insert my address").
    pub fn snippet(&self, spoken: &str) -> Option<&str> {
        let wanted = words_of(spoken);
        self.replacements
            .iter()
            .find(|entry| words_of(&entry.spoken) == wanted)
            .map(|entry| entry.written.as_str())
    }

    /// Learns from a correction the user made: `heard` was written, `corrected` is what the user put there. Takes
    /// it over when it is a respelling of the same sound (a name, capitals inside), not another word; gives the
    /// own word it made or extended. [`super::Polisher::learn`] asks the settings first, and refuses ordinary words.
    pub fn learn(&mut self, heard: &str, corrected: &str) -> Option<&OwnWord> {
        let (heard, corrected) = (words_of(heard), corrected.trim());
        let telling =
            corrected.chars().skip(1).any(char::is_uppercase) || corrected.starts_with(char::is_uppercase);
        let size = 1..=3;
        let spelled_otherwise =
            heard != corrected && corrected.chars().filter(|c| c.is_alphabetic()).count() >= 3;
        if !telling || !spelled_otherwise || !size.contains(&corrected.split_whitespace().count()) {
            return None;
        }
        if corrected.contains(['.', ',', '?', '!']) || !sound::alike(&heard, &words_of(corrected)) {
            return None;
        }
        self.add(corrected);
        let word = self.words.iter_mut().find(|word| word.spelling == corrected)?;
        if words_of(corrected) != heard && !word.sounds_like.contains(&heard) {
            word.sounds_like.push(heard);
        }
        Some(word)
    }
}

/// Lower-case words with single spaces.
fn words_of(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
