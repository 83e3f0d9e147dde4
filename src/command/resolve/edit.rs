//! Deleting, replacing, inserting, letter case.

use std::ops::Range;

use super::{Answer, Job, Resolved, quoted};
use crate::command::scene::Numbers;
use crate::command::spelling;
use crate::command::target::{self, Miss, Nth, Target};
use crate::command::tidy;
use crate::command::verb::{Case, Verb};
use crate::document::unit::{self, words};
use crate::document::{Side, Unit};

/// Characters around an edit that the writer is shown.
const CONTEXT: usize = 400;

pub(super) fn resolve(job: &Job<'_>) -> Answer {
    match job.command.verb {
        Verb::Delete => delete(job, job.range().ok_or(Miss::Nothing)?),
        Verb::ScratchLast => {
            let unit = job.command.unit.ok_or(Miss::Nothing)?;
            let run = Target::Run(unit, Nth::Last, job.number().unwrap_or(1));
            delete(job, target::resolve(&run, job.scene)?.ranges[0].clone())
        }
        Verb::DeleteAll => delete_all(job),
        Verb::Backspace => backspace(job),
        Verb::Replace => replace(job, vec![job.range().ok_or(Miss::Nothing)?]),
        Verb::ReplaceAll => {
            let mut ranges = job.found.as_ref().ok_or(Miss::Nothing)?.ranges.clone();
            ranges.sort_by_key(|range| range.start);
            replace(job, ranges)
        }
        Verb::Insert(side) => insert(job, side),
        Verb::ResumeWith => resume(job),
        Verb::Spell => spell(job),
        Verb::Case(case) => set_case(job, case),
        _ => Err(Miss::Nothing),
    }
}

fn delete(job: &Job<'_>, range: Range<usize>) -> Answer {
    let message = format!("deleted {}", job.quoted(range.clone()));
    let letters_only = matches!(
        job.first_target(),
        Some(
            Target::Nth(Unit::Character, _)
                | Target::Run(Unit::Character, ..)
                | Target::Current(Unit::Character)
        )
    );
    if letters_only || job.command.unit == Some(Unit::Character) {
        return Ok(job.edit([(range.clone(), String::new())], Some(range.start), message));
    }
    let (cut, instead) = tidy::removal(job.text, range);
    let caret = cut.start;
    let resolved = job.edit([(cut, instead.clone())], Some(caret), message);
    if instead.is_empty() {
        return Ok(resolved);
    }
    // The capital that was put in is not the user's: the caret stays before it.
    Ok(resolved.with_caret(job.pos(caret)))
}

fn delete_all(job: &Job<'_>) -> Answer {
    let mut ranges = job.found.as_ref().ok_or(Miss::Nothing)?.ranges.clone();
    ranges.sort_by_key(|range| range.start);
    let message = match ranges.as_slice() {
        [one] => format!("deleted {}", job.quoted(one.clone())),
        [one, ..] => format!("deleted {} in {} places", job.quoted(one.clone()), ranges.len()),
        [] => return Err(Miss::Nothing),
    };
    let mut cuts: Vec<(Range<usize>, String)> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (cut, instead) = tidy::removal(job.text, range.clone());
        // Neighbours share the space between them.
        let taken = cuts.last().map_or(0, |(last, _)| last.end);
        if cut.start >= taken {
            cuts.push((cut, instead));
        } else if let Some((last, with)) = cuts.last_mut() {
            last.end = last.end.max(cut.end);
            *with = instead;
        }
    }
    let caret = cuts.last().map(|(cut, _)| cut.start);
    Ok(job.edit(cuts, caret, message))
}

