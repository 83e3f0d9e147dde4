//! Command or text? Judged by the whole utterance, over the readings of the recogniser, in this document.
//!
//! A reading is a command when the utterance fits a row of the table and its arguments resolve here, as heard or as
//! repaired (see [`super::repair`]). The best
//! reading comes first; another one is taken only when it is nearly as good and nearly the same words;
//! and dictation wins a tie. A command that would take words away, but was perhaps another one, is asked about
//! (see [`super::doubt`]).

use std::cell::LazyCell;

use super::doubt::{self, Found};
use super::first_pass;
use super::paraphrase::Scope;
use super::parse::{self, Command};
use super::politeness::without_thanks;
use super::refuse;
use super::repair::{self, Manner};
use super::reread;
use super::resolve::{self, Resolved};
use super::scene::{Scene, Taking};
use super::second_thoughts;
use super::sense::{self, is_function_word, is_said_alone, sensible};
use super::spoken::Fit;
use super::spot::{self, Evidence};
use super::table::When;
use super::target::{Miss, Target};
use super::verb::{Case, Verb};
use crate::english::word_classes::{DETERMINERS, OBJECT_PRONOUNS};
use crate::message::Message;
use crate::transcript::{Hypothesis, Utterance, Word};

/// How much worse another reading may score than the best one, in nats, to be taken because it is a command.
const NBEST_MARGIN: f32 = 4.0;

/// How much of the letters of the best reading may differ in another one.
const NBEST_DISTANCE: f32 = 0.4;

/// Mean confidence of the words below which a command whose words are not in the text is text itself: then they
/// were probably misheard, and are worth more written than refused.
const SURE: f32 = 0.7;

/// Words of the text that nobody says by chance.
const SHORTEST_QUOTE: usize = 3;

/// What an utterance is taken for.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// To be done.
    Command(Found),
    /// One of these was meant probably, the likeliest first, but a wrong one would cost words: ask.
    Unsure(Vec<Found>),
    /// Meant as a command, but it makes no sense here: nothing changes, the user is told.
    Failed(Failure),
    /// To be written.
    Text,
}

/// A command that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What to tell the user.
    pub message: Message,
}

/// What the words of one reading are.
enum Verdict {
    Command(Found),
    /// A command said as a question or a wish: text as likely as not.
    Wish(Found),
    Missed(Failure),
    Text,
}

/// Command or text?
pub fn decide(utterance: &Utterance, scene: &Scene<'_>) -> Reading {
    let evidence = LazyCell::new(|| spot::evidence(utterance, scene));
    let reading = decide_by_ear(utterance, scene, &evidence);
    match &reading {
        Reading::Command(_) => reading,
        other => reread::command(utterance, scene, &evidence, other).unwrap_or(reading),
    }
}

