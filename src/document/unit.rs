//! Units that people name when they edit: character, word, line, sentence, paragraph, heading, list item.
//!
//! All functions work on a `&str` with byte positions and look only as far around as the unit reaches.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::markdown::{Block, BlockKind};
use super::sentence::sentences;

/// A unit of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// What the eye takes for one character.
    Character,
    /// A word with what is written into it: "well-known", "3.5", "a@b.org".
    Word,
    /// From line break to line break.
    Line,
    /// A sentence with its stop.
    Sentence,
    /// Lines between blank lines; a heading is a paragraph of its own.
    Paragraph,
    /// A line that begins with `#`.
    Heading,
    /// A line that begins with `-`, `*`, `+` or a number.
    ListItem,
}

impl Unit {
    /// Its name, singular.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Character => "character",
            Unit::Word => "word",
            Unit::Line => "line",
            Unit::Sentence => "sentence",
            Unit::Paragraph => "paragraph",
            Unit::Heading => "heading",
            Unit::ListItem => "list item",
        }
    }
}

/// Bytes of the line around a place, without its line feed.
pub fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |feed| feed + 1);
    let end = text[at..].find('\n').map_or(text.len(), |feed| at + feed);
    start..end
}

/// Bytes of the line around a place, and what block it is.
pub fn block_at(text: &str, at: usize) -> (Range<usize>, Block) {
    let line = line_at(text, at);
    (line.clone(), Block::of(&text[line]))
}

/// Bytes of the paragraph around a place; empty on a blank line.
pub fn paragraph_at(text: &str, at: usize) -> Range<usize> {
    let mut range = line_at(text, at);
    if !joins(&text[range.clone()]) {
        return if Block::of(&text[range.clone()]).kind == BlockKind::Blank {
            at..at
        } else {
            range
        };
    }
    while range.start > 0 {
        let above = line_at(text, range.start - 1);
        if !joins(&text[above.clone()]) {
            break;
        }
        range.start = above.start;
    }
    while range.end < text.len() {
        let below = line_at(text, range.end + 1);
        if !joins(&text[below.clone()]) {
            break;
        }
        range.end = below.end;
    }
    range
}

/// Whether a line makes one paragraph with the lines around it.
fn joins(line: &str) -> bool {
    !matches!(Block::of(line).kind, BlockKind::Blank | BlockKind::Heading(_))
}

/// All units of a kind, in order.
pub fn all(text: &str, unit: Unit) -> Vec<Range<usize>> {
    match unit {
        Unit::Character => text
            .grapheme_indices(true)
            .map(|(at, g)| at..at + g.len())
            .collect(),
        Unit::Word => words(text, 0..text.len()),
        Unit::Sentence => sentences(text),
        Unit::Line => lines(text).collect(),
        Unit::Heading => lines(text)
            .filter(|line| matches!(Block::of(&text[line.clone()]).kind, BlockKind::Heading(_)))
            .collect(),
        Unit::ListItem => lines(text)
            .filter(|line| Block::of(&text[line.clone()]).is_item())
            .collect(),
        Unit::Paragraph => {
            let mut out: Vec<Range<usize>> = Vec::new();
            let mut open = false;
            for line in lines(text) {
                let block = Block::of(&text[line.clone()]);
                match block.kind {
                    BlockKind::Blank => open = false,
                    BlockKind::Heading(_) => {
                        out.push(line);
                        open = false;
                    }
                    _ => match out.last_mut() {
                        Some(last) if open => last.end = line.end,
                        _ => {
                            out.push(line);
                            open = true;
                        }
                    },
                }
            }
            out
        }
    }
}

/// All units of a kind in a part of a text, which is looked at by itself.
pub fn all_in(text: &str, part: Range<usize>, unit: Unit) -> Vec<Range<usize>> {
    let found = all(&text[part.clone()], unit).into_iter();
    found.map(|range| shifted(range, part.start)).collect()
}

/// Every line of a part of a text.
pub fn lines_in(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    lines(&text[part.clone()]).map(move |line| shifted(line, part.start))
}

/// A range of a part in the bytes of the whole, in which the part begins at `start`.
pub fn shifted(range: Range<usize>, start: usize) -> Range<usize> {
    start + range.start..start + range.end
}

/// A range without the white space at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = text[range.clone()].trim_start();
    let start = range.end - inner.len();
    start..start + inner.trim_end().len()
}

/// Behind all of these characters that follow each other from a place on.
pub fn past(text: &str, at: usize, characters: &[char]) -> usize {
    text.len() - text[at..].trim_start_matches(characters).len()
}

