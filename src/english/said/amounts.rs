//! Numbers and amounts: decimals, percentages, money, ordinals, decades, fractions, measures.

use super::super::numerals::{cardinal, digits, ordinal, whole};
use super::super::signs::{CURRENCIES, DECADES, LONG_UNITS, UNITS};
use super::{pairs, parse};

/// A plain number: whole, or a decimal with "point".
pub(super) fn number(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('.').collect();
    let all_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b',');
    if !parts.iter().all(all_digits) {
        return Vec::new();
    }
    if parts.len() == 1 {
        return whole(text);
    }
    let head = whole(parts[0]);
    let Some(first) = head.first() else {
        return Vec::new();
    };
    let tail = |zero: &str, point: &str| {
        let rest = parts[1..]
            .iter()
            .map(|part| format!(" {point} {}", digits(part, zero)));
        format!("{first}{}", rest.collect::<String>())
    };
    let mut ways = vec![tail("zero", "point"), tail("oh", "point"), tail("zero", "dot")];
    if parts[0] == "0" {
        ways.push(format!("point {}", digits(parts[1], "zero")));
    }
    if let ([whole_part, tenths], Some(value)) = (parts.as_slice(), parse(parts[1]))
        && tenths.len() == 2
        && parse(whole_part).is_some()
    {
        ways.push(format!("{first} point {}", cardinal(value)));
    }
    ways
}

pub(super) fn percent(token: &str) -> Vec<String> {
    let Some(body) = token.strip_suffix('%') else {
        return Vec::new();
    };
    [with(ranged(body), "percent"), with(ranged(body), "per cent")].concat()
}

/// "10-15": "ten to fifteen"; anything else is a number.
fn ranged(text: &str) -> Vec<String> {
    match text.split_once(['-', '–']) {
        Some((from, to)) => pairs(&number(from), &[" to ", " "], &number(to)),
        None => number(text),
    }
}

/// Letters behind amounts of money, and the scale they stand for.
const SHORT_SCALES: [(&str, &str); 4] = [
    ("k", "thousand"),
    ("m", "million"),
    ("bn", "billion"),
    ("b", "billion"),
];

/// "$5.20", "£5", "€1,500", "$5 million", "5¢", "$5m".
pub(super) fn money(token: &str) -> Vec<String> {
    let pound = [("pound", "pounds", "£", "pence")];
    for &(one, many, sign, hundredth) in CURRENCIES.iter().chain(&pound) {
        let body = token.strip_prefix(sign).or_else(|| token.strip_suffix(sign));
        let Some(body) = body.map(str::trim) else { continue };
        let lower = body.to_lowercase();
        let short = |(short, scale): (&str, &'static str)| Some((lower.strip_suffix(short)?, scale));
        let scaled = body
            .split_once(' ')
            .or_else(|| SHORT_SCALES.into_iter().find_map(short));
        return match scaled {
            Some((amount, scale)) => with(number(amount), &format!("{scale} {many}")),
            None => amount(body, one, many, hundredth),
        };
    }
    match token.strip_suffix('¢') {
        Some(body) => with(number(body), "cents"),
        None => Vec::new(),
    }
}

/// Each way of saying a number with the name of what it counts.
fn with(numbers: Vec<String>, name: &str) -> Vec<String> {
    numbers.iter().map(|said| format!("{said} {name}")).collect()
}

fn amount(body: &str, one: &str, many: &str, hundredth: &str) -> Vec<String> {
    let unit = if body == "1" || body.starts_with("1.") {
        one
    } else {
        many
    };
    let parts = body.split_once('.').filter(|(_, cents)| cents.len() == 2);
    let parts = parts.and_then(|(pounds, cents)| Some((pounds, parse(pounds)?, parse(cents)?)));
    let Some((pounds, value, cents)) = parts else {
        return with(ranged(body), unit);
    };
    let plural = if cents == 1 || hundredth == "pence" {
        ""
    } else {
        "s"
    };
    let (small, cents_said) = (format!("{hundredth}{plural}"), cardinal(cents));
    let mut ways = Vec::new();
    for whole in whole(pounds).iter().take(3) {
        match (value, cents) {
            (_, 0) => ways.push(format!("{whole} {unit}")),
            (0, _) => ways.push(format!("{cents_said} {small}")),
            _ => ways.extend([
                format!("{whole} {unit} and {cents_said} {small}"),
                format!("{whole} {unit} {cents_said}"),
                format!("{whole} {cents_said}"),
                format!("{whole} {unit} {cents_said} {small}"),
                format!("{whole} {unit} and {cents_said}"),
            ]),
        }
    }
    ways.extend(with(number(body), many));
    ways
}

pub(super) fn ordinals(token: &str) -> Vec<String> {
    let value = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| parse(token.strip_suffix(ending)?));
    let Some(value) = value else { return Vec::new() };
    let said = ordinal(value);
    vec![said.clone(), format!("the {said}"), said.replace(" and ", " ")]
}

/// "1990s", "90s", "'90s".
pub(super) fn decade(token: &str) -> Vec<String> {
    let body = token.trim_start_matches(['\'', '’']);
    let Some(decade) = body
        .strip_suffix("0s")
        .or_else(|| body.strip_suffix("0's"))
        .and_then(parse)
    else {
        return Vec::new();
    };
    let tens = (decade % 10)
        .checked_sub(2)
        .and_then(|at| DECADES.get(at as usize));
    match (decade, tens) {
        (0..=9, Some(tens)) => vec![(*tens).to_owned()],
        (170..=209, Some(tens)) => vec![format!("{} {tens}", cardinal(decade / 10)), (*tens).to_owned()],
        _ => Vec::new(),
    }
}

/// "1/2", "3/4", "24/7", "2½".
pub(super) fn fraction(token: &str) -> Vec<String> {
    let Some((top, bottom)) = token
        .split_once('/')
        .and_then(|(top, bottom)| Some((parse(top)?, parse(bottom)?)))
    else {
        return Vec::new();
    };
    let name = match bottom {
        2 => "half".to_owned(),
        4 => "quarter".to_owned(),
        _ => ordinal(bottom),
    };
    let plural = if top == 1 { "" } else { "s" };
    let mut ways = vec![
        format!("{} {name}{plural}", cardinal(top)),
        format!("{} over {}", cardinal(top), cardinal(bottom)),
        // "nine eleven", "twenty four seven"
        format!("{} {}", cardinal(top), cardinal(bottom)),
        format!("{} slash {}", cardinal(top), cardinal(bottom)),
    ];
    if top == 1 {
        ways.push(format!("a {name}"));
    }
    ways
}

/// "5kg", "20°C", "100 km/h".
pub(super) fn measure(token: &str) -> Vec<String> {
    let end = token
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–')))
        .unwrap_or(token.len());
    let (body, unit) = token.split_at(end);
    let unit = unit.trim_start();
    if body.is_empty() || unit.is_empty() {
        return Vec::new();
    }
    let one = body == "1";
    let short = UNITS.iter().filter(|(_, _, written)| *written == unit);
    let short = short.map(|(single, many, _)| if one { *single } else { *many });
    let long = LONG_UNITS
        .iter()
        .filter(|(_, written)| *written == unit)
        .map(|(said, _)| *said);
    let said: Vec<String> = short.chain(long).map(str::to_owned).collect();
    pairs(&ranged(body), &[" "], &said)
}
