//! Moving, swapping, joining, splitting, doubling, sorting.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::{self, Edge, Miss, Target};
use crate::command::tidy;
use crate::command::verb::{Order, Place};
use crate::command::words::{contains_any, ends_with_any};
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::{self, block_at, line_at, lines, paragraph_at};
use crate::document::{Side, Unit};
use crate::message::Message;

/// How a piece of text is set off from its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// Part of a line.
    Inline,
    /// Whole lines of one block.
    Lines,
    /// A whole paragraph or heading.
    Blocks,
}

impl Piece {
    fn of(text: &str, range: &Range<usize>, target: Option<&Target>) -> Piece {
        let starts = range.start == 0 || text[..range.start].ends_with('\n');
        let ends = range.end == text.len() || text[range.end..].starts_with('\n');
        if !starts || !ends || range.is_empty() {
            return Piece::Inline;
        }
        let by_line = matches!(
            target,
            Some(
                Target::Nth(Unit::Line | Unit::ListItem, _)
                    | Target::Run(Unit::Line | Unit::ListItem, ..)
                    | Target::Current(Unit::Line | Unit::ListItem)
            )
        );
        let paragraph = paragraph_at(text, range.start);
        if paragraph.end > range.end
            || paragraph.start < range.start
            || by_line && text.contains('\n') && !alone(text, range)
        {
            Piece::Lines
        } else {
            Piece::Blocks
        }
    }

    fn separator(self) -> &'static str {
        match self {
            Piece::Inline => " ",
            Piece::Lines => "\n",
            Piece::Blocks => "\n\n",
        }
    }
}

/// Whether blank lines (or the ends) are around a range.
fn alone(text: &str, range: &Range<usize>) -> bool {
    let above = &text[..range.start];
    let below = &text[range.end..];
    (above.is_empty() || above.ends_with("\n\n")) && (below.is_empty() || below.starts_with("\n\n"))
}

pub(super) fn move_text(job: &Job<'_>, place: Place) -> Answer {
    let text = job.text;
    let mut range = with_stop(job, job.range().ok_or(Miss::Nothing)?);
    let whole_item = is_whole_item(text, &range) || by_lines(job, &range)?;
    // "put the children first" is about people, unless they are an item of a list.
    let first_or_last = ends_with_any(&job.command.said, &[" first", " last"]);
    let names_words = matches!(job.first_target(), Some(Target::Text(_) | Target::Occurrence(..)));
    if first_or_last && names_words && !whole_item {
        return Err(Miss::Nothing);
    }
    let list = target::list_around(text, range.start).filter(|list| {
        let is_item = whole_item || job.unit() == Some(Unit::ListItem);
        matches!(place, Place::Edge(_))
            && list.contains(&range.start)
            && (is_item || job.command.said.ends_with(" list"))
    });
    if list.is_some() || whole_item {
        range = line_at(text, range.start);
    }
    let piece = match list {
        Some(_) => Piece::Lines,
        None if whole_item => Piece::Lines,
        None => Piece::of(text, &range, job.first_target()),
    };
    // A sentence goes to the end of a paragraph, not below it.
    let sentence = matches!(job.first_target(), Some(Target::Text(_)))
        && text[range.clone()].ends_with(['.', '!', '?', '…']);
    let piece = match piece {
        Piece::Blocks if sentence && job.command.targets.len() > 1 => Piece::Inline,
        piece => piece,
    };
    let mut whole = match list {
        Some(list) => list,
        None if piece == Piece::Inline && !sentence => own_sentence(job, &range),
        None => 0..text.trim_end().len(),
    };
    if matches!(place, Place::Edge(_)) && job.command.targets.len() > 1 {
        whole = job.second()?;
        if piece == Piece::Inline && !sentence {
            let inner = text[whole.clone()].trim_end_matches(['.', '!', '?', '…', ' ']);
            whole.end = whole.start + inner.len();
        }
    }
    let what = job.excerpt(range.clone());
    let (at, side, message) = match place {
        Place::Edge(Edge::Start) => (whole.start, Side::Before, Message::MovedToTop { what }),
        Place::Edge(Edge::End) => (whole.end, Side::After, Message::MovedToEnd { what }),
        Place::Beside(side) => {
            let mut other = job.second()?;
            if piece != Piece::Inline {
                // Blocks stay whole: they go before or behind the block that was named.
                let unit = if piece == Piece::Blocks && !whole_item {
                    paragraph_at(text, other.start)
                } else {
                    line_at(text, other.start)
                };
                other = unit.start..unit.end.max(other.end);
            }
            match side {
                Side::Before => (other.start, side, Message::MovedBefore { what }),
                Side::After => (other.end, side, Message::MovedAfter { what }),
            }
        }
        Place::Up | Place::Down => return shift(job, range, place == Place::Up),
    };
    let (cut, instead) = tidy::removal(text, range.clone());
    if at > cut.start && at < cut.end {
        return Ok(Resolved::nothing(Message::PlaceAlready));
    }
    let separator = piece.separator();
    let stopped = text[range.clone()].trim_end().ends_with(['.', '!', '?', '…']);
    let inner = piece == Piece::Inline && side == Side::After && !stopped;
    let moved = match inner && tidy::starts_sentence(text, range.start) {
        true => inside_sentence(job, &text[range.clone()]),
        false => text[range.clone()].to_owned(),
    };
    if piece == Piece::Inline
        && side == Side::Before
        && !tidy::starts_sentence(text, range.start)
        && tidy::starts_sentence(text, at)
        && let Some(first) = unit::words(text, at..cut.start.max(at)).into_iter().next()
        && first.start == at
    {
        // Its first word is the sentence's now, and what was is inside it.
        let word = inside_sentence(job, &text[first.clone()]);
        let edits = [
            (cut, instead),
            (first, format!("{}{separator}{word}", tidy::capitalised(&moved))),
        ];
        return Ok(job.edit(edits, Some(at), message));
    }
    let insert = match side {
        Side::Before => format!("{moved}{separator}"),
        Side::After => format!("{separator}{moved}"),
    };
    // Where the cut begins right where the text goes, both are one edit.
    Ok(job.edit([(cut, instead), (at..at, insert)], Some(at), message))
}

