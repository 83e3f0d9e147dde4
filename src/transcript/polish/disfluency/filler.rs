//! Hesitation and asides that stand for nothing: "um", "you know", "I mean" and "like".
//!
//! A filler goes only where the rest is whole without it and a pause, a comma or an "uh" stands by.

use super::super::token::{Token, Trail};
use super::lexicon::{self, FILLERS, is_number};
use super::{
    NEW_THOUGHT_MS, SET_OFF_MS, cut, is_clause_at, is_comma, is_one, is_word_at, reads, same, set_off_after,
    set_off_before,
};

/// "um", "uh" and their kin.
pub(super) fn fillers(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at < tokens.len() {
        if is_one(&tokens[at], FILLERS) {
            // "uh you know" is one hesitation, unless somebody knows something: "uh you know what I mean".
            let known = is_one(tokens.get(at + 3), AFTER_KNOW) || !is_word_at(tokens, at + 3);
            if reads(tokens, at + 1, "you know") && !known {
                cut(tokens, at..at + 3, "filler", trail);
                continue;
            }
            // "you uh you should": the hesitation tells that the word was said twice by mistake.
            let twice = at > 0 && at + 1 < tokens.len() && same(tokens, at - 1, at + 1, 1);
            // "twenty um twenty five" is one number, "two um two of them" may be two.
            let longer = is_word_at(tokens, at + 2) && is_number(&tokens[at + 2].text);
            let meant =
                |word: &Token| is_number(&word.text) && !longer || is_one(word, &["no", "yes", "yeah"]);
            if twice && !meant(&tokens[at - 1]) {
                at -= 1;
                cut(tokens, at..at + 2, "repetition", trail);
                continue;
            }
            cut(tokens, at..at + 1, "filler", trail);
        } else {
            at += 1;
        }
    }
}

/// "you know", "I mean" and "like" between pauses or commas, where nothing depends on them.
pub(super) fn asides(tokens: &mut Vec<Token>, trail: &mut Trail) {
    for aside in ["you know", "i mean", "like"] {
        let len = aside.split(' ').count();
        let mut at = 0;
        while at + len <= tokens.len() {
            if reads(tokens, at, aside) && is_aside(tokens, at, len, aside) {
                cut(tokens, at..at + len, "filler", trail);
            } else {
                at += 1;
            }
        }
    }
}

/// Whether the words of `aside` at `at` stand there for nothing.
fn is_aside(tokens: &[Token], at: usize, len: usize, aside: &str) -> bool {
    let before = at.checked_sub(1).map(|index| &tokens[index]);
    let next = tokens.get(at + len);
    let word_before = before.filter(|token| token.is_word());
    if aside == "like" && is_one(word_before, lexicon::BEFORE_LIKE) && is_one(next, lexicon::SUBJECTS) {
        return !is_one(tokens.get(at + len + 1), &["said", "say", "told", "mentioned"]);
    }
    // "it was like really cold"
    let degree = [
        "really",
        "so",
        "super",
        "totally",
        "extremely",
        "incredibly",
        "absolutely",
        "completely",
        "freezing",
    ];
    if aside == "like" && is_one(word_before, lexicon::AUXILIARIES) && is_one(next, &degree) {
        return true;
    }
    let starts = before.is_none_or(Token::ends_thought);
    let late = before.is_some_and(|token| token.pauses(NEW_THOUGHT_MS));
    // "I mean, it's late" is how people begin, and "well, I mean, it's late".
    // A comma that the model put there hides nothing: what counts is the word before it.
    let back = |words: usize| {
        let index = at.checked_sub(words + usize::from(before.is_some_and(is_comma)))?;
        tokens.get(index)
    };
    let last_word = back(1);
    let opens = starts || late || is_one(last_word, OPENINGS);
    let kept = match aside {
        // Commas that the model put around it are no evidence that it was an aside: a pause is.
        "i mean" => opens || !paused_around(tokens, at, len),
        "like" => starts || late || is_one(next, &["if", "when", "the", "a", "an"]),
        // "you know better", "most of you know, as I do"
        _ => {
            let past_comma = tokens.get(at + len + usize::from(next.is_some_and(is_comma)));
            let paused = tokens[at + len - 1].pauses(2 * SET_OFF_MS);
            let known = if paused { &AFTER_KNOW[..7] } else { AFTER_KNOW };
            // Between two clauses and behind a whole one it may be meant: within a phrase it is not.
            let phrase = last_word.is_none_or(|token| {
                !token.is_word() || lexicon::is_function_word(&token.text.to_lowercase())
            });
            // "and you know the dependencies"
            let object = is_one(last_word, &["and", "but", "so", "because", "if", "since", "then"])
                && is_one(past_comma, lexicon::ARTICLES);
            // "it's kind of, you know, hard"
            let hedge = is_one(last_word, &["of"]) && is_one(back(2), &["kind", "sort"]);
            let asked = is_one(last_word, BEFORE_KNOW) && !hedge;
            is_one(past_comma, known) || asked || !phrase || object
        }
    };
    // "I mean it": with nothing else behind, it is what was said.
    let rest = tokens[at + len..]
        .iter()
        .take_while(|token| !token.ends_thought())
        .filter(|token| token.is_word())
        .count();
    let follows = next.is_some_and(|token| token.is_word() || is_comma(token));
    let depends = rest <= 1 && starts || !follows;
    // "you know the good it did": a comma alone does not make it an aside, and what is left must stand by itself.
    let paused = tokens[at + len - 1].pauses(SET_OFF_MS);
    let past_comma = at + len + usize::from(next.is_some_and(is_comma));
    if aside == "you know" && starts && !paused && !is_clause_at(tokens, past_comma) {
        return false;
    }
    !kept && set_off_before(tokens, at) && set_off_after(tokens, at + len) && !depends
}

/// Whether there is a pause right before the phrase or right behind it.
fn paused_around(tokens: &[Token], at: usize, len: usize) -> bool {
    at > 0 && tokens[at - 1].pauses(SET_OFF_MS) || tokens[at + len - 1].pauses(SET_OFF_MS)
}

/// Words that open a thought before its first words.
const OPENINGS: &[&str] = &[
    "yeah", "yes", "no", "well", "and", "but", "so", "oh", "or", "because", "okay",
];

/// With these before it, "you know" is what was said.
const BEFORE_KNOW: &[&str] = &[
    "said",
    "say",
    "says",
    "thought",
    "replied",
    "of",
    "do",
    "did",
    "does",
    "don't",
    "as",
    "if",
    "what",
    "that",
    "than",
    "who",
    "how",
    "when",
    "where",
    "why",
    "to",
    "all",
    "everything",
    "everyone",
    "someone",
    "anyone",
    "anything",
    "something",
    "only",
    "thing",
    "things",
    "people",
    "person",
    "way",
    "devil",
];

/// With these behind it, "you know" is what was said; the first seven even after a pause.
const AFTER_KNOW: &[&str] = &[
    "and",
    "more",
    "as",
    "or",
    "versus",
    "better",
    "best",
    "nothing",
    "what",
    "how",
    "that",
    "him",
    "her",
    "it",
    "them",
    "who",
    "where",
    "when",
    "why",
    "if",
    "me",
    "about",
    "very",
    "well",
    "full",
    "perfectly",
];
