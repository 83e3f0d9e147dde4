//! Deleting and replacing.

use std::ops::Range;

use super::write::written;
use super::{Answer, Job, Resolved};
use crate::command::target::{self, Miss, Nth, Target};
use crate::command::tidy;
use crate::command::words::owned;
use crate::document::unit::{self, block_at, line_at};
use crate::document::{Side, Unit};
use crate::message::{Message, excerpt};

/// Deletes what is named: all of it where "all", "both" or "every" was said.
pub(super) fn delete_named(job: &Job<'_>) -> Answer {
    match job.means_all() {
        true => delete_all(job),
        false => delete(job, job.range().ok_or(Miss::Nothing)?),
    }
}

/// "scratch the last two words".
pub(super) fn scratch_last(job: &Job<'_>) -> Answer {
    let unit = job.command.unit.ok_or(Miss::Nothing)?;
    let run = Target::Run(unit, Nth::Last, job.number().unwrap_or(1));
    delete(job, target::resolve(&run, job.scene)?.ranges[0].clone())
}

/// Replaces every occurrence, in the order of the text.
pub(super) fn replace_all(job: &Job<'_>) -> Answer {
    replace(job, every_place(job)?)
}

/// Every place that may be meant, in the order of the text.
fn every_place(job: &Job<'_>) -> Result<Vec<Range<usize>>, Miss> {
    let mut ranges = job.found.as_ref().ok_or(Miss::Nothing)?.ranges.clone();
    ranges.sort_by_key(|range| range.start);
    Ok(ranges)
}

fn delete(job: &Job<'_>, range: Range<usize>) -> Answer {
    let message = Message::Deleted {
        what: job.excerpt(range.clone()),
    };
    let letters_only = job.unit() == Some(Unit::Character)
        || matches!(job.first_target(), Some(Target::Run(Unit::Character, ..)));
    if letters_only || job.command.unit == Some(Unit::Character) || is_mark(job.first_target()) {
        let instead = instead_of_mark(job, &range);
        let cut = match is_mark(job.first_target()) {
            true => with_space(job.text, &range),
            false => range.clone(),
        };
        return Ok(job.edit([(cut, instead)], Some(range.start), message));
    }
    // What stood in brackets goes with them.
    let range = match job.first_target() {
        Some(Target::Inside(_)) => around_pair(job.text, range),
        _ => range,
    };
    // An item of which nothing is left goes with its mark.
    let range = match super::arrange::is_whole_item(job.text, &range) {
        true => line_at(job.text, range.start),
        false => range,
    };
    let (cut, instead) = tidy::removal(job.text, without_stop(job, range));
    let caret = cut.start;
    let resolved = job.edit([(cut, instead.clone())], Some(caret), message);
    if instead.is_empty() {
        return Ok(resolved);
    }
    // The capital that was put in is not the user's: the caret stays before it.
    Ok(resolved.with_caret(job.pos(caret)))
}

/// With the marks on both sides.
fn around_pair(text: &str, range: Range<usize>) -> Range<usize> {
    let open = text[..range.start].chars().next_back().map_or(0, char::len_utf8);
    let close = text[range.end..].chars().next().map_or(0, char::len_utf8);
    range.start - open..range.end + close
}

/// What goes on from the middle of a sentence to its end leaves the stop to what is left of it.
fn without_stop(job: &Job<'_>, range: Range<usize>) -> Range<usize> {
    let open = matches!(
        job.first_target(),
        Some(Target::Beyond(Side::After, ..) | Target::Span(..))
    );
    let after = job.text[range.end..].trim_start_matches(' ');
    let ends =
        job.text[range.clone()].ends_with(['.', '!', '?']) && (after.is_empty() || after.starts_with('\n'));
    let head = job.text[..range.start].trim_end();
    let inside = !tidy::starts_sentence(job.text, range.start) && head.ends_with(char::is_alphanumeric);
    match open && ends && inside {
        true => range.start..range.end - 1,
        false => range,
    }
}

