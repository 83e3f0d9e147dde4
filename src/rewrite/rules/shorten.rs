//! "Make this shorter": fewer words, the same facts.

use std::collections::BTreeSet;
use std::ops::Range;

use super::lexicon::{ADVERBS, DOUBLED_ON_PURPOSE, HESITATIONS, OPENERS, OPINIONS, SUBJECTS, WORDY};
use super::phrases::matches;
use super::{by_line, central};
use crate::document::sentences;
use crate::rewrite::guard::{is_name, is_negation, number};
use crate::rewrite::tokens::{Token, is_first, lower, remove, tokens};

/// Shortens one sentence.
pub(super) fn shorten(parts: &mut Vec<Token>) {
    hesitations(parts);
    doubled(parts);
    OPENERS.replace(parts, opens_clause);
    opinions(parts);
    fillers(parts);
    vague(parts);
    adverbs(parts);
    WORDY.replace(parts, |parts, range| {
        !(matches(parts, range.start, &["in", "terms", "of"]) && range.start == 0)
    });
    // What was left out may have brought equal words together.
    doubled(parts);
}

/// "um", "uh": always.
pub(super) fn hesitations(parts: &mut Vec<Token>) {
    let mut at = 0;
    while at < parts.len() {
        let is_one = HESITATIONS.contains(lower(&parts[at].core).as_str())
            && !is_name(&parts[at], is_first(parts, at));
        at += usize::from(!(is_one && remove(parts, at..at + 1)));
    }
}

/// "the the": unless doubled on purpose, or a number or name ("Duran Duran", "five five").
pub(super) fn doubled(parts: &mut Vec<Token>) {
    let mut at = 0;
    while at + 1 < parts.len() {
        let (one, two) = (&parts[at], &parts[at + 1]);
        let word = lower(&one.core);
        let is_slip = one.tail.is_empty()
            && two.lead.is_empty()
            && one.is_word()
            && two.is(&word)
            && word.chars().all(|c| c.is_alphabetic() || c == '\'')
            && !DOUBLED_ON_PURPOSE.contains(word.as_str())
            && !is_negation(&word)
            && number(&word).is_none()
            && !is_name(two, false);
        // The second goes with its place, the first keeps its capital.
        if is_slip {
            let two = parts.remove(at + 1);
            parts[at].tail = two.tail;
            parts[at].space = two.space;
        } else {
            at += 1;
        }
    }
}

/// At the beginning of a sentence or after a comma or "and"; and with a comma or "that" at its end, or
/// a subject after it: "as you know the", not "as you know him".
fn opens_clause(parts: &[Token], range: &Range<usize>) -> bool {
    let ends = &parts[range.end - 1];
    let separated = ends.tail == "," || ends.is("that");
    let before_subject = ends.tail.is_empty() && parts.get(range.end).is_some_and(is_subject);
    let closes = range.start > 0 && range.end == parts.len() && parts[range.start - 1].tail == ",";
    (begins_clause(parts, range.start) && (separated || before_subject)) || closes
}

fn begins_clause(parts: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &parts[before]) else {
        return true;
    };
    before.tail.ends_with(',') || (before.tail.is_empty() && before.is_any(&["and", "but", "because", "so"]))
}

fn is_subject(token: &Token) -> bool {
    token.lead.is_empty() && (SUBJECTS.contains(lower(&token.core).as_str()) || is_name(token, false))
}

/// "I think the": but not "I think of", "I think so", "I think that too".
fn opinions(parts: &mut Vec<Token>) {
    const VERBS: &[&str] = &["is", "was", "will", "would", "can", "could", "has", "had"];
    let mut at = 0;
    while at < parts.len() {
        let found = OPINIONS.iter().find(|words| {
            let after = at + words.len();
            matches(parts, at, words)
                && begins_clause(parts, at)
                && parts[after - 1].tail.is_empty()
                && parts.get(after).is_some_and(is_subject)
                && parts.len() > after + 1
                // "I think that is" keeps its "that" as the subject.
                && !(words.last() == Some(&"that") && parts[after].is_any(VERBS))
        });
        at += match found {
            Some(words) if remove(parts, at..at + words.len()) => 0,
            _ => 1,
        };
    }
}

