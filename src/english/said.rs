//! The ways of saying what is written: "7.30pm", "$5.20", "B742", "anna.smith@example.com", "e.g.".
//!
//! Several rules may apply to one token, and each has several ways; which of them was said only the sound can tell.

use super::numerals::{cardinal, digits, ordinal, roman, unique, whole};
use super::signs::{CURRENCIES, DECADES, LONG_UNITS, UNITS, names, short_form};

/// Most ways of one token.
const MOST: usize = 40;

/// Ways of saying a written token, in lower-case words separated by spaces, the usual one first; empty when the token
/// is a word that is said as it is written. Marks around the token may stay on it.
pub fn ways(token: &str) -> Vec<String> {
    let token =
        token.trim_matches(|c: char| matches!(c, ',' | ';' | '?' | '!' | '"' | '(' | ')' | '“' | '”'));
    let short = short_form(token);
    if !short.is_empty() {
        return short.iter().map(|&said| said.to_owned()).collect();
    }
    let token = token.trim_matches(|c: char| matches!(c, '.' | ':' | '…'));
    if token
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
    {
        return letters_only(token);
    }
    if token.contains('.') && token.split('.').all(is_letter) {
        return vec![spelled(&token.replace('.', ""))];
    }
    let rules: [fn(&str) -> Vec<String>; 11] = [
        money,
        clock,
        percent,
        ordinals,
        decade,
        fraction,
        measure,
        address,
        telephone,
        runs,
        dotted_clock,
    ];
    let mut ways = unique(rules.iter().flat_map(|rule| rule(token)).collect());
    // whatever else is left out, sign by sign stays in: codes are mostly said so
    ways.truncate(MOST - 2);
    ways.extend(one_by_one(token));
    unique(ways)
}

/// "VIII" after a name, and letters that are named one by one: "BBC".
fn letters_only(token: &str) -> Vec<String> {
    if let Some(value) = roman(token) {
        let (letters, plain) = (spelled(token), token.to_lowercase());
        let ordinal = ordinal(value);
        return vec![format!("the {ordinal}"), cardinal(value), ordinal, letters, plain];
    }
    let capitals = token.len() > 1 && token.len() <= 6 && token.chars().all(|c| c.is_ascii_uppercase());
    match capitals {
        true => vec![token.to_lowercase(), spelled(token)],
        false => Vec::new(),
    }
}

