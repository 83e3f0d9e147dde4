//! Which of these phrases was said? Forced alignment of phrases with the sound of an utterance.
//!
//! Keeps an utterance's scores of the phone classes, a byte each, and aligns each phrase by Viterbi with silence
//! allowed around its words; its score is set against that of the best free sequence of phones. The slots of a frame
//! are far from independent, so a frame's score is the mean of its slots', not their sum. Knows nothing of commands
//! or documents.

use std::collections::HashMap;
use std::sync::Arc;

use super::g2p::{G2p, spelled_out};
use super::lexicon::Lexicon;
use super::phones::SILENCE;
use super::search::CLASSES;
use super::words::{PhraseScore, Sounds};

/// Value of one step of a kept score, natural logarithm.
const STEP: f32 = 0.0625;
/// Pronunciations of a word that are tried.
const VARIANTS: usize = 3;

/// The sound of one utterance.
#[derive(Debug)]
pub struct UtteranceSounds {
    /// `CLASSES` steps below the best class, slot by slot.
    steps: Vec<u8>,
    min_slots: [u8; CLASSES],
    /// Score of the best free phone sequence.
    free: f32,
    /// Slots in which that sequence is not silent.
    voiced: usize,
    lexicon: Arc<Lexicon>,
    g2p: Arc<G2p>,
}

/// One state of a phrase: a phone, or an optional silence.
#[derive(Clone, Copy, Debug)]
struct Link {
    phone: u8,
    /// Least number of slots.
    least: u8,
    /// First of the states that may come before, with `n_before`.
    first_before: u32,
    n_before: u32,
    /// Whether the phrase may begin here, and end here.
    opens: bool,
    closes: bool,
}

impl UtteranceSounds {
    /// Keeps the scores of an utterance: log posteriors with `prior_scale` of the log priors taken off,
    /// [`CLASSES`] for each slot.
    pub fn new(
        log_posteriors: &[f32],
        log_priors: &[f32],
        prior_scale: f32,
        min_slots: [u8; CLASSES],
        (lexicon, g2p): (Arc<Lexicon>, Arc<G2p>),
    ) -> Self {
        let mut steps = Vec::with_capacity(log_posteriors.len());
        for slot in log_posteriors.chunks_exact(CLASSES) {
            let score = |class: usize| slot[class].max(-20.0) - prior_scale * log_priors[class];
            let best = (0..CLASSES).map(score).fold(f32::NEG_INFINITY, f32::max);
            steps.extend((0..CLASSES).map(|class| ((best - score(class)) / STEP).round().min(255.0) as u8));
        }
        let mut sounds = UtteranceSounds {
            steps,

            min_slots,
            free: 0.0,
            voiced: 1,
            lexicon,
            g2p,
        };
        (sounds.free, sounds.voiced) = sounds.free_phones();
        sounds
    }

    fn slots(&self) -> impl Iterator<Item = &[u8]> {
        self.steps.chunks_exact(CLASSES)
    }

    /// Score of the best sequence of phones that keeps their least durations, and its slots of sound.
    fn free_phones(&self) -> (f32, usize) {
        // per class and slots spent (at most the least): (score, voiced slots)
        let mut now = [[(f32::NEG_INFINITY, 0_usize); 8]; CLASSES];
        let mut enter = (0.0, 0);
        for slot in self.slots() {
            let mut next = [[(f32::NEG_INFINITY, 0_usize); 8]; CLASSES];
            let mut out = (f32::NEG_INFINITY, 0);
            for class in 0..CLASSES {
                let least = usize::from(self.min_slots[class]).clamp(1, 8);
                let score = -STEP * f32::from(slot[class]);
                let voiced = usize::from(class != usize::from(SILENCE));
                for spent in 0..least {
                    let before = if spent == 0 { enter } else { now[class][spent - 1] };
                    next[class][spent] = (before.0 + score, before.1 + voiced);
                }
                let stay = now[class][least - 1];
                if stay.0 + score > next[class][least - 1].0 {
                    next[class][least - 1] = (stay.0 + score, stay.1 + voiced);
                }
                if next[class][least - 1].0 > out.0 {
                    out = next[class][least - 1];
                }
            }
            (now, enter) = (next, out);
        }
        (enter.0.max(-1e9), enter.1.max(1))
    }

    /// Pronunciations of a word, tried in the lexicon, among own words, by G2P and by spelling it out.
    fn pronounce(&self, word: &str) -> Vec<Vec<u8>> {
        let mut found = self
            .lexicon
            .find(word)
            .map(|w| self.lexicon.pronunciations(w))
            .unwrap_or_default();
        for own in self.lexicon.own() {
            if own.spelling.eq_ignore_ascii_case(word) {
                found.extend(own.pronunciations.iter().cloned());
            }
        }
        if found.is_empty() {
            found = self.g2p.pronounce(word, 2);
            if word.len() <= 4 {
                found.extend(spelled_out(word));
            }
        }
        found.truncate(VARIANTS);
        found
    }

