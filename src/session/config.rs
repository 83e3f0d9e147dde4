//! What a session is started with, and what can be changed of it.

use super::core::Session;
use crate::settings::OwnCommand;
use crate::transcript::polish::{PolishSettings, Polisher, Vocabulary};

/// Settings of a session.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// Turns heard words into written text; holds the user's own words and replacements.
    pub polisher: Polisher,
    /// Writes the words as heard, whatever the polisher's settings say.
    pub verbatim: bool,
    /// Applies rewrites without asking.
    pub always_apply: bool,
    /// The only person whose commands are obeyed, by the name under which the voice is enrolled; what others say is
    /// written, unless it would be a command.
    pub owner: Option<String>,
    /// Spoken commands of the user's own.
    pub commands: Vec<OwnCommand>,
}

impl SessionConfig {
    /// The usual settings with this polisher.
    pub fn new(polisher: Polisher) -> Self {
        SessionConfig {
            polisher,
            verbatim: false,
            always_apply: false,
            owner: None,
            commands: Vec::new(),
        }
    }
}

impl Session {
    /// Writes words as heard from now on, or polished.
    pub fn set_verbatim(&mut self, verbatim: bool) {
        self.config.verbatim = verbatim;
        self.apply_polish();
    }

    /// Changes the polish settings from the next utterance on; they rest while verbatim is on.
    pub fn set_polish(&mut self, settings: &PolishSettings) {
        self.usual = settings.clone();
        self.apply_polish();
    }

    /// Learns own words from the user's corrections from now on, or not.
    pub fn set_learning(&mut self, learn: bool) {
        self.usual.learn_corrections = learn;
        self.apply_polish();
    }

    fn apply_polish(&mut self) {
        if self.config.verbatim {
            self.config.polisher.set_settings(&PolishSettings::verbatim());
        } else {
            self.config.polisher.set_settings(&self.usual);
        }
    }

    /// Takes these own words and replacements from the next utterance on.
    pub fn set_vocabulary(&mut self, vocabulary: Vocabulary) {
        self.config.polisher.set_vocabulary(vocabulary);
    }

    /// Applies rewrites without asking from now on, or asks.
    pub fn set_always_apply(&mut self, always: bool) {
        self.config.always_apply = always;
    }
}
