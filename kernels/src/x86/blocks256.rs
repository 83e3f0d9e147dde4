//! Products with ggml's blocks with AVX2.
//!
//! As with AVX-512, every format is decoded to signed weights and a scale per lane, here 32 weights at a time.
//! `vpmaddubsw` wants one unsigned side: it gets the magnitudes of the weights, and the activations take over
//! their signs. Two products of at most 128 * 127 fit its 16 bits.

use std::arch::x86_64::*;

use super::ahead;
use crate::ggml::{BlockFormat, BlockRows, Step};

/// Thirty-two decoded weights; a scale for each lane that four products end up in.
#[derive(Clone, Copy)]
struct Weights {
    q: __m256i,
    scales: __m256,
}

impl Weights {
    // SAFETY: all zeros are numbers in every lane.
    const NONE: Weights = unsafe { std::mem::zeroed() };
}

/// `$name` multiplies rows of one format: `$chunk` bytes hold `$steps` runs of 64 weights, and `$decode` decodes
/// half of one of them.
macro_rules! product {
    ($name:ident, $chunk:literal, $steps:literal, $decode:ident) => {
        #[inline]
        #[target_feature(enable = "avx2,fma,f16c")]
        fn $name<const W: usize, const N: usize>(rows: [&[u8]; W], x: [&[Step]; N]) -> [[f32; N]; W] {
            let mut sums = [[_mm256_setzero_ps(); N]; W];
            // Loops and not `map`: a closure is compiled outside of this function's target features.
            for i in 0..rows[0].len() / $chunk {
                for s in 0..2 * $steps {
                    let mut weights = [Weights::NONE; W];
                    for w in 0..W {
                        // The chunk is there: all rows are as long as the first.
                        let Some(chunk) = rows[w][$chunk * i..].first_chunk() else {
                            unreachable!("rows of one matrix are equally long");
                        };
                        weights[w] = $decode(chunk, s);
                        if N == 1 {
                            ahead(rows[w], W, $chunk * i + $chunk / (2 * $steps) * s);
                        }
                    }
                    for n in 0..N {
                        let step = &x[n][$steps * i + s / 2];
                        let (q, scales) = (&step.q[s % 2 * 32..][..32], &step.scales[s % 2 * 8..][..8]);
                        // SAFETY: `q` and `scales` are 32 bytes long each, and the loads ask for no alignment.
                        let (q, scales) = unsafe {
                            (
                                _mm256_loadu_si256(q.as_ptr().cast()),
                                _mm256_loadu_ps(scales.as_ptr()),
                            )
                        };
                        let q = _mm256_xor_si256(q, _mm256_set1_epi8(-128));
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
            let mut out = [[0.0; N]; W];
            for w in 0..W {
                for n in 0..N {
                    out[w][n] = sum(sums[w][n]);
                }
            }
            out
        }
    };
}

product!(q4_0, 36, 1, decode_q4_0);
product!(q8_0, 68, 1, decode_q8_0);
product!(q6_k, 210, 4, decode_q6_k);

/// The sum over the lanes, in a fixed order.
#[inline]
#[target_feature(enable = "avx2")]
fn sum(x: __m256) -> f32 {
    let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
    let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
}

/// The scale of 16 bits at `at` in every lane.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn scale(bytes: &[u8], at: usize) -> __m256 {
    _mm256_cvtph_ps(_mm_set1_epi16(i16::from_le_bytes([bytes[at], bytes[at + 1]])))
}

/// One of two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn decode_q4_0(blocks: &[u8; 36], s: usize) -> Weights {
    let block = &blocks[18 * s..][..18];
    let nibbles: &[u8] = &block[2..];
    // SAFETY: `nibbles` is sixteen bytes long, and the load asks for no alignment.
    let nibbles = unsafe { _mm_loadu_si128(nibbles.as_ptr().cast()) };
    let both = _mm256_set_m128i(_mm_srli_epi16::<4>(nibbles), nibbles);
    let q = _mm256_and_si256(both, _mm256_set1_epi8(15));
    Weights {
        q: _mm256_sub_epi8(q, _mm256_set1_epi8(8)),
        scales: scale(block, 0),
    }
}

/// One of two blocks of 34 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn decode_q8_0(blocks: &[u8; 68], s: usize) -> Weights {
    let block = &blocks[34 * s..][..34];
    let q: &[u8] = &block[2..];
    // SAFETY: `q` is 32 bytes long, and the load asks for no alignment.
    let q = unsafe { _mm256_loadu_si256(q.as_ptr().cast()) };
    Weights {
        q,
        scales: scale(block, 0),
    }
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn decode_q6_k(block: &[u8; 210], s: usize) -> Weights {
    let (part, run) = (s / 4, s % 4);
    let low: &[u8] = &block[64 * part + 32 * (run % 2)..][..32];
    let high: &[u8] = &block[128 + 32 * part..][..32];
    // SAFETY: `low` and `high` are 32 bytes long each, and the loads ask for no alignment.
    let (low, high) = unsafe {
        (
            _mm256_loadu_si256(low.as_ptr().cast()),
            _mm256_loadu_si256(high.as_ptr().cast()),
        )
    };
    let low = _mm256_srl_epi16(low, _mm_cvtsi32_si128((run / 2 * 4) as i32));
    let low = _mm256_and_si256(low, _mm256_set1_epi8(15));
    let high = _mm256_srl_epi16(high, _mm_cvtsi32_si128(2 * run as i32));
    let high = _mm256_slli_epi16::<4>(_mm256_and_si256(high, _mm256_set1_epi8(3)));
    let at = 192 + 2 * s;
    let (first, last) = (f32::from(block[at] as i8), f32::from(block[at + 1] as i8));
    let scales = _mm256_set_m128(_mm_set1_ps(last), _mm_set1_ps(first));
    Weights {
        q: _mm256_sub_epi8(_mm256_or_si256(low, high), _mm256_set1_epi8(32)),
        scales: _mm256_mul_ps(scales, scale(block, 208)),
    }
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
        BlockFormat::Q8_0 => all_rows!(q8_0, weights, row_bytes, x, out),
        BlockFormat::Q6K => all_rows!(q6_k, weights, row_bytes, x, out),
    }
}
