//! Lists said in prose: "first we eat, second we sleep", "step one open the box, step two take it out". Each member
//! is a sentence of its own, and its number is set off.
//!
//! Only where every member is plainly one: knows nothing of the model, and leaves all else to it.

use std::collections::HashMap;

use super::super::clause;
use super::super::token::Token;
use super::MARKS;
use crate::english::word_classes::{DETERMINERS, SUBJECT_PRONOUNS, verb};
use crate::transcript::number_words::small;

/// Places (tokens) behind which the list asks for a mark, with the mark's place in [`MARKS`].
pub(super) fn marks(segment: &[Token]) -> HashMap<usize, usize> {
    let words: Vec<usize> = (0..segment.len())
        .filter(|index| segment[*index].is_word())
        .collect();
    let lower: Vec<String> = words.iter().map(|index| segment[*index].lower()).collect();
    let spoken: Vec<&str> = lower.iter().map(String::as_str).collect();
    let text = |at: usize| lower.get(at).cloned().unwrap_or_default();
    // "first of all"
    let of_all = |at: usize| clause::reads(&spoken, at + 1, "of all");
    let object = |at: usize| clause::begins_object(clause::at(&spoken, at + 2));
    let acts = |at: usize| {
        let at = if of_all(at) { at + 2 } else { at };
        let next = text(at + 1);
        SUBJECT_PRONOUNS.contains(&next.split('\'').next().unwrap_or(""))
            || verb(&next).base
            || matches!(
                next.as_str(),
                "thank"
                    | "thanks"
                    | "be"
                    | "don't"
                    | "do"
                    | "no"
                    | "never"
                    | "always"
                    | "nobody"
                    | "somebody"
                    | "everybody"
                    | "everyone"
                    | "someone"
            )
            || DETERMINERS.contains(&next.as_str()) && clause::subject_verb(&spoken, at + 1).is_some()
            // "second crush it": what has an object is a verb, listed or not
            || object(at) && clause::may_be_noun(&next)
    };
    let ordinals = members(words.len(), 2, &text, ordinal).filter(|found| {
        let plainly = found.iter().filter(|(at, _)| acts(*at)).count();
        // "second warm up": where most members are plain, an unknown verb is one too
        let unknown = found.iter().all(|(at, _)| {
            let next = text(at + 1);
            acts(*at) || clause::may_be_noun(&next) && !ABOUT.contains(&next.as_str())
        });
        plainly == found.len() || found.len() > 2 && found[0].0 == 0 && plainly * 2 >= found.len() && unknown
    });
    // "one open the box two take it out three close it"
    let counted = || {
        members(words.len(), 3, &text, small).filter(|found| {
            let commanded = |(at, _): &(usize, u64)| verb(&text(at + 1)).base && object(*at);
            found.len() > 2 && found[0].0 == 0 && found.iter().all(commanded)
        })
    };
    let numbered = || {
        let found = members(
            words.len(),
            4,
            &|at| match text(at).as_str() {
                "number" => format!("number {}", text(at + 1)),
                _ => String::new(),
            },
            number,
        )?;
        let spoken_about = found.iter().any(|(at, _)| ABOUT.contains(&text(at + 2).as_str()));
        (!spoken_about).then_some(found)
    };
    let steps = || members(words.len(), 2, &text, step).filter(|found| opens(found, &text));
    // The words that number a member are one ("second"), or two ("number two").
    let (found, behind, len) = if let Some(found) = ordinals {
        (found, ",", 1)
    } else if let Some(found) = numbered() {
        (found, ",", 2)
    } else if let Some(found) = steps() {
        (found, ":", 1)
    } else if let Some(found) = counted() {
        (found, ",", 1)
    } else {
        return in_order(&words, &text, &acts, &object);
    };
    let mut marks = HashMap::new();
    for (n, (at, _)) in found.iter().enumerate() {
        let len = if len == 1 && of_all(*at) { 3 } else { len };
        marks.extend((1..len).map(|within| (words[*at + within - 1], 0)));
        marks.insert(words[*at + len - 1], place(behind));
        if len == 1 && object(*at) {
            marks.insert(words[*at + 1], 0); // "second, crush it"
        }
        // "…, and third, it is simple": the last member of a sentence that goes on.
        let and = usize::from(*at > 1 && text(at - 1) == "and");
        // What stands before the first member may belong to it: "well first we eat".
        if let Some(before) = (at - and).checked_sub(1).filter(|before| n > 0 || *before >= 2) {
            marks.insert(words[before], place(if and == 1 { "," } else { "." }));
        }
    }
    marks
}