fn backspace(job: &Job<'_>) -> Answer {
    let selected = job.scene.selected();
    if !selected.is_empty() {
        return Ok(job.edit(
            [(selected.clone(), String::new())],
            Some(selected.start),
            "deleted the selection",
        ));
    }
    let n = job.number().unwrap_or(1);
    let mut start = job.caret;
    for _ in 0..n {
        match unit::previous(job.text, start, Unit::Character) {
            Some(previous) => start = previous.start,
            None => break,
        }
    }
    if start == job.caret {
        return Ok(Resolved::nothing("nothing before the caret"));
    }
    let message = format!("deleted {}", job.quoted(start..job.caret));
    Ok(job.edit([(start..job.caret, String::new())], Some(start), message))
}

/// How numbers in the place of `old` should look.
fn numbers_like(old: &str) -> Numbers {
    if old.contains(|c: char| c.is_ascii_digit()) {
        return Numbers::Digits;
    }
    let lower = old.to_lowercase();
    let spelled: Vec<&str> = lower.split_whitespace().collect();
    match crate::command::number::cardinal(&spelled) {
        Some((_, taken)) if taken == spelled.len() => Numbers::Words,
        _ => Numbers::Usual,
    }
}

/// A number said in the place of bare digits, as digits.
fn digits_for_digits(old: &str, said: &str) -> Option<String> {
    let bare = !old.is_empty() && old.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<&str> = said.split_whitespace().collect();
    bare.then(|| crate::command::number::whole(&words))
        .flatten()
        .map(|value| value.to_string())
}

/// A time of day said in the place of one: "four fifteen" for "3:30".
fn clock_for_clock(old: &str, said: &str) -> Option<String> {
    let (hour, minute) = old.split_once(':')?;
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let number = |words: &[&str]| match words {
        ["oh" | "o", one] => crate::command::number::whole(&[*one]).filter(|n| *n < 10),
        _ => crate::command::number::whole(words),
    };
    let (hour, minute) = match words.as_slice() {
        [hour, "o'clock"] => (number(&[*hour])?, 0),
        [hour, minute @ ..] if !minute.is_empty() => (number(&[*hour])?, number(minute)?),
        _ => return None,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour}:{minute:02}"))
}

/// Marks and breaks named with an article or as a whole: "a comma", "a new paragraph".
fn layout(said: &str) -> Option<String> {
    let said = ["a ", "an ", "the "]
        .iter()
        .find_map(|article| said.strip_prefix(article))
        .unwrap_or(said);
    let words: Vec<&str> = said.split(' ').collect();
    match words.as_slice() {
        ["new", "paragraph"] => Some("\n\n".to_owned()),
        ["new", "line"] | ["line", "break"] => Some("\n".to_owned()),
        _ => spelling::mark(&words).map(String::from),
    }
}

/// Words as they are written in the place of a range.
fn written(job: &Job<'_>, range: &Range<usize>, said: &str) -> String {
    let text = job.text;
    let old = &text[range.clone()];
    if let Some(layout) = layout(said) {
        return layout;
    }
    let said = ["the word ", "the words ", "the phrase "]
        .iter()
        .find_map(|name| said.strip_prefix(name))
        .unwrap_or(said);
    if let Some(time) = clock_for_clock(old, said) {
        return time;
    }
    let mut from = range.start.saturating_sub(CONTEXT);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (range.end + CONTEXT).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    // What replaces words takes its first letter from them, not from its place.
    let before = if old.is_empty() {
        &text[from..range.start]
    } else {
        "so "
    };
    let new = match digits_for_digits(old, said) {
        Some(digits) => digits,
        None => job
            .scene
            .writer
            .write(said, before, &text[range.end..to], numbers_like(old)),
    };
    let mut new = if old.is_empty() {
        new
    } else {
        tidy::cased_like(text, range.start, old, &new)
    };
    // A whole sentence keeps its stop.
    let stop = old
        .trim_end()
        .chars()
        .next_back()
        .filter(|c| matches!(c, '.' | '!' | '?'));
    if let Some(stop) = stop
        && old.contains(' ')
        && !new.ends_with(['.', '!', '?', ':'])
    {
        new.push(stop);
    }
    new
}

