//! Which of these phrases was said? Search of a network of phrases in the sound of an utterance.
//!
//! Keeps an utterance's scores of the phone classes, a byte each, and searches the phrases in them; a phrase's
//! score is set against that of the best free sequence of phones, the background model. Knows nothing of commands or
//! documents.

use super::network::Network;
use super::phones::SILENCE;
use super::pronounce::Pronouncer;
use super::search::CLASSES;
use super::words::{Pass, PhraseScore, Sounds};

/// Value of one step of a kept score, natural logarithm.
const STEP: f32 = 0.0625;

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
    pronouncer: Pronouncer,
    pass: Pass,
}

impl UtteranceSounds {
    /// Keeps the scores of an utterance: log posteriors with `prior_scale` of the log priors taken off,
    /// [`CLASSES`] for each slot, from the pass that has made them.
    pub fn new(
        log_posteriors: &[f32],
        log_priors: &[f32],
        prior_scale: f32,
        min_slots: [u8; CLASSES],
        pronouncer: Pronouncer,
        pass: Pass,
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
            pronouncer,
            pass,
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
}

impl Sounds for UtteranceSounds {
    fn score_phrases(&self, phrases: &[&str]) -> Vec<PhraseScore> {
        let mut network = Network::new(phrases, self.min_slots, |word: &str| self.pronouncer.ways(word));
        for slot in self.slots() {
            network.advance(|phone| -STEP * f32::from(slot[usize::from(phone)]));
        }
        let mut scores: Vec<PhraseScore> = Vec::new();
        for phrase in 0..phrases.len() {
            let Some((score, n_phones)) = network.score(phrase) else {
                continue;
            };
            let score = (score - self.free) / self.voiced as f32;
            if score.is_finite() {
                scores.push(PhraseScore {
                    phrase,
                    score,
                    n_phones,
                });
            }
        }
        scores.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.phrase.cmp(&b.phrase)));
        scores
    }

    fn pass(&self) -> Pass {
        self.pass
    }
}
