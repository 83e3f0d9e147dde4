//! History: what was done, so that it can be taken back. One utterance is one step; typing is gathered into
//! words.
//!
//! Knows transactions, not their meaning.

use std::collections::VecDeque;

use super::anchor::{AnchorId, Saved};
use super::edit::Transaction;
use super::pos::Span;
use crate::message::Message;

/// Steps kept; older ones are forgotten. Each holds only the text it changed, and yet about 700 bytes: more of them made a
/// session of hours grow by half a megabyte an hour.
const DEPTH: usize = 1_000;

/// How a step came about; only typing is gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Keys.
    Typing,
    /// Spoken text.
    Dictation,
    /// A spoken command, or its menu entry.
    Command,
    /// A rewrite that was accepted.
    Rewrite,
}

/// What is remembered about a step beside its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How it came about.
    pub kind: StepKind,
    /// What was done.
    pub label: Message,
}

impl Note {
    /// A note of this kind.
    pub fn new(kind: StepKind, label: Message) -> Self {
        Note { kind, label }
    }
}

/// One step.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub forward: Transaction,
    pub backward: Transaction,
    pub before: Saved,
    pub after: Saved,
    pub note: Note,
}

impl Step {
    /// Gives back room that will not be used: hours of dictation are thousands of steps.
    fn shrink(&mut self) {
        self.forward.shrink();
        self.backward.shrink();
        self.before.shrink_to_fit();
        self.after.shrink_to_fit();
    }
}

/// Done and undone steps.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// Whether the next typing may still join the last step.
    open: bool,
    /// Steps at the beginning that stay done, and how many of them for good.
    floor: usize,
    lowest_floor: usize,
}

impl History {
    /// Remembers a new step; what was undone before can no longer be redone.
    pub(super) fn push(&mut self, mut step: Step) {
        step.shrink();
        self.undone.clear();
        if self.open
            && let Some(last) = self.done.back_mut()
            && let Some(joined) = join(last, &step)
        {
            *last = joined;
        } else {
            if self.done.len() == DEPTH {
                self.done.pop_front();
                self.floor = self.floor.saturating_sub(1);
                self.lowest_floor = self.lowest_floor.saturating_sub(1);
            }
            self.done.push_back(step);
        }
        self.open = true;
    }

    /// Ends the gathering of typing: the caret was moved, or something else happened.
    pub(super) fn close(&mut self) {
        self.open = false;
    }

    /// Records the anchor that the last step brought along.
    pub(super) fn anchored(&mut self, id: AnchorId, span: Span) {
        if let Some(step) = self.done.back_mut() {
            step.before.reserve_exact(1);
            step.after.reserve_exact(1);
            step.before.push((id, Span::empty(span.start)));
            step.after.push((id, span));
        }
    }

    /// The steps done so far stay done: for good, or until [`lift_floor`](Self::lift_floor).
    pub(super) fn set_floor(&mut self, for_good: bool) {
        self.open = false;
        self.floor = self.done.len();
        if for_good {
            self.lowest_floor = self.floor;
        }
    }

    pub(super) fn lift_floor(&mut self) {
        self.floor = self.lowest_floor;
    }

    pub(super) fn can_undo(&self) -> bool {
        self.done.len() > self.floor
    }

    pub(super) fn pop_done(&mut self) -> Option<Step> {
        self.open = false;
        if self.can_undo() {
            self.done.pop_back()
        } else {
            None
        }
    }

    pub(super) fn pop_undone(&mut self) -> Option<Step> {
        self.open = false;
        self.undone.pop()
    }

    pub(super) fn push_done(&mut self, step: Step) {
        self.done.push_back(step);
    }

    pub(super) fn push_undone(&mut self, step: Step) {
        self.undone.push(step);
    }

    pub(super) fn last(&self) -> Option<&Step> {
        self.done.back()
    }

    pub(super) fn next(&self) -> Option<&Step> {
        self.undone.last()
    }
}

/// Joins a keystroke to the typing before it, when it goes on where that stopped and begins no new word.
fn join(last: &Step, new: &Step) -> Option<Step> {
    if last.note.kind != StepKind::Typing || new.note.kind != StepKind::Typing {
        return None;
    }
    let ([was], [is]) = (last.forward.edits(), new.forward.edits()) else {
        return None;
    };
    let was_end = was.span.start + was.insert.chars().count();
    let typing = is.span.is_empty() && is.span.start == was_end && !was.insert.is_empty();
    let deleting = is.insert.is_empty()
        && was.insert.is_empty()
        && (is.span.end == was.span.start || is.span.start == was.span.start);
    let begins_word = is.insert.contains('\n')
        || (was.insert.ends_with(char::is_whitespace) && !is.insert.starts_with(char::is_whitespace));
    if !(typing && !begins_word || deleting) {
        return None;
    }
    // Revisions only matter to the check of composition: history stamps its steps anew.
    let composed = |first: &Transaction, second: &Transaction| {
        let second = second.clone().at_revision(1);
        first.clone().at_revision(0).then(&second).ok()
    };
    // An anchor that only one of the two touched is carried through the other one.
    let joined = |touched: &Saved, other: &Saved, through: &Transaction| -> Saved {
        let untouched = |id| !touched.iter().any(|&(known, _)| known == id);
        let others = other.iter().filter(|&&(id, _)| untouched(id));
        let carried = others.map(|&(id, span)| (id, through.map_span(span)));
        touched.iter().copied().chain(carried).collect()
    };
    let forward = composed(&last.forward, &new.forward)?;
    // The inverses compose the other way round.
    let backward = composed(&new.backward, &last.backward)?;
    let before = joined(&last.before, &new.before, &last.backward);
    let after = joined(&new.after, &last.after, &new.forward);
    Some(Step {
        forward,
        backward,
        before,
        after,
        note: last.note.clone(),
    })
}
