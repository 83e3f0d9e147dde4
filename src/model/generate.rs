//! The answer: token after token, or several at once when a draft of them turns out right.
//!
//! A draft changes the speed, never the text: every token is the one that would have been chosen without.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use candle_core::Tensor;

use super::drafter::Drafter;
use super::error::{ModelError, Result};
use super::gemma::Gemma;
use super::sampler::{Sampler, Sampling};
use super::sequence::{Piece, Sequence, check};
use super::tokenizer::TextStream;

/// What to generate and when to stop.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What is fed first: the prompt, or the rest of it. Its end goes through the model together with the
    /// guess, so that a guess that is right costs no forward of its own. Empty when all has been fed.
    pub prompt: &'a [Piece<'a>],
    /// Most tokens to generate, the stop token included.
    pub max_new_tokens: usize,
    /// How tokens are chosen.
    pub sampling: Sampling,
    /// Ids that end the answer.
    pub stop: &'a [u32],
    /// Ids that are never chosen.
    pub suppress: &'a [u32],
    /// A guess of the answer from outside, e.g. the built-in recogniser's words; may be empty.
    pub guess: &'a [u32],
    /// Tokens the drafter proposes per round.
    pub drafts: usize,
    /// Breaks off within one token once set.
    pub cancel: Option<&'a AtomicBool>,
}

impl<'a> Request<'a> {
    /// Greedy generation with the stop and suppressed ids of `model`.
    pub fn greedy(model: &'a Gemma, max_new_tokens: usize) -> Self {
        Request {
            prompt: &[],
            max_new_tokens,
            sampling: Sampling::GREEDY,
            stop: &model.generation().stop,
            suppress: &model.generation().suppress,
            guess: &[],
            drafts: 3,
            cancel: None,
        }
    }
}

/// One forward of the model with drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Tokens proposed.
    pub offered: usize,
    /// How many of them the model chose as well.
    pub kept: usize,
}

/// A finished answer.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The new ids, the stop id included if it was reached.
    pub ids: Vec<u32>,
    /// Their text without markers and thoughts; empty without a tokenizer.
    pub text: String,
    /// Whether a stop id ended it (rather than the limit or the caller).
    pub stopped: bool,
    /// Whether the caller broke off.
    pub cancelled: bool,
    /// Rounds in which drafts were offered.
    pub rounds: Vec<Round>,
    /// Time from the call to the first id.
    pub first_token: Duration,
    /// Time from the call to the end.
    pub total: Duration,
}

/// Most tokens of a guess that are verified in one forward.
const GUESS_CHUNK: usize = 64;

/// How far ahead in a guess the way back is searched after a difference.
const GUESS_REACH: usize = 8;

