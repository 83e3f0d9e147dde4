//! Writing words beside others, at the ends of something, and between others; spelled words.

use std::ops::Range;

use super::breaks::past_marks;
use super::write::{layout, written};
use super::{Answer, Job, items};
use crate::command::homophone;
use crate::command::spelling;
use crate::command::target::{self, Edge, Miss, Target};
use crate::command::tidy;
use crate::command::verb::Verb;
use crate::document::unit::{block_at, past, words};
use crate::document::{Side, Unit};
use crate::english::word_classes::{DETERMINERS, PREPOSITIONS};
use crate::message::{Message, excerpt};

/// Writes words before or behind a target.
pub(super) fn beside(job: &Job<'_>, side: Side) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let target = job.range().ok_or(Miss::Nothing)?;
    let text = job.text;
    if let Some(new) = layout(said) {
        return insert_layout(job, side, target, new);
    }
    // What is written beside a whole item of a list is an item as well.
    if job.unit() == Some(Unit::ListItem) {
        let (line, block) = block_at(text, target.start);
        if block.is_item() {
            return items::new_line(job, line, side);
        }
    }
    match side {
        Side::After => {
            let end = past_own_stop(job, &target, said).unwrap_or(target.end);
            let new = written(job, &(end..end), said);
            // Behind a whole sentence a new one begins.
            let new = if tidy::starts_sentence(text, end) {
                stopped(tidy::capitalised(&new))
            } else {
                new
            };
            let glue = if new.starts_with([',', '.', ';', ':', '!', '?', '\n']) {
                ""
            } else {
                " "
            };
            let message = inserted(side, &new, job.excerpt(target));
            Ok(job.insert(end, format!("{glue}{new}"), message))
        }
        Side::Before => {
            let place = target.start..target.start;
            let mut new = written(job, &place, said);
            let message = inserted(side, &new, job.excerpt(target.clone()));
            if tidy::starts_sentence(text, target.start) {
                new = tidy::capitalised(&new);
                let whole = matches!(job.command.verb, Verb::Insert(_))
                    && matches!(job.unit(), Some(Unit::Sentence | Unit::Paragraph));
                if whole {
                    new = stopped(new);
                } else if let Some(first) = words(text, target).into_iter().next()
                    && job.is_small(&text[first.clone()])
                {
                    // "The cat" after "and then" goes on in small letters.
                    let lower = tidy::uncapitalised(&text[first.clone()]);
                    return Ok(job.edit([(first, format!("{new} {lower}"))], None, message));
                }
            }
            let caret = job.pos(place.start) + new.chars().count();
            Ok(job
                .edit([(place, format!("{new} "))], None, message)
                .with_caret(caret))
        }
    }
}

/// What the user is told of words beside others.
fn inserted(side: Side, new: &str, what: String) -> Message {
    let new = excerpt(new);
    match side {
        Side::Before => Message::InsertedBefore { new, what },
        Side::After => Message::InsertedAfter { new, what },
    }
}

/// Behind the stop of a whole sentence that was named by its words, where another clause follows it.
fn past_own_stop(job: &Job<'_>, target: &Range<usize>, said: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    let named = matches!(job.first_target(), Some(Target::Text(words)) if words.len() >= SHORTEST);
    let stop = job.text[target.end..]
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | '!' | '?' | '…'))?;
    let whole = named && tidy::starts_sentence(job.text, target.start) && said.split(' ').count() >= SHORTEST;
    whole.then(|| target.end + stop.len_utf8())
}

/// Puts a mark or a break beside a target, or beside each of several ("a comma after ran and fell").
fn insert_layout(job: &Job<'_>, side: Side, target: Range<usize>, new: String) -> Answer {
    let what = job.excerpt(target.clone());
    let message = match (new.starts_with('\n'), side) {
        (true, Side::After) => Message::BreakAfter { what },
        (true, Side::Before) => Message::BreakBefore { what },
        (false, _) => inserted(side, &new, what),
    };
    let mut places = match job.means_all() {
        true => job.ranges()?,
        false => vec![target],
    };
    places.sort_by_key(|place| place.start);
    let is_ordinary = |word: &str| job.scene.writer.is_ordinary(word);
    let mut edits = Vec::with_capacity(places.len());
    let mut caret = 0;
    for place in places {
        let range = layout_range(job.text, side, &place, &new);
        let following = tidy::case_behind(job.text, range.end, &new, &is_ordinary);
        caret = range.end;
        edits.push((range, new.clone()));
        edits.extend(following);
    }
    Ok(job.edit(edits, Some(caret), message))
}

