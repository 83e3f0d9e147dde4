//! Simpler, clearer, polished: plain words, short sentences, clean marks.

use super::lexicon::WORDY;
use super::register::fits_here;
use super::registers::PLAIN_WORDS;
use super::shorten::{doubled, fillers, hesitations, shorten};
use crate::rewrite::tokens::{Token, capitalise, lower};

/// One sentence in plain words, cut in two where it is long.
pub(super) fn simpler(parts: &mut Vec<Token>) {
    WORDY.replace(parts, fits_here);
    PLAIN_WORDS.replace(parts, fits_here);
    split(parts);
}

/// One sentence without detours, cut in two where it is long.
pub(super) fn clearer(parts: &mut Vec<Token>) {
    shorten(parts);
    split(parts);
}

/// One sentence without hesitation and slips, with capital and full stop.
pub(super) fn polish(parts: &mut Vec<Token>) {
    // What one of them takes away may leave work for another: "you you know".
    loop {
        let before = parts.len();
        hesitations(parts);
        fillers(parts);
        doubled(parts);
        if parts.len() == before {
            break;
        }
    }
    capitals(parts);
    let several = parts.len() > 2;
    if let Some(last) = parts
        .last_mut()
        .filter(|last| several && last.is_word() && last.tail.is_empty())
    {
        last.tail.push('.');
    }
}

/// A capital at the beginning, and "I".
pub(super) fn capitals(parts: &mut [Token]) {
    for token in parts.iter_mut().filter(|token| {
        matches!(
            token.core.as_str(),
            "i" | "i'm" | "i've" | "i'll" | "i'd" | "i’m" | "i’ve" | "i’ll" | "i’d"
        )
    }) {
        token.core = capitalise(&token.core);
    }
    if let Some(first) = parts.first_mut().filter(|first| !first.core.contains(['@', '/'])) {
        first.core = capitalise(&first.core);
    }
}

/// Words from which on a sentence is cut.
const LONG: usize = 18;

/// Words that a half must have.
const HALF: usize = 5;

/// Cuts a long sentence before ", and we", ", but it", ", so they", and at semicolons.
fn split(parts: &mut [Token]) {
    const DEPENDENT: &[&str] = &[
        "if", "when", "although", "because", "while", "since", "unless", "as", "after", "before", "though",
        "whether", "what",
    ];
    const SUBJECTS: &[&str] = &["i", "we", "you", "he", "she", "they", "it", "there"];
    let asks = parts.last().is_some_and(|last| last.tail.contains('?'));
    if parts.len() < LONG || asks || parts[0].is_any(DEPENDENT) {
        return;
    }
    let mut since = 0;
    for at in 0..parts.len().saturating_sub(HALF) {
        if at + 1 - since < HALF || is_inside_marks(&parts[since..=at]) {
            continue;
        }
        let (tail, next) = (parts[at].tail.as_str(), lower(&parts[at + 1].core));
        let joins = tail == "," && ["and", "but", "so"].contains(&next.as_str());
        if joins && parts[at + 2].is_any(SUBJECTS) && parts[at + 2].tail.is_empty() {
            parts[at].tail = ".".to_owned();
            if next == "and" {
                let after = capitalise(&parts[at + 2].core);
                parts[at + 1].core = after;
                parts[at + 1].space = parts[at + 2].space.clone();
                parts[at + 2] = Token::default();
            } else {
                parts[at + 1].core = capitalise(&next);
            }
            since = at + 1;
        } else if tail == ";" {
            parts[at].tail = ".".to_owned();
            parts[at + 1].core = capitalise(&parts[at + 1].core);
            since = at + 1;
        }
    }
}

/// Whether a quotation or bracket is open at the end of these words.
fn is_inside_marks(parts: &[Token]) -> bool {
    let count = |marks: &[char]| {
        parts
            .iter()
            .map(|token| token.lead.matches(marks).count() + token.tail.matches(marks).count())
            .sum::<usize>()
    };
    count(&['(', '[', '“', '«', '{']) != count(&[')', ']', '”', '»', '}']) || count(&['"']) % 2 == 1
}
