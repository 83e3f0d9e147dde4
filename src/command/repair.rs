//! What was meant where the words as heard are no command: without fillers and doubled words, corrections carried
//! out, politeness taken off.
//!
//! ```text
//! "um delete the second sorry the third sentence thanks" → "delete the third sentence"
//! ```
//!
//! Knows only words; whether a repaired reading makes sense is up to the caller.

use std::sync::LazyLock;

use super::paraphrase::{self, Scope};
use super::politeness::unwrapped;
use super::table::ROWS;
use super::target;

/// How sure a repaired reading is of being a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manner {
    /// Plainly said: only fillers, doubled words and the like were taken away.
    Plain,
    /// A question or a wish ("could you …", "let's …"), which may as well be dictation.
    Polite,
    /// What somebody does or should do ("I'll …", "you need to …"), which is dictation more often than not.
    Telling,
}

/// Another reading of the words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repaired {
    pub words: Vec<String>,
    pub manner: Manner,
    /// What it may be about.
    pub scope: Scope,
}

/// Sounds that are no words.
const FILLERS: &[&str] = &["um", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "ah", "eh"];

/// What people say while they look for a word.
const HESITATIONS: &[&[&str]] = &[
    &["what", "was", "it"],
    &["what", "is", "it"],
    &["what's", "it", "called"],
    &["what", "is", "it", "called"],
    &["what's", "the", "word"],
    &["what", "do", "you", "call", "it"],
    &["how", "do", "you", "say"],
    &["how", "shall", "i", "put", "it"],
    &["let", "me", "think"],
    &["let", "me", "see"],
    &["you", "know"],
];

/// What begins a correction, longest first.
const MARKERS: &[&[&str]] = &[
    &["no", "i", "mean"],
    &["no", "wait"],
    &["wait", "no"],
    &["no", "sorry"],
    &["sorry", "no"],
    &["no", "make", "that"],
    &["oh", "sorry"],
    &["excuse", "me"],
    &["hang", "on"],
    &["hold", "on"],
    &["scratch", "that"],
    &["strike", "that"],
    &["my", "mistake"],
    &["no", "no"],
    &["oh", "no"],
    &["oh", "wait"],
    &["ah", "no"],
    &["i", "should", "say"],
    &["correction"],
    &["pardon"],
    &["or", "rather"],
    &["i", "mean"],
    &["i", "meant"],
    &["make", "that"],
    &["let", "me", "say"],
    &["no"],
    &["sorry"],
    &["wait"],
    &["actually"],
    &["rather"],
    &["oops"],
];

/// Adverbs before "before" and "after".
const CLOSELY: &[&str] = &["right", "just", "directly", "immediately", "straight"];

/// The most words of a correction that take the place of what was said before it.
const MOST_REPLACED: usize = 4;

/// Verbs that begin a command, from the table.
static VERBS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut verbs = Vec::new();
    for phrase in ROWS.iter().flat_map(|row| row.phrases.iter().chain(row.also)) {
        let first = phrase
            .split(['|', '(', ')', '[', ']', ' ', '<'])
            .filter(|word| !word.is_empty());
        // "(delete|remove|erase) …" begins with any of three.
        let n = match phrase.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((group, _)) => group.split('|').count(),
            None => 1,
        };
        verbs.extend(first.take(n));
    }
    verbs.sort_unstable();
    verbs.dedup();
    verbs
});

/// Whether a command begins with this word.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.binary_search(&word).is_ok()
}

/// Words that nobody means to say twice.
const NEVER_TWICE: &[&str] = &[
    "the", "a", "an", "to", "with", "by", "of", "in", "on", "and", "for", "at", "from", "my", "your",
];

