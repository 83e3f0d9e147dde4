//! Commands that are not edits by themselves: listening, history, files, words, speakers.

use super::api::{Choice, Effect, ExportFormat, Listening, Mode};
use super::choices::Offer;
use super::core::Session;
use super::dictate::shortened;
use crate::command::{self, Command, FileFormat, Target, Verb, homophones};
use crate::document::{CharPos, Selection, Span, html, markdown};
use crate::transcript::Utterance;

impl Session {
    /// Carries out a command about these characters, if any.
    pub(super) fn deed(&mut self, command: &Command, span: Option<Span>) -> Vec<Effect> {
        let words = command.words.first().map_or("", String::as_str);
        let number = command.numbers.first().copied();
        match command.verb {
            Verb::Choose => return self.choose(self.chosen(number.unwrap_or(1), &command.said)),
            Verb::ChooseAll => return self.choose_all(),
            Verb::Accept if self.preview.is_some() => return self.accept_preview(),
            Verb::Accept => return self.choose(1),
            Verb::Cancel => self.cancel(),
            Verb::ScratchThat => self.scratch(),
            Verb::Undo => self.undo(number.unwrap_or(1)),
            Verb::UndoAll => {
                self.undo(usize::MAX);
                if self.document.can_redo() {
                    self.message.push_str("; “redo everything” brings it back");
                }
            }
            Verb::Redo => self.redo(number.unwrap_or(1)),
            Verb::RedoAll => self.redo(usize::MAX),
            Verb::Revert => self.revert(),
            Verb::Correct => self.correct(span),
            Verb::ClearEverything => self.ask(Offer::Clear, "Clear everything", "Keep everything"),
            Verb::Append => {
                self.document.select(Selection::caret(self.document.text().end()));
                self.dictate(&Utterance::from_text(without_article(words)));
            }
            Verb::InsertMark => self.insert_mark(&command.said),
            Verb::CapsOn | Verb::CapsOff => {
                self.caps = command.verb == Verb::CapsOn;
                self.message = if self.caps { "caps on" } else { "caps off" }.into();
            }
            Verb::NoSpace => {
                self.glue = true;
                self.message = "no space before what comes next".into();
            }
            Verb::Rewrite(how) => return self.start_rewrite(how, command, span),
            Verb::Help => {
                self.message = "what you can say".into();
                return vec![Effect::ShowHelp];
            }
            Verb::CopyEverything
            | Verb::Copy
            | Verb::Cut
            | Verb::Paste
            | Verb::RestoreClipboard
            | Verb::Save
            | Verb::SaveAs
            | Verb::Export(_)
            | Verb::NewDocument
            | Verb::Open => return self.files(command, span),
            Verb::AddWord | Verb::Forget | Verb::Snippet => return self.own_words(command, span),
            Verb::NameSpeaker | Verb::NameThat | Verb::MergeSpeakers | Verb::ShowSpeakers(_) => {
                self.speaker_command(command);
            }
            _ => return self.listening_command(command.verb),
        }
        Vec::new()
    }

    /// "add a question mark", "insert a blank line": what the mark's name alone would do inside dictation.
    fn insert_mark(&mut self, said: &str) {
        let named = said.strip_suffix(" here").unwrap_or(said);
        let name: Vec<&str> = named.split(' ').skip(2).collect();
        let name = match name.as_slice() {
            ["line", "break"] => "new line".to_owned(),
            ["blank", "line"] | ["paragraph", "break"] => "new paragraph".to_owned(),
            name => name.join(" "),
        };
        self.dictate(&Utterance::from_text(&name));
    }

    fn listening_command(&mut self, verb: Verb) -> Vec<Effect> {
        match verb {
            Verb::StopListening => {
                self.message = "stopped listening".into();
                return self.stop_listening();
            }
            Verb::WakeUp => {
                self.message = "listening".into();
                return self.start_listening();
            }
            Verb::Sleep | Verb::Pause => {
                self.listening = Listening::Asleep;
                let wake = if verb == Verb::Sleep { "wake up" } else { "resume" };
                self.message = format!("asleep; say “{wake}”");
            }
            Verb::DictationMode => {
                self.mode = Mode::Dictation;
                self.message = "dictation mode".into();
            }
            Verb::CommandMode => {
                self.mode = Mode::Command;
                self.message = "command mode: nothing is written".into();
            }
            Verb::SpellingMode => {
                self.mode = Mode::Spelling;
                self.message = "spelling mode: say letters; “dictation mode” ends it".into();
            }
            _ => {}
        }
        Vec::new()
    }

    /// Drops preview, choices or question.
    pub(super) fn cancel(&mut self) {
        let dropped = self.preview.take().is_some();
        self.running = None;
        self.message = if dropped || self.asks() {
            "nothing was changed"
        } else {
            "cancelled"
        }
        .into();
        self.withdraw();
    }

