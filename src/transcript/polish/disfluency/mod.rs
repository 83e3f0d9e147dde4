//! Fillers, repetitions, false starts and self-corrections go: what a careful typist would not have written.
//!
//! A wrong removal costs more than a missed one: every rule needs evidence in the words around (or a pause), and
//! `parlance bench polish` counts the words taken from fluent prose. Knows no punctuation but the marks that
//! stand there already, and nothing of meaning.

mod lexicon;
mod repair;

use super::token::{Kind, Token, Trail, phrase};
use lexicon::{FILLERS, REPEATABLE, STUTTERED, is_function_word, is_number};

/// A silence around a phrase that sets it off, in milliseconds.
const SET_OFF_MS: u32 = 120;

/// Removes what a careful typist would not have written.
pub(super) fn remove(tokens: &mut Vec<Token>, trail: &mut Trail) {
    loop {
        let before = tokens.len();
        repair::corrections(tokens, trail);
        fillers(tokens, trail);
        asides(tokens, trail);
        fragments(tokens, trail);
        repetitions(tokens, trail);
        if tokens.len() == before {
            return;
        }
    }
}

/// Takes `range` out, with a comma that would be left over, and notes it.
fn cut(tokens: &mut Vec<Token>, range: std::ops::Range<usize>, rule: &'static str, trail: &mut Trail) {
    let mut end = range.end;
    let starts_thought = range.start == 0 || ends_thought(&tokens[range.start - 1]);
    let comma_before = range.start > 0 && is_comma(&tokens[range.start - 1]);
    if (starts_thought || comma_before) && tokens.get(end).is_some_and(is_comma) {
        end += 1;
    }
    let mut start = range.start;
    if comma_before && tokens.get(end).is_none_or(ends_thought) {
        start -= 1; // "nice, um." leaves no comma behind
    }
    trail.rule(phrase(&tokens[range.clone()]), "", rule);
    let capital = tokens[range.clone()]
        .iter()
        .find(|token| token.is_word())
        .is_some_and(|token| starts_upper(&token.text));
    let pause = tokens[end - 1].pause_ms;
    tokens.drain(start..end);
    if let Some(previous) = start.checked_sub(1).and_then(|index| tokens.get_mut(index)) {
        // The silence before and after the cut is one silence; hesitation is no sentence end.
        previous.pause_ms = match (previous.pause_ms, pause) {
            (Some(left), Some(right)) if rule == "filler" => Some(left.min(right)),
            (left, right) => left.and(right),
        };
    }
    let next = tokens
        .get_mut(start)
        .filter(|token| token.is_word() && !token.locked);
    if let Some(next) = next.filter(|_| capital && starts_thought) {
        next.text = super::capitals::capitalise(&next.text);
    }
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && !matches!(text, "I" | "I'm" | "I'll" | "I've" | "I'd")
}

fn is_comma(token: &Token) -> bool {
    matches!(token.kind, Kind::Mark(_)) && token.text == "," && !token.locked
}

/// A mark or break after which a new thought begins.
fn ends_thought(token: &Token) -> bool {
    token.kind == Kind::Break || token.ends_sentence()
}

/// Whether a phrase is set off at `at`: utterance or thought border, comma, filler, or a pause before it.
fn set_off_before(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|index| {
        let token = &tokens[index];
        !token.is_word() || token.pause_ms.is_some_and(|ms| ms >= SET_OFF_MS)
    })
}

/// Whether the word before `end` is set off from what follows.
fn set_off_after(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_none_or(|token| !token.is_word())
        || tokens[end - 1].pause_ms.is_some_and(|ms| ms >= SET_OFF_MS)
}

/// Whether the words at `at` read `words`.
fn reads(tokens: &[Token], at: usize, words: &str) -> bool {
    words
        .split(' ')
        .enumerate()
        .all(|(index, word)| tokens.get(at + index).is_some_and(|token| token.is(word)))
}

