//! Numbers and their friends: spoken words to what one writes ([`to_written`]). The other way is
//! [`crate::english::ways`].
//!
//! A number never crosses a mark, a line break or a clear pause. Knows nothing of the document.

mod amounts;
mod bound;
mod calendar;
mod cardinal;
mod codes;
mod compound;
mod lexicon;
mod names;
mod scores;
mod spans;
mod web;

pub(super) use bound::bound;
pub(super) use codes::{is_spelled, names_codes};
pub(super) use lexicon::{is_label, is_number, is_number_word, is_numbered};

use super::settings::NumberStyle;
use super::token::{Case, Kind, Space, Token, Trail, is_one, phrase};
use crate::english::ordinal_suffix;
use cardinal::Words;
use spans::Span;

/// Writes the numbers of an utterance, and acronyms spelled letter by letter.
pub(super) fn apply(tokens: Vec<Token>, style: NumberStyle, trail: &mut Trail) -> Vec<Token> {
    let spans = numbers(&Words::of(&tokens), style);
    let mut tokens = replace(tokens, spans, trail);
    dashed_codes(&mut tokens, trail);
    close_up(&mut tokens);
    beside_signs(&mut tokens, trail);
    letters(tokens, trail)
}

/// Marks that hold numbers together when they stand between two: "117-4", "12/5/26", "10:30".
const BETWEEN: &[&str] = &["-", "/", ":", "–"];

/// Whether the mark at `at` was said between two numbers: then it is closed up.
fn joins_numbers(tokens: &[Token], at: usize) -> bool {
    let number_at = |index: Option<usize>| {
        let token = index.and_then(|index| tokens.get(index));
        token.is_some_and(|token| token.is_word() && is_number(&token.text))
    };
    matches!(tokens[at].kind, Kind::Mark(_))
        && tokens[at].locked
        && BETWEEN.contains(&tokens[at].text.as_str())
        && number_at(at.checked_sub(1))
        && number_at(Some(at + 1))
}

/// "j k dash nine one two" → "JK-912": digits said behind letters and a dash are part of their code.
fn dashed_codes(tokens: &mut Vec<Token>, trail: &mut Trail) {
    let letter = |token: &Token| token.is_word() && !token.locked && token.text.len() == 1;
    let acronym = |token: &Token| {
        token.is_word()
            && token.locked
            && token.text.len() > 1
            && token.text.bytes().all(|b| b.is_ascii_uppercase())
    };
    // "T3"
    let letters_and_digits = |token: &Token| {
        token.is_word()
            && token.locked
            && token.text.starts_with(|c: char| c.is_ascii_uppercase())
            && token.text.ends_with(|c: char| c.is_ascii_digit())
            && token
                .text
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let mut at = 2;
    while at + 1 < tokens.len() {
        let dash = matches!(tokens[at].kind, Kind::Mark(_)) && matches!(tokens[at].text.as_str(), "–" | "-");
        let coded = letters_and_digits(&tokens[at - 1]);
        let spelled = letter(&tokens[at - 1]) && letter(&tokens[at - 2]) || acronym(&tokens[at - 1]) || coded;
        // "two two dash nine oh one": what is said digit by digit behind a number goes on with it.
        let digits = tokens[at - 1].is_word()
            && tokens[at - 1].locked
            && tokens[at - 1].text.len() > 1
            && tokens[at - 1].text.bytes().all(|b| b.is_ascii_digit());
        let read = (dash && (spelled || digits)).then(|| {
            let number = &tokens[at + 1];
            let written = coded && number.is_word() && number.text.bytes().all(|b| b.is_ascii_digit());
            match written {
                true => Some((number.text.clone(), 1)), // "T3-18"
                false => cardinal::digit_string(&Words::of(&tokens[at + 1..]), 0),
            }
        });
        let read = read.flatten();
        if let Some((digits, len)) = read {
            trail.rule(phrase(&tokens[at + 1..at + 1 + len]), digits.clone(), "code");
            let mut token = Token::word(digits, tokens[at + len].pause_ms);
            (token.locked, token.case) = (true, Case::Exact);
            tokens.splice(at + 1..at + 1 + len, [token]);
            tokens[at].kind = Kind::Mark(Space::Both);
            tokens[at].text = "-".to_owned();
        }
        at += 1;
    }
}

/// Closes up the marks between numbers. A dash between two numbers is a hyphen there, unless both are words.
fn close_up(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        if joins_numbers(tokens, at) {
            tokens[at].kind = Kind::Mark(Space::Both);
            if tokens[at].text == "–" {
                tokens[at].text = "-".to_owned();
            }
        }
    }
}

