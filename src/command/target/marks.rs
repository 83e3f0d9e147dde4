//! How marks are said: "the second comma", "the quotes", "the space before the comma".

use super::units::nth;
use super::{Mark, Nth, Pair, Target};
use crate::command::spelling;
use crate::command::words::owned;
use crate::document::Side;

/// A mark with "the" before it, as a target.
pub(super) fn parse(words: &[&str]) -> Vec<Target> {
    let words = match words {
        // "the punctuation" is all of it.
        ["the", "punctuation"] | ["the", "punctuation", "marks"] | ["punctuation", "marks"] => {
            let all = Target::All(Box::new(Target::Mark(Mark::Any, None, None)), None);
            return vec![all];
        }
        ["the", rest @ ..] if !rest.is_empty() => rest,
        _ => return Vec::new(),
    };
    let (nth, rest) = match words {
        ["previous" | "nearest", rest @ ..] => (None, rest),
        _ => match nth(words) {
            Some((nth, rest)) if matches!(nth, Nth::Index(_) | Nth::Last | Nth::FromLast(_)) => {
                (Some(nth), rest)
            }
            _ => (None, words),
        },
    };
    // "the commas" are all of them; of paired marks two make one.
    let plural = nth.is_none() && spelling::mark(rest).is_none();
    if let Some(mark @ Mark::Sign(_)) = named(rest).filter(|_| plural) {
        return vec![Target::All(Box::new(Target::Mark(mark, None, None)), None)];
    }
    // "the quotes around small"
    let around = rest.iter().position(|word| matches!(*word, "around" | "round"));
    if let Some(at) = around.filter(|&at| at > 0 && at + 1 < rest.len())
        && let Some(pair) = pair(&rest[..at])
    {
        return vec![Target::PairAround(pair, owned(&rest[at + 1..]))];
    }
    let beside = rest.iter().position(|word| matches!(*word, "after" | "before"));
    let Some(at) = beside.filter(|&at| at + 1 < rest.len()) else {
        return named(rest)
            .map(|mark| Target::Mark(mark, nth, None))
            .into_iter()
            .collect();
    };
    let Some(mark) = named(&rest[..at]) else {
        return Vec::new();
    };
    let side = if rest[at] == "after" {
        Side::After
    } else {
        Side::Before
    };
    let neighbour = &rest[at + 1..];
    let words = Target::Text(owned(neighbour));
    let beside = parse(neighbour).into_iter().chain([words]);
    beside
        .map(|other| Target::Mark(mark, nth, Some((side, Box::new(other)))))
        .collect()
}

/// Marks of a kind, as "all" and "both" take them.
pub(super) fn kind(words: &[&str]) -> Option<Target> {
    named(words).map(|mark| Target::Mark(mark, None, None))
}

/// The mark with this name, in the singular or the plural.
fn named(words: &[&str]) -> Option<Mark> {
    match words {
        ["space" | "spaces" | "blank" | "blanks"] => return Some(Mark::Space),
        ["empty" | "blank", "line" | "lines"] => return Some(Mark::BlankLine),
        [
            "extra" | "double" | "surplus" | "superfluous" | "additional" | "unnecessary",
            "lines",
        ]
        | [
            "extra" | "double" | "surplus" | "superfluous" | "additional" | "unnecessary",
            "empty" | "blank",
            "line" | "lines",
        ] => return Some(Mark::ExtraLine),
        [
            "extra" | "double" | "surplus" | "superfluous" | "additional",
            "space" | "spaces" | "blank" | "blanks",
        ] => {
            return Some(Mark::ExtraSpace);
        }
        ["line" | "paragraph", "break" | "breaks"] | ["linebreak"] => return Some(Mark::LineBreak),
        ["punctuation"] | ["punctuation", "mark" | "marks"] => return Some(Mark::Any),
        _ => {}
    }
    if let Some(pair) = pair(words) {
        return Some(Mark::Pair(pair));
    }
    let sign = spelling::mark(words).or_else(|| spelling::mark(&spelling::singular(words)?));
    sign.map(Mark::Sign)
}

/// Paired marks with this name.
pub fn pair(words: &[&str]) -> Option<Pair> {
    Some(match words {
        ["quotes" | "quotations"]
        | ["quotation" | "quote" | "speech", "mark" | "marks"]
        | ["inverted", "commas"]
        | ["double", "quotes"] => Pair::Quotes,
        ["parentheses" | "parenthesis" | "parens"] | ["round", "brackets"] => Pair::Parentheses,
        ["brackets"] | ["square", "brackets"] => Pair::Brackets,
        ["braces"] | ["curly", "brackets" | "braces"] => Pair::Braces,
        _ => return None,
    })
}
