//! The frame path: a second of sound in sound-card pieces, from interleaved samples to frames.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on fails"
)]
#![allow(missing_docs, reason = "criterion's macro makes a public function")]

mod processor_time;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use parlance::audio::rt::{Meters, ring};
use parlance::frames::{Framer, Mixdown, SoundFormat};

use processor_time::ProcessorTime;

fn sound(rate_hz: u32, channels: u16) -> Vec<f32> {
    let n = rate_hz as usize * usize::from(channels);
    (0..n).map(|i| ((i as f32) * 0.013).sin() * 0.3).collect()
}

/// Resampling, mixing down and cutting one second, in pieces of 10 ms.
fn framing(criterion: &mut Criterion<ProcessorTime>) {
    let mut group = criterion.benchmark_group("frames: one second in pieces of 10 ms");
    for (rate_hz, channels) in [(16_000, 1), (44_100, 2), (48_000, 1), (48_000, 2), (96_000, 8)] {
        let second = sound(rate_hz, channels);
        let piece = second.len() / 100;
        group.throughput(Throughput::Elements(u64::from(rate_hz)));
        group.bench_function(format!("{rate_hz} Hz, {channels} channels"), |bencher| {
            let mut framer = Framer::new(SoundFormat { rate_hz, channels }, Mixdown::Average)
                .expect("a format that exists");
            let mut frames = Vec::with_capacity(64);
            bencher.iter(|| {
                frames.clear();
                for piece in second.chunks(piece) {
                    framer
                        .push(black_box(piece), &mut frames)
                        .expect("resampling never fails for it");
                }
                black_box(frames.len())
            });
        });
    }
    group.finish();
}

/// What the audio callback costs: 10 ms of 48 kHz stereo, as each format.
fn callback(criterion: &mut Criterion<ProcessorTime>) {
    let mut group = criterion.benchmark_group("callback: 10 ms of 48 kHz stereo");
    let floats = sound(4_800, 2);
    let shorts: Vec<i16> = floats.iter().map(|sample| (sample * 32_767.0) as i16).collect();
    let mut out = vec![0.0; 1 << 16];
    let (mut inlet, mut tap) = ring(48_000, 2, true, Arc::new(Meters::default()));
    group.bench_function("f32", |bencher| {
        bencher.iter(|| {
            inlet.take(black_box(&floats[..960]));
            tap.read(&mut out)
        });
    });
    group.bench_function("i16", |bencher| {
        bencher.iter(|| {
            inlet.take(black_box(&shorts[..960]));
            tap.read(&mut out)
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = framing, callback
}
criterion_main!(benches);
