//! The clipboard, on a thread of its own: other programs own what is read from it and may take their time.
//!
//! What was there before a copy is kept and can be put back; an empty text never replaces anything. On
//! X11 and Wayland a clipboard's content dies with the program that put it there, so on Linux the thread leaves it at its end
//! to a small process of its own, which ends when something else is copied.

use std::io::{self, Read, Write};
use std::process::{ChildStdin, Command, Stdio};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::awaited::Awaited;

/// Requests that may wait; one click is one request.
const QUEUE: usize = 8;
/// The hidden subcommand that holds the clipboard after the program has ended.
pub const HOLD_COMMAND: &str = "hold-clipboard";
/// Its flag: what is to be held comes in the formats of X11, not as text and HTML.
pub const HOLD_FORMATS: &str = "--formats";

/// What was copied: plain text and, when there is formatting, the same as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Copied {
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: Option<String>,
}

impl Copied {
    /// A text without formatting.
    pub fn plain(text: &str) -> Self {
        Copied {
            text: text.to_owned(),
            html: None,
        }
    }
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The clipboard holds the text; whether what was there before can be put back.
    Copied {
        /// Whether [`Request::Restore`] has something to put back.
        can_restore: bool,
    },
    /// The clipboard's text.
    Pasted(String),
    /// It did not work; why, in words.
    Trouble(String),
}

/// What the thread is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Put this there.
    Copy(Copied),
    /// Read what is there.
    Paste,
    /// Put back what was there before the last copy.
    Restore,
}

/// The clipboard's thread, which ends when this is dropped. What was copied stays on the clipboard where the platform lets
/// it.
pub struct Clipboard {
    requests: Sender<Request>,
    _thread: Awaited,
}

impl Clipboard {
    /// Starts the thread; outcomes go to `tell`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(tell: impl FnMut(Outcome) + Send + 'static) -> io::Result<Self> {
        let (requests, queue) = bounded(QUEUE);
        let thread = Awaited::start("clipboard", move || {
            if let Some(copied) = serve(&queue, tell)
                && let Err(error) = leave_behind(&copied)
            {
                tracing::warn!(%error, "the clipboard could not be left to a process of its own");
            }
        })?;
        Ok(Clipboard {
            requests,
            _thread: thread,
        })
    }

    /// Asks for something; `false` when the thread is still busy with earlier requests.
    pub fn ask(&self, request: Request) -> bool {
        !matches!(self.requests.try_send(request), Err(TrySendError::Full(_)))
    }
}

/// The thread: opens the clipboard with the first request, and gives what of ours is still on it at the end.
fn serve(queue: &Receiver<Request>, mut tell: impl FnMut(Outcome)) -> Option<Copied> {
    let mut clipboard = None;
    let mut ours: Option<Copied> = None;
    let mut before: Option<Copied> = None;
    for request in queue {
        let outcome = opened(&mut clipboard).and_then(|clipboard| match request {
            Request::Paste => clipboard
                .get_text()
                .map(Outcome::Pasted)
                .map_err(|error| explain(&error)),
            Request::Copy(copied) if copied.text.is_empty() => {
                Err("there is nothing to copy; the clipboard was left as it was".to_owned())
            }
            Request::Copy(copied) => {
                let there = read(clipboard);
                if there.as_ref() != ours.as_ref() {
                    before = there;
                }
                put(clipboard, &copied)?;
                ours = Some(copied);
                Ok(Outcome::Copied {
                    can_restore: before.is_some(),
                })
            }
            Request::Restore => match before.take() {
                None => Err("nothing was on the clipboard before".to_owned()),
                Some(old) => {
                    put(clipboard, &old)?;
                    ours = Some(old);
                    Ok(Outcome::Copied { can_restore: false })
                }
            },
        });
        tell(outcome.unwrap_or_else(Outcome::Trouble));
    }
    let clipboard = clipboard.as_mut()?;
    ours.filter(|ours| clipboard.get_text().is_ok_and(|there| there == ours.text))
}

