//! How likely given texts are: what a search would have given them, had it followed them.

use std::collections::HashMap;

use super::decoder::{Decoder, Memory, Row};
use super::error::{ReaderError, Result};
use super::layers::Work;
use super::parallel::Threads;
use super::vocabulary::TokenId;

/// What scoring needs to know besides the texts.
pub(super) struct Scoring<'a> {
    pub decoder: &'a Decoder,
    pub memory: &'a Memory,
    pub threads: Threads,
    pub end_of_text: TokenId,
    /// Added to the logits of every step: 0, or minus infinity for what a search does not write.
    pub mask: &'a [f32],
    /// What it does not write first, besides.
    pub not_first: &'a [TokenId],
}

/// Rows whose logits are computed together: 3 MB with Whisper's vocabulary.
const TOGETHER: usize = 16;

/// Texts as a tree: each place is a token behind another place.
#[derive(Default)]
struct Tree {
    tokens: Vec<TokenId>,
    /// The places that each sees, its own last.
    sees: Vec<Vec<u32>>,
    followers: HashMap<(u32, TokenId), u32>,
}

impl Tree {
    /// The places of the prefix, one behind the other.
    fn begin(prefix: &[TokenId]) -> Self {
        let place = |n| (0..=n).collect();
        Tree {
            tokens: prefix.to_vec(),
            sees: (0..prefix.len() as u32).map(place).collect(),
            followers: HashMap::new(),
        }
    }

    /// The place of `token` behind another place.
    fn follow(&mut self, place: u32, token: TokenId) -> u32 {
        if let Some(&known) = self.followers.get(&(place, token)) {
            return known;
        }
        let next = self.tokens.len() as u32;
        let mut sees = self.sees[place as usize].clone();
        sees.push(next);
        self.tokens.push(token);
        self.sees.push(sees);
        self.followers.insert((place, token), next);
        next
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let rows = self.tokens.iter().zip(&self.sees);
        rows.map(|(&token, sees)| Row { token, sees }).collect()
    }
}

/// A token of a text and the place behind which it stands.
struct Asked {
    place: u32,
    token: TokenId,
    text: usize,
}

/// Logarithms of the probabilities of `texts` behind `prefix` (not empty), their ends included.
pub(super) fn score(scoring: &Scoring, prefix: &[TokenId], texts: &[Vec<TokenId>]) -> Result<Vec<f32>> {
    let decoder = scoring.decoder;
    let tokens = prefix.len() + texts.iter().map(Vec::len).max().unwrap_or(0);
    if tokens > decoder.positions() {
        return Err(ReaderError::TooManyTokens {
            tokens,
            limit: decoder.positions(),
        });
    }
    if let Some(&unknown) = texts
        .iter()
        .flatten()
        .find(|&&token| token as usize >= decoder.tokens())
    {
        return Err(ReaderError::UnknownToken(unknown));
    }
    let first = prefix.len().saturating_sub(1);
    let mut tree = Tree::begin(prefix);
    let mut asked = Vec::new();
    for (text, tokens) in texts.iter().enumerate() {
        let mut place = first as u32;
        for &token in tokens {
            asked.push(Asked { place, token, text });
            place = tree.follow(place, token);
        }
        asked.push(Asked {
            place,
            token: scoring.end_of_text,
            text,
        });
    }
    let (mut past, mut work) = (decoder.begin(), Work::default());
    let rows = tree.rows();
    let out = decoder.read(scoring.memory, &mut past, &rows, &mut work)?;
    let width = out.len() / rows.len().max(1);
    let mut scores = vec![0.0; texts.len()];
    for (n, part) in out[first * width..].chunks(TOGETHER * width).enumerate() {
        let logits = decoder.logits(part, scoring.threads, &mut work)?;
        let mut allowed = vec![0.0; decoder.tokens()];
        for (place, logits) in (first + n * TOGETHER..).zip(logits.chunks_exact(decoder.tokens())) {
            allowed.copy_from_slice(logits);
            let total = scoring.log_total(&mut allowed, place == first);
            for asked in asked.iter().filter(|asked| asked.place as usize == place) {
                scores[asked.text] += logits[asked.token as usize] - total;
            }
        }
    }
    Ok(scores)
}

impl Scoring<'_> {
    /// Logarithm of the sum of the exponentials of what is allowed, in `logits`, which are changed.
    fn log_total(&self, logits: &mut [f32], is_first: bool) -> f32 {
        parlance_kernels::add(logits, self.mask);
        if is_first {
            for &token in self.not_first {
                logits[token as usize] = f32::NEG_INFINITY;
            }
        }
        let best = (0..logits.len())
            .max_by(|&a, &b| logits[a].total_cmp(&logits[b]))
            .unwrap_or(0);
        let logit = logits[best];
        parlance_kernels::log_softmax(logits);
        logit - logits[best]
    }
}
