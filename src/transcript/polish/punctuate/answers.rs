//! Answers: the marks around "yes", "no", "sorry", and between a question and what answers it in a few words.

use super::super::clause::{self, Start};
use super::super::numbers::{is_number, is_number_word};
use super::ends::{COMMA, NONE, QUESTION, STOP, stop};
use super::phrases::opening;
use super::rules;
use crate::english::calendar::is_date_word;
use crate::english::word_classes::{
    AUXILIARIES, BE, COORDINATORS, DETERMINERS, PREPOSITIONS, QUESTION_WORDS, SUBJECT_PRONOUNS, TAKES_CLAUSE,
    verb,
};

/// Marks around "yes", "no", "sorry", "wait" and "I mean" that answer or begin anew.
///
/// `named` tells which words the model takes for names.
pub(super) fn answer(
    words: &[&str],
    left: &[&str],
    at: usize,
    named: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let (last, next) = (words[at], words[at + 1]);
    let word = |index: usize| clause::at(words, index);
    let clause_at = |index: usize| clause::is_clause(words, index);
    let asked = rules::asks(left);
    // behind the word itself
    let opens = left.len() == 1 || left.len() == 2 && last == "mean" && left[0] == "i";
    let set_off = opens
        && match last {
            "yes" => next != "please",
            // "no pets are allowed" begins no answer
            "no" if clause::subject_verb(words, at + 1).is_some() && next != "one" => true,
            // "no take the stairs" behind a question
            "no" if at > 0 && clause::is_command(&words[at + 1..], 0) => true,
            // "no the owls nest in it": no noun is denied here
            "no" => matches!(
                next,
                "the" | "my" | "our" | "his" | "their" | "your" | "these" | "those" | "only" | "just" | "not"
            ),
            "wait" => clause_at(at + 1),
            "sorry" => clause_at(at + 1) && !matches!(next, "i" | "i'm" | "we" | "we're" | "that" | "about"),
            _ => false,
        };
    if set_off {
        return Some(COMMA);
    }
    if last == "no" && left.len() > 1 && TAKES_CLAUSE.contains(&left[left.len() - 2]) && clause_at(at + 1) {
        return Some(COMMA); // "said no, the account is frozen"
    }
    // "do your parents know | no, I haven't told them"
    if asked
        && matches!(last, "know" | "agree" | "understand" | "see")
        && matches!(next, "no" | "yes")
        && clause_at(at + 2)
    {
        return Some(QUESTION);
    }
    if TAKES_CLAUSE.contains(&last) && matches!(next, "no" | "yes") {
        return Some(NONE); // "the clerk said no"
    }
    // "why is there | no hay left", "how can we cook with | no gas"
    let there = last == "there" && left.len() > 1 && BE.contains(&left[left.len() - 2]);
    if next == "no" && (there || matches!(last, "have" | "has" | "had" | "with")) {
        return Some(NONE);
    }
    let held = left.len() > 2 && matches!(left[left.len() - 2], "there" | "have" | "has" | "had" | "with");
    if last == "no" && held {
        return Some(NONE);
    }
    if asked && place_told(words, left, at) {
        return Some(QUESTION);
    }
    if asked
        && (is_short_answer(words, left, at, named)
            || amount_told(words, left, at)
            || nothing_told(words, left, at)
            || state_told(words, left, at)
            || denies_or_narrows(words, left, at))
    {
        return Some(QUESTION);
    }
    if next == "because" && left.first() == Some(&"why") && left.len() > 3 && asked && clause_at(at + 2) {
        return Some(QUESTION);
    }
    if matches!(
        next,
        "at" | "in" | "on" | "by" | "just" | "around" | "about" | "sometime"
    ) {
        if time_asked(words, left, at) {
            return Some(QUESTION);
        }
        if matches!(next, "at" | "in" | "on" | "by") {
            return None;
        }
    }
    if TAKES_CLAUSE.contains(&last)
        || clause::ends_nothing(last)
        || COORDINATORS.contains(&last)
        || left.len() < 2
        || !clause::is_whole(left)
    {
        return None;
    }
    // before it
    let begins = match next {
        "yes" | "yeah" => asked,
        // "does the lift work | no take the stairs"
        "no" if asked && clause::is_command(&words[at + 2..], 0) => true,
        "no" | "nope" | "sorry" | "wait" => clause_at(at + 2) && word(at + 2) != "one",
        "i" if word(at + 2) == "mean" => clause_at(at + 3),
        _ => false,
    };
    begins.then(|| stop(left))
}

