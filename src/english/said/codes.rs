//! Codes, telephone numbers, addresses, and whatever else mixes letters, digits and signs.

use super::super::numerals::{digits, whole};
use super::super::signs::names;
use super::amounts::number;
use super::{MOST, spelled};

/// "555-1234": digits one by one.
pub(super) fn telephone(token: &str) -> Vec<String> {
    let number =
        token.len() >= 7 && token.contains('-') && token.chars().all(|c| c.is_ascii_digit() || c == '-');
    match number && token.split('-').all(|part| part.len() >= 2) {
        true => vec![digits(token, "zero"), digits(token, "oh")],
        false => Vec::new(),
    }
}

/// Every letter and digit of a code by its name.
pub(super) fn one_by_one(token: &str) -> Vec<String> {
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

/// Mail and web addresses: words with "dot" and "at" between them.
pub(super) fn address(token: &str) -> Vec<String> {
    let schemes = ["https://", "http://"];
    let bare = schemes.iter().find_map(|scheme| token.strip_prefix(scheme));
    let body = bare.unwrap_or(token);
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

/// Anything else, run by run.
pub(super) fn runs(token: &str) -> Vec<String> {
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
