//! Products of many rows of activations with ggml's blocks: sixteen rows of weights are decoded into a strip once and meet all
//! activations there, each weight row in a lane of its own.
//!
//! The numbers are those of `blocks512::one`, and so is their order: its lane `l` holds the scaled sums of one sixteen of every
//! run, so the outer loop here is over those sixteens and the inner one over the runs, and the sixteen results are added up as
//! its lanes are.

use std::arch::x86_64::*;
use std::cell::RefCell;

use super::decode512::{Runs, STEPS};
use crate::ggml::{Activations, BlockRows};
use crate::isa::{LANES, Lanes};

/// Sixteens of a run.
const SIXTEENS: usize = 16;

/// Most rows of activations, and strips of weights, in a tile: as many sums, as integers and as floats, as there are registers for.
const ROWS: usize = 6;
const STRIPS_AT_ONCE: usize = 2;

/// One sixteen of a run of sixteen rows: all that the inner loop wants, side by side.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Sixteen {
    /// Four weights of each row, four times.
    weights: [[u8; 64]; 4],
    /// What the activations' offset of 128 adds to the products of each row, negative.
    offsets: [i32; LANES],
    scales: [f32; LANES],
    minima: [f32; LANES],
}

impl Sixteen {
    const ZERO: Sixteen = Sixteen {
        weights: [[0; 64]; 4],
        offsets: [0; LANES],
        scales: [0.0; LANES],
        minima: [0.0; LANES],
    };
}

/// Sixteen decoded rows, `[16, runs]`: by sixteen of a run, then by run.
#[derive(Default)]
struct Strip {
    runs: usize,
    sixteens: Vec<Sixteen>,
}

thread_local! {
    /// Kept from product to product: each takes some channels of one matrix, and getting memory would cost as much as decoding.
    static STRIPS: RefCell<[Strip; STRIPS_AT_ONCE]> = const { RefCell::new([const { Strip::NONE }; STRIPS_AT_ONCE]) };
}

impl Strip {
    const NONE: Strip = Strip {
        runs: 0,
        sixteens: Vec::new(),
    };

    /// Makes room; what lies there is overwritten by decoding.
    fn resize(&mut self, runs: usize) {
        self.runs = runs;
        self.sixteens.resize(SIXTEENS * runs, Sixteen::ZERO);
    }

    /// Decodes rows; where there are fewer than sixteen, the others are the first again.
    #[inline]
    #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
    fn decode<F: Runs>(&mut self, weights: &[u8], row_bytes: usize) {
        let mut rows: [&[u8]; LANES] = [&weights[..row_bytes]; LANES];
        for (row, weights) in rows.iter_mut().zip(weights.chunks_exact(row_bytes)) {
            *row = weights;
        }
        for i in 0..self.runs {
            let end = row_bytes.min(F::BYTES * (i + 1));
            let (mut scales, mut minima) = ([_mm512_setzero_si512(); LANES], [_mm512_setzero_si512(); LANES]);
            for (r, row) in rows.iter().enumerate() {
                let both = F::scales(&row[F::BYTES * i..end]);
                (scales[r], minima[r]) = (_mm512_castps_si512(both.0), _mm512_castps_si512(both.1));
            }
            for (l, scales) in transposed(scales).into_iter().enumerate() {
                store(
                    &mut self.sixteens[l * self.runs + i].scales,
                    _mm512_castsi512_ps(scales),
                );
            }
            if F::MINIMA {
                for (l, minima) in transposed(minima).into_iter().enumerate() {
                    store(
                        &mut self.sixteens[l * self.runs + i].minima,
                        _mm512_castsi512_ps(minima),
                    );
                }
            }
            let steps = STEPS.min((end - F::BYTES * i) / (F::BYTES / STEPS));
            for sixteen in (0..SIXTEENS).filter(|sixteen| sixteen % 4 >= steps) {
                self.sixteens[sixteen * self.runs + i] = Sixteen::ZERO;
            }
            for s in 0..steps {
                let mut quads = [_mm512_setzero_si512(); LANES];
                for (r, row) in rows.iter().enumerate() {
                    quads[r] = F::step(&row[F::BYTES * i..end], s);
                }
                for (quarter, quads) in transposed(quads).as_chunks::<4>().0.iter().enumerate() {
                    self.put(4 * quarter + s, i, quads);
                }
            }
        }
    }

