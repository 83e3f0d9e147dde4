//! Words and phrases said twice by mistake: "we should we should meet". What is said twice on purpose stays: "very very",
//! "had had", a whole clause, a code that is spelled.

use super::super::numbers::is_spelled;
use super::super::token::{Token, Trail};
use super::lexicon::{self, REPEATABLE, STUTTERED, is_function_word, is_number};
use super::{SET_OFF_MS, cut, is_comma, is_one, repair, same, subject_again, word_again};
use crate::english::word_classes;

/// Words and phrases said twice in a row; the first goes.
pub(super) fn remove(tokens: &mut Vec<Token>, trail: &mut Trail) {
    for len in (1..=6).rev() {
        let mut at = 0;
        while at + 2 * len <= tokens.len() {
            let comma = usize::from(tokens.get(at + len).is_some_and(is_comma));
            let second = at + len + comma;
            if second + len <= tokens.len()
                && same(tokens, at, second, len)
                && is_slip(tokens, at, second, len)
            {
                let tail = tokens.get(second + len).filter(|token| is_comma(token)).is_some();
                cut(tokens, at..second, "repetition", trail);
                if tail && comma == 1 && len == 1 {
                    tokens.remove(at + len); // "the, the, house"
                }
            } else {
                at += 1;
            }
        }
    }
}

/// Whether saying it twice was a slip: "we should we should", not "very very", "had had", "two two".
fn is_slip(tokens: &[Token], at: usize, second: usize, len: usize) -> bool {
    let word = |index: usize| tokens[index].text.to_lowercase();
    if len == 1 && is_spelled(tokens, at, second) {
        return false; // "plate a a one two"
    }
    if len == 1 {
        let paused = tokens[at].pauses(SET_OFF_MS) || second > at + 1;
        let left = repair::thought_start(tokens, at);
        match word(at).as_str() {
            // "will will come": the first one is called Will
            "will" if left == at => return is_one(tokens.get(second + 1), lexicon::SUBJECTS),
            // "log on on friday" is right, "on on friday" at the start is not
            "in" | "on" | "is" if left == at => return true,
            "in" | "on" if !takes_particle(tokens, left, at) => return true,
            "is" => return !tokens[left..at].iter().any(|token| is_one(token, KEEPS_IS)),
            "so" | "you" if starts_clause(tokens, at, second) => return true,
            short if short.contains('\'') => return true, // "he's he's"
            _ => {}
        }
        if word_again::is_slip(tokens, at, second) {
            return true;
        }
        let listed = STUTTERED.contains(&word(at).as_str()) && !joins_clauses(tokens, at, second);
        // Before a verb particle or at the end, "in in" and "on on" may be right: they are not in the list.
        return listed
            || paused
                && is_function_word(&word(at))
                && !REPEATABLE.contains(&word(at).as_str())
                && !joins_clauses(tokens, at, second);
    }
    let words: Vec<String> = (at..at + len).map(word).collect();
    if len == 2 && is_condition(tokens, at, &words) {
        return false;
    }
    let joined = |word: &String| matches!(word.as_str(), "and" | "by" | "or" | "after" | "no" | "yes");
    let edge = len == 2 && (joined(&words[0]) || joined(&words[1])); // "over and over and", "step by step by"
    // "from year to year to show": no slip either; "want to want to" is one.
    let edge = edge
        || len == 2
            && words[1] == "to"
            && !is_function_word(&words[0])
            && !LEAN_ON_TO.contains(&words[0].as_str());
    let anchored = words.iter().any(|word| lexicon::ANCHORS.contains(&word.as_str()));
    // "the window, the window!", "a pull request | a pull request is": a slip breaks off before its noun.
    let named = lexicon::ARTICLES.contains(&words[0].as_str())
        && words
            .last()
            .is_some_and(|last| !is_function_word(last) && !last.ends_with("ing"))
        && second == at + len;
    // "is it the future? Is it the future is a good question": a question is said again as a thing to speak of.
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let asked = len > 2
        && is_one(before, lexicon::AUXILIARIES)
        && words.last().is_some_and(|last| tokens[at - 1].is(last));
    // Said a third time on purpose: "I know I know I know".
    let chant = second + 2 * len <= tokens.len() && same(tokens, second, second + len, len);
    !edge
        && anchored
        && !named
        && !is_clause(&words)
        && !chant
        && !asked
        && (words.starts_with(&["one".to_owned(), "of".to_owned()])
            || !words.iter().any(|word| is_number(word)))
        && !lexicon::CHANTS.contains(&words.join(" ").as_str())
}

/// Whether a subject and a verb of content, said twice, are a condition and what comes of it: "when we go we go by
/// train", "if they come they come".
fn is_condition(tokens: &[Token], at: usize, words: &[String]) -> bool {
    let before = at.checked_sub(1).and_then(|index| tokens.get(index));
    let content = word_classes::verb(&words[1]);
    is_one(before, &["if", "when", "whenever", "once", "because"])
        && lexicon::SUBJECTS.contains(&words[0].as_str())
        && (content.base || content.third || content.past)
}

