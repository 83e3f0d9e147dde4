//! Where in the document a target is.
//!
//! Knows nothing of how targets are said.

use std::ops::Range;

use super::{Edge, Found, Mark, Miss, Nth, Target, find_marks, find_words};
use crate::command::scene::Scene;
use crate::command::spoken::Fit;
use crate::document::Unit;
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::{self, paragraph_at};
use crate::message::Message;

/// Finds a target in the document.
///
/// # Errors
/// What was not found.
pub fn resolve(target: &Target, scene: &Scene<'_>) -> Result<Found, Miss> {
    let text = scene.text();
    let caret = scene.caret();
    match target {
        Target::That => one(scene.that(), || Miss::Nothing),
        Target::Everything if text.trim().is_empty() => Err(Miss::Thing(Message::NothingInDocument)),
        Target::Everything => Ok(Found::one(0..text.len())),
        // "this word" with words selected
        Target::Current(Unit::Word) if !scene.selected().is_empty() => Ok(Found::one(scene.selected())),
        Target::Current(unit) => one(current(text, caret, *unit), || no_unit_here(*unit)),
        Target::Nth(unit, nth) => one(nth_unit(text, caret, *unit, *nth), || missing(*unit, *nth)),
        Target::Run(unit, nth, n) => one(run(text, caret, *unit, *nth, *n), || missing(*unit, *nth)),
        Target::Rest(edge, unit) => {
            let whole = match unit {
                Some(unit) => current(text, caret, *unit).ok_or_else(|| no_unit_here(*unit))?,
                None => 0..text.len(),
            };
            let range = match edge {
                Edge::Start => whole.start.min(caret)..caret,
                Edge::End => caret..whole.end.max(caret),
            };
            let range = Some(range).filter(|range| !range.is_empty());
            one(range, || Miss::Thing(Message::NothingThere))
        }
        Target::Selected => one(scene.selection(), || Miss::Nothing),
        Target::Units(unit, from, to) => {
            let place = |n: usize| nth_unit(text, caret, *unit, Nth::Index(n));
            match (place(*from), place(*to)) {
                (Some(from), Some(to)) => Ok(Found::one(from.start..to.end)),
                _ => Err(missing(*unit, Nth::Index(*to))),
            }
        }
        Target::Occurrence(nth, words) => find_words::occurrence(scene, *nth, words),
        Target::Beyond(side, words, with) => find_words::beyond(scene, *side, words, *with),
        Target::Within(inner, outer) => within(scene, inner, outer),
        Target::Near(words, side, beside) => find_words::near(scene, words, *side, beside),
        Target::Except(kept) => except(scene, kept),
        Target::PairAround(pair, words) => find_marks::pair_around(scene, *pair, words),
        Target::Mark(mark, nth, beside) => find_marks::resolve_mark(scene, *mark, *nth, beside.as_ref()),
        Target::Text(words) => find_words::words_in(scene, words),
        Target::Through(from, to) => find_words::through(scene, from, to),
        Target::Span(from, to, ends) => find_words::span(scene, from, to, *ends),
        Target::Around(unit, edge, words) => find_words::around(scene, *unit, *edge, words),
        Target::Neighbour(unit, n, side, words) => find_words::neighbour(scene, *unit, *n, *side, words),
        Target::All(kind, most) => all(scene, kind, *most),
        Target::Several(parts) => find_words::several(scene, parts),
        Target::Inside(pair) => find_marks::inside(scene, *pair).map(Found::one),
        Target::List => one(list_around(text, caret), || Miss::Thing(Message::NoListHere)),
    }
}

/// The only place of a target, if there is one.
fn one(place: Option<Range<usize>>, miss: impl FnOnce() -> Miss) -> Result<Found, Miss> {
    place.map(Found::one).ok_or_else(miss)
}

/// Each one of a kind, in the order of the text; of two, the two that are nearest to the caret.
fn all(scene: &Scene<'_>, kind: &Target, most: Option<usize>) -> Result<Found, Miss> {
    let (mut places, fit) = match kind {
        Target::Current(unit) => (units_here(scene, *unit), Fit::Exact),
        Target::Mark(mark, ..) => (find_marks::all(scene, *mark), Fit::Exact),
        _ => {
            let found = resolve(kind, scene)?;
            let places = found.ranges.into_iter().map(|range| vec![range]).collect();
            (places, found.fit)
        }
    };
    if let Some(most) = most {
        let caret = scene.caret();
        places.sort_by_key(|marks| (marks[0].start >= caret, marks[0].start.abs_diff(caret)));
        // "both brackets" are the two of one pair.
        let most = match kind {
            Target::Mark(super::Mark::Pair(_), ..) => 1,
            _ => most,
        };
        if places.len() < most {
            return Err(Miss::Thing(Message::NotSoMany));
        }
        places.truncate(most);
    }
    let mut ranges: Vec<Range<usize>> = places.into_iter().flatten().collect();
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    Found::each(ranges, fit).or_miss(|| Miss::Thing(Message::NoneOfThese))
}

