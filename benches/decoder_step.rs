//! The built-in model's step per frame, and its products against the tensor library's own for the same
//! shapes in the same run. Results: benches/README.md.
//!
//! `cargo bench --profile bench-fast --bench decoder_step`; PARLANCE_KERNELS=avx2 and so on pick the
//! path of the whole step.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on fails"
)]
#![allow(missing_docs, reason = "criterion's macro makes a public function")]

mod processor_time;

use std::hint::black_box;
use std::path::Path;

use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
use candle_core::{Device, Module, Tensor};
use criterion::{Criterion, criterion_group, criterion_main};
use parlance::frames::{FRAME_SAMPLES, Frame};
use parlance::speech::stream::Acoustic;
use parlance_kernels::{Int8Matrix, Int8Rows, Path as KernelPath};

use processor_time::ProcessorTime;

/// Shapes `[out, in]` of the built-in model's matrices.
const SHAPES: [(usize, usize); 3] = [(256, 256), (768, 256), (256, 768)];

fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state as f32 / u32::MAX as f32 - 0.5) * 0.2
    };
    (0..count).map(|_| next()).collect()
}

fn products(c: &mut Criterion<ProcessorTime>) {
    for (out, input) in SHAPES {
        let (w, x) = (noise(out * input, 1), noise(input, 2));
        let mut group = c.benchmark_group(format!("one row times {out}x{input}"));
        if let Ok(matrix) = Int8Matrix::quantize(&w, out, input) {
            let (mut rows, mut y) = (Int8Rows::new(), vec![0.0; out]);
            for path in KernelPath::available() {
                group.bench_function(format!("int8 {}", path.name()), |b| {
                    b.iter(|| {
                        rows.quantize(black_box(&x), input)
                            .and_then(|()| matrix.multiply_on(path, &rows, &mut y))
                    })
                });
            }
        }
        let peers = || -> candle_core::Result<_> {
            let w = Tensor::from_slice(&w, (out, input), &Device::Cpu)?;
            let x = Tensor::from_slice(&x, (1, input), &Device::Cpu)?;
            let blocks = QMatMul::from_qtensor(QTensor::quantize(&w, GgmlDType::Q8_0)?)?;
            Ok((w.t()?, x, blocks))
        };
        match peers() {
            Ok((w, x, blocks)) => {
                group.bench_function("candle f32", |b| b.iter(|| black_box(&x).matmul(&w)));
                group.bench_function("candle Q8_0", |b| b.iter(|| blocks.forward(black_box(&x))));
            }
            Err(trouble) => eprintln!("no peer: {trouble}"),
        }
        group.finish();
    }
}

fn step(c: &mut Criterion<ProcessorTime>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/builtin");
    let mut acoustic = match Acoustic::load(&folder) {
        Ok(acoustic) => acoustic,
        Err(trouble) => {
            eprintln!("no step measured: {trouble}");
            return;
        }
    };
    let mut out = vec![0.0; acoustic.outputs()];
    let sound = noise(FRAME_SAMPLES * 100, 3);
    let frames: Vec<Frame> = sound
        .as_chunks::<FRAME_SAMPLES>()
        .0
        .iter()
        .zip(0..)
        .map(|(&samples, index)| Frame { index, samples })
        .collect();
    let mut next = frames.iter().cycle();
    let name = format!("frame of 40 ms, {}", parlance_kernels::path().name());
    c.bench_function(&name, |b| {
        b.iter(|| next.next().map(|frame| acoustic.step(frame, &mut out)))
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = products, step
}
criterion_main!(benches);
