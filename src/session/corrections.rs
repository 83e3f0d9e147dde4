//! Other words in the place of some: what was heard as well, what sounds the same, and choosing one of them.

use super::choices::Offer;
use super::core::Session;
use super::speakers::capital;
use crate::command::homophones;
use crate::document::{CharPos, Selection, Span, StepKind};
use crate::message::{Message, excerpt};

impl Session {
    /// Selects words and offers others in their place.
    pub(super) fn correct(&mut self, span: Span) {
        self.document.select(Selection::of(span));
        let old = self.document.slice(span).to_owned();
        let words = self.other_words(&old);
        self.message = Message::CorrectSelected { what: excerpt(&old) };
        let offer = Offer::Words {
            span,
            revision: self.document.revision(),
            words: words.clone(),
        };
        self.offer_answers(offer, words);
    }

    /// Other words that may have been said in place of these characters, the likeliest first.
    pub fn alternatives(&self, start: usize, end: usize) -> Vec<String> {
        self.other_words(self.document.slice(Span::new(CharPos(start), CharPos(end))))
    }

    fn other_words(&self, old: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut add = |word: String| {
            if word != old && !words.contains(&word) {
                words.push(word);
            }
        };
        for other in self.other_hearings(old) {
            add(other);
        }
        for other in homophones(old) {
            add(like(old, other));
        }
        let mut letters = old.chars();
        if let Some(first) = letters.next() {
            add(match first.is_uppercase() {
                true => first.to_lowercase().to_string() + letters.as_str(),
                false => capital(old),
            });
        }
        words
    }

    /// Puts another word in the place of one, as choosing it would.
    pub(super) fn respell(&mut self, span: Span, new: &str) {
        let message = Message::Replaced {
            old: excerpt(self.document.slice(span)),
            new: excerpt(new),
        };
        self.commit_and_tell(self.replacing(span, new), StepKind::Command, message);
    }

    /// What other readings of the last utterance have in the place of these words.
    fn other_hearings(&self, old: &str) -> Vec<String> {
        let wanted = old.to_lowercase();
        let wanted: Vec<&str> = wanted
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        let Some((best, others)) = self.hearings.split_first() else {
            return Vec::new();
        };
        let Some(at) = best
            .windows(wanted.len().max(1))
            .position(|window| window.iter().eq(wanted.iter()))
        else {
            return Vec::new();
        };
        let behind = best.len() - at - wanted.len();
        let same_around = |other: &&Vec<String>| {
            other.len() > at + behind
                && other[..at] == best[..at]
                && other[other.len() - behind..] == best[best.len() - behind..]
        };
        others
            .iter()
            .filter(same_around)
            .map(|other| like(old, &other[at..other.len() - behind].join(" ")))
            .collect()
    }
}

/// `new` with a capital if `old` has one.
fn like(old: &str, new: &str) -> String {
    match old.starts_with(char::is_uppercase) {
        true => capital(new),
        false => new.to_owned(),
    }
}
