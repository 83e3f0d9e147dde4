//! Keeps a microphone open: notices when it vanishes or falls silent, and takes it back.
//!
//! Some systems never report that a device is gone, so the callback itself is watched. Each time a
//! device is opened, a new [`Tap`] is handed on; the recording it belongs to goes on meanwhile.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::device::{self, DeviceError, OpenDevice};
use super::rt::{Meters, Tap};

/// How often an open device is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How often a missing device is looked for.
const RETRY: Duration = Duration::from_millis(500);
/// A device that delivers less than a quarter of its rate for this long is taken for lost.
const SILENT_CALLBACK: Duration = Duration::from_millis(2_000);
/// A device that was lost and is not there again after this long: the user is told what is there instead.
const GONE_FOR_LONG: Duration = Duration::from_secs(5);
/// Zeros for this long are reported as a muted microphone.
const MUTED_AFTER: Duration = Duration::from_millis(1_000);

/// What happened to the microphone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It vanished, or stopped delivering.
    Lost {
        /// Its name.
        device: String,
    },
    /// It is there again.
    Back {
        /// Its name.
        device: String,
    },
    /// It delivers only zeros.
    Muted,
    /// It delivers sound again.
    Unmuted,
    /// It could not be opened; it is tried again and again.
    Trouble(DeviceError),
}

/// The thread "capture" with the microphone that it keeps open; closes it when dropped.
pub struct Capture {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Capture {
    /// Opens the microphone called `wanted` (`None`: the default one) and keeps it open.
    ///
    /// # Errors
    /// [`io::Error`] where the thread cannot be started; a microphone that cannot be opened is told
    /// to `tell` and tried again.
    pub fn start(
        wanted: Option<String>,
        meters: Arc<Meters>,
        taps: Sender<Tap>,
        mut tell: impl FnMut(News) + Send + 'static,
    ) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = stop.clone();
        // The stream lives and dies on this thread: on some systems it may not move between threads.
        let thread = thread::Builder::new().name("capture".to_owned()).spawn(move || {
            let mut keeper = Keeper {
                wanted,
                meters,
                taps,
                open: None,
                lost: None,
                told: None,
            };
            while !stopping.load(Relaxed) {
                let pause = keeper.look(&mut tell);
                thread::park_timeout(pause);
            }
        })?;
        Ok(Capture {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("the capture thread had panicked");
            }
        }
    }
}

struct Keeper {
    wanted: Option<String>,
    meters: Arc<Meters>,
    taps: Sender<Tap>,
    open: Option<Watched>,
    /// Name of the device that was lost, until it is back, and when it was lost.
    lost: Option<(String, Instant)>,
    /// Trouble already told, so that it is not repeated twice a second.
    told: Option<DeviceError>,
}

/// An open device and what was seen of it last.
struct Watched {
    device: OpenDevice,
    captured_at_first: u64,
    captured: u64,
    since: Instant,
    audible: u64,
    audible_at: Instant,
    muted: bool,
}

impl Keeper {
    /// Looks once; tells how long to wait for the next look.
    fn look(&mut self, tell: &mut impl FnMut(News)) -> Duration {
        let Some(watched) = &mut self.open else {
            return self.try_open(tell);
        };
        let now = Instant::now();
        if watched.device.failed.load(Relaxed) != 0 || watched.starved(&self.meters, now) {
            let device = watched.device.name.clone();
            tracing::warn!(%device, "microphone lost");
            self.open = None;
            // One that opens and never delivers is lost once, however often it is tried.
            if self.lost.is_none() {
                self.lost = Some((device.clone(), now));
                tell(News::Lost { device });
            }
            return Duration::from_millis(50);
        }
        // Open is not yet back: that it is when sound comes.
        if self.lost.is_some() && self.meters.captured() > watched.captured_at_first {
            self.lost = None;
            tell(News::Back {
                device: watched.device.name.clone(),
            });
        }
        if let Some(news) = watched.mute_changed(&self.meters, now) {
            tell(news);
        }
        LOOK
    }

    fn try_open(&mut self, tell: &mut impl FnMut(News)) -> Duration {
        match device::open(self.wanted.as_deref(), self.meters.clone()) {
            Ok((device, tap)) => {
                tracing::info!(device = %device.name, rate_hz = device.rate_hz, channels = device.channels, "microphone open");
                self.told = None;
                // A full queue means that the reader is gone or hopelessly behind: try again later.
                if self.taps.try_send(tap).is_ok() {
                    self.open = Some(Watched::new(device, &self.meters));
                }
                LOOK
            }
            Err(error) => {
                // One that was just pulled out has been told as lost.
                let known = self
                    .lost
                    .as_ref()
                    .is_some_and(|(_, since)| since.elapsed() < GONE_FOR_LONG);
                if !known && self.told.as_ref() != Some(&error) {
                    tell(News::Trouble(error.clone()));
                    self.told = Some(error);
                }
                RETRY
            }
        }
    }
}

impl Watched {
    fn new(device: OpenDevice, meters: &Meters) -> Self {
        let now = Instant::now();
        let captured = meters.captured();
        Watched {
            device,
            captured_at_first: captured,
            captured,
            since: now,
            audible: meters.audible(),
            audible_at: now,
            muted: false,
        }
    }

    /// Whether the callback all but stopped.
    fn starved(&mut self, meters: &Meters, now: Instant) -> bool {
        let passed = now.duration_since(self.since);
        if passed < SILENT_CALLBACK {
            return false;
        }
        let captured = meters.captured();
        let per_second = f64::from(self.device.rate_hz) * f64::from(self.device.channels);
        let wanted = per_second * passed.as_secs_f64();
        let starved = ((captured - self.captured) as f64) < wanted / 4.0;
        (self.captured, self.since) = (captured, now);
        starved
    }

    fn mute_changed(&mut self, meters: &Meters, now: Instant) -> Option<News> {
        let audible = meters.audible();
        if audible != self.audible {
            (self.audible, self.audible_at) = (audible, now);
            return std::mem::take(&mut self.muted).then_some(News::Unmuted);
        }
        if !self.muted && now.duration_since(self.audible_at) > MUTED_AFTER {
            self.muted = true;
            return Some(News::Muted);
        }
        None
    }
}
