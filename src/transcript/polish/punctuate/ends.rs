//! Where a clause ends and another one begins without a mark: between two main clauses, behind a half with a conjunction,
//! before an answer. The words say where a mark can stand; how likely the model holds one there decides.

use super::super::clause::{self, Start, Tense};
use super::super::numbers::is_number_word;
use super::Scores;
use super::cries::{cry, wishes_before};
use super::phrases::{ends_with_span, opening};
use super::sides::{
    ends_with_question, follows_object, governs_object, has_own_object, is_note, is_own_subject,
    is_told_in_steps, may_be_relative, name_acts, takes_nothing, told_beforehand,
};
use crate::english::calendar::is_date_word;
use crate::english::word_classes::{
    AUXILIARIES, BE, COORDINATORS, DETERMINERS, PREPOSITIONS, QUANTIFIERS, QUESTION_WORDS, SUBJECT_PRONOUNS,
    SUBORDINATORS, TAKES_CLAUSE, verb,
};

/// Places in [`super::MARKS`].
pub(super) const NONE: usize = 0;
pub(super) const COMMA: usize = 1;
pub(super) const STOP: usize = 2;
pub(super) const QUESTION: usize = 3;
pub(super) const EXCLAMATION: usize = 4;

/// Words of a clause behind which another whole one is a sentence, however sure the model is of a comma.
const LONG_ENOUGH: usize = 5;

/// Most words of a sentence that are looked at.
const REACH: usize = 40;

