//! The block formats, 64 weights at a time, as the products with AVX-512 want them.

use std::arch::x86_64::*;

use super::{eight_scales, scales_and_minima, three_bit_scales};
use crate::format::LEVELS;

/// Sixty-four decoded weights, `scales q + minima`, with a scale and a minimum for each run of four.
#[derive(Clone, Copy)]
struct Weights {
    pub q: __m512i,
    pub scales: __m512,
    pub minima: __m512,
}

/// Registers of 64 weights in a run of 256.
pub(super) const STEPS: usize = 4;

/// The first number of each quarter of four registers side by side: lane `4 L + s` is that of quarter `L` of register `s`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn interleave(x: [__m512i; STEPS]) -> __m512 {
    let (first, last) = (
        _mm512_unpacklo_epi32(x[0], x[1]),
        _mm512_unpacklo_epi32(x[2], x[3]),
    );
    _mm512_castsi512_ps(_mm512_unpacklo_epi64(first, last))
}

/// Sixteen numbers in their order, `4 s + L`, brought into the order `4 L + s`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn turned(x: __m512) -> __m512 {
    let order = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
    _mm512_permutexvar_ps(order, x)
}

/// A format as runs of 256 weights (fewer at the end of a row of small blocks). The methods may be called only where AVX-512 F,
/// BW, VL and VNNI are: that is what their `SAFETY` rests on.
pub(super) trait Runs {
    /// Bytes of a whole run.
    const BYTES: usize;
    /// Whether something is added to the scaled weights.
    const MINIMA: bool;
    /// Weights `64 s` to `64 s + 63`, signed or below 128.
    fn step(run: &[u8], s: usize) -> __m512i;
    /// The factor of each sixteen weights and what is added to them; lane `4 L + s` is that of quarter `L` of step `s`.
    fn scales(run: &[u8]) -> Scales;
}

/// A format of small blocks, two of which are a step of `$chunk` bytes.
macro_rules! small {
    ($name:ident, $chunk:literal, $minima:literal, $decode:ident) => {
        pub(super) struct $name;

        impl Runs for $name {
            const BYTES: usize = STEPS * $chunk;
            const MINIMA: bool = $minima;

            #[inline(always)]
            fn step(run: &[u8], s: usize) -> __m512i {
                let Some(chunk) = run[$chunk * s..].first_chunk() else {
                    unreachable!("a run is whole steps");
                };
                // SAFETY: see `Runs`.
                unsafe { $decode(chunk).q }
            }
            #[inline(always)]
            fn scales(run: &[u8]) -> Scales {
                // SAFETY: see `Runs`.
                unsafe {
                    let mut both = [[_mm512_setzero_si512(); STEPS]; 2];
                    for (s, chunk) in run.as_chunks().0.iter().enumerate() {
                        let weights = $decode(chunk);
                        both[0][s] = _mm512_castps_si512(weights.scales);
                        both[1][s] = _mm512_castps_si512(weights.minima);
                    }
                    (interleave(both[0]), interleave(both[1]))
                }
            }
        }
    };
}

small!(Q4_0, 36, false, decode_q4_0);
small!(Q4_1, 40, true, decode_q4_1);
small!(Q5_0, 44, false, decode_q5_0);
small!(Q5_1, 48, true, decode_q5_1);
small!(Q8_0, 68, false, decode_q8_0);
small!(Iq4Nl, 36, false, decode_iq4_nl);

/// A format of blocks of 256 weights, one of which is a run.
macro_rules! large {
    ($name:ident, $bytes:literal, $minima:literal, $scales:ident, $run:ident) => {
        pub(super) struct $name;

        impl Runs for $name {
            const BYTES: usize = $bytes;
            const MINIMA: bool = $minima;

            #[inline(always)]
            fn step(run: &[u8], s: usize) -> __m512i {
                let Some(block) = run.first_chunk() else {
                    unreachable!("a run is a whole block");
                };
                // SAFETY: see `Runs`.
                unsafe { $run(block, s) }
            }
            #[inline(always)]
            fn scales(run: &[u8]) -> Scales {
                let Some(block) = run.first_chunk() else {
                    unreachable!("a run is a whole block");
                };
                // SAFETY: see `Runs`.
                unsafe {
                    let (scales, minima) = $scales(block);
                    (turned(scales), turned(minima))
                }
            }
        }
    };
}

large!(Q2K, 84, true, scales_q2_k, run_q2_k);
large!(Q3K, 110, true, scales_q3_k, run_q3_k);
large!(Q4K, 144, true, scales_q4_k, run_q4_k);
large!(Q5K, 176, true, scales_q5_k, run_q5_k);
large!(Q6K, 210, true, scales_q6_k, run_q6_k);
large!(Iq4Xs, 136, false, scales_iq4_xs, run_iq4_xs);

