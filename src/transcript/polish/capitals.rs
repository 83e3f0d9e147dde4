//! Capitals: sentence starts, "I". Does not know where sentences end; the marks tell.

use super::token::{Case, Kind, Token, Trail};

/// `word` with its first letter large.
pub(super) fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Sets the case of each word; `start` tells whether the first one starts a sentence.
pub(super) fn apply(tokens: &mut [Token], start: bool, trail: &mut Trail) {
    let mut start = start;
    for token in tokens.iter_mut() {
        match token.kind {
            Kind::Break => start = token.text.contains('\n'),
            Kind::Mark(_) => start |= token.ends_sentence(),
            Kind::Word => {
                let wanted = match token.case {
                    Case::Exact => token.text.clone(),
                    _ if start => capitalise(&token.text),
                    Case::Free if matches!(token.text.as_str(), "i" | "i'm" | "i'll" | "i've" | "i'd") => {
                        capitalise(&token.text)
                    }
                    _ => token.text.clone(),
                };
                if wanted != token.text {
                    trail.rule(
                        token.text.clone(),
                        wanted.clone(),
                        if start { "sentence start" } else { "I" },
                    );
                    token.text = wanted;
                }
                start = false;
            }
        }
    }
}
