//! 8-bit matrix products: weights with a scale per output channel, activations with a scale per row.
//!
//! `y[n, o] = (sum_i q_x[n, i] * q_w[o, i]) * (s_x[n] * s_w[o])`: the sum is exact in 32 bits, so
//! every instruction set gives the same bits.

use std::ops::Range;

use crate::dispatch::{Path, path};
use crate::epilogue::Epilogue;
use crate::isa::LANES;
use crate::shape::{ShapeError, expect};

mod product;
mod rows;

pub use rows::Int8Rows;
pub(crate) use rows::{inverse, largest, round_to};

/// Longest row: `MAX_COLS * 255 * 128` still fits in 31 bits, so no sum overflows, not even with
/// the offset of 128 that makes weights unsigned.
pub const MAX_COLS: usize = 1 << 16;

/// Inputs whose products are added up at once.
pub(crate) const GROUP: usize = 4;

/// Four weights of each of sixteen output channels, on their cache line, raised by 128 to be unsigned: that is what the dot
/// products of x86 want on one side.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Block(pub [u8; LANES * GROUP]);

impl Block {
    /// Weights of zero.
    pub const ZERO: Block = Block([128; LANES * GROUP]);
}

/// Weights `[rows, cols]` in 8 bits (rows are output channels), repacked for the kernels.
///
/// Sixteen channels make a strip, in which four weights of each lie side by side, then the next four: a register holds
/// what one group of four activations meets, and sums stand in the lanes of their channels.
#[derive(Clone, Debug)]
pub struct Int8Matrix {
    rows: usize,
    cols: usize,
    /// `[strips, groups]`.
    blocks: Vec<Block>,
    /// Of each channel, with zeros for the last strip's missing ones.
    scales: Vec<f32>,
}

impl Int8Matrix {
    /// Packs row-major `weights` `[rows, cols]`; the value of a weight is `weight * scales[row]`.
    ///
    /// # Errors
    /// The lengths do not fit the shape, or there are more than [`MAX_COLS`] columns.
    pub fn new(weights: &[i8], scales: &[f32], rows: usize, cols: usize) -> Result<Self, ShapeError> {
        expect(
            "weights of an 8-bit matrix",
            rows.saturating_mul(cols),
            weights.len(),
        )?;
        expect("scales of an 8-bit matrix", rows, scales.len())?;
        if cols > MAX_COLS {
            return Err(ShapeError {
                what: "columns of an 8-bit matrix, at most",
                expected: MAX_COLS,
                found: cols,
            });
        }
        let groups = cols.div_ceil(GROUP);
        let mut blocks = vec![Block::ZERO; rows.div_ceil(LANES) * groups];
        for (row, weights) in weights.chunks_exact(cols.max(1)).enumerate() {
            let strip = &mut blocks[row / LANES * groups..][..groups];
            for (block, weights) in strip.iter_mut().zip(weights.chunks(GROUP)) {
                let place = &mut block.0[row % LANES * GROUP..][..GROUP];
                for (place, &weight) in place.iter_mut().zip(weights) {
                    *place = weight.cast_unsigned() ^ 0x80;
                }
            }
        }
        let mut scales = scales.to_vec();
        scales.resize(rows.next_multiple_of(LANES), 0.0);
        Ok(Int8Matrix {
            rows,
            cols,
            blocks,
            scales,
        })
    }

