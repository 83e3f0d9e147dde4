//! Attention: softmax of scaled products with keys, and the values mixed by it.
//!
//! [`KeysValues`] holds what many rows look at (an encoder's own rows, what a decoder crosses over to, a window of the past)
//! packed by head; [`attend_rows`] serves one row whose keys lie scattered in a pool. Scores and mixes are chains of
//! fused steps in a fixed order, and the weights of all visible keys are added up in sixteen lanes by the key's place: how many
//! rows are computed at once, and what they do not see, changes no bit.

use std::ops::Range;

mod scattered;

pub use scattered::{attend_rows, attend_rows_on};

use crate::dispatch::{Path, path};
use crate::isa::{InstructionSet, LANES, Lanes, MAX_ROWS, MAX_STRIPS, Vector, on_path};
use crate::math;
use crate::shape::{ShapeError, expect, expect_rows};
use crate::tile;

/// Rows whose scores are held at once: four tiles, so that keys and values are read from beyond the first cache
/// a quarter as often. Over 1,500 keys that is 144 kB of scores.
const BLOCK_ROWS: usize = 4 * MAX_ROWS;

/// Scores that lie on the stack: what a row or two of a stream look at, without asking for memory.
const FEW_SCORES: usize = 512;

/// Which keys a row sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visible {
    /// All that there are.
    All,
    /// Query row n stands at key row `first + n` and sees from `back` rows before it to `ahead` rows after it, as far as there
    /// are keys. Causal: `back: usize::MAX, ahead: 0`.
    Band {
        /// Key row of the first query row.
        first: usize,
        /// Rows seen before its own.
        back: usize,
        /// Rows seen after its own.
        ahead: usize,
    },
    /// Every query row sees key rows `from..to`, as far as there are keys: rows of one frame that look at whole frames.
    Rows {
        /// First key row seen.
        from: usize,
        /// The one behind the last.
        to: usize,
    },
}

impl Visible {
    /// The keys, of `keys`, that query row `n` sees.
    fn range(self, n: usize, keys: usize) -> Range<usize> {
        match self {
            Visible::All => 0..keys,
            Visible::Rows { from, to } => {
                let end = to.min(keys);
                from.min(end)..end
            }
            Visible::Band { first, back, ahead } => {
                let at = first.saturating_add(n);
                let end = at.saturating_add(ahead).saturating_add(1).min(keys);
                at.saturating_sub(back).min(end)..end
            }
        }
    }
}

/// Keys and values of one layer, packed by head; rows are appended.
#[derive(Clone, Debug)]
pub struct KeysValues {
    head_dim: usize,
    rows: usize,
    heads: Vec<Head>,
}

/// What one head holds.
#[derive(Clone, Debug, Default)]
struct Head {
    /// Sixteen keys make a strip `[head_dim, 16]`.
    keys: Vec<Lanes>,
    /// Sixteen channels of the values make a strip `[rows, 16]`.
    values: Vec<Vec<Lanes>>,
}

impl KeysValues {
    /// Without rows; each will have `heads` heads of `head_dim` numbers.
    pub fn new(heads: usize, head_dim: usize) -> Self {
        let head = Head {
            keys: Vec::new(),
            values: vec![Vec::new(); head_dim.div_ceil(LANES)],
        };
        KeysValues {
            head_dim,
            rows: 0,
            heads: vec![head; heads],
        }
    }

    /// Rows held.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Forgets all rows, not the memory.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Forgets all rows but the first `rows`.
    pub fn truncate(&mut self, rows: usize) {
        self.rows = self.rows.min(rows);
        for head in &mut self.heads {
            head.keys.truncate(self.rows.div_ceil(LANES) * self.head_dim);
            head.values.iter_mut().for_each(|strip| strip.truncate(self.rows));
        }
    }

    /// Forgets the oldest rows, whole strips of sixteen, so that at least `rows` stay and fewer than `rows + 16`; returns how
    /// many were forgotten. Rows keep their places in the strips, so what is computed with the rest keeps its bits.
    pub fn keep_last(&mut self, rows: usize) -> usize {
        let strips = self.rows.saturating_sub(rows) / LANES;
        self.rows -= strips * LANES;
        for head in &mut self.heads {
            head.keys.drain(..strips * self.head_dim);
            for strip in &mut head.values {
                strip.drain(..strips * LANES);
            }
        }
        strips * LANES
    }

    /// Numbers of a row.
    fn width(&self) -> usize {
        self.heads.len() * self.head_dim
    }

