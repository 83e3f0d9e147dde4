//! Where a clause ends and another one begins without a mark: between two main clauses, behind a half with a conjunction,
//! before an answer. The words say where a mark can stand; how likely the model holds one there decides.

use super::super::clause::{self, Start};
use super::Scores;
use crate::transcript::english::{COORDINATORS, PREPOSITIONS, QUESTION_WORDS, SUBORDINATORS, TAKES_CLAUSE};

/// Places in [`super::MARKS`].
const COMMA: usize = 1;
const STOP: usize = 2;
const QUESTION: usize = 3;

/// Most words of a sentence that are looked at.
const REACH: usize = 40;

/// Least probability of any mark between two whole clauses, by how surely the second one begins.
const SURE: f32 = 0.06;
const COMMAND: f32 = 0.2;
const BARE: f32 = 0.35;
/// … before a phrase that opens a sentence ("on the other hand we …"), counted with the place behind the phrase.
const OPENING: f32 = 0.2;
/// … between a half with a conjunction and its main clause.
const HALF: f32 = 0.05;

/// Phrases that open a sentence rather than end one.
const OPENINGS: &[&str] = &[
    "on the other hand", "after that", "before that", "in the end", "in the meantime", "at first", "for example",
    "in fact", "in addition", "as a result", "at the same time", "from now on", "by the way", "in other words",
    "next week", "next month", "next year", "next time", "this time", "on the whole", "for the last", "for the past",
    "however", "then", "still", "today", "tomorrow", "yesterday", "now", "otherwise", "afterwards", "upstairs",
    "downstairs", "outside", "inside", "meanwhile", "finally", "instead", "last week", "last month", "last year",
    "in the morning", "in the evening", "in the afternoon",
];

/// The mark behind the word at `at`, of a sentence that began with the word at `start`; `model` is what the model chose.
pub(super) fn inside(words: &[&str], start: usize, at: usize, scores: &[Scores], model: usize, paused: bool) -> usize {
    let left = &words[start.max((at + 1).saturating_sub(REACH))..=at];
    let next = at + 1;
    if let Some(mark) = answer(words, left, at) {
        return mark;
    }
    let any = |at: usize| scores.get(at).map_or(0.0, |scores| scores.marks[1..5].iter().sum::<f32>());
    let last = words[at];
    let joined = COORDINATORS.contains(&last)
        || SUBORDINATORS.contains(&last)
        || QUESTION_WORDS.contains(&last)
        || TAKES_CLAUSE.contains(&last)
        || clause::leaves_open(last);
    if joined {
        return model;
    }
    let whole = clause::is_whole(left);
    if whole {
        if let Some(len) = opening(words, next)
            && clause::starts(words, next + len) >= Some(Start::Command)
            && any(at) + any(at + len) >= OPENING
        {
            return stop(left);
        }
        if SUBORDINATORS.contains(&words[next]) && clause::main_behind(words, next).is_some() && any(at) >= OPENING {
            return stop(left);
        }
    }
    let Some(begins) = clause::starts(words, next) else {
        return model;
    };
    let least = match begins {
        Start::Sure => SURE,
        Start::Command => COMMAND,
        Start::Bare => BARE,
    };
    // A pause heard, or not heard, is in the model's answer already.
    let least = if paused { least * 2.0 } else { least };
    if !whole {
        return half(left, any(at), begins, model);
    }
    if begins == Start::Command && goes_on_listing(words, left, next) {
        return COMMA;
    }
    if any(at) >= least { stop(left) } else { model }
}

/// The stop that ends the words.
fn stop(left: &[&str]) -> usize {
    if super::rules::asks(left) { QUESTION } else { STOP }
}

/// The length of the phrase at `next` that opens a sentence.
fn opening(words: &[&str], next: usize) -> Option<usize> {
    let listed = OPENINGS.iter().find_map(|phrase| {
        let len = phrase.split(' ').count();
        phrase.split(' ').enumerate().all(|(offset, word)| words.get(next + offset) == Some(&word)).then_some(len)
    });
    let word = |offset: usize| words.get(next + offset).copied().unwrap_or("");
    match (word(0), word(1), word(2)) {
        ("for", "the", "last" | "past") => Some(if super::super::numbers::is_number_word(word(3)) || word(3).starts_with(|c: char| c.is_ascii_digit()) { 5 } else { 4 }),
        ("in", "the", "next") | ("on", "the", "first" | "second" | "third" | "last" | "next") => Some(4),
        ("within", "a" | "an" | "one" | "two" | "three", _) => Some(3),
        ("from", "next" | "last", _) => Some(3),
        _ => listed,
    }
}

