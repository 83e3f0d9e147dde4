//! Things said one after the other, and things set against each other: "no train, no bus and no taxi", "two shirts, a
//! towel and a book", "Ann, Bob and Carla", "left, not right", “no comment,” said the mayor.
//!
//! Only what the words make plain, or, for bare nouns, what they allow and the model does not rule out.

use std::collections::HashMap;

use super::super::clause;
use super::super::token::Token;
use super::Scores;
use crate::english::word_classes::{
    AUXILIARIES, BE, COORDINATORS, DETERMINERS, PREPOSITIONS, QUESTION_WORDS, SHORT_CLAUSES, SUBJECT_ONLY,
    SUBORDINATORS, verb,
};

/// The comma's place in [`super::MARKS`].
const COMMA: usize = 1;
/// No mark.
const NONE: usize = 0;
/// Least probability of a comma between bare nouns of a series.
const BETWEEN_NOUNS: f32 = 0.08;
/// … between names.
const BETWEEN_NAMES: f32 = 0.03;
/// … between names behind a preposition.
const BETWEEN_PLACES: f32 = 0.12;
/// How sure the model must be of a name in a series.
const NAMED: f32 = 0.6;
/// … and of one that looks like several things: "zebras".
const NAMED_IN_PLURAL: f32 = 0.7;

/// A stretch of words without a mark between.
struct Stretch {
    words: Vec<String>,
    /// Place of the first one.
    start: usize,
}

/// Places behind which the words ask for a mark.
pub(super) fn marks(segment: &[Token], score: &dyn Fn(usize) -> Scores) -> HashMap<usize, usize> {
    let mut marks = HashMap::new();
    for stretch in stretches(segment) {
        let words: Vec<&str> = stretch.words.iter().map(String::as_str).collect();
        let mut commas = Vec::new();
        for at in 1..words.len() {
            match words[at] {
                "no" if is_listed_no(&words, at) => commas.push(at - 1),
                "not" if is_set_against(&words, at) => {
                    commas.push(at - 1);
                    if at >= 2 && verb(words[at - 2]).any() {
                        marks.insert(stretch.start + at - 2, NONE); // "I said left, not right"
                    }
                }
                // "a yes or no answer"
                "or" if matches!(words[at - 1], "yes" | "no")
                    && at + 2 < words.len()
                    && matches!(words[at + 1], "yes" | "no") =>
                {
                    marks.extend((at.saturating_sub(2)..=at + 1).map(|held| (stretch.start + held, NONE)));
                }
                "and" | "or" => {
                    commas.extend(phrases_before(&words, at));
                    commas.extend(noun_before(&words, at, &|word| score(stretch.start + word)));
                    commas.extend(verb_before(&words, at));
                }
                _ => {}
            }
        }
        marks.extend(commas.into_iter().map(|at| (stretch.start + at, COMMA)));
    }
    marks.extend(before_said(segment).map(|at| (at, COMMA)));
    marks
}

fn stretches(segment: &[Token]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut going = false;
    for (index, token) in segment.iter().enumerate() {
        if token.is_word() {
            let text = token.text.to_lowercase();
            match found.last_mut().filter(|_| going) {
                Some(stretch) => stretch.words.push(text),
                None => found.push(Stretch {
                    words: vec![text],
                    start: index,
                }),
            }
        }
        going = token.is_word();
    }
    found
}

/// "no pets" behind "no children": another "no" with its noun, the last one behind one or two words.
fn is_listed_no(words: &[&str], at: usize) -> bool {
    let noun = clause::may_be_noun(clause::at(words, at + 1));
    let earlier = (2..=3).any(|back| {
        at >= back
            && clause::at(words, at - back) == "no"
            && (at - back + 1..at).all(|index| clause::may_be_noun(words[index]))
    });
    noun && earlier
}

/// "left, not right": what is not meant, with no verb of its own.
fn is_set_against(words: &[&str], at: usize) -> bool {
    let (before, next) = (clause::at(words, at - 1), clause::at(words, at + 1));
    let verbal = AUXILIARIES.contains(&before)
        || BE.contains(&before)
        || SHORT_CLAUSES.contains(&before)
        || COORDINATORS.contains(&before)
        || SUBORDINATORS.contains(&before)
        || QUESTION_WORDS.contains(&before)
        || PREPOSITIONS.contains(&before)
        || DETERMINERS.contains(&before) && before != "no"
        || SUBJECT_ONLY.contains(&before)
        || before.ends_with("ly")
        || matches!(
            before,
            "of" | "course"
                | "perhaps"
                | "maybe"
                | "hope"
                | "guess"
                | "think"
                | "better"
                | "still"
                | "or"
                | "speaks"
                | "just"
        );
    let goes_on = next.is_empty()
        || matches!(
            next,
            "to" | "only"
                | "just"
                | "be"
                | "been"
                | "a"
                | "all"
                | "every"
                | "everyone"
                | "that"
                | "yet"
                | "so"
                | "too"
                | "very"
                | "really"
        )
        || verb(next).base && !matches!(next, "left" | "back");
    const REACH: usize = 6;
    let clause_behind = (at + 1..words.len().min(at + 1 + REACH))
        .take_while(|index| !COORDINATORS.contains(&words[*index]) && words[*index] != "because")
        .any(|index| clause::is_finite(words, index) && index > at + 1);
    !verbal && !goes_on && !clause_behind
}

