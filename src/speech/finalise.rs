//! Gemma as a recogniser: the built-in one is heard live, Gemma writes the whole utterance.
//!
//! ```text
//! frames ─▶ built-in ─▶ partial results, utterances
//!    └─────▶ Gemma: instruction │ sound, fed while the user speaks │ end of turn ─▶ written text
//! ```
//!
//! The instruction is fed once and kept; after every utterance the sequence goes back to it. Knows nothing
//! of threads: feeding while speaking happens inside [`Recogniser::push`], and only where the model is
//! faster than speech.

mod guard;

use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::time::Instant;

use super::words::{Heard, Recogniser, SpeechError, Utterance};
use crate::frames::{FRAME_MS, Frame};
use crate::model::prompt::transcription_instruction;
use crate::model::{Drafter, Gemma, ModelError, Piece, Prompt, Request, Role, Sequence, generate};

pub use guard::{Refused, plausible};

/// Longest sound given to Gemma at once: it was trained on up to 30 s.
const MAX_FRAMES: usize = 29_000 / FRAME_MS as usize;

/// Frames before the first word and behind the last that are given too: consonants are quieter than the
/// recogniser's idea of a beginning.
const LEAD_FRAMES: u64 = 6;
const TAIL_FRAMES: u64 = 8;

/// Frames kept for an utterance whose beginning is told late, or which has to be fed again.
const KEPT_FRAMES: usize = 1500;

/// Frames at the end of an utterance that wait for the end of the prompt.
const JOINT_FRAMES: u64 = 40;

/// Frames fed in one forward while the user speaks.
const CHUNK: usize = 8;

/// How much of real time feeding may take inside `push`, so that live words are not held up.
const SHARE_OF_REAL_TIME: f32 = 0.6;

/// How Gemma transcribes.
#[derive(Clone, Debug)]
pub struct FinaliseOptions {
    /// The language spoken, named in the instruction ("English").
    pub language: Option<String>,
    /// Feed sound while the user speaks. Off, everything is fed at the end of the utterance.
    pub while_speaking: bool,
}

impl Default for FinaliseOptions {
    fn default() -> Self {
        FinaliseOptions {
            language: Some("English".into()),
            while_speaking: true,
        }
    }
}

/// What was measured for the last utterance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// Frames of the utterance.
    pub frames: usize,
    /// Frames that had been fed before it ended.
    pub fed_early: usize,
}

/// A live recogniser whose utterances Gemma writes.
pub struct GemmaRecogniser {
    name: String,
    live: Box<dyn Recogniser>,
    model: Arc<Gemma>,
    drafter: Option<Arc<Drafter>>,
    options: FinaliseOptions,
    own_words: Vec<String>,
    sequence: Sequence,
    /// Positions of the instruction; 0 when it has to be fed (again).
    prefix: usize,
    frames: VecDeque<Frame>,
    /// First frame of the utterance being spoken, as fed, and how many are fed.
    begun: Option<u64>,
    fed: usize,
    /// Seconds to feed one frame, measured; `None` before the first.
    cost: Option<f32>,
    timing: Timing,
}

impl GemmaRecogniser {
    /// A recogniser that hears with `live` and writes with `model`.
    ///
    /// # Errors
    /// [`SpeechError::ModelFile`] when the model cannot hear or has no tokenizer.
    pub fn new(
        live: Box<dyn Recogniser>,
        model: Arc<Gemma>,
        drafter: Option<Arc<Drafter>>,
        options: FinaliseOptions,
    ) -> Result<Self, SpeechError> {
        let missing = match (model.hears(), model.tokenizer()) {
            (false, _) => Some("no sound input (a GGUF needs its mmproj file)"),
            (_, None) => Some("no tokenizer"),
            _ => None,
        };
        if let Some(missing) = missing {
            return Err(SpeechError::ModelFile {
                file: model.name().to_owned(),
                problem: format!("expected a model that transcribes, found one with {missing}"),
            });
        }
        let mut recogniser = GemmaRecogniser {
            name: model.name().to_owned(),
            sequence: Sequence::new(&model),
            live,
            model,
            drafter,
            options,
            own_words: Vec::new(),
            prefix: 0,
            frames: VecDeque::new(),
            begun: None,
            fed: 0,
            cost: None,
            timing: Timing::default(),
        };
        recogniser.rewind().map_err(failed)?;
        Ok(recogniser)
    }

    /// What was measured for the last utterance.
    pub fn timing(&self) -> Timing {
        self.timing
    }

    /// Goes back to the fed instruction, or feeds it.
    fn rewind(&mut self) -> Result<(), ModelError> {
        self.fed = 0;
        if self.prefix > 0 && self.sequence.truncate(self.prefix).is_ok() {
            return Ok(());
        }
        // After a long utterance the window has moved past the instruction: feed it again.
        self.sequence.truncate(0)?;
        let instruction = transcription_instruction(self.options.language.as_deref(), &self.own_words);
        let prompt = Prompt::new(&self.model)?
            .open(Role::User)?
            .text(&instruction)?
            .open_audio();
        self.sequence.feed(&self.model, &prompt.pieces(), None)?;
        self.prefix = self.sequence.len();
        Ok(())
    }

