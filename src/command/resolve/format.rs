//! Emphasis, quotes, paired marks, hyphens, links, plain text.

use std::ops::Range;

use super::case::keep_selection;
use super::{Answer, Job, Resolved};
use crate::command::scene::Numbers;
use crate::command::target::{self, Miss, Pair, Target};
use crate::message::{Message, excerpt};

use crate::document::Unit;
use crate::document::markdown::{self, Block, BlockKind, Emphasis, Inline, Link};
use crate::document::unit::{line_at, lines, paragraph_at};

/// Puts marks around the text of each line of what is meant.
pub(super) fn emphasise(job: &Job<'_>, inline: Inline) -> Answer {
    let ranges = job.ranges()?;
    let style = match inline {
        Inline::Bold => "bold",
        Inline::Italic => "italic",
        Inline::Underline => "underlined",
        Inline::Strike => "struck through",
        Inline::Code => "code",
    };
    let what = match ranges.as_slice() {
        [one] => Ok(job.excerpt(one.clone())),
        many => Err(many.len()),
    };
    let edits: Vec<_> = ranges
        .into_iter()
        .flat_map(|range| marks_around(job.text, range, inline))
        .collect();
    if edits.is_empty() {
        return Ok(Resolved::nothing(match what {
            Ok(what) => Message::StyleAlready { what, style },
            Err(places) => Message::StylePlacesAlready { places, style },
        }));
    }
    let message = match what {
        Ok(what) => Message::Emphasised { what, style },
        Err(places) => Message::EmphasisedPlaces { places, style },
    };
    Ok(job.edit(edits, None, message))
}

/// The edits that give a range an emphasis; none when it has it.
fn marks_around(text: &str, range: Range<usize>, inline: Inline) -> Vec<(Range<usize>, String)> {
    // Only the paragraphs around matter to marks.
    let around = paragraph_at(text, range.start).start.min(range.start)
        ..paragraph_at(text, range.end).end.max(range.end);
    let pairs: Vec<Emphasis> = markdown::emphases(&text[around.clone()])
        .into_iter()
        .filter(|pair| pair.inline == inline)
        .map(|pair| shifted(pair, around.start))
        .collect();
    let has_it = |pair: &Emphasis| {
        (pair.open.end <= range.start && range.end <= pair.close.start)
            || (pair.open.start == range.start && pair.close.end == range.end)
    };
    if pairs.iter().any(has_it) {
        return Vec::new();
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
    for part in line_parts(text, range) {
        edits.push((part.start..part.start, inline.open().to_owned()));
        edits.push((part.end..part.end, inline.close().to_owned()));
    }
    edits
}

/// Puts paired marks around what is meant; a stop at its end stays outside.
pub(super) fn enclose(job: &Job<'_>) -> Answer {
    let ranges = job.ranges()?;
    if job.command.said.contains(" commas ") && !job.command.said.contains("instead") {
        return between_commas(job, &ranges);
    }
    let words: Vec<&str> = job.command.said.split(' ').collect();
    let named = words.windows(2).chain(words.windows(1)).find_map(target::pair);
    let (open, close) = named.unwrap_or(Pair::Parentheses).marks();
    let message = Message::Enclosed {
        what: job.excerpt(ranges[0].clone()),
        open: open.to_string(),
        close: close.to_string(),
    };
    // "in brackets instead of commas"
    let instead = job.command.said.ends_with("instead of commas") || job.command.said.ends_with("not commas");
    let around = |range: Range<usize>| {
        let before = job.text[..range.start].trim_end_matches(' ');
        let open_at = match before.strip_suffix(',').filter(|_| instead) {
            Some(rest) => (rest.len()..range.start, format!(" {open}")),
            None => (range.start..range.start, open.to_string()),
        };
        let comma = usize::from(instead && job.text[range.end..].starts_with(','));
        [open_at, (range.end..range.end + comma, close.to_string())]
    };
    Ok(job.edit(ranges.into_iter().flat_map(around), None, message))
}

/// Puts a comma before and behind words, unless a mark stands there.
fn between_commas(job: &Job<'_>, ranges: &[Range<usize>]) -> Answer {
    let mut edits = Vec::new();
    for range in ranges {
        let before = job.text[..range.start].trim_end_matches(' ').len();
        let free = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '”' | ')' | '%'));
        if free(job.text[..before].chars().next_back()) && before < range.start {
            edits.push((before..before, ",".to_owned()));
        }
        if job.text[range.end..].starts_with(' ') {
            edits.push((range.end..range.end, ",".to_owned()));
        }
    }
    if edits.is_empty() {
        return Err(Miss::Nothing);
    }
    let what = job.excerpt(ranges[0].clone());
    let comma = || ",".to_owned();
    let message = Message::Enclosed {
        what,
        open: comma(),
        close: comma(),
    };
    Ok(job.edit(edits, None, message))
}

/// Joins words with hyphens.
pub(super) fn hyphenate(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let old = &job.text[range.clone()];
    let spaces = |range: Range<usize>| {
        let found = job.text[range.clone()].match_indices(' ');
        found.map(move |(at, _)| (range.start + at..range.start + at + 1, "-".to_owned()))
    };
    let edits: Vec<_> = job.ranges()?.into_iter().flat_map(spaces).collect();
    if edits.is_empty() {
        return Err(Miss::Thing(Message::NoSpaceIn { what: excerpt(old) }));
    }
    Ok(job.edit(
        edits,
        None,
        Message::Hyphenated {
            what: job.excerpt(range),
        },
    ))
}

