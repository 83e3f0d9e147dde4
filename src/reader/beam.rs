//! Beam search: the likeliest texts, a token at a time, all hypotheses together.

use super::bias::{Bias, Walk};
use super::decoder::{Decoder, Memory, Past, Row};
use super::error::{ReaderError, Result};
use super::layers::Work;
use super::parallel::Threads;
use super::vocabulary::TokenId;

/// A token of a hypothesis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadToken {
    /// Its number.
    pub id: TokenId,
    /// Logarithm of its probability among the tokens that were allowed, given those before it.
    pub log_prob: f32,
}

/// What a search needs to know.
pub(super) struct Search<'a> {
    pub decoder: &'a Decoder,
    pub memory: &'a Memory,
    pub threads: Threads,
    pub end_of_text: TokenId,
    /// Added to the logits of every step: 0, or minus infinity for what may not be written.
    pub mask: &'a [f32],
    /// What may not be written first, besides.
    pub not_first: &'a [TokenId],
    pub bias: Option<&'a Bias>,
    pub beams: usize,
    pub max_tokens: usize,
    pub proceed: &'a dyn Fn() -> bool,
}

/// A text that has ended.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub tokens: Vec<ReadToken>,
    /// Sum over the tokens and the end.
    pub log_prob: f32,
    /// With the bias, divided by the length.
    pub score: f32,
}

/// A text that goes on.
#[derive(Clone)]
struct Hypothesis {
    tokens: Vec<ReadToken>,
    /// Its places in the past.
    sees: Vec<u32>,
    log_prob: f32,
    walk: Option<Walk>,
}

/// A way on from a hypothesis.
#[derive(Clone, Copy)]
struct Candidate {
    from: usize,
    token: TokenId,
    /// Sum with the bias, by which candidates are compared: all are equally long.
    total: f32,
}

