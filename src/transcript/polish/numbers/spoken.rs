//! From what is written to the ways of saying it.

use super::lexicon::{CURRENCIES, SCALES, SMALL, SMALL_ORDINALS, TENS, TENS_ORDINALS, UNITS};

/// Ways of saying a written token ("20", "$2.50", "21st", "10:30", "1999", "25%", "3.14", "555-1234"), in
/// lower-case words, the usual one first; empty when there is no digit in it.
pub fn to_spoken(token: &str) -> Vec<String> {
    let token =
        token.trim_matches(|c: char| matches!(c, ',' | ';' | '?' | '!' | '"' | '(' | ')' | '.' | '“' | '”'));
    if !token.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut ways = readings(token);
    ways.dedup();
    ways
}

fn readings(token: &str) -> Vec<String> {
    if let Some(body) = token.strip_suffix('%') {
        return numbers(body)
            .into_iter()
            .map(|said| format!("{said} percent"))
            .collect();
    }
    for (one, many, sign, hundredth) in CURRENCIES {
        if let Some(body) = token.strip_prefix(sign) {
            return money(body, one, many, hundredth);
        }
    }
    if let Some(body) = token.strip_prefix('£') {
        return money(body, "pound", "pounds", "pence");
    }
    if let Some((hour, minute)) = token.split_once(':') {
        return clock(hour, minute);
    }
    for ending in ["st", "nd", "rd", "th"] {
        if let Some(value) = token.strip_suffix(ending).and_then(parse) {
            return vec![ordinal(value)];
        }
    }
    if let Some(decade) = token
        .strip_suffix("0s")
        .and_then(parse)
        .filter(|decade| (170..210).contains(decade))
    {
        let tens = super::lexicon::DECADES.get(usize::try_from(decade % 10).unwrap_or(0).wrapping_sub(2));
        return tens
            .map(|tens| format!("{} {tens}", cardinal(decade / 10)))
            .into_iter()
            .collect();
    }
    if token.contains('-') && token.chars().all(|c| c.is_ascii_digit() || c == '-') {
        return vec![one_by_one(token)];
    }
    if let Some((top, bottom)) = token.split_once('/') {
        return match (parse(top), parse(bottom)) {
            (Some(top), Some(bottom)) => fraction(top, bottom),
            _ => Vec::new(),
        };
    }
    let digits_end = token
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .unwrap_or(token.len());
    let (number, unit) = token.split_at(digits_end);
    if unit.is_empty() {
        return numbers(number);
    }
    let name = UNITS
        .iter()
        .find(|(_, _, written)| *written == unit)
        .map_or(unit, |(_, many, _)| many);
    numbers(number)
        .into_iter()
        .map(|said| format!("{said} {}", name.to_lowercase()))
        .collect()
}

fn parse(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

/// A plain number: cardinal, year, digits one by one; decimals and versions with "point".
fn numbers(text: &str) -> Vec<String> {
    if let Some(value) = parse(text) {
        let mut ways = vec![cardinal(value)];
        if !text.contains(',') {
            if (1600..2100).contains(&value) {
                ways.splice(0..0, year(value));
            }
            if text.len() > 1 {
                ways.push(one_by_one(text));
            }
        }
        if value >= 100 {
            ways.push(cardinal(value).replace(" and ", " "));
        }
        return ways;
    }
    let parts: Vec<&str> = text.split('.').collect();
    let (Some(first), true) = (parts.first().and_then(|part| parse(part)), parts.len() >= 2) else {
        return Vec::new();
    };
    let mut said = cardinal(first);
    for part in &parts[1..] {
        said.push_str(" point ");
        said.push_str(&one_by_one(part));
    }
    let dots = said.replace(" point ", " dot ");
    vec![said, dots]
}

/// Digits as words, one by one.
fn one_by_one(text: &str) -> String {
    let digits = text
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| SMALL.get(digit as usize).copied());
    digits.collect::<Vec<_>>().join(" ")
}

