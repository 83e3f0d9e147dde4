//! Inference loop: frames in, events out; a panic becomes an event.
//!
//! Knows nothing of devices, documents or windows.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};

use crate::frames::FRAME_MS;
use crate::frames::feed::Fed;
use crate::speech::{Heard, Recogniser, SpeechError};
use crate::transcript::{Event, Notice};

/// Told how many bytes of how many have been loaded.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + 'a);

/// Makes the recogniser; called on the inference thread, again after a panic.
pub type Load = Box<dyn FnMut(Progress) -> Result<Box<dyn Recogniser>, SpeechError> + Send>;

/// Wakes whoever drains the events.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Queue C of `app`: events to the session, and what wakes it.
#[derive(Clone)]
pub struct Events {
    sender: Sender<Event>,
    wake: Wake,
}

impl Events {
    /// Events go to `sender`; `wake` is called after each.
    pub fn new(sender: Sender<Event>, wake: Wake) -> Self {
        Events { sender, wake }
    }

    /// Sends an event, waiting while the queue is full; `false` when nobody listens any more.
    pub fn send(&self, event: Event) -> bool {
        let sent = self.sender.send(event).is_ok();
        (self.wake)();
        sent
    }

    /// Sends an event unless the queue is full: for threads that may not wait.
    pub fn offer(&self, event: Event) {
        if let Err(error) = self.sender.try_send(event) {
            tracing::warn!(%error, "event lost");
        }
        (self.wake)();
    }
}

/// Times per frame, for `parlance bench stream`.
#[derive(Debug, Default)]
pub struct Timing {
    per_frame: Mutex<Vec<FrameTime>>,
}

/// What one frame took.
#[derive(Clone, Copy, Debug)]
pub struct FrameTime {
    /// From the moment when its last sample was there to the moment when the recogniser had dealt with it.
    pub wall: Duration,
    /// Work of the inference thread, however busy the machine was; none where the system does not tell.
    pub cpu: Option<Duration>,
}

impl Timing {
    fn frames(&self) -> MutexGuard<'_, Vec<FrameTime>> {
        self.per_frame.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Length of the frames so far.
    pub fn heard(&self) -> Duration {
        Duration::from_millis(self.frames().len() as u64 * FRAME_MS)
    }

    /// All times so far, in order.
    pub fn times(&self) -> Vec<FrameTime> {
        self.frames().clone()
    }
}

/// Time for which this thread has had a processor.
pub fn thread_time() -> Option<Duration> {
    #[cfg(unix)]
    return time_of(rustix::time::ClockId::ThreadCPUTime);
    #[cfg(not(unix))]
    None
}

/// Time for which this program has had processors, all threads together.
pub fn program_time() -> Option<Duration> {
    #[cfg(unix)]
    return time_of(rustix::time::ClockId::ProcessCPUTime);
    #[cfg(not(unix))]
    None
}

#[cfg(unix)]
fn time_of(clock: rustix::time::ClockId) -> Option<Duration> {
    let now = rustix::time::clock_gettime(clock);
    Some(Duration::new(
        u64::try_from(now.tv_sec).ok()?,
        u32::try_from(now.tv_nsec).ok()?,
    ))
}

/// The inference loop's state; [`run`](Self::run) is its whole life.
pub struct Worker {
    /// Queue B.
    pub fed: Receiver<Fed>,
    /// Queue C.
    pub events: Events,
    /// Makes the recogniser.
    pub load: Load,
    /// Times per frame, when they are wanted.
    pub timing: Option<Arc<Timing>>,
    /// Set when the program ends: what still waits in queue B is not worked on.
    pub quit: Arc<AtomicBool>,
}

/// The other end of a queue is gone.
struct Gone;

impl Worker {
    /// Runs until queue B or C is closed.
    pub fn run(self) {
        let Worker {
            fed,
            events,
            load,
            timing,
            quit,
        } = self;
        let mut state = State {
            recogniser: None,
            events,
            load,
            timing,
            vocabulary: None,
            heard: Vec::new(),
            frames: 0,
        };
        state.start();
        while let Ok(fed) = fed.recv() {
            if quit.load(Relaxed) || state.take(fed).is_err() {
                break;
            }
        }
    }
}

struct State {
    recogniser: Option<Box<dyn Recogniser>>,
    events: Events,
    load: Load,
    timing: Option<Arc<Timing>>,
    vocabulary: Option<Vec<(String, Option<String>)>>,
    heard: Vec<Heard>,
    /// Frames of the present recording.
    frames: u64,
}

