//! Products with the block formats of model files, a row of activations and 64 of them, on one thread: ours and the
//! tensor library's for the same blocks in the same run. Results: benches/README.md.
//!
//! `cargo bench --bench blocks -- "1 row"`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on fails"
)]
#![allow(missing_docs, reason = "criterion's macro makes a public function")]

use std::hint::black_box;

use candle_core::quantized::{GgmlDType, QMatMul, QTensor};
use candle_core::{Device, Module, Tensor};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parlance_kernels::{BlockFormat, BlockRows, Path as KernelPath, multiply_blocks_on};

const FORMATS: [(BlockFormat, GgmlDType); 10] = [
    (BlockFormat::Q4_0, GgmlDType::Q4_0),
    (BlockFormat::Q4_1, GgmlDType::Q4_1),
    (BlockFormat::Q5_0, GgmlDType::Q5_0),
    (BlockFormat::Q5_1, GgmlDType::Q5_1),
    (BlockFormat::Q8_0, GgmlDType::Q8_0),
    (BlockFormat::Q2K, GgmlDType::Q2K),
    (BlockFormat::Q3K, GgmlDType::Q3K),
    (BlockFormat::Q4K, GgmlDType::Q4K),
    (BlockFormat::Q5K, GgmlDType::Q5K),
    (BlockFormat::Q6K, GgmlDType::Q6K),
];

/// Half of a gate of the 12B: 7680 rows of 3840, 9 MB in 2 bits and 31 MB in 8.
const SHAPE: (usize, usize) = (7680, 3840);

fn products(c: &mut Criterion) {
    // The library multiplies on the pool's threads, ours on this one.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()
        .unwrap();
    let (out, input) = SHAPE;
    let w = Tensor::randn(0f32, 0.016, SHAPE, &Device::Cpu).unwrap();
    let x = Tensor::randn(0f32, 1.0, (64, input), &Device::Cpu).unwrap();
    for rows in [1, 64] {
        let x = x.narrow(0, 0, rows).unwrap();
        let values: Vec<f32> = x.flatten_all().unwrap().to_vec1().unwrap();
        for (format, dtype) in FORMATS {
            let blocks = QTensor::quantize(&w, dtype).unwrap();
            let bytes = blocks.data().unwrap().into_owned();
            let mut group = c.benchmark_group(format!(
                "{format:?}, {rows} row{}",
                if rows == 1 { "" } else { "s" }
            ));
            group
                .sample_size(10)
                .throughput(Throughput::Bytes(bytes.len() as u64));
            let mut y = vec![0.0; rows * out];
            let vectors = |path: &KernelPath| matches!(path, KernelPath::Avx2 | KernelPath::Avx512Vnni);
            for path in KernelPath::available().into_iter().filter(vectors) {
                group.bench_function(path.name(), |b| {
                    b.iter(|| {
                        let x = BlockRows::quantize(black_box(&values), input)?;
                        multiply_blocks_on(path, format, &bytes, &x, &mut y)
                    })
                });
            }
            let peer = QMatMul::from_qtensor(blocks).unwrap();
            group.bench_function("candle", |b| b.iter(|| peer.forward(black_box(&x)).unwrap()));
            group.finish();
        }
    }
}

criterion_group!(benches, products);
criterion_main!(benches);
