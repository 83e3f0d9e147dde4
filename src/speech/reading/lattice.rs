//! What may have been said for a written text: a chain of tokens, each with its ways of being said.

use std::collections::HashMap;

use super::written::Written;
use crate::english::{self, calendar::MONTHS};
use crate::speech::phones::letter;
use crate::speech::pronounce::Pronouncer;

/// Stands for any phone, in a word that nobody can pronounce ("東京").
pub const ANY: u8 = u8::MAX;

/// Phones that such a word has.
const UNKNOWN_PHONES: usize = 3;

/// One word between two places of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Arc {
    /// Place before it.
    pub from: usize,
    /// Place behind it, always a later one.
    pub to: usize,
    /// As the recogniser spells it: lower case, but own words as the user writes them.
    pub word: String,
    /// Index of the written token that it says, or a part of it.
    pub token: usize,
    /// Phones of each way of saying it; at least one.
    pub variants: Vec<Vec<u8>>,
}

/// Places from 0 (the beginning) to `n_places - 1` (the end), and the words between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lattice {
    /// In an order in which every word stands behind those that lead to it.
    pub arcs: Vec<Arc>,
    /// How many places there are.
    pub n_places: usize,
}

impl Lattice {
    /// Of written tokens; what holds digits or signs is spelled back to words.
    pub fn of(tokens: &[Written], pronouncer: &Pronouncer) -> Self {
        let mut builder = Builder {
            lattice: Lattice {
                arcs: Vec::new(),
                n_places: 1,
            },
            pronouncer,
            known: HashMap::new(),
        };
        for (index, token) in tokens.iter().enumerate() {
            let next = tokens.get(index + 1).map(|token| token.core.as_str());
            let before = index.checked_sub(1).map(|before| tokens[before].core.as_str());
            let ways = ways(&token.core, before, next, pronouncer);
            builder.token(index, &ways);
        }
        builder.lattice
    }
}

/// Every way in which a token may be said, as words.
fn ways(core: &str, before: Option<&str>, next: Option<&str>, pronouncer: &Pronouncer) -> Vec<Vec<String>> {
    let plain = core.replace('’', "'");
    if let Some(own) = pronouncer
        .lexicon()
        .own()
        .iter()
        .find(|own| own.spelling.eq_ignore_ascii_case(&plain))
    {
        return vec![vec![own.spelling.clone()]];
    }
    let lower = plain.to_lowercase();
    let mut ways: Vec<Vec<String>> = Vec::new();
    let split = |said: &str| said.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let hour = before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    if hour && matches!(lower.as_str(), "am" | "pm") {
        return vec![split(if lower == "am" { "a m" } else { "p m" })];
    }
    for said in english::ways(&plain) {
        ways.push(split(&said));
    }
    // "March 3" may be "march third", "3 March" "the third of march"
    if let Some(day) = plain.parse::<u64>().ok().filter(|day| (1..=31).contains(day)) {
        let is_month = |word: Option<&str>| word.is_some_and(is_month);
        let ordinal = english::ordinal(day);
        if is_month(before) {
            ways.extend([split(&ordinal), split(&format!("the {ordinal}"))]);
        } else if is_month(next) {
            ways.extend(
                [format!("{ordinal} of"), format!("the {ordinal} of"), ordinal].map(|said| split(&said)),
            );
        }
    }
    if ways.is_empty() {
        return vec![vec![lower]];
    }
    // "e-mail" is one word where the lexicon has it as one
    let joined: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    if lower.contains('-') && pronouncer.lexicon().find(&joined).is_some() {
        ways.insert(0, vec![joined]);
    }
    // "BBC": a word that nobody lists is named letter by letter
    let acronym = core.len() > 1 && core.chars().all(|c| c.is_ascii_uppercase());
    if acronym && pronouncer.lexicon().find(&lower).is_none() {
        let letters = lower.chars().map(|c| c.to_string()).collect();
        ways.retain(|way| way != &letters);
        ways.insert(0, letters);
    }
    ways
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&word.to_lowercase().as_str())
}

struct Builder<'a> {
    lattice: Lattice,
    pronouncer: &'a Pronouncer,
    known: HashMap<String, Vec<Vec<u8>>>,
}

impl Builder<'_> {
    /// Appends a token: parallel chains of words from the last place to a new one.
    fn token(&mut self, token: usize, ways: &[Vec<String>]) {
        let ways: Vec<&Vec<String>> = ways.iter().filter(|way| !way.is_empty()).collect();
        if ways.is_empty() {
            return;
        }
        let from = self.lattice.n_places - 1;
        let inner: usize = ways.iter().map(|way| way.len() - 1).sum();
        let to = self.lattice.n_places + inner;
        let mut next = self.lattice.n_places;
        for way in ways {
            let mut at = from;
            for (i, word) in way.iter().enumerate() {
                let last = i + 1 == way.len();
                let end = if last { to } else { next };
                next += usize::from(!last);
                let variants = self.say(word);
                let word = word.clone();
                self.lattice.arcs.push(Arc {
                    from: at,
                    to: end,
                    word,
                    token,
                    variants,
                });
                at = end;
            }
        }
        self.lattice.n_places = to + 1;
    }

    fn say(&mut self, word: &str) -> Vec<Vec<u8>> {
        if let Some(known) = self.known.get(word) {
            return known.clone();
        }
        let mut variants = self.pronouncer.ways(word);
        let mut chars = word.chars();
        if let (Some(name), None) = (chars.next().and_then(letter), chars.next()) {
            variants.push(name.to_vec());
        }
        variants.retain(|phones| !phones.is_empty());
        variants.sort();
        variants.dedup();
        if variants.is_empty() {
            variants.push(vec![ANY; UNKNOWN_PHONES]);
        }
        self.known.insert(word.to_owned(), variants.clone());
        variants
    }
}
