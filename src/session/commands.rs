//! Commands that are not edits by themselves: listening, history, files, speakers.

use std::ops::Range;

use super::api::{Effect, Listening, Mode};
use super::choices::Offer;
use super::core::Session;
use super::rewriting::Rewriting;
use crate::command::SessionCommand;
use crate::document::{Selection, html, markdown};
use crate::message::{Message, excerpt};
use crate::transcript::Utterance;

impl Session {
    /// Carries out what only the session can do.
    pub(super) fn carry_out(&mut self, command: SessionCommand) -> Vec<Effect> {
        match command {
            SessionCommand::Choose { number, by_order } => return self.choose(self.chosen(number, by_order)),
            SessionCommand::ChooseAll => return self.choose_all(),
            SessionCommand::Accept if self.rewriting.is_some() => return self.accept_preview(),
            SessionCommand::Accept => return self.choose(1),
            SessionCommand::Cancel => return self.cancel(),
            SessionCommand::ScratchThat => self.scratch(),
            SessionCommand::Undo(steps) => self.undo(steps),
            SessionCommand::UndoAll => self.undo_all(),
            SessionCommand::Redo(steps) => self.redo(steps),
            SessionCommand::Revert => self.revert(),
            SessionCommand::Correct(range) => {
                self.leave_place(None);
                self.correct(self.document.text().span_of(range));
            }
            SessionCommand::ClearEverything => self.ask(Offer::Clear, "Clear everything", "Keep everything"),
            SessionCommand::Append(words) => {
                self.stay();
                self.document.select(Selection::caret(self.document.text().end()));
                self.dictate(&Utterance::from_text(&words));
            }
            SessionCommand::InsertMark(name) => self.dictate(&Utterance::from_text(&name)),
            SessionCommand::Caps(on) => {
                self.caps = on;
                self.message = if on { Message::CapsOn } else { Message::CapsOff };
            }
            SessionCommand::NoSpace => {
                self.glue = true;
                self.message = Message::NoSpaceNext;
            }
            SessionCommand::Rewrite {
                how,
                range,
                number,
                words,
            } => {
                let span = self.document.text().span_of(range);
                return self.start_rewrite(how, number, words, span);
            }
            SessionCommand::Help => return self.ask_host(Message::Help, Effect::ShowHelp),
            SessionCommand::StopListening => {
                self.message = Message::StoppedListening;
                return self.stop_listening();
            }
            SessionCommand::WakeUp => {
                self.message = Message::Listening;
                return self.start_listening();
            }
            SessionCommand::Sleep { wake } => {
                self.listening = Listening::Asleep;
                self.message = Message::Asleep {
                    wake: wake.to_owned(),
                };
            }
            SessionCommand::DictationMode => self.set_mode(Mode::Dictation),
            SessionCommand::CommandMode => self.set_mode(Mode::Command),
            SessionCommand::SpellingMode => self.set_mode(Mode::Spelling),
            SessionCommand::CopyEverything => return self.copy(None),
            SessionCommand::Copy(range) => return self.copy(range),
            SessionCommand::Cut(range) => return self.cut(range),
            SessionCommand::Paste => {
                self.return_to_place();
                return self.ask_host(Message::Pasted, Effect::Paste);
            }
            SessionCommand::RestoreClipboard => {
                return self.ask_host(Message::ClipboardRestored, Effect::RestoreClipboard);
            }
            SessionCommand::Save => {
                let path = self.path.clone();
                return self.ask_host(Message::Saving, Effect::Save { path, over: false });
            }
            SessionCommand::SaveAs(name) => {
                let message = Message::SavingAs { name: name.clone() };
                return self.ask_host(message, Effect::SaveAs { name });
            }
            SessionCommand::Open(name) => {
                let message = Message::Opening { name: name.clone() };
                return self.ask_host(message, Effect::Open { name });
            }
            SessionCommand::NewDocument => return self.new_document(),
            SessionCommand::Export(format) => {
                return self.ask_host(Message::Exporting, Effect::Export { format });
            }
            SessionCommand::AddWord { range, said } => return self.add_word(range, said),
            SessionCommand::Forget(said) => return self.forget_word(said),
            SessionCommand::Snippet(said) => self.insert_snippet(&said),
            SessionCommand::AddSnippet { said, written, alone } => {
                return self.add_snippet(said, written, alone);
            }
            SessionCommand::RunCommand(said) => return self.run_command(&said),
            SessionCommand::NameSpeaker { number, name } => self.name_speaker(number, &name),
            SessionCommand::NameThat { name } => self.name_last_speaker(&name),
            SessionCommand::MergeSpeakers { from, into } => self.merge_speakers(from, into),
            SessionCommand::ShowSpeakers(show) => self.set_speakers_shown(show),
        }
        Vec::new()
    }

    /// Tells something; nothing is asked of the host.
    pub(super) fn tell(&mut self, message: Message) -> Vec<Effect> {
        self.message = message;
        Vec::new()
    }

    /// Tells what the host is asked for.
    pub(super) fn ask_host(&mut self, message: Message, effect: Effect) -> Vec<Effect> {
        self.message = message;
        vec![effect]
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
    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        let dropped = self.rewriting.take();
        self.message = match dropped.is_some() || self.asks() {
            true => Message::NothingChanged,
            false => Message::Cancelled,
        };
        self.withdraw();
        let running = dropped.filter(|rewriting| !rewriting.preview.complete);
        let cancelled = running.map(|Rewriting { ticket, .. }| Effect::CancelRewrite { ticket });
        cancelled.into_iter().collect()
    }

    /// Copies these bytes of the document, or all of it.
    fn copy(&mut self, range: Option<Range<usize>>) -> Vec<Effect> {
        let copied = self.to_copy(range.clone());
        if range.is_none() && copied.trim().is_empty() {
            return self.tell(Message::NothingToCopy);
        }
        let message = match range {
            Some(_) => Message::Copied {
                what: excerpt(&copied),
            },
            None => Message::CopiedEverything,
        };
        self.ask_host(message, clipboard(&copied))
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
        self.remove(self.document.text().span_of(range), message);
        vec![clipboard(&copied)]
    }

    fn to_copy(&self, range: Option<Range<usize>>) -> String {
        let text = self.document.as_str();
        let range = range.unwrap_or(0..text.len());
        text[range].trim_matches('\n').to_owned()
    }

    fn new_document(&mut self) -> Vec<Effect> {
        if self.view().is_unsaved() {
            let yes = "Start a new document without saving this one";
            self.ask(Offer::Leave, yes, "Stay here");
            return Vec::new();
        }
        self.begin_document()
    }

    /// Begins an empty document in the place of this one.
    pub(super) fn begin_document(&mut self) -> Vec<Effect> {
        self.message = Message::NewDocument;
        self.load(String::new(), None)
    }
}

/// The clipboard effect for a piece of the document.
fn clipboard(text: &str) -> Effect {
    let (text, html) = to_clipboard(text);
    Effect::Copy { text, html }
}

/// What goes to the clipboard of a piece of a document: its words without marks, and the same as HTML where it is formatted.
pub fn to_clipboard(text: &str) -> (String, Option<String>) {
    let html = markdown::is_formatted(text).then(|| html::fragment(text));
    (markdown::plain(text), html)
}