/// Units of a kind in the selection, else in the text: lines and items in the paragraph where the caret is, if it has some.
fn units_here(scene: &Scene<'_>, unit: Unit) -> Vec<Vec<Range<usize>>> {
    let text = scene.text();
    let part = match scene.selection() {
        Some(selected) => selected,
        // Nobody means every word of a whole document.
        None if matches!(unit, Unit::Word | Unit::Character) => return Vec::new(),
        None => 0..text.len(),
    };
    let found = unit::all_in(text, part, unit).into_iter();
    found
        .filter(|range| !range.is_empty())
        .map(|range| vec![range])
        .collect()
}

fn no_unit_here(unit: Unit) -> Miss {
    Miss::Thing(Message::NoUnitHere { unit: unit.name() })
}

fn missing(unit: Unit, nth: Nth) -> Miss {
    let unit = unit.name();
    Miss::Thing(match nth {
        Nth::Index(n) => Message::NoUnitNumber { unit, n },
        Nth::Last => Message::NoUnit { unit },
        Nth::Next => Message::NoNextUnit { unit },
        Nth::Previous => Message::NoPreviousUnit { unit },
        Nth::Middle => Message::NoUnitInMiddle { unit },
        Nth::FromLast(n) => Message::NoUnitFromEnd { unit, n },
    })
}

/// The unit at the caret; for headings and list items only when the caret's line is one, or one stands above.
pub(super) fn current(text: &str, caret: usize, unit: Unit) -> Option<Range<usize>> {
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
            .filter(|range| unit == Unit::Heading || caret <= range.end)
            .or_else(|| title_line(text).filter(|_| unit == Unit::Heading)),
        _ => unit::at(text, caret, unit),
    }
}

