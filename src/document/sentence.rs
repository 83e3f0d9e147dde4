//! Where sentences begin and end, with abbreviations, initials, numbers and list markers in mind.

use std::ops::Range;

use super::markdown::Block;
use super::unit::{shifted, trimmed};

/// Abbreviations that a name or number follows: a full stop after them never ends a sentence.
const BEFORE_NAMES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "rev", "gen", "col", "capt", "lt", "sgt", "sen", "rep", "gov",
    "hon", "mt", "ft", "fr", "messrs", "mme", "mlle", "vs", "cf", "eg", "ie", "e.g", "i.e", "viz", "approx",
    "ca", "resp", "no", "nos", "vol", "ch", "sec", "fig", "figs", "eq", "pp", "p", "ed", "eds", "op", "al",
];

/// Abbreviations after which a sentence may end: it does when a capital follows.
const MAY_END: &[&str] = &[
    "etc", "inc", "ltd", "co", "corp", "jr", "sr", "bros", "dept", "est", "ave", "blvd", "rd", "a.m", "p.m",
    "am", "pm", "b.c", "a.d", "u.s", "u.k", "e.u", "u.n", "d.c", "ph.d", "m.d", "b.a", "m.a", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed",
    "thu", "thur", "thurs", "fri", "sat", "sun", "min", "max", "hr", "hrs", "lb", "lbs", "oz", "in", "km",
    "cm", "mm", "kg",
];

/// Abbreviations of both kinds that are also ordinary words: they count as abbreviations only before a digit.
const ONLY_BEFORE_DIGITS: &[&str] = &[
    "no", "nos", "in", "sat", "sun", "ed", "op", "al", "am", "mar", "min", "max", "co",
];

/// Byte ranges of the sentences in a text, without the white space between them. A line break always ends a
/// sentence: in a dictated text it was asked for.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        line_sentences(line, offset, &mut out);
        offset += line.len();
    }
    out
}

fn line_sentences(line: &str, offset: usize, out: &mut Vec<Range<usize>>) {
    // Indentation and block mark at the start of a line belong to no sentence.
    let mut start = Block::of(line).prefix_len;
    let mut at = start;
    while let Some(stop) = line[at..].find(['.', '!', '?', '…']).map(|found| at + found) {
        let end = closing(line, stop);
        at = end;
        if ends_sentence(line, start, stop, end) {
            push_trimmed(line, start..end, offset, out);
            start = end;
        }
    }
    push_trimmed(line, start..line.len(), offset, out);
}

/// End of the run of stops, closing quotes, brackets and emphasis marks that begins with the stop at `stop`.
fn closing(line: &str, stop: usize) -> usize {
    let run = line[stop..].find(|c: char| {
        !matches!(
            c,
            '.' | '!' | '?' | '…' | '"' | '”' | '’' | '\'' | ')' | ']' | '»' | '*' | '_' | '~' | '`'
        )
    });
    run.map_or(line.len(), |len| stop + len)
}

fn ends_sentence(line: &str, start: usize, stop: usize, end: usize) -> bool {
    let rest = &line[end..];
    let next = rest.trim_start().chars().find(|c| !is_opening(*c));
    if !rest.starts_with(char::is_whitespace) && !rest.is_empty() {
        return false;
    }
    let Some(next) = next else { return true };
    if next.is_lowercase() {
        return false;
    }
    if !line[stop..].starts_with('.') || line[stop..end].contains(['!', '?']) {
        return true;
    }
    let word = line[start..stop]
        .rsplit(|c: char| c.is_whitespace() || is_opening(c))
        .next()
        .unwrap_or("");
    let lower = word.to_lowercase();
    let lower = lower.trim_matches(['*', '_', '~', '`']);
    if ONLY_BEFORE_DIGITS.contains(&lower) {
        return !next.is_numeric();
    }
    if BEFORE_NAMES.contains(&lower) {
        return false;
    }
    if MAY_END.contains(&lower) {
        return !next.is_numeric();
    }
    // "J. R. Smith": one capital letter, unless it is "I" or stands at the end of a row like "plan B. Then".
    let mut letters = word.chars();
    let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase() && c != 'I');
    !(initial && (line[start..stop].trim() == word || previous_is_name(line, start, stop, word)))
}

/// Whether the word before an initial looks like part of a name: capitalised, or an initial too.
fn previous_is_name(line: &str, start: usize, stop: usize, word: &str) -> bool {
    let before = line[start..stop - word.len()].trim_end();
    let previous = before.rsplit(char::is_whitespace).next().unwrap_or("");
    previous.starts_with(char::is_uppercase) && !previous.eq_ignore_ascii_case("plan")
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '“' | '‘' | '\'' | '(' | '[' | '«' | '*' | '_' | '~' | '`'
    )
}

fn push_trimmed(line: &str, range: Range<usize>, offset: usize, out: &mut Vec<Range<usize>>) {
    let sentence = trimmed(line, range);
    if !sentence.is_empty() {
        out.push(shifted(sentence, offset));
    }
}