/// Without the sounds that are no words and without small words said twice, if there are some and something else
/// besides.
pub(super) fn without_fillers(words: &[String]) -> Option<Vec<String>> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let lower = word.to_lowercase();
        let again =
            kept.last() == Some(word) && NEVER_TWICE.contains(&lower.as_str()) && !ends_with_sign(&kept);
        if !again && !FILLERS.contains(&lower.as_str()) {
            kept.push(word.clone());
        }
    }
    (kept.len() < words.len() && !kept.is_empty()).then_some(kept)
}

/// Whether the last word is a letter behind another letter or a number, as in a code that is spelled: "one a a".
fn ends_with_sign(words: &[String]) -> bool {
    let [.., before, letter] = words else {
        return false;
    };
    letter.chars().count() == 1
        && (before.chars().count() == 1 || super::number::cardinal(&[before]).is_some())
}

/// Whether a correction may stand among these words.
pub(super) fn has_marker(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    (0..words.len()).any(|at| marker(&words[at..]).is_some())
}

/// The words without what was begun anew: "select the first the last sentence".
fn begun_anew(words: &[String]) -> Option<Vec<String>> {
    let which = |word: &str| {
        super::number::ordinal(&[word]).is_some() || matches!(word, "last" | "next" | "previous")
    };
    let at = (0..words.len().saturating_sub(3)).find(|&at| {
        words[at] == "the" && words[at + 2] == "the" && which(&words[at + 1]) && which(&words[at + 3])
    })?;
    Some([&words[..at], &words[at + 2..]].concat())
}

fn marker(words: &[&str]) -> Option<usize> {
    let found = MARKERS.iter().find(|marker| words.starts_with(marker));
    found.map(|marker| marker.len())
}

/// The words with corrections carried out, the likeliest first: those that begin the command or a part of it anew, and with
/// `replaces` those whose words take the place of others.
pub(super) fn corrected(words: &[String], replaces: bool) -> Vec<Vec<String>> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let mut out: Vec<Vec<String>> = Vec::new();
    let mut at = 1;
    while at < lower.len() {
        let Some(taken) = marker(&lower[at..]) else {
            at += 1;
            continue;
        };
        let (before, after) = (&words[..at], &words[at + taken..]);
        out.extend(other_one(before, after));
        if let Some(first) = lower.get(at + taken) {
            if is_verb(first) {
                out.push(after.to_vec());
            }
            // "to three no to four": what was begun with this word is begun again.
            if let Some(again) = lower[1..at].iter().rposition(|word| word == first) {
                out.push([&before[..again + 1], after].concat());
            }
            let most = if replaces { MOST_REPLACED } else { 0 };
            for n in 1..=most.min(at.saturating_sub(1)) {
                out.push([&before[..at - n], after].concat());
            }
        }
        at += taken;
    }
    out
}

/// The command with another thing of the same kind: "delete the second sentence" and "the first one" are "delete the first
/// sentence".
pub(super) fn other_one(before: &[String], after: &[String]) -> Option<Vec<String>> {
    let before_words: Vec<&str> = before.iter().map(String::as_str).collect();
    let after_words: Vec<&str> = after.iter().map(String::as_str).collect();
    let ["the", which @ ..] = after_words.as_slice() else {
        return None;
    };
    let rest = target::nth(which)?.1;
    if !matches!(rest, [] | ["one" | "ones"]) {
        return None;
    }
    let which = &after[1..after.len() - rest.len()];
    // Where the unit begins in what was said before: behind the place that it was given.
    let (from, to) = (0..before.len()).rev().find_map(|at| {
        let (_, unit) = target::nth(&before_words[at..])?;
        (1..=unit.len()).find(|&n| target::unit(&unit[..n]).is_some())?;
        Some((at, before.len() - unit.len()))
    })?;
    Some([&before[..from], which, &before[to..]].concat())
}

/// The words with every run of up to three that is said twice said once.
fn without_stutter(words: &[String]) -> Option<Vec<String>> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        out.push(word.clone());
        for n in 1..=3 {
            let end = out.len();
            if end >= 2 * n && out[end - n..] == out[end - 2 * n..end - n] {
                out.truncate(end - n);
                break;
            }
        }
    }
    (out.len() < words.len()).then_some(out)
}

