//! What a command is about: "that", "the last two words", "everything", words that occur.
//!
//! Parsing looks only at the words; [`resolve`] finds the target in the document.

use std::ops::Range;

use super::number;
use super::scene::Scene;
use super::spoken::{self, Fit};
use crate::document::Unit;
use crate::document::unit::{self, paragraph_at};

/// Which unit of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    /// From 1.
    Index(usize),
    /// The last one (words and sentences: the last one before the caret).
    Last,
    /// The one after the caret.
    Next,
    /// The one before the caret.
    Previous,
}

/// An end of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning.
    Start,
    /// Its end.
    End,
}

/// What a command is about, as said.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The selection, else what was said last.
    That,
    /// The whole document.
    Everything,
    /// The unit at the caret.
    Current(Unit),
    /// One unit by its place.
    Nth(Unit, Nth),
    /// Several units before or after the caret, or at the start of the document.
    Run(Unit, Nth, usize),
    /// From the caret to an end of the document or of the unit around.
    Rest(Edge, Option<Unit>),
    /// Words that occur.
    Text(Vec<String>),
    /// From words that occur to words that occur after them.
    Through(Vec<String>, Vec<String>),
    /// The unit around words that occur.
    Around(Unit, Vec<String>),
}

/// Why a target was not found.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// These words do not occur.
    Words(String),
    /// There is no such thing here, said in words ("a second paragraph").
    Thing(String),
    /// Nothing is selected and nothing was just said.
    Nothing,
}

/// Places of a target, the one meant most probably first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Bytes.
    pub ranges: Vec<Range<usize>>,
    /// How exactly words met the text.
    pub fit: Fit,
}

impl Found {
    fn one(range: Range<usize>) -> Self {
        Found {
            ranges: vec![range],
            fit: Fit::Exact,
        }
    }
}

/// The unit with this name.
pub fn unit(words: &[&str]) -> Option<Unit> {
    Some(match words {
        ["character" | "characters" | "letter" | "letters"] => Unit::Character,
        ["word" | "words"] => Unit::Word,
        ["line" | "lines"] => Unit::Line,
        ["sentence" | "sentences"] => Unit::Sentence,
        ["paragraph" | "paragraphs"] => Unit::Paragraph,
        ["heading" | "headings"] => Unit::Heading,
        ["item" | "items" | "bullet" | "bullets"]
        | ["list", "item" | "items"]
        | ["bullet", "point" | "points"] => Unit::ListItem,
        _ => return None,
    })
}

