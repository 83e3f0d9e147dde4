//! Headings, lists, indentation: what stands at the start of lines.

use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::{self, Miss, Target};
use crate::command::words::{contains_any, ends_with_any};
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::{block_at, line_at};
use crate::document::{Side, Unit};
use crate::message::Message;

/// Lines that a range touches, and what blocks they are.
pub(super) fn touched(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Block)> {
    let mut out = vec![block_at(text, range.start)];
    while let Some((last, _)) = out.last()
        && last.end < range.end
        && last.end < text.len()
    {
        let next = block_at(text, last.end + 1);
        out.push(next);
    }
    out
}

/// Lines that the places which are meant touch, and what blocks they are.
fn meant(job: &Job<'_>) -> Result<impl Iterator<Item = (Range<usize>, Block)>, Miss> {
    let ranges = job.ranges()?.into_iter();
    Ok(ranges.flat_map(move |range| touched(job.text, range)))
}

/// The mark of a heading; none for an ordinary line.
fn heading_mark(level: usize) -> String {
    match level {
        0 => String::new(),
        _ => format!("{} ", "#".repeat(level)),
    }
}

pub(super) fn heading(job: &Job<'_>) -> Answer {
    let below = ends_with_any(&job.command.said, &["subheading", "sub heading", "subtitle"]);
    let level = job.number().unwrap_or(if below { 2 } else { 1 });
    if level > 6 {
        return Ok(Resolved::nothing(Message::HeadingLevels));
    }
    let ranges = match job.means_all() {
        true => job.ranges()?,
        false => vec![job.range_or(|| Some(line_at(job.text, job.caret)))?],
    };
    let mut edits = Vec::new();
    for range in ranges {
        for (line, block) in touched(job.text, range.clone()) {
            if block.kind != BlockKind::Blank || range.len() <= line.len() {
                edits.push((line.start..line.start + block.prefix_len, heading_mark(level)));
            }
        }
    }
    if edits.iter().all(|(bytes, mark)| job.text[bytes.clone()] == *mark) {
        return Ok(Resolved::nothing(Message::HeadingAlready));
    }
    let caret = Some(job.caret).filter(|caret| line_at(job.text, *caret).is_empty());
    Ok(job.edit(edits, caret, Message::MadeHeading { n: level }))
}

/// Takes headings one level up or down.
pub(super) fn heading_step(job: &Job<'_>, up: bool) -> Answer {
    let mut edits = Vec::new();
    for (line, block) in meant(job)? {
        if let BlockKind::Heading(level) = block.kind {
            let level = if up { level.max(2) - 1 } else { (level + 1).min(6) };
            edits.push((block.mark(line.start), heading_mark(usize::from(level))));
        }
    }
    if edits.is_empty() {
        return Err(Miss::Thing(Message::NoHeadingThere));
    }
    if edits.iter().all(|(bytes, mark)| job.text[bytes.clone()] == *mark) {
        return Ok(Resolved::nothing(Message::HeadingNoFurther));
    }
    let message = if up {
        Message::HeadingUp
    } else {
        Message::HeadingDown
    };
    Ok(job.edit(edits, None, message))
}

/// What a list of this kind is called.
fn kind_name(numbered: bool) -> &'static str {
    if numbered { "numbered list" } else { "bullet list" }
}

/// The mark of an item.
fn item_mark(numbered: bool, n: usize) -> String {
    if numbered {
        format!("{n}. ")
    } else {
        "- ".to_owned()
    }
}

/// The number of the item right above some lines.
fn number_above(job: &Job<'_>, lines: &[Range<usize>]) -> Option<u32> {
    let above = lines.first()?.start.checked_sub(1)?;
    block_at(job.text, above).1.number()
}

/// Makes each line of what is meant an item. Prose of several sentences in one line is left to a rewrite.
pub(super) fn listed(job: &Job<'_>, numbered: bool) -> Answer {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for (line, block) in meant(job)? {
        if block.kind != BlockKind::Blank && !lines.contains(&line) {
            lines.push(line);
        }
    }
    // "a bullet" is one line; "bullets" are made of the sentences of one.
    let said = job.command.said.as_str();
    let one_item = contains_any(said, &["a bullet", "item"]) && !said.ends_with(" list");
    // "an item" is one like those above.
    let plain_item = one_item && !contains_any(said, &["bullet", "number"]);
    let numbered = numbered || plain_item && number_above(job, &lines).is_some();
    if let Some(answer) = sentences_as_items(job, numbered) {
        return Ok(answer);
    }
    if let Some(answer) = sentence_as_item(job, numbered, one_item) {
        return Ok(answer);
    }
    if let [one] = lines.as_slice()
        && !Block::of(&job.text[one.clone()]).is_item()
        && (!numbered && !one_item || crate::document::sentences(&job.text[one.clone()]).len() > 1)
    {
        return Err(Miss::Nothing);
    }
    Ok(with_item_marks(job, &lines, numbered))
}

