//! Command or text? Judged by the whole utterance, over the readings of the recogniser, in this document.
//!
//! A reading is a command when the utterance fits a row of the table and its arguments resolve here. The best
//! reading comes first; another one is taken only when it is nearly as good and nearly the same words;
//! and dictation wins a tie. A command that would take words away, but was perhaps another one, is asked about
//! (see [`super::doubt`]).

use super::doubt::{self, Found};
use super::parse::{self, Command};
use super::resolve::{self, Resolved};
use super::scene::{Scene, Taking};
use super::spoken::Fit;
use super::spot::{self, Evidence};
use super::table::When;
use super::target::{Miss, Target};
use super::tidy;
use super::verb::{Case, Verb};
use crate::transcript::{Hypothesis, Utterance};

/// How much worse another reading may score than the best one, in nats, to be taken because it is a command.
const NBEST_MARGIN: f32 = 4.0;

/// How much of the letters of the best reading may differ in another one.
const NBEST_DISTANCE: f32 = 0.4;

/// Mean confidence of the words below which a command whose words are not in the text is text itself: then they
/// were probably misheard, and are worth more written than refused.
const SURE: f32 = 0.7;

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
    /// What was sought, in words for the user.
    pub message: String,
}

/// What the words of one reading are.
enum Verdict {
    Command(Found),
    Missed(Failure),
    Text,
}

