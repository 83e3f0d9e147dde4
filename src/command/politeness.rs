//! What people say around a command: "okay so", "could you please", "for me, thanks".
//!
//! Knows only words.

use super::repair::{Manner, is_verb};

/// Words before a command that change nothing.
const LEADS: &[&[&str]] = &[
    &["go", "ahead", "and"],
    &["that", "was", "wrong"],
    &["that's", "wrong"],
    &["oh", "no"],
    &["maybe"],
    &["great"],
    &["good"],
    &["fine"],
    &["perfect"],
    &["yes"],
    &["i", "mean"],
    &["let", "me", "see"],
    &["okay"],
    &["ok"],
    &["alright"],
    &["all", "right"],
    &["so"],
    &["now"],
    &["just"],
    &["well"],
    &["right"],
    &["then"],
    &["and"],
    &["oh"],
    &["hey"],
    &["oops"],
    &["whoops"],
    &["no"],
    &["wait"],
    &["sorry"],
    &["actually"],
    &["please"],
    &["kindly"],
];

/// Beginnings of questions and wishes; a verb follows.
const WISHES: &[&[&str]] = &[
    &["can", "you"],
    &["could", "you"],
    &["would", "you"],
    &["will", "you"],
    &["can", "we"],
    &["could", "we"],
    &["can", "i"],
    &["could", "i"],
    &["may", "i"],
    &["i", "want", "you", "to"],
    &["i", "need", "you", "to"],
    &["i'd", "like", "you", "to"],
    &["i", "would", "like", "you", "to"],
    &["i", "want", "to"],
    &["i", "need", "to"],
    &["i'd", "like", "to"],
    &["i", "would", "like", "to"],
    &["i", "think", "you", "should"],
    &["i", "think", "we", "should"],
    &["i'd", "love", "you", "to"],
    &["i", "wish", "you", "would"],
    &["if", "you", "could"],
    &["if", "you", "can"],
    &["if", "you", "would"],
    &["it", "would", "be", "great", "if", "you", "could"],
    &["do", "you", "think", "you", "could"],
    &["would", "it", "be", "possible", "to"],
    &["is", "it", "possible", "to"],
    &["why", "don't", "you"],
    &["why", "don't", "we"],
    &["why", "not"],
    &["let", "me"],
    &["feel", "free", "to"],
    &["you", "may"],
    &["you", "could"],
    &["we", "could"],
    &["we", "can"],
    &["we", "have", "to"],
    &["i", "have", "to"],
    &["let's"],
    &["lets"],
    &["let", "us"],
    &["we", "should"],
    &["we", "need", "to"],
    &["you", "can"],
    &["you", "should"],
    &["do", "me", "a", "favor", "and"],
    &["be", "so", "kind", "and"],
];

/// Beginnings after which the verb has "-ing".
const MINDS: &[&[&str]] = &[
    &["would", "you", "mind"],
    &["do", "you", "mind"],
    &["how", "about"],
];

/// Words behind a command that change nothing.
const TAILS: &[&[&str]] = &[
    &["thank", "you", "very", "much"],
    &["thank", "you"],
    &["thanks", "a", "lot"],
    &["thanks"],
    &["for", "me"],
    &["right", "now"],
    &["right", "away"],
    &["now"],
    &["please"],
    &["will", "you"],
    &["would", "you"],
    &["if", "you", "can"],
    &["if", "you", "could"],
    &["if", "you", "would"],
    &["if", "you", "don't", "mind"],
    &["okay"],
    &["ok"],
    &["as", "well"],
    &["instead"],
];

/// The words without politeness, from the least to the most taken off; as they are, first.
pub(super) fn unwrapped(words: &[String]) -> Vec<(Vec<String>, Manner)> {
    let mut out = vec![(words.to_vec(), Manner::Plain)];
    let mut rest: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut own = words.to_vec();
    let mut manner = Manner::Plain;
    loop {
        let said: Vec<&str> = rest.iter().map(String::as_str).collect();
        let strip = |list: &[&[&str]]| {
            list.iter()
                .find(|lead| said.starts_with(lead))
                .map(|lead| lead.len())
        };
        let minds = strip(MINDS);
        let wishes = strip(WISHES);
        let Some(n) = minds
            .or(wishes)
            .or_else(|| strip(LEADS))
            .filter(|&n| n < said.len())
        else {
            break;
        };
        rest.drain(..n);
        own.drain(..n);
        if minds.is_some() {
            let Some(verb) = rest.first().and_then(|word| base_of_gerund(word)) else {
                break;
            };
            rest[0].clone_from(&verb);
            own[0] = verb;
        }
        if minds.or(wishes).is_some() {
            manner = Manner::Polite;
        }
        out.push((own.clone(), manner));
    }
    // Each of them also without its tail: behind a wish it is taken off first.
    let mut all = Vec::new();
    for (words, manner) in out {
        let tails = without_tails(&words);
        if manner == Manner::Polite {
            all.extend(tails.into_iter().rev().map(|words| (words, manner)));
            all.push((words, manner));
        } else {
            all.push((words, manner));
            all.extend(tails.into_iter().map(|words| (words, manner)));
        }
    }
    all
}

fn without_tails(words: &[String]) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let mut rest = words.to_vec();
    loop {
        let said: Vec<String> = rest.iter().map(|word| word.to_lowercase()).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let Some(tail) = TAILS
            .iter()
            .find(|tail| said.ends_with(tail) && said.len() > tail.len())
        else {
            return out;
        };
        rest.truncate(rest.len() - tail.len());
        out.push(rest.clone());
    }
}

/// The verb of the table whose "-ing" form this is.
fn base_of_gerund(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ing")?;
    let doubled = stem
        .chars()
        .last()
        .map(|last| stem.trim_end_matches(last).len() + last.len_utf8());
    let candidates = [
        Some(stem.to_owned()),
        Some(format!("{stem}e")),
        doubled.map(|n| stem[..n].to_owned()),
    ];
    candidates.into_iter().flatten().find(|verb| is_verb(verb))
}
