//! Formal, casual and friendlier: contractions, words of the register, requests.

use std::ops::Range;

use super::phrases::{matches, substitute};
use super::registers::{CASUAL, DETERMINERS, FORMAL, START_ONLY};
use super::shorten::{fillers, hesitations};
use crate::rewrite::guard::{is_name, is_negation};
use crate::rewrite::tokens::{Token, capitalise, join, lower, tokens, uncapitalise};

/// One sentence in a formal register.
pub(super) fn formal(parts: &mut Vec<Token>) {
    hesitations(parts);
    fillers(parts);
    expand(parts);
    FORMAL.replace(parts, fits_here);
    for token in parts
        .iter_mut()
        .filter(|token| token.tail.contains('!') && !token.tail.contains('?'))
    {
        let calm = token.tail.replace('!', "");
        token.tail = format!(".{calm}");
    }
}

/// One sentence in a casual register.
pub(super) fn casual(parts: &mut Vec<Token>) {
    CASUAL.replace(parts, |parts, range| {
        fits_here(parts, range) && keeps_sense(parts, range)
    });
    // "However, we" has become "But, we".
    if let [first, _, ..] = parts.as_mut_slice()
        && (first.is("but") || first.is("so"))
        && first.tail == ","
    {
        first.tail.clear();
    }
    contract(parts);
}

/// One sentence, warmer: contractions, and requests that ask.
pub(super) fn friendlier(parts: &mut Vec<Token>) {
    ask(parts);
    contract(parts);
}

/// A thank-you at the end of a text that asks for something and has none.
pub(super) fn friendly_end(text: &str) -> String {
    let said = lower(text);
    let asks = ["please", "could you", "can you"]
        .iter()
        .any(|word| said.contains(word));
    let thanks = ["thank", "regards", "cheers"]
        .iter()
        .any(|word| said.contains(word));
    if asks && !thanks && !text.trim_end().contains('\n') {
        format!("{} Thanks!", text.trim_end())
    } else {
        text.to_owned()
    }
}

/// Whether a row of a register holds here: verbs not after a determiner, greetings at the start only.
pub(super) fn fits_here(parts: &[Token], range: &Range<usize>) -> bool {
    let first = lower(&parts[range.start].core);
    if START_ONLY.contains(first.as_str()) {
        return range.start == 0;
    }
    let Some(before) = range.start.checked_sub(1).map(|at| lower(&parts[at].core)) else {
        return true;
    };
    let nouns = [
        "purchase",
        "attempt",
        "deal",
        "assist",
        "purchases",
        "attempts",
        "cause",
        "'cause",
    ];
    let is_noun = nouns.contains(&first.as_str()) && DETERMINERS.contains(before.as_str());
    let is_fixed = first == "upon" && before == "once";
    !is_noun && !is_fixed
}

/// "thank you" is "thanks" only where it begins a clause; "immediately after" is no "right away after".
fn keeps_sense(parts: &[Token], range: &Range<usize>) -> bool {
    let first = &parts[range.start];
    let next = parts
        .get(range.end)
        .filter(|_| parts[range.end - 1].tail.is_empty());
    if first.is("thank") {
        return range.start == 0 || parts[range.start - 1].tail == ",";
    }
    if first.is("immediately") {
        let later = ["after", "before", "following", "upon", "below", "above", "behind"];
        return !next.is_some_and(|next| next.is_any(&later));
    }
    if first.is("dear") {
        let titles = ["mr", "mrs", "ms", "dr", "all"];
        return next.is_some_and(|next| is_name(next, false) || next.is_any(&titles));
    }
    true
}

/// What a contraction stands for where that does not depend on the sentence.
const WHOLE: &[(&str, &str)] = &[
    ("can't", "cannot"),
    ("won't", "will not"),
    ("shan't", "shall not"),
    ("i'm", "I am"),
    ("let's", "let us"),
    ("y'all", "you all"),
    ("ma'am", "madam"),
    ("o'clock", "o'clock"),
];

/// Endings and what they stand for.
const ENDINGS: &[(&str, &str)] = &[("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will")];

/// Words whose "'s" is "is" or "has" and never a possessive.
const NOT_POSSESSIVE: &[&str] = &[
    "it", "he", "she", "that", "there", "here", "what", "where", "who", "how", "this", "when", "why",
];

