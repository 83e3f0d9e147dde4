//! Where words are: as they were said, as dictation would write them, and what lies beside and between them.

use std::ops::Range;

use super::find::{current, resolve};
use super::{Edge, Ends, Found, Miss, Nth, Point};
use crate::command::date::Date;
use crate::command::number;
use crate::command::scene::{Numbers, Scene};
use crate::command::spoken::{self, Fit, Matches};
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::{self, line_at, past, shifted, trimmed};
use crate::document::{Side, Unit};
use crate::message::Message;

/// Longest target in words that is also sought as dictation would write it.
const MOST_WRITTEN: usize = 12;

/// Places where words occur, the nearest before the caret first. A leading "the" or "that" may be missing in the
/// text. With a selection, only what is in it counts if anything is.
pub(super) fn words_in(scene: &Scene<'_>, words: &[String]) -> Result<Found, Miss> {
    let text = scene.text();
    let look = |part: Range<usize>| {
        let closely = |words: &[String]| {
            spoken::find(text, part.clone(), words)
                .filter(|found| found.fit < Fit::Sound)
                .or_else(|| as_written(scene, part.clone(), words))
        };
        closely(words).or_else(|| match words {
            [article, rest @ ..]
                if matches!(article.as_str(), "the" | "that" | "this")
                    && !rest.is_empty()
                    && !is_weak(rest) =>
            {
                closely(rest)
            }
            _ => spoken::find(text, part.clone(), words),
        })
    };
    let in_selection = scene.selection().and_then(look);
    let matches = in_selection.or_else(|| look(0..text.len())).map(|mut matches| {
        matches.ranges.retain(|range| !joins_blocks(text, range));
        matches
    });
    let Some(mut matches) = matches.filter(|matches| !matches.ranges.is_empty()) else {
        let only = super::find_kinds::only_one(text, words);
        return only.map(Found::one).ok_or_else(|| Miss::Words(words.join(" ")));
    };
    let caret = scene.caret();
    matches.ranges.sort_by_key(|range| {
        if range.end <= caret {
            (0, caret - range.end)
        } else {
            (1, range.start.max(caret))
        }
    });
    Ok(Found::places(matches.ranges, matches.fit))
}

/// Whether a range reaches from one paragraph, heading or item into another one: nobody names words by both.
fn joins_blocks(text: &str, range: &Range<usize>) -> bool {
    let plain = |line: &str| matches!(Block::of(line).kind, BlockKind::Plain | BlockKind::Quote);
    let lines = || text[line_at(text, range.start).start..range.end].split('\n');
    lines().count() > 1 && !lines().all(plain)
}

/// Words too common to be what somebody points at with "that …".
fn is_weak(words: &[String]) -> bool {
    const WEAK: &[&str] = &[
        "is", "was", "the", "a", "an", "of", "to", "in", "and", "out", "on", "one", "up", "all", "so",
    ];
    matches!(words, [word] if WEAK.contains(&word.as_str()))
}

pub(super) fn through(scene: &Scene<'_>, from: &[String], to: &[String]) -> Result<Found, Miss> {
    let starts = words_in(scene, from)?;
    let ends = words_in(scene, to)?;
    let through = |start: &Range<usize>| {
        let behind = |end: &&Range<usize>| end.start >= start.end || *end == start;
        let end = ends.ranges.iter().filter(behind).min_by_key(|end| end.start)?;
        Some(start.start..end.end)
    };
    let ranges = starts.ranges.iter().filter_map(through).collect();
    Found::places(ranges, starts.fit.max(ends.fit))
        .or_miss(|| Miss::Words(format!("{} … {}", from.join(" "), to.join(" "))))
}

/// One of the places where words occur, counted in the order of the text.
pub(super) fn occurrence(scene: &Scene<'_>, nth: Nth, words: &[String]) -> Result<Found, Miss> {
    let found = words_in(scene, words)?;
    let mut ranges = found.ranges;
    ranges.sort_by_key(|range| range.start);
    let index = match nth {
        Nth::Index(n) => n - 1,
        _ => ranges.len() - 1,
    };
    let one = ranges.get(index).cloned().into_iter().collect();
    Found::places(one, found.fit).or_miss(|| {
        let words = words.join(" ");
        Miss::Thing(Message::NotSoOften { words })
    })
}

