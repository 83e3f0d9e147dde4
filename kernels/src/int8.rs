//! 8-bit matrix products: weights with a scale per output channel, activations with a scale per row.
//!
//! `y[n, o] = (sum_i q_x[n, i] * q_w[o, i]) * (s_x[n] * s_w[o])`: the sum is exact in 32 bits, so
//! every instruction set gives the same bits.

use crate::dispatch::{Path, path};
use crate::layout::{BLOCK, Block, blocks, pack};

/// Longest row: `MAX_COLS * 255 * 128` still fits in 31 bits, so no sum overflows, not even with
/// the offset of 128 that AVX-512 VNNI's unsigned operand needs.
pub const MAX_COLS: usize = 1 << 16;

/// Output channels multiplied before the next row of activations: 64 rows of 256 bytes stay in L1
/// while a small batch passes over them.
const TILE: usize = 64;

/// A matrix or batch whose parts do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// What is wrong.
    pub what: &'static str,
    /// The size it should have.
    pub expected: usize,
    /// The size it has.
    pub found: usize,
}

impl std::fmt::Display for ShapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: expected {}, found {}",
            self.what, self.expected, self.found
        )
    }
}

impl std::error::Error for ShapeError {}

pub(crate) fn expect(what: &'static str, expected: usize, found: usize) -> Result<(), ShapeError> {
    if expected == found {
        Ok(())
    } else {
        Err(ShapeError {
            what,
            expected,
            found,
        })
    }
}

/// Weights `[rows, cols]` in 8 bits (rows are output channels), repacked for the kernels.
#[derive(Clone, Debug)]
pub struct Int8Matrix {
    rows: usize,
    cols: usize,
    weights: Vec<Block>,
    scales: Vec<f32>,
    /// 128 times each row's sum: what the offset of VNNI's unsigned operand adds to a product.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        allow(dead_code, reason = "only VNNI has the offset")
    )]
    offsets: Vec<i32>,
    /// Whether some weight is -128, which the quicker AVX2 product cannot take.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        allow(dead_code, reason = "only AVX2 has two products")
    )]
    has_lowest: bool,
}

