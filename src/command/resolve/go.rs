//! Moving the caret and selecting.

use std::ops::Range;

use super::{Answer, Job, Outcome, Resolved};
use crate::command::spoken::{self, Fit};
use crate::command::target::{self, Edge, Miss, Target};
use crate::command::verb::Direction;
use crate::document::unit::{self, line_at};
use crate::document::{Selection, Side, Unit};
use crate::message::Message;

/// The start of what is named.
pub(super) fn go_place(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    Ok(job.caret(range.start, Message::CaretMoved))
}

pub(super) fn go_to_words(job: &Job<'_>) -> Answer {
    // What only sounds alike was dictated: "go to bed" beside "bad".
    let found = job.found.as_ref().filter(|found| found.fit < Fit::Sound);
    let range = found.ok_or(Miss::Nothing)?.ranges[job.pick].clone();
    let what = job.excerpt(range.clone());
    Ok(job.caret(range.start, Message::CaretBefore { what }))
}

pub(super) fn go_beside(job: &Job<'_>, side: Side) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let what = job.excerpt(range.clone());
    Ok(match side {
        Side::Before => job.caret(range.start, Message::CaretBefore { what }),
        Side::After => job.caret(range.end, Message::CaretAfter { what }),
    })
}

pub(super) fn next_unit(job: &Job<'_>) -> Answer {
    let unit = job.command.unit.ok_or(Miss::Nothing)?;
    let next = unit::next(job.text, job.caret, unit);
    let after = next
        .clone()
        .filter(|next| next.start > job.caret)
        .or_else(|| next.and_then(|next| unit::next(job.text, next.end, unit)));
    let unit = unit.name();
    let found = after.ok_or(Miss::Thing(Message::NoNextUnit { unit }))?;
    Ok(job.caret(found.start, Message::NextUnit { unit }))
}

pub(super) fn previous_unit(job: &Job<'_>) -> Answer {
    let unit = job.command.unit.ok_or(Miss::Nothing)?;
    let found = unit::previous(job.text, job.caret, unit);
    let unit = unit.name();
    let found = found.ok_or(Miss::Thing(Message::NoPreviousUnit { unit }))?;
    Ok(job.caret(found.start, Message::PreviousUnit { unit }))
}

pub(super) fn deselect(job: &Job<'_>) -> Answer {
    let caret = Selection::caret(job.scene.document.selection().caret);
    Ok(Resolved::new(Outcome::Select(caret), Message::NothingSelected))
}

/// Extends the selection to an end of what is here, or of the document.
pub(super) fn extend_to(job: &Job<'_>, edge: Edge) -> Answer {
    let whole = match job.command.unit {
        Some(unit) => target::resolve(&Target::Current(unit), job.scene)?.ranges[0].clone(),
        None => 0..job.text.len(),
    };
    let at = match edge {
        Edge::Start => whole.start,
        Edge::End => whole.end,
    };
    extend(job, at..at)
}

/// Extends the selection to words: the nearest occurrence behind it is meant, when there is one.
pub(super) fn extend_to_words(job: &Job<'_>) -> Answer {
    let found = job.found.as_ref().ok_or(Miss::Nothing)?;
    let end = job.scene.selected().end;
    let behind = found
        .ranges
        .iter()
        .filter(|range| range.start >= end)
        .min_by_key(|range| range.start);
    extend(job, behind.unwrap_or(&found.ranges[job.pick]).clone())
}

pub(super) fn extend_by(job: &Job<'_>) -> Answer {
    let unit = job.command.unit.ok_or(Miss::Nothing)?;
    let mut end = job.scene.selected().end;
    for _ in 0..job.number().unwrap_or(1) {
        let next = unit::next(job.text, end, unit);
        end = next
            .ok_or(Miss::Thing(Message::NoNextUnit { unit: unit.name() }))?
            .end;
    }
    extend(job, end..end)
}

/// Selects what is named, and tells it with this message.
pub(super) fn select(job: &Job<'_>, message: fn(String) -> Message) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let what = job.excerpt(range.clone());
    Ok(job.select(range, message(what)))
}

pub(super) fn go_to(job: &Job<'_>, edge: Edge) -> Answer {
    let whole = if let Some(range) = job.range() {
        range
    } else if let Some(unit) = job.command.unit {
        target::resolve(&Target::Current(unit), job.scene)?.ranges[0].clone()
    } else if job.command.said.ends_with("selection") {
        job.scene.that().ok_or(Miss::Nothing)?
    } else {
        0..job.text.len()
    };
    Ok(match edge {
        Edge::Start => job.caret(whole.start, Message::CaretAtStart),
        Edge::End => job.caret(whole.end, Message::CaretAtEnd),
    })
}

fn extend(job: &Job<'_>, to: Range<usize>) -> Answer {
    let selected = job.scene.selected();
    let union = selected.start.min(to.start)..selected.end.max(to.end);
    let what = job.excerpt(union.clone());
    Ok(job.select(union, Message::Selected { what }))
}

/// "move right three words", "move up two lines".
pub(super) fn step(job: &Job<'_>, direction: Direction) -> Answer {
    let n = job.number().unwrap_or(1);
    let vertical = matches!(direction, Direction::Up | Direction::Down);
    let unit = job
        .command
        .unit
        .unwrap_or(if vertical { Unit::Line } else { Unit::Character });
    let mut at = job.caret;
    if vertical && unit == Unit::Line {
        at = vertically(job.text, at, direction, n);
    } else {
        let forward = matches!(direction, Direction::Right | Direction::Down);
        let neighbour = if forward { unit::next } else { unit::previous };
        for _ in 0..n {
            let Some(found) = neighbour(job.text, at, unit) else {
                break;
            };
            at = match (forward, vertical) {
                (true, false) => found.end,
                _ => found.start,
            };
        }
    }
    if at == job.caret {
        return Ok(Resolved::nothing(Message::CaretAtEdge));
    }
    let direction = match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Left => "left",
        Direction::Right => "right",
    };
    Ok(job.caret(at, Message::CaretStepped { direction }))
}

/// The place `n` lines above or below, in the same column (of characters) where the line is long enough.
fn vertically(text: &str, from: usize, direction: Direction, n: usize) -> usize {
    let here = line_at(text, from);
    let column = text[here.start..from].chars().count();
    let mut line = here;
    for _ in 0..n {
        line = match direction {
            Direction::Up if line.start > 0 => line_at(text, line.start - 1),
            Direction::Down if line.end < text.len() => line_at(text, line.end + 1),
            Direction::Up => return line.start,
            _ => return line.end,
        };
    }
    let place = text[line.clone()].char_indices().nth(column);
    place.map_or(line.end, |(offset, _)| line.start + offset)
}

/// The next or previous occurrence of what was sought last, round the end of the document.
pub(super) fn search(job: &Job<'_>, forward: bool) -> Answer {
    let sought = job.scene.sought;
    if sought.is_empty() {
        return Err(Miss::Thing(Message::NoSearchYet));
    }
    let found =
        spoken::find(job.text, 0..job.text.len(), sought).ok_or_else(|| Miss::Words(sought.join(" ")))?;
    let here = job.scene.selected();
    let n = found.ranges.len();
    let index = if forward {
        found
            .ranges
            .iter()
            .position(|range| range.start >= here.end.max(here.start + 1))
            .unwrap_or(0)
    } else {
        found
            .ranges
            .iter()
            .rposition(|range| range.end <= here.start)
            .unwrap_or(n - 1)
    };
    Ok(job.select(
        found.ranges[index].clone(),
        Message::MatchOf { n: index + 1, of: n },
    ))
}