/// The mark behind a greeting: "dear parents | next week we will", "good morning class | today we start".
pub(super) fn greeting(words: &[&str], left: &[&str], next: usize) -> Option<usize> {
    const LONGEST: usize = 4;
    let begins = clause::starts(words, next) == Some(Start::Sure) || opening(words, next).is_some();
    if !begins || !(2..=LONGEST).contains(&left.len()) {
        return None;
    }
    match left {
        ["dear", name, ..] if clause::may_be_noun(name) => Some(COMMA),
        ["good", "morning" | "afternoon" | "evening", _, ..] => Some(STOP),
        _ => None,
    }
}

/// "when does the exam start | at nine": the time asked for ends the utterance.
fn time_asked(words: &[&str], left: &[&str], at: usize) -> bool {
    let rest = without_reason(&words[at + 1..]);
    // "when does the tide turn | just before lunch": no question is so exact
    let hedged = matches!(rest, ["just" | "around" | "about" | "sometime", _, ..])
        && !clause::has_finite(rest)
        && verb(words[at]).any();
    let named = rest.get(1).is_some_and(|word| {
        is_number(word)
            || is_date_word(word)
            || matches!(
                *word,
                "half" | "quarter" | "noon" | "midnight" | "about" | "around"
            )
    });
    when_asked(left) && left.len() > 3 && rest.len() <= 5 && (hedged || named)
}

/// Whether the words ask for a time.
fn when_asked(left: &[&str]) -> bool {
    matches!(left, ["when", ..] | ["what", "time", ..])
        && (rules::asks(left) || left.get(2).is_some_and(|verb| AUXILIARIES.contains(verb)))
}

/// "where did you park | behind the bakery": a place that is told ends the utterance.
fn place_told(words: &[&str], left: &[&str], at: usize) -> bool {
    const TELL: &[&str] = &[
        "behind",
        "opposite",
        "beside",
        "between",
        "above",
        "below",
        "under",
        "near",
        "underneath",
    ];
    /// What is done with a thing that is looked for: "where did you leave the bikes".
    const PUTS: &[&str] = &[
        "leave", "put", "park", "hide", "lose", "drop", "store", "keep", "find", "bury",
    ];
    let rest = &words[at + 1..];
    let acts = matches!(
        left,
        ["where", "did" | "do" | "does" | "will" | "can" | "should", _, ..]
    ) && (verb(words[at]).base || left.get(3).is_some_and(|verb| PUTS.contains(verb)));
    acts && left.len() > 3 && TELL.contains(&rest[0]) && rest.len() >= 2 && !clause::has_finite(rest)
}

/// "how long does it take | about ten minutes", "how often do you swim | twice a week": the amount asked for ends the
/// utterance.
fn amount_told(words: &[&str], left: &[&str], at: usize) -> bool {
    const MEASURES: &[&str] = &[
        "long", "far", "much", "many", "often", "old", "big", "tall", "deep", "wide", "high", "heavy",
        "late", "early", "soon", "hot", "cold", "fast",
    ];
    let measured = matches!(left, ["how", measure, _, ..] if MEASURES.contains(measure));
    let rest = &words[at + 1..];
    let hedged = rest.first().is_some_and(|word| HEDGES.contains(word));
    // "how many of them are | eighteen"
    let whole = left.len() > 3 && !BE.contains(&words[at]) && !clause::leaves_open(words[at]);
    let free = hedged || !verb(words[at]).any() || verb(words[at]).base && left.len() > 4;
    measured && whole && free && is_amount(rest)
}

