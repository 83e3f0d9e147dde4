//! The characters of a document: one `String`, with an index from characters to bytes.
//!
//! A `String` and not a rope, because the editor widget wants one `&str`. The index keeps a mark about
//! every [`STRIDE`] bytes, so that finding a character in a megabyte walks a kilobyte, and an edit
//! moves bytes and marks but recounts only the stretch it touched.

use std::ops::Range;

use super::pos::{CharPos, Span};

/// Bytes between two marks of the index, about. Smaller means shorter walks and more marks to move per edit:
/// at 1 MB both cost about a microsecond with 1024.
const STRIDE: usize = 1024;

/// A place known both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    byte: usize,
    chars: usize,
}

/// Text that is addressed by characters and stored as bytes.
#[derive(Clone, Debug)]
pub struct Text {
    string: String,
    /// Sorted, the first always at 0.
    marks: Vec<Mark>,
    n_chars: usize,
}

impl From<String> for Text {
    fn from(mut string: String) -> Self {
        // Room to grow: moving a megabyte to a larger block in the middle of an utterance takes milliseconds.
        string.reserve(string.len() / 4 + 4 * STRIDE);
        let start = Mark { byte: 0, chars: 0 };
        let mut marks = vec![start];
        let n_chars = count_marks(&string, start, string.len(), &mut marks);
        Text {
            string,
            marks,
            n_chars,
        }
    }
}

impl Text {
    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Number of characters.
    pub fn len_chars(&self) -> usize {
        self.n_chars
    }

    /// The place after the last character.
    pub fn end(&self) -> CharPos {
        CharPos(self.n_chars)
    }

    /// The byte at which a place lies; places beyond the end count as the end.
    pub fn byte_of(&self, at: CharPos) -> usize {
        if at.0 >= self.n_chars {
            return self.string.len();
        }
        let mark = self.marks[self.marks.partition_point(|mark| mark.chars <= at.0) - 1];
        let rest = &self.string[mark.byte..];
        match rest.char_indices().nth(at.0 - mark.chars) {
            Some((offset, _)) => mark.byte + offset,
            None => self.string.len(),
        }
    }

    /// The place of a byte; a byte inside a character counts as the character's start.
    pub fn pos_of(&self, byte: usize) -> CharPos {
        if byte >= self.string.len() {
            return self.end();
        }
        let mark = self.marks[self.marks.partition_point(|mark| mark.byte <= byte) - 1];
        let walked = self.string[mark.byte..].char_indices();
        CharPos(
            mark.chars
                + walked
                    .take_while(|(offset, _)| mark.byte + offset < byte + 1)
                    .count()
                - 1,
        )
    }

    /// Bytes of a span.
    pub fn bytes_of(&self, span: Span) -> Range<usize> {
        let start = self.byte_of(span.start);
        start..self.byte_of(span.end).max(start)
    }

    /// Span of some bytes.
    pub fn span_of(&self, bytes: Range<usize>) -> Span {
        Span::new(self.pos_of(bytes.start), self.pos_of(bytes.end))
    }

    /// The characters of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.string[self.bytes_of(span)]
    }

    /// Puts a text in the place of each span; the spans are in order and apart. One pass, however many there are.
    pub(super) fn replace_each<'a>(&mut self, edits: impl Iterator<Item = (Span, &'a str)>) {
        let mut new = String::with_capacity(self.string.len());
        let mut done = 0;
        for (span, insert) in edits {
            let bytes = self.bytes_of(span);
            new.push_str(&self.string[done..bytes.start]);
            new.push_str(insert);
            done = bytes.end;
        }
        new.push_str(&self.string[done..]);
        *self = Text::from(new);
    }

    /// Puts `insert` in the place of a span's characters.
    pub(super) fn replace(&mut self, span: Span, insert: &str) {
        let bytes = self.bytes_of(span);
        let removed_chars = self.string[bytes.clone()].chars().count();
        let added_chars = insert.chars().count();
        // The stretch from the last mark not after the change to the first mark behind it is recounted.
        let first = self.marks.partition_point(|mark| mark.byte <= bytes.start) - 1;
        let behind = self
            .marks
            .partition_point(|mark| mark.byte < bytes.end)
            .max(first + 1);
        let (added, removed) = (insert.len(), bytes.len());
        self.string.replace_range(bytes, insert);
        for mark in &mut self.marks[behind..] {
            mark.byte = mark.byte + added - removed;
            mark.chars = mark.chars + added_chars - removed_chars;
        }
        self.n_chars = self.n_chars + added_chars - removed_chars;
        let until = self.marks.get(behind).map_or(self.string.len(), |mark| mark.byte);
        let mut fresh = Vec::new();
        count_marks(&self.string, self.marks[first], until, &mut fresh);
        self.marks.splice(first + 1..behind, fresh);
    }
}

/// Walks from `from` to the byte `until`, adds a mark about every [`STRIDE`] bytes, and gives the number of
/// characters before `until`.
fn count_marks(string: &str, from: Mark, until: usize, marks: &mut Vec<Mark>) -> usize {
    let mut at = from;
    while until - at.byte > STRIDE {
        let next = string.ceil_char_boundary(at.byte + STRIDE);
        at = Mark {
            byte: next,
            chars: at.chars + string[at.byte..next].chars().count(),
        };
        if at.byte < until {
            marks.push(at);
        }
    }
    at.chars + string[at.byte..until].chars().count()
}