/// Everything before or after words, with or without them.
pub(super) fn beyond(scene: &Scene<'_>, side: Side, words: &[String], with: bool) -> Result<Found, Miss> {
    let found = words_in(scene, words)?;
    let text = scene.text();
    let beyond = |place: &Range<usize>| match (side, with) {
        (Side::Before, false) => 0..place.start,
        (Side::Before, true) => 0..place.end,
        // A sentence that ends with the words keeps its stop.
        (Side::After, false) => past_stop(text, place.end)..text.len(),
        (Side::After, true) => place.start..text.len(),
    };
    let mut ranges: Vec<Range<usize>> = found.ranges.iter().map(beyond).collect();
    ranges.retain(|range| !text[range.clone()].trim().is_empty());
    Found::places(ranges, found.fit).or_miss(|| Miss::Thing(Message::NothingThere))
}

/// Behind the stop and the closing marks that follow right here.
fn past_stop(text: &str, at: usize) -> usize {
    match past(text, at, &['.', '!', '?', '…']) {
        stop if stop > at => past(text, stop, &['”', '"', ')', '’']),
        _ => at,
    }
}

/// Places that read as dictation would write the words: "five dollars and twenty cents" in "$5.20".
fn as_written(scene: &Scene<'_>, part: Range<usize>, said: &[String]) -> Option<Matches> {
    if said.len() > MOST_WRITTEN {
        return None;
    }
    if let Some((hour, minute)) = number::clock(said) {
        return exactly(literally_in(scene, &part, &format!("{hour}:{minute:02}")));
    }
    let words: Vec<&str> = said.iter().map(String::as_str).collect();
    if let Some(found) = with_date(scene, &part, &words) {
        return Some(found);
    }
    let said = said.join(" ");
    // A letter before other words may be an article: where that finds nothing, the words are written as the last ones.
    let ways = [" then", ""].map(|after| [Numbers::Usual, Numbers::Digits].map(|numbers| (after, numbers)));
    ways.into_iter().flatten().find_map(|(after, numbers)| {
        let written = scene.writer.write(&said, "so ", after, numbers);
        if written.is_empty() || written == said {
            return None;
        }
        exactly(literally_in(scene, &part, &written)).or_else(|| {
            spoken::find(scene.text(), part.clone(), &[written]).filter(|found| found.fit < Fit::Sound)
        })
    })
}

/// Places of words with a day of a month among them, however the day is written: "on the third of may" in "On 3 May".
fn with_date(scene: &Scene<'_>, part: &Range<usize>, words: &[&str]) -> Option<Matches> {
    let spans = (0..words.len()).flat_map(|from| (from + 2..=words.len()).rev().map(move |to| (from, to)));
    spans
        .filter_map(|(from, to)| Some((from, to, Date::said(&words[from..to])?.0)))
        .map(|(from, to, date)| {
            let ways = date.ways().flat_map(|way| {
                let whole = [&words[..from], &[way.as_str()], &words[to..]].concat();
                literally_in(scene, part, &whole.join(" "))
            });
            ways.collect()
        })
        .find_map(exactly)
}

/// Places that read just as they were sought, if there are some.
fn exactly(ranges: Vec<Range<usize>>) -> Option<Matches> {
    (!ranges.is_empty()).then_some(Matches {
        ranges,
        fit: Fit::Exact,
    })
}

fn literally_in(scene: &Scene<'_>, part: &Range<usize>, written: &str) -> Vec<Range<usize>> {
    let found = spoken::literally(&scene.text()[part.clone()], written).into_iter();
    found.map(|range| shifted(range, part.start)).collect()
}

/// The unit around words; with an edge, only where the words are its first or last ones.
pub(super) fn around(
    scene: &Scene<'_>,
    unit: Unit,
    edge: Option<Edge>,
    said: &[String],
) -> Result<Found, Miss> {
    let found = words_in(scene, said)?;
    let text = scene.text();
    let is_bare = |part: Range<usize>| !text[part].contains(char::is_alphanumeric);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for place in found.ranges {
        let Some(range) = current(text, place.start, unit) else {
            continue;
        };
        let fits = match edge {
            None => true,
            Some(Edge::Start) => range.start <= place.start && is_bare(range.start..place.start),
            Some(Edge::End) => place.end <= range.end && is_bare(place.end..range.end),
        };
        if fits && !ranges.contains(&range) {
            ranges.push(range);
        }
    }
    Found::places(ranges, found.fit).or_miss(|| Miss::Words(said.join(" ")))
}

