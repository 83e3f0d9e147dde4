//! The thread "frames": takes sound out of the ring, makes frames, hands them to the inference loop.
//!
//! Begin and end of a recording travel in the same queue as its frames, so that nothing can overtake
//! anything. Knows nothing of recognisers; what must be known at once goes out through [`News`].

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, SendTimeoutError, Sender, TryRecvError};

pub use super::messages::{Control, Copied, Copy, Fed, News};
use super::{FRAME_MS, Frame, FrameError, Framer, Mixdown, SoundFormat};
use crate::audio::{Meters, Tap};

/// Frames kept while the microphone is open and nothing is recorded: 0.5 s, so that the first word
/// is whole when the key comes a little late.
const PRE_ROLL: usize = 13;

/// A pre-roll whose last sound is older than this is of another moment: the device had stopped delivering.
const STALE: Duration = Duration::from_millis(1_500);

/// After "stop" the device's own buffer still holds the end of the last word: this much is awaited.
const TAIL: Duration = Duration::from_millis(250);

/// Frames waiting for inference beyond which the lag is told: 3 s.
const LAG_FRAMES: usize = 75;

/// Samples taken out of the ring at a time.
const SCRATCH: usize = 8_192;

/// The frames thread's state; [`run`](Self::run) is its whole life.
pub struct Feeder {
    /// Queue E.
    pub control: Receiver<Control>,
    /// New rings, from the capture or file thread.
    pub taps: Receiver<Tap>,
    /// Queue B.
    pub out: Sender<Fed>,
    /// Counters of the device.
    pub meters: Arc<Meters>,
    /// How channels become one.
    pub mixdown: Mixdown,
    /// Told at once.
    pub tell: Box<dyn FnMut(News) + Send>,
    /// The safety copy, if it is kept.
    pub copy: Option<Copy>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Nothing is recorded; the pre-roll is kept.
    Armed,
    Recording,
    /// Told to stop; the tail is awaited until then.
    Ending(Instant),
}

struct Life {
    feeder: Feeder,
    phase: Phase,
    live: bool,
    copied: bool,
    heard_any: bool,
    tap: Option<Tap>,
    held: Option<Tap>,
    framer: Option<Framer>,
    pre_roll: VecDeque<Frame>,
    /// When sound last came out of the ring.
    last_sound: Instant,
    /// Samples taken out of all rings so far.
    taken: usize,
    next_index: u64,
    dropped_before: u64,
    dropped_told: u64,
    told_at: Instant,
    lagging: bool,
    scratch: Vec<f32>,
    frames: Vec<Frame>,
}

/// The reader of queue B is gone.
struct Gone;

impl Feeder {
    /// Runs until [`Control::Quit`], or until the other ends of the queues are gone.
    pub fn run(self) {
        let mut life = Life {
            feeder: self,
            phase: Phase::Armed,
            live: false,
            copied: true,
            heard_any: false,
            tap: None,
            held: None,
            framer: None,
            pre_roll: VecDeque::with_capacity(PRE_ROLL + 1),
            last_sound: Instant::now(),
            taken: 0,
            next_index: 0,
            dropped_before: 0,
            dropped_told: 0,
            told_at: Instant::now(),
            lagging: false,
            scratch: vec![0.0; SCRATCH],
            frames: Vec::new(),
        };
        while let Ok(true) = life.turn() {}
    }
}

impl Life {
    /// One turn: controls, new rings, sound; `false` to quit.
    fn turn(&mut self) -> Result<bool, Gone> {
        loop {
            match self.feeder.control.try_recv() {
                Ok(Control::Quit) | Err(TryRecvError::Disconnected) => return Ok(false),
                Ok(control) => self.obey(control)?,
                Err(TryRecvError::Empty) => break,
            }
        }
        let moved = self.take_sound()?;
        if let Phase::Ending(until) = self.phase
            && (Instant::now() >= until || self.tap.is_none())
        {
            self.end()?;
        }
        if !moved && self.nothing_to_look_at() {
            return self.wait();
        }
        if !moved {
            // Sound cards deliver every few milliseconds; a fast file should not be kept waiting.
            let fast = self.phase != Phase::Armed && !self.live;
            let pause = Duration::from_millis(if fast { 1 } else { 8 });
            crossbeam_channel::select! {
                recv(self.feeder.control) -> control => match control {
                    Ok(Control::Quit) | Err(_) => return Ok(false),
                    Ok(control) => self.obey(control)?,
                },
                default(pause) => {}
            }
        }
        Ok(true)
    }

