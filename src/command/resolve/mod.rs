//! Command + document → what to do: a transaction, a selection, or a command of the session.
//!
//! Pure: nothing is changed here. Knows nothing of how the words were heard.

mod arrange;
mod blocks;
mod breaks;
mod case;
mod session_commands;
mod edit;
mod format;
mod go;
mod inflect;
mod insert;
mod items;
mod renumber;
mod write;

use std::ops::Range;

use super::Command;
use super::scene::Scene;
use super::session_command::SessionCommand;
use super::spoken::Fit;
use super::target::{self, Found, Miss, Target};
use super::tidy;
use super::verb::{Case, Verb};
use crate::document::{CharPos, Selection, Side, Transaction, Unit};
use crate::message::Message;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Change the text.
    Edit(Transaction),
    /// Move caret and selection.
    Select(Selection),
    /// Something that only the session can do.
    SessionCommand(SessionCommand),
    /// Nothing: it is so already, or cannot be; the message says why.
    Nothing,
}

/// A command that makes sense here.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// What to do.
    pub outcome: Outcome,
    /// What was done, or why nothing was.
    pub message: Message,
    /// How exactly words met the text.
    pub fit: Fit,
    /// Every place that was meant possibly, when there are several; the one taken is at `picked`.
    pub places: Vec<Range<usize>>,
    /// Index into `places`.
    pub picked: usize,
}

impl Resolved {
    fn new(outcome: Outcome, message: Message) -> Self {
        Resolved {
            outcome,
            message,
            fit: Fit::Exact,
            places: Vec::new(),
            picked: 0,
        }
    }

    /// With the caret at this place of the new text.
    fn with_caret(mut self, at: CharPos) -> Self {
        if let Outcome::Edit(transaction) = self.outcome {
            self.outcome = Outcome::Edit(transaction.select(Selection::caret(at)));
        }
        self
    }

    /// Nothing is to be done, and this is why.
    pub(in crate::command) fn nothing(message: Message) -> Self {
        Resolved::new(Outcome::Nothing, message)
    }
}

type Answer = Result<Resolved, Miss>;

/// Finds out what a command does here. `pick` chooses among several places (0 is the nearest before the caret).
///
/// # Errors
/// What was not found.
pub fn resolve(command: &Command, scene: &Scene<'_>, pick: usize) -> Answer {
    let job = Job::new(command, scene, pick)?;
    let mut answer = carry_out(&job)?;
    if let Some(found) = &job.found {
        answer.fit = answer.fit.max(found.fit);
        if found.ranges.len() > 1 && !found.all && !matches!(command.verb, Verb::ReplaceAll | Verb::DeleteAll)
        {
            answer.places = found.ranges.clone();
            answer.picked = job.pick;
        }
    }
    Ok(answer)
}

