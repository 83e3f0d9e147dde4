//! Products with matrices of floats, 32 or 16 bits wide, packed for many rows; nothing is rounded beforehand.

use std::ops::Range;

use crate::dispatch::{Path, path};
use crate::epilogue::Epilogue;
use crate::halves::HalfFormat;
use crate::int8::expect_channels;
use crate::isa::{InstructionSet, LANES, Lanes, MAX_STRIPS, on_path};
use crate::shape::{ShapeError, expect};
use crate::tile;

/// Weights `[rows, cols]` of floats (rows are output channels), repacked for the kernels; 16-bit floats stay such.
///
/// Sixteen channels make a strip, in which the weights of one input lie side by side. A product is a chain of fused steps
/// from the first input to the last: a row gives the same bits alone and in a batch, on every path.
#[derive(Clone, Debug)]
pub struct FloatMatrix {
    rows: usize,
    cols: usize,
    strips: Strips,
}

/// Rows of activations whose places lie on the stack.
const FEW_ROWS: usize = 8;

/// `[strips, cols, 16]`, with zeros for the last strip's missing channels.
#[derive(Clone, Debug)]
enum Strips {
    Floats(Vec<Lanes>),
    Halves(HalfFormat, Vec<HalfLanes>),
}

/// Sixteen 16-bit floats, little-endian.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
struct HalfLanes([u8; 2 * LANES]);

impl FloatMatrix {
    /// Packs row-major `weights` `[rows, cols]`.
    ///
    /// # Errors
    /// The length does not fit the shape.
    pub fn new(weights: &[f32], rows: usize, cols: usize) -> Result<Self, ShapeError> {
        expect("weights of a matrix", rows.saturating_mul(cols), weights.len())?;
        let mut strips = vec![Lanes::ZERO; rows.div_ceil(LANES) * cols];
        for (row, weights) in weights.chunks_exact(cols.max(1)).enumerate() {
            let strip = &mut strips[row / LANES * cols..][..cols];
            for (lanes, &weight) in strip.iter_mut().zip(weights) {
                lanes.0[row % LANES] = weight;
            }
        }
        Ok(FloatMatrix {
            rows,
            cols,
            strips: Strips::Floats(strips),
        })
    }

    /// Packs row-major 16-bit `weights` `[rows, cols]`, little-endian as files have them.
    ///
    /// # Errors
    /// The length does not fit the shape.
    pub fn from_halves(
        format: HalfFormat,
        weights: &[u8],
        rows: usize,
        cols: usize,
    ) -> Result<Self, ShapeError> {
        let count = rows.saturating_mul(cols);
        expect("bytes of 16-bit floats", count.saturating_mul(2), weights.len())?;
        let mut strips = vec![HalfLanes([0; 2 * LANES]); rows.div_ceil(LANES) * cols];
        for (row, weights) in weights.chunks_exact((2 * cols).max(1)).enumerate() {
            let strip = &mut strips[row / LANES * cols..][..cols];
            for (lanes, weight) in strip.iter_mut().zip(weights.as_chunks::<2>().0) {
                lanes.0[row % LANES * 2..][..2].copy_from_slice(weight);
            }
        }
        Ok(FloatMatrix {
            rows,
            cols,
            strips: Strips::Halves(format, strips),
        })
    }

    /// Output channels.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Input channels.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Writes one row: the embedding of a token, out of the matrix that also scores all tokens.
    ///
    /// # Errors
    /// There is no such row, or `out` is not as long as a row.
    pub fn dequantize_row(&self, row: usize, out: &mut [f32]) -> Result<(), ShapeError> {
        if row >= self.rows {
            return Err(ShapeError {
                what: "row of a matrix, below",
                expected: self.rows,
                found: row,
            });
        }
        expect("a row of a matrix", self.cols, out.len())?;
        let strip = row / LANES * self.cols..(row / LANES + 1) * self.cols;
        match &self.strips {
            Strips::Floats(all) => {
                for (out, lanes) in out.iter_mut().zip(&all[strip]) {
                    *out = lanes.0[row % LANES];
                }
                Ok(())
            }
            Strips::Halves(format, all) => {
                let halves = all[strip].iter().flat_map(|lanes| {
                    let at = row % LANES * 2;
                    [lanes.0[at], lanes.0[at + 1]]
                });
                format.widen(&halves.collect::<Vec<u8>>(), out)
            }
        }
    }

