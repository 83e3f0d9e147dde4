//! How targets are said: every meaning that some words may have.

use super::units::{edge, nth, place, strip_the, unit};
use super::{Edge, Ends, Nth, Point, Target, marks};
use crate::command::words::owned;
use crate::document::{Side, Unit};

/// Everything that these words may mean, best first.
pub fn parse(words: &[&str]) -> Vec<Target> {
    let mut out = Vec::new();
    out.extend(pointed(words));
    out.extend(inside(words));
    out.extend(place(words));
    out.extend(neighbour(words));
    out.extend(around(words));
    out.extend(marks::parse(words));
    out.extend(within(words));
    if matches!(words, ["from" | "between", ..]) {
        // "from ten to twelve" may stand there as it is.
        out.push(Target::Text(owned(words)));
    }
    out.extend(spans(words));
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
    out.extend(each(words));
    out.extend(several(words));
    out.extend(near(words));
    out.extend(named_by_word(words));
    out.extend(except(words));
    out
}

/// "the red before bag", "Sam after lunch".
fn near(words: &[&str]) -> Option<Target> {
    let words = strip_the(words);
    let side = |at: usize| match &words[at..] {
        ["next", "to", rest @ ..] => Some((at, Side::After, rest)),
        rest => side(rest).map(|(side, rest)| (at, side, rest)),
    };
    let (at, side, beside) = (1..words.len()).find_map(side)?;
    (!beside.is_empty()).then(|| Target::Near(owned(&words[..at]), side, owned(beside)))
}

/// The side that is named first, and the words behind it.
fn side<'a, 'b>(words: &'a [&'b str]) -> Option<(Side, &'a [&'b str])> {
    match words {
        ["before" | "preceding", rest @ ..] | ["in", "front", "of", rest @ ..] => Some((Side::Before, rest)),
        ["after" | "behind" | "following", rest @ ..] => Some((Side::After, rest)),
        _ => None,
    }
}

/// "the cow sentence": the unit that a word stands in.
fn named_by_word(words: &[&str]) -> Option<Target> {
    let [word, named] = strip_the(words) else {
        return None;
    };
    let is_place = nth(&[*word]).is_some()
        || matches!(
            *word,
            "current" | "whole" | "entire" | "other" | "same" | "only" | "new"
        );
    if is_place {
        return None;
    }
    let unit = unit(&[*named]).filter(|unit| {
        matches!(
            unit,
            Unit::Sentence | Unit::Paragraph | Unit::Line | Unit::ListItem
        )
    })?;
    Some(Target::Around(unit, None, owned(&[*word])))
}

/// "all but the first sentence".
fn except(words: &[&str]) -> Option<Target> {
    let kept = match words {
        ["everything" | "all" | "anything", "but" | "except", rest @ ..] => rest,
        _ => return None,
    };
    let kept = match kept {
        ["for", rest @ ..] => rest,
        _ => kept,
    };
    place(kept)
        .filter(|kept| !matches!(kept, Target::Current(Unit::Character)))
        .map(|kept| Target::Except(Box::new(kept)))
}

/// "salt and pepper" as two targets.
fn several(words: &[&str]) -> Option<Target> {
    let parts: Vec<Vec<String>> = words.split(|word| *word == "and").map(owned).collect();
    let whole = parts.len() > 1 && parts.iter().all(|part| !part.is_empty());
    whole.then_some(Target::Several(parts))
}

/// "everything in the parentheses".
fn inside(words: &[&str]) -> Option<Target> {
    let rest = match words {
        ["everything" | "anything" | "all" | "what's", rest @ ..]
        | ["the", "text" | "words" | "part" | "bit" | "phrase", rest @ ..] => rest,
        _ => return None,
    };
    let rest = match rest {
        ["that" | "which", "is", rest @ ..] => rest,
        _ => rest,
    };
    match rest {
        ["in" | "inside" | "within" | "between", rest @ ..] => {
            marks::pair(strip_the(rest)).map(Target::Inside)
        }
        _ => None,
    }
}

