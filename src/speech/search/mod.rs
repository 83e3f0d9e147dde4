//! The beam search: slot after slot of phone scores in, words out.
//!
//! Token passing (Young, Russell and Thornton, 1989) over the lexicon's prefix tree, with a copy of the tree for
//! each state of the language model that is alive, made as it is needed (Ney and Ortmanns, 2000). A path is
//! a place in the tree and the words before it. Words meet the language model when they end; until then
//! the best unigram below the node stands for them, so that beams compare like with like.
//!
//! Knows nothing of frames, endpoints or what is done with the words. Nothing here depends on how the slots
//! were handed over, so streaming equals batch.

pub mod arena;
pub mod beam;
mod consensus;
pub mod language;
pub mod nbest;
pub mod params;

use std::sync::Arc;

use arena::{Arena, NONE, Record};
use beam::{Beam, Token};
use language::Language;
use params::SearchParams;

use crate::speech::lexicon::{Lexicon, ROOT};
use crate::speech::ngram::{Ngram, State};
use crate::speech::phones::{PHONES, SILENCE};

/// Number of classes of the sounds that the search tells apart, blank not counted.
pub const CLASSES: usize = PHONES.len();

/// How the model's classes spell a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Each slot belongs to a phone or to silence, which last a least number of slots.
    Hybrid,
    /// A phone is one or more slots of its class with blanks after it; equal phones need one between them.
    Ctc {
        /// The blank's class, which is also the silence between words.
        blank: usize,
    },
}

/// A search for the words of one utterance.
#[derive(Clone, Debug)]
pub struct Search {
    lexicon: Arc<Lexicon>,
    language: Language,
    params: SearchParams,
    chain: Chain,
    log_priors: Vec<f32>,
    min_slots: [u8; CLASSES],
    /// Added when a phone is entered, and for each slot beyond its least.
    enter: [f32; CLASSES],
    stay: [f32; CLASSES],
    /// This slot's scores, the best class's 0.
    scores: Vec<f32>,
    now: Beam,
    next: Beam,
    ends: Vec<WordEnd>,
    arena: Arena,
    n_slots: u32,
    stable: u32,
}

/// A word that may end after the slot before this one.
#[derive(Clone, Copy, Debug)]
struct WordEnd {
    state: State,
    /// In a CTC topology the phone that the next may not equal; 0 otherwise.
    guard: u8,
    record: Record,
}

impl Search {
    /// A search with words, language and weights; `log_priors` has the classes of the slots that will come.
    pub fn new(
        lexicon: Arc<Lexicon>,
        ngram: Arc<Ngram>,
        params: SearchParams,
        chain: Chain,
        log_priors: Vec<f32>,
    ) -> Self {
        let mut search = Search {
            language: Language::new(ngram, &params, lexicon.own()),
            lexicon,
            min_slots: params.min_slots(),
            enter: params.enter_penalties(),
            stay: params.stay_penalties(),
            params,
            chain,
            scores: vec![0.0; log_priors.len()],
            log_priors,
            now: Beam::default(),
            next: Beam::default(),
            ends: Vec::new(),
            arena: Arena::default(),
            n_slots: 0,
            stable: 0,
        };
        search.reset();
        search
    }

    /// Begins a new utterance.
    pub fn reset(&mut self) {
        self.now.shrink();
        self.next.shrink();
        self.now.clear();
        self.arena.clear();
        (self.n_slots, self.stable) = (0, 0);
    }

    /// Slots taken since the last reset.
    pub fn n_slots(&self) -> u32 {
        self.n_slots
    }

    /// The words the search knows.
    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    /// Takes one slot's natural log posteriors of the classes.
    pub fn advance(&mut self, log_posteriors: &[f32]) {
        self.score_classes(log_posteriors);
        self.next.clear();
        self.ends.clear();
        if self.n_slots == 0 {
            let state = self.language.begin();
            self.enter(state, 0, 0, 0.0);
        }
        let cut = self.now.cut(self.params.beam, self.params.max_active);
        let word_cut = self.now.best() - self.params.word_beam;
        for i in 0..self.now.tokens().len() {
            let token = self.now.tokens()[i];
            if token.score >= cut {
                self.pass(token);
                if token.score >= word_cut {
                    self.end_words(token);
                }
            }
        }
        self.enter_after_words();
        std::mem::swap(&mut self.now, &mut self.next);
        self.n_slots += 1;
        self.tidy();
    }

