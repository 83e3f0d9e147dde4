//! The built-in model's step per frame, alone and with the search, and its products against the tensor library's own for
//! the same shapes in the same run. Results: benches/README.md.
//!
//! `cargo bench --bench decoder_step`; PARLANCE_KERNELS=avx2 and so on pick the
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
use parlance::speech::{Builtin, Recogniser};
use parlance_kernels::{Epilogue, Int8Matrix, Int8Rows, Path as KernelPath};

use processor_time::ProcessorTime;

/// Folder of the built-in model.
fn model() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/models/builtin"))
}

/// Shapes `[out, in]` of the built-in model's largest matrices.
fn shapes() -> [(usize, usize); 3] {
    let json = std::fs::read(model().join("config.json")).expect("the built-in model");
    let config: serde_json::Value = serde_json::from_slice(&json).expect("its config");
    let size = |name: &str| config[name].as_u64().expect("a size") as usize;
    let (hidden, inner) = (size("hidden_size"), size("intermediate_size"));
    [(hidden, hidden), (inner, hidden), (hidden, inner)]
}

fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state as f32 / u32::MAX as f32 - 0.5) * 0.2
    };
    (0..count).map(|_| next()).collect()
}

fn products(c: &mut Criterion<ProcessorTime>) {
    for (out, input) in shapes() {
        let (w, x) = (noise(out * input, 1), noise(input, 2));
        let mut group = c.benchmark_group(format!("one row times {out}x{input}"));
        if let Ok(matrix) = Int8Matrix::quantize(&w, out, input) {
            let (mut rows, mut y) = (Int8Rows::new(), vec![0.0; out]);
            for path in KernelPath::available() {
                group.bench_function(format!("int8 {}", path.name()), |b| {
                    b.iter(|| {
                        rows.quantize(black_box(&x), input)
                            .and_then(|()| matrix.multiply_on(path, &rows, Epilogue::NONE, &mut y))
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
    let mut acoustic = match Acoustic::load(model()) {
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

/// Decoder, endpoints and search over the frames of speech, again and again; each recording's end included.
fn step_and_search(c: &mut Criterion<ProcessorTime>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech/librispeech-7517-100429-0000.wav");
    let samples: Vec<f32> = hound::WavReader::open(file)
        .expect("the recording")
        .samples::<i16>()
        .map(|sample| f32::from(sample.expect("a sample")) / 32_768.0)
        .collect();
    let frames: Vec<Frame> = samples
        .as_chunks::<FRAME_SAMPLES>()
        .0
        .iter()
        .zip(0..)
        .map(|(&samples, index)| Frame { index, samples })
        .collect();
    let mut builtin = Builtin::load(model()).expect("the built-in model");
    let (mut next, mut heard) = (0, Vec::new());
    let name = format!(
        "frame of 40 ms of speech with search, {}",
        parlance_kernels::path().name()
    );
    c.bench_function(&name, |b| {
        b.iter(|| {
            if next == frames.len() {
                next = 0;
                builtin.finish(&mut heard).expect("an end");
                heard.clear();
            }
            builtin
                .push(black_box(&frames[next]), &mut heard)
                .expect("a step");
            next += 1;
        })
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = products, step, step_and_search
}
criterion_main!(benches);
