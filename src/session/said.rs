//! Where a word of the document was said: found by itself and by its neighbours, so that edits elsewhere do no harm.

use super::core::Session;
use crate::document::{CharPos, Span};

/// Neighbours that are compared on each side.
const AROUND: usize = 3;
/// Characters in which they are looked for.
const REACH: usize = 120;
/// Sound before and behind a word that belongs to it, in milliseconds.
const EDGE_MS: u64 = 120;

/// A stretch of sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Index of the segment.
    pub segment: usize,
    /// Where it begins, as the segment's times count.
    pub from_ms: u64,
    /// Where it ends.
    pub to_ms: u64,
}

impl Session {
    /// The sound of these characters, if they were dictated.
    pub fn said_at(&self, start: usize, end: usize) -> Option<Said> {
        let at = |at: usize| CharPos(at);
        let slice = |from: usize, to: usize| words_of(self.document.slice(Span::new(at(from), at(to))));
        let last = self.document.text().end().0;
        let wanted = slice(start, end.min(last));
        let mut before = slice(start.saturating_sub(REACH), start);
        before.drain(..before.len().saturating_sub(AROUND));
        let mut after = slice(end.min(last), (end + REACH).min(last));
        after.truncate(AROUND);
        if wanted.is_empty() {
            return None;
        }
        let all: Vec<(usize, String, u64, u64)> = self
            .segments
            .iter()
            .enumerate()
            .flat_map(|(segment, said)| {
                let words = said.words.iter();
                words.map(move |word| (segment, plain(word.text), word.start_ms, word.end_ms))
            })
            .collect();
        let is = |index: Option<usize>, word: &String| {
            index
                .and_then(|i| all.get(i))
                .is_some_and(|(_, said, ..)| said == word)
        };
        let score = |index: usize| {
            let own = wanted
                .iter()
                .enumerate()
                .filter(|(n, word)| is(Some(index + n), word))
                .count();
            let left = before.iter().rev().enumerate();
            let left = left
                .filter(|(n, word)| is(index.checked_sub(n + 1), word))
                .count();
            let right = after.iter().enumerate();
            let right = right
                .filter(|(n, word)| is(Some(index + wanted.len() + n), word))
                .count();
            // The word itself, or else both its sides: it may have been respelled, or written in digits.
            let found = own == wanted.len() || left > 0 && right > 0;
            found.then_some(4 * own + left + right)
        };
        let (_, index) = (0..all.len())
            .filter_map(|index| Some((score(index)?, index)))
            .max()?;
        let (segment, _, from_ms, _) = all.get(index)?;
        let behind = all
            .get(index + wanted.len() - 1)
            .filter(|(other, ..)| other == segment)?;
        (behind.3 > *from_ms).then(|| Said {
            segment: *segment,
            from_ms: from_ms.saturating_sub(EDGE_MS),
            to_ms: behind.3 + EDGE_MS,
        })
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(plain)
        .filter(|word| !word.is_empty())
        .collect()
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