/// Numbers beside a spoken sign are digits however small: "$5", "20%".
fn beside_signs(tokens: &mut [Token], trail: &mut Trail) {
    let is_sign = |token: Option<&Token>, signs: &[&str]| {
        token.is_some_and(|token| matches!(token.kind, Kind::Mark(_)) && signs.contains(&token.text.as_str()))
    };
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).and_then(|index| tokens.get(index));
        let joined =
            at > 0 && joins_numbers(tokens, at - 1) || at + 1 < tokens.len() && joins_numbers(tokens, at + 1);
        if !joined
            && !is_sign(before, &["$", "£", "€", "#", "="])
            && !is_sign(tokens.get(at + 1), &["%", "°"])
        {
            continue;
        }
        let token = &mut tokens[at];
        token.heard = None; // never spelled out again
        let small = cardinal::cardinal(&Words::plain(&[token.text.as_str()]), 0);
        if let Some(read) = small.filter(|_| token.is_word() && !token.locked) {
            trail.rule(token.text.clone(), read.value.to_string(), "number beside a sign");
            token.text = read.value.to_string();
            (token.locked, token.case) = (true, Case::Exact);
        }
    }
}

/// Puts each span's text in the place of its words.
fn replace(tokens: Vec<Token>, spans: Vec<(usize, Span)>, trail: &mut Trail) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for (start, span) in spans {
        out.extend_from_slice(&tokens[at..start]);
        at = start + span.len;
        let heard = phrase(&tokens[start..at]);
        trail.rule(heard.clone(), span.text.clone(), span.rule);
        let word_first = span.text.starts_with(char::is_lowercase) && !span.rule.ends_with("address");
        let mut token = Token::word(span.text, tokens[at - 1].pause_ms);
        token.locked = true;
        token.joined = tokens[start].joined;
        token.evidence.clone_from(&tokens[at - 1].evidence);
        token.case = if word_first { Case::Kept } else { Case::Exact };
        token.heard = (span.rule == "cardinal").then_some(heard);
        out.push(token);
    }
    out.extend_from_slice(&tokens[at..]);
    out
}

/// Writes e-mail and web addresses; runs before "slash" and "dash" are taken for marks.
pub(super) fn addresses(tokens: Vec<Token>, trail: &mut Trail) -> Vec<Token> {
    let spans = find(&Words::of(&tokens), web::address, |_, _| 1);
    replace(tokens, spans, trail)
}

/// The numbers in the words.
fn numbers(words: &Words<'_>, style: NumberStyle) -> Vec<(usize, Span)> {
    let number = |words: &Words<'_>, at: usize| {
        web::address(words, at)
            .or_else(|| names::name(words, at))
            .or_else(|| codes::code(words, at))
            .or_else(|| compound::house(words, at))
            .or_else(|| calendar::date(words, at))
            .or_else(|| calendar::time(words, at))
            .or_else(|| compound::any(words, at, style))
            .or_else(|| spans::any(words, at, style))
    };
    find(words, number, unread)
}

/// What `read` finds in the words, in order, not overlapping; `pass` tells how many words to pass over where it finds none.
fn find(
    words: &Words<'_>,
    read: impl Fn(&Words<'_>, usize) -> Option<Span>,
    pass: impl Fn(&Words<'_>, usize) -> usize,
) -> Vec<(usize, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match words.behind(at, 0, &read) {
            Some(span) => {
                at += span.len;
                found.push((at - span.len, span));
            }
            None => at += pass(words, at),
        }
    }
    found
}

/// How many words to pass over when no rule was sure: a whole run of number words, so that its tail is not
/// taken for a number of its own.
fn unread(words: &Words<'_>, at: usize) -> usize {
    let mut len = 1;
    if lexicon::is_number_word(words.get(at)) {
        while lexicon::is_number_word(words.on(at, len)) {
            len += 1;
        }
    }
    len
}

/// Letters said one by one become an acronym: "f b i" → "FBI". "a" and "i" alone are words.
fn letters(tokens: Vec<Token>, trail: &mut Trail) -> Vec<Token> {
    let is_letter = |token: &Token| {
        token.is_word()
            && !token.locked
            && token.case == Case::Free
            && (token.text.len() == 1 || token.text.len() == 2 && token.text.ends_with('.'))
            && token.text.starts_with(|c: char| c.is_ascii_lowercase())
    };
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at;
        while end < tokens.len()
            && is_letter(&tokens[end])
            && (end == at || !tokens[end - 1].pauses(cardinal::BORDER_MS))
        {
            end += 1;
        }
        // "seat d", "block d flat twelve"
        // "plan a" at the end or before a word that no article stands before.
        let article = tokens[at].text == "a" && !codes::ends_code(tokens.get(end));
        let lone = end == at + 1 && !article && !matches!(tokens[at].text.as_str(), "i" | "o" | "s");
        if lone && out.last().is_some_and(|token: &Token| lettered(token)) {
            push_capital(&tokens[at], &mut out, trail);
            at = end;
            continue;
        }
        let mut run = &tokens[at..end];
        if run.len() > 2 && run[0].text == "a" && (run[1].text != "b" || run[2].text != "c") {
            out.push(run[0].clone()); // "a b m w": an article
            run = &run[1..];
        }
        let telling = run
            .iter()
            .filter(|token| !matches!(token.text.as_str(), "a" | "i"))
            .count();
        // "the a a": no article stands behind another one.
        let named = run.len() == 2 && out.last().is_some_and(|token: &Token| token.is("the"));
        if run.len() >= 2 && (telling >= 1 || named) {
            let text: String = run
                .iter()
                .map(|token| token.text[..1].to_ascii_uppercase())
                .collect();
            trail.rule(phrase(run), text.clone(), "acronym");
            let mut token = Token::word(text, run[run.len() - 1].pause_ms);
            (token.case, token.locked) = (Case::Exact, true);
            out.push(token);
        } else {
            out.extend_from_slice(run);
        }
        if end == at {
            out.push(tokens[at].clone());
            end = at + 1;
        }
        at = end;
    }
    out
}

