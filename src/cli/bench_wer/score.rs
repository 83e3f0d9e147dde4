//! Word and character errors, and how far they can be trusted.

use strsim::generic_levenshtein as distance;

/// Resamplings of a bootstrap interval.
const RESAMPLES: usize = 1000;

/// Errors of one clip.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// Substitutions, insertions and deletions of words.
    pub words_wrong: usize,
    /// Words in the reference.
    pub words: usize,
    /// The same for characters, spaces included.
    pub characters_wrong: usize,
    /// Characters in the reference.
    pub characters: usize,
}

impl Errors {
    /// Compares two normalised texts.
    pub fn between(reference: &str, hypothesis: &str) -> Self {
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<String>>()
        };
        Errors {
            // Named types: with macOS's crates in sight the compiler cannot infer them.
            words_wrong: distance::<Vec<String>, Vec<String>, _, _>(&words(reference), &words(hypothesis)),
            words: words(reference).len(),
            characters_wrong: strsim::levenshtein(reference, hypothesis),
            characters: reference.chars().count(),
        }
    }
}

/// A rate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Rate {
    /// Errors per reference unit.
    pub rate: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Rate of `(wrong, total)` pairs, one a clip, with a percentile bootstrap over the clips
/// (Bisani and Ney, 2004). The same clips always give the same interval.
pub fn rate(clips: &[(usize, usize)]) -> Rate {
    let sum = |picked: &mut dyn Iterator<Item = (usize, usize)>| {
        let (wrong, total) = picked.fold((0, 0), |(a, b), (wrong, total)| (a + wrong, b + total));
        if total == 0 {
            0.0
        } else {
            wrong as f64 / total as f64
        }
    };
    if clips.is_empty() {
        return Rate {
            rate: 0.0,
            low: 0.0,
            high: 0.0,
        };
    }
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut pick = || {
        // xorshift64 (Marsaglia, 2003)
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        clips[(random % clips.len() as u64) as usize]
    };
    let mut rates: Vec<f64> = (0..RESAMPLES)
        .map(|_| sum(&mut (0..clips.len()).map(|_| pick())))
        .collect();
    rates.sort_by(f64::total_cmp);
    Rate {
        rate: sum(&mut clips.iter().copied()),
        low: rates[RESAMPLES * 25 / 1000],
        high: rates[RESAMPLES * 975 / 1000 - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_substitutions_insertions_and_deletions() {
        let errors = Errors::between("the cat sat", "a cat sat down");
        assert_eq!((errors.words_wrong, errors.words), (2, 3));
        assert_eq!(Errors::between("", "noise").words_wrong, 1);
        assert_eq!(distance(b"kitten", b"sitting"), 3);
    }

    #[test]
    fn the_interval_holds_the_rate_and_narrows_with_more_clips() {
        let few: Vec<_> = (0..10).map(|i| (i % 3, 10)).collect();
        let many: Vec<_> = (0..1000).map(|i| (i % 3, 10)).collect();
        let (few, many) = (rate(&few), rate(&many));
        assert!(few.low <= few.rate && few.rate <= few.high);
        assert!(many.high - many.low < (few.high - few.low) / 3.0);
    }
}
