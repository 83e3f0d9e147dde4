//! False starts that begin anew with the same opening: "so I so we left", "there is there are", "if we when we arrive".
//!
//! Each rule looks at the word at which the speaker begins anew and gives where the false start began.

use super::super::token::Token;
use super::is_one as is_one_of;
use super::lexicon::SUBJECTS;
use super::repair::thought_start;
use crate::english::word_classes::DETERMINERS;

fn is_one(token: &Token, words: &[&str]) -> bool {
    is_one_of(Some(token), words)
}

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
        .filter(|token| is_one(token, &["i", "we", "he", "she", "they"]))?;
    let (wrong, right) = (&tokens[start + 1], tokens.get(at + 1)?);
    let alike = KINDS
        .iter()
        .any(|kind| is_one(wrong, kind) && is_one(right, kind))
        && !wrong.is(&right.text);
    let has_own = tokens.get(at + 2).is_some_and(|next| {
        is_one(next, DETERMINERS) || is_one(next, &["to", "into", "home", "back", "him", "them", "it"])
    });
    // a third time it is a list
    let list = (at + 2..at + 7).any(|index| tokens.get(index).is_some_and(|token| token.is(&subject.text)));
    let same = tokens[start].is(&subject.text) && thought_start(tokens, at) == start;
    (same && alike && has_own && !list).then_some(start)
}

/// "if we when we arrive": a conjunction and a subject, then another conjunction with a subject.
fn conjunction_anew(tokens: &[Token], at: usize) -> Option<usize> {
    const CONJUNCTIONS: &[&str] = &["if", "when", "because", "while", "although", "unless", "since"];
    let start = at.checked_sub(2)?;
    let pair = |index: usize| {
        tokens.get(index).is_some_and(|token| is_one(token, CONJUNCTIONS))
            && tokens
                .get(index + 1)
                .is_some_and(|token| is_one(token, SUBJECTS) && !token.text.contains('\''))
    };
    let other = !tokens[start].is(&tokens[at].text);
    (other && pair(start) && pair(at) && tokens.get(at + 2).is_some_and(Token::is_word)).then_some(start)
}

/// "so I so we left", "and then we and then they left": the same connectives again, each with a subject.
fn same_connective(tokens: &[Token], at: usize) -> Option<usize> {
    let opens = |index: usize| {
        let first = tokens
            .get(index)
            .filter(|token| is_one(token, &["and", "so", "but", "because"]))?;
        let then = usize::from(tokens.get(index + 1).is_some_and(|token| token.is("then")));
        let subject = tokens
            .get(index + 1 + then)
            .filter(|token| is_one(token, SUBJECTS) && !token.text.contains('\''))?;
        Some((first.text.to_lowercase(), then, subject))
    };
    let (word, then, _) = opens(at)?;
    let start = at.checked_sub(2 + then)?;
    let (before, then_before, _) = opens(start)?;
    let goes_on = tokens.get(at + 2 + then).is_some_and(Token::is_word);
    (before == word && then == then_before && goes_on && thought_start(tokens, at) == start).then_some(start)
}

/// "there is there are", "this is this was": the same subject with another form of "be", at the start of a thought.
fn other_auxiliary(tokens: &[Token], at: usize) -> Option<usize> {
    const BE: &[&str] = &["is", "are", "was", "were", "will", "has", "have", "had"];
    let start = at.checked_sub(2)?;
    let pair = |index: usize| {
        tokens.get(index).is_some_and(|token| {
            is_one(
                token,
                &["there", "this", "these", "those", "they", "it", "he", "she", "we"],
            )
        }) && tokens.get(index + 1).is_some_and(|token| is_one(token, BE))
    };
    let opens = (thought_start(tokens, at)..start)
        .all(|index| is_one(&tokens[index], &["and", "but", "so", "well", "yeah"]));
    let goes_on = tokens.get(at + 2).is_some_and(Token::is_word);
    let same = pair(start) && pair(at) && tokens[start].is(&tokens[at].text);
    (opens && goes_on && same && !tokens[start + 1].is(&tokens[at + 1].text)).then_some(start)
}

/// "I think that I believe that he is right": a belief is begun anew with another verb.
fn thinks_anew(tokens: &[Token], at: usize) -> Option<usize> {
    const FIRST: &[&str] = &["think", "guess", "suppose", "believe", "feel"];
    const AGAIN: &[&str] = &["believe", "guess", "suppose", "think"];
    let that = usize::from(at.checked_sub(1).is_some_and(|index| tokens[index].is("that")));
    let start = at.checked_sub(2 + that)?;
    let subject = tokens.get(at).filter(|token| is_one(token, &["i", "we"]))?;
    let again = tokens.get(at + 1).filter(|token| is_one(token, AGAIN))?;
    let clause = tokens
        .get(at + 2)
        .is_some_and(|token| token.is("that") || is_one(token, SUBJECTS));
    let same = tokens[start].is(&subject.text)
        && is_one(&tokens[start + 1], FIRST)
        && !tokens[start + 1].is(&again.text);
    (same && clause && thought_start(tokens, at) == start).then_some(start)
}
