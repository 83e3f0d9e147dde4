//! Files, history and settings for the window, one after the other on a thread of their own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fs, io};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::session::ExportFormat;
use crate::store::clock::{self, WallTime};
use crate::store::export::{self, ExportDocument, Format};
use crate::store::files;
use crate::store::history::{self, Entry};
use crate::ui::{Answer, Exported, Folder, HistoryEntry, Totals, Wake, Wanted};

/// Jobs that may wait (queue F of the house plan).
const QUEUE: usize = 8;
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

/// Where things lie on this machine.
#[derive(Clone, Debug)]
pub struct Places {
    /// Documents that were given no folder.
    pub documents: PathBuf,
    /// The settings' file; without one nothing is stored.
    pub settings: Option<PathBuf>,
    /// Past sessions; without a folder none are kept.
    pub history: Option<PathBuf>,
    /// Sessions that run or were cut off.
    pub sessions: Option<PathBuf>,
}

impl Places {
    /// Where the platform puts them.
    pub fn usual() -> Self {
        let user = directories::UserDirs::new();
        let documents = user
            .as_ref()
            .and_then(|user| user.document_dir().map(Path::to_path_buf));
        Places {
            documents: documents
                .or_else(|| user.map(|user| user.home_dir().to_path_buf()))
                .unwrap_or_else(|| PathBuf::from(".")),
            settings: crate::store::settings::settings_file(),
            history: super::history_dir(),
            sessions: super::sessions_dir(),
        }
    }
}

/// Writes a document; a bare name goes to the documents folder.
pub(super) fn save(documents: &Path, path: Option<PathBuf>, text: &str, automatic: bool) -> Answer {
    let path = match path {
        Some(path) if path.is_absolute() => path,
        Some(name) => {
            let name = name.to_string_lossy();
            let (stem, ending) = match name.rsplit_once('.') {
                Some((stem, ending)) if matches!(ending, "md" | "txt" | "markdown") => (stem, ending),
                _ => (name.as_ref(), "md"),
            };
            documents.join(format!("{}.{ending}", files::file_stem(stem)))
        }
        None => files::free_path(documents, &files::file_stem(text), "md"),
    };
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = made.map_err(|error| error.to_string()).and_then(|()| {
        let mut text = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        files::write_atomic(&path, text.as_bytes()).map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => Answer::Saved { path, automatic },
        Err(problem) => Answer::Trouble(format!("Not saved. {problem}")),
    }
}

/// Reads a document; a bare name is looked for in the documents folder.
pub(super) fn open(documents: &Path, path: &Path) -> Answer {
    let found = if path.is_absolute() {
        Some(path.to_path_buf())
    } else {
        files::find_spoken(documents, path)
    };
    let Some(path) = found else {
        let (name, folder) = (path.display(), documents);
        return Answer::Trouble(format!(
            "There is no document called “{name}” in {}.",
            folder.display()
        ));
    };
    match files::read_text(&path) {
        Ok(text) => Answer::Opened { path, text },
        Err(error) => Answer::Trouble(error.to_string()),
    }
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

/// Writes a document in another format.
pub(super) fn export_to(folder: &Path, format: ExportFormat, exported: Exported, model: String) -> Answer {
    let format = match format {
        ExportFormat::Text => Format::Text,
        ExportFormat::Markdown => Format::Markdown,
        ExportFormat::Html => Format::Html,
        ExportFormat::Docx => Format::Docx,
        ExportFormat::Srt => Format::Srt,
        ExportFormat::Vtt => Format::Vtt,
        ExportFormat::Json => Format::Json,
    };
    let path = files::free_path(
        folder,
        &files::file_stem(&exported.title),
        export::extension(format),
    );
    let document = ExportDocument {
        title: exported.title,
        text: exported.text,
        segments: exported.segments,
        speakers: exported.speakers,
        model,
        ..ExportDocument::default()
    };
    let made = fs::create_dir_all(folder).map_err(|error| error.to_string());
    match made.and_then(|()| export::export(&document, format, &path).map_err(|error| error.to_string())) {
        Ok(()) => Answer::Exported { path },
        Err(problem) => Answer::Trouble(format!("Not exported: {problem}")),
    }
}

/// Lists a folder.
pub(super) fn list(path: PathBuf, wanted: Wanted) -> Answer {
    let wanted = match wanted {
        Wanted::Documents => files::Wanted::Documents,
        Wanted::Models => files::Wanted::Models,
    };
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
    let WallTime { date, time, days_ago } = clock::wall_time(entry.at_s);
    HistoryEntry {
        date,
        time,
        days_ago,
        id: entry.id,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_document_opens_again_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/Letter.md");
        let Answer::Saved {
            path: saved,
            automatic: false,
        } = save(folder.path(), Some(path.clone()), "Dear Anna", false)
        else {
            panic!("not saved");
        };
        assert_eq!(saved, path);
        assert!(matches!(open(folder.path(), &path), Answer::Opened { text, .. } if text == "Dear Anna\n"));
        assert!(matches!(
            open(folder.path(), &folder.path().join("no.md")),
            Answer::Trouble(_)
        ));
        assert!(matches!(
            open(folder.path(), Path::new("no such")),
            Answer::Trouble(_)
        ));
    }
}
