//! Where clauses begin and what makes them whole: subject, finite verb, the conjunction in front.
//!
//! No parser: what stands around a word decides which of its readings is meant, and where that is not clear the
//! answer is no. Works on words in lower case without marks between them; knows nothing of pauses or probabilities.

mod mood;

pub(super) use mood::{Tense, asks, is_command, tense};

use super::numbers;
use crate::english::word_classes::{
    ADVERBS, AUXILIARIES, BE, COORDINATORS, DETERMINERS, MODALS, OBJECT_PRONOUNS, PREPOSITIONS, QUANTIFIERS,
    QUESTION_WORDS, SHORT_CLAUSES, SUBJECT_ONLY, SUBJECT_PRONOUNS, SUBORDINATORS, TAKES_CLAUSE, verb,
};
use crate::transcript::number_words::ordinal;

/// Most words of a subject: "the first half of the second act".
const LONGEST_SUBJECT: usize = 9;

/// Most words of a clause with a conjunction in front, up to where its main clause begins.
const LONGEST_HALF: usize = 14;

/// The word at `index`, "" beyond the end.
pub(super) fn at<'a>(words: &[&'a str], index: usize) -> &'a str {
    words.get(index).copied().unwrap_or("")
}

/// The word before `index`, "" at the start.
pub(super) fn before<'a>(words: &[&'a str], index: usize) -> &'a str {
    index.checked_sub(1).map_or("", |index| at(words, index))
}

/// Whether the words from `index` on read `phrase`.
pub(super) fn reads(words: &[&str], index: usize, phrase: &str) -> bool {
    let mut said = phrase.split(' ').enumerate();
    said.all(|(offset, word)| at(words, index + offset) == word)
}

/// A cardinal or an ordinal, in words or digits.
fn is_number(word: &str) -> bool {
    numbers::is_number(word) || ordinal(word).is_some()
}

/// Whether an object may begin with the word: an article, an owner, a pronoun.
pub(super) fn begins_object(word: &str) -> bool {
    DETERMINERS.contains(&word) || OBJECT_PRONOUNS.contains(&word)
}

/// Whether the word has the ending of a plural.
pub(super) fn ends_in_plural(word: &str) -> bool {
    word.ends_with('s')
        && !["ss", "us", "is", "'s"]
            .iter()
            .any(|ending| word.ends_with(ending))
}

/// Whether the word may be a noun where a noun can stand: none of the closed classes.
pub(super) fn may_be_noun(word: &str) -> bool {
    !word.is_empty()
        && !DETERMINERS.contains(&word)
        && !PREPOSITIONS.contains(&word)
        && !AUXILIARIES.contains(&word)
        && !COORDINATORS.contains(&word)
        && !SUBORDINATORS.contains(&word)
        && !QUESTION_WORDS.contains(&word)
        && !SUBJECT_ONLY.contains(&word)
        && !SHORT_CLAUSES.contains(&word)
        && !OBJECT_PRONOUNS.contains(&word)
        && !(SUBJECT_PRONOUNS.contains(&word) && word.len() > 5)
        && !matches!(word, "not" | "please" | "there" | "been" | "be" | "very" | "too")
        && !is_manner(word)
}

fn is_plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("'s")
        || matches!(
            word,
            "people" | "children" | "men" | "women" | "police" | "both" | "many" | "most" | "others"
        )
}

/// Whether any of the words is a finite verb where it stands.
pub(super) fn has_finite(words: &[&str]) -> bool {
    (0..words.len()).any(|index| is_finite(words, index))
}

