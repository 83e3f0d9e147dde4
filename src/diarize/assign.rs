//! The best one-to-one assignment between two sets.

/// For a table of gains (rows of equal length), the column of each row in the assignment with the largest sum; rows
/// beyond the number of columns, and pairs that gain nothing, stay without.
///
/// Kuhn's method in the form of shortest augmenting paths with potentials (Jonker and Volgenant, 1987): cubic in the
/// larger side.
pub fn assign(gains: &[Vec<f64>]) -> Vec<Option<usize>> {
    let (rows, cols) = (gains.len(), gains.first().map_or(0, Vec::len));
    let n = rows.max(cols);
    let gain = |row: usize, col: usize| {
        gains
            .get(row)
            .and_then(|row| row.get(col))
            .copied()
            .unwrap_or(0.0)
    };
    // One row and column more than there are: 0 means none.
    let (mut row_potential, mut col_potential) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let mut col = 0;
        let (mut least, mut from) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
        let mut used = vec![false; n + 1];
        while row_of[col] != 0 {
            used[col] = true;
            let here = row_of[col];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for j in 1..=n {
                if used[j] {
                    continue;
                }
                let cost = -gain(here - 1, j - 1) - row_potential[here] - col_potential[j];
                if cost < least[j] {
                    (least[j], from[j]) = (cost, col);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=n {
                if used[j] {
                    row_potential[row_of[j]] += delta;
                    col_potential[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            col = next;
        }
        while col != 0 {
            row_of[col] = row_of[from[col]];
            col = from[col];
        }
    }
    let mut found = vec![None; rows];
    for (col, row) in row_of.iter().enumerate().skip(1) {
        let row = row - 1;
        if row < rows && col <= cols && gain(row, col - 1) > 0.0 {
            found[row] = Some(col - 1);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn best_by_trying(gains: &[Vec<f64>], taken: &mut Vec<bool>, row: usize) -> f64 {
        let Some(gain) = gains.get(row) else { return 0.0 };
        let mut best = best_by_trying(gains, taken, row + 1);
        for col in 0..gain.len() {
            if !taken[col] {
                taken[col] = true;
                best = best.max(gain[col] + best_by_trying(gains, taken, row + 1));
                taken[col] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_other_assignment_gains_more(rows in 0usize..5, cols in 1usize..5, numbers in proptest::collection::vec(0u32..50, 25)) {
            let gains: Vec<Vec<f64>> = (0..rows).map(|r| (0..cols).map(|c| f64::from(numbers[5 * r + c])).collect()).collect();
            let found = assign(&gains);
            let mut columns: Vec<usize> = found.iter().flatten().copied().collect();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), found.iter().flatten().count(), "a column twice");
            let sum: f64 = found.iter().enumerate().filter_map(|(r, c)| Some(gains[r][(*c)?])).sum();
            prop_assert_eq!(sum, best_by_trying(&gains, &mut vec![false; cols], 0));
        }
    }
}
