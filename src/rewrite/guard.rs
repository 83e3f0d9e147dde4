//! What a rewrite may not lose: numbers, names and negations; and answers that are none.
//!
//! Used by the rules, which must lose nothing, and on a language model's answers, where a loss is told
//! to the user. Knows nothing of how texts are rewritten.

use std::collections::BTreeSet;

use super::tokens::{Token, is_first, lower, tokens};
use super::{Instruction, Rewrite, RewriteError};
use crate::document::sentences;
use crate::transcript::number_words;

/// What the original says and the rewrite does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Numbers, as digits where they are small words ("three" and "3" are the same number).
    pub numbers: Vec<String>,
    /// Names, as written first.
    pub names: Vec<String>,
    /// By how many negations the rewrite is short.
    pub negations: usize,
}

impl Lost {
    /// Nothing is lost.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.names.is_empty() && self.negations == 0
    }

    /// A sentence for the user about each kind of loss.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.numbers.is_empty() {
            notes.push(format!("Left out: the numbers {}.", self.numbers.join(", ")));
        }
        if !self.names.is_empty() {
            notes.push(format!("Left out: the names {}.", self.names.join(", ")));
        }
        match self.negations {
            0 => {}
            1 => notes.push("A “not” is gone: check that the meaning is the same.".to_owned()),
            n => notes.push(format!(
                "{n} negations are gone: check that the meaning is the same."
            )),
        }
        notes
    }
}

/// Compares a rewrite with its original.
pub fn lost(original: &str, rewritten: &str) -> Lost {
    let (before, after) = (Facts::of(original), Facts::of(rewritten));
    let everything: BTreeSet<String> = tokens(rewritten).iter().flat_map(|t| parts(&t.core)).collect();
    let has_name = |name: &str| parts(name).all(|part| everything.contains(&part));
    Lost {
        numbers: before.numbers.difference(&after.numbers).cloned().collect(),
        names: before.names.into_iter().filter(|name| !has_name(name)).collect(),
        negations: before.negations.saturating_sub(after.negations),
    }
}

/// Judges a language model's answer: trims it, refuses what is no rewrite, notes what is lost.
///
/// # Errors
/// [`RewriteError::Rejected`] when the answer is empty, a refusal, or far longer than a shortening may be.
pub fn check(instruction: &Instruction, original: &str, answer: &str) -> Result<Rewrite, RewriteError> {
    let text = answer.trim();
    let reject = |reason: &str| Err(RewriteError::Rejected(reason.to_owned()));
    if !text.contains(char::is_alphanumeric) {
        return reject("the answer was empty");
    }
    if is_refusal(text) && !is_refusal(original) {
        return reject("the model declined");
    }
    let (before, after) = (word_count(original), word_count(text));
    if matches!(instruction, Instruction::Shorter | Instruction::Summarize(_)) && after > before {
        return reject("the answer was longer than your text");
    }
    if after > 8 * before + 200 {
        return reject("the answer did not end");
    }
    // Another language has other words for numbers and negations; names stay.
    let mut lost = lost(original, text);
    if matches!(instruction, Instruction::Translate { .. }) {
        lost.negations = 0;
        lost.numbers.retain(|number| number.len() > 2);
    }
    Ok(Rewrite {
        text: text.to_owned(),
        notes: lost.notes(),
    })
}

/// Words in a text.
pub fn word_count(text: &str) -> usize {
    tokens(text).iter().filter(|t| t.is_word()).count()
}

/// How models decline; only looked for at the beginning.
const REFUSALS: &[&str] = &[
    "i'm sorry, but i can",
    "i am sorry, but i can",
    "sorry, i can't",
    "sorry, but i can't",
    "i cannot help",
    "i can't help",
    "i cannot assist",
    "i can't assist",
    "i'm unable to",
    "i am unable to",
    "as an ai",
    "as a language model",
    "i cannot fulfill",
    "i can't fulfill",
    "i cannot rewrite",
    "i can't rewrite",
    "please provide the text",
    "i need the text",
];

fn is_refusal(text: &str) -> bool {
    let start = lower(&text.chars().take(80).collect::<String>());
    REFUSALS
        .iter()
        .any(|refusal| start.trim_start_matches(['"', '*', ' ']).starts_with(refusal))
}

/// Words that negate, beside everything that ends in "n't".
const NEGATIONS: &[&str] = &[
    "no", "not", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "cannot",
    "hardly", "scarcely", "barely", "nope", "dont", "doesnt", "didnt", "cant", "wont", "isnt", "arent",
    "wasnt", "werent", "shouldnt", "wouldnt", "couldnt", "except", "unless",
];

/// Whether a word, in lower case, negates.
pub(crate) fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word) || word.ends_with("n't")
}

/// The number in a word of its own, in digits. "one" is too often a pronoun, "second" a unit of time.
fn number_word(word: &str) -> Option<String> {
    let value = match word {
        "one" | "second" => return None,
        "half" | "twice" => return Some(word.to_owned()),
        "percent" => return Some("%".to_owned()),
        "hundred" => 100,
        "dozen" => 12,
        _ => number_words::small(word)
            .or_else(|| number_words::ten(word))
            .or_else(|| number_words::scale(word))
            .or_else(|| number_words::ordinal(word))?,
    };
    Some(value.to_string())
}

