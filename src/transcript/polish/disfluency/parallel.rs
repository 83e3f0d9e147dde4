//! Corrections that repeat the shape of what they replace: "three metres by four, sorry, three metres by five", "behind the
//! shed, wait, behind the greenhouse", "before, no, after meals", "second, no, third", "bed three, sorry, bed five".
//!
//! The shape itself is the evidence, so it does not matter whether a clause stands on either side.

use super::super::token::Token;
use super::lexicon::{AUXILIARIES, is_function_word};
use super::replaced::is_spoken_number;
use super::{is_clause_at, is_one, is_same_at, number_at, reads, singular, word_at};
use crate::english::calendar::MONTHS;
use crate::english::word_classes::{DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS};

/// Where the wrong words begin that the words at `end` replace; `before` goes back from the edit term at `at`.
pub(super) fn replaced(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    same_tail(tokens, before, at, end)
        .or_else(|| same_unit(tokens, before, end))
        .or_else(|| same_frame(tokens, before, at, end))
        .or_else(|| other_side(tokens, before, at, end))
        .or_else(|| other_rank(tokens, before, end))
        .or_else(|| other_number(tokens, before, at, end))
        .or_else(|| other_time(tokens, before, end))
        .or_else(|| other_month(tokens, before, end))
        .or_else(|| other_person(tokens, at, end))
}

/// "to them, I mean to us": the same preposition before another pronoun.
fn other_person(tokens: &[Token], at: usize, end: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    let pronoun = |index: usize| OBJECT_PRONOUNS.contains(&word_at(tokens, index).as_str());
    let preposition = word_at(tokens, start);
    let same = PREPOSITIONS.contains(&preposition.as_str()) && preposition == word_at(tokens, end);
    // "it is for him, no, for her it is nothing" has a clause behind it
    (same && pronoun(at - 1) && pronoun(end + 1) && !is_clause_at(tokens, end + 1)).then_some(start)
}

/// "left at the chapel, wait, right at the chapel": one word is put right, and what follows it is said again.
fn same_tail(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    /// Fewest and most words that are said again.
    const TAIL: std::ops::RangeInclusive<usize> = 2..=5;
    let same = |left: usize, right: usize| is_same_at(tokens, left, right);
    let content = |index: usize| !is_function_word(&word_at(tokens, index)) && tokens[index].is_word();
    TAIL.filter(|len| before.len() > *len && tokens[at - len..at].iter().all(Token::is_word))
        .find_map(|len| {
            let wrong = at.checked_sub(len + 1)?;
            let again = (0..len).all(|offset| same(wrong + 1 + offset, end + 1 + offset));
            (again && content(wrong) && tokens.get(end).is_some() && content(end) && !same(wrong, end))
                .then_some(wrong)
        })
}

/// "eight pounds fifty, no, nine pounds fifty": a number with the unit that was said before with another number.
fn same_unit(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    /// Most words behind the unit that go with it: "by four", "and fifty pence".
    const REST: usize = 4;
    let digits = (end..end + 6)
        .take_while(|index| number_at(tokens, *index))
        .count();
    let unit = word_at(tokens, end + digits);
    let named = digits > 0 && unit.len() > 2 && !is_function_word(&unit);
    let position = before.iter().take(REST + 1).position(|index| {
        named
            && singular(&word_at(tokens, *index)) == singular(&unit)
            && *index > 0
            && number_at(tokens, index - 1)
    })?;
    let again: Vec<String> = (end..end + digits + REST + 2)
        .map(|index| word_at(tokens, index))
        .collect();
    let rest = before[..position].iter().all(|index| {
        let word = word_at(tokens, *index);
        number_at(tokens, *index) || matches!(word.as_str(), "by" | "and") || again.contains(&word)
    });
    let mut start = before[position] - 1;
    while start > 0 && number_at(tokens, start - 1) {
        start -= 1;
    }
    rest.then_some(start)
}

/// "behind the shed, wait, behind the greenhouse": the same preposition before another thing.
fn same_frame(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    /// Most words of the phrase: "behind the old shed".
    const LONGEST: usize = 4;
    let announced = is_one(tokens.get(at), &["wait", "sorry", "no", "actually"]);
    let opener = word_at(tokens, end);
    let thing = |from: usize| {
        is_one(tokens.get(from + 1), DETERMINERS) && !is_function_word(&word_at(tokens, from + 2))
    };
    let start = before
        .iter()
        .take(LONGEST)
        .copied()
        .find(|index| tokens[*index].is(&opener))?;
    let placed =
        PREPOSITIONS.contains(&opener.as_str()) && !matches!(opener.as_str(), "of" | "to" | "for" | "like");
    // "wait behind the line": a command unless the place is put right
    (announced && placed && at >= start + 3 && thing(start) && thing(end)).then_some(start)
}