/// What needs no other words: "that", "everything", "the rest of the line", "the list".
fn pointed(words: &[&str]) -> Option<Target> {
    Some(match words {
        ["that" | "this" | "it" | "selection" | "those" | "these"]
        | [
            "that" | "this",
            "one" | "part" | "bit" | "piece" | "passage" | "phrase" | "selection",
        ]
        | ["the", "selection" | "selected"]
        | [
            "the" | "that" | "this",
            "selected" | "highlighted" | "marked",
            "text" | "words" | "part" | "bit" | "phrase" | "passage",
        ]
        | ["what", "is" | "i've", "selected" | "highlighted"]
        | ["what's" | "my", "selected" | "selection"]
        | ["what", "i", "said"]
        | ["what", "i", "just", "said"] => Target::That,
        ["everything" | "all"]
        | ["all", "of", "it"]
        | ["it", "all"]
        | ["all" | "the" | "whole" | "entire", "text" | "document"]
        | ["the", "whole" | "entire", "text" | "document" | "thing"]
        | ["this", "document"] => Target::Everything,
        ["the" | "this" | "that", "list"]
        | ["the" | "this", "whole" | "entire", "list"]
        | [
            "the" | "these" | "those",
            "bullets" | "items" | "steps" | "entries",
        ]
        | ["the" | "these" | "those", "bullet", "points"]
        | ["the" | "this", "bullet" | "bulleted" | "numbered", "list"]
        | ["the" | "these", "numbers"] => Target::List,
        ["the" | "these" | "those", "lines"] => Target::Current(Unit::Paragraph),
        ["the", "rest", "of", "the" | "this", "document" | "text" | "page"] => Target::Rest(Edge::End, None),
        ["to" | "until", rest @ ..] | ["the", "rest", "to", rest @ ..] | ["back" | "on", "to", rest @ ..] => {
            rest_to(rest)?
        }
        ["the", "rest"] => Target::Rest(Edge::End, None),
        ["the", "rest", "of", rest @ ..] => Target::Rest(Edge::End, Some(unit(strip_the(rest))?)),
        _ => return None,
    })
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

/// "the word before budget", "the two words after the gate".
fn neighbour(words: &[&str]) -> Option<Target> {
    let (at, (side, beside)) = (0..words.len()).find_map(|at| Some((at, side(&words[at..])?)))?;
    if beside.is_empty() {
        return None;
    }
    let named = match strip_the(&words[..at]) {
        ["last" | "first" | "next", rest @ ..] if !rest.is_empty() => rest,
        named => named,
    };
    let (n, named) = match crate::command::number::cardinal(named) {
        Some((n, taken)) if taken < named.len() => (usize::try_from(n).ok()?, &named[taken..]),
        _ => (1, named),
    };
    let unit = unit(named)?;
    if matches!(
        beside,
        ["here" | "caret" | "cursor"] | ["the" | "my", "caret" | "cursor"]
    ) {
        let nth = if side == Side::Before {
            Nth::Previous
        } else {
            Nth::Next
        };
        return Some(match n {
            1 => Target::Nth(unit, nth),
            _ => Target::Run(unit, nth, n),
        });
    }
    Some(Target::Neighbour(unit, n, side, owned(beside)))
}

/// "the sentence about taxes", "the paragraph that starts with hello".
fn around(words: &[&str]) -> Option<Target> {
    let words = strip_the(words);
    let at = (1..=2.min(words.len()))
        .rev()
        .find(|len| unit(&words[..*len]).is_some())?;
    let rest = match &words[at..] {
        ["that" | "which", rest @ ..] => rest,
        rest => rest,
    };
    let (edge, rest) = match rest {
        [
            "with" | "containing" | "about" | "saying" | "mentioning" | "where" | "including",
            rest @ ..,
        ]
        | ["says" | "contains" | "mentions" | "has" | "includes", rest @ ..]
        | ["is", "about", rest @ ..]
        | ["in", "which", rest @ ..] => (None, without_in_it(rest)),
        [
            "starts" | "begins" | "starting" | "beginning",
            "with" | "in",
            rest @ ..,
        ] => (Some(Edge::Start), rest),
        ["ends" | "ending", "with" | "in" | "on", rest @ ..] => (Some(Edge::End), rest),
        _ => return None,
    };
    (!rest.is_empty()).then(|| unit(&words[..at]).map(|unit| Target::Around(unit, edge, owned(rest))))?
}

/// "apple" of "the sentence with apple in it", "he ate" of "the sentence where it says he ate".
fn without_in_it<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let words = words.strip_suffix(&["in", "it"]).unwrap_or(words);
    let words = words.strip_prefix(&["it", "says"]).unwrap_or(words);
    match words {
        ["the", "word" | "words" | "phrase", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    }
}

/// "the last two words of the first paragraph", "egg in the first sentence".
fn within(words: &[&str]) -> Vec<Target> {
    let mut out = Vec::new();
    for (at, _) in words
        .iter()
        .enumerate()
        .filter(|(_, word)| matches!(**word, "of" | "in" | "from" | "on"))
    {
        let (inner, outer) = (&words[..at], &words[at + 1..]);
        let outer = match outer {
            ["the" | "this", "document" | "text"] => Target::Everything,
            _ => match place(outer)
                .or_else(|| pointed(outer).filter(|outer| matches!(outer, Target::List | Target::That)))
                .or_else(|| every_unit(outer))
            {
                Some(outer) => outer,
                None => continue,
            },
        };
        let put = |inner| Target::Within(Box::new(inner), Box::new(outer.clone()));
        if let Some(inner) = place(inner) {
            if matches!(inner, Target::Nth(..) | Target::Run(..)) {
                out.push(put(inner));
            }
        } else if outer == Target::That {
            // "both words of that"; "the lid of it" is no word of the text.
            out.extend(every_unit(inner).map(put));
        } else if outer != Target::Everything && !inner.is_empty() {
            let kinds = |inner: &Target| {
                matches!(
                    inner,
                    Target::Mark(..) | Target::Text(_) | Target::Occurrence(..) | Target::All(..)
                )
            };
            out.extend(parse(inner).into_iter().filter(kinds).map(put));
        }
    }
    out
}

/// "every item", "each sentence".
fn every_unit(words: &[&str]) -> Option<Target> {
    let units =
        |target: &Target| matches!(target, Target::All(kind, _) if matches!(**kind, Target::Current(_)));
    each(words).into_iter().find(units)
}

/// "from here to the end", "everything between red and house", "everything up to now".
fn spans(words: &[&str]) -> Vec<Target> {
    let (whole, rest) = match words {
        ["everything" | "all" | "anything" | "whatever", rest @ ..]
        | [
            "the" | "all",
            "text" | "part" | "words" | "word" | "rest" | "bit" | "stuff" | "phrase",
            rest @ ..,
        ] if !rest.is_empty() => (true, rest),
        _ => (false, words),
    };
    let mut out = Vec::new();
    match rest {
        ["between", rest @ ..] | ["in", "between", rest @ ..] => {
            let ends = |at: usize| Some((point(&rest[..at])?, point(&rest[at + 1..])?));
            let joints = (1..rest.len()).filter(|&at| rest[at] == "and");
            let spans = joints.filter_map(ends);
            out.extend(spans.map(|(from, to)| Target::Span(from, to, Ends::Outside)));
        }
        ["from", rest @ ..] => {
            if let Some(start) = rest
                .strip_suffix(&["on"])
                .or_else(|| rest.strip_suffix(&["onward"]))
                .or_else(|| rest.strip_suffix(&["onwards"]))
                .or(whole.then_some(rest))
                .filter(|start| !start.is_empty())
            {
                out.extend(beyond(start, Side::After, true));
            }
            out.extend(joined(rest, true));
        }
        ["up", "to" | "until" | "till", rest @ ..]
        | ["until" | "till" | "before" | "above" | "preceding", rest @ ..]
        | ["to", "the", "left", "of", rest @ ..]
        | ["in", "front", "of", rest @ ..]
            if whole =>
        {
            out.extend(beyond(rest, Side::Before, false));
        }
        ["after" | "behind" | "below" | "past" | "following", rest @ ..]
        | ["to", "the", "right", "of", rest @ ..]
            if whole =>
        {
            out.extend(beyond(rest, Side::After, false));
        }
        ["up", "to", rest @ ..] if !rest.is_empty() => {
            out.extend(point(rest).map(|to| Target::Span(Point::Here, to, Ends::Outside)));
        }
        _ => out.extend(joined(rest, false)),
    }
    out
}

/// "castle up to bridge": both ends belong to it. A bare "to" joins only behind "from".
fn joined(words: &[&str], from: bool) -> Vec<Target> {
    let mut out = Vec::new();
    for at in 1..words.len() {
        let end = match &words[at..] {
            ["up" | "down", "to", end @ ..] | ["as", "far", "as", end @ ..] => end,
            ["through" | "thru" | "until" | "till", end @ ..] => end,
            ["to", end @ ..] if from => end,
            _ => continue,
        };
        match (point(&words[..at]), point(end)) {
            (Some(Point::Words(from)), Some(Point::Words(to))) => out.push(Target::Through(from, to)),
            (Some(from), Some(to)) => out.push(Target::Span(from, to, Ends::Inside)),
            _ => {}
        }
    }
    out
}

/// Everything before or after a point.
fn beyond(words: &[&str], side: Side, with: bool) -> Option<Target> {
    Some(match (point(words)?, side) {
        (Point::Here, Side::Before) => Target::Rest(Edge::Start, None),
        (Point::Here, Side::After) => Target::Rest(Edge::End, None),
        (Point::Words(words), side) => Target::Beyond(side, words, with),
        (point, side) => {
            let ends = if with { Ends::Inside } else { Ends::Outside };
            let edge = |edge| Point::Edge(edge, Box::new(Target::Everything));
            match side {
                Side::Before => Target::Span(edge(Edge::Start), point, ends),
                Side::After => Target::Span(point, edge(Edge::End), ends),
            }
        }
    })
}

/// "here", "the end of the sentence", words.
fn point(words: &[&str]) -> Option<Point> {
    match words {
        [] => return None,
        ["here" | "caret" | "cursor"]
        | ["the" | "my", "caret" | "cursor"]
        | ["this", "point" | "place"]
        | ["where", "i", "am"] => return Some(Point::Here),
        _ => {}
    }
    if let Some((edge, rest)) = edge(strip_the(words)) {
        let whole = match rest {
            [] => Some(Target::Everything),
            ["of", rest @ ..] if matches!(strip_the(rest), ["document" | "text"]) => Some(Target::Everything),
            ["of", rest @ ..] => place(rest),
            _ => None,
        };
        if let Some(whole) = whole {
            return Some(Point::Edge(edge, Box::new(whole)));
        }
    }
    let placed = place(words).filter(|place| !matches!(place, Target::Current(_)));
    if let Some(target) = placed.or_else(|| marks::parse(words).into_iter().next()) {
        return Some(Point::At(Box::new(target)));
    }
    Some(Point::Words(owned(words)))
}

/// "every line", "all the commas", "both brackets", "red everywhere".
fn each(words: &[&str]) -> Vec<Target> {
    let (what, most) = match words {
        ["every" | "each", "single", rest @ ..] | ["every" | "each", rest @ ..] => (rest, None),
        ["all", "of", "the" | "these" | "those", rest @ ..]
        | ["all", "the" | "these" | "those" | "my", rest @ ..]
        | ["all", rest @ ..] => (rest, None),
        ["both", "of", "the" | "these" | "those", rest @ ..]
        | ["both", "the" | "these" | "those", rest @ ..]
        | ["both", rest @ ..]
        | ["the" | "those" | "these", "two", rest @ ..] => (rest, Some(2)),
        [rest @ .., "everywhere" | "throughout"] => (rest, None),
        // "the sentences" are all of them; "the words" are words that occur.
        ["the" | "these" | "those", rest @ ..] if unit(rest).is_some() && rest.concat().ends_with('s') => {
            (rest, None)
        }
        _ => return Vec::new(),
    };
    let what = match what {
        [
            "occurrence" | "occurrences" | "instance" | "instances",
            "of",
            rest @ ..,
        ] => rest,
        _ => what,
    };
    if what.is_empty() {
        return Vec::new();
    }
    let kinds = unit(what)
        .map(Target::Current)
        .into_iter()
        .chain(marks::kind(what))
        .chain([Target::Text(owned(what))]);
    kinds.map(|kind| Target::All(Box::new(kind), most)).collect()
}