impl State {
    /// Loads the recogniser; without one, recordings go by unheard and each says so.
    fn start(&mut self) {
        let (load, events) = (&mut self.load, &self.events);
        let told = Cell::new(0);
        // A hundred events at most: the queue holds more, and a reader that sleeps misses nothing but these.
        let progress = |done: u64, total: u64| {
            let percent = done.saturating_mul(100) / total.max(1);
            if percent > told.replace(percent.max(told.get())) {
                events.offer(Event::Loading { done, total });
            }
        };
        let outcome =
            catch_unwind(AssertUnwindSafe(|| load(&progress))).unwrap_or_else(|panic| Err(panicked(&*panic)));
        match outcome {
            Ok(recogniser) => {
                let model = recogniser.name().to_owned();
                if let Some(message) = recogniser.remark() {
                    let message = message.to_owned();
                    self.events.send(Event::Notice(Notice::Recogniser { message }));
                }
                self.recogniser = Some(recogniser);
                self.tell_vocabulary();
                self.events.send(Event::Loaded { model });
            }
            Err(error) => {
                self.events.send(Event::Failed {
                    message: error.to_string(),
                });
            }
        }
    }

    fn take(&mut self, fed: Fed) -> Result<(), Gone> {
        match fed {
            Fed::Begin => {
                if self.recogniser.is_none() {
                    self.start();
                }
                self.frames = 0;
                self.guarded(|recogniser, _| {
                    recogniser.reset();
                    Ok(())
                })
            }
            Fed::Frame { frame, at } => {
                self.frames += 1;
                let before = self.timing.is_some().then(thread_time).flatten();
                let outcome = self.guarded(|recogniser, heard| recogniser.push(&frame, heard));
                if let Some(timing) = &self.timing {
                    let spent = before.and_then(|before| thread_time()?.checked_sub(before));
                    timing.frames().push(FrameTime {
                        wall: Instant::now().duration_since(at),
                        cpu: spent,
                    });
                }
                outcome
            }
            Fed::End => {
                self.guarded(|recogniser, heard| recogniser.finish(heard))?;
                let ms = self.frames * FRAME_MS;
                if self.events.send(Event::Heard { ms }) && self.events.send(Event::Finished) {
                    Ok(())
                } else {
                    Err(Gone)
                }
            }
            Fed::Vocabulary(entries) => {
                self.vocabulary = Some(entries);
                self.tell_vocabulary();
                Ok(())
            }
            Fed::Context(before) => {
                if let Some(recogniser) = &mut self.recogniser {
                    recogniser.set_context(&before);
                }
                Ok(())
            }
        }
    }

    fn tell_vocabulary(&mut self) {
        let (Some(recogniser), Some(entries)) = (&mut self.recogniser, &self.vocabulary) else {
            return;
        };
        if let Err(error) = recogniser.set_vocabulary(entries) {
            tracing::warn!(%error, "own words were not taken");
        }
    }

    /// Calls the recogniser; an error or a panic becomes an event, and the recogniser is made anew
    /// for the next recording. What was heard before goes out first.
    fn guarded(
        &mut self,
        call: impl FnOnce(&mut dyn Recogniser, &mut Vec<Heard>) -> Result<(), SpeechError>,
    ) -> Result<(), Gone> {
        let Some(recogniser) = &mut self.recogniser else {
            return Ok(());
        };
        let heard = &mut self.heard;
        let outcome = catch_unwind(AssertUnwindSafe(|| call(recogniser.as_mut(), heard)))
            .unwrap_or_else(|panic| Err(panicked(&*panic)));
        let mut listened = true;
        for heard in self.heard.drain(..) {
            listened &= self.events.send(match heard {
                Heard::Partial(partial) => Event::Partial(partial),
                Heard::Utterance(utterance) => Event::Utterance(utterance),
                Heard::Doubted(utterance) => Event::Doubted(utterance),
                Heard::Relabelled(relabelled) => Event::Relabelled(relabelled),
            });
        }
        if let Err(error) = outcome {
            tracing::error!(%error, "recogniser");
            self.recogniser = None;
            listened &= self.events.send(Event::Failed {
                message: error.to_string(),
            });
        }
        if listened { Ok(()) } else { Err(Gone) }
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> SpeechError {
    let what = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "an internal error".to_owned());
    SpeechError::Decoder(format!("{what}. Your text is safe; start listening again."))
}
