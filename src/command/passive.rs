//! Commands said in the passive: what should be done, or what one would like to have done.

use super::paraphrase::{Paraphrase, Scope};
use super::politeness::base_of_participle;
use super::repair::Manner;

/// "the last sentence should be deleted", "can the first word be capitalized", "I want the comma removed": the passive as
/// the command that it wishes for.
pub(super) fn as_active(lower: &[&str], words: &[String]) -> Option<Paraphrase> {
    const WISHES: &[&[&str]] = &[
        &["i", "think"],
        &["i", "guess"],
        &["i", "feel"],
        &["i", "want"],
        &["i", "need"],
        &["i'd", "like"],
        &["i", "would", "like"],
        &["i'd", "like", "to", "have"],
        &["can", "i", "have"],
        &["could", "i", "have"],
        &["can", "i", "get"],
        &["could", "i", "get"],
        &["let's", "have"],
        &["please", "have"],
        &["can"],
        &["could"],
        &["should"],
        &["may"],
    ];
    const GOES: &[&[&str]] = &[
        &["should", "go"],
        &["must", "go"],
        &["can", "go"],
        &["could", "go"],
        &["needs", "to", "go"],
        &["need", "to", "go"],
        &["has", "to", "go"],
        &["have", "to", "go"],
        &["ought", "to", "go"],
        &["isn't", "needed"],
        &["is", "not", "needed"],
        &["isn't", "necessary"],
        &["is", "unnecessary"],
        &["is", "superfluous"],
    ];
    const BEFORE: &[&[&str]] = &[
        &["should", "be"],
        &["must", "be"],
        &["can", "be"],
        &["could", "be"],
        &["needs", "to", "be"],
        &["need", "to", "be"],
        &["has", "to", "be"],
        &["have", "to", "be"],
        &["ought", "to", "be"],
        &["to", "be"],
        &["be"],
    ];
    let wish = WISHES
        .iter()
        .filter(|wish| lower.starts_with(wish))
        .map(|wish| wish.len())
        .max()
        .unwrap_or(0);
    let active = |verb: &str, target: &[String], rest: &[String]| {
        let words = [&[verb.to_owned()][..], target, rest].concat();
        Some(Paraphrase {
            words,
            manner: Manner::Polite,
            scope: Scope::Pointed,
        })
    };
    for end in wish + 1..lower.len() {
        let target = &words[wish..end];
        if GOES.iter().any(|goes| lower[end..] == **goes) {
            return active("delete", target, &[]);
        }
        let link = BEFORE
            .iter()
            .filter(|link| lower[end..].starts_with(link))
            .map(|link| link.len())
            .max();
        // "I want the comma removed" needs no "be"; a bare "X removed" is none.
        let at = end + link.unwrap_or(0);
        if link.is_none() && wish < 2 {
            continue;
        }
        if let Some(verb) = lower.get(at).and_then(|word| base_of_participle(word)) {
            return active(&verb, target, &words[at + 1..]);
        }
    }
    None
}
