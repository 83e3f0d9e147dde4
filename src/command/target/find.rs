//! Where in the document a target is.
//!
//! Knows nothing of how targets are said.

use std::ops::Range;

use super::{Edge, Found, Miss, Nth, Target};
use crate::command::scene::Scene;
use crate::command::spoken::{self, Fit};
use crate::document::unit::{self, paragraph_at};
use crate::document::{Side, Unit};

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
        Target::Selected => Some(scene.selected())
            .filter(|selected| !selected.is_empty())
            .map(Found::one)
            .ok_or(Miss::Nothing),
        Target::Units(unit, from, to) => {
            let one = |n: usize| nth_unit(text, caret, *unit, Nth::Index(n));
            match (one(*from), one(*to)) {
                (Some(from), Some(to)) => Ok(Found::one(from.start..to.end)),
                _ => Err(missing(*unit, Nth::Index(*to))),
            }
        }
        Target::Occurrence(nth, words) => occurrence(scene, *nth, words),
        Target::Beyond(side, words, with) => beyond(scene, *side, words, *with),
        Target::Within(inner, outer) => within(scene, inner, outer),
        Target::Mark(mark, beside) => nearest_mark(scene, *mark, beside.as_ref()),
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
        Nth::FromLast(n) => format!("a {} that is number {n} from the end", unit.name()),
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
        Nth::FromLast(n) => {
            let mut found = nth_unit(text, caret, unit, Nth::Last)?;
            for _ in 1..n.max(1) {
                found = unit::previous(text, found.start, unit)?;
            }
            Some(found)
        }
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

/// Units counted in another one, from its start or from its end.
fn within(scene: &Scene<'_>, inner: &Target, outer: &Target) -> Result<Found, Miss> {
    let whole = resolve(outer, scene)?.ranges[0].clone();
    let part = &scene.text()[whole.clone()];
    let (unit, nth, n) = match inner {
        Target::Nth(unit, nth) => (*unit, *nth, 1),
        Target::Run(unit, nth, n) => (*unit, *nth, *n),
        _ => return Err(Miss::Nothing),
    };
    let all: Vec<Range<usize>> = match unit {
        Unit::Line => unit::lines(part).filter(|line| !line.is_empty()).collect(),
        _ => unit::all(part, unit),
    };
    let first = match nth {
        Nth::Index(index) => index.checked_sub(1),
        Nth::Last => all.len().checked_sub(n),
        Nth::FromLast(from_last) => all.len().checked_sub(from_last),
        Nth::Next | Nth::Previous => None,
    };
    let found = first
        .and_then(|first| all.get(first..first + n))
        .filter(|found| !found.is_empty());
    let found = found.ok_or_else(|| missing(unit, nth))?;
    Ok(Found::one(
        whole.start + found[0].start..whole.start + found[n - 1].end,
    ))
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

/// One of the places where words occur, counted in the order of the text.
fn occurrence(scene: &Scene<'_>, nth: Nth, words: &[String]) -> Result<Found, Miss> {
    let found = words_in(scene, words)?;
    let mut ranges = found.ranges;
    ranges.sort_by_key(|range| range.start);
    let index = match nth {
        Nth::Index(n) => n - 1,
        _ => ranges.len() - 1,
    };
    let range = ranges.get(index).cloned();
    let range = range.ok_or_else(|| Miss::Thing(format!("“{}” so many times", words.join(" "))))?;
    Ok(Found {
        ranges: vec![range],
        fit: found.fit,
    })
}

/// Everything before or after words, with or without them.
fn beyond(scene: &Scene<'_>, side: Side, words: &[String], with: bool) -> Result<Found, Miss> {
    let found = words_in(scene, words)?;
    let text = scene.text();
    let beyond = |place: &Range<usize>| match (side, with) {
        (Side::Before, false) => 0..place.start,
        (Side::Before, true) => 0..place.end,
        (Side::After, false) => place.end..text.len(),
        (Side::After, true) => place.start..text.len(),
    };
    let mut ranges: Vec<Range<usize>> = found.ranges.iter().map(beyond).collect();
    ranges.retain(|range| !text[range.clone()].trim().is_empty());
    if ranges.is_empty() {
        return Err(Miss::Thing("anything there".into()));
    }
    Ok(Found {
        ranges,
        fit: found.fit,
    })
}

/// The marks of a kind, the nearest before the caret first; beside words, only what follows or precedes them.
fn nearest_mark(scene: &Scene<'_>, mark: char, beside: Option<&(Side, Vec<String>)>) -> Result<Found, Miss> {
    let text = scene.text();
    let caret = scene.caret();
    let is_mark =
        |c: char| c == mark || (mark == '–' && matches!(c, '—' | '-')) || (mark == '\'' && c == '’');
    let one = |at: usize| at..at + text[at..].chars().next().map_or(0, char::len_utf8);
    let mut ranges: Vec<Range<usize>> = match beside {
        None => text
            .match_indices(is_mark)
            .map(|(at, found)| at..at + found.len())
            .collect(),
        Some((side, words)) => words_in(scene, words)?
            .ranges
            .into_iter()
            .filter_map(|place| match side {
                Side::After => text[place.end..].starts_with(is_mark).then(|| one(place.end)),
                Side::Before => {
                    let before = text[..place.start].trim_end_matches(' ');
                    let last = before.char_indices().next_back()?;
                    is_mark(last.1).then(|| one(last.0))
                }
            })
            .collect(),
    };
    ranges.sort_by_key(|range| (range.start >= caret, range.start.abs_diff(caret)));
    // Marks are many: the nearest is meant, and no list of the others is of use.
    ranges.truncate(1);
    if ranges.is_empty() {
        return Err(Miss::Thing(format!("such a “{mark}”")));
    }
    Ok(Found {
        ranges,
        fit: Fit::Exact,
    })
}
