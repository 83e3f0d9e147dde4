//! What runs inside the audio callback, and the ring it fills.
//!
//! [`Inlet::take`] is called by the operating system every few milliseconds. It never allocates,
//! locks, logs, panics or blocks: `tests/realtime.rs` runs it under an allocator that forbids allocating.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use cpal::{FromSample, Sample};
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};

/// Length of the ring, in milliseconds of sound.
pub const RING_MS: u64 = 2_000;

/// Below this a sample counts as silence of a muted microphone, not as quiet: no analogue input is
/// this quiet.
const MUTED_BELOW: f32 = 5e-7;

/// Counters shared by the callback and whoever watches it.
#[derive(Debug, Default)]
pub struct Meters {
    captured: AtomicU64,
    dropped: AtomicU64,
    callbacks: AtomicU64,
    audible: AtomicU64,
    peak: AtomicU32,
    rms: AtomicU32,
}

impl Meters {
    /// Samples of all channels that the device delivered.
    pub fn captured(&self) -> u64 {
        self.captured.load(Relaxed)
    }

    /// Samples of all channels that were lost because the ring was full.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }

    /// Calls of the callback.
    pub fn callbacks(&self) -> u64 {
        self.callbacks.load(Relaxed)
    }

    /// Samples that were not zero.
    pub fn audible(&self) -> u64 {
        self.audible.load(Relaxed)
    }

    /// Largest absolute sample and root mean square of the last frame, linear in `[0, 1]`.
    pub fn level(&self) -> (f32, f32) {
        (
            f32::from_bits(self.peak.load(Relaxed)),
            f32::from_bits(self.rms.load(Relaxed)),
        )
    }

    /// Stores the loudness of one frame.
    pub fn set_level(&self, samples: &[f32]) {
        let peak = samples.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
        let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
        self.peak.store(peak.to_bits(), Relaxed);
        self.rms.store(power.sqrt().to_bits(), Relaxed);
    }
}

/// The writing end of the ring, owned by the callback.
pub struct Inlet {
    ring: HeapProd<f32>,
    meters: Arc<Meters>,
    channels: usize,
    /// Samples still to drop until the channels are in step again.
    out_of_step: usize,
}

/// The reading end of the ring: the only thing that `frames` sees of a device or file.
pub struct Tap {
    ring: HeapCons<f32>,
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Channels, interleaved.
    pub channels: u16,
    /// Whether this is a microphone: it cannot be told to wait, and its end is not the recording's end.
    pub live: bool,
}

/// A ring of [`RING_MS`] for interleaved sound.
pub fn ring(rate_hz: u32, channels: u16, live: bool, meters: Arc<Meters>) -> (Inlet, Tap) {
    let n_channels = usize::from(channels.max(1));
    let moments = (u64::from(rate_hz) * RING_MS / 1_000).max(1) as usize;
    let (producer, consumer) = HeapRb::<f32>::new(moments * n_channels).split();
    let inlet = Inlet {
        ring: producer,
        meters,
        channels: n_channels,
        out_of_step: 0,
    };
    (
        inlet,
        Tap {
            ring: consumer,
            rate_hz,
            channels,
            live,
        },
    )
}

impl Inlet {
    /// Takes what the device delivered: pushes what fits, drops and counts the newest rest.
    ///
    /// Whole moments (one sample of each channel) are dropped, so that left stays left.
    pub fn take<S: Copy>(&mut self, data: &[S])
    where
        f32: FromSample<S>,
    {
        self.meters.callbacks.fetch_add(1, Relaxed);
        self.meters.captured.fetch_add(data.len() as u64, Relaxed);
        let skipped = self.out_of_step.min(data.len());
        self.out_of_step -= skipped;
        let data = &data[skipped..];
        let mut n_fit = self.ring.vacant_len().min(data.len());
        let mut n_lost = skipped;
        if n_fit < data.len() {
            // What is written and what is dropped together must be whole moments.
            n_fit -= n_fit % self.channels;
            let lost = data.len() - n_fit;
            n_lost += lost;
            self.out_of_step = (self.channels - lost % self.channels) % self.channels;
        }
        let mut audible = 0u64;
        let written = self.ring.push_iter(data[..n_fit].iter().map(|&sample| {
            let sample = f32::from_sample(sample);
            audible += u64::from(sample.abs() > MUTED_BELOW);
            sample
        }));
        debug_assert_eq!(written, n_fit);
        if n_lost > 0 {
            self.meters.dropped.fetch_add(n_lost as u64, Relaxed);
        }
        self.meters.audible.fetch_add(audible, Relaxed);
    }

