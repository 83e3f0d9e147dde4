//! Emphasis, quotes, plain text.

use std::ops::Range;

use super::edit::keep_selection;
use super::{Answer, Job, Resolved};
use crate::command::target::Miss;
use crate::command::verb::Verb;
use crate::document::markdown::{self, Block, BlockKind, Emphasis, Inline};
use crate::document::unit::{line_at, lines, paragraph_at};

pub(super) fn resolve(job: &Job<'_>) -> Answer {
    match job.command.verb {
        Verb::Emphasise(inline) => emphasise(job, inline),
        Verb::Quote => quote(job),
        _ => plain(job),
    }
}

/// Puts marks around the text of each line of a range.
fn emphasise(job: &Job<'_>, inline: Inline) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let name = match inline {
        Inline::Bold => "bold",
        Inline::Italic => "italic",
        Inline::Underline => "underlined",
        Inline::Strike => "struck through",
        Inline::Code => "code",
    };
    // Only the paragraphs around matter to marks.
    let around = paragraph_at(job.text, range.start).start.min(range.start)
        ..paragraph_at(job.text, range.end).end.max(range.end);
    let pairs: Vec<Emphasis> = markdown::emphases(&job.text[around.clone()])
        .into_iter()
        .filter(|pair| pair.inline == inline)
        .map(|pair| shifted(pair, around.start))
        .collect();
    if pairs
        .iter()
        .any(|pair| pair.open.end <= range.start && range.end <= pair.close.start)
        || pairs
            .iter()
            .any(|pair| pair.open.start == range.start && pair.close.end == range.end)
    {
        return Ok(Resolved::nothing(format!(
            "{} is {name} already",
            job.quoted(range)
        )));
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    // Marks of the same kind inside would end the new ones.
    for pair in pairs
        .iter()
        .filter(|pair| pair.open.start >= range.start && pair.close.end <= range.end)
    {
        edits.push((pair.open.clone(), String::new()));
        edits.push((pair.close.clone(), String::new()));
    }
    for part in line_parts(job.text, range.clone()) {
        edits.push((part.start..part.start, inline.open().to_owned()));
        edits.push((part.end..part.end, inline.close().to_owned()));
    }
    let message = format!("made {} {name}", job.quoted(range));
    Ok(job.edit(edits, None, message))
}

fn shifted(pair: Emphasis, by: usize) -> Emphasis {
    let shift = |range: Range<usize>| range.start + by..range.end + by;
    Emphasis {
        inline: pair.inline,
        open: shift(pair.open),
        close: shift(pair.close),
    }
}

/// The text of each line in a range, without block marks and outer white space.
fn line_parts(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for line in lines(&text[range.clone()]) {
        let whole = range.start + line.start..range.start + line.end;
        let own = line_at(text, whole.start);
        let prefix = own.start + Block::of(&text[own]).prefix_len;
        let start = whole.start.max(prefix);
        if start >= whole.end {
            continue;
        }
        let piece = &text[start..whole.end];
        let from = start + piece.len() - piece.trim_start().len();
        let part = from..from + piece.trim().len();
        if !part.is_empty() {
            out.push(part);
        }
    }
    out
}

/// Whole lines are quoted with `>`, words with quotation marks.
fn quote(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let message = format!("quoted {}", job.quoted(range.clone()));
    let paragraph = paragraph_at(job.text, range.start);
    let whole = range.start <= paragraph.start && range.end >= paragraph.end;
    if !whole {
        let edits = [
            (range.start..range.start, "“".to_owned()),
            (range.end..range.end, "”".to_owned()),
        ];
        return Ok(job.edit(edits, None, message));
    }
    let edits: Vec<_> = lines(&job.text[range.clone()])
        .map(|line| range.start + line.start..range.start + line.end)
        .filter(|line| {
            !matches!(
                Block::of(&job.text[line.clone()]).kind,
                BlockKind::Quote | BlockKind::Blank
            )
        })
        .map(|line| (line.start..line.start, "> ".to_owned()))
        .collect();
    if edits.is_empty() {
        return Ok(Resolved::nothing("it is a quote already"));
    }
    Ok(job.edit(edits, None, message))
}

/// Removes every mark in a range, and marks that reach over it.
fn plain(job: &Job<'_>) -> Answer {
    let range = job.range_or(|| {
        job.scene
            .that()
            .or(Some(paragraph_at(job.text, job.caret)).filter(|p| !p.is_empty()))
    })?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let around = paragraph_at(job.text, range.start).start.min(range.start)
        ..paragraph_at(job.text, range.end).end.max(range.end);
    for pair in markdown::emphases(&job.text[around.clone()]) {
        let pair = shifted(pair, around.start);
        if pair.open.start < range.end && pair.close.end > range.start {
            edits.push((pair.open, String::new()));
            edits.push((pair.close, String::new()));
        }
    }
    let mut at = line_at(job.text, range.start);
    loop {
        let block = Block::of(&job.text[at.clone()]);
        let text_start = at.start + block.prefix_len;
        if block.prefix_len > block.indent && range.start <= text_start && range.end >= at.end {
            edits.push((at.start + block.indent..text_start, String::new()));
        }
        if at.end >= range.end || at.end == job.text.len() {
            break;
        }
        at = line_at(job.text, at.end + 1);
    }
    if edits.is_empty() {
        return Ok(Resolved::nothing("there is no formatting"));
    }
    let message = format!("{} is plain text", job.quoted(range.clone()));
    if edits.len() == 1 && edits[0].0 == range {
        return Ok(keep_selection(job, range, String::new(), message));
    }
    Ok(job.edit(edits, None, message))
}
