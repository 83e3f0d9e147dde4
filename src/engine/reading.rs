//! The thread "reader": reads stretches of sound for the second pass while "inference" goes on hearing.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use crate::memory;
use crate::speech::second_pass::{self, Answer, Executor, Reads, Request};

/// Requests that may wait while another one is read.
const QUEUE: usize = 1;
/// Answers that may wait: one for each request that can be on its way.
const ANSWERS: usize = QUEUE + 2;
/// How long the thread may take to end: a reading cannot be broken off in its middle, and one that hangs must not
/// keep the program from ending.
const END: Duration = Duration::from_secs(2);

/// A reader on a thread of its own, which ends with it.
pub(super) struct ReaderThread {
    requests: Option<Sender<Request>>,
    answers: Receiver<Answer>,
    /// What was handed over and not answered, to be given up at the end.
    unanswered: Vec<(u64, Arc<AtomicBool>)>,
    thread: Option<JoinHandle<()>>,
}

impl ReaderThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gave no thread.
    pub(super) fn start(mut reader: Box<dyn Reads>) -> io::Result<Self> {
        let (requests, waiting) = bounded::<Request>(QUEUE);
        let (answered, answers) = bounded(ANSWERS);
        let thread = thread::Builder::new().name("reader".to_owned()).spawn(move || {
            while let Ok(request) = waiting.recv() {
                let answer = second_pass::answer(reader.as_mut(), &request);
                if answered.send(answer).is_err() {
                    break;
                }
                memory::give_back();
            }
        })?;
        Ok(ReaderThread {
            requests: Some(requests),
            answers,
            unanswered: Vec::new(),
            thread: Some(thread),
        })
    }
}

impl Executor for ReaderThread {
    fn submit(&mut self, request: Request) -> Result<(), Request> {
        let Some(requests) = &self.requests else {
            return Err(request);
        };
        let kept = (request.id, Arc::clone(&request.cancelled));
        match requests.try_send(request) {
            Ok(()) => {
                self.unanswered.push(kept);
                Ok(())
            }
            Err(TrySendError::Full(request) | TrySendError::Disconnected(request)) => Err(request),
        }
    }

    fn answer(&mut self, limit: Duration) -> Option<Answer> {
        let answer = match limit {
            Duration::ZERO => self.answers.try_recv().ok(),
            limit => self.answers.recv_timeout(limit).ok(),
        }?;
        self.unanswered.retain(|(id, _)| *id != answer.id);
        Some(answer)
    }
}

impl Drop for ReaderThread {
    fn drop(&mut self) {
        self.requests = None;
        self.unanswered
            .iter()
            .for_each(|(_, cancelled)| cancelled.store(true, Relaxed));
        let Some(thread) = self.thread.take() else { return };
        let until = Instant::now() + END;
        while !thread.is_finished() && Instant::now() < until {
            // Its answer may be waiting for room.
            self.answers.recv_timeout(Duration::from_millis(5)).ok();
        }
        if !thread.is_finished() {
            tracing::warn!("a reading did not end; its thread is left behind");
        } else if thread.join().is_err() {
            tracing::error!("the reader's thread had panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver as Gate, sync_channel};

    use super::*;
    use crate::speech::second_pass::{Depth, ReadError, Transcript};

    /// Panics at the first request, waits at the gate at each other.
    struct Moody {
        first: bool,
        gate: Gate<()>,
    }

    impl Reads for Moody {
        fn read(&mut self, _: &Request) -> Result<Transcript, ReadError> {
            if std::mem::take(&mut self.first) {
                panic!("the script says so");
            }
            self.gate
                .recv()
                .map_err(|error| ReadError::Failed(error.to_string()))?;
            Ok(Transcript::default())
        }
    }

    fn request(id: u64) -> Request {
        Request {
            id,
            sound: Vec::new(),
            start_ms: 0,
            depth: Depth::Final,
            own_words: Arc::new([]),
            before: "".into(),
            cancelled: Arc::default(),
        }
    }

    #[test]
    fn a_panic_costs_one_reading_and_one_request_waits_while_another_is_read() {
        const LONG: Duration = Duration::from_secs(60);
        let (open, gate) = sync_channel(8);
        let mut thread = ReaderThread::start(Box::new(Moody { first: true, gate })).unwrap();
        thread.submit(request(1)).unwrap();
        let answer = thread.answer(LONG).unwrap();
        assert!(
            matches!(&answer.outcome, Err(ReadError::Failed(what)) if what.contains("script")),
            "{answer:?}"
        );
        thread.submit(request(2)).unwrap();
        // Once the second is being read, the third waits, and there is no room for a fourth.
        let mut third = Some(request(3));
        while let Some(request) = third.take() {
            third = thread.submit(request).err();
        }
        let mut fourth = thread.submit(request(4));
        while fourth.is_ok() {
            fourth = thread.submit(request(5));
        }
        assert!(thread.answer(Duration::ZERO).is_none(), "the gate is closed");
        (0..4).for_each(|_| open.send(()).unwrap());
        assert_eq!(thread.answer(LONG).map(|answer| answer.id), Some(2));
        assert_eq!(thread.answer(LONG).map(|answer| answer.id), Some(3));
    }
}
