//! The product of floats in tiles: rows of numbers by strips of sixteen columns. Matrices, scores of keys and mixes of values
//! are all made of it.

use crate::isa::{InstructionSet, Lanes, MAX_ROWS, MAX_STRIPS, Tile, Vector};

/// Evaluates an expression with the constant `$R` equal to the number of rows that are taken at once, out of `$left`: a tile's
/// rows are known when it is compiled. Gives that number.
macro_rules! with_rows {
    ($left:expr, $most:expr, $R:ident => $body:expr) => {{
        let left = $left.min($most);
        if const { $most >= 6 } && left >= 6 {
            $crate::tile::with_rows!(@ 6, $R, $body)
        } else if const { $most >= 6 } && left == 5 {
            $crate::tile::with_rows!(@ 5, $R, $body)
        } else if const { $most >= 4 } && left >= 4 {
            $crate::tile::with_rows!(@ 4, $R, $body)
        } else if const { $most >= 4 } && left == 3 {
            $crate::tile::with_rows!(@ 3, $R, $body)
        } else if const { $most >= 2 } && left >= 2 {
            $crate::tile::with_rows!(@ 2, $R, $body)
        } else {
            $crate::tile::with_rows!(@ 1, $R, $body)
        }
    }};
    (@ $number:literal, $R:ident, $body:expr) => {{
        const $R: usize = $number;
        $body;
        $R
    }};
}

pub(crate) use with_rows;

/// Multiplies all rows `x` with all strips `w`, which are of one length, and gives each strip's sums for each row, in sixteen
/// lanes, to `take(row, strip, sums)`. All rows meet some strips before the next: the strips stay in the cache.
#[inline(always)]
pub(crate) fn product<I: InstructionSet>(
    x: &[&[f32]],
    w: &[&[Lanes]],
    mut take: impl FnMut(usize, usize, I::Floats),
) {
    let mut sums = [[Lanes::ZERO; MAX_STRIPS]; MAX_ROWS];
    let mut strip = 0;
    while strip < w.len() && !x.is_empty() {
        let (mut row, mut strips) = (0, 1);
        while row < x.len() {
            let rows;
            (rows, strips) = I::tile(&x[row..], &w[strip..], &mut sums);
            for (r, sums) in sums[..rows].iter().enumerate() {
                for (c, sums) in sums[..strips].iter().enumerate() {
                    take(row + r, strip + c, sums.vector());
                }
            }
            row += rows;
        }
        strip += strips;
    }
}

/// Multiplies as many of the rows `x` as make a tile with as many of the strips `w` as do, and gives both numbers.
///
/// Sums are `sum over k of x[r][k] * w[c][k]`, each a chain of fused steps from the first k to the last: a row gives the same bits
/// alone and in a batch.
#[inline(always)]
pub(crate) fn body<I: InstructionSet>(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
    if const { I::STRIPS >= 4 } && w.len() >= 4 {
        let rows = with_rows!(x.len(), I::ROWS, R => multiply::<I::Floats, R, 4>(x, w, sums));
        (rows, 4)
    } else {
        let rows = with_rows!(x.len(), I::ROWS, R => multiply::<I::Floats, R, 1>(x, w, sums));
        (rows, 1)
    }
}

#[inline(always)]
fn multiply<V: Vector, const R: usize, const C: usize>(x: &[&[f32]], w: &[&[Lanes]], out: &mut Tile) {
    let length = w[0].len();
    // The same length for all, so that it is checked here and not inside.
    let mut rows: [&[f32]; R] = [&[]; R];
    for (row, x) in rows.iter_mut().zip(x) {
        *row = &x[..length];
    }
    let mut strips: [&[Lanes]; C] = [&[]; C];
    for (strip, w) in strips.iter_mut().zip(w) {
        *strip = &w[..length];
    }
    let mut sums = [[V::zero(); C]; R];
    for k in 0..length {
        let mut columns = [V::zero(); C];
        for c in 0..C {
            columns[c] = strips[c][k].vector();
        }
        for r in 0..R {
            let x = V::splat(rows[r][k]);
            for c in 0..C {
                sums[r][c] = columns[c].fused(x, sums[r][c]);
            }
        }
    }
    for r in 0..R {
        for c in 0..C {
            sums[r][c].store(&mut out[r][c].0);
        }
    }
}
