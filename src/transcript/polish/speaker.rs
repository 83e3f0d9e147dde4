//! Who speaks: "he whispered", "the old guard shouted", "said Thomas", beside words that somebody says.
//!
//! Knows the words alone; whether something is spoken beside them is the matter of [`super::speech`] and [`super::quoted`].

use std::ops::Range;

use super::clause;
use super::token::{Token, is_one};
use crate::english::adjectives::ADJECTIVES;
use crate::english::calendar::is_date_word;
use crate::english::word_classes::{DETERMINERS, OBJECT_PRONOUNS, VERBS_OF_SPEECH, verb};

/// Most words that are looked at for who speaks behind the verb.
const SPEAKER: usize = 12;

/// Verbs of saying that nobody is the object of: "I can't see you, shouted Peter".
pub(super) const LOUD: &[&str] = &[
    "shouted",
    "whispered",
    "cried",
    "muttered",
    "yelled",
    "replied",
    "screamed",
    "exclaimed",
    "murmured",
    "growled",
];

/// … which also say other things than what was spoken when they stand behind it.
const LOUD_BEFORE: &[&str] = &[
    "snapped", "hissed", "roared", "mumbled", "gasped", "shouts", "whispers", "cries", "replies",
];

/// Verbs behind which a quotation is a name or a part of the sentence: he called it “a small matter”.
const NAMING: &[&str] = &[
    "called",
    "added",
    "explained",
    "sighed",
    "began",
    "laughed",
    "wept",
    "agreed",
    "admitted",
];

/// Verbs of saying besides [`VERBS_OF_SPEECH`] that stand beside speech.
const ALSO: &[&str] = &[
    "snapped",
    "hissed",
    "roared",
    "mumbled",
    "gasped",
    "begged",
    "warned",
    "insisted",
    "announced",
    "repeated",
    "continued",
    "laughed",
    "groaned",
    "wept",
    "declared",
    "demanded",
    "began",
    "told",
    "agreed",
    "admitted",
    "suggested",
    "remarked",
    "observed",
    "stammered",
    "pleaded",
    "grumbled",
    "say",
    "asks",
    "whispers",
    "shouts",
    "cries",
    "replies",
];

/// Whether the word is a verb of saying.
pub(super) fn says(token: &Token) -> bool {
    is_one(token, VERBS_OF_SPEECH) || is_one(token, ALSO)
}

/// Whether the words at `at` say who speaks what stands in front of them.
pub(super) fn is_speaker(tokens: &[Token], at: usize) -> bool {
    !is_one(tokens.get(at), &["and"]) && speaker(tokens, at, words_end(tokens, at)).is_some()
}

/// Where the words from `at` on end: at the next mark or break.
pub(super) fn words_end(tokens: &[Token], at: usize) -> usize {
    (at..tokens.len())
        .find(|at| !tokens[*at].is_word())
        .unwrap_or(tokens.len())
}

/// The same, or a verb of saying at least: what stands right behind a quotation.
pub(super) fn follows_speech(tokens: &[Token], at: usize) -> bool {
    is_one(tokens.get(at), VERBS_OF_SPEECH) || is_speaker(tokens, at)
}

/// Whether "I" or "we" is who speaks: whoever dictates tells of himself.
pub(super) fn is_own(tokens: &[Token], tag: &Range<usize>) -> bool {
    is_one(&tokens[tag.start], &["i", "we"])
}

/// Whether the verb that ends the words of a speaker has no object: what follows is what was said.
pub(super) fn is_loud(token: &Token) -> bool {
    is_one(token, LOUD) || is_one(token, LOUD_BEFORE)
}

/// Whether a quotation behind the verb is a name or a part of the sentence.
pub(super) fn names(token: &Token) -> bool {
    is_one(token, NAMING)
}

