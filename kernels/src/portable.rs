//! The oracle of the generic kernels: sixteen floats and sums of 8-bit products in portable Rust.

use crate::isa::{DotProduct, InstructionSet, LANES, Lanes, Tile, Vector};
use crate::tile;

/// Portable Rust.
pub(crate) struct Portable;

/// Sixteen floats in an array.
#[derive(Clone, Copy)]
pub(crate) struct Array([f32; LANES]);

/// `f` for each lane of two.
#[inline(always)]
fn each(x: Array, y: Array, f: impl Fn(f32, f32) -> f32) -> Array {
    Array(std::array::from_fn(|i| f(x.0[i], y.0[i])))
}

/// `a * b + c`, rounded once, where the CPU has no instruction for it.
///
/// The product is exact in 64 bits. Their sum is rounded to odd, which a second rounding to 32 bits cannot spoil
/// (S. Boldo, G. Melquiond, "Emulation of a FMA and correctly rounded sums", IEEE Trans. Computers 57, 2008).
#[inline(always)]
pub(crate) fn fused(a: f32, b: f32, c: f32) -> f32 {
    let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + c;
    let part = sum - product;
    let error = (product - (sum - part)) + (c - part);
    let even = sum.to_bits() & 1 == 0;
    let odd = if (error > 0.0) == (sum > 0.0) { 1 } else { -1i64 };
    // An error that is not a number comes of a sum that is infinite or none, which stays.
    let inexact = error.abs() > 0.0;
    let step = if inexact && even { odd } else { 0 };
    f64::from_bits(sum.to_bits().wrapping_add_signed(step)) as f32
}

impl Vector for Array {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Array([x; LANES])
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Self {
        Array(*x)
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn from_integers(x: [i32; LANES]) -> Self {
        Array(x.map(|x| x as f32))
    }
    #[inline(always)]
    fn plus(self, y: Self) -> Self {
        each(self, y, |x, y| x + y)
    }
    #[inline(always)]
    fn minus(self, y: Self) -> Self {
        each(self, y, |x, y| x - y)
    }
    #[inline(always)]
    fn times(self, y: Self) -> Self {
        each(self, y, |x, y| x * y)
    }
    #[inline(always)]
    fn over(self, y: Self) -> Self {
        each(self, y, |x, y| x / y)
    }
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        Array(std::array::from_fn(|i| fused(self.0[i], y.0[i], z.0[i])))
    }
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        each(self, limit, |x, limit| if x > limit { limit } else { x })
    }
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        each(self, limit, |x, limit| if x < limit { limit } else { x })
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        Array(self.0.map(f32::abs))
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        // Moved to the exponent, the low nine bits make 2^n.
        Array(
            self.0
                .map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(0x3f80_0000))),
        )
    }
    #[inline(always)]
    fn zero_where_less(self, x: Self, limit: Self) -> Self {
        let kept = |i: usize| if x.0[i] < limit.0[i] { 0.0 } else { self.0[i] };
        Array(std::array::from_fn(kept))
    }
}

impl DotProduct for Portable {
    const CHANNELS: usize = 16;
    const ROWS: usize = 1;
    const STRIPS: usize = 1;
    type Weights = [u8; 64];
    type Activation = i8;
    type Sums = [i32; 16];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], _buffer: &'a mut Vec<i16>) -> &'a [i8] {
        x
    }
    #[inline(always)]
    fn zero() -> [i32; 16] {
        [0; 16]
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], _first: usize) -> [u8; 64] {
        *block
    }
    #[inline(always)]
    fn add(mut sums: [i32; 16], weights: [u8; 64], x: &[i8; 4]) -> [i32; 16] {
        for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
            for i in 0..4 {
                *sum += i32::from(weights[i]) * i32::from(x[i]);
            }
        }
        sums
    }
    #[inline(always)]
    fn store(sums: [i32; 16], to: &mut [i32]) {
        to.copy_from_slice(&sums);
    }
}

impl InstructionSet for Portable {
    type Floats = Array;
    type Dot = Portable;
    const ROWS: usize = 1;
    const STRIPS: usize = 1;

    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        tile::body::<Portable>(x, w, sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emulated_instruction_rounds_as_the_library_does() {
        let mut state = 1u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            f32::from_bits((state >> 32) as u32)
        };
        let n = if cfg!(miri) { 1_000 } else { 1_000_000 };
        for _ in 0..n {
            let (a, b, c) = (next(), next(), next());
            // Sums that nearly cancel are where a second rounding would show.
            for c in [c, -(a * b), -(a * b) * (1.0 + f32::EPSILON), a * b * 5.0e-8] {
                let (found, expected) = (fused(a, b, c), a.mul_add(b, c));
                assert!(
                    found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(),
                    "{a:e} {b:e} {c:e}: {found:e} for {expected:e}"
                );
            }
        }
    }
}
