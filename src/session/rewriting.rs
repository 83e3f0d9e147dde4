//! Rewrites: started here, run by the front end, shown as a preview, applied or dropped.

use std::time::{Duration, Instant};

use similar::{ChangeTag, TextDiff};

use super::api::{Change, ChangeKind, Effect, Preview};
use super::core::Session;
use super::records::{Origin, Record};
use crate::command::{How, Taking, reads_same};
use crate::document::{Span, StepKind};
use crate::message::{Message, excerpt};
use crate::rewrite::{Instruction, Limit, Program, Rewrite, RewriteError};
use crate::settings::{CommandInput, OwnCommand};

/// Longest time for one comparison; a rougher one is shown when it is not enough.
const DIFF_TIME: Duration = Duration::from_millis(20);

/// A rewrite from its start until it is applied or dropped.
#[derive(Clone, Debug)]
pub(super) struct Rewriting {
    /// What is shown of it.
    pub preview: Preview,
    /// Its number.
    pub ticket: u64,
    /// The text that is being rewritten.
    old: String,
}

impl Rewriting {
    /// Shows this as the new text.
    fn show(&mut self, text: &str) {
        self.preview.changes = differences(&self.old, text);
        text.clone_into(&mut self.preview.text);
    }
}

impl Session {
    /// Starts a rewrite of some characters.
    pub(super) fn start_rewrite(
        &mut self,
        how: How,
        number: usize,
        words: Option<String>,
        span: Span,
    ) -> Vec<Effect> {
        let span = self.without_outer_space(span);
        if span.is_empty() {
            return self.tell(Message::NothingToRewrite);
        }
        let text = self.document.slice(span).to_owned();
        let (instruction, title) = instruction(how, number, words, &text);
        self.propose(title, instruction, span)
    }

    /// Runs the program that the user calls so, on what the settings give it.
    pub(super) fn run_command(&mut self, said: &str) -> Vec<Effect> {
        let named = |command: &&OwnCommand| reads_same(&command.say, said);
        let Some(command) = self.config.commands.iter().find(named).cloned() else {
            return Vec::new();
        };
        let caret = self.document.selection().caret;
        let meant = match command.input {
            CommandInput::Selection => self.with_scene(Taking::Both, |scene| scene.that()),
            CommandInput::Paragraph => Some(paragraph(
                self.document.as_str(),
                self.document.text().byte_of(caret),
            )),
            CommandInput::Document => Some(0..self.document.as_str().len()),
            CommandInput::Nothing => None,
        };
        let span = match command.input {
            CommandInput::Nothing => Some(self.document.selection().span()),
            _ => meant
                .map(|bytes| self.without_outer_space(self.document.text().span_of(bytes)))
                .filter(|span| !span.is_empty()),
        };
        let Some(span) = span else {
            return self.tell(Message::NothingForCommand { name: command.say });
        };
        let program = Program {
            name: command.say.clone(),
            run: command.run,
            timeout: Duration::from_secs(command.timeout_s.into()),
            network: command.network,
        };
        self.propose(command.say, Instruction::Run(program), span)
    }

    /// Begins a rewrite of these characters, to be shown and agreed to.
    fn propose(&mut self, title: String, instruction: Instruction, span: Span) -> Vec<Effect> {
        let text = self.document.slice(span).to_owned();
        self.withdraw();
        self.tickets += 1;
        let ticket = self.tickets;
        self.message = Message::Rewriting {
            title: title.to_lowercase(),
            what: excerpt(&text),
        };
        self.rewriting = Some(Rewriting {
            preview: Preview {
                title,
                range: (span.start.0, span.end.0),
                text: String::new(),
                changes: Vec::new(),
                notes: Vec::new(),
                complete: false,
            },
            ticket,
            old: text.clone(),
        });
        if instruction == Instruction::Polish {
            // The polisher is here; nobody has to be asked.
            let polished = self.config.polisher.polish_text(&text);
            return self.rewrite_done(
                ticket,
                Ok(Rewrite {
                    text: polished.text,
                    notes: Vec::new(),
                }),
            );
        }
        vec![Effect::Rewrite {
            ticket,
            instruction,
            text,
        }]
    }

