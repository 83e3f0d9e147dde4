//! How a word may be said: as the user wrote, as the lexicon has it, by its parts, by letters to sounds.
//!
//! Knows nothing of sound or of what is done with the phones.

use std::sync::Arc;

use super::g2p::{G2p, spelled_out};
use super::lexicon::{Lexicon, OwnWord};
use super::own::unaccented;
use super::phones::phone;

/// Pronunciations of a word that are tried.
const VARIANTS: usize = 3;

/// Guesses from the letters of a word that no list has.
const GUESSES: usize = 2;

/// Longest unlisted word that may be an acronym, its letters named.
const LONGEST_SPELLED: usize = 4;

/// Says words. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pronouncer {
    lexicon: Arc<Lexicon>,
    g2p: Arc<G2p>,
}

impl Pronouncer {
    /// Of a lexicon with the user's own words in it, and a model for all others.
    pub fn new(lexicon: Arc<Lexicon>, g2p: Arc<G2p>) -> Self {
        Pronouncer { lexicon, g2p }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Whether the lexicon or the user has the word.
    pub fn is_listed(&self, word: &str) -> bool {
        let own = |own: &OwnWord| own.spelling.eq_ignore_ascii_case(word);
        self.lexicon.find(word).is_some() || self.lexicon.own().iter().any(own)
    }

    /// Pronunciations of a word (lower case but for own words), the usual one first; none when it has no letters that
    /// English knows.
    pub fn ways(&self, word: &str) -> Vec<Vec<u8>> {
        let mut found = self.listed(word);
        if found.is_empty() {
            found = self.genitive(word);
        }
        if found.is_empty() {
            let plain: String = word.chars().map(unaccented).collect();
            if plain.chars().any(|c| !c.is_ascii_alphabetic() && c != '\'') {
                return Vec::new();
            }
            found = self.g2p.pronounce(&plain, GUESSES);
            if plain.len() <= LONGEST_SPELLED {
                found.extend(spelled_out(&plain));
            }
        }
        found.truncate(VARIANTS);
        found
    }

    /// As the lexicon and the user have it.
    fn listed(&self, word: &str) -> Vec<Vec<u8>> {
        let known = self.lexicon.find(word);
        let mut found = known
            .map(|word| self.lexicon.pronunciations(word))
            .unwrap_or_default();
        for own in self.lexicon.own() {
            if own.spelling.eq_ignore_ascii_case(word) {
                found.extend(own.pronunciations.iter().cloned());
            }
        }
        found
    }

    /// "anna's" from "anna": the ending sounds as the last phone wants it.
    fn genitive(&self, word: &str) -> Vec<Vec<u8>> {
        let Some(stem) = word.strip_suffix("'s").filter(|stem| !stem.is_empty()) else {
            return Vec::new();
        };
        let is = |last: u8, names: &[&str]| names.iter().any(|name| phone(name) == Some(last));
        let mut ways = self.ways(stem);
        for way in &mut ways {
            let last = way.last().copied().unwrap_or(0);
            let ending: &[&str] = if is(last, &["S", "Z", "SH", "ZH", "CH", "JH"]) {
                &["AH", "Z"]
            } else if is(last, &["P", "T", "K", "F", "TH"]) {
                &["S"]
            } else {
                &["Z"]
            };
            way.extend(ending.iter().filter_map(|name| phone(name)));
        }
        ways
    }
}
