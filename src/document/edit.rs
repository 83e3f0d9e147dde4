//! Edits as values: a [`Transaction`] knows the revision it fits, its inverse, and where places go.
//!
//! Knows nothing of history; it is applied only by [`super::Document`].

use super::pos::{CharPos, Selection, Span};
use super::text::Text;

/// One stretch of text and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Characters replaced, counted in the text before the transaction.
    pub span: Span,
    /// What comes in their place.
    pub insert: String,
}

/// To which side of an insertion a place at the very same spot belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Stays before what is inserted.
    Before,
    /// Ends up after what is inserted.
    After,
}

/// A transaction met a document of another revision; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text has changed meanwhile (revision {found} instead of {made_for}); say it again")]
pub struct StaleTransaction {
    /// Revision it was made for.
    pub made_for: u64,
    /// Revision of the document.
    pub found: u64,
}

/// A set of edits that happen at once, made for one revision of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    revision: u64,
    /// Revision that it leads to: the next one, or a later one for a composition.
    leads_to: u64,
    /// Sorted, not overlapping, none of them doing nothing.
    edits: Vec<Edit>,
    selection: Option<Selection>,
}

impl Transaction {
    /// No edits yet, for the document with this revision.
    pub fn new(revision: u64) -> Self {
        Transaction {
            revision,
            leads_to: revision + 1,
            edits: Vec::new(),
            selection: None,
        }
    }

    /// Adds an edit. Edits may come in any order; one that overlaps an earlier one is merged into it: the
    /// union of both spans is replaced by both insertions in order of their starts.
    pub fn replace(mut self, span: Span, insert: impl Into<String>) -> Self {
        let insert = insert.into();
        if span.is_empty() && insert.is_empty() {
            return self;
        }
        // Edits mostly come in order, and there may be a hundred thousand of them: "replace all".
        let behind = |last: &Edit| span.start >= last.span.end && span.start > last.span.start;
        if self.edits.last().is_none_or(behind) {
            self.edits.push(Edit { span, insert });
            return self;
        }
        let at = self
            .edits
            .partition_point(|edit| (edit.span.start, edit.span.end) <= (span.start, span.end));
        self.edits.insert(at, Edit { span, insert });
        let mut merged: Vec<Edit> = Vec::with_capacity(self.edits.len());
        for edit in self.edits.drain(..) {
            match merged.last_mut() {
                Some(last) if edit.span.start < last.span.end || edit.span.start == last.span.start => {
                    last.span.end = last.span.end.max(edit.span.end);
                    last.insert.push_str(&edit.insert);
                }
                _ => merged.push(edit),
            }
        }
        self.edits = merged;
        self
    }

    /// Sets where the selection is afterwards, in characters of the new text. Without it, caret and anchor
    /// move along with the text around them.
    pub fn select(mut self, selection: Selection) -> Self {
        self.selection = Some(selection);
        self
    }

    /// Gives back room that will not be used.
    pub(super) fn shrink(&mut self) {
        self.edits.shrink_to_fit();
        self.edits.iter_mut().for_each(|edit| edit.insert.shrink_to_fit());
    }

    /// The revision it fits.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The edits, in order of their places.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The selection asked for.
    pub fn selection(&self) -> Option<Selection> {
        self.selection
    }

    /// Whether it changes no text.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Where a place of the old text is in the new one. A place inside replaced characters goes to the
    /// side of what came in their place.
    pub fn map(&self, at: CharPos, side: Side) -> CharPos {
        let mut added = 0;
        let mut removed = 0;
        for edit in &self.edits {
            // The side matters only where something is inserted and nothing replaced: at the start of what
            // is replaced a place stays before, at its end it stays behind.
            let stays = side == Side::Before || !edit.span.is_empty();
            if edit.span.start > at || (edit.span.start == at && stays) {
                break;
            }
            let insert_chars = edit.insert.chars().count();
            if !edit.span.is_empty() && edit.span.end >= at {
                let start = edit.span.start.0 + added - removed;
                let inside = edit.span.end > at;
                return CharPos(match side {
                    Side::Before if inside => start,
                    _ => start + insert_chars,
                });
            }
            added += insert_chars;
            removed += edit.span.len();
        }
        CharPos(at.0 + added - removed)
    }

    /// Where a span of the old text is in the new one: text inserted at its borders stays outside.
    pub fn map_span(&self, span: Span) -> Span {
        let start = self.map(span.start, Side::After);
        let end = self.map(span.end, Side::Before);
        Span {
            start,
            end: end.max(start),
        }
    }