/// Command or text, by the words that were read and by the sound's phones?
fn decide_by_ear(
    utterance: &Utterance,
    scene: &Scene<'_>,
    evidence: &LazyCell<Vec<Evidence>, impl FnOnce() -> Vec<Evidence>>,
) -> Reading {
    let Some(best) = utterance.hypotheses.first() else {
        return Reading::Text;
    };
    let best_words = texts(&best.words);
    let first = judge(&best_words, scene);
    let width = doubt::near_reading(utterance);
    let near = |score: f32, other: &&Hypothesis| (other.score - score).abs() <= width;
    let commands_near = |score: f32| {
        let near = utterance
            .hypotheses
            .iter()
            .filter(move |other| near(score, other));
        near.filter_map(|other| match judge(&texts(&other.words), scene) {
            Verdict::Command(found) => Some(found),
            _ => None,
        })
    };
    let first = match first {
        Verdict::Command(found) => {
            let shorter = first_pass::without_article(utterance).and_then(|words| command(&words, scene));
            return doubt::weigh(shorter.unwrap_or(found), false, || commands_near(best.score));
        }
        Verdict::Wish(found) => return doubt::wish(found, &texts(&best.words), !scene.selected().is_empty()),
        other => other,
    };
    let best_text = best_words.join(" ").to_lowercase();
    for other in utterance.hypotheses.iter().skip(1) {
        if best.score - other.score > NBEST_MARGIN {
            continue;
        }
        let words = texts(&other.words);
        if distance(&best_text, &words.join(" ").to_lowercase()) > NBEST_DISTANCE {
            continue;
        }
        if let Verdict::Command(found) = judge(&words, scene)
            && found.1.fit < Fit::Sound
        {
            return doubt::weigh(found, false, || commands_near(other.score));
        }
    }
    if let Some((found, doubted)) = first_pass::by_words(utterance, |words| command(words, scene)) {
        return doubt::weigh(found, doubted, std::iter::empty);
    }
    let heard = spot::nearest(evidence);
    let by_sound = |evidence: &Evidence| said(&evidence.phrase.said, scene);
    for evidence in heard.iter().filter(|evidence| evidence.convinces()) {
        if let Some(found) = by_sound(evidence) {
            let near = |other: &&Evidence| other.score >= evidence.score - doubt::NEAR_SOUND;
            return doubt::weigh(found, evidence.disagrees(), || {
                heard.iter().filter(near).filter_map(by_sound)
            });
        }
    }
    let mended = spot::mended(utterance, scene);
    let mut commands = mended.iter().filter_map(by_sound);
    if let Some(found) = commands.next() {
        return doubt::weigh(found, false, || commands);
    }
    if let Some(reading) = first_pass::command(utterance, scene) {
        return reading;
    }
    match (first, scene.taking) {
        (_, Taking::WakeUp) => Reading::Failed(Failure {
            message: Message::Asleep {
                wake: "wake up".to_owned(),
            },
        }),
        (Verdict::Missed(failure), _)
            if scene.taking == Taking::Commands || confidence(&best.words) >= SURE =>
        {
            Reading::Failed(failure)
        }
        (_, Taking::Commands) => Reading::Failed(refuse::not_understood(&best_text)),
        (_, Taking::Both) if refuse::is_meant_for(&best_words, scene) => {
            Reading::Failed(refuse::not_understood(&best_text))
        }
        _ => Reading::Text,
    }
}

/// The command that an utterance clearly is although the recogniser takes it for noise: judged by its sound alone, since
/// words read into noise are a command as often as not. Where only the reader could make nothing of it, the first pass's
/// words count, too.
pub fn decide_doubted(utterance: &Utterance, scene: &Scene<'_>) -> Option<Found> {
    let evidence = spot::evidence(utterance, scene);
    let nearest = spot::nearest(&evidence).iter();
    let mut clear = nearest.filter(|evidence| evidence.convinces_in_doubt());
    let by_sound = clear.find_map(|evidence| said(&evidence.phrase.said, scene));
    let by_words = || {
        let words = texts(utterance.first_pass.as_deref()?.words());
        command(&words, scene).filter(|found| found.1.fit < Fit::Sound)
    };
    by_sound
        .or_else(by_words)
        .or_else(|| reread::doubted_command(utterance, scene, &evidence))
}

/// The command that a phrase is here.
pub(super) fn said(phrase: &str, scene: &Scene<'_>) -> Option<Found> {
    let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
    command(&words, scene)
}

/// The command that the words are here.
fn command(words: &[String], scene: &Scene<'_>) -> Option<Found> {
    match judge(words, scene) {
        Verdict::Command(found) => Some(found),
        _ => None,
    }
}

pub(super) fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

/// Mean confidence of some words.
pub(super) fn confidence(words: &[Word]) -> f32 {
    words.iter().map(|word| word.confidence).sum::<f32>() / words.len().max(1) as f32
}

/// Resolves a command again in the document as it is now, choosing another of its places.
pub fn repeat(command: &Command, scene: &Scene<'_>, pick: usize) -> Option<Resolved> {
    resolve::resolve(command, scene, pick).ok()
}

/// A command that resolves, and its rank: smaller is better.
type Ranked = ((bool, usize, Fit), Found);

/// The best command that the words are here, if any: as they were heard, else as they were meant.
fn judge(words: &[String], scene: &Scene<'_>) -> Verdict {
    let clean = repair::without_fillers(words);
    let words = clean.as_deref().unwrap_or(words);
    if let Some(found) = own_command(words, scene) {
        return Verdict::Command(found);
    }
    if let Some(nothing) = taken_back(words, scene) {
        return Verdict::Command(nothing);
    }
    // What is dictated along with it may well end in "please".
    if let Some(Verdict::Command(found)) = without_thanks(words).map(|plain| judge_plain(plain, scene))
        && found.0.verb != Verb::Append
    {
        return Verdict::Command(found);
    }
    let first = judge_plain(words, scene);
    match first {
        Verdict::Command(ref found) if !found.0.words.iter().any(|words| repair::has_marker(words)) => first,
        Verdict::Command(ref found) => {
            // "with wednesday i mean thursday": the correction is hardly meant to be written; "we are sorry" is.
            let takes_back = |words: &String| repair::has_marker(words) && scene.writer.takes_back(words);
            let replaces = found.0.words.iter().any(takes_back);
            let corrected = repair::corrected(words, replaces).into_iter();
            let meant = corrected.map(|other| judge_plain(&other, scene));
            meant
                .into_iter()
                .find(|verdict| matches!(verdict, Verdict::Command(_)))
                .unwrap_or(first)
        }
        _ => judge_repaired(words, scene).unwrap_or(first),
    }
}