/// Every line, without its line feed; an empty text has one empty line.
pub fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let end = text[start..].find('\n').map(|feed| start + feed);
        next = end.map(|end| end + 1);
        Some(start..end.unwrap_or(text.len()))
    })
}

/// Units of a kind around a place: those of its line or paragraph, which suffices to find the current, the next
/// and the previous one without walking a whole book. Falls back to all units where they are whole blocks.
fn near(text: &str, at: usize, unit: Unit) -> Vec<Range<usize>> {
    match unit {
        Unit::Word | Unit::Sentence | Unit::Character => {
            // Three blocks: where one is, the one before, the one after.
            let here = line_at(text, at);
            let start = text[..here.start].trim_end().len();
            let start = line_at(text, start).start;
            let after = text.len() - text[here.end..].trim_start().len();
            let end = line_at(text, after).end;
            all_in(text, start..end, unit)
        }
        _ => all(text, unit),
    }
}

/// The unit at a place: the one around it, else the one that ends before it on the same line, else the next
/// one, else `None` (no such unit in the text).
pub fn at(text: &str, place: usize, unit: Unit) -> Option<Range<usize>> {
    if unit == Unit::Character {
        return next(text, place, unit).or_else(|| previous(text, place, unit));
    }
    let units = near(text, place, unit);
    let inside = units.iter().find(|r| r.start <= place && place < r.end);
    let touching = || units.iter().rfind(|r| r.end == place);
    let line = line_at(text, place);
    let before = || units.iter().rfind(|r| r.end <= place && r.start >= line.start);
    let after = || units.iter().find(|r| r.start >= place);
    let any = || units.iter().rfind(|r| r.end <= place);
    inside
        .or_else(touching)
        .or_else(before)
        .or_else(after)
        .or_else(any)
        .cloned()
}

/// The first unit that begins after a place (at it, when the place is not inside another one).
pub fn next(text: &str, place: usize, unit: Unit) -> Option<Range<usize>> {
    if unit == Unit::Character {
        let end = GraphemeCursor::new(place, text.len(), true)
            .next_boundary(text, 0)
            .ok()??;
        return Some(place..end);
    }
    let blocks = matches!(
        unit,
        Unit::Line | Unit::Paragraph | Unit::Heading | Unit::ListItem
    );
    let begins = |r: &Range<usize>| {
        if blocks {
            r.start > place
        } else {
            r.start >= place && !r.is_empty()
        }
    };
    near(text, place, unit)
        .into_iter()
        .find(begins)
        .or_else(|| all(text, unit).into_iter().find(begins))
}

/// The last unit that ends before a place (at it, for words and sentences; a block must end before the line).
pub fn previous(text: &str, place: usize, unit: Unit) -> Option<Range<usize>> {
    if unit == Unit::Character {
        let start = GraphemeCursor::new(place, text.len(), true)
            .prev_boundary(text, 0)
            .ok()??;
        return Some(start..place);
    }
    let limit = match unit {
        Unit::Word | Unit::Sentence => place + 1,
        Unit::Paragraph => {
            let here = paragraph_at(text, place);
            if here.is_empty() {
                place + 1
            } else {
                here.start.max(1)
            }
        }
        _ => line_at(text, place).start.max(1),
    };
    let ends = |r: &Range<usize>| r.end < limit;
    near(text, place, unit)
        .into_iter()
        .rfind(ends)
        .or_else(|| all(text, unit).into_iter().rfind(ends))
}

/// Words in a part of a text.
pub fn words(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let offset = part.start;
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, word) in text[part].unicode_word_indices() {
        let range = offset + at..offset + at + word.len();
        match out.last_mut() {
            Some(last) if is_joint(&text[last.end..range.start]) => last.end = range.end,
            _ => out.push(range),
        }
    }
    for range in &mut out {
        extend_number(text, range);
    }
    out
}

/// Characters that hold a word together when nothing else stands between its parts.
fn is_joint(between: &str) -> bool {
    matches!(between, "" | "-" | "@" | "/" | "+" | "&" | "." | "'" | "’" | "‑")
}

/// A currency sign before a number and a percent or degree sign after it belong to the word.
fn extend_number(text: &str, range: &mut Range<usize>) {
    let word = &text[range.clone()];
    if word.starts_with(|c: char| c.is_ascii_digit())
        && let Some(sign) = text[..range.start].chars().next_back()
        && matches!(sign, '$' | '€' | '£' | '#')
    {
        range.start -= sign.len_utf8();
    }
    if word.ends_with(|c: char| c.is_ascii_digit())
        && let Some(sign) = text[range.end..].chars().next()
        && matches!(sign, '%' | '°')
    {
        range.end += sign.len_utf8();
    }
}