/// Where the start and the end are of which one speaks with some words of a sentence: "move yesterday to the end" means
/// the end of its sentence. What is a sentence by itself goes to the end of the document.
fn own_sentence(job: &Job<'_>, range: &Range<usize>) -> Range<usize> {
    let text = job.text;
    let document = 0..text.trim_end().len();
    let named = matches!(job.first_target(), Some(Target::Text(_) | Target::Occurrence(..)));
    let Some(sentence) = unit::at(text, range.start, Unit::Sentence) else {
        return document;
    };
    let inner = text[sentence.clone()].trim_end_matches(['.', '!', '?', '…', ' ', '\n']);
    let sentence = sentence.start..sentence.start + inner.len();
    if named && sentence.end >= range.end && sentence.len() > range.len() {
        sentence
    } else {
        document
    }
}

/// Words that began a sentence as they are written inside one.
fn inside_sentence(job: &Job<'_>, words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or("");
    if job.is_small(first) {
        tidy::uncapitalised(words)
    } else {
        words.to_owned()
    }
}

/// A whole sentence that was named by its words has its stop with it.
fn with_stop(job: &Job<'_>, range: Range<usize>) -> Range<usize> {
    const SHORTEST: usize = 2;
    let named = matches!(job.first_target(), Some(Target::Text(words)) if words.len() >= SHORTEST);
    let stop = job.text[range.end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | '!' | '?' | '…'));
    let ends = |stop: char| {
        job.text[range.end + stop.len_utf8()..]
            .chars()
            .next()
            .is_none_or(char::is_whitespace)
    };
    match stop {
        Some(stop) if named && ends(stop) && tidy::starts_sentence(job.text, range.start) => {
            range.start..range.end + stop.len_utf8()
        }
        _ => range,
    }
}

