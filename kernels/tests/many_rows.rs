//! Products of many rows and attention: every path that this machine has against definitions in 64 bits, and against each
//! other bit for bit.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which the lint does not see as tests"
)]

use parlance_kernels::{
    Epilogue, FloatMatrix, HalfFormat, Int8Matrix, Int8Rows, KeysValues, Path, Then, Visible, attend_rows_on,
};
use proptest::prelude::*;

fn noise(count: usize, seed: u64, size: f32) -> Vec<f32> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 40) as f32 / (1u64 << 23) as f32 - 1.0) * size
    };
    (0..count).map(|_| next()).collect()
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|v| v.to_bits()).collect()
}

/// Runs `product` on every path with each way to finish it, and checks that all give the bits of the first, that bias, residual and
/// GELU do what they say to the plain product, and gives that.
fn finish(channels: usize, count: usize, product: &dyn Fn(Path, Epilogue, &mut [f32])) -> Vec<f32> {
    let bias = noise(channels, 77, 1.0);
    let before = noise(channels * count, 78, 1.0);
    let run = |path: Path, bias: Option<&[f32]>, then: Then| {
        let mut out = before.clone();
        product(path, Epilogue { bias, then }, &mut out);
        out
    };
    let ways = [None, Some(&bias[..])]
        .into_iter()
        .flat_map(|bias| [Then::Store, Then::Add, Then::Gelu].map(|then| (bias, then)));
    let plain = run(Path::Scalar, None, Then::Store);
    for (bias, then) in ways {
        let expected = run(Path::Scalar, bias, then);
        for path in Path::available() {
            let found = run(path, bias, then);
            assert_eq!(bits(&found), bits(&expected), "{} {then:?}", path.name());
        }
        for (i, (&found, &y)) in expected.iter().zip(&plain).enumerate() {
            let y = y + bias.map_or(0.0, |bias| bias[i % channels]);
            let mut gelu = [y];
            parlance_kernels::gelu(&mut gelu);
            let by_definition = match then {
                Then::Store => y,
                Then::Add => before[i] + y,
                Then::Gelu => gelu[0],
            };
            assert_eq!(found.to_bits(), by_definition.to_bits(), "{then:?}, number {i}");
        }
    }
    plain
}

fn check_floats(rows: usize, cols: usize, count: usize, seed: u64) {
    let (w, x) = (noise(rows * cols, seed, 1.0), noise(count * cols, seed ^ 1, 2.0));
    // Weights that 16 bits hold: both kinds of matrix must then agree.
    let halves: Vec<u8> = w
        .iter()
        .flat_map(|w| [0, 0, w.to_le_bytes()[2], w.to_le_bytes()[3]])
        .collect();
    let w: Vec<f32> = halves
        .as_chunks::<4>()
        .0
        .iter()
        .map(|&b| f32::from_le_bytes(b))
        .collect();
    let halves: Vec<u8> = halves
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|b| [b[2], b[3]])
        .collect();
    let floats = FloatMatrix::new(&w, rows, cols).unwrap();
    let bf16 = FloatMatrix::from_halves(HalfFormat::Bf16, &halves, rows, cols).unwrap();
    let plain = finish(rows, count, &|path, epilogue, out| {
        floats.multiply_on(path, &x, epilogue, out).unwrap();
    });
    let mut found = vec![0.0; plain.len()];
    bf16.multiply(&x, Epilogue::NONE, &mut found).unwrap();
    assert_eq!(bits(&found), bits(&plain));
    for (n, x) in x.chunks_exact(cols).enumerate() {
        let mut alone = vec![0.0; rows];
        floats.multiply(x, Epilogue::NONE, &mut alone).unwrap();
        assert_eq!(bits(&alone), bits(&plain[n * rows..][..rows]));
        for (w, &found) in w.chunks_exact(cols).zip(&alone) {
            let terms = || w.iter().zip(x).map(|(&w, &x)| f64::from(w) * f64::from(x));
            let size: f64 = terms().map(f64::abs).sum();
            assert!((terms().sum::<f64>() - f64::from(found)).abs() <= 1e-5 * size);
        }
    }
    for (matrix, row) in [(&floats, rows - 1), (&bf16, rows / 2)] {
        let mut values = vec![0.0; cols];
        matrix.dequantize_row(row, &mut values).unwrap();
        assert_eq!(bits(&values), bits(&w[row * cols..][..cols]));
    }
}