/// Least probability of any mark between two whole clauses, by how surely the second one begins.
const SURE: f32 = 0.18;
/// … whose verb has its object behind it, so that it says nothing of the noun in front.
const FULL: f32 = 0.08;
const COMMAND: f32 = 0.3;
const STEP: f32 = 0.08;
const BARE: f32 = 0.95;
/// … before a whole clause behind words that nothing can be added to: "it was kept | the next meeting is on Friday".
const CERTAIN: f32 = 0.03;
/// How sure the model must be that a word is a name.
const NAMED: f32 = 0.6;
/// … before a noun without an article whose verb is an auxiliary: "the beach | breakfast is included".
const ALONE: f32 = 0.09;
/// … behind a whole question: what follows cannot belong to it.
const ASKED: f32 = 0.03;
/// … before a clause that may say something of the noun in front of it: "the best I have ever eaten".
const RELATIVE: f32 = 0.95;
/// How much likelier a mark must be where pauses are known: a pause that was heard, or not, is in the model's answer already.
const HEARD: f32 = 8.0;
/// Where the model would rather have a comma between two clauses, the least share of that comma that a stop must have to
/// take its place.
const SPLICED: f32 = 0.3;
/// … before a phrase that opens a sentence ("on the other hand we …"), counted with the place behind the phrase.
const OPENING: f32 = 0.2;
/// … between a half with a conjunction and its main clause.
const HALF: f32 = 0.012;

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
    let after = clause::at(words, next + 1);
    if (2..5).contains(&model) && opening(left, 0).is_some_and(|(len, _)| len == left.len()) {
        return half(left, 1.0, Start::Bare, model); // "after that | nobody came"
    }
    // "… this morning, and for the first hour | everything looked normal"
    let behind = left
        .iter()
        .rposition(|word| matches!(*word, "and" | "but" | "so"));
    if let Some(tail) = behind.map(|index| &left[index + 1..])
        && !tail.is_empty()
        && opening(tail, 0).is_some_and(|(len, _)| len == tail.len())
        && clause::subject_verb(words, next).is_some()
    {
        return if model > 0 { COMMA } else { NONE };
    }
    let named = |at: usize| scores.get(at).is_some_and(|scores| scores.cases[1] >= NAMED);
    if let Some(mark) = super::answers::answer(words, left, at, &named) {
        return mark;
    }
    if cry(&words[start..]) == Some(at + 1 - start) || wishes_before(words, left, next) {
        return EXCLAMATION;
    }
    if told_beforehand(words, left, next) {
        return COMMA;
    }
    if let Some(mark) = super::sides::not_yet(words, left, at) {
        return mark;
    }
    // "turning it off | and on again"
    if (2..5).contains(&model)
        && matches!(words[next], "and" | "or")
        && matches!(after, "on" | "off" | "out" | "up" | "down" | "back")
        && matches!(clause::at(words, next + 2), "" | "again" | "yes" | "no")
    {
        return NONE;
    }
    if last == "please" && verb(words[next]).base && clause::starts(words, at).is_some() {
        return NONE; // "when you leave, please | lock the door"
    }
    if let Some(mark) = super::answers::greeting(words, left, next) {
        return mark;
    }
    // "nobody asked | and nobody told us"
    const FEW: usize = 6;
    if model == STOP
        && !paused
        && matches!(words[next], "and" | "or")
        && left.len() <= FEW
        && clause::subject_verb(words, next + 1).is_some()
    {
        return COMMA;
    }
    if super::held::is_held(words, left, at, model) {
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
    let begins = clause::starts(words, next)
        .max(name_acts(words, next, &named).then_some(Start::Sure))
        .filter(|_| !TAKES_CLAUSE.contains(&last) || is_compared(left));
    let open = COORDINATORS.contains(&last) && !(last == "yet" && begins == Some(Start::Command))
        || SUBORDINATORS.contains(&last)
        || QUESTION_WORDS.contains(&last);
    if open || clause::leaves_open(last) && !ends_with_question(left) {
        return model;
    }
    let whole = clause::is_whole(left) || is_note(left);
    if !paused
        && whole
        && let Some(mark) = before_phrase(words, left, at, model, scores)
    {
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
    let full = clause::subject_verb(words, next).is_some_and(|verb| has_own_object(words, verb));
    let least = match begins {
        Start::Sure if full && (takes_nothing(left) || ends_with_question(left)) => CERTAIN,
        Start::Sure if is_then(left) => CERTAIN,
        Start::Sure if may_be_relative(words, next) => RELATIVE,
        Start::Sure if super::rules::asks(left) => ASKED,
        Start::Sure if matches!(words[next], "don't" | "please") => ASKED,
        Start::Sure if words[next] == "that's" => RELATIVE,
        // "we don't believe him | his own letter mentions it"
        Start::Sure if follows_object(words, next) => SURE / 4.0,
        Start::Sure if full => FULL,
        Start::Sure => SURE,
        // "help yourself"
        Start::Command if after.starts_with("yoursel") => CERTAIN,
        Start::Bare if takes_nothing(left) => SURE / 2.0,
        Start::Bare if is_own_subject(words, left, next) => ALONE,
        Start::Command if is_told_in_steps(left) && governs_object(words, next) => CERTAIN,
        Start::Command if is_told_in_steps(left) => STEP,
        Start::Command => COMMAND,
        Start::Bare if super::rules::asks(left) && left.len() > 3 => ASKED,
        Start::Bare => BARE,
    };
    let least = if paused { least * HEARD } else { least };
    // "I think if there was an attack, I …": the comma may belong to a half inside the sentence
    let halved = left
        .iter()
        .any(|word| matches!(*word, "if" | "when" | "as" | "while" | "because" | "since"));
    if model == COMMA && halved && stops(scores, at) < 0.1 {
        return COMMA;
    }
    // "park behind the house | the front is being painted"
    let commanded = begins == Start::Sure
        && full
        && (clause::is_command(left, 0)
            || left.len() >= LONG_ENOUGH && !left.iter().any(|word| SUBORDINATORS.contains(word)));
    if model == COMMA
        && !commanded
        && stops(scores, at) < SPLICED * comma(scores, at)
        && begins != Start::Command
    {
        return COMMA;
    }
    if any(at) >= least { stop(left) } else { model }
}

/// Whether the clause tells what was going on, or had been done, when something else happened: "I was standing there | when
/// they came in".
fn was_going_on(left: &[&str]) -> bool {
    let last = (0..left.len())
        .rev()
        .find(|index| clause::is_finite(left, *index));
    last.is_some_and(|index| {
        let next = clause::at(left, index + 1);
        matches!(left[index], "was" | "were") && next.len() > 4 && next.ends_with("ing")
            || left[index] == "had" && verb(next).participle
    })
}

/// "worse than we thought", "as bad as he feared": nothing that was thought follows.
fn is_compared(left: &[&str]) -> bool {
    matches!(left, [.., "than" | "as", subject, _] if SUBJECT_PRONOUNS.contains(subject))
}

/// "by then", "since then": a time, and no opening of what follows.
fn is_then(left: &[&str]) -> bool {
    matches!(left, [.., "by" | "since" | "until" | "till" | "before", "then"])
}

/// How likely the model holds a comma behind the word.
fn comma(scores: &[Scores], at: usize) -> f32 {
    scores.get(at).map_or(0.0, |scores| scores.marks[COMMA])
}

/// How likely the model holds a stop behind the word.
fn stops(scores: &[Scores], at: usize) -> f32 {
    scores
        .get(at)
        .map_or(0.0, |scores| scores.marks[2..5].iter().sum())
}

/// The stop that ends the words.
pub(super) fn stop(left: &[&str]) -> usize {
    if left.len() < REACH && super::rules::asks(left) {
        QUESTION
    } else {
        STOP
    }
}

/// Before a conjunction or a phrase of time or place, with a whole clause in front of it: does it belong to that clause or
/// to the next one?
fn before_phrase(words: &[&str], left: &[&str], at: usize, model: usize, scores: &[Scores]) -> Option<usize> {
    let next = at + 1;
    let stopped = (2..5).contains(&model);
    let main = || clause::main_behind(words, next);
    let any = |at: usize| stops(scores, at) + comma(scores, at);
    // Set off at its end it opens the next sentence; a stop there ends the one before.
    let opens = |end: usize| stops(scores, at) + comma(scores, end) >= stops(scores, end);
    if let Some((len, either)) = opening(words, next) {
        let goes_on = clause::starts(words, next + len);
        let side = in_time(words, left, next, len);
        let ours = match (either, side) {
            (false, _) => true,
            (true, Some(ours)) => ours,
            (true, None) => opens(at + len),
        };
        let least = if either { OPENING } else { OPENING / 2.0 };
        let dated = is_dated(words, next) && either && side == Some(true);
        let parted = (any(at) + any(at + len) >= least || dated) && ours;
        if parted && (goes_on >= Some(Start::Command) || goes_on.is_some() && !either) {
            return Some(stop(left));
        }
    }
    match words[next] {
        "because" | "although" | "though" | "unless" | "whereas" if stopped => Some(COMMA),
        "so" if stopped && clause::subject_verb(words, next + 1).is_some() => Some(COMMA),
        "than" | "whether" | "that" if stopped && clause::subject_verb(words, next).is_none() => Some(NONE),
        "until" | "till" if stopped => Some(NONE),
        // "today marks ten years | since we moved to Lisbon"
        "since" if ends_with_span(left) => Some(NONE),
        "if" if main().is_some_and(|main| leads_to(words, left, next, main)) && any(at) >= OPENING / 2.0 => {
            Some(stop(left))
        }
        "when" if was_going_on(left) && clause::subject_verb(words, next + 1).is_some() => {
            stopped.then_some(NONE)
        }
        "if" | "when" | "whenever" | "while" | "after" | "before" | "once" | "since" | "as" => match main() {
            // A question seldom has its half in front: "he is in pain when we lift him | should we come"
            Some(main) if clause::asks(words, main) && any(at) < any(main - 1) => stopped.then_some(NONE),
            Some(main) if opens(main - 1) && (stopped || any(at) >= OPENING) => Some(stop(left)),
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
    // "training starts at six on Tuesday | bring shin pads"
    let told = clause::is_command(words, next + len) && clause::is_command(left, 0);
    if words[next] == "on" && next > 0 && (is_number_word(words[next - 1]) || told) {
        return Some(false);
    }
    if is_dated(words, next) {
        return side_of_date(words, left, next, len);
    }
    let fits: &[Tense] = match words[next] {
        "last" | "yesterday" => &[Tense::Past],
        "next" | "tomorrow" => &[Tense::Future],
        "today" | "now" => &[Tense::Present, Tense::Future],
        "every" => return None,
        // "they brought us soup on the first evening | they have twins"
        _ => &[Tense::Past],
    };
    let read = |verb_at: usize| verb(words[verb_at]).past && verb(words[verb_at]).base; // "cut" is either
    let dated = matches!(
        words[next],
        "last" | "yesterday" | "next" | "tomorrow" | "today" | "now"
    );
    let start = next + len;
    let acts = clause::subject_verb(words, start)?;
    let fit = |words: &[&str]| clause::tense(words).is_some_and(|tense| fits.contains(&tense));
    match (fit(left), fit(&words[start..=acts])) {
        (false, true) if dated => Some(true),
        (true, false) if dated || !read(acts) => Some(false),
        _ => None,
    }
}

/// Whether "by six o'clock" or "on Friday" begins at `next`.
fn is_dated(words: &[&str], next: usize) -> bool {
    words[next] == "by" || words[next] == "on" && is_date_word(clause::at(words, next + 1))
}

/// Whether "on Friday evening" or "by four o'clock" belongs to the clause behind it: what has been, what is, and what
/// somebody is told to do seldom has such a date, what will be has one.
fn side_of_date(words: &[&str], left: &[&str], next: usize, len: usize) -> Option<bool> {
    let start = next + len;
    let acts = clause::subject_verb(words, start)?;
    let (before, behind) = (clause::tense(left), clause::tense(&words[start..=acts]));
    let perfect = left.windows(2).any(|pair| {
        (matches!(pair[0], "has" | "have") || pair[0].ends_with("'ve")) && verb(pair[1]).participle
            || matches!(pair, ["has" | "have", "been"])
    });
    let state = BE.contains(&words[acts]) || matches!(words[acts], "could" | "had");
    let passive = left.iter().any(|word| BE.contains(word) || *word == "had");
    // "they meet on Friday", "the office closes by six": a plan, but "the hall is closed"
    let is = left.iter().any(|word| matches!(*word, "is" | "are"));
    match (before, behind) {
        _ if words[next - 1] == "not" => None,
        (_, Some(Tense::Past)) if perfect => Some(true),
        (_, Some(Tense::Future)) if perfect => Some(true),
        (Some(Tense::Future), Some(other)) if other != Tense::Future => Some(false),
        // "we packed the van | by six o'clock it was dark"
        _ if words[next] == "by" && state => (!passive).then_some(true),
        (Some(Tense::Past), Some(Tense::Future)) => Some(true),
        (Some(Tense::Present), Some(Tense::Future)) => Some(is).filter(|is| *is),
        _ => None,
    }
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
    // "a woman who was walking | her dog told us"
    let told_of = DETERMINERS.contains(&opener)
        && left.iter().any(|word| matches!(*word, "who" | "which"))
        && clause::subject_verb(left, first).is_none();
    if stopped && told_of {
        return NONE;
    }
    let conjunction = SUBORDINATORS.contains(&opener) && clause::subject_verb(left, first + 1).is_some();
    if conjunction && begins > Start::Bare {
        return if any >= HALF || stopped { COMMA } else { model };
    }
    let phrase =
        PREPOSITIONS.contains(&opener) || is_number_word(opener) || matches!(opener, "next" | "last");
    if stopped && (conjunction || phrase && !clause::has_finite(left)) {
        COMMA
    } else {
        model
    }
}

/// Whether the commands go on as a list: "peel the carrots | slice them thinly and fry them".
fn goes_on_listing(words: &[&str], left: &[&str], next: usize) -> bool {
    const NEAR: usize = 9;
    /// Longer ones are sentences.
    const LONGEST: usize = 7;
    let halved = left[1..].iter().any(|word| SUBORDINATORS.contains(word));
    let opens = clause::is_command(left, 0) && left.len() <= LONGEST && !halved;
    let alone = !left.windows(2).any(|pair| pair[0] == "and" && verb(pair[1]).base);
    let and = (next + 2..words.len().min(next + NEAR)).find(|at| words[*at] == "and");
    let ends = and.is_some_and(|and| {
        let third = clause::at(words, and + 1);
        // "and lower the leg": before an article and behind "and" only verbs and prepositions stand
        let acts = !PREPOSITIONS.contains(&third)
            && !QUANTIFIERS.contains(&third)
            && !SUBORDINATORS.contains(&third)
            && matches!(clause::at(words, and + 2), "the" | "your" | "it" | "them");
        (verb(third).base || acts) && (next + 1..and).all(|at| clause::starts(words, at).is_none())
    });
    opens && alone && ends
}
