//! A whole recording, read in stretches of up to 28 seconds: for files, where nobody waits for the next word.
//!
//! Longer stretches give the reader more to go by and cost less: each has the same few seconds of silence behind it. A
//! stretch begins and ends at pauses of the first pass; its words are given back to the utterances in which they were
//! said. Knows nothing of files.

use std::ops::Range;
use std::time::Duration;

use super::outgoing::{Outgoing, stretch_of};
use super::reads::{Answer, Depth, Executor, ReadError};
use super::request_queue::RequestQueue;
use super::sound::RecentSound;
use super::{KEPT_MS, PAUSE_MS, Spoken, WAIT};
use crate::frames::Frame;
use crate::speech::words::{FirstPass, Heard, Recogniser, SpeechError, Utterance};

/// Longest stretch, the pause behind it included. The reader takes 30 s with a little silence.
const LONGEST_MS: u64 = 28_000;
/// A pause longer than this ends a stretch: silence costs as much as speech and says nothing.
const LONGEST_PAUSE_MS: u64 = 2_000;
/// Frames that the first pass takes together: it reads its weights once for all of them.
const TOGETHER: usize = 8;
/// Stretches that may wait for the reader before the first pass waits, too.
const MOST_WAITING: usize = 2;

/// A recogniser of two passes, for recordings.
pub struct Stretches {
    name: String,
    first: Box<dyn FirstPass>,
    spoken: Spoken,
    queue: RequestQueue,
    sound: RecentSound,
    /// Frames that wait for others.
    frames: Vec<Frame>,
    /// Utterances of the stretch that grows.
    growing: Vec<Utterance>,
    outgoing: Outgoing,
}

impl Stretches {
    /// Hears with `first` and has it read by `executor`.
    pub fn new(first: Box<dyn FirstPass>, executor: Box<dyn Executor>, spoken: Spoken) -> Self {
        Stretches {
            name: first.name().to_owned(),
            first,
            spoken,
            queue: RequestQueue::new(executor),
            // A stretch is cut out when the utterance behind it has ended.
            sound: RecentSound::new(2 * KEPT_MS),
            frames: Vec::with_capacity(TOGETHER),
            growing: Vec::new(),
            outgoing: Outgoing::default(),
        }
    }

    /// Under another name.
    #[must_use]
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// Has the first pass hear the frames that wait.
    fn hear_first(&mut self) -> Result<(), SpeechError> {
        let mut events = Vec::new();
        let done = self.first.push_all(&self.frames, &mut events);
        self.frames.clear();
        events.into_iter().for_each(|event| self.take(event));
        done
    }

    fn take(&mut self, event: Heard) {
        match event {
            // Nobody looks on, and first passes do not tell speakers apart.
            Heard::Partial(_) | Heard::Relabelled(_) => {}
            Heard::Utterance(utterance) => self.add(utterance),
            Heard::Doubted(utterance) if self.spoken == Spoken::Other => self.add(utterance),
            Heard::Doubted(utterance) => {
                self.ask();
                self.outgoing.put(Heard::Doubted(utterance));
            }
        }
    }

    fn add(&mut self, utterance: Utterance) {
        let next = stretch_of(&utterance);
        let fits = self.growing_ms().is_none_or(|stretch| {
            next.end.saturating_sub(stretch.start) <= LONGEST_MS
                && next.start.saturating_sub(stretch.end) <= LONGEST_PAUSE_MS
        });
        if !fits {
            self.ask();
        }
        self.growing.push(utterance);
    }

    fn growing_ms(&self) -> Option<Range<u64>> {
        let (first, last) = (self.growing.first()?, self.growing.last()?);
        Some(stretch_of(first).start..stretch_of(last).end)
    }

    /// Has the stretch read that has grown so far.
    fn ask(&mut self) {
        let Some(stretch_ms) = self.growing_ms() else {
            return;
        };
        let id = self.queue.ask(self.sound.cut(&stretch_ms), Depth::Final);
        let utterances = std::mem::take(&mut self.growing);
        self.outgoing.wait(utterances, false, id, None);
    }

    /// Asks when nothing has been said for so long that nothing can be added any more.
    fn ask_after_silence(&mut self) {
        let now = self.first.activity();
        let over =
            |stretch: Range<u64>| now.judged_ms.saturating_sub(stretch.end) > LONGEST_PAUSE_MS + PAUSE_MS;
        if now.begun_ms.is_none() && self.growing_ms().is_some_and(over) {
            self.ask();
        }
    }

    /// Takes answers that have come, waiting for the first of them up to `limit`.
    fn collect(&mut self, mut limit: Duration) {
        while let Some(Answer { id, outcome, .. }) = self.queue.answer(limit) {
            limit = Duration::ZERO;
            if outcome.as_ref().is_err_and(ReadError::is_implausible) {
                // What is wrong in one of them should not cost the others: each by itself.
                let alone = |utterance: &Utterance| {
                    let sound = self.sound.cut(&stretch_of(utterance));
                    self.queue.ask(sound, Depth::Final)
                };
                if self.outgoing.part(id, alone) {
                    continue;
                }
            }
            self.outgoing.settle(id, outcome);
        }
    }
}

impl Recogniser for Stretches {
    fn name(&self) -> &str {
        &self.name
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.sound.push(frame);
        self.frames.push(frame.clone());
        if self.frames.len() < TOGETHER {
            return Ok(());
        }
        self.hear_first()?;
        self.ask_after_silence();
        self.collect(Duration::ZERO);
        while self.outgoing.n_waiting() > MOST_WAITING {
            self.collect(WAIT);
        }
        self.outgoing.release(self.spoken, heard);
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.hear_first()?;
        let mut events = Vec::new();
        self.first.finish(&mut events)?;
        events.into_iter().for_each(|event| self.take(event));
        self.ask();
        while self.outgoing.n_waiting() > 0 {
            self.collect(WAIT);
        }
        self.outgoing.release(self.spoken, heard);
        self.reset();
        Ok(())
    }

    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        self.first.take_speech(speech);
    }

    fn reset(&mut self) {
        self.first.reset();
        self.queue.cancel_all();
        self.sound.reset();
        self.frames.clear();
        self.growing.clear();
        self.outgoing.clear();
    }

    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.queue.set_vocabulary(entries);
        self.first.set_vocabulary(entries)
    }

    fn set_context(&mut self, before: &str) {
        self.queue.set_context(before);
    }
}