/// A unit by its place: "this line", "the second paragraph", "last two sentences", "paragraph four".
pub fn place(words: &[&str]) -> Option<Target> {
    let words = match words {
        ["the", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    };
    if let ["this" | "current" | "that", rest @ ..] = words {
        return unit(rest).map(Target::Current);
    }
    if let Some(unit) = unit(words) {
        return Some(Target::Current(unit));
    }
    let (nth, rest) = match words {
        ["last" | "final", rest @ ..] => (Nth::Last, rest),
        ["next" | "following", rest @ ..] => (Nth::Next, rest),
        ["previous" | "prior" | "preceding", rest @ ..] => (Nth::Previous, rest),
        _ => match number::ordinal(words) {
            Some((n, taken)) => (Nth::Index(usize::try_from(n).ok()?), &words[taken..]),
            None => return numbered(words),
        },
    };
    if let Some(unit) = unit(rest) {
        return Some(Target::Nth(unit, nth));
    }
    let (n, taken) = number::cardinal(rest)?;
    let unit = unit(&rest[taken..])?;
    match nth {
        Nth::Index(1) | Nth::Last | Nth::Next | Nth::Previous => {
            Some(Target::Run(unit, nth, usize::try_from(n).ok()?))
        }
        Nth::Index(_) => None,
    }
}

/// "paragraph four".
fn numbered(words: &[&str]) -> Option<Target> {
    let split = words
        .iter()
        .position(|word| number::cardinal(&[*word]).is_some())?;
    let unit = unit(&words[..split])?;
    number::whole(&words[split..]).map(|n| Target::Nth(unit, Nth::Index(n)))
}

/// Everything that these words may mean, best first.
pub fn parse(words: &[&str]) -> Vec<Target> {
    let mut out = Vec::new();
    match words {
        ["that" | "this" | "it" | "selection" | "those" | "these"]
        | ["the" | "this", "selection" | "selected", ..]
            if words.len() <= 2 =>
        {
            out.push(Target::That);
        }
        ["the", "selected", "text"] | ["what", "i", "said"] => out.push(Target::That),
        ["everything" | "all"]
        | ["all", "of", "it"]
        | ["all" | "the" | "whole" | "entire", "text" | "document"]
        | ["the", "whole" | "entire", "text" | "document" | "thing"]
        | ["this", "document"] => out.push(Target::Everything),
        ["to" | "until", rest @ ..] | ["the", "rest", "to", rest @ ..] => out.extend(rest_to(rest)),
        ["the", "rest"] => out.push(Target::Rest(Edge::End, None)),
        ["the", "rest", "of", rest @ ..] => {
            let rest = strip_the(rest);
            out.extend(unit(rest).map(|unit| Target::Rest(Edge::End, Some(unit))));
        }
        _ => {}
    }
    out.extend(place(words));
    out.extend(around(words));
    for (at, word) in words.iter().enumerate() {
        if matches!(*word, "through" | "thru" | "until") && at > 0 && at + 1 < words.len() {
            out.push(Target::Through(owned(&words[..at]), owned(&words[at + 1..])));
        }
    }
    match words {
        ["the", "word" | "words" | "phrase", rest @ ..] | ["word" | "phrase", rest @ ..]
            if !rest.is_empty() =>
        {
            out.push(Target::Text(owned(rest)));
        }
        _ => {}
    }
    out.push(Target::Text(owned(words)));
    out
}

/// "the end of the line", "the top".
fn rest_to(words: &[&str]) -> Option<Target> {
    let (edge, rest) = edge(strip_the(words))?;
    match rest {
        [] => Some(Target::Rest(edge, None)),
        ["of", rest @ ..] => {
            let rest = strip_the(rest);
            if matches!(rest, ["document" | "text"]) {
                return Some(Target::Rest(edge, None));
            }
            unit(rest).map(|unit| Target::Rest(edge, Some(unit)))
        }
        _ => None,
    }
}

/// The edge that words begin with, and the other words.
pub fn edge<'a, 'b>(words: &'a [&'b str]) -> Option<(Edge, &'a [&'b str])> {
    let (first, rest) = words.split_first()?;
    match *first {
        "start" | "beginning" | "top" => Some((Edge::Start, rest)),
        "end" | "bottom" => Some((Edge::End, rest)),
        _ => None,
    }
}

fn strip_the<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    match words {
        ["the" | "this" | "that", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    }
}