/// Whether the word at `index` is a finite verb where it stands.
pub(super) fn is_finite(words: &[&str], index: usize) -> bool {
    let word = at(words, index);
    let mut back = index;
    while back > 0 && (ADVERBS.contains(&words[back - 1]) || words[back - 1].ends_with("ly")) {
        back -= 1;
    }
    let previous = before(words, back);
    let named = DETERMINERS.contains(&previous) && !matches!(previous, "this" | "that" | "these" | "those");
    if AUXILIARIES.contains(&word) {
        let infinitive = matches!(word, "have" | "do")
            && (previous == "to"
                || MODALS.contains(&previous)
                || matches!(previous, "do" | "did" | "does" | "didn't" | "don't" | "doesn't"));
        // "the will", "in may", "a can"
        let noun = matches!(word, "will" | "may" | "can" | "might" | "must")
            && (named || matches!(previous, "in" | "of" | "since" | "until" | "by" | "from" | "on"));
        return !infinitive && !noun;
    }
    let forms = verb(word);
    // "we rowed": a word in "-ed" behind a subject is a verb, listed or not.
    let told = word.len() > 4
        && word.ends_with("ed")
        && matches!(previous, "i" | "he" | "she" | "we" | "they" | "you" | "who");
    if told && !forms.any() {
        return true;
    }
    if !forms.any()
        || named
        || previous == "to"
        || is_number(previous) && previous != "one" && !is_plural(previous)
    {
        return false;
    }
    let after_auxiliary =
        AUXILIARIES.contains(&previous) || BE.contains(&previous) || SHORT_CLAUSES.contains(&previous);
    let after_preposition = PREPOSITIONS.contains(&previous);
    let subject = SUBJECT_PRONOUNS.contains(&previous);
    if forms.past && !after_auxiliary && !after_preposition {
        // "many of them left"
        let of_them = OBJECT_PRONOUNS.contains(&previous) && back > 1 && before(words, back - 1) == "of";
        return subject
            || of_them
            || may_be_noun(previous)
            || matches!(previous, "who" | "which" | "that" | "and" | "but" | "what");
    }
    if forms.third && !after_auxiliary && !after_preposition {
        let singular = matches!(
            previous,
            "he" | "she"
                | "it"
                | "this"
                | "that"
                | "who"
                | "which"
                | "what"
                | "everyone"
                | "everybody"
                | "nobody"
                | "someone"
        );
        return singular || may_be_noun(previous) && !is_plural(previous) && !is_adjective(previous);
    }
    let plural = matches!(previous, "i" | "you" | "we" | "they" | "who" | "which")
        || is_plural(previous) && !after_preposition;
    forms.base && plural
}

/// Adjectives with which a noun is likelier to follow than a verb: "the old works".
fn is_adjective(word: &str) -> bool {
    const ADJECTIVES: &[&str] = &[
        "old", "new", "big", "small", "good", "bad", "great", "little", "long", "short", "young", "high",
        "low", "first", "second", "third", "next", "last", "other", "same", "only", "full", "whole", "large",
        "own", "public", "local", "free", "right", "wrong", "many", "several", "few", "spare", "main",
        "double",
    ];
    ADJECTIVES.contains(&word)
}

/// Whether the word is an adverb that may stand between a subject and its verb.
fn is_adverb(word: &str) -> bool {
    ADVERBS.contains(&word) || is_manner(word)
}

/// "quietly"
pub(super) fn is_manner(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ly")
}

/// How surely a clause of its own begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// A noun and a verb, which may be something else: "tickets cost".
    Bare,
    /// A verb that may be a command: "lift the chain".
    Command,
    /// A subject that cannot be anything else, with its verb.
    Sure,
}

/// The place of the finite verb of the clause whose subject begins at `index`.
pub(super) fn subject_verb(words: &[&str], index: usize) -> Option<usize> {
    let word = at(words, index);
    if SHORT_CLAUSES.contains(&word) {
        return Some(index);
    }
    let skip = |mut next: usize| {
        while is_adverb(at(words, next)) {
            next += 1;
        }
        next
    };
    if word == "no" && at(words, index + 1) == "one" {
        let verb = skip(index + 2);
        return is_finite(words, verb).then_some(verb);
    }
    if SUBJECT_PRONOUNS.contains(&word) {
        let verb = skip(index + 1);
        if is_finite(words, verb)
            && (word != "there" || BE.contains(&at(words, verb)) || MODALS.contains(&at(words, verb)))
        {
            return Some(verb);
        }
    }
    noun_phrase(words, index)
}