    /// Selects words and offers others in their place.
    fn correct(&mut self, span: Option<Span>) {
        let Some(span) = span else { return };
        self.document.select(Selection::of(span));
        let old = self.document.slice(span).to_owned();
        let mut words: Vec<String> = Vec::new();
        let mut add = |word: String| {
            if word != old && !words.contains(&word) {
                words.push(word);
            }
        };
        for other in self.other_hearings(&old) {
            add(other);
        }
        for other in homophones(&old) {
            add(like(&old, other));
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
        let choices = words
            .iter()
            .map(|word| Choice {
                label: word.clone(),
                range: None,
            })
            .collect();
        self.message = format!(
            "“{}” selected: choose another, say it again, or “spell that …”",
            shortened(&old)
        );
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

    fn files(&mut self, command: &Command, span: Option<Span>) -> Vec<Effect> {
        let name = command.words.first().map_or("", String::as_str);
        match command.verb {
            Verb::CopyEverything | Verb::Copy | Verb::Cut => {
                let all = Span::new(CharPos(0), self.document.text().end());
                let copied = self
                    .document
                    .slice(span.unwrap_or(all))
                    .trim_matches('\n')
                    .to_owned();
                self.message = match (command.verb, span) {
                    (Verb::CopyEverything, _) | (_, None) => "copied everything".into(),
                    (Verb::Cut, _) => format!("cut “{}”", shortened(&copied)),
                    _ => format!("copied “{}”", shortened(&copied)),
                };
                if command.verb == Verb::Cut
                    && let Some(span) = span
                {
                    let message = self.message.clone();
                    self.remove(span, &message);
                    self.message = message;
                }
                return vec![copy(&copied)];
            }
            Verb::Paste => {
                self.message = "pasted".into();
                return vec![Effect::Paste];
            }
            Verb::RestoreClipboard => {
                self.message = "the clipboard is as it was before".into();
                return vec![Effect::RestoreClipboard];
            }
            Verb::Save => {
                self.message = "saving".into();
                return vec![Effect::Save {
                    path: self.path.clone(),
                    over: false,
                }];
            }
            Verb::SaveAs => {
                self.message = format!("saving as “{name}”");
                return vec![Effect::SaveAs {
                    name: name.to_owned(),
                }];
            }
            Verb::Open => {
                self.message = format!("opening “{name}”");
                return vec![Effect::Open {
                    name: name.to_owned(),
                    leave: false,
                }];
            }
            Verb::NewDocument if self.is_dirty() => {
                self.ask(
                    Offer::Leave,
                    "Start a new document without saving this one",
                    "Stay here",
                );
            }
            Verb::NewDocument => {
                self.load(String::new(), None);
                self.message = "new document".into();
            }
            Verb::Export(format) => {
                let format = match format {
                    FileFormat::Text => ExportFormat::Text,
                    FileFormat::Markdown => ExportFormat::Markdown,
                    FileFormat::Html => ExportFormat::Html,
                    FileFormat::Docx => ExportFormat::Docx,
                    FileFormat::Srt => ExportFormat::Srt,
                    FileFormat::Vtt => ExportFormat::Vtt,
                    FileFormat::Json => ExportFormat::Json,
                };
                self.message = "exporting".into();
                return vec![Effect::Export { format }];
            }
            _ => {}
        }
        Vec::new()
    }

    fn own_words(&mut self, command: &Command, span: Option<Span>) -> Vec<Effect> {
        let mut vocabulary = self.config.polisher.vocabulary().clone();
        let said = command.words.first().map_or("", String::as_str);
        let changed = match command.verb {
            Verb::AddWord => {
                let text = match (span, command.targets.first()) {
                    (Some(span), _) => self
                        .document
                        .slice(span)
                        .trim_matches(|c: char| !c.is_alphanumeric())
                        .to_owned(),
                    (None, Some(Target::Text(words))) => words.join(" "),
                    _ => String::new(),
                };
                let added = vocabulary.add(&text);
                self.message = if added {
                    format!("“{text}” is one of your words now")
                } else {
                    format!("“{text}” was one of your words already")
                };
                added
            }
            Verb::Forget => {
                let known = vocabulary.words.iter().map(|word| word.spelling.clone());
                let known = known.chain(
                    vocabulary
                        .replacements
                        .iter()
                        .map(|snippet| snippet.spoken.clone()),
                );
                let name = known
                    .into_iter()
                    .find(|known| crate::command::reads_same(known, said));
                let gone = name.is_some_and(|name| vocabulary.forget(&name));
                self.message = if gone {
                    format!("forgot “{said}”")
                } else {
                    format!("“{said}” is none of your words")
                };
                gone
            }
            _ => {
                let snippet = vocabulary
                    .replacements
                    .iter()
                    .find(|snippet| crate::command::reads_same(&snippet.spoken, said));
                if let Some(text) = snippet.map(|snippet| snippet.written.clone()) {
                    self.insert_text(&text, said);
                }
                false
            }
        };
        if !changed {
            return Vec::new();
        }
        self.config.polisher.set_vocabulary(vocabulary);
        vec![Effect::VocabularyChanged]
    }
}

/// The clipboard effect for a piece of the document.
fn copy(text: &str) -> Effect {
    Effect::Copy {
        text: markdown::plain(text),
        html: markdown::is_formatted(text).then(|| html::fragment(text)),
    }
}

/// "a comma" as "comma", which is written as a mark.
fn without_article(words: &str) -> &str {
    ["a ", "an "]
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .filter(|rest| command::names_mark(rest))
        .unwrap_or(words)
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