/// A title that nothing marks as one: a few words in the first line, a blank line below.
fn title_line(text: &str) -> Option<Range<usize>> {
    const MOST_WORDS: usize = 8;
    let first = unit::lines(text).next()?;
    let line = &text[first.clone()];
    let alone = text[first.end..].starts_with("\n\n") && !text[first.end..].trim().is_empty();
    let short = (1..=MOST_WORDS).contains(&line.split_whitespace().count());
    let marked = line.trim_end().ends_with(['.', ',', ';', '!', '?', '…']);
    (alone && short && !marked && Block::of(line).kind == BlockKind::Plain).then_some(first)
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
            Unit::Heading if unit::all(text, unit).is_empty() => title_line(text),
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
        Nth::Middle => {
            let mut all = unit::all(text, unit);
            all.retain(|range| !range.is_empty());
            (all.len() % 2 == 1).then(|| all[all.len() / 2].clone())
        }
        Nth::Index(n) => match unit {
            // Words and characters are counted in the paragraph where one is: nobody counts them in a book.
            Unit::Character | Unit::Word => {
                let here = current(text, caret, Unit::Paragraph)?;
                unit::all_in(text, here, unit).into_iter().nth(n - 1)
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

/// The whole text but what is kept.
fn except(scene: &Scene<'_>, kept: &Target) -> Result<Found, Miss> {
    let kept = resolve(kept, scene)?.ranges[0].clone();
    let text = scene.text();
    let mut ranges = vec![0..kept.start, kept.end..text.len()];
    ranges.retain(|range| !text[range.clone()].trim().is_empty());
    Found::each(ranges, Fit::Exact).or_miss(|| Miss::Thing(Message::NothingElse))
}

/// Units counted in another one, from its start or from its end; or what else is inside it; of several, in each.
fn within(scene: &Scene<'_>, inner: &Target, outer: &Target) -> Result<Found, Miss> {
    let wholes = resolve(outer, scene)?;
    if matches!(outer, Target::All(..)) {
        let each = wholes.ranges.into_iter();
        let found = each.filter_map(|whole| within_one(scene, inner, whole).ok());
        let ranges = found.flat_map(|found| found.ranges).collect();
        return Found::each(ranges, Fit::Exact).or_miss(|| Miss::Thing(Message::NoSuchThingThere));
    }
    within_one(scene, inner, wholes.ranges[0].clone())
}

fn within_one(scene: &Scene<'_>, inner: &Target, whole: Range<usize>) -> Result<Found, Miss> {
    let text = scene.text();
    let (unit, nth, n) = match inner {
        Target::Nth(unit, nth) => (*unit, *nth, 1),
        Target::Run(unit, nth, n) => (*unit, *nth, *n),
        _ => return inside(scene, inner, &whole),
    };
    let all: Vec<Range<usize>> = match unit {
        Unit::Line => unit::lines_in(text, whole)
            .filter(|line| !line.is_empty())
            .collect(),
        _ => unit::all_in(text, whole, unit),
    };
    let first = match nth {
        Nth::Index(index) => index.checked_sub(1),
        Nth::Last => all.len().checked_sub(n),
        Nth::FromLast(from_last) => all.len().checked_sub(from_last),
        Nth::Middle => (all.len() % 2 == 1).then_some(all.len() / 2),
        Nth::Next | Nth::Previous => None,
    };
    let found = first
        .and_then(|first| all.get(first..first + n))
        .filter(|found| !found.is_empty());
    let found = found.ok_or_else(|| missing(unit, nth))?;
    Ok(Found::one(found[0].start..found[n - 1].end))
}

/// The places of words or marks that lie in a part of the text.
fn inside(scene: &Scene<'_>, inner: &Target, part: &Range<usize>) -> Result<Found, Miss> {
    let counted = |nth: Nth, n_places: usize| match nth {
        Nth::Index(n) => n.checked_sub(1),
        Nth::FromLast(n) => n_places.checked_sub(n),
        _ => n_places.checked_sub(1),
    };
    let (mut found, nth) = match inner {
        Target::Occurrence(nth, words) => (find_words::words_in(scene, words)?, Some(*nth)),
        Target::Mark(mark, nth, None) => {
            let places = find_marks::all(scene, *mark).into_iter().flatten().collect();
            let nth = nth.or(matches!(mark, Mark::Sign(_)).then_some(Nth::Last));
            let found = Found {
                all: nth.is_none(),
                ranges: places,
                fit: Fit::Exact,
            };
            (found, nth)
        }
        _ => (resolve(inner, scene)?, None),
    };
    found
        .ranges
        .retain(|range| part.start <= range.start && range.end <= part.end);
    if let Some(nth) = nth {
        found.ranges.sort_by_key(|range| range.start);
        let chosen = counted(nth, found.ranges.len()).and_then(|at| found.ranges.get(at).cloned());
        found.ranges = chosen.into_iter().collect();
    }
    found.or_miss(|| Miss::Thing(Message::NoSuchThingThere))
}

/// The run of list items around a place, or the nearest one above; where no item is marked, the run of short lines there.
pub(in crate::command) fn list_around(text: &str, at: usize) -> Option<Range<usize>> {
    marked_list(text, at).or_else(|| plain_list(text, at))
}

/// Lines of a few words each without a mark at their ends, as people write lists down: at least two of them around the place
/// or above it.
pub(in crate::command) fn plain_list(text: &str, at: usize) -> Option<Range<usize>> {
    const MOST_WORDS: usize = 6;
    let is_entry = |line: &Range<usize>| {
        let words = text[line.clone()].split_whitespace().count();
        let plain = Block::of(&text[line.clone()]).kind == BlockKind::Plain;
        plain
            && (1..=MOST_WORDS).contains(&words)
            && !text[line.clone()]
                .trim_end()
                .ends_with(['.', ',', ';', ':', '!', '?', '…'])
    };
    let lines: Vec<Range<usize>> = unit::lines(text).collect();
    let last = lines
        .iter()
        .rposition(|line| line.start <= at && is_entry(line))?;
    let first = (0..=last)
        .rev()
        .take_while(|index| is_entry(&lines[*index]))
        .last()?;
    let last = (last..lines.len())
        .take_while(|index| is_entry(&lines[*index]))
        .last()?;
    (last > first).then(|| lines[first].start..lines[last].end)
}

fn marked_list(text: &str, at: usize) -> Option<Range<usize>> {
    let items = unit::all(text, Unit::ListItem);
    let index = items
        .iter()
        .rposition(|item| item.start <= at)
        .or((!items.is_empty()).then_some(0))?;
    let follow = |above: &Range<usize>, below: &Range<usize>| text[above.end..below.start] == *"\n";
    let run = items.chunk_by(follow).find(|run| run.contains(&items[index]))?;
    Some(run.first()?.start..run.last()?.end)
}