#[test]
fn sizes_of_the_reader() {
    let shapes: &[(usize, usize, usize)] = if cfg!(miri) {
        &[(20, 12, 3)]
    } else {
        &[(512, 240, 7), (1536, 512, 13), (512, 2048, 6), (80, 512, 2)]
    };
    for &(rows, cols, count) in shapes {
        let w = Int8Matrix::quantize(&noise(rows * cols, 3, 0.1), rows, cols).unwrap();
        let mut x = Int8Rows::new();
        x.quantize(&noise(count * cols, 4, 3.0), cols).unwrap();
        finish(rows, count, &|path, epilogue, out| {
            w.multiply_on(path, &x, epilogue, out).unwrap();
        });
    }
    check_floats(100, 240, 14, 5);
}

#[test]
fn channels_can_be_shared_out() {
    let (rows, cols, count) = (100, 36, 3);
    let (values, x) = (noise(rows * cols, 1, 1.0), noise(count * cols, 2, 1.0));
    let bias = noise(rows, 3, 1.0);
    let (int8, floats) = (
        Int8Matrix::quantize(&values, rows, cols).unwrap(),
        FloatMatrix::new(&values, rows, cols).unwrap(),
    );
    let mut rounded = Int8Rows::new();
    rounded.quantize(&x, cols).unwrap();
    let whole = Epilogue {
        bias: Some(&bias),
        then: Then::Gelu,
    };
    let (mut all_int8, mut all_floats) = (vec![0.0; rows * count], vec![0.0; rows * count]);
    int8.multiply(&rounded, whole, &mut all_int8).unwrap();
    floats.multiply(&x, whole, &mut all_floats).unwrap();
    for channels in [0..16, 16..96, 96..100, 32..41, 48..48] {
        let part = Epilogue {
            bias: Some(&bias[channels.clone()]),
            ..whole
        };
        let mut out = vec![0.0; channels.len() * count];
        let check = |out: &[f32], all: &[f32]| {
            for n in 0..count {
                let width = channels.len();
                assert_eq!(out[n * width..][..width], all[n * rows..][channels.clone()]);
            }
        };
        int8.multiply_channels(channels.clone(), &rounded, part, &mut out)
            .unwrap();
        check(&out, &all_int8);
        floats
            .multiply_channels(channels.clone(), &x, part, &mut out)
            .unwrap();
        check(&out, &all_floats);
    }
    for row in [0, 15, 16, 99] {
        let mut one = vec![0.0; cols];
        int8.dequantize_row(row, &mut one).unwrap();
        assert_eq!(one, int8.dequantize()[row * cols..][..cols]);
    }
}

/// Attention as it is defined, in 64 bits.
fn attention(q: &[f32], keys: &[Vec<f32>], values: &[Vec<f32>], heads: usize, scale: f64) -> Vec<f64> {
    let dim = q.len() / heads;
    let mut out = vec![0.0; q.len()];
    for h in 0..heads {
        let head = h * dim..(h + 1) * dim;
        let dot = |k: &Vec<f32>| -> f64 {
            let pairs = q[head.clone()].iter().zip(&k[head.clone()]);
            pairs.map(|(&q, &k)| f64::from(q) * f64::from(k)).sum()
        };
        let scores: Vec<f64> = keys.iter().map(|k| dot(k) * scale).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        for (score, value) in scores.iter().zip(values) {
            for i in head.clone() {
                out[i] += (score - top).exp() / total * f64::from(value[i]);
            }
        }
    }
    out
}

