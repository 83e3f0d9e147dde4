//! Every path that this machine has, against the oracle, bit for bit.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which the lint does not see as tests"
)]

use parlance_kernels as kernels;
use parlance_kernels::{Epilogue, Int8Matrix, Int8Rows, Path};
use proptest::prelude::*;

/// The paths to test. A path is only left out where the CPU lacks it, and AVX2 or NEON must be there:
/// a machine without them could not show that the vector code is right.
fn paths() -> Vec<Path> {
    let available = Path::available();
    if !cfg!(miri) {
        let base = if cfg!(target_arch = "x86_64") {
            Path::Avx2
        } else if cfg!(target_arch = "aarch64") {
            Path::Neon
        } else {
            Path::Scalar
        };
        assert!(available.contains(&base), "{} did not run", base.name());
    }
    available
}

#[test]
fn report_which_paths_ran() {
    let ran = paths();
    for path in Path::ALL {
        let state = if ran.contains(&path) {
            "ran"
        } else {
            "SKIPPED: this CPU or architecture lacks it"
        };
        println!("kernel path {:<11} {state}", path.name());
    }
    println!("chosen: {}", kernels::path().name());
    assert!(ran.contains(&kernels::path()));
}

/// The product as the definition says it, from the unpacked parts, in integers.
fn oracle(w: &[i8], w_scales: &[f32], x: &[f32], cols: usize) -> Vec<f32> {
    let mut out = Vec::new();
    for row in x.chunks_exact(cols) {
        let top = row.iter().fold(0.0f32, |top, v| top.max(v.abs()));
        let scale = top / 127.0;
        let inverse = if (1.0 / scale).is_finite() {
            1.0 / scale
        } else {
            0.0
        };
        let q: Vec<i64> = row
            .iter()
            .map(|v| (v * inverse).round_ties_even() as i64)
            .collect();
        for (w, &w_scale) in w.chunks_exact(cols).zip(w_scales) {
            let sum: i64 = w.iter().zip(&q).map(|(&w, &x)| i64::from(w) * x).sum();
            out.push(sum as f32 * (scale * w_scale));
        }
    }
    out
}

fn check_product(w: &[i8], scales: &[f32], x: &[f32], rows: usize, cols: usize) {
    let matrix = Int8Matrix::new(w, scales, rows, cols).unwrap();
    let mut batch = Int8Rows::new();
    // Filled with something else first: nothing may be left over from an earlier use.
    batch.quantize(&vec![3.0; 4 * (cols + 65)], cols + 65).unwrap();
    batch.quantize(x, cols).unwrap();
    let expected = oracle(w, scales, x, cols);
    for path in paths() {
        let mut out = vec![f32::NAN; expected.len()];
        matrix
            .multiply_on(path, &batch, Epilogue::NONE, &mut out)
            .unwrap();
        assert_eq!(bits(&out), bits(&expected), "{} [{rows}, {cols}]", path.name());
    }
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|v| v.to_bits()).collect()
}

/// Numbers from a seed, cheap enough to fill large matrices with.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 32) as u32
    }
    fn bytes(&mut self, n: usize) -> Vec<i8> {
        (0..n).map(|_| self.next() as i8).collect()
    }
    fn floats(&mut self, n: usize, size: f32) -> Vec<f32> {
        (0..n)
            .map(|_| (self.next() as f32 / u32::MAX as f32 - 0.5) * 2.0 * size)
            .collect()
    }
}

#[test]
fn extreme_weights_and_activations_do_not_saturate() {
    for cols in [1, 63, 64, 65, 768, kernels::MAX_COLS] {
        if cfg!(miri) && cols > 768 {
            continue;
        }
        for (w, x) in [-128, -127, 127].into_iter().flat_map(|w| [(w, 1.0), (w, -1.0)]) {
            check_product(&vec![w; cols * 5], &[0.5; 5], &vec![x; cols * 2], 5, cols);
        }
    }
}

#[test]
fn sizes_of_the_built_in_model() {
    let mut noise = Noise(1);
    let sizes: &[(usize, usize)] = if cfg!(miri) {
        &[(16, 256)]
    } else {
        &[(256, 576), (1152, 576), (576, 1152), (80, 576)]
    };
    for &(rows, cols) in sizes {
        let w = noise.bytes(rows * cols);
        let shipped: Vec<i8> = w.iter().map(|&w| w.max(-127)).collect();
        let scales = noise.floats(rows, 0.1);
        for batch in [1, 2, 5] {
            let x = noise.floats(batch * cols, 4.0);
            check_product(&w, &scales, &x, rows, cols);
            check_product(&shipped, &scales, &x, rows, cols);
        }
    }
}

