//! The kernels of the reader over hundreds of rows (its encoder) and few (its decoder): billions of multiply-adds a second, what
//! part of the processor's peak that is, and the tensor library's own products for the same shapes, all measured in one run, each in
//! processor time of its thread. Results: benches/README.md.
//!
//! `cargo bench --bench many_rows`; PARLANCE_KERNELS=avx2 and so on pick the path.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on fails"
)]

mod peak;
mod processor_time;

use std::hint::black_box;
use std::time::Duration;

use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
use candle_core::{Device, Module, Tensor};
use criterion::measurement::Measurement;
use parlance_kernels::{
    Epilogue, FloatMatrix, Int8Matrix, Int8Rows, KeysValues, Path as KernelPath, Then, Visible,
};

use processor_time::ProcessorTime;

/// The shortest of the runs that fit into a fifth of a second, in seconds of processor time: neighbours only ever add to it.
fn shortest(mut run: impl FnMut()) -> f64 {
    run();
    let (mut spent, mut best) = (Duration::ZERO, Duration::MAX);
    while spent < Duration::from_millis(200) {
        let start = ProcessorTime.start();
        run();
        let time = ProcessorTime.end(start);
        spent += time;
        best = best.min(time);
    }
    best.as_secs_f64()
}

fn noise(count: usize) -> Vec<f32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state as f32 / u32::MAX as f32 - 0.5) * 2.0
    };
    (0..count).map(|_| next()).collect()
}

/// Billions of multiply-adds a second that one thread reaches with registers alone, 8-bit and float.
fn peaks(path: KernelPath) -> (f64, f64) {
    let Some((int8, float)) = peak::multiply_adds(path) else {
        return (f64::NAN, f64::NAN);
    };
    // Before and after one another, twice: a neighbour that comes and goes is not taken for a slow processor.
    let best = |run: fn(KernelPath)| shortest(|| run(path)).min(shortest(|| run(path)));
    (int8 / best(peak::int8) / 1e9, float / best(peak::float) / 1e9)
}

/// A line of the table: what it costs and what part of the peak that is; the library's time for the same beside it.
fn print(what: &str, multiply_adds: usize, time: f64, peak: f64, peers: &[(&str, f64)]) {
    let rate = multiply_adds as f64 / 1e9 / time;
    print!(
        "{what:<34} {:>9.3} ms {rate:>6.0} GMAC/s {:>4.0} % of the peak",
        time * 1e3,
        100.0 * rate / peak
    );
    for (name, peer) in peers {
        print!("   {name} {:.3} ms ({:.1} times ours)", peer * 1e3, peer / time);
    }
    println!();
}

/// Shapes `[out, in]` of a base encoder: attention, its three inputs at once, the two of the feed-forward part, the two
/// convolutions.
const SHAPES: [(usize, usize, Then); 6] = [
    (512, 512, Then::Add),
    (1536, 512, Then::Store),
    (2048, 512, Then::Gelu),
    (512, 2048, Then::Add),
    (512, 240, Then::Gelu),
    (512, 1536, Then::Gelu),
];

/// Rows: one hypothesis, a beam, a piece of an encoder that stays in the cache, 6 s and 12 s of sound.
const ROWS: [usize; 5] = [1, 5, 96, 300, 600];

/// The library's products for the same numbers: floats, and blocks of 8 bits.
fn peers(w: &[f32], x: &[f32], out: usize, input: usize) -> [(&'static str, f64); 2] {
    let w = Tensor::from_slice(w, (out, input), &Device::Cpu).unwrap();
    let x = Tensor::from_slice(x, (x.len() / input, input), &Device::Cpu).unwrap();
    let turned = w.t().unwrap();
    let float = shortest(|| drop(black_box(black_box(&x).matmul(&turned).unwrap())));
    if !input.is_multiple_of(32) {
        return [("candle f32", float), ("candle Q8_0", f64::NAN)];
    }
    let blocks = QMatMul::from_qtensor(QTensor::quantize(&w, GgmlDType::Q8_0).unwrap()).unwrap();
    let blocks = shortest(|| drop(black_box(blocks.forward(black_box(&x)).unwrap())));
    [("candle f32", float), ("candle Q8_0", blocks)]
}

fn int8(path: KernelPath, peak: f64) {
    for (out, input, then) in SHAPES {
        let (w, bias) = (noise(out * input), noise(out));
        let matrix = Int8Matrix::quantize(&w, out, input).unwrap();
        for rows in ROWS {
            let x = noise(rows * input);
            let (mut rounded, mut y) = (Int8Rows::new(), vec![0.0; rows * out]);
            let time = shortest(|| {
                rounded.quantize(black_box(&x), input).unwrap();
                let epilogue = Epilogue {
                    bias: Some(&bias),
                    then,
                };
                matrix.multiply_on(path, &rounded, epilogue, &mut y).unwrap();
            });
            let what = format!("int8 {out}x{input}, {rows} rows, {then:?}");
            print(&what, rows * out * input, time, peak, &peers(&w, &x, out, input));
        }
    }
    let (tokens, input) = (51_865, 512);
    let matrix = Int8Matrix::quantize(&noise(tokens * input), tokens, input).unwrap();
    for rows in [1, 5] {
        let mut rounded = Int8Rows::new();
        rounded.quantize(&noise(rows * input), input).unwrap();
        let mut y = vec![0.0; rows * tokens];
        let time = shortest(|| {
            matrix
                .multiply_on(path, &rounded, Epilogue::NONE, &mut y)
                .unwrap()
        });
        let what = format!("int8 {tokens}x{input}, {rows} rows");
        print(&what, rows * tokens * input, time, peak, &[]);
    }
}

fn floats(path: KernelPath, peak: f64) {
    for (out, input) in [(512, 512), (512, 2048)] {
        let w = noise(out * input);
        let matrix = FloatMatrix::new(&w, out, input).unwrap();
        for rows in [1, 600] {
            let x = noise(rows * input);
            let mut y = vec![0.0; rows * out];
            let time = shortest(|| matrix.multiply_on(path, &x, Epilogue::NONE, &mut y).unwrap());
            let what = format!("float {out}x{input}, {rows} rows");
            print(&what, rows * out * input, time, peak, &peers(&w, &x, out, input));
        }
    }
}

/// Eight heads of 64: a hypothesis and a beam that look at 12 s, and encoders of 6, 12 and 30 s.
fn attention(path: KernelPath, peak: f64) {
    for (rows, keys) in [(1, 600), (5, 600), (300, 300), (600, 600), (1500, 1500)] {
        let all = noise(keys * 1536);
        let mut cache = KeysValues::new(8, 64);
        let mut out = vec![0.0; rows * 512];
        let time = shortest(|| {
            if rows == keys {
                cache.clear();
            }
            if cache.rows() == 0 {
                cache.append(keys, &all[512..], &all[1024..], 1536).unwrap();
            }
            cache
                .attend_on(path, rows, &all, 1536, 0.125, Visible::All, &mut out)
                .unwrap();
        });
        let what = format!("attention, {rows} rows to {keys}");
        print(&what, 2 * rows * keys * 512, time, peak, &[]);
    }
}

fn main() {
    // The library multiplies on the pool's threads, ours on this one.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .unwrap();
    let path = parlance_kernels::path();
    let (peak_int8, peak_float) = peaks(path);
    println!(
        "{}: one thread's peak is {peak_int8:.0} GMAC/s in 8 bits, {peak_float:.0} in floats",
        path.name()
    );
    int8(path, peak_int8);
    floats(path, peak_float);
    attention(path, peak_float);
}