/// The place of the finite verb behind a subject with a determiner or number in front: "the key to the shed hangs",
/// "many of you asked".
fn noun_phrase(words: &[&str], index: usize) -> Option<usize> {
    let verb = noun_phrase_any(words, index)?;
    // "twice a week don't water": one thing does not take the verb of several
    let one = matches!(
        at(words, index),
        "a" | "an" | "this" | "that" | "every" | "each" | "one" | "another"
    );
    let several = matches!(
        at(words, verb),
        "don't" | "do" | "are" | "aren't" | "were" | "weren't" | "have" | "haven't"
    );
    (!(one && several)).then_some(verb)
}

/// The same, whether subject and verb agree in number or not.
fn noun_phrase_any(words: &[&str], index: usize) -> Option<usize> {
    let word = at(words, index);
    let bare = is_bare_subject(words, index);
    // "nobody in the cabin said a word"
    let somebody = matches!(
        word,
        "nobody"
            | "somebody"
            | "anybody"
            | "everybody"
            | "someone"
            | "anyone"
            | "everyone"
            | "nothing"
            | "everything"
    ) && PREPOSITIONS.contains(&at(words, index + 1));
    let opens =
        DETERMINERS.contains(&word) || QUANTIFIERS.contains(&word) || is_number(word) || bare || somebody;
    if !opens {
        return None;
    }
    let mut nouns = usize::from(QUANTIFIERS.contains(&word) || bare || somebody);
    let mut head: Option<usize> = None; // of "the soil in your hands" the soil
    let mut next = index + 1;
    while next < words.len() && next - index <= LONGEST_SUBJECT {
        let current = at(words, next);
        let adverb = is_adverb(current);
        let several = |word: &str| is_plural(word) || QUANTIFIERS.contains(&word) || is_number(word);
        let agrees =
            || is_plural(before(words, next)) && (bare || head.is_none_or(|head| several(words[head])));
        if nouns > 0 && is_finite(words, next) && (!verb(current).base || agrees()) {
            return Some(next);
        }
        if nouns > 0 && matches!(current, "who" | "which" | "that") && is_finite(words, next + 1) {
            return behind_relative(words, index, next + 1);
        }
        if PREPOSITIONS.contains(&current) && nouns > 0 {
            head.get_or_insert(next - 1);
            nouns = 0; // its own noun must follow
            let article = at(words, next + 1);
            next += if DETERMINERS.contains(&article) || is_number(article) {
                2
            } else {
                1
            };
            if OBJECT_PRONOUNS.contains(&at(words, next)) {
                nouns = 1;
                next += 1;
            }
            continue;
        }
        if current == "and" && nouns > 0 {
            let article = at(words, next + 1);
            let more = DETERMINERS.contains(&article) && may_be_noun(at(words, next + 2))
                || may_be_noun(article) && !verb(article).any();
            if !more {
                return None;
            }
            next += if DETERMINERS.contains(&article) { 2 } else { 1 };
            nouns = 0;
            continue;
        }
        if !may_be_noun(current) && !adverb {
            return None;
        }
        nouns += usize::from(!adverb);
        next += 1;
    }
    None
}

/// The place of the finite verb of a subject that begins at `index`, behind a clause that tells more of it, whose verb is
/// at `told`: "a bee that has found food flies".
fn behind_relative(words: &[&str], index: usize, told: usize) -> Option<usize> {
    let end = words.len().min(index + LONGEST_SUBJECT + 3);
    (told + 2..end)
        .take_while(|at| !COORDINATORS.contains(&words[*at]) && !SUBJECT_PRONOUNS.contains(&words[*at]))
        .find(|at| is_finite(words, *at) && !verb(words[*at]).base)
}

