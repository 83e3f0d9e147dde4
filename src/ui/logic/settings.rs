//! Settings and own words: taken over at once, and stored.

use super::super::backend::Request;
use super::super::preferences::{FONT_SIZES, Preferences, SCALES};
use super::super::state::Loading;
use super::super::strings::text;
use super::Logic;
use crate::session::Listening;
use crate::transcript::polish::Vocabulary;

impl Logic {
    pub(super) fn set_preferences(&mut self, mut preferences: Preferences) {
        preferences.font_size = preferences
            .font_size
            .clamp(*FONT_SIZES.start(), *FONT_SIZES.end());
        preferences.scale = preferences.scale.clamp(*SCALES.start(), *SCALES.end());
        let other_language = preferences.spoken_language != self.state.preferences.spoken_language;
        if other_language && self.session.view().listening != Listening::Idle {
            preferences
                .spoken_language
                .clone_from(&self.state.preferences.spoken_language);
            self.trouble(text("ui-model-while-listening"));
        } else if other_language {
            self.state.loading = Loading::Busy(None);
        }
        self.session.set_verbatim(preferences.verbatim);
        self.session.set_polish(&preferences.polish);
        self.session.set_always_apply(preferences.always_apply);
        self.state.preferences = preferences.clone();
        self.ask(Request::StorePreferences(preferences));
    }

    pub(super) fn change_vocabulary(&mut self, change: impl FnOnce(&mut Vocabulary) -> bool) {
        let mut vocabulary = self.session.view().vocabulary.clone();
        if change(&mut vocabulary) {
            self.session.set_vocabulary(vocabulary);
            self.vocabulary_changed();
        }
    }

    pub(super) fn vocabulary_changed(&mut self) {
        let words = self.session.view().vocabulary.to_lines();
        self.state.preferences.vocabulary.clone_from(&words);
        self.ask(Request::StoreVocabulary(words));
    }
}
