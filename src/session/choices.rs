//! Numbered choices and questions: what is on offer, and what taking one does.

use std::ops::Range;

use super::api::{Asked, Choice, Effect};
use super::core::Session;
use crate::command::{self, Command, Found, Taking, Target};
use crate::document::unit::line_at;
use crate::document::{Selection, Span, StepKind};
use crate::message::{Message, excerpt};
use crate::transcript::Utterance;

/// What the numbered choices mean.
#[derive(Clone, Debug)]
pub(super) enum Offer {
    /// Another place for the command that was just carried out.
    Places {
        command: Command,
        /// Revision after it, to know that nothing else happened.
        revision: u64,
        /// Whether it changed the text (and is to be taken back first).
        edited: bool,
        /// Selection before it.
        before: Selection,
    },
    /// Other words for a stretch of the text.
    Words {
        span: Span,
        revision: u64,
        words: Vec<String>,
    },
    /// The words of an utterance that was no command after all.
    Write(Utterance),
    /// One of these commands was said perhaps, the likeliest first; behind them, to write the words instead.
    Meant {
        commands: Vec<Command>,
        utterance: Utterance,
    },
    /// Empty the document? First yes, then no.
    Clear,
    /// Leave the unsaved document for a new one? First yes, then no.
    Leave,
    /// Do what the host asked about? First yes, then no.
    Effect(Effect),
}

/// An offer, and how its choices are shown.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    pub offer: Offer,
    /// In the order of their numbers; never empty.
    pub choices: Vec<Choice>,
}

impl Session {
    /// Puts choices on offer.
    pub(super) fn offer(&mut self, offer: Offer, choices: Vec<Choice>) {
        self.offered = Some(Offered { offer, choices });
    }

    /// Takes choices off.
    pub(super) fn withdraw(&mut self) {
        self.offered = None;
    }

    /// The numbered choices there are.
    pub(super) fn choices(&self) -> &[Choice] {
        self.offered.as_ref().map_or(&[], |offered| &offered.choices)
    }

    /// Whether a question is open, to which one may say yes or no.
    pub(super) fn asks(&self) -> bool {
        self.asked().is_some()
    }

    /// What the open question is about.
    pub(super) fn asked(&self) -> Option<Asked> {
        match self.offered.as_ref()?.offer {
            Offer::Clear | Offer::Leave | Offer::Effect(_) => Some(Asked::Consent),
            Offer::Meant { .. } => Some(Asked::Meaning),
            Offer::Places { .. } | Offer::Words { .. } | Offer::Write(_) => None,
        }
    }

    /// Asks which command was meant. Whoever goes on dictating has said no.
    pub(super) fn ask_meaning(&mut self, meant: Vec<Found>, utterance: &Utterance) {
        let mut labels: Vec<String> = meant.iter().map(proposal).collect();
        let commands: Vec<Command> = meant.into_iter().map(|found| found.0).collect();
        self.message = match labels.as_slice() {
            [one] => Message::DidYouMean { command: one.clone() },
            _ => Message::WhichOne,
        };
        labels.push(format!("write “{}”", utterance.text()));
        let choice = |label| Choice { label, range: None };
        let offer = Offer::Meant {
            commands,
            utterance: utterance.clone(),
        };
        self.offer(offer, labels.into_iter().map(choice).collect());
    }

    /// Asks before something that cannot be overlooked.
    pub(super) fn ask(&mut self, offer: Offer, yes: &str, no: &str) {
        self.message = Message::Asked { yes: yes.to_owned() };
        let choices = [yes, no].map(|label| Choice {
            label: label.to_owned(),
            range: None,
        });
        self.offer(offer, choices.to_vec());
    }

