//! Sixteen floats and sums of 8-bit products with NEON, and with its 8-bit dot product.
//!
//! SAFETY of every block below: see `isa`. NEON belongs to the base of 64-bit ARM, the dot product was found; loads and
//! stores are within arrays of the right length and ask for no alignment.

use std::arch::aarch64::*;
use std::arch::asm;

use crate::isa::{DotProduct, InstructionSet, LANES, Lanes, Tile, Vector};
use crate::tile;

/// NEON.
pub(crate) struct Neon;
/// NEON with the 8-bit dot product.
pub(crate) struct NeonDot;

/// Four registers of four.
#[derive(Clone, Copy)]
pub(crate) struct Four([float32x4_t; 4]);

/// The same instruction for each quarter.
macro_rules! four {
    ($i:ident => $one:expr) => {{
        // SAFETY: see the head of the file.
        let one = |$i: usize| unsafe { $one };
        Four([one(0), one(1), one(2), one(3)])
    }};
}

impl Vector for Four {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        four!(_i => vdupq_n_f32(x))
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Self {
        four!(i => vld1q_f32(x.as_ptr().add(4 * i)))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        for (i, part) in self.0.into_iter().enumerate() {
            // SAFETY: see the head of the file.
            unsafe { vst1q_f32(to.as_mut_ptr().add(4 * i), part) }
        }
    }
    #[inline(always)]
    fn from_integers(x: [i32; LANES]) -> Self {
        four!(i => vcvtq_f32_s32(vld1q_s32(x.as_ptr().add(4 * i))))
    }
    #[inline(always)]
    fn plus(self, y: Self) -> Self {
        four!(i => vaddq_f32(self.0[i], y.0[i]))
    }
    #[inline(always)]
    fn minus(self, y: Self) -> Self {
        four!(i => vsubq_f32(self.0[i], y.0[i]))
    }
    #[inline(always)]
    fn times(self, y: Self) -> Self {
        four!(i => vmulq_f32(self.0[i], y.0[i]))
    }
    #[inline(always)]
    fn over(self, y: Self) -> Self {
        four!(i => vdivq_f32(self.0[i], y.0[i]))
    }
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        four!(i => vfmaq_f32(z.0[i], self.0[i], y.0[i]))
    }
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        four!(i => vbslq_f32(vcgtq_f32(self.0[i], limit.0[i]), limit.0[i], self.0[i]))
    }
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        four!(i => vbslq_f32(vcltq_f32(self.0[i], limit.0[i]), limit.0[i], self.0[i]))
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        four!(i => vabsq_f32(self.0[i]))
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        four!(i => {
            let moved = vshlq_n_s32::<23>(vreinterpretq_s32_f32(self.0[i]));
            vreinterpretq_f32_s32(vaddq_s32(moved, vdupq_n_s32(0x3f80_0000)))
        })
    }
    #[inline(always)]
    fn zero_where_less(self, x: Self, limit: Self) -> Self {
        four!(i => vbslq_f32(vcltq_f32(x.0[i], limit.0[i]), vdupq_n_f32(0.0), self.0[i]))
    }
}

/// Four activations in every lane.
#[inline(always)]
fn four_in_each(x: &[i8; 4]) -> int8x16_t {
    let word = i32::from_le_bytes(x.map(i8::cast_unsigned));
    // SAFETY: see the head of the file.
    unsafe { vreinterpretq_s8_s32(vdupq_n_s32(word)) }
}

/// Weights of channels from `first` on, four registers of four channels or fewer, as signed numbers again: both sides are signed here.
#[inline(always)]
fn signed<const N: usize>(block: &[u8; 64], first: usize) -> [int8x16_t; N] {
    let block: &[u8] = &block[4 * first..][..16 * N];
    // SAFETY: see the head of the file.
    std::array::from_fn(|i| unsafe {
        let raised = vld1q_u8(block.as_ptr().add(16 * i));
        vreinterpretq_s8_u8(veorq_u8(raised, vdupq_n_u8(0x80)))
    })
}

/// `smull` is exact in 16 bits, and `sadalp` adds pairs into 32: a register of sums holds two parts for each of two channels.
impl DotProduct for Neon {
    const CHANNELS: usize = 8;
    const ROWS: usize = 4;
    const STRIPS: usize = 1;
    const RAISED: bool = false;
    type Weights = [int8x16_t; 2];
    type Activation = i8;
    type Sums = [int32x4_t; 4];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], _buffer: &'a mut Vec<i16>) -> &'a [i8] {
        x
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { [vdupq_n_s32(0); 4] }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], first: usize) -> Self::Weights {
        signed(block, first)
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i8; 4]) -> Self::Sums {
        let x = four_in_each(x);
        let [a, b, c, d] = sums;
        // SAFETY: see the head of the file.
        unsafe {
            [
                vpadalq_s16(a, vmull_s8(vget_low_s8(weights[0]), vget_low_s8(x))),
                vpadalq_s16(b, vmull_high_s8(weights[0], x)),
                vpadalq_s16(c, vmull_s8(vget_low_s8(weights[1]), vget_low_s8(x))),
                vpadalq_s16(d, vmull_high_s8(weights[1], x)),
            ]
        }
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..8];
        // SAFETY: see the head of the file.
        unsafe {
            vst1q_s32(to.as_mut_ptr(), vpaddq_s32(sums[0], sums[1]));
            vst1q_s32(to.as_mut_ptr().add(4), vpaddq_s32(sums[2], sums[3]));
        }
    }
}

impl DotProduct for NeonDot {
    const CHANNELS: usize = 16;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;
    const RAISED: bool = false;
    type Weights = [int8x16_t; 4];
    type Activation = i8;
    type Sums = [int32x4_t; 4];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], _buffer: &'a mut Vec<i16>) -> &'a [i8] {
        x
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { [vdupq_n_s32(0); 4] }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], first: usize) -> Self::Weights {
        signed(block, first)
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i8; 4]) -> Self::Sums {
        let x = four_in_each(x);
        let [a, b, c, d] = sums;
        [
            dot(a, weights[0], x),
            dot(b, weights[1], x),
            dot(c, weights[2], x),
            dot(d, weights[3], x),
        ]
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..16];
        for (i, sums) in sums.into_iter().enumerate() {
            // SAFETY: see the head of the file.
            unsafe { vst1q_s32(to.as_mut_ptr().add(4 * i), sums) }
        }
    }
}

/// `sdot`: each lane of `sum` gains the products of its four bytes. As assembler, because the
/// intrinsic `vdotq_s32` is not stable yet.
#[inline(always)]
fn dot(mut sum: int32x4_t, w: int8x16_t, x: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction reads and writes the named registers and nothing else; see also the head of the file.
    unsafe {
        asm!(
            ".arch_extension dotprod",
            "sdot {sum:v}.4s, {w:v}.16b, {x:v}.16b",
            sum = inout(vreg) sum,
            w = in(vreg) w,
            x = in(vreg) x,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    sum
}

impl InstructionSet for Neon {
    type Floats = Four;
    type Dot = Neon;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;

    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        tile::body::<Neon>(x, w, sums)
    }
}

impl InstructionSet for NeonDot {
    type Floats = Four;
    type Dot = NeonDot;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;

    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        Neon::tile(x, w, sums)
    }
}
