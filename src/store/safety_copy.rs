//! The thread "store": writes the safety copy, so that nobody else waits for the disk.
//!
//! A full disk or a folder that cannot be written is told once; dictation goes on, and the next write is tried again. A
//! disk that hangs holds this thread alone: sound waits for it in memory, ten minutes of it, and of the document the
//! newest state. What is written is made to survive a power cut every second.

mod writer;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::journal::{Journal, State};
use super::recovery::Remains;
use writer::Writer;

/// Jobs that may wait (queue F): ten minutes of sound.
const QUEUE_F: usize = 15_000;

/// Frames held so that sleep can be told from speech afterwards: more than may wait for the recogniser, 40 s.
const HELD_FRAMES: usize = 1_000;

/// Samples of a millisecond.
const SAMPLES_PER_MS: u64 = 16;

/// How often what was written is made to survive a power cut.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// A disk that has done nothing for so long is given up at the end of a session.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the store thread does; before each job it writes the newest state.
#[derive(Debug)]
enum Job {
    BeginSound(u32),
    Sound {
        at: u64,
        samples: Vec<i16>,
    },
    EndSound,
    /// Erase the sound of this recording from here on, in milliseconds.
    Blank(u32, u64),
    /// There is a newer state.
    State,
    /// The text of this session is in the state: put it away when that is on the disk.
    Settle(Box<Remains>, Option<PathBuf>),
    /// Erase the safety copy, or move it to this history.
    Finish(Option<PathBuf>),
}

/// What the threads share with the store thread.
#[derive(Debug, Default)]
struct Shared {
    /// The newest state, until the store thread takes it.
    state: Mutex<Option<State>>,
    sound: Mutex<Sound>,
    bytes: AtomicU64,
    /// Jobs done.
    done: AtomicU64,
    /// Milliseconds of sound for which there was no room.
    lost_ms: AtomicU64,
}

/// The sound that is coming in.
#[derive(Debug, Default)]
struct Sound {
    recording: u32,
    /// Samples of the recording so far.
    at: u64,
    /// Nothing is to be kept.
    asleep: bool,
    /// The last frames with their places.
    held: VecDeque<(u64, Vec<i16>)>,
}

/// Keeps the safety copy of one session.
pub struct SafetyCopy {
    jobs: Sender<Job>,
    shared: Arc<Shared>,
    folder: PathBuf,
    thread: Option<JoinHandle<()>>,
    ended: Receiver<()>,
}

/// Puts sound into the safety copy; may be handed to another thread.
#[derive(Clone)]
pub struct SoundCopy {
    jobs: Sender<Job>,
    shared: Arc<Shared>,
}

impl SafetyCopy {
    /// Begins a safety copy in a new folder under `sessions`. Trouble with the disk later on goes to `tell`.
    ///
    /// # Errors
    /// The system's reason why nothing can be written there.
    pub fn start(sessions: &Path, tell: impl FnMut(String) + Send + 'static) -> io::Result<Self> {
        let journal = Journal::begin(sessions)?;
        let folder = journal.folder().to_owned();
        let (jobs, jobs_in) = bounded(QUEUE_F);
        let (end, ended) = bounded(1);
        let shared = Arc::new(Shared {
            bytes: AtomicU64::new(journal.bytes()),
            ..Shared::default()
        });
        let seen = shared.clone();
        let thread = thread::Builder::new().name("store".to_owned()).spawn(move || {
            Writer {
                journal,
                seen,
                tell,
                told: false,
                unsettled: Vec::new(),
                written: true,
                synced: Instant::now(),
                dirty: false,
            }
            .run(&jobs_in);
            // Nobody waits for it when the session was given up.
            end.try_send(()).ok();
        })?;
        Ok(SafetyCopy {
            jobs,
            shared,
            folder,
            thread: Some(thread),
            ended,
        })
    }

    /// Where the safety copy lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its size on disk, in bytes.
    pub fn bytes(&self) -> u64 {
        self.shared.bytes.load(Relaxed)
    }

    /// Jobs that wait for the disk, and how many it has done.
    pub fn progress(&self) -> (usize, u64) {
        (self.jobs.len(), self.shared.done.load(Relaxed))
    }

    /// Milliseconds of sound that are not in the safety copy, since the disk took none for too long.
    pub fn lost_ms(&self) -> u64 {
        self.shared.lost_ms.load(Relaxed)
    }

    /// Writes the state of the document; one that has not been written yet gives way to it.
    pub fn state(&self, state: State) {
        let before = lock(&self.shared.state).replace(state);
        if before.is_none() {
            // When the queue is full the next job in it writes the state.
            self.jobs.try_send(Job::State).ok();
        }
    }

