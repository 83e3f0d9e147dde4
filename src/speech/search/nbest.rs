//! From the records of a finished search: readings best first, and how sure each word is.

use std::collections::BinaryHeap;

use super::arena::{Arena, NONE, Record};
use super::beam::Token;
use super::{Search, WordEnd, consensus};
use crate::speech::lexicon::ROOT;

/// Partial readings looked at before an n-best list is closed, for each reading asked for.
const PATIENCE: usize = 60;

/// Readings among which the one with the fewest errors to be expected is chosen: 30 gain half of what 100 do.
const COMPARED: usize = 100;

/// Slots that no word lasts: four seconds.
const LONGEST_WORD: u32 = 200;

/// A recognised word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundWord {
    /// Number of the word in the lexicon.
    pub word: u32,
    /// First slot.
    pub begin: u32,
    /// Slot after the last.
    pub end: u32,
    /// Probability among the readings that were kept, in `[0, 1]`.
    pub confidence: f32,
    /// Mean score of the word's slots against the best class of each, at most 0.
    pub fit: f32,
}

/// One reading of an utterance.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The words.
    pub words: Vec<FoundWord>,
    /// Score of sound and language, relative to the best class of each slot.
    pub score: f32,
}

/// A way to end: last node, and the score of the whole.
#[derive(Clone, Copy, Debug)]
struct Final {
    link: u32,
    score: f32,
}

/// An unfinished reading, told from its end: best first in a heap.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Partway {
    /// Score of the best reading that ends so.
    whole: f32,
    /// Score of the part already told.
    told: f32,
    /// Node to tell next.
    link: u32,
    /// Last entry in the list of told words.
    tail: usize,
}

impl Eq for Partway {}

impl PartialOrd for Partway {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Partway {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let tie = other.link.cmp(&self.link).then(other.tail.cmp(&self.tail));
        self.whole.total_cmp(&other.whole).then(tie)
    }
}

/// Slots (20 ms) that a path must have been in a word before the word is shown. The first word of an utterance tells the
/// speaker that something is heard, so that it is shown on less evidence; later ones would only flicker.
const SHOWN_FIRST: u32 = 4;
const SHOWN_LATER: u32 = 7;

impl Search {
    /// Ends the utterance: up to `n` different readings, best first, with confidences in the best.
    /// None when no path is alive.
    pub fn finish(&mut self, n: usize) -> Vec<Reading> {
        let finals = self.finals();
        let readings = n_best(&self.arena, &finals, n, self.params.word_penalty);
        self.with_confidences(readings, &finals)
    }

    /// As [`finish`](Self::finish), but first comes the reading, of the hundred best, that has the fewest word errors to
    /// be expected.
    pub fn finish_by_consensus(&mut self, n: usize) -> Vec<Reading> {
        let finals = self.finals();
        let mut readings = n_best(&self.arena, &finals, COMPARED.max(n), self.params.word_penalty);
        let scale = self.params.confidence_scale;
        let words = |reading: &Reading| reading.words.iter().map(|found| found.word).collect();
        let weighed: Vec<(Vec<u32>, f32)> = readings
            .iter()
            .map(|reading| (words(reading), scale * reading.score))
            .collect();
        if let Some(up_to) = readings.get_mut(..=consensus::fewest_errors(&weighed)) {
            up_to.rotate_right(1);
        }
        readings.truncate(n);
        self.with_confidences(readings, &finals)
    }

    /// Tells how sure the words of the first reading are.
    fn with_confidences(&self, mut readings: Vec<Reading>, finals: &[Final]) -> Vec<Reading> {
        if let Some(best) = readings.first_mut() {
            let posteriors = Posteriors::new(&self.arena, finals, self.params.confidence_scale);
            let same = |a, b| self.lexicon.canonical(a) == self.lexicon.canonical(b);
            for word in &mut best.words {
                word.confidence = posteriors.of(&self.arena, word, same);
            }
        }
        readings
    }

    /// The best path so far, the word being spoken included once it has a likely shape; and how many of its
    /// words will not change any more. Confidences are probabilities among the paths alive now.
    pub fn partial(&self) -> (Vec<FoundWord>, usize) {
        let Some(best) = self.best_token() else {
            return (Vec::new(), 0);
        };
        let mut links = Vec::new();
        let (mut link, mut stable) = (best.link, 0);
        while link != 0 && link != NONE {
            if link == self.stable {
                stable = links.len();
            }
            links.push(link);
            link = self.arena.get(link).prev;
        }
        stable = if self.stable == 0 { 0 } else { links.len() - stable };
        let penalty = self.params.word_penalty;
        let found = |&link: &u32| found(&self.arena, self.arena.get(link), penalty);
        let mut words: Vec<FoundWord> = links.iter().rev().map(found).collect();
        if !words.is_empty() {
            let posteriors = Posteriors::new(
                &self.arena,
                &self.likeliest_of_each_link(),
                self.params.confidence_scale,
            );
            let same = |a, b| self.lexicon.canonical(a) == self.lexicon.canonical(b);
            for word in &mut words {
                word.confidence = posteriors.of(&self.arena, word, same);
            }
        }
        words.extend(self.word_in_progress(&best));
        (words, stable)
    }

