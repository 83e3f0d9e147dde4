//! The document: text, selection, revision, history, anchors, changed together or not at all.
//!
//! The only way to change the text is [`Document::apply`] (and undo, redo). Knows nothing of who asks.

use super::anchor::{AnchorId, Anchors};
use super::edit::{Side, StaleTransaction, Transaction};
use super::history::{History, Note, Step};
use super::pos::{CharPos, Selection, Span};
use super::text::Text;

/// Each edit moves what is behind it; from about so many on, writing the whole text anew costs less.
const MANY_EDITS: usize = 64;

/// A text being edited.
#[derive(Clone, Debug)]
pub struct Document {
    text: Text,
    selection: Selection,
    revision: u64,
    history: History,
    anchors: Anchors,
}

impl Default for Document {
    fn default() -> Self {
        Document::new(String::new())
    }
}

impl Document {
    /// A document with this text, the caret at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = Text::from(text.into());
        let selection = Selection::caret(text.end());
        Document {
            text,
            selection,
            revision: 0,
            history: History::default(),
            anchors: Anchors::default(),
        }
    }

    /// Another text in this one's place, without its history. The revision grows, so that whoever remembers
    /// one knows that the text is another.
    pub fn replace_all(&mut self, text: impl Into<String>) {
        *self = Document {
            revision: self.revision + 1,
            ..Document::new(text)
        };
    }

    /// All of the text.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The text with its index of characters.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Grows by one with each change, undo and redo included.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Caret and selection.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The characters of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.slice(span)
    }

    /// Moves caret and selection; places beyond the end count as the end.
    pub fn select(&mut self, selection: Selection) {
        let selection = self.clamp(selection);
        if selection != self.selection {
            self.history.close();
            self.selection = selection;
        }
    }

    /// An empty transaction for the present revision, to be filled.
    pub fn transaction(&self) -> Transaction {
        Transaction::new(self.revision)
    }

    /// Changes the text and remembers how to take it back. An empty transaction only moves the selection.
    ///
    /// # Errors
    /// When the transaction was made for another revision; then nothing happens.
    pub fn apply(&mut self, transaction: Transaction, note: Note) -> Result<(), StaleTransaction> {
        if transaction.revision() != self.revision {
            return Err(StaleTransaction {
                made_for: transaction.revision(),
                found: self.revision,
            });
        }
        let transaction = self.fit(transaction);
        if transaction.is_empty() {
            if let Some(selection) = transaction.selection() {
                self.select(selection);
            }
            return Ok(());
        }
        let backward = transaction.inverse(&self.text, self.selection);
        let (before, after) = self.run(&transaction);
        let forward = transaction.select(self.selection);
        self.history.push(Step {
            forward,
            backward,
            before,
            after,
            note,
        });
        Ok(())
    }

    /// Marks a stretch of the text that the last step brought in. The anchor moves with the text, disappears
    /// when its step is undone and comes back when it is redone.
    pub fn anchor(&mut self, span: Span) -> AnchorId {
        let id = self.anchors.add(span);
        self.history.anchored(id, span);
        id
    }

    /// Where an anchor's text is now; `None` when it is gone.
    pub fn anchored(&self, id: AnchorId) -> Option<Span> {
        self.anchors.get(id)
    }

    /// What was done so far cannot be taken back: until the floor is lifted, or for good.
    pub fn set_floor(&mut self, for_good: bool) {
        self.history.set_floor(for_good);
    }

    /// What was done before a floor that is not for good can be taken back again.
    pub fn lift_floor(&mut self) {
        self.history.lift_floor();
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is a step to do again.
    pub fn can_redo(&self) -> bool {
        self.history.next().is_some()
    }

    /// The text that the last step took away, its pieces apart; empty when it only added some.
    pub fn last_taken(&self) -> String {
        let edits = self.history.last().map_or(&[][..], |step| step.backward.edits());
        let taken: Vec<&str> = edits.iter().map(|edit| edit.insert.as_str()).collect();
        taken.join("\n")
    }

    /// Takes the last step back and gives what it was.
    pub fn undo(&mut self) -> Option<Note> {
        let step = self.history.pop_done()?;
        let backward = step.backward.clone().at_revision(self.revision);
        self.run(&backward);
        self.anchors.restore(&step.before);
        let note = step.note.clone();
        self.history.push_undone(step);
        Some(note)
    }

    /// Does the step that was taken back last again and gives what it is.
    pub fn redo(&mut self) -> Option<Note> {
        let step = self.history.pop_undone()?;
        let forward = step.forward.clone().at_revision(self.revision);
        self.run(&forward);
        self.anchors.restore(&step.after);
        let note = step.note.clone();
        self.history.push_done(step);
        Some(note)
    }

    /// Cuts spans that reach beyond the end, so that text, inverse and mapping agree.
    fn fit(&self, transaction: Transaction) -> Transaction {
        let end = self.text.end();
        if transaction.edits().last().is_none_or(|edit| edit.span.end <= end) {
            return transaction;
        }
        let mut fitted = self.transaction();
        for edit in transaction.edits() {
            let span = Span::new(edit.span.start.min(end), edit.span.end.min(end));
            fitted = fitted.replace(span, edit.insert.clone());
        }
        match transaction.selection() {
            Some(selection) => fitted.select(selection),
            None => fitted,
        }
    }

    /// Edits the text, and moves selection and anchors.
    fn run(&mut self, transaction: &Transaction) -> (super::anchor::Saved, super::anchor::Saved) {
        let edits = transaction.edits();
        if edits.len() > MANY_EDITS {
            self.text
                .replace_each(edits.iter().map(|edit| (edit.span, edit.insert.as_str())));
        } else {
            for edit in edits.iter().rev() {
                self.text.replace(edit.span, &edit.insert);
            }
        }
        let touched = self.anchors.follow(transaction);
        let wanted = transaction
            .selection()
            .unwrap_or_else(|| self.carried(transaction));
        self.selection = self.clamp(wanted);
        self.revision += 1;
        touched
    }

    /// The selection moved along: a caret goes behind what is inserted at it, a selection stays around its text.
    fn carried(&self, transaction: &Transaction) -> Selection {
        let Selection { anchor, caret } = self.selection;
        let side = |at: CharPos, other: CharPos| if at > other { Side::Before } else { Side::After };
        Selection {
            anchor: transaction.map(anchor, side(anchor, caret)),
            caret: transaction.map(caret, side(caret, anchor)),
        }
    }

    fn clamp(&self, selection: Selection) -> Selection {
        let clamp = |at: CharPos| at.min(self.text.end());
        Selection {
            anchor: clamp(selection.anchor),
            caret: clamp(selection.caret),
        }
    }
}
