//! Products with ggml's blocks by the 8-bit dot product of AVX-512 VNNI.
//!
//! Every format is decoded to the same shape (`decode512`): 64 signed weights in a register, sixteen scales, one for each
//! lane that the dot product leaves four products in, and as many minima where the format has them. Activations are unsigned
//! (raised by 128); what that adds, 128 times the sum of the weights, is taken off before the product is added.

use std::arch::x86_64::*;

use super::ahead;
use super::decode512::*;
use crate::format::BlockFormat;
use crate::ggml::{BlockRows, Row};

/// The sum over the lanes of each, in a fixed order.
#[inline]
#[target_feature(enable = "avx512f")]
fn totals<const W: usize, const N: usize>(sums: [[__m512; N]; W]) -> [[f32; N]; W] {
    let mut out = [[0.0; N]; W];
    for w in 0..W {
        for n in 0..N {
            out[w][n] = _mm512_reduce_add_ps(sums[w][n]);
        }
    }
    out
}

/// `$name` multiplies rows of one format: `$chunk` bytes hold two blocks, 64 weights, which `$decode`
/// decodes, and `$minima` says whether its weights have minima, which are multiplied with the sums of the activations.
macro_rules! product {
    ($name:ident, $chunk:literal, $minima:literal, $decode:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [Row; N]) -> [[f32; N]; W] {
            let zero = _mm512_setzero_si512();
            let mut sums = [[_mm512_setzero_ps(); N]; W];
            // Loops and not `map`: a closure is compiled outside of this function's target features.
            for i in 0..rows[0].len() / $chunk {
                let mut weights = [Weights::NONE; W];
                let mut offsets = [zero; W];
                for w in 0..W {
                    // The chunk is there: all rows are as long as the first.
                    let Some(chunk) = rows[w][$chunk * i..].first_chunk() else {
                        unreachable!("rows of one matrix are equally long");
                    };
                    weights[w] = $decode(chunk);
                    if N == 1 {
                        ahead(rows[w], W, $chunk * i);
                    }
                    let raised = _mm512_dpbusd_epi32(zero, _mm512_set1_epi8(-128), weights[w].q);
                    offsets[w] = _mm512_sub_epi32(zero, raised);
                }
                for n in 0..N {
                    let step = &x[n].steps[i];
                    // SAFETY: a `Step` is two whole cache lines on a 64-byte boundary.
                    let (q, scales) = unsafe {
                        (
                            _mm512_load_si512(step.q.as_ptr().cast()),
                            _mm512_load_ps(step.scales.as_ptr()),
                        )
                    };
                    if $minima {
                        // The sum of each four activations: theirs raised, less four times 128.
                        let four = _mm512_dpbusd_epi32(_mm512_set1_epi32(-512), q, _mm512_set1_epi8(1));
                        let four = _mm512_mul_ps(_mm512_cvtepi32_ps(four), scales);
                        for w in 0..W {
                            sums[w][n] = _mm512_fmadd_ps(weights[w].minima, four, sums[w][n]);
                        }
                    }
                    for w in 0..W {
                        let dot = _mm512_dpbusd_epi32(offsets[w], q, weights[w].q);
                        let scale = _mm512_mul_ps(weights[w].scales, scales);
                        sums[w][n] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dot), scale, sums[w][n]);
                    }
                }
            }
            totals(sums)
        }
    };
}

product!(q4_0, 36, false, decode_q4_0);
product!(q4_1, 40, true, decode_q4_1);
product!(q5_0, 44, false, decode_q5_0);
product!(q5_1, 48, true, decode_q5_1);
product!(q8_0, 68, false, decode_q8_0);