/// After "'s" these tell "has" from "is".
const HAS: &[&str] = &[
    "been", "got", "had", "become", "taken", "gone", "given", "seen", "done", "made", "come",
];

/// "don't" to "do not", in questions "do you not".
fn expand(parts: &mut Vec<Token>) {
    for at in 0..parts.len() {
        let word = lower(&parts[at].core);
        if !word.contains('\'') || word == "ain't" {
            continue;
        }
        let next = parts
            .get(at + 1)
            .filter(|_| parts[at].tail.is_empty())
            .map(|next| lower(&next.core));
        let Some(long) = expansion(&word, next.as_deref()) else {
            continue;
        };
        let inverts = word.ends_with("n't")
            && (at == 0 || parts[at - 1].tail == ",")
            && next
                .as_deref()
                .is_some_and(|next| ["i", "you", "he", "she", "it", "we", "they"].contains(&next));
        // Only whole words are put in place; the tokens after them keep their numbers.
        let is_first = parts[at].core.starts_with(char::is_uppercase);
        let mut core = if is_first { capitalise(&long) } else { long };
        if inverts
            && let Some(verb) = core
                .strip_suffix(" not")
                .or_else(|| core.strip_suffix("not"))
                .map(str::to_owned)
        {
            parts[at + 1].core.push_str(" not");
            core = verb;
        }
        parts[at].core = core;
    }
    *parts = tokens(&join(parts));
}

fn expansion(word: &str, next: Option<&str>) -> Option<String> {
    if let Some((_, long)) = WHOLE.iter().find(|(short, _)| *short == word) {
        return Some((*long).to_owned());
    }
    for (ending, long) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            let stem = if stem == "i" {
                "I".to_owned()
            } else {
                expansion(stem, None).unwrap_or(stem.to_owned())
            };
            return Some(format!("{stem} {long}"));
        }
    }
    if let Some(stem) = word
        .strip_suffix("'s")
        .filter(|stem| NOT_POSSESSIVE.contains(stem))
    {
        // "that's" at the very end, or before a noun it owns, is too rare to matter.
        let verb = if next.is_some_and(|next| HAS.contains(&next)) {
            "has"
        } else {
            "is"
        };
        return Some(format!("{stem} {verb}"));
    }
    let stem = word.strip_suffix("'d")?;
    let stem = if stem == "i" { "I" } else { stem };
    let verb = match next? {
        "better" => "had",
        "like" | "love" | "be" | "rather" | "prefer" | "say" | "think" | "want" | "appreciate" | "have"
        | "need" | "go" | "do" | "never" | "also" => "would",
        _ => return None,
    };
    Some(format!("{stem} {verb}"))
}

/// Pairs that contract.
const PAIRS: &[(&[&str], &str)] = &[
    (&["can", "not"], "can't"),
    (&["cannot"], "can't"),
    (&["will", "not"], "won't"),
    (&["do", "not"], "don't"),
    (&["does", "not"], "doesn't"),
    (&["did", "not"], "didn't"),
    (&["is", "not"], "isn't"),
    (&["are", "not"], "aren't"),
    (&["was", "not"], "wasn't"),
    (&["were", "not"], "weren't"),
    (&["has", "not"], "hasn't"),
    (&["have", "not"], "haven't"),
    (&["had", "not"], "hadn't"),
    (&["should", "not"], "shouldn't"),
    (&["would", "not"], "wouldn't"),
    (&["could", "not"], "couldn't"),
    (&["i", "am"], "I'm"),
    (&["you", "are"], "you're"),
    (&["we", "are"], "we're"),
    (&["they", "are"], "they're"),
    (&["it", "is"], "it's"),
    (&["he", "is"], "he's"),
    (&["she", "is"], "she's"),
    (&["that", "is"], "that's"),
    (&["there", "is"], "there's"),
    (&["i", "will"], "I'll"),
    (&["you", "will"], "you'll"),
    (&["we", "will"], "we'll"),
    (&["they", "will"], "they'll"),
    (&["it", "will"], "it'll"),
    (&["he", "will"], "he'll"),
    (&["she", "will"], "she'll"),
    (&["i", "would"], "I'd"),
    (&["we", "would"], "we'd"),
    (&["you", "would"], "you'd"),
    (&["they", "would"], "they'd"),
    (&["must", "not"], "mustn't"),
    (&["let", "us"], "let's"),
];