/// Whether whole lines are moved: "move tuesday above thursday", where each has a line of its own.
fn by_lines(job: &Job<'_>, range: &Range<usize>) -> Result<bool, Miss> {
    let places = [" above ", " below ", " under ", " underneath "];
    let above_or_below = contains_any(&job.command.said, &places);
    if !above_or_below || job.command.targets.len() < 2 {
        return Ok(false);
    }
    let other = job.second()?;
    let (line, other) = (line_at(job.text, range.start), line_at(job.text, other.start));
    Ok(line != other && range.end <= line.end && !job.text[line].contains(". "))
}

/// Whether a place is all that an item of a list says.
pub(super) fn is_whole_item(text: &str, range: &Range<usize>) -> bool {
    let (line, block) = block_at(text, range.start);
    let start = line.start + block.prefix_len;
    let listed = block.is_item()
        || target::plain_list(text, range.start).is_some_and(|list| list.contains(&range.start));
    listed
        && range.start == start
        && range.end <= line.end
        && text[range.end..line.end]
            .trim_end()
            .trim_matches(['.', ',', ';'])
            .is_empty()
}

/// Swaps a line or paragraph with the one above or below.
fn shift(job: &Job<'_>, range: Range<usize>, up: bool) -> Answer {
    let range = match is_whole_item(job.text, &range) {
        true => line_at(job.text, range.start),
        false => range,
    };
    let unit = match Piece::of(job.text, &range, job.first_target()) {
        Piece::Blocks => Unit::Paragraph,
        Piece::Lines => Unit::Line,
        Piece::Inline => Unit::Sentence,
    };
    let other = if up {
        unit::previous(job.text, range.start, unit)
    } else {
        unit::next(job.text, range.end.max(range.start + 1), unit)
    };
    let other = other.ok_or_else(|| Miss::Thing(Message::NoUnitThere { unit: unit.name() }))?;
    let message = if up { Message::MovedUp } else { Message::MovedDown };
    exchange(job, range, other, message)
}

pub(super) fn swap(job: &Job<'_>) -> Answer {
    let first = job.range().ok_or(Miss::Nothing)?;
    if let [one] = job.command.targets.as_slice() {
        return swap_both(job, first, one);
    }
    let mut second = job.second()?;
    if second == first
        && let Some(next) = job
            .found
            .as_ref()
            .and_then(|found| found.ranges.get(job.pick + 1))
    {
        second = next.clone();
    }
    let message = Message::Swapped {
        one: job.excerpt(first.clone()),
        other: job.excerpt(second.clone()),
    };
    exchange(job, first, second, message)
}

/// "swap the last two sentences".
fn swap_both(job: &Job<'_>, range: Range<usize>, target: &Target) -> Answer {
    if let (Target::All(..), Some(found)) = (target, &job.found) {
        let [first, second] = found.ranges.as_slice() else {
            return Err(Miss::Nothing);
        };
        return exchange(job, first.clone(), second.clone(), Message::SwappedBoth);
    }
    let unit = match target {
        Target::Run(unit, _, 2) => unit,
        Target::Units(unit, from, to) if from < to => unit,
        _ => return Err(Miss::Nothing),
    };
    let all = unit::all_in(job.text, range, *unit);
    // "swap lines one and four": the first and the last of them
    let (Some(first), Some(second)) = (all.first(), all.last().filter(|_| all.len() > 1)) else {
        return Err(Miss::Nothing);
    };
    let message = Message::SwappedTwo { unit: unit.name() };
    exchange(job, first.clone(), second.clone(), message)
}

fn exchange(job: &Job<'_>, a: Range<usize>, b: Range<usize>, message: Message) -> Answer {
    if a.start < b.end && b.start < a.end {
        return Ok(Resolved::nothing(Message::Overlapping));
    }
    let (to_a, to_b) = (job.text[b.clone()].to_owned(), job.text[a.clone()].to_owned());
    let first_word = |new: &str| {
        let word = new.split_whitespace().next().unwrap_or("");
        word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()
    };
    let is_small = |word: String| word != "I" && job.is_small(&word);
    // Sentence starts keep their capitals, whatever comes there; inside a sentence only names have one.
    let fit = |at: usize, other: usize, new: String| match (
        tidy::starts_sentence(job.text, at),
        tidy::starts_sentence(job.text, other),
    ) {
        (true, false) => tidy::capitalised(&new),
        (false, true) if is_small(first_word(&new)) => tidy::uncapitalised(&new),
        _ => new,
    };
    let (to_a, to_b) = (fit(a.start, b.start, to_a), fit(b.start, a.start, to_b));
    Ok(job.edit([(a, to_a), (b, to_b)], None, message))
}

