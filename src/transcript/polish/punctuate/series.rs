//! Things said one after the other, and things set against each other: "no train, no bus and no taxi", "two shirts, a
//! towel and a book", "Ann, Bob and Carla", "left, not right", “no comment,” said the mayor.
//!
//! Only what the words make plain, or, for bare nouns, what they allow and the model does not rule out.

use std::collections::HashMap;

use super::super::numbers::is_number;
use super::super::token::{Token, is_one};
use super::super::{clause, speaker};
use super::ends::{COMMA, EXCLAMATION, NONE, QUESTION};
use super::{Scores, members, rules, verb_phrases};
use crate::english::word_classes::{
    ADVERBS, AUXILIARIES, BE, COORDINATORS, DETERMINERS, DITRANSITIVE, POSSESSIVES, PREPOSITIONS,
    QUESTION_WORDS, SHORT_CLAUSES, SUBJECT_ONLY, SUBORDINATORS, verb,
};

/// From this probability on what is said asks or exclaims.
const SURE: f32 = 0.5;

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
                "and" | "or" | "nor" => {
                    if let Some(found) = verb_phrases::marks(&words, at) {
                        marks.extend(found.into_iter().map(|(at, mark)| (stretch.start + at, mark)));
                        continue;
                    }
                    let phrases = phrases_before(&words, at);
                    // "needs | a drummer, a bassist and a singer"
                    if let Some(before) = phrases.first().and_then(|first| first.checked_sub(1))
                        && phrases.len() > 1
                        && governs(words[before])
                    {
                        marks.insert(stretch.start + before, NONE);
                    }
                    commas.extend(phrases.into_iter().skip(1).map(|start| start - 1));
                    commas.extend(members::commas(&words, at, &|word| score(stretch.start + word)));
                }
                _ => {}
            }
        }
        marks.extend(commas.into_iter().map(|at| (stretch.start + at, COMMA)));
    }
    marks.extend(before_said(segment, score));
    marks.extend(before_score(segment).map(|at| (at, COMMA)));
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
    noun && (earlier || is_listed_no_behind_phrase(words, at))
}

/// "no charge for delivery, no minimum order and no contract": another "no" behind a noun with a phrase of its own, where a
/// last one follows behind "and".
fn is_listed_no_behind_phrase(words: &[&str], at: usize) -> bool {
    const NEAR: usize = 6;
    let plain = |index: usize| {
        let word = words[index];
        (clause::may_be_noun(word) || PREPOSITIONS.contains(&word) || DETERMINERS.contains(&word))
            && !clause::is_finite(words, index)
    };
    let earlier = (at.saturating_sub(NEAR)..at)
        .rev()
        .find(|index| words[*index] == "no");
    let last = (at + 2..words.len().min(at + NEAR))
        .find(|index| words[*index] == "no" && matches!(words[index - 1], "and" | "or"));
    let between = |from: usize, to: usize| (from + 1..to).all(plain);
    earlier.is_some_and(|first| at > first + 1 && between(first, at))
        && last.is_some_and(|last| between(at, last - 1))
}

/// Words behind which "not" sets nothing against another thing.
const BEFORE_NOT: &[&str] = &[
    "of", "course", "perhaps", "maybe", "hope", "guess", "think", "better", "still", "or", "speaks", "just",
];

/// Words before which it does not: "not only", "not yet".
const BEHIND_NOT: &[&str] = &[
    "to", "only", "just", "be", "been", "a", "all", "every", "everyone", "that", "yet", "so", "too", "very",
    "really",
];

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
        || BEFORE_NOT.contains(&before);
    let goes_on =
        next.is_empty() || BEHIND_NOT.contains(&next) || verb(next).base && !matches!(next, "left" | "back");
    const REACH: usize = 6;
    let clause_behind = (at + 1..words.len().min(at + 1 + REACH))
        .take_while(|index| !COORDINATORS.contains(&words[*index]) && words[*index] != "because")
        .any(|index| clause::is_finite(words, index) && index > at + 1);
    !verbal && !goes_on && !clause_behind
}

/// Whether the word is one whose object may be a series: a verb or a preposition.
fn governs(word: &str) -> bool {
    verb(word).any() || BE.contains(&word) || AUXILIARIES.contains(&word) || PREPOSITIONS.contains(&word)
}