/// Every verb has its arm here: what changes the text or the selection is worked out, the rest is for the session.
fn carry_out(job: &Job<'_>) -> Answer {
    let scene = job.scene;
    match job.command.verb {
        Verb::GoTo(edge) => go::go_to(job, edge),
        Verb::GoBeside(side) => go::go_beside(job, side),
        Verb::GoPlace => go::go_place(job),
        Verb::GoToWords => go::go_to_words(job),
        Verb::Move(direction) => go::step(job, direction),
        Verb::NextUnit => go::next_unit(job),
        Verb::PreviousUnit => go::previous_unit(job),
        Verb::Select => go::select(job, |what| Message::Selected { what }),
        Verb::Deselect => go::deselect(job),
        Verb::Extend => go::extend_to_words(job),
        Verb::ExtendBy => go::extend_by(job),
        Verb::ExtendTo(edge) => go::extend_to(job, edge),
        Verb::Find => go::select(job, |what| Message::Found { what }),
        Verb::NextMatch => go::search(job, true),
        Verb::PreviousMatch => go::search(job, false),
        Verb::Delete => edit::delete_named(job),
        Verb::Backspace => edit::backspace(job),
        Verb::DeleteAll => edit::delete_all(job),
        Verb::ScratchLast => edit::scratch_last(job),
        Verb::ReplaceAll => edit::replace_all(job),
        Verb::Replace => edit::replace(job, job.ranges()?),
        Verb::ResumeWith => edit::resume(job),
        Verb::Insert(side) => insert::beside(job, side),
        Verb::InsertAt(edge) => insert::at_edge(job, edge),
        Verb::InsertBetween => insert::between(job),
        Verb::Spell => insert::spell(job),
        Verb::SpellWith => insert::spell_with(job),
        Verb::Case(case) => case::set_case(job, case),
        Verb::Inflect(plural) => inflect::inflect(job, plural),
        Verb::Emphasise(inline) => format::emphasise(job, inline),
        Verb::PlainText => format::plain(job),
        Verb::Quote => format::quote(job),
        Verb::Enclose => format::enclose(job),
        Verb::Hyphenate => format::hyphenate(job),
        Verb::Link => format::link(job),
        Verb::Unlink => format::unlink(job),
        Verb::Heading => blocks::heading(job),
        Verb::HeadingStep(up) => blocks::heading_step(job, up),
        Verb::Listed(numbered) => blocks::listed(job, numbered),
        Verb::Unlist => blocks::unlist(job),
        Verb::OpenLine(side) => blocks::open_line(job, side),
        Verb::StartBullets => blocks::start_list(job, false),
        Verb::StartNumbers => blocks::start_list(job, true),
        Verb::NextItem => blocks::next_item(job),
        Verb::EndList => blocks::end_list(job),
        Verb::Indent => blocks::indent(job, true),
        Verb::Outdent => blocks::indent(job, false),
        Verb::AddItem => items::add_item(job),
        Verb::AddLine(side) => items::add_line(job, side),
        Verb::AddLineAt(edge) => items::add_line_at(job, edge),
        Verb::MoveText(place) => arrange::move_text(job, place),
        Verb::Swap => arrange::swap(job),
        Verb::Join => breaks::join(job),
        Verb::Split => breaks::split(job),
        Verb::Duplicate => arrange::duplicate(job),
        Verb::Sort(order) => arrange::sort(job, order),
        Verb::StopListening => session_command(SessionCommand::StopListening),
        Verb::Sleep => session_command(SessionCommand::Sleep { wake: "wake up" }),
        Verb::Pause => session_command(SessionCommand::Sleep { wake: "resume" }),
        Verb::WakeUp => session_command(SessionCommand::WakeUp),
        Verb::DictationMode => session_command(SessionCommand::DictationMode),
        Verb::CommandMode => session_command(SessionCommand::CommandMode),
        Verb::SpellingMode => session_command(SessionCommand::SpellingMode),
        Verb::ScratchThat => session_command(SessionCommand::ScratchThat),
        Verb::Undo => session_command(SessionCommand::Undo(job.number().unwrap_or(1))),
        Verb::UndoAll => session_command(SessionCommand::UndoAll),
        Verb::Redo => session_command(SessionCommand::Redo(job.number().unwrap_or(1))),
        Verb::RedoAll => session_command(SessionCommand::Redo(usize::MAX)),
        Verb::Revert => session_command(SessionCommand::Revert),
        Verb::ClearEverything => session_command(SessionCommand::ClearEverything),
        Verb::Correct => session_command(SessionCommand::Correct(job.range().ok_or(Miss::Nothing)?)),
        Verb::Choose => session_commands::choose(job),
        Verb::ChooseAll => only_if(scene.n_choices > 0, SessionCommand::ChooseAll),
        Verb::Accept => only_if(scene.preview || scene.asking, SessionCommand::Accept),
        Verb::Cancel => only_if(scene.is_offering(), SessionCommand::Cancel),
        Verb::Append => session_commands::append(job),
        Verb::InsertMark => session_commands::insert_mark(job),
        Verb::CapsOn => session_command(SessionCommand::Caps(true)),
        Verb::CapsOff => session_command(SessionCommand::Caps(false)),
        Verb::NoSpace => session_command(SessionCommand::NoSpace),
        Verb::CopyEverything => session_commands::copy_everything(job),
        Verb::Copy => session_command(SessionCommand::Copy(job.range())),
        Verb::Cut => session_command(SessionCommand::Cut(job.range())),
        Verb::Paste => session_command(SessionCommand::Paste),
        Verb::RestoreClipboard => session_command(SessionCommand::RestoreClipboard),
        Verb::Save => session_command(SessionCommand::Save),
        Verb::SaveAs => session_command(SessionCommand::SaveAs(job.words())),
        Verb::Export(format) => session_command(SessionCommand::Export(format)),
        Verb::NewDocument => session_command(SessionCommand::NewDocument),
        Verb::Open => session_command(SessionCommand::Open(job.words())),
        Verb::Rewrite(how) => session_commands::rewrite(job, how),
        Verb::NameSpeaker => session_commands::name_speaker(job),
        Verb::NameThat => session_commands::name_that(job),
        Verb::MergeSpeakers => session_commands::merge_speakers(job),
        Verb::ShowSpeakers(show) => session_command(SessionCommand::ShowSpeakers(show)),
        Verb::AddWord => session_commands::add_word(job),
        Verb::Forget => {
            let known = scene.own_words.iter().chain(&scene.snippets);
            session_commands::if_known(job, known, SessionCommand::Forget)
        }
        Verb::Snippet => session_commands::if_known(job, &scene.snippets, SessionCommand::Snippet),
        Verb::AddSnippet => session_commands::add_snippet(job),
        Verb::RunCommand => session_commands::if_known(job, &scene.commands, SessionCommand::RunCommand),
        Verb::Help => session_command(SessionCommand::Help),
    }
}