/// Makes words a link to a spoken address.
pub(super) fn link(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let written = job.scene.writer.write(said, "see ", "", Numbers::Usual);
    let address = written.trim_end_matches(['.', ' ']);
    // Only an address can be linked to: "link the chains to the post" is text.
    if address.contains(' ') || !address.contains('.') {
        return Err(Miss::Nothing);
    }
    let address = match (address.contains("://"), address.contains('@')) {
        (true, _) => address.to_owned(),
        (false, true) => format!("mailto:{address}"),
        (false, false) => format!("https://{address}"),
    };
    let message = Message::Linked {
        what: job.excerpt(range.clone()),
        address: address.clone(),
    };
    let edits = [
        (range.start..range.start, "[".to_owned()),
        (range.end..range.end, format!("]({address})")),
    ];
    Ok(job.edit(edits, None, message))
}

/// Takes links away and leaves their words: those that touch what is named, every one, or the nearest.
pub(super) fn unlink(job: &Job<'_>) -> Answer {
    let links = markdown::links(job.text);
    let touches = |link: &&Link, range: &Range<usize>| link.open < range.end && range.start < link.close.end;
    let meant: Vec<&Link> = match job.ranges() {
        Ok(ranges) => {
            let any = |link: &&Link| ranges.iter().any(|range| touches(link, range));
            links.iter().filter(any).collect()
        }
        Err(_) if job.command.said.ends_with("links") => links.iter().collect(),
        Err(_) => {
            let distance = |link: &&Link| (link.open >= job.caret, link.open.abs_diff(job.caret));
            links.iter().min_by_key(distance).into_iter().collect()
        }
    };
    if meant.is_empty() {
        return Err(Miss::Thing(Message::NoLinkThere));
    }
    let marks = |link: &Link| {
        [
            (link.open..link.open + 1, String::new()),
            (link.close.clone(), String::new()),
        ]
    };
    let edits: Vec<_> = meant.into_iter().flat_map(marks).collect();
    Ok(job.edit(edits, None, Message::LinkPlain))
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
pub(super) fn quote(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let message = Message::Quoted {
        what: job.excerpt(range.clone()),
    };
    if job.means_all() {
        let around = |range: Range<usize>| {
            [
                (range.start..range.start, "“".to_owned()),
                (range.end..range.end, "”".to_owned()),
            ]
        };
        return Ok(job.edit(job.ranges()?.into_iter().flat_map(around), None, message));
    }
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
        return Ok(Resolved::nothing(Message::QuoteAlready));
    }
    Ok(job.edit(edits, None, message))
}

/// Makes the heading here a plain line.
fn without_heading(job: &Job<'_>) -> Answer {
    let heading = target::resolve(&Target::Current(Unit::Heading), job.scene)?.ranges[0].clone();
    let block = Block::of(&job.text[heading.clone()]);
    let marks = heading.start + block.indent..heading.start + block.prefix_len;
    Ok(job.edit([(marks, String::new())], None, Message::HeadingPlain))
}

/// The emphasis that a command names ("remove the bold"), or none in particular.
fn named_emphasis(said: &str) -> Option<Inline> {
    const NAMES: &[(&str, Inline)] = &[
        ("bold", Inline::Bold),
        ("italic", Inline::Italic),
        ("underlin", Inline::Underline),
        ("strike", Inline::Strike),
        ("code", Inline::Code),
    ];
    let named = NAMES.iter().find(|(name, _)| said.contains(name));
    named.map(|(_, inline)| *inline)
}

/// Removes every mark in a range, and marks that reach over it; only of one kind, if one is named.
pub(super) fn plain(job: &Job<'_>) -> Answer {
    let only = named_emphasis(&job.command.said);
    if job.command.said.ends_with("heading") {
        return without_heading(job);
    }
    let range = job.range_or(|| {
        job.scene
            .that()
            .or(Some(paragraph_at(job.text, job.caret)).filter(|p| !p.is_empty()))
    })?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let around = paragraph_at(job.text, range.start).start.min(range.start)
        ..paragraph_at(job.text, range.end).end.max(range.end);
    for pair in markdown::emphases(&job.text[around.clone()]) {
        if only.is_some_and(|only| only != pair.inline) {
            continue;
        }
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
        if only.is_none()
            && block.prefix_len > block.indent
            && range.start <= text_start
            && range.end >= at.end
        {
            edits.push((at.start + block.indent..text_start, String::new()));
        }
        if at.end >= range.end || at.end == job.text.len() {
            break;
        }
        at = line_at(job.text, at.end + 1);
    }
    if edits.is_empty() {
        return Ok(Resolved::nothing(Message::NoFormatting));
    }
    let message = Message::Plain {
        what: job.excerpt(range.clone()),
    };
    if edits.len() == 1 && edits[0].0 == range {
        return Ok(keep_selection(job, range, String::new(), message));
    }
    Ok(job.edit(edits, None, message))
}
