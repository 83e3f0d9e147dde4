//! Emphasis, quotes, paired marks, hyphens, links, plain text.

use std::ops::Range;

use super::blocks::touched;
use super::case::keep_selection;
use super::{Answer, Job, Resolved};
use crate::command::scene::Numbers;
use crate::command::target::{self, Miss, Pair, Target};
use crate::command::words::ends_with_any;
use crate::document::Unit;
use crate::document::markdown::{self, Block, BlockKind, Emphasis, Inline, Link};
use crate::document::unit::{block_at, lines_in, paragraph_at, shifted, trimmed};
use crate::message::{Message, excerpt};

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
    let pairs: Vec<Emphasis> = emphases_around(text, &range)
        .filter(|pair| pair.inline == inline)
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
        edits.extend([pair.open.clone(), pair.close.clone()].map(removal));
    }
    for part in line_parts(text, range) {
        edits.extend(around(&part, inline.open(), inline.close()));
    }
    edits
}

/// The edits that put marks around a range.
fn around(range: &Range<usize>, open: &str, close: &str) -> [(Range<usize>, String); 2] {
    [
        (range.start..range.start, open.to_owned()),
        (range.end..range.end, close.to_owned()),
    ]
}

/// The edit that takes a range away.
fn removal(range: Range<usize>) -> (Range<usize>, String) {
    (range, String::new())
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
        open: open.clone(),
        close: close.clone(),
    };
    // "in brackets instead of commas"
    let instead = ends_with_any(&job.command.said, &["instead of commas", "not commas"]);
    let around = |range: Range<usize>| {
        let before = job.text[..range.start].trim_end_matches(' ');
        let open_at = match before.strip_suffix(',').filter(|_| instead) {
            Some(rest) => (rest.len()..range.start, format!(" {open}")),
            None => (range.start..range.start, open.clone()),
        };
        let comma = usize::from(instead && job.text[range.end..].starts_with(','));
        [open_at, (range.end..range.end + comma, close.clone())]
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
    let message = Message::Enclosed {
        what: job.excerpt(ranges[0].clone()),
        open: ",".to_owned(),
        close: ",".to_owned(),
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
    let what = job.excerpt(range);
    Ok(job.edit(edits, None, Message::Hyphenated { what }))
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
    Ok(job.edit(around(&range, "[", &format!("]({address})")), None, message))
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
    let marks = |link: &Link| [link.open..link.open + 1, link.close.clone()].map(removal);
    let edits: Vec<_> = meant.into_iter().flat_map(marks).collect();
    Ok(job.edit(edits, None, Message::LinkPlain))
}

/// The emphases in the paragraphs around a range, the only ones that matter to it.
fn emphases_around(text: &str, range: &Range<usize>) -> impl Iterator<Item = Emphasis> {
    let start = paragraph_at(text, range.start).start.min(range.start);
    let end = paragraph_at(text, range.end).end.max(range.end);
    let pairs = markdown::emphases(&text[start..end]).into_iter();
    pairs.map(move |pair| Emphasis {
        inline: pair.inline,
        open: shifted(pair.open, start),
        close: shifted(pair.close, start),
    })
}

/// The text of each line in a range, without block marks and outer white space.
fn line_parts(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for line in lines_in(text, range) {
        let (own, block) = block_at(text, line.start);
        let start = line.start.max(own.start + block.prefix_len);
        if start < line.end {
            out.push(trimmed(text, start..line.end));
        }
    }
    out.retain(|part| !part.is_empty());
    out
}

/// Whole lines are quoted with `>`, words with quotation marks.
pub(super) fn quote(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let message = Message::Quoted {
        what: job.excerpt(range.clone()),
    };
    let paragraph = paragraph_at(job.text, range.start);
    let whole = range.start <= paragraph.start && range.end >= paragraph.end;
    if job.means_all() || !whole {
        let ranges = job.ranges()?.into_iter();
        let edits = ranges.flat_map(|range| around(&range, "“", "”"));
        return Ok(job.edit(edits, None, message));
    }
    let quoted = [BlockKind::Quote, BlockKind::Blank];
    let edits: Vec<_> = lines_in(job.text, range)
        .filter(|line| !quoted.contains(&Block::of(&job.text[line.clone()]).kind))
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
    let mark = block.mark(heading.start);
    Ok(job.edit([removal(mark)], None, Message::HeadingPlain))
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
    for pair in emphases_around(job.text, &range) {
        let named = only.is_none_or(|only| only == pair.inline);
        if named && pair.open.start < range.end && pair.close.end > range.start {
            edits.extend([pair.open, pair.close].map(removal));
        }
    }
    for (line, block) in touched(job.text, range.clone()) {
        let mark = block.mark(line.start);
        if only.is_none() && !mark.is_empty() && range.start <= mark.end && range.end >= line.end {
            edits.push(removal(mark));
        }
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