/// The command that was taken back in the same breath, which then does nothing: "delete the last word no never mind".
fn taken_back(words: &[String], scene: &Scene<'_>) -> Option<Found> {
    if scene.taking == Taking::WakeUp {
        return None;
    }
    let before = second_thoughts::cancelled(words, scene.text())?;
    match judge(before, scene) {
        // What is written by a command may end in any words.
        Verdict::Command(found) | Verdict::Wish(found) if found.0.verb != Verb::Append => {
            Some(Box::new((found.0, Resolved::nothing(Message::NothingChanged))))
        }
        _ => None,
    }
}

/// The command of the user's own that all of the words are: it goes before those of the table, which the user knew.
fn own_command(words: &[String], scene: &Scene<'_>) -> Option<Found> {
    if scene.commands.is_empty() || scene.taking == Taking::WakeUp {
        return None;
    }
    let is_own = |words: &[String]| {
        let said = words.join(" ");
        let mut known = scene.commands.iter();
        known.any(|known| super::spoken::same(&said, known))
    };
    let words = [words, without_thanks(words).unwrap_or(words)]
        .into_iter()
        .find(|words| is_own(words))?;
    let mut run = vec!["run".to_owned()];
    run.extend_from_slice(words);
    let commands = parse::parse(&run).into_iter();
    commands
        .filter(|command| command.verb == Verb::RunCommand)
        .find_map(|command| {
            let resolved = resolve::resolve(&command, scene, 0).ok()?;
            Some(Box::new((command, resolved)))
        })
}

/// The command that the words are after repairs, if they are one.
fn judge_repaired(words: &[String], scene: &Scene<'_>) -> Option<Verdict> {
    if scene.taking == Taking::WakeUp {
        return None;
    }
    repair::repaired(words)
        .into_iter()
        .find_map(|other| match judge_plain(&other.words, scene) {
            Verdict::Command(found) if is_said_alone(&found.0) => None,
            Verdict::Command(found) if !is_in_scope(other.scope, &found.0, scene) => None,
            Verdict::Command(found)
                if other.manner == Manner::Telling && !is_in_scope(Scope::Pointed, &found.0, scene) =>
            {
                None
            }
            Verdict::Command(found) if other.manner > Manner::Plain => Some(Verdict::Wish(found)),
            Verdict::Command(found) => Some(Verdict::Command(found)),
            _ => None,
        })
}

/// Whether a command that came of a paraphrase is about what it may be about.
fn is_in_scope(scope: Scope, command: &Command, scene: &Scene<'_>) -> bool {
    let selected = !scene.selected().is_empty();
    let that = command
        .targets
        .iter()
        .any(|target| matches!(target, Target::That | Target::Selected));
    let proposes = matches!(command.verb, Verb::Rewrite(_));
    match scope {
        Scope::Any => true,
        // What was said last is the text of whoever goes on dictating: "that should go".
        Scope::Pointed => sense::is_pointing(command) && (!that || selected || proposes),
        Scope::Quoted => {
            let quoted =
                |target: &Target| matches!(target, Target::Text(words) if words.len() >= SHORTEST_QUOTE);
            sense::is_pointing(command) && (!that || selected) || command.targets.iter().any(quoted)
        }
        Scope::Bare => command.words.iter().all(|words| {
            let first = words.split(' ').next().unwrap_or("");
            !DETERMINERS.contains(&first) && !OBJECT_PRONOUNS.contains(&first)
        }),
        Scope::Selected => selected && that,
    }
}

