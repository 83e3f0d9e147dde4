//! What the search asks of the language: the n-gram model with the user's own words in it.
//!
//! An own word is a member of the class of words that the model does not know (mostly names): it comes
//! where unknown words come, and has a share of their probability, with a floor. The floor is higher for long words:
//! the more phones a word has, the less often other words sound like it by chance. One that the vocabulary knows too is
//! as probable as the better of both.

use std::sync::Arc;

use super::params::SearchParams;
use crate::speech::lexicon::{Lexicon, OwnWord};
use crate::speech::ngram::{Ngram, State};

/// Phones of a word whose floor is `own_floor`, and how many more or fewer count.
const USUAL_PHONES: f32 = 6.0;
const MOST_BEYOND: f32 = 4.0;

/// Entries of the memory of recent answers; a power of two.
const MEMORY: usize = 1 << 14;

/// ln P of words in context, own words included.
#[derive(Clone, Debug)]
pub struct Language {
    ngram: Arc<Ngram>,
    own_share: f32,
    /// Least ln P of each own word.
    own_floors: Vec<f32>,
    memory: Vec<(u32, u32, f32, State)>,
}

impl Language {
    /// For a model and the own words that share the unknown word's probability.
    pub fn new(ngram: Arc<Ngram>, params: &SearchParams, own: &[OwnWord]) -> Self {
        Language {
            ngram,
            own_share: own_share(params, own.len()),
            own_floors: own
                .iter()
                .map(|word| own_floor(params, word, own.len()))
                .collect(),
            memory: vec![(u32::MAX, u32::MAX, 0.0, State::EMPTY); MEMORY],
        }
    }

    /// The state at the beginning of an utterance.
    pub fn begin(&self) -> State {
        self.ngram.begin()
    }

    /// Look-ahead for each of the own words in their tree: about what it will cost.
    pub fn own_look_ahead(ngram: &Ngram, params: &SearchParams, own: &[OwnWord]) -> Vec<f32> {
        let share = ngram.unigram(ngram.unknown) + own_share(params, own.len());
        own.iter()
            .map(|word| share.max(own_floor(params, word, own.len())))
            .collect()
    }

    fn floor(&self, own: u32) -> f32 {
        self.own_floors
            .get(own as usize)
            .copied()
            .unwrap_or(f32::NEG_INFINITY)
    }

    /// ln P(word) with nothing before it.
    pub fn unigram(&self, word: u32, lexicon: &Lexicon) -> f32 {
        match word.checked_sub(lexicon.n_words()) {
            None => self.ngram.unigram(word),
            Some(own) => (self.ngram.unigram(self.ngram.unknown) + self.own_share).max(self.floor(own)),
        }
    }

    /// ln P(word | state) and the state after it.
    pub fn score(&mut self, lexicon: &Lexicon, state: State, word: u32) -> (f32, State) {
        let hash = state.key().wrapping_mul(0x9e37_79b1) ^ word.wrapping_mul(0x85eb_ca6b);
        let slot = (hash >> 8) as usize & (MEMORY - 1);
        let (a, b, logp, next) = self.memory[slot];
        if (a, b) == (state.key(), word) {
            return (logp, next);
        }
        let (logp, next) = match word.checked_sub(lexicon.n_words()) {
            None => self.ngram.score(state, word),
            Some(own) => {
                let (unknown, after) = self.ngram.score(state, self.ngram.unknown);
                let logp = (unknown + self.own_share).max(self.floor(own));
                match lexicon.own().get(own as usize).and_then(|own| own.known) {
                    Some(known) => {
                        let (known, after) = self.ngram.score(state, known);
                        // a shade more, so that the user's spelling wins over the vocabulary's
                        (logp.max(known) + 0.1, after)
                    }
                    None => (logp, after),
                }
            }
        };
        self.memory[slot] = (state.key(), word, logp, next);
        (logp, next)
    }

    /// ln P(the utterance ends | state).
    pub fn end(&self, state: State) -> f32 {
        self.ngram.score(state, self.ngram.end).0
    }
}

/// ln of each own word's share of the unknown word's probability.
fn own_share(params: &SearchParams, n_own: usize) -> f32 {
    params.own_share.ln() - (n_own.max(1) as f32 + 4.0).ln()
}

/// Least ln P of an own word among `n_own`.
fn own_floor(params: &SearchParams, word: &OwnWord, n_own: usize) -> f32 {
    let phones = word.pronunciations.iter().map(Vec::len).min().unwrap_or(0) as f32;
    let beyond = (phones - USUAL_PHONES).clamp(-MOST_BEYOND, MOST_BEYOND);
    params.own_floor - (n_own.max(1) as f32).ln() + params.own_per_phone * beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(n_phones: u8) -> OwnWord {
        OwnWord {
            spelling: "Own".to_owned(),
            known: None,
            pronunciations: vec![vec![1; usize::from(n_phones) + 2], (1..=n_phones).collect()],
        }
    }

    #[test]
    fn long_own_words_are_let_in_sooner_and_many_of_them_later() {
        let params = SearchParams {
            own_floor: -4.0,
            own_per_phone: 0.5,
            ..SearchParams::default()
        };
        let floor = |n_phones, n_own| own_floor(&params, &word(n_phones), n_own);
        assert_eq!(
            [2, 5, 6, 7, 10, 30].map(|n| floor(n, 1)),
            [-6.0, -4.5, -4.0, -3.5, -2.0, -2.0]
        );
        assert!((floor(6, 1) - floor(6, 1000) - 1000_f32.ln()).abs() < 1e-5);
    }
}