fn opened(clipboard: &mut Option<arboard::Clipboard>) -> Result<&mut arboard::Clipboard, String> {
    match clipboard {
        Some(opened) => Ok(opened),
        none => arboard::Clipboard::new()
            .map(|opened| none.insert(opened))
            .map_err(|error| format!("there is no clipboard here: {error}")),
    }
}

/// The text that is there, with its HTML; `None` where there is none.
pub(crate) fn read(clipboard: &mut arboard::Clipboard) -> Option<Copied> {
    let text = clipboard.get_text().ok().filter(|text| !text.is_empty())?;
    let html = clipboard.get().html().ok().filter(|html| !html.is_empty());
    Some(Copied { text, html })
}

/// Puts a text there, with its HTML.
pub(crate) fn put(clipboard: &mut arboard::Clipboard, copied: &Copied) -> Result<(), String> {
    let done = match &copied.html {
        Some(html) => clipboard.set_html(html.as_str(), Some(copied.text.as_str())),
        None => clipboard.set_text(copied.text.as_str()),
    };
    done.map_err(|error| format!("not copied: {error}"))
}

fn explain(error: &arboard::Error) -> String {
    match error {
        arboard::Error::ContentNotAvailable => "there is no text on the clipboard".to_owned(),
        error => format!("the clipboard could not be read: {error}"),
    }
}

/// Starts this program again to hold the clipboard. Elsewhere than on Linux the system keeps it.
///
/// # Errors
/// When it cannot be started, or cannot get the clipboard.
pub fn leave_behind(copied: &Copied) -> io::Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    hold_apart(&[], |input| {
        input.write_all(&serde_json::to_vec(copied).map_err(io::Error::other)?)
    })
}

/// Starts this program again to hold on the clipboard what `write` gives it, and waits until it does. It outlives this
/// program and the terminal.
///
/// # Errors
/// When it cannot be started, or cannot get the clipboard.
pub fn hold_apart(flags: &[&str], write: impl FnOnce(&mut ChildStdin) -> io::Result<()>) -> io::Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg(HOLD_COMMAND)
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // Ctrl-C and the end of the terminal are for this program only.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        write(&mut stdin)?;
    }
    // It says when it owns the clipboard; ending before that would leave a moment without owner.
    if let Some(mut stdout) = child.stdout.take() {
        let mut ready = [0];
        if stdout.read(&mut ready)? == 0 {
            return Err(io::Error::other(
                "the process that should hold the clipboard ended at once",
            ));
        }
    }
    Ok(())
}

/// What [`HOLD_COMMAND`] does: reads what was copied from `input`, holds it on the clipboard, writes one
/// byte to `ready` once it is there, and returns when another program copies something.
///
/// # Errors
/// When `input` is not what [`leave_behind`] writes, or there is no clipboard.
#[cfg(target_os = "linux")]
pub fn hold(input: impl Read, mut ready: impl Write) -> Result<(), String> {
    use arboard::SetExtLinux;
    let copied: Copied = serde_json::from_reader(input).map_err(|error| error.to_string())?;
    let mut clipboard = arboard::Clipboard::new().map_err(|error| error.to_string())?;
    put(&mut clipboard, &copied)?;
    // The reader may be gone already; the clipboard is held all the same.
    let _ = ready.write_all(b".").and_then(|()| ready.flush());
    drop(ready);
    let wait = clipboard.set().wait();
    let held = match copied.html {
        Some(html) => wait.html(html, Some(copied.text)),
        None => wait.text(copied.text),
    };
    held.map_err(|error| error.to_string())
}

/// Other systems keep the clipboard themselves.
///
/// # Errors
/// Never.
#[cfg(not(target_os = "linux"))]
pub fn hold(_input: impl Read, _ready: impl Write) -> Result<(), String> {
    Ok(())
}
