//! Headings, lists, indentation: what stands at the start of lines.

use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::{self, Miss, Target};
use crate::message::Message;

use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::line_at;
use crate::document::{Side, Unit};

/// Lines that a range touches.
fn touched(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = vec![line_at(text, range.start)];
    while let Some(last) = out.last()
        && last.end < range.end
        && last.end < text.len()
    {
        let next = line_at(text, last.end + 1);
        out.push(next);
    }
    out
}

pub(super) fn heading(job: &Job<'_>) -> Answer {
    let below = ["subheading", "sub heading", "subtitle"]
        .iter()
        .any(|name| job.command.said.ends_with(name));
    let level = job.number().unwrap_or(if below { 2 } else { 1 });
    if level > 6 {
        return Ok(Resolved::nothing(Message::HeadingLevels));
    }
    let ranges = match job.means_all() {
        true => job.ranges()?,
        false => vec![job.range_or(|| Some(line_at(job.text, job.caret)))?],
    };
    let mark = if level == 0 {
        String::new()
    } else {
        format!("{} ", "#".repeat(level))
    };
    let mut edits = Vec::new();
    for range in ranges {
        for line in touched(job.text, range.clone()) {
            let block = Block::of(&job.text[line.clone()]);
            if block.kind == BlockKind::Blank && range.len() > line.len() {
                continue;
            }
            edits.push((line.start..line.start + block.prefix_len, mark.clone()));
        }
    }
    if edits.iter().all(|(bytes, mark)| job.text[bytes.clone()] == *mark) {
        return Ok(Resolved::nothing(Message::HeadingAlready));
    }
    let caret = job.text[line_at(job.text, job.caret)]
        .is_empty()
        .then_some(job.caret);
    Ok(job.edit(edits, caret, Message::MadeHeading { n: level }))
}

