//! Fillers, repetitions, false starts and self-corrections go: what a careful typist would not have written.
//!
//! A wrong removal costs more than a missed one: every rule needs evidence in the words around (or a pause), and
//! `parlance bench polish` counts the words taken from fluent prose. Knows no punctuation but the marks that
//! stand there already, and nothing of meaning.

mod anew;
mod filler;
mod in_place;
mod lexicon;
mod near;
mod parallel;
mod repair;
mod repetition;
mod replaced;
mod restart;
mod subject_again;
mod term;
mod word_again;

use super::clause;
use super::token::{Kind, Token, Trail, is_one, phrase, reads, word_at};
use lexicon::{AUXILIARIES, SUBJECTS, is_function_word};
use repair::thought_start;

/// A silence around a phrase that sets it off, in milliseconds.
const SET_OFF_MS: u32 = 120;

/// A silence after which a thought begins anew, in milliseconds.
const NEW_THOUGHT_MS: u32 = 400;

/// Most tokens looked at in one piece: what one rule may look at is bounded, and the work grows with the words alone.
const WINDOW: usize = 240;

/// Tells whether a word (lower case) is a name.
pub(super) type Names<'a> = &'a dyn Fn(&str) -> bool;

/// Removes what a careful typist would not have written.
pub(super) fn remove(tokens: &mut Vec<Token>, names: Names<'_>, trail: &mut Trail) {
    let mut rest = std::mem::take(tokens).into_iter();
    while !rest.as_slice().is_empty() {
        let len = window_len(rest.as_slice());
        let mut window: Vec<Token> = rest.by_ref().take(len).collect();
        remove_from(&mut window, names, trail);
        tokens.append(&mut window);
    }
}

/// How many of the tokens make the next window: all when they fit, else up to where a thought ends in its second half, or
/// up to its longest silence there.
fn window_len(tokens: &[Token]) -> usize {
    if tokens.len() <= WINDOW {
        return tokens.len();
    }
    let late = WINDOW / 2..WINDOW;
    let silence = |at: &usize| (tokens[*at].pause_ms, *at);
    let thought = late.clone().rev().find(|at| tokens[*at].ends_thought());
    thought
        .or_else(|| late.max_by_key(silence))
        .map_or(WINDOW, |at| at + 1)
}

fn remove_from(tokens: &mut Vec<Token>, names: Names<'_>, trail: &mut Trail) {
    loop {
        let before = tokens.len();
        in_place::amounts(tokens, trail);
        repair::corrections(tokens, names, trail);
        filler::fillers(tokens, trail);
        filler::asides(tokens, trail);
        fragments(tokens, trail);
        repetition::remove(tokens, trail);
        restart::remove(tokens, trail);
        if tokens.len() == before {
            return;
        }
    }
}

/// Whether there is a word at `index`.
fn is_word_at(tokens: &[Token], index: usize) -> bool {
    tokens.get(index).is_some_and(Token::is_word)
}

/// Whether there is a subject at `index` that has no verb in it: "she", but not "she's".
fn is_subject_at(tokens: &[Token], index: usize) -> bool {
    let subject = tokens.get(index).filter(|token| is_one(*token, SUBJECTS));
    subject.is_some_and(|token| !token.text.contains('\''))
}

/// Whether an auxiliary stands at `index` with its subject behind it: "can you".
fn is_turned_at(tokens: &[Token], index: usize) -> bool {
    is_one(tokens.get(index), AUXILIARIES) && is_subject_at(tokens, index + 1)
}

/// Whether the word at `left` is said again at `right`.
fn is_same_at(tokens: &[Token], left: usize, right: usize) -> bool {
    let again = tokens.get(right);
    tokens[left].is_word() && again.is_some_and(|token| token.is(&tokens[left].text))
}

/// Whether nothing but `openers` stands between the start of the thought and `start`.
fn opens(tokens: &[Token], start: usize, openers: &[&str]) -> bool {
    let mut before = tokens[thought_start(tokens, start)..start].iter();
    before.all(|token| is_one(token, openers))
}

/// Whether there is a cardinal number at `index`.
fn number_at(tokens: &[Token], index: usize) -> bool {
    lexicon::class(&word_at(tokens, index)) == Some("number")
}

/// A noun without the "s" of its plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

/// The words from `at` on, in lower case, up to where the thought ends; commas are passed over, other marks end it.
fn words_on(tokens: &[Token], at: usize) -> Vec<String> {
    const MOST: usize = 24;
    tokens[at.min(tokens.len())..]
        .iter()
        .take_while(|token| token.is_word() || is_comma(token))
        .filter(|token| token.is_word())
        .take(MOST)
        .map(|token| token.text.to_lowercase())
        .collect()
}

/// Whether a clause of its own, with subject and verb, begins at the token.
fn is_clause_at(tokens: &[Token], at: usize) -> bool {
    let words = words_on(tokens, at);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    clause::is_clause(&words, 0)
}

/// Takes `range` out, with a comma that would be left over, and notes it.
fn cut(tokens: &mut Vec<Token>, range: std::ops::Range<usize>, rule: &'static str, trail: &mut Trail) {
    let mut end = range.end;
    let starts_thought = range.start == 0 || tokens[range.start - 1].ends_thought();
    let comma_before = range.start > 0 && is_comma(&tokens[range.start - 1]);
    if (starts_thought || comma_before) && tokens.get(end).is_some_and(is_comma) {
        end += 1;
    }
    let mut start = range.start;
    if comma_before && tokens.get(end).is_none_or(Token::ends_thought) {
        start -= 1; // "nice, um." leaves no comma behind
    } else if comma_before && end > range.end && range.start > 1 && leans_on(&tokens[range.start - 2]) {
        start -= 1; // "kind of, you know, hard": both commas were the aside's
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

/// Whether the word belongs to what follows, so that no comma can stand behind it.
fn leans_on(token: &Token) -> bool {
    is_one(token, lexicon::PHRASE_OPENERS) || is_one(token, &["is", "was", "are", "were", "it's", "i'm"])
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && !matches!(text, "I" | "I'm" | "I'll" | "I've" | "I'd")
}

fn is_comma(token: &Token) -> bool {
    matches!(token.kind, Kind::Mark(_)) && token.text == "," && !token.locked
}

/// Whether a phrase is set off at `at`: utterance or thought border, comma, filler, or a pause before it.
fn set_off_before(tokens: &[Token], at: usize) -> bool {
    at == 0 || !tokens[at - 1].is_word() || tokens[at - 1].pauses(SET_OFF_MS)
}

/// Whether the word before `end` is set off from what follows.
fn set_off_after(tokens: &[Token], end: usize) -> bool {
    !is_word_at(tokens, end) || tokens[end - 1].pauses(SET_OFF_MS)
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
        let is_start_of_next = is_word_at(tokens, at + 1) && word_at(tokens, at + 1).starts_with(&core);
        if is_start_of_next || !is_function_word(&core) && core.len() <= 3 {
            cut(tokens, at..at + 1, "false start", trail);
        } else {
            at += 1;
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