fn check_attention(heads: usize, dim: usize, keys: usize, rows: usize, visible: Visible, seed: u64) {
    let width = heads * dim;
    // Queries, keys and values are columns of one product, as in an encoder.
    let stride = 3 * width;
    let all = noise(keys.max(rows) * stride, seed, 2.0);
    let row = |i: usize, part: usize| all[i * stride + part * width..][..width].to_vec();
    let scale = 1.0 / (dim as f32).sqrt();
    let mut cache = KeysValues::new(heads, dim);
    // In pieces: where one ends and the next begins changes nothing.
    let first = keys / 3;
    cache
        .append(first, &all[width..], &all[2 * width..], stride)
        .unwrap();
    if keys > first {
        let rest = &all[first * stride..];
        cache
            .append(keys - first, &rest[width..], &rest[2 * width..], stride)
            .unwrap();
    }
    let run = |path: Path, first: usize, rows: usize, visible: Visible| {
        let mut out = vec![f32::NAN; rows * width];
        let q = all.get(first * stride..).unwrap_or(&[]);
        cache
            .attend_on(path, rows, q, stride, scale, visible, &mut out)
            .unwrap();
        out
    };
    let expected = run(Path::Scalar, 0, rows, visible);
    for path in Path::available() {
        assert_eq!(
            bits(&run(path, 0, rows, visible)),
            bits(&expected),
            "{}",
            path.name()
        );
    }
    for n in 0..rows {
        let seen = match visible {
            Visible::All => 0..keys,
            Visible::Rows { from, to } => from.min(keys)..to.min(keys),
            Visible::Band { first, back, ahead } => {
                let end = (first + n + ahead + 1).min(keys);
                (first + n).saturating_sub(back).min(end)..end
            }
        };
        let alone = match visible {
            Visible::All | Visible::Rows { .. } => visible,
            Visible::Band { first, back, ahead } => Visible::Band {
                first: first + n,
                back,
                ahead,
            },
        };
        let found = &expected[n * width..][..width];
        assert_eq!(
            bits(&run(parlance_kernels::path(), n, 1, alone)),
            bits(found),
            "row {n}"
        );
        let (k, v): (Vec<_>, Vec<_>) = seen.clone().map(|i| (row(i, 1), row(i, 2))).unzip();
        let exact = attention(&row(n, 0), &k, &v, heads, f64::from(scale));
        let indices: Vec<u32> = seen.map(|i| i as u32).collect();
        let mut scattered = vec![0.0; width];
        let (k, v) = (
            (0..keys).flat_map(|i| row(i, 1)).collect::<Vec<f32>>(),
            (0..keys).flat_map(|i| row(i, 2)).collect::<Vec<f32>>(),
        );
        let mut scores = Vec::new();
        attend_rows_on(
            parlance_kernels::path(),
            &row(n, 0),
            &k,
            &v,
            &indices,
            heads,
            scale,
            &mut scores,
            &mut scattered,
        );
        for ((found, scattered), exact) in found.iter().zip(&scattered).zip(&exact) {
            assert!((f64::from(*found) - exact).abs() < 1e-5, "{found} for {exact}");
            assert!(
                (f64::from(*scattered) - exact).abs() < 1e-5,
                "{scattered} for {exact}"
            );
        }
    }
}

#[test]
fn attention_over_many_rows() {
    if !cfg!(miri) {
        check_attention(2, 64, 150, 31, Visible::All, 1);
        check_attention(1, 64, 1500, 2, Visible::All, 2);
    }
    check_attention(1, 20, 3, 2, Visible::All, 3);
    let nothing = KeysValues::new(2, 8);
    let mut out = [f32::NAN; 32];
    nothing
        .attend(2, &[1.0; 32], 16, 1.0, Visible::All, &mut out)
        .unwrap();
    assert_eq!(out, [0.0; 32]);
}