fn judge_plain(words: &[String], scene: &Scene<'_>) -> Verdict {
    let mut best: Option<Ranked> = None;
    let mut missed: Option<Failure> = None;
    for command in parse::parse(words) {
        if !sensible(&command, scene) {
            missed = missed.or_else(|| says_how(&command, scene));
            continue;
        }
        match resolve::resolve(&command, scene, 0) {
            Ok(resolved) => {
                // A fit by sound alone yields to any other row; else the upper row wins.
                let key = (resolved.fit == Fit::Sound, command.row, resolved.fit);
                if best.as_ref().is_none_or(|(known, _)| key < *known) {
                    best = Some((key, Box::new((command, resolved))));
                }
            }
            Err(miss) if missed.is_none() => missed = told(&command, &miss, words.len()),
            Err(_) => {}
        }
    }
    match (best, missed) {
        (Some((_, found)), _) => Verdict::Command(found),
        (None, Some(failure)) => Verdict::Missed(failure),
        (None, None) => Verdict::Text,
    }
}

/// What to tell the user who says how words are to be rather than which ("replace this sentence with something shorter").
fn says_how(command: &Command, scene: &Scene<'_>) -> Option<Failure> {
    let how = command.words.first().filter(|words| sense::names_form(words))?;
    let meant = command.verb == Verb::Replace;
    let is_here = meant && resolve::resolve(command, scene, 0).is_ok();
    is_here.then(|| Failure {
        message: Message::SaysHow { words: how.clone() },
    })
}

/// What to tell the user when an argument was not found; `None` when the utterance is rather text.
fn told(command: &Command, miss: &Miss, n_words: usize) -> Option<Failure> {
    if let Some(failure) = refuse::none_of_these(command, miss) {
        return Some(failure);
    }
    let each = matches!(
        command.targets.first(),
        Some(Target::All(..) | Target::Several(_) | Target::Inside(_))
    );
    // "make it bigger" is about headings only where there is one; "two dishes from the list" need no list.
    let listed = matches!((command.targets.first(), miss), (Some(Target::Within(inner, _)), Miss::Thing(_))
        if matches!(**inner, Target::Text(_) | Target::Occurrence(..)));
    let bystander = matches!(
        command.verb,
        Verb::HeadingStep(_)
            | Verb::Unlink
            | Verb::AddLine(_)
            | Verb::AddLineAt(_)
            | Verb::OpenLine(_)
            | Verb::Inflect(_)
            | Verb::Split
    );
    if each || listed || bystander || command.row().when != When::Always {
        return None;
    }
    let names_words = matches!(
        command.verb,
        Verb::Select
            | Verb::Delete
            | Verb::Replace
            | Verb::ReplaceAll
            | Verb::Correct
            | Verb::GoBeside(_)
            | Verb::Find
            | Verb::Extend
            | Verb::Case(_)
            | Verb::MoveText(_)
    );
    let moves_aside = matches!(command.verb, Verb::MoveText(_))
        && [" first", " last"].iter().any(|end| command.said.ends_with(end));
    let searches = [
        "search for",
        "look for",
        "get rid of",
        "take out",
        "swap",
        "title case",
        "use ",
        "say ",
        "write ",
        "put ",
    ]
    .iter()
    .any(|start| command.said.starts_with(start));
    let names_words = names_words && !searches && !moves_aside;
    let message = match miss {
        Miss::Words(sought) => {
            let words: Vec<&str> = sought.split(' ').collect();
            // "remove shoes before entering": a phrase within the phrase is no name of something in the text.
            let plain = !words[1..].iter().any(|word| is_function_word(word));
            let short = words.len() <= 3 && n_words <= 9 && !is_function_word(words[0]) && plain;
            if !names_words || !short {
                return None;
            }
            Message::NotInText {
                words: sought.clone(),
            }
        }
        Miss::Thing(missing) => missing.clone(),
        Miss::Nothing => {
            let each_word = command.verb == Verb::Case(Case::Each) && command.targets.is_empty();
            let that = command.targets.first() == Some(&Target::That) && command.words.is_empty();
            let replaced = command.verb == Verb::Replace && command.targets.first() == Some(&Target::That);
            // "replace it with a new one from the store" tells somebody what to do.
            let short = command.words.iter().all(|words| words.split(' ').count() <= 3);
            let bare = that || each_word || replaced && short;
            if !bare {
                return None;
            }
            Message::NothingMeant
        }
    };
    Some(Failure { message })
}

/// Share of letters that differ between two texts: edit distance over the longer length, 0 to 1.
fn distance(a: &str, b: &str) -> f32 {
    let longest = a.chars().count().max(b.chars().count());
    if longest == 0 {
        return 0.0;
    }
    strsim::levenshtein(a, b) as f32 / longest as f32
}
