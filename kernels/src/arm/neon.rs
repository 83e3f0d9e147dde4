//! 8-bit products with NEON: by `smull` and `sadalp`, and with the dot product where the CPU has it.

use std::arch::aarch64::*;
use std::arch::asm;

use crate::layout::Block;

/// As `scalar::products`.
///
/// `smull` is exact in 16 bits (`128 * 128 < 32768`), `sadalp` adds pairs into 32 bits.
pub(crate) fn products(weights: &[Block], x: &[Block], out: &mut [i32]) {
    for (row, out) in weights.chunks_exact(x.len()).zip(out) {
        // SAFETY: NEON belongs to the base of 64-bit ARM.
        *out = unsafe { row_widening(row, x) };
    }
}

#[target_feature(enable = "neon")]
fn row_widening(row: &[Block], x: &[Block]) -> i32 {
    let mut sums = [vdupq_n_s32(0); 2];
    for (w, x) in row.iter().zip(x) {
        for (w, x) in load(w).into_iter().zip(load(x)) {
            let low = vmull_s8(vget_low_s8(w), vget_low_s8(x));
            let high = vmull_high_s8(w, x);
            sums[0] = vpadalq_s16(sums[0], low);
            sums[1] = vpadalq_s16(sums[1], high);
        }
    }
    vaddvq_s32(vaddq_s32(sums[0], sums[1]))
}

/// As `scalar::products`. Unsafe to call on a CPU without the dot product.
#[target_feature(enable = "neon,dotprod")]
pub(crate) fn products_dot(weights: &[Block], x: &[Block], out: &mut [i32]) {
    for (row, out) in weights.chunks_exact(x.len()).zip(out) {
        let mut sums = [vdupq_n_s32(0); 4];
        for (w, x) in row.iter().zip(x) {
            for ((w, x), sum) in load(w).into_iter().zip(load(x)).zip(&mut sums) {
                *sum = dot(*sum, w, x);
            }
        }
        let [a, b, c, d] = sums;
        *out = vaddvq_s32(vaddq_s32(vaddq_s32(a, b), vaddq_s32(c, d)));
    }
}

/// `sdot`: each lane of `sum` gains the products of its four bytes. As assembler, because the
/// intrinsic `vdotq_s32` is not stable yet.
#[target_feature(enable = "neon,dotprod")]
fn dot(mut sum: int32x4_t, w: int8x16_t, x: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction reads and writes the named registers and nothing else, and the
    // feature is enabled by the attribute.
    unsafe {
        asm!(
            "sdot {sum:v}.4s, {w:v}.16b, {x:v}.16b",
            sum = inout(vreg) sum,
            w = in(vreg) w,
            x = in(vreg) x,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    sum
}

/// A block as four registers.
#[target_feature(enable = "neon")]
fn load(block: &Block) -> [int8x16_t; 4] {
    let (parts, _) = block.0.as_chunks::<16>();
    [0, 1, 2, 3].map(|i| {
        // SAFETY: `parts[i]` is sixteen bytes long, and the load asks for no alignment.
        unsafe { vld1q_s8(parts[i].as_ptr()) }
    })
}