    /// Appends `rows` rows: row i of the keys is `keys[i * stride..][..heads * head_dim]`, values alike, so that both can be
    /// columns of one product.
    ///
    /// # Errors
    /// The slices are too short, or the stride is.
    pub fn append(
        &mut self,
        rows: usize,
        keys: &[f32],
        values: &[f32],
        stride: usize,
    ) -> Result<(), ShapeError> {
        expect_rows("keys", rows, self.width(), stride, keys.len())?;
        expect_rows("values", rows, self.width(), stride, values.len())?;
        let (dim, first) = (self.head_dim, self.rows);
        self.rows += rows;
        let strips = self.rows.div_ceil(LANES);
        for (h, head) in self.heads.iter_mut().enumerate() {
            head.keys.resize(strips * dim, Lanes::ZERO);
            for i in 0..rows {
                let place = first + i;
                let strip = &mut head.keys[place / LANES * dim..][..dim];
                let keys = &keys[i * stride + h * dim..][..dim];
                for (lanes, &key) in strip.iter_mut().zip(keys) {
                    lanes.0[place % LANES] = key;
                }
                let values = &values[i * stride + h * dim..][..dim];
                for (strip, values) in head.values.iter_mut().zip(values.chunks(LANES)) {
                    let mut lanes = Lanes::ZERO;
                    lanes.0[..values.len()].copy_from_slice(values);
                    strip.push(lanes);
                }
            }
        }
        Ok(())
    }

    /// `out[n, h] = softmax over k of (scale q[n, h] · key[k, h]), times value[k, h]`, over the keys that row n sees; 0 where it
    /// sees none. Row n of the queries is `q[n * stride..][..heads * head_dim]`, out is `[rows, heads * head_dim]`.
    ///
    /// # Errors
    /// The sizes do not fit each other.
    pub fn attend(
        &self,
        rows: usize,
        q: &[f32],
        stride: usize,
        scale: f32,
        visible: Visible,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        self.attend_on(path(), rows, q, stride, scale, visible, out)
    }

    /// [`attend`](Self::attend) on a path of the caller's choice. Panics when the CPU lacks it.
    ///
    /// # Errors
    /// As [`attend`](Self::attend).
    #[allow(clippy::too_many_arguments, reason = "those of `attend`, and the path")]
    pub fn attend_on(
        &self,
        path: Path,
        rows: usize,
        q: &[f32],
        stride: usize,
        scale: f32,
        visible: Visible,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        expect_rows("queries", rows, self.width(), stride, q.len())?;
        expect("output of attention", rows * self.width(), out.len())?;
        let queries = Queries {
            q,
            stride,
            scale,
            visible,
        };
        many_on(path, self, rows, queries, out);
        Ok(())
    }
}

/// What rows ask.
#[derive(Clone, Copy)]
struct Queries<'a> {
    q: &'a [f32],
    stride: usize,
    scale: f32,
    visible: Visible,
}