fn replace(job: &Job<'_>, ranges: Vec<Range<usize>>) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let mut edits = Vec::with_capacity(ranges.len());
    for range in ranges {
        let new = written(job, &range, said);
        edits.push((range, new));
    }
    let (first, new) = edits.first().cloned().ok_or(Miss::Nothing)?;
    if edits.iter().all(|(range, new)| job.text[range.clone()] == *new) {
        return Ok(Resolved::nothing(format!("{} is there already", quoted(&new))));
    }
    let old = job.quoted(first.clone());
    let message = match edits.len() {
        1 => format!("replaced {old} with {}", quoted(&new)),
        n => format!("replaced {old} with {} in {n} places", quoted(&new)),
    };
    let caret = edits.last().map(|(range, _)| range.end);
    Ok(job.edit(edits, caret, message))
}

fn insert(job: &Job<'_>, side: Side) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let target = job.range().ok_or(Miss::Nothing)?;
    let text = job.text;
    if let Some(new) = layout(said) {
        return insert_layout(job, side, target, new);
    }
    match side {
        Side::After => {
            let place = target.end..target.end;
            let new = written(job, &place, said);
            // Behind a whole sentence a new one begins.
            let new = if tidy::starts_sentence(text, target.end) {
                stopped(tidy::capitalised(&new))
            } else {
                new
            };
            let glue = if new.starts_with([',', '.', ';', ':', '!', '?', '\n']) {
                ""
            } else {
                " "
            };
            let message = format!("inserted {} after {}", quoted(&new), job.quoted(target.clone()));
            Ok(job.edit(
                [(place.clone(), format!("{glue}{new}"))],
                Some(place.end),
                message,
            ))
        }
        Side::Before => {
            let place = target.start..target.start;
            let mut new = written(job, &place, said);
            let message = format!("inserted {} before {}", quoted(&new), job.quoted(target.clone()));
            if tidy::starts_sentence(text, target.start) {
                new = tidy::capitalised(&new);
                let whole = matches!(
                    job.first_target(),
                    Some(
                        Target::Nth(Unit::Sentence | Unit::Paragraph, _)
                            | Target::Current(Unit::Sentence | Unit::Paragraph)
                    )
                );
                if whole {
                    new = stopped(new);
                } else if let Some(first) = words(text, target.clone()).first()
                    && tidy::is_common(&text[first.clone()])
                {
                    // "The cat" after "and then" goes on in small letters.
                    let lower = tidy::uncapitalised(&text[first.clone()]);
                    let edits = [(first.clone(), format!("{new} {lower}"))];
                    return Ok(job.edit(edits, None, message));
                }
            }
            let caret = job.pos(place.start) + new.chars().count();
            Ok(job
                .edit([(place, format!("{new} "))], None, message)
                .with_caret(caret))
        }
    }
}

/// Puts a mark or a break beside a target: a mark hugs what is before it, a break takes the spaces around it.
fn insert_layout(job: &Job<'_>, side: Side, target: Range<usize>, new: String) -> Answer {
    let text = job.text;
    let at = match side {
        // Behind a word its own stop comes first, before a break.
        Side::After if new.starts_with('\n') => {
            let rest = &text[target.end..];
            target.end + rest.len()
                - rest
                    .trim_start_matches(['.', ',', '!', '?', ';', ':', '”', ')'])
                    .len()
        }
        Side::After => target.end,
        Side::Before => target.start,
    };
    let start = text[..at].trim_end_matches(' ').len();
    let after = at + text[at..].len() - text[at..].trim_start_matches(' ').len();
    let range = match (new.starts_with('\n'), side) {
        (true, _) => start..after,
        (false, Side::After) => at..at,
        (false, Side::Before) => start..start,
    };
    let shown = if new.starts_with('\n') {
        "a break".to_owned()
    } else {
        quoted(&new)
    };
    let side = if side == Side::After { "after" } else { "before" };
    let message = format!("inserted {shown} {side} {}", job.quoted(target));
    Ok(job.edit([(range.clone(), new)], Some(range.end), message))
}