    /// Whether only an order or a new ring can bring work.
    fn nothing_to_look_at(&self) -> bool {
        self.phase == Phase::Armed && self.tap.is_none() && self.held.is_none()
    }

    /// Sleeps until there is one: a program that listens for a key all day should cost nothing meanwhile.
    fn wait(&mut self) -> Result<bool, Gone> {
        let control = crossbeam_channel::select! {
            recv(self.feeder.control) -> control => control,
            recv(self.feeder.taps) -> tap => match tap {
                Ok(tap) => {
                    self.held = Some(tap);
                    return Ok(true);
                }
                Err(_) => self.feeder.control.recv(),
            },
        };
        match control {
            Ok(Control::Quit) | Err(_) => return Ok(false),
            Ok(control) => self.obey(control)?,
        }
        Ok(true)
    }

    fn obey(&mut self, control: Control) -> Result<(), Gone> {
        match control {
            Control::Begin {
                recording,
                live,
                copied,
            } => {
                if self.phase != Phase::Armed {
                    self.end()?;
                }
                self.copied = copied;
                self.begin(recording, live)
            }
            Control::End if self.phase == Phase::Recording => {
                let tail = if self.live && self.tap.is_some() {
                    TAIL
                } else {
                    Duration::ZERO
                };
                self.phase = Phase::Ending(Instant::now() + tail);
                Ok(())
            }
            Control::Vocabulary(entries) => self.send(Fed::Vocabulary(entries)),
            Control::Context(before) => self.send(Fed::Context(before)),
            Control::Disarm => {
                if self.phase != Phase::Armed {
                    self.end()?;
                }
                self.forget();
                Ok(())
            }
            Control::End | Control::Quit => Ok(()),
        }
    }

    fn begin(&mut self, recording: u32, live: bool) -> Result<(), Gone> {
        self.live = live;
        self.phase = Phase::Recording;
        self.next_index = 0;
        self.heard_any = false;
        self.dropped_before = self.feeder.meters.dropped();
        self.dropped_told = 0;
        if !live || self.tap.as_ref().is_none_or(Tap::ended) {
            self.forget();
        }
        if self.last_sound.elapsed() > STALE {
            self.pre_roll.clear();
        }
        self.copy(Copied::Begin(recording));
        self.send(Fed::Begin)?;
        let pre_roll: Vec<Frame> = self.pre_roll.drain(..).collect();
        for frame in pre_roll {
            self.deliver(frame)?;
        }
        Ok(())
    }

    /// Ends the recording with everything that has arrived by now.
    ///
    /// No more than that: a source that delivers faster than sound can be decoded would never be empty.
    fn end(&mut self) -> Result<(), Gone> {
        self.phase = Phase::Recording;
        let mut left = self.waiting();
        loop {
            let before = self.taken;
            if !self.take_sound()? {
                break;
            }
            left = match self.taken - before {
                0 => self.waiting(), // another ring, or none
                taken => left.saturating_sub(taken),
            };
            if left == 0 && self.waiting() > 0 {
                break; // this came later
            }
        }
        if self.phase == Phase::Armed {
            return Ok(()); // the file ended by itself meanwhile
        }
        self.close()
    }

    /// Samples in the ring.
    fn waiting(&self) -> usize {
        self.tap.as_ref().map_or(0, Tap::waiting)
    }

    fn close(&mut self) -> Result<(), Gone> {
        if let Some(framer) = &mut self.framer {
            let outcome = framer.finish(&mut self.frames);
            self.deliver_all(outcome)?;
        }
        self.phase = Phase::Armed;
        if !self.live {
            self.forget();
        }
        self.copy(Copied::End);
        self.send(Fed::End)
    }

    fn forget(&mut self) {
        self.tap = None;
        self.framer = None;
        self.pre_roll.clear();
    }

    /// Moves sound from the ring to the frames; tells whether there was any.
    fn take_sound(&mut self) -> Result<bool, Gone> {
        if self.tap.as_ref().is_none_or(Tap::ended) {
            return self.change_tap();
        }
        let (Some(tap), Some(framer)) = (&mut self.tap, &mut self.framer) else {
            return Ok(false);
        };
        let n = tap.read(&mut self.scratch);
        if n == 0 {
            // A microphone that was opened anew while the old ring still has a writer.
            let replaced = self.live && !self.feeder.taps.is_empty();
            if replaced {
                self.tap = None;
            }
            return Ok(replaced);
        }
        if self.phase != Phase::Armed && !self.heard_any {
            self.heard_any = true;
            (self.feeder.tell)(News::Listening);
        }
        self.last_sound = Instant::now();
        self.taken += n;
        let outcome = framer.push(&self.scratch[..n], &mut self.frames);
        self.deliver_all(outcome)?;
        self.tell_losses();
        Ok(true)
    }

