//! What the search asks of the language: the n-gram model with the user's own words in it.
//!
//! An own word is a member of the class of words that the model does not know (mostly names): it comes
//! where unknown words come, and has a share of their probability, with a floor. One that the
//! vocabulary knows too is as probable as the better of both.

use std::sync::Arc;

use super::params::SearchParams;
use crate::speech::lexicon::Lexicon;
use crate::speech::ngram::{Ngram, State};

/// Entries of the memory of recent answers; a power of two.
const MEMORY: usize = 1 << 14;

/// ln P of words in context, own words included.
#[derive(Clone, Debug)]
pub struct Language {
    ngram: Arc<Ngram>,
    own_share: f32,
    own_floor: f32,
    memory: Vec<(u32, u32, f32, State)>,
}

impl Language {
    /// For a model and the number of own words that share the unknown word's probability.
    pub fn new(ngram: Arc<Ngram>, params: &SearchParams, n_own: usize) -> Self {
        let n_own = n_own.max(1) as f32;
        Language {
            ngram,
            own_share: params.own_share.ln() - (n_own + 4.0).ln(),
            own_floor: params.own_floor - n_own.ln(),
            memory: vec![(u32::MAX, u32::MAX, 0.0, State::EMPTY); MEMORY],
        }
    }

    /// The state at the beginning of an utterance.
    pub fn begin(&self) -> State {
        self.ngram.begin()
    }

    /// Look-ahead of the own words' tree: about what such a word will cost.
    pub fn own_look_ahead(ngram: &Ngram, params: &SearchParams, n_own: usize) -> f32 {
        let n_own = n_own.max(1) as f32;
        let share = ngram.unigram(ngram.unknown) + params.own_share.ln() - (n_own + 4.0).ln();
        share.max(params.own_floor - n_own.ln())
    }

    /// ln P(word) with nothing before it.
    pub fn unigram(&self, word: u32, lexicon: &Lexicon) -> f32 {
        if word < lexicon.n_words() {
            return self.ngram.unigram(word);
        }
        (self.ngram.unigram(self.ngram.unknown) + self.own_share).max(self.own_floor)
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
                let logp = (unknown + self.own_share).max(self.own_floor);
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