    /// Quantises an f32 matrix `[rows, cols]` with the largest magnitude of each row at 127.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn quantize(weights: &[f32], rows: usize, cols: usize) -> Result<Self, ShapeError> {
        expect("weights of a matrix", rows.saturating_mul(cols), weights.len())?;
        let mut q = vec![0; weights.len()];
        let mut scales = vec![0.0; rows];
        for (row, scale) in scales.iter_mut().enumerate() {
            let range = row * cols..(row + 1) * cols;
            *scale = rows::quantize_row(&weights[range.clone()], &mut q[range]);
        }
        Int8Matrix::new(&q, &scales, rows, cols)
    }

    /// Output channels.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Input channels.
    pub fn cols(&self) -> usize {
        self.cols
    }

    fn groups(&self) -> usize {
        self.cols.div_ceil(GROUP)
    }

    /// The weights as f32 `[rows, cols]`: for checks and for other devices.
    pub fn dequantize(&self) -> Vec<f32> {
        let mut values = vec![0.0; self.rows * self.cols];
        for (row, values) in values.chunks_exact_mut(self.cols.max(1)).enumerate() {
            self.unpack(row, values);
        }
        values
    }

    /// Writes one row as f32: the embedding of a token, out of the matrix that also scores all tokens.
    ///
    /// # Errors
    /// There is no such row, or `out` is not as long as a row.
    pub fn dequantize_row(&self, row: usize, out: &mut [f32]) -> Result<(), ShapeError> {
        if row >= self.rows {
            return Err(ShapeError {
                what: "row of an 8-bit matrix, below",
                expected: self.rows,
                found: row,
            });
        }
        expect("a row of an 8-bit matrix", self.cols, out.len())?;
        self.unpack(row, out);
        Ok(())
    }

    fn unpack(&self, row: usize, out: &mut [f32]) {
        let strip = &self.blocks[row / LANES * self.groups()..][..self.groups()];
        let scale = self.scales[row];
        for (block, out) in strip.iter().zip(out.chunks_mut(GROUP)) {
            let weights = &block.0[row % LANES * GROUP..][..GROUP];
            for (out, &weight) in out.iter_mut().zip(weights) {
                *out = f32::from((weight ^ 0x80).cast_signed()) * scale;
            }
        }
    }

    /// `out[n, o] = x[n, :] · w[o, :]`, finished by `epilogue`; out `[x.rows(), self.rows()]`.
    ///
    /// # Errors
    /// The sizes do not fit each other.
    pub fn multiply(&self, x: &Int8Rows, epilogue: Epilogue<'_>, out: &mut [f32]) -> Result<(), ShapeError> {
        self.multiply_on(path(), x, epilogue, out)
    }

    /// [`multiply`](Self::multiply) on a path of the caller's choice. Panics when the CPU lacks it.
    ///
    /// # Errors
    /// As [`multiply`](Self::multiply).
    pub fn multiply_on(
        &self,
        path: Path,
        x: &Int8Rows,
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        self.channels_on(path, 0..self.rows, x, epilogue, out)
    }

    /// [`multiply`](Self::multiply) for some output channels only, so that threads can share a product of few rows: out
    /// `[x.rows(), channels.len()]`, and the bias is that of these channels.
    ///
    /// # Errors
    /// The sizes do not fit each other, or `channels` begins at no multiple of 16.
    pub fn multiply_channels(
        &self,
        channels: Range<usize>,
        x: &Int8Rows,
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        self.channels_on(path(), channels, x, epilogue, out)
    }

    fn channels_on(
        &self,
        path: Path,
        channels: Range<usize>,
        x: &Int8Rows,
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> Result<(), ShapeError> {
        expect("columns of the activations", self.cols, x.cols())?;
        expect_channels(&channels, self.rows)?;
        epilogue.check(channels.len())?;
        expect("output of an 8-bit product", x.rows() * channels.len(), out.len())?;
        if channels.is_empty() {
            return Ok(());
        }
        let first = channels.start / LANES;
        let strips = first..channels.end.div_ceil(LANES);
        let part = product::Part {
            blocks: &self.blocks[strips.start * self.groups()..strips.end * self.groups()],
            groups: self.groups(),
            scales: &self.scales[strips.start * LANES..strips.end * LANES],
            channels: channels.len(),
        };
        product::multiply_on(path, &part, x, &epilogue, out);
        Ok(())
    }
}

/// Whether `channels` are some of `rows`, from the beginning of a strip on.
pub(crate) fn expect_channels(channels: &Range<usize>, rows: usize) -> Result<(), ShapeError> {
    expect(
        "first channel, a multiple of 16",
        channels.start / LANES * LANES,
        channels.start,
    )?;
    if channels.end > rows || channels.start > channels.end {
        return Err(ShapeError {
            what: "last channel, at most",
            expected: rows,
            found: channels.end,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Epilogue<'static> = Epilogue::NONE;

    #[test]
    fn a_number_that_is_not_finite_shows_in_its_row_only() {
        let w = Int8Matrix::quantize(&[1.0, 2.0], 1, 2).unwrap();
        let mut x = Int8Rows::new();
        x.quantize(&[f32::NAN, 1.0, 1.0, 1.0, f32::INFINITY, 0.0], 2)
            .unwrap();
        let mut out = [0.0; 3];
        w.multiply(&x, NONE, &mut out).unwrap();
        assert!(!out[0].is_finite() && out[1].is_finite() && !out[2].is_finite());
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        assert!(Int8Matrix::new(&[0; 5], &[1.0; 2], 2, 3).is_err());
        assert!(Int8Matrix::new(&[0; 6], &[1.0; 3], 2, 3).is_err());
        let w = Int8Matrix::new(&[1; 6], &[1.0; 2], 2, 3).unwrap();
        let mut x = Int8Rows::new();
        assert!(x.quantize(&[0.0; 7], 3).is_err());
        x.quantize(&[0.0; 8], 4).unwrap();
        assert!(w.multiply(&x, NONE, &mut [0.0; 4]).is_err());
        x.quantize(&[0.0; 6], 3).unwrap();
        assert!(w.multiply(&x, NONE, &mut [0.0; 3]).is_err());
        let error = w.multiply(&x, NONE, &mut []).unwrap_err();
        assert_eq!(
            error.to_string(),
            "output of an 8-bit product: expected 4, found 0"
        );
        let bias = Epilogue {
            bias: Some(&[1.0]),
            ..NONE
        };
        assert!(w.multiply(&x, bias, &mut [0.0; 4]).is_err());
        assert!(w.multiply_channels(1..2, &x, NONE, &mut [0.0; 2]).is_err());
        assert!(w.multiply_channels(0..3, &x, NONE, &mut [0.0; 6]).is_err());
        assert!(w.dequantize_row(2, &mut [0.0; 3]).is_err());
        assert!(w.dequantize_row(1, &mut [0.0; 2]).is_err());
    }

    #[test]
    fn a_matrix_without_columns_gives_zeros() {
        let w = Int8Matrix::new(&[], &[1.0; 3], 3, 0).unwrap();
        let x = Int8Rows::new();
        w.multiply(&x, NONE, &mut []).unwrap();
        let none = Int8Matrix::new(&[], &[], 0, 4).unwrap();
        let mut rows = Int8Rows::new();
        rows.quantize(&[1.0; 8], 4).unwrap();
        none.multiply(&rows, NONE, &mut []).unwrap();
    }
}
