//! Edit terms: the words that announce a correction, "no", "sorry", "I mean", "or rather", and how surely they do.

use super::super::token::Token;
use super::lexicon::ARTICLES;
use super::{is_comma, is_one, reads};
use crate::english::word_classes::OBJECT_PRONOUNS;

/// How surely an edit term announces a correction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// "no", "sorry", "actually": an ordinary word; only with a clear repair behind it.
    Weak,
    /// "I mean", "or rather": may also be an aside.
    Medium,
    /// "no wait", "no I mean": hardly anything else.
    Strong,
}

/// Parts of edit terms with their weight. A run of parts is the edit term: one light part is weak, a heavy one
/// alone may be an aside, two together are hardly anything else.
const PARTS: &[(&str, u32)] = &[
    ("let me rephrase", 3),
    ("let me correct that", 3),
    ("i take that back", 3),
    ("i mean to say", 3),
    ("i meant to say", 3),
    ("i should say", 2),
    ("scratch that", 3),
    ("strike that", 3),
    ("make that", 1),
    ("make it", 1),
    ("i meant", 2),
    ("i mean", 2),
    ("dang it", 3),
    ("my bad", 3),
    ("hold on", 1),
    ("excuse me", 1),
    ("pardon me", 2),
    ("oops", 3),
    ("whoops", 3),
    ("whoopsie", 3),
    ("nope", 1),
    ("no", 1),
    ("i'm sorry", 1),
    ("sorry", 1),
    ("wait", 1),
    ("actually", 1),
    ("rather", 1),
];

/// Parts that count only behind another one; the weightless ones say nothing by themselves.
const JOINED: &[(&str, u32)] = &[
    ("better yet", 1),
    ("let's say", 1),
    ("let me say", 1),
    ("better", 1),
    ("instead", 1),
    ("i guess", 0),
    ("maybe", 0),
    ("just", 0),
    ("well", 0),
];

/// With these, "no" is no correction: "no matter how", "no longer".
pub(super) const NO_IDIOMS: &[&str] = &[
    "matter",
    "one",
    "longer",
    "doubt",
    "more",
    "less",
    "wonder",
    "way",
    "idea",
    "such",
    "need",
    "reason",
    "sooner",
    "better",
    "worse",
    "use",
    "good",
    "problem",
    "problems",
    "thanks",
    "kidding",
    "exception",
    "point",
    "sense",
    "time",
    "other",
    "single",
    "further",
    "amount",
    "evidence",
];

/// The edit term at `at`, commas inside passed over: its end and strength.
pub(super) fn term(tokens: &[Token], at: usize) -> Option<(usize, Strength)> {
    // "yes or no" asks for an answer and corrects nothing.
    let last = tokens[..at].iter().rev().find(|token| !is_comma(token));
    if tokens[at].is("no") && is_one(last, &["or", "and", "but"]) {
        return None;
    }
    // "I meant to do so"
    let wants = reads(tokens, at, "i meant to") || reads(tokens, at, "i mean to");
    // "to them, I mean to us"
    let thing = tokens.get(at + 3);
    let things = is_one(thing, ARTICLES) || is_one(thing, OBJECT_PRONOUNS);
    if wants && !reads(tokens, at + 3, "say") && !things {
        return None;
    }
    if tokens[at].is("or") && is_one(last, &["yes", "no", "whether"]) {
        return None;
    }
    let (mut end, mut weight, mut heavy, mut parts) = (at, 0, false, 0);
    while end - at < LONGEST {
        let mut next = end;
        while next > at && tokens.get(next).is_some_and(is_comma) {
            next += 1;
        }
        let token = tokens.get(next)?;
        if is_hesitation(token) {
            // "er no": hesitation makes a correction likelier but is none by itself.
            end = next + 1;
            parts += 1;
        } else if let Some((words, value)) = PARTS.iter().find(|(words, _)| reads(tokens, next, words)) {
            end = next + words.split(' ').count();
            (weight, heavy, parts) = (weight + value, heavy || *value > 1, parts + 1);
        } else if next == at && is_one(token, &["or", "oh", "ah", "ahh"]) {
            end = next + 1;
            parts += usize::from(token.is("or"));
        } else if let Some((words, value)) = JOINED
            .iter()
            .find(|(words, _)| end > at && reads(tokens, next, words))
        {
            end = next + words.split(' ').count();
            (weight, parts) = (weight + value, parts + usize::from(*value > 0));
        } else {
            break;
        }
    }
    while tokens.get(end).is_some_and(is_comma) {
        end += 1;
    }
    let strength = match (weight, parts) {
        (0, _) => return None,
        (3.., _) | (_, 2..) => Strength::Strong,
        _ if heavy => Strength::Medium,
        _ => Strength::Weak,
    };
    Some((end, strength))
}

/// Most tokens of an edit term.
const LONGEST: usize = 12;

/// Words that take back what was said, whatever follows them.
const TAKES_BACK: &[&str] = &[
    "scratch that",
    "strike that",
    "i take that back",
    "let me rephrase",
    "let me correct that",
];

/// Whether the edit term from `at` to `end` says in so many words that all before it was wrong.
pub(super) fn takes_back(tokens: &[Token], at: usize, end: usize) -> bool {
    (at..end).any(|index| TAKES_BACK.iter().any(|words| reads(tokens, index, words)))
}

pub(super) fn is_hesitation(token: &Token) -> bool {
    is_one(token, &["um", "uh", "er", "erm", "err", "errm"])
}