    /// The rewrite with this ticket, while its text is still coming.
    fn running(&mut self, ticket: u64) -> Option<&mut Rewriting> {
        let rewriting = self.rewriting.as_mut()?;
        (rewriting.ticket == ticket && !rewriting.preview.complete).then_some(rewriting)
    }

    /// Takes a piece of a running rewrite; pieces of others are ignored.
    pub fn rewrite_piece(&mut self, ticket: u64, piece: &str) {
        if let Some(rewriting) = self.running(ticket)
            && !piece.is_empty()
        {
            let text = format!("{}{piece}", rewriting.preview.text);
            rewriting.show(&text);
        }
    }

    /// Takes the end of a running rewrite; of others nothing is done.
    pub fn rewrite_done(&mut self, ticket: u64, result: Result<Rewrite, RewriteError>) -> Vec<Effect> {
        let Some(rewriting) = self.running(ticket) else {
            return Vec::new();
        };
        let title = rewriting.preview.title.to_lowercase();
        match result {
            Ok(rewrite) if rewrite.text.trim() == rewriting.old.trim() => {
                self.rewriting = None;
                self.message = match rewrite.notes.first() {
                    Some(note) => Message::Other { text: note.clone() },
                    None => Message::RewriteSame { title },
                };
            }
            Ok(rewrite) => {
                rewriting.show(rewrite.text.trim_matches('\n'));
                rewriting.preview.notes = rewrite.notes;
                rewriting.preview.complete = true;
                self.message = Message::RewriteReady { title };
                if self.config.always_apply {
                    return self.accept_preview();
                }
            }
            Err(error) => {
                self.rewriting = None;
                self.message = match error {
                    RewriteError::NeedsModel { what } => Message::NeedsModel { what },
                    RewriteError::Program { name, problem } => Message::CommandFailed { name, problem },
                    other => Message::Other {
                        text: other.to_string(),
                    },
                };
            }
        }
        Vec::new()
    }

    /// Puts the preview's text in its place.
    pub(super) fn accept_preview(&mut self) -> Vec<Effect> {
        let complete = self.rewriting.take_if(|rewriting| rewriting.preview.complete);
        let Some(Rewriting { preview, .. }) = complete else {
            return self.tell(match self.rewriting {
                Some(_) => Message::StillWorking,
                None => Message::NothingToApply,
            });
        };
        let span = Span::new(
            crate::document::CharPos(preview.range.0),
            crate::document::CharPos(preview.range.1),
        );
        let old = self.document.slice(span).to_owned();
        let inserted = Span::new(span.start, span.start + preview.text.chars().count());
        let edit = self.replacing(span, preview.text);
        let title = preview.title.to_lowercase();
        let message = Message::RewriteApplied { title: title.clone() };
        self.leave_place(Some(&edit));
        self.commit(edit, StepKind::Rewrite, message.clone());
        let anchor = self.document.anchor(inserted);
        self.records.push(Record {
            anchor,
            origin: Origin::Rewrite,
            replaced: old.clone(),
            raw: old,
        });
        self.message = if preview.notes.is_empty() {
            message
        } else {
            Message::RewriteAppliedBut {
                title,
                notes: preview.notes.join("; "),
            }
        };
        Vec::new()
    }

    /// Brings back the text before the last rewrite, or else the words of the last utterance as heard.
    pub(super) fn revert(&mut self) {
        let Some((record, span)) = self.records.newest(&self.document) else {
            self.message = Message::NothingToRevert;
            return;
        };
        let raw = record.raw.clone();
        let message = match record.origin {
            Origin::Rewrite => Message::RewriteReverted,
            Origin::Dictation => Message::HeardWordsBack,
        };
        if self.document.slice(span) == raw {
            self.message = Message::HeardWordsStand;
            return;
        }
        let edit = self.replacing(span, raw);
        self.leave_place(Some(&edit));
        self.commit_and_tell(edit, StepKind::Command, message);
    }

