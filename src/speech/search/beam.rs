//! The paths that are alive in one slot, each state once with its best score.

use crate::speech::ngram::State;

/// A path that is alive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Node of the lexicon's tree; its root stands for the silence between words.
    pub node: u32,
    /// Slots spent in the node's phone beyond the first, up to its least duration; in a CTC
    /// topology 1 in the blank after the phone.
    pub sub: u8,
    /// State of the language model, of the words before.
    pub state: State,
    /// Score with the language model's look-ahead.
    pub score: f32,
    /// Record of the word before.
    pub link: u32,
    /// First slot of the word.
    pub begin: u32,
}

/// Paths that are alive in most slots of most utterances, at most.
const USUAL: usize = 1 << 14;

/// A set of tokens in which no two are in the same node, sub-state and language state.
#[derive(Clone, Debug, Default)]
pub struct Beam {
    tokens: Vec<Token>,
    /// Open addressing: round in which the place was taken, and the token there.
    table: Vec<(u32, u32)>,
    round: u32,
    best: f32,
}

impl Beam {
    /// Empties the set, without giving memory back.
    pub fn clear(&mut self) {
        if self.table.is_empty() || self.round == u32::MAX {
            self.table = vec![(0, 0); USUAL];
            self.round = 0;
        }
        self.round += 1;
        self.tokens.clear();
        self.best = f32::NEG_INFINITY;
    }

    /// Gives back what an utterance with more paths than usual needed: one in an hour would keep megabytes for good.
    pub fn shrink(&mut self) {
        self.tokens.clear();
        self.tokens.shrink_to(USUAL);
        if self.table.len() > 2 * USUAL {
            self.table = Vec::new();
            self.clear();
        }
    }

    /// The tokens, in the order in which their states were first reached.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The same, to move their links.
    pub fn tokens_mut(&mut self) -> &mut Vec<Token> {
        &mut self.tokens
    }

    /// Score of the best token.
    pub fn best(&self) -> f32 {
        self.best
    }

    /// Puts a token in, unless a better one is there.
    pub fn insert(&mut self, token: Token) {
        self.best = self.best.max(token.score);
        if self.tokens.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mut place = self.place(&token);
        loop {
            let (round, index) = self.table[place];
            if round != self.round {
                self.table[place] = (self.round, self.tokens.len() as u32);
                self.tokens.push(token);
                return;
            }
            let other = &mut self.tokens[index as usize];
            if (other.node, other.sub, other.state) == (token.node, token.sub, token.state) {
                if token.score > other.score {
                    *other = token;
                }
                return;
            }
            place = (place + 1) & (self.table.len() - 1);
        }
    }

    fn place(&self, token: &Token) -> usize {
        let key = u64::from(token.node) << 35 ^ u64::from(token.sub) << 32 ^ u64::from(token.state.key());
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.table.len() - 1)
    }

    fn grow(&mut self) {
        self.table = vec![(0, 0); self.table.len() * 2];
        self.round = 1;
        for i in 0..self.tokens.len() {
            let mut place = self.place(&self.tokens[i]);
            while self.table[place].0 == self.round {
                place = (place + 1) & (self.table.len() - 1);
            }
            self.table[place] = (self.round, i as u32);
        }
    }

    /// The least score that keeps at most about `most` tokens within `beam` of the best.
    pub fn cut(&self, beam: f32, most: usize) -> f32 {
        const BINS: usize = 256;
        if self.tokens.len() <= most {
            return self.best - beam;
        }
        let mut counts = [0_u32; BINS];
        let scale = BINS as f32 / beam;
        for token in &self.tokens {
            let bin = ((self.best - token.score) * scale) as usize;
            if bin < BINS {
                counts[bin] += 1;
            }
        }
        let mut total = 0;
        for (bin, count) in counts.iter().enumerate() {
            total += *count as usize;
            if total > most {
                return self.best - bin.max(1) as f32 / scale;
            }
        }
        self.best - beam
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(node: u32, score: f32) -> Token {
        Token {
            node,
            sub: (node % 3) as u8,
            state: State::EMPTY,
            score,
            link: 0,
            begin: 0,
        }
    }

    #[test]
    fn room_for_many_tokens_is_given_back() {
        let mut beam = Beam::default();
        beam.clear();
        for node in 0..3 * USUAL as u32 {
            beam.insert(token(node, 0.0));
        }
        assert_eq!(beam.tokens().len(), 3 * USUAL);
        beam.shrink();
        beam.clear();
        assert!(beam.tokens.capacity() <= USUAL && beam.table.len() <= 2 * USUAL);
        beam.insert(token(7, 1.0));
        beam.insert(token(7, 2.0));
        assert_eq!((beam.tokens().len(), beam.best()), (1, 2.0));
    }

    #[test]
    fn each_state_is_there_once_with_its_best_score() {
        let mut beam = Beam::default();
        for round in 0..3 {
            beam.clear();
            for i in 0..40_000_u32 {
                beam.insert(token(i % 20_000, -(i as f32) - round as f32));
                beam.insert(token(i % 20_000, -1e9));
            }
            assert_eq!(beam.tokens().len(), 20_000);
            assert_eq!(beam.best(), -(round as f32));
            assert!(
                beam.tokens()
                    .iter()
                    .all(|t| t.score == -(t.node as f32) - round as f32)
            );
        }
    }

    #[test]
    fn the_cut_keeps_about_as_many_as_asked() {
        let mut beam = Beam::default();
        beam.clear();
        for i in 0..1000 {
            beam.insert(token(i, i as f32 * -0.01));
        }
        let kept = |cut: f32| beam.tokens().iter().filter(|t| t.score >= cut).count();
        assert!(
            (150..=210).contains(&kept(beam.cut(12.8, 200))),
            "{}",
            kept(beam.cut(12.8, 200))
        );
        assert_eq!(kept(beam.cut(5.0, 2000)), 501);
    }
}
