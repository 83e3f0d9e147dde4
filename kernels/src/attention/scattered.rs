//! Attention of one row to rows of a pool.

use super::weigh;
use crate::dispatch::{Path, path};
use crate::float::body::dot;
use crate::isa::{InstructionSet, LANES, on_path};

/// One query row `[heads * head_dim]` over a list of `rows` of a pool of keys and one of values, both `[_, heads * head_dim]`:
/// the self-attention of a hypothesis. Hypotheses share their common past, and re-ordering them moves lists, not keys.
///
/// `scores` is scratch. Panics where a row is not in the pools, or `q` and `out` are not `heads` heads.
#[allow(
    clippy::too_many_arguments,
    reason = "a query, a pool, a list and a place for the result"
)]
pub fn attend_rows(
    q: &[f32],
    keys: &[f32],
    values: &[f32],
    rows: &[u32],
    heads: usize,
    scale: f32,
    scores: &mut Vec<f32>,
    out: &mut [f32],
) {
    attend_rows_on(path(), q, keys, values, rows, heads, scale, scores, out);
}

/// [`attend_rows`] on one path. Panics when the CPU lacks it.
#[allow(clippy::too_many_arguments, reason = "those of `attend_rows`, and the path")]
pub fn attend_rows_on(
    path: Path,
    q: &[f32],
    keys: &[f32],
    values: &[f32],
    rows: &[u32],
    heads: usize,
    scale: f32,
    scores: &mut Vec<f32>,
    out: &mut [f32],
) {
    assert_eq!(q.len(), out.len(), "attend_rows: as many results as queries");
    let pool = Pool { keys, values, rows };
    one_on(path, q, &pool, heads, scale, scores, out);
}

/// Scattered keys and values.
struct Pool<'a> {
    keys: &'a [f32],
    values: &'a [f32],
    rows: &'a [u32],
}

on_path! {
    fn one_on(q: &[f32], pool: &Pool<'_>, heads: usize, scale: f32, scores: &mut Vec<f32>, out: &mut [f32]) => body_of_one;
}

#[inline(always)]
fn body_of_one<I: InstructionSet>(
    q: &[f32],
    pool: &Pool<'_>,
    heads: usize,
    scale: f32,
    scores: &mut Vec<f32>,
    out: &mut [f32],
) {
    let dim = q.len() / heads.max(1);
    assert_eq!(dim * heads, q.len(), "attend_rows: whole heads");
    scores.clear();
    scores.resize(pool.rows.len().next_multiple_of(LANES), 0.0);
    out.fill(0.0);
    for h in 0..heads {
        let head = h * dim..(h + 1) * dim;
        let place = |row: u32| row as usize * q.len() + head.start;
        for (score, &row) in scores.iter_mut().zip(pool.rows) {
            *score = dot::<I>(&q[head.clone()], &pool.keys[place(row)..][..dim]) * scale;
        }
        weigh::<I::Floats>(scores, 0..pool.rows.len(), 0);
        let out = &mut out[head.clone()];
        for (&weight, &row) in scores.iter().zip(pool.rows) {
            let values = &pool.values[place(row)..][..dim];
            for (out, &value) in out.iter_mut().zip(values) {
                *out += weight * value;
            }
        }
    }
}
