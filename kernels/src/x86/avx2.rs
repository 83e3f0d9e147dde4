//! 8-bit products with AVX2.
//!
//! `vpmaddubsw` multiplies unsigned by signed bytes and adds neighbours in 16 bits, where it saturates. With the
//! activation's magnitude on the unsigned side and its sign moved to the weight, a pair is at most `2 * 128 * 127`, which
//! fits: the sums are exact, unless a weight is -128, whose sign cannot be turned. Matrices with such a weight are
//! multiplied by [`products_wide`], which widens both sides to 16 bits first, in one and a half times the time.

use std::arch::x86_64::*;

use super::soon;
use crate::layout::Block;

/// As `scalar::products`, for weights other than -128. Unsafe to call on a CPU without AVX2.
#[target_feature(enable = "avx2")]
pub(crate) fn products(weights: &[Block], x: &[Block], out: &mut [i32]) {
    let per_row = x.len();
    let (fours, rest) = out.as_chunks_mut::<4>();
    for (i, out) in fours.iter_mut().enumerate() {
        let rows = &weights[4 * i * per_row..][..4 * per_row];
        *out = four_rows(rows, x);
    }
    let done = 4 * fours.len();
    for (i, out) in rest.iter_mut().enumerate() {
        let row = &weights[(done + i) * per_row..][..per_row];
        let zero = _mm256_setzero_si256();
        let mut sum = zero;
        for (w, x) in row.iter().zip(x) {
            for part in 0..2 {
                let (size, x) = magnitude(x, part);
                sum = accumulate(sum, w, part, size, x);
            }
        }
        *out = sum_each(sum, zero, zero, zero)[0];
    }
}

/// Four output channels at once share the activations and the final sums across lanes.
#[target_feature(enable = "avx2")]
fn four_rows(rows: &[Block], x: &[Block]) -> [i32; 4] {
    let (a, rest) = rows.split_at(x.len());
    let (b, rest) = rest.split_at(x.len());
    let (c, d) = rest.split_at(x.len());
    let zero = _mm256_setzero_si256();
    // Named and not in an array: the sums stay in registers.
    let (mut sum_a, mut sum_b, mut sum_c, mut sum_d) = (zero, zero, zero, zero);
    for ((((a, b), c), d), x) in a.iter().zip(b).zip(c).zip(d).zip(x) {
        for block in [a, b, c, d] {
            soon(block);
        }
        for part in 0..2 {
            let (size, x) = magnitude(x, part);
            sum_a = accumulate(sum_a, a, part, size, x);
            sum_b = accumulate(sum_b, b, part, size, x);
            sum_c = accumulate(sum_c, c, part, size, x);
            sum_d = accumulate(sum_d, d, part, size, x);
        }
    }
    sum_each(sum_a, sum_b, sum_c, sum_d)
}

/// Half a block of activations without and with its signs; `part` is 0 or 1.
#[inline]
#[target_feature(enable = "avx2")]
fn magnitude(block: &Block, part: usize) -> (__m256i, __m256i) {
    let x = half(block, part);
    (_mm256_abs_epi8(x), x)
}

#[inline]
#[target_feature(enable = "avx2")]
fn half(block: &Block, part: usize) -> __m256i {
    let bytes = &block.0[32 * part..][..32];
    // SAFETY: `bytes` is thirty-two bytes long, and the load asks for no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn accumulate(sum: __m256i, w: &Block, part: usize, size: __m256i, x: __m256i) -> __m256i {
    let pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(half(w, part), x));
    _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
}

/// As `scalar::products`, for any weights. Unsafe to call on a CPU without AVX2.
#[target_feature(enable = "avx2")]
pub(crate) fn products_wide(weights: &[Block], x: &[Block], out: &mut [i32]) {
    for (row, out) in weights.chunks_exact(x.len()).zip(out) {
        let zero = _mm256_setzero_si256();
        let mut sum = zero;
        for (w, x) in row.iter().zip(x) {
            for part in 0..4 {
                let product = _mm256_madd_epi16(widen(w, part), widen(x, part));
                sum = _mm256_add_epi32(sum, product);
            }
        }
        *out = sum_each(sum, zero, zero, zero)[0];
    }
}

/// Sixteen bytes of a block as 16-bit numbers; `part` is 0 to 3.
#[inline]
#[target_feature(enable = "avx2")]
fn widen(block: &Block, part: usize) -> __m256i {
    let bytes = &block.0[16 * part..][..16];
    // SAFETY: `bytes` is sixteen bytes long, and the load asks for no alignment.
    let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) };
    _mm256_cvtepi8_epi16(bytes)
}

/// The sum over the eight lanes of each register.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn sum_each(a: __m256i, b: __m256i, c: __m256i, d: __m256i) -> [i32; 4] {
    let pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    let sums = _mm_add_epi32(
        _mm256_castsi256_si128(pairs),
        _mm256_extracti128_si256::<1>(pairs),
    );
    let mut out = [0; 4];
    // SAFETY: `out` has room for the sixteen bytes, and the store asks for no alignment.
    unsafe { _mm_storeu_si128(out.as_mut_ptr().cast(), sums) };
    out
}
