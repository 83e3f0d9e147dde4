//! The 8-bit product in tiles: as many sums as there are registers for stay there while all inputs pass.
//!
//! A tile is some rows of activations by some strips of sixteen channels. All rows meet one group of strips before the next:
//! its weights come from memory once and stay in the cache, whatever the number of rows.

use super::{Block, GROUP, Int8Rows};
use crate::epilogue::Epilogue;
use crate::isa::{DotProduct, InstructionSet, LANES, Vector, on_path};
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

#[inline(always)]
fn body<I: InstructionSet>(part: &Part<'_>, x: &Int8Rows, epilogue: &Epilogue<'_>, out: &mut [f32]) {
    let mut buffer = Vec::new();
    let values = I::Dot::prepare(x.values(), &mut buffer);
    let strips = part.scales.len() / LANES;
    let mut strip = 0;
    while strip < strips {
        let wide = const { I::Dot::STRIPS >= 4 } && strips - strip >= 4;
        let mut n = 0;
        while n < x.rows() {
            let tile = Tile {
                part,
                x,
                values,
                strip,
                n,
                epilogue,
            };
            let left = x.rows() - n;
            n += if const { I::Dot::STRIPS >= 4 } && wide {
                with_rows!(left, I::Dot::ROWS, R => multiply_tile::<I, R, 4>(&tile, out))
            } else {
                with_rows!(left, I::Dot::ROWS, R => multiply_tile::<I, R, 1>(&tile, out))
            };
        }
        strip += if wide { 4 } else { 1 };
    }
}

/// Where a tile lies.
struct Tile<'a, A> {
    part: &'a Part<'a>,
    x: &'a Int8Rows,
    /// The activations as the instruction set wants them.
    values: &'a [A],
    /// First strip.
    strip: usize,
    /// First row.
    n: usize,
    epilogue: &'a Epilogue<'a>,
}

/// `R` rows by `C` strips.
#[inline(always)]
fn multiply_tile<I: InstructionSet, const R: usize, const C: usize>(
    tile: &Tile<'_, <I::Dot as DotProduct>::Activation>,
    out: &mut [f32],
) {
    let sums = sums::<I::Dot, R, C>(tile);
    for r in 0..R {
        let (scale, offset) = tile.x.row(tile.n + r);
        for c in 0..C {
            let channel = (tile.strip + c) * LANES;
            let mut exact = sums[r][c];
            if const { I::Dot::RAISED } {
                for sum in &mut exact {
                    *sum = sum.wrapping_sub(offset);
                }
            }
            let Some(scales) = tile.part.scales[channel..].first_chunk() else {
                unreachable!("scales are padded to whole strips");
            };
            let scales = I::Floats::splat(scale).times(I::Floats::load(scales));
            let y = I::Floats::from_integers(exact).times(scales);
            let width = (tile.part.channels - channel).min(LANES);
            let place = (tile.n + r) * tile.part.channels + channel;
            tile.epilogue.write(y, channel, &mut out[place..][..width]);
        }
    }
}

/// The sums of products of a tile.
#[inline(always)]
fn sums<D: DotProduct, const R: usize, const C: usize>(
    tile: &Tile<'_, D::Activation>,
) -> [[[i32; LANES]; C]; R] {
    let groups = tile.part.groups;
    let mut strips: [&[Block]; C] = [&[]; C];
    for (c, strip) in strips.iter_mut().enumerate() {
        *strip = &tile.part.blocks[(tile.strip + c) * groups..][..groups];
    }
    let mut rows: [&[[D::Activation; GROUP]]; R] = [&[]; R];
    for (r, row) in rows.iter_mut().enumerate() {
        let values = &tile.values[(tile.n + r) * groups * GROUP..][..groups * GROUP];
        *row = &values.as_chunks().0[..groups];
    }
    let mut out = [[[0; LANES]; C]; R];
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
    out
}