/// "first mix the batter, then add the milk, finally fry it": words of order, each with a verb behind it that tells what to
/// do. Places with their marks, as in [`marks`].
fn in_order(
    words: &[usize],
    text: &impl Fn(usize) -> String,
    acts: &dyn Fn(usize) -> bool,
    object: &dyn Fn(usize) -> bool,
) -> HashMap<usize, usize> {
    let mut marks = HashMap::new();
    if !matches!(text(0).as_str(), "first" | "firstly") || !acts(0) {
        return marks;
    }
    let orders = |at: usize| {
        let word = text(at);
        let free =
            !LEADS_TO.contains(&text(at - 1).as_str()) && !matches!(text(at - 1).as_str(), "and" | "but");
        matches!(word.as_str(), "then" | "next" | "finally" | "lastly") && free && acts(at)
    };
    let found: Vec<usize> = (3..words.len()).filter(|at| orders(*at)).collect();
    if found.is_empty() {
        return marks;
    }
    marks.insert(words[0], place(","));
    for at in found.iter().copied() {
        marks.insert(words[at - 1], place("."));
        marks.insert(words[at], if text(at) == "then" { 0 } else { place(",") });
    }
    for at in std::iter::once(0).chain(found).filter(|at| object(*at)) {
        marks.insert(words[at + 1], 0); // "next, paint it"
    }
    marks
}

/// The place of a mark in [`MARKS`].
fn place(mark: &str) -> usize {
    MARKS.iter().position(|known| *known == mark).unwrap_or(0)
}

/// Whether the steps are headings: the first one begins, and none of them is spoken about ("step one is easy").
fn opens(steps: &[(usize, u64)], text: &impl Fn(usize) -> String) -> bool {
    steps.first().is_some_and(|(at, _)| *at == 0)
        && steps
            .iter()
            .all(|(at, _)| !ABOUT.contains(&text(at + 1).as_str()))
}

/// With one of these behind it, a member is spoken about: "step one is easy".
const ABOUT: &[&str] = &[
    "is", "was", "are", "were", "and", "or", "to", "then", "will", "would", "has", "had", "in", "of", "on",
    "for", "fails", "failed", "works", "worked", "takes", "took", "requires", "means", "again", "",
];

/// Behind one of these, a number names something and begins nothing: "the second", "see step two".
const LEADS_TO: &[&str] = &[
    "the", "a", "an", "my", "your", "his", "her", "our", "their", "this", "that", "every", "each", "at",
    "in", "on", "from", "to", "of", "for", "with", "by", "until", "than", "or", "per", "see", "skip",
    "repeat", "do", "is", "was", "if", "when", "before", "after", "like", "as", "come", "came", "not",
    "only", "one",
];

/// The members of the list, as places of the words that number them (first, second, …), with their numbers: two at
/// least, in order, `least` words apart, none of them part of something else.
fn members(
    n_words: usize,
    least: usize,
    text: &impl Fn(usize) -> String,
    number: impl Fn(&str) -> Option<u64>,
) -> Option<Vec<(usize, u64)>> {
    let mut found: Vec<(usize, u64)> = Vec::new();
    for at in 0..n_words {
        let Some(value) = number(&text(at)) else {
            continue;
        };
        let wanted = found.len() as u64 + 1;
        let led = at > 0 && LEADS_TO.contains(&text(at - 1).as_str());
        let near = found.last().is_some_and(|(last, _)| at - last < least);
        if value != wanted || led || near {
            return None;
        }
        found.push((at, value));
    }
    (found.len() >= 2).then_some(found)
}

fn ordinal(word: &str) -> Option<u64> {
    const ORDINALS: &[[&str; 2]] = &[
        ["first", "firstly"],
        ["second", "secondly"],
        ["third", "thirdly"],
        ["fourth", "fourthly"],
        ["fifth", "fifthly"],
    ];
    let index = ORDINALS.iter().position(|names| names.contains(&word))?;
    Some(index as u64 + 1)
}

/// "number two".
fn number(text: &str) -> Option<u64> {
    small(text.strip_prefix("number ")?)
}

/// "step 2", which the numbers made of "step two".
fn step(text: &str) -> Option<u64> {
    text.strip_prefix("step ")?.parse().ok()
}