/// "well," "you know," "I mean," "like,": fillers only where commas set them apart.
pub(super) fn fillers(parts: &mut Vec<Token>) {
    const AT_START: &[&[&str]] = &[
        &["well"],
        &["anyway"],
        &["anyways"],
        &["okay"],
        &["ok"],
        &["so"],
        &["right"],
        &["look"],
        &["okay", "so"],
        &["like"],
        &["i", "mean"],
        &["you", "know"],
        &["you", "see"],
        &["oh"],
    ];
    const BETWEEN: &[&[&str]] = &[
        &["you", "know"],
        &["i", "mean"],
        &["like"],
        &["you", "see"],
        &["i", "guess"],
        &["right"],
        &["well"],
    ];
    while AT_START.iter().any(|words| {
        matches(parts, 0, words) && parts[words.len() - 1].tail == "," && remove(parts, 0..words.len())
    }) {}
    let mut at = 1;
    while at < parts.len() {
        let apart = parts[at - 1].tail == ",";
        let removed = apart
            && BETWEEN.iter().any(|words| {
                let ends = at + words.len();
                matches(parts, at, words)
                    && (parts[ends - 1].tail == "," || (ends == parts.len() && parts[ends - 1].tail == "."))
                    && remove(parts, at..ends)
            });
        at += usize::from(!removed);
    }
}

/// "kind of", "sort of", "a little bit" as hedges: "it is kind of slow", not "it is kind of you" and not
/// "a kind of bird".
fn vague(parts: &mut Vec<Token>) {
    const BEFORE: &[&str] = &[
        "is", "was", "are", "were", "am", "be", "been", "it's", "i'm", "that's", "he's", "she's", "they're",
        "we're", "you're", "feel", "feels", "felt", "look", "looks", "looked", "i", "we", "they", "seems",
        "sounds", "got", "getting", "just",
    ];
    const NOT_AFTER: &[&str] = &[
        "you", "him", "her", "them", "me", "us", "it", "the", "a", "an", "this", "that", "these", "those",
        "my", "your", "his", "our", "their",
    ];
    let mut at = 1;
    while at + 2 < parts.len() {
        let hedge = matches(parts, at, &["kind", "of"]) || matches(parts, at, &["sort", "of"]);
        let fits = hedge
            && parts[at + 1].tail.is_empty()
            && parts[at - 1].is_any(BEFORE)
            && !parts[at + 2].is_any(NOT_AFTER)
            && !is_name(&parts[at + 2], false);
        at += usize::from(!(fits && remove(parts, at..at + 2)));
    }
}

/// "really", "very", "just" before the word they strengthen. Never after a negation ("not very"), nor
/// where they carry the sentence ("just one", "the very idea", "very much").
fn adverbs(parts: &mut Vec<Token>) {
    let mut at = 0;
    while at < parts.len() {
        let word = lower(&parts[at].core);
        let goes =
            ADVERBS.contains(word.as_str()) && adverb_may_go(parts, at, &word) && remove(parts, at..at + 1);
        at += usize::from(!goes);
    }
}