/// Whether marks are meant, around which nothing has to be tidied.
fn is_mark(target: Option<&Target>) -> bool {
    match target {
        Some(Target::Mark(..)) => true,
        Some(Target::All(kind, _) | Target::Within(kind, _)) => is_mark(Some(kind)),
        _ => false,
    }
}

/// A mark that stands free, with one of the spaces around it.
fn with_space(text: &str, mark: &Range<usize>) -> Range<usize> {
    let free = text[..mark.start].ends_with(' ') && text[mark.end..].starts_with(' ');
    let is_space = text[mark.clone()].trim().is_empty();
    mark.start..mark.end + usize::from(free && !is_space)
}

/// What stands where a mark was: a space for a line break that parted two words, and for a space that nothing else parts.
fn instead_of_mark(job: &Job<'_>, range: &Range<usize>) -> String {
    let parts_words = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let before = job.text[..range.start].chars().next_back();
    let after = job.text[range.end..].chars().next();
    let is_break = job.text[range.clone()].contains('\n');
    let parted = is_break && parts_words(before) && parts_words(after);
    String::from(if parted { " " } else { "" })
}

pub(super) fn delete_all(job: &Job<'_>) -> Answer {
    let ranges = every_place(job)?;
    let message = match ranges.as_slice() {
        [one] => Message::Deleted {
            what: job.excerpt(one.clone()),
        },
        [one, ..] => Message::DeletedPlaces {
            what: job.excerpt(one.clone()),
            places: ranges.len(),
        },
        [] => return Err(Miss::Nothing),
    };
    let mut cuts: Vec<(Range<usize>, String)> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (cut, instead) = match is_mark(job.first_target()) {
            true => (with_space(job.text, &range), instead_of_mark(job, &range)),
            false => tidy::removal(job.text, range.clone()),
        };
        // Neighbours share the space between them.
        let taken = cuts.last().map_or(0, |(last, _)| last.end);
        if cut.start >= taken {
            cuts.push((cut, instead));
        } else if let Some((last, with)) = cuts.last_mut() {
            last.end = last.end.max(cut.end);
            *with = instead;
        }
    }
    let caret = cuts.last().map(|(cut, _)| cut.start);
    Ok(job.edit(cuts, caret, message))
}

pub(super) fn backspace(job: &Job<'_>) -> Answer {
    if let Some(selected) = job.scene.selection() {
        let caret = Some(selected.start);
        let edit = (selected, String::new());
        return Ok(job.edit([edit], caret, Message::DeletedSelection));
    }
    let n = job.number().unwrap_or(1);
    let mut start = job.caret;
    for _ in 0..n {
        let Some(before) = unit::previous(job.text, start, Unit::Character) else {
            break;
        };
        start = before.start;
    }
    if start == job.caret {
        return Ok(Resolved::nothing(Message::NothingBefore));
    }
    let message = Message::Deleted {
        what: job.excerpt(start..job.caret),
    };
    Ok(job.edit([(start..job.caret, String::new())], Some(start), message))
}