    /// The states of a phrase in order, each after those that may precede it; `None` if a word cannot be said.
    fn chain(
        &self,
        phrase: &str,
        known: &mut HashMap<String, Vec<Vec<u8>>>,
    ) -> Option<(Vec<Link>, Vec<u32>)> {
        let (mut links, mut before): (Vec<Link>, Vec<u32>) = (Vec::new(), Vec::new());
        let silence = |first_before, n_before, opens| Link {
            phone: SILENCE,
            least: 1,
            first_before,
            n_before,
            opens,
            closes: false,
        };
        links.push(silence(0, 0, true));
        let mut ends: Vec<u32> = vec![0];
        let mut opens = true;
        for word in phrase.split_whitespace() {
            let variants = known
                .entry(word.to_owned())
                .or_insert_with(|| self.pronounce(word))
                .clone();
            let mut word_ends = Vec::new();
            for phones in variants.iter().filter(|phones| !phones.is_empty()) {
                for (i, &phone) in phones.iter().enumerate() {
                    let first_before = before.len() as u32;
                    if i == 0 {
                        before.extend(&ends);
                    } else {
                        before.push(links.len() as u32 - 1);
                    }
                    links.push(Link {
                        phone,
                        least: self.min_slots[usize::from(phone)].clamp(1, 8),
                        first_before,
                        n_before: before.len() as u32 - first_before,
                        opens: opens && i == 0,
                        closes: false,
                    });
                }
                word_ends.push(links.len() as u32 - 1);
            }
            if word_ends.is_empty() {
                return None;
            }
            let first_before = before.len() as u32;
            before.extend(&word_ends);
            links.push(silence(first_before, word_ends.len() as u32, false));
            word_ends.push(links.len() as u32 - 1);
            (ends, opens) = (word_ends, false);
        }
        if opens {
            return None;
        }
        for &end in &ends {
            links[end as usize].closes = true;
        }
        Some((links, before))
    }

    /// Viterbi score of a chain over the whole utterance.
    fn align(&self, links: &[Link], before: &[u32], work: &mut Work) -> f32 {
        // state of a link after `spent` slots: at[link] + spent; its last absorbs
        work.at.clear();
        let mut n = 0;
        for link in links {
            work.at.push(n);
            n += usize::from(link.least);
        }
        work.now.clear();
        work.now.resize(n, f32::NEG_INFINITY);
        work.next.clear();
        work.next.resize(n, f32::NEG_INFINITY);
        for (t, slot) in self.slots().enumerate() {
            for (i, link) in links.iter().enumerate() {
                let (at, last) = (work.at[i], work.at[i] + usize::from(link.least) - 1);
                let score = -STEP * f32::from(slot[usize::from(link.phone)]);
                let mut enter = if t == 0 && link.opens {
                    0.0
                } else {
                    f32::NEG_INFINITY
                };
                for &b in &before[link.first_before as usize..][..link.n_before as usize] {
                    let end = work.at[b as usize] + usize::from(links[b as usize].least) - 1;
                    enter = enter.max(work.now[end]);
                }
                let stay = work.now[last];
                for k in (at + 1..=last).rev() {
                    work.next[k] = work.now[k - 1] + score;
                }
                work.next[at] = enter + score;
                work.next[last] = work.next[last].max(stay + score);
            }
            std::mem::swap(&mut work.now, &mut work.next);
        }
        let ends = links.iter().zip(&work.at).filter(|(link, _)| link.closes);
        ends.map(|(link, at)| work.now[at + usize::from(link.least) - 1])
            .fold(f32::NEG_INFINITY, f32::max)
    }
}

/// Buffers of an alignment.
#[derive(Default)]
struct Work {
    at: Vec<usize>,
    now: Vec<f32>,
    next: Vec<f32>,
}

impl Sounds for UtteranceSounds {
    fn score_phrases(&self, phrases: &[String]) -> Vec<PhraseScore> {
        let mut known = HashMap::new();
        let mut work = Work::default();
        let mut scores = Vec::with_capacity(phrases.len());
        for (phrase, text) in phrases.iter().enumerate() {
            let Some((links, before)) = self.chain(text, &mut known) else {
                continue;
            };
            let score = (self.align(&links, &before, &mut work) - self.free) / self.voiced as f32;
            if score.is_finite() {
                scores.push(PhraseScore { phrase, score });
            }
        }
        scores.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.phrase.cmp(&b.phrase)));
        scores
    }
}
