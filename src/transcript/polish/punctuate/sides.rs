//! What stands on either side of the place where one clause may end and another one begin: whether something can still
//! belong to the first, and whether the second is whole.
//!
//! Words are lower case. Knows nothing of probabilities but which words the model takes for names.

use super::super::clause;
use super::super::numbers::is_number;
use super::ends::{NONE, STOP};
use crate::english::word_classes::{
    AUXILIARIES, BE, COORDINATORS, DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS, SHORT_CLAUSES, SUBJECT_ONLY,
    SUBJECT_PRONOUNS, SUBORDINATORS, TAKES_CLAUSE, verb,
};

/// Words behind which "I …" tells which one is meant.
const TOLD_BY_CLAUSE: &[&str] = &[
    "everything",
    "anything",
    "something",
    "all",
    "best",
    "worst",
    "only",
    "first",
    "last",
    "thing",
    "things",
    "way",
    "time",
    "reason",
    "one",
    "ones",
    "people",
    "person",
    "day",
    "moment",
    "kind",
    "whatever",
    "more",
];

/// Whether a name with its verb begins at `next`: "Maria read the minutes", but not "we saw | Maria read".
pub(super) fn name_acts(words: &[&str], next: usize, named: &dyn Fn(usize) -> bool) -> bool {
    let behind = if named(next + 1) { next + 2 } else { next + 1 };
    behind < words.len()
        && !SUBJECT_PRONOUNS.contains(&words[next])
        && !SHORT_CLAUSES.contains(&words[next])
        && named(next)
        && !verb(words[next - 1]).any()
        && clause::is_finite(words, behind)
}

/// Whether nothing more can belong to the clause: it ends with a pronoun that is its object, an adverb, or a verb in the
/// passive.
pub(super) fn takes_nothing(left: &[&str]) -> bool {
    const ADVERBS: &[&str] = &[
        "here",
        "there",
        "again",
        "too",
        "twice",
        "first",
        "home",
        "anymore",
        "yet",
        "instead",
        "away",
        "together",
        "already",
        "afterwards",
        "abroad",
        "anything",
        "everything",
        "alone",
        "either",
    ];
    const TELLING: &[&str] = &[
        "tell", "tells", "told", "show", "showed", "ask", "asked", "promise", "promised", "let", "make",
        "made",
    ];
    let [.., before, last] = left else { return false };
    let object =
        OBJECT_PRONOUNS.contains(last) && *last != "you" && verb(before).any() && !TELLING.contains(before);
    let adverb = ADVERBS.contains(last) || last.len() > 5 && last.ends_with("ly") && *last != "only";
    // "should be resurfaced": listed or not
    let done = verb(last).participle && !verb(last).base || last.len() > 5 && last.ends_with("ed");
    let passive = done && BE.contains(before);
    object || adverb || passive
}

/// Whether the words are a note that leaves its subject out: "slept badly again".
pub(super) fn is_note(left: &[&str]) -> bool {
    let first = left.first().map(|word| verb(word)).unwrap_or_default();
    left.len() > 1 && first.past && !first.base && !clause::leaves_open(left[left.len() - 1])
}

/// Whether a noun without an article at `next`, with an auxiliary behind it, begins a clause: "the beach | breakfast is
/// included". In "I think breakfast is included" and "the shop by the beach is open" it does not.
pub(super) fn is_own_subject(words: &[&str], left: &[&str], next: usize) -> bool {
    let helper = clause::at(words, next + 1);
    let acts =
        AUXILIARIES.contains(&helper) && !matches!(helper, "do" | "have") && !clause::asks(words, next + 1);
    let held = left.iter().any(|word| {
        TAKES_CLAUSE.contains(word)
            || SUBORDINATORS.contains(word) && !PREPOSITIONS.contains(word)
            || COORDINATORS.contains(word)
            || matches!(*word, "who" | "which" | "what" | "how")
    });
    let last = left.last().copied().unwrap_or("");
    // "the components we ended up | testing were"
    let told_of = left
        .windows(2)
        .any(|pair| clause::may_be_noun(pair[0]) && SUBJECT_ONLY.contains(&pair[1]));
    const FIRST: usize = 4;
    let whole = (0..left.len().min(FIRST))
        .any(|at| clause::subject_verb(left, at).is_some_and(|verb| verb + 1 < left.len()));
    let counted = words[next].starts_with(|c: char| c.is_ascii_digit());
    acts && whole
        && !told_of
        && !counted
        && !held
        && clause::may_be_noun(last)
        && next + 2 < words.len()
        && !DETERMINERS.contains(&last)
}

/// "just to let you know | the office is closed": what tells that something is told stands apart.
pub(super) fn told_beforehand(words: &[&str], left: &[&str], next: usize) -> bool {
    let told = matches!(left, ["just", "to", verb, .., last]
        if left.len() <= 5 && matches!(*verb, "let" | "remind" | "tell" | "warn" | "inform")
            && matches!(*last, "know" | "you" | "everyone" | "all" | "everybody"))
        && !matches!(left, [.., "let", _]);
    told && clause::starts(words, next) == Some(clause::Start::Sure)
}

