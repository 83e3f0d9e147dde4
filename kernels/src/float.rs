//! The f32 helpers of a decoder step: each one generic body, compiled once per instruction set.
//!
//! Sums run in sixteen lanes that are added up in a fixed order, and functions are polynomials of our own (`math`): every path
//! gives the same bits, which `tests/parity.rs` holds. Budget against f64: norms and softmax 1e-6 relative.

use crate::isa::on_every_path;

on_every_path! {
    /// `x += y` over the shorter of the two.
    pub fn add / add_on(x: &mut [f32], y: &[f32]) => body::add;

    /// `out[o] = w[o, :] · x` for a row-major `w` `[out.len(), x.len()]`. Panics where `w` has another shape.
    pub fn gemv / gemv_on(w: &[f32], x: &[f32], out: &mut [f32]) => body::gemv;

    /// Layer normalisation of rows of `weight.len()` numbers: `out = (x - mean) (variance + eps)^(-1/2) weight + bias`
    /// (J. L. Ba, J. R. Kiros, G. E. Hinton, 2016). Panics where the lengths do not fit.
    pub fn layer_norm / layer_norm_on(x: &[f32], weight: &[f32], bias: &[f32], eps: f32, out: &mut [f32]) => body::layer_norm;

    /// Softmax in place.
    pub fn softmax / softmax_on(x: &mut [f32]) => body::softmax;

    /// Logarithm of the softmax in place.
    pub fn log_softmax / log_softmax_on(x: &mut [f32]) => body::log_softmax;

    /// Logarithm to base 10 in place; negative infinity for 0, not a number below.
    pub fn log10 / log10_on(x: &mut [f32]) => body::log10;

    /// `x Φ(x)` in place, Φ the distribution function of the normal distribution: the exact GELU, not its approximation by tanh.
    pub fn gelu / gelu_on(x: &mut [f32]) => body::gelu;

    /// A step of a long short-term memory: `c = sigmoid(f) c + sigmoid(i) tanh(g)`, `h = sigmoid(o) tanh(c)`, with the four
    /// gates one after the other in the order i, f, g, o, their products and biases added. Panics where `gates` is not four times as
    /// long as `c` and `h`.
    pub fn lstm_cell / lstm_cell_on(gates: &[f32], c: &mut [f32], h: &mut [f32]) => body::lstm_cell;
}

pub(crate) mod body {
    use crate::isa::{InstructionSet, LANES, Vector};
    use crate::math;

    /// The first numbers of `x`, at most sixteen, and `rest` in the other lanes.
    #[inline(always)]
    fn part<V: Vector>(x: &[f32], rest: f32) -> V {
        match x.first_chunk() {
            Some(x) => V::load(x),
            None => {
                let mut lanes = [rest; LANES];
                lanes[..x.len()].copy_from_slice(x);
                V::load(&lanes)
            }
        }
    }

    /// Writes as many lanes as there is room for.
    #[inline(always)]
    fn put<V: Vector>(x: V, to: &mut [f32]) {
        match to.first_chunk_mut() {
            Some(to) => x.store(to),
            None => to.copy_from_slice(&x.array()[..to.len()]),
        }
    }

    /// `sum a[i] * b[i]` over the shorter of the two.
    #[inline(always)]
    pub fn dot<I: InstructionSet>(a: &[f32], b: &[f32]) -> f32 {
        let mut sums = I::Floats::zero();
        let n = a.len().min(b.len());
        for (a, b) in a[..n].chunks(LANES).zip(b[..n].chunks(LANES)) {
            sums = sums.plus(part::<I::Floats>(a, 0.0).times(part(b, 0.0)));
        }
        sums.sum()
    }

    #[inline(always)]
    pub fn add<I: InstructionSet>(x: &mut [f32], y: &[f32]) {
        for (x, y) in x.iter_mut().zip(y) {
            *x += y;
        }
    }

    #[inline(always)]
    pub fn gemv<I: InstructionSet>(w: &[f32], x: &[f32], out: &mut [f32]) {
        assert_eq!(w.len(), x.len() * out.len(), "gemv: the matrix has another shape");
        if x.is_empty() {
            out.fill(0.0);
            return;
        }
        for (row, out) in w.chunks_exact(x.len()).zip(out) {
            *out = dot::<I>(row, x);
        }
    }

