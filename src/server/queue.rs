//! One thing is computed at a time, the others wait in line, and whoever finds the line full is told when to come back.
//!
//! Everything here works the processors as hard as it can: two at once would only make both late.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::closing::Closing;
use super::error::ApiError;
use super::recognisers::Recognisers;

/// Requests that may wait while one is worked on.
pub(super) const WAITING: usize = 50;

/// What is told to come back in, at most, in seconds.
const LONGEST_PAUSE_S: u64 = 60;

type Work = Box<dyn FnOnce(&mut Recognisers) + Send>;

/// A place in the line, from the moment when a request comes to the moment when its work is done.
pub(super) struct Ticket {
    _permit: OwnedSemaphorePermit,
}

struct Job {
    ticket: Ticket,
    work: Work,
}

/// The line, and the thread "recognition" at its head.
pub(super) struct Queue {
    places: Arc<Semaphore>,
    jobs: Sender<Job>,
    /// The other end of `jobs`, so that those in line need not wait for the one that runs to be refused.
    waiting: Receiver<Job>,
    closing: Arc<Closing>,
    /// What a job took lately, in milliseconds.
    usual_ms: Arc<AtomicU64>,
}

impl Queue {
    /// Starts the thread, which ends when the queue is dropped; from `closing` it learns to drop what waits.
    ///
    /// # Errors
    /// The system gave no thread.
    pub fn start(recognisers: Recognisers, closing: Arc<Closing>) -> io::Result<(Self, JoinHandle<()>)> {
        let (jobs, waiting) = bounded(WAITING + 1);
        let usual_ms = Arc::new(AtomicU64::new(1_000));
        let usual = Arc::clone(&usual_ms);
        let (next, ends) = (waiting.clone(), Arc::clone(&closing));
        let thread = thread::Builder::new()
            .name("recognition".to_owned())
            .spawn(move || work(recognisers, &next, &ends, &usual))?;
        let queue = Queue {
            places: Arc::new(Semaphore::new(WAITING + 1)),
            jobs,
            waiting,
            closing,
            usual_ms,
        };
        Ok((queue, thread))
    }

    /// Takes a place in the line.
    ///
    /// # Errors
    /// 429 with the seconds after which a place is likely to be free.
    pub fn ticket(&self) -> Result<Ticket, ApiError> {
        let taken = Arc::clone(&self.places).try_acquire_owned();
        taken.map(|permit| Ticket { _permit: permit }).map_err(|_| {
            let pause_s = self.usual_ms.load(Relaxed).div_ceil(1_000);
            ApiError {
                retry_after_s: Some(pause_s.clamp(1, LONGEST_PAUSE_S)),
                code: Some("queue_full"),
                ..ApiError::new(
                    hyper::StatusCode::TOO_MANY_REQUESTS,
                    format!("{WAITING} requests wait already; try again later"),
                )
            }
        })
    }

    /// Puts work in line. It is dropped undone when the server ends before its turn.
    ///
    /// # Errors
    /// 503 when the server is being ended.
    pub fn submit(
        &self,
        ticket: Ticket,
        work: impl FnOnce(&mut Recognisers) + Send + 'static,
    ) -> Result<(), ApiError> {
        if self.closing.begins_nothing() {
            return Err(ApiError::closing());
        }
        let work = Box::new(work);
        // There is room: each job has a place, and there are no more places than that.
        let sent = self.jobs.try_send(Job { ticket, work });
        sent.map_err(|_| ApiError::closing())
    }

    /// Begins nothing more: all that wait are refused now, whatever runs.
    pub fn refuse(&self) {
        self.closing.begin_nothing();
        // Each is told by its work being dropped undone.
        while self.waiting.try_recv().is_ok() {}
    }
}

fn work(mut recognisers: Recognisers, jobs: &Receiver<Job>, closing: &Closing, usual_ms: &AtomicU64) {
    while let Ok(Job { ticket, work }) = jobs.recv() {
        if !closing.begins_nothing() {
            let began = Instant::now();
            // Who waits for the answer sees that it does not come.
            if catch_unwind(AssertUnwindSafe(|| work(&mut recognisers))).is_err() {
                tracing::error!("a request failed by an internal error");
                recognisers.forget();
            }
            let took_ms = began.elapsed().as_millis() as u64;
            usual_ms.store((usual_ms.load(Relaxed) * 3 + took_ms) / 4, Relaxed);
        }
        drop(ticket);
    }
}