    /// The frames `range` of the recording, as far as they are kept.
    fn kept(&self, range: Range<u64>) -> Vec<Frame> {
        let first = self.frames.front().map_or(0, |frame| frame.index);
        let wanted = self
            .frames
            .iter()
            .skip(range.start.saturating_sub(first) as usize);
        wanted
            .take_while(|frame| frame.index < range.end)
            .cloned()
            .collect()
    }

    /// Feeds the frames `range` of the recording, as far as they are kept, and measures the cost.
    fn feed(&mut self, range: Range<u64>) -> Result<(), ModelError> {
        let frames = self.kept(range);
        if frames.is_empty() {
            return Ok(());
        }
        let start = Instant::now();
        self.sequence.feed(&self.model, &[Piece::Frames(&frames)], None)?;
        let cost = start.elapsed().as_secs_f32() / frames.len() as f32;
        self.cost = Some(self.cost.map_or(cost, |before| 0.8 * before + 0.2 * cost));
        self.fed += frames.len();
        Ok(())
    }

    /// Whether feeding keeps up with speech.
    fn affordable(&self) -> bool {
        let budget = SHARE_OF_REAL_TIME * FRAME_MS as f32 / 1000.0;
        self.options.while_speaking && self.cost.is_none_or(|cost| cost < budget)
    }

    /// Feeds what has been recorded of the utterance being spoken.
    fn feed_while_speaking(&mut self, begin_ms: u64, now: u64) -> Result<(), ModelError> {
        if !self.affordable() {
            return Ok(());
        }
        let begun = match self.begun {
            Some(begun) => begun,
            None => {
                self.rewind()?;
                let begun = (begin_ms / FRAME_MS).saturating_sub(LEAD_FRAMES);
                *self
                    .begun
                    .insert(begun.max(self.frames.front().map_or(0, |frame| frame.index)))
            }
        };
        let next = begun + self.fed as u64;
        let ready = (now + 1).saturating_sub(next) as usize;
        if ready >= CHUNK && self.fed + ready <= MAX_FRAMES {
            self.feed(next..now + 1)?;
        }
        Ok(())
    }

    /// Gemma's text of an utterance, or `None` where the built-in words are to be kept.
    fn write(&mut self, utterance: &Utterance) -> Result<Option<String>, ModelError> {
        let first = (utterance.start_ms / FRAME_MS).saturating_sub(LEAD_FRAMES);
        let last = utterance.end_ms.div_ceil(FRAME_MS) + TAIL_FRAMES;
        let oldest = self.frames.front().map_or(0, |frame| frame.index);
        let newest = self.frames.back().map_or(0, |frame| frame.index + 1);
        let range = first.max(oldest)..last.min(newest);
        if utterance.words().is_empty() || range.is_empty() {
            return Ok(None);
        }
        self.timing = Timing {
            frames: (range.end - range.start) as usize,
            ..Timing::default()
        };
        let pieces = cut_at_pauses(&self.frames, range);
        let mut text = String::new();
        let whole = pieces.len() == 1;
        for piece in pieces {
            // A guess of one piece of several would have to be cut where the sound is: no guess there.
            let guess = if whole { guess_of(utterance) } else { String::new() };
            let said = self.transcribe(piece, &guess, whole)?;
            if !text.is_empty() && !said.is_empty() {
                text.push(' ');
            }
            text.push_str(&said);
        }
        match plausible(&text, utterance) {
            Ok(text) => Ok(Some(text)),
            Err(refused) => {
                tracing::info!(%refused, "the built-in words are kept");
                Ok(None)
            }
        }
    }