/// "the sentence about taxes", "the paragraph that says hello".
fn around(words: &[&str]) -> Option<Target> {
    let words = strip_the(words);
    let at = (1..=2.min(words.len()))
        .rev()
        .find(|len| unit(&words[..*len]).is_some())?;
    let rest = match &words[at..] {
        ["with" | "containing" | "about" | "saying", rest @ ..]
        | ["that", "says" | "contains", rest @ ..]
        | ["starting" | "beginning", "with", rest @ ..] => rest,
        _ => return None,
    };
    (!rest.is_empty()).then(|| unit(&words[..at]).map(|unit| Target::Around(unit, owned(rest))))?
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Finds a target in the document.
///
/// # Errors
/// What was not found.
pub fn resolve(target: &Target, scene: &Scene<'_>) -> Result<Found, Miss> {
    let text = scene.text();
    let caret = scene.caret();
    match target {
        Target::That => scene.that().map(Found::one).ok_or(Miss::Nothing),
        Target::Everything if text.trim().is_empty() => {
            Err(Miss::Thing("anything: the document is empty".into()))
        }
        Target::Everything => Ok(Found::one(0..text.len())),
        Target::Current(unit) => current(text, caret, *unit)
            .map(Found::one)
            .ok_or_else(|| thing("a", *unit)),
        Target::Nth(unit, nth) => nth_unit(text, caret, *unit, *nth)
            .map(Found::one)
            .ok_or_else(|| missing(*unit, *nth)),
        Target::Run(unit, nth, n) => run(text, caret, *unit, *nth, *n)
            .map(Found::one)
            .ok_or_else(|| missing(*unit, *nth)),
        Target::Rest(edge, unit) => {
            let whole = match unit {
                Some(unit) => current(text, caret, *unit).ok_or_else(|| thing("a", *unit))?,
                None => 0..text.len(),
            };
            let range = match edge {
                Edge::Start => whole.start.min(caret)..caret,
                Edge::End => caret..whole.end.max(caret),
            };
            if range.is_empty() {
                Err(Miss::Thing("anything there".into()))
            } else {
                Ok(Found::one(range))
            }
        }
        Target::Text(words) => words_in(scene, words),
        Target::Through(from, to) => through(scene, from, to),
        Target::Around(unit, words) => {
            let found = words_in(scene, words)?;
            let mut ranges: Vec<Range<usize>> = Vec::new();
            for place in found.ranges {
                if let Some(range) = current(text, place.start, *unit)
                    && !ranges.contains(&range)
                {
                    ranges.push(range);
                }
            }
            if ranges.is_empty() {
                Err(Miss::Words(words.join(" ")))
            } else {
                Ok(Found {
                    ranges,
                    fit: found.fit,
                })
            }
        }
    }
}

fn thing(article: &str, unit: Unit) -> Miss {
    Miss::Thing(format!("{article} {} here", unit.name()))
}

fn missing(unit: Unit, nth: Nth) -> Miss {
    Miss::Thing(match nth {
        Nth::Index(n) => format!("{} number {n}", unit.name()),
        Nth::Last => format!("a {}", unit.name()),
        Nth::Next => format!("a next {}", unit.name()),
        Nth::Previous => format!("a previous {}", unit.name()),
    })
}

/// The unit at the caret; for headings and list items only when the caret's line is one, or one stands above.
fn current(text: &str, caret: usize, unit: Unit) -> Option<Range<usize>> {
    match unit {
        Unit::Paragraph => {
            let here = paragraph_at(text, caret);
            if !here.is_empty() {
                return Some(here);
            }
            let above = text[..caret].trim_end().len();
            let above = paragraph_at(text, above);
            if !above.is_empty() {
                Some(above)
            } else {
                unit::next(text, caret, unit)
            }
        }
        Unit::Line => Some(unit::line_at(text, caret)).filter(|line| !line.is_empty()),
        Unit::Heading | Unit::ListItem => unit::all(text, unit)
            .into_iter()
            .rfind(|range| range.start <= caret)
            .filter(|range| unit == Unit::Heading || caret <= range.end),
        _ => unit::at(text, caret, unit),
    }
}

fn nth_unit(text: &str, caret: usize, unit: Unit, nth: Nth) -> Option<Range<usize>> {
    match nth {
        Nth::Next => unit::next(text, caret, unit),
        Nth::Previous => unit::previous(text, caret, unit),
        Nth::Last => match unit {
            Unit::Character | Unit::Word => {
                unit::previous(text, caret, unit).or_else(|| unit::at(text, caret, unit))
            }
            Unit::Sentence => unit::at(text, caret, unit)
                .filter(|range| range.start < caret)
                .or_else(|| unit::previous(text, caret, unit)),
            _ => unit::all(text, unit)
                .pop()
                .filter(|range| !range.is_empty())
                .or_else(|| unit::previous(text, text.len(), unit)),
        },
        Nth::Index(0) => None,
        Nth::Index(n) => match unit {
            // Words and characters are counted in the paragraph where one is: nobody counts them in a book.
            Unit::Character | Unit::Word => {
                let here = current(text, caret, Unit::Paragraph)?;
                let part = &text[here.clone()];
                unit::all(part, unit)
                    .into_iter()
                    .nth(n - 1)
                    .map(|r| here.start + r.start..here.start + r.end)
            }
            Unit::Line => unit::lines(text).filter(|line| !line.is_empty()).nth(n - 1),
            _ => unit::all(text, unit).into_iter().nth(n - 1),
        },
    }
}

/// Several units as one range: the last `n` before the caret, the next `n` after it, the first `n` of all.
fn run(text: &str, caret: usize, unit: Unit, nth: Nth, n: usize) -> Option<Range<usize>> {
    if n == 0 {
        return None;
    }
    if nth == Nth::Index(1) {
        let first = nth_unit(text, caret, unit, Nth::Index(1))?;
        let last = nth_unit(text, caret, unit, Nth::Index(n))?;
        return Some(first.start..last.end);
    }
    let back = nth != Nth::Next;
    let mut range = match (back, nth_unit(text, caret, unit, nth)) {
        // "the last two paragraphs" ends with the one where the caret is.
        (true, _) if !matches!(unit, Unit::Character | Unit::Word) => current(text, caret, unit)?,
        (_, found) => found?,
    };
    for _ in 1..n {
        if back {
            range.start = unit::previous(text, range.start, unit)?.start;
        } else {
            range.end = unit::next(text, range.end, unit)?.end;
        }
    }
    Some(range)
}

/// Places where words occur, the nearest before the caret first. A leading "the" or "that" may be missing in the
/// text. With a selection, only what is in it counts if anything is.
fn words_in(scene: &Scene<'_>, words: &[String]) -> Result<Found, Miss> {
    let text = scene.text();
    let look = |part: Range<usize>| {
        let whole = spoken::find(text, part.clone(), words);
        whole
            .filter(|found| found.fit < Fit::Sound)
            .or_else(|| match words {
                [article, rest @ ..]
                    if matches!(article.as_str(), "the" | "that" | "this")
                        && !rest.is_empty()
                        && !is_weak(rest) =>
                {
                    spoken::find(text, part, rest).filter(|found| found.fit < Fit::Sound)
                }
                _ => spoken::find(text, part, words),
            })
    };
    let selected = scene.selected();
    let matches = (!selected.is_empty())
        .then(|| look(selected))
        .flatten()
        .or_else(|| look(0..text.len()));
    let Some(mut matches) = matches else {
        return Err(Miss::Words(words.join(" ")));
    };
    let caret = scene.caret();
    matches.ranges.sort_by_key(|range| {
        if range.end <= caret {
            (0, caret - range.end)
        } else {
            (1, range.start.max(caret))
        }
    });
    Ok(Found {
        ranges: matches.ranges,
        fit: matches.fit,
    })
}

/// Words too common to be what somebody points at with "that …".
fn is_weak(words: &[String]) -> bool {
    words.len() == 1
        && matches!(
            words[0].as_str(),
            "is" | "was"
                | "the"
                | "a"
                | "an"
                | "of"
                | "to"
                | "in"
                | "and"
                | "out"
                | "on"
                | "one"
                | "up"
                | "all"
                | "so"
        )
}

fn through(scene: &Scene<'_>, from: &[String], to: &[String]) -> Result<Found, Miss> {
    let starts = words_in(scene, from)?;
    let ends = words_in(scene, to)?;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for start in &starts.ranges {
        let end = ends
            .ranges
            .iter()
            .filter(|end| end.start >= start.end || *end == start)
            .min_by_key(|end| end.start);
        if let Some(end) = end {
            ranges.push(start.start..end.end);
        }
    }
    if ranges.is_empty() {
        return Err(Miss::Words(format!("{} … {}", from.join(" "), to.join(" "))));
    }
    Ok(Found {
        ranges,
        fit: starts.fit.max(ends.fit),
    })
}
