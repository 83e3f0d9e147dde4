//! 8-bit products with AVX2.
//!
//! Both sides are widened to 16 bits and multiplied by `vpmaddwd`, whose pairwise sums are exact.
//! The quicker `vpmaddubsw` saturates at 16 bits and would need weights other than -128.

use std::arch::x86_64::*;

use crate::layout::Block;

/// As `scalar::products`. Unsafe to call on a CPU without AVX2.
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
        let mut sum = _mm256_setzero_si256();
        for (w, x) in row.iter().zip(x) {
            sum = accumulate(sum, w, widen(x));
        }
        let zero = _mm256_setzero_si256();
        *out = sum_each(sum, zero, zero, zero)[0];
    }
}

/// Four output channels at once share the widened activations and the final sums across lanes.
#[target_feature(enable = "avx2")]
fn four_rows(rows: &[Block], x: &[Block]) -> [i32; 4] {
    let (a, rest) = rows.split_at(x.len());
    let (b, rest) = rest.split_at(x.len());
    let (c, d) = rest.split_at(x.len());
    let mut sums = [_mm256_setzero_si256(); 4];
    for ((((a, b), c), d), x) in a.iter().zip(b).zip(c).zip(d).zip(x) {
        let x = widen(x);
        sums[0] = accumulate(sums[0], a, x);
        sums[1] = accumulate(sums[1], b, x);
        sums[2] = accumulate(sums[2], c, x);
        sums[3] = accumulate(sums[3], d, x);
    }
    sum_each(sums[0], sums[1], sums[2], sums[3])
}

/// A block as four registers of sixteen 16-bit numbers.
#[target_feature(enable = "avx2")]
fn widen(block: &Block) -> [__m256i; 4] {
    let (parts, _) = block.0.as_chunks::<16>();
    [0, 1, 2, 3].map(|i| {
        // SAFETY: `parts[i]` is sixteen bytes long, and the load asks for no alignment.
        let part = unsafe { _mm_loadu_si128(parts[i].as_ptr().cast()) };
        _mm256_cvtepi8_epi16(part)
    })
}

#[target_feature(enable = "avx2")]
fn accumulate(mut sum: __m256i, w: &Block, x: [__m256i; 4]) -> __m256i {
    for (w, x) in widen(w).into_iter().zip(x) {
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(w, x));
    }
    sum
}

/// The sum over the eight lanes of each register.
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
