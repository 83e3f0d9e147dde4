//! Two passes over one sound: the first hears while you speak, a reader reads again what was heard.
//!
//! ```text
//! frames ─▶ first pass ─▶ partial results, pauses, utterances ─────────────┐
//!    └────▶ recent sound ─▶ queue ─▶ reader ─▶ agreed words, final words ───┴▶ partial results, utterances
//! ```
//!
//! While someone speaks, the reader reads the utterance again from its beginning about twice a second; words on which two
//! readings running agree are stable. As soon as a pause seems to begin it is read for good: its words are shown in the
//! place of those that were agreed, and are the text when the pause is certain. The first pass never waits for that:
//! utterances whose reading is not done yet queue up, in order, behind it. Knows nothing of threads (see [`Executor`]) and
//! of how a reader works (see [`Reads`]).

mod agreement;
mod open;
mod outgoing;
mod pacing;
mod plausible;
mod reads;
mod request_queue;
mod sound;
mod stretches;
mod whisper;
#[cfg(test)]
mod shown_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use open::{Open, Settled};
use outgoing::{Outgoing, stretch_of};
use pacing::Pacing;
use request_queue::{Outcome, RequestQueue};
use sound::RecentSound;

use super::words::{Activity, FirstPass, Heard, Partial, Recogniser, SpeechError, Utterance};
use crate::frames::Frame;

pub use pacing::Clock;
pub use plausible::{Implausible, Signs, check};
pub use reads::{Answer, Depth, Executor, Inline, OwnWords, ReadError, Reads, Request, Transcript, answer};
pub use stretches::Stretches;
pub use whisper::{WhisperOptions, WhisperReader};

/// Silence behind speech that belongs to what is read, and after which a reading for good is begun.
const PAUSE_MS: u64 = 240;
/// Sound that is kept: the longest utterance, its lead and the pause behind it.
const KEPT_MS: u64 = 32_000;
/// Utterances that may wait for their reading before the first pass waits, too.
const MOST_WAITING: usize = 3;
/// How long is waited for a reading at once, when nothing can be done meanwhile.
const WAIT: Duration = Duration::from_secs(60);

/// What is spoken, as far as the two passes must know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spoken {
    /// English: the first pass's words are shown until better ones are there, and kept where there are none.
    #[default]
    English,
    /// Something else, or nobody knows what: the first pass tells only where speech is.
    Other,
}

/// A recogniser of two passes, for dictation.
pub struct SecondPass {
    name: String,
    first: Box<dyn FirstPass>,
    spoken: Spoken,
    queue: RequestQueue,
    pacing: Pacing,
    sound: RecentSound,
    open: Option<Open>,
    shown: Partial,
    outgoing: Outgoing,
}

impl SecondPass {
    /// Hears with `first` and has it read again by `executor`; `clock` says how often.
    pub fn new(first: Box<dyn FirstPass>, executor: Box<dyn Executor>, spoken: Spoken, clock: Clock) -> Self {
        SecondPass {
            name: first.name().to_owned(),
            first,
            spoken,
            queue: RequestQueue::new(executor),
            pacing: Pacing::new(clock),
            sound: RecentSound::new(KEPT_MS),
            open: None,
            shown: Partial::default(),
            outgoing: Outgoing::default(),
        }
    }

    /// Under another name.
    #[must_use]
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// Takes what the first pass heard in the last frame.
    fn take(&mut self, event: Heard) {
        match event {
            Heard::Partial(partial) => {
                // None when the utterance has ended meanwhile: its end follows in the same breath, and wants what was read.
                let Some(begun_ms) = self.first.activity().begun_ms else {
                    return;
                };
                if let Some(open) = self.open_at(Some(begun_ms)) {
                    open.hear(partial.words);
                }
                self.show();
            }
            Heard::Utterance(utterance) => self.end(utterance, false),
            // A guard that knows English alone does not judge other languages.
            Heard::Doubted(utterance) => self.end(utterance, self.spoken == Spoken::English),
            Heard::Relabelled(_) => self.outgoing.put(event),
        }
    }

    /// The open utterance that begins there; a new one if it was another.
    fn open_at(&mut self, begun_ms: Option<u64>) -> Option<&mut Open> {
        if self.open.as_ref().map(|open| open.begun_ms) != begun_ms {
            self.close();
            self.open = begun_ms.map(Open::new);
        }
        self.open.as_mut()
    }