fn is_letter(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

fn spelled(token: &str) -> String {
    let letters = token.chars().map(|c| c.to_lowercase().to_string());
    letters.collect::<Vec<_>>().join(" ")
}

fn parse(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

/// A plain number: whole, or a decimal with "point".
fn number(text: &str) -> Vec<String> {
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

fn percent(token: &str) -> Vec<String> {
    let Some(body) = token.strip_suffix('%') else {
        return Vec::new();
    };
    let said = ranged(body);
    let name = |name: &'static str| said.iter().map(move |said| format!("{said} {name}"));
    name("percent").chain(name("per cent")).collect()
}

/// "10-15": "ten to fifteen"; anything else is a number.
fn ranged(text: &str) -> Vec<String> {
    match text.split_once(['-', '–']) {
        Some((from, to)) => pairs(&number(from), &[" to ", " "], &number(to)),
        None => number(text),
    }
}

/// Every head with every tail, what is usual in both first.
fn pairs(heads: &[String], joints: &[&str], tails: &[String]) -> Vec<String> {
    let mut ranked = Vec::new();
    for (i, head) in heads.iter().enumerate() {
        for (j, joint) in joints.iter().enumerate() {
            for (k, tail) in tails.iter().enumerate() {
                ranked.push((i + j + k, format!("{head}{joint}{tail}")));
            }
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, way)| way).take(MOST).collect()
}

/// "$5.20", "£5", "€1,500", "$5 million", "5¢", "$5m".
fn money(token: &str) -> Vec<String> {
    let pound = [("pound", "pounds", "£", "pence")];
    for &(one, many, sign, hundredth) in CURRENCIES.iter().chain(&pound) {
        let body = token.strip_prefix(sign).or_else(|| token.strip_suffix(sign));
        let Some(body) = body.map(str::trim) else { continue };
        if let Some((amount, scale)) = body.split_once(' ') {
            return number(amount)
                .iter()
                .map(|said| format!("{said} {scale} {many}"))
                .collect();
        }
        for (short, scale) in [
            ("k", "thousand"),
            ("m", "million"),
            ("bn", "billion"),
            ("b", "billion"),
        ] {
            if let Some(amount) = body.to_lowercase().strip_suffix(short) {
                return number(amount)
                    .iter()
                    .map(|said| format!("{said} {scale} {many}"))
                    .collect();
            }
        }
        return amount(body, one, many, hundredth);
    }
    match token.strip_suffix('¢') {
        Some(body) => number(body).iter().map(|said| format!("{said} cents")).collect(),
        None => Vec::new(),
    }
}

fn amount(body: &str, one: &str, many: &str, hundredth: &str) -> Vec<String> {
    let unit = if body == "1" || body.starts_with("1.") {
        one
    } else {
        many
    };
    let parts = body.split_once('.').filter(|(_, cents)| cents.len() == 2);
    let Some((pounds, value, cents)) =
        parts.and_then(|(pounds, cents)| Some((pounds, parse(pounds)?, parse(cents)?)))
    else {
        return ranged(body).iter().map(|said| format!("{said} {unit}")).collect();
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
    ways.extend(number(body).iter().map(|said| format!("{said} {many}")));
    ways
}

/// "7.30pm", "7:30", "10 a.m.", "5pm".
fn clock(token: &str) -> Vec<String> {
    let lower = token.to_lowercase().replace("a.m", "am").replace("p.m", "pm");
    let lower = lower.trim_end_matches('.');
    let (body, half) = if let Some(body) = lower.strip_suffix("am") {
        (body.trim_end(), " a m")
    } else if let Some(body) = lower.strip_suffix("pm") {
        (body.trim_end(), " p m")
    } else {
        (lower, "")
    };
    let dotted = if half.is_empty() {
        None
    } else {
        body.split_once('.')
    };
    let said = match body.split_once(':').or(dotted) {
        Some((hour, minute)) => times(hour, minute),
        None if half.is_empty() => Vec::new(),
        None => times(body, "00"),
    };
    said.iter().map(|said| format!("{said}{half}")).collect()
}

/// "7.30", rather a decimal, may be a time.
fn dotted_clock(token: &str) -> Vec<String> {
    token
        .split_once('.')
        .map_or_else(Vec::new, |(hour, minute)| times(hour, minute))
}

fn times(hour: &str, minute: &str) -> Vec<String> {
    let (Some(hour), Some(minute), 2) = (parse(hour), parse(minute), minute.len()) else {
        return Vec::new();
    };
    if hour > 24 || minute > 59 {
        return Vec::new();
    }
    let (h, m) = (cardinal(hour), cardinal(minute));
    let next = cardinal(if hour >= 12 { hour - 11 } else { hour + 1 });
    let mut ways = match minute {
        0 => vec![format!("{h} o'clock"), h.clone(), format!("{h} hundred")],
        1..=9 => vec![format!("{h} oh {m}"), format!("{h} zero {m}")],
        _ => vec![format!("{h} {m}")],
    };
    let past = |what: &str| format!("{what} past {h}");
    let to = |what: &str| format!("{what} to {next}");
    ways.extend(match minute {
        0 => Vec::new(),
        15 => vec![past("quarter"), past("a quarter"), format!("quarter after {h}")],
        30 => vec![past("half")],
        45 => vec![to("quarter"), to("a quarter")],
        1..=29 => vec![past(&m), past(&format!("{m} minutes"))],
        _ => {
            let left = cardinal(60 - minute);
            vec![to(&left), to(&format!("{left} minutes"))]
        }
    });
    if minute == 0 && hour == 12 {
        ways.extend(["noon", "midnight"].map(str::to_owned));
    }
    ways
}

fn ordinals(token: &str) -> Vec<String> {
    let value = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| parse(token.strip_suffix(ending)?));
    let Some(value) = value else { return Vec::new() };
    let said = ordinal(value);
    vec![said.clone(), format!("the {said}"), said.replace(" and ", " ")]
}

/// "1990s", "90s", "'90s".
fn decade(token: &str) -> Vec<String> {
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
fn fraction(token: &str) -> Vec<String> {
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
fn measure(token: &str) -> Vec<String> {
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

/// Mail and web addresses: words with "dot" and "at" between them.
fn address(token: &str) -> Vec<String> {
    let body = token
        .strip_prefix("https://")
        .or_else(|| token.strip_prefix("http://"))
        .unwrap_or(token);
    let dotted = body.contains('.') && body.chars().filter(|c| c.is_alphabetic()).count() > 2;
    if !(body.contains('@') || dotted) {
        return Vec::new();
    }
    let mut said = String::new();
    let mut push = |word: &str| {
        if !word.is_empty() {
            said.push_str(word);
            said.push(' ');
        }
    };
    for part in body.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let sign = part.chars().next_back().filter(|c| !c.is_alphanumeric());
        let word = sign.map_or(part, |sign| part.trim_end_matches(sign));
        match word {
            "www" => push("w w w"),
            _ => pieces(word)
                .iter()
                .for_each(|piece| push(first_way(piece).trim())),
        }
        match sign {
            Some('-') => push("hyphen"),
            Some(sign) => push(names(sign).first().copied().unwrap_or("")),
            None => {}
        }
    }
    vec![said.trim_end().to_owned()]
}

/// Runs of letters, runs of digits, and signs.
fn pieces(token: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphabetic() || matches!(c, '\'' | '’') => 1,
        _ => 2,
    };
    let (mut out, mut start, mut last) = (Vec::new(), 0, None);
    for (at, c) in token.char_indices() {
        // groups of three digits stay together: "1,500"
        let inside = c == ',' && token[at + 1..].bytes().take_while(u8::is_ascii_digit).count() == 3;
        let now = if inside && last == Some(0) { 0 } else { kind(c) };
        if at > start && (now == 2 || last != Some(now)) {
            out.push(&token[start..at]);
            start = at;
        }
        last = Some(now);
    }
    if start < token.len() {
        out.push(&token[start..]);
    }
    out
}

fn first_way(piece: &str) -> String {
    piece_ways(piece, false).into_iter().next().unwrap_or_default()
}

/// Ways of saying one run of letters or digits, or a sign.
fn piece_ways(piece: &str, beside_digits: bool) -> Vec<String> {
    let first = piece.chars().next().unwrap_or(' ');
    if first.is_ascii_digit() {
        return whole(piece);
    }
    if !first.is_alphabetic() && !matches!(first, '\'' | '’') {
        return names(first).iter().map(|&name| name.to_owned()).collect();
    }
    let word = piece.to_lowercase();
    let capitals = piece.chars().all(char::is_uppercase);
    let letters = spelled(piece);
    match piece.chars().count() {
        1 => vec![letters],
        2..=3 if capitals || beside_digits => vec![letters, word],
        4..=5 if capitals => vec![word, letters],
        _ => vec![word],
    }
}

/// "555-1234": digits one by one.
fn telephone(token: &str) -> Vec<String> {
    let number =
        token.len() >= 7 && token.contains('-') && token.chars().all(|c| c.is_ascii_digit() || c == '-');
    match number && token.split('-').all(|part| part.len() >= 2) {
        true => vec![digits(token, "zero"), digits(token, "oh")],
        false => Vec::new(),
    }
}

/// Every letter and digit of a code by its name.
fn one_by_one(token: &str) -> Vec<String> {
    let has_digits = token.contains(|c: char| c.is_ascii_digit());
    let code = has_digits
        && token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | ' '));
    if !code {
        return Vec::new();
    }
    let name = |c: char, zero: &str| match c.is_ascii_digit() {
        true => digits(c.encode_utf8(&mut [0; 4]), zero),
        false => c.to_lowercase().to_string(),
    };
    let signs = token.chars().filter(char::is_ascii_alphanumeric);
    let all = |zero| signs.clone().map(|c| name(c, zero)).collect::<Vec<_>>().join(" ");
    vec![all("zero"), all("oh")]
}

/// Anything else, run by run.
fn runs(token: &str) -> Vec<String> {
    let decimal = number(token);
    if !decimal.is_empty() {
        return decimal;
    }
    let pieces = pieces(token);
    let has_digits = token.contains(|c: char| c.is_ascii_digit());
    let mut ranked: Vec<(usize, String)> = vec![(0, String::new())];
    for piece in &pieces {
        let options = piece_ways(piece, has_digits);
        let mut next = Vec::with_capacity(ranked.len() * options.len());
        for (rank, head) in &ranked {
            for (i, option) in options.iter().enumerate() {
                let joint = if head.is_empty() || option.is_empty() {
                    ""
                } else {
                    " "
                };
                next.push((rank + i, format!("{head}{joint}{option}")));
            }
        }
        next.sort_by_key(|(rank, _)| *rank);
        next.truncate(MOST);
        if !next.is_empty() {
            ranked = next;
        }
    }
    ranked.into_iter().map(|(_, way)| way).collect()
}

#[cfg(test)]
#[path = "said_tests.rs"]
mod tests;
