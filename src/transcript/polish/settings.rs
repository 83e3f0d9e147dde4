//! What the user may switch. Does not know where settings are stored.

use serde::{Deserialize, Serialize};

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberStyle {
    /// As heard: "twenty five".
    Words,
    /// Words up to nine, digits from ten; digits always with units, money, times and the like.
    #[default]
    FromTen,
    /// Digits wherever a number is meant, "one of them" excepted.
    Digits,
}

/// The polish settings, each part switchable by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct PolishSettings {
    /// Remove fillers, repetitions and false starts, and carry out self-corrections.
    pub disfluencies: bool,
    /// Put . , ? ! : where they belong.
    pub punctuation: bool,
    /// Capitals at sentence starts, in names, "I" and acronyms.
    pub capitals: bool,
    /// "comma", "new line", "cap …", "literal …" inside dictation act.
    pub spoken_punctuation: bool,
    /// How numbers are written.
    pub numbers: NumberStyle,
    /// Own words, replacements and snippets.
    pub own_words: bool,
    /// Take over own words from the corrections the user makes.
    pub learn_corrections: bool,
}

impl Default for PolishSettings {
    fn default() -> Self {
        PolishSettings {
            disfluencies: true,
            punctuation: true,
            capitals: true,
            spoken_punctuation: true,
            numbers: NumberStyle::FromTen,
            own_words: true,
            learn_corrections: false,
        }
    }
}

impl PolishSettings {
    /// Everything off: the words as heard, joined by spaces.
    pub fn verbatim() -> Self {
        PolishSettings {
            disfluencies: false,
            punctuation: false,
            capitals: false,
            spoken_punctuation: false,
            numbers: NumberStyle::Words,
            own_words: false,
            learn_corrections: false,
        }
    }
}