/// Takes headings one level up or down.
pub(super) fn heading_step(job: &Job<'_>, up: bool) -> Answer {
    let mut edits = Vec::new();
    for line in job
        .ranges()?
        .into_iter()
        .flat_map(|range| touched(job.text, range))
    {
        let block = Block::of(&job.text[line.clone()]);
        if let BlockKind::Heading(level) = block.kind {
            let level = if up { level.max(2) - 1 } else { (level + 1).min(6) };
            let mark = format!("{} ", "#".repeat(usize::from(level)));
            edits.push((line.start + block.indent..line.start + block.prefix_len, mark));
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

/// Makes each line of what is meant an item. Prose of several sentences in one line is left to a rewrite.
pub(super) fn listed(job: &Job<'_>, numbered: bool) -> Answer {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for line in job
        .ranges()?
        .into_iter()
        .flat_map(|range| touched(job.text, range))
    {
        if Block::of(&job.text[line.clone()]).kind != BlockKind::Blank && !lines.contains(&line) {
            lines.push(line);
        }
    }
    // "a bullet" is one line; "bullets" are made of the sentences of one.
    let one_item = ["a bullet", "item"]
        .iter()
        .any(|name| job.command.said.contains(name))
        && !job.command.said.ends_with(" list");
    // "an item" is one like those above.
    let plain_item = one_item
        && !["bullet", "number"]
            .iter()
            .any(|kind| job.command.said.contains(kind));
    let above = lines.first().and_then(|first| first.start.checked_sub(1));
    let numbered = numbered
        || plain_item
            && above.is_some_and(|above| {
                matches!(
                    Block::of(&job.text[line_at(job.text, above)]).kind,
                    BlockKind::Numbered(_)
                )
            });
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
        let before = &job.text[line.start..range.start];
        let gap = range.start - (before.len() - before.trim_end().len());
        let mark = item_mark(numbered, index + 1);
        match before.trim().is_empty() {
            true => (range.start..range.start, mark),
            false => (gap..range.start, format!("\n{mark}")),
        }
    });
    Some(job.edit(
        edits.collect::<Vec<_>>(),
        None,
        Message::MadeList {
            kind: kind_name(numbered),
        },
    ))
}

/// "turn the last sentence into a bullet": a piece of a line becomes a line of its own first.
fn sentence_as_item(job: &Job<'_>, numbered: bool, one_item: bool) -> Option<Resolved> {
    let is_sentence = matches!(
        job.first_target(),
        Some(
            Target::Nth(Unit::Sentence, _)
                | Target::Current(Unit::Sentence)
                | Target::Around(Unit::Sentence, ..)
        )
    );
    let range = job
        .range()
        .filter(|_| is_sentence && one_item && !job.means_all())?;
    let line = line_at(job.text, range.start);
    let block = Block::of(&job.text[line.clone()]);
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
    let above = lines.first().and_then(|first| first.start.checked_sub(1));
    let counted = match above.map(|above| Block::of(&job.text[line_at(job.text, above)]).kind) {
        Some(BlockKind::Numbered(number)) => number as usize,
        _ => 0,
    };
    let edits: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let block = Block::of(&job.text[line.clone()]);
            let marks = line.start + block.indent..line.start + block.prefix_len;
            (marks, item_mark(numbered, counted + index + 1))
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
        .filter_map(|line| {
            let block = Block::of(&job.text[line.clone()]);
            let numbered = matches!(block.kind, BlockKind::Numbered(_));
            // "plain lines" are made of either kind.
            let meant = if numbered {
                numbers || !bullets
            } else {
                bullets || !numbers
            };
            (block.is_item() && meant).then(|| {
                (
                    line.start + block.indent..line.start + block.prefix_len,
                    String::new(),
                )
            })
        })
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
    let text = &job.text[line.clone()];
    let block = Block::of(text);
    let mark = match block.kind {
        BlockKind::Bullet | BlockKind::Numbered(_) => text[..block.prefix_len].to_owned(),
        _ => String::new(),
    };
    if side == Side::Before {
        let caret = job.pos(line.start) + mark.chars().count();
        let edit = [(line.start..line.start, format!("{mark}\n"))];
        return Ok(job.edit(edit, None, Message::LineAbove).with_caret(caret));
    }
    let edit = [(
        line.end..line.end,
        format!("\n{}", block.next_item(text).unwrap_or(mark)),
    )];
    Ok(job.edit(edit, Some(line.end), Message::LineBelow))
}

pub(super) fn start_list(job: &Job<'_>, numbered: bool) -> Answer {
    let kind = kind_name(numbered);
    let mark = |n: usize| item_mark(numbered, n);
    let selected = job.scene.selected();
    if !selected.is_empty() {
        let lines = touched(job.text, selected).into_iter();
        let filled = lines.filter(|line| Block::of(&job.text[line.clone()]).kind != BlockKind::Blank);
        return Ok(with_item_marks(job, &filled.collect::<Vec<_>>(), numbered));
    }
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    if block.is_item() {
        // The list goes on in the other style from this item.
        let edit = (line.start + block.indent..line.start + block.prefix_len, mark(1));
        return Ok(job.edit([edit], None, Message::ListContinues { kind }));
    }
    let before = &job.text[..job.caret];
    let insert = if block.kind == BlockKind::Blank {
        // A list needs a blank line above it, unless it is at the top.
        let above = before.trim_end_matches([' ', '\t']);
        let blank = above.is_empty() || above.ends_with("\n\n") || !above.ends_with('\n');
        format!("{}{}", if blank { "" } else { "\n" }, mark(1))
    } else {
        format!("\n\n{}", mark(1))
    };
    let place = if block.kind == BlockKind::Blank {
        job.caret..job.caret
    } else {
        line.end..line.end
    };
    Ok(job.edit(
        [(place.clone(), insert)],
        Some(place.end),
        Message::ListStarted { kind },
    ))
}

pub(super) fn next_item(job: &Job<'_>) -> Answer {
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    let Some(mark) = block.next_item(&job.text[line.clone()]) else {
        return Err(Miss::Thing(Message::NoListYet));
    };
    if line.end - line.start <= block.prefix_len {
        return Ok(Resolved::nothing(Message::ItemEmpty));
    }
    Ok(job.edit(
        [(line.end..line.end, format!("\n{mark}"))],
        Some(line.end),
        Message::NextItem,
    ))
}

pub(super) fn end_list(job: &Job<'_>) -> Answer {
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    if !block.is_item() {
        return Err(Miss::Thing(Message::NoListHere));
    }
    if line.end - line.start > block.prefix_len {
        return Ok(job.edit(
            [(line.end..line.end, "\n\n".to_owned())],
            Some(line.end),
            Message::ListEnded,
        ));
    }
    // An empty last item is what remains of "next item": it goes.
    let above = if line.start > 0 && !job.text[..line.start].ends_with("\n\n") {
        "\n"
    } else {
        ""
    };
    Ok(job.edit(
        [(line.clone(), above.to_owned())],
        Some(line.end),
        Message::ListEnded,
    ))
}

pub(super) fn indent(job: &Job<'_>, deeper: bool) -> Answer {
    let range = job.range_or(|| Some(line_at(job.text, job.caret)))?;
    let mut edits = Vec::new();
    for line in touched(job.text, range) {
        let block = Block::of(&job.text[line.clone()]);
        let step = if matches!(block.kind, BlockKind::Numbered(_)) {
            3
        } else {
            2
        };
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
