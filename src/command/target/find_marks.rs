//! Where marks are: one by one, in pairs, beside words or beside each other.

use std::ops::Range;

use super::find::resolve;
use super::{Found, Mark, Miss, Nth, Pair, Target};
use crate::command::scene::Scene;
use crate::command::spoken::Fit;
use crate::document::Side;
use crate::document::markdown::Block;
use crate::document::unit::{lines, past};
use crate::message::Message;

/// The marks that are meant: the nearest before the caret, one by its number, or those beside something. Of a pair
/// both marks are found.
pub(super) fn resolve_mark(
    scene: &Scene<'_>,
    mark: Mark,
    nth: Option<Nth>,
    beside: Option<&(Side, Box<Target>)>,
) -> Result<Found, Miss> {
    let found = match beside {
        None => all(scene, mark),
        Some((side, other)) => {
            let places = resolve(other, scene)?.ranges;
            let hugs = |place: Range<usize>| touching(scene.text(), mark, *side, &place);
            alone(places.into_iter().filter_map(hugs))
        }
    };
    let caret = scene.caret();
    let chosen = match nth {
        Some(Nth::Index(n)) => n.checked_sub(1).and_then(|at| found.get(at)),
        Some(Nth::Middle) => found.get(found.len() / 2).filter(|_| found.len() % 2 == 1),
        Some(Nth::FromLast(n)) => found.len().checked_sub(n).and_then(|at| found.get(at)),
        Some(_) if beside.is_none() => found.last(),
        // Marks are many: the nearest is meant, and no list of the others is of use.
        _ => found.iter().min_by_key(|marks| {
            let at = marks[0].start;
            (at >= caret, at.abs_diff(caret))
        }),
    };
    let Some(marks) = chosen.cloned() else {
        return Err(Miss::Thing(missing(mark)));
    };
    Ok(Found {
        all: marks.len() > 1,
        ranges: marks,
        fit: Fit::Exact,
    })
}

/// Every mark of a kind in the selection, else in the text, in order; each with its partner.
pub(super) fn all(scene: &Scene<'_>, mark: Mark) -> Vec<Vec<Range<usize>>> {
    let mut found = everywhere(scene.text(), mark);
    let selected = scene.selected();
    let within = |range: &Range<usize>| range.start >= selected.start && range.end <= selected.end;
    let inside = |marks: &Vec<Range<usize>>| marks.iter().all(within);
    if !selected.is_empty() && found.iter().any(inside) {
        found.retain(inside);
    }
    found
}

/// What stands between the nearest paired marks.
pub(super) fn inside(scene: &Scene<'_>, pair: Pair) -> Result<Range<usize>, Miss> {
    let marks = resolve_mark(scene, Mark::Pair(pair), None, None)?.ranges;
    match marks.as_slice() {
        [open, close] if open.end < close.start => Ok(open.end..close.start),
        _ => {
            let (open, close) = pair.marks();
            Err(Miss::Thing(Message::NothingInPair { open, close }))
        }
    }
}

/// Marks that have no partner.
fn alone(marks: impl IntoIterator<Item = Range<usize>>) -> Vec<Vec<Range<usize>>> {
    marks.into_iter().map(|mark| vec![mark]).collect()
}

fn everywhere(text: &str, mark: Mark) -> Vec<Vec<Range<usize>>> {
    let found = |(at, found): (usize, &str)| at..at + found.len();
    // All but the first `n` line feeds of a run.
    let feeds_beyond = |n: usize| {
        let runs = breaks(text).into_iter().filter(move |run| run.len() > n);
        alone(runs.map(move |run| run.start + n..run.end))
    };
    match mark {
        Mark::Sign(sign) => {
            let prefixes = prefixes(text);
            let signs = text.match_indices(|c: char| is_sign(sign, c)).map(found);
            alone(signs.filter(|sign| !prefixes.iter().any(|prefix| prefix.contains(&sign.start))))
        }
        Mark::Any => alone(punctuation(text)),
        Mark::Space => alone(text.match_indices(' ').map(found)),
        Mark::ExtraSpace => alone(extra_spaces(text)),
        Mark::LineBreak => feeds_beyond(0),
        Mark::BlankLine => feeds_beyond(1),
        Mark::ExtraLine => feeds_beyond(2),
        Mark::Pair(pair) => pairs(text, pair),
    }
}

/// What stands before the words of each line: the marks of lists and headings are none of the text's.
fn prefixes(text: &str) -> Vec<Range<usize>> {
    let prefix = |line: Range<usize>| line.start..line.start + Block::of(&text[line]).prefix_len;
    lines(text).map(prefix).collect()
}

/// Every punctuation mark that belongs to no word, number or address.
fn punctuation(text: &str) -> Vec<Range<usize>> {
    const MARKS: &[char] = &[
        '.', ',', ';', ':', '!', '?', '…', '–', '—', '"', '“', '”', '„', '«', '»', '‘', '(', ')', '[', ']',
        '{', '}', '¿', '¡',
    ];
    let prefixes = prefixes(text);
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let inside = word(text[..at].chars().next_back()) && word(text[end..].chars().next());
        let loose_dash =
            c == '-' && !word(text[..at].chars().next_back()) && !word(text[end..].chars().next());
        let is_mark = MARKS.contains(&c) && !inside || matches!(c, '—' | '…') || loose_dash;
        if is_mark && !prefixes.iter().any(|prefix| prefix.contains(&at)) {
            found.push(at..end);
        }
    }
    found
}

