//! Activations in 8 bits.

use super::GROUP;
use crate::dispatch::path;
use crate::isa::{InstructionSet, on_path};
use crate::shape::{ShapeError, expect};

/// Activations `[rows, cols]` in 8 bits with a scale per row; the buffer is reused.
#[derive(Clone, Debug, Default)]
pub struct Int8Rows {
    cols: usize,
    /// Each row padded with zeros to whole groups.
    values: Vec<i8>,
    scales: Vec<f32>,
    /// What the offset of the weights adds to the products of a row: 128 times its sum.
    offsets: Vec<i32>,
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

    pub(crate) fn cols(&self) -> usize {
        self.cols
    }

    pub(super) fn values(&self) -> &[i8] {
        &self.values
    }

    /// Scale and offset of a row.
    #[inline(always)]
    pub(super) fn row(&self, n: usize) -> (f32, i32) {
        (self.scales[n], self.offsets[n])
    }

    /// Quantises row-major `x` `[_, cols]`, each row by its own largest magnitude.
    ///
    /// A row with a number that is not finite gets a scale that is not finite, and so do the
    /// products of that row: the fault is seen and not hidden.
    ///
    /// # Errors
    /// `x` is not whole rows.
    pub fn quantize(&mut self, x: &[f32], cols: usize) -> Result<(), ShapeError> {
        let rows = x.len().checked_div(cols).unwrap_or(0);
        expect("activations of an 8-bit product", rows * cols, x.len())?;
        self.cols = cols;
        self.values.resize(rows * cols.next_multiple_of(GROUP), 0);
        self.scales.resize(rows, 0.0);
        self.offsets.resize(rows, 0);
        if cols > 0 {
            round_on(
                path(),
                x,
                cols,
                &mut self.values,
                &mut self.scales,
                &mut self.offsets,
            );
        }
        Ok(())
    }
}

on_path! {
    fn round_on(x: &[f32], cols: usize, values: &mut [i8], scales: &mut [f32], offsets: &mut [i32]) => body;
}

#[inline(always)]
fn body<I: InstructionSet>(
    x: &[f32],
    cols: usize,
    values: &mut [i8],
    scales: &mut [f32],
    offsets: &mut [i32],
) {
    let rows = x
        .chunks_exact(cols)
        .zip(values.chunks_exact_mut(cols.next_multiple_of(GROUP)));
    for (((x, values), scale), offset) in rows.zip(scales).zip(offsets) {
        let (values, padding) = values.split_at_mut(cols);
        *scale = quantize_row(x, values);
        padding.fill(0);
        *offset = 128 * values.iter().map(|&v| i32::from(v)).sum::<i32>();
    }
}

/// Writes `x / scale` rounded to 8 bits and returns the scale, `max |x| / 127`.
#[inline(always)]
pub(super) fn quantize_row(x: &[f32], q: &mut [i8]) -> f32 {
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
#[inline(always)]
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
#[inline(always)]
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
    fn rows_are_padded_and_know_their_sum() {
        let mut rows = Int8Rows::new();
        rows.quantize(&[1.0; 20], 10).unwrap();
        rows.quantize(&[127.0, 1.0, -2.0, -127.0, 0.0, 0.0], 3).unwrap();
        assert_eq!(rows.values(), [127, 1, -2, 0, -127, 0, 0, 0]);
        assert_eq!(rows.row(0), (1.0, 126 * 128));
        assert_eq!(rows.row(1), (1.0, -127 * 128));
    }
}
