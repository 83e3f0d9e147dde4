//! The store thread's work: one job after the other, the newest state before each.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::{Job, SYNC_EVERY, Shared, lock};
use crate::store::journal::Journal;
use crate::store::recovery::Remains;

/// What the store thread holds; [`run`](Self::run) is its whole life.
pub(super) struct Writer<T> {
    pub(super) journal: Journal,
    /// What the others see.
    pub(super) seen: Arc<Shared>,
    pub(super) tell: T,
    /// Trouble with writing was told.
    pub(super) told: bool,
    /// Sessions whose text is in the state, which is not on the disk yet.
    pub(super) unsettled: Vec<(Remains, Option<PathBuf>)>,
    /// The last state is in the journal.
    pub(super) written: bool,
    pub(super) synced: Instant,
    /// Something was written since.
    pub(super) dirty: bool,
}

impl<T: FnMut(String)> Writer<T> {
    /// Works until the session is finished, or until nobody can ask for anything any more.
    pub(super) fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            match jobs.recv_timeout(SYNC_EVERY) {
                Ok(Job::Finish(history)) => return self.finish(history),
                Ok(job) => self.work(job),
                Err(RecvTimeoutError::Timeout) => self.write_state(),
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_state();
                    return self.sync();
                }
            }
            if self.dirty && self.synced.elapsed() >= SYNC_EVERY {
                self.sync();
            }
            self.seen.bytes.store(self.journal.bytes(), Relaxed);
            self.seen.done.fetch_add(1, Relaxed);
        }
    }

    fn work(&mut self, job: Job) {
        self.write_state();
        let outcome = match job {
            Job::BeginSound(recording) => self.journal.begin_sound(recording),
            Job::Sound { at, samples } => self.journal.sound(at, &samples),
            Job::EndSound => {
                self.sync();
                Ok(())
            }
            Job::Blank(recording, from_ms) => self.journal.blank(recording, from_ms),
            Job::Settle(remains, history) => {
                self.unsettled.push((*remains, history));
                self.sync();
                Ok(())
            }
            Job::State | Job::Finish(_) => Ok(()),
        };
        self.dirty = true;
        self.tell_trouble(outcome);
    }

    fn write_state(&mut self) {
        let state = lock(&self.seen.state).take();
        // One that could not be written is tried again.
        let state = state.or_else(|| (!self.written).then(|| self.journal.last().clone()));
        if let Some(state) = state {
            let outcome = self.journal.state(state);
            self.written = outcome.is_ok();
            self.dirty = true;
            self.tell_trouble(outcome);
        }
    }

    /// Makes what was written survive a power cut; only then may the sessions go whose text it holds.
    fn sync(&mut self) {
        self.synced = Instant::now();
        self.dirty = false;
        let outcome = self.journal.sync();
        let safe = outcome.is_ok() && self.written;
        self.tell_trouble(outcome);
        if safe {
            self.settle();
        }
    }

    fn settle(&mut self) {
        for (remains, history) in std::mem::take(&mut self.unsettled) {
            match remains.settle(history.as_deref()) {
                Ok(aside) => aside.iter().for_each(|place| {
                    (self.tell)(format!(
                        "what could not be read of the session that was taken up was set aside in {}",
                        place.display()
                    ));
                }),
                Err(error) => (self.tell)(format!(
                    "the session that was taken up could not be put away: {error}"
                )),
            }
        }
    }

    fn finish(mut self, history: Option<PathBuf>) {
        self.write_state();
        // The document is where its user wants it.
        self.settle();
        let worth_keeping = !self.journal.last().text.trim().is_empty();
        let history = history.filter(|_| worth_keeping);
        if history.is_some() {
            self.sync();
        }
        if let Err(error) = self.journal.finish(history.as_deref()) {
            (self.tell)(format!("the safety copy could not be put away: {error}"));
        }
    }

    /// Tells trouble with writing once.
    fn tell_trouble(&mut self, outcome: io::Result<()>) {
        let Err(error) = outcome else { return };
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        let folder = self.journal.folder().display();
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "Free some space",
            io::ErrorKind::FileTooLarge => "The system allows no larger file: raise its limit (ulimit -f)",
            _ => "The disk or its folder can no longer be written: look at it",
        };
        (self.tell)(format!(
            "the safety copy in {folder} cannot be written ({error}); dictation goes on without it. \
             {remedy}, or switch the safety copy off."
        ));
    }
}
