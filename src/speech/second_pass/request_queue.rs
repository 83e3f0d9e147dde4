//! Requests on their way to the reader and back: numbered, in order, given up when they take too long.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::reads::{Answer, Depth, Executor, OwnWords, ReadError, Request, Transcript};

/// A reading may take this long, and so much longer for every second of its sound, before it is given up.
const PATIENCE: Duration = Duration::from_secs(5);
const PATIENCE_A_SECOND: f32 = 2.0;

/// So much of what is written before the next words is of interest.
const CONTEXT_BYTES: usize = 6_000;

/// Outcome of one reading.
pub(super) type Outcome = Result<Transcript, ReadError>;

/// A request that the executor has.
struct Handed {
    id: u64,
    cancelled: Arc<AtomicBool>,
    depth: Depth,
    patience: Duration,
    /// When its turn came.
    begun: Option<Instant>,
    /// It was answered with [`ReadError::Late`]; its own answer is still to come, if it ever does.
    given_up: bool,
}

/// Hands requests to an executor.
pub(super) struct RequestQueue {
    executor: Box<dyn Executor>,
    own_words: OwnWords,
    before: Arc<str>,
    last_id: u64,
    handed: VecDeque<Handed>,
    /// Requests for which the executor has no room yet.
    waiting: VecDeque<Request>,
}

impl RequestQueue {
    pub(super) fn new(executor: Box<dyn Executor>) -> Self {
        RequestQueue {
            executor,
            own_words: Arc::new([]),
            before: "".into(),
            last_id: 0,
            handed: VecDeque::new(),
            waiting: VecDeque::new(),
        }
    }

    /// Words to be expected from the next request on.
    pub(super) fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) {
        self.own_words = entries.into();
    }

    /// What is written before the next words.
    pub(super) fn set_context(&mut self, before: &str) {
        let from = before.ceil_char_boundary(before.len().saturating_sub(CONTEXT_BYTES));
        self.before = before[from..].into();
    }

    /// Whether a request would be read at once.
    pub(super) fn idle(&self) -> bool {
        self.handed.is_empty() && self.waiting.is_empty()
    }

    /// Asks for a reading of the sound that begins at `start_ms`; gives the number of the answer. What is read for good
    /// goes before what is being read live: that is given up.
    pub(super) fn ask(&mut self, (start_ms, sound): (u64, Vec<f32>), depth: Depth) -> u64 {
        if depth == Depth::Final {
            self.give_up(|_, depth| depth == Depth::Live);
        }
        self.last_id += 1;
        self.waiting.push_back(Request {
            id: self.last_id,
            sound,
            start_ms,
            depth,
            own_words: Arc::clone(&self.own_words),
            before: Arc::clone(&self.before),
            cancelled: Arc::new(AtomicBool::new(false)),
        });
        self.hand_over();
        self.last_id
    }

    /// Nobody waits for this answer any more.
    pub(super) fn cancel(&mut self, id: u64) {
        self.give_up(|of, _| of == id);
    }

    /// Nobody waits for anything any more.
    pub(super) fn cancel_all(&mut self) {
        self.give_up(|_, _| true);
    }

    /// Gives up the requests of which `unwanted` says so by their numbers and depths.
    fn give_up(&mut self, unwanted: impl Fn(u64, Depth) -> bool) {
        self.waiting
            .retain(|request| !unwanted(request.id, request.depth));
        for handed in &self.handed {
            if unwanted(handed.id, handed.depth) {
                handed.cancelled.store(true, Relaxed);
            }
        }
    }

    /// The next answer; waits for it up to `limit`, or until the reading is given up.
    pub(super) fn answer(&mut self, limit: Duration) -> Option<Answer> {
        let until = Instant::now() + limit;
        loop {
            if let Some(answer) = self.overdue() {
                return Some(answer);
            }
            let Some(front) = self.handed.front() else {
                // Nobody takes requests any more.
                return self.waiting.pop_front().map(|request| late(request.id));
            };
            let left = front
                .begun
                .map_or(limit, |begun| front.patience.saturating_sub(begun.elapsed()));
            let wait = until.saturating_duration_since(Instant::now());
            match self
                .executor
                .answer(if front.given_up { wait } else { wait.min(left) })
            {
                Some(answer) => {
                    let given_up = self.handed.pop_front().is_some_and(|handed| handed.given_up);
                    self.begin_front();
                    self.hand_over();
                    if !given_up {
                        return Some(answer);
                    }
                }
                None if Instant::now() >= until => return self.overdue(),
                None => {}
            }
        }
    }

    /// An answer for a reading that has taken too long, or that waits behind one that has.
    fn overdue(&mut self) -> Option<Answer> {
        let front = self.handed.front_mut()?;
        if front.given_up {
            if let Some(request) = self.waiting.pop_front() {
                return Some(late(request.id));
            }
            let behind = self.handed.iter_mut().find(|handed| !handed.given_up)?;
            behind.given_up = true;
            behind.cancelled.store(true, Relaxed);
            return Some(late(behind.id));
        }
        if front.begun.is_some_and(|begun| begun.elapsed() >= front.patience) {
            tracing::warn!("a reading took too long and was given up");
            front.given_up = true;
            front.cancelled.store(true, Relaxed);
            return Some(late(front.id));
        }
        None
    }

    fn hand_over(&mut self) {
        while let Some(request) = self.waiting.pop_front() {
            let handed = Handed {
                id: request.id,
                cancelled: Arc::clone(&request.cancelled),
                depth: request.depth,
                patience: PATIENCE + Duration::from_secs_f32(PATIENCE_A_SECOND * request.seconds()),
                begun: None,
                given_up: false,
            };
            match self.executor.submit(request) {
                Ok(()) => self.handed.push_back(handed),
                Err(request) => {
                    self.waiting.push_front(request);
                    break;
                }
            }
        }
        self.begin_front();
    }

    fn begin_front(&mut self) {
        if let Some(front) = self.handed.front_mut() {
            front.begun.get_or_insert_with(Instant::now);
        }
    }
}