    fn without_outer_space(&self, span: Span) -> Span {
        let text = self.document.slice(span);
        let lead = text.chars().take_while(|c| c.is_whitespace()).count();
        let trail = text.chars().rev().take_while(|c| c.is_whitespace()).count();
        if lead + trail >= span.len() {
            return Span::empty(span.start);
        }
        Span::new(span.start + lead, span.end - trail)
    }
}

/// Bytes of the paragraph at a byte.
fn paragraph(text: &str, at: usize) -> std::ops::Range<usize> {
    let from = text[..at].rfind("\n\n").map_or(0, |before| before + 2);
    let to = text[at..].find("\n\n").map_or(text.len(), |behind| at + behind);
    from..to
}

/// What to ask the rewriter about this text, and the preview's heading.
fn instruction(how: How, number: usize, words: Option<String>, text: &str) -> (Instruction, String) {
    let (instruction, title) = match how {
        How::Shorter => (Instruction::Shorter, "Shorter"),
        How::Longer => (Instruction::Longer, "Longer"),
        How::Formal => (Instruction::Formal, "More formal"),
        How::Casual => (Instruction::Casual, "More casual"),
        How::Friendlier => (Instruction::Friendlier, "Friendlier"),
        How::Simpler => (Instruction::Simpler, "Simpler"),
        How::Clearer => (Instruction::Clearer, "Clearer"),
        How::Bullets => (Instruction::Bullets, "Bullets"),
        How::KeyPoints => (Instruction::KeyPoints, "Key points"),
        How::Email => (Instruction::Email, "E-mail"),
        How::List => (Instruction::List, "List"),
        How::Summary => (Instruction::Summarize(Limit::Auto), "Summary"),
        How::SummaryWords => (Instruction::Summarize(Limit::Words(number)), "Summary"),
        How::SummarySentences => (Instruction::Summarize(Limit::Sentences(number)), "Summary"),
        How::Grammar => (Instruction::FixGrammar, "Grammar"),
        How::Proofread => (Instruction::Proofread, "Spelling and grammar"),
        How::Spelling => (Instruction::FixSpelling, "Spelling"),
        How::Polish => (Instruction::Polish, "Polish"),
        How::Half => {
            let half = text.split_whitespace().count().div_ceil(2);
            (Instruction::Summarize(Limit::Words(half)), "Half as long")
        }
        How::OneSentence => (Instruction::Summarize(Limit::Sentences(1)), "One sentence"),
        How::Tense => {
            let tense = words.unwrap_or_else(|| "past".to_owned());
            (
                Instruction::Free(format!("put it into the {tense} tense")),
                "Tense",
            )
        }
        How::Tone => {
            let words = words.unwrap_or_default();
            match crate::command::tone(&words) {
                Some(known) if known != How::Tone => {
                    return self::instruction(known, number, Some(words), text);
                }
                _ => (Instruction::Free(format!("make it {words}")), "Tone"),
            }
        }
        How::Form => {
            let words = words.unwrap_or_default();
            (Instruction::Free(format!("turn it into {words}")), "Form")
        }
        How::Translation => {
            let language = words.unwrap_or_default();
            let title = format!("Translation into {language}");
            return (Instruction::Translate { language }, title);
        }
        How::Free => (
            Instruction::Free(words.unwrap_or_else(|| "in other words".into())),
            "Rewrite",
        ),
    };
    (instruction, title.to_owned())
}

/// Word by word what goes and what comes.
fn differences(old: &str, new: &str) -> Vec<Change> {
    let diff = TextDiff::configure()
        .deadline(Instant::now() + DIFF_TIME)
        .diff_unicode_words(old, new);
    let mut changes: Vec<Change> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => ChangeKind::Same,
            ChangeTag::Delete => ChangeKind::Removed,
            ChangeTag::Insert => ChangeKind::Added,
        };
        match changes.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => changes.push(Change {
                kind,
                text: change.value().to_owned(),
            }),
        }
    }
    changes
}
