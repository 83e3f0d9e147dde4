//! An utterance arrives: command, question or text?

use std::ops::Range;

use super::api::{Asked, Choice, Effect, Listening, Mode};
use super::choices::{Offer, label};
use super::core::Session;
use super::instead::Done;
use super::records::Origin;
use super::writer::PolishWriter;
use crate::command::{self, Command, Failure, Outcome, Reading, Resolved, Scene, Taking, Verb};
use crate::document::{Side, Span, StepKind, Transaction};
use crate::message::{Message, excerpt};
use crate::transcript::Utterance;

impl Session {
    /// Takes what was said between two pauses: does it when it is a command, else writes it.
    pub fn hear(&mut self, utterance: &Utterance) -> Vec<Effect> {
        self.live.clear();
        self.live_stable = 0;
        if utterance.words().is_empty() {
            return Vec::new();
        }
        let taking = self.taking();
        self.know_speaker(utterance.speaker);
        let mut effects = self.learn_corrections();
        effects.extend(self.take(utterance, taking));
        self.tell_learnt();
        self.last_end_ms = Some(utterance.end_ms);
        effects
    }

    /// Takes a sound that is probably no speech: does the command that it clearly is, and else nothing.
    pub(super) fn hear_doubted(&mut self, utterance: &Utterance) -> Vec<Effect> {
        self.live.clear();
        self.live_stable = 0;
        let taking = self.taking();
        let Some(found) = self.with_scene(taking, |scene| command::decide_doubted(utterance, scene)) else {
            return Vec::new();
        };
        let mut effects = self.learn_corrections();
        let (command, resolved) = *found;
        effects.extend(self.act(command, resolved));
        self.tell_learnt();
        self.last_end_ms = Some(utterance.end_ms);
        effects
    }

    fn taking(&self) -> Taking {
        match (self.listening, self.mode) {
            (Listening::Asleep, _) => Taking::WakeUp,
            (_, Mode::Dictation) => Taking::Both,
            (_, Mode::Command) => Taking::Commands,
            (_, Mode::Spelling) => Taking::Letters,
        }
    }

    /// Does what words of the menu or the help say; works asleep too.
    pub(super) fn say(&mut self, words: &str) -> Vec<Effect> {
        self.silently(words, Taking::Both)
    }

    /// Does the command that was typed; words that are none are offered to be written.
    pub(super) fn command(&mut self, words: &str) -> Vec<Effect> {
        self.silently(words, Taking::Commands)
    }

    /// Takes words that nobody has spoken: how fast the user speaks does not follow from them.
    fn silently(&mut self, words: &str, taking: Taking) -> Vec<Effect> {
        let spoken = self.dictated_words;
        let effects = self.take(&Utterance::from_text(words), taking);
        self.dictated_words = spoken;
        effects
    }

    fn take(&mut self, utterance: &Utterance, taking: Taking) -> Vec<Effect> {
        if let Some(language) = &utterance.language {
            self.take_foreign(utterance, language, taking);
            return Vec::new();
        }
        if matches!(taking, Taking::Both | Taking::Commands)
            && let Some(effects) = self.do_instead(utterance, taking)
        {
            return effects;
        }
        let reading = self.with_scene(taking, |scene| command::decide(utterance, scene));
        if taking == Taking::WakeUp && !matches!(reading, Reading::Command(_)) {
            return Vec::new();
        }
        self.heard = utterance.text();
        if let Some(refusal) = self.refuses(utterance, &reading) {
            self.offer_words(utterance, refusal);
            return Vec::new();
        }
        let answers = |verb| matches!(verb, Verb::Choose | Verb::ChooseAll | Verb::Accept | Verb::Cancel);
        let answered = matches!(&reading, Reading::Command(found) if answers(found.0.verb));
        if self.asked() == Some(Asked::Meaning) && !answered {
            // Whoever says something else has answered no.
            self.withdraw();
        }
        match reading {
            Reading::Command(found) => {
                let (command, resolved) = *found;
                self.act(command, resolved)
            }
            Reading::Unsure(meant) => {
                self.ask_meaning(meant, utterance);
                Vec::new()
            }
            Reading::Failed(Failure { message }) => {
                self.offer_words(utterance, message);
                Vec::new()
            }
            Reading::Text if taking == Taking::Letters => {
                self.spell(&utterance.text());
                Vec::new()
            }
            Reading::Text => {
                self.dictate(utterance);
                Vec::new()
            }
        }
    }

    /// Says why nothing was done and offers to write the words.
    fn offer_words(&mut self, utterance: &Utterance, why: Message) {
        self.message = Message::OrWrite { why: Box::new(why) };
        let write = format!("write “{}”", self.heard);
        self.offer_answers(Offer::Write(utterance.clone()), [write]);
    }