    /// Scaled log likelihoods, the best 0, none below the floor.
    fn score_classes(&mut self, log_posteriors: &[f32]) {
        let SearchParams {
            acoustic_scale,
            prior_scale,
            acoustic_floor,
            ..
        } = self.params;
        let mut best = f32::NEG_INFINITY;
        for ((score, &posterior), &prior) in self.scores.iter_mut().zip(log_posteriors).zip(&self.log_priors)
        {
            *score = acoustic_scale * (posterior.max(-20.0) - prior_scale * prior);
            best = best.max(*score);
        }
        for score in &mut self.scores {
            *score = (*score - best).max(acoustic_floor);
        }
    }

    /// Moves a path on inside its word, or in the silence between words.
    fn pass(&mut self, token: Token) {
        let node = *self.lexicon.node(token.node);
        match self.chain {
            Chain::Hybrid => {
                let last = self.min_slots[usize::from(node.phone)] - 1;
                let (sub, stay) = if token.sub < last {
                    (token.sub + 1, 0.0)
                } else {
                    (last, self.stay[usize::from(node.phone)])
                };
                let silence = if node.phone == SILENCE {
                    self.params.silence_penalty
                } else {
                    stay
                };
                let score = token.score + silence + self.scores[usize::from(node.phone)];
                self.put(Token { sub, score, ..token });
                if token.sub == last {
                    self.go_on(token, 0);
                }
            }
            Chain::Ctc { blank } => {
                if token.node != ROOT && token.sub == 0 {
                    self.put(Token {
                        score: token.score + self.scores[usize::from(node.phone)],
                        ..token
                    });
                }
                self.put(Token {
                    sub: 1,
                    score: token.score + self.scores[blank],
                    ..token
                });
                let guard = if token.sub == 0 && token.node != ROOT {
                    node.phone
                } else {
                    0
                };
                self.go_on(token, guard);
            }
        }
    }

    /// To the phones that may follow.
    fn go_on(&mut self, token: Token, guard: u8) {
        let node = *self.lexicon.node(token.node);
        let base = token.score - self.params.lm_weight * node.best;
        if token.node == ROOT {
            self.enter_words(token.state, token.link, self.n_slots, base, guard);
        } else {
            self.enter_children(token.node, token.state, token.link, token.begin, base, guard);
        }
    }

    /// To the first phones of every word.
    fn enter_words(&mut self, state: State, link: u32, begin: u32, base: f32, guard: u8) {
        self.enter_children(ROOT, state, link, begin, base, guard);
        if let Some(own) = self.lexicon.own_root() {
            self.enter_children(own, state, link, begin, base, guard);
        }
    }

    fn enter_children(&mut self, node: u32, state: State, link: u32, begin: u32, base: f32, guard: u8) {
        let lexicon = Arc::clone(&self.lexicon);
        let node = lexicon.node(node);
        let first = node.first_child as usize;
        for (i, child) in lexicon.nodes()[first..first + usize::from(node.n_children)]
            .iter()
            .enumerate()
        {
            if guard == 0 || child.phone != guard {
                let phone = usize::from(child.phone);
                let score =
                    base + self.params.lm_weight * child.best + self.enter[phone] + self.scores[phone];
                self.put(Token {
                    node: (first + i) as u32,
                    sub: 0,
                    state,
                    score,
                    link,
                    begin,
                });
            }
        }
    }

    /// After a word, or at the beginning: silence, or the next word at once. `base` is without look-ahead.
    fn enter(&mut self, state: State, guard: u8, link: u32, base: f32) {
        let best = self.lexicon.node(ROOT).best;
        let silence = match self.chain {
            Chain::Hybrid => self.scores[usize::from(SILENCE)] + self.params.silence_penalty,
            Chain::Ctc { blank } => self.scores[blank],
        };
        let score = base + self.params.lm_weight * best + silence;
        self.put(Token {
            node: ROOT,
            sub: 0,
            state,
            score,
            link,
            begin: self.n_slots,
        });
        self.enter_words(state, link, self.n_slots, base, guard);
    }

    fn put(&mut self, token: Token) {
        if token.score >= self.next.best() - self.params.beam {
            self.next.insert(token);
        }
    }

    /// Whether a path may leave its node.
    fn may_leave(&self, token: &Token) -> bool {
        match self.chain {
            Chain::Hybrid => {
                let phone = self.lexicon.node(token.node).phone;
                token.sub + 1 == self.min_slots[usize::from(phone)]
            }
            Chain::Ctc { .. } => true,
        }
    }