/// Spaces inside lines that are too many: all but the first of a run, and those before a mark that hugs its word.
fn extra_spaces(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for line in lines(text) {
        let start = line.start + Block::of(&text[line.clone()]).prefix_len;
        let mut at = start;
        while let Some(space) = text[at..line.end].find(' ').map(|space| at + space) {
            let end = past(&text[..line.end], space, &[' ']);
            let hugs = text[end..line.end].starts_with([',', '.', '!', '?', ';', ':']);
            let from = if hugs { space } else { space + 1 };
            if from < end && space > start {
                found.push(from..end);
            }
            at = end;
        }
    }
    found
}

/// The paired marks right around words.
pub(super) fn pair_around(scene: &Scene<'_>, pair: Pair, said: &[String]) -> Result<Found, Miss> {
    let places = super::find_words::words_in(scene, said)?.ranges;
    let pairs = pairs(scene.text(), pair);
    let holds = |place: &Range<usize>| {
        let around = |marks: &&Vec<Range<usize>>| marks[0].end <= place.start && place.end <= marks[1].start;
        pairs.iter().find(around).cloned()
    };
    let (open, close) = pair.marks();
    let marks = places.iter().find_map(holds).unwrap_or_default();
    Found::each(marks, Fit::Exact).or_miss(|| Miss::Thing(Message::NoPairAround { open, close }))
}

/// Runs of line feeds inside the text.
fn breaks(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.trim_end().match_indices('\n') {
        match out.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out
}

/// Pairs of marks that close in the paragraph where they open.
fn pairs(text: &str, pair: Pair) -> Vec<Vec<Range<usize>>> {
    let kinds: &[(char, char)] = match pair {
        Pair::Quotes => &[('“', '”'), ('"', '"'), ('‘', '’'), ('«', '»')],
        Pair::Parentheses => &[('(', ')')],
        Pair::Brackets => &[('[', ']'), ('(', ')')],
        Pair::Braces => &[('{', '}')],
    };
    let mut out = Vec::new();
    for (open, close) in kinds {
        let mut at = 0;
        while let Some(start) = text[at..].find(*open).map(|found| at + found) {
            let inner = start + open.len_utf8();
            let end = text[inner..].find(*close).map(|found| inner + found);
            let Some(end) = end.filter(|&end| !text[inner..end].contains("\n\n")) else {
                at = inner;
                continue;
            };
            out.push(vec![start..inner, end..end + close.len_utf8()]);
            at = end + close.len_utf8();
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// The mark right before or after a place.
fn touching(text: &str, mark: Mark, side: Side, place: &Range<usize>) -> Option<Range<usize>> {
    let is_mark = |c: char| match mark {
        Mark::Sign(sign) => is_sign(sign, c),
        Mark::Space => c == ' ',
        Mark::LineBreak => c == '\n',
        Mark::Any => c.is_ascii_punctuation() || matches!(c, '…' | '–' | '—' | '”' | '»'),
        Mark::Pair(_) | Mark::BlankLine | Mark::ExtraLine | Mark::ExtraSpace => false,
    };
    match side {
        // A line ends with its stop.
        Side::After if mark == Mark::LineBreak => {
            let at = past(text, place.end, &['.', ',', '!', '?', ';', ':', '”', ')', ' ']);
            Some(at..past(text, at, &['\n'])).filter(|feeds| !feeds.is_empty())
        }
        Side::After => {
            let c = text[place.end..].chars().next().filter(|c| is_mark(*c))?;
            Some(place.end..place.end + c.len_utf8())
        }
        Side::Before if mark == Mark::Space => {
            let start = text[..place.start].trim_end_matches(' ').len();
            (start < place.start).then_some(start..place.start)
        }
        Side::Before => {
            let before = text[..place.start].trim_end_matches(' ');
            let (at, c) = before.char_indices().next_back().filter(|(_, c)| is_mark(*c))?;
            Some(at..at + c.len_utf8())
        }
    }
}

fn is_sign(sign: char, c: char) -> bool {
    c == sign || (sign == '–' && matches!(c, '—' | '-')) || (sign == '\'' && c == '’')
}

fn missing(mark: Mark) -> Message {
    let named = |mark: &'static str| Message::NoSuchMark { mark };
    match mark {
        Mark::Sign(sign) => Message::NoSuchSign {
            mark: sign.to_string(),
        },
        Mark::Any => named("a mark"),
        Mark::Space => named("a space"),
        Mark::ExtraSpace => named("a space too many"),
        Mark::LineBreak => named("a line break"),
        Mark::BlankLine | Mark::ExtraLine => named("an empty line"),
        Mark::Pair(pair) => {
            let (open, close) = pair.marks();
            Message::NoSuchPair { open, close }
        }
    }
}