/// Pairs with "have", which contract only before a participle: "I have seen", not "I have two".
const HAVE_PAIRS: &[(&[&str], &str)] = &[
    (&["i", "have"], "I've"),
    (&["you", "have"], "you've"),
    (&["we", "have"], "we've"),
    (&["they", "have"], "they've"),
];

/// "do not" to "don't". Not before a mark or at the end ("yes, it is."), not before "not" (which has a
/// contraction of its own), and "let us" only where it invites.
fn contract(parts: &mut Vec<Token>) {
    let mut at = 0;
    while at < parts.len() {
        let pair = PAIRS.iter().find(|(words, _)| matches(parts, at, words));
        let have = HAVE_PAIRS.iter().find(|(words, _)| {
            matches(parts, at, words)
                && parts
                    .get(at + 2)
                    .is_some_and(|next| is_participle(&lower(&next.core)))
        });
        if let Some((words, short)) = pair.or(have) {
            let end = at + words.len();
            let negates = short.ends_with("n't");
            let next = parts.get(end).filter(|_| parts[end - 1].tail.is_empty());
            let fits = match next {
                // "it is not" is "it isn't": the pair one word on.
                Some(next) => {
                    negates || !(is_negation(&lower(&next.core)) || next.is("there") || next.is("to"))
                }
                None => negates,
            };
            let invites = words[0] != "let" || at == 0;
            if fits && invites {
                substitute(parts, at..end, short);
            }
        }
        at += 1;
    }
}

fn is_participle(word: &str) -> bool {
    (word.ends_with("ed") && word.len() > 3)
        || HAS.contains(&word)
        || [
            "written", "sent", "found", "read", "told", "heard", "just", "already",
        ]
        .contains(&word)
}

/// Verbs that begin a request when they begin a sentence.
const REQUESTS: &[&str] = &[
    "send", "call", "give", "tell", "check", "review", "bring", "come", "look", "read", "write", "update",
    "fix", "finish", "reply", "respond", "submit", "return", "confirm", "provide", "complete", "sign",
    "schedule", "show", "help", "add", "remove", "move", "change", "forward", "share", "wait", "pay",
    "prepare", "print", "email", "contact", "ask", "stop", "get", "take", "put", "make", "let",
];

/// "Send me the file." to "Please send me the file."; "You must send it." to "Could you please send it?"
fn ask(parts: &mut Vec<Token>) {
    const OBJECTS: &[&str] = &[
        "me", "us", "the", "a", "an", "it", "this", "that", "your", "my", "our", "him", "her", "them",
        "back", "at", "to", "by", "for", "these", "those", "all",
    ];
    const DUTIES: &[&[&str]] = &[
        &["you", "need", "to"],
        &["you", "must"],
        &["you", "have", "to"],
        &["you", "should"],
    ];
    if parts.iter().any(|token| is_negation(&lower(&token.core)))
        || parts.iter().any(|token| token.is("please"))
    {
        return;
    }
    let ends_plainly = parts
        .last()
        .is_some_and(|last| last.tail == "." || last.tail == "!");
    if let Some(duty) = DUTIES.iter().find(|duty| matches(parts, 0, duty))
        && ends_plainly
        && parts.len() > duty.len()
        && parts[duty.len()].is_any(REQUESTS)
    {
        substitute(parts, 0..duty.len(), "could you please");
        if let Some(last) = parts.last_mut() {
            last.tail = "?".to_owned();
        }
        return;
    }
    let verb = parts
        .first()
        .is_some_and(|first| first.lead.is_empty() && first.tail.is_empty() && first.is_any(REQUESTS));
    // "Let's go", "Stop signs are red" and "Help is near" ask for nothing.
    let object = parts.get(1).is_some_and(|next| next.is_any(OBJECTS));
    if verb && object && ends_plainly {
        parts[0].core = uncapitalise(&parts[0].core);
        parts.insert(
            0,
            Token {
                core: "Please".to_owned(),
                space: " ".to_owned(),
                ..Token::default()
            },
        );
    }
}
