//! Joining lines and paragraphs, and beginning new ones.

use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::Miss;
use crate::command::words::{contains_any, starts_with_any};
use crate::document::Unit;
use crate::document::unit::{self, past};
use crate::message::Message;

/// Joins the paragraphs of a range, or this paragraph with the next one (the last with the one before).
pub(super) fn join(job: &Job<'_>) -> Answer {
    let by_line = job.command.said.contains("line");
    let unit = if by_line { Unit::Line } else { Unit::Paragraph };
    let all = job.found.as_ref().filter(|found| found.all);
    let all = all.and_then(|found| Some(found.ranges.first()?.start..found.ranges.last()?.end));
    let range = match all.or(job.range()).or(job.scene.selection()) {
        Some(range) => range,
        None => {
            let here = unit::at(job.text, job.caret, unit).ok_or(Miss::Thing(Message::NoTextHere))?;
            let back = contains_any(&job.command.said, &["previous", "last"]);
            let next = unit::next(job.text, here.end, unit).filter(|next| !next.is_empty() && !back);
            match next.or_else(|| unit::previous(job.text, here.start, unit)) {
                Some(other) => here.start.min(other.start)..here.end.max(other.end),
                None => return Ok(Resolved::nothing(Message::OnlyOne { unit: unit.name() })),
            }
        }
    };
    let mut edits = Vec::new();
    let mut at = range.start;
    while let Some(feed) = job.text[at..range.end].find('\n').map(|feed| at + feed) {
        let end = past(&job.text[..range.end], feed, &['\n', ' ']);
        let start = job.text[..feed].trim_end_matches(' ').len();
        edits.push((start..end, " ".to_owned()));
        at = end;
    }
    if edits.is_empty() {
        return Ok(Resolved::nothing(Message::NothingToJoin));
    }
    Ok(job.edit(edits, None, Message::Joined))
}

pub(super) fn split(job: &Job<'_>) -> Answer {
    if let Some(found) = job
        .found
        .as_ref()
        .filter(|found| found.all && found.ranges.len() > 1)
    {
        return split_before_each(job, &found.ranges);
    }
    let said = job.command.said.as_str();
    let before = contains_any(said, &[" before ", " at "]) && !said.contains(" after ");
    let at = match job.range() {
        Some(range) if before => range.start,
        // A sentence's stop stays with it.
        Some(range) => past_marks(job.text, range.end),
        None => job.caret,
    };
    // A break takes the place of one that stands there.
    let start = job.text[..at].trim_end_matches([' ', '\n']).len();
    let end = past(job.text, at, &[' ', '\n']);
    let is_line = said.contains("line") && !said.contains("paragraph");
    let verbs = ["break", "start", "begin", "make", "add", "insert", "put", "line"];
    let begins = starts_with_any(said, &verbs);
    let feed = if is_line && begins { "\n" } else { "\n\n" };
    Ok(job.edit([(start..end, feed.to_owned())], Some(end), Message::Split))
}

/// Behind the marks that follow a word right here: they stay with it.
pub(super) fn past_marks(text: &str, at: usize) -> usize {
    past(text, at, &['.', ',', '!', '?', ';', ':', '”', ')'])
}

/// Begins a line or a paragraph before each of several places but the first: "each sentence on a new line".
fn split_before_each(job: &Job<'_>, places: &[Range<usize>]) -> Answer {
    let feed = if job.command.said.contains("line") {
        "\n"
    } else {
        "\n\n"
    };
    let edits: Vec<(Range<usize>, String)> = places[1..]
        .iter()
        .map(|place| {
            let start = job.text[..place.start].trim_end_matches(' ').len();
            (start..place.start, feed.to_owned())
        })
        .filter(|(gap, _)| !gap.is_empty() && !job.text[..gap.start].ends_with('\n'))
        .collect();
    if edits.is_empty() {
        return Err(Miss::Nothing);
    }
    Ok(job.edit(edits, None, Message::Split))
}
