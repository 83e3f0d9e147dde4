//! Where a clause ends and another one begins without a mark: between two main clauses, behind a half with a conjunction,
//! before an answer. The words say where a mark can stand; how likely the model holds one there decides.

use super::super::capitals::is_date_word;
use super::super::clause::{self, Start, Tense};
use super::super::numbers::is_number_word;
use super::Scores;
use crate::english::word_classes::{
    AUXILIARIES, COORDINATORS, DETERMINERS, MODALS, OBJECT_PRONOUNS, PREPOSITIONS, QUESTION_WORDS,
    SHORT_CLAUSES, SUBJECT_PRONOUNS, SUBORDINATORS, TAKES_CLAUSE, verb,
};

/// Places in [`super::MARKS`].
const NONE: usize = 0;
const COMMA: usize = 1;
const STOP: usize = 2;
const QUESTION: usize = 3;

/// Most words of a sentence that are looked at.
const REACH: usize = 40;

/// Least probability of any mark between two whole clauses, by how surely the second one begins.
const SURE: f32 = 0.06;
const COMMAND: f32 = 0.1;
const BARE: f32 = 0.35;
/// … behind a whole question: what follows cannot belong to it.
const ASKED: f32 = 0.01;
/// … before a clause that may say something of the noun in front of it: "the best I have ever eaten".
const RELATIVE: f32 = 0.4;
/// … before a phrase that opens a sentence ("on the other hand we …"), counted with the place behind the phrase.
const OPENING: f32 = 0.2;
/// … between a half with a conjunction and its main clause.
const HALF: f32 = 0.012;

/// Phrases that join a sentence to the one before: they open it.
const OPENINGS: &[&str] = &[
    "on the other hand",
    "after that",
    "before that",
    "in the end",
    "in the meantime",
    "at first",
    "for example",
    "in fact",
    "in addition",
    "as a result",
    "at the same time",
    "from now on",
    "by the way",
    "in other words",
    "on the whole",
    "however",
    "then",
    "still",
    "otherwise",
    "afterwards",
    "meanwhile",
    "finally",
    "instead",
];

/// Phrases that may open a sentence or end one: whichever side the model would rather part.
const EITHER_SIDE: &[&str] = &[
    "next week",
    "next month",
    "next year",
    "next time",
    "this time",
    "last week",
    "last month",
    "last year",
    "last night",
    "in the morning",
    "in the evening",
    "in the afternoon",
    "at the end",
    "every morning",
    "every evening",
    "every day",
    "every night",
    "every week",
    "every month",
    "every year",
    "today",
    "tomorrow",
    "yesterday",
    "now",
    "upstairs",
    "downstairs",
    "outside",
    "inside",
];

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

/// The mark behind the word at `at`, of a sentence that began with the word at `start`; `model` is what the model chose.
pub(super) fn inside(
    words: &[&str],
    start: usize,
    at: usize,
    scores: &[Scores],
    model: usize,
    paused: bool,
) -> usize {
    let left = &words[start.max((at + 1).saturating_sub(REACH))..=at];
    let (last, next) = (words[at], at + 1);
    if (2..5).contains(&model) && opening(left, 0).is_some_and(|(len, _)| len == left.len()) {
        return half(left, 1.0, Start::Bare, model); // "after that | nobody came"
    }
    if let Some(mark) = answer(words, left, at) {
        return mark;
    }
    if is_held(words, left, at, model) {
        return NONE;
    }
    let any = |at: usize| {
        scores
            .get(at)
            .map_or(0.0, |scores| scores.marks[1..5].iter().sum::<f32>())
    };
    // "you're coming, aren't you"
    if next + 2 == words.len()
        && AUXILIARIES.contains(&words[next])
        && SUBJECT_PRONOUNS.contains(&words[next + 1])
        && clause::is_whole(left)
        && model > 0
    {
        return COMMA;
    }
    let begins = clause::starts(words, next).filter(|_| !TAKES_CLAUSE.contains(&last));
    let open = COORDINATORS.contains(&last) && !(last == "yet" && begins == Some(Start::Command))
        || SUBORDINATORS.contains(&last)
        || QUESTION_WORDS.contains(&last);
    if open || clause::leaves_open(last) {
        return model;
    }
    let whole = clause::is_whole(left);
    if whole && let Some(mark) = before_phrase(words, left, at, model, &any) {
        return mark;
    }
    // "work that is going on": "that" leads to a clause about the noun more often than it begins one
    // … and "could you | please" is one question.
    let polite = words[next] == "please" && SUBJECT_PRONOUNS.contains(&last);
    let Some(begins) = begins.filter(|_| words[next] != "that" && !polite) else {
        return model;
    };
    if !whole {
        return half(left, any(at), begins, model);
    }
    if begins == Start::Command && left.len() <= 3 && words[at].ends_with('s') && !clause::is_command(left, 0)
    {
        return model; // "bullet points make a page easier"
    }
    if begins == Start::Command && goes_on_listing(words, left, next) {
        return COMMA;
    }
    let least = match begins {
        Start::Sure if may_be_relative(words, next) => RELATIVE,
        Start::Sure if super::rules::asks(left) => ASKED,
        Start::Sure if matches!(words[next], "don't" | "please") => ASKED,
        Start::Sure if words[next] == "that's" => RELATIVE,
        // "we don't believe him | his own letter mentions it"
        Start::Sure if follows_object(words, next) => SURE / 4.0,
        Start::Sure => SURE,
        Start::Command => COMMAND,
        Start::Bare if super::rules::asks(left) && left.len() > 3 => ASKED,
        Start::Bare => BARE,
    };
    // A pause heard, or not heard, is in the model's answer already.
    let least = if paused { least * 2.0 } else { least };
    // "I think if there was an attack, I …": the comma may belong to a half inside the sentence
    let halved = left
        .iter()
        .any(|word| matches!(*word, "if" | "when" | "as" | "while" | "because" | "since"));
    if model == COMMA && halved && stops(scores, at) < 0.1 {
        return COMMA;
    }
    if any(at) >= least { stop(left) } else { model }
}