/// Where the phrases of a series begin that stand before "and" at `at`, first to last: "two shirts, a towel and a book".
/// Each has its own article, owner or number. None where there are fewer than two.
fn phrases_before(words: &[&str], at: usize) -> Vec<usize> {
    /// Most words of one: "a big jar of honey".
    const LONGEST: usize = 5;
    let noun = |index: usize| {
        let word = words[index];
        clause::may_be_noun(word) && !ADVERBS.contains(&word) && !clause::is_finite(words, index)
    };
    let phrase = |end: usize| {
        let start = (end.saturating_sub(LONGEST)..end)
            .rev()
            .find(|start| opens_phrase(clause::at(words, *start)))?;
        let inside = (start + 1..end).all(|index| noun(index) || words[index] == "of");
        (start + 1 < end && inside && words[end - 1] != "of" && words[start + 1] != "of").then_some(start)
    };
    // The last one, behind "and", must be of the same kind.
    if !opens_phrase(clause::at(words, at + 1)) || !clause::may_be_noun(clause::at(words, at + 2)) {
        return Vec::new();
    }
    let mut starts: Vec<usize> = std::iter::successors(phrase(at), |end| phrase(*end)).collect();
    starts.reverse();
    let first = starts.first().copied().unwrap_or(at);
    let before = clause::before(words, first);
    // "gave the boy a book and a pen" has two objects and no series, "bring your passport, your ticket and your money" one.
    let alike = matches!(words[first], "a" | "an" | "some")
        || POSSESSIVES.contains(&words[first]) && words[first] == words[at + 1];
    let objects = starts.len() == 2 && DITRANSITIVE.contains(&before) && !alike;
    // "I like the song | the singer and his band wrote"
    let subject = first > 0
        && !COORDINATORS.contains(&before)
        && !matches!(before, "neither" | "either" | "both" | "then")
        && (at + 3..words.len().min(at + 3 + LONGEST))
            .take_while(|index| clause::may_be_noun(words[*index]) || clause::is_finite(words, *index))
            .any(|index| clause::is_finite(words, index));
    if starts.len() < 2 || objects || subject && starts.len() == 2 {
        return Vec::new();
    }
    starts
}

/// Whether a phrase of a series may begin with the word: an article, an owner, a number.
fn opens_phrase(word: &str) -> bool {
    matches!(word, "a" | "an" | "the" | "some") || POSSESSIVES.contains(&word) || is_number(word)
}

/// “no comment,” said the mayor, “who is there?” asked the guard: the words behind which a mark belongs, before the closing
/// quotation mark, with it.
fn before_said(segment: &[Token], score: &dyn Fn(usize) -> Scores) -> Vec<(usize, usize)> {
    (1..segment.len())
        .filter(|at| segment[*at].text == "”" && segment[*at - 1].is_word())
        .filter(|at| speaker::follows_speech(segment, *at + 1) || is_told(segment, *at))
        .map(|at| {
            let marks = score(at - 1).marks;
            let mark = if asks(segment, at) || marks[QUESTION] > SURE {
                QUESTION
            } else if marks[EXCLAMATION] > SURE {
                EXCLAMATION
            } else {
                COMMA
            };
            (at - 1, mark)
        })
        .collect()
}

/// He said, “I will be there,” and left: a speech behind a comma, with more of what the speaker does.
fn is_told(segment: &[Token], at: usize) -> bool {
    let open = segment[..at].iter().rposition(|token| token.text == "“");
    let led = open.is_some_and(|open| open > 0 && segment[open - 1].text == ",");
    led && is_one(segment.get(at + 1), &["and", "but", "as", "when"])
}

/// "in straight sets, 6-4, 6-3": the words behind which a score stands apart.
fn before_score(segment: &[Token]) -> impl Iterator<Item = usize> {
    (1..segment.len()).filter_map(|at| {
        let score = segment[at].locked && segment[at].text.starts_with(|c: char| c.is_ascii_digit());
        (score && segment[at].text.contains('-') && segment[at - 1].is("sets")).then_some(at - 1)
    })
}

/// Whether the quotation that ends before `at` asks.
fn asks(segment: &[Token], at: usize) -> bool {
    let first = segment[..at]
        .iter()
        .rposition(|token| !token.is_word())
        .map_or(0, |mark| mark + 1);
    let words: Vec<String> = segment[first..at].iter().map(Token::lower).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    rules::asks(&words) || matches!(words.first(), Some(&"who's" | &"what's" | &"where's")) && words.len() > 1
}
