//! An utterance arrives: command or text?

use super::api::{Effect, Listening};
use super::core::Session;
use super::dictate::shortened;
use super::records::Origin;
use crate::command::{self, Command, Reading};
use crate::document::{Selection, Span, StepKind};
use crate::transcript::Utterance;

impl Session {
    /// Takes what was said between two pauses: does it when it is a command, else writes it.
    pub fn hear(&mut self, utterance: &Utterance) -> Vec<Effect> {
        self.live.clear();
        self.live_stable = 0;
        if utterance.words().is_empty() {
            return Vec::new();
        }
        self.heard = utterance.text();
        self.spoken_ms += utterance.end_ms.saturating_sub(utterance.start_ms);
        let reading = command::decide(utterance);
        let effects = match reading {
            _ if self.listening == Listening::Asleep && reading != Reading::Command(Command::WakeUp) => {
                Vec::new()
            }
            Reading::Command(command) => self.act(command),
            Reading::Text => {
                self.dictate(utterance);
                Vec::new()
            }
        };
        self.last_end_ms = Some(utterance.end_ms);
        effects
    }

    fn act(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::WakeUp => return self.start_listening(),
            Command::StopListening => return self.stop_listening(),
            Command::Sleep => {
                self.listening = Listening::Asleep;
                self.message = "asleep; say “wake up”".into();
            }
            Command::ScratchThat => self.scratch(),
            Command::Undo => self.undo(1),
            Command::Redo => self.redo(1),
            Command::CopyEverything => {
                self.message = "copied everything".into();
                return vec![Effect::Copy {
                    text: crate::document::markdown::plain(self.document.as_str()),
                    html: None,
                }];
            }
        }
        Vec::new()
    }

    /// Takes back the last utterance as it was committed.
    fn scratch(&mut self) {
        let Some((record, span)) = self.records.latest(&self.document, Origin::Dictation) else {
            self.message = "nothing to scratch".into();
            return;
        };
        let gone = shortened(self.document.slice(span).trim());
        let restored = Span::new(span.start, span.start + record.replaced.chars().count());
        let transaction = self
            .document
            .transaction()
            .replace(span, record.replaced.clone())
            .select(Selection::caret(restored.end));
        self.commit(transaction, StepKind::Command, format!("scratched “{gone}”"));
        self.message = format!("scratched “{gone}”");
    }
}
