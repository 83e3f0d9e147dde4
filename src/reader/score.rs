//! How likely given texts are: what a search would have given them, had it followed them.

use super::decoder::{Decoder, Memory, Row};
use super::error::{ReaderError, Result};
use super::layers::Work;
use super::parallel::Threads;
use super::vocabulary::TokenId;

/// What scoring needs to know besides the texts.
#[derive(Clone, Copy)]
pub(super) struct Scoring {
    pub end_of_text: TokenId,
    pub threads: Threads,
}

/// Rows whose logits are computed together: 13 MB with Whisper's vocabulary.
const LOGITS: usize = 64;

/// Texts as a tree: each place is a token behind another place.
struct Tree {
    tokens: Vec<TokenId>,
    /// The places that each sees, its own last.
    sees: Vec<Vec<u32>>,
}

impl Tree {
    fn add(&mut self, parent: Option<u32>, token: TokenId) -> u32 {
        let place = self.tokens.len() as u32;
        let mut sees = parent.map_or_else(Vec::new, |parent| self.sees[parent as usize].clone());
        sees.push(place);
        self.tokens.push(token);
        self.sees.push(sees);
        place
    }
}

/// Logarithms of the probabilities of `texts` behind `prefix`, their ends included.
pub(super) fn score(
    decoder: &Decoder,
    memory: &Memory,
    prefix: &[TokenId],
    texts: &[Vec<TokenId>],
    scoring: Scoring,
) -> Result<Vec<f32>> {
    let longest = prefix.len() + texts.iter().map(Vec::len).max().unwrap_or(0);
    if longest > decoder.positions() {
        return Err(ReaderError::TooManyTokens { tokens: longest, limit: decoder.positions() });
    }
    let mut tree = Tree { tokens: Vec::new(), sees: Vec::new() };
    let start = prefix.iter().fold(None, |parent, &token| Some(tree.add(parent, token)));
    let mut known = std::collections::HashMap::new();
    // For each place the tokens asked behind it, and by which text.
    let mut asked: Vec<(u32, TokenId, usize)> = Vec::new();
    for (text, tokens) in texts.iter().enumerate() {
        let mut at = start;
        for &token in tokens.iter().chain([&scoring.end_of_text]) {
            if token as usize >= decoder.tokens() {
                return Err(ReaderError::UnknownToken(token));
            }
            if let Some(at) = at {
                asked.push((at, token, text));
            }
            if token != scoring.end_of_text {
                at = Some(*known.entry((at, token)).or_insert_with(|| tree.add(at, token)));
            }
        }
    }
    let mut past = decoder.begin();
    let mut work = Work::default();
    let row = |(&token, sees): (&TokenId, &'_ Vec<u32>)| (token, sees.clone());
    let places: Vec<(TokenId, Vec<u32>)> = tree.tokens.iter().zip(&tree.sees).map(row).collect();
    let rows: Vec<Row> = places.iter().map(|(token, sees)| Row { token: *token, sees }).collect();
    let out = decoder.read(memory, &mut past, &rows, &mut work)?;
    let width = out.len() / rows.len().max(1);
    asked.sort_by_key(|&(place, ..)| place);
    let mut scores = vec![0.0; texts.len()];
    let first = start.map_or(0, |start| start as usize);
    for (n, part) in out[first * width..].chunks(LOGITS * width).enumerate() {
        let mut logits = decoder.logits(part, scoring.threads, &mut work)?;
        logits.chunks_exact_mut(decoder.tokens()).for_each(parlance_kernels::log_softmax);
        let begin = (first + n * LOGITS) as u32;
        let end = begin + (part.len() / width) as u32;
        for &(place, token, text) in asked.iter().filter(|&&(place, ..)| (begin..end).contains(&place)) {
            scores[text] += logits[(place - begin) as usize * decoder.tokens() + token as usize];
        }
    }
    Ok(scores)
}
