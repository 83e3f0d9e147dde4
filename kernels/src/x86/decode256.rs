//! The block formats, 32 weights at a time, as the products with AVX2 want them.

use std::arch::x86_64::*;

use super::{scales_and_minima, three_bit_scales};

/// Thirty-two decoded weights, `scales q + minima`, with a scale and a minimum for each run of four.
#[derive(Clone, Copy)]
pub(super) struct Weights {
    pub q: __m256i,
    pub scales: __m256,
    pub minima: __m256,
}

impl Weights {
    // SAFETY: all zeros are numbers in every lane.
    pub const NONE: Weights = unsafe { std::mem::zeroed() };
}

/// The 16-bit float at `at` in every lane.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn half(bytes: &[u8], at: usize) -> __m256 {
    _mm256_cvtph_ps(_mm_set1_epi16(i16::from_le_bytes([bytes[at], bytes[at + 1]])))
}

#[inline]
#[target_feature(enable = "avx2")]
fn bytes32(bytes: &[u8]) -> __m256i {
    let bytes: &[u8] = &bytes[..32];
    // SAFETY: `bytes` is 32 bytes long, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// 32 bytes shifted down and masked.
#[inline]
#[target_feature(enable = "avx2")]
fn run(bytes: &[u8], shift: usize, mask: i8) -> __m256i {
    let shifted = _mm256_srl_epi16(bytes32(bytes), _mm_cvtsi32_si128(shift as i32));
    _mm256_and_si256(shifted, _mm256_set1_epi8(mask))
}

/// Low, then high nibbles of sixteen bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn nibbles(bytes: &[u8]) -> __m256i {
    let bytes: &[u8] = &bytes[..16];
    // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
    let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
    let both = _mm256_set_m128i(_mm_srli_epi16::<4>(bytes), bytes);
    _mm256_and_si256(both, _mm256_set1_epi8(15))
}

/// A fifth bit for each of 32 weights, from four bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn fifth_bits(bytes: &[u8]) -> __m256i {
    let bits = _mm256_set1_epi32(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
    // Byte i of the result looks at byte i / 8, and in there at bit i % 8.
    let each = _mm256_set_epi64x(
        0x0303_0303_0303_0303,
        0x0202_0202_0202_0202,
        0x0101_0101_0101_0101,
        0,
    );
    let bit = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
    let set = _mm256_cmpeq_epi8(_mm256_and_si256(_mm256_shuffle_epi8(bits, each), bit), bit);
    _mm256_and_si256(set, _mm256_set1_epi8(16))
}

/// `first` in the lanes of the first sixteen weights, `last` in those of the others.
#[inline]
#[target_feature(enable = "avx2")]
fn two(first: u8, last: u8) -> __m256 {
    let number = |byte: u8| _mm_set1_ps(f32::from(byte.cast_signed()));
    _mm256_set_m128(number(last), number(first))
}

#[inline]
#[target_feature(enable = "avx2")]
fn without_minima(q: __m256i, scales: __m256) -> Weights {
    Weights {
        q,
        scales,
        minima: _mm256_setzero_ps(),
    }
}

/// One of two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q4_0(blocks: &[u8; 36], s: usize) -> Weights {
    let block = &blocks[18 * s..][..18];
    let q = _mm256_sub_epi8(nibbles(&block[2..]), _mm256_set1_epi8(8));
    without_minima(q, half(block, 0))
}

/// One of two blocks of 20 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q4_1(blocks: &[u8; 40], s: usize) -> Weights {
    let block = &blocks[20 * s..][..20];
    Weights {
        q: nibbles(&block[4..]),
        scales: half(block, 0),
        minima: half(block, 2),
    }
}

/// One of two blocks of 22 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q5_0(blocks: &[u8; 44], s: usize) -> Weights {
    let block = &blocks[22 * s..][..22];
    let q = _mm256_or_si256(nibbles(&block[6..]), fifth_bits(&block[2..]));
    without_minima(_mm256_sub_epi8(q, _mm256_set1_epi8(16)), half(block, 0))
}

/// One of two blocks of 24 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q5_1(blocks: &[u8; 48], s: usize) -> Weights {
    let block = &blocks[24 * s..][..24];
    Weights {
        q: _mm256_or_si256(nibbles(&block[8..]), fifth_bits(&block[4..])),
        scales: half(block, 0),
        minima: half(block, 2),
    }
}

/// One of two blocks of 34 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q8_0(blocks: &[u8; 68], s: usize) -> Weights {
    let block = &blocks[34 * s..][..34];
    without_minima(bytes32(&block[2..]), half(block, 0))
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q2_k(block: &[u8; 84], s: usize) -> Weights {
    let (first, last) = (block[2 * s], block[2 * s + 1]);
    let minima = _mm256_mul_ps(two(first >> 4, last >> 4), half(block, 82));
    Weights {
        q: run(&block[16 + 32 * (s / 4)..], s % 4 * 2, 3),
        scales: _mm256_mul_ps(two(first & 15, last & 15), half(block, 80)),
        minima: _mm256_sub_ps(_mm256_setzero_ps(), minima),
    }
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q3_k(block: &[u8; 110], s: usize) -> Weights {
    let low = run(&block[32 + 32 * (s / 4)..], s % 4 * 2, 3);
    let high = _mm256_slli_epi16::<2>(run(block, s, 1));
    let q = _mm256_sub_epi8(_mm256_or_si256(low, high), _mm256_set1_epi8(4));
    let four = three_bit_scales(&block[96..108], s / 2) >> (s % 2 * 16);
    let scales = _mm256_sub_ps(two(four as u8, (four >> 8) as u8), _mm256_set1_ps(32.0));
    without_minima(q, _mm256_mul_ps(scales, half(block, 108)))
}

/// Scale and minimum of the run `s` of 32 of a block of Q4_K or Q5_K.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn with_minima(q: __m256i, block: &[u8], s: usize) -> Weights {
    let (scales, minima) = scales_and_minima(&block[4..16]);
    let number = |eight: u64| _mm256_set1_ps(f32::from((eight >> (8 * s)) as u8));
    let minima = _mm256_mul_ps(number(minima), half(block, 2));
    Weights {
        q,
        scales: _mm256_mul_ps(number(scales), half(block, 0)),
        minima: _mm256_sub_ps(_mm256_setzero_ps(), minima),
    }
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q4_k(block: &[u8; 144], s: usize) -> Weights {
    with_minima(run(&block[16 + s / 2 * 32..], s % 2 * 4, 15), block, s)
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q5_k(block: &[u8; 176], s: usize) -> Weights {
    let low = run(&block[48 + s / 2 * 32..], s % 2 * 4, 15);
    let high = _mm256_slli_epi16::<4>(run(&block[16..], s, 1));
    with_minima(_mm256_or_si256(low, high), block, s)
}

/// The run `s` of 32 weights of a block of 256.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_q6_k(block: &[u8; 210], s: usize) -> Weights {
    let (part, quarter) = (s / 4, s % 4);
    let low = run(&block[64 * part + 32 * (quarter % 2)..], quarter / 2 * 4, 15);
    let high = _mm256_slli_epi16::<4>(run(&block[128 + 32 * part..], 2 * quarter, 3));
    let q = _mm256_sub_epi8(_mm256_or_si256(low, high), _mm256_set1_epi8(32));
    let scales = two(block[192 + 2 * s], block[193 + 2 * s]);
    without_minima(q, _mm256_mul_ps(scales, half(block, 208)))
}