    #[inline(always)]
    pub fn layer_norm<I: InstructionSet>(x: &[f32], weight: &[f32], bias: &[f32], eps: f32, out: &mut [f32]) {
        let width = weight.len();
        assert_eq!(bias.len(), width, "layer_norm: the bias has another width");
        assert_eq!(x.len(), out.len(), "layer_norm: as many results as numbers");
        if width == 0 {
            return;
        }
        assert!(x.len().is_multiple_of(width), "layer_norm: whole rows");
        for (x, out) in x.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
            let mut sums = I::Floats::zero();
            for x in x.chunks(LANES) {
                sums = sums.plus(part(x, 0.0));
            }
            let mean = sums.sum() / width as f32;
            let middle = I::Floats::splat(mean);
            let mut squares = I::Floats::zero();
            for x in x.chunks(LANES) {
                let off = part::<I::Floats>(x, mean).minus(middle);
                squares = off.fused(off, squares);
            }
            let inverse = I::Floats::splat(1.0 / (squares.sum() / width as f32 + eps).sqrt());
            let parts = x.chunks(LANES).zip(out.chunks_mut(LANES));
            for ((x, out), (w, b)) in parts.zip(weight.chunks(LANES).zip(bias.chunks(LANES))) {
                let normed = part::<I::Floats>(x, 0.0).minus(middle).times(inverse);
                put(normed.fused(part(w, 0.0), part(b, 0.0)), out);
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

    #[inline(always)]
    pub fn softmax<I: InstructionSet>(x: &mut [f32]) {
        let top = I::Floats::splat(largest(x));
        let mut total = I::Floats::zero();
        for x in x.chunks_mut(LANES) {
            let weight = math::exp(part::<I::Floats>(x, f32::NEG_INFINITY).minus(top));
            total = total.plus(weight);
            put(weight, x);
        }
        let share = 1.0 / total.sum();
        for x in x {
            *x *= share;
        }
    }

    #[inline(always)]
    pub fn log_softmax<I: InstructionSet>(x: &mut [f32]) {
        let largest = largest(x);
        let top = I::Floats::splat(largest);
        let mut total = I::Floats::zero();
        for x in x.chunks(LANES) {
            total = total.plus(math::exp(part::<I::Floats>(x, f32::NEG_INFINITY).minus(top)));
        }
        let shift = largest + math::ln(total.sum()) as f32;
        for x in x {
            *x -= shift;
        }
    }

    #[inline(always)]
    pub fn log10<I: InstructionSet>(x: &mut [f32]) {
        for x in x {
            *x = (math::ln(*x) * std::f64::consts::LOG10_E) as f32;
        }
    }

    #[inline(always)]
    pub fn gelu<I: InstructionSet>(x: &mut [f32]) {
        for x in x.chunks_mut(LANES) {
            put(math::gelu(part::<I::Floats>(x, 0.0)), x);
        }
    }

    #[inline(always)]
    pub fn lstm_cell<I: InstructionSet>(gates: &[f32], c: &mut [f32], h: &mut [f32]) {
        let n = c.len();
        assert_eq!(h.len(), n, "lstm_cell: as many outputs as cells");
        assert_eq!(gates.len(), 4 * n, "lstm_cell: four gates");
        for (k, (c, h)) in c.chunks_mut(LANES).zip(h.chunks_mut(LANES)).enumerate() {
            let gate = |g: usize| part::<I::Floats>(&gates[g * n + k * LANES..][..c.len()], 0.0);
            let (i, f) = (math::sigmoid(gate(0)), math::sigmoid(gate(1)));
            let (g, o) = (math::tanh(gate(2)), math::sigmoid(gate(3)));
            let cell = f.fused(part(c, 0.0), i.times(g));
            put(o.times(math::tanh(cell)), h);
            put(cell, c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Path;

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

    /// `Φ(x)` in 64 bits by its series around 0 (Abramowitz and Stegun, 26.2.11), which loses to cancellation only far below.
    fn normal_distribution(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for k in 1..400 {
            term *= x * x / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 + sum * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }

    #[test]
    fn logarithms_are_those_of_the_system() {
        let mut powers = vec![0.0, f32::MIN_POSITIVE / 8.0, 1e-10, 1.0, 10.0, 1e30, f32::MAX];
        powers.extend((1..20_000).map(|i| 1.001_7f32.powi(i - 10_000)));
        for x in powers {
            let mut found = [x];
            log10_on(Path::Scalar, &mut found);
            let expected = f64::from(x).log10() as f32;
            assert_eq!(found[0].to_bits(), expected.to_bits(), "log10({x})");
        }
        let mut odd = [-1.0, f32::NAN, f32::INFINITY];
        log10_on(Path::Scalar, &mut odd);
        assert!(odd[0].is_nan() && odd[1].is_nan() && odd[2] == f32::INFINITY);
    }

    #[test]
    fn gelu_keeps_its_budget() {
        let mut worst = 0.0f64;
        for i in -80_000..=80_000 {
            let x = i as f32 / 10_000.0;
            let expected = f64::from(x) * normal_distribution(f64::from(x));
            let mut found = [x];
            gelu_on(Path::Scalar, &mut found);
            let error = (f64::from(found[0]) - expected).abs();
            worst = worst.max(error / f64::from(x).abs().max(1.0));
            let near = 4e-7 * f64::from(x).abs();
            assert!(
                error <= near.min(2e-7 * f64::from(x).abs().max(1.0)),
                "gelu({x}): off by {error:e}"
            );
        }
        println!("gelu: at most {worst:e}, relative above 1");
    }

    #[test]
    fn a_cell_keeps_its_budget() {
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        for k in -200..=200 {
            let x = f64::from(k) / 10.0;
            let gates = [x as f32, (0.3 * x) as f32, (0.7 * x) as f32, (-x) as f32];
            let (mut c, mut h) = ([0.5], [9.0]);
            lstm_cell_on(Path::Scalar, &gates, &mut c, &mut h);
            let [i, f, g, o] = gates.map(f64::from);
            let cell = sigmoid(f) * 0.5 + sigmoid(i) * g.tanh();
            assert!((f64::from(c[0]) - cell).abs() < 4e-7);
            assert!((f64::from(h[0]) - sigmoid(o) * cell.tanh()).abs() < 4e-7);
        }
    }

    #[test]
    fn ends_of_the_range_stay_sane() {
        let mut x = [f32::NEG_INFINITY, 0.0, -1e30];
        softmax_on(Path::Scalar, &mut x);
        assert_eq!(x, [0.0, 1.0, 0.0]);
        let mut nan = [f32::NAN, 1.0];
        softmax_on(Path::Scalar, &mut nan);
        assert!(nan[0].is_nan());
        softmax_on(Path::Scalar, &mut []);
        log_softmax_on(Path::Scalar, &mut []);
        let mut x = [1e4, -1e4, 0.0, -0.0, f32::INFINITY, f32::NAN];
        gelu_on(Path::Scalar, &mut x);
        assert_eq!(x[..5], [1e4, 0.0, 0.0, 0.0, f32::INFINITY]);
        assert!(x[5].is_nan());
    }
}