/// Hands something to the session.
fn session_command(command: SessionCommand) -> Answer {
    Ok(Resolved::new(Outcome::SessionCommand(command), Message::Nothing))
}

/// Hands something to the session, if it makes sense now.
fn only_if(sensible: bool, command: SessionCommand) -> Answer {
    match sensible {
        true => session_command(command),
        false => Err(Miss::Nothing),
    }
}

/// Whether these words name a mark or a break, with an article or without.
pub(super) fn is_layout(words: &str) -> bool {
    write::layout(words).is_some()
}

/// A command being resolved.
pub(super) struct Job<'a> {
    pub command: &'a Command,
    pub scene: &'a Scene<'a>,
    pub text: &'a str,
    pub caret: usize,
    /// Places of the first target.
    pub found: Option<Found>,
    pub pick: usize,
}

impl<'a> Job<'a> {
    fn new(command: &'a Command, scene: &'a Scene<'a>, pick: usize) -> Result<Self, Miss> {
        let resolve = |target: &Target| target::resolve(target, scene);
        let here = |unit| resolve(&Target::Current(unit));
        let found = match command.targets.first() {
            // A new word need not stand in the document.
            Some(target @ Target::Text(_)) if command.verb == Verb::AddWord => resolve(target).ok(),
            Some(target) if command.verb == Verb::GoToWords => {
                Some(resolve(target)?.headings_first(scene.text()))
            }
            Some(target @ (Target::That | Target::Selected)) => Some(match command.verb {
                // A rewrite only proposes: what is pointed at with nothing selected or just said is the paragraph here.
                Verb::Rewrite(_) | Verb::Listed(_) => resolve(target).or_else(|_| here(Unit::Paragraph))?,
                // "a line above this" needs nothing that was said or selected.
                Verb::AddLine(_) => here(Unit::Line).or_else(|_| resolve(target))?,
                // "every word" is every word of this line, where nothing is selected or was just said.
                Verb::Case(case)
                    if case == Case::Title || case == Case::Each && command.said.contains(" word") =>
                {
                    resolve(target).or_else(|_| here(Unit::Line))?
                }
                _ => resolve(target)?,
            }),
            Some(target) => Some(resolve(target)?),
            None => None,
        };
        let n_places = found.as_ref().map_or(1, |found| found.ranges.len());
        Ok(Job {
            command,
            scene,
            text: scene.text(),
            caret: scene.caret(),
            found,
            pick: pick.min(n_places - 1),
        })
    }

