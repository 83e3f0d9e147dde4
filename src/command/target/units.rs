//! Units of the text by name and by place: "this line", "the second paragraph", "the last two sentences".

use super::{Edge, Nth, Target};
use crate::command::number;
use crate::document::Unit;

/// The unit with this name.
pub fn unit(words: &[&str]) -> Option<Unit> {
    Some(match words {
        ["character" | "characters" | "letter" | "letters"] => Unit::Character,
        ["word" | "words"] => Unit::Word,
        ["line" | "lines"] => Unit::Line,
        ["sentence" | "sentences"] => Unit::Sentence,
        ["paragraph" | "paragraphs"] => Unit::Paragraph,
        ["heading" | "headings" | "title" | "titles" | "headline" | "headlines" | "subheading"] => {
            Unit::Heading
        }
        [
            "item" | "items" | "bullet" | "bullets" | "step" | "steps" | "entry" | "entries" | "task"
            | "tasks",
        ]
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
        // "that last word"
        if nth(rest).is_none() || !matches!(words[0], "this" | "that") {
            return unit(rest).map(Target::Current);
        }
        return place(rest);
    }
    // "the items" are all of them, not the one here.
    let several = words.last().is_some_and(|last| last.ends_with('s'));
    if let Some(unit) = unit(words).filter(|_| !several) {
        return Some(Target::Current(unit));
    }
    if let [named @ .., beside @ ("above" | "below")] = words {
        let nth = if *beside == "above" {
            Nth::Previous
        } else {
            Nth::Next
        };
        return unit(named).map(|unit| Target::Nth(unit, nth));
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
        Nth::Index(_) | Nth::FromLast(_) | Nth::Middle => None,
    }
}

/// Which one: "first", "last", "next", "second to last", and the words behind it.
pub fn nth<'a, 'b>(words: &'a [&'b str]) -> Option<(Nth, &'a [&'b str])> {
    Some(match words {
        ["next", "to", "last", rest @ ..] | ["last", "but", "one", rest @ ..] => (Nth::FromLast(2), rest),
        ["last" | "final", rest @ ..] => (Nth::Last, rest),
        ["next" | "following", rest @ ..] => (Nth::Next, rest),
        ["previous" | "prior" | "preceding", rest @ ..] => (Nth::Previous, rest),
        ["middle", rest @ ..] => (Nth::Middle, rest),
        ["top", rest @ ..] if rest.first().is_some_and(|name| unit(&[*name]).is_some()) => {
            (Nth::Index(1), rest)
        }
        ["bottom", rest @ ..] if rest.first().is_some_and(|name| unit(&[*name]).is_some()) => {
            (Nth::Last, rest)
        }
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
    // "line to" is heard for "line two", "the bullets to" is not.
    let several = words[split - 1].ends_with('s');
    let one = number::whole(rest)
        .filter(|_| !several)
        .map(|n| Target::Nth(unit, Nth::Index(n)));
    one.or_else(|| {
        let joins = |word: &&str| matches!(*word, "to" | "through" | "thru" | "until" | "and");
        let at = rest.iter().position(joins)?;
        let (from, to) = (number::whole(&rest[..at])?, number::whole(&rest[at + 1..])?);
        (from <= to).then_some(Target::Units(unit, from, to))
    })
}

/// "swap the first and the last sentence", "swap this line with the next one": the unit that was said once is meant
/// twice.
pub fn share_unit(first: &mut Vec<Target>, second: &mut Vec<Target>) {
    let named = |targets: &[Target]| targets.iter().find_map(Target::unit);
    let numbered = |words: &[&str]| number::whole(words).map(Nth::Index);
    let (of_first, of_second) = (named(first), named(second));
    for (targets, unit) in [(first, of_second), (second, of_first)] {
        let words = targets.iter().find_map(|target| match target {
            Target::Text(words) => Some(words),
            _ => None,
        });
        let (Some(unit), Some(words)) = (unit, words) else {
            continue;
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let words = match strip_the(&words) {
            ["one", "above" | "before"] => vec!["previous", "one"],
            ["one", "below" | "after" | "behind"] => vec!["next", "one"],
            _ => words,
        };
        // "the last one", and "two" in "between item one and two"
        if let Some((nth, [] | ["one"])) = nth(strip_the(&words)) {
            targets.insert(0, Target::Nth(unit, nth));
        } else if let Some(nth) = numbered(&words) {
            targets.insert(0, Target::Nth(unit, nth));
        }
    }
}

/// The edge that words begin with, and the other words.
pub(super) fn edge<'a, 'b>(words: &'a [&'b str]) -> Option<(Edge, &'a [&'b str])> {
    let (first, rest) = words.split_first()?;
    match *first {
        "start" | "beginning" | "top" => Some((Edge::Start, rest)),
        "end" | "bottom" => Some((Edge::End, rest)),
        _ => None,
    }
}

pub(super) fn strip_the<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    match words {
        ["the" | "this" | "that", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    }
}