/// "people in the towns": several things, with no word in front that says so.
fn is_bare_subject(words: &[&str], index: usize) -> bool {
    let word = at(words, index);
    let plain = !DETERMINERS.contains(&word) && !QUANTIFIERS.contains(&word) && !is_number(word);
    plain && is_plural(word) && may_be_noun(word) && PREPOSITIONS.contains(&at(words, index + 1))
}

/// Whether a clause of its own, with no conjunction in front, begins at `index`, and how surely.
pub(super) fn starts(words: &[&str], index: usize) -> Option<Start> {
    let (word, next) = (at(words, index), at(words, index + 1));
    if word.is_empty() {
        return None;
    }
    // "who can tell me", "who would like to come": no clause about the noun before
    let asks_all = matches!(
        (word, next, at(words, index + 2)),
        ("who", "can", "tell") | ("who", "would", "like") | ("who", "wants", "to") | ("who", "knows", _)
    );
    if asks_all {
        return Some(Start::Sure);
    }
    if matches!(
        word,
        "however"
            | "then"
            | "still"
            | "today"
            | "tomorrow"
            | "yesterday"
            | "now"
            | "otherwise"
            | "afterwards"
    ) && (subject_verb(words, index + 1).is_some() || is_command(words, index + 1))
    {
        return Some(Start::Bare);
    }
    if let Some(verb) = subject_verb(words, index) {
        // "our keeper stopped two penalties and jamie scored": a subject of two may be an object and another subject
        let joined = (index..verb).any(|at| words[at] == "and");
        return Some(if joined || is_bare_subject(words, index) {
            Start::Bare
        } else {
            Start::Sure
        });
    }
    if word == "please" && verb(next).base
        || matches!(word, "don't" | "never")
            && verb(next).base
            && !SUBJECT_PRONOUNS.contains(&before(words, index))
            && !is_plural(before(words, index))
        || matches!(word, "let's")
        || word == "thank" && next == "you"
    {
        return Some(Start::Sure);
    }
    if asks(words, index) {
        // "your cake was the best": behind a noun the verb may be that noun's
        let previous = before(words, index);
        let own = SUBJECT_PRONOUNS.contains(&next) && next.len() < 5 && !matches!(next, "this" | "that")
            || QUESTION_WORDS.contains(&word)
            || matches!(word, "do" | "does" | "did") && !is_plural(previous);
        let free = own || !may_be_noun(previous);
        return Some(if free { Start::Sure } else { Start::Bare });
    }
    if is_command(words, index) {
        return Some(Start::Command);
    }
    let bare = may_be_noun(word)
        && !word.ends_with("self")
        && !word.ends_with("selves")
        && !verb(before(words, index)).any()
        && word.len() > 2
        && is_finite(words, index + 1);
    (bare && (!verb(next).base || is_plural(word))).then_some(Start::Bare)
}

/// Whether the words hold a whole main clause: a subject with its verb or a command, and what conjunctions ask for.
pub(super) fn is_whole(words: &[&str]) -> bool {
    let Some(last) = words.last() else {
        return false;
    };
    if leaves_open(last) {
        return false;
    }
    let first = words.iter().position(|word| {
        !matches!(
            *word,
            "and" | "but" | "or" | "so" | "well" | "yeah" | "oh" | "um" | "uh"
        )
    });
    let Some(first) = first else { return false };
    let opener = words[first];
    let question = QUESTION_WORDS.contains(&opener) && asks(words, first);
    if SUBORDINATORS.contains(&opener) && !question && !matches!(opener, "so" | "than" | "that") {
        return main_behind(words, first).is_some();
    }
    // "how you do it is up to you": the question is the subject
    let subject = QUESTION_WORDS.contains(&opener) && !question && subject_verb(words, first + 1).is_some();
    if subject || matches!(opener, "whoever" | "whatever" | "whichever") {
        return (first..words.len())
            .filter(|index| is_finite(words, *index))
            .count()
            > 1;
    }
    let thanks = words.windows(2).any(|pair| pair == ["thank", "you"]);
    thanks
        || is_command(words, first)
        || matches!(opener, "please" | "don't" | "thanks" | "let's") && words.len() > first + 2
        || (first..words.len()).any(|index| {
            SHORT_CLAUSES.contains(&words[index])
                || is_finite(words, index) && !is_embedded(words, first, index)
        })
}