pub(super) fn duplicate(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let piece = match job.unit() {
        Some(Unit::Sentence) => Piece::Inline,
        _ => Piece::of(job.text, &range, job.first_target()),
    };
    let copy = format!("{}{}", piece.separator(), &job.text[range.clone()]);
    let message = Message::Doubled {
        what: job.excerpt(range.clone()),
    };
    Ok(job.insert(range.end, copy, message))
}

/// Sorts the items of a list, or the lines of a target, by letters without case and by numbers; a numbered list
/// is numbered anew.
pub(super) fn sort(job: &Job<'_>, order: Order) -> Answer {
    let text = job.text;
    let named = job
        .ranges()
        .ok()
        .and_then(|all| Some(all.first()?.start..all.last()?.end));
    let lines = || Some(paragraph_at(text, job.caret)).filter(|lines| text[lines.clone()].contains('\n'));
    let range = match named.or(job.scene.selection()) {
        Some(range) => line_at(text, range.start).start..line_at(text, range.end).end,
        None => target::list_around(text, job.caret)
            .or_else(lines)
            .ok_or(Miss::Thing(Message::NoListHere))?,
    };
    let mut all = items(&text[range.clone()]);
    let mut items: Vec<String> = all
        .iter()
        .filter(|item| !item.trim().is_empty())
        .cloned()
        .collect();
    let first_number = items.first().map(|item| Block::of(item).kind);
    match order {
        Order::Ascending => items.sort_by_cached_key(|item| sort_key(item)),
        Order::Descending => items.sort_by_cached_key(|item| Reverse(sort_key(item))),
        Order::Reversed => items.reverse(),
    }
    if let Some(BlockKind::Numbered(start)) = first_number {
        for (item, number) in items.iter_mut().zip(start..) {
            let block = Block::of(item.lines().next().unwrap_or(""));
            item.replace_range(block.indent..block.prefix_len, &format!("{number}. "));
        }
    }
    // Blank lines stay where they are.
    let slots = all.iter_mut().filter(|item| !item.trim().is_empty());
    slots.zip(items).for_each(|(slot, item)| *slot = item);
    let new = all.join("\n");
    if new == text[range.clone()] {
        return Ok(Resolved::nothing(Message::SortedAlready));
    }
    let message = match order {
        Order::Ascending => Message::Sorted,
        Order::Descending => Message::SortedInReverse,
        Order::Reversed => Message::OrderTurned,
    };
    Ok(job.edit([(range, new)], None, message))
}

/// The lines of a text; one that is indented deeper belongs to the one above.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut indent = None;
    for line in lines(text) {
        let line = &text[line];
        let own = Block::of(line).indent;
        let top = *indent.get_or_insert(own);
        match items.last_mut() {
            Some(last) if own > top => {
                last.push('\n');
                last.push_str(line);
            }
            _ => items.push(line.to_owned()),
        }
    }
    items
}

/// What an item is sorted by: its words in small letters, numbers in them by their size.
fn sort_key(item: &str) -> Vec<SortPiece> {
    let line = item.lines().next().unwrap_or("");
    let mut rest = &line[Block::of(line).prefix_len..];
    let mut key = Vec::new();
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest
            .find(|c: char| c.is_ascii_digit() != is_number)
            .unwrap_or(rest.len());
        key.push(match rest[..end].parse() {
            Ok(number) if is_number => SortPiece::Number(number),
            _ => SortPiece::Letters(rest[..end].to_lowercase()),
        });
        rest = &rest[end..];
    }
    key
}

/// A piece of what an item is sorted by; numbers go before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortPiece {
    Number(u64),
    Letters(String),
}
