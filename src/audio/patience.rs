//! Threads that call the system's sound library. A sound server that hangs never gives such a call back: the thread is
//! left to itself then, and the program goes on.

use std::io;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

/// A device that can be closed is closed in less.
const CLOSES: Duration = Duration::from_secs(2);

/// A thread that may hang in the sound library.
pub(super) struct SoundThread {
    thread: Option<JoinHandle<()>>,
    /// Nothing ever comes; its other end goes with the thread.
    ended: Receiver<()>,
}

impl SoundThread {
    /// Starts it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (ends, ended) = bounded::<()>(1);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _ends = ends;
            work();
        })?;
        Ok(SoundThread {
            thread: Some(thread),
            ended,
        })
    }

    /// Has it look whether it is to end.
    pub(super) fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Waits for its end, which it was told of; one that hangs is left, and `false` is the answer.
    pub(super) fn end(&mut self, hangs: bool) -> bool {
        let Some(thread) = self.thread.take() else {
            return true;
        };
        let patience = if hangs { Duration::ZERO } else { CLOSES };
        if self.ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            let name = thread.thread().name().unwrap_or_default();
            tracing::warn!("the sound system does not answer; the thread {name:?} is left waiting for it");
            return false;
        }
        if thread.join().is_err() {
            tracing::error!("a thread that uses the sound system had panicked");
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn one_that_hangs_holds_nobody_up_and_one_that_ends_is_waited_for() {
        let (go_on, waits) = bounded::<()>(1);
        let hung = SoundThread::spawn("hung", move || {
            waits.recv().ok();
        });
        let mut hung = hung.unwrap();
        let begun = Instant::now();
        assert!(!hung.is_over());
        assert!(!hung.end(true));
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it would have waited for ever"
        );
        drop(go_on);
        let (tell, told) = bounded(1);
        let mut other = SoundThread::spawn("other", move || {
            thread::park();
            tell.send(()).ok();
        })
        .unwrap();
        other.wake();
        assert!(other.end(false));
        assert_eq!(told.try_recv(), Ok(()));
    }
}