    /// Takes what was said in another language than English: it is text, as it was read.
    fn take_foreign(&mut self, utterance: &Utterance, language: &str, taking: Taking) {
        match taking {
            Taking::WakeUp => {}
            Taking::Commands | Taking::Letters => {
                self.message = Message::CommandsInEnglish {
                    language: language.to_owned(),
                };
            }
            Taking::Both => {
                self.heard = utterance.text();
                self.dictate(utterance);
                self.message = Message::WrittenAsRead {
                    language: language.to_owned(),
                };
            }
        }
    }

    /// Calls `judge` with the present situation.
    pub(super) fn with_scene<T>(&self, taking: Taking, judge: impl FnOnce(&Scene<'_>) -> T) -> T {
        let caret = self.document.selection().caret;
        let said = self
            .records
            .latest(&self.document, Origin::Dictation)
            .map(|(_, span)| span);
        let vocabulary = self.config.polisher.vocabulary();
        let writer = PolishWriter(&self.config.polisher);
        judge(&Scene {
            document: &self.document,
            said: said.filter(|span| span.start <= caret && caret <= span.end),
            changed: self.changed_at == Some(self.document.revision()),
            taking,
            n_choices: self.choices().len(),
            preview: self.rewriting.is_some(),
            asking: self.asks(),
            snippets: vocabulary
                .replacements
                .iter()
                .map(|snippet| snippet.spoken.as_str())
                .collect(),
            commands: self
                .config
                .commands
                .iter()
                .map(|command| command.say.as_str())
                .collect(),
            own_words: vocabulary
                .words
                .iter()
                .map(|word| word.spelling.as_str())
                .collect(),
            n_speakers: self.speakers.len(),
            sought: &self.sought,
            writer: &writer,
        })
    }

    /// Carries out a command.
    pub(super) fn act(&mut self, command: Command, resolved: Resolved) -> Vec<Effect> {
        if let (Verb::Find, Some(command::Target::Text(words))) = (command.verb, command.targets.first()) {
            self.sought.clone_from(words);
        }
        let text = self.document.text();
        let shown = |place: &Range<usize>| (label(text.as_str(), place), text.span_of(place.clone()));
        let places: Vec<(String, Span)> = resolved.places.iter().map(shown).collect();
        let before = self.document.selection();
        let mut moved = None;
        self.done = None;
        let acts = resolved.outcome != Outcome::Nothing;
        match resolved.outcome {
            Outcome::Edit(transaction) => {
                moved = Some(transaction.clone());
                // Whoever names each item says where one begins.
                let lists_items = match command.verb {
                    Verb::StartBullets | Verb::StartNumbers => Some(true),
                    Verb::NextItem | Verb::EndList => Some(false),
                    _ => None,
                };
                self.lists_items = lists_items.unwrap_or(self.lists_items);
                // A line is opened to be written in.
                match command.verb {
                    Verb::OpenLine(_) => self.stay(),
                    _ if lists_items.is_some() => self.stay(),
                    _ => self.leave_place(Some(&transaction)),
                }
                self.commit(transaction, StepKind::Command, resolved.message.clone());
                self.changed_at = Some(self.document.revision());
            }
            Outcome::Select(selection) => {
                self.withdraw();
                self.stay();
                self.document.select(selection);
            }
            Outcome::Nothing => {}
            Outcome::SessionCommand(command) => return self.carry_out(command),
        }
        let done = Done {
            command,
            edited: moved.is_some(),
            before,
            revision: self.document.revision(),
            after: self.document.selection(),
        };
        self.done = acts.then(|| done.clone());
        self.message = resolved.message;
        if places.len() > 1 {
            self.message = Message::OneOf {
                done: Box::new(std::mem::take(&mut self.message)),
                picked: resolved.picked + 1,
                of: places.len(),
                other: if resolved.picked == 0 { 2 } else { 1 },
            };
            let choices = places
                .into_iter()
                .map(|(label, span)| Choice {
                    label,
                    range: Some(range_now(span, moved.as_ref())),
                })
                .collect();
            self.offer(Offer::Places(done), choices);
        }
        Vec::new()
    }

    /// Takes back the last utterance as it was committed.
    pub(super) fn scratch(&mut self) {
        let Some((record, span)) = self.records.latest(&self.document, Origin::Dictation) else {
            self.message = Message::NothingToScratch;
            return;
        };
        let message = Message::Scratched {
            what: excerpt(self.document.slice(span)),
        };
        let replaced = record.replaced.clone();
        self.stay();
        self.commit_and_tell(self.replacing(span, replaced), StepKind::Command, message);
    }
}

/// Where characters of the text before a transaction are after it.
fn range_now(old: Span, moved: Option<&Transaction>) -> (usize, usize) {
    match moved {
        Some(transaction) => (
            transaction.map(old.start, Side::Before).0,
            transaction.map(old.end, Side::After).0,
        ),
        None => (old.start.0, old.end.0),
    }
}