/// Generates after what `sequence` has been fed and the prompt of `request`. Text goes to `on_piece` as soon as it
/// is whole UTF-8; before each forward of the prompt it gets an empty piece, so that it can break off there too.
///
/// # Errors
/// [`ModelError::Input`] when there is nothing to go on from; [`ModelError::ContextFull`]. Breaking off is no
/// error: what had been generated is given, marked `cancelled`.
pub fn generate(
    model: &Gemma,
    sequence: &mut Sequence,
    drafter: Option<&Drafter>,
    request: &Request,
    on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Generated> {
    let start = Instant::now();
    let mut run = Run {
        request,
        sampler: Sampler::new(request.sampling, request.suppress),
        stream: model.tokenizer().map(|tokenizer| TextStream::new(tokenizer)),
        on_piece,
        out: Generated {
            ids: Vec::new(),
            text: String::new(),
            stopped: false,
            cancelled: false,
            rounds: Vec::new(),
            first_token: Duration::ZERO,
            total: Duration::ZERO,
        },
    };
    let mut guess = Guess::new(request.guess);
    let opening = match request.max_new_tokens {
        0 => &[],
        most => guess.propose(&[], (most - 1).min(GUESS_CHUNK).min(sequence.cache.chunk() - 1)),
    };
    let mut next = run.open(model, sequence, opening)?;
    run.out.first_token = start.elapsed();
    while let Some(id) = next {
        if run.emit(id).is_break() {
            break;
        }
        let room = request.max_new_tokens - run.out.ids.len() - 1;
        let drafts = run.drafts(model, sequence, drafter, &mut guess, id, room)?;
        next = run.verify(model, sequence, &[Piece::Ids(&[id])], &drafts)?;
    }
    run.finish();
    run.out.total = start.elapsed();
    Ok(run.out)
}

struct Run<'a, 'b> {
    request: &'a Request<'a>,
    sampler: Sampler,
    stream: Option<TextStream<'a>>,
    on_piece: &'b mut dyn FnMut(&str) -> ControlFlow<()>,
    out: Generated,
}

impl Run<'_, '_> {
    /// The token for `position` from row `row` of `logits`.
    fn choose(&self, logits: &Tensor, row: usize, position: usize) -> Result<u32> {
        let mut scores = logits.get(row)?.to_vec1::<f32>()?;
        Ok(self.sampler.choose(&mut scores, position))
    }

    /// Adds `id` to the answer; breaks at its end.
    fn emit(&mut self, id: u32) -> ControlFlow<()> {
        self.out.ids.push(id);
        if self.request.stop.contains(&id) {
            self.out.stopped = true;
            return ControlFlow::Break(());
        }
        let piece = self
            .stream
            .as_mut()
            .map(|stream| stream.push(id))
            .unwrap_or_default();
        self.say(&piece)?;
        if check(self.request.cancel).is_err() {
            self.out.cancelled = true;
            return ControlFlow::Break(());
        }
        if self.out.ids.len() >= self.request.max_new_tokens {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn say(&mut self, piece: &str) -> ControlFlow<()> {
        if piece.is_empty() {
            return ControlFlow::Continue(());
        }
        self.out.text.push_str(piece);
        let answer = (self.on_piece)(piece);
        self.out.cancelled |= answer.is_break();
        answer
    }

    fn finish(&mut self) {
        let rest = self.stream.as_mut().map(TextStream::finish).unwrap_or_default();
        // The answer is over: there is nothing left that the caller could break off.
        let _ = self.say(&rest);
    }

    /// What may follow `next`, which has been chosen but not fed: the guess where it fits, else the drafter's.
    fn drafts(
        &self,
        model: &Gemma,
        sequence: &Sequence,
        drafter: Option<&Drafter>,
        guess: &mut Guess,
        next: u32,
        room: usize,
    ) -> Result<Vec<u32>> {
        let limit = room.min(sequence.cache.chunk().saturating_sub(1));
        let guessed = guess.propose(&self.out.ids, limit.min(GUESS_CHUNK));
        if !guessed.is_empty() {
            return Ok(guessed.to_vec());
        }
        match drafter {
            Some(drafter) if limit > 0 => {
                drafter.draft(model, sequence, next, self.request.drafts.min(limit))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Feeds the prompt, its end together with the beginning of the guess, and gives the first token that was
    /// not guessed; `None` when the answer is over before that.
    fn open(&mut self, model: &Gemma, sequence: &mut Sequence, opening: &[u32]) -> Result<Option<u32>> {
        let request = self.request;
        let opened = if request.max_new_tokens == 0 {
            sequence
                .feed(model, request.prompt, request.cancel)
                .map(|()| None)
        } else if request.prompt.is_empty() {
            // All was fed before: its last row says how to begin, and the guess waits for the first token.
            self.verify(model, sequence, &[], &[])
        } else {
            self.verify(model, sequence, request.prompt, opening)
        };
        match opened {
            Err(ModelError::Cancelled) => {
                self.out.cancelled = true;
                Ok(None)
            }
            opened => opened,
        }
    }

    /// Feeds `head` and `drafts`, emits the drafts that the model chooses too, and gives its own next token;
    /// `None` when the answer ended among the drafts.
    fn verify(
        &mut self,
        model: &Gemma,
        sequence: &mut Sequence,
        head: &[Piece],
        drafts: &[u32],
    ) -> Result<Option<u32>> {
        let opening = self.out.ids.is_empty();
        let (cancel, on_piece) = (self.request.cancel, &mut *self.on_piece);
        let rows = sequence.feed_with_drafts(model, head, drafts, &mut || match opening {
            // Within an answer it is the token that is looked after.
            false => Ok(()),
            true if on_piece("").is_break() => Err(ModelError::Cancelled),
            true => check(cancel),
        })?;
        let base = sequence.len() - drafts.len();
        let logits = model.logits(&rows)?;
        let mut kept = 0;
        let next = loop {
            let choice = self.choose(&logits, kept, base + kept)?;
            if drafts.get(kept) != Some(&choice) {
                break Some(choice);
            }
            if self.emit(choice).is_break() {
                break None;
            }
            kept += 1;
        };
        if !drafts.is_empty() {
            // A draft that ended the answer was right as well.
            let kept = kept + usize::from(next.is_none());
            let offered = drafts.len();
            self.out.rounds.push(Round { offered, kept });
        }
        sequence.truncate_to(base + kept, rows.narrow(0, kept, 1)?)?;
        Ok(next)
    }
}

/// A guess of the answer and how far it has come true.
struct Guess<'a> {
    ids: &'a [u32],
    /// First id of the guess that has not been passed.
    at: usize,
    /// Ids of the answer looked at so far.
    seen: usize,
    in_step: bool,
}

impl<'a> Guess<'a> {
    fn new(ids: &'a [u32]) -> Self {
        Guess {
            ids,
            at: 0,
            seen: 0,
            in_step: true,
        }
    }

    /// What should come after `answer`; after nothing, its own beginning. After a difference nothing is proposed until an id of the answer
    /// is found again a little further on in the guess.
    fn propose(&mut self, answer: &[u32], limit: usize) -> &'a [u32] {
        for id in &answer[self.seen..] {
            let ahead = self
                .ids
                .iter()
                .skip(self.at)
                .take(GUESS_REACH)
                .position(|guess| guess == id);
            self.in_step = ahead.is_some();
            self.at += ahead.map_or(0, |ahead| ahead + 1);
        }
        self.seen = answer.len();
        if !self.in_step {
            return &[];
        }
        &self.ids[self.at..self.ids.len().min(self.at + limit)]
    }
}