#[test]
fn a_window_that_moves_gives_the_bits_of_the_whole() {
    let (heads, dim, rows, back, ahead) = (2, 16, 130, 20, 1);
    let width = heads * dim;
    let all = noise(rows * width, 9, 1.0);
    let band = |first| Visible::Band { first, back, ahead };
    let mut whole = KeysValues::new(heads, dim);
    whole.append(rows, &all, &all, width).unwrap();
    let mut expected = vec![0.0; rows * width];
    whole
        .attend(rows, &all, width, 0.25, band(0), &mut expected)
        .unwrap();
    let (mut window, mut dropped) = (KeysValues::new(heads, dim), 0);
    for n in 0..rows {
        let row = &all[n * width..][..width];
        window.append(1, row, row, width).unwrap();
        dropped += window.keep_last(back + 1 + ahead);
        assert!(window.rows() <= back + 1 + ahead + 15);
        let Some(asked) = n.checked_sub(ahead) else {
            continue;
        };
        let mut out = vec![0.0; width];
        let q = &all[asked * width..][..width];
        window
            .attend(1, q, width, 0.25, band(asked - dropped), &mut out)
            .unwrap();
        assert_eq!(
            bits(&out),
            bits(&expected[asked * width..][..width]),
            "row {asked}"
        );
    }
    assert!(dropped > 0);
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    assert!(FloatMatrix::new(&[0.0; 5], 2, 3).is_err());
    assert!(FloatMatrix::from_halves(HalfFormat::F16, &[0; 11], 2, 3).is_err());
    let w = FloatMatrix::new(&[0.0; 6], 2, 3).unwrap();
    assert!(w.multiply(&[0.0; 4], Epilogue::NONE, &mut [0.0; 2]).is_err());
    assert!(w.multiply(&[0.0; 3], Epilogue::NONE, &mut [0.0; 3]).is_err());
    assert!(w.dequantize_row(2, &mut [0.0; 3]).is_err());
    let mut cache = KeysValues::new(2, 4);
    assert!(cache.append(2, &[0.0; 15], &[0.0; 16], 8).is_err());
    assert!(cache.append(2, &[0.0; 16], &[0.0; 16], 7).is_err());
    cache.append(2, &[0.0; 16], &[0.0; 16], 8).unwrap();
    let mut out = [0.0; 16];
    assert!(
        cache
            .attend(2, &[0.0; 15], 8, 1.0, Visible::All, &mut out)
            .is_err()
    );
    assert!(
        cache
            .attend(1, &[0.0; 8], 8, 1.0, Visible::All, &mut out)
            .is_err()
    );
    cache.truncate(1);
    assert_eq!(cache.rows(), 1);
    cache.clear();
    assert_eq!(cache.rows(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 2 } else { 48 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn float_products_are_those_of_the_definition(rows in 1usize..90, cols in 1usize..70, count in 0usize..15, seed: u64) {
        check_floats(rows, cols, count, seed);
    }

    #[test]
    fn int8_products_are_finished_alike(rows in 1usize..90, cols in 1usize..70, count in 0usize..15, seed: u64) {
        let w = Int8Matrix::quantize(&noise(rows * cols, seed, 0.3), rows, cols).unwrap();
        let mut x = Int8Rows::new();
        x.quantize(&noise(count * cols, seed ^ 4, 3.0), cols).unwrap();
        finish(rows, count, &|path, epilogue, out| w.multiply_on(path, &x, epilogue, out).unwrap());
    }

    #[test]
    fn attention_is_that_of_the_definition(
        heads in 1usize..4, dim in 1usize..70, keys in 0usize..60, rows in 0usize..30, seed: u64, band: bool,
        first in 0usize..40, back in 0usize..40, ahead in 0usize..3,
    ) {
        let visible = if band { Visible::Band { first, back, ahead } } else { Visible::All };
        check_attention(heads, dim, keys, rows, visible, seed);
    }
}
