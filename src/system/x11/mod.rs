//! Text into programs under X11.
//!
//! One thread, "x11", has the connection: it answers those who read the selections that are ours, watches for keys that
//! are not ours, and does the jobs of [`X11`] in between. [`X11`] wakes it with a message to its own window.

mod display;
mod glyphs;
mod keyboard;
pub mod overlay;
mod selection;
mod talk_key;
mod wire;

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask, Window};
use x11rb::rust_connection::RustConnection;

pub use super::sink::{Button, Insertion, News};
use super::{Outcome, SinkError, Target, TextSink};
use crate::store::awaited::Awaited;
use display::Display;
pub use overlay::{Overlay, Panel};
pub use selection::{hold, until_server_ends};
pub use talk_key::KeyName;
pub(super) use wire::{BACKSPACE, RETURN, keysym};

/// Jobs that may wait; each is waited for before the next one is given.
const QUEUE: usize = 2;
/// News that may wait. More keys than that say no more than one does.
const NEWS: usize = 64;

/// What the thread is asked to do.
type Job = Box<dyn FnOnce(&mut Display) -> Result<(), XError> + Send>;

/// The connection to an X server.
pub struct X11 {
    conn: Arc<RustConnection>,
    window: Window,
    jobs: Option<Sender<Job>>,
    thread: Awaited,
}

/// Why the X server did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum XError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error(transparent)]
    Id(#[from] x11rb::errors::ReplyOrIdError),
    #[error("the X server has no screen of usual colours")]
    NoScreen,
    #[error("the X server has no XTEST, so that no keys can be pressed")]
    NoXtest,
    #[error("another program has the key {0} already; give another with --key")]
    Taken(String),
    #[error("there is no key {0} on this keyboard")]
    NoKey(String),
    #[error("the system refused a thread, or a process: {0}")]
    Thread(#[from] std::io::Error),
}

impl X11 {
    /// Connects to a server; without a name to the one that `DISPLAY` names. News of keys come over the second value.
    ///
    /// # Errors
    /// When there is no server, or it lets no keys be pressed, or the talk key is taken.
    pub fn connect(
        display: Option<&str>,
        insertion: Insertion,
        keys: &[(Button, KeyName)],
    ) -> Result<(Self, Receiver<News>), SinkError> {
        Self::open(display, insertion, keys).map_err(|error| SinkError::Desktop(error.to_string()))
    }

    fn open(
        display: Option<&str>,
        insertion: Insertion,
        keys: &[(Button, KeyName)],
    ) -> Result<(Self, Receiver<News>), XError> {
        let (conn, screen) = RustConnection::connect(display)?;
        let conn = Arc::new(conn);
        let (tell, news) = bounded(NEWS);
        let (jobs, queue) = bounded(QUEUE);
        let display = Display::open(conn.clone(), screen, insertion, keys)?;
        let window = display.window();
        let thread = Awaited::start("x11", move || serve(display, &queue, &tell))?;
        let x11 = X11 {
            conn,
            window,
            jobs: Some(jobs),
            thread,
        };
        Ok((x11, news))
    }

    /// The thread waits for events: this is one.
    fn wake(&self) -> Result<(), ConnectionError> {
        let event = ClientMessageEvent::new(32, self.window, x11rb::NONE, [0; 5]);
        self.conn
            .send_event(false, self.window, EventMask::NO_EVENT, event)?;
        self.conn.flush()
    }

    /// Has the thread do something, and waits for what comes of it.
    fn wait<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Display) -> Result<T, XError> + Send + 'static,
    ) -> Result<T, SinkError> {
        let gone = |what: &str| SinkError::Gone(what.to_owned());
        let (done, result) = bounded(1);
        let job: Job = Box::new(move |display| {
            // Whoever asked may be gone.
            done.try_send(work(display)?).ok();
            display.pump()
        });
        let jobs = self.jobs.as_ref().ok_or_else(|| gone("ending"))?;
        jobs.send(job).map_err(|_| gone("its thread has ended"))?;
        self.wake().map_err(|error| gone(&error.to_string()))?;
        result.recv().map_err(|_| gone("its thread has ended"))
    }
}

impl TextSink for X11 {
    fn target(&mut self) -> Result<Option<Target>, SinkError> {
        self.wait(|display| display.target())
    }

    fn replace(&mut self, target: &Target, back: usize, text: &str) -> Outcome {
        let (target, text) = (target.clone(), text.to_owned());
        let replace = move |display: &mut Display| display.replace(&target, back, &text);
        self.wait(|display| display.with_own_keys(replace))
            .unwrap_or_else(|error| Outcome::Kept(error.to_string()))
    }

    fn press_enter(&mut self, target: &Target) -> Result<(), String> {
        let target = target.clone();
        let enter = move |display: &mut Display| display.enter(&target);
        self.wait(|display| display.with_own_keys(enter))
            .map_err(|error| error.to_string())?
    }

    fn clip(&mut self, text: &str, why: String) -> Outcome {
        let (text, reason) = (text.to_owned(), why.clone());
        self.wait(move |display| display.instead(&text, &reason))
            .unwrap_or_else(|error| Outcome::Kept(format!("{why}, and {error}")))
    }
}

impl Drop for X11 {
    fn drop(&mut self) {
        self.jobs = None;
        if self.wake().is_err() {
            self.thread.leave();
        }
    }
}

/// The thread.
fn serve(mut display: Display, jobs: &Receiver<Job>, tell: &Sender<News>) {
    loop {
        let told = display.next().and_then(|()| {
            loop {
                match jobs.try_recv() {
                    Ok(job) => job(&mut display)?,
                    Err(error) => break Ok(error.is_disconnected()),
                }
            }
        });
        for news in display.news.drain(..) {
            // One that waits says as much as many.
            if let Err(TrySendError::Disconnected(_)) = tell.try_send(news) {
                return;
            }
        }
        match told {
            Ok(false) => {}
            Ok(true) => return display.leave(),
            Err(error) => {
                tracing::warn!(%error, "the connection to the X server is gone");
                // Nobody may be there to be told.
                tell.try_send(News::Gone).ok();
                return;
            }
        }
    }
}
