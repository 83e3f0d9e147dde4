//! What is named by its kind rather than by its words: "the time", "the date", "the price", where the text has just one.
//!
//! Looks at how things are written; knows nothing of how they are said.

use std::ops::Range;

use crate::command::date::Date;
use crate::command::words::starts_with_any;
use crate::document::unit::{line_at, words};
use crate::english::calendar::DAYS;

/// The only thing of the kind that `said` names, if the text has exactly one.
pub(super) fn only_one(text: &str, said: &[String]) -> Option<Range<usize>> {
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let named = match said.as_slice() {
        ["the" | "that" | "this" | "my" | "our", named @ ..] => named,
        _ => return None,
    };
    let mut found = match named {
        ["greeting"] | ["salutation"] => return greeting(text),
        ["time"] => tokens(text, &is_clock),
        ["price" | "amount" | "cost" | "total" | "sum"] => tokens(text, &is_money),
        ["percentage" | "percent" | "rate"] => tokens(text, &|token| number_before(token, "%")),
        ["year"] => tokens(text, &is_year),
        ["email" | "address"] | ["email", "address"] => tokens(text, &|token| token.contains('@')),
        ["number"] => tokens(text, &|token| token.bytes().all(|b| b.is_ascii_digit())),
        ["day"] | ["day", "of", "the", "week"] => tokens(text, &|token| {
            let lower = token.to_lowercase();
            DAYS.iter().any(|day| lower == *day)
        }),
        ["date"] => dates(text),
        _ => return None,
    };
    found.pop().filter(|_| found.is_empty())
}

/// Pieces of text without the marks around them that are of a kind.
fn tokens(text: &str, is_kind: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let outside = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '“' | '”' | '"');
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split(outside) {
        let bare = piece.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if !bare.is_empty() && is_kind(bare) {
            found.push(at..at + bare.len());
        }
        at += piece.len() + text[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// "8:15", "7.30pm", "9am", "noon".
fn is_clock(token: &str) -> bool {
    let lower = token.to_lowercase();
    let half = lower.strip_suffix("am").or_else(|| lower.strip_suffix("pm"));
    let clock = half.unwrap_or(&lower);
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let pair = clock
        .split_once([':', '.'])
        .is_some_and(|(hour, minute)| digits(hour) && minute.len() == 2 && digits(minute));
    let colon = pair && (clock.contains(':') || half.is_some());
    colon || half.is_some() && digits(clock) || matches!(lower.as_str(), "noon" | "midnight")
}

/// "£40", "$3,250.50".
fn is_money(token: &str) -> bool {
    let amount = token.strip_prefix(['£', '$', '€', '¥']);
    amount.is_some_and(|amount| {
        amount.starts_with(|c: char| c.is_ascii_digit())
            && amount
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    })
}

fn number_before(token: &str, sign: &str) -> bool {
    let number = token.strip_suffix(sign);
    number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !number.is_empty())
}

/// "1984", "2026".
fn is_year(token: &str) -> bool {
    token.len() == 4
        && token.bytes().all(|b| b.is_ascii_digit())
        && starts_with_any(token, &["16", "17", "18", "19", "20"])
}

/// "3 May", "May 3rd, 2026".
fn dates(text: &str) -> Vec<Range<usize>> {
    /// Most words of one.
    const LONGEST: usize = 5;
    let words = words(text, 0..text.len());
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (2..=LONGEST.min(words.len() - at)).rev();
        let date = longest
            .map(|n| words[at].start..words[at + n - 1].end)
            .find(|range| Date::of(&text[range.clone()]).is_some());
        match date {
            Some(range) => {
                at += words[at..]
                    .iter()
                    .take_while(|word| word.start < range.end)
                    .count();
                found.push(range);
            }
            None => at += 1,
        }
    }
    found
}

/// "Dear Mr. Kane" of a letter's first line, without the comma.
fn greeting(text: &str) -> Option<Range<usize>> {
    const LONGEST: usize = 60;
    let first = line_at(text, 0);
    let line = text[first.clone()].trim_end();
    let openings = [
        "Dear ",
        "Hi ",
        "Hello ",
        "Hey ",
        "Good morning",
        "Good afternoon",
        "Good evening",
    ];
    let end = line.find([',', '!']).unwrap_or(line.len());
    (starts_with_any(line, &openings) && end <= LONGEST).then_some(first.start..first.start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, said: &str) -> Option<String> {
        let said: Vec<String> = said.split(' ').map(str::to_owned).collect();
        only_one(text, &said).map(|range| text[range].to_owned())
    }

    #[test]
    fn the_only_thing_of_a_kind_is_found() {
        assert_eq!(
            found("The bus leaves at 8:15. It takes an hour.", "the time").as_deref(),
            Some("8:15")
        );
        assert_eq!(found("It costs £40.", "the price").as_deref(), Some("£40"));
        assert_eq!(
            found("We meet on 3 May at noon.", "the date").as_deref(),
            Some("3 May")
        );
        assert_eq!(found("See you on Monday.", "the day").as_deref(), Some("Monday"));
        assert_eq!(
            found("Dear Mr. Kane,\n\nThanks.", "the greeting").as_deref(),
            Some("Dear Mr. Kane")
        );
        assert_eq!(found("From 8:15 to 9:15.", "the time"), None);
        assert_eq!(found("No time here.", "the time"), None);
    }
}
