//! The audio callback and the acoustic model under an allocator that forbids allocating: a binary of its own, since the
//! allocator is the whole program's.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use parlance::acoustic::Model;
use parlance::audio::rt::{Meters, ring};
use parlance::frames::{FRAME_SAMPLES, Frame};

thread_local! {
    /// Whether this thread may not allocate now.
    static FORBIDDEN: Cell<bool> = const { Cell::new(false) };
}

/// Allocations and frees that happened where they were forbidden.
static OFFENCES: AtomicU64 = AtomicU64::new(0);

struct Forbidding;

fn note() {
    if FORBIDDEN.try_with(Cell::get).unwrap_or(false) {
        OFFENCES.fetch_add(1, Relaxed);
    }
}

#[allow(unsafe_code)] // an allocator cannot be had otherwise
// SAFETY: every call is passed on to the system's allocator unchanged; counting touches an atomic and
// a const-initialised thread-local only, neither of which allocates.
unsafe impl GlobalAlloc for Forbidding {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note();
        // SAFETY: `pointer` came from `System` with this `layout`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: as for `alloc` and `dealloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Forbidding = Forbidding;

/// Runs `call` with allocating forbidden; tells how often it was done all the same.
fn offences(call: impl FnOnce()) -> u64 {
    let before = OFFENCES.load(Relaxed);
    FORBIDDEN.with(|forbidden| forbidden.set(true));
    call();
    FORBIDDEN.with(|forbidden| forbidden.set(false));
    OFFENCES.load(Relaxed) - before
}

#[test]
fn the_callback_never_allocates() {
    // The test proves first that it can fail.
    assert!(offences(|| drop(std::hint::black_box(vec![1u8; 100]))) >= 2);

    let meters = Arc::new(Meters::default());
    let (mut inlet, mut tap) = ring(48_000, 2, true, meters.clone());
    let small = [0.25f32; 441];
    let odd = [-0.25f32; 1_023];
    let oversized = vec![0.5f32; 300_000];
    let shorts = vec![1_000i16; 4_096];
    let words = vec![40_000u16; 4_096];
    let longs = vec![1 << 28; 4_096];
    let mut out = vec![0.0f32; 8_192];
    let n = offences(|| {
        for turn in 0..500 {
            inlet.take::<f32>(&[]);
            inlet.take(&small);
            inlet.take(&odd);
            inlet.take(&shorts);
            inlet.take(&words);
            inlet.take(&longs);
            if turn % 50 == 0 {
                inlet.take(&oversized); // fills the ring; what follows is dropped and counted
            }
            if turn % 3 == 0 {
                tap.read(&mut out);
            }
        }
    });
    assert_eq!(n, 0, "the callback allocated {n} times");
    assert!(meters.dropped() > 0, "the ring was full");
    let mut read = 0u64;
    let mut meters_read = || {
        let n = tap.read(&mut out);
        read += n as u64;
        n
    };
    while meters_read() > 0 {}
    assert_eq!(meters.callbacks(), 500 * 6 + 10);
    assert!(meters.captured() >= meters.dropped() + read);
}

#[test]
fn the_acoustic_model_never_allocates_once_its_window_is_full() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/first-pass-tiny");
    let mut model = Model::load(folder.as_ref()).unwrap();
    let frames: Vec<Frame> = (0..200_u64)
        .map(|index| Frame {
            index,
            samples: std::array::from_fn(|i| (i as f32 * (index as f32 + 0.3)).sin() * 0.1),
        })
        .collect();
    assert_eq!(frames[0].samples.len(), FRAME_SAMPLES);
    let (warm, hot) = frames.split_at(60);
    for frame in warm {
        model.step(frame).unwrap();
    }
    model.reset();
    for frame in warm {
        model.step(frame).unwrap();
    }
    let n = offences(|| {
        for frame in hot {
            std::hint::black_box(model.step(frame)).ok();
        }
    });
    assert_eq!(n, 0, "{} frames allocated {n} times", hot.len());
}
