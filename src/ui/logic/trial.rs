//! A trial of the microphone: what is heard goes to its card, not into the document, and is kept nowhere.

use std::time::{Duration, Instant};

use super::super::backend::Request;
use super::super::notices::in_words;
use super::super::state::{Loading, Trial, TrialStage};
use super::super::strings::{sentence, text};
use super::Logic;
use crate::session::{Action, Listening};
use crate::transcript::{Event, Notice};

/// A trial hears for so long.
const HEARS: Duration = Duration::from_secs(7);

impl Logic {
    /// Begins one, when nothing else is heard.
    pub(super) fn try_microphone(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        if idle && self.state.loading == Loading::Done && !self.tries() {
            self.state.trial = Some(Trial::default());
            self.ask(Request::TryMicrophone);
        }
    }

    /// Whether one goes on.
    pub(super) fn tries(&self) -> bool {
        let trial = self.state.trial.as_ref();
        trial.is_some_and(|trial| trial.stage != TrialStage::Over)
    }

    /// Ends it, or puts it away when it is over.
    pub(super) fn end_trial(&mut self) {
        if !self.tries() {
            self.state.trial = None;
        } else if let Some(trial) = &mut self.state.trial
            && trial.stage != TrialStage::Ending
        {
            trial.stage = TrialStage::Ending;
            self.ask(Request::StopListening);
        }
    }

    /// Has the speed of what recognises measured, when nothing else is heard.
    pub(super) fn measure_speed(&mut self) {
        let idle = self.session.view().listening == Listening::Idle;
        if idle && self.state.loading == Loading::Done && !self.tries() && !self.state.measuring {
            self.state.measuring = true;
            self.ask(Request::MeasureSpeed);
        }
    }

    /// Takes an event of the measurement; those that are not only its own go on to the session.
    fn take_measured(&mut self, event: Event) -> Option<Event> {
        match event {
            Event::Finished => self.state.measuring = false,
            Event::Failed { message } => {
                self.state.measuring = false;
                self.trouble(message);
            }
            Event::Loading { .. } | Event::Loaded { .. } | Event::Notice(_) => return Some(event),
            Event::Listening
            | Event::Partial(_)
            | Event::Utterance(_)
            | Event::Doubted(_)
            | Event::Heard { .. }
            | Event::Relabelled(_) => {}
        }
        None
    }

    /// Whether an action has to wait for the end of a trial: then it is ended.
    pub(super) fn waits_for_trial(&mut self, action: &Action) -> bool {
        let begins = matches!(action, Action::StartListening | Action::ToggleListening);
        if begins && self.state.measuring {
            self.say(text("ui-measuring"));
            return true;
        }
        if !begins || !self.tries() {
            return false;
        }
        self.end_trial();
        if let Some(trial) = &mut self.state.trial {
            trial.then_dictate = true;
        }
        true
    }

    /// Takes an event of a trial; those that are not only the trial's go on to the session.
    pub(super) fn take_trial_event(&mut self, event: Event) -> Option<Event> {
        if self.state.measuring {
            return self.take_measured(event);
        }
        let trial = self.state.trial.as_mut();
        let Some(trial) = trial.filter(|trial| trial.stage != TrialStage::Over) else {
            return Some(event);
        };
        match event {
            Event::Listening => trial.stage = TrialStage::Hearing(Instant::now()),
            Event::Partial(partial) => {
                let words: Vec<&str> = partial.words.iter().map(|word| word.text.as_str()).collect();
                trial.live = words.join(" ");
            }
            Event::Utterance(utterance) | Event::Doubted(utterance) => {
                trial.live.clear();
                let text = utterance.written.clone().unwrap_or_else(|| utterance.text());
                trial.words = [trial.words.as_str(), &text].join(" ").trim().to_owned();
            }
            Event::Failed { message } => {
                trial.problem = Some(sentence(&message));
                self.end_trial();
            }
            Event::Notice(Notice::Microphone { trouble, .. }) => {
                trial.problem = Some(in_words(&trouble));
                self.end_trial();
            }
            Event::Finished => {
                trial.stage = TrialStage::Over;
                if trial.then_dictate {
                    self.state.trial = None;
                    self.session_action(Action::StartListening);
                }
            }
            Event::Heard { .. } | Event::Relabelled(_) => {}
            Event::Loading { .. } | Event::Loaded { .. } | Event::Notice(_) => return Some(event),
        }
        None
    }

    /// How loud it is, and whether it was long enough.
    pub(super) fn follow_trial(&mut self) {
        let peak = self.backend.level().peak;
        let Some(trial) = &mut self.state.trial else {
            return;
        };
        if let TrialStage::Hearing(since) = trial.stage {
            trial.loudest = trial.loudest.max(peak);
            if since.elapsed() >= HEARS {
                self.end_trial();
            }
        }
    }
}
