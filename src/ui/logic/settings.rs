//! Settings and own words: taken over at once, and stored.

use std::path::Path;

use super::super::backend::Request;
use super::super::state::Loading;
use super::super::strings::text;
use super::Logic;
use crate::host::FrontEnd;
use crate::session::Listening;
use crate::settings::{FONT_SIZES, SCALES, Settings};
use crate::transcript::polish::Vocabulary;

impl Logic {
    /// Changes some of the settings.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.state.settings.clone();
        change(&mut settings);
        self.change_settings(settings);
    }

    /// Puts a file in front of those that were used.
    pub(super) fn remember_file(&mut self, file: &Path) {
        let last = self.state.settings.window.recent_files.first();
        if last.is_none_or(|last| last != file) {
            self.change(|settings| settings.window.remember_file(file));
        }
    }

    /// Takes over these settings and has them stored. What recognises is not changed while somebody is heard, whose last
    /// words would be lost.
    pub(super) fn change_settings(&mut self, mut settings: Settings) {
        let window = &mut settings.window;
        window.font_size = window.font_size.clamp(*FONT_SIZES.start(), *FONT_SIZES.end());
        window.scale = window.scale.clamp(*SCALES.start(), *SCALES.end());
        let before = &self.state.settings;
        settings.settle_doubts(before);
        let other_speed = settings.window.play_speed != before.window.play_speed;
        let other_polish = settings.polish != before.polish;
        if settings.loads_anew(before) && !self.begin_loading() {
            return;
        }
        self.session.set_verbatim(settings.verbatim);
        if other_polish {
            self.session.set_polish(&settings.polish);
        }
        self.session.set_always_apply(settings.always_apply);
        self.state.settings = settings.clone();
        self.ask(Request::StoreSettings(Box::new(settings)));
        let playing = self.state.playing.as_ref().filter(|_| other_speed);
        if let Some(at_ms) = playing.map(|it| it.at_ms) {
            self.play_from(at_ms);
        }
    }

    /// Changes what recognises; where nothing is changed it is loaded once more.
    pub(super) fn load_with(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.state.settings.clone();
        change(&mut settings);
        if settings.loads_anew(&self.state.settings) {
            self.change_settings(settings);
        } else if self.begin_loading() {
            self.ask(Request::LoadAgain);
        }
    }

    /// Whether what recognises may be changed now.
    fn begin_loading(&mut self) -> bool {
        if self.session.view().listening != Listening::Idle {
            self.trouble(text("ui-model-while-listening"));
            return false;
        }
        self.state.report = None;
        self.state.loading = Loading::Busy(None);
        true
    }

    pub(super) fn change_vocabulary(&mut self, change: impl FnOnce(&mut Vocabulary) -> bool) {
        let mut vocabulary = self.session.view().vocabulary.clone();
        if change(&mut vocabulary) {
            self.session.set_vocabulary(vocabulary);
            self.vocabulary_changed();
        }
    }
}
