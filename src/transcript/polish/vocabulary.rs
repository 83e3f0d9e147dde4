//! The user's own words: preferred spellings, replacements and snippets.
//!
//! Does not know where they are stored, nor the recogniser that is told of them.

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
}

/// Own words and replacements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vocabulary {
    /// Preferred spellings.
    pub words: Vec<OwnWord>,
    /// Replacements and snippets.
    pub replacements: Vec<Replacement>,
}

impl Vocabulary {
    /// Whether `text` is one of the own words, exactly as spelled.
    pub fn has_spelling(&self, text: &str) -> bool {
        let core = text.trim_matches(|c: char| !c.is_alphanumeric());
        self.words
            .iter()
            .any(|word| word.spelling.split_whitespace().any(|part| part == core))
    }

    /// Adds a word; false when it was there.
    pub fn add(&mut self, spelling: &str) -> bool {
        let spelling = spelling.trim();
        if spelling.is_empty() || self.words.iter().any(|word| word.spelling == spelling) {
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
}