/// The words that say who speaks, where they begin at `at`: "he whispered", "the old guard shouted", "said Thomas", with whom it
/// is said to.
pub(super) fn speaker(tokens: &[Token], at: usize, end: usize) -> Option<Range<usize>> {
    let said = |index: usize| index < end && says(&tokens[index]);
    let word = |index: usize| match index < end {
        true => tokens[index].lower(),
        false => String::new(),
    };
    let adverb = |index: usize| {
        matches!(
            word(index).as_str(),
            "always" | "then" | "just" | "only" | "also" | "once" | "finally"
        ) || clause::is_manner(&word(index))
    };
    let behind_verb = if said(at) {
        // "said Thomas", "asked the old man", "cried she"; a name is all that follows when it may be something else
        let words: Vec<String> = (at..end.min(at + SPEAKER)).map(&word).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let named = subject(&words, 1).or_else(|| (at + 2 == end && !is_time(&word(at + 1))).then_some(2))?;
        // "“We're late” called the office and told them": what is called is no speaker where more follows
        if names(&tokens[at]) && at + named < end {
            return None;
        }
        at + named
    } else if word(at) == "and" && (said(at + 1) || adverb(at + 1) && said(at + 2)) {
        // "she turned round and said"
        at + 2 + usize::from(!said(at + 1))
    } else {
        let subject = at + named_with(&word, at, &clause::may_be_noun)?;
        let verb = subject + usize::from(adverb(subject) && !said(subject));
        if !said(verb) {
            return None;
        }
        verb + 1
    };
    Some(at..behind_verb + told_to(&word, behind_verb))
}

/// How many words from `at` on tell to whom or how it is said: "she asked me", "he said quietly", "she wrote back".
fn told_to(word: &impl Fn(usize) -> String, at: usize) -> usize {
    let asks = matches!(
        word(at - 1).as_str(),
        "asked" | "told" | "warned" | "begged" | "asks"
    );
    if OBJECT_PRONOUNS.contains(&word(at).as_str()) && asks {
        1
    } else if word(at) == "to" && OBJECT_PRONOUNS.contains(&word(at + 1).as_str()) {
        2
    } else {
        usize::from(word(at) == "back" || clause::is_manner(&word(at)))
    }
}

/// "said yesterday" names nobody.
fn is_time(word: &str) -> bool {
    is_date_word(word)
        || matches!(
            word,
            "today" | "yesterday" | "tomorrow" | "once" | "so" | "nothing" | "it" | "that" | "this"
        )
}

/// How many words the one who speaks is named with from `at` on: "he", "Clara", "the old man"; `noun` tells what may be the
/// last of them.
fn named_with(word: &dyn Fn(usize) -> String, at: usize, noun: &dyn Fn(&str) -> bool) -> Option<usize> {
    let first = word(at);
    if matches!(first.as_str(), "he" | "she" | "they" | "i" | "we") {
        return Some(1);
    }
    if DETERMINERS.contains(&first.as_str()) {
        let described = ADJECTIVES.contains(&word(at + 1).as_str()) && noun(&word(at + 2));
        let n = if described { 3 } else { 2 };
        return noun(&word(at + n - 1)).then_some(n);
    }
    (noun(&first) && !verb(&first).any() && !first.ends_with('s')).then_some(1)
}

/// The place behind the subject that begins at `at`: "the old fox", "Clara", "she"; nothing that can be a time.
pub(super) fn subject(words: &[&str], at: usize) -> Option<usize> {
    const TIMES: &[&str] = &[
        "day",
        "week",
        "night",
        "morning",
        "evening",
        "time",
        "year",
        "month",
        "same",
        "other",
        "first",
        "last",
        "question",
        "questions",
        "truth",
        "story",
        "news",
    ];
    const ALONE: &[&str] = &[
        "to",
        "so",
        "that",
        "if",
        "nothing",
        "something",
        "it",
        "this",
        "again",
        "goodbye",
        "hello",
    ];
    let noun = |word: &str| clause::may_be_noun(word) && !TIMES.contains(&word) && !ALONE.contains(&word);
    let behind = at + named_with(&|index| clause::at(words, index).to_owned(), at, &noun)?;
    // "the shop was closed" is what is said
    let acts = clause::is_finite(words, behind) || clause::at(words, behind).ends_with("ed");
    let article = DETERMINERS.contains(&clause::at(words, at));
    (!(article && acts)).then_some(behind)
}

/// Whether the words right before `at` say who speaks, or end with a verb of saying: "the sign on the gate said".
pub(super) fn speaks_before(tokens: &[Token], at: usize) -> bool {
    /// Most words that say who speaks.
    const LONGEST: usize = 6;
    let tag = (at.saturating_sub(LONGEST)..at).any(|start| {
        tokens[start..at].iter().all(Token::is_word)
            && speaker(tokens, start, at).is_some_and(|tag| tag.end == at)
    });
    let verb = at > 0 && says(&tokens[at - 1]) && !names(&tokens[at - 1]);
    verb || tag && !tokens[at.saturating_sub(LONGEST)..at].iter().any(names)
}