/// The number a word stands for, as the guard compares it.
pub(crate) fn number(core: &str) -> Option<String> {
    let word = lower(core);
    if let Some(number) = number_word(&word) {
        return Some(number);
    }
    let digits = word.trim_matches(|c: char| !c.is_numeric() && c != '%');
    if !digits.contains(char::is_numeric) {
        // "twenty-five" is two numbers, both of which must stay.
        let counts = word.contains('-') && word.split('-').any(|part| number_word(part).is_some());
        return counts.then(|| word.clone());
    }
    Some(digits.replace(',', ""))
}

#[derive(Default)]
struct Facts {
    numbers: BTreeSet<String>,
    names: Vec<String>,
    negations: usize,
}

impl Facts {
    fn of(text: &str) -> Facts {
        let mut facts = Facts::default();
        for range in sentences(text) {
            let parts = tokens(&text[range]);
            for (at, token) in parts.iter().enumerate() {
                facts.add(token, is_first(&parts, at));
            }
        }
        facts
    }

    fn add(&mut self, token: &Token, first: bool) {
        if let Some(number) = number(&token.core) {
            self.numbers.insert(number);
        } else if is_name(token, first) && !self.names.contains(&token.core) {
            self.names.push(token.core.clone());
        }
        if is_negation(&lower(&token.core)) {
            self.negations += 1;
        }
    }
}

/// Whether a word is a name: capitals inside, all capitals, or a capital where the grammar asks for none.
///
/// The first word of a sentence has its capital anyway; it counts when it has capitals inside.
pub(crate) fn is_name(token: &Token, first: bool) -> bool {
    let core = bare(&token.core);
    let mut letters = core.chars().filter(|c| c.is_alphabetic());
    let Some(initial) = letters.next() else {
        return false;
    };
    if matches!(
        core,
        "I" | "I'm" | "I’m" | "I've" | "I’ve" | "I'll" | "I’ll" | "I'd" | "I’d" | "OK" | "Ok"
    ) {
        return false;
    }
    if letters.any(char::is_uppercase) {
        return true;
    }
    initial.is_uppercase() && !first && !TITLES.contains(&lower(core).as_str())
}

/// Capitalised by convention, not names.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "hi",
    "hello",
    "dear",
    "best",
    "regards",
    "kind",
    "sincerely",
    "thanks",
    "cheers",
    "yours",
];

/// Without the possessive.
fn bare(core: &str) -> &str {
    core.strip_suffix("'s")
        .or_else(|| core.strip_suffix("’s"))
        .unwrap_or(core)
}

/// The words inside a word, lower case: "Müller's" and "Müller-Lüdenscheidt" are found by their parts.
fn parts(core: &str) -> impl Iterator<Item = String> + use<> {
    let parts: Vec<String> = lower(bare(core))
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_found_and_named() {
        let lost = lost(
            "Anna owes Kowalczyk 1,200 euros and three cows, not two.",
            "Someone owes 1200 euros and 3 cows.",
        );
        assert_eq!(lost.numbers, ["2"]);
        assert_eq!(lost.names, ["Kowalczyk"]);
        assert_eq!(lost.negations, 1);
        assert_eq!(lost.notes().len(), 3);
    }

    #[test]
    fn other_spellings_are_no_loss() {
        for (a, b) in [
            ("I do not know.", "I don't know."),
            ("It costs five pounds.", "It costs 5 pounds."),
            ("We met Müller's team.", "The team of Müller met us."),
            ("Then we left.", "We left then."),
            ("It was GitHub's fault.", "GitHub was at fault."),
            ("I cannot come on Friday.", "On Friday I can't come."),
        ] {
            assert!(super::lost(a, b).is_empty(), "{a} / {b}: {:?}", super::lost(a, b));
        }
    }

    #[test]
    fn answers_that_are_none_are_refused() {
        let text = "Please send the report by Friday.";
        for answer in [
            "",
            "  \n",
            "…",
            "I'm sorry, but I can't help with that.",
            "As an AI, I have no reports.",
        ] {
            let judged = check(&Instruction::Formal, text, answer);
            assert!(
                matches!(judged, Err(RewriteError::Rejected(_))),
                "{answer:?} passed"
            );
        }
        let longer = "Please be so kind as to send the whole report by Friday.";
        assert!(check(&Instruction::Shorter, text, longer).is_err());
        assert!(check(&Instruction::Formal, text, longer).is_ok());
        // Who writes about refusals may keep them.
        let sorry = "I'm sorry, but I can't come.";
        assert!(check(&Instruction::Casual, sorry, sorry).is_ok());
        let noted = check(&Instruction::Shorter, text, "Send the report.").unwrap();
        assert_eq!(noted.notes, ["Left out: the names Friday."]);
    }
}