/// "before, no, after meals": a preposition without its noun, and its opposite.
fn other_side(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    const SIDES: &[&str] = &[
        "before", "after", "behind", "under", "above", "below", "beside", "near", "until", "since",
        "opposite", "inside", "outside", "front",
    ];
    const ALSO: &[&str] = &["in", "on", "at", "over", "next"];
    let last = *before.first()?;
    let (wrong, right) = (word_at(tokens, last), word_at(tokens, end));
    let led = word_at(tokens, last.checked_sub(1)?);
    let announced = is_one(tokens.get(at), &["wait", "sorry", "no"]);
    let known = SIDES.contains(&wrong.as_str())
        && wrong != right
        && [SIDES, ALSO].iter().any(|sides| sides.contains(&right.as_str()));
    let has_noun = tokens.get(end + 1).is_some_and(Token::is_word);
    let start = match wrong.as_str() {
        "front" if led == "in" => last - 1,
        "front" => return None,
        _ => last,
    };
    let counted = [
        "day", "week", "month", "year", "time", "ever", "and", "the", "no", "or",
    ]
    .contains(&led.as_str());
    (announced && known && has_noun && !counted).then_some(start)
}

/// "we finished second, no, third", "on the second, wait, the third screen". A second is also a short time, behind an article.
fn other_rank(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    const RANKS: &[&str] = &[
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last",
    ];
    let last = *before.first()?;
    if let (Some(article), true) = (before.get(1), is_one(tokens.get(end), &["the"])) {
        let ranks = [last, end + 1].map(|index| word_at(tokens, index));
        let both = ranks.iter().all(|word| RANKS.contains(&word.as_str()));
        return (both && ranks[0] != ranks[1] && tokens[*article].is("the")).then_some(*article);
    }
    let (wrong, right) = (word_at(tokens, last), word_at(tokens, end));
    let article = last > 0 && is_one(tokens.get(last - 1), &["a", "every", "per", "each", "one"]);
    let ranks = [&wrong, &right].iter().all(|word| RANKS.contains(&word.as_str()));
    (ranks && wrong != right && !article).then_some(last)
}

/// "two, I mean, three falls", "the patient in bed three, sorry, bed five": a number right before the edit term and another
/// one right behind it, each after the same word or after none.
fn other_number(tokens: &[Token], before: &[usize], at: usize, end: usize) -> Option<usize> {
    let last = *before.first().filter(|last| number_at(tokens, **last))?;
    let mut start = last;
    let spoken = |index: usize| is_spoken_number(tokens, index);
    while start > 0 && spoken(start - 1) {
        start -= 1;
    }
    let head = word_at(tokens, end);
    if !is_function_word(&head) && number_at(tokens, end + 1) && !number_at(tokens, end) {
        // "step three, no, step four": steps are told one after the other
        let led = start.checked_sub(1).filter(|index| tokens[*index].is(&head))?;
        return (head != "step").then_some(led);
    }
    let sure = ["i mean", "make that", "make it", "sorry", "wait"]
        .iter()
        .any(|words| reads(tokens, at, words));
    let behind = (end..tokens.len()).find(|index| !spoken(*index));
    let behind = word_at(tokens, behind.unwrap_or(tokens.len()));
    // "I counted two, sorry, three were missing" says another thing.
    let acts = AUXILIARIES.contains(&behind.as_str());
    (sure && number_at(tokens, end) && !acts).then_some(start)
}

/// "at eight, make that half past eight": a time of the clock for a number or another time.
fn other_time(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    const PARTS: &[&str] = &[
        "half past",
        "quarter past",
        "quarter to",
        "a quarter past",
        "a quarter to",
    ];
    const LED: &[&str] = &[
        "at", "by", "until", "till", "from", "to", "about", "around", "before", "after", "past", "is",
    ];
    let said = |index: usize| PARTS.iter().any(|words| reads(tokens, index, words));
    let counted = (end..end + 2)
        .take_while(|index| number_at(tokens, *index))
        .count();
    let sharp = counted > 0 && is_one(tokens.get(end + counted), &["past", "to", "o'clock"]);
    let sharp = sharp && (tokens[end + counted].is("o'clock") || number_at(tokens, end + counted + 1));
    if !said(end) && !sharp {
        return None;
    }
    let mut last = before.iter().copied();
    let mut start = last.next()?;
    if is_one(tokens.get(start), &["o'clock"]) {
        start = last.next()?;
    }
    if !number_at(tokens, start) {
        return None;
    }
    while start > 0
        && (number_at(tokens, start - 1)
            || is_one(tokens.get(start - 1), &["past", "to", "half", "quarter"])
                && start > 1
                && start + 4 > *before.first()?)
    {
        start -= 1;
    }
    (start > 0 && is_one(&tokens[start - 1], LED)).then_some(start)
}

/// "due in April, wait, in May": the month that is a verb elsewhere, behind the same preposition as the other month.
fn other_month(tokens: &[Token], before: &[usize], end: usize) -> Option<usize> {
    let opener = word_at(tokens, end);
    let month = |index: usize| MONTHS.contains(&word_at(tokens, index).as_str());
    let [last, led, ..] = before else { return None };
    let placed = matches!(
        opener.as_str(),
        "in" | "by" | "until" | "since" | "from" | "to" | "for"
    );
    (placed
        && tokens[*led].is(&opener)
        && month(*last)
        && month(end + 1)
        && !tokens[end + 1].is(&tokens[*last].text))
    .then_some(*led)
}