/// "is the water off | not yet", "are dogs allowed | only guide dogs": a few words without a verb that say how far something
/// is so end the utterance.
fn denies_or_narrows(words: &[&str], left: &[&str], at: usize) -> bool {
    let rest = without_reason(&words[at + 1..]);
    let narrows = matches!(
        rest,
        [
            "not",
            "yet" | "today" | "tonight" | "now" | "really" | "quite" | "always" | "often" | "any",
            ..
        ] | [
            "not",
            "this"
                | "before"
                | "until"
                | "till"
                | "after"
                | "for"
                | "in"
                | "on"
                | "at"
                | "a"
                | "the"
                | "that",
            _,
            ..
        ] | ["only" | "mostly" | "mainly" | "usually", _, ..]
    );
    narrows && left.len() > 2 && is_fragment(rest)
}

/// The words of an answer without its reason or what the speaker thinks of it: "not yet | because the buyer is in Japan",
/// "just before lunch | I think".
fn without_reason<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let tail = |at: &usize| {
        matches!(
            words[*at..],
            ["because" | "but" | "as" | "unless", _, _, ..]
                | [
                    "i",
                    "think" | "hope" | "believe" | "guess" | "suppose" | "expect",
                    ..
                ]
                | ["i'm", "afraid", ..]
                | ["thank", "goodness" | "you" | "god" | "heavens", ..]
                | ["thanks", ..]
                | ["to", "be", "honest", ..]
        )
    };
    let end = (1..words.len()).find(tail).unwrap_or(words.len());
    &words[..end]
}

/// "how is your knee | much better", "which drawer is it in | the top one": how somebody is, and which one is meant.
fn state_told(words: &[&str], left: &[&str], at: usize) -> bool {
    let rest = without_reason(&words[at + 1..]);
    let state = matches!(
        rest,
        ["fine" | "better" | "worse" | "great" | "okay"]
            | [
                "much" | "far" | "a" | "very" | "not" | "quite" | "getting" | "all" | "really" | "pretty",
                ..,
                "better" | "worse" | "well" | "good" | "bad" | "fine" | "right" | "tired"
            ]
    );
    let how = matches!(
        left,
        [
            "how",
            "is" | "are" | "was" | "were" | "do" | "does" | "did",
            _,
            ..
        ]
    ) && left.len() > 2;
    let one = matches!(rest, ["the", _, "one" | "ones"] | ["the", _, _, "one" | "ones"]);
    let which = matches!(left, ["which" | "what", _, auxiliary, ..] if AUXILIARIES.contains(auxiliary));
    let short = rest.len() < words.len() && rest.len() <= 4;
    short && (how && state || which && one)
}

/// "what did the scan show | nothing to worry about": that there is nothing answers a question about its object.
fn nothing_told(words: &[&str], left: &[&str], at: usize) -> bool {
    const SHORTEST: usize = 4;
    let asks = matches!(left, ["what" | "who" | "which", auxiliary, ..] if AUXILIARIES.contains(auxiliary))
        || matches!(left, ["what", _, auxiliary, ..] if AUXILIARIES.contains(auxiliary));
    let rest = without_reason(&words[at + 1..]);
    asks && left.len() >= SHORTEST
        && verb(words[at]).base
        && matches!(rest, ["nothing" | "nobody" | "none", ..])
        && !clause::has_finite(rest)
}

