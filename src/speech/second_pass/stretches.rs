//! A whole recording, read in stretches of up to 28 seconds: for files, where nobody waits for the next word.
//!
//! Longer stretches give the reader more to go by and cost less: each has the same few seconds of silence behind it. A
//! stretch begins and ends at pauses of the first pass; its words are given back to the utterances in which they were
//! said. Knows nothing of files.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use super::outgoing::{settled, stretch_of};
use super::reads::{Answer, Depth, Executor, ReadError};
use super::request_queue::{Outcome, RequestQueue};
use super::sound::RecentSound;
use super::{KEPT_MS, PAUSE_MS, Spoken, WAIT};
use crate::frames::Frame;
use crate::speech::words::{FirstPass, Heard, Hypothesis, Recogniser, SpeechError, Utterance, Word};

/// Longest stretch, the pause behind it included. The reader takes 30 s with a little silence.
const LONGEST_MS: u64 = 28_000;
/// A pause longer than this ends a stretch: silence costs as much as speech and says nothing.
const LONGEST_PAUSE_MS: u64 = 2_000;
/// Frames that the first pass takes together: it reads its weights once for all of them.
const TOGETHER: usize = 8;
/// Stretches that may wait for the reader before the first pass waits, too.
const MOST_WAITING: usize = 2;

/// Utterances that are read together, or what goes between them.
enum Part {
    Stretch {
        utterances: Vec<Utterance>,
        id: u64,
        outcome: Option<Outcome>,
    },
    Doubted(Utterance),
}

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
    parts: VecDeque<Part>,
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
            parts: VecDeque::new(),
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
                self.parts.push_back(Part::Doubted(utterance));
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
        let outcome = None;
        self.parts.push_back(Part::Stretch {
            utterances,
            id,
            outcome,
        });
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
            let at = self
                .parts
                .iter()
                .position(|part| matches!(part, Part::Stretch { id: of, .. } if *of == id));
            let Some(at) = at else { continue };
            let Part::Stretch {
                utterances,
                outcome: place,
                ..
            } = &mut self.parts[at]
            else {
                continue;
            };
            let whole = utterances.len() == 1;
            if matches!(outcome, Err(ReadError::Implausible(_))) && !whole {
                // What is wrong in one of them should not cost the others: each by itself.
                let utterances = std::mem::take(utterances);
                self.parts.remove(at);
                self.read_apart(at, utterances);
            } else {
                *place = Some(outcome);
            }
        }
    }

    fn read_apart(&mut self, at: usize, utterances: Vec<Utterance>) {
        for (i, utterance) in utterances.into_iter().enumerate() {
            let id = self
                .queue
                .ask(self.sound.cut(&stretch_of(&utterance)), Depth::Final);
            let part = Part::Stretch {
                utterances: vec![utterance],
                id,
                outcome: None,
            };
            self.parts.insert(at + i, part);
        }
    }

    fn n_waiting(&self) -> usize {
        let waiting = |part: &&Part| matches!(part, Part::Stretch { outcome: None, .. });
        self.parts.iter().filter(waiting).count()
    }

    /// Hands on what is ready, in order.
    fn release(&mut self, heard: &mut Vec<Heard>) {
        while let Some(part) = self.parts.pop_front() {
            match part {
                Part::Doubted(utterance) => heard.push(Heard::Doubted(utterance)),
                Part::Stretch {
                    utterances,
                    outcome: Some(outcome),
                    ..
                } => {
                    heard.extend(told(utterances, outcome, self.spoken));
                }
                waiting => {
                    self.parts.push_front(waiting);
                    return;
                }
            }
        }
    }
}

/// The utterances of a stretch with what was read in it.
fn told(utterances: Vec<Utterance>, outcome: Outcome, spoken: Spoken) -> Vec<Heard> {
    let transcript = match outcome {
        Ok(transcript) if !transcript.is_empty() => transcript,
        // Nothing, or the reason why not: the same for each of them.
        other => {
            let each = |utterance| settled(utterance, other.clone(), spoken);
            return utterances.into_iter().map(each).collect();
        }
    };
    // Another language is told as it was written, in one piece; so is a single utterance.
    if transcript.language.is_some() || utterances.len() == 1 {
        let sound_ms = match (utterances.first(), utterances.last()) {
            (Some(first), Some(last)) => first.sound_ms.start..last.sound_ms.end,
            _ => 0..0,
        };
        let whole = utterances
            .into_iter()
            .next()
            .map(|first| Utterance { sound_ms, ..first });
        return whole
            .into_iter()
            .map(|whole| settled(whole, Ok(transcript.clone()), spoken))
            .collect();
    }
    let best = transcript.hypotheses.into_iter().next().unwrap_or_default();
    let score = best.score;
    let shares = share(best.words, &utterances);
    let with_words = |(utterance, words): (Utterance, Vec<Word>)| {
        let (first, last) = (words.first()?, words.last()?);
        Some(Heard::Utterance(Utterance {
            start_ms: first.start_ms,
            end_ms: last.end_ms,
            hypotheses: vec![Hypothesis { words, score }],
            ..utterance
        }))
    };
    utterances
        .into_iter()
        .zip(shares)
        .filter_map(with_words)
        .collect()
}

/// Gives each word to the utterance in which its middle lies, or to the one that is nearer.
fn share(words: Vec<Word>, utterances: &[Utterance]) -> Vec<Vec<Word>> {
    let ends: Vec<u64> = utterances
        .windows(2)
        .map(|pair| (pair[0].sound_ms.end + pair[1].sound_ms.start) / 2)
        .collect();
    let mut shares = vec![Vec::new(); utterances.len()];
    for word in words {
        let middle = (word.start_ms + word.end_ms) / 2;
        let at = ends.partition_point(|&end| end <= middle);
        shares[at].push(word);
    }
    shares
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
        while self.n_waiting() > MOST_WAITING {
            self.collect(WAIT);
        }
        self.release(heard);
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.hear_first()?;
        let mut events = Vec::new();
        self.first.finish(&mut events)?;
        events.into_iter().for_each(|event| self.take(event));
        self.ask();
        while self.n_waiting() > 0 {
            self.collect(WAIT);
        }
        self.release(heard);
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
        self.parts.clear();
    }

    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.queue.set_vocabulary(entries);
        self.first.set_vocabulary(entries)
    }

    fn set_context(&mut self, before: &str) {
        self.queue.set_context(before);
    }
}