/// Whether a subject with an article or an owner stands right behind "him" or "them", and no verb of telling before.
fn follows_object(words: &[&str], next: usize) -> bool {
    let telling = [
        "tell", "tells", "told", "show", "shows", "showed", "ask", "asked", "promise", "promised", "give",
        "gave",
    ];
    let pronoun = matches!(words[next - 1], "him" | "them" | "me" | "us");
    let before = next.checked_sub(2).map_or("", |index| words[index]);
    pronoun
        && DETERMINERS.contains(&words[next])
        && !telling.contains(&before)
        && !PREPOSITIONS.contains(&before)
}

/// How likely the model holds a stop behind the word.
fn stops(scores: &[Scores], at: usize) -> f32 {
    scores
        .get(at)
        .map_or(0.0, |scores| scores.marks[2..5].iter().sum())
}

/// The stop that ends the words.
fn stop(left: &[&str]) -> usize {
    if left.len() < REACH && super::rules::asks(left) {
        QUESTION
    } else {
        STOP
    }
}

/// Whether no mark can stand behind the word at `at`: "what | she said", "water | the cactus", "slice them | thinly".
fn is_held(words: &[&str], left: &[&str], at: usize, model: usize) -> bool {
    let (last, next) = (words[at], words[at + 1]);
    let previous = at.checked_sub(1).map_or("", |index| words[index]);
    let subject_clause =
        left.len() == 1 && QUESTION_WORDS.contains(&last) && clause::subject_verb(words, at + 1).is_some();
    let object = DETERMINERS.contains(&next) || OBJECT_PRONOUNS.contains(&next);
    let commanded = clause::is_command(words, at) && !SUBJECT_PRONOUNS.contains(&previous)
        || matches!(previous, "don't" | "to" | "please")
        || MODALS.contains(&previous);
    let governs =
        verb(last).base && object && commanded && clause::starts(words, at + 1) != Some(Start::Sure);
    let manner = model == COMMA && OBJECT_PRONOUNS.contains(&last) && next.len() > 4 && next.ends_with("ly");
    // "do | the children need"
    let asks =
        AUXILIARIES.contains(&last) && !SUBJECT_PRONOUNS.contains(&previous) && clause::asks(words, at);
    // "… and your apple cake | was the best": the subject waits for its verb
    let tail = left
        .iter()
        .rposition(|word| COORDINATORS.contains(word))
        .map(|index| &left[index + 1..]);
    let waiting = AUXILIARIES.contains(&next)
        && tail.is_some_and(|tail| {
            tail.first().is_some_and(|word| DETERMINERS.contains(word))
                && tail.len() <= 4
                && !clause::has_verb(tail)
        });
    subject_clause || governs || manner || asks || waiting
}

/// Whether the clause at `next` may tell more of the noun before it: "the best | I have eaten", "the man | she married".
fn may_be_relative(words: &[&str], next: usize) -> bool {
    let noun = words[next - 1];
    let pronoun = SUBJECT_PRONOUNS.contains(&words[next]) || SHORT_CLAUSES.contains(&words[next]);
    let object = OBJECT_PRONOUNS.contains(&noun) && noun != "it";
    let two_words = next + 2 == words.len() && !object && !verb(noun).any();
    pronoun && (TOLD_BY_CLAUSE.contains(&noun) || two_words)
}

