//! Command + document → what to do: a transaction, a selection, or a deed of the session.
//!
//! Pure: nothing is changed here. Knows nothing of how the words were heard.

mod arrange;
mod blocks;
mod case;
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
use super::spoken::Fit;
use super::target::{self, Found, Miss, Target};
use super::verb::{Case, Verb};
use crate::document::{CharPos, Selection, Side, Transaction, Unit};

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Change the text.
    Edit(Transaction),
    /// Move caret and selection.
    Select(Selection),
    /// Something that only the session can do, about these bytes if any.
    Deed(Option<Range<usize>>),
    /// Nothing: it is so already, or cannot be; the message says why.
    Nothing,
}

/// A command that makes sense here.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// What to do.
    pub outcome: Outcome,
    /// What was done, in words.
    pub message: String,
    /// How exactly words met the text.
    pub fit: Fit,
    /// Every place that was meant possibly, when there are several; the one taken is at `picked`.
    pub places: Vec<Range<usize>>,
    /// Index into `places`.
    pub picked: usize,
}

impl Resolved {
    fn new(outcome: Outcome, message: impl Into<String>) -> Self {
        Resolved {
            outcome,
            message: message.into(),
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

    fn nothing(message: impl Into<String>) -> Self {
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
    let mut answer = match command.verb {
        Verb::GoTo(_)
        | Verb::GoBeside(_)
        | Verb::GoPlace
        | Verb::GoToWords
        | Verb::Move(_)
        | Verb::NextUnit
        | Verb::PreviousUnit
        | Verb::Select
        | Verb::Deselect
        | Verb::Extend
        | Verb::ExtendBy
        | Verb::ExtendTo(_)
        | Verb::Find
        | Verb::NextMatch
        | Verb::PreviousMatch => go::resolve(&job),
        Verb::Delete
        | Verb::Backspace
        | Verb::DeleteAll
        | Verb::ScratchLast
        | Verb::ReplaceAll
        | Verb::Replace
        | Verb::ResumeWith => edit::resolve(&job),
        Verb::Insert(_) | Verb::InsertAt(_) | Verb::InsertBetween | Verb::Spell | Verb::SpellWith => {
            insert::resolve(&job)
        }
        Verb::Case(case) => case::set_case(&job, case),
        Verb::Inflect(plural) => inflect::inflect(&job, plural),
        Verb::Emphasise(_)
        | Verb::PlainText
        | Verb::Quote
        | Verb::Enclose
        | Verb::Hyphenate
        | Verb::Link
        | Verb::Unlink => format::resolve(&job),
        Verb::Heading
        | Verb::HeadingStep(_)
        | Verb::Listed(_)
        | Verb::Unlist
        | Verb::AddItem
        | Verb::OpenLine(_)
        | Verb::AddLine(_)
        | Verb::AddLineAt(_)
        | Verb::StartBullets
        | Verb::StartNumbers
        | Verb::NextItem
        | Verb::EndList
        | Verb::Indent
        | Verb::Outdent => blocks::resolve(&job),
        Verb::MoveText(_) | Verb::Swap | Verb::Join | Verb::Split | Verb::Duplicate | Verb::Sort(_) => {
            arrange::resolve(&job)
        }
        _ => deed(&job),
    }?;
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
        let found = match command.targets.first() {
            // A new word need not stand in the document.
            Some(Target::Text(_)) if command.verb == Verb::AddWord => {
                target::resolve(&command.targets[0], scene).ok()
            }
            // A rewrite only proposes: what is pointed at with nothing selected or just said is the paragraph here.
            Some(target @ (Target::That | Target::Selected))
                if matches!(command.verb, Verb::Rewrite(_) | Verb::Listed(_)) =>
            {
                let here = Target::Current(Unit::Paragraph);
                Some(target::resolve(target, scene).or_else(|_| target::resolve(&here, scene))?)
            }
            // "a line above this" needs nothing that was said or selected.
            Some(target @ (Target::That | Target::Selected)) if matches!(command.verb, Verb::AddLine(_)) => {
                let here = Target::Current(Unit::Line);
                Some(target::resolve(&here, scene).or_else(|_| target::resolve(target, scene))?)
            }
            // "every word" is every word of this line, where nothing is selected or was just said.
            Some(target @ (Target::That | Target::Selected))
                if command.verb == Verb::Case(Case::Each) && command.said.contains(" word")
                    || command.verb == Verb::Case(Case::Title) =>
            {
                let here = Target::Current(Unit::Line);
                Some(target::resolve(target, scene).or_else(|_| target::resolve(&here, scene))?)
            }
            Some(target) if command.verb == Verb::GoToWords => {
                Some(target::resolve(target, scene)?.headings_first(scene.text()))
            }
            Some(target) => Some(target::resolve(target, scene)?),
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
        let selected = Some(self.scene.selected()).filter(|selected| !selected.is_empty());
        self.range().or(selected).or_else(otherwise).ok_or(Miss::Nothing)
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
        message: impl Into<String>,
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

    pub fn caret(&self, byte: usize, message: impl Into<String>) -> Resolved {
        Resolved::new(Outcome::Select(Selection::caret(self.pos(byte))), message)
    }

    pub fn select(&self, bytes: Range<usize>, message: impl Into<String>) -> Resolved {
        let span = self.scene.document.text().span_of(bytes);
        Resolved::new(Outcome::Select(Selection::of(span)), message)
    }

    /// A piece of the text for messages.
    pub fn quoted(&self, bytes: Range<usize>) -> String {
        quoted(&self.text[bytes])
    }
}

/// Sorts edits by their places and tells whether none touches another one's text.
fn disjoint(edits: &mut [(Range<usize>, String)]) -> bool {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    edits.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start)
}

/// A text in quotation marks, cut to a line for messages.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 48;
    let line = text.trim().replace('\n', " ⏎ ");
    if line.chars().count() <= MOST {
        return format!("“{line}”");
    }
    let head: String = line.chars().take(MOST - 1).collect();
    format!("“{}…”", head.trim_end())
}

/// Commands that the session carries out; here only what they are about is found.
fn deed(job: &Job<'_>) -> Answer {
    let verb = job.command.verb;
    let range = match verb {
        Verb::Rewrite(_) => Some(job.range_or(|| {
            job.scene.that().or_else(|| {
                target::resolve(&Target::Everything, job.scene)
                    .ok()
                    .map(|f| f.ranges[0].clone())
            })
        })?),
        _ => job.range(),
    };
    let offered = match verb {
        Verb::Choose | Verb::ChooseAll => job.scene.n_choices > 0,
        Verb::Accept => job.scene.preview || job.scene.asking,
        Verb::Cancel => job.scene.preview || job.scene.asking || job.scene.n_choices > 0,
        Verb::Snippet => job.scene.snippets.iter().any(|known| job.names(known)),
        Verb::Forget => job
            .scene
            .own_words
            .iter()
            .chain(&job.scene.snippets)
            .any(|known| job.names(known)),
        Verb::NameThat => job.scene.n_speakers > 0 && job.scene.said.is_some(),
        Verb::CopyEverything => !job.text.trim().is_empty(),
        _ => true,
    };
    if !offered {
        return Err(match verb {
            Verb::CopyEverything => Miss::Thing("anything to copy".into()),
            _ => Miss::Nothing,
        });
    }
    Ok(Resolved::new(Outcome::Deed(range), ""))
}

impl Job<'_> {
    fn names(&self, known: &str) -> bool {
        self.command
            .words
            .first()
            .is_some_and(|said| super::spoken::same(said, known))
    }
}