impl Search<'_> {
    /// Searches from the tokens that the past holds, of which `logits` says what follows the last one. The best text is
    /// the first.
    ///
    /// # Errors
    /// [`ReaderError::Cancelled`] when `proceed` says so, [`ReaderError::Numbers`] when nothing can follow.
    pub fn run(&self, past: &mut Past, mut logits: Vec<f32>, work: &mut Work) -> Result<Vec<Finished>> {
        let mut finished: Vec<Finished> = Vec::new();
        let mut alive = vec![Hypothesis {
            tokens: Vec::new(),
            sees: (0..past.rows()).collect(),
            log_prob: 0.0,
            walk: self.bias.map(Bias::begin),
        }];
        for step in 0.. {
            if !(self.proceed)() {
                return Err(ReaderError::Cancelled);
            }
            let last = step + 1 >= self.max_tokens;
            alive = self.advance(&alive, &mut logits, step == 0, &mut finished);
            // As many ended texts as there are beams are enough: what goes on is less likely.
            if last || alive.is_empty() || finished.len() >= self.beams {
                break;
            }
            for (n, hypothesis) in alive.iter_mut().enumerate() {
                hypothesis.sees.push(past.rows() + n as u32);
            }
            let rows: Vec<Row> = alive.iter().filter_map(Hypothesis::row).collect();
            let out = self.decoder.read(self.memory, past, &rows, work)?;
            logits = self.decoder.logits(&out, self.threads, work)?;
        }
        // A text that was cut off counts only where too few have ended.
        let open = alive
            .into_iter()
            .map(|open| self.finish(open.tokens, open.log_prob, open.walk));
        let missing = self.beams.saturating_sub(finished.len());
        finished.extend(open.take(missing));
        if finished.is_empty() {
            return Err(ReaderError::Numbers);
        }
        finished.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(finished)
    }

    /// Takes the best ways on from all hypotheses; those that end are moved to `finished`.
    fn advance(
        &self,
        alive: &[Hypothesis],
        logits: &mut [f32],
        first: bool,
        finished: &mut Vec<Finished>,
    ) -> Vec<Hypothesis> {
        let mut candidates: Vec<Candidate> = Vec::with_capacity(2 * self.beams * alive.len());
        let rows = logits.chunks_exact_mut(self.decoder.tokens());
        for (from, (hypothesis, row)) in alive.iter().zip(rows).enumerate() {
            let base = self.weigh(hypothesis, row, first);
            // As many again as there are beams: no more than one of each hypothesis's can end.
            let best = largest(row, 2 * self.beams);
            candidates.extend(best.into_iter().map(|(token, gain)| Candidate {
                from,
                token,
                total: hypothesis.log_prob + base + gain,
            }));
        }
        candidates.sort_by(|a, b| b.total.total_cmp(&a.total));
        let mut next = Vec::with_capacity(self.beams);
        for candidate in candidates {
            let before = &alive[candidate.from];
            let (token, walk) = (candidate.token, before.walk);
            if token == self.end_of_text {
                let log_prob = candidate.total - self.bonus(walk, token);
                finished.push(self.finish(before.tokens.clone(), log_prob, walk));
                continue;
            }
            next.push(before.followed_by(self, &candidate));
            if next.len() == self.beams {
                break;
            }
        }
        next
    }

    /// Turns logits into logarithms of probabilities with the bias in them; returns what is to be added to all of them.
    fn weigh(&self, hypothesis: &Hypothesis, row: &mut [f32], first: bool) -> f32 {
        parlance_kernels::add(row, self.mask);
        if first {
            for &token in self.not_first {
                if let Some(logit) = row.get_mut(token as usize) {
                    *logit = f32::NEG_INFINITY;
                }
            }
        }
        parlance_kernels::log_softmax(row);
        match (self.bias, &hypothesis.walk) {
            (Some(bias), Some(walk)) => bias.favour(walk, row),
            _ => 0.0,
        }
    }

    /// Bonus of a hypothesis that has gone one token on.
    fn bonus(&self, walk: Option<Walk>, token: TokenId) -> f32 {
        let both = self.bias.zip(walk);
        both.map_or(0.0, |(bias, walk)| bias.total(&bias.step(&walk, token)))
    }

    fn finish(&self, tokens: Vec<ReadToken>, log_prob: f32, walk: Option<Walk>) -> Finished {
        let bonus = self.bias.zip(walk).map_or(0.0, |(bias, walk)| bias.end(&walk));
        let score = (log_prob + bonus) / (tokens.len() + 1) as f32;
        Finished {
            tokens,
            log_prob,
            score,
        }
    }
}

impl Hypothesis {
    fn followed_by(&self, search: &Search, candidate: &Candidate) -> Hypothesis {
        let log_prob = candidate.total - search.bonus(self.walk, candidate.token);
        let token = ReadToken {
            id: candidate.token,
            log_prob: log_prob - self.log_prob,
        };
        let mut tokens = self.tokens.clone();
        tokens.push(token);
        Hypothesis {
            tokens,
            sees: self.sees.clone(),
            log_prob,
            walk: search
                .bias
                .zip(self.walk)
                .map(|(bias, walk)| bias.step(&walk, candidate.token)),
        }
    }

    fn row(&self) -> Option<Row<'_>> {
        let token = self.tokens.last()?.id;
        Some(Row {
            token,
            sees: &self.sees,
        })
    }
}

/// The `count` largest numbers above minus infinity and where they stand, the largest first.
fn largest(values: &[f32], count: usize) -> Vec<(TokenId, f32)> {
    let mut best: Vec<(TokenId, f32)> = Vec::with_capacity(count + 1);
    let mut least = f32::NEG_INFINITY;
    for (at, &value) in values.iter().enumerate() {
        if value > least {
            let place = best.partition_point(|&(_, better)| better >= value);
            best.insert(place, (at as TokenId, value));
            if best.len() > count {
                best.pop();
                least = best.last().map_or(least, |&(_, last)| last);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_in_order_and_nothing_forbidden_is_among_them() {
        let values = [0.5, f32::NEG_INFINITY, 3.0, -1.0, 3.0, f32::NAN];
        assert_eq!(largest(&values, 3), [(2, 3.0), (4, 3.0), (0, 0.5)]);
        assert_eq!(largest(&values, 9).len(), 4);
        assert_eq!(largest(&[], 2), []);
    }
}