/// Before a conjunction or a phrase of time or place, with a whole clause in front of it: does it belong to that clause or
/// to the next one?
fn before_phrase(
    words: &[&str],
    left: &[&str],
    at: usize,
    model: usize,
    any: &dyn Fn(usize) -> f32,
) -> Option<usize> {
    let next = at + 1;
    let stopped = (2..5).contains(&model);
    let main = || clause::main_behind(words, next);
    if let Some((len, either)) = opening(words, next) {
        let goes_on = clause::starts(words, next + len);
        let ours = match (either, in_time(words, left, next, len)) {
            (false, _) => true,
            (true, Some(ours)) => ours,
            (true, None) => any(at) >= any(at + len),
        };
        let least = if either { OPENING } else { OPENING / 2.0 };
        let parted = any(at) + any(at + len) >= least && ours;
        if parted && (goes_on >= Some(Start::Command) || goes_on.is_some() && !either) {
            return Some(stop(left));
        }
    }
    match words[next] {
        "because" | "although" | "though" | "unless" | "whereas" if stopped => Some(COMMA),
        "so" if stopped && clause::subject_verb(words, next + 1).is_some() => Some(COMMA),
        "than" | "whether" | "that" if stopped && clause::subject_verb(words, next).is_none() => Some(NONE),
        "until" | "till" if stopped => Some(NONE),
        "if" if main().is_some_and(|main| leads_to(words, left, next, main)) && any(at) >= OPENING / 2.0 => {
            Some(stop(left))
        }
        "if" | "when" | "whenever" | "while" | "after" | "before" | "once" | "since" | "as" => match main() {
            Some(main) if any(at) >= any(main - 1) && (stopped || any(at) >= OPENING) => Some(stop(left)),
            _ if stopped => Some(NONE),
            _ => None,
        },
        _ => None,
    }
}

/// Whether "if" leads to the clause behind it rather than back: that one is a request, or tells of the future and the one
/// before does not: "no money is needed | if it rains we will go by bus".
fn leads_to(words: &[&str], left: &[&str], next: usize, main: usize) -> bool {
    let own = clause::subject_verb(words, next + 1);
    let main_verb = clause::subject_verb(words, main);
    let future = main_verb.is_some_and(|verb| clause::tense(&words[main..=verb]) == Some(Tense::Future));
    let request =
        matches!(words[main], "please" | "don't") || main_verb.is_none() && clause::is_command(words, main);
    let before = clause::tense(left);
    own.is_some()
        && (request && !clause::is_command(left, 0)
            || future && before.is_some() && before != Some(Tense::Future))
}

/// Whether a phrase of time belongs to the clause behind it because only that one is in its time: "he cannot sleep | last
/// week our daughter had an exam". `None` when both are, or neither.
fn in_time(words: &[&str], left: &[&str], next: usize, len: usize) -> Option<bool> {
    let fits: &[Tense] = match words[next] {
        "last" | "yesterday" => &[Tense::Past],
        "next" | "tomorrow" => &[Tense::Future],
        "today" | "now" => &[Tense::Present, Tense::Future],
        _ => return None,
    };
    let start = next + len;
    let verb = clause::subject_verb(words, start)?;
    let fit = |words: &[&str]| clause::tense(words).is_some_and(|tense| fits.contains(&tense));
    match (fit(left), fit(&words[start..=verb])) {
        (false, true) => Some(true),
        (true, false) => Some(false),
        _ => None,
    }
}

/// The length of the phrase at `next` that opens a sentence, and whether it may end one as well.
fn opening(words: &[&str], next: usize) -> Option<(usize, bool)> {
    let word = |offset: usize| words.get(next + offset).copied().unwrap_or("");
    let find = |phrases: &[&str]| {
        phrases.iter().find_map(|phrase| {
            let reads = phrase
                .split(' ')
                .enumerate()
                .all(|(offset, said)| word(offset) == said);
            reads.then(|| phrase.split(' ').count())
        })
    };
    let number = |word: &str| is_number_word(word) || word.starts_with(|c: char| c.is_ascii_digit());
    let built = match (word(0), word(1), word(2)) {
        ("for", "the", "last" | "past") => Some(if number(word(3)) { 5 } else { 4 }),
        ("in", "the", "next") | ("on", "the", "first" | "second" | "third" | "last" | "next") => Some(4),
        ("within", "a" | "an" | "one" | "two" | "three", _) | ("from", "next" | "last", _) => Some(3),
        ("after" | "in", amount, unit) if (number(amount) || amount == "a") && is_span_of_time(unit) => {
            Some(3)
        }
        _ => None,
    };
    let fronted = find(OPENINGS).or(built.filter(|_| matches!(word(0), "within" | "from" | "for")));
    fronted
        .map(|len| (len, false))
        .or_else(|| built.or_else(|| find(EITHER_SIDE)).map(|len| (len, true)))
}