/// With a full stop at its end.
fn stopped(mut text: String) -> String {
    if !text.ends_with(['.', '!', '?', ':', '…']) {
        text.push('.');
    }
    text
}

/// Back to some words said before: what follows them up to the caret goes.
fn resume(job: &Job<'_>) -> Answer {
    let range = job.range().ok_or(Miss::Nothing)?;
    let message = format!("resuming after {}", job.quoted(range.clone()));
    let same_paragraph = !job.text[range.end.min(job.caret)..job.caret].contains("\n\n");
    if range.end >= job.caret || !same_paragraph {
        return Ok(job.caret(range.end, message));
    }
    Ok(job.edit([(range.end..job.caret, String::new())], Some(range.end), message))
}

fn spell(job: &Job<'_>) -> Answer {
    let said = job.command.words.first().ok_or(Miss::Nothing)?;
    let letters: Vec<&str> = said.split_whitespace().collect();
    let spelled = spelling::letters(&letters).ok_or(Miss::Nothing)?;
    let place = job.scene.selected();
    let before = &job.text[..place.start];
    let joins = before.is_empty()
        || before.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '-' | '/' | '@'));
    let text = if joins || !place.is_empty() {
        spelled.clone()
    } else {
        format!(" {spelled}")
    };
    Ok(job.edit(
        [(place.clone(), text)],
        Some(place.end),
        format!("spelled {}", quoted(&spelled)),
    ))
}

fn set_case(job: &Job<'_>, case: Case) -> Answer {
    let range = job.range_or(|| job.scene.that())?;
    let old = &job.text[range.clone()];
    let new = match case {
        Case::Upper => old.to_uppercase(),
        Case::Lower => old.to_lowercase(),
        Case::Capital => capitals(old),
        Case::Title => title(old, SMALL),
        Case::Each => title(old, &[]),
    };
    if new == old {
        return Ok(Resolved::nothing(format!("{} is so already", job.quoted(range))));
    }
    let message = format!("{} became {}", job.quoted(range.clone()), quoted(&new));
    Ok(keep_selection(job, range, new, message))
}

/// Replaces a range and leaves caret and selection on the same words.
pub(super) fn keep_selection(job: &Job<'_>, range: Range<usize>, new: String, message: String) -> Resolved {
    let selected = job.scene.selected();
    let mut resolved = job.edit([(range.clone(), new.clone())], None, message);
    if selected == range
        && !selected.is_empty()
        && let super::Outcome::Edit(transaction) = &resolved.outcome
    {
        let start = job.pos(range.start);
        let span = crate::document::Span::new(start, start + new.chars().count());
        resolved.outcome =
            super::Outcome::Edit(transaction.clone().select(crate::document::Selection::of(span)));
    }
    resolved
}

/// A capital at the start of the text and of each sentence in it.
fn capitals(text: &str) -> String {
    let mut out = text.to_owned();
    for sentence in crate::document::sentences(text).into_iter().rev() {
        let capital = tidy::capitalised(&text[sentence.clone()]);
        out.replace_range(sentence, &capital);
    }
    out
}

/// Words that stay small in the middle of a title.
const SMALL: &[&str] = &[
    "a", "an", "the", "and", "but", "or", "nor", "for", "of", "to", "in", "on", "at", "by", "with", "from",
    "as", "up",
];

/// Title case: every word but small ones in the middle.
fn title(text: &str, small: &[&str]) -> String {
    let ranges = words(text, 0..text.len());
    let last = ranges.len().saturating_sub(1);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (index, range) in ranges.into_iter().enumerate() {
        out.push_str(&text[at..range.start]);
        at = range.end;
        let word = &text[range];
        let lower = word.to_lowercase();
        if index > 0 && index < last && small.contains(&lower.as_str()) {
            out.push_str(&lower);
        } else if word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase) {
            out.push_str(word);
        } else {
            out.push_str(&tidy::capitalised(&lower));
        }
    }
    out.push_str(&text[at..]);
    out
}
