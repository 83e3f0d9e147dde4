//! Capitals: sentence starts, names, "I", acronyms. Does not know where sentences end; the marks tell, and the
//! punctuation model tells which words are names.

use super::Why;
use super::numbers::is_number_word;
use super::punctuate::Model;
use super::speaker::follows_speech;
use super::token::{Case, Kind, Token, Trail, is_one};
use crate::english::calendar::{DAYS, MONTHS};
use crate::english::word_classes::KIN;

/// How sure the model must be of a name.
const NAME_PROBABILITY: f32 = 0.7;

/// Words that always have a capital, beside days and months.
const ALWAYS: &[&str] = &[
    "i",
    "i'm",
    "i'll",
    "i've",
    "i'd",
    "english",
    "german",
    "french",
    "italian",
    "russian",
    "european",
    "american",
    "british",
    "christmas",
];

/// May, March and August may be other words: the model decides.
pub(super) fn is_always_capital(word: &str) -> bool {
    let month = MONTHS.contains(&word) && !matches!(word, "may" | "march" | "august");
    month || DAYS.contains(&word) || ALWAYS.contains(&word)
}

/// Words that begin many quotations and titles, and are no names inside a sentence.
const NEVER_INSIDE: &[&str] = &[
    "what", "when", "where", "why", "how", "which", "oh", "yes", "no", "well", "so", "because", "plus",
    "minus", "times",
];

/// `word` with its first letter large.
pub(super) fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Whether the words at `at` say who spoke what was quoted right before them: “Are you coming?” she asked. Behind a full stop
/// inside the quotation another sentence begins.
fn names_speaker(tokens: &[Token], at: usize) -> bool {
    let quoted = at > 1 && tokens[at - 1].text == "”" && tokens[at - 2].text != ".";
    quoted && follows_speech(tokens, at)
}

/// "X plus Y": letters that are added up are cased alike.
fn sums_alike(tokens: &mut [Token]) {
    let is_letter = |token: &Token| token.is_word() && token.text.chars().count() == 1;
    let likely = |[_, capital, all]: [f32; 3]| capital + all >= NAME_PROBABILITY;
    let named = |token: &Token| token.cases.is_some_and(likely);
    for at in 1..tokens.len().saturating_sub(1) {
        let (left, right) = (&tokens[at - 1], &tokens[at + 1]);
        let adds = is_one(&tokens[at], &["plus", "minus", "times"]);
        if adds && is_letter(left) && is_letter(right) && (named(left) || named(right)) {
            tokens[at - 1].cases = Some([0.0, 1.0, 0.0]);
            tokens[at + 1].cases = Some([0.0, 1.0, 0.0]);
        }
    }
}

/// Sets the case of each word; `start` tells whether the first one starts a sentence.
pub(super) fn apply(tokens: &mut [Token], start: bool, model: &Model, trail: &mut Trail) {
    sums_alike(tokens);
    let mut start = start;
    let mut last_mark = String::new();
    let mut heading = false;
    let mut closed = false; // a quotation ended in this sentence
    for at in 0..tokens.len() {
        // “Who is there?” asked the guard, “Are you coming?” she asked.
        let speaker = names_speaker(tokens, at);
        let token = &mut tokens[at];
        match token.kind {
            Kind::Break => start |= token.text.contains('\n'),
            Kind::Mark(_) => {
                // A quotation behind a comma or at the start begins with a capital.
                // Behind a spoken "dot dot dot" the sentence goes on.
                let ended = token.ends_sentence() && !(token.text == "…" && token.locked);
                // “I have come for the money,” he said, “and I am not leaving without it.”
                let resumes = closed && last_mark == ",";
                start |= ended || token.text == "“" && matches!(last_mark.as_str(), "," | ":") && !resumes;
                closed = (closed || token.text == "”") && !ended;
                start &= !matches!(token.text.as_str(), "," | ";" | ":");
                start |= heading && token.text == ":"; // "Step 1: Open the box."
                last_mark.clone_from(&token.text);
            }
            Kind::Word => {
                start &= !speaker;
                let (wanted, why) = wanted(token, start, model);
                if wanted != token.text {
                    trail.note(token.text.clone(), wanted.clone(), why);
                    token.text = wanted;
                }
                start = false;
                heading = token.locked && token.text.to_lowercase().starts_with("step ");
                last_mark.clear();
            }
        }
    }
}

/// "o'connor" → "O'Connor".
fn irish(lower: &str) -> Option<String> {
    let name = lower.strip_prefix("o'")?;
    (name.len() > 2 && name != "clock" && name.starts_with(char::is_alphabetic))
        .then(|| format!("O'{}", capitalise(name)))
}

/// How the word should be cased, and why.
fn wanted(token: &Token, start: bool, model: &Model) -> (String, Why) {
    let sentence_start = Why::Rule("sentence start");
    match token.case {
        Case::Exact => return (token.text.clone(), sentence_start),
        Case::Kept if start => return (capitalise(&token.text), sentence_start),
        Case::Kept => return (token.text.clone(), sentence_start),
        Case::Free => {}
    }
    let lower = token.text.to_lowercase();
    if let Some(name) = irish(&lower) {
        return (name, Why::Rule("always a capital"));
    }
    let base = lower.split_once('\'').map_or(lower.as_str(), |(base, _)| base);
    let tail = &token.text[base.len().min(token.text.len())..];
    if is_always_capital(&lower) || is_always_capital(base) && tail == "'s" {
        return (capitalise(&token.text), Why::Rule("always a capital"));
    }
    let [_, capital, all] = token.cases.unwrap_or_default();
    // "hi Nan": not the number that is none
    let spelling = model.spelling(base).filter(|_| !KIN.contains(&base));
    // "at twenty past two": the model has seen "Twenty" begin titles; inside a sentence it is a number.
    let named = capital + all >= NAME_PROBABILITY
        && !is_number_word(&lower)
        && (start || capital >= 1.0 || !NEVER_INSIDE.contains(&lower.as_str()));
    if named && token.text.starts_with(char::is_alphabetic) {
        let why = Why::Model {
            probability: capital + all,
        };
        return match spelling {
            Some(spelling) => (format!("{spelling}{tail}"), why),
            None if all > capital && token.text.len() > 1 => (format!("{}{tail}", base.to_uppercase()), why),
            None => (capitalise(&token.text), why),
        };
    }
    if start {
        return (capitalise(&token.text), sentence_start);
    }
    (token.text.clone(), sentence_start)
}
