//! Moving the caret and selecting.

use std::ops::Range;

use super::{Answer, Job, Outcome, Resolved};
use crate::command::spoken::{self, Fit};
use crate::command::target::{self, Edge, Miss, Target};
use crate::command::verb::{Direction, Verb};
use crate::document::unit::{self, line_at};
use crate::document::{Selection, Side, Unit};

pub(super) fn resolve(job: &Job<'_>) -> Answer {
    match job.command.verb {
        Verb::GoTo(edge) => go_to(job, edge),
        Verb::GoPlace => {
            let range = job.range().ok_or(Miss::Nothing)?;
            Ok(job.caret(range.start, "moved"))
        }
        Verb::GoToWords => {
            // What only sounds alike was dictated: "go to bed" beside "bad".
            let found = job.found.as_ref().filter(|found| found.fit < Fit::Sound);
            let range = found.ok_or(Miss::Nothing)?.ranges[job.pick].clone();
            Ok(job.caret(range.start, format!("caret before {}", job.quoted(range))))
        }
        Verb::GoBeside(side) => {
            let range = job.range().ok_or(Miss::Nothing)?;
            let (at, word) = match side {
                Side::Before => (range.start, "before"),
                Side::After => (range.end, "after"),
            };
            Ok(job.caret(at, format!("caret {word} {}", job.quoted(range))))
        }
        Verb::Move(direction) => step(job, direction),
        Verb::NextUnit => {
            let unit = job.command.unit.ok_or(Miss::Nothing)?;
            let next = unit::next(job.text, job.caret, unit);
            let after = next
                .clone()
                .filter(|next| next.start > job.caret)
                .or_else(|| next.and_then(|next| unit::next(job.text, next.end, unit)));
            let found = after.ok_or_else(|| Miss::Thing(format!("a next {}", unit.name())))?;
            Ok(job.caret(found.start, format!("next {}", unit.name())))
        }
        Verb::PreviousUnit => {
            let unit = job.command.unit.ok_or(Miss::Nothing)?;
            let found = unit::previous(job.text, job.caret, unit);
            let found = found.ok_or_else(|| Miss::Thing(format!("a previous {}", unit.name())))?;
            Ok(job.caret(found.start, format!("previous {}", unit.name())))
        }
        Verb::Deselect => {
            let caret = job.scene.document.selection().caret;
            Ok(Resolved::new(
                Outcome::Select(Selection::caret(caret)),
                "nothing selected",
            ))
        }
        Verb::ExtendTo(edge) => {
            let whole = match job.command.unit {
                Some(unit) => target::resolve(&Target::Current(unit), job.scene)?.ranges[0].clone(),
                None => 0..job.text.len(),
            };
            extend(
                job,
                if edge == Edge::Start {
                    whole.start..whole.start
                } else {
                    whole.end..whole.end
                },
            )
        }
        Verb::Extend => {
            // The nearest occurrence behind the selection is meant, when there is one.
            let found = job.found.as_ref().ok_or(Miss::Nothing)?;
            let end = job.scene.selected().end;
            let behind = found
                .ranges
                .iter()
                .filter(|range| range.start >= end)
                .min_by_key(|range| range.start);
            extend(job, behind.unwrap_or(&found.ranges[job.pick]).clone())
        }
        Verb::ExtendBy => {
            let unit = job.command.unit.ok_or(Miss::Nothing)?;
            let mut end = job.scene.selected().end;
            for _ in 0..job.number().unwrap_or(1) {
                let next = unit::next(job.text, end, unit);
                end = next
                    .ok_or_else(|| Miss::Thing(format!("a next {}", unit.name())))?
                    .end;
            }
            extend(job, end..end)
        }
        Verb::NextMatch => search(job, true),
        Verb::PreviousMatch => search(job, false),
        _ => {
            let range = job.range().ok_or(Miss::Nothing)?;
            let verb = if job.command.verb == Verb::Find {
                "found"
            } else {
                "selected"
            };
            let message = format!("{verb} {}", job.quoted(range.clone()));
            Ok(job.select(range, message))
        }
    }
}

fn go_to(job: &Job<'_>, edge: Edge) -> Answer {
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
        Edge::Start => job.caret(whole.start, "moved to the start"),
        Edge::End => job.caret(whole.end, "moved to the end"),
    })
}

fn extend(job: &Job<'_>, to: Range<usize>) -> Answer {
    let selected = job.scene.selected();
    let union = selected.start.min(to.start)..selected.end.max(to.end);
    let message = format!("selected {}", job.quoted(union.clone()));
    Ok(job.select(union, message))
}

/// "move right three words", "move up two lines".
fn step(job: &Job<'_>, direction: Direction) -> Answer {
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
        for _ in 0..n {
            let found = if forward {
                unit::next(job.text, at, unit)
            } else {
                unit::previous(job.text, at, unit)
            };
            let Some(found) = found else { break };
            at = match (forward, vertical) {
                (true, false) => found.end,
                _ => found.start,
            };
        }
    }
    if at == job.caret {
        return Ok(Resolved::nothing("the caret cannot go further"));
    }
    let word = match direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Left => "left",
        Direction::Right => "right",
    };
    Ok(job.caret(at, format!("moved {word}")))
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
fn search(job: &Job<'_>, forward: bool) -> Answer {
    let sought = job.scene.sought;
    if sought.is_empty() {
        return Err(Miss::Thing("a search yet; say “find” and the words".into()));
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
    Ok(job.select(found.ranges[index].clone(), format!("match {} of {n}", index + 1)))
}