/// Behind words that are no whole clause: "when we arrived | there was", "after the break | it was".
fn half(left: &[&str], any: f32, begins: Start, model: usize) -> usize {
    let first = left.iter().position(|word| !COORDINATORS.contains(word)).unwrap_or(0);
    let opener = left[first];
    let conjunction = SUBORDINATORS.contains(&opener) && clause::subject_verb(left, first + 1).is_some();
    if conjunction && begins > Start::Bare {
        return if any >= HALF { COMMA } else { model };
    }
    let phrase = PREPOSITIONS.contains(&opener)
        || super::super::numbers::is_number_word(opener)
        || matches!(opener, "next" | "last" | "however" | "still" | "upstairs" | "downstairs" | "otherwise");
    let stopped = (2..5).contains(&model);
    if (phrase || conjunction) && stopped && !(0..left.len()).any(|verb| clause::is_finite(left, verb)) || conjunction && stopped {
        return COMMA;
    }
    model
}

/// Whether the commands go on as a list: "peel the carrots | slice them thinly and fry them".
fn goes_on_listing(words: &[&str], left: &[&str], next: usize) -> bool {
    const NEAR: usize = 9;
    let opens = clause::is_command(left, 0);
    let alone = !left.windows(2).any(|pair| pair[0] == "and" && crate::transcript::english::verb(pair[1]).base);
    let and = (next + 2..words.len().min(next + NEAR)).find(|at| words[*at] == "and");
    let ends = and.is_some_and(|and| {
        let third = words.get(and + 1).copied().unwrap_or("");
        crate::transcript::english::verb(third).base && (next + 1..and).all(|at| clause::starts(words, at).is_none())
    });
    opens && alone && ends
}

/// Marks around "yes", "no", "sorry", "wait" and "I mean" that answer or begin anew.
fn answer(words: &[&str], left: &[&str], at: usize) -> Option<usize> {
    let (last, next) = (words[at], words[at + 1]);
    let word = |index: usize| words.get(index).copied().unwrap_or("");
    let clause_at = |index: usize| clause::is_clause(words, index);
    let asked = super::rules::asks(left);
    // behind the word itself
    let opens = left.len() == 1 || left.len() == 2 && last == "mean" && left[0] == "i";
    if opens {
        match last {
            "yes" if next != "please" => return Some(COMMA),
            "no" | "wait" if clause_at(at + 1) && next != "one" => return Some(COMMA),
            "sorry" if clause_at(at + 1) && !matches!(next, "i" | "i'm" | "we" | "we're" | "that" | "about") => return Some(COMMA),
            _ => {}
        }
    }
    if last == "no" && left.len() > 1 && TAKES_CLAUSE.contains(&left[left.len() - 2]) && clause_at(at + 1) {
        return Some(COMMA); // "said no, the account is frozen"
    }
    if TAKES_CLAUSE.contains(&last) || clause::ends_nothing(last) || COORDINATORS.contains(&last) || left.len() < 2 || !clause::is_whole(left) {
        return None;
    }
    // before it
    let begins = match next {
        "yes" | "yeah" => asked,
        "no" | "nope" | "sorry" | "wait" => clause_at(at + 2) && word(at + 2) != "one",
        "i" if word(at + 2) == "mean" => clause_at(at + 3),
        "at" | "in" | "on" | "by" => return time_asked(words, left, at).then_some(QUESTION),
        _ => false,
    };
    begins.then(|| stop(left))
}

/// "when does the exam start | at nine": the time asked for ends the utterance.
fn time_asked(words: &[&str], left: &[&str], at: usize) -> bool {
    let when = matches!(left, ["when", ..] | ["what", "time", ..]) && super::rules::asks(left);
    let rest = &words[at + 1..];
    let named = rest.get(1).is_some_and(|word| super::super::numbers::is_number_word(word) || word.starts_with(|c: char| c.is_ascii_digit()) || super::super::capitals::is_date_word(word));
    when && left.len() > 3 && (2..=3).contains(&rest.len()) && named
}
