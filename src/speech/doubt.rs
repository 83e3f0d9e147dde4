//! Speech or noise? Signs of an utterance, weighed against thresholds.
//!
//! A search finds words in anything, and a language model is quite sure of "it was a". What tells speech from a
//! chainsaw is above all what the decoder itself makes of the sound: of speech it knows the phone (the best class of a slot
//! has half of the probability and more), of noise it knows none (a tenth), however well the words then fit what is left.
//! Knows nothing of commands: an utterance in doubt may still be one.

use serde::Deserialize;

use super::search::nbest::Reading;
pub use crate::transcript::Signs;

/// Least log posterior that counts: one slot alone decides nothing.
const FLOOR: f32 = -20.0;

impl Signs {
    /// Signs of a reading in the log posteriors of its utterance, `classes` for each slot.
    pub fn of(reading: &Reading, slots: &[f32], classes: usize) -> Self {
        let (mut n_slots, mut sure, mut sharp) = (0.0, 0.0, 0.0);
        for word in &reading.words {
            let length = (word.end - word.begin) as usize;
            let spoken = slots.chunks_exact(classes).skip(word.begin as usize).take(length);
            let best = |slot: &[f32]| slot.iter().copied().fold(FLOOR, f32::max);
            n_slots += length as f32;
            sure += length as f32 * word.confidence;
            sharp += spoken.map(best).sum::<f32>();
        }
        let n_slots = f32::max(n_slots, 1.0);
        Signs {
            words: reading.words.len(),
            confidence: sure / n_slots,
            score: reading.score / n_slots,
            sharpness: sharp / n_slots,
        }
    }
}

/// How the signs are weighed: an utterance is taken for noise when its confidence and the other signs by their
/// weights are together below the least value for its number of words. Chosen by `training/tune_search.py`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DoubtParams {
    /// Weight of [`Signs::score`].
    pub score_weight: f32,
    /// Weight of [`Signs::sharpness`].
    pub sharpness_weight: f32,
    /// Least value for one word, two words, and so on; longer utterances are always kept.
    pub least: Vec<f32>,
}

impl Default for DoubtParams {
    fn default() -> Self {
        DoubtParams {
            score_weight: 1.2,
            sharpness_weight: 2.7,
            least: vec![-4.5; 8],
        }
    }
}

impl DoubtParams {
    /// The value that is held against the thresholds.
    pub fn value(&self, signs: &Signs) -> f32 {
        signs.confidence + self.score_weight * signs.score + self.sharpness_weight * signs.sharpness
    }

    /// Whether an utterance is taken for noise.
    pub fn drops(&self, signs: &Signs) -> bool {
        let least = self.least.get(signs.words.wrapping_sub(1));
        least.is_some_and(|&least| self.value(signs) < least)
    }
}

#[cfg(test)]
mod tests {
    use super::super::search::nbest::FoundWord;
    use super::*;

    fn reading(words: &[(u32, u32, f32)], score: f32) -> Reading {
        let word = |&(begin, end, confidence): &(u32, u32, f32)| FoundWord {
            word: 0,
            begin,
            end,
            confidence,
            fit: 0.0,
        };
        Reading {
            words: words.iter().map(word).collect(),
            score,
        }
    }

    #[test]
    fn signs_are_means_over_the_slots_of_words() {
        // Four slots of two classes; the first and the last belong to no word.
        let slots = [-9.0, -9.0, -0.5, -3.0, -8.0, -1.5, f32::NEG_INFINITY, -9.0];
        let signs = Signs::of(&reading(&[(1, 2, 1.0), (2, 3, 0.5)], -3.0), &slots, 2);
        let wanted = Signs {
            words: 2,
            confidence: 0.75,
            score: -1.5,
            sharpness: -1.0,
        };
        assert_eq!(signs, wanted);
        let nothing = Signs::of(&reading(&[(3, 4, 0.0)], 0.0), &[f32::NEG_INFINITY; 8], 2);
        assert_eq!(nothing.sharpness, FLOOR);
    }

    #[test]
    fn short_flat_utterances_are_dropped_and_long_ones_never() {
        let doubt = DoubtParams::default();
        let of = |words, sharpness| Signs {
            words,
            confidence: 0.9,
            score: -1.0,
            sharpness,
        };
        assert!(!doubt.drops(&of(2, -0.6)), "as in speech");
        assert!(doubt.drops(&of(2, -2.3)), "as in noise");
        assert!(!doubt.drops(&of(9, -2.3)) && !doubt.drops(&of(0, -2.3)));
    }
}