    /// The ring ended: the next one, or the end of the file.
    fn change_tap(&mut self) -> Result<bool, Gone> {
        let next = self.held.take().map_or_else(|| self.feeder.taps.try_recv(), Ok);
        match next {
            // A file's ring may be here before the control that begins its recording.
            Ok(tap) if !tap.live && self.phase == Phase::Armed => {
                self.held = Some(tap);
                Ok(false)
            }
            // Left over from a source that was closed.
            Ok(tap) if self.phase != Phase::Armed && tap.live != self.live => Ok(true),
            Ok(tap) => {
                let format = SoundFormat {
                    rate_hz: tap.rate_hz,
                    channels: tap.channels,
                };
                let outcome = match &mut self.framer {
                    Some(framer) => framer.set_format(format),
                    None => Framer::new(format, self.feeder.mixdown).map(|framer| self.framer = Some(framer)),
                };
                match outcome {
                    Ok(()) => self.tap = Some(tap),
                    Err(error) => self.unreadable(error)?,
                }
                Ok(true)
            }
            Err(_) if self.tap.take().is_some() && !self.live && self.phase != Phase::Armed => {
                self.close()?;
                Ok(false)
            }
            Err(_) => Ok(false),
        }
    }

    fn unreadable(&mut self, error: FrameError) -> Result<(), Gone> {
        self.tap = None;
        (self.feeder.tell)(News::Unreadable(error));
        if self.phase != Phase::Armed {
            self.close()
        } else {
            Ok(())
        }
    }

    fn deliver_all(&mut self, outcome: Result<(), FrameError>) -> Result<(), Gone> {
        let frames: Vec<Frame> = self.frames.drain(..).collect();
        for frame in frames {
            self.feeder.meters.set_level(&frame.samples);
            if self.phase == Phase::Armed {
                if self.pre_roll.len() == PRE_ROLL {
                    self.pre_roll.pop_front();
                }
                self.pre_roll.push_back(frame);
            } else {
                self.deliver(frame)?;
            }
        }
        match outcome {
            Ok(()) => Ok(()),
            Err(error) => self.unreadable(error),
        }
    }

    fn deliver(&mut self, mut frame: Frame) -> Result<(), Gone> {
        // Frames are numbered from the beginning of the recording, the pre-roll included.
        frame.index = self.next_index;
        self.next_index += 1;
        self.copy(Copied::Frame(&frame));
        self.send(Fed::Frame {
            frame: Box::new(frame),
            at: Instant::now(),
        })
    }

    /// To the safety copy, if there is one and it does not have this sound.
    fn copy(&mut self, what: Copied<'_>) {
        if let Some(copy) = self.feeder.copy.as_mut().filter(|_| self.copied) {
            copy(what);
        }
    }

    /// Sends on queue B. When it is full, this thread waits and the ring absorbs.
    fn send(&mut self, mut fed: Fed) -> Result<(), Gone> {
        loop {
            match self.feeder.out.send_timeout(fed, Duration::from_millis(100)) {
                Ok(()) => return Ok(()),
                Err(SendTimeoutError::Disconnected(_)) => return Err(Gone),
                Err(SendTimeoutError::Timeout(back)) => fed = back,
            }
        }
    }

    fn tell_losses(&mut self) {
        if !self.live || self.phase == Phase::Armed || self.told_at.elapsed() < Duration::from_secs(1) {
            return;
        }
        self.told_at = Instant::now();
        let dropped = self.feeder.meters.dropped() - self.dropped_before;
        if let Some(tap) = &self.tap
            && dropped > self.dropped_told
        {
            self.dropped_told = dropped;
            let per_second = u64::from(tap.rate_hz) * u64::from(tap.channels);
            (self.feeder.tell)(News::Dropped {
                ms: dropped * 1_000 / per_second.max(1),
            });
        }
        let waiting = self.feeder.out.len();
        if waiting > LAG_FRAMES || self.lagging {
            self.lagging = waiting > LAG_FRAMES / 3;
            let ms = if self.lagging {
                waiting as u64 * FRAME_MS
            } else {
                0
            };
            (self.feeder.tell)(News::Lag { ms });
        }
    }
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
