//! `parlance serve`: the recogniser, and the language model where one is loaded, for the other programs of this machine.
//!
//! ```text
//! thread "server" (tokio, one thread)                       thread "recognition"
//! guard ─▶ route ─▶ upload ─▶ spooled file ─▶ queue (50) ─▶ engine::Transcriber, Gemma
//!   host, origin, token      ◀── answer, or pieces of it ◀──
//! ```
//!
//! It listens on the loopback or on a socket in the file system, never elsewhere, and only when it is asked to. The only
//! module that knows of networks.

mod chat;
mod closing;
mod error;
mod guard;
mod http;
mod listen;
mod models;
mod queue;
mod realtime;
mod recognisers;
mod routes;
mod spool;
mod token;
mod transcribing;
mod transcriptions;
mod upload;
mod wav;
mod wire;
mod words;
mod wyoming;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use closing::Closing;
use guard::Access;
pub use listen::Place;
use listen::{Listeners, Service};
use queue::Queue;
use recognisers::Recognisers;
use routes::Api;
use spool::Spool;
pub use token::Token;

use crate::engine::{Loading, TranscribeOptions};

/// How long it is waited for what was broken off, so that its clients are told.
const BREAKING_OFF: Duration = Duration::from_secs(3);

/// What the server speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// OpenAI's API over HTTP.
    #[default]
    Api,
    /// Wyoming, by which Home Assistant speaks to recognisers. It knows no token and no host; a browser cannot speak it.
    Wyoming,
}

/// How the server is set up.
pub struct Options {
    /// What it speaks.
    pub protocol: Protocol,
    /// Where it listens.
    pub place: Place,
    /// What clients must send; none lets every program of this machine in.
    pub token: Option<Token>,
    /// Web pages that may ask, by their origin (`https://editor.example`).
    pub origins: Vec<String>,
    /// Most bytes of a request with a recording.
    pub body_limit: u64,
    /// The folder in which recordings lie until they are heard.
    pub folder: PathBuf,
    /// How long what is being worked on may take to end when the server is to end.
    pub grace: Duration,
    /// Which models, and how they write.
    pub engine: TranscribeOptions,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It cannot listen there.
    #[error("cannot listen on {place}: {problem}")]
    Listen {
        /// The address or the socket.
        place: String,
        /// The system's reason, or what is in the way.
        problem: String,
    },
    /// The models cannot be loaded.
    #[error("{0}")]
    Model(String),
    /// The token or the folder for recordings cannot be written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system gave no thread, or the server failed.
    #[error("the server failed: {0}")]
    System(#[from] std::io::Error),
}

/// What all requests share.
struct Shared {
    queue: Queue,
    spool: Arc<Spool>,
    body_limit: u64,
    /// Speakers are told apart in every recording.
    speakers: bool,
    /// Name of the recogniser.
    recogniser: String,
    /// Name of the language model, where one is loaded.
    gemma: Option<String>,
    closing: Arc<Closing>,
    /// Which models, for sessions that hear by themselves.
    engine: TranscribeOptions,
    /// Places for such sessions.
    sessions: Arc<Semaphore>,
    /// Turns true when the server is to end.
    stopped: watch::Receiver<bool>,
}

impl Shared {
    fn closing(&self) -> Arc<Closing> {
        Arc::clone(&self.closing)
    }
}

/// A running server.
pub struct Server {
    place: Place,
    stop: Stop,
    thread: JoinHandle<std::io::Result<()>>,
}

/// Ends a server, from any thread.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Asks the server to end: what waits is refused, what is worked on may take [`Options::grace`].
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Server {
    /// Takes the address, loads the models and begins to listen; `tell` hears how far loading is.
    ///
    /// # Errors
    /// [`ServeError`].
    pub fn start(options: Options, tell: &mut dyn FnMut(Loading)) -> Result<Self, ServeError> {
        let listeners = Listeners::bind(&options.place)?;
        let place = listeners.place(options.place);
        let spool = Spool::create(&options.folder, &token::random_name()?);
        let spool = spool.map_err(|source| ServeError::File {
            path: options.folder.display().to_string(),
            source,
        })?;
        let speakers = options.engine.plan.speakers;
        let recognisers = Recognisers::load(options.engine.clone(), tell).map_err(ServeError::Model)?;
        let recogniser = recognisers.name().to_owned();
        let gemma = recognisers.gemma().map(|gemma| gemma.model.name().to_owned());
        let closing = Arc::new(Closing::default());
        let (queue, recognition) = Queue::start(recognisers, Arc::clone(&closing))?;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            queue,
            spool: Arc::new(spool),
            body_limit: options.body_limit,
            speakers,
            recogniser,
            gemma,
            closing,
            engine: options.engine,
            sessions: Arc::new(Semaphore::new(realtime::SESSIONS)),
            stopped: stopped.clone(),
        });
        let access = Access {
            port: listeners.port(),
            origins: options.origins,
            token: options.token.map(|token| token.secret().to_owned()),
        };
        let (protocol, grace) = (options.protocol, options.grace);
        let spool = Arc::clone(&shared.spool);
        let thread = thread::Builder::new().name("server".to_owned()).spawn(move || {
            let outcome = run(listeners, (protocol, shared), access, stopped, grace);
            end(recognition, &spool);
            outcome
        })?;
        Ok(Server {
            place,
            stop: Stop(Arc::new(stop)),
            thread,
        })
    }

    /// Where it listens, with the port that it got.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What ends it.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// [`ServeError::System`].
    pub fn join(self) -> Result<(), ServeError> {
        match self.thread.join() {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(std::io::Error::other("an internal error").into()),
        }
    }
}

/// The life of the thread "server".
fn run(
    listeners: Listeners,
    (protocol, shared): (Protocol, Arc<Shared>),
    access: Access,
    mut stopped: watch::Receiver<bool>,
    grace: Duration,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ending = Arc::clone(&shared);
    let service = match protocol {
        Protocol::Api => Service::Api(Arc::new(Api { access, shared })),
        Protocol::Wyoming => Service::Wyoming(shared),
    };
    let outcome = runtime.block_on(async {
        let watched = stopped.clone();
        let served = async {
            let outcome = listeners.serve(service, watched).await;
            // Sessions have left their connections and go on beside them.
            ending.sessions.acquire_many(realtime::SESSIONS as u32).await.ok();
            outcome
        };
        tokio::pin!(served);
        tokio::select! {
            outcome = &mut served => return outcome,
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
        // What waits is refused; what runs may come to its end.
        ending.queue.refuse();
        if let Ok(outcome) = timeout(grace, &mut served).await {
            return outcome;
        }
        ending.closing.break_off();
        timeout(BREAKING_OFF, served).await.unwrap_or(Ok(()))
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

/// Waits for the thread "recognition", which ends with the queue. What computes too long is left to the end of the process,
/// and nothing of what clients sent stays behind.
fn end(recognition: JoinHandle<()>, spool: &Spool) {
    let deadline = Instant::now() + BREAKING_OFF;
    while !recognition.is_finished() {
        if Instant::now() > deadline {
            tracing::warn!("the recogniser is broken off in the middle of its work");
            return spool.remove();
        }
        thread::sleep(Duration::from_millis(10));
    }
    if recognition.join().is_err() {
        tracing::error!("the thread \"recognition\" had panicked");
    }
}