/// Whether the words have no verb and ask nothing: "only guide dogs", "mostly the moon".
pub(super) fn is_fragment(words: &[&str]) -> bool {
    /// Most words of one.
    const LONGEST: usize = 5;
    let asks = QUESTION_WORDS.contains(&words[0])
        || AUXILIARIES.contains(&words[0])
        || words.contains(&"or")
        || matches!(
            words,
            ["and" | "but", ..] | [.., "too" | "right" | "okay" | "please"]
        );
    (2..=LONGEST).contains(&words.len()) && !asks && !clause::has_finite(words)
}

/// Words before an amount that is not known exactly.
const HEDGES: &[&str] = &[
    "about",
    "around",
    "roughly",
    "nearly",
    "almost",
    "approximately",
    "maybe",
    "perhaps",
];

/// Whether the words are an amount and nothing else: "about ten minutes", "twice a week".
pub(super) fn is_amount(words: &[&str]) -> bool {
    /// Most words of one.
    const LONGEST: usize = 6;
    let hedged = words.first().is_some_and(|word| HEDGES.contains(word));
    let amount = &words[usize::from(hedged)..];
    let times = matches!(
        amount,
        ["once" | "twice", ..]
            | [
                "every",
                "day" | "week" | "month" | "year" | "morning" | "evening" | "night"
            ]
            | [
                "a" | "an",
                "hour" | "week" | "day" | "month" | "year" | "lot" | "mile" | "dozen" | "couple",
                ..
            ]
    );
    // "how much do you pay | two people for"
    (amount.first().is_some_and(|word| is_number(word)) || times)
        && amount.len() <= LONGEST
        && amount.last().is_none_or(|last| !PREPOSITIONS.contains(last))
        && !clause::has_finite(amount)
}

/// Whether a word that stands without an article is a name: no pronoun, no verb, no plural, nothing that goes without one.
fn is_bare_name(word: &str) -> bool {
    const WITHOUT_ARTICLE: &[&str] = &[
        "people",
        "men",
        "women",
        "children",
        "everything",
        "nothing",
        "something",
        "anything",
    ];
    clause::may_be_noun(word)
        && !verb(word).any()
        && !word.ends_with('s')
        && !WITHOUT_ARTICLE.contains(&word)
        && !DETERMINERS.contains(&word)
        && !is_number_word(word)
}

/// Nouns behind which a clause goes on without a joint: "the way Tom does".
fn takes_clause(word: &str) -> bool {
    matches!(
        word,
        "way" | "ways" | "thing" | "things" | "time" | "day" | "place" | "reason" | "work" | "job"
    )
}

/// "who drove the van | my cousin did": a subject and the auxiliary that stands for the whole answer end the utterance.
fn is_short_answer(words: &[&str], left: &[&str], at: usize, named: &dyn Fn(usize) -> bool) -> bool {
    let rest = &words[at + 1..];
    let Some((verb, subject)) = rest.split_last() else {
        return false;
    };
    let stands_for_all =
        AUXILIARIES.contains(verb) || matches!(*verb, "did" | "does" | "do" | "didn't" | "don't");
    // "which team lost the final | Brazil did": a name answers by itself
    let object_first = subject.len() > 2 && named(at + subject.len()) && !named(at + subject.len() - 1);
    let named = match subject {
        [one] => {
            SUBJECT_PRONOUNS.contains(one) || is_bare_name(one) && left.len() > 3 && !takes_clause(words[at])
        }
        [determiner, nouns @ ..] => {
            DETERMINERS.contains(determiner)
                && (1..=2).contains(&nouns.len())
                && nouns.iter().all(|noun| clause::may_be_noun(noun))
        }
        [] => false,
    };
    let bare = matches!(subject, [one] if !SUBJECT_PRONOUNS.contains(one));
    let stands_for_all = stands_for_all && !(bare && matches!(*verb, "do" | "don't" | "are" | "have"));
    let asks_who = matches!(left.first(), Some(&"who" | &"which" | &"whose"));
    asks_who && stands_for_all && named && !object_first && left.len() > 2 && !clause::leaves_open(words[at])
}