    /// Transcribes one piece; `reuse` allows what was fed while speaking.
    fn transcribe(&mut self, piece: Range<u64>, guess: &str, reuse: bool) -> Result<String, ModelError> {
        // What was fed may begin a little earlier, and end later: the surplus at the end is rolled back.
        let early = self.begun.filter(|&begun| {
            reuse && self.fed > 0 && begun <= piece.start + 4 && piece.start.saturating_sub(begun) <= 50
        });
        let early = early.filter(|&begun| {
            let keep = (piece.end.saturating_sub(begun) as usize).min(self.fed);
            self.fed = keep;
            self.sequence.truncate(self.prefix + keep).is_ok()
        });
        let next = match early {
            Some(begun) => {
                self.timing.fed_early = self.fed;
                begun + self.fed as u64
            }
            None => {
                self.rewind()?;
                piece.start
            }
        };
        // The last sound goes through the model together with the end of the prompt and the guess.
        let joint = piece.end.saturating_sub(JOINT_FRAMES).max(next);
        self.feed(next..joint)?;
        let frames = self.kept(joint..piece.end);
        let tail = Prompt::new(&self.model)?.close_audio().answer()?;
        let mut prompt = vec![Piece::Frames(&frames)];
        prompt.extend(tail.pieces());
        let guess = self.model.require_tokenizer()?.encode(guess)?;
        let seconds = (piece.end - piece.start) * FRAME_MS / 1000;
        let request = Request {
            prompt: &prompt,
            // Nobody says ten tokens a second.
            max_new_tokens: 32 + 10 * seconds as usize,
            guess: &guess,
            ..Request::greedy(&self.model, 0)
        };
        let out = generate(
            &self.model,
            &mut self.sequence,
            self.drafter.as_deref(),
            &request,
            &mut |_| ControlFlow::Continue(()),
        )?;
        self.fed = 0;
        Ok(out.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// The built-in words as a sentence: closer to what Gemma writes than bare words.
fn guess_of(utterance: &Utterance) -> String {
    let text = utterance.text();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// Cuts `range` into pieces of at most [`MAX_FRAMES`], each at the quietest fifth of a second of its last
/// third.
fn cut_at_pauses(frames: &VecDeque<Frame>, range: Range<u64>) -> Vec<Range<u64>> {
    const WINDOW: usize = 5;
    let offset = frames.front().map_or(0, |frame| frame.index);
    let energy = |index: u64| -> f32 {
        let frame = frames.get((index - offset) as usize);
        frame.map_or(0.0, |frame| frame.samples.iter().map(|x| x * x).sum())
    };
    let mut pieces = Vec::new();
    let mut start = range.start;
    while (range.end - start) as usize > MAX_FRAMES {
        let candidates = start + MAX_FRAMES as u64 * 2 / 3..start + (MAX_FRAMES - WINDOW) as u64;
        let quietest = candidates.min_by(|&a, &b| {
            let around = |at: u64| (at..at + WINDOW as u64).map(energy).sum::<f32>();
            around(a).total_cmp(&around(b))
        });
        let cut = quietest.map_or(start + MAX_FRAMES as u64, |at| at + WINDOW as u64 / 2);
        pieces.push(start..cut);
        start = cut;
    }
    pieces.push(start..range.end);
    pieces
}

fn failed(error: ModelError) -> SpeechError {
    SpeechError::Decoder(error.to_string())
}

impl GemmaRecogniser {
    /// Hands on what the live recogniser heard, with Gemma's text in the utterances.
    fn pass_on(&mut self, events: Vec<Heard>, now: u64, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        for event in events {
            match event {
                Heard::Partial(partial) => {
                    let begin = partial.words.first().map(|word| word.start_ms);
                    heard.push(Heard::Partial(partial));
                    if let Some(begin) = begin {
                        self.feed_while_speaking(begin, now).map_err(failed)?;
                    }
                }
                Heard::Utterance(mut utterance) => {
                    if let Some(text) = self.write(&utterance).map_err(failed)? {
                        utterance.written = Some(text);
                    }
                    self.begun = None;
                    heard.push(Heard::Utterance(utterance));
                }
                Heard::Doubted(_) => {
                    self.begun = None;
                    heard.push(event);
                }
                Heard::Relabelled(_) => heard.push(event),
            }
        }
        Ok(())
    }
}

impl Recogniser for GemmaRecogniser {
    fn name(&self) -> &str {
        &self.name
    }

    fn remark(&self) -> Option<&str> {
        self.live.remark()
    }

    fn push(&mut self, frame: &Frame, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        self.frames.push_back(frame.clone());
        if self.frames.len() > KEPT_FRAMES {
            self.frames.pop_front();
        }
        let mut events = Vec::new();
        self.live.push(frame, &mut events)?;
        if events.is_empty()
            && let Some(begun) = self.begun
        {
            self.feed_while_speaking(begun * FRAME_MS, frame.index)
                .map_err(failed)?;
        }
        self.pass_on(events, frame.index, heard)
    }

    fn finish(&mut self, heard: &mut Vec<Heard>) -> Result<(), SpeechError> {
        let mut events = Vec::new();
        self.live.finish(&mut events)?;
        let now = self.frames.back().map_or(0, |frame| frame.index);
        self.pass_on(events, now, heard)
    }

    fn take_speech(&mut self, speech: &mut Vec<f32>) {
        self.live.take_speech(speech);
    }

    fn reset(&mut self) {
        self.live.reset();
        self.frames.clear();
        (self.begun, self.fed) = (None, 0);
    }

    fn set_vocabulary(&mut self, entries: &[(String, Option<String>)]) -> Result<(), SpeechError> {
        self.own_words = entries.iter().map(|(word, _)| word.clone()).collect();
        // The instruction names them.
        (self.prefix, self.begun, self.fed) = (0, None, 0);
        self.rewind().map_err(failed)?;
        self.live.set_vocabulary(entries)
    }

    fn set_context(&mut self, before: &str) {
        self.live.set_context(before);
    }
}

#[cfg(test)]
mod tests;
