//! How a running parlance is told what to do: one line of JSON each way over a socket that only its user can reach.
//!
//! The socket is also what makes sure that only one parlance listens.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
#[cfg(unix)]
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use serde::{Deserialize, Serialize};
// The same sockets, which Windows has had since 2018 and Rust's library does not know there yet.
#[cfg(windows)]
use uds_windows::{UnixListener, UnixStream};

use crate::store::awaited::Awaited;

/// What a running parlance is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Listen, or stop listening.
    Toggle,
    /// Listen.
    Start,
    /// Stop listening; what was spoken before still counts.
    Stop,
    /// Stop listening; what was said and is not written yet is forgotten.
    Cancel,
    /// Say what is going on.
    Status,
    /// Do what these words would do when spoken.
    Say(String),
    /// Give back the text that found no place.
    Kept,
    /// End.
    Quit,
}

/// What it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Why it was not done.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<String>,
    /// `idle`, `starting`, `listening`, `asleep` or `finishing`.
    pub state: String,
    /// What was done last, in words; empty when nothing was.
    pub message: String,
    /// The words that are being said, as far as they are understood.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub live: String,
    /// Text that was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// Why a running parlance cannot be reached, or must not be started.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Nobody listens.
    #[error("no parlance is listening; start it with `parlance listen`")]
    Nobody,
    /// One listens already.
    #[error("a parlance is listening already; `parlance status` asks it, `parlance quit` ends it")]
    Already,
    /// There is no place for the socket.
    #[error("there is no folder for the control socket: set XDG_RUNTIME_DIR, HOME or PARLANCE_DATA")]
    NoFolder,
    /// The system refuses.
    #[error("{}: {error}", path.display())]
    Io {
        /// The socket.
        path: PathBuf,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The other side said something that is no answer.
    #[error("the parlance that is listening does not answer: {0}")]
    Answer(String),
}

/// Requests that may wait.
const QUEUE: usize = 8;
/// Longest request, in bytes.
const MAX_BYTES: u64 = 64 << 10;
/// A program that connects and says nothing is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer may take: text may have to be typed into a slow program.
const ANSWER: Duration = Duration::from_secs(60);

/// A request with the way back.
#[derive(Debug)]
pub struct Asked {
    /// What is asked for.
    pub request: Request,
    reply: Sender<Reply>,
}

impl Asked {
    /// Answers; whoever asked may be gone.
    pub fn answer(self, reply: Reply) {
        if self.reply.try_send(reply).is_err() {
            tracing::debug!("nobody waits for the answer any more");
        }
    }
}

/// The socket of the parlance that listens. Dropping it takes the socket away.
pub struct Server {
    path: PathBuf,
    ending: Arc<AtomicBool>,
    /// Waited for while what is asked can still be taken.
    thread: Awaited,
    /// What is asked for, in order.
    pub asked: Receiver<Asked>,
}

impl Server {
    /// Takes the socket `path`, in a folder that is made for the user alone.
    ///
    /// # Errors
    /// When another parlance has it, or the system refuses.
    pub fn start(path: PathBuf) -> Result<Self, ControlError> {
        let listener = bind(&path)?;
        let io = |error| ControlError::Io {
            path: path.clone(),
            error,
        };
        let (send, asked) = bounded(QUEUE);
        let ending = Arc::new(AtomicBool::new(false));
        let stop = ending.clone();
        let thread = Awaited::start("control", move || serve(&listener, &send, &stop)).map_err(io)?;
        Ok(Server {
            path,
            ending,
            thread,
            asked,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ending.store(true, Relaxed);
        // Wakes the thread, which waits for somebody to connect.
        let woken = UnixStream::connect(&self.path).is_ok();
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::debug!(%error, "the control socket was gone already");
        }
        if !woken {
            self.thread.leave();
        }
    }
}

/// Binds the socket for the user alone; what a parlance that was killed has left is replaced.
fn bind(path: &Path) -> Result<UnixListener, ControlError> {
    let io = |error| ControlError::Io {
        path: path.to_owned(),
        error,
    };
    if let Some(folder) = path.parent() {
        crate::store::private::create_dir_all(folder).map_err(io)?;
    }
    match UnixStream::connect(path) {
        Ok(_) => return Err(ControlError::Already),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        // Refused: nobody is behind it.
        Err(_) if path.exists() => std::fs::remove_file(path).map_err(io)?,
        // What a system says of a socket that is not there differs.
        Err(_) => {}
    }
    let listener = UnixListener::bind(path).map_err(io)?;
    // The folder is the user's own (0700; on Windows below the user's own folders), so that nobody else gets in before this.
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(io)?;
    Ok(listener)
}

fn serve(listener: &UnixListener, send: &Sender<Asked>, ending: &AtomicBool) {
    for stream in listener.incoming() {
        if ending.load(Relaxed) {
            return;
        }
        let told = stream
            .map_err(|error| error.to_string())
            .and_then(|stream| one(stream, send));
        if let Err(problem) = told {
            tracing::debug!("a request over the control socket: {problem}");
        }
    }
}

/// One request and its answer; the next one waits until then.
fn one(stream: UnixStream, send: &Sender<Asked>) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    stream.set_read_timeout(Some(PATIENCE)).map_err(words)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(words)?;
    let mut line = String::new();
    BufReader::new((&stream).take(MAX_BYTES))
        .read_line(&mut line)
        .map_err(words)?;
    if line.is_empty() {
        return Ok(());
    }
    let reply = match serde_json::from_str(&line) {
        Ok(request) => {
            let (reply, answer) = bounded(1);
            send.send(Asked { request, reply })
                .map_err(|_| "ending".to_owned())?;
            answer
                .recv_timeout(ANSWER)
                .unwrap_or_else(|_| refused("it is busy; try again"))
        }
        Err(error) => refused(&format!("that is no request: {error}")),
    };
    let mut text = serde_json::to_vec(&reply).map_err(|error| error.to_string())?;
    text.push(b'\n');
    (&stream).write_all(&text).map_err(words)
}

