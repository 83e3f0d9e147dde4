//! The f32 helpers of a decoder step: each one body in portable Rust, compiled once per instruction set.
//!
//! Sums run in sixteen lanes that are added up in a fixed order, products and sums are not fused, and
//! exponentials are our own polynomial: every path gives the same bits, which `tests/parity.rs` holds.
//! Budgets against f64: `exp` 2e-7 relative, `gelu` 4e-7 relative, norms and softmax 1e-6 relative.

use crate::dispatch::{Path, path};

/// Defines `name` (best path) and `name_on` (path of the caller's choice) around a body that is
/// inlined into a function per instruction set, where the compiler makes vector code of it.
macro_rules! on_every_path {
    ($($(#[$doc:meta])* fn $name:ident / $name_on:ident($($arg:ident: $kind:ty),*) $(-> $ret:ty)? => $body:path;)*) => {$(
        $(#[$doc])*
        pub fn $name($($arg: $kind),*) $(-> $ret)? {
            $name_on(path(), $($arg),*)
        }

        #[doc = concat!("[`", stringify!($name), "`] on one path. Panics when the CPU lacks it.")]
        pub fn $name_on(path: Path, $($arg: $kind),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($arg: $kind),*) $(-> $ret)? {
                $body($($arg),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,avx512f,avx512bw,avx512vl")]
            fn avx512($($arg: $kind),*) $(-> $ret)? {
                $body($($arg),*)
            }
            path.check();
            match path {
                #[cfg(target_arch = "x86_64")]
                // SAFETY: `path.check()` found AVX2.
                Path::Avx2 => unsafe { avx2($($arg),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: `path.check()` found AVX-512 F, BW and VL.
                Path::Avx512 | Path::Avx512Vnni => unsafe { avx512($($arg),*) },
                // Scalar; on ARM this is NEON code too, which every 64-bit ARM has.
                _ => $body($($arg),*),
            }
        }
    )*};
}

pub(crate) use on_every_path;

on_every_path! {
    /// `sum a[i] * b[i]` over the shorter of the two.
    fn dot / dot_on(a: &[f32], b: &[f32]) -> f32 => body::dot;

    /// `y += alpha * x` over the shorter of the two.
    fn axpy / axpy_on(alpha: f32, x: &[f32], y: &mut [f32]) => body::axpy;

    /// `x += y` over the shorter of the two.
    fn add / add_on(x: &mut [f32], y: &[f32]) => body::add;

    /// `out[o] = w[o, :] · x` for a row-major `w` `[out.len(), x.len()]`.
    fn gemv / gemv_on(w: &[f32], x: &[f32], out: &mut [f32]) => body::gemv;

    /// `x * (mean(x^2) + eps)^(-1/2) * weight` in place, for each chunk of `width` numbers of `x`;
    /// without the factor where `weight` (of `width` numbers) is `None`.
    fn rms_norm / rms_norm_on(x: &mut [f32], width: usize, weight: Option<&[f32]>, eps: f32) => body::rms_norm;

    /// Softmax in place.
    fn softmax / softmax_on(x: &mut [f32]) => body::softmax;

    /// Logarithm of the softmax in place.
    fn log_softmax / log_softmax_on(x: &mut [f32]) => body::log_softmax;

    /// `gate = gelu(gate) * up`, with `gelu(x) = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`.
    fn gelu_tanh_mul / gelu_tanh_mul_on(gate: &mut [f32], up: &[f32]) => body::gelu_tanh_mul;

    /// Rotates the pairs `(i, i + d/2)` of each head of `x` by the angles of one position; `cos` and
    /// `sin` hold d/2 numbers. `y_i = x_i cos - x_{i+d/2} sin`, `y_{i+d/2} = x_{i+d/2} cos + x_i sin`.
    fn rope / rope_on(x: &mut [f32], cos: &[f32], sin: &[f32]) => body::rope;

    /// One query head over `scores.len()` keys and values: `out = softmax(q · k) v`, not scaled.
    ///
    /// Row i of `keys` and `values` begins at `i * stride` and is as long as `q`. `scores` is
    /// scratch and holds the attention weights afterwards.
    fn attend / attend_on(
        q: &[f32], keys: &[f32], values: &[f32], stride: usize, scores: &mut [f32], out: &mut [f32]
    ) => body::attend;
}

pub(crate) mod body {
    /// Sums that are kept apart until the end.
    pub const LANES: usize = 16;

    #[inline(always)]
    pub fn dot(a: &[f32], b: &[f32]) -> f32 {
        let n = a.len().min(b.len());
        let (a, a_rest) = a[..n].as_chunks::<LANES>();
        let (b, b_rest) = b[..n].as_chunks::<LANES>();
        let mut lanes = [0.0f32; LANES];
        for (a, b) in a.iter().zip(b) {
            for i in 0..LANES {
                lanes[i] += a[i] * b[i];
            }
        }
        for (i, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
            lanes[i] += a * b;
        }
        sum(lanes)
    }

    /// Halves are added until one lane is left: the order every path keeps.
    #[inline(always)]
    pub fn sum(mut lanes: [f32; LANES]) -> f32 {
        let mut width = LANES / 2;
        while width > 0 {
            for i in 0..width {
                lanes[i] += lanes[i + width];
            }
            width /= 2;
        }
        lanes[0]
    }

    #[inline(always)]
    pub fn axpy(alpha: f32, x: &[f32], y: &mut [f32]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y += alpha * x;
        }
    }

    #[inline(always)]
    pub fn add(x: &mut [f32], y: &[f32]) {
        for (x, y) in x.iter_mut().zip(y) {
            *x += y;
        }
    }

    #[inline(always)]
    pub fn gemv(w: &[f32], x: &[f32], out: &mut [f32]) {
        assert_eq!(w.len(), x.len() * out.len(), "gemv: the matrix has another shape");
        if x.is_empty() {
            out.fill(0.0);
            return;
        }
        for (row, out) in w.chunks_exact(x.len()).zip(out) {
            *out = dot(row, x);
        }
    }

    #[inline(always)]
    pub fn rms_norm(x: &mut [f32], width: usize, weight: Option<&[f32]>, eps: f32) {
        if let Some(weight) = weight {
            assert_eq!(weight.len(), width, "rms_norm: the weight has another width");
        }
        for x in x.chunks_mut(width.max(1)) {
            let inverse = 1.0 / (dot(x, x) / x.len() as f32 + eps).sqrt();
            match weight {
                Some(weight) => {
                    for (x, w) in x.iter_mut().zip(weight) {
                        *x = *x * inverse * w;
                    }
                }
                None => {
                    for x in x.iter_mut() {
                        *x *= inverse;
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn largest(x: &[f32]) -> f32 {
        let mut lanes = [f32::NEG_INFINITY; LANES];
        let (whole, rest) = x.as_chunks::<LANES>();
        for part in whole {
            for (lane, &v) in lanes.iter_mut().zip(part) {
                *lane = if v > *lane { v } else { *lane };
            }
        }
        for (lane, &v) in lanes.iter_mut().zip(rest) {
            *lane = if v > *lane { v } else { *lane };
        }
        lanes.into_iter().fold(f32::NEG_INFINITY, f32::max)
    }

    /// `x = exp(x - max)`; returns the sum of the new values and the maximum.
    #[inline(always)]
    fn exp_from_largest(x: &mut [f32]) -> (f32, f32) {
        let top = largest(x);
        let mut lanes = [0.0f32; LANES];
        let (whole, rest) = x.as_chunks_mut::<LANES>();
        for part in whole {
            for i in 0..LANES {
                part[i] = exp(part[i] - top);
                lanes[i] += part[i];
            }
        }
        for (lane, x) in lanes.iter_mut().zip(rest) {
            *x = exp(*x - top);
            *lane += *x;
        }
        (sum(lanes), top)
    }

    #[inline(always)]
    pub fn softmax(x: &mut [f32]) {
        let (total, _) = exp_from_largest(x);
        let inverse = 1.0 / total;
        for x in x {
            *x *= inverse;
        }
    }

    #[inline(always)]
    pub fn log_softmax(x: &mut [f32]) {
        let top = largest(x);
        let mut lanes = [0.0f32; LANES];
        let (whole, rest) = x.as_chunks::<LANES>();
        for part in whole {
            for i in 0..LANES {
                lanes[i] += exp(part[i] - top);
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane += exp(x - top);
        }
        let shift = top + sum(lanes).ln();
        for x in x {
            *x -= shift;
        }
    }

    /// `e^x`: `2^n e^r` with `|r| <= ln(2)/2` and the Taylor polynomial of degree 7 for `e^r`.
    ///
    /// 0 below -87.3 (where f32 becomes denormal), `e^88` above 88, NaN for NaN.
    #[inline(always)]
    fn exp(x: f32) -> f32 {
        // Adding 1.5 * 2^23 rounds to an integer that stands in the low bits of the sum.
        const SHIFT: f32 = 12_582_912.0;
        // ln(2) in two parts, the first with twelve zero bits at its end: n * LN2_HIGH is exact.
        const LN2_HIGH: f32 = 0.693_359_4;
        const LN2_LOW: f32 = -2.121_944_4e-4;
        let x = if x > 88.0 { 88.0 } else { x };
        let low = x < -87.3;
        let x = if low { -87.3 } else { x };
        let shifted = x * std::f32::consts::LOG2_E + SHIFT;
        let n = shifted - SHIFT;
        let r = (x - n * LN2_HIGH) - n * LN2_LOW;
        let mut p = 1.0 / 5040.0;
        for k in [720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
            p = p * r + 1.0 / k;
        }
        // The low nine bits of `shifted` are n; moved to the exponent they make 2^n.
        let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
        if low { 0.0 } else { p * power }
    }

    #[inline(always)]
    pub fn gelu_tanh_mul(gate: &mut [f32], up: &[f32]) {
        // (1 + tanh u) / 2 = 1 / (1 + e^(-2u)): no cancellation, one exponential.
        const TWO_SQRT_2_OVER_PI: f32 = 1.595_769;
        for (x, up) in gate.iter_mut().zip(up) {
            let twice_u = TWO_SQRT_2_OVER_PI * (*x + 0.044715 * *x * *x * *x);
            *x = *x / (1.0 + exp(-twice_u)) * up;
        }
    }

    #[inline(always)]
    pub fn rope(x: &mut [f32], cos: &[f32], sin: &[f32]) {
        let half = cos.len();
        assert_eq!(sin.len(), half, "rope: as many sines as cosines");
        if half == 0 {
            return;
        }
        for head in x.chunks_exact_mut(2 * half) {
            let (low, high) = head.split_at_mut(half);
            for (((a, b), &cos), &sin) in low.iter_mut().zip(high).zip(cos).zip(sin) {
                (*a, *b) = (*a * cos - *b * sin, *b * cos + *a * sin);
            }
        }
    }

    #[inline(always)]
    pub fn attend(
        q: &[f32],
        keys: &[f32],
        values: &[f32],
        stride: usize,
        scores: &mut [f32],
        out: &mut [f32],
    ) {
        for (i, score) in scores.iter_mut().enumerate() {
            *score = dot(q, &keys[i * stride..][..q.len()]);
        }
        softmax(scores);
        out.fill(0.0);
        for (i, &weight) in scores.iter().enumerate() {
            axpy(weight, &values[i * stride..][..q.len()], out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exp_by_softmax(x: f32) -> f64 {
        // softmax([x, 0]) = e^x / (e^x + 1): the exponential seen through the public door.
        let mut pair = [x, 0.0];
        softmax_on(Path::Scalar, &mut pair);
        f64::from(pair[0]) / f64::from(pair[1])
    }

    #[test]
    fn exponentials_keep_their_budget() {
        for i in -8000..=0 {
            let x = i as f32 / 100.0;
            let expected = f64::from(x).exp();
            let error = (exp_by_softmax(x) - expected).abs() / expected;
            assert!(error < 5e-7, "exp({x}): relative error {error:e}");
        }
    }

    #[test]
    fn gelu_keeps_its_budget() {
        for i in -2000..=2000 {
            let x = f64::from(i as f32 / 100.0);
            let u = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x * x * x);
            let expected = x / (1.0 + (-2.0 * u).exp());
            let mut gate = [x as f32];
            gelu_tanh_mul_on(Path::Scalar, &mut gate, &[1.0]);
            // The argument itself is rounded: its error, times u, is the conditioning of e^(-2u).
            let budget = 4e-7 * (1.0 + u.abs()) * expected.abs() + 1e-30;
            assert!(
                (f64::from(gate[0]) - expected).abs() <= budget,
                "gelu({x}): {} for {expected}",
                gate[0]
            );
        }
    }

    #[test]
    fn ends_of_the_range_stay_sane() {
        let mut x = [f32::NEG_INFINITY, 0.0, -1e30];
        softmax_on(Path::Scalar, &mut x);
        assert_eq!(x, [0.0, 1.0, 0.0]);
        let mut gate = [1e4, -1e4, 0.0, -0.0];
        gelu_tanh_mul_on(Path::Scalar, &mut gate, &[1.0; 4]);
        assert_eq!(gate[0], 1e4);
        assert!(gate[1].abs() < 1e-30 && gate[2] == 0.0);
        let mut nan = [f32::NAN, 1.0];
        softmax_on(Path::Scalar, &mut nan);
        assert!(nan[0].is_nan());
        softmax_on(Path::Scalar, &mut []);
        log_softmax_on(Path::Scalar, &mut []);
    }

    #[test]
    fn rotation_by_a_right_angle() {
        let mut x = [1.0, 2.0, 3.0, 4.0];
        rope_on(Path::Scalar, &mut x, &[0.0, 0.0], &[1.0, 1.0]);
        assert_eq!(x, [-3.0, -4.0, 1.0, 2.0]);
    }
}
