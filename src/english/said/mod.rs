//! The ways of saying what is written: "7.30pm", "$5.20", "B742", "anna.smith@example.com", "e.g.".
//!
//! Several rules may apply to one token, and each has several ways; which of them was said only the sound can tell.

mod amounts;
mod clock;
mod codes;
#[cfg(test)]
mod tests;

use super::numerals::{cardinal, ordinal, roman, unique};
use super::signs::short_form;
use amounts::{decade, fraction, measure, money, ordinals, percent};
use clock::{clock, dotted_clock};
use codes::{address, one_by_one, runs, telephone};

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
