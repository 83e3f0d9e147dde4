//! What a command is about: "that", "the last two words", "everything", words that occur.
//!
//! Parsing looks only at the words; [`resolve`] finds the target in the document.

mod find;

use std::ops::Range;

use super::number;
use super::spelling;
use super::spoken::Fit;
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::line_at;
use crate::document::{Side, Unit};

pub use find::resolve;

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
    /// Counted from the last one, which is 1: "the second to last".
    FromLast(usize),
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
    /// The selection, whatever was said last.
    Selected,
    /// From one unit to another, by their places.
    Units(Unit, usize, usize),
    /// One of the places where words occur: "the second tuesday".
    Occurrence(Nth, Vec<String>),
    /// Everything before or after words that occur; with `true` these words too.
    Beyond(Side, Vec<String>, bool),
    /// Units counted in another one: "the last word of the first line".
    Within(Box<Target>, Box<Target>),
    /// A punctuation mark, the one beside some words if they are named.
    Mark(char, Option<(Side, Vec<String>)>),
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

    /// With the places that are all of a heading's words before the others.
    pub fn headings_first(mut self, text: &str) -> Self {
        self.ranges.sort_by_key(|range| {
            let line = line_at(text, range.start);
            let block = Block::of(&text[line.clone()]);
            let words = text[line.start + block.prefix_len..line.end].trim_end();
            !(matches!(block.kind, BlockKind::Heading(_)) && words.len() == range.len())
        });
        self
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
    if let ["this" | "current" | "that" | "whole" | "entire", rest @ ..] = words {
        let rest = match rest {
            ["whole" | "entire" | "current", rest @ ..] => rest,
            _ => rest,
        };
        return unit(rest).map(Target::Current);
    }
    if let Some(unit) = unit(words) {
        return Some(Target::Current(unit));
    }
    let Some((nth, rest)) = nth(words) else {
        return numbered(words);
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
        Nth::Index(_) | Nth::FromLast(_) => None,
    }
}

/// Which one: "first", "last", "next", "second to last", and the words behind it.
fn nth<'a, 'b>(words: &'a [&'b str]) -> Option<(Nth, &'a [&'b str])> {
    Some(match words {
        ["next", "to", "last", rest @ ..] | ["last", "but", "one", rest @ ..] => (Nth::FromLast(2), rest),
        ["last" | "final", rest @ ..] => (Nth::Last, rest),
        ["next" | "following", rest @ ..] => (Nth::Next, rest),
        ["previous" | "prior" | "preceding", rest @ ..] => (Nth::Previous, rest),
        _ => {
            let (n, taken) = number::ordinal(words)?;
            let n = usize::try_from(n).ok()?;
            match &words[taken..] {
                ["to", "last", rest @ ..] => (Nth::FromLast(n), rest),
                rest => (Nth::Index(n), rest),
            }
        }
    })
}

/// "paragraph four", "paragraphs one through three".
fn numbered(words: &[&str]) -> Option<Target> {
    let split = (1..words.len()).find(|&at| unit(&words[..at]).is_some())?;
    let unit = unit(&words[..split])?;
    let rest = &words[split..];
    let one = number::whole(rest).map(|n| Target::Nth(unit, Nth::Index(n)));
    one.or_else(|| {
        let joins = |word: &&str| matches!(*word, "to" | "through" | "thru" | "until" | "and");
        let at = rest.iter().position(joins)?;
        let (from, to) = (number::whole(&rest[..at])?, number::whole(&rest[at + 1..])?);
        (from <= to).then_some(Target::Units(unit, from, to))
    })
}