    /// The best path of each history, as if the utterance ended with it. Of one history many paths are alive,
    /// one for each beginning of the next word: their number says nothing of how likely it is.
    fn likeliest_of_each_link(&self) -> Vec<Final> {
        let mut paths: Vec<Final> = self
            .now
            .tokens()
            .iter()
            .map(|token| Final {
                link: token.link,
                score: token.score,
            })
            .collect();
        paths.sort_unstable_by(|a, b| a.link.cmp(&b.link).then(b.score.total_cmp(&a.score)));
        paths.dedup_by_key(|path| path.link);
        paths
    }

    /// The likeliest word below a path's node, when the path has been in the word for long enough.
    fn word_in_progress(&self, token: &Token) -> Option<FoundWord> {
        let opens = token.link == 0 || token.link == NONE;
        let least = if opens { SHOWN_FIRST } else { SHOWN_LATER };
        if token.node == ROOT || self.n_slots < token.begin + least {
            return None;
        }
        let p = |word: u32| self.language.unigram(word, &self.lexicon);
        let mut on_the_way = vec![token.node];
        let mut at = token.node;
        let word = loop {
            let node = self.lexicon.node(at);
            let first = node.first_child as usize;
            let children = &self.lexicon.nodes()[first..first + usize::from(node.n_children)];
            let words = self.lexicon.words_at(node).iter().copied();
            let here = words.max_by(|&a, &b| p(a).total_cmp(&p(b)));
            match (here, children.iter().position(|child| child.best >= node.best)) {
                (Some(word), None) => break word,
                (Some(word), Some(_)) if p(word) >= node.best => break word,
                (_, Some(child)) => {
                    at = (first + child) as u32;
                    on_the_way.push(at);
                }
                (None, None) => return None,
            }
        };
        Some(FoundWord {
            word,
            begin: token.begin,
            end: self.n_slots,
            confidence: self.share_on(&on_the_way, token),
            fit: 0.0,
        })
    }

    /// Probability, among the paths alive now, of those that are on the way to the same word as `token`: in
    /// one of these nodes or before them, and begun about when it was.
    fn share_on(&self, nodes: &[u32], token: &Token) -> f32 {
        let mut nodes = nodes.to_vec();
        let mut before = token.node;
        while let Some(parent) = self.lexicon.parent(before).filter(|&parent| parent != ROOT) {
            nodes.push(parent);
            before = parent;
        }
        let near = (self.n_slots - token.begin) / 2;
        let (mut on, mut all) = (0.0, 0.0);
        for other in self.now.tokens() {
            let weight = (self.params.confidence_scale * (other.score - token.score)).exp();
            all += weight;
            if other.begin.abs_diff(token.begin) <= near && nodes.contains(&other.node) {
                on += weight;
            }
        }
        (on / all).clamp(0.0, 1.0)
    }

    /// Every way to end now: between words, or with a word; failing that, within a word that is then left out.
    fn finals(&mut self) -> Vec<Final> {
        self.ends.clear();
        self.next.clear();
        let tokens = self.now.tokens().to_vec();
        let mut finals = Vec::new();
        let silence_ahead = self.params.lm_weight * self.lexicon.node(ROOT).best;
        for token in &tokens {
            if token.node == ROOT {
                let end = self.params.lm_weight * self.language.end(token.state);
                finals.push(Final {
                    link: token.link,
                    score: token.score - silence_ahead + end,
                });
            } else {
                self.end_words(*token);
            }
        }
        self.link_ends();
        for WordEnd { state, record, .. } in self.ends.clone() {
            let end = self.params.lm_weight * self.language.end(state);
            finals.push(Final {
                link: record.prev,
                score: record.score + end,
            });
        }
        if finals.is_empty() {
            finals.extend(tokens.iter().map(|token| Final {
                link: token.link,
                score: token.score,
            }));
        }
        let best = finals.iter().map(|f| f.score).fold(f32::NEG_INFINITY, f32::max);
        finals.retain(|f| f.score >= best - 2.0 * self.params.lattice_beam);
        finals
    }
}

/// A record and those that share its node, best first.
fn node(arena: &Arena, primary: u32) -> impl Iterator<Item = &Record> {
    let mut at = primary;
    std::iter::from_fn(move || {
        if at == NONE || at == 0 {
            return None;
        }
        let record = arena.get(at);
        at = record.other;
        Some(record)
    })
}

/// What a record adds to the score of the best path to the node before it.
fn step(arena: &Arena, record: &Record) -> f32 {
    record.score - arena.get(record.prev).score
}