    /// The transaction that takes this one back. `before` is the text that it was made for; the inverse fits
    /// the revision after it.
    pub fn inverse(&self, before: &Text, selection: Selection) -> Transaction {
        let mut edits = Vec::with_capacity(self.edits.len());
        let (mut added, mut removed) = (0, 0);
        for edit in &self.edits {
            let insert_chars = edit.insert.chars().count();
            let start = CharPos(edit.span.start.0 + added - removed);
            edits.push(Edit {
                span: Span::new(start, start + insert_chars),
                insert: before.slice(edit.span).to_owned(),
            });
            added += insert_chars;
            removed += edit.span.len();
        }
        Transaction {
            revision: self.revision + 1,
            leads_to: self.revision + 2,
            edits,
            selection: Some(selection),
        }
    }

    /// The same edits for another revision: history applies its steps to the text they fit under a new number.
    pub(super) fn at_revision(mut self, revision: u64) -> Self {
        self.revision = revision;
        self.leads_to = revision + 1;
        self
    }

    /// One transaction that does what this one and then `next` do.
    ///
    /// # Errors
    /// When `next` was not made for the revision after this one.
    pub fn then(&self, next: &Transaction) -> Result<Transaction, StaleTransaction> {
        if next.revision != self.leads_to {
            return Err(StaleTransaction {
                made_for: next.revision,
                found: self.leads_to,
            });
        }
        let mut out = Transaction::new(self.revision);
        out.leads_to = next.leads_to;
        out.edits = compose(&self.edits, &next.edits);
        out.selection = next.selection.or_else(|| {
            self.selection.map(|selection| Selection {
                anchor: next.map(selection.anchor, Side::After),
                caret: next.map(selection.caret, Side::After),
            })
        });
        Ok(out)
    }
}

/// A run of the text between two transactions: kept from the old text, or inserted by the first one.
enum Piece {
    Kept { from: usize, to: usize },
    Inserted(Vec<char>),
}

/// Composes two lists of edits. The text in the middle is seen as kept and inserted pieces (the last one kept
/// without end); the second list cuts them, and what is left is read off against the old text.
fn compose(first: &[Edit], second: &[Edit]) -> Vec<Edit> {
    let mut middle = Vec::with_capacity(2 * first.len() + 1);
    let mut old = 0;
    for edit in first {
        middle.push(Piece::Kept {
            from: old,
            to: edit.span.start.0,
        });
        middle.push(Piece::Inserted(edit.insert.chars().collect()));
        old = edit.span.end.0;
    }
    middle.push(Piece::Kept {
        from: old,
        to: usize::MAX,
    });
    let mut middle = middle.into_iter();
    let mut current = middle.next();
    let mut out = Vec::new();
    let mut at = 0;
    for edit in second {
        take(&mut middle, &mut current, edit.span.start.0 - at, Some(&mut out));
        take(&mut middle, &mut current, edit.span.len(), None);
        out.push(Piece::Inserted(edit.insert.chars().collect()));
        at = edit.span.end.0;
    }
    out.extend(current);
    out.extend(middle);
    read_off(out)
}

/// Moves `n` characters of the middle text to `out`, or drops them.
fn take(
    rest: &mut impl Iterator<Item = Piece>,
    current: &mut Option<Piece>,
    mut n: usize,
    mut out: Option<&mut Vec<Piece>>,
) {
    while n > 0 {
        let Some(piece) = current.take() else { return };
        let (head, tail) = split(piece, n);
        n -= length(&head);
        if let Some(out) = out.as_deref_mut() {
            out.push(head);
        }
        *current = tail.or_else(|| rest.next());
    }
}

fn length(piece: &Piece) -> usize {
    match piece {
        Piece::Kept { from, to } => to - from,
        Piece::Inserted(chars) => chars.len(),
    }
}

/// Cuts a piece after `n` characters; no second part when it is not longer.
fn split(piece: Piece, n: usize) -> (Piece, Option<Piece>) {
    if length(&piece) <= n {
        return (piece, None);
    }
    match piece {
        Piece::Kept { from, to } => (
            Piece::Kept { from, to: from + n },
            Some(Piece::Kept { from: from + n, to }),
        ),
        Piece::Inserted(mut chars) => {
            let tail = chars.split_off(n);
            (Piece::Inserted(chars), Some(Piece::Inserted(tail)))
        }
    }
}

/// Edits from the old text to the text that these pieces make.
fn read_off(pieces: Vec<Piece>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut old = 0;
    let mut insert = String::new();
    for piece in pieces {
        match piece {
            Piece::Inserted(chars) => insert.extend(chars),
            Piece::Kept { from, to } if from == to => {}
            Piece::Kept { from, to } => {
                if old < from || !insert.is_empty() {
                    edits.push(Edit {
                        span: Span::new(CharPos(old), CharPos(from)),
                        insert: std::mem::take(&mut insert),
                    });
                }
                old = to;
            }
        }
    }
    edits
}