    /// Puts a sixteen of run `i` into its place.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn put(&mut self, sixteen: usize, i: usize, quads: &[__m512i; 4]) {
        let place = &mut self.sixteens[sixteen * self.runs + i];
        let mut raised = _mm512_setzero_si512();
        for (place, weights) in place.weights.iter_mut().zip(quads) {
            raised = _mm512_dpbusd_epi32(raised, _mm512_set1_epi8(-128), *weights);
            // SAFETY: 64 bytes, and the store asks for no alignment.
            unsafe { _mm512_storeu_si512(place.as_mut_ptr().cast(), *weights) }
        }
        let offsets = _mm512_sub_epi32(_mm512_setzero_si512(), raised);
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(place.offsets.as_mut_ptr().cast(), offsets) }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(to: &mut [f32; LANES], x: __m512) {
    // SAFETY: sixteen numbers, and the store asks for no alignment.
    unsafe { _mm512_storeu_ps(to.as_mut_ptr(), x) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(x: &[f32; LANES]) -> __m512 {
    // SAFETY: sixteen numbers, and the load asks for no alignment.
    unsafe { _mm512_loadu_ps(x.as_ptr()) }
}

/// Sixteen registers of sixteen numbers, turned: lane r of register l is lane l of register r.
#[inline]
#[target_feature(enable = "avx512f")]
fn transposed(x: [__m512i; LANES]) -> [__m512i; LANES] {
    let mut pairs = x;
    for i in (0..LANES).step_by(2) {
        pairs[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
    }
    // In each quarter: number k of four rows, from the k-th number of the quarter on.
    let mut fours = pairs;
    for i in (0..LANES).step_by(4) {
        fours[i] = _mm512_unpacklo_epi64(pairs[i], pairs[i + 2]);
        fours[i + 1] = _mm512_unpackhi_epi64(pairs[i], pairs[i + 2]);
        fours[i + 2] = _mm512_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
        fours[i + 3] = _mm512_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
    }
    let mut out = fours;
    for k in 0..4 {
        let low = _mm512_shuffle_i32x4::<0x44>(fours[k], fours[4 + k]);
        let high = _mm512_shuffle_i32x4::<0xee>(fours[k], fours[4 + k]);
        let low2 = _mm512_shuffle_i32x4::<0x44>(fours[8 + k], fours[12 + k]);
        let high2 = _mm512_shuffle_i32x4::<0xee>(fours[8 + k], fours[12 + k]);
        out[k] = _mm512_shuffle_i32x4::<0x88>(low, low2);
        out[4 + k] = _mm512_shuffle_i32x4::<0xdd>(low, low2);
        out[8 + k] = _mm512_shuffle_i32x4::<0x88>(high, high2);
        out[12 + k] = _mm512_shuffle_i32x4::<0xdd>(high, high2);
    }
    out
}

/// As `scalar::multiply_blocks`, for one format. Unsafe to call on a CPU without the features.
#[inline]
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
pub(super) fn multiply<F: Runs>(weights: &[u8], row_bytes: usize, x: &BlockRows, out: &mut [f32]) {
    let mut strips = STRIPS.take();
    for strip in &mut strips {
        strip.resize(x.per_row().div_ceil(STEPS));
    }
    let groups = weights.chunks(STRIPS_AT_ONCE * LANES * row_bytes);
    for (weights, out) in groups.zip(out.chunks_mut(STRIPS_AT_ONCE * LANES * x.rows())) {
        for (strip, weights) in strips.iter_mut().zip(weights.chunks(LANES * row_bytes)) {
            strip.decode::<F>(weights, row_bytes);
        }
        if F::MINIMA {
            tiles::<true>(&strips, x, out);
        } else {
            tiles::<false>(&strips, x, out);
        }
    }
    STRIPS.set(strips);
}

/// All activations by decoded strips; where `out` has room for the first only, the second is not looked at afterwards.
#[inline]
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
fn tiles<const MINIMA: bool>(strips: &[Strip; STRIPS_AT_ONCE], x: &BlockRows, out: &mut [f32]) {
    let mut lanes = [[[Lanes::ZERO; STRIPS_AT_ONCE]; ROWS]; SIXTEENS];
    let mut n = 0;
    while n < x.rows() {
        let rows = match x.rows() - n {
            6.. => 6,
            4.. => 4,
            _ => 1,
        };
        for (sixteen, sums) in lanes.iter_mut().enumerate() {
            match rows {
                6 => add_up::<6, MINIMA>(strips, x, n, sixteen, sums),
                4 => add_up::<4, MINIMA>(strips, x, n, sixteen, sums),
                _ => add_up::<1, MINIMA>(strips, x, n, sixteen, sums),
            }
        }
        for r in 0..rows {
            for c in 0..STRIPS_AT_ONCE {
                let sums = total(&lanes, r, c);
                for (l, sum) in sums.into_iter().enumerate() {
                    // Rows of weights that are missing at the end have no place.
                    if let Some(out) = out.get_mut((c * LANES + l) * x.rows() + n + r) {
                        *out = sum;
                    }
                }
            }
        }
        n += rows;
    }
}

/// The sums of a row and a strip, the sixteens added up as `blocks512::total` adds up its lanes.
#[inline]
#[target_feature(enable = "avx512f")]
fn total(lanes: &[[[Lanes; STRIPS_AT_ONCE]; ROWS]; SIXTEENS], r: usize, c: usize) -> [f32; LANES] {
    let mut sums = [_mm512_setzero_ps(); SIXTEENS];
    for (sums, lanes) in sums.iter_mut().zip(lanes) {
        *sums = load(&lanes[r][c].0);
    }
    for width in [8, 4, 2, 1] {
        for l in 0..width {
            sums[l] = _mm512_add_ps(sums[l], sums[l + width]);
        }
    }
    let mut out = [0.0; LANES];
    store(&mut out, sums[0]);
    out
}

/// What one sixteen of every run adds up to, for rows `n..n + R` of the activations.
#[inline(never)]
#[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
fn add_up<const R: usize, const MINIMA: bool>(
    strips: &[Strip; STRIPS_AT_ONCE],
    x: &BlockRows,
    n: usize,
    sixteen: usize,
    out: &mut [[Lanes; STRIPS_AT_ONCE]; ROWS],
) {
    const C: usize = STRIPS_AT_ONCE;
    let runs = strips[0].runs;
    let mut weights: [&[Sixteen]; C] = [&[]; C];
    for (c, weights) in weights.iter_mut().enumerate() {
        *weights = &strips[c].sixteens[sixteen * runs..][..runs];
    }
    let mut rows: [&[Activations]; R] = [&[]; R];
    for (r, row) in rows.iter_mut().enumerate() {
        *row = &x.sixteens(n + r)[sixteen * runs..][..runs];
    }
    let mut sums = [[_mm512_setzero_ps(); C]; R];
    // Runs that end before this sixteen have scales of zero.
    for i in 0..runs {
        let mut exact = [[_mm512_setzero_si512(); C]; R];
        for c in 0..C {
            // SAFETY: sixteen integers, and the load asks for no alignment.
            let offsets = unsafe { _mm512_loadu_si512(weights[c][i].offsets.as_ptr().cast()) };
            for exact in &mut exact {
                exact[c] = offsets;
            }
        }
        for j in 0..4 {
            let mut four = [_mm512_setzero_si512(); C];
            for c in 0..C {
                // SAFETY: 64 bytes, and the load asks for no alignment.
                four[c] = unsafe { _mm512_loadu_si512(weights[c][i].weights[j].as_ptr().cast()) };
            }
            for r in 0..R {
                let q = _mm512_set1_epi32(i32::from_le_bytes(rows[r][i].q[j]));
                for c in 0..C {
                    exact[r][c] = _mm512_dpbusd_epi32(exact[r][c], q, four[c]);
                }
            }
        }
        for c in 0..C {
            let (scales, minima) = (load(&weights[c][i].scales), load(&weights[c][i].minima));
            for r in 0..R {
                if MINIMA {
                    let sum = _mm512_set1_ps(rows[r][i].sum);
                    sums[r][c] = _mm512_fmadd_ps(minima, sum, sums[r][c]);
                }
                let scale = _mm512_mul_ps(scales, _mm512_set1_ps(rows[r][i].scale));
                sums[r][c] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(exact[r][c]), scale, sums[r][c]);
            }
        }
    }
    for r in 0..R {
        for c in 0..C {
            store(&mut out[r][c].0, sums[r][c]);
        }
    }
}