fn found(arena: &Arena, record: &Record, word_penalty: f32) -> FoundWord {
    let sound = step(arena, record) - record.language - word_penalty;
    // the silence before the word is part of the step: its slots count too
    let slots = (record.end - arena.get(record.prev).end).max(1);
    let Record { word, begin, end, .. } = *record;
    FoundWord {
        word,
        begin,
        end,
        confidence: 0.0,
        fit: sound / slots as f32,
    }
}

/// Best-first search from the end; the scores of the best paths to each node are exact estimates of the rest.
fn n_best(arena: &Arena, finals: &[Final], n: usize, word_penalty: f32) -> Vec<Reading> {
    let mut heap = BinaryHeap::new();
    let mut told: Vec<(FoundWord, usize)> = Vec::new();
    for f in finals {
        let rest = f.score - arena.get(f.link).score;
        heap.push(Partway {
            whole: f.score,
            told: rest,
            link: f.link,
            tail: usize::MAX,
        });
    }
    let mut readings: Vec<Reading> = Vec::new();
    let mut patience = PATIENCE * n + 200;
    while let Some(partway) = heap.pop() {
        patience -= 1;
        if readings.len() == n || patience == 0 {
            break;
        }
        if partway.link == 0 {
            let mut words = Vec::new();
            let mut at = partway.tail;
            while let Some((word, next)) = told.get(at) {
                words.push(*word);
                at = *next;
            }
            let same = |r: &Reading| r.words.iter().map(|w| w.word).eq(words.iter().map(|w| w.word));
            if !readings.iter().any(same) {
                readings.push(Reading {
                    words,
                    score: partway.whole,
                });
            }
            continue;
        }
        for record in node(arena, partway.link) {
            told.push((found(arena, record, word_penalty), partway.tail));
            let score = partway.told + step(arena, record);
            // The best path through a node is no better than what was promised for all of them: without this, rounding
            // would now and then let a reading come before one with a score greater by a bit.
            let whole = (score + arena.get(record.prev).score).min(partway.whole);
            heap.push(Partway {
                whole,
                told: score,
                link: record.prev,
                tail: told.len() - 1,
            });
        }
    }
    readings
}

/// Probabilities of the records, by the forward-backward algorithm over the kept readings.
struct Posteriors {
    /// Probability of each record's word at its place, by record index; log domain.
    log: Vec<(u32, f32)>,
}

fn add(into: &mut f32, value: f32) {
    let (high, low) = if *into > value {
        (*into, value)
    } else {
        (value, *into)
    };
    *into = if high == f32::NEG_INFINITY {
        high
    } else {
        high + (low - high).exp().ln_1p()
    };
}

impl Posteriors {
    fn new(arena: &Arena, finals: &[Final], scale: f32) -> Self {
        let n = arena.records().len();
        let (mut forward, mut backward) = (vec![f32::NEG_INFINITY; n], vec![f32::NEG_INFINITY; n]);
        for f in finals {
            add(
                &mut backward[f.link as usize],
                scale * (f.score - arena.get(f.link).score),
            );
        }
        for i in (1..n as u32).rev() {
            let after = backward[i as usize];
            if after > f32::NEG_INFINITY {
                for record in node(arena, i) {
                    add(
                        &mut backward[record.prev as usize],
                        after + scale * step(arena, record),
                    );
                }
            }
        }
        forward[0] = 0.0;
        let total = backward[0];
        let mut log = Vec::new();
        for i in 1..n as u32 {
            let after = backward[i as usize];
            if after == f32::NEG_INFINITY {
                continue;
            }
            let mut at = i;
            while at != NONE {
                let record = arena.get(at);
                let before = forward[record.prev as usize] + scale * step(arena, record);
                add(&mut forward[i as usize], before);
                log.push((at, before + after - total));
                at = record.other;
            }
        }
        Posteriors { log }
    }

    /// Probability that this word, or one that `same` takes for it, was said about here.
    fn of(&self, arena: &Arena, found: &FoundWord, same: impl Fn(u32, u32) -> bool) -> f32 {
        let overlaps = |record: &Record| {
            let shared = record
                .end
                .min(found.end)
                .saturating_sub(record.begin.max(found.begin));
            2 * shared > (record.end - record.begin).min(found.end - found.begin)
        };
        // records lie in the order of their ends, and no word lasts four seconds
        let from = self
            .log
            .partition_point(|(at, _)| arena.get(*at).end <= found.begin);
        let sum: f32 = self.log[from..]
            .iter()
            .take_while(|(at, _)| arena.get(*at).end <= found.end + LONGEST_WORD)
            .filter(|(at, _)| same(arena.get(*at).word, found.word) && overlaps(arena.get(*at)))
            .map(|(_, log)| log.exp())
            .sum();
        sum.clamp(0.0, 1.0)
    }
}
