//! What is heard before the key: kept while armed, used by whatever begins a recording, never otherwise.

use std::thread;

use crossbeam_channel::bounded;

use super::*;
use crate::audio::rt::{self, Inlet};

struct Thread {
    control: Sender<Control>,
    taps: Sender<Tap>,
    fed: Receiver<Fed>,
    news: Receiver<News>,
    meters: Arc<Meters>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Thread {
    fn start() -> Self {
        let (control, control_in) = bounded(8);
        let (taps, taps_in) = bounded(4);
        let (out, fed) = bounded(750);
        let (tell, news) = bounded(100);
        let meters = Arc::new(Meters::default());
        let feeder = Feeder {
            control: control_in,
            taps: taps_in,
            out,
            meters: meters.clone(),
            mixdown: Mixdown::Average,
            tell: Box::new(move |news| tell.send(news).unwrap()),
            copy: None,
        };
        let thread = thread::Builder::new().spawn(move || feeder.run()).unwrap();
        Thread {
            control,
            taps,
            fed,
            news,
            meters,
            thread: Some(thread),
        }
    }

    /// A microphone at 16 kHz, so that samples come through as they are.
    fn microphone(&self) -> Inlet {
        let (inlet, tap) = rt::ring(16_000, 1, true, self.meters.clone());
        self.taps.send(tap).unwrap();
        inlet
    }

    /// Frames `from..to` of a recording in which each frame has its own level; waits until they were taken.
    fn speak(&self, inlet: &mut Inlet, numbers: std::ops::Range<u32>) {
        let taken = self.meters.captured();
        let frames = u64::from(numbers.end - numbers.start);
        for number in numbers {
            inlet.take(&tone(number));
            // The ring holds two seconds, and a sound card is not this fast.
            thread::sleep(Duration::from_millis(2));
        }
        assert_eq!(self.meters.captured(), taken + frames * 640);
        assert_eq!(self.meters.dropped(), 0);
        thread::sleep(Duration::from_millis(60));
    }

    /// Ends the recording and gives its frames' numbers.
    fn recorded(&self) -> Vec<u32> {
        self.control.send(Control::End).unwrap();
        let mut numbers = Vec::new();
        loop {
            match self.fed.recv_timeout(Duration::from_secs(20)).unwrap() {
                Fed::Frame { frame, .. } => {
                    assert_eq!(frame.index, numbers.len() as u64);
                    numbers.push(number_of(&frame));
                }
                Fed::End => return numbers,
                Fed::Begin | Fed::Vocabulary(_) | Fed::Context(_) => {}
            }
        }
    }

    fn begin(&self, recording: u32) {
        self.control
            .send(Control::Begin {
                recording,
                live: true,
                copied: true,
            })
            .unwrap();
        thread::sleep(Duration::from_millis(60));
    }
}

/// A frame of 1 kHz that is so many thousandths high.
fn tone(number: u32) -> [f32; 640] {
    let height = number as f32 / 1_000.0;
    std::array::from_fn(|i| height * (std::f32::consts::TAU * i as f32 / 16.0).sin())
}

/// How high the tone of a frame is, in thousandths.
fn number_of(frame: &Frame) -> u32 {
    let power = frame.samples.iter().map(|s| s * s).sum::<f32>() / 640.0;
    ((2.0 * power).sqrt() * 1_000.0).round() as u32
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.control.send(Control::Quit).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

#[test]
fn the_half_second_before_the_key_is_recorded_and_nothing_before_it() {
    let thread = Thread::start();
    let mut inlet = thread.microphone();
    thread.speak(&mut inlet, 1..41);
    assert!(thread.fed.is_empty(), "armed is not recording");
    assert!(thread.news.is_empty());
    thread.begin(1);
    assert!(
        thread.news.is_empty(),
        "ready only when sound arrives, not with the pre-roll"
    );
    thread.speak(&mut inlet, 41..46);
    assert_eq!(thread.news.try_recv(), Ok(News::Listening));
    let first = 41 - PRE_ROLL as u32;
    assert_eq!(thread.recorded(), (first..46).collect::<Vec<_>>());
    // Again from the same open microphone: the pre-roll is what came after the first recording.
    thread.speak(&mut inlet, 60..63);
    thread.begin(2);
    thread.speak(&mut inlet, 63..65);
    assert_eq!(thread.recorded(), [60, 61, 62, 63, 64]);
}

#[test]
fn a_closed_microphone_leaves_nothing_behind() {
    let thread = Thread::start();
    let mut inlet = thread.microphone();
    thread.speak(&mut inlet, 1..20);
    thread.control.send(Control::Disarm).unwrap();
    thread::sleep(Duration::from_millis(60));
    drop(inlet);
    let mut inlet = thread.microphone();
    thread.begin(1);
    thread.speak(&mut inlet, 50..53);
    assert_eq!(thread.recorded(), [50, 51, 52]);
}

#[test]
fn sound_of_another_moment_is_no_pre_roll() {
    let thread = Thread::start();
    let mut inlet = thread.microphone();
    thread.speak(&mut inlet, 1..20);
    // The device hangs: nothing for longer than a pre-roll may be old.
    thread::sleep(STALE + Duration::from_millis(100));
    thread.begin(1);
    thread.speak(&mut inlet, 50..53);
    assert_eq!(thread.recorded(), [50, 51, 52]);
}

#[test]
fn a_recording_ends_although_the_source_is_faster_than_the_decoder() {
    // Without the end that is tested this source goes on for ever, with any number of frames.
    const ENDLESS: u32 = 4_000;
    let thread = Thread::start();
    let mut inlet = thread.microphone();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = stop.clone();
    let source = thread::Builder::new()
        .spawn(move || {
            while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
                if inlet.offer(&[0.1; 640]) == 0 {
                    thread::yield_now(); // the ring is full, and full again at once
                }
            }
        })
        .unwrap();
    thread.begin(1);
    thread.control.send(Control::End).unwrap();
    // A decoder that takes a millisecond for a frame, which is far slower than this source.
    let mut frames_after_the_tail = 0;
    let told = Instant::now();
    while frames_after_the_tail < ENDLESS {
        match thread.fed.recv_timeout(Duration::from_secs(20)).unwrap() {
            Fed::End => break,
            Fed::Frame { at, .. } if at > told + TAIL => {
                frames_after_the_tail += 1;
                thread::sleep(Duration::from_millis(1));
            }
            _ => {}
        }
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    source.join().unwrap();
    // The ring holds 50 frames; some more while the request was on its way, and many on a machine that stands still.
    assert!(
        frames_after_the_tail < ENDLESS,
        "{frames_after_the_tail} frames after the end"
    );
}
