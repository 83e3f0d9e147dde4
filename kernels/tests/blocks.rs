//! Products with the blocks of model files: every path that this machine has, against the oracle.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which the lint does not see as tests"
)]

use parlance_kernels::{BlockFormat, BlockRows, Path, blocks_are_fast, multiply_blocks_on};
use proptest::prelude::*;

/// Bytes of `rows` rows of `cols` weights: any bits at all, but scales that are numbers.
fn weights(format: BlockFormat, rows: usize, cols: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    let length = format.row_bytes(cols).unwrap() * rows;
    let mut bytes: Vec<u8> = (0..length).map(|_| next()).collect();
    for block in bytes.chunks_exact_mut(format.bytes()) {
        for at in format.half_scales() {
            // An exponent below 16 of 31: denormals and both signs occur, infinities do not.
            block[at + 1] = (block[at + 1] & 0x80) | (block[at + 1] % 0x3c);
        }
    }
    bytes
}

fn activations(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((state >> 40) as f32 / (1u64 << 23) as f32 - 1.0) * if state.is_multiple_of(7) { 30.0 } else { 1.0 }
    };
    (0..count).map(|_| next()).collect()
}

/// Sums of products and of their magnitudes in 64 bits, `[rows, n]`. Where scale and minimum are multiplied apart, a weight
/// near zero can be the difference of two large terms: what counts is then the largest weight that shares them.
fn exact(format: BlockFormat, bytes: &[u8], x: &BlockRows, cols: usize) -> Vec<(f64, f64)> {
    let rows = bytes.len() / format.row_bytes(cols).unwrap();
    let mut w = vec![0.0; rows * cols];
    format.dequantize(bytes, &mut w).unwrap();
    let xs: Vec<Vec<f32>> = (0..x.rows()).map(|n| x.dequantize_row(n)).collect();
    let shared = match format {
        BlockFormat::Q4_0
        | BlockFormat::Q5_0
        | BlockFormat::Q8_0
        | BlockFormat::Iq4Nl
        | BlockFormat::Iq4Xs => 1,
        BlockFormat::Q2K | BlockFormat::Q3K | BlockFormat::Q6K => 16,
        _ => 32,
    };
    let top = |w: &[f32]| w.iter().fold(0.0f32, |top, w| top.max(w.abs()));
    let size: Vec<f32> = w
        .chunks_exact(shared)
        .flat_map(|w| vec![top(w); shared])
        .collect();
    let pairs = w
        .chunks_exact(cols)
        .zip(size.chunks_exact(cols))
        .flat_map(|(w, size)| {
            xs.iter().map(move |x| {
                let dot =
                    |w: &[f32]| -> f64 { w.iter().zip(x).map(|(&w, &x)| f64::from(w) * f64::from(x)).sum() };
                let sizes = size
                    .iter()
                    .zip(x)
                    .map(|(&w, &x)| f64::from(w) * f64::from(x).abs());
                (dot(w), sizes.sum())
            })
        });
    pairs.collect()
}

fn check(path: Path, format: BlockFormat, bytes: &[u8], x: &[f32], cols: usize) {
    let x = BlockRows::quantize(x, cols).unwrap();
    let expected = exact(format, bytes, &x, cols);
    let mut out = vec![f32::NAN; expected.len()];
    multiply_blocks_on(path, format, bytes, &x, &mut out).unwrap();
    for (found, (sum, size)) in out.iter().zip(&expected) {
        let off = (f64::from(*found) - sum).abs();
        assert!(
            off <= 2e-6 * size + 1e-30,
            "{} {format:?}: {found} for {sum}",
            path.name()
        );
    }
}

#[test]
fn the_vector_paths_ran() {
    let available = Path::available();
    for path in [Path::Avx2, Path::Avx512Vnni] {
        let state = if available.contains(&path) {
            "ran"
        } else {
            "SKIPPED: this CPU lacks it"
        };
        println!("block products, {:<11} {state}", path.name());
    }
    if cfg!(target_arch = "x86_64") && !cfg!(miri) {
        assert!(available.contains(&Path::Avx2));
        assert!(blocks_are_fast() || std::env::var_os(parlance_kernels::PATH_VARIABLE).is_some());
    }
}

#[test]
fn extreme_weights_and_activations_do_not_saturate() {
    for path in Path::available() {
        for format in BlockFormat::ALL {
            let cols = 512;
            for byte in [0x00, 0x80, 0xff, 0x7f, 0x88] {
                let mut bytes = vec![byte; format.row_bytes(cols).unwrap() * 5];
                for block in bytes.chunks_exact_mut(format.bytes()) {
                    for at in format.half_scales() {
                        block[*at..at + 2].copy_from_slice(&0x3c00u16.to_le_bytes());
                    }
                }
                for x in [1.0, -1.0, 1e30, 0.0] {
                    check(path, format, &bytes, &vec![x; cols * 5], cols);
                }
            }
        }
    }
}

#[test]
fn sizes_of_the_large_model() {
    for path in Path::available().into_iter().filter(|&path| path != Path::Scalar) {
        for format in BlockFormat::ALL {
            for cols in [3840, 4096, 8192, 15360] {
                let bytes = weights(format, 9, cols, 7);
                check(path, format, &bytes, &activations(5 * cols, 3), cols);
            }
        }
    }
}

#[test]
fn rows_that_end_within_a_run_of_256() {
    for path in Path::available() {
        for format in BlockFormat::ALL
            .into_iter()
            .filter(|format| format.values() == 32)
        {
            for cols in [64, 128, 192, 320] {
                let bytes = weights(format, 21, cols, 11);
                for count in [1, 5, 12] {
                    check(path, format, &bytes, &activations(count * cols, 5), cols);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 2 } else { 48 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn products_are_those_of_the_definition(rows in 0usize..40, wide in 1usize..4, n in 0usize..15, seed: u64) {
        for format in BlockFormat::ALL {
            let cols = wide * 256;
            let bytes = weights(format, rows, cols, seed);
            let x = activations(n * cols, seed ^ 99);
            for path in Path::available() {
                check(path, format, &bytes, &x, cols);
            }
        }
    }

    #[test]
    fn a_row_gives_the_same_bits_alone_and_in_a_batch(rows in 1usize..40, n in 1usize..15, seed: u64) {
        for format in BlockFormat::ALL {
            let cols = 512;
            let bytes = weights(format, rows, cols, seed);
            let x = activations(n * cols, seed ^ 5);
            let batch = BlockRows::quantize(&x, cols).unwrap();
            for path in Path::available() {
                let mut together = vec![0.0; rows * n];
                multiply_blocks_on(path, format, &bytes, &batch, &mut together).unwrap();
                for (i, x) in x.chunks_exact(cols).enumerate() {
                    let x = BlockRows::quantize(x, cols).unwrap();
                    let row_bytes = format.row_bytes(cols).unwrap();
                    for (r, row) in bytes.chunks_exact(row_bytes).enumerate() {
                        let mut alone = [0.0];
                        multiply_blocks_on(path, format, row, &x, &mut alone).unwrap();
                        prop_assert_eq!(alone[0].to_bits(), together[r * n + i].to_bits(), "{} {:?}", path.name(), format);
                    }
                }
            }
        }
    }
}