/// "make every sentence a bullet": each becomes a line of its own.
fn sentences_as_items(job: &Job<'_>, numbered: bool) -> Option<Resolved> {
    let each = matches!(job.first_target(), Some(Target::All(kind, _))
        if matches!(**kind, Target::Current(Unit::Sentence)));
    let ranges = job.ranges().ok().filter(|ranges| each && !ranges.is_empty())?;
    let edits = ranges.into_iter().enumerate().map(|(index, range)| {
        let line = line_at(job.text, range.start);
        let before = job.text[line.start..range.start].trim_end();
        let mark = item_mark(numbered, index + 1);
        match before.is_empty() {
            true => (range.start..range.start, mark),
            false => (line.start + before.len()..range.start, format!("\n{mark}")),
        }
    });
    let kind = kind_name(numbered);
    Some(job.edit(edits, None, Message::MadeList { kind }))
}

/// "turn the last sentence into a bullet": a piece of a line becomes a line of its own first.
fn sentence_as_item(job: &Job<'_>, numbered: bool, one_item: bool) -> Option<Resolved> {
    let is_sentence = job.unit() == Some(Unit::Sentence)
        || matches!(job.first_target(), Some(Target::Around(Unit::Sentence, ..)));
    let range = job
        .range()
        .filter(|_| is_sentence && one_item && !job.means_all())?;
    let (line, block) = block_at(job.text, range.start);
    let (before, after) = (
        &job.text[line.start + block.prefix_len..range.start],
        &job.text[range.end..line.end],
    );
    if block.is_item() || before.trim().is_empty() && after.trim().is_empty() {
        return None;
    }
    let start = range.start - (before.len() - before.trim_end().len());
    let end = range.end + (after.len() - after.trim_start().len());
    let (above, below) = (!before.trim().is_empty(), !after.trim().is_empty());
    let lead = format!("{}{}", if above { "\n\n" } else { "" }, item_mark(numbered, 1));
    let mut edits = vec![(start..range.start, lead)];
    if below {
        edits.push((range.end..end, "\n\n".to_owned()));
    }
    Some(job.edit(edits, None, Message::MadeItem))
}

fn with_item_marks(job: &Job<'_>, lines: &[Range<usize>], numbered: bool) -> Resolved {
    let kind = kind_name(numbered);
    // Right below a numbered item the numbers go on.
    let counted = number_above(job, lines).unwrap_or(0) as usize;
    let edits: Vec<_> = lines
        .iter()
        .zip(counted + 1..)
        .map(|(line, n)| {
            let block = Block::of(&job.text[line.clone()]);
            (block.mark(line.start), item_mark(numbered, n))
        })
        .collect();
    let is_so = |(marks, new): &(Range<usize>, String)| job.text[marks.clone()] == *new;
    if edits.iter().all(is_so) {
        return Resolved::nothing(Message::ListAlready { kind });
    }
    job.edit(edits, None, Message::MadeList { kind })
}

/// Takes the marks of items away: in the selection or in what is named, else in the list here.
pub(super) fn unlist(job: &Job<'_>) -> Answer {
    let here = || target::list_around(job.text, job.caret);
    let range = job.range_or(here)?;
    let names = |kind: &str| job.command.said.contains(kind);
    let (numbers, bullets) = (names("number"), names("bullet"));
    let edits: Vec<_> = touched(job.text, range)
        .into_iter()
        .filter(|(_, block)| {
            // "plain lines" are made of either kind.
            let meant = match block.number() {
                Some(_) => numbers || !bullets,
                None => bullets || !numbers,
            };
            block.is_item() && meant
        })
        .map(|(line, block)| (block.mark(line.start), String::new()))
        .collect();
    if edits.is_empty() {
        return Err(Miss::Nothing);
    }
    Ok(job.edit(edits, None, Message::ListMarksGone))
}

