//! New items and lines with words of their own, written like those around them.

use std::ops::Range;

use super::blocks::mark_beside;
use super::write::written;
use super::{Answer, Job};
use crate::command::target::{self, Edge, Miss};
use crate::command::tidy;
use crate::command::words::strip_any_prefix;
use crate::document::Side;
use crate::document::markdown::Block;
use crate::document::unit::{line_at, lines_in};
use crate::message::{Message, excerpt};

/// What may stand before the words of a new item.
const SAYING: &[&str] = &[
    "saying ",
    "that says ",
    "which says ",
    "that reads ",
    "reading ",
    "called ",
    "named ",
];

/// Adds an item to the list here, written like the others: at the end, at the top, or as the one with its number.
pub(super) fn add_item(job: &Job<'_>) -> Answer {
    // Without a list it is text: "add milk to the list".
    let list = target::list_around(job.text, job.caret).ok_or(Miss::Nothing)?;
    let mut tail = job.command.said.rsplit(' ').take(5);
    let at_top = tail.any(|word| matches!(word, "top" | "start" | "beginning"));
    if let Some(n) = job.number().or(at_top.then_some(1)) {
        let items: Vec<Range<usize>> = lines_in(job.text, list.clone()).collect();
        return match items.get(n.wrapping_sub(1)) {
            Some(item) => new_line(job, item.clone(), Side::Before),
            None if n == items.len() + 1 => new_line(job, line_at(job.text, list.end), Side::After),
            None => Err(Miss::Thing(Message::NoItemNumber { n })),
        };
    }
    new_line(job, line_at(job.text, list.end), Side::After)
}

/// Adds a line with these words above or below what is named, else the line here.
pub(super) fn add_line(job: &Job<'_>, side: Side) -> Answer {
    let beside = job.range().unwrap_or(job.caret..job.caret);
    let at = match side {
        Side::Before => beside.start,
        Side::After => beside.end,
    };
    new_line(job, line_at(job.text, at), side)
}

/// Adds a line with these words at an end of the document.
pub(super) fn add_line_at(job: &Job<'_>, edge: Edge) -> Answer {
    match edge {
        Edge::Start => new_line(job, line_at(job.text, 0), Side::Before),
        Edge::End => new_line(job, line_at(job.text, job.text.trim_end().len()), Side::After),
    }
}

/// A new line beside another one, an item beside an item.
pub(super) fn new_line(job: &Job<'_>, beside: Range<usize>, side: Side) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let said = strip_any_prefix(said, SAYING).unwrap_or(said);
    let line = &job.text[beside.clone()];
    let mark = mark_beside(line, side);
    let other = line[Block::of(line).prefix_len..].trim();
    let mut new = written(job, &(beside.end..beside.end), said);
    let mut letters = other.chars().filter(|c| c.is_alphabetic());
    if letters.next().is_none_or(char::is_uppercase) {
        new = tidy::capitalised(&new);
    }
    if other.ends_with('.') && !new.ends_with(['.', '!', '?', ':']) {
        new.push('.');
    }
    let message = Message::AddedLine { new: excerpt(&new) };
    Ok(match side {
        Side::Before => job.insert(beside.start, format!("{mark}{new}\n"), message),
        Side::After => job.insert(beside.end, format!("\n{mark}{new}"), message),
    })
}
