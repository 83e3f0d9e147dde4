//! Products with matrices of 16-bit floats where they lie, as a model file has them; nothing else is rounded.
//!
//! Each weight is widened to 32 bits, which is exact, and the sums are those of `float::dot`: a row of activations gives
//! the same bits alone and in a batch, on every instruction set.

use crate::dispatch::{Path, path};
use crate::isa::on_path;
use crate::shape::{ShapeError, expect};

/// A 16-bit float, little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfFormat {
    /// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
    F16,
    /// The upper half of a 32-bit float.
    Bf16,
}

impl HalfFormat {
    /// Both.
    pub const ALL: [HalfFormat; 2] = [HalfFormat::F16, HalfFormat::Bf16];

    /// Writes the numbers as 32-bit floats.
    ///
    /// # Errors
    /// The lengths do not fit.
    pub fn widen(self, halves: &[u8], out: &mut [f32]) -> Result<(), ShapeError> {
        expect("bytes of 16-bit floats", 2 * out.len(), halves.len())?;
        self.widen_all(halves, out);
        Ok(())
    }

    /// [`widen`](Self::widen) where the lengths are known to fit, inlined into the path of the caller.
    #[inline(always)]
    pub(crate) fn widen_all(self, halves: &[u8], out: &mut [f32]) {
        match self {
            HalfFormat::F16 => body::widen::<body::F16>(halves, out),
            HalfFormat::Bf16 => body::widen::<body::Bf16>(halves, out),
        }
    }
}

/// `out[r, n] = w[r, :] · x[n, :]` for row-major `weights` `[_, cols]` of 16-bit floats and `x` `[_, cols]`, on the
/// machine's best path. The output is `[rows of weights, rows of x]`, so that neighbouring rows can be computed side by side.
///
/// # Errors
/// The sizes do not fit each other.
pub fn multiply_halves(
    format: HalfFormat,
    weights: &[u8],
    x: &[f32],
    cols: usize,
    out: &mut [f32],
) -> Result<(), ShapeError> {
    multiply_halves_on(path(), format, weights, x, cols, out)
}

/// [`multiply_halves`] on a path of the caller's choice. Panics when the CPU lacks it.
///
/// # Errors
/// As [`multiply_halves`].
pub fn multiply_halves_on(
    path: Path,
    format: HalfFormat,
    weights: &[u8],
    x: &[f32],
    cols: usize,
    out: &mut [f32],
) -> Result<(), ShapeError> {
    expect_shapes(weights, x, cols, out)?;
    match format {
        HalfFormat::F16 => f16_on(path, weights, x, cols, out),
        HalfFormat::Bf16 => bf16_on(path, weights, x, cols, out),
    }
    Ok(())
}

fn expect_shapes(weights: &[u8], x: &[f32], cols: usize, out: &[f32]) -> Result<(), ShapeError> {
    if cols == 0 {
        return expect("columns of a product, at least", 1, 0);
    }
    let (rows, count) = (weights.len() / (2 * cols), x.len() / cols);
    expect(
        "bytes of whole rows of 16-bit floats",
        rows * 2 * cols,
        weights.len(),
    )?;
    expect("whole rows of activations", count * cols, x.len())?;
    expect("output of a product", rows * count, out.len())
}

on_path! {
    fn f16_on(weights: &[u8], x: &[f32], cols: usize, out: &mut [f32]) => body::f16;
    fn bf16_on(weights: &[u8], x: &[f32], cols: usize, out: &mut [f32]) => body::bf16;
}

mod body {
    use crate::float::body::dot;
    use crate::isa::{InstructionSet, LANES, Vector};

    /// A kind of 16-bit float, without branches, so that many are widened at once.
    pub trait Half {
        fn value(bits: u16) -> f32;
    }

    pub struct F16;
    pub struct Bf16;

    impl Half for Bf16 {
        #[inline(always)]
        fn value(bits: u16) -> f32 {
            f32::from_bits(u32::from(bits) << 16)
        }
    }

    impl Half for F16 {
        /// The exponent's bias is 15 here and 127 there. Below the smallest exponent the fraction counts steps of 2^-24: it is
        /// put behind a leading one that is taken off again. The largest exponent means infinity in both.
        #[inline(always)]
        fn value(bits: u16) -> f32 {
            const SMALLEST: u32 = 113 << 23;
            let bits = u32::from(bits);
            let magnitude = (bits & 0x7fff) << 13;
            let exponent = magnitude >> 23;
            let small = f32::from_bits(magnitude + SMALLEST) - f32::from_bits(SMALLEST);
            let bias: u32 = if exponent == 31 { 224 << 23 } else { 112 << 23 };
            let normal = magnitude + bias;
            let magnitude = if exponent == 0 { small.to_bits() } else { normal };
            f32::from_bits(magnitude | (bits & 0x8000) << 16)
        }
    }

