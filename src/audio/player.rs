//! A file in the microphone's place: the thread "file" pours it into the ring, as fast as the ring
//! takes it or at the pace of real time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::file::{Block, FileError, SoundFile};
use super::rt::{self, Inlet, Meters, Tap};

/// Pieces of real-time pacing: what a sound card would deliver at a time.
const PIECE: Duration = Duration::from_millis(10);

/// How long the end of the file's thread is waited for, and how often it is looked at.
const ENDING: Duration = Duration::from_millis(500);
const LOOK: Duration = Duration::from_millis(5);

/// Wait for a full ring.
const FULL: Duration = Duration::from_millis(1);

/// What went wrong with a file while it was poured.
#[derive(Debug)]
pub enum Trouble {
    /// A part of it could not be read: which, where, and how much.
    Part(String),
    /// Nothing more can be read.
    Whole(FileError),
}

/// The thread "file"; stops when dropped.
pub struct Player {
    stop: Arc<AtomicBool>,
    progress: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Player {
    /// Begins to pour `file` into a ring whose reading end goes to `taps`; what could not be read goes to `tell`, before
    /// the end of the ring.
    ///
    /// # Errors
    /// Where the thread cannot be started.
    pub fn start(
        file: SoundFile,
        realtime: bool,
        meters: Arc<Meters>,
        taps: Sender<Tap>,
        tell: impl FnMut(Trouble) + Send + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let progress = Arc::new(AtomicU64::new(0));
        let pour = Pour {
            realtime,
            meters,
            taps,
            stop: stop.clone(),
            progress: progress.clone(),
        };
        let thread = thread::Builder::new()
            .name("file".to_owned())
            .spawn(move || pour.run(file, tell))?;
        Ok(Player {
            stop,
            progress,
            thread: Some(thread),
        })
    }

    /// Milliseconds of sound poured so far.
    pub fn position_ms(&self) -> u64 {
        self.progress.load(Relaxed)
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        let Some(thread) = self.thread.take() else {
            return;
        };
        let until = Instant::now() + ENDING;
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(LOOK);
        }
        // Nothing ends a read from a pipe into which nobody writes: that thread ends with the pipe or with the program.
        if !thread.is_finished() {
            tracing::debug!("the file thread still waits for its source");
        } else if thread.join().is_err() {
            tracing::error!("the file thread had panicked");
        }
    }
}

struct Pour {
    realtime: bool,
    meters: Arc<Meters>,
    taps: Sender<Tap>,
    stop: Arc<AtomicBool>,
    progress: Arc<AtomicU64>,
}

impl Pour {
    fn run(&self, mut file: SoundFile, mut tell: impl FnMut(Trouble)) {
        let mut block = Block::default();
        let mut format = file.format();
        let mut inlet = self.open(format);
        let began = Instant::now();
        let mut poured = Duration::ZERO;
        loop {
            let more = file.read(&mut block);
            file.take_troubles()
                .into_iter()
                .for_each(|what| tell(Trouble::Part(what)));
            match more {
                Ok(true) => {}
                Ok(false) => return,
                // The reader sees the end of the ring after this; what was read so far is kept.
                Err(error) => return tell(Trouble::Whole(error)),
            }
            if (block.rate_hz, block.channels) != format {
                format = (block.rate_hz, block.channels);
                inlet = self.open(format);
            }
            let per_second = f64::from(format.0) * f64::from(format.1);
            let piece = if self.realtime {
                (per_second * PIECE.as_secs_f64()) as usize / usize::from(format.1).max(1)
                    * usize::from(format.1)
            } else {
                block.samples.len()
            };
            for piece in block.samples.chunks(piece.max(1)) {
                poured += Duration::from_secs_f64(piece.len() as f64 / per_second);
                if self.realtime {
                    // A sample exists when its time has passed, as with a sound card.
                    thread::sleep(poured.saturating_sub(began.elapsed()));
                }
                if !self.pour(&mut inlet, piece) {
                    return;
                }
                self.progress.store(poured.as_millis() as u64, Relaxed);
            }
        }
    }

    fn open(&self, (rate_hz, channels): (u32, u16)) -> Inlet {
        let (inlet, tap) = rt::ring(rate_hz, channels, false, self.meters.clone());
        if self.taps.send(tap).is_err() {
            self.stop.store(true, Relaxed);
        }
        inlet
    }

    /// Pours a piece, waiting for room; `false` when told to stop.
    fn pour(&self, inlet: &mut Inlet, mut piece: &[f32]) -> bool {
        while !piece.is_empty() {
            if self.stop.load(Relaxed) {
                return false;
            }
            let n = inlet.offer(piece);
            piece = &piece[n..];
            if n == 0 {
                thread::sleep(FULL);
            }
        }
        !self.stop.load(Relaxed)
    }
}
