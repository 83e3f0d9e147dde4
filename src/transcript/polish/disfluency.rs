//! Fillers and repetitions go. Does not know punctuation beyond the marks that stand there already.

use super::token::{Token, Trail};

const FILLERS: &[&str] = &["um", "uh", "er", "erm", "uhm", "umm", "uhh", "hmm", "mm", "ah"];

/// Removes what a careful typist would not have written.
pub(super) fn remove(tokens: &mut Vec<Token>, trail: &mut Trail) {
    tokens.retain(|token| {
        let filler = FILLERS.iter().any(|filler| token.is(filler));
        if filler {
            trail.rule(token.text.clone(), "", "filler");
        }
        !filler
    });
}