/// Commas behind the phrases of a series before "and" at `at`: "two shirts, a towel and a book". Each has its own article
/// or number.
fn phrases_before(words: &[&str], at: usize) -> Vec<usize> {
    let opens = |index: usize| {
        let word = clause::at(words, index);
        matches!(
            word,
            "a" | "an" | "the" | "my" | "your" | "his" | "her" | "our" | "their" | "some"
        ) || super::super::numbers::is_number_word(word)
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    let phrase = |end: usize| {
        (2..=3).filter_map(|len| end.checked_sub(len)).find(|start| {
            opens(*start) && (start + 1..end).all(|index| clause::may_be_noun(words[index]) && !opens(index))
        })
    };
    // The last one, behind "and", must be of the same kind.
    if !opens(at + 1) || !clause::may_be_noun(clause::at(words, at + 2)) {
        return Vec::new();
    }
    let mut starts = Vec::new();
    let mut end = at;
    while let Some(start) = phrase(end) {
        starts.push(start);
        end = start;
    }
    // "gave the boy a book and a pen" has two objects and no series.
    let objects = starts.len() == 2 && end > 0 && verb(words[end - 1]).any() && !BE.contains(&words[end - 1]);
    if starts.len() < 2 || objects {
        return Vec::new();
    }
    starts[..starts.len() - 1].iter().map(|start| start - 1).collect()
}

/// The comma in "cement, sand and gravel", "Ann, Bob and Carla": single words of one kind behind a verb.
fn noun_before(words: &[&str], at: usize, score: &dyn Fn(usize) -> Scores) -> Option<usize> {
    let first = at.checked_sub(2)?;
    let (one, two, three) = (words[first], words[at - 1], clause::at(words, at + 1));
    if ![one, two, three].into_iter().all(clause::may_be_noun) || first == 0 {
        return None;
    }
    let before = words[first - 1];
    let name = |index: usize| {
        let [_, capital, all] = score(index).cases;
        let plural = words[index].len() > 4 && words[index].ends_with('s') && !words[index].ends_with("ss");
        capital + all >= if plural { NAMED_IN_PLURAL } else { NAMED }
    };
    let names = [first, at - 1, at + 1].map(name);
    let led = verb(before).any() || BE.contains(&before) || AUXILIARIES.contains(&before);
    let comma = score(first).marks[COMMA];
    // "we flew to Madrid, Lisbon and Rome", but "to New York and Boston"
    let towards = !led && PREPOSITIONS.contains(&before);
    let enough = match names {
        [true, true, true] if towards => comma >= BETWEEN_PLACES,
        [true, true, true] => comma >= BETWEEN_NAMES,
        [false, false, false] => comma >= BETWEEN_NOUNS && !verb(two).past,
        _ => false,
    };
    ((led || towards && names == [true; 3]) && enough).then_some(first)
}

/// The comma in "I washed, dried and folded the sheets": three verbs of one form.
fn verb_before(words: &[&str], at: usize) -> Option<usize> {
    let first = at.checked_sub(2).filter(|first| *first > 0)?;
    let past = |word: &str| verb(word).past && word.ends_with("ed");
    let all = [words[first], words[at - 1], clause::at(words, at + 1)]
        .into_iter()
        .all(past);
    (all && clause::is_finite(words, first)).then_some(first)
}

/// “no comment,” said the mayor: the words behind which a comma belongs, before the closing quotation mark.
fn before_said(segment: &[Token]) -> impl Iterator<Item = usize> {
    const SAID: &[&str] = &[
        "said",
        "says",
        "asked",
        "wrote",
        "replied",
        "answered",
        "shouted",
        "whispered",
        "explained",
        "added",
    ];
    (1..segment.len()).filter_map(|at| {
        let closes = segment[at].text == "”" && segment[at - 1].is_word();
        let said = segment
            .get(at + 1)
            .is_some_and(|next| SAID.iter().any(|word| next.is(word)));
        (closes && said).then_some(at - 1)
    })
}