    /// Gathers the words that a path may have just ended.
    fn end_words(&mut self, token: Token) {
        let lexicon = Arc::clone(&self.lexicon);
        let node = lexicon.node(token.node);
        if token.node == ROOT || node.n_words == 0 || !self.may_leave(&token) {
            return;
        }
        let base = token.score - self.params.lm_weight * node.best + self.params.word_penalty;
        let ctc = matches!(self.chain, Chain::Ctc { .. });
        let guard = if ctc && token.sub == 0 { node.phone } else { 0 };
        for &word in lexicon.words_at(node) {
            let (logp, state) = self.language.score(&lexicon, token.state, word);
            let language = self.params.lm_weight * logp;
            let record = Record {
                prev: token.link,
                other: NONE,
                word,
                begin: token.begin,
                end: self.n_slots,
                score: base + language,
                language,
            };
            self.ends.push(WordEnd { state, guard, record });
        }
    }

    /// Makes one node of the word ends that the future cannot tell apart, and starts words after each.
    fn enter_after_words(&mut self) {
        self.link_ends();
        let ahead = self.params.lm_weight * self.lexicon.node(ROOT).best;
        for i in 0..self.ends.len() {
            let WordEnd { state, guard, record } = self.ends[i];
            if record.score + ahead >= self.next.best() - self.params.beam {
                self.enter(state, guard, record.prev, record.score);
            }
        }
    }

    /// Turns the gathered word ends into records of the arena; what is left in `ends` is one entry for each
    /// node, whose `prev` is the node's primary record.
    fn link_ends(&mut self) {
        let ahead = self.params.lm_weight * self.lexicon.node(ROOT).best;
        let floor = self.next.best() - self.params.beam - ahead;
        self.ends.retain(|end| end.record.score >= floor);
        self.ends.sort_unstable_by(|a, b| {
            let key = |end: &WordEnd| (end.state, end.guard);
            let tie = |end: &WordEnd| (end.record.word, end.record.prev, end.record.begin);
            key(a)
                .cmp(&key(b))
                .then(b.record.score.total_cmp(&a.record.score))
                .then_with(|| tie(a).cmp(&tie(b)))
        });
        let (mut kept, mut i) = (0, 0);
        while i < self.ends.len() {
            let best = self.ends[i];
            let same = |end: &&WordEnd| (end.state, end.guard) == (best.state, best.guard);
            let n = self.ends[i..].iter().take_while(same).count();
            let mut other = NONE;
            for end in self.ends[i + 1..i + n].iter().rev() {
                if end.record.score >= best.record.score - self.params.lattice_beam {
                    other = self.arena.push(Record { other, ..end.record });
                }
            }
            let primary = self.arena.push(Record { other, ..best.record });
            self.ends[kept] = WordEnd {
                record: Record {
                    prev: primary,
                    ..best.record
                },
                ..best
            };
            kept += 1;
            i += n;
        }
        self.ends.truncate(kept);
    }

    /// Keeps the memory small and finds what all paths agree on.
    fn tidy(&mut self) {
        self.stable = self
            .arena
            .common_ancestor(self.now.tokens().iter().map(|token| token.link));
        self.commit_old_words();
        if self.arena.is_full() {
            let links = self.now.tokens_mut().iter_mut().map(|token| &mut token.link);
            self.arena.collect(links.chain(std::iter::once(&mut self.stable)));
        }
    }

    /// Words of the best path that are old enough become final: paths that contradict them go.
    fn commit_old_words(&mut self) {
        let Some(best) = self.best_token() else { return };
        let mut link = best.link;
        while link != 0 && self.arena.get(link).end + self.params.commit_slots > self.n_slots {
            link = self.arena.get(link).prev;
        }
        if link <= self.stable {
            return;
        }
        let mut kept = std::mem::take(self.now.tokens_mut());
        kept.retain(|token| self.arena.descends(token.link, link));
        *self.now.tokens_mut() = kept;
        self.stable = link;
    }

    fn best_token(&self) -> Option<Token> {
        let better = |a: Token, b: &Token| if b.score > a.score { *b } else { a };
        let mut tokens = self.now.tokens().iter();
        let first = *tokens.next()?;
        Some(tokens.fold(first, better))
    }
}

#[cfg(test)]
mod tests;
