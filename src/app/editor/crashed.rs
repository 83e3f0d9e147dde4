//! Sessions that were cut off: found at the start, taken up or erased as the user decides.

use std::sync::PoisonError;

use super::Surroundings;
use crate::app::jobs;
use crate::app::{AppError, SoundFile};
use crate::store::recovery::{self, Remains};
use crate::store::{clock, history};
use crate::ui::Answer;

impl Surroundings {
    /// Looks for sessions that were cut off, and forgets what is older than the user wants.
    pub(super) fn look_back(&self) {
        let found = self.remains.clone();
        let limit = self.settings.history_limit();
        let places = self.places.clone();
        self.job(move |answers| {
            if let (Some(folder), Some(days)) = (&places.history, limit.filter(|&days| days > 0)) {
                history::purge(folder, days, clock::now_s());
            }
            let remains = places.sessions.as_deref().map(recovery::find).unwrap_or_default();
            if !remains.is_empty() {
                let text = text_of(&remains);
                let sound_ms = remains.iter().map(Remains::owed_ms).sum();
                *found.lock().unwrap_or_else(PoisonError::into_inner) = remains;
                answers.send(Answer::Recovery { text, sound_ms });
            }
            jobs::search_history(places.history.as_deref(), "", answers);
        });
    }

    pub(super) fn recover(&mut self, accept: bool) {
        if !accept {
            self.settle();
            return;
        }
        let remains = self.remains.lock().unwrap_or_else(PoisonError::into_inner);
        let text = text_of(&remains);
        self.owed = remains
            .iter()
            .flat_map(|remains| remains.sound.iter().cloned())
            .collect();
        drop(remains);
        self.ready.push_back(Answer::Recovered { text });
        self.answers.wake();
        self.next_owed();
    }

    /// Turns the next piece of owed sound into text.
    pub(super) fn next_owed(&mut self) {
        while let Some(owed) = self.owed.pop_front() {
            let Some(pipeline) = &mut self.pipeline else {
                return;
            };
            let begun = SoundFile::open(&owed.path)
                .map_err(AppError::from)
                .and_then(|mut file| {
                    file.skip_ms(owed.from_ms);
                    pipeline.begin_file(file, false)
                });
            match begun {
                Ok(recording) => return self.began(recording),
                Err(error) => {
                    let place = recovery::set_aside(&owed.path).unwrap_or(owed.path);
                    let told = format!("{error}. That recording is kept in {}.", place.display());
                    self.ready.push_back(Answer::Trouble(told));
                }
            }
        }
        self.settle();
    }

    /// What a crash left was taken up or refused.
    pub(super) fn settle(&mut self) {
        let remains = std::mem::take(&mut *self.remains.lock().unwrap_or_else(PoisonError::into_inner));
        if remains.is_empty() {
            return;
        }
        self.job(move |answers| {
            for remains in remains {
                jobs::tell(
                    answers,
                    "The safety copy could not be erased",
                    remains.settle(None),
                );
            }
        });
    }
}

fn text_of(remains: &[Remains]) -> String {
    let texts: Vec<&str> = remains
        .iter()
        .map(|remains| remains.state.text.trim())
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("\n\n")
}
