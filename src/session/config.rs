//! What a session is started with.

use crate::transcript::polish::Polisher;

/// Settings of a session.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// Turns heard words into written text; holds the user's own words and replacements.
    pub polisher: Polisher,
    /// Writes the words as heard, whatever the polisher's settings say.
    pub verbatim: bool,
    /// Applies rewrites without asking.
    pub always_apply: bool,
}

impl SessionConfig {
    /// The usual settings with this polisher.
    pub fn new(polisher: Polisher) -> Self {
        SessionConfig {
            polisher,
            verbatim: false,
            always_apply: false,
        }
    }
}