    /// Takes choice `number`, counted from 1.
    pub(super) fn choose(&mut self, number: usize) -> Vec<Effect> {
        let index = number.wrapping_sub(1);
        let Some(Offered { offer, .. }) = self.offered.take_if(|offered| index < offered.choices.len())
        else {
            self.message = Message::NoChoice { n: number };
            return Vec::new();
        };
        match offer {
            Offer::Places {
                command,
                revision,
                edited,
                before,
            } => {
                if revision != self.document.revision() {
                    self.message = Message::TextChanged;
                    return Vec::new();
                }
                if edited {
                    self.document.undo();
                    self.find_place();
                }
                self.document.select(before);
                self.choose_place(command, index)
            }
            Offer::Words {
                span,
                revision,
                words,
            } => {
                if revision == self.document.revision() {
                    self.respell(span, &words[index]);
                }
                Vec::new()
            }
            Offer::Meant { commands, utterance } => {
                let Some(command) = commands.into_iter().nth(index) else {
                    self.dictate(&utterance);
                    return Vec::new();
                };
                let resolved = self.with_scene(Taking::Both, |scene| command::repeat(&command, scene, 0));
                match resolved {
                    Some(resolved) => self.act(command, resolved),
                    None => {
                        self.message = Message::TextChanged;
                        Vec::new()
                    }
                }
            }
            Offer::Write(utterance) => {
                self.dictate(&utterance);
                Vec::new()
            }
            Offer::Clear => {
                self.message = Message::NothingChanged;
                if index == 0 {
                    let all = Span::new(crate::document::CharPos(0), self.document.text().end());
                    let edit = self.document.transaction().replace(all, "");
                    self.commit(edit, StepKind::Command, Message::Cleared);
                    self.message = Message::ClearedUndo;
                }
                Vec::new()
            }
            Offer::Effect(effect) => {
                self.message = Message::NothingChanged;
                if index == 0 {
                    self.message = Message::Done;
                    return vec![effect];
                }
                Vec::new()
            }
            Offer::Leave if index == 0 => self.begin_document(),
            Offer::Leave => {
                self.message = Message::StayedHere;
                Vec::new()
            }
        }
    }

    /// The number that is meant: "the first one" said of places of which the nearest is taken already is the first in the
    /// text.
    pub(super) fn chosen(&self, number: usize, by_order: bool) -> usize {
        let offered = self.offered.as_ref().filter(|_| by_order);
        let Some(Offered {
            offer: Offer::Places { .. },
            choices,
        }) = offered
        else {
            return number;
        };
        let places = choices.iter().enumerate();
        let first = places.min_by_key(|(_, choice)| choice.range.map_or(usize::MAX, |(start, _)| start));
        first.map_or(number, |(index, _)| index + 1)
    }

    /// Carries the command that was just done out at all its places.
    pub(super) fn choose_all(&mut self) -> Vec<Effect> {
        let Some(Offered {
            offer:
                Offer::Places {
                    mut command,
                    revision,
                    edited,
                    before,
                },
            ..
        }) = self.offered.take()
        else {
            self.message = Message::NotAll;
            return Vec::new();
        };
        if revision != self.document.revision() {
            self.message = Message::TextChanged;
            return Vec::new();
        }
        if edited {
            self.document.undo();
            self.find_place();
        }
        self.document.select(before);
        if let Some(first) = command.targets.first_mut() {
            *first = Target::All(Box::new(first.clone()), None);
        }
        self.choose_place(command, 0)
    }

    fn choose_place(&mut self, command: Command, index: usize) -> Vec<Effect> {
        let resolved = self.with_scene(Taking::Both, |scene| command::repeat(&command, scene, index));
        match resolved {
            Some(resolved) => self.act(command, resolved),
            None => {
                self.document.redo();
                self.find_place();
                Vec::new()
            }
        }
    }
}

/// What a command would do, as one asks for it.
fn proposal(found: &Found) -> String {
    let (command, resolved) = &**found;
    let known = resolved.message.as_command();
    known.unwrap_or_else(|| command.said.clone())
}

/// A place in its line, for a numbered choice.
pub(super) fn label(text: &str, place: &Range<usize>) -> String {
    const AROUND: usize = 24;
    let line = line_at(text, place.start);
    let before = &text[line.start..place.start];
    let after = &text[place.end.min(line.end.max(place.end))..line.end.max(place.end)];
    let head = match before.char_indices().rev().nth(AROUND - 1) {
        Some((at, _)) => format!("…{}", before[at..].trim_start()),
        None => before.to_owned(),
    };
    let tail = match after.char_indices().nth(AROUND) {
        Some((at, _)) => format!("{}…", after[..at].trim_end()),
        None => after.to_owned(),
    };
    format!("{head}[{}]{tail}", excerpt(&text[place.clone()]))
}