fn adverb_may_go(parts: &[Token], at: usize, word: &str) -> bool {
    let sets_apart = parts[at].tail == "," && begins_clause(parts, at);
    let Some(next) = parts.get(at + 1) else {
        // At the very end only what a comma sets apart: "we came, basically."
        return at > 0 && parts[at - 1].tail == "," && parts[at].tail == ".";
    };
    if !(parts[at].tail.is_empty() || sets_apart) || !next.is_word() || number(&next.core).is_some() {
        return false;
    }
    let next = lower(&next.core);
    if let Some(before) = at.checked_sub(1).map(|before| lower(&parts[before].core)) {
        const KEEPS: &[&str] = &[
            "so", "how", "too", "as", "the", "this", "that", "these", "those", "a", "an", "my", "or", "only",
            "if", "quite", "your",
        ];
        let intensifies = [
            "very",
            "really",
            "incredibly",
            "extremely",
            "awfully",
            "terribly",
            "truly",
            "absolutely",
            "totally",
        ]
        .contains(&word);
        let article =
            ["a", "an", "the", "this", "that", "my", "your", "these", "those"].contains(&before.as_str());
        // "a really good idea" may lose it, "the very idea" and "a just cause" may not.
        let before_adjective = intensifies && article && word != "very" && open_ended(&next);
        if is_negation(&before) || (KEEPS.contains(&before.as_str()) && !before_adjective) {
            return false;
        }
    }
    let holds: &[&str] = match word {
        "very" => &[
            "much", "few", "little", "same", "first", "last", "best", "many", "own",
        ],
        "just" => &[
            "as", "like", "now", "in", "before", "after", "because", "if", "enough", "about", "under",
            "over", "one", "a", "the", "for", "this", "that", "got", "yet", "then", "when", "what", "where",
            "below", "above", "outside", "around", "deserts", "me", "you", "him", "her", "us", "them",
            "between", "right",
        ],
        "quite" => &["a", "an", "the", "some", "like", "so", "right"],
        "really" | "actually" => &[
            "is", "was", "are", "were", "do", "does", "did", "has", "have", "not",
        ],
        "simply" | "literally" | "truly" | "seriously" | "absolutely" | "totally" => &[
            "put",
            "yours",
            "not",
            "no",
            "nothing",
            "none",
            "every",
            "everything",
            "and",
        ],
        _ => &["not", "no", "never"],
    };
    !holds.contains(&next.as_str()) && !is_negation(&next)
}

/// Whether a noun phrase goes on after this word: a crude test that it is no noun.
fn open_ended(word: &str) -> bool {
    word.len() > 2 && !word.ends_with("ion") && !word.ends_with("ness")
}

/// Leaves out sentences that another one says already.
pub(super) fn without_repetition(text: &str) -> String {
    by_line(text, |line| {
        let ranges = sentences(line);
        let facts: Vec<Statement> = ranges
            .iter()
            .map(|range| Statement::of(&line[range.clone()]))
            .collect();
        let mut keep = vec![true; ranges.len()];
        for at in 0..ranges.len() {
            keep[at] = !(0..ranges.len())
                .any(|other| other != at && keep[other] && facts[at].is_said_by(&facts[other], at > other));
        }
        let mut out = String::new();
        let mut done = 0;
        for (range, keep) in ranges.iter().zip(keep) {
            if keep {
                let gap = &line[done..range.start];
                out.push_str(if out.is_empty() && done > 0 { "" } else { gap });
                out.push_str(&line[range.clone()]);
            }
            done = range.end;
        }
        out.push_str(&line[done..]);
        out
    })
}

struct Statement {
    content: BTreeSet<String>,
    facts: BTreeSet<String>,
    is_plain: bool,
}

impl Statement {
    fn of(sentence: &str) -> Self {
        let parts = tokens(sentence);
        let mut facts = BTreeSet::new();
        for (at, token) in parts.iter().enumerate() {
            facts.extend(number(&token.core));
            if is_name(token, is_first(&parts, at)) {
                facts.insert(lower(&token.core));
            }
        }
        Statement {
            content: central::content(&parts),
            facts,
            is_plain: !sentence.contains('?') && !parts.iter().any(|token| is_negation(&lower(&token.core))),
        }
    }

    /// All facts and at least four fifths of the words that mean something are in the other; of two
    /// that say the same, the later goes. Questions and denials are never taken for a repetition.
    fn is_said_by(&self, other: &Statement, is_later: bool) -> bool {
        let shared = self.content.intersection(&other.content).count();
        let contained = self.content.len() >= 2 && 5 * shared >= 4 * self.content.len();
        let smaller = self.content.len() < other.content.len()
            || (self.content.len() == other.content.len() && is_later);
        contained && smaller && self.is_plain && other.is_plain && self.facts.is_subset(&other.facts)
    }
}