pub(super) fn replace(job: &Job<'_>, ranges: Vec<Range<usize>>) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let pair = (ranges.len() == 1).then(|| second_pair(job, said)).flatten();
    let said = pair.as_ref().map_or(said.as_str(), |(said, ..)| said.as_str());
    let mut edits = Vec::with_capacity(ranges.len());
    // Letters behind the marks, in the case that they then have.
    let mut letters = Vec::new();
    for range in ranges {
        let range = behind_line_mark(job, range);
        let new = written(job, &range, said);
        // A mark hugs the word before it, a dash stands free.
        let marks = is_mark(job.first_target());
        let hugs = marks && new.starts_with([',', '.', ';', ':', '!', '?']);
        let start = match hugs {
            true => job.text[..range.start].trim_end_matches(' ').len(),
            false => range.start,
        };
        let is_free = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let new = match marks && new == "–" && !is_free(job.text[..start].chars().next_back()) {
            true if is_free(job.text[range.end..].chars().next()) => " –".to_owned(),
            true => " – ".to_owned(),
            false => new,
        };
        let end = said_again(job, &range, &new).unwrap_or(range.end);
        let following =
            marks.then(|| tidy::case_behind(job.text, end, &new, &|word| job.scene.writer.is_ordinary(word)));
        edits.push((start..end, new));
        letters.extend(following.flatten());
    }
    let (first, new) = edits.first().cloned().ok_or(Miss::Nothing)?;
    if let Some((_, range, new)) = pair.as_ref().filter(|(_, range, _)| !overlap(&first, range)) {
        edits.push((range.clone(), written(job, range, new)));
        edits.sort_by_key(|(range, _)| range.start);
    }
    if edits.iter().all(|(range, new)| job.text[range.clone()] == *new) {
        return Ok(Resolved::nothing(Message::ThereAlready { what: excerpt(&new) }));
    }
    let (old, new) = (job.excerpt(first.clone()), excerpt(&new));
    let message = match edits.len() {
        1 => Message::Replaced { old, new },
        places => Message::ReplacedPlaces { old, new, places },
    };
    let caret = edits.last().map(|(range, _)| range.end);
    Ok(job.edit(edits.into_iter().chain(letters), caret, message))
}

/// What takes the place of the target, and the second pair of "replace cold with lukewarm and rude with slow": words that
/// stand in the text, and what takes their place.
fn second_pair(job: &Job<'_>, said: &str) -> Option<(String, Range<usize>, String)> {
    if !matches!(job.first_target(), Some(Target::Text(_))) {
        return None;
    }
    let words: Vec<&str> = said.split(' ').collect();
    let joined = (1..words.len().saturating_sub(3)).filter(|at| words[*at] == "and");
    joined.into_iter().find_map(|and| {
        let with =
            (and + 2..words.len() - 1).find(|at| matches!(words[*at], "with" | "to" | "by" | "for"))?;
        let old = Target::Text(owned(&words[and + 1..with]));
        let found = target::resolve(&old, job.scene).ok()?;
        let range = found.ranges.first().cloned()?;
        Some((words[..and].join(" "), range, words[with + 1..].join(" ")))
    })
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Where the words end that the new ones say again: "15 chairs" in the place of the 12 of "12 chairs".
fn said_again(job: &Job<'_>, range: &Range<usize>, new: &str) -> Option<usize> {
    if !matches!(job.first_target(), Some(Target::Text(_) | Target::Occurrence(..))) {
        return None;
    }
    let (_, tail) = new.split_once(' ')?;
    let rest = job.text[range.end..].strip_prefix(' ')?;
    let again = rest.get(..tail.len())?;
    let ends = !rest[tail.len()..].starts_with(char::is_alphanumeric);
    (ends && tail.len() > 2 && again.eq_ignore_ascii_case(tail)).then(|| range.end + 1 + tail.len())
}

/// A range without the mark of a heading or an item that it begins with: the line stays what it is.
fn behind_line_mark(job: &Job<'_>, range: Range<usize>) -> Range<usize> {
    let (line, block) = block_at(job.text, range.start);
    let inner = line.start + block.prefix_len;
    let whole = job.first_target() == Some(&Target::Everything);
    match !whole && range.start < inner && inner < range.end && range.end <= line.end {
        true => inner..range.end,
        false => range,
    }
}

/// Back to some words said before: what follows them up to the caret goes.
pub(super) fn resume(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let message = Message::ResumingAfter {
        what: job.excerpt(range.clone()),
    };
    let same_paragraph = !job.text[range.end.min(job.caret)..job.caret].contains("\n\n");
    if range.end >= job.caret || !same_paragraph {
        return Ok(job.caret(range.end, message));
    }
    Ok(job.edit([(range.end..job.caret, String::new())], Some(range.end), message))
}
