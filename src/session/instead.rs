//! "No, the first one": the command that was just done is taken back and done with another one of its kind.

use super::api::Effect;
use super::choices::Offer;
use super::core::Session;
use crate::command::{self, Command, Reading, Taking};
use crate::document::Selection;
use crate::transcript::Utterance;

/// The command that was the last thing that happened.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub command: Command,
    /// Whether it changed the text, and is to be taken back first when it is done elsewhere.
    pub edited: bool,
    /// Selection before it.
    pub before: Selection,
    /// Revision and selection after it, to know that nothing else happened.
    pub revision: u64,
    pub after: Selection,
}

impl Session {
    /// Does the last command with another one, where that is what was said; `None` where it is something else.
    pub(super) fn do_instead(&mut self, utterance: &Utterance, taking: Taking) -> Option<Vec<Effect>> {
        let words: Vec<String> = utterance
            .words()
            .iter()
            .map(|word| word.text.to_lowercase().trim_end_matches([',', '.']).to_owned())
            .collect();
        let which = command::another(&words)?;
        if command::names_last(which)
            && let Some(number) = self.last_place()
        {
            self.heard = utterance.text();
            return Some(self.choose(number));
        }
        let done = self.done.clone()?;
        let now = (self.document.revision(), self.document.selection());
        let instead = command::with_another(&done.command.said, which)
            .filter(|_| now == (done.revision, done.after))?;
        self.take_back(&done);
        let meant = Utterance {
            end_ms: utterance.end_ms,
            speaker: utterance.speaker,
            ..Utterance::from_text(&instead)
        };
        let reading = self.with_scene(taking, |scene| command::decide(&meant, scene));
        let refused = self.refuses(&meant, &reading).is_some();
        match reading {
            Reading::Command(found) if !refused && found.0.verb == done.command.verb => {
                self.heard = utterance.text();
                let (command, resolved) = *found;
                Some(self.act(command, resolved))
            }
            _ => {
                self.do_again(&done);
                None
            }
        }
    }

    /// Takes a command back: the text and the selection are as they were before it.
    pub(super) fn take_back(&mut self, done: &Done) {
        if done.edited {
            self.document.undo();
            self.find_place();
        }
        self.document.select(done.before);
    }

    fn do_again(&mut self, done: &Done) {
        if done.edited {
            self.document.redo();
            self.find_place();
            self.changed_at = Some(self.document.revision());
        }
        self.document.select(done.after);
    }

    /// The number of the place that stands last in the text, of those on offer for the last command.
    fn last_place(&self) -> Option<usize> {
        let offered = self.offered.as_ref()?;
        let Offer::Places(done) = &offered.offer else {
            return None;
        };
        if done.revision != self.document.revision() {
            return None;
        }
        let places = offered.choices.iter().enumerate();
        let last = places.max_by_key(|(_, choice)| choice.range.map_or(0, |(start, _)| start));
        last.map(|(index, _)| index + 1)
    }
}
