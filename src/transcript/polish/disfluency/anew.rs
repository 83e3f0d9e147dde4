//! False starts that begin anew with the same opening: "so I so we left", "there is there are", "if we when we arrive".
//!
//! Each rule looks at the word at which the speaker begins anew and gives where the false start began.

use super::super::token::{Token, is_one};
use super::lexicon::{SUBJECTS, THOUGHT_OPENERS};
use super::repair::thought_start;
use super::{is_subject_at, is_word_at, opens};
use crate::english::word_classes::DETERMINERS;

/// Where the false start begins that ends before the word at `at`.
pub(super) fn begun(tokens: &[Token], at: usize) -> Option<usize> {
    conjunction_anew(tokens, at)
        .or_else(|| same_connective(tokens, at))
        .or_else(|| other_auxiliary(tokens, at))
        .or_else(|| thinks_anew(tokens, at))
        .or_else(|| other_verb(tokens, at))
}

/// "we went we drove to Grandma's": the same pronoun with another verb of the same kind, which alone has what belongs to it.
/// In "he came he saw he conquered" nothing is taken back.
fn other_verb(tokens: &[Token], at: usize) -> Option<usize> {
    const KINDS: &[&[&str]] = &[
        &[
            "went",
            "drove",
            "flew",
            "walked",
            "cycled",
            "rode",
            "sailed",
            "travelled",
            "traveled",
            "ran",
            "moved",
            "came",
        ],
        &[
            "called", "emailed", "phoned", "texted", "rang", "wrote", "messaged", "told",
        ],
        &["sold", "rented", "bought", "leased", "got", "found", "ordered"],
    ];
    let start = at.checked_sub(2)?;
    let subject = tokens
        .get(at)
        .filter(|token| is_one(*token, &["i", "we", "he", "she", "they"]))?;
    let (wrong, right) = (&tokens[start + 1], tokens.get(at + 1)?);
    let alike = KINDS
        .iter()
        .any(|kind| is_one(wrong, kind) && is_one(right, kind))
        && !wrong.is(&right.text);
    let next = tokens.get(at + 2);
    let has_own =
        is_one(next, DETERMINERS) || is_one(next, &["to", "into", "home", "back", "him", "them", "it"]);
    // a third time it is a list
    let list = (at + 2..at + 7).any(|index| tokens.get(index).is_some_and(|token| token.is(&subject.text)));
    let same = tokens[start].is(&subject.text) && thought_start(tokens, at) == start;
    (same && alike && has_own && !list).then_some(start)
}

/// "if we when we arrive": a conjunction and a subject, then another conjunction with a subject.
fn conjunction_anew(tokens: &[Token], at: usize) -> Option<usize> {
    const CONJUNCTIONS: &[&str] = &["if", "when", "because", "while", "although", "unless", "since"];
    let start = at.checked_sub(2)?;
    let pair = |index: usize| is_one(tokens.get(index), CONJUNCTIONS) && is_subject_at(tokens, index + 1);
    let other = !tokens[start].is(&tokens[at].text);
    (other && pair(start) && pair(at) && is_word_at(tokens, at + 2)).then_some(start)
}

/// "so I so we left", "and then we and then they left": the same connectives again, each with a subject.
fn same_connective(tokens: &[Token], at: usize) -> Option<usize> {
    let opens = |index: usize| {
        let first = tokens
            .get(index)
            .filter(|token| is_one(*token, &["and", "so", "but", "because"]))?;
        let then = usize::from(is_one(tokens.get(index + 1), &["then"]));
        is_subject_at(tokens, index + 1 + then).then(|| (first.lower(), then))
    };
    let again = opens(at)?;
    let then = again.1;
    let start = at.checked_sub(2 + then)?;
    let same = opens(start) == Some(again) && is_word_at(tokens, at + 2 + then);
    (same && thought_start(tokens, at) == start).then_some(start)
}

/// "there is there are", "this is this was": the same subject with another form of "be", at the start of a thought.
fn other_auxiliary(tokens: &[Token], at: usize) -> Option<usize> {
    const BE: &[&str] = &["is", "are", "was", "were", "will", "has", "have", "had"];
    let start = at.checked_sub(2)?;
    const OPENING: &[&str] = &["there", "this", "these", "those", "they", "it", "he", "she", "we"];
    let pair = |index: usize| is_one(tokens.get(index), OPENING) && is_one(tokens.get(index + 1), BE);
    let goes_on = is_word_at(tokens, at + 2) && opens(tokens, start, THOUGHT_OPENERS);
    let same = pair(start) && pair(at) && tokens[start].is(&tokens[at].text);
    (goes_on && same && !tokens[start + 1].is(&tokens[at + 1].text)).then_some(start)
}

/// "I think that I believe that he is right": a belief is begun anew with another verb.
fn thinks_anew(tokens: &[Token], at: usize) -> Option<usize> {
    const FIRST: &[&str] = &["think", "guess", "suppose", "believe", "feel"];
    const AGAIN: &[&str] = &["believe", "guess", "suppose", "think"];
    let that = usize::from(at.checked_sub(1).is_some_and(|index| tokens[index].is("that")));
    let start = at.checked_sub(2 + that)?;
    let subject = tokens.get(at).filter(|token| is_one(*token, &["i", "we"]))?;
    let again = tokens.get(at + 1).filter(|token| is_one(*token, AGAIN))?;
    let clause = is_one(tokens.get(at + 2), &["that"]) || is_one(tokens.get(at + 2), SUBJECTS);
    let same = tokens[start].is(&subject.text)
        && is_one(&tokens[start + 1], FIRST)
        && !tokens[start + 1].is(&again.text);
    (same && clause && thought_start(tokens, at) == start).then_some(start)
}
