//! The oracle: the 8-bit products written so that they are obviously right.

use crate::layout::Block;

/// `out[r] = sum over i of weights[r][i] * x[i]` for the rows that `weights` holds.
pub(crate) fn products(weights: &[Block], x: &[Block], out: &mut [i32]) {
    for (row, out) in weights.chunks_exact(x.len()).zip(out) {
        *out = row.iter().zip(x).map(|(w, x)| block(w, x)).sum();
    }
}

fn block(w: &Block, x: &Block) -> i32 {
    w.0.iter()
        .zip(&x.0)
        .map(|(&w, &x)| i32::from(w) * i32::from(x))
        .sum()
}
