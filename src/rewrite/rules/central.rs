//! Which sentences carry a text: rank by likeness to the others, summaries and key points.
//!
//! Sentences vote for sentences that share their words, and a vote weighs as much as the voter's own rank
//! (the idea of TextRank, Mihalcea and Tarau 2004).

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::shorten::shorten;
use crate::document::sentences;
use crate::rewrite::Limit;
use crate::rewrite::guard::{is_name, number, word_count};
use crate::rewrite::tokens::{Token, join, lower, tokens};

/// Words without content of their own.
static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a an the this that these those i you he she it we they me him her us them my your his its our their mine yours \
     is am are was were be been being do does did done have has had having will would shall should can could may might \
     must and or but so if then than because as while of at by for with about into to from in on off up down out over \
     under again once here there when where why how all any both each few more most other some such only own same too \
     very just also really now get got let's it's i'm that's there's what which who whom well even still yet ever"
        .split_whitespace()
        .collect()
});

/// The words that mean something, without their endings, in lower case.
pub(super) fn content(parts: &[Token]) -> BTreeSet<String> {
    let words = parts.iter().map(|token| lower(&token.core));
    words
        .filter(|word| !word.is_empty() && !STOP_WORDS.contains(word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// A word without the commonest endings: enough to see that "meetings" and "meeting" are one.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    for ending in [
        "ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s",
    ] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 3) {
            return stem.trim_end_matches('e').to_owned();
        }
    }
    word.trim_end_matches('e').to_owned()
}

/// How central each sentence is; the scores sum to one.
fn ranks(contents: &[BTreeSet<String>]) -> Vec<f32> {
    const DAMPING: f32 = 0.85;
    let n = contents.len();
    let likeness = |a: usize, b: usize| {
        let shared = contents[a].intersection(&contents[b]).count() as f32;
        let size = |i: usize| (contents[i].len() as f32 + 1.0).ln();
        if a == b || shared == 0.0 {
            0.0
        } else {
            shared / (size(a) + size(b))
        }
    };
    let votes: Vec<Vec<f32>> = (0..n).map(|a| (0..n).map(|b| likeness(a, b)).collect()).collect();
    let totals: Vec<f32> = votes.iter().map(|row| row.iter().sum()).collect();
    let mut ranks = vec![1.0 / n as f32; n];
    for _ in 0..40 {
        let got = |to: usize| -> f32 {
            let from = (0..n).filter(|&from| totals[from] > 0.0);
            from.map(|from| ranks[from] * votes[from][to] / totals[from])
                .sum()
        };
        ranks = (0..n)
            .map(|to| (1.0 - DAMPING) / n as f32 + DAMPING * got(to))
            .collect();
    }
    ranks
}

/// The sentences of a text and their order, most central first.
struct Ranked<'a> {
    sentences: Vec<&'a str>,
    order: Vec<usize>,
}

/// Longest text that is ranked as a whole: beyond, votes between all pairs would take seconds.
const MOST_SENTENCES: usize = 600;

impl<'a> Ranked<'a> {
    fn of(text: &'a str) -> Self {
        let ranges: Vec<Range<usize>> = sentences(text);
        let sentences: Vec<&str> = ranges
            .into_iter()
            .map(|range| &text[range])
            .filter(|s| word_count(s) > 0)
            .collect();
        let all: Vec<Vec<Token>> = sentences.iter().map(|sentence| tokens(sentence)).collect();
        let contents: Vec<BTreeSet<String>> = all
            .iter()
            .take(MOST_SENTENCES)
            .map(|parts| content(parts))
            .collect();
        let n = contents.len() as f32;
        let mut scores = ranks(&contents);
        for (at, score) in scores.iter_mut().enumerate() {
            // What is said first is more often the matter; facts count; asides of three words do not.
            *score *= 1.0 + 0.15 * (1.0 - at as f32 / n) + 0.1 * has_fact(&all[at]) as u8 as f32;
            *score *= if contents[at].len() < 3 { 0.6 } else { 1.0 };
        }
        scores.resize(sentences.len(), 0.0);
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        Ranked { sentences, order }
    }

    /// The chosen sentences in the order of the text.
    fn in_order(&self, mut chosen: Vec<usize>) -> String {
        chosen.sort_unstable();
        chosen
            .iter()
            .map(|&at| self.sentences[at])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn has_fact(parts: &[Token]) -> bool {
    parts
        .iter()
        .enumerate()
        .any(|(at, token)| number(&token.core).is_some() || is_name(token, at == 0))
}

/// The central statements as bullets, most central first: a third of the sentences, two to seven.
pub(super) fn key_points(text: &str) -> String {
    let ranked = Ranked::of(text);
    let n = ranked.sentences.len();
    let count = n.div_ceil(3).clamp(2, 7).min(n);
    let bullet = |&at: &usize| {
        let short = shortened(ranked.sentences[at]);
        format!("- {}", short.trim().trim_end_matches('.'))
    };
    ranked
        .order
        .iter()
        .take(count)
        .map(bullet)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The most central sentences within the limit, in the order of the text; `None` when not even one
/// fits, which only a model could put in fewer words.
pub(super) fn summarize(text: &str, limit: Limit) -> Option<String> {
    let ranked = Ranked::of(text);
    let n = ranked.sentences.len();
    let count = match limit {
        Limit::Sentences(count) => count.min(n),
        Limit::Auto => n.div_ceil(3).min(5),
        Limit::Words(words) => return within_words(&ranked, words),
    };
    (count > 0).then(|| ranked.in_order(ranked.order[..count].to_vec()))
}

fn within_words(ranked: &Ranked<'_>, words: usize) -> Option<String> {
    let mut left = words;
    let mut chosen = Vec::new();
    for &at in &ranked.order {
        let size = word_count(ranked.sentences[at]);
        if size <= left {
            left -= size;
            chosen.push(at);
        }
    }
    if !chosen.is_empty() {
        return Some(ranked.in_order(chosen));
    }
    let mut short = ranked.order.iter().map(|&at| shortened(ranked.sentences[at]));
    short.find(|sentence| word_count(sentence) <= words)
}

fn shortened(sentence: &str) -> String {
    let mut parts = tokens(sentence);
    shorten(&mut parts);
    join(&parts)
}
