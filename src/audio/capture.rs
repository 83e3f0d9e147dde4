//! Keeps a microphone open: notices when it vanishes or falls silent, and takes it back.
//!
//! Some systems never report that a device is gone, so the callback itself is watched. Each time a
//! device is opened, a new [`Tap`] is handed on; the recording it belongs to goes on meanwhile. A sound server that
//! hangs never comes back from a call: the thread "sound watch" tells of it, and nobody waits for its end.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::device::{self, ANSWERS, DeviceError, OpenDevice};
use super::patience::SoundThread;
use super::rt::{Meters, Tap};

/// How often an open device is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How often a missing device is looked for.
const RETRY: Duration = Duration::from_millis(500);
/// A device that delivers less than a quarter of its rate for this long is taken for lost.
const SILENT_CALLBACK: Duration = Duration::from_millis(2_000);
/// A device that was lost and is not there again after this long: the user is told what is there instead.
const GONE_FOR_LONG: Duration = Duration::from_secs(5);
/// What the watch is told and has not told on yet.
const STEPS: usize = 8;
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

/// What the thread "capture" tells its watch.
enum Step {
    /// A device is about to be opened.
    Opening,
    /// The sound system has answered, one way or the other.
    Answered,
    /// To be told on.
    News(News),
}

/// What the two threads and their owner tell each other.
#[derive(Default)]
struct Flags {
    /// They are to end.
    stop: AtomicBool,
    /// The sound system does not answer.
    hangs: AtomicBool,
}

/// The thread "capture" with the microphone that it keeps open; closes it when dropped.
pub struct Capture {
    flags: Arc<Flags>,
    thread: SoundThread,
    watch: Option<JoinHandle<()>>,
}

impl Capture {
    /// Opens the microphone called `wanted` (`None`: the default one) and keeps it open.
    ///
    /// # Errors
    /// [`io::Error`] where a thread cannot be started; a microphone that cannot be opened is told
    /// to `tell` and tried again.
    pub fn start(
        wanted: Option<String>,
        meters: Arc<Meters>,
        taps: Sender<Tap>,
        tell: impl FnMut(News) + Send + 'static,
    ) -> io::Result<Self> {
        let flags = Arc::new(Flags::default());
        let (steps, told) = bounded(STEPS);
        let watched = flags.clone();
        let watch = thread::Builder::new()
            .name("sound watch".to_owned())
            .spawn(move || watch(&told, &watched, ANSWERS, tell))?;
        let stopping = flags.clone();
        // The stream lives and dies on this thread: on some systems it may not move between threads.
        let thread = SoundThread::spawn("capture", move || {
            let mut keeper = Keeper {
                wanted,
                meters,
                taps,
                open: None,
                lost: None,
                told: None,
            };
            // The watch ends after this thread.
            let mut tell = |step| {
                steps.send(step).ok();
            };
            while !stopping.stop.load(Relaxed) {
                let pause = keeper.look(&stopping.stop, &mut tell);
                thread::park_timeout(pause);
            }
        })?;
        Ok(Capture {
            flags,
            thread,
            watch: Some(watch),
        })
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.flags.stop.store(true, Relaxed);
        self.thread.wake();
        // The watch ends with the other one, whenever that is.
        if self.thread.end(self.flags.hangs.load(Relaxed))
            && let Some(watch) = self.watch.take()
            && watch.join().is_err()
        {
            tracing::error!("the watch of the sound system had panicked");
        }
    }
}

/// The thread "sound watch": tells the news, and once that the sound system does not answer when nothing comes back from
/// the opening of a device for so long.
fn watch(steps: &Receiver<Step>, flags: &Flags, patience: Duration, mut tell: impl FnMut(News)) {
    while let Ok(step) = steps.recv() {
        if flags.stop.load(Relaxed) {
            continue;
        }
        match step {
            Step::News(news) => tell(news),
            Step::Answered => {}
            Step::Opening => {
                if matches!(steps.recv_timeout(patience), Err(RecvTimeoutError::Timeout)) {
                    flags.hangs.store(true, Relaxed);
                    tell(News::Trouble(DeviceError::NoServer));
                    // Whenever that is.
                    steps.recv().ok();
                    flags.hangs.store(false, Relaxed);
                }
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
    fn look(&mut self, stop: &AtomicBool, tell: &mut impl FnMut(Step)) -> Duration {
        let Some(watched) = &mut self.open else {
            return self.try_open(stop, tell);
        };
        let now = Instant::now();
        if watched.device.failed.load(Relaxed) != 0 || watched.starved(&self.meters, now) {
            let device = watched.device.name.clone();
            tracing::warn!(%device, "microphone lost");
            // One that opens and never delivers is lost once, however often it is tried.
            if self.lost.is_none() {
                self.lost = Some((device.clone(), now));
                tell(Step::News(News::Lost { device }));
            }
            // Told before: closing it may take as long as the sound system likes.
            self.open = None;
            return Duration::from_millis(50);
        }
        // Open is not yet back: that it is when sound comes.
        if self.lost.is_some() && self.meters.captured() > watched.captured_at_first {
            self.lost = None;
            let device = watched.device.name.clone();
            tell(Step::News(News::Back { device }));
        }
        if let Some(news) = watched.mute_changed(&self.meters, now) {
            tell(Step::News(news));
        }
        LOOK
    }

    fn try_open(&mut self, stop: &AtomicBool, tell: &mut impl FnMut(Step)) -> Duration {
        tell(Step::Opening);
        let opened = device::open(self.wanted.as_deref(), self.meters.clone());
        tell(Step::Answered);
        match opened {
            // It came too late: another one may be open in its place.
            _ if stop.load(Relaxed) => Duration::ZERO,
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
                    tell(Step::News(News::Trouble(error.clone())));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_system_that_never_answers_is_told_once() {
        let (steps, told) = bounded(STEPS);
        let (tell, news) = bounded(STEPS);
        let flags = Arc::new(Flags::default());
        let watched = flags.clone();
        let watch = thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || {
                let tell = |news| tell.send(news).unwrap();
                watch(&told, &watched, Duration::from_millis(50), tell);
            })
            .unwrap();
        steps.send(Step::News(News::Muted)).unwrap();
        steps.send(Step::Opening).unwrap();
        assert_eq!(news.recv(), Ok(News::Muted));
        assert_eq!(news.recv(), Ok(News::Trouble(DeviceError::NoServer)));
        assert!(flags.hangs.load(Relaxed));
        steps.send(Step::Answered).unwrap();
        steps.send(Step::News(News::Unmuted)).unwrap();
        assert_eq!(news.recv(), Ok(News::Unmuted));
        assert!(!flags.hangs.load(Relaxed));
        // Whoever is gone is told nothing.
        flags.stop.store(true, Relaxed);
        steps.send(Step::News(News::Muted)).unwrap();
        drop(steps);
        watch.join().unwrap();
        assert!(news.recv().is_err());
    }
}