/// `$name` multiplies rows of one K format: `$scales` decodes a block's scales and minima at once, `$run` sixty-four of its
/// weights, unsigned. Minima meet the sums of the activations once a block.
macro_rules! product_k {
    ($name:ident, $bytes:literal, $scales:ident, $run:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [Row; N]) -> [[f32; N]; W] {
            let zero = _mm512_setzero_si512();
            let mut sums = [[_mm512_setzero_ps(); N]; W];
            for i in 0..rows[0].len() / $bytes {
                let mut blocks: [&[u8; $bytes]; W] = [&[0; $bytes]; W];
                let mut scales = [_mm512_setzero_ps(); W];
                for w in 0..W {
                    // The block is there: all rows are as long as the first.
                    let Some(block) = rows[w][$bytes * i..].first_chunk() else {
                        unreachable!("rows of one matrix are equally long");
                    };
                    blocks[w] = block;
                    let minima;
                    (scales[w], minima) = $scales(block);
                    for n in 0..N {
                        let sixteen = &x[n].sums[16 * i..][..16];
                        // SAFETY: sixteen numbers, and the load asks for no alignment.
                        let sixteen = unsafe { _mm512_loadu_ps(sixteen.as_ptr()) };
                        sums[w][n] = _mm512_fmadd_ps(minima, sixteen, sums[w][n]);
                    }
                }
                for s in 0..4 {
                    let lanes = _mm512_add_epi32(quarters(), _mm512_set1_epi32(4 * s as i32));
                    let mut q = [zero; W];
                    let mut scale = [_mm512_setzero_ps(); W];
                    for w in 0..W {
                        q[w] = $run(blocks[w], s);
                        scale[w] = _mm512_permutexvar_ps(lanes, scales[w]);
                        if N == 1 {
                            ahead(rows[w], W, $bytes * i + $bytes / 4 * s);
                        }
                    }
                    for n in 0..N {
                        let step = &x[n].steps[4 * i + s];
                        // SAFETY: a `Step` is two whole cache lines on a 64-byte boundary.
                        let (x, scales) = unsafe {
                            (
                                _mm512_load_si512(step.q.as_ptr().cast()),
                                _mm512_load_ps(step.scales.as_ptr()),
                            )
                        };
                        let x = _mm512_xor_si512(x, _mm512_set1_epi8(-128));
                        for w in 0..W {
                            let dot = _mm512_cvtepi32_ps(_mm512_dpbusd_epi32(zero, q[w], x));
                            let scale = _mm512_mul_ps(scale[w], scales);
                            sums[w][n] = _mm512_fmadd_ps(dot, scale, sums[w][n]);
                        }
                    }
                }
            }
            totals(sums)
        }
    };
}

product_k!(q2_k, 84, scales_q2_k, run_q2_k);
product_k!(q3_k, 110, scales_q3_k, run_q3_k);
product_k!(q4_k, 144, scales_q4_k, run_q4_k);
product_k!(q5_k, 176, scales_q5_k, run_q5_k);
product_k!(q6_k, 210, scales_q6_k, run_q6_k);

/// As `scalar::multiply_blocks`. Unsafe to call on a CPU without the features.
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
pub(crate) fn multiply(
    format: BlockFormat,
    weights: &[u8],
    row_bytes: usize,
    x: &BlockRows,
    out: &mut [f32],
) {
    if x.rows() == 0 {
        return;
    }
    match format {
        BlockFormat::Q4_0 => all_rows!(q4_0, weights, row_bytes, x, out),
        BlockFormat::Q4_1 => all_rows!(q4_1, weights, row_bytes, x, out),
        BlockFormat::Q5_0 => all_rows!(q5_0, weights, row_bytes, x, out),
        BlockFormat::Q5_1 => all_rows!(q5_1, weights, row_bytes, x, out),
        BlockFormat::Q8_0 => all_rows!(q8_0, weights, row_bytes, x, out),
        BlockFormat::Q2K => all_rows!(q2_k, weights, row_bytes, x, out),
        BlockFormat::Q3K => all_rows!(q3_k, weights, row_bytes, x, out),
        BlockFormat::Q4K => all_rows!(q4_k, weights, row_bytes, x, out),
        BlockFormat::Q5K => all_rows!(q5_k, weights, row_bytes, x, out),
        BlockFormat::Q6K => all_rows!(q6_k, weights, row_bytes, x, out),
    }
}
