//! Which of many readings has the fewest word errors to be expected.
//!
//! The likeliest reading is the one that is most often right as a whole. What counts is how many of its words are right, and
//! where many readings agree on most words, another may be nearer to all of them: minimum Bayes risk over a list of n
//! readings (Stolcke, König and Weintraub, 1997, "Explicit word error minimization in n-best list rescoring").

use strsim::generic_levenshtein;

/// The place of the reading whose words differ least from those of all readings, each weighed by its probability; 0 of none.
///
/// `readings` are words with the natural logarithm of how likely they are, the best first.
pub(super) fn fewest_errors(readings: &[(Vec<u32>, f32)]) -> usize {
    let best = readings.first().map_or(0.0, |(_, score)| *score);
    let weights: Vec<f32> = readings.iter().map(|(_, score)| (score - best).exp()).collect();
    let mut least = (f32::INFINITY, 0);
    for (at, (words, _)) in readings.iter().enumerate() {
        let mut expected = 0.0;
        for ((others, _), weight) in readings.iter().zip(&weights) {
            expected += weight * generic_levenshtein::<Vec<u32>, Vec<u32>, _, _>(words, others) as f32;
            if expected >= least.0 {
                break;
            }
        }
        if expected < least.0 {
            least = (expected, at);
        }
    }
    least.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(readings: &[(&[u32], f32)]) -> usize {
        let readings: Vec<_> = readings
            .iter()
            .map(|(words, p)| (words.to_vec(), p.ln()))
            .collect();
        fewest_errors(&readings)
    }

    #[test]
    fn what_most_readings_share_goes_before_the_likeliest_whole() {
        // "1 2 3" is the likeliest, but 9 in the place of 1 is in three readings that are likelier together.
        let readings: [(&[u32], f32); 4] = [
            (&[1, 2, 3], 0.3),
            (&[9, 2, 3], 0.25),
            (&[9, 2, 4], 0.25),
            (&[9, 5, 3], 0.2),
        ];
        assert_eq!(chosen(&readings), 1);
        assert_eq!(chosen(&readings[..2]), 0, "of two the likelier");
        assert_eq!(chosen(&[(&[1], 0.9), (&[2], 0.05), (&[2, 3], 0.05)]), 0);
        assert_eq!(fewest_errors(&[]), 0);
    }
}
