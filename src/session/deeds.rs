//! Commands that are not edits by themselves: listening, history, files, words, speakers.

use std::ops::Range;

use super::api::{Choice, Effect, Listening, Mode};
use super::choices::Offer;
use super::core::Session;
use crate::command::{Deed, homophones};
use crate::document::{CharPos, Selection, Span, StepKind, html, markdown};
use crate::message::{Message, excerpt};
use crate::transcript::Utterance;

impl Session {
    /// Carries out what only the session can do.
    pub(super) fn deed(&mut self, deed: Deed) -> Vec<Effect> {
        match deed {
            Deed::Choose { number, by_order } => return self.choose(self.chosen(number, by_order)),
            Deed::ChooseAll => return self.choose_all(),
            Deed::Accept if self.preview.is_some() => return self.accept_preview(),
            Deed::Accept => return self.choose(1),
            Deed::Cancel => self.cancel(),
            Deed::ScratchThat => self.scratch(),
            Deed::Undo(steps) => self.undo(steps),
            Deed::UndoAll => self.undo_all(),
            Deed::Redo(steps) => self.redo(steps),
            Deed::Revert => self.revert(),
            Deed::Correct(range) => {
                self.leave_place(None);
                self.correct(self.document.text().span_of(range));
            }
            Deed::ClearEverything => self.ask(Offer::Clear, "Clear everything", "Keep everything"),
            Deed::Append(words) => {
                self.stay();
                self.document.select(Selection::caret(self.document.text().end()));
                self.dictate(&Utterance::from_text(&words));
            }
            Deed::InsertMark(name) => self.dictate(&Utterance::from_text(&name)),
            Deed::Caps(on) => {
                self.caps = on;
                self.message = if on { Message::CapsOn } else { Message::CapsOff };
            }
            Deed::NoSpace => {
                self.glue = true;
                self.message = Message::NoSpaceNext;
            }
            Deed::Rewrite {
                how,
                range,
                number,
                words,
            } => {
                let span = self.document.text().span_of(range);
                return self.start_rewrite(how, number, words, span);
            }
            Deed::Help => {
                self.message = Message::Help;
                return vec![Effect::ShowHelp];
            }
            Deed::StopListening => {
                self.message = Message::StoppedListening;
                return self.stop_listening();
            }
            Deed::WakeUp => {
                self.message = Message::Listening;
                return self.start_listening();
            }
            Deed::Sleep { wake } => {
                self.listening = Listening::Asleep;
                self.message = Message::Asleep {
                    wake: wake.to_owned(),
                };
            }
            Deed::DictationMode => self.set_mode(Mode::Dictation),
            Deed::CommandMode => self.set_mode(Mode::Command),
            Deed::SpellingMode => self.set_mode(Mode::Spelling),
            Deed::CopyEverything => return self.copy(None),
            Deed::Copy(range) => return self.copy(range),
            Deed::Cut(range) => return self.cut(range),
            Deed::Paste => {
                self.return_to_place();
                self.message = Message::Pasted;
                return vec![Effect::Paste];
            }
            Deed::RestoreClipboard => {
                self.message = Message::ClipboardRestored;
                return vec![Effect::RestoreClipboard];
            }
            Deed::Save => return self.save(),
            Deed::SaveAs(name) => {
                self.message = Message::SavingAs { name: name.clone() };
                return vec![Effect::SaveAs { name }];
            }
            Deed::Open(name) => {
                self.message = Message::Opening { name: name.clone() };
                return vec![Effect::Open { name, leave: false }];
            }
            Deed::NewDocument => self.new_document(),
            Deed::Export(format) => {
                self.message = Message::Exporting;
                return vec![Effect::Export { format }];
            }
            Deed::AddWord { range, said } => return self.add_word(range, said),
            Deed::Forget(said) => return self.forget_word(said),
            Deed::Snippet(said) => self.insert_snippet(&said),
            Deed::NameSpeaker { number, name } => self.name_speaker(number, &name),
            Deed::NameThat { name } => self.name_last_speaker(&name),
            Deed::MergeSpeakers { from, into } => self.merge_speakers(from, into),
            Deed::ShowSpeakers(show) => self.set_speakers_shown(show),
        }
        Vec::new()
    }

    fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.message = match mode {
            Mode::Dictation => Message::DictationMode,
            Mode::Command => Message::CommandMode,
            Mode::Spelling => Message::SpellingMode,
        };
    }

    /// Drops preview, choices or question.
    pub(super) fn cancel(&mut self) {
        let dropped = self.preview.take().is_some();
        self.running = None;
        self.message = match dropped || self.asks() {
            true => Message::NothingChanged,
            false => Message::Cancelled,
        };
        self.withdraw();
    }

    /// Selects words and offers others in their place.
    pub(super) fn correct(&mut self, span: Span) {
        self.document.select(Selection::of(span));
        let old = self.document.slice(span).to_owned();
        let words = self.other_words(&old);
        let choices = words
            .iter()
            .map(|word| Choice {
                label: word.clone(),
                range: None,
            })
            .collect();
        self.message = Message::CorrectSelected { what: excerpt(&old) };
        let revision = self.document.revision();
        self.offer(
            Offer::Words {
                span,
                revision,
                words,
            },
            choices,
        );
    }

    /// Other words that may have been said in place of these characters, the likeliest first.
    pub fn alternatives(&self, start: usize, end: usize) -> Vec<String> {
        self.other_words(self.document.slice(Span::new(CharPos(start), CharPos(end))))
    }

    fn other_words(&self, old: &str) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut add = |word: String| {
            if word != old && !words.contains(&word) {
                words.push(word);
            }
        };
        for other in self.other_hearings(old) {
            add(other);
        }
        for other in homophones(old) {
            add(like(old, other));
        }
        let mut letters = old.chars();
        if let Some(first) = letters.next() {
            let flipped = if first.is_uppercase() {
                first.to_lowercase().to_string()
            } else {
                first.to_uppercase().to_string()
            };
            add(flipped + letters.as_str());
        }
        words
    }

    /// Puts another word in the place of one, as choosing it would.
    pub(super) fn respell(&mut self, span: Span, new: &str) {
        let message = Message::Replaced {
            old: excerpt(self.document.slice(span)),
            new: excerpt(new),
        };
        let caret = span.start + new.chars().count();
        let edit = self
            .document
            .transaction()
            .replace(span, new)
            .select(Selection::caret(caret));
        self.commit(edit, StepKind::Command, message.clone());
        self.message = message;
    }

    /// What other readings of the last utterance have in the place of these words.
    fn other_hearings(&self, old: &str) -> Vec<String> {
        let wanted = old.to_lowercase();
        let wanted: Vec<&str> = wanted
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        let Some((best, others)) = self.hearings.split_first() else {
            return Vec::new();
        };
        let Some(at) = best
            .windows(wanted.len().max(1))
            .position(|window| window.iter().eq(wanted.iter()))
        else {
            return Vec::new();
        };
        let behind = best.len() - at - wanted.len();
        let same_around = |other: &&Vec<String>| {
            other.len() > at + behind
                && other[..at] == best[..at]
                && other[other.len() - behind..] == best[best.len() - behind..]
        };
        others
            .iter()
            .filter(same_around)
            .map(|other| like(old, &other[at..other.len() - behind].join(" ")))
            .collect()
    }

    /// Copies these bytes of the document, or all of it.
    fn copy(&mut self, range: Option<Range<usize>>) -> Vec<Effect> {
        let copied = self.to_copy(range.clone());
        if copied.trim().is_empty() {
            self.message = Message::NothingToCopy;
            return Vec::new();
        }
        self.message = match range {
            Some(_) => Message::Copied {
                what: excerpt(&copied),
            },
            None => Message::CopiedEverything,
        };
        vec![clipboard(&copied)]
    }

    /// Cuts these bytes of the document; nothing is cut where nothing was named.
    fn cut(&mut self, range: Option<Range<usize>>) -> Vec<Effect> {
        let Some(range) = range else {
            return self.copy(None);
        };
        let copied = self.to_copy(Some(range.clone()));
        let message = Message::Cut {
            what: excerpt(&copied),
        };
        self.leave_place(None);
        self.remove(self.document.text().span_of(range), message.clone());
        self.message = message;
        vec![clipboard(&copied)]
    }

    fn to_copy(&self, range: Option<Range<usize>>) -> String {
        let text = self.document.as_str();
        let range = range.unwrap_or(0..text.len());
        text[range].trim_matches('\n').to_owned()
    }

    fn save(&mut self) -> Vec<Effect> {
        self.message = Message::Saving;
        vec![Effect::Save {
            path: self.path.clone(),
            over: false,
        }]
    }

    fn new_document(&mut self) {
        if self.is_dirty() {
            let yes = "Start a new document without saving this one";
            self.ask(Offer::Leave, yes, "Stay here");
        } else {
            self.load(String::new(), None);
            self.message = Message::NewDocument;
        }
    }
}

/// The clipboard effect for a piece of the document.
fn clipboard(text: &str) -> Effect {
    Effect::Copy {
        text: markdown::plain(text),
        html: markdown::is_formatted(text).then(|| html::fragment(text)),
    }
}

/// `new` with a capital if `old` has one.
fn like(old: &str, new: &str) -> String {
    let mut letters = new.chars();
    match letters.next() {
        Some(first) if old.starts_with(char::is_uppercase) => {
            first.to_uppercase().to_string() + letters.as_str()
        }
        _ => new.to_owned(),
    }
}