/// The place of words that is nearest before or after others, in the same paragraph.
pub(super) fn near(scene: &Scene<'_>, said: &[String], side: Side, beside: &[String]) -> Result<Found, Miss> {
    // Where either is missing nobody meant it so: "remove the bones before you serve it".
    let both = (words_in(scene, said), words_in(scene, beside));
    let (Ok(found), Ok(others)) = both else {
        return Err(Miss::Nothing);
    };
    let nearest = |other: &Range<usize>| {
        let distance = |place: &&Range<usize>| match side {
            Side::Before => other.start.checked_sub(place.end),
            Side::After => place.start.checked_sub(other.end),
        };
        let places = found.ranges.iter().filter(|place| distance(place).is_some());
        let place = places.min_by_key(|place| distance(place))?;
        let between = place.end.min(other.end)..place.start.max(other.start);
        (!scene.text().get(between)?.contains("\n\n")).then(|| place.clone())
    };
    let ranges = others.ranges.iter().filter_map(nearest).collect();
    Found::places(ranges, found.fit.max(others.fit)).or_miss(|| Miss::Nothing)
}

/// So many units right before or after words or a mark.
pub(super) fn neighbour(
    scene: &Scene<'_>,
    unit: Unit,
    n: usize,
    side: Side,
    said: &[String],
) -> Result<Found, Miss> {
    let words: Vec<&str> = said.iter().map(String::as_str).collect();
    let mark = super::marks::parse(&words).into_iter().next();
    let found = match mark.and_then(|mark| resolve(&mark, scene).ok()) {
        Some(found) => found,
        None => words_in(scene, said)?,
    };
    let text = scene.text();
    let beside = |place: &Range<usize>| {
        // Words are counted from the words, other units from the unit in which they stand.
        let here = match unit {
            Unit::Word | Unit::Character => place.clone(),
            _ => current(text, place.start, unit)?,
        };
        let step = |from: &Range<usize>| match side {
            Side::Before => unit::previous(text, from.start, unit),
            Side::After => unit::next(text, from.end, unit),
        };
        let first = step(&here)?;
        (1..n).try_fold(first, |range, _| {
            let more = step(&range)?;
            Some(range.start.min(more.start)..range.end.max(more.end))
        })
    };
    let ranges = found.ranges.iter().filter_map(beside).collect();
    let unit = unit.name();
    Found::places(ranges, found.fit).or_miss(|| Miss::Thing(Message::NoUnitThere { unit }))
}

/// From one point to another.
pub(super) fn span(scene: &Scene<'_>, from: &Point, to: &Point, ends: Ends) -> Result<Found, Miss> {
    let (starts, start_fit) = places(scene, from)?;
    let (stops, stop_fit) = places(scene, to)?;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for start in &starts {
        let stop = stops.iter().filter(|stop| stop.start >= start.end);
        let range = match (stop.min_by_key(|stop| stop.start), ends) {
            (Some(stop), Ends::Inside) => start.start..stop.end,
            (Some(stop), Ends::Outside) => start.end..stop.start,
            // "from here to the start" runs backwards.
            (None, _) => match stops.iter().rfind(|stop| stop.end <= start.start) {
                Some(stop) if matches!((from, to), (Point::Here, Point::Edge(..))) => stop.start..start.end,
                _ => continue,
            },
        };
        ranges.push(trimmed(scene.text(), range));
    }
    ranges.retain(|range| !range.is_empty());
    Found::places(ranges, start_fit.max(stop_fit)).or_miss(|| Miss::Thing(Message::NothingThere))
}

/// Where a point may be; words take up room, the caret and the ends of something do not.
fn places(scene: &Scene<'_>, point: &Point) -> Result<(Vec<Range<usize>>, Fit), Miss> {
    match point {
        Point::Here => Ok((vec![scene.caret()..scene.caret()], Fit::Exact)),
        Point::Edge(edge, whole) => {
            let whole = resolve(whole, scene)?.ranges[0].clone();
            let at = match edge {
                Edge::Start => whole.start,
                Edge::End => whole.end,
            };
            Ok((vec![at..at], Fit::Exact))
        }
        Point::At(target) => resolve(target, scene).map(|found| (found.ranges, found.fit)),
        Point::Words(said) => words_in(scene, said).map(|found| (found.ranges, found.fit)),
    }
}

/// Several words, each at its nearest place; all of them are meant.
pub(super) fn several(scene: &Scene<'_>, parts: &[Vec<String>]) -> Result<Found, Miss> {
    let mut ranges = Vec::with_capacity(parts.len());
    let mut fit = Fit::Exact;
    for part in parts {
        let found = words_in(scene, part)?;
        fit = fit.max(found.fit);
        ranges.push(found.ranges[0].clone());
    }
    ranges.sort_by_key(|range| range.start);
    if ranges.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return Err(Miss::Nothing);
    }
    Ok(Found::each(ranges, fit))
}
