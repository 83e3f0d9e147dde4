//! What the search weighs, and how much it keeps.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::speech::phones::PHONES;

/// Weights and beams of the search, tuned on the dev split; `search.json` of the model's folder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SearchParams {
    /// Factor of the sound's log likelihoods.
    pub acoustic_scale: f32,
    /// How much of the log prior is taken off the log posterior (1: a likelihood).
    pub prior_scale: f32,
    /// Least value of a class's scaled log likelihood below the slot's best class.
    pub acoustic_floor: f32,
    /// Factor of the language model's log probabilities.
    pub lm_weight: f32,
    /// Added for each word, natural logarithm: negative means fewer, longer words.
    pub word_penalty: f32,
    /// Added for each phone.
    pub phone_penalty: f32,
    /// Added for each slot that a phone lasts beyond its least duration.
    pub stay_penalty: f32,
    /// Added for each slot of silence.
    pub silence_penalty: f32,
    /// Least duration of phones, in slots.
    pub min_phone_slots: u8,
    /// Phones of which one slot is enough.
    pub short_phones: Vec<String>,
    /// Least and mean duration of phones in slots, by name; of phones that are not listed the least is
    /// `min_phone_slots` and every duration beyond is as good as another.
    pub durations: BTreeMap<String, (u8, f32)>,
    /// Factor of the durations' log probabilities: beyond its least a phone lasts as long as a coin that
    /// gives the mean falls the same way (geometric distribution).
    pub duration_weight: f32,
    /// Least duration of silence between words, in slots.
    pub min_silence_slots: u8,
    /// Paths this far below the best are dropped.
    pub beam: f32,
    /// Word ends this far below the best path are dropped.
    pub word_beam: f32,
    /// Paths kept per slot at most.
    pub max_active: usize,
    /// Readings that end alike are kept for the n-best list down to this far below the best of them.
    pub lattice_beam: f32,
    /// A word that the best path has kept for so many slots is said to be stable, and what
    /// contradicts it is dropped.
    pub commit_slots: u32,
    /// Factor of scores when they are turned into probabilities of words.
    pub confidence_scale: f32,
    /// Factor of the log posteriors in which commands are looked for by sound. Weights that are surer of their phones than those
    /// that the thresholds of `command::spot` were chosen for want less than 1.
    pub sound_scale: f32,
    /// Probability of all own words together, as a share of the unknown word's.
    pub own_share: f32,
    /// ln P of an own word of six phones never falls below this minus ln of how many own words there are.
    pub own_floor: f32,
    /// That floor rises by this for each phone more, and falls for each fewer.
    pub own_per_phone: f32,
}

impl Default for SearchParams {
    fn default() -> Self {
        SearchParams {
            acoustic_scale: 1.0,
            prior_scale: 0.6,
            acoustic_floor: -14.0,
            lm_weight: 1.6,
            word_penalty: 0.0,
            phone_penalty: 0.0,
            stay_penalty: 0.0,
            silence_penalty: 0.0,
            min_phone_slots: 2,
            short_phones: Vec::new(),
            durations: BTreeMap::new(),
            duration_weight: 0.0,
            min_silence_slots: 3,
            beam: 24.0,
            word_beam: 18.0,
            max_active: 4000,
            lattice_beam: 12.0,
            commit_slots: 100,
            confidence_scale: 0.3,
            sound_scale: 1.0,
            own_share: 0.5,
            own_floor: -4.0,
            own_per_phone: 0.5,
        }
    }
}

impl SearchParams {
    /// Least duration of each class in slots; silence's is that between words.
    pub fn min_slots(&self) -> [u8; PHONES.len()] {
        let mut slots = [self.min_phone_slots.clamp(1, 8); PHONES.len()];
        for (class, name) in PHONES.iter().enumerate() {
            if let Some(&(least, _)) = self.durations.get(*name) {
                slots[class] = least.clamp(1, 8);
            }
            if self.short_phones.iter().any(|short| short == name) {
                slots[class] = 1;
            }
        }
        slots[0] = self.min_silence_slots.clamp(1, 8);
        slots
    }

    /// Added for each slot that each class lasts beyond its least.
    pub fn stay_penalties(&self) -> [f32; PHONES.len()] {
        self.per_class(self.stay_penalty, |leave| (1.0 - leave).ln())
    }

    /// Added when each class is entered.
    pub fn enter_penalties(&self) -> [f32; PHONES.len()] {
        self.per_class(self.phone_penalty, f32::ln)
    }

    /// `plain`, and the weighted log probability that `of` makes of a class's probability of leaving.
    fn per_class(&self, plain: f32, of: impl Fn(f32) -> f32) -> [f32; PHONES.len()] {
        let least = self.min_slots();
        std::array::from_fn(|class| match self.durations.get(PHONES[class]) {
            Some(&(_, mean)) if self.duration_weight != 0.0 => {
                let beyond = (mean - f32::from(least[class])).max(0.05);
                plain + self.duration_weight * of(1.0 / (1.0 + beyond))
            }
            _ => plain,
        })
    }
}