/// Whether the verb has what belongs to it right behind it, so that its clause cannot tell of the noun before: "the pitch
/// was wet", "their bowler took three wickets", but not "the house | the man bought".
pub(super) fn has_own_object(words: &[&str], verb: usize) -> bool {
    let behind = clause::at(words, verb + 1);
    let be = BE.contains(&words[verb]) || SHORT_CLAUSES.contains(&words[verb]);
    !behind.is_empty() && (be || clause::begins_object(behind) || is_number(behind))
}

/// Whether the verb at `index` has its object right behind it: "knead the dough", "season it".
pub(super) fn governs_object(words: &[&str], index: usize) -> bool {
    clause::begins_object(clause::at(words, index + 1))
}

/// Whether a question inside the sentence ends with its verb: "who can tell me what lava is".
pub(super) fn ends_with_question(left: &[&str]) -> bool {
    const REACH: usize = 5;
    let [before @ .., "is" | "are" | "was" | "were"] = left else {
        return false;
    };
    let near = before.len().saturating_sub(REACH);
    let asked = before[near..]
        .iter()
        .rposition(|word| matches!(*word, "what" | "who" | "where" | "how" | "why"))
        .map(|index| near + index);
    asked.is_some_and(|asked| {
        let subject = &before[asked + 1..];
        asked > 0
            && !subject.is_empty()
            && subject.iter().all(|word| {
                clause::may_be_noun(word) || DETERMINERS.contains(word) || SUBJECT_PRONOUNS.contains(word)
            })
    })
}

/// Whether the words tell somebody to do one thing after the other: then the next command begins a sentence sooner.
pub(super) fn is_told_in_steps(left: &[&str]) -> bool {
    let first = left.iter().position(|word| {
        !matches!(
            *word,
            "then" | "now" | "first" | "next" | "finally" | "please" | "and"
        )
    });
    first.is_some_and(|first| clause::is_command(left, first))
}

/// Whether a subject with an article or an owner stands right behind "him" or "them", and no verb of telling before.
pub(super) fn follows_object(words: &[&str], next: usize) -> bool {
    let telling = [
        "tell", "tells", "told", "show", "shows", "showed", "ask", "asked", "promise", "promised", "give",
        "gave",
    ];
    let pronoun = matches!(words[next - 1], "him" | "them" | "me" | "us");
    let before = clause::before(words, next - 1);
    pronoun
        && DETERMINERS.contains(&words[next])
        && !telling.contains(&before)
        && !PREPOSITIONS.contains(&before)
}

/// Whether the clause at `next` may tell more of the noun before it: "the best | I have eaten", "the man | she married".
pub(super) fn may_be_relative(words: &[&str], next: usize) -> bool {
    let noun = words[next - 1];
    let pronoun = SUBJECT_PRONOUNS.contains(&words[next]) || SHORT_CLAUSES.contains(&words[next]);
    let object = OBJECT_PRONOUNS.contains(&noun) && noun != "it";
    let two_words = next + 2 == words.len() && !object && !verb(noun).any();
    pronoun && (TOLD_BY_CLAUSE.contains(&noun) || two_words)
}

/// The mark around a "yet" that belongs to the negation before it: none in front of it, a stop behind it where a clause
/// begins: "don't send it | yet | they get nervous", but "he trained hard, yet he lost".
pub(super) fn not_yet(words: &[&str], left: &[&str], at: usize) -> Option<usize> {
    let before = words[at + 1] == "yet";
    let yet = if before { at + 1 } else { at };
    if words[yet] != "yet" || clause::starts(words, yet + 1).is_none() {
        return None;
    }
    let said = if before { left } else { &left[..left.len() - 1] };
    let joined = said
        .iter()
        .rposition(|word| COORDINATORS.contains(word) || *word == "because");
    let own = &said[joined.map_or(0, |index| index + 1)..];
    let told = matches!(
        own,
        ["don't" | "never", ..] | ["please", "don't", ..] | ["do" | "please", "do" | "not", ..]
    );
    let pending = own.windows(2).any(|pair| {
        let none =
            matches!(pair[0], "nobody" | "nothing" | "one") && matches!(pair[1], "has" | "have" | "is");
        let not = matches!(pair, ["has" | "have" | "is" | "are", "not"]);
        none || not
    });
    let short = own
        .iter()
        .any(|word| matches!(*word, "haven't" | "hasn't" | "isn't" | "aren't" | "can't"));
    (told || pending || short).then_some(if before { NONE } else { STOP })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yet_belongs_to_the_negation_before_it() {
        let mark = |text: &str, at: usize| {
            let words: Vec<&str> = text.split(' ').collect();
            not_yet(&words, &words[..=at], at)
        };
        assert_eq!(mark("don't send it yet they get nervous", 2), Some(NONE));
        assert_eq!(mark("don't send it yet they get nervous", 3), Some(STOP));
        assert_eq!(mark("he trained hard yet he lost", 2), None);
    }
}
