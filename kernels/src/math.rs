//! Functions of a real number, sixteen at a time: polynomials of our own, so that all paths and systems give the same bits.
//!
//! Budgets against f64, held by the tests: `exp` 2e-7 relative, `gelu` 4e-7 relative near zero and 2e-7 absolute below 1,
//! `sigmoid` and `tanh` 2e-7 absolute.

use crate::isa::Vector;

/// `e^x`: `2^n e^r` with `|r| <= ln(2)/2` and the Taylor polynomial of degree 7 for `e^r`.
///
/// 0 below -87.3 (where f32 becomes denormal), `e^88` above 88, NaN for NaN.
#[inline(always)]
pub(crate) fn exp<V: Vector>(x: V) -> V {
    // Adding 1.5 * 2^23 rounds to an integer that stands in the low bits of the sum.
    let shift = V::splat(12_582_912.0);
    let lowest = V::splat(-87.3);
    let unlimited = x;
    let x = x.at_most(V::splat(88.0)).at_least(lowest);
    let shifted = x.fused(V::splat(std::f32::consts::LOG2_E), shift);
    let n = shifted.minus(shift);
    // ln(2) in two parts, the first with twelve zero bits at its end: n times it is exact.
    let r = n.fused(V::splat(-0.693_359_4), x);
    let r = n.fused(V::splat(2.121_944_4e-4), r);
    let mut p = V::splat(1.0 / 5040.0);
    for k in [720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        p = p.fused(r, V::splat(1.0 / k));
    }
    p.times(shifted.power_of_two()).zero_where_less(unlimited, lowest)
}

/// Natural logarithm, in 64 bits by additions, products and one division alone, so that no system's library takes part.
///
/// `ln(2^e m) = e ln 2 + 2 artanh((m - 1) / (m + 1))` with m from √½ to √2, where the series' tenth term is below 1e-16.
pub(crate) fn ln(x: f32) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_infinite() {
        return f64::INFINITY;
    }
    // Numbers that are denormal in 32 bits are not in 64.
    let bits = f64::from(x).to_bits();
    let (mut exponent, mut m) = (
        (bits >> 52) as i64 - 1023,
        f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000),
    );
    if m > std::f64::consts::SQRT_2 {
        (exponent, m) = (exponent + 1, m / 2.0);
    }
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for k in (0..11).rev() {
        series = series * square + 1.0 / f64::from(2 * k + 1);
    }
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

/// `x Φ(x)`, Φ the distribution function of the normal distribution: the exact GELU (D. Hendrycks, K. Gimpel, 2016).
///
/// Computed as `max(x, 0) - |x| Φ(-|x|)`, in which nothing cancels, with `Φ(-t) = e^p(t)`. The polynomial is the one of
/// degree 10 that is nearest to `ln Φ(-t)` from 0 to 6, errors weighted by `t Φ(-t)` (found by Lawson's iteration over
/// 4,000 Chebyshev points): it adds 1.5e-10. Beyond 6 it falls without end, to
/// zero before 14.
#[inline(always)]
pub(crate) fn gelu<V: Vector>(x: V) -> V {
    const LN_PHI: [f32; 11] = [
        -3.649_593_7e-8,
        9.154_56e-7,
        -1.015_641_4e-5,
        6.380_647_4e-5,
        -2.199_227_2e-4,
        3.578_753_6e-5,
        4.789_054e-3,
        -3.634_119_4e-2,
        -0.318_307_85,
        -0.797_884_9,
        -std::f32::consts::LN_2,
    ];
    let t = x.magnitude().at_most(V::splat(14.0));
    let mut p = V::splat(LN_PHI[0]);
    for c in &LN_PHI[1..] {
        p = p.fused(t, V::splat(*c));
    }
    let below = t.times(exp(p));
    x.at_least(V::zero()).minus(below)
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn sigmoid<V: Vector>(x: V) -> V {
    let one = V::splat(1.0);
    one.over(one.plus(exp(V::zero().minus(x))))
}

/// `(e^x - e^-x) / (e^x + e^-x)`, as `1 - 2 / (1 + e^2x)`.
#[inline(always)]
pub(crate) fn tanh<V: Vector>(x: V) -> V {
    let one = V::splat(1.0);
    one.minus(V::splat(2.0).over(one.plus(exp(x.plus(x)))))
}