/// "swap the first and the last sentence": the unit that was said once is meant twice.
pub(super) fn share_unit(first: &mut Vec<Target>, second: &[Target]) {
    let unit = second.iter().find_map(|target| match target {
        Target::Nth(unit, _) | Target::Current(unit) => Some(*unit),
        _ => None,
    });
    let Some(Target::Text(words)) = first.last() else {
        return;
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let (Some(unit), Some((nth, []))) = (unit, nth(strip_the(&words))) {
        first.insert(0, Target::Nth(unit, nth));
    }
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
        ["the", "selected", "text"] | ["what", "i", "said"] | ["what", "i", "just", "said"] => {
            out.push(Target::That)
        }
        ["everything" | "all"]
        | ["all", "of", "it"]
        | ["it", "all"]
        | ["all" | "the" | "whole" | "entire", "text" | "document"]
        | ["the", "whole" | "entire", "text" | "document" | "thing"]
        | ["this", "document"] => out.push(Target::Everything),
        ["to" | "until", rest @ ..] | ["the", "rest", "to", rest @ ..] => out.extend(rest_to(rest)),
        ["the", "rest"] => out.push(Target::Rest(Edge::End, None)),
        ["the", "rest", "of", rest @ ..] => {
            let rest = strip_the(rest);
            out.extend(unit(rest).map(|unit| Target::Rest(Edge::End, Some(unit))));
        }
        ["everything" | "all", "after", rest @ ..] if !rest.is_empty() => {
            out.push(Target::Beyond(Side::After, owned(rest), false));
        }
        ["everything" | "all", "before", rest @ ..] if !rest.is_empty() => {
            out.push(Target::Beyond(Side::Before, owned(rest), false));
        }
        ["everything" | "all", "from", rest @ .., "on"] | ["everything" | "all", "from", rest @ ..]
            if !rest.is_empty() =>
        {
            out.push(Target::Beyond(Side::After, owned(rest), true));
        }
        _ => {}
    }
    if let ["from", rest @ .., "to", "the", "end"]
    | [
        "from",
        rest @ ..,
        "to",
        "the",
        "end",
        "of",
        "the",
        "document" | "text",
    ] = words
        && !rest.is_empty()
    {
        out.push(Target::Beyond(Side::After, owned(rest), true));
    }
    out.extend(place(words));
    out.extend(within(words));
    out.extend(around(words));
    out.extend(mark(words));
    let (from, words_from) = match words {
        ["from", rest @ ..] => (true, rest),
        _ => (false, words),
    };
    for (at, word) in words_from.iter().enumerate() {
        let joins = matches!(*word, "through" | "thru" | "until") || from && *word == "to";
        if joins && at > 0 && at + 1 < words_from.len() {
            out.push(Target::Through(
                owned(&words_from[..at]),
                owned(&words_from[at + 1..]),
            ));
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
    if let ["the", rest @ ..] = words
        && let Some((nth, rest)) = nth(rest)
        && !rest.is_empty()
        && matches!(nth, Nth::Index(1..) | Nth::Last)
    {
        out.push(Target::Occurrence(nth, owned(rest)));
    }
    out
}

/// "the comma", "the comma after cars".
fn mark(words: &[&str]) -> Option<Target> {
    let words = match words {
        ["the", rest @ ..] => rest,
        _ => return None,
    };
    let words = match words {
        ["last" | "previous", rest @ ..] => rest,
        _ => words,
    };
    let beside = words.iter().position(|word| matches!(*word, "after" | "before"));
    let (name, beside) = match beside {
        Some(at) if at + 1 < words.len() => {
            let side = if words[at] == "after" {
                Side::After
            } else {
                Side::Before
            };
            (&words[..at], Some((side, owned(&words[at + 1..]))))
        }
        _ => (words, None),
    };
    spelling::mark(name).map(|mark| Target::Mark(mark, beside))
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

/// "the last two words of the first paragraph".
fn within(words: &[&str]) -> Option<Target> {
    let at = words.iter().position(|word| matches!(*word, "of" | "in"))?;
    let inner = place(&words[..at]).filter(|inner| matches!(inner, Target::Nth(..) | Target::Run(..)))?;
    let outer = match &words[at + 1..] {
        ["the" | "this", "document" | "text"] => Target::Everything,
        outer => place(outer)?,
    };
    Some(Target::Within(Box::new(inner), Box::new(outer)))
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
