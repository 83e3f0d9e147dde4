//! Products with ggml's blocks by the 8-bit dot product of AVX-512 VNNI.
//!
//! A row of weights is taken in runs of 256 (`decode512`): four registers of weights, and sixteen scales (and minima), one for
//! each sixteen weights. The sums of such sixteens are exact; each has a lane of its own in which the runs are added up, scaled, as 32-bit
//! floats. The lanes are added up at the end. With few rows of activations that is what is done ([`one`]); with many, rows of weights are
//! decoded into strips first (`strips512`), which add up the same numbers in the same order.

use std::arch::x86_64::*;

use super::ahead;
use super::decode512::*;
use super::strips512;
use crate::format::BlockFormat;
use crate::ggml::{BlockRows, MANY, Row, SUMMED};

/// Sums over sixteen lanes: halves are added until one is left. `strips512` keeps this order.
#[inline]
#[target_feature(enable = "avx2,avx512f")]
fn total(lanes: __m512) -> f32 {
    let eight = _mm256_add_ps(
        _mm512_castps512_ps256(lanes),
        _mm256_castpd_ps(_mm512_extractf64x4_pd::<1>(_mm512_castps_pd(lanes))),
    );
    let four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
    let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
}

/// The sums of sixteen products each, out of four registers with the sums of four: lane `4 L + s` is the sum of quarter `L` of
/// register `s`, the order in which a run's scales come, too.
#[inline]
#[target_feature(enable = "avx512f")]
fn sixteens(d: [__m512i; STEPS]) -> __m512i {
    let first = _mm512_add_epi32(
        _mm512_unpacklo_epi32(d[0], d[1]),
        _mm512_unpackhi_epi32(d[0], d[1]),
    );
    let last = _mm512_add_epi32(
        _mm512_unpacklo_epi32(d[2], d[3]),
        _mm512_unpackhi_epi32(d[2], d[3]),
    );
    _mm512_add_epi32(
        _mm512_unpacklo_epi64(first, last),
        _mm512_unpackhi_epi64(first, last),
    )
}

/// `W` rows of weights times one of activations.
#[inline]
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
fn one<F: Runs, const W: usize>(rows: [&[u8]; W], x: Row) -> [f32; W] {
    let zero = _mm512_setzero_si512();
    let mut sums = [_mm512_setzero_ps(); W];
    // Loops and not `map`: a closure is compiled outside of this function's target features.
    for (i, steps) in x.steps.chunks(STEPS).enumerate() {
        let (mut q, mut scales) = ([zero; STEPS], [zero; STEPS]);
        for (s, step) in steps.iter().enumerate() {
            // SAFETY: a `Step` is two whole cache lines on a 64-byte boundary.
            unsafe {
                q[s] = _mm512_load_si512(step.q.as_ptr().cast());
                scales[s] = _mm512_load_si512(step.scales.as_ptr().cast());
            }
        }
        let scales = interleave(scales);
        let sixteen = &x.sums[STEPS * 4 * i..][..STEPS.min(steps.len()) * (64 / SUMMED)];
        let there = ((1u32 << sixteen.len()) - 1) as __mmask16;
        // SAFETY: only the numbers that are there are read.
        let sixteen = turned(unsafe { _mm512_maskz_loadu_ps(there, sixteen.as_ptr()) });
        for w in 0..W {
            let run = &rows[w][F::BYTES * i..];
            let run = &run[..F::BYTES.min(run.len())];
            let (factors, minima) = F::scales(run);
            let mut dots = [zero; STEPS];
            for (s, dot) in dots.iter_mut().enumerate().take(steps.len()) {
                let weights = F::step(run, s);
                // Activations are raised by 128; what that adds is taken off.
                let raised = _mm512_dpbusd_epi32(zero, _mm512_set1_epi8(-128), weights);
                *dot = _mm512_dpbusd_epi32(_mm512_sub_epi32(zero, raised), q[s], weights);
                ahead(rows[w], W, F::BYTES * i + F::BYTES / STEPS * s);
            }
            if F::MINIMA {
                sums[w] = _mm512_fmadd_ps(minima, sixteen, sums[w]);
            }
            let factors = _mm512_mul_ps(factors, scales);
            sums[w] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sixteens(dots)), factors, sums[w]);
        }
    }
    let mut totals = [0.0; W];
    for w in 0..W {
        totals[w] = total(sums[w]);
    }
    totals
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
    match format {
        BlockFormat::Q4_0 => rows::<Q4_0>(weights, row_bytes, x, out),
        BlockFormat::Q4_1 => rows::<Q4_1>(weights, row_bytes, x, out),
        BlockFormat::Q5_0 => rows::<Q5_0>(weights, row_bytes, x, out),
        BlockFormat::Q5_1 => rows::<Q5_1>(weights, row_bytes, x, out),
        BlockFormat::Q8_0 => rows::<Q8_0>(weights, row_bytes, x, out),
        BlockFormat::Q2K => rows::<Q2K>(weights, row_bytes, x, out),
        BlockFormat::Q3K => rows::<Q3K>(weights, row_bytes, x, out),
        BlockFormat::Q4K => rows::<Q4K>(weights, row_bytes, x, out),
        BlockFormat::Q5K => rows::<Q5K>(weights, row_bytes, x, out),
        BlockFormat::Q6K => rows::<Q6K>(weights, row_bytes, x, out),
        BlockFormat::Iq4Nl => rows::<Iq4Nl>(weights, row_bytes, x, out),
        BlockFormat::Iq4Xs => rows::<Iq4Xs>(weights, row_bytes, x, out),
    }
}

/// Rows of one format.
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
fn rows<F: Runs>(weights: &[u8], row_bytes: usize, x: &BlockRows, out: &mut [f32]) {
    let count = x.rows();
    if count >= MANY {
        return strips512::multiply::<F>(weights, row_bytes, x, out);
    }
    for n in 0..count {
        let x = x.row(n);
        let fours = weights.chunks(4 * row_bytes);
        for (weights, out) in fours.zip(out.chunks_mut(4 * count)) {
            let mut four: [&[u8]; 4] = [&[]; 4];
            for (row, weights) in four.iter_mut().zip(weights.chunks_exact(row_bytes)) {
                *row = weights;
            }
            if four[3].is_empty() {
                for (row, out) in four.iter().zip(out.chunks_exact_mut(count)) {
                    [out[n]] = one::<F, 1>([row], x);
                }
            } else {
                for (sum, out) in one::<F, 4>(four, x).into_iter().zip(out.chunks_exact_mut(count)) {
                    out[n] = sum;
                }
            }
        }
    }
}
