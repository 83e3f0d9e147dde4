//! Headings, lists, indentation: what stands at the start of lines.

use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::Miss;
use crate::command::verb::Verb;
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::line_at;

pub(super) fn resolve(job: &Job<'_>) -> Answer {
    match job.command.verb {
        Verb::Heading => heading(job),
        Verb::StartBullets => start_list(job, false),
        Verb::StartNumbers => start_list(job, true),
        Verb::NextItem => next_item(job),
        Verb::EndList => end_list(job),
        Verb::Indent => indent(job, true),
        _ => indent(job, false),
    }
}

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

fn heading(job: &Job<'_>) -> Answer {
    let level = job.number().unwrap_or(1);
    if level > 6 {
        return Ok(Resolved::nothing("headings go from 1 to 6"));
    }
    let range = job.range_or(|| Some(line_at(job.text, job.caret)))?;
    let mark = if level == 0 {
        String::new()
    } else {
        format!("{} ", "#".repeat(level))
    };
    let mut edits = Vec::new();
    for line in touched(job.text, range.clone()) {
        let block = Block::of(&job.text[line.clone()]);
        if block.kind == BlockKind::Blank && range.len() > line.len() {
            continue;
        }
        edits.push((line.start..line.start + block.prefix_len, mark.clone()));
    }
    if edits.iter().all(|(bytes, mark)| job.text[bytes.clone()] == *mark) {
        return Ok(Resolved::nothing("it is that heading already"));
    }
    let caret = job.text[line_at(job.text, job.caret)]
        .is_empty()
        .then_some(job.caret);
    Ok(job.edit(edits, caret, format!("heading {level}")))
}

fn start_list(job: &Job<'_>, numbered: bool) -> Answer {
    let name = if numbered { "numbered list" } else { "bullet list" };
    let mark = |n: usize| {
        if numbered {
            format!("{n}. ")
        } else {
            "- ".to_owned()
        }
    };
    let selected = job.scene.selected();
    if !selected.is_empty() {
        let mut edits = Vec::new();
        for line in touched(job.text, selected) {
            let block = Block::of(&job.text[line.clone()]);
            if block.kind != BlockKind::Blank {
                edits.push((line.start..line.start + block.prefix_len, mark(edits.len() + 1)));
            }
        }
        return Ok(job.edit(edits, None, format!("made a {name}")));
    }
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    if block.is_item() {
        // The list goes on in the other style from this item.
        let edit = (line.start + block.indent..line.start + block.prefix_len, mark(1));
        return Ok(job.edit([edit], None, name));
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
        format!("{name}; say “next item” and “end list”"),
    ))
}

fn next_item(job: &Job<'_>) -> Answer {
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    let Some(mark) = block.next_item(&job.text[line.clone()]) else {
        return Err(Miss::Thing("a list here; say “start bullet list”".into()));
    };
    if line.end - line.start <= block.prefix_len {
        return Ok(Resolved::nothing("the item is still empty"));
    }
    Ok(job.edit(
        [(line.end..line.end, format!("\n{mark}"))],
        Some(line.end),
        "next item",
    ))
}

fn end_list(job: &Job<'_>) -> Answer {
    let line = line_at(job.text, job.caret);
    let block = Block::of(&job.text[line.clone()]);
    if !block.is_item() {
        return Err(Miss::Thing("a list here".into()));
    }
    if line.end - line.start > block.prefix_len {
        return Ok(job.edit(
            [(line.end..line.end, "\n\n".to_owned())],
            Some(line.end),
            "list ended",
        ));
    }
    // An empty last item is what remains of "next item": it goes.
    let above = if line.start > 0 && !job.text[..line.start].ends_with("\n\n") {
        "\n"
    } else {
        ""
    };
    Ok(job.edit([(line.clone(), above.to_owned())], Some(line.end), "list ended"))
}

fn indent(job: &Job<'_>, deeper: bool) -> Answer {
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
        return Ok(Resolved::nothing("nothing to indent"));
    }
    Ok(job.edit(edits, None, if deeper { "indented" } else { "outdented" }))
}
