//! The same words in another shape: bullets, a list, an e-mail.

use super::by_sentence;
use super::plain::polish;
use super::shorten::{fillers, hesitations};
use crate::document::markdown::Block;
use crate::document::sentences;
use crate::rewrite::tokens::{Token, capitalise, join, lower, tokens};

/// One bullet per statement, in order. Headings, items and blank lines stay.
pub(super) fn bullets(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        let block = Block::of(line);
        if block.prefix_len > block.indent || line.trim().is_empty() {
            out.push(line.to_owned());
            continue;
        }
        out.extend(
            sentences(line)
                .into_iter()
                .flat_map(|range| statements(&line[range]))
                .map(|s| format!("- {s}")),
        );
    }
    out.join("\n") + if text.ends_with('\n') { "\n" } else { "" }
}

/// A sentence cut at semicolons, without fillers and without the full stop.
fn statements(sentence: &str) -> Vec<String> {
    let mut parts = tokens(sentence);
    hesitations(&mut parts);
    fillers(&mut parts);
    let mut out = Vec::new();
    for piece in parts.split_inclusive(|token| token.tail == ";") {
        let text = join(piece);
        let text = text.trim().trim_end_matches(';');
        let text = text
            .strip_suffix('.')
            .filter(|rest| !rest.ends_with('.'))
            .unwrap_or(text);
        if !text.is_empty() {
            out.push(capitalise(text));
        }
    }
    out
}

/// The items of an enumeration, each a bullet, after the words that introduce them; a text without one
/// becomes bullets.
pub(super) fn list(text: &str) -> String {
    let ranges = sentences(text);
    let Some((before, items)) = (match ranges.as_slice() {
        [only] => enumeration(tokens(&text[only.clone()])),
        _ => None,
    }) else {
        return bullets(text);
    };
    let mut lines = Vec::new();
    if !before.is_empty() {
        lines.push(format!("{before}:"));
    }
    lines.extend(items.iter().map(|item| format!("- {}", capitalise(item))));
    lines.join("\n")
}

/// "We need milk, eggs and two loaves of bread." as its introduction and its items.
///
/// The introduction ends with a colon, or with the last verb or "and"-less word before the first item:
/// a verb of having or needing, or a preposition.
fn enumeration(parts: Vec<Token>) -> Option<(String, Vec<String>)> {
    const INTRODUCES: &[&str] = &[
        "need",
        "needs",
        "needed",
        "buy",
        "bought",
        "get",
        "got",
        "bring",
        "brought",
        "want",
        "wants",
        "wanted",
        "have",
        "has",
        "had",
        "are",
        "were",
        "is",
        "was",
        "include",
        "includes",
        "included",
        "including",
        "sell",
        "sells",
        "take",
        "took",
        "pack",
        "packed",
        "order",
        "ordered",
        "invite",
        "invited",
        "with",
        "like",
        "follows",
        "visit",
        "visited",
        "about",
        "discuss",
        "discussed",
        "cover",
        "covers",
        "covered",
        "add",
        "use",
        "uses",
        "used",
        "see",
        "saw",
        "be",
    ];
    let comma = parts.iter().position(|token| token.tail == ",")?;
    let colon = parts[..comma].iter().rposition(|token| token.tail == ":");
    let verb = parts[..comma].iter().rposition(|token| token.is_any(INTRODUCES));
    let start = colon.or(verb).map_or(0, |at| at + 1);
    // More than one comma, or a comma and an "and": else it is no list.
    let rest = &parts[start..];
    let commas = rest.iter().filter(|token| token.tail == ",").count();
    let conjunction = |parts: &[Token]| parts.iter().rposition(|token| token.is_any(&["and", "or"]));
    let last_and = conjunction(rest);
    let is_list = commas >= 2 || (commas == 1 && last_and.is_some_and(|at| start + at > comma));
    if !is_list
        || (colon.is_none() && verb.is_none())
        || rest.iter().any(|token| token.tail.contains([';', '?']))
    {
        return None;
    }
    let mut items: Vec<String> = Vec::new();
    for (n, piece) in rest.split_inclusive(|token| token.tail == ",").enumerate() {
        let is_last = n == commas;
        match conjunction(piece).filter(|_| is_last) {
            Some(0) => items.push(item(&piece[1..])),
            Some(at) => items.extend([item(&piece[..at]), item(&piece[at + 1..])]),
            None => items.push(item(piece)),
        }
    }
    // Items are short; long ones are clauses with commas between them.
    let short = items
        .iter()
        .all(|item| !item.is_empty() && item.split(' ').count() <= 8);
    let before = join(&parts[..start]);
    (short && items.len() >= 3).then(|| (before.trim().trim_end_matches(':').to_owned(), items))
}

fn item(parts: &[Token]) -> String {
    let text = join(parts);
    text.trim().trim_end_matches([',', '.']).to_owned()
}

/// Greeting, the polished text, a close; what is there already is kept.
pub(super) fn email(text: &str) -> String {
    let body = by_sentence(text.trim(), polish);
    let said = lower(&body);
    let greets = [
        "hi ",
        "hi,",
        "hello",
        "dear ",
        "hey",
        "good morning",
        "good afternoon",
        "good evening",
    ];
    let has_greeting = greets.iter().any(|greeting| said.starts_with(greeting));
    let last_line = said.lines().last().unwrap_or_default();
    let closes = ["regards", "sincerely", "cheers", "best,", "yours", "best wishes"];
    let is_close =
        |line: &str| closes.contains(&line.trim_end_matches(',')) || line.starts_with("best regards");
    let has_close =
        closes.iter().any(|close| last_line.contains(close)) || said.lines().rev().take(3).any(is_close);
    let greeting = if has_greeting { "" } else { "Hello,\n\n" };
    let close = if has_close { "" } else { "\n\nBest regards," };
    format!("{greeting}{body}{close}")
}