/// A cardinal with "and" before its tens.
pub(super) fn cardinal(value: u64) -> String {
    let small = |value: u64| {
        SMALL
            .get(usize::try_from(value).unwrap_or(0))
            .copied()
            .unwrap_or("")
    };
    let tens = |value: u64| {
        TENS.get(usize::try_from(value / 10).unwrap_or(0).saturating_sub(2))
            .copied()
            .unwrap_or("")
    };
    match value {
        0..=19 => small(value).to_owned(),
        20..=99 if value.is_multiple_of(10) => tens(value).to_owned(),
        20..=99 => format!("{} {}", tens(value), small(value % 10)),
        100..=999 if value.is_multiple_of(100) => format!("{} hundred", small(value / 100)),
        100..=999 => format!("{} hundred and {}", small(value / 100), cardinal(value % 100)),
        _ => {
            let Some((name, unit)) = SCALES.iter().rev().find(|(_, unit)| value >= *unit) else {
                return String::new();
            };
            let head = format!("{} {name}", cardinal(value / unit));
            match value % unit {
                0 => head,
                rest if rest < 100 => format!("{head} and {}", cardinal(rest)),
                rest => format!("{head} {}", cardinal(rest)),
            }
        }
    }
}

/// "nineteen ninety nine", "twenty oh five", "nineteen hundred".
fn year(value: u64) -> Option<String> {
    let (century, rest) = (value / 100, value % 100);
    match rest {
        _ if century % 10 == 0 && rest < 10 => None, // two thousand and five
        0 => Some(format!("{} hundred", cardinal(century))),
        1..=9 => Some(format!("{} oh {}", cardinal(century), cardinal(rest))),
        _ => Some(format!("{} {}", cardinal(century), cardinal(rest))),
    }
}

fn ordinal(value: u64) -> String {
    let (head, rest) = (value / 100 * 100, value % 100);
    let tail = match rest {
        0 => return format!("{}th", cardinal(head)),
        1..=19 => SMALL_ORDINALS
            .get(usize::try_from(rest).unwrap_or(0))
            .copied()
            .unwrap_or("")
            .to_owned(),
        _ if rest % 10 == 0 => TENS_ORDINALS
            .get(usize::try_from(rest / 10 - 2).unwrap_or(0))
            .copied()
            .unwrap_or("")
            .to_owned(),
        _ => format!("{} {}", cardinal(rest - rest % 10), ordinal(rest % 10)),
    };
    if head == 0 {
        tail
    } else {
        format!("{} and {tail}", cardinal(head))
    }
}

fn money(body: &str, one: &str, many: &str, hundredth: &str) -> Vec<String> {
    let parts = body.split_once('.').filter(|(_, cents)| cents.len() == 2);
    if let Some((whole, cents)) = parts.and_then(|(whole, cents)| Some((parse(whole)?, parse(cents)?))) {
        let unit = if whole == 1 { one } else { many };
        let plural = if hundredth == "pence" { "" } else { "s" };
        let (whole, cents) = (cardinal(whole), cardinal(cents));
        return vec![
            format!("{whole} {unit} and {cents} {hundredth}{plural}"),
            format!("{whole} {unit} {cents}"),
        ];
    }
    let unit = if body == "1" { one } else { many };
    numbers(body)
        .into_iter()
        .map(|said| format!("{said} {unit}"))
        .collect()
}

fn clock(hour: &str, minute: &str) -> Vec<String> {
    let (Some(hour), Some(value)) = (parse(hour), parse(minute)) else {
        return Vec::new();
    };
    match value {
        0 => vec![format!("{} o'clock", cardinal(hour)), cardinal(hour)],
        1..=9 => vec![format!("{} oh {}", cardinal(hour), cardinal(value))],
        _ => vec![format!("{} {}", cardinal(hour), cardinal(value))],
    }
}

fn fraction(top: u64, bottom: u64) -> Vec<String> {
    let name = match bottom {
        2 => "half".to_owned(),
        4 => "quarter".to_owned(),
        _ => ordinal(bottom),
    };
    let plural = if top == 1 { "" } else { "s" };
    vec![
        format!("{} {name}{plural}", cardinal(top)),
        format!("{} over {}", cardinal(top), cardinal(bottom)),
        format!("{} {}", cardinal(top), cardinal(bottom)), // "nine eleven", "twenty four seven"
    ]
}
