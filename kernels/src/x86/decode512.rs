//! The block formats, 64 weights at a time, as the products with AVX-512 want them.

use std::arch::x86_64::*;

use super::{scales_and_minima, three_bit_scales};

/// Sixty-four decoded weights, `scales q + minima`, with a scale and a minimum for each run of four.
#[derive(Clone, Copy)]
pub(super) struct Weights {
    pub q: __m512i,
    pub scales: __m512,
    pub minima: __m512,
}

impl Weights {
    // SAFETY: all zeros are numbers in every lane.
    pub const NONE: Weights = unsafe { std::mem::zeroed() };
}

/// Lanes of four weights: two sub-blocks of 32, or four of 16.
const HALVES: [i32; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
const QUARTERS: [i32; 16] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];

/// Four signed bytes, each in the lanes that `pattern` gives it.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn spread(four: u32, pattern: &[i32; 16]) -> __m512 {
    let four = _mm512_castsi128_si512(_mm_cvtepi8_epi32(_mm_cvtsi32_si128(four.cast_signed())));
    // SAFETY: the pattern is 64 bytes long, and the load asks for no alignment.
    let lanes = unsafe { _mm512_loadu_si512(pattern.as_ptr().cast()) };
    _mm512_cvtepi32_ps(_mm512_permutexvar_epi32(lanes, four))
}

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
    let load = |at: usize| {
        let bytes: &[u8] = &bytes[at..at + 16];
        // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    };
    // Each block's bytes twice, for the low nibbles and for the high ones.
    let twice = _mm512_broadcast_i32x4(load(first));
    let twice = _mm512_mask_broadcast_i32x4(twice, 0xff00, load(second));
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
pub(super) fn decode_q4_0(blocks: &[u8; 36], _: usize) -> Weights {
    let q = _mm512_sub_epi8(nibbles(blocks, 2, 20), _mm512_set1_epi8(8));
    without_minima(q, halves(blocks, 0, 18))
}

/// Two blocks of 20 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub(super) fn decode_q4_1(blocks: &[u8; 40], _: usize) -> Weights {
    Weights {
        q: nibbles(blocks, 4, 24),
        scales: halves(blocks, 0, 20),
        minima: halves(blocks, 2, 22),
    }
}

/// Two blocks of 22 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub(super) fn decode_q5_0(blocks: &[u8; 44], _: usize) -> Weights {
    let q = _mm512_or_si512(nibbles(blocks, 6, 28), fifth_bits(blocks, 2, 24));
    without_minima(_mm512_sub_epi8(q, _mm512_set1_epi8(16)), halves(blocks, 0, 22))
}

/// Two blocks of 24 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub(super) fn decode_q5_1(blocks: &[u8; 48], _: usize) -> Weights {
    Weights {
        q: _mm512_or_si512(nibbles(blocks, 8, 32), fifth_bits(blocks, 4, 28)),
        scales: halves(blocks, 0, 24),
        minima: halves(blocks, 2, 26),
    }
}

/// Two blocks of 34 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
pub(super) fn decode_q8_0(blocks: &[u8; 68], _: usize) -> Weights {
    let q = _mm512_inserti64x4::<1>(
        _mm512_castsi256_si512(bytes32(&blocks[2..])),
        bytes32(&blocks[36..]),
    );
    without_minima(q, halves(blocks, 0, 34))
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
pub(super) fn decode_q2_k(block: &[u8; 84], s: usize) -> Weights {
    let (part, shift) = (s / 2, s % 2 * 4);
    let at = 4 * s;
    let both = u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
    let minima = _mm512_mul_ps(spread(both >> 4 & 0x0f0f_0f0f, &QUARTERS), half(block, 82));
    Weights {
        q: two_runs(&block[16 + 32 * part..], shift, shift + 2, 3),
        scales: _mm512_mul_ps(spread(both & 0x0f0f_0f0f, &QUARTERS), half(block, 80)),
        minima: _mm512_sub_ps(_mm512_setzero_ps(), minima),
    }
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
pub(super) fn decode_q3_k(block: &[u8; 110], s: usize) -> Weights {
    let (part, shift) = (s / 2, s % 2 * 4);
    let low = two_runs(&block[32 + 32 * part..], shift, shift + 2, 3);
    let high = _mm512_slli_epi16::<2>(two_runs(block, 2 * s, 2 * s + 1, 1));
    let q = _mm512_sub_epi8(_mm512_or_si512(low, high), _mm512_set1_epi8(4));
    let scales = spread(three_bit_scales(&block[96..108], s), &QUARTERS);
    let scales = _mm512_sub_ps(scales, _mm512_set1_ps(32.0));
    without_minima(q, _mm512_mul_ps(scales, half(block, 108)))
}

/// Scales and minima of the run `s` of 64 of a block of Q4_K or Q5_K.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
fn with_minima(q: __m512i, block: &[u8], s: usize) -> Weights {
    let (scales, minima) = scales_and_minima(&block[4..16]);
    let run = |eight: u64| spread((eight >> (16 * s) & 0xffff) as u32, &HALVES);
    let minima = _mm512_mul_ps(run(minima), half(block, 2));
    Weights {
        q,
        scales: _mm512_mul_ps(run(scales), half(block, 0)),
        minima: _mm512_sub_ps(_mm512_setzero_ps(), minima),
    }
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
pub(super) fn decode_q4_k(block: &[u8; 144], s: usize) -> Weights {
    with_minima(two_runs(&block[16 + 32 * s..], 0, 4, 15), block, s)
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
pub(super) fn decode_q5_k(block: &[u8; 176], s: usize) -> Weights {
    let low = two_runs(&block[48 + 32 * s..], 0, 4, 15);
    let high = _mm512_slli_epi16::<4>(two_runs(&block[16..], 2 * s, 2 * s + 1, 1));
    with_minima(_mm512_or_si512(low, high), block, s)
}

/// The run `s` of a block of 256.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
pub(super) fn decode_q6_k(block: &[u8; 210], s: usize) -> Weights {
    let (part, upper) = (s / 2, s % 2 * 4);
    let low: &[u8] = &block[64 * part..][..64];
    // SAFETY: `low` is 64 bytes long, and the load asks for no alignment.
    let low = unsafe { _mm512_loadu_si512(low.as_ptr().cast()) };
    let low = _mm512_srlv_epi64(low, _mm512_set1_epi64(upper as i64));
    let low = _mm512_and_si512(low, _mm512_set1_epi8(15));
    // The first 32 weights of the run have the lower pair of bits, the last 32 the pair above.
    let high = two_runs(&block[128 + 32 * part..], upper, upper + 2, 3);
    let q = _mm512_or_si512(low, _mm512_slli_epi16::<4>(high));
    let at = 192 + 4 * s;
    let four = u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
    let q = _mm512_sub_epi8(q, _mm512_set1_epi8(32));
    without_minima(q, _mm512_mul_ps(spread(four, &QUARTERS), half(block, 208)))
}
