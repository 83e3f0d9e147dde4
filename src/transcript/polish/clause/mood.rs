//! Questions, commands and tenses: what the verb of a clause tells of it.

use super::{at, before, begins_object, is_adjective, is_finite, is_number, may_be_noun};
use crate::english::calendar::is_date_word;
use crate::english::word_classes::{
    AUXILIARIES, BE, DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS, SHORT_CLAUSES,
    SUBJECT_PRONOUNS, verb,
};

/// Whether a question begins at `index`: "do the children need", "who gained", "how much is".
pub(in crate::transcript::polish) fn asks(words: &[&str], index: usize) -> bool {
    let (previous, word, next) = (before(words, index), at(words, index), at(words, index + 1));
    let subject = |at: &str| {
        SUBJECT_PRONOUNS.contains(&at)
            || DETERMINERS.contains(&at)
            || matches!(at, "somebody" | "anyone" | "anybody" | "mum" | "dad")
    };
    if AUXILIARIES.contains(&word) {
        // "have a look", "do the dishes", "was a surprise"
        let object = matches!(word, "have" | "do" | "had")
            && DETERMINERS.contains(&next)
            && !(index + 3..index + 6).any(|at| words.get(at).is_some_and(|word| verb(word).any()));
        let predicate = BE.contains(&word) && matches!(next, "a" | "an");
        return !object
            && !predicate
            && subject(next)
            && !PREPOSITIONS.contains(&previous)
            && !matches!(previous, "so" | "nor" | "neither" | "as" | "than")
            && !QUESTION_WORDS.contains(&previous);
    }
    match word {
        "what" | "where" | "when" | "why" | "how" => {
            let verb = if word == "how"
                && matches!(next, "much" | "many" | "old" | "long" | "far" | "often" | "big")
            {
                (index + 2..index + 5).find(|verb| AUXILIARIES.contains(&at(words, *verb)))
            } else if word == "what" && matches!(next, "time" | "kind" | "colour" | "color" | "day") {
                Some(index + 2)
            } else {
                Some(index + 1)
            };
            verb.is_some_and(|verb| {
                AUXILIARIES.contains(&at(words, verb))
                    && subject(at(words, verb + 1))
                    && !previous.starts_with("know")
            })
        }
        _ => false,
    }
}

/// Verbs that commands put before a preposition: "pour into the bowl".
const MOVES: &[&str] = &[
    "pour", "stir", "put", "log", "sign", "check", "add", "talk", "look", "listen", "go", "come", "wait",
    "write", "speak", "turn", "move", "walk", "drive", "start", "park", "sit", "stand", "stay", "meet",
    "knock", "lie", "climb", "jump", "swim", "count", "breathe", "lean", "reach", "bend", "hold", "step",
    "point", "push", "pull", "roll", "slide", "apply", "reply", "return",
];

/// Verbs that are no nouns, before a noun without an article: "bring shin pads".
const BRINGS: &[&str] = &[
    "bring", "wear", "remember", "buy", "collect", "invite", "avoid", "choose", "send", "read", "wash",
];

/// Whether a command begins at `index`: a verb in its first form with what commands go on with.
pub(in crate::transcript::polish) fn is_command(words: &[&str], index: usize) -> bool {
    let (word, next) = (at(words, index), at(words, index + 1));
    // "let it run"
    let lets = word == "let" && OBJECT_PRONOUNS.contains(&next) && verb(at(words, index + 2)).base;
    if !verb(word).base || !lets && matches!(word, "like" | "mean" | "let" | "matter" | "cost" | "last") {
        return false;
    }
    let previous = before(words, index);
    // "pour it in | cover the bowl"
    let particle = matches!(
        previous,
        "in" | "on" | "off" | "up" | "out" | "down" | "over" | "back" | "away"
    ) && index >= 2
        && (OBJECT_PRONOUNS.contains(&words[index - 2])
            // "the kettle is on | help yourself"
            || BE.contains(&words[index - 2])
            // "breathe in | lift the arm"
            || verb(words[index - 2]).base && index == 2 && begins_object(next));
    let led = previous == "to"
        || AUXILIARIES.contains(&previous)
        || SUBJECT_PRONOUNS.contains(&previous)
            && !matches!(
                previous,
                "it" | "this" | "that" | "you" | "there" | "others" | "everyone" | "everything"
            )
        || DETERMINERS.contains(&previous)
        || PREPOSITIONS.contains(&previous) && !particle
        || matches!(
            previous,
            "not" | "who" | "which" | "let's" | "let" | "make" | "and" | "or"
        )
        || is_adjective(previous)
            && !matches!(previous, "other" | "right" | "wrong")
            && !matches!(next, "it" | "them");
    let to_somebody = matches!(word, "tell" | "ask" | "call" | "email" | "phone") && may_be_noun(next);
    let moves = MOVES.contains(&word);
    // "on Tuesday | bring shin pads": verbs that are no nouns, before a noun without an article
    let brings = BRINGS.contains(&word) && may_be_noun(next) && is_date_word(previous);
    let turns = matches!(word, "turn" | "bear" | "keep" | "go" | "stay" | "look")
        && matches!(next, "left" | "right" | "straight" | "around" | "back");
    let goes_on = to_somebody
        || turns
        || brings
        || begins_object(next)
        || matches!(
            next,
            "on" | "off"
                | "out"
                | "up"
                | "down"
                | "all"
                | "both"
                | "more"
                | "cold"
                | "warm"
                | "enough"
                | "twice"
                | "yourself"
                | "yourselves"
        )
        || moves && PREPOSITIONS.contains(&next)
        || is_number(next);
    !led && goes_on
}

/// When what is said happens, as far as its verb tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transcript::polish) enum Tense {
    /// "talked", "was".
    Past,
    /// "talks", "is".
    Present,
    /// "will talk".
    Future,
}

/// The tense of the last finite verb among the words.
pub(in crate::transcript::polish) fn tense(words: &[&str]) -> Option<Tense> {
    let verb_at = (0..words.len())
        .rev()
        .find(|index| SHORT_CLAUSES.contains(&words[*index]) || is_finite(words, *index))?;
    let word = words[verb_at];
    Some(match word {
        "will" | "won't" | "shall" => Tense::Future,
        _ if word.ends_with("'ll") => Tense::Future,
        "was" | "were" | "did" | "had" | "wasn't" | "weren't" | "didn't" | "hadn't" => Tense::Past,
        _ if verb(word).past && !verb(word).base => Tense::Past,
        _ => Tense::Present,
    })
}