/// Whether a word said twice opens a clause: "so so we left", "and you you should"; "it was so so" and "do you you
/// know" are something else.
fn starts_clause(tokens: &[Token], at: usize, second: usize) -> bool {
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let opens = before.is_none_or(|token| !token.is_word()) || is_one(before, BEFORE_SUBJECT);
    let next = tokens.get(second + 1);
    // "until you you see it"
    let halved = is_one(before, HALVES)
        && next.is_some_and(|next| next.is_word() && word_classes::verb(&next.text.to_lowercase()).base);
    match tokens[at].is("so") {
        true => opens && is_one(next, lexicon::SUBJECTS),
        false => {
            halved || opens && (is_one(next, lexicon::AUXILIARIES) || is_one(next, lexicon::VERBS_OF_SAYING))
        }
    }
}

/// Conjunctions before which a clause stands and behind which one begins.
const HALVES: &[&str] = &[
    "until", "till", "before", "after", "while", "unless", "once", "whenever", "if", "when", "because",
];

/// With one of these before it, "is is" may be right: "what it is is a mess".
const KEEPS_IS: &[&str] = &[
    "what", "who", "where", "how", "why", "which", "when", "whatever", "whoever", "all", "that", "it",
];

/// Whether the word at `at` may belong to a verb in front of it, so that another one like it begins a phrase: "log on on
/// Friday", "turn the heating on on Friday"; "we meet on on Tuesday" has none.
fn takes_particle(tokens: &[Token], left: usize, at: usize) -> bool {
    const REACH: usize = 5;
    const VERBS: &[&str] = &[
        "go", "come", "carry", "move", "hold", "keep", "log", "turn", "put", "get", "try", "catch", "switch",
        "sign", "clock", "pass", "take", "look", "live", "bring", "call", "check", "drop", "fill", "give",
        "hand", "join", "kick", "let", "send", "settle", "stay", "stand", "tune", "drive", "press", "walk",
        "run", "bid", "cheer", "pile", "add", "break", "dig", "sink", "plug", "tap", "type", "cut", "fit",
        "rain", "snow", "leave",
    ];
    const ALSO: &[&str] = &[
        "went", "gone", "came", "got", "took", "gave", "brought", "kept", "held", "left", "sent", "stood",
        "ran", "broke", "stuck", "is", "was", "are", "were", "be", "been", "am", "it's", "have", "had",
        "has", "having", "what", "which", "who", "whom", "that", "where", "later", "early", "further",
    ];
    tokens[at.saturating_sub(REACH).max(left)..at]
        .iter()
        .any(|token| {
            let word = token.lower();
            let base = ["ing", "ed", "es", "s", ""]
                .iter()
                .filter_map(|ending| word.strip_suffix(ending));
            let known = |base: &str| {
                let short = base
                    .len()
                    .checked_sub(1)
                    .and_then(|end| base.get(..end))
                    .unwrap_or("");
                // "carries", "moving", "putting"
                VERBS.contains(&base)
                    || VERBS.contains(&format!("{base}e").as_str())
                    || VERBS.contains(&short)
                    || base.ends_with('i') && VERBS.contains(&format!("{short}y").as_str())
            };
            ALSO.contains(&word.as_str()) || base.into_iter().any(known)
        })
}

/// Whether the words are a whole clause: "it's crazy", "I moved to Canada". That is said twice on purpose; a slip
/// breaks off before its end.
fn is_clause(words: &[String]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let subject =
        lexicon::SUBJECTS.contains(&first.as_str()) || lexicon::AUXILIARIES.contains(&first.as_str());
    let waits = is_function_word(last)
        || lexicon::VERBS_OF_SAYING.contains(&last.as_str())
        || LEAN_ON_TO.contains(&last.as_str())
        || matches!(last.as_str(), "been" | "got" | "being" | "gone")
        || subject_again::ADVERBS.contains(&last.as_str()) // "he's always"
        || last.ends_with("ing");
    subject && !waits && (words.len() > 2 || first.contains('\''))
}

/// Verbs that "to" belongs to.
const LEAN_ON_TO: &[&str] = &[
    "want", "wants", "going", "need", "needs", "trying", "try", "used", "got", "get", "able", "like",
    "ought", "about", "had", "supposed",
];

/// Whether one clause ends and another begins between two equal words: "as I read it it seemed", "hearing this
/// this will", "wherever it was was weighing".
fn joins_clauses(tokens: &[Token], at: usize, second: usize) -> bool {
    let before = at
        .checked_sub(1)
        .map(|index| &tokens[index])
        .filter(|token| token.is_word());
    let next = tokens.get(second + 1);
    // "what do you have | have you seen it"
    let subjects = ["i", "you", "he", "she", "we", "they"];
    if is_one(&tokens[at], lexicon::AUXILIARIES) && is_one(before, &subjects) && is_one(next, &subjects) {
        return true;
    }
    match tokens[at].text.to_lowercase().as_str() {
        "it" => before.is_some() && !is_one(before, BEFORE_SUBJECT),
        "this" | "these" | "those" => is_one(next, lexicon::AUXILIARIES),
        "was" | "were" | "are" | "has" | "have" | "will" | "would" | "could" | "should" => {
            tokens[at.saturating_sub(5)..at].iter().any(|token| {
                is_one(token, lexicon::QUESTIONS) || token.text.ends_with("ever") || token.is("that")
            })
        }
        _ => false,
    }
}

/// Words before which "it" begins a clause.
const BEFORE_SUBJECT: &[&str] = &[
    "and", "but", "that", "if", "so", "because", "when", "as", "since", "while", "what", "how", "why",
    "then", "where", "think", "well", "yeah",
];