/// Whether a single letter behind the noun is a name: "block d".
fn lettered(noun: &Token) -> bool {
    const NOUNS: &[&str] = &[
        "seat",
        "block",
        "room",
        "gate",
        "plan",
        "section",
        "row",
        "option",
        "team",
        "group",
        "vitamin",
        "exit",
        "appendix",
        "exhibit",
        "hepatitis",
        "building",
        "class",
        "door",
        "form",
        "grade",
        "hall",
        "platform",
        "point",
        "schedule",
        "side",
        "stand",
        "terminal",
        "type",
        "ward",
        "wing",
        "zone",
    ];
    is_one(noun, NOUNS)
}

/// Pushes the letter as a capital.
fn push_capital(letter: &Token, out: &mut Vec<Token>, trail: &mut Trail) {
    let mut token = letter.clone();
    token.text = token.text.to_ascii_uppercase();
    token.case = Case::Exact;
    trail.rule(letter.text.clone(), token.text.clone(), "letter as a name");
    out.push(token);
}

/// At a sentence start a plain number is spelled out when that is short: "20 people" → "Twenty people".
pub(super) fn spell_at_starts(tokens: &mut [Token], start: bool, trail: &mut Trail) {
    let mut start = start;
    for at in 0..tokens.len() {
        // "20 to 30 people": one in words and one in digits would look odd.
        let more = tokens[at + 1..]
            .iter()
            .take(3)
            .any(|token| token.text.starts_with(|c: char| c.is_ascii_digit()));
        let token = &mut tokens[at];
        match token.kind {
            Kind::Break => start = token.text.contains('\n'),
            Kind::Mark(_) => start |= token.ends_sentence(),
            Kind::Word => {
                if let Some(heard) = token
                    .heard
                    .take()
                    .filter(|heard| start && !more && heard.split(' ').count() <= 2)
                {
                    let tens = heard.split_once(' ').filter(|(first, _)| first.ends_with("ty"));
                    let text = tens.map_or(heard.clone(), |(first, unit)| format!("{first}-{unit}"));
                    trail.rule(token.text.clone(), text.clone(), "number at a sentence start");
                    (token.text, token.case) = (text, Case::Kept);
                }
                start = false;
            }
        }
    }
}

/// The number words of a phrase (lower case) in digits, everything else as it is: "twenty of them" → "20 of them".
/// For comparing what was said with what is written; "one" becomes "1" only inside a number.
pub fn to_written(words: &str) -> String {
    let list: Vec<&str> = words.split_whitespace().collect();
    let view = Words::plain(&list);
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    for (start, span) in numbers(&view, NumberStyle::Digits) {
        out.extend(list[at..start].iter().map(|word| (*word).to_owned()));
        at = start + span.len;
        out.push(span.text);
    }
    out.extend(list[at..].iter().map(|word| (*word).to_owned()));
    out.join(" ")
}

/// A number at `at` for "numeral …": its digits and the number of words.
pub(super) fn numeral(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let words = Words::of(tokens);
    if let Some((digits, len)) = cardinal::digit_string(&words, at).filter(|(_, len)| *len > 1) {
        return Some((digits, len));
    }
    if let Some(read) = cardinal::year(&words, at) {
        return Some((read.value.to_string(), read.len));
    }
    if let Some(read) = cardinal::ordinal(&words, at) {
        return Some((format!("{}{}", read.value, ordinal_suffix(read.value)), read.len));
    }
    amounts::quantity(&words, at).map(|number| (number.written(), number.len))
}
