//! Spelling and grammar of the mechanical kind, by harper's linters.
//!
//! Only findings with one clear remedy are applied: a/an, doubled words, capitals, spaces, confused words.
//! Style is left alone, and so are names.

use std::cell::RefCell;

use harper_core::linting::{Lint, LintGroup, LintKind, Linter, Suggestion};
use harper_core::spell::{Dictionary, FstDictionary};
use harper_core::{Dialect, Document, remove_overlaps};

use crate::rewrite::tokens::capitalise;

/// Linters whose remedies are a matter of taste or of dialect.
const TASTE: &[&str] = &[
    "LongSentences",
    "Hedging",
    "BoringWords",
    "AvoidCurses",
    "OxfordComma",
    "NoOxfordComma",
    "SpelledNumbers",
    "Regionalisms",
    "ExpandTimeShorthands",
    "Dashes",
    "EllipsisLength",
    "DiscourseMarkers",
    "RedundantAdditiveAdverbs",
    "Oxymorons",
    "Touristic",
    "ThrowRubbish",
    "Whereas",
];

thread_local! {
    /// The linters of this thread, which they cannot leave; loaded at first use, the dictionary takes a moment.
    static LINTERS: RefCell<LintGroup> = RefCell::new(linters());
}

/// Mends grammar, punctuation and capitals; spelling stays.
pub(super) fn fix(text: &str) -> String {
    mend(text, |lint| {
        !matches!(
            lint.lint_kind,
            LintKind::Spelling
                | LintKind::Style
                | LintKind::Readability
                | LintKind::Enhancement
                | LintKind::Regionalism
        )
    })
}

/// Mends misspelt words, but no word with capitals or digits in it: it may be a name.
pub(super) fn spell(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    mend(text, |lint| {
        let start = lint.span.start.min(letters.len());
        let word = &letters[start..lint.span.end.clamp(start, letters.len())];
        let before = letters[..start].iter().rev().find(|c| !c.is_whitespace());
        let starts_sentence = before.is_none_or(|c| ".!?".contains(*c));
        let small = |c: &char| c.is_lowercase() || matches!(c, '\'' | '’');
        let is_common = word.iter().all(small) || (starts_sentence && word.iter().skip(1).all(small));
        lint.lint_kind == LintKind::Spelling && word.len() > 2 && is_common
    })
}

fn mend(text: &str, wanted: impl Fn(&Lint) -> bool) -> String {
    let document = Document::new_plain_english_curated(text);
    let mut lints = LINTERS.with_borrow_mut(|linters| linters.lint(&document));
    lints.retain(|lint| !lint.suggestions.is_empty() && wanted(lint));
    remove_overlaps(&mut lints);
    // From the end, so that the places before stay where they are.
    lints.sort_by_key(|lint| std::cmp::Reverse(lint.span.start));
    let mut letters: Vec<char> = text.chars().collect();
    for lint in lints {
        let word = letters.get(lint.span.start..lint.span.end).unwrap_or_default();
        let twisted = (lint.lint_kind == LintKind::Spelling)
            .then(|| untwisted(word))
            .flatten();
        let Some(suggestion) = twisted.as_ref().or(lint.suggestions.first()) else {
            continue;
        };
        if lint.span.start <= lint.span.end && lint.span.end <= letters.len() {
            apply(suggestion, lint.span.start..lint.span.end, &mut letters);
        }
    }
    letters.into_iter().collect()
}

/// The word that was meant when two neighbouring letters changed places under the fingers: likelier than a wrong
/// letter ("teh" is "the", not "ten"), and not always among the suggestions.
fn untwisted(word: &[char]) -> Option<Suggestion> {
    let dictionary = FstDictionary::curated();
    let swapped = (1..word.len()).map(|at| {
        let mut letters = word.to_vec();
        letters.swap(at - 1, at);
        letters
    });
    let known = |letters: &Vec<char>| letters != word && dictionary.contains_word(letters);
    swapped.into_iter().find(known).map(Suggestion::ReplaceWith)
}

fn apply(suggestion: &Suggestion, at: std::ops::Range<usize>, letters: &mut Vec<char>) {
    match suggestion {
        Suggestion::ReplaceWith(new) => {
            let new: String = new.iter().collect();
            // A correction of a word that begins a sentence keeps its capital.
            let keeps = letters.get(at.start).is_some_and(|c| c.is_uppercase()) && at.len() > 1;
            let new = if keeps { capitalise(&new) } else { new };
            letters.splice(at, new.chars());
        }
        Suggestion::InsertAfter(new) => {
            letters.splice(at.end..at.end, new.iter().copied());
        }
        Suggestion::Remove => {
            letters.drain(at);
        }
    }
}

fn linters() -> LintGroup {
    let mut group = LintGroup::new_curated(FstDictionary::curated(), Dialect::American);
    for name in TASTE {
        group.config.set_rule_enabled(name, false);
    }
    group
}