    /// The place that is meant.
    pub fn range(&self) -> Option<Range<usize>> {
        self.found.as_ref().map(|found| found.ranges[self.pick].clone())
    }

    /// Whether each of several places is meant.
    pub fn means_all(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.all)
    }

    /// The places that are meant, in the order of the text: one, unless all are.
    pub fn ranges(&self) -> Result<Vec<Range<usize>>, Miss> {
        let found = self.found.as_ref().ok_or(Miss::Nothing)?;
        Ok(match found.all {
            true => found.ranges.clone(),
            false => vec![found.ranges[self.pick].clone()],
        })
    }

    /// The place that is meant, or the selection, or what `otherwise` gives.
    pub fn range_or(&self, otherwise: impl FnOnce() -> Option<Range<usize>>) -> Result<Range<usize>, Miss> {
        let named = self.range().or(self.scene.selection());
        named.or_else(otherwise).ok_or(Miss::Nothing)
    }

    pub fn second(&self) -> Result<Range<usize>, Miss> {
        Ok(self.second_places()?[0].clone())
    }

    /// Every place that the second target may be.
    pub fn second_places(&self) -> Result<Vec<Range<usize>>, Miss> {
        let target = self.command.targets.get(1).ok_or(Miss::Nothing)?;
        Ok(target::resolve(target, self.scene)?.ranges)
    }

    pub fn first_target(&self) -> Option<&Target> {
        self.command.targets.first()
    }

    /// The unit that the first target is.
    pub fn unit(&self) -> Option<Unit> {
        self.first_target()?.unit()
    }

    pub fn number(&self) -> Option<usize> {
        self.command.numbers.first().copied()
    }

    pub fn pos(&self, byte: usize) -> CharPos {
        self.scene.document.text().pos_of(byte)
    }

    /// An edit of these byte ranges, the caret going behind what is at `caret_at` of the old text.
    pub fn edit(
        &self,
        edits: impl IntoIterator<Item = (Range<usize>, String)>,
        caret_at: Option<usize>,
        message: Message,
    ) -> Resolved {
        let mut transaction = self.scene.document.transaction();
        let mut edits: Vec<(Range<usize>, String)> = edits.into_iter().collect();
        if renumber::counts_anew(self.command.verb) && disjoint(&mut edits) {
            edits = renumber::with_numbers(self.text, edits);
        }
        for (bytes, insert) in edits {
            let span = self.scene.document.text().span_of(bytes);
            transaction = transaction.replace(span, insert);
        }
        if let Some(at) = caret_at {
            let caret = transaction.map(self.pos(at), Side::After);
            transaction = transaction.select(Selection::caret(caret));
        }
        Resolved::new(Outcome::Edit(transaction), message)
    }

    /// An edit that puts words in at a place, the caret going behind them.
    pub fn insert(&self, at: usize, new: String, message: Message) -> Resolved {
        self.edit([(at..at, new)], Some(at), message)
    }

    pub fn caret(&self, byte: usize, message: Message) -> Resolved {
        Resolved::new(Outcome::Select(Selection::caret(self.pos(byte))), message)
    }

    pub fn select(&self, bytes: Range<usize>, message: Message) -> Resolved {
        let span = self.scene.document.text().span_of(bytes);
        Resolved::new(Outcome::Select(Selection::of(span)), message)
    }

    /// A piece of the text for messages.
    pub fn excerpt(&self, bytes: Range<usize>) -> String {
        crate::message::excerpt(&self.text[bytes])
    }

    /// Whether a word has a small letter inside a sentence: it is no name.
    pub fn is_small(&self, word: &str) -> bool {
        tidy::is_common(word) || self.scene.writer.is_ordinary(word)
    }

    /// The words that the command was said with, as they were heard.
    pub fn words(&self) -> String {
        self.command.words.first().cloned().unwrap_or_default()
    }
}

/// Sorts edits by their places and tells whether none touches another one's text.
fn disjoint(edits: &mut [(Range<usize>, String)]) -> bool {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start)
}