/// Opens an empty line above or below: in a list an item.
pub(super) fn open_line(job: &Job<'_>, side: Side) -> Answer {
    let at = job.range().map_or(job.caret, |range| range.start);
    let line = line_at(job.text, at);
    let mark = mark_beside(&job.text[line.clone()], side);
    if side == Side::Before {
        let caret = job.pos(line.start) + mark.chars().count();
        let edit = [(line.start..line.start, format!("{mark}\n"))];
        return Ok(job.edit(edit, None, Message::LineAbove).with_caret(caret));
    }
    Ok(job.insert(line.end, format!("\n{mark}"), Message::LineBelow))
}

/// The mark of a new line beside an item; none beside another line.
pub(super) fn mark_beside(line: &str, side: Side) -> String {
    let block = Block::of(line);
    match side {
        Side::Before if block.is_item() => line[..block.prefix_len].to_owned(),
        Side::Before => String::new(),
        Side::After => block.next_item(line).unwrap_or_default(),
    }
}

pub(super) fn start_list(job: &Job<'_>, numbered: bool) -> Answer {
    let kind = kind_name(numbered);
    if let Some(selected) = job.scene.selection() {
        let lines = touched(job.text, selected).into_iter();
        let filled = lines.filter(|(_, block)| block.kind != BlockKind::Blank);
        let lines: Vec<_> = filled.map(|(line, _)| line).collect();
        return Ok(with_item_marks(job, &lines, numbered));
    }
    let (line, block) = block_at(job.text, job.caret);
    let mark = item_mark(numbered, 1);
    if block.is_item() {
        // The list goes on in the other style from this item.
        let edit = (block.mark(line.start), mark);
        return Ok(job.edit([edit], None, Message::ListContinues { kind }));
    }
    let (at, gap) = if block.kind == BlockKind::Blank {
        // A list needs a blank line above it, unless it is at the top.
        let above = job.text[..job.caret].trim_end_matches([' ', '\t']);
        let blank = above.is_empty() || above.ends_with("\n\n") || !above.ends_with('\n');
        (job.caret, if blank { "" } else { "\n" })
    } else {
        (line.end, "\n\n")
    };
    Ok(job.insert(at, format!("{gap}{mark}"), Message::ListStarted { kind }))
}

pub(super) fn next_item(job: &Job<'_>) -> Answer {
    let (line, block) = block_at(job.text, job.caret);
    let Some(mark) = block.next_item(&job.text[line.clone()]) else {
        return Err(Miss::Thing(Message::NoListYet));
    };
    if line.end - line.start <= block.prefix_len {
        return Ok(Resolved::nothing(Message::ItemEmpty));
    }
    Ok(job.insert(line.end, format!("\n{mark}"), Message::NextItem))
}

pub(super) fn end_list(job: &Job<'_>) -> Answer {
    let (line, block) = block_at(job.text, job.caret);
    if !block.is_item() {
        return Err(Miss::Thing(Message::NoListHere));
    }
    if line.end - line.start > block.prefix_len {
        return Ok(job.insert(line.end, "\n\n".to_owned(), Message::ListEnded));
    }
    // An empty last item is what remains of "next item": it goes.
    let blank = line.start == 0 || job.text[..line.start].ends_with("\n\n");
    let above = if blank { "" } else { "\n" };
    let caret = Some(line.end);
    Ok(job.edit([(line, above.to_owned())], caret, Message::ListEnded))
}

pub(super) fn indent(job: &Job<'_>, deeper: bool) -> Answer {
    let range = job.range_or(|| Some(line_at(job.text, job.caret)))?;
    let mut edits = Vec::new();
    for (line, block) in touched(job.text, range) {
        let step = if block.number().is_some() { 3 } else { 2 };
        if deeper && block.kind != BlockKind::Blank {
            edits.push((line.start..line.start, " ".repeat(step)));
        } else if !deeper && block.indent > 0 {
            edits.push((line.start..line.start + block.indent.min(step), String::new()));
        }
    }
    if edits.is_empty() {
        return Ok(Resolved::nothing(Message::NothingToIndent));
    }
    let message = if deeper {
        Message::Indented
    } else {
        Message::Outdented
    };
    Ok(job.edit(edits, None, message))
}