#[test]
fn a_dequantised_product_is_close_to_the_float_product() {
    let mut noise = Noise(2);
    let (rows, cols) = (64, 256);
    let w = noise.floats(rows * cols, 1.0);
    let x = noise.floats(cols, 1.0);
    let matrix = Int8Matrix::quantize(&w, rows, cols).unwrap();
    let mut batch = Int8Rows::new();
    batch.quantize(&x, cols).unwrap();
    let mut out = vec![0.0; rows];
    matrix.multiply(&batch, Epilogue::NONE, &mut out).unwrap();
    // Rounding to 1/127 of the largest on both sides: variance 2 * cols * (1/127)^2/12 * mean(x^2).
    let sigma = (2.0 * cols as f64 / 12.0 / 3.0).sqrt() / 127.0;
    for (row, out) in w.chunks_exact(cols).zip(&out) {
        let exact: f64 = row
            .iter()
            .zip(&x)
            .map(|(&w, &x)| f64::from(w) * f64::from(x))
            .sum();
        assert!((exact - f64::from(*out)).abs() < 5.0 * sigma, "{exact} {out}");
    }
    for (a, b) in matrix.dequantize().iter().zip(&w) {
        assert!((a - b).abs() <= 0.5001 / 127.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 4 } else { 256 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn products_equal_the_oracle(rows in 0usize..70, cols in 1usize..200, batch in 0usize..4, seed: u64, size in 1e-3f32..1e3, lowest in -128i8..-126) {
        let mut noise = Noise(seed);
        let w: Vec<i8> = noise.bytes(rows * cols).into_iter().map(|w| w.max(lowest)).collect();
        let scales = noise.floats(rows, 1.0);
        let x = noise.floats(batch * cols, size);
        check_product(&w, &scales, &x, rows, cols);
    }

    #[test]
    fn float_helpers_give_the_same_bits_on_every_path(n in 0usize..150, seed: u64, size in 1e-3f32..30.0, skip in 0usize..3) {
        let mut noise = Noise(seed);
        let (a, b) = (noise.floats(n + skip, size), noise.floats(n + skip, size));
        // Skipping a few makes the slices unaligned.
        let (a, b) = (&a[skip..], &b[skip..]);
        let w = noise.floats(n * 7, size);
        let run = |path: Path| {
            let mut all = Vec::new();
            let mut change = |f: &dyn Fn(&mut [f32])| {
                let mut x = a.to_vec();
                f(&mut x);
                all.extend(x);
            };
            change(&|x| kernels::add_on(path, x, b));
            change(&|x| kernels::softmax_on(path, x));
            change(&|x| kernels::log_softmax_on(path, x));
            change(&|x| kernels::gelu_on(path, x));
            change(&|x| kernels::layer_norm_on(path, a, b, a, 1e-5, x));
            let mut out = vec![0.0; 7];
            kernels::gemv_on(path, &w, a, &mut out);
            all.extend(&out);
            let (mut c, mut h) = (b[..n / 4].to_vec(), vec![0.0; n / 4]);
            kernels::lstm_cell_on(path, &a[..n / 4 * 4], &mut c, &mut h);
            all.extend(c.into_iter().chain(h));
            bits(&all)
        };
        let expected = run(Path::Scalar);
        for path in paths() {
            prop_assert_eq!(run(path), expected.clone(), "{}", path.name());
        }
    }

    #[test]
    fn float_helpers_follow_their_definitions(n in 1usize..150, seed: u64, size in 1e-2f32..20.0) {
        let mut noise = Noise(seed);
        let (a, b) = (noise.floats(n, size), noise.floats(n, size));
        let mut x = vec![0.0; n];
        kernels::layer_norm(&a, &b, &a, 1e-5, &mut x);
        let mean: f64 = a.iter().map(|&v| f64::from(v)).sum::<f64>() / n as f64;
        let variance: f64 = a.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n as f64;
        for i in 0..n {
            let normed = (f64::from(a[i]) - mean) / (variance + 1e-5).sqrt();
            let expected = normed * f64::from(b[i]) + f64::from(a[i]);
            prop_assert!((f64::from(x[i]) - expected).abs() <= 2e-6 * f64::from(size) * (1.0 + normed.abs()));
        }

        let top = a.iter().copied().fold(f32::MIN, f32::max);
        let total: f64 = a.iter().map(|&v| f64::from(v - top).exp()).sum();
        let (mut soft, mut log) = (a.clone(), a.clone());
        kernels::softmax(&mut soft);
        kernels::log_softmax(&mut log);
        for i in 0..n {
            let expected = f64::from(a[i] - top).exp() / total;
            prop_assert!((f64::from(soft[i]) - expected).abs() <= 1e-6 * expected + 1e-37);
            prop_assert!((f64::from(log[i]) - expected.ln()).abs() <= 1e-5);
        }
    }
}
