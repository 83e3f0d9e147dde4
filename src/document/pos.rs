//! Positions in characters: a place, a stretch, a selection.

use std::ops::{Add, Sub};

/// A place between two characters: `CharPos(n)` stands after the first `n` characters (`char`s) of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharPos(pub usize);

impl Add<usize> for CharPos {
    type Output = CharPos;

    fn add(self, n_chars: usize) -> CharPos {
        CharPos(self.0 + n_chars)
    }
}

impl Sub<usize> for CharPos {
    type Output = CharPos;

    /// Stops at the beginning of the text.
    fn sub(self, n_chars: usize) -> CharPos {
        CharPos(self.0.saturating_sub(n_chars))
    }
}

/// The characters from `start` up to, but not including, `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Before the first character.
    pub start: CharPos,
    /// After the last character; never before `start`.
    pub end: CharPos,
}

impl Span {
    /// The span between two places, in either order.
    pub fn new(a: CharPos, b: CharPos) -> Self {
        Span {
            start: a.min(b),
            end: a.max(b),
        }
    }

    /// The empty span at a place.
    pub fn empty(at: CharPos) -> Self {
        Span { start: at, end: at }
    }

    /// How many characters it holds.
    pub fn len(self) -> usize {
        self.end.0 - self.start.0
    }

    /// Whether it holds none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A caret, and where the selection began; both equal when nothing is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Where the selection began.
    pub anchor: CharPos,
    /// Where the caret is: the end that moves.
    pub caret: CharPos,
}

impl Selection {
    /// A caret without a selection.
    pub fn caret(at: CharPos) -> Self {
        Selection {
            anchor: at,
            caret: at,
        }
    }

    /// A selection of these characters with the caret at its end.
    pub fn of(span: Span) -> Self {
        Selection {
            anchor: span.start,
            caret: span.end,
        }
    }

    /// The selected characters.
    pub fn span(self) -> Span {
        Span::new(self.anchor, self.caret)
    }

    /// Whether nothing is selected.
    pub fn is_empty(self) -> bool {
        self.anchor == self.caret
    }
}