/// Whether the verb at `verb` belongs to a clause with a conjunction or a relative pronoun in front.
fn is_embedded(words: &[&str], first: usize, verb: usize) -> bool {
    words[first..verb].iter().rev().take(4).any(|word| {
        matches!(
            *word,
            "who" | "which" | "because" | "if" | "when" | "whose" | "although" | "while" | "unless" | "until"
        )
    })
}

/// Where the main clause begins whose half with a conjunction in front begins at `index`: "if you find it | mark it".
pub(super) fn main_behind(words: &[&str], index: usize) -> Option<usize> {
    let own = subject_verb(words, index + 1)?;
    (own + 1..words.len().min(index + LONGEST_HALF)).find(|next| {
        let previous = before(words, *next);
        let joined = COORDINATORS.contains(&previous)
            || SUBORDINATORS.contains(&previous)
            || QUESTION_WORDS.contains(&previous)
            || TAKES_CLAUSE.contains(&previous);
        !joined && !leaves_open(previous) && starts(words, *next).is_some_and(|start| start > Start::Bare)
    })
}

/// Whether something must follow the word: no sentence ends with "the".
pub(super) fn ends_nothing(last: &str) -> bool {
    const OPEN: &[&str] = &[
        "the", "a", "an", "and", "or", "but", "of", "my", "our", "your", "their", "because", "if",
        "although", "than", "from", "with", "into", "i", "we", "he", "she", "they", "very", "whose", "every",
        "to", "is", "are", "was", "were", "be", "am", "i'm", "we're", "they're", "you're", "it's", "its",
        "who", "which", "while", "unless", "whether", "until", "and/or", "during", "between", "per", "via",
        "let's",
    ];
    OPEN.contains(&last)
}

/// Whether the word waits for more in running speech, though a sentence may end with it now and then ("what is it for").
pub(super) fn leaves_open(word: &str) -> bool {
    const WAITS: &[&str] = &[
        "at", "for", "as", "when", "that", "been", "has", "have", "had", "will", "would", "should", "could",
        "can",
    ];
    ends_nothing(word) || WAITS.contains(&word)
}

/// Whether there is a finite verb among the words, up to where another clause is joined to them.
pub(super) fn has_verb(words: &[&str]) -> bool {
    let joins = |word: &str| {
        COORDINATORS.contains(&word) || SUBORDINATORS.contains(&word) || QUESTION_WORDS.contains(&word)
    };
    let end = words
        .iter()
        .skip(1)
        .position(|word| joins(word) || SUBJECT_ONLY.contains(word) || SHORT_CLAUSES.contains(word))
        .map_or(words.len(), |at| at + 1);
    is_command(words, 0)
        || (0..end).any(|index| SHORT_CLAUSES.contains(&words[index]) || is_finite(words, index))
}

/// Whether a clause of its own stands in the words from `index` on: with a subject and a finite verb. What follows
/// "no" or "sorry" is then no correction of what stood before.
pub(super) fn is_clause(words: &[&str], index: usize) -> bool {
    subject_verb(words, index).is_some() || {
        let noun = may_be_noun(at(words, index)) && !verb(at(words, index)).base;
        noun && is_finite(words, index + 1) && !verb(at(words, index + 1)).base
    }
}
