//! The block formats, 32 weights at a time, as the products with AVX2 want them.

use std::arch::x86_64::*;

use super::{eight_scales, scales_and_minima, three_bit_scales};
use crate::format::LEVELS;

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
fn bytes16(bytes: &[u8]) -> __m128i {
    let bytes: &[u8] = &bytes[..16];
    // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
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
    let bytes = bytes16(bytes);
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

/// The lanes of the first two of eight numbers, each for four lanes.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn pairs() -> __m256i {
    _mm256_set_epi32(1, 1, 1, 1, 0, 0, 0, 0)
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

/// What the low, then the high nibbles of sixteen bytes stand for in the IQ4 formats.
#[inline]
#[target_feature(enable = "avx2")]
fn levels(bytes: &[u8]) -> __m256i {
    // SAFETY: the table is sixteen bytes long, and the load asks for no alignment.
    let table = unsafe { _mm_loadu_si128(LEVELS.as_ptr().cast()) };
    _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), nibbles(bytes))
}

/// One of two blocks of 18 bytes.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_iq4_nl(blocks: &[u8; 36], s: usize) -> Weights {
    let block = &blocks[18 * s..][..18];
    without_minima(levels(&block[2..]), half(block, 0))
}

/// One of the eight runs of a block.
#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn decode_iq4_xs(block: &[u8; 136], s: usize) -> Weights {
    let scale = _mm256_set1_ps(f32::from(eight_scales(block)[s]) - 32.0);
    without_minima(levels(&block[8 + 16 * s..]), _mm256_mul_ps(scale, half(block, 0)))
}

/// Sixteen bytes as numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn numbers(bytes: __m128i) -> [__m256; 2] {
    let (first, last) = (
        _mm256_cvtepu8_epi32(bytes),
        _mm256_cvtepu8_epi32(_mm_srli_si128::<8>(bytes)),
    );
    [_mm256_cvtepi32_ps(first), _mm256_cvtepi32_ps(last)]
}

#[inline]
#[target_feature(enable = "avx2")]
fn times(x: [__m256; 2], factor: __m256) -> [__m256; 2] {
    [_mm256_mul_ps(x[0], factor), _mm256_mul_ps(x[1], factor)]
}

#[inline]
#[target_feature(enable = "avx2")]
fn negative(x: __m256) -> __m256 {
    _mm256_sub_ps(_mm256_setzero_ps(), x)
}

/// The factor that a weight gets from every sixteenth of a block of 256, and what is added to it: `q` is unsigned here.
type Scales = ([__m256; 2], [__m256; 2]);

#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn scales_q2_k(block: &[u8; 84]) -> Scales {
    let both = bytes16(block);
    let low = _mm_and_si128(both, _mm_set1_epi8(15));
    let high = _mm_and_si128(_mm_srli_epi16::<4>(both), _mm_set1_epi8(15));
    (
        times(numbers(low), half(block, 80)),
        times(numbers(high), negative(half(block, 82))),
    )
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn run_q2_k(block: &[u8; 84], s: usize) -> __m256i {
    run(&block[16 + 32 * (s / 4)..], s % 4 * 2, 3)
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn scales_q3_k(block: &[u8; 110]) -> Scales {
    let four = |s: usize| three_bit_scales(&block[96..108], s).cast_signed();
    let [first, last] = numbers(_mm_set_epi32(four(3), four(2), four(1), four(0)));
    let middle = _mm256_set1_ps(32.0);
    let scales = [_mm256_sub_ps(first, middle), _mm256_sub_ps(last, middle)];
    let scales = times(scales, half(block, 108));
    (scales, times(scales, _mm256_set1_ps(-4.0)))
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn run_q3_k(block: &[u8; 110], s: usize) -> __m256i {
    let low = run(&block[32 + 32 * (s / 4)..], s % 4 * 2, 3);
    _mm256_or_si256(low, _mm256_slli_epi16::<2>(run(block, s, 1)))
}

/// Eight scales and minima of Q4_K and Q5_K, each for two sixteenths.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn scales_of_eight(block: &[u8]) -> Scales {
    let (scales, minima) = scales_and_minima(&block[4..16]);
    let (scales, minima) = (
        _mm_cvtsi64_si128(scales.cast_signed()),
        _mm_cvtsi64_si128(minima.cast_signed()),
    );
    (
        times(numbers(_mm_unpacklo_epi8(scales, scales)), half(block, 0)),
        times(
            numbers(_mm_unpacklo_epi8(minima, minima)),
            negative(half(block, 2)),
        ),
    )
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn scales_q4_k(block: &[u8; 144]) -> Scales {
    scales_of_eight(block)
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn run_q4_k(block: &[u8; 144], s: usize) -> __m256i {
    run(&block[16 + s / 2 * 32..], s % 2 * 4, 15)
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn scales_q5_k(block: &[u8; 176]) -> Scales {
    scales_of_eight(block)
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn run_q5_k(block: &[u8; 176], s: usize) -> __m256i {
    let low = run(&block[48 + s / 2 * 32..], s % 2 * 4, 15);
    _mm256_or_si256(low, _mm256_slli_epi16::<4>(run(&block[16..], s, 1)))
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
pub(super) fn scales_q6_k(block: &[u8; 210]) -> Scales {
    let bytes = bytes16(&block[192..]);
    let (first, last) = (
        _mm256_cvtepi8_epi32(bytes),
        _mm256_cvtepi8_epi32(_mm_srli_si128::<8>(bytes)),
    );
    let scales = times(
        [_mm256_cvtepi32_ps(first), _mm256_cvtepi32_ps(last)],
        half(block, 208),
    );
    (scales, times(scales, _mm256_set1_ps(-32.0)))
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn run_q6_k(block: &[u8; 210], s: usize) -> __m256i {
    let (part, quarter) = (s / 4, s % 4);
    let low = run(&block[64 * part + 32 * (quarter % 2)..], quarter / 2 * 4, 15);
    let high = run(&block[128 + 32 * part..], 2 * quarter, 3);
    _mm256_or_si256(low, _mm256_slli_epi16::<4>(high))
}