/// The answer to a request that was given up.
fn late(id: u64) -> Answer {
    Answer {
        id,
        outcome: Err(ReadError::Late),
        took: Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers nothing until it is told to.
    #[derive(Clone, Default)]
    struct Stuck {
        inside: Arc<std::sync::Mutex<(VecDeque<Request>, bool)>>,
    }

    impl Executor for Stuck {
        fn submit(&mut self, request: Request) -> Result<(), Request> {
            let mut inside = self.inside.lock().unwrap();
            if inside.0.len() == 2 {
                return Err(request);
            }
            inside.0.push_back(request);
            Ok(())
        }

        fn answer(&mut self, _: Duration) -> Option<Answer> {
            let mut inside = self.inside.lock().unwrap();
            let request = if inside.1 { inside.0.pop_front() } else { None };
            request.map(|request| Answer {
                id: request.id,
                outcome: Ok(Transcript::default()),
                took: Duration::ZERO,
            })
        }
    }

    fn sound() -> (u64, Vec<f32>) {
        (0, vec![0.0; 1_600])
    }

    #[test]
    fn a_reader_that_hangs_costs_its_readings_and_comes_back() {
        let stuck = Stuck::default();
        let mut queue = RequestQueue::new(Box::new(stuck.clone()));
        let ids: Vec<u64> = (0..3).map(|_| queue.ask(sound(), Depth::Final)).collect();
        assert!(queue.answer(Duration::ZERO).is_none() && !queue.idle());
        // An hour later.
        queue.handed[0].begun = Instant::now().checked_sub(Duration::from_secs(3_600));
        let late: Vec<Answer> = std::iter::from_fn(|| queue.answer(Duration::ZERO)).collect();
        assert!(
            late.iter()
                .all(|answer| matches!(answer.outcome, Err(ReadError::Late)))
        );
        let mut answered: Vec<u64> = late.iter().map(|answer| answer.id).collect();
        answered.sort_unstable();
        assert_eq!(answered, ids);
        // What is asked meanwhile is not waited for.
        let next = queue.ask(sound(), Depth::Final);
        assert_eq!(queue.answer(Duration::ZERO).map(|answer| answer.id), Some(next));
        // It goes on: its old answers are dropped, new requests are read.
        stuck.inside.lock().unwrap().1 = true;
        assert!(queue.answer(Duration::ZERO).is_none() && queue.idle());
        let again = queue.ask(sound(), Depth::Final);
        let answer = queue.answer(Duration::ZERO).unwrap();
        assert!(answer.id == again && answer.outcome.is_ok());
    }

    #[test]
    fn what_is_read_for_good_goes_before_what_is_read_live() {
        let stuck = Stuck::default();
        let mut queue = RequestQueue::new(Box::new(stuck.clone()));
        queue.ask(sound(), Depth::Live);
        queue.ask(sound(), Depth::Final);
        let inside = stuck.inside.lock().unwrap();
        let cancelled: Vec<bool> = inside
            .0
            .iter()
            .map(|request| request.cancelled.load(Relaxed))
            .collect();
        assert_eq!(cancelled, [true, false]);
    }

    #[test]
    fn where_nobody_reads_nobody_waits() {
        struct Gone;
        impl Executor for Gone {
            fn submit(&mut self, request: Request) -> Result<(), Request> {
                Err(request)
            }
            fn answer(&mut self, _: Duration) -> Option<Answer> {
                None
            }
        }
        let mut queue = RequestQueue::new(Box::new(Gone));
        let id = queue.ask(sound(), Depth::Final);
        let answer = queue.answer(Duration::from_secs(60)).unwrap();
        assert!(answer.id == id && matches!(answer.outcome, Err(ReadError::Late)));
        assert!(queue.answer(Duration::ZERO).is_none());
    }
}