on_path! {
    fn many_on(cache: &KeysValues, rows: usize, queries: Queries<'_>, out: &mut [f32]) => body;
}

#[inline(always)]
fn body<I: InstructionSet>(cache: &KeysValues, rows: usize, queries: Queries<'_>, out: &mut [f32]) {
    let (mut few, mut many) = ([0.0; FEW_SCORES], Vec::new());
    for first in (0..rows).step_by(BLOCK_ROWS) {
        let block = first..(first + BLOCK_ROWS).min(rows);
        let window = Window::of(block.clone(), cache.rows, queries.visible);
        if window.strips.is_empty() {
            out[first * cache.width()..block.end * cache.width()].fill(0.0);
            continue;
        }
        let wanted = block.len() * window.width();
        let scores = if wanted <= FEW_SCORES {
            &mut few[..wanted]
        } else {
            many.resize(wanted, 0.0);
            &mut many[..wanted]
        };
        for (h, head) in cache.heads.iter().enumerate() {
            score::<I>(
                head,
                h * cache.head_dim,
                cache.head_dim,
                block.clone(),
                &window,
                &queries,
                scores,
            );
            for (n, scores) in block.clone().zip(scores.chunks_exact_mut(window.width())) {
                let seen = queries.visible.range(n, cache.rows);
                weigh::<I::Floats>(scores, seen, window.strips.start * LANES);
            }
            let out = &mut out[first * cache.width() + h * cache.head_dim..];
            mix::<I>(head, scores, &window, cache.head_dim, cache.width(), out);
        }
    }
}

/// The keys that a block of rows looks at: whole strips from the first that a row sees to the last.
struct Window {
    strips: Range<usize>,
    /// Keys there are from the first strip on.
    keys: usize,
}

impl Window {
    fn of(block: Range<usize>, keys: usize, visible: Visible) -> Window {
        let ranges = || {
            block
                .clone()
                .map(|n| visible.range(n, keys))
                .filter(|seen| !seen.is_empty())
        };
        let start = ranges().map(|seen| seen.start).min().unwrap_or(0) / LANES;
        let end = ranges().map(|seen| seen.end).max().unwrap_or(0);
        let strips = start..end.div_ceil(LANES).max(start);
        Window {
            keys: (strips.end * LANES).min(keys) - start * LANES,
            strips,
        }
    }

    /// Scores of a row.
    fn width(&self) -> usize {
        self.strips.len() * LANES
    }
}

/// Scores of a block of rows, scaled.
#[inline(always)]
fn score<I: InstructionSet>(
    head: &Head,
    at: usize,
    dim: usize,
    block: Range<usize>,
    window: &Window,
    queries: &Queries<'_>,
    scores: &mut [f32],
) {
    let mut rows: [&[f32]; BLOCK_ROWS] = [&[]; BLOCK_ROWS];
    let count = block.len();
    for (row, n) in rows.iter_mut().zip(block) {
        *row = &queries.q[n * queries.stride + at..][..dim];
    }
    let scale = I::Floats::splat(queries.scale);
    for first in window.strips.clone().step_by(MAX_STRIPS) {
        let mut strips: [&[Lanes]; MAX_STRIPS] = [&[]; MAX_STRIPS];
        let left = MAX_STRIPS.min(window.strips.end - first);
        for (c, strip) in strips.iter_mut().enumerate().take(left) {
            *strip = &head.keys[(first + c) * dim..][..dim];
        }
        let key = (first - window.strips.start) * LANES;
        tile::product::<I>(&rows[..count], &strips[..left], |n, c, sums| {
            let place = n * window.width() + key + c * LANES;
            if let Some(place) = scores[place..].first_chunk_mut() {
                sums.times(scale).store(place);
            }
        });
    }
}

/// The values of a block of rows, mixed by their weights: row n of the result is `out[n * stride..][..dim]`.
#[inline(always)]
fn mix<I: InstructionSet>(
    head: &Head,
    weights: &[f32],
    window: &Window,
    dim: usize,
    stride: usize,
    out: &mut [f32],
) {
    let mut rows: [&[f32]; BLOCK_ROWS] = [&[]; BLOCK_ROWS];
    let weights = weights.chunks_exact(window.width());
    let count = weights.len();
    for (row, weights) in rows.iter_mut().zip(weights) {
        *row = &weights[..window.keys];
    }
    let first = window.strips.start * LANES;
    for (group, values) in head.values.chunks(MAX_STRIPS).enumerate() {
        let mut strips: [&[Lanes]; MAX_STRIPS] = [&[]; MAX_STRIPS];
        for (strip, values) in strips.iter_mut().zip(values) {
            *strip = &values[first..][..window.keys];
        }
        tile::product::<I>(&rows[..count], &strips[..values.len()], |n, c, sums| {
            let channel = (group * MAX_STRIPS + c) * LANES;
            let width = (dim - channel).min(LANES);
            out[n * stride + channel..][..width].copy_from_slice(&sums.array()[..width]);
        });
    }
}

/// Turns the scores of a row, the first of which is key `first`'s, into weights that add up to 1: 0 for keys that
/// are not `seen`.
#[inline(always)]
fn weigh<V: Vector>(scores: &mut [f32], seen: Range<usize>, first: usize) {
    if seen.is_empty() {
        return scores.fill(0.0);
    }
    let seen = seen.start - first..seen.end - first;
    scores[..seen.start].fill(f32::NEG_INFINITY);
    scores[seen.end..].fill(f32::NEG_INFINITY);
    let mut tops = V::splat(f32::NEG_INFINITY);
    for part in scores.as_chunks::<LANES>().0 {
        tops = tops.at_least(V::load(part));
    }
    let top = tops.array().into_iter().fold(f32::NEG_INFINITY, f32::max);
    let top = V::splat(top);
    let mut total = V::zero();
    for part in scores.as_chunks_mut::<LANES>().0 {
        let weight = math::exp(V::load(part).minus(top));
        total = total.plus(weight);
        weight.store(part);
    }
    let share = V::splat(1.0 / total.sum());
    for part in scores.as_chunks_mut::<LANES>().0 {
        V::load(part).times(share).store(part);
    }
}