    /// Writes as much as fits and tells how much: for sources that can wait.
    pub fn offer(&mut self, samples: &[f32]) -> usize {
        let written = self.ring.push_slice(samples);
        self.meters.captured.fetch_add(written as u64, Relaxed);
        written
    }
}

impl Tap {
    /// Takes waiting samples into `out`; tells how many.
    pub fn read(&mut self, out: &mut [f32]) -> usize {
        self.ring.pop_slice(out)
    }

    /// Samples waiting.
    pub fn waiting(&self) -> usize {
        self.ring.occupied_len()
    }

    /// Whether the source is gone and everything was read.
    pub fn ended(&self) -> bool {
        // In this order: what was written before the writer let go is seen.
        !self.ring.write_is_held() && self.ring.is_empty()
    }
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Tap({} Hz, {} channels)", self.rate_hz, self.channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(channels: u16, moments: u32) -> (Inlet, Tap, Arc<Meters>) {
        let meters = Arc::new(Meters::default());
        // RING_MS is two seconds: half the rate gives the wanted length.
        let (inlet, tap) = ring(moments / 2, channels, true, meters.clone());
        (inlet, tap, meters)
    }

    fn drain(tap: &mut Tap) -> Vec<f32> {
        let mut out = vec![0.0; 1_000];
        let n = tap.read(&mut out);
        out.truncate(n);
        out
    }

    #[test]
    fn every_sample_format_becomes_the_same_sound() {
        let (mut inlet, mut tap, meters) = small(1, 100);
        inlet.take(&[0i16, i16::MIN, 16_384]);
        inlet.take(&[32_768u16, 0, 49_152]);
        inlet.take(&[0i32, i32::MIN, 1 << 30]);
        inlet.take(&[0.0f32, -1.0, 0.5]);
        assert_eq!(drain(&mut tap), [0.0, -1.0, 0.5].repeat(4));
        assert_eq!(
            (meters.captured(), meters.audible(), meters.callbacks()),
            (12, 8, 4)
        );
    }

    #[test]
    fn a_full_ring_drops_the_newest_counts_them_and_keeps_channels_apart() {
        let (mut inlet, mut tap, meters) = small(2, 10);
        for _ in 0..3 {
            inlet.take(&[0.1f32, 0.2].repeat(5));
        }
        inlet.take(&[0.1f32]); // half a moment: its other half comes next
        assert_eq!(drain(&mut tap), [0.1, 0.2].repeat(10));
        inlet.take(&[0.2f32, 0.1, 0.2, 0.1, 0.2]);
        assert_eq!(drain(&mut tap), [0.1, 0.2].repeat(2), "still in step");
        assert_eq!(meters.captured(), 36);
        assert_eq!(meters.dropped(), 12);
    }

    #[test]
    fn odd_chopping_with_a_slow_reader_never_swaps_channels() {
        let (mut inlet, mut tap, meters) = small(2, 8);
        let mut next = 0usize;
        let mut read = 0u64;
        for size in [1usize, 3, 5, 7, 2, 40, 0, 9, 11, 1, 1, 1, 6, 13].repeat(20) {
            let data: Vec<f32> = (next..next + size)
                .map(|i| if i % 2 == 0 { -0.5 } else { 0.5 })
                .collect();
            next += size;
            inlet.take(&data);
            if size % 3 == 0 {
                for sample in drain(&mut tap) {
                    assert_eq!(sample, if read.is_multiple_of(2) { -0.5 } else { 0.5 });
                    read += 1;
                }
            }
        }
        let waiting = tap.waiting() as u64;
        assert_eq!(meters.captured(), read + waiting + meters.dropped());
        assert!(meters.dropped() > 0);
    }

    #[test]
    fn the_end_is_seen_only_after_the_last_sample() {
        let (mut inlet, mut tap, _) = small(1, 10);
        inlet.take(&[0.5f32]);
        assert!(!tap.ended());
        drop(inlet);
        assert!(!tap.ended());
        assert_eq!(drain(&mut tap), [0.5]);
        assert!(tap.ended());
    }
}