/// The 16-bit float at `at` in every lane.
#[inline]
#[target_feature(enable = "avx512f,f16c")]
fn half(bytes: &[u8], at: usize) -> __m512 {
    let bits = i16::from_le_bytes([bytes[at], bytes[at + 1]]);
    _mm512_broadcastss_ps(_mm_cvtph_ps(_mm_set1_epi16(bits)))
}

/// The 16-bit floats at `first` and `second`, each in eight lanes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn halves(bytes: &[u8], first: usize, second: usize) -> __m512 {
    let scale = |at: usize| _mm_set1_epi16(i16::from_le_bytes([bytes[at], bytes[at + 1]]));
    _mm512_cvtph_ps(_mm256_set_m128i(scale(second), scale(first)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn bytes16(bytes: &[u8]) -> __m128i {
    let bytes: &[u8] = &bytes[..16];
    // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn bytes32(bytes: &[u8]) -> __m256i {
    let bytes: &[u8] = &bytes[..32];
    // SAFETY: `bytes` is 32 bytes long, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// Bits of 32 bytes, twice: shifted down by `first` and by `last`, and masked.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn two_runs(bytes: &[u8], first: usize, last: usize, mask: i8) -> __m512i {
    let (first, last) = (first as i64, last as i64);
    let shifts = _mm512_set_epi64(last, last, last, last, first, first, first, first);
    let twice = _mm512_srlv_epi64(_mm512_broadcast_i64x4(bytes32(bytes)), shifts);
    _mm512_and_si512(twice, _mm512_set1_epi8(mask))
}

/// Low, then high nibbles of the sixteen bytes at `first`, and those of the sixteen at `second`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn nibbles(bytes: &[u8], first: usize, second: usize) -> __m512i {
    // Each block's bytes twice, for the low nibbles and for the high ones.
    let twice = _mm512_broadcast_i32x4(bytes16(&bytes[first..]));
    let twice = _mm512_mask_broadcast_i32x4(twice, 0xff00, bytes16(&bytes[second..]));
    let q = _mm512_srlv_epi64(twice, _mm512_set_epi64(4, 4, 0, 0, 4, 4, 0, 0));
    _mm512_and_si512(q, _mm512_set1_epi8(15))
}

/// A fifth bit for each of 64 weights, from the 32 at `first` and the 32 at `second`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn fifth_bits(bytes: &[u8], first: usize, second: usize) -> __m512i {
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    _mm512_maskz_set1_epi8(u64::from(word(first)) | u64::from(word(second)) << 32, 16)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn without_minima(q: __m512i, scales: __m512) -> Weights {
    Weights {
        q,
        scales,
        minima: _mm512_setzero_ps(),
    }
}

/// Two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q4_0(blocks: &[u8; 36]) -> Weights {
    let q = _mm512_sub_epi8(nibbles(blocks, 2, 20), _mm512_set1_epi8(8));
    without_minima(q, halves(blocks, 0, 18))
}

/// Two blocks of 20 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q4_1(blocks: &[u8; 40]) -> Weights {
    Weights {
        q: nibbles(blocks, 4, 24),
        scales: halves(blocks, 0, 20),
        minima: halves(blocks, 2, 22),
    }
}

/// Two blocks of 22 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q5_0(blocks: &[u8; 44]) -> Weights {
    let q = _mm512_or_si512(nibbles(blocks, 6, 28), fifth_bits(blocks, 2, 24));
    without_minima(_mm512_sub_epi8(q, _mm512_set1_epi8(16)), halves(blocks, 0, 22))
}

/// Two blocks of 24 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q5_1(blocks: &[u8; 48]) -> Weights {
    Weights {
        q: _mm512_or_si512(nibbles(blocks, 8, 32), fifth_bits(blocks, 4, 28)),
        scales: halves(blocks, 0, 24),
        minima: halves(blocks, 2, 26),
    }
}

/// Two blocks of 34 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_q8_0(blocks: &[u8; 68]) -> Weights {
    let q = _mm512_inserti64x4::<1>(
        _mm512_castsi256_si512(bytes32(&blocks[2..])),
        bytes32(&blocks[36..]),
    );
    without_minima(q, halves(blocks, 0, 34))
}

/// What the nibbles of the sixteen bytes at `first`, and of those at `second`, stand for in the IQ4 formats.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn levels(bytes: &[u8], first: usize, second: usize) -> __m512i {
    // SAFETY: the table is sixteen bytes long, and the load asks for no alignment.
    let table = unsafe { _mm_loadu_si128(LEVELS.as_ptr().cast()) };
    _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), nibbles(bytes, first, second))
}