    #[inline(always)]
    pub fn widen<H: Half>(halves: &[u8], out: &mut [f32]) {
        for (half, out) in halves.as_chunks::<2>().0.iter().zip(out) {
            *out = H::value(u16::from_le_bytes(*half));
        }
    }

    /// As `float::dot` over the widened weights.
    #[inline(always)]
    fn dot_half<I: InstructionSet, H: Half>(weights: &[u8], x: &[f32]) -> f32 {
        let (mut sums, mut wide) = (I::Floats::zero(), [0.0; LANES]);
        let (w, w_rest) = weights.as_chunks::<{ 2 * LANES }>();
        let (x, x_rest) = x.as_chunks::<LANES>();
        for (w, x) in w.iter().zip(x) {
            widen::<H>(w, &mut wide);
            sums = sums.plus(I::Floats::load(&wide).times(I::Floats::load(x)));
        }
        let (mut wide, mut last) = ([0.0; LANES], [0.0; LANES]);
        widen::<H>(w_rest, &mut wide);
        last[..x_rest.len()].copy_from_slice(x_rest);
        sums.plus(I::Floats::load(&wide).times(I::Floats::load(&last)))
            .sum()
    }

    #[inline(always)]
    pub fn f16<I: InstructionSet>(weights: &[u8], x: &[f32], cols: usize, out: &mut [f32]) {
        multiply::<I, F16>(weights, x, cols, out);
    }

    #[inline(always)]
    pub fn bf16<I: InstructionSet>(weights: &[u8], x: &[f32], cols: usize, out: &mut [f32]) {
        multiply::<I, Bf16>(weights, x, cols, out);
    }

    #[inline(always)]
    fn multiply<I: InstructionSet, H: Half>(weights: &[u8], x: &[f32], cols: usize, out: &mut [f32]) {
        let rows = weights.chunks_exact(2 * cols);
        if x.len() == cols {
            rows.zip(out)
                .for_each(|(row, out)| *out = dot_half::<I, H>(row, x));
            return;
        }
        // A row that meets several is widened once.
        let mut wide = vec![0.0; cols];
        let count = (x.len() / cols).max(1);
        for (row, out) in rows.zip(out.chunks_exact_mut(count)) {
            widen::<H>(row, &mut wide);
            for (x, out) in x.chunks_exact(cols).zip(out) {
                *out = dot::<I>(&wide, x);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_16_bits_is_widened_exactly() {
        for bits in 0..=u16::MAX {
            let (mut f16, mut bf16) = ([0.0], [0.0]);
            HalfFormat::F16.widen(&bits.to_le_bytes(), &mut f16).unwrap();
            HalfFormat::Bf16.widen(&bits.to_le_bytes(), &mut bf16).unwrap();
            assert_eq!(bf16[0].to_bits(), u32::from(bits) << 16);
            assert_eq!(
                f16[0].to_bits(),
                crate::scalar::half(bits).to_bits(),
                "{bits:#06x}"
            );
        }
    }

    #[test]
    fn a_row_gives_the_same_bits_alone_in_a_batch_and_on_every_path() {
        let (rows, cols, count) = (5, 83, 4);
        let weights: Vec<u8> = (0..2 * rows * cols)
            .map(|i| (i * 37 % 251) as u8 & 0x3f)
            .collect();
        let x: Vec<f32> = (0..cols * count).map(|i| (i * 29 % 97) as f32 - 48.0).collect();
        for format in HalfFormat::ALL {
            let mut wide = vec![0.0; rows * cols];
            format.widen(&weights, &mut wide).unwrap();
            for path in Path::available() {
                let mut together = vec![0.0; rows * count];
                multiply_halves_on(path, format, &weights, &x, cols, &mut together).unwrap();
                for (n, x) in x.chunks_exact(cols).enumerate() {
                    let mut alone = vec![0.0; rows];
                    multiply_halves_on(path, format, &weights, x, cols, &mut alone).unwrap();
                    for (r, wide) in wide.chunks_exact(cols).enumerate() {
                        let expected = {
                            let mut sum = [0.0];
                            crate::gemv(wide, x, &mut sum);
                            sum[0].to_bits()
                        };
                        assert_eq!(alone[r].to_bits(), expected, "{} {format:?}", path.name());
                        assert_eq!(together[r * count + n].to_bits(), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        let mut out = [0.0; 2];
        let mut multiply = |bytes: usize, x: usize, cols| {
            multiply_halves(HalfFormat::F16, &vec![0; bytes], &vec![0.0; x], cols, &mut out)
        };
        assert!(multiply(12, 3, 3).is_ok());
        assert!(multiply(13, 3, 3).is_err());
        assert!(multiply(12, 4, 3).is_err());
        assert!(multiply(18, 3, 3).is_err());
        assert!(multiply(12, 3, 0).is_err());
        assert!(HalfFormat::F16.widen(&[0; 3], &mut [0.0]).is_err());
    }
}
