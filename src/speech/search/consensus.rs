//! Which of many readings has the fewest word errors to be expected.
//!
//! The likeliest reading is the one that is most often right as a whole. What counts is how many of its words are right, and
//! where many readings agree on most words, another may be nearer to all of them: minimum Bayes risk over a list of n
//! readings (Stolcke, König and Weintraub, 1997, "Explicit word error minimization in n-best list rescoring").

/// The place of the reading whose words differ least from those of all readings, each weighed by its probability; 0 of none.
///
/// `readings` are words with the natural logarithm of how likely they are, the best first.
pub(super) fn fewest_errors(readings: &[(Vec<u32>, f32)]) -> usize {
    let best = readings.first().map_or(0.0, |(_, score)| *score);
    let weights: Vec<f32> = readings.iter().map(|(_, score)| (score - best).exp()).collect();
    let mut row = Vec::new();
    let mut least = (f32::INFINITY, 0);
    for (at, (words, _)) in readings.iter().enumerate() {
        let mut expected = 0.0;
        for ((others, _), weight) in readings.iter().zip(&weights) {
            expected += weight * differences(words, others, &mut row) as f32;
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

/// Words put in, left out or changed between two readings; `row` is room to work in.
fn differences(a: &[u32], b: &[u32], row: &mut Vec<usize>) -> usize {
    row.clear();
    row.extend(0..=b.len());
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
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
    fn differences_are_words_put_in_left_out_or_changed() {
        let mut row = Vec::new();
        for (a, b, count) in [
            (&[1, 2, 3][..], &[1, 2, 3][..], 0),
            (&[1, 2, 3], &[1, 3], 1),
            (&[1, 2], &[3, 1, 2, 4], 2),
            (&[], &[7, 8], 2),
            (&[1, 2, 3], &[4, 2, 5], 2),
        ] {
            assert_eq!(differences(a, b, &mut row), count, "{a:?} {b:?}");
            assert_eq!(differences(b, a, &mut row), count, "{b:?} {a:?}");
        }
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
