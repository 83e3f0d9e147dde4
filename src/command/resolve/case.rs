//! Letter case.

use std::ops::Range;

use super::{Answer, Job, Resolved};
use crate::command::target::Target;
use crate::command::tidy;
use crate::command::verb::Case;
use crate::document::unit::{line_at, words};
use crate::message::{Message, excerpt};

/// Sets the letter case of what is meant.
pub(super) fn set_case(job: &Job<'_>, case: Case) -> Answer {
    if job.means_all() {
        let ranges = job.ranges()?;
        let edits: Vec<_> = ranges
            .into_iter()
            .map(|range| (range.clone(), cased(job, case, &job.text[range])))
            .filter(|(range, new)| job.text[range.clone()] != *new)
            .collect();
        if edits.is_empty() {
            return Ok(Resolved::nothing(Message::AllSoAlready));
        }
        let message = Message::CaseChanged { places: edits.len() };
        return Ok(job.edit(edits, None, message));
    }
    let line = || {
        matches!(case, Case::Each | Case::Title)
            .then(|| line_at(job.text, job.caret))
            .filter(|line| !line.is_empty())
    };
    let range = job.range_or(|| job.scene.that().or_else(line))?;
    let old = &job.text[range.clone()];
    let new = cased(job, case, old);
    if new == old {
        return Ok(Resolved::nothing(Message::SoAlready {
            what: job.excerpt(range),
        }));
    }
    let message = Message::Became {
        old: job.excerpt(range.clone()),
        new: excerpt(&new),
    };
    Ok(keep_selection(job, range, new, message))
}

/// A text in another letter case.
fn cased(job: &Job<'_>, case: Case, old: &str) -> String {
    // Several words that are named are a name: each of them gets its capital.
    let is_name = matches!(job.first_target(), Some(Target::Text(words)) if words.len() > 1);
    match case {
        Case::Upper => old.to_uppercase(),
        Case::Lower => old.to_lowercase(),
        Case::Capital if is_name => title(old, SMALL),
        Case::Capital => capitals(old),
        Case::Title => title(old, SMALL),
        Case::Each => title(old, &[]),
    }
}

/// Replaces a range and leaves caret and selection on the same words.
pub(super) fn keep_selection(job: &Job<'_>, range: Range<usize>, new: String, message: Message) -> Resolved {
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