    /// The way in for sound.
    pub fn sound(&self) -> SoundCopy {
        SoundCopy {
            jobs: self.jobs.clone(),
            shared: self.shared.clone(),
        }
    }

    /// From `heard_ms` of the recording on nothing is kept, until it is told otherwise with the place from which on it is.
    pub fn sleep(&self, asleep: bool, heard_ms: u64) {
        let mut sound = lock(&self.shared.sound);
        if sound.asleep == asleep {
            return;
        }
        sound.asleep = asleep;
        if asleep {
            self.put(Job::Blank(sound.recording, heard_ms));
            return;
        }
        let from = heard_ms * SAMPLES_PER_MS;
        let awake = |(at, samples): &&(u64, Vec<i16>)| at + samples.len() as u64 > from;
        for (at, samples) in sound.held.iter().filter(awake) {
            put_sound(&self.jobs, &self.shared, *at, samples.clone());
        }
    }

    fn put(&self, job: Job) {
        if self.jobs.try_send(job).is_err() {
            tracing::warn!("the disk is far behind, or the store thread has ended");
        }
    }

    /// The text of a session that was cut off is in the state given last: it may be put away once that is on the disk.
    pub fn settle(&self, remains: Remains, history: Option<PathBuf>) {
        self.put(Job::Settle(Box::new(remains), history));
    }

    /// Ends the session cleanly: the safety copy is erased, or becomes an entry of `history`.
    ///
    /// # Errors
    /// The disk does not answer: where the safety copy stays, in words.
    pub fn finish(mut self, history: Option<PathBuf>) -> Result<(), String> {
        let asked = self.jobs.send_timeout(Job::Finish(history), PATIENCE);
        let mut done = self.shared.done.load(Relaxed);
        while asked.is_ok() {
            match self.ended.recv_timeout(PATIENCE) {
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.shared.done.load(Relaxed);
                    if now == std::mem::replace(&mut done, now) {
                        break;
                    }
                }
                _ => {
                    self.join();
                    return Ok(());
                }
            }
        }
        // It ends with the process, or when the disk answers.
        self.thread = None;
        Err(format!(
            "the disk of {} does not answer; the safety copy stays there, `parlance dictate --recover` finds it",
            self.folder.display()
        ))
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store thread had panicked");
        }
    }
}

impl Drop for SafetyCopy {
    /// Without [`finish`](Self::finish) the safety copy stays, for recovery; what waits is written, if the disk answers.
    fn drop(&mut self) {
        if self.thread.is_some() {
            let (jobs, _) = bounded(1);
            self.jobs = jobs;
            // The thread ends when the last way in is gone; a sound copy elsewhere may outlive this.
            if self.ended.recv_timeout(PATIENCE).is_ok() {
                self.join();
            }
        }
    }
}

fn put_sound(jobs: &Sender<Job>, shared: &Shared, at: u64, samples: Vec<i16>) {
    let ms = samples.len() as u64 / SAMPLES_PER_MS;
    if jobs.try_send(Job::Sound { at, samples }).is_err() {
        shared.lost_ms.fetch_add(ms, Relaxed);
    }
}

impl SoundCopy {
    /// A recording begins.
    pub fn begin(&self, recording: u32) {
        let mut sound = lock(&self.shared.sound);
        *sound = Sound {
            recording,
            asleep: sound.asleep,
            ..Sound::default()
        };
        self.put(Job::BeginSound(recording));
    }

    /// Its next samples, 16 kHz mono in `[-1, 1]`.
    pub fn samples(&self, samples: &[f32]) {
        let samples: Vec<i16> = samples
            .iter()
            .map(|sample| (sample * 32_767.0).round() as i16)
            .collect();
        let mut sound = lock(&self.shared.sound);
        let at = sound.at;
        sound.at += samples.len() as u64;
        if sound.held.len() == HELD_FRAMES {
            sound.held.pop_front();
        }
        sound.held.push_back((at, samples.clone()));
        if !sound.asleep {
            put_sound(&self.jobs, &self.shared, at, samples);
        }
    }

    /// It ended.
    pub fn end(&self) {
        self.put(Job::EndSound);
    }

    /// Nobody waits for the disk.
    fn put(&self, job: Job) {
        if self.jobs.try_send(job).is_err() {
            tracing::debug!("the disk is far behind, or the store thread has ended");
        }
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "safety_copy_tests.rs"]
mod tests;
