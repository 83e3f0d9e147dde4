//! Products with ggml's blocks with AVX2.
//!
//! As with AVX-512, every format is decoded to signed weights with a scale and a minimum per lane (`decode256`), here 32
//! weights at a time. `vpmaddubsw` wants one unsigned side: it gets the magnitudes of the weights, and the activations take
//! over their signs. Two products of at most 128 * 127 fit its 16 bits.

use std::arch::x86_64::*;

use super::ahead;
use super::decode256::*;
use crate::format::BlockFormat;
use crate::ggml::{BlockRows, Row};

/// The sum over the lanes of each, in a fixed order.
#[inline]
#[target_feature(enable = "avx2")]
fn totals<const W: usize, const N: usize>(sums: [[__m256; N]; W]) -> [[f32; N]; W] {
    let mut out = [[0.0; N]; W];
    for w in 0..W {
        for n in 0..N {
            out[w][n] = sum(sums[w][n]);
        }
    }
    out
}

/// `$name` multiplies rows of one format: `$chunk` bytes hold `$runs` runs of 32 weights, `$decode` decodes one of
/// them, and `$minima` says whether its weights have minima, which are multiplied with the sums of the activations.
macro_rules! product {
    ($name:ident, $chunk:literal, $runs:literal, $minima:literal, $decode:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [Row; N]) -> [[f32; N]; W] {
            let mut sums = [[_mm256_setzero_ps(); N]; W];
            // Loops and not `map`: a closure is compiled outside of this function's target features.
            for i in 0..rows[0].len() / $chunk {
                for s in 0..$runs {
                    let mut weights = [Weights::NONE; W];
                    for w in 0..W {
                        // The chunk is there: all rows are as long as the first.
                        let Some(chunk) = rows[w][$chunk * i..].first_chunk() else {
                            unreachable!("rows of one matrix are equally long");
                        };
                        weights[w] = $decode(chunk, s);
                        if N == 1 {
                            ahead(rows[w], W, $chunk * i + $chunk / $runs * s);
                        }
                    }
                    for n in 0..N {
                        let step = &x[n].steps[$runs / 2 * i + s / 2];
                        let (q, scales) = (&step.q[s % 2 * 32..][..32], &step.scales[s % 2 * 8..][..8]);
                        // SAFETY: `q` and `scales` are 32 bytes long each, and the loads ask for no alignment.
                        let (q, scales) = unsafe {
                            (
                                _mm256_loadu_si256(q.as_ptr().cast()),
                                _mm256_loadu_ps(scales.as_ptr()),
                            )
                        };
                        let q = _mm256_xor_si256(q, _mm256_set1_epi8(-128));
                        if $minima {
                            let pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(1), q);
                            let four = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
                            let four = _mm256_mul_ps(_mm256_cvtepi32_ps(four), scales);
                            for w in 0..W {
                                sums[w][n] = _mm256_fmadd_ps(weights[w].minima, four, sums[w][n]);
                            }
                        }
                        for w in 0..W {
                            let signed = _mm256_sign_epi8(q, weights[w].q);
                            let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(weights[w].q), signed);
                            let dot = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
                            let scale = _mm256_mul_ps(weights[w].scales, scales);
                            sums[w][n] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), scale, sums[w][n]);
                        }
                    }
                }
            }
            totals(sums)
        }
    };
}

product!(q4_0, 36, 2, false, decode_q4_0);
product!(q4_1, 40, 2, true, decode_q4_1);
product!(q5_0, 44, 2, false, decode_q5_0);
product!(q5_1, 48, 2, true, decode_q5_1);
product!(q8_0, 68, 2, false, decode_q8_0);
product!(iq4_nl, 36, 2, false, decode_iq4_nl);
product!(iq4_xs, 136, 8, false, decode_iq4_xs);

/// `$name` multiplies rows of one K format: `$scales` decodes a block's scales and minima at once, `$run` thirty-two of its
/// weights, unsigned and below 64, so that two products fit 16 bits. Minima meet the sums of the activations once a block.
macro_rules! product_k {
    ($name:ident, $bytes:literal, $scales:ident, $run:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [Row; N]) -> [[f32; N]; W] {
            let mut sums = [[_mm256_setzero_ps(); N]; W];
            for i in 0..rows[0].len() / $bytes {
                let mut blocks: [&[u8; $bytes]; W] = [&[0; $bytes]; W];
                let mut scales = [[_mm256_setzero_ps(); 2]; W];
                for w in 0..W {
                    // The block is there: all rows are as long as the first.
                    let Some(block) = rows[w][$bytes * i..].first_chunk() else {
                        unreachable!("rows of one matrix are equally long");
                    };
                    blocks[w] = block;
                    let minima;
                    (scales[w], minima) = $scales(block);
                    for n in 0..N {
                        for (part, &minima) in minima.iter().enumerate() {
                            let eight = &x[n].sums[16 * i + 8 * part..][..8];
                            // SAFETY: eight numbers, and the load asks for no alignment.
                            let eight = unsafe { _mm256_loadu_ps(eight.as_ptr()) };
                            sums[w][n] = _mm256_fmadd_ps(minima, eight, sums[w][n]);
                        }
                    }
                }
                for s in 0..8 {
                    let lanes = _mm256_add_epi32(pairs(), _mm256_set1_epi32(s as i32 % 4 * 2));
                    let mut q = [_mm256_setzero_si256(); W];
                    let mut scale = [_mm256_setzero_ps(); W];
                    for w in 0..W {
                        q[w] = $run(blocks[w], s);
                        scale[w] = _mm256_permutevar8x32_ps(scales[w][s / 4], lanes);
                        if N == 1 {
                            ahead(rows[w], W, $bytes * i + $bytes / 8 * s);
                        }
                    }
                    for n in 0..N {
                        let step = &x[n].steps[4 * i + s / 2];
                        let (x, scales) = (&step.q[s % 2 * 32..][..32], &step.scales[s % 2 * 8..][..8]);
                        // SAFETY: `x` and `scales` are 32 bytes long each, and the loads ask for no alignment.
                        let (x, scales) = unsafe {
                            (
                                _mm256_loadu_si256(x.as_ptr().cast()),
                                _mm256_loadu_ps(scales.as_ptr()),
                            )
                        };
                        let x = _mm256_xor_si256(x, _mm256_set1_epi8(-128));
                        for w in 0..W {
                            let pairs = _mm256_maddubs_epi16(q[w], x);
                            let dot = _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
                            let scale = _mm256_mul_ps(scale[w], scales);
                            sums[w][n] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), scale, sums[w][n]);
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

/// The sum over the lanes, in a fixed order.
#[inline]
#[target_feature(enable = "avx2")]
fn sum(x: __m256) -> f32 {
    let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
    let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
}

/// As `scalar::multiply_blocks`. Unsafe to call on a CPU without the features.
#[target_feature(enable = "avx2,fma,f16c")]
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
        BlockFormat::Iq4Nl => all_rows!(iq4_nl, weights, row_bytes, x, out),
        BlockFormat::Iq4Xs => all_rows!(iq4_xs, weights, row_bytes, x, out),
    }
}
