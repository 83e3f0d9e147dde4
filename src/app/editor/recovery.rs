//! Sessions that were cut off: found at the start, brought back or erased when the user has decided, and not before.

use std::sync::PoisonError;

use super::{EditorBackend, Recovery};
use crate::app::jobs;
use crate::host::recovery::{self, CutOff};
use crate::store::recovery::Remains;
use crate::ui::Answer;

impl EditorBackend {
    /// Looks for sessions that were cut off, and forgets what is older than the user wants.
    pub(super) fn look_back(&self) {
        let found = self.remains.clone();
        let settings = self.settings.clone();
        let places = self.places.clone();
        self.job(move |answers| {
            places.apply_retention(&settings);
            let looked = recovery::find(&places, &settings);
            for told in looked.told {
                answers.send(Answer::Trouble(told));
            }
            if !looked.remains.is_empty() {
                let cut_off = CutOff::of(&looked.remains);
                *found.lock().unwrap_or_else(PoisonError::into_inner) = looked.remains;
                answers.send(Answer::Recovery(cut_off));
            }
            jobs::search_history(places.history.as_deref(), "", answers);
        });
    }

    /// The user's answer.
    pub(super) fn recover(&mut self, accept: bool) {
        let remains = std::mem::take(&mut *self.remains.lock().unwrap_or_else(PoisonError::into_inner));
        if !accept {
            self.refuse(remains);
            return;
        }
        let text = CutOff::of(&remains).text;
        self.owed = remains
            .iter()
            .flat_map(|remains| remains.sound.iter().cloned())
            .collect();
        self.taking = remains;
        self.ready.push_back(Answer::Recovered(text));
        self.answers.wake();
    }

    /// The session takes the text now: from here on the safety copy says so in the same line as the text.
    pub(super) fn took_up(&mut self) {
        if let Some(safety) = &mut self.safety {
            for remains in self.taking.drain(..) {
                safety.took_up(remains);
            }
        }
        self.recovery = Recovery::Hearing;
        if !self.recording {
            self.hear_owed();
        }
    }

    /// Turns the next piece of owed sound into text; a recording that is going on is not disturbed.
    pub(super) fn hear_owed(&mut self) {
        while let Some(owed) = self.owed.pop_front() {
            let Some(pipeline) = &mut self.pipeline else {
                self.owed.push_front(owed);
                return;
            };
            let Some(safety) = &mut self.safety else { return };
            match pipeline.begin_owed(&owed) {
                Ok(()) => {
                    self.recording = true;
                    safety.began_owed(owed);
                    return;
                }
                Err(error) => {
                    let told = safety.could_not_hear(owed, error);
                    self.ready.push_back(Answer::Trouble(told));
                }
            }
        }
        if self.recovery == Recovery::Hearing {
            self.recovery = Recovery::Heard;
            self.ready.push_back(Answer::RecoveryDone);
            self.answers.wake();
        }
    }

    /// What a crash left is not wanted.
    fn refuse(&mut self, remains: Vec<Remains>) {
        self.job(move |answers| {
            for told in recovery::erase(remains) {
                answers.send(Answer::Trouble(told));
            }
        });
    }
}
