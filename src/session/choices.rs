//! Numbered choices and questions: what is on offer, and what taking one does.

use std::ops::Range;

use super::api::{Asked, Choice, Effect};
use super::core::Session;
use super::instead::Done;
use crate::command::{self, Command, Found, Taking, Target};
use crate::document::unit::line_at;
use crate::document::{Span, StepKind};
use crate::message::{Message, excerpt};
use crate::transcript::Utterance;

/// What the numbered choices mean.
#[derive(Clone, Debug)]
pub(super) enum Offer {
    /// Another place for the command that was just carried out.
    Places(Done),
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

    /// Puts answers on offer that concern no place of the text.
    pub(super) fn offer_answers(&mut self, offer: Offer, labels: impl IntoIterator<Item = String>) {
        let choice = |label| Choice { label, range: None };
        self.offer(offer, labels.into_iter().map(choice).collect());
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
            Offer::Places(_) | Offer::Words { .. } | Offer::Write(_) => None,
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
        let offer = Offer::Meant {
            commands,
            utterance: utterance.clone(),
        };
        self.offer_answers(offer, labels);
    }

    /// Asks before something that cannot be overlooked.
    pub(super) fn ask(&mut self, offer: Offer, yes: &str, no: &str) {
        self.message = Message::Asked { yes: yes.to_owned() };
        self.offer_answers(offer, [yes, no].map(str::to_owned));
    }

    /// Takes choice `number`, counted from 1.
    pub(super) fn choose(&mut self, number: usize) -> Vec<Effect> {
        let index = number.wrapping_sub(1);
        let Some(Offered { offer, .. }) = self.offered.take_if(|offered| index < offered.choices.len())
        else {
            return self.tell(Message::NoChoice { n: number });
        };
        match offer {
            Offer::Places(done) => self.choose_place(done, index),
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
                    None => self.tell(Message::TextChanged),
                }
            }
            Offer::Write(utterance) => {
                self.dictate(&utterance);
                Vec::new()
            }
            Offer::Clear if index == 0 => {
                let all = Span::new(crate::document::CharPos(0), self.document.text().end());
                let edit = self.document.transaction().replace(all, "");
                self.commit(edit, StepKind::Command, Message::Cleared);
                self.tell(Message::ClearedUndo)
            }
            Offer::Effect(effect) if index == 0 => self.ask_host(Message::Done, effect),
            Offer::Clear | Offer::Effect(_) => self.tell(Message::NothingChanged),
            Offer::Leave if index == 0 => self.begin_document(),
            Offer::Leave => self.tell(Message::StayedHere),
        }
    }

    /// The number that is meant: "the first one" said of places of which the nearest is taken already is the first in the
    /// text.
    pub(super) fn chosen(&self, number: usize, by_order: bool) -> usize {
        let offered = self.offered.as_ref().filter(|_| by_order);
        let Some(Offered {
            offer: Offer::Places(_),
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
            offer: Offer::Places(mut done),
            ..
        }) = self.offered.take()
        else {
            return self.tell(Message::NotAll);
        };
        if let Some(first) = done.command.targets.first_mut() {
            *first = Target::All(Box::new(first.clone()), None);
        }
        self.choose_place(done, 0)
    }

    /// Takes the command back that was just done, and carries it out at another of its places.
    fn choose_place(&mut self, done: Done, index: usize) -> Vec<Effect> {
        if done.revision != self.document.revision() {
            return self.tell(Message::TextChanged);
        }
        self.take_back(&done);
        let resolved = self.with_scene(Taking::Both, |scene| command::repeat(&done.command, scene, index));
        match resolved {
            Some(resolved) => self.act(done.command, resolved),
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
