//! The 8-bit product in tiles: as many sums as there are registers for stay there while all inputs pass.
//!
//! A tile is some rows of activations by some strips of sixteen channels. All rows meet one group of strips before the next:
//! its weights come from memory once and stay in the cache, whatever the number of rows.

use std::cell::Cell;

use super::{Block, GROUP, Int8Rows};
use crate::epilogue::Epilogue;
use crate::isa::{DotProduct, InstructionSet, LANES, MAX_ROWS, MAX_STRIPS, Vector, on_path};
use crate::tile::with_rows;

/// Some strips of a matrix.
pub(super) struct Part<'a> {
    /// `[strips, groups]`.
    pub blocks: &'a [Block],
    pub groups: usize,
    /// Of each channel of the strips.
    pub scales: &'a [f32],
    /// Channels wanted: all but the last strip's are.
    pub channels: usize,
}

on_path! {
    pub(super) fn multiply_on(part: &Part<'_>, x: &Int8Rows, epilogue: &Epilogue<'_>, out: &mut [f32]) => body;
}

thread_local! {
    /// Activations in the width that a set wants them, see [`DotProduct::prepare`].
    static WIDENED: Cell<Vec<i16>> = const { Cell::new(Vec::new()) };
}

/// The sums of a tile: rows by strips.
type Sums = [[[i32; LANES]; MAX_STRIPS]; MAX_ROWS];

#[inline(always)]
fn body<I: InstructionSet>(part: &Part<'_>, x: &Int8Rows, epilogue: &Epilogue<'_>, out: &mut [f32]) {
    // Out of its place and back: a product asks for memory once a thread, not once a call.
    let mut buffer = WIDENED.take();
    let activations = I::Dot::prepare(x.values(), &mut buffer);
    let strips = part.scales.len() / LANES;
    let mut exact = [[[0; LANES]; MAX_STRIPS]; MAX_ROWS];
    let mut strip = 0;
    while strip < strips {
        let wide = const { I::Dot::STRIPS >= 4 } && strips - strip >= 4;
        let width = if wide { 4 } else { 1 };
        let blocks = &part.blocks[strip * part.groups..][..width * part.groups];
        let mut n = 0;
        while n < x.rows() {
            let left = x.rows() - n;
            let rows = &activations[n * part.groups * GROUP..];
            let count = if const { I::Dot::STRIPS >= 4 } && wide {
                with_rows!(left, I::Dot::ROWS, R => add_up::<I::Dot, R, 4>(blocks, rows, &mut exact))
            } else {
                with_rows!(left, I::Dot::ROWS, R => add_up::<I::Dot, R, 1>(blocks, rows, &mut exact))
            };
            for (n, exact) in (n..).zip(&exact[..count]) {
                for (channel, exact) in (strip * LANES..).step_by(LANES).zip(&exact[..width]) {
                    let y = scaled::<I>(part, x.row(n), channel, *exact);
                    let width = (part.channels - channel).min(LANES);
                    let out = &mut out[n * part.channels + channel..][..width];
                    epilogue.write(y, channel, out);
                }
            }
            n += count;
        }
        strip += width;
    }
    WIDENED.set(buffer);
}

/// Sixteen products out of their exact sums.
#[inline(always)]
fn scaled<I: InstructionSet>(
    part: &Part<'_>,
    (scale, offset): (f32, i32),
    channel: usize,
    mut exact: [i32; LANES],
) -> I::Floats {
    if const { I::Dot::RAISED } {
        for sum in &mut exact {
            *sum = sum.wrapping_sub(offset);
        }
    }
    let Some(scales) = part.scales[channel..].first_chunk() else {
        unreachable!("scales are padded to whole strips");
    };
    let scales = I::Floats::splat(scale).times(I::Floats::load(scales));
    I::Floats::from_integers(exact).times(scales)
}

/// The sums of products of the first `R` rows and the `C` strips that `blocks` holds.
#[inline(always)]
fn add_up<D: DotProduct, const R: usize, const C: usize>(
    blocks: &[Block],
    activations: &[D::Activation],
    out: &mut Sums,
) {
    let groups = blocks.len() / C;
    let mut strips: [&[Block]; C] = [&[]; C];
    for (c, strip) in strips.iter_mut().enumerate() {
        *strip = &blocks[c * groups..][..groups];
    }
    let mut rows: [&[[D::Activation; GROUP]]; R] = [&[]; R];
    for (r, row) in rows.iter_mut().enumerate() {
        let values = &activations[r * groups * GROUP..][..groups * GROUP];
        *row = &values.as_chunks().0[..groups];
    }
    for first in (0..LANES).step_by(D::CHANNELS) {
        // Loops and not `map`: a closure may be compiled outside of the features of the function around it.
        let mut sums = [[D::zero(); C]; R];
        for k in 0..groups {
            for c in 0..C {
                let block = &strips[c][k];
                if R < 6 {
                    // Few rows go through the weights as fast as memory gives them: the next strips are asked for.
                    D::ahead(block.0.as_ptr().wrapping_add(C * groups * size_of::<Block>()));
                }
                let weights = D::weights(&block.0, first);
                for r in 0..R {
                    sums[r][c] = D::add(sums[r][c], weights, &rows[r][k]);
                }
            }
        }
        for r in 0..R {
            for c in 0..C {
                D::store(sums[r][c], &mut out[r][c][first..]);
            }
        }
    }
}