impl Int8Matrix {
    /// Packs row-major `weights` `[rows, cols]`; the value of a weight is `weight * scales[row]`.
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
        let offset = |row: usize| {
            let row = &weights[row * cols..(row + 1) * cols];
            128 * row.iter().map(|&w| i32::from(w)).sum::<i32>()
        };
        Ok(Int8Matrix {
            rows,
            cols,
            weights: pack(weights, cols),
            scales: scales.to_vec(),
            offsets: (0..rows).map(offset).collect(),
            has_lowest: weights.contains(&i8::MIN),
        })
    }

    /// Quantises an f32 matrix `[rows, cols]` with the largest magnitude of each row at 127.
    pub fn quantize(weights: &[f32], rows: usize, cols: usize) -> Result<Self, ShapeError> {
        expect("weights of a matrix", rows.saturating_mul(cols), weights.len())?;
        let mut q = vec![0; weights.len()];
        let mut scales = vec![0.0; rows];
        for (row, scale) in scales.iter_mut().enumerate() {
            let range = row * cols..(row + 1) * cols;
            *scale = quantize_row(&weights[range.clone()], &mut q[range]);
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

    /// The weights as f32 `[rows, cols]`: for checks and for other devices.
    pub fn dequantize(&self) -> Vec<f32> {
        let mut values = Vec::with_capacity(self.rows * self.cols);
        let per_row = blocks(self.cols);
        for (row, &scale) in self.scales.iter().enumerate() {
            let packed = &self.weights[row * per_row..(row + 1) * per_row];
            let numbers = packed.iter().flat_map(|block| block.0).take(self.cols);
            values.extend(numbers.map(|q| f32::from(q) * scale));
        }
        values
    }

    /// `out[n, o] = x[n, :] · w[o, :]`, out `[x.rows(), self.rows()]`, on the machine's best path.
    pub fn multiply(&self, x: &Int8Rows, out: &mut [f32]) -> Result<(), ShapeError> {
        self.multiply_on(path(), x, out)
    }

    /// [`multiply`](Self::multiply) on a path of the caller's choice. Panics when the CPU lacks it.
    pub fn multiply_on(&self, path: Path, x: &Int8Rows, out: &mut [f32]) -> Result<(), ShapeError> {
        path.check();
        expect("columns of the activations", self.cols, x.cols)?;
        expect("output of an 8-bit product", x.rows() * self.rows, out.len())?;
        if self.cols == 0 {
            out.fill(0.0);
            return Ok(());
        }
        let per_row = blocks(self.cols);
        let mut sums = [0i32; TILE];
        for first in (0..self.rows).step_by(TILE) {
            let tile = first..(first + TILE).min(self.rows);
            let sums = &mut sums[..tile.len()];
            let weights = &self.weights[tile.start * per_row..tile.end * per_row];
            for (n, row) in x.blocks.chunks_exact(per_row).enumerate() {
                self.products(path, weights, tile.clone(), row, sums);
                let scale = x.scales[n];
                let out = &mut out[n * self.rows..][tile.clone()];
                for ((out, &sum), &w) in out.iter_mut().zip(&*sums).zip(&self.scales[tile.clone()]) {
                    *out = sum as f32 * (scale * w);
                }
            }
        }
        Ok(())
    }

    /// The integer sums of one tile of rows; `path` was checked by the caller.
    fn products(
        &self,
        path: Path,
        weights: &[Block],
        tile: std::ops::Range<usize>,
        x: &[Block],
        sums: &mut [i32],
    ) {
        match path {
            // SAFETY (this and the arms below): `path.check()` has found the CPU features that the
            // function is compiled for.
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 if self.has_lowest => unsafe { crate::x86::avx2::products_wide(weights, x, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx2 => unsafe { crate::x86::avx2::products(weights, x, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx512 => unsafe { crate::x86::avx512::products(weights, x, sums) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Path::Avx512Vnni => unsafe {
                crate::x86::avx512::products_vnni(weights, &self.offsets[tile], x, sums)
            },
            #[cfg(target_arch = "aarch64")]
            Path::Neon => crate::arm::neon::products(weights, x, sums),
            #[cfg(target_arch = "aarch64")]
            // SAFETY: as above.
            Path::NeonDot => unsafe { crate::arm::neon::products_dot(weights, x, sums) },
            _ => {
                let _ = tile;
                crate::scalar::products(weights, x, sums);
            }
        }
    }
}

/// Activations `[rows, cols]` in 8 bits with a scale per row; the buffer is reused.
#[derive(Clone, Debug, Default)]
pub struct Int8Rows {
    cols: usize,
    blocks: Vec<Block>,
    scales: Vec<f32>,
}

impl Int8Rows {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rows held.
    pub fn rows(&self) -> usize {
        self.scales.len()
    }

    /// Quantises row-major `x` `[_, cols]`, each row by its own largest magnitude.
    ///
    /// A row with a number that is not finite gets a scale that is not finite, and so do the
    /// products of that row: the fault is seen and not hidden.
    pub fn quantize(&mut self, x: &[f32], cols: usize) -> Result<(), ShapeError> {
        let rows = x.len().checked_div(cols).unwrap_or(0);
        expect("activations of an 8-bit product", rows * cols, x.len())?;
        let per_row = blocks(cols);
        self.cols = cols;
        self.scales.clear();
        self.blocks.resize(rows * per_row, Block::ZERO);
        if cols == 0 {
            return Ok(());
        }
        let packed = self.blocks.chunks_exact_mut(per_row);
        for (row, packed) in x.chunks_exact(cols).zip(packed) {
            let scale = largest(row) / 127.0;
            let inverse = inverse(scale);
            for (part, block) in row.chunks(BLOCK).zip(packed) {
                round_to(part, inverse, &mut block.0[..part.len()]);
                block.0[part.len()..].fill(0);
            }
            self.scales.push(scale);
        }
        Ok(())
    }
}

/// Writes `x / scale` rounded to 8 bits and returns the scale, `max |x| / 127`.
fn quantize_row(x: &[f32], q: &mut [i8]) -> f32 {
    let scale = largest(x) / 127.0;
    round_to(x, inverse(scale), q);
    scale
}

pub(crate) fn inverse(scale: f32) -> f32 {
    // A row of zeros, or of numbers too small to invert, becomes zeros.
    let inverse = 1.0 / scale;
    if inverse.is_finite() { inverse } else { 0.0 }
}

/// Largest magnitude; NaN when there is a NaN.
pub(crate) fn largest(x: &[f32]) -> f32 {
    // In sixteen lanes so that the compiler makes vector code of it. As integers, the magnitudes
    // of floats order like floats, with NaN on top.
    let mut lanes = [0u32; 16];
    let (whole, rest) = x.as_chunks::<16>();
    for part in whole {
        for (lane, v) in lanes.iter_mut().zip(part) {
            *lane = (*lane).max(v.to_bits() & 0x7fff_ffff);
        }
    }
    for v in rest {
        lanes[0] = lanes[0].max(v.to_bits() & 0x7fff_ffff);
    }
    f32::from_bits(lanes.into_iter().max().unwrap_or(0))
}

/// Rounds `x * inverse` to the nearest integer, ties to even.
pub(crate) fn round_to(x: &[f32], inverse: f32, q: &mut [i8]) {
    // Adding 1.5 * 2^23 leaves the rounded integer in the low bits of the sum: the same on every
    // path, and without a call into libm where SSE4.1 is missing.
    const SHIFT: f32 = 12_582_912.0;
    for (q, &x) in q.iter_mut().zip(x) {
        *q = (x * inverse + SHIFT).to_bits() as u8 as i8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantising_rounds_to_even_and_keeps_the_ends() {
        let mut q = [0; 6];
        let scale = quantize_row(&[127.0, -127.0, 0.5, 1.5, -2.5, 0.0], &mut q);
        assert_eq!(scale, 1.0);
        assert_eq!(q, [127, -127, 0, 2, -2, 0]);
        assert_eq!(quantize_row(&[0.0; 6], &mut q), 0.0);
        assert_eq!(q, [0; 6]);
        assert_eq!(quantize_row(&[], &mut []), 0.0);
    }

    #[test]
    fn denormal_rows_become_zero_and_do_not_blow_up() {
        let mut q = [1; 2];
        let scale = quantize_row(&[1e-42, -1e-42], &mut q);
        assert!(scale.is_finite());
        assert_eq!(q, [0, 0]);
    }

    #[test]
    fn a_number_that_is_not_finite_shows_in_its_row_only() {
        let w = Int8Matrix::quantize(&[1.0, 2.0], 1, 2).unwrap();
        let mut x = Int8Rows::new();
        x.quantize(&[f32::NAN, 1.0, 1.0, 1.0, f32::INFINITY, 0.0], 2)
            .unwrap();
        let mut out = [0.0; 3];
        w.multiply(&x, &mut out).unwrap();
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
        assert!(w.multiply(&x, &mut [0.0; 4]).is_err());
        x.quantize(&[0.0; 6], 3).unwrap();
        assert!(w.multiply(&x, &mut [0.0; 3]).is_err());
        let error = w.multiply(&x, &mut []).unwrap_err();
        assert_eq!(
            error.to_string(),
            "output of an 8-bit product: expected 4, found 0"
        );
    }

    #[test]
    fn a_matrix_without_columns_gives_zeros() {
        let w = Int8Matrix::new(&[], &[1.0; 3], 3, 0).unwrap();
        let x = Int8Rows::new();
        w.multiply(&x, &mut []).unwrap();
        let none = Int8Matrix::new(&[], &[], 0, 4).unwrap();
        let mut rows = Int8Rows::new();
        rows.quantize(&[1.0; 8], 4).unwrap();
        none.multiply(&rows, &mut []).unwrap();
    }
}