/// Two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn decode_iq4_nl(blocks: &[u8; 36]) -> Weights {
    without_minima(levels(blocks, 2, 20), halves(blocks, 0, 18))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_iq4_xs(block: &[u8; 136]) -> Scales {
    let eight = _mm_cvtsi64_si128(i64::from_le_bytes(eight_scales(block)));
    let scales = numbers(_mm_unpacklo_epi8(eight, eight));
    let scales = _mm512_sub_ps(scales, _mm512_set1_ps(32.0));
    (_mm512_mul_ps(scales, half(block, 0)), _mm512_setzero_ps())
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_iq4_xs(block: &[u8; 136], s: usize) -> __m512i {
    levels(block, 8 + 32 * s, 24 + 32 * s)
}

/// Sixteen bytes as numbers.
#[inline]
#[target_feature(enable = "avx512f")]
fn numbers(bytes: __m128i) -> __m512 {
    _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes))
}

/// The factor that a weight gets from every sixteenth of a block of 256, and what is added to it: `q` is unsigned here.
pub(super) type Scales = (__m512, __m512);

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_q2_k(block: &[u8; 84]) -> Scales {
    let both = bytes16(block);
    let low = _mm_and_si128(both, _mm_set1_epi8(15));
    let high = _mm_and_si128(_mm_srli_epi16::<4>(both), _mm_set1_epi8(15));
    let minima = _mm512_mul_ps(numbers(high), half(block, 82));
    (
        _mm512_mul_ps(numbers(low), half(block, 80)),
        _mm512_sub_ps(_mm512_setzero_ps(), minima),
    )
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_q2_k(block: &[u8; 84], s: usize) -> __m512i {
    let (part, shift) = (s / 2, s % 2 * 4);
    two_runs(&block[16 + 32 * part..], shift, shift + 2, 3)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_q3_k(block: &[u8; 110]) -> Scales {
    let four = |s: usize| three_bit_scales(&block[96..108], s).cast_signed();
    let scales = numbers(_mm_set_epi32(four(3), four(2), four(1), four(0)));
    let scales = _mm512_mul_ps(_mm512_sub_ps(scales, _mm512_set1_ps(32.0)), half(block, 108));
    (scales, _mm512_mul_ps(scales, _mm512_set1_ps(-4.0)))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_q3_k(block: &[u8; 110], s: usize) -> __m512i {
    let (part, shift) = (s / 2, s % 2 * 4);
    let low = two_runs(&block[32 + 32 * part..], shift, shift + 2, 3);
    let high = two_runs(block, 2 * s, 2 * s + 1, 1);
    _mm512_or_si512(low, _mm512_slli_epi16::<2>(high))
}

/// Eight scales and minima of Q4_K and Q5_K, each for two sixteenths.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_of_eight(block: &[u8]) -> Scales {
    let (scales, minima) = scales_and_minima(&block[4..16]);
    let twice = |eight: u64| {
        let eight = _mm_cvtsi64_si128(eight.cast_signed());
        numbers(_mm_unpacklo_epi8(eight, eight))
    };
    let minima = _mm512_mul_ps(twice(minima), half(block, 2));
    (
        _mm512_mul_ps(twice(scales), half(block, 0)),
        _mm512_sub_ps(_mm512_setzero_ps(), minima),
    )
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_q4_k(block: &[u8; 144]) -> Scales {
    scales_of_eight(block)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_q4_k(block: &[u8; 144], s: usize) -> __m512i {
    two_runs(&block[16 + 32 * s..], 0, 4, 15)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_q5_k(block: &[u8; 176]) -> Scales {
    scales_of_eight(block)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_q5_k(block: &[u8; 176], s: usize) -> __m512i {
    let low = two_runs(&block[48 + 32 * s..], 0, 4, 15);
    let high = two_runs(&block[16..], 2 * s, 2 * s + 1, 1);
    _mm512_or_si512(low, _mm512_slli_epi16::<4>(high))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn scales_q6_k(block: &[u8; 210]) -> Scales {
    let scales = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes16(&block[192..])));
    let scales = _mm512_mul_ps(scales, half(block, 208));
    (scales, _mm512_mul_ps(scales, _mm512_set1_ps(-32.0)))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn run_q6_k(block: &[u8; 210], s: usize) -> __m512i {
    let (part, upper) = (s / 2, s % 2 * 4);
    let low: &[u8] = &block[64 * part..][..64];
    // SAFETY: `low` is 64 bytes long, and the load asks for no alignment.
    let low = unsafe { _mm512_loadu_si512(low.as_ptr().cast()) };
    let low = _mm512_srlv_epi64(low, _mm512_set1_epi64(upper as i64));
    let low = _mm512_and_si512(low, _mm512_set1_epi8(15));
    // The first 32 weights of the run have the lower pair of bits, the last 32 the pair above.
    let high = two_runs(&block[128 + 32 * part..], upper, upper + 2, 3);
    _mm512_or_si512(low, _mm512_slli_epi16::<4>(high))
}
