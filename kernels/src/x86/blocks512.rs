//! Products with ggml's blocks by the 8-bit dot product of AVX-512 VNNI.
//!
//! Every format is decoded to the same shape: 64 signed weights in a register, and sixteen scales, one for each
//! lane that the dot product leaves four products in. Activations are unsigned (raised by 128); what that adds,
//! 128 times the sum of the weights, is taken off before the product is added.

use std::arch::x86_64::*;

use super::ahead;
use crate::ggml::{BlockFormat, BlockRows, Step};

/// Sixty-four decoded weights.
#[derive(Clone, Copy)]
struct Weights {
    q: __m512i,
    scales: __m512,
}

impl Weights {
    // SAFETY: all zeros are numbers in every lane.
    const NONE: Weights = unsafe { std::mem::zeroed() };
}

/// `$name` multiplies rows of one format: `$chunk` bytes hold `$steps` runs of 64 weights, and `$decode` decodes
/// one of them.
macro_rules! product {
    ($name:ident, $chunk:literal, $steps:literal, $decode:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [&[Step]; N]) -> [[f32; N]; W] {
            let zero = _mm512_setzero_si512();
            let mut sums = [[_mm512_setzero_ps(); N]; W];
            // Loops and not `map`: a closure is compiled outside of this function's target features.
            for i in 0..rows[0].len() / $chunk {
                for s in 0..$steps {
                    let mut weights = [Weights::NONE; W];
                    let mut offsets = [zero; W];
                    for w in 0..W {
                        // The chunk is there: all rows are as long as the first.
                        let Some(chunk) = rows[w][$chunk * i..].first_chunk() else {
                            unreachable!("rows of one matrix are equally long");
                        };
                        weights[w] = $decode(chunk, s);
                        if N == 1 {
                            ahead(rows[w], W, $chunk * i + $chunk / $steps * s);
                        }
                        let raised = _mm512_dpbusd_epi32(zero, _mm512_set1_epi8(-128), weights[w].q);
                        offsets[w] = _mm512_sub_epi32(zero, raised);
                    }
                    for n in 0..N {
                        let step = &x[n][$steps * i + s];
                        // SAFETY: a `Step` is two whole cache lines on a 64-byte boundary.
                        let (q, scales) = unsafe {
                            (
                                _mm512_load_si512(step.q.as_ptr().cast()),
                                _mm512_load_ps(step.scales.as_ptr()),
                            )
                        };
                        for w in 0..W {
                            let dot = _mm512_dpbusd_epi32(offsets[w], q, weights[w].q);
                            let scale = _mm512_mul_ps(weights[w].scales, scales);
                            sums[w][n] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dot), scale, sums[w][n]);
                        }
                    }
                }
            }
            let mut out = [[0.0; N]; W];
            for w in 0..W {
                for n in 0..N {
                    out[w][n] = _mm512_reduce_add_ps(sums[w][n]);
                }
            }
            out
        }
    };
}

product!(q4_0, 36, 1, decode_q4_0);
product!(q8_0, 68, 1, decode_q8_0);
product!(q6_k, 210, 4, decode_q6_k);

/// Two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q4_0(blocks: &[u8; 36], _: usize) -> Weights {
    let nibbles = |at: usize| {
        let bytes: &[u8] = &blocks[at..at + 16];
        // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    };
    // Each block's bytes twice, for the low nibbles and for the high ones.
    let twice = _mm512_broadcast_i32x4(nibbles(2));
    let twice = _mm512_mask_broadcast_i32x4(twice, 0xff00, nibbles(20));
    let q = _mm512_srlv_epi64(twice, _mm512_set_epi64(4, 4, 0, 0, 4, 4, 0, 0));
    let q = _mm512_and_si512(q, _mm512_set1_epi8(15));
    let scale = |at: usize| _mm_set1_epi16(i16::from_le_bytes([blocks[at], blocks[at + 1]]));
    Weights {
        q: _mm512_sub_epi8(q, _mm512_set1_epi8(8)),
        scales: _mm512_cvtph_ps(_mm256_set_m128i(scale(18), scale(0))),
    }
}

/// Two blocks of 34 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q8_0(blocks: &[u8; 68], _: usize) -> Weights {
    let half = |at: usize| {
        let bytes: &[u8] = &blocks[at..at + 32];
        // SAFETY: `bytes` is 32 bytes long, and the load asks for no alignment.
        unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
    };
    let scale = |at: usize| _mm_set1_epi16(i16::from_le_bytes([blocks[at], blocks[at + 1]]));
    Weights {
        q: _mm512_inserti64x4::<1>(_mm512_castsi256_si512(half(2)), half(36)),
        scales: _mm512_cvtph_ps(_mm256_set_m128i(scale(34), scale(0))),
    }
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q6_k(block: &[u8; 210], s: usize) -> Weights {
    let (part, upper) = (s / 2, (s % 2) as i64);
    let (low, high): (&[u8], &[u8]) = (&block[64 * part..][..64], &block[128 + 32 * part..][..32]);
    // SAFETY: `low` is 64 and `high` 32 bytes long, and the loads ask for no alignment.
    let (low, high) = unsafe {
        (
            _mm512_loadu_si512(low.as_ptr().cast()),
            _mm256_loadu_si256(high.as_ptr().cast()),
        )
    };
    let low = _mm512_srlv_epi64(low, _mm512_set1_epi64(4 * upper));
    let low = _mm512_and_si512(low, _mm512_set1_epi8(15));
    // The first 32 weights of the run have the lower pair of bits, the last 32 the pair above.
    let (first, last) = (4 * upper, 4 * upper + 2);
    let high = _mm512_srlv_epi64(
        _mm512_broadcast_i64x4(high),
        _mm512_set_epi64(last, last, last, last, first, first, first, first),
    );
    let high = _mm512_slli_epi16::<4>(_mm512_and_si512(high, _mm512_set1_epi8(3)));
    let q = _mm512_sub_epi8(_mm512_or_si512(low, high), _mm512_set1_epi8(32));
    let at = 192 + 4 * s;
    let four = i32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
    let four = _mm512_castsi128_si512(_mm_cvtepi8_epi32(_mm_cvtsi32_si128(four)));
    let lanes = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    let scales = _mm512_cvtepi32_ps(_mm512_permutexvar_epi32(lanes, four));
    let d = _mm_cvtph_ps(_mm_set1_epi16(i16::from_le_bytes([block[208], block[209]])));
    Weights {
        q,
        scales: _mm512_mul_ps(scales, _mm512_broadcastss_ps(d)),
    }
}

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
        BlockFormat::Q8_0 => all_rows!(q8_0, weights, row_bytes, x, out),
        BlockFormat::Q6K => all_rows!(q6_k, weights, row_bytes, x, out),
    }
}