/// Where a mark or a break goes beside a target: a mark hugs what is before it, a break takes the spaces around it.
fn layout_range(text: &str, side: Side, target: &Range<usize>, new: &str) -> Range<usize> {
    let at = match side {
        // Behind a word its own stop comes first, before a break.
        Side::After if new.starts_with('\n') => past_marks(text, target.end),
        Side::After => target.end,
        Side::Before => target.start,
    };
    let start = text[..at].trim_end_matches(' ').len();
    match (new.starts_with('\n'), side) {
        // A break takes the place of one that stands there.
        (true, Side::After) => start..past(text, at, &[' ', '\n']),
        (true, Side::Before) => start..past(text, at, &[' ']),
        (false, Side::After) => at..at + replaced_mark(new, &text[at..]),
        (false, Side::Before) => start..start,
    }
}

/// Bytes of the mark that a new one takes the place of: no two marks stand behind a word.
fn replaced_mark(new: &str, after: &str) -> usize {
    const MARKS: &[char] = &['.', '!', '?', '…', ',', ';', ':'];
    let is_mark = new.starts_with(MARKS);
    let next = after
        .chars()
        .next()
        .filter(|next| is_mark && MARKS.contains(next));
    next.map_or(0, char::len_utf8)
}

/// With a full stop at its end.
fn stopped(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', ':', '…']) {
        text.push('.');
    }
    text
}

/// Writes words at an end of something: a sentence takes them before its stop, what is longer gets a new sentence
/// where it ends with one.
pub(super) fn at_edge(job: &Job<'_>, edge: Edge) -> Answer {
    const STOPS: &[char] = &['.', '!', '?', '…'];
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let range = match job.range() {
        Some(range) => range,
        // "a question mark at the end": of the sentence here; words go to the end of the document.
        None if layout(said).is_some() => {
            target::resolve(&Target::Current(Unit::Sentence), job.scene)?.ranges[0].clone()
        }
        // "very much" belongs to the last sentence, "we will be late" is one of its own; "put the lid at the end" is text.
        None if is_phrase(&job.command.said, said) => {
            let last = crate::document::sentences(job.text).pop();
            last.filter(|last| !last.is_empty()).ok_or(Miss::Nothing)?
        }
        None => return Err(Miss::Nothing),
    };
    let Edge::End = edge else {
        return match job.range() {
            Some(_) => beside(job, Side::Before),
            None => at_start(job, said),
        };
    };
    let inner = job.text[range.clone()].trim_end();
    let bare = inner.trim_end_matches(STOPS);
    let is_long = matches!(job.first_target(), Some(Target::Everything | Target::That))
        || matches!(job.unit(), Some(Unit::Paragraph | Unit::Line | Unit::ListItem));
    let end = range.start + inner.len();
    let message = |new: &str| Message::InsertedAtEnd { new: excerpt(new) };
    if let Some(mark) = layout(said).filter(|mark| !mark.starts_with('\n')) {
        let place = range.start + bare.len()..end;
        let message = message(&mark);
        return Ok(job.edit([(place, mark)], Some(end), message));
    }
    // "until May" goes on with the sentence there, "thank you" is one of its own.
    let goes_on = !matches!(job.first_target(), Some(Target::That))
        && PREPOSITIONS.contains(&said.split(' ').next().unwrap_or(""))
        && said.contains(' ')
        && !crate::transcript::polish::is_clause(said);
    let (at, new) = if is_long && !goes_on && bare.len() < inner.len() {
        (end, stopped(tidy::capitalised(&written(job, &(end..end), said))))
    } else {
        let at = range.start + bare.len();
        (at, written(job, &(at..at), said))
    };
    Ok(job.insert(at, format!(" {new}"), message(&new)))
}

/// Writes words at the start of the document.
fn at_start(job: &Job<'_>, said: &str) -> Answer {
    let start = target::resolve(&Target::Everything, job.scene)?.ranges[0].start;
    let new = tidy::capitalised(&written(job, &(start..start), said));
    let message = Message::InsertedAtStart { new: excerpt(&new) };
    let first = words(job.text, start..job.text.len()).into_iter().next();
    let small = first.filter(|first| job.is_small(&job.text[first.clone()]));
    let (place, rest) = match small {
        Some(first) => (start..first.end, tidy::uncapitalised(&job.text[first])),
        None => (start..start, String::new()),
    };
    Ok(job.edit([(place, format!("{new} {rest}"))], None, message))
}

