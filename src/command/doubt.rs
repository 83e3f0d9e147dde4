//! When a command is asked about before it is done.
//!
//! A misheard "select" costs a word to put right; a misheard "delete" or "replace" costs the text, and whoever does
//! not look at the screen never learns. So a command that takes words away or puts others in is done at once only
//! when nothing speaks for another one; everything else simply happens, since a question is a cost too.
//!
//! Knows readings that make sense already; nothing of how they were found, or of how one asks.

use super::parse::Command;
use super::resolve::{Outcome, Resolved};
use super::sense;
use super::spoken::Fit;
use super::target::Target;
use super::verb::Verb;
use crate::transcript::{Pass, Utterance};

/// A command with what it does here.
pub type Found = Box<(Command, Resolved)>;

/// Readings of the first pass within so many nats of each other are equally likely to have been said.
///
/// This and [`NEAR_SOUND`] were chosen on the "tune" half of `training/command_wavs.py`: see `parlance bench commands`,
/// which counts the questions.
const NEAR_READING: f32 = 5.0;

/// The same of the second pass, whose scores are logarithms of probabilities: another reading counts that is a seventh
/// as likely.
const NEAR_READ_AGAIN: f32 = 2.0;

/// The same for phrases by sound, in log likelihood per slot.
pub(super) const NEAR_SOUND: f32 = 0.05;

/// Within how many nats readings of an utterance are equally likely.
pub(super) fn near_reading(utterance: &Utterance) -> f32 {
    match utterance.sounds.as_ref().map(|sounds| sounds.pass()) {
        Some(Pass::Second) => NEAR_READ_AGAIN,
        Some(Pass::First) | None => NEAR_READING,
    }
}

/// Most commands that one question offers.
const MOST_MEANT: usize = 4;

/// Words that come and go with the hearing and change nothing that matters.
const SLIGHT: &[&str] = &["a", "an", "the", "of", "or", "uh", "um"];

/// Done, or asked about? `doubted` says that something speaks against the command already; `others` are looked at
/// only for commands that endanger words.
pub(super) fn weigh<I: Iterator<Item = Found>>(
    found: Found,
    doubted: bool,
    others: impl FnOnce() -> I,
) -> super::Reading {
    if !found.0.verb.endangers_words() || found.1.outcome == Outcome::Nothing {
        return super::Reading::Command(found);
    }
    let mut meant = vec![found];
    for other in others() {
        if meant.iter().all(|known| !same_deed(known, &other)) {
            meant.push(other);
        }
    }
    let (first, rest) = (&meant[0], &meant[1..]);
    let contested = rest
        .iter()
        .any(|other| gist(&other.0.said) != gist(&first.0.said));
    if doubted || contested || first.1.fit == Fit::Sound {
        meant.truncate(MOST_MEANT);
        super::Reading::Unsure(meant)
    } else {
        super::Reading::Command(meant.swap_remove(0))
    }
}

/// What only whoever speaks of a text names: "could you take out the sentence about the bread".
const OF_TEXT: &[&str] = &[
    "sentence",
    "sentences",
    "paragraph",
    "paragraphs",
    "line",
    "lines",
    "word",
    "words",
    "heading",
    "headings",
    "bullet",
    "bullets",
    "comma",
    "commas",
    "semicolon",
    "colon",
    "hyphen",
    "apostrophe",
    "bold",
    "italics",
    "italic",
    "capitals",
    "caps",
    "capital",
    "uppercase",
    "lowercase",
    "underline",
    "underlined",
    "letters",
    "brackets",
    "parentheses",
    "change",
    "edit",
    "selection",
];

/// A command that was said as a question or a wish, and may be dictation: what points at something and takes no words
/// away is done, and what is about the selection, if there is one, and what speaks of the text as a text; anything else
/// is asked about.
pub(super) fn wish(found: Found, said: &[String], selected: bool) -> super::Reading {
    let of_list = matches!(found.0.verb, Verb::Unlist | Verb::Listed(_) | Verb::PlainText);
    let points = (of_list || !found.0.targets.is_empty()) && sense::is_pointing(&found.0);
    let of_selection = selected
        && !found.0.targets.is_empty()
        && found
            .0
            .targets
            .iter()
            .all(|target| matches!(target, Target::That | Target::Selected));
    let of_text = said.iter().any(|word| OF_TEXT.contains(&word.as_str()));
    // "can you select mill lane": nothing is lost by it.
    let selects =
        found.0.verb == Verb::Select && said.iter().any(|word| word == "select" || word == "highlight");
    // How words look is soon put right; words that are gone were pointed at.
    let of_text =
        of_text && (points || !found.0.verb.endangers_words() || matches!(found.0.verb, Verb::Insert(_)));
    if of_text || selects || points && (of_selection || !found.0.verb.endangers_words()) {
        super::Reading::Command(found)
    } else {
        super::Reading::Unsure(vec![found])
    }
}

/// Whether two commands do the same here, however they were said.
pub(super) fn same_deed(a: &Found, b: &Found) -> bool {
    let same_outcome = a.1.outcome == b.1.outcome;
    match a.1.outcome {
        Outcome::SessionCommand(_) => same_outcome && a.0.verb == b.0.verb && a.0.words == b.0.words,
        _ => same_outcome,
    }
}

/// The words that make the difference.
fn gist(said: &str) -> Vec<&str> {
    said.split(' ').filter(|word| !SLIGHT.contains(word)).collect()
}