    /// `out[n, o] = x[n, :] · w[o, :]`, finished by `epilogue`; `x` `[_, cols]`, out `[_, rows]`.
    ///
    /// # Errors
    /// The sizes do not fit each other.
    pub fn multiply(&self, x: &[f32], epilogue: Epilogue<'_>, out: &mut [f32]) -> Result<(), ShapeError> {
        self.multiply_on(path(), x, epilogue, out)
    }

    /// [`multiply`](Self::multiply) on a path of the caller's choice. Panics when the CPU lacks it.
    ///
    /// # Errors
    /// As [`multiply`](Self::multiply).
    pub fn multiply_on(
        &self,
        path: Path,
        x: &[f32],
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        self.channels_on(path, 0..self.rows, x, epilogue, out)
    }

    /// [`multiply`](Self::multiply) for some output channels only: out `[_, channels.len()]`, and the bias is that of these
    /// channels.
    ///
    /// # Errors
    /// The sizes do not fit each other, or `channels` begins at no multiple of 16.
    pub fn multiply_channels(
        &self,
        channels: Range<usize>,
        x: &[f32],
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        self.channels_on(path(), channels, x, epilogue, out)
    }

    fn channels_on(
        &self,
        path: Path,
        channels: Range<usize>,
        x: &[f32],
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        if self.cols == 0 {
            return expect("columns of a product, at least", 1, 0);
        }
        let count = x.len() / self.cols;
        expect("whole rows of activations", count * self.cols, x.len())?;
        expect_channels(&channels, self.rows)?;
        epilogue.check(channels.len())?;
        expect("output of a product", count * channels.len(), out.len())?;
        multiply_on(path, self, channels, x, &epilogue, out);
        Ok(())
    }

    /// `count` strips from `first` on as 32-bit floats; `buffer` may be used for them.
    #[inline(always)]
    fn strips<'a>(&'a self, first: usize, count: usize, buffer: &'a mut Vec<Lanes>) -> &'a [Lanes] {
        let range = first * self.cols..(first + count) * self.cols;
        match &self.strips {
            Strips::Floats(all) => &all[range],
            Strips::Halves(format, all) => {
                buffer.resize(range.len(), Lanes::ZERO);
                for (lanes, halves) in buffer.iter_mut().zip(&all[range]) {
                    format.widen_all(&halves.0, &mut lanes.0);
                }
                buffer
            }
        }
    }
}

on_path! {
    fn multiply_on(matrix: &FloatMatrix, channels: Range<usize>, x: &[f32], epilogue: &Epilogue<'_>, out: &mut [f32]) => body;
}

#[inline(always)]
fn body<I: InstructionSet>(
    matrix: &FloatMatrix,
    channels: Range<usize>,
    x: &[f32],
    epilogue: &Epilogue<'_>,
    out: &mut [f32],
) {
    // A few rows, as a stream has them, without asking for memory.
    let (mut few, mut many): ([&[f32]; FEW_ROWS], Vec<&[f32]>) = ([&[]; FEW_ROWS], Vec::new());
    let count = x.len() / matrix.cols;
    let rows = if count <= FEW_ROWS {
        let found = few.iter_mut().zip(x.chunks_exact(matrix.cols));
        found.for_each(|(place, row)| *place = row);
        &few[..count]
    } else {
        many.extend(x.chunks_exact(matrix.cols));
        &many
    };
    let mut buffer = Vec::new();
    let last = channels.end.div_ceil(LANES);
    for strip in (channels.start / LANES..last).step_by(MAX_STRIPS) {
        let floats = matrix.strips(strip, MAX_STRIPS.min(last - strip), &mut buffer);
        let mut strips: [&[Lanes]; MAX_STRIPS] = [&[]; MAX_STRIPS];
        let found = strips.iter_mut().zip(floats.chunks_exact(matrix.cols));
        let count = found.map(|(strip, floats)| *strip = floats).count();
        tile::product::<I>(rows, &strips[..count], |n, c, sums| {
            let channel = (strip + c) * LANES - channels.start;
            let width = (channels.len() - channel).min(LANES);
            let out = &mut out[n * channels.len() + channel..][..width];
            epilogue.write(sums, channel, out);
        });
    }
}