fn refused(why: &str) -> Reply {
    Reply {
        error: Some(why.to_owned()),
        ..Reply::default()
    }
}

/// Asks the parlance that listens at `path`.
///
/// # Errors
/// When nobody listens there, or no answer comes.
pub fn ask(path: &Path, request: &Request) -> Result<Reply, ControlError> {
    let io = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => ControlError::Nobody,
        _ if !path.exists() => ControlError::Nobody,
        _ => ControlError::Io {
            path: path.to_owned(),
            error,
        },
    };
    let mut stream = UnixStream::connect(path).map_err(io)?;
    stream.set_read_timeout(Some(ANSWER + PATIENCE)).map_err(io)?;
    let mut text = serde_json::to_vec(request).map_err(|error| ControlError::Answer(error.to_string()))?;
    text.push(b'\n');
    stream.write_all(&text).map_err(io)?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).map_err(io)?;
    serde_json::from_str(&line).map_err(|error| ControlError::Answer(error.to_string()))
}

/// The socket's usual place: in the folder that the system keeps for a user's running programs, else among our data.
///
/// # Errors
/// When there is neither.
pub fn usual_path() -> Result<PathBuf, ControlError> {
    let run = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty());
    let folder = match run {
        Some(run) => PathBuf::from(run).join("parlance"),
        None => crate::store::settings::data_dir()
            .ok_or(ControlError::NoFolder)?
            .join("run"),
    };
    Ok(folder.join("control"))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::thread;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn requests_arrive_and_are_answered() {
        let folder = folder();
        let path = folder.path().join("run/control");
        let server = Server::start(path.clone()).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        let client = {
            let path = path.clone();
            let say = move || ask(&path, &Request::Say("two\nlines".to_owned()));
            thread::Builder::new()
                .name("asking".to_owned())
                .spawn(say)
                .unwrap()
        };
        let asked = server.asked.recv().unwrap();
        assert_eq!(asked.request, Request::Say("two\nlines".to_owned()));
        let reply = Reply {
            state: "idle".to_owned(),
            message: "done".to_owned(),
            ..Reply::default()
        };
        asked.answer(reply.clone());
        assert_eq!(client.join().unwrap().unwrap(), reply);
        drop(server);
        assert!(!path.exists());
        assert!(matches!(ask(&path, &Request::Status), Err(ControlError::Nobody)));
    }

    #[test]
    fn only_one_listens_and_a_socket_without_owner_is_replaced() {
        let folder = folder();
        let path = folder.path().join("control");
        let server = Server::start(path.clone()).unwrap();
        assert!(matches!(Server::start(path.clone()), Err(ControlError::Already)));
        drop(server);
        // As after a kill.
        drop(UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        Server::start(path).unwrap();
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let folder = folder();
        let path = folder.path().join("control");
        let server = Server::start(path.clone()).unwrap();
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(b"rm -rf\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("no request"), "{answer}");
        assert!(server.asked.is_empty());
    }
}