/// "um", "uh" and their kin.
fn fillers(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at < tokens.len() {
        if FILLERS.iter().any(|filler| tokens[at].is(filler)) {
            cut(tokens, at..at + 1, "filler", trail);
        } else {
            at += 1;
        }
    }
}

/// "you know", "I mean" and "like" between pauses or commas, where nothing depends on them.
fn asides(tokens: &mut Vec<Token>, trail: &mut Trail) {
    for aside in ["you know", "i mean", "like"] {
        let len = aside.split(' ').count();
        let mut at = 0;
        while at + len <= tokens.len() {
            let lonely = at == 0 && len == tokens.len();
            let follows = tokens
                .get(at + len)
                .is_some_and(|token| token.is_word() || is_comma(token));
            let starts = at == 0 || ends_thought(&tokens[at - 1]);
            let free = set_off_before(tokens, at) && set_off_after(tokens, at + len) && follows && !lonely;
            // "I mean it": with nothing else behind, it is what was said.
            let rest = tokens[at + len..]
                .iter()
                .take_while(|token| !ends_thought(token))
                .filter(|token| token.is_word())
                .count();
            let depends = rest <= 1 && starts;
            if reads(tokens, at, aside) && free && !depends && !(starts && aside == "like") {
                cut(tokens, at..at + len, "filler", trail);
            } else {
                at += 1;
            }
        }
    }
}

/// Words broken off ("epi-").
fn fragments(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let broken = token.is_word() && !token.locked && token.text.len() > 1 && token.text.ends_with('-');
        if !broken {
            at += 1;
            continue;
        }
        let core = token.text.trim_end_matches('-').to_lowercase();
        let next = tokens
            .get(at + 1)
            .filter(|next| next.is_word())
            .map(|next| next.text.to_lowercase());
        let is_start_of_next = next.is_some_and(|next| next.starts_with(&core));
        if is_start_of_next || !is_function_word(&core) && core.len() <= 3 {
            cut(tokens, at..at + 1, "false start", trail);
        } else {
            at += 1;
        }
    }
}

/// Words and phrases said twice in a row; the first goes.
fn repetitions(tokens: &mut Vec<Token>, trail: &mut Trail) {
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

/// Whether two stretches of `len` words read the same.
fn same(tokens: &[Token], first: usize, second: usize, len: usize) -> bool {
    (0..len).all(|index| {
        let (left, right) = (&tokens[first + index], &tokens[second + index]);
        left.is_word()
            && right.is_word()
            && !left.locked
            && !right.locked
            && left.text.eq_ignore_ascii_case(&right.text)
    })
}

/// Whether saying it twice was a slip: "we should we should", not "very very", "had had", "two two".
fn is_slip(tokens: &[Token], at: usize, second: usize, len: usize) -> bool {
    let word = |index: usize| tokens[index].text.to_lowercase();
    if len == 1 {
        let paused = tokens[at].pause_ms.is_some_and(|ms| ms >= SET_OFF_MS) || second > at + 1;
        let listed = STUTTERED.contains(&word(at).as_str());
        // Before a verb particle or at the end, "in in" and "on on" may be right: they are not in the list.
        return listed || paused && is_function_word(&word(at)) && !REPEATABLE.contains(&word(at).as_str());
    }
    let words: Vec<String> = (at..at + len).map(word).collect();
    let joined = |word: &String| matches!(word.as_str(), "and" | "by" | "or" | "after" | "no" | "yes");
    let edge = len == 2 && (joined(&words[0]) || joined(&words[1])); // "over and over and", "step by step by"
    let anchored = words.iter().any(|word| lexicon::ANCHORS.contains(&word.as_str()));
    // Said a third time on purpose: "I know I know I know".
    let chant = second + 2 * len <= tokens.len() && same(tokens, second, second + len, len);
    !edge
        && anchored
        && !chant
        && !words.iter().any(|word| is_number(word))
        && !lexicon::CHANTS.contains(&words.join(" ").as_str())
}