    /// Forgets the open utterance.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let settled = open.settled.filter(|settled| settled.outcome.is_none());
        for id in open
            .asked
            .map(|(id, _)| id)
            .into_iter()
            .chain(settled.map(|settled| settled.id))
        {
            self.queue.cancel(id);
        }
        if !std::mem::take(&mut self.shown).words.is_empty() {
            self.outgoing.put(Heard::Partial(Partial::default()));
        }
    }

    /// An utterance has ended: its words will be those of a reading of all of it. What is `doubted` is read, too: it may be
    /// a short command.
    fn end(&mut self, utterance: Utterance, doubted: bool) {
        let stretch_ms = stretch_of(&utterance);
        let settled = self.open.as_mut().and_then(|open| open.settled.take());
        let (id, outcome) = match settled {
            Some(settled) if settled.stretch_ms == stretch_ms => (settled.id, settled.outcome),
            other => {
                other.iter().for_each(|old| self.queue.cancel(old.id));
                (self.queue.ask(self.sound.cut(&stretch_ms), Depth::Final), None)
            }
        };
        if let Some((live, _)) = self.open.take().and_then(|open| open.asked) {
            self.queue.cancel(live);
        }
        if !std::mem::take(&mut self.shown).words.is_empty() && doubted {
            self.outgoing.put(Heard::Partial(Partial::default()));
        }
        self.outgoing.wait(vec![utterance], doubted, id, outcome);
    }

    /// Has the open utterance read again when it is time.
    fn read_on(&mut self) {
        let activity = self.first.activity();
        self.open_at(activity.begun_ms);
        let end_ms = self.sound.end_ms();
        let Some(open) = self.open.as_mut().filter(|open| open.has_words()) else {
            return;
        };
        if pausing(&activity) {
            let stretch_ms = open.begun_ms..activity.speech_end_ms + PAUSE_MS;
            if open
                .settled
                .as_ref()
                .is_some_and(|settled| settled.stretch_ms == stretch_ms)
            {
                return;
            }
            let old = open.settled.take().filter(|settled| settled.outcome.is_none());
            old.iter().for_each(|old| self.queue.cancel(old.id));
            let id = self.queue.ask(self.sound.cut(&stretch_ms), Depth::Final);
            let settled = Settled {
                stretch_ms,
                id,
                outcome: None,
            };
            open.settled = Some(settled);
            self.pacing.begin(end_ms);
        } else if open.asked.is_none() && self.queue.idle() && self.pacing.due(end_ms) {
            let id = self
                .queue
                .ask(self.sound.cut(&(open.from_ms..end_ms)), Depth::Live);
            open.asked = Some((id, end_ms));
            self.pacing.begin(end_ms);
        }
    }

    /// Takes answers that have come, waiting for the first of them up to `limit`.
    fn collect(&mut self, mut limit: Duration) {
        while let Some(Answer { id, outcome, took }) = self.queue.answer(limit) {
            limit = Duration::ZERO;
            if outcome.is_ok() {
                self.pacing.took(took);
            }
            if let Some(outcome) = self.outgoing.settle(id, outcome) {
                self.take_reading(id, outcome);
            }
        }
    }

    /// Takes a reading of the open utterance.
    fn take_reading(&mut self, id: u64, outcome: Outcome) {
        let Some(open) = &mut self.open else { return };
        let words = |outcome: &Outcome| {
            let best = outcome
                .as_ref()
                .ok()
                .and_then(|transcript| transcript.hypotheses.first());
            best.map(|best| best.words.clone())
        };
        if let Some((_, to_ms)) = open.asked.take_if(|(asked, _)| *asked == id) {
            if let Some(words) = words(&outcome) {
                open.read(words, to_ms);
            }
        } else if let Some(settled) = open.settled.as_mut().filter(|settled| settled.id == id) {
            let to_ms = settled.stretch_ms.end;
            let words = words(&outcome);
            settled.outcome = Some(outcome);
            if let Some(words) = words {
                open.settle(words, to_ms);
            }
        }
        self.show();
    }

    fn show(&mut self) {
        let Some(open) = &self.open else { return };
        let partial = open.partial(self.spoken == Spoken::English);
        if partial != self.shown {
            self.shown = partial.clone();
            self.outgoing.put(Heard::Partial(partial));
        }
    }
}

/// Whether a pause has begun that may be the end of the utterance.
fn pausing(activity: &Activity) -> bool {
    activity.judged_ms.saturating_sub(activity.speech_end_ms) >= PAUSE_MS
}

impl Recogniser for SecondPass {
    fn name(&self) -> &str {
        &self.name
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.sound.push(frame);
        let mut events = Vec::new();
        self.first.push(frame, &mut events)?;
        events.into_iter().for_each(|event| self.take(event));
        self.read_on();
        self.collect(Duration::ZERO);
        while self.outgoing.n_waiting() > MOST_WAITING {
            self.collect(WAIT);
        }
        self.outgoing.release(self.spoken, heard);
        Ok(())
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let mut events = Vec::new();
        self.first.finish(&mut events)?;
        events.into_iter().for_each(|event| self.take(event));
        self.close();
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
        self.pacing.reset();
        self.sound.reset();
        self.open = None;
        self.shown = Partial::default();
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