/// Whether words to be added at the end are part of a sentence rather than a whole one.
fn is_phrase(command: &str, words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or("");
    let thing =
        DETERMINERS.contains(&first) && (command.starts_with("put ") || command.starts_with("write "));
    // "add it all up at the end" is no command.
    let pronoun = matches!(
        first,
        "it" | "them" | "him" | "her" | "me" | "us" | "this" | "that" | "these" | "those"
    );
    !thing && !pronoun && !crate::transcript::polish::is_clause(words)
}

/// Writes words or a mark between two neighbours: "a hyphen between two and year"; between two items a new one.
pub(super) fn between(job: &Job<'_>) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let item = |target: &Target| matches!(target, Target::Nth(Unit::ListItem | Unit::Line, _));
    if job.command.targets.iter().all(item) {
        let first = job.range().ok_or(Miss::Nothing)?;
        return items::new_line(job, first, Side::After);
    }
    let places = &job.found.as_ref().ok_or(Miss::Nothing)?.ranges;
    let others = job.second_places()?;
    let pair = places.iter().find_map(|first| {
        let next = others.iter().find(|second| {
            second.start >= first.end && !job.text[first.end..second.start].contains(char::is_alphanumeric)
        });
        next.map(|next| first.end..next.start)
    });
    let gap = pair.ok_or(Miss::Nothing)?;
    let (new, shown) = match layout(said) {
        Some(mark) if mark == "-" || mark.starts_with('\n') => (mark.clone(), mark),
        Some(mark) if mark == "–" => (" – ".to_owned(), mark),
        Some(mark) => (format!("{mark} "), mark),
        None => {
            let new = written(job, &(gap.end..gap.end), said);
            (format!(" {new} "), new)
        }
    };
    let message = Message::Inserted { new: excerpt(&shown) };
    let caret = Some(gap.end);
    Ok(job.edit([(gap, new)], caret, message))
}

/// Writes letters.
pub(super) fn spell(job: &Job<'_>) -> Answer {
    let spelled = letters(job)?;
    let place = job.scene.selected();
    let before = &job.text[..place.start];
    let joins = before.is_empty()
        || before.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '-' | '/' | '@'));
    let text = if joins || !place.is_empty() {
        spelled.clone()
    } else {
        format!(" {spelled}")
    };
    let message = Message::Spelled {
        letters: excerpt(&spelled),
    };
    let caret = Some(place.end);
    Ok(job.edit([(place, text)], caret, message))
}

/// The letters that were said.
fn letters(job: &Job<'_>) -> Result<String, Miss> {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let letters: Vec<&str> = said.split_whitespace().collect();
    spelling::letters(&letters).ok_or(Miss::Nothing)
}

/// "spell catherine with a k": the spelling of a word that sounds the same and has these letters.
pub(super) fn spell_with(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let wanted = letters(job)?.to_lowercase();
    let old = &job.text[range.clone()];
    let lower = old.to_lowercase();
    let known = homophone::others(&lower).into_iter().map(str::to_owned);
    // "ann with an e": an e that is not heard
    let silent = (wanted == "e" && !lower.ends_with('e')).then(|| format!("{lower}e"));
    let respelled = known
        .chain(respellings(&lower, &wanted))
        .chain(silent)
        .find(|other| other.matches(wanted.as_str()).count() > lower.matches(wanted.as_str()).count());
    let new = respelled.ok_or_else(|| {
        Miss::Thing(Message::NoSuchSpelling {
            what: excerpt(old),
            letters: wanted.clone(),
        })
    })?;
    let new = if old.starts_with(char::is_uppercase) {
        tidy::capitalised(&new)
    } else {
        new
    };
    let message = Message::Replaced {
        old: excerpt(old),
        new: excerpt(&new),
    };
    Ok(job.edit([(range.clone(), new)], Some(range.end), message))
}

/// The word with these letters in the place of others, or put in, wherever it then sounds the same.
fn respellings<'a>(word: &'a str, letters: &'a str) -> impl Iterator<Item = String> + 'a {
    let sound = homophone::sound(word);
    let places = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    // Other letters first, more of them last: "Catrin" for "Katrin" rather than "Ckatrin".
    let places: Vec<usize> = places.collect();
    [1, 2, 0]
        .into_iter()
        .flat_map(move |n| places.clone().into_iter().map(move |at| (at, n)))
        .filter_map(move |(at, n)| {
            let end = word
                .get(at..)?
                .char_indices()
                .nth(n)
                .map_or(word.len(), |(more, _)| at + more);
            Some(format!("{}{letters}{}", &word[..at], &word[end..]))
        })
        .filter(move |other| *other != word && homophone::sound(other) == sound)
}
