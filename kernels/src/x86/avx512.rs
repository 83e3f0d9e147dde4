//! 8-bit products with AVX-512: by widening, and with the dot product of VNNI.

use std::arch::x86_64::*;

use super::avx2::sum_each;
use super::soon;
use crate::layout::Block;

/// As `scalar::products`. Unsafe to call on a CPU without AVX-512 F, BW and VL.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
pub(crate) fn products(weights: &[Block], x: &[Block], out: &mut [i32]) {
    let per_row = x.len();
    for (i, out) in out.chunks_mut(4).enumerate() {
        let mut sums = [_mm512_setzero_si512(); 4];
        for (j, sum) in sums.iter_mut().enumerate().take(out.len()) {
            let row = &weights[(4 * i + j) * per_row..][..per_row];
            for (w, x) in row.iter().zip(x) {
                soon(w);
                for (w, x) in widen(w).into_iter().zip(widen(x)) {
                    *sum = _mm512_add_epi32(*sum, _mm512_madd_epi16(w, x));
                }
            }
        }
        out.copy_from_slice(&fold(sums)[..out.len()]);
    }
}

/// A block as two registers of thirty-two 16-bit numbers.
#[target_feature(enable = "avx512f,avx512bw")]
fn widen(block: &Block) -> [__m512i; 2] {
    let (parts, _) = block.0.as_chunks::<32>();
    [0, 1].map(|i| {
        // SAFETY: `parts[i]` is thirty-two bytes long, and the load asks for no alignment.
        let part = unsafe { _mm256_loadu_si256(parts[i].as_ptr().cast()) };
        _mm512_cvtepi8_epi16(part)
    })
}

/// As `scalar::products`; `offsets[r]` is 128 times the sum of row r.
///
/// `vpdpbusd` multiplies unsigned by signed bytes. The activations are moved up by 128, which adds
/// `128 * sum(weights)` to each product; that is taken off again. Sums wrap, they do not saturate,
/// and the result fits (see `MAX_COLS`), so this is exact. Unsafe to call without VNNI.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl,avx512vnni")]
pub(crate) fn products_vnni(weights: &[Block], offsets: &[i32], x: &[Block], out: &mut [i32]) {
    let per_row = x.len();
    for (i, (out, offsets)) in out.chunks_mut(4).zip(offsets.chunks(4)).enumerate() {
        let rows = &weights[4 * i * per_row..][..out.len() * per_row];
        let sums = if out.len() == 4 {
            four_rows(rows, x)
        } else {
            let mut sums = [_mm512_setzero_si512(); 4];
            for (row, sum) in rows.chunks_exact(per_row).zip(&mut sums) {
                for (w, x) in row.iter().zip(x) {
                    *sum = _mm512_dpbusd_epi32(*sum, raise(x), load(w));
                }
            }
            sums
        };
        for ((out, sum), offset) in out.iter_mut().zip(fold(sums)).zip(offsets) {
            *out = sum.wrapping_sub(*offset);
        }
    }
}

/// Four chains of dot products hide the latency of each.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn four_rows(rows: &[Block], x: &[Block]) -> [__m512i; 4] {
    let (a, rest) = rows.split_at(x.len());
    let (b, rest) = rest.split_at(x.len());
    let (c, d) = rest.split_at(x.len());
    let mut sums = [_mm512_setzero_si512(); 4];
    for ((((a, b), c), d), x) in a.iter().zip(b).zip(c).zip(d).zip(x) {
        for block in [a, b, c, d] {
            soon(block);
        }
        let x = raise(x);
        sums[0] = _mm512_dpbusd_epi32(sums[0], x, load(a));
        sums[1] = _mm512_dpbusd_epi32(sums[1], x, load(b));
        sums[2] = _mm512_dpbusd_epi32(sums[2], x, load(c));
        sums[3] = _mm512_dpbusd_epi32(sums[3], x, load(d));
    }
    sums
}

#[target_feature(enable = "avx512f")]
fn load(block: &Block) -> __m512i {
    // SAFETY: a `Block` is 64 bytes on a 64-byte boundary.
    unsafe { _mm512_load_si512(block.0.as_ptr().cast()) }
}

/// Signed bytes plus 128, as unsigned bytes: flipping the top bit.
#[target_feature(enable = "avx512f")]
fn raise(x: &Block) -> __m512i {
    _mm512_xor_si512(load(x), _mm512_set1_epi8(-128))
}

/// The sum over the sixteen lanes of each register.
#[target_feature(enable = "avx2,avx512f")]
fn fold(sums: [__m512i; 4]) -> [i32; 4] {
    let [a, b, c, d] =
        sums.map(|sum| _mm256_add_epi32(_mm512_castsi512_si256(sum), _mm512_extracti64x4_epi64::<1>(sum)));
    sum_each(a, b, c, d)
}
