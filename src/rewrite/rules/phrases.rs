//! Tables of phrases and what to say instead, matched word by word.

use std::collections::HashMap;
use std::ops::Range;

use crate::rewrite::tokens::{Token, capitalise, lower, remove, tokens};

/// Phrases by their first word, longest first.
pub(super) struct Phrases(HashMap<&'static str, Vec<Phrase>>);

/// Words to find, in lower case, and what stands for them; nothing to leave them out.
#[derive(Clone)]
struct Phrase {
    words: Vec<&'static str>,
    new: &'static str,
}

impl Phrases {
    /// From rows of a phrase and its replacement.
    pub fn new<'a>(rows: impl IntoIterator<Item = &'a (&'static str, &'static str)>) -> Self {
        let mut table: HashMap<&'static str, Vec<Phrase>> = HashMap::new();
        for (old, new) in rows {
            let words: Vec<&'static str> = old.split(' ').collect();
            table.entry(words[0]).or_default().push(Phrase { words, new });
        }
        for phrases in table.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        Phrases(table)
    }

    /// From rows of inflected forms side by side: "utilize utilizes", "use uses".
    pub fn of_forms(rows: &[(&'static str, &'static str)]) -> Self {
        let pairs: Vec<(&str, &str)> = rows
            .iter()
            .flat_map(|(old, new)| old.split(' ').zip(new.split(' ')))
            .collect();
        Phrases::new(&pairs)
    }

    /// Replaces every phrase of one sentence where `allowed` agrees with the place.
    pub fn replace(&self, parts: &mut Vec<Token>, allowed: impl Fn(&[Token], &Range<usize>) -> bool) {
        let mut at = 0;
        while at < parts.len() {
            match self.find(parts, at) {
                Some((range, new)) if allowed(parts, &range) => {
                    if new.is_empty() {
                        // Look again at the same place: another phrase may stand there now.
                        at += usize::from(!remove(parts, range));
                    } else {
                        substitute(parts, range, new);
                        at += new.split(' ').count();
                    }
                }
                _ => at += 1,
            }
        }
    }

    fn find(&self, parts: &[Token], at: usize) -> Option<(Range<usize>, &'static str)> {
        let candidates = self.0.get(lower(&parts[at].core).as_str())?;
        let phrase = candidates
            .iter()
            .find(|phrase| matches(parts, at, &phrase.words))?;
        Some((at..at + phrase.words.len(), phrase.new))
    }
}

/// Whether the words stand at `at` without a mark between them and without a capital of their own.
pub(super) fn matches(parts: &[Token], at: usize, words: &[&str]) -> bool {
    let Some(parts) = parts.get(at..at + words.len()) else {
        return false;
    };
    let last = words.len() - 1;
    parts.iter().zip(words).enumerate().all(|(i, (token, word))| {
        let glued = (i == 0 || token.lead.is_empty()) && (i == last || token.tail.is_empty());
        let initial_fits =
            at + i == 0 || *word == "i" || word.starts_with("i'") || !starts_upper(&token.core);
        glued && initial_fits && token.is(word)
    })
}

fn starts_upper(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Puts `new` in the place of the tokens, keeping what surrounds them, a capital, and a/an before them.
pub(super) fn substitute(parts: &mut Vec<Token>, range: Range<usize>, new: &str) {
    let mut words = tokens(new);
    let (first, last) = (&parts[range.start], &parts[range.end - 1]);
    if let Some(word) = words.first_mut() {
        word.lead = first.lead.clone();
        if starts_upper(&first.core) && range.start == 0 {
            word.core = capitalise(&word.core);
        }
    }
    if let Some(word) = words.last_mut() {
        word.tail = last.tail.clone();
        word.space = last.space.clone();
    }
    let before = range.start.checked_sub(1);
    let old = lower(&first.core);
    parts.splice(range.clone(), words);
    if let Some(before) = before {
        fix_article(parts, before, &old);
    }
}

/// "a sufficient" becomes "an adequate" when the word after the article changed its beginning.
fn fix_article(parts: &mut [Token], article: usize, old: &str) {
    let new = lower(&parts[article + 1].core);
    if sounds_open(old) == sounds_open(&new) || !parts[article].tail.is_empty() {
        return;
    }
    let word = &mut parts[article].core;
    let changed = match word.as_str() {
        "a" if sounds_open(&new) => "an",
        "an" if !sounds_open(&new) => "a",
        "A" if sounds_open(&new) => "An",
        "An" if !sounds_open(&new) => "A",
        _ => return,
    };
    *word = changed.to_owned();
}

/// Whether a word begins with a vowel as spoken.
fn sounds_open(word: &str) -> bool {
    let consonant = ["use", "uni", "eu", "one", "once", "uti"];
    let silent = ["hour", "honest", "honour", "honor", "heir"];
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    (vowel && !consonant.iter().any(|start| word.starts_with(start)))
        || silent.iter().any(|start| word.starts_with(start))
}