/// Command or text?
pub fn decide(utterance: &Utterance, scene: &Scene<'_>) -> Reading {
    let Some(best) = utterance.hypotheses.first() else {
        return Reading::Text;
    };
    let texts =
        |words: &[crate::transcript::Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let best_words = texts(&best.words);
    let first = judge(&best_words, scene);
    let near = |score: f32, other: &&Hypothesis| (other.score - score).abs() <= doubt::NEAR_READING;
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
    if let Verdict::Command(found) = first {
        return doubt::weigh(found, false, || commands_near(best.score));
    }
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
    let heard = spot::evidence(utterance, scene);
    let by_sound = |evidence: &Evidence| {
        let words: Vec<String> = evidence.phrase.said.split(' ').map(str::to_owned).collect();
        match judge(&words, scene) {
            Verdict::Command(found) => Some(found),
            _ => None,
        }
    };
    for evidence in heard.iter().filter(|evidence| evidence.convinces()) {
        if let Some(found) = by_sound(evidence) {
            let near = |other: &&Evidence| other.score >= evidence.score - doubt::NEAR_SOUND;
            let behind = evidence.as_text - evidence.score > doubt::BEHIND_TEXT;
            return doubt::weigh(found, behind, || heard.iter().filter(near).filter_map(by_sound));
        }
    }
    match (first, scene.taking) {
        (_, Taking::WakeUp) => Reading::Failed(Failure {
            message: "asleep; say “wake up”".into(),
        }),
        (Verdict::Missed(failure), _)
            if scene.taking == Taking::Commands || confidence(&best.words) >= SURE =>
        {
            Reading::Failed(failure)
        }
        (_, Taking::Commands) => Reading::Failed(Failure {
            message: format!("“{best_text}” is not a command; say “help”"),
        }),
        _ => Reading::Text,
    }
}

/// The command that an utterance clearly is although the recogniser takes it for noise: judged by its sound alone, since
/// words read into noise are a command as often as not.
pub fn decide_doubted(utterance: &Utterance, scene: &Scene<'_>) -> Option<Found> {
    let clear = spot::evidence(utterance, scene).into_iter();
    clear.filter(Evidence::convinces_in_doubt).find_map(|evidence| {
        let words: Vec<String> = evidence.phrase.said.split(' ').map(str::to_owned).collect();
        match judge(&words, scene) {
            Verdict::Command(found) => Some(found),
            Verdict::Missed(_) | Verdict::Text => None,
        }
    })
}

/// Mean confidence of some words.
fn confidence(words: &[crate::transcript::Word]) -> f32 {
    words.iter().map(|word| word.confidence).sum::<f32>() / words.len().max(1) as f32
}

/// Resolves a command again in the document as it is now, choosing another of its places.
pub fn repeat(command: &Command, scene: &Scene<'_>, pick: usize) -> Option<Resolved> {
    resolve::resolve(command, scene, pick).ok()
}

/// A command that resolves, and its rank: smaller is better.
type Ranked = ((bool, usize, Fit), Found);

/// The best command that the words are here, if any, said politely or not.
fn judge(words: &[String], scene: &Scene<'_>) -> Verdict {
    let please = |word: Option<&String>| word.is_some_and(|word| word.eq_ignore_ascii_case("please"));
    let plain = match words {
        [rest @ .., _] if please(words.last()) => rest,
        [_, rest @ ..] if please(words.first()) => rest,
        _ => return judge_plain(words, scene),
    };
    match judge_plain(plain, scene) {
        // What is dictated along with it may well end in "please".
        Verdict::Command(found) if found.0.verb != Verb::Append => Verdict::Command(found),
        _ => judge_plain(words, scene),
    }
}

fn judge_plain(words: &[String], scene: &Scene<'_>) -> Verdict {
    let mut best: Option<Ranked> = None;
    let mut missed: Option<Failure> = None;
    for command in parse::parse(words) {
        if !sensible(&command, scene) {
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

/// Whether a command may be meant at all, its arguments aside.
fn sensible(command: &Command, scene: &Scene<'_>) -> bool {
    if scene.taking == Taking::WakeUp {
        return command.verb == Verb::WakeUp;
    }
    if command.verb == Verb::WakeUp && !command.said.starts_with("start") {
        // "resume" and "wake up" awake are text, or nothing.
        return command.said.contains("listening")
            || command.said.contains("dictation")
            || command.said == "wake up";
    }
    let said = command.said.as_str();
    if mistakes_a_pronoun(command) {
        return false;
    }
    let makes_sense = match command.verb {
        // It keeps its words: see plain text.
        Verb::Delete => !matches!(said, "remove heading" | "remove the heading"),
        Verb::Replace => !command
            .words
            .iter()
            .any(|words| is_case(words) || is_pointing(command) && is_form(words)),
        Verb::NextMatch | Verb::PreviousMatch if said.ends_with(" one") => {
            !scene.sought.is_empty() && !scene.selected().is_empty()
        }
        Verb::GoToWords => names_a_place(&command.targets[0]),
        _ => true,
    };
    makes_sense && fits_moment(command, scene)
}

/// Whether the row is for this moment.
fn fits_moment(command: &Command, scene: &Scene<'_>) -> bool {
    match command.row().when {
        When::Always => true,
        When::Offered => scene.preview || scene.asking || scene.n_choices > 0,
        When::Pointed => is_pointing(command),
        When::Named if command.verb == Verb::SaveAs => {
            let name = command.words.first().map_or("", String::as_str);
            is_name(name.strip_prefix("my ").unwrap_or(name))
        }
        When::Named => command.words.first().is_some_and(|name| is_name(name)),
    }
}

/// Whether it is about something that is pointed at rather than named by its words.
fn is_pointing(command: &Command) -> bool {
    let named = |target: &Target| {
        matches!(
            target,
            Target::Text(_) | Target::Through(..) | Target::Occurrence(..)
        )
    };
    !command.targets.iter().any(named)
}

/// Whether one can go there: to words that are more than "it" and "all", a mark, a unit around words.
fn names_a_place(target: &Target) -> bool {
    match target {
        Target::Text(words) => !words.iter().all(|word| is_function_word(word)),
        Target::Occurrence(..) | Target::Around(..) | Target::Within(..) | Target::Mark(..) => true,
        _ => false,
    }
}

/// Whether these words name a letter case.
fn is_case(words: &str) -> bool {
    matches!(
        words,
        "uppercase" | "upper case" | "all caps" | "lowercase" | "lower case" | "title case"
    )
}

/// Whether these words say what form a text is to have, rather than another text.
fn is_form(words: &str) -> bool {
    const FORMS: &[&str] = &[
        "bullets",
        "bullet points",
        "bullet list",
        "bulleted list",
        "list",
        "key points",
        "email",
        "e mail",
        "e-mail",
        "mail",
        "heading",
        "headline",
        "quote",
        "bold",
        "italic",
        "italics",
        "plain text",
    ];
    let words = ["a ", "an ", "the "]
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(words);
    FORMS.contains(&words)
}

/// "delete that" where nothing is pointed at: the next "that" of the text is not meant, unless it is called a word.
fn mistakes_a_pronoun(command: &Command) -> bool {
    let about_words = matches!(
        command.verb,
        Verb::Replace
            | Verb::ReplaceAll
            | Verb::DeleteAll
            | Verb::Find
            | Verb::GoBeside(_)
            | Verb::Insert(_)
            | Verb::Correct
            | Verb::Extend
    );
    let pronoun = |target: &Target| matches!(target, Target::Text(words) if is_pronoun(words));
    !about_words && command.targets.iter().any(pronoun) && !command.said.contains("word")
}

fn is_pronoun(words: &[String]) -> bool {
    matches!(words, [word] if matches!(word.as_str(), "that" | "this" | "it" | "these" | "those"))
}

/// Whether words look like the name of a person or a file: few, and not an ordinary phrase.
fn is_name(words: &str) -> bool {
    const NOT_NAMES: &[&str] = &[
        "great",
        "good",
        "bad",
        "fun",
        "nice",
        "wonderful",
        "terrible",
        "amazing",
        "awesome",
        "close",
        "easy",
        "hard",
        "fine",
        "funny",
        "quick",
        "fast",
        "awful",
        "cool",
        "perfect",
        "enough",
        "it",
        "much",
        "many",
        "soon",
        "well",
        "usual",
        "possible",
        "fire",
        "source",
        "minded",
        "door",
        "window",
        "up",
        "wrong",
        "right",
        "true",
    ];
    let parts: Vec<&str> = words.split_whitespace().collect();
    parts.len() <= 4
        && !is_function_word(parts[0])
        && !parts
            .iter()
            .any(|part| NOT_NAMES.contains(part) || matches!(*part, "the" | "a" | "as" | "is" | "and" | "to"))
}

/// Words with which no name of something in the text begins when one points at it.
fn is_function_word(word: &str) -> bool {
    const MORE: &[&str] = &[
        "out", "up", "off", "over", "more", "about", "into", "onto", "down", "through", "around", "under",
        "back", "away", "any", "anything", "anyone", "both", "each", "every", "few", "many", "much", "most",
        "other", "others", "another", "such", "how", "why", "where", "whether", "because", "while", "until",
        "i", "i'm", "i'll", "i've", "it's", "that's", "only", "just", "very", "too", "also", "well",
        "yourself", "myself", "himself", "herself", "itself", "between", "among", "against", "during",
        "without", "within", "before", "after", "time",
    ];
    tidy::is_common(word) || MORE.contains(&word)
}

/// What to tell the user when an argument was not found; `None` when the utterance is rather text.
fn told(command: &Command, miss: &Miss, n_words: usize) -> Option<Failure> {
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
    let searches = [
        "search for",
        "look for",
        "get rid of",
        "take out",
        "swap",
        "title case",
    ]
    .iter()
    .any(|start| command.said.starts_with(start));
    let names_words = names_words && !searches;
    let message = match miss {
        Miss::Words(sought) => {
            let words: Vec<&str> = sought.split(' ').collect();
            let short = words.len() <= 3 && n_words <= 9 && !is_function_word(words[0]);
            if !names_words || !short {
                return None;
            }
            format!("“{sought}” is not in the text")
        }
        Miss::Thing(what) => format!("there is not {what}"),
        Miss::Nothing => {
            let each_word = command.verb == Verb::Case(Case::Each) && command.targets.is_empty();
            let that = command.targets.first() == Some(&Target::That) && command.words.is_empty();
            let bare = that || each_word;
            if !bare {
                return None;
            }
            "nothing is selected and nothing was said just now".to_owned()
        }
    };
    Some(Failure { message })
}

/// Share of letters that differ between two texts: edit distance over the longer length, 0 to 1.
fn distance(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()] as f32 / longest as f32
}