/// Other readings of words that are no command as they are, the likeliest first.
pub(super) fn repaired(words: &[String]) -> Vec<Repaired> {
    let mut out: Vec<Repaired> = Vec::new();
    let mut add = |words: Vec<String>, manner: Manner, scope: Scope| {
        if !words.is_empty()
            && !out
                .iter()
                .any(|known| known.words == words && known.scope == scope)
        {
            out.push(Repaired { words, manner, scope });
        }
    };
    let calm = without_hesitation(words);
    let words = calm.as_deref().unwrap_or(words);
    let whole = without_stutter(words).unwrap_or_else(|| words.to_vec());
    let whole = begun_anew(&whole).unwrap_or(whole);
    let unwrapped = unwrapped(&whole);
    for (words, manner) in &unwrapped {
        if let Some(close) = without_closely(words) {
            add(close, *manner, Scope::Any);
        }
        for other in corrected(words, true) {
            add(other, *manner, Scope::Any);
        }
        add(words.clone(), *manner, Scope::Any);
    }
    // In other words only where these are none: the table's own wordings are surer.
    for (words, manner) in &unwrapped {
        for other in paraphrase::of(words) {
            add(other.words, (*manner).max(other.manner), other.scope);
        }
    }
    // What is plainly said goes before what may be a wish.
    out.sort_by_key(|other| other.manner);
    // As they were heard they are known already.
    out.retain(|other| calm.is_some() || other.words != words);
    out
}

/// Without what is said while looking for a word: "make that what was it bold".
fn without_hesitation(words: &[String]) -> Option<Vec<String>> {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (at, taken) = (1..words.len()).find_map(|at| {
        let found = HESITATIONS.iter().filter(|said| lower[at..].starts_with(said));
        found.map(|said| (at, said.len())).max()
    })?;
    (at + taken < words.len()).then(|| [&words[..at], &words[at + taken..]].concat())
}

/// "right before" as "before".
fn without_closely(words: &[String]) -> Option<Vec<String>> {
    let beside = |word: Option<&String>| {
        word.is_some_and(|word| matches!(word.as_str(), "before" | "after" | "above" | "below" | "behind"))
    };
    let kept: Vec<String> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| !(CLOSELY.contains(&word.as_str()) && beside(words.get(at + 1))))
        .map(|(_, word)| word.clone())
        .collect();
    (kept.len() < words.len()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn reads(said: &str, meant: &str) -> Option<Manner> {
        let found = repaired(&words(said))
            .into_iter()
            .find(|other| other.words == words(meant));
        found.map(|other| other.manner)
    }

    #[test]
    fn corrections_and_politeness_are_taken_off() {
        assert_eq!(
            reads("delete the the last word", "delete the last word"),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads(
                "delete the second sorry the third sentence",
                "delete the third sentence"
            ),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads("change two to three no to four", "change two to four"),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads("bold no italicize that", "italicize that"),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads("okay so delete very thanks", "delete very"),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads("would you mind changing pencil to pen", "change pencil to pen"),
            Some(Manner::Polite)
        );
        assert_eq!(
            reads("could you make that bold for me", "make that bold"),
            Some(Manner::Polite)
        );
        assert_eq!(
            reads("insert sharp right after six", "insert sharp after six"),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads(
                "delete the second sentence no wait the first one",
                "delete the first sentence"
            ),
            Some(Manner::Plain)
        );
        assert_eq!(
            reads(
                "bold the third word of line two sorry the last",
                "bold the last word of line two"
            ),
            Some(Manner::Plain)
        );
        assert_eq!(
            without_fillers(&words("um bold uh that")),
            Some(words("bold that"))
        );
        assert_eq!(
            without_fillers(&words("make a a list")),
            Some(words("make a list"))
        );
        assert_eq!(without_fillers(&words("delete s w one a one a a")), None);
    }
}
