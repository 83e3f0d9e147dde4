//! The thread "store": writes the safety copy, so that nobody else waits for the disk.
//!
//! A full disk or a folder that cannot be written is told once; dictation goes on, and the next
//! write is tried again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::journal::{Journal, State};

/// Jobs that may wait (queue F): 20 s of sound.
const QUEUE_F: usize = 512;

/// What the store thread does.
#[derive(Debug)]
enum Job {
    BeginSound(u32),
    Sound(Vec<f32>),
    EndSound,
    State(State),
    /// Erase the safety copy, or move it to this history.
    Finish(Option<PathBuf>),
}

/// Keeps the safety copy of one session.
pub struct Keeper {
    jobs: Sender<Job>,
    folder: PathBuf,
    bytes: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

/// Puts sound into the safety copy; may be handed to another thread.
#[derive(Clone)]
pub struct SoundCopy(Sender<Job>);

impl Keeper {
    /// Begins a safety copy in a new folder under `sessions`. Trouble with the disk later on goes to `tell`.
    pub fn start(sessions: &Path, tell: impl FnMut(String) + Send + 'static) -> io::Result<Self> {
        let journal = Journal::begin(sessions)?;
        let folder = journal.folder().to_owned();
        let (jobs, jobs_in) = bounded(QUEUE_F);
        let bytes = Arc::new(AtomicU64::new(journal.bytes()));
        let counted = bytes.clone();
        let thread = thread::Builder::new().name("store".to_owned()).spawn(move || {
            Writer {
                journal,
                bytes: counted,
                tell,
                told: None,
            }
            .run(&jobs_in);
        })?;
        Ok(Keeper {
            jobs,
            folder,
            bytes,
            thread: Some(thread),
        })
    }

    /// Where the safety copy lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its size on disk, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Writes the state of the document; `false` when the queue is full and it must be offered again.
    pub fn state(&self, state: State) -> bool {
        self.jobs.try_send(Job::State(state)).is_ok()
    }

    /// The way in for sound.
    pub fn sound(&self) -> SoundCopy {
        SoundCopy(self.jobs.clone())
    }

    /// Ends the session cleanly: the safety copy is erased, or becomes an entry of `history`.
    pub fn finish(mut self, history: Option<PathBuf>) {
        if self.jobs.send(Job::Finish(history)).is_err() {
            tracing::error!("the store thread had ended");
        }
        self.join();
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store thread had panicked");
        }
    }
}

impl Drop for Keeper {
    /// Without [`finish`](Self::finish) the safety copy stays, for recovery.
    fn drop(&mut self) {
        if self.thread.is_some() {
            let (jobs, _) = bounded(1);
            self.jobs = jobs;
            // The thread ends when the last way in is gone; a sound copy elsewhere may outlive this.
            self.thread = None;
        }
    }
}

impl SoundCopy {
    /// A recording begins.
    pub fn begin(&self, recording: u32) {
        self.put(Job::BeginSound(recording));
    }

    /// Its next samples, 16 kHz mono in `[-1, 1]`.
    pub fn samples(&self, samples: &[f32]) {
        self.put(Job::Sound(samples.to_vec()));
    }

    /// It ended.
    pub fn end(&self) {
        self.put(Job::EndSound);
    }

    /// Waits for the disk rather than lose sound: the ring and queue B have half a minute of room.
    fn put(&self, job: Job) {
        if self.0.send(job).is_err() {
            tracing::debug!("the store thread had ended");
        }
    }
}

struct Writer<T> {
    journal: Journal,
    bytes: Arc<AtomicU64>,
    tell: T,
    told: Option<io::ErrorKind>,
}

impl<T: FnMut(String)> Writer<T> {
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            let outcome = match job {
                Job::BeginSound(recording) => self.journal.begin_sound(recording),
                Job::Sound(samples) => self.journal.sound(&samples),
                Job::EndSound => {
                    self.journal.end_sound();
                    Ok(())
                }
                Job::State(state) => self.journal.state(state),
                Job::Finish(history) => {
                    let worth_keeping = !self.journal.last().text.trim().is_empty();
                    let history = history.filter(|_| worth_keeping);
                    if let Err(error) = self.journal.finish(history.as_deref()) {
                        (self.tell)(format!("the safety copy could not be put away: {error}"));
                    }
                    return;
                }
            };
            self.bytes.store(self.journal.bytes(), Relaxed);
            match outcome {
                Ok(()) => {}
                Err(error) if self.told == Some(error.kind()) => {}
                Err(error) => {
                    self.told = Some(error.kind());
                    let folder = self.journal.folder().display();
                    let remedy = match error.kind() {
                        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                            "The disk or its folder can no longer be written: look at it"
                        }
                        _ => "Free some space",
                    };
                    (self.tell)(format!(
                        "the safety copy in {folder} cannot be written ({error}); dictation goes on without it. \
                         {remedy}, or switch the safety copy off."
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "keeper_tests.rs"]
mod tests;