/// "days", "an hour".
fn is_span_of_time(word: &str) -> bool {
    const UNITS: &[&str] = &[
        "second", "minute", "hour", "day", "week", "month", "year", "while",
    ];
    UNITS.contains(&word.strip_suffix('s').unwrap_or(word))
}

/// Behind words that are no whole clause: "when we arrived | there was", "after the break | it was".
fn half(left: &[&str], any: f32, begins: Start, model: usize) -> usize {
    let stopped = (2..5).contains(&model);
    if opening(left, 0).is_some_and(|(len, _)| len == left.len()) && stopped {
        return if left.len() == 1 && !matches!(left[0], "however" | "otherwise" | "meanwhile" | "still") {
            NONE
        } else {
            COMMA
        };
    }
    let first = left
        .iter()
        .position(|word| !COORDINATORS.contains(word))
        .unwrap_or(0);
    let opener = left[first];
    let conjunction = SUBORDINATORS.contains(&opener) && clause::subject_verb(left, first + 1).is_some();
    if conjunction && begins > Start::Bare {
        return if any >= HALF || stopped { COMMA } else { model };
    }
    let phrase =
        PREPOSITIONS.contains(&opener) || is_number_word(opener) || matches!(opener, "next" | "last");
    let verbless = !(0..left.len()).any(|verb| clause::is_finite(left, verb));
    if stopped && (conjunction || phrase && verbless) {
        COMMA
    } else {
        model
    }
}

/// Whether the commands go on as a list: "peel the carrots | slice them thinly and fry them".
fn goes_on_listing(words: &[&str], left: &[&str], next: usize) -> bool {
    const NEAR: usize = 9;
    let opens = clause::is_command(left, 0);
    let alone = !left.windows(2).any(|pair| pair[0] == "and" && verb(pair[1]).base);
    let and = (next + 2..words.len().min(next + NEAR)).find(|at| words[*at] == "and");
    let ends = and.is_some_and(|and| {
        let third = words.get(and + 1).copied().unwrap_or("");
        verb(third).base && (next + 1..and).all(|at| clause::starts(words, at).is_none())
    });
    opens && alone && ends
}

/// Marks around "yes", "no", "sorry", "wait" and "I mean" that answer or begin anew.
fn answer(words: &[&str], left: &[&str], at: usize) -> Option<usize> {
    let (last, next) = (words[at], words[at + 1]);
    let word = |index: usize| words.get(index).copied().unwrap_or("");
    let clause_at = |index: usize| clause::is_clause(words, index);
    let asked = super::rules::asks(left);
    // behind the word itself
    let opens = left.len() == 1 || left.len() == 2 && last == "mean" && left[0] == "i";
    if opens {
        match last {
            "yes" if next != "please" => return Some(COMMA),
            // "no pets are allowed" begins no answer
            "no" if clause::subject_verb(words, at + 1).is_some() && next != "one" => return Some(COMMA),
            "wait" if clause_at(at + 1) => return Some(COMMA),
            "sorry"
                if clause_at(at + 1) && !matches!(next, "i" | "i'm" | "we" | "we're" | "that" | "about") =>
            {
                return Some(COMMA);
            }
            _ => {}
        }
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
    if asked && place_told(words, left, at) {
        return Some(QUESTION);
    }
    if next == "because" && left.first() == Some(&"why") && left.len() > 3 && asked && clause_at(at + 2) {
        return Some(QUESTION);
    }
    if matches!(next, "at" | "in" | "on" | "by") {
        return time_asked(words, left, at).then_some(QUESTION);
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
        "no" | "nope" | "sorry" | "wait" => clause_at(at + 2) && word(at + 2) != "one",
        "i" if word(at + 2) == "mean" => clause_at(at + 3),
        _ => false,
    };
    begins.then(|| stop(left))
}

/// "when does the exam start | at nine": the time asked for ends the utterance.
fn time_asked(words: &[&str], left: &[&str], at: usize) -> bool {
    let when = matches!(left, ["when", ..] | ["what", "time", ..])
        && (super::rules::asks(left) || left.get(2).is_some_and(|verb| AUXILIARIES.contains(verb)));
    let rest = &words[at + 1..];
    let named = rest.get(1).is_some_and(|word| {
        is_number_word(word)
            || word.starts_with(|c: char| c.is_ascii_digit())
            || is_date_word(word)
            || matches!(
                *word,
                "half" | "quarter" | "noon" | "midnight" | "about" | "around"
            )
    });
    when && left.len() > 3 && (2..=5).contains(&rest.len()) && named
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
    let rest = &words[at + 1..];
    let acts = matches!(
        left,
        ["where", "did" | "do" | "does" | "will" | "can" | "should", _, ..]
    ) && verb(words[at]).base;
    acts && left.len() > 3
        && TELL.contains(&rest[0])
        && rest.len() >= 2
        && !(0..rest.len()).any(|index| clause::is_finite(rest, index))
}
