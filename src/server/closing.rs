//! How far the server is with ending: first nothing more is begun, then what still runs is broken off.

use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::sleep;

use super::error::ApiError;

/// How long what is broken off may take to end in order: to read what its client still sends, and to answer.
const ORDERLY: Duration = Duration::from_secs(1);

/// How far the server is with ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Requests are taken.
    Open,
    /// What waits is refused, what runs may come to its end.
    BeginsNothing,
    /// What runs is broken off.
    BreaksOff,
}

/// How far the server is with ending, known to all threads.
#[derive(Debug)]
pub(super) struct Closing(watch::Sender<Phase>);

impl Default for Closing {
    fn default() -> Self {
        Closing(watch::Sender::new(Phase::Open))
    }
}

impl Closing {
    /// Nothing more is to be begun.
    pub fn begin_nothing(&self) {
        self.reach(Phase::BeginsNothing);
    }

    /// What still runs is to be broken off.
    pub fn break_off(&self) {
        self.reach(Phase::BreaksOff);
    }

    /// Whether what waits is not begun any more.
    pub fn begins_nothing(&self) -> bool {
        *self.0.borrow() >= Phase::BeginsNothing
    }

    /// Whether what runs is to end now.
    pub fn breaks_off(&self) -> bool {
        *self.0.borrow() >= Phase::BreaksOff
    }

    /// Waits until what runs is to be broken off. Whoever waits for an answer waits for this beside it: the thread
    /// "recognition" may be in a long computation and unable to say so itself.
    pub async fn broken_off(&self) {
        let mut phase = self.0.subscribe();
        // It cannot be closed: its sender lives in `self`.
        phase.wait_for(|phase| *phase >= Phase::BreaksOff).await.ok();
    }

    /// Waits until what is broken off has had the time to end in order.
    pub async fn overdue(&self) {
        self.broken_off().await;
        sleep(ORDERLY).await;
    }

    /// Waits for what the thread "recognition" answers; 503 when it drops the work undone, or when it takes longer than
    /// the server has.
    ///
    /// # Errors
    /// [`ApiError`].
    pub async fn answer<T>(&self, done: &mut oneshot::Receiver<Result<T, ApiError>>) -> Result<T, ApiError> {
        tokio::select! {
            biased;
            answer = done => answer.unwrap_or_else(|_| Err(ApiError::closing())),
            () = self.broken_off() => Err(ApiError::closing()),
        }
    }

    fn reach(&self, phase: Phase) {
        self.0.send_modify(|had| *had = phase.max(*had));
    }
}
