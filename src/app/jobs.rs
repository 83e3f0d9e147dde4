//! Files, history and settings for the window, one after the other on a thread of their own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::host::{Documents, FileJob, Place, Wanted};
use crate::store::clock;
use crate::store::files;
use crate::store::history::{self, Entry};
use crate::ui::{Answer, Folder, HistoryEntry, Totals, Wake};

/// Jobs that may wait. Looking for microphones can take seconds where no sound server answers; what the user changes
/// meanwhile must find room.
const QUEUE: usize = 64;
/// Answers that may wait for the window.
const ANSWERS: usize = 256;

/// The way back to the window.
#[derive(Clone)]
pub(super) struct Answers {
    sender: Sender<Answer>,
    wake: Arc<OnceLock<Wake>>,
}

impl Answers {
    /// The way back, and its other end.
    pub(super) fn new() -> (Self, Receiver<Answer>) {
        let (sender, receiver) = bounded(ANSWERS);
        (
            Answers {
                sender,
                wake: Arc::new(OnceLock::new()),
            },
            receiver,
        )
    }

    /// Takes the function that wakes the window.
    pub(super) fn set_wake(&self, wake: Wake) {
        if self.wake.set(wake).is_err() {
            tracing::warn!("the window's waker was set twice");
        }
    }

    /// Wakes the window.
    pub(super) fn wake(&self) {
        if let Some(wake) = self.wake.get() {
            wake();
        }
    }

    /// Sends an answer, waiting while the window is behind; `false` when it is gone.
    pub(super) fn send(&self, answer: Answer) -> bool {
        let sent = self.sender.send(answer).is_ok();
        self.wake();
        sent
    }
}

/// Something to do on the thread.
pub(super) type Job = Box<dyn FnOnce(&Answers) + Send>;

/// The thread that does jobs.
pub(super) struct Jobs {
    queue: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// While set, the window is woken every second: something in it ends by the clock.
    pub(super) ticking: Arc<AtomicBool>,
}

impl Jobs {
    /// Starts the thread.
    pub(super) fn start(answers: Answers) -> io::Result<Self> {
        let (queue, jobs) = bounded::<Job>(QUEUE);
        let ticking = Arc::new(AtomicBool::new(false));
        let ticks = ticking.clone();
        let thread = thread::Builder::new().name("files".to_owned()).spawn(move || {
            loop {
                match jobs.recv_timeout(Duration::from_secs(1)) {
                    Ok(job) => job(&answers),
                    Err(RecvTimeoutError::Timeout) if ticks.load(Relaxed) => answers.wake(),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        })?;
        Ok(Jobs {
            queue: Some(queue),
            thread: Some(thread),
            ticking,
        })
    }

    /// Hands a job over; `false` when too many wait.
    pub(super) fn ask(&self, job: impl FnOnce(&Answers) + Send + 'static) -> bool {
        self.queue
            .as_ref()
            .is_some_and(|queue| queue.try_send(Box::new(job)).is_ok())
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the files thread had panicked");
        }
    }
}

/// Does something with a document's file; a folder that is opened is listed.
pub(super) fn run_file_job(documents: &Mutex<Documents>, job: FileJob) -> Answer {
    match job {
        FileJob::Open {
            place: Place::File(path),
            ..
        } if path.is_dir() => list(path, Wanted::Documents),
        job => {
            let mut documents = documents.lock().unwrap_or_else(PoisonError::into_inner);
            Answer::File(job.run(&mut documents))
        }
    }
}

/// Bytes of all files in a folder and in its folders; a link counts as nothing.
pub(super) fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => bytes_in(&entry.path()),
        Ok(about) if about.is_file() => about.len(),
        _ => 0,
    });
    sizes.sum()
}

/// Shows a page of the web in the system's browser; nothing else can be opened this way.
pub(super) fn show_page(address: &str) -> std::io::Result<()> {
    let is_page = ["https://", "http://"]
        .iter()
        .any(|start| address.starts_with(start));
    if !is_page {
        return Err(std::io::Error::other(format!(
            "{address} is no address of the web"
        )));
    }
    show(Path::new(address))
}

/// Shows a folder in the system's file manager.
pub(super) fn show(folder: &Path) -> std::io::Result<()> {
    let opener = if cfg!(target_os = "windows") {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = std::process::Command::new(opener);
    let quiet = std::process::Stdio::null;
    command.arg(folder).stdin(quiet()).stdout(quiet()).stderr(quiet());
    let status = command.status()?;
    // Windows' answers 1 when all is well.
    if status.success() || cfg!(target_os = "windows") {
        return Ok(());
    }
    Err(std::io::Error::other(format!("{opener} ended with {status}")))
}

/// Lists a folder.
pub(super) fn list(path: PathBuf, wanted: Wanted) -> Answer {
    match files::list_folder(&path, wanted) {
        Ok((folders, files)) => Answer::Folder(Folder { path, folders, files }),
        Err(error) => Answer::Trouble(error.to_string()),
    }
}

/// Searches the history and counts it.
pub(super) fn search_history(folder: Option<&Path>, query: &str, answers: &Answers) {
    let Some(folder) = folder else { return };
    let all = history::search(folder, "");
    let totals = all.iter().fold(Totals::default(), |sum, entry| Totals {
        words: sum.words + entry.state.words,
        spoken_ms: sum.spoken_ms + entry.state.spoken_ms,
        sessions: sum.sessions + 1,
    });
    answers.send(Answer::Totals(totals));
    let found = if query.trim().is_empty() {
        all
    } else {
        history::search(folder, query)
    };
    answers.send(Answer::History(found.into_iter().map(shown).collect()));
}

fn shown(entry: Entry) -> HistoryEntry {
    HistoryEntry {
        at: clock::wall_time(entry.at_s),
        id: entry.id,
        name: entry.name,
        has_sound: !entry.recordings.is_empty(),
        words: entry.state.words as usize,
        spoken_ms: entry.state.spoken_ms,
        text: entry.state.text,
    }
}

/// Says what went wrong, if anything did.
pub(super) fn tell<E: std::fmt::Display>(answers: &Answers, what: &str, result: Result<(), E>) {
    if let Err(error) = result {
        answers.send(Answer::Trouble(format!("{what}: {error}")));
    }
}
