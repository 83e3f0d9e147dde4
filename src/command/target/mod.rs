//! What a command is about: "that", "the last two words", "everything", words that occur.
//!
//! ```text
//! target = that | everything | unit | [ordinal] unit | mark | words
//!        | target in unit | n units (before|after) words | unit that (starts|ends) with words
//!        | from point to point | between point and point | (before|after|up to) point
//!        | (every|all|both) (unit|mark|words)
//! point  = here | (start|end) [of unit] | words
//! ```
//!
//! Parsing looks only at the words; [`resolve`] finds the target in the document.

mod find;
mod find_kinds;
mod find_marks;
mod find_words;
mod marks;
mod phrases;
mod units;

use std::ops::Range;

use super::spoken::Fit;
use crate::document::markdown::{Block, BlockKind};
use crate::document::unit::line_at;
use crate::document::{Side, Unit};
use crate::message::Message;

pub use find::resolve;
pub(super) use find::{list_around, plain_list};
pub(super) use marks::pair;
pub(super) use phrases::parse;
pub(super) use units::{nth, place, share_unit, unit};

/// Which unit of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    /// From 1.
    Index(usize),
    /// The last one (words and sentences: the last one before the caret).
    Last,
    /// The one after the caret.
    Next,
    /// The one before the caret.
    Previous,
    /// The one with as many before it as behind it.
    Middle,
    /// Counted from the last one, which is 1: "the second to last".
    FromLast(usize),
}

/// An end of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning.
    Start,
    /// Its end.
    End,
}

/// What a command is about, as said.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// The selection, else what was said last.
    That,
    /// The whole document.
    Everything,
    /// The unit at the caret.
    Current(Unit),
    /// One unit by its place.
    Nth(Unit, Nth),
    /// Several units before or after the caret, or at the start of the document.
    Run(Unit, Nth, usize),
    /// From the caret to an end of the document or of the unit around.
    Rest(Edge, Option<Unit>),
    /// Words that occur.
    Text(Vec<String>),
    /// From words that occur to words that occur after them.
    Through(Vec<String>, Vec<String>),
    /// The unit around words that occur; with an edge, the one that starts or ends with them.
    Around(Unit, Option<Edge>, Vec<String>),
    /// So many units right before or after words that occur.
    Neighbour(Unit, usize, Side, Vec<String>),
    /// From one point to another, with the words at its ends or without them.
    Span(Point, Point, Ends),
    /// Each one of a kind: units of the kind (as [`Target::Current`]), marks or words; `Some(2)` is "both".
    All(Box<Target>, Option<usize>),
    /// The list around the caret.
    List,
    /// What stands between paired marks.
    Inside(Pair),
    /// Several words, each by itself: "salt and pepper" where they stand apart.
    Several(Vec<Vec<String>>),
    /// The selection, whatever was said last.
    Selected,
    /// From one unit to another, by their places.
    Units(Unit, usize, usize),
    /// One of the places where words occur: "the second tuesday".
    Occurrence(Nth, Vec<String>),
    /// Everything before or after words that occur; with `true` these words too.
    Beyond(Side, Vec<String>, bool),
    /// Units counted in another one: "the last word of the first line".
    Within(Box<Target>, Box<Target>),
    /// The place of the first words that is nearest before or after the second ones: "the red before bag".
    Near(Vec<String>, Side, Vec<String>),
    /// Everything else.
    Except(Box<Target>),
    /// The paired marks around words that occur.
    PairAround(Pair, Vec<String>),
    /// A punctuation mark: the nearest, or one counted from the start; beside something, if that is named.
    Mark(Mark, Option<Nth>, Option<(Side, Box<Target>)>),
}

impl Target {
    /// The unit that it is: here, or by its place.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Target::Current(unit) | Target::Nth(unit, _) => Some(*unit),
            _ => None,
        }
    }
}

/// Where a span begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Point {
    /// At the caret.
    Here,
    /// At an end of something.
    Edge(Edge, Box<Target>),
    /// At words that occur.
    Words(Vec<String>),
    /// At a unit by its place, or a mark.
    At(Box<Target>),
}

/// Whether the words at the ends of a span belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// "from … to …"
    Inside,
    /// "between … and …"
    Outside,
}

/// Something between words that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A punctuation mark.
    Sign(char),
    /// Whatever punctuation mark it is; not what belongs to a word or a number ("it's", "3.5").
    Any,
    /// Two marks that belong together, the one as little as the other without its partner.
    Pair(Pair),
    /// A space.
    Space,
    /// Spaces that are too many: all but one of a run, and those before a mark.
    ExtraSpace,
    /// A line break.
    LineBreak,
    /// Empty lines between two others.
    BlankLine,
    /// Empty lines beyond one between two paragraphs.
    ExtraLine,
}

/// Kinds of paired marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    /// “ ”, " "
    Quotes,
    /// ( )
    Parentheses,
    /// [ ], and ( ) where there are no others
    Brackets,
    /// { }
    Braces,
}

impl Pair {
    /// The two marks as they are written.
    pub fn marks(self) -> (String, String) {
        let (open, close) = match self {
            Pair::Quotes => ('“', '”'),
            Pair::Parentheses => ('(', ')'),
            Pair::Brackets => ('[', ']'),
            Pair::Braces => ('{', '}'),
        };
        (open.to_string(), close.to_string())
    }
}

/// Why a target was not found.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// These words do not occur.
    Words(String),
    /// There is no such thing here: what to tell the user.
    Thing(Message),
    /// Nothing is selected and nothing was just said.
    Nothing,
}

/// Places of a target, the one meant most probably first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Bytes.
    pub ranges: Vec<Range<usize>>,
    /// How exactly words met the text.
    pub fit: Fit,
    /// Whether all places are meant rather than one of them; they are in the order of the text then.
    pub all: bool,
}

impl Found {
    fn one(range: Range<usize>) -> Self {
        Found::places(vec![range], Fit::Exact)
    }

    /// Places of which one is meant.
    fn places(ranges: Vec<Range<usize>>, fit: Fit) -> Self {
        Found {
            ranges,
            fit,
            all: false,
        }
    }

    /// Places that are all meant, in the order of the text.
    fn each(ranges: Vec<Range<usize>>, fit: Fit) -> Self {
        Found {
            ranges,
            fit,
            all: true,
        }
    }

    /// This, unless no place was found.
    fn or_miss(self, miss: impl FnOnce() -> Miss) -> Result<Found, Miss> {
        match self.ranges.is_empty() {
            true => Err(miss()),
            false => Ok(self),
        }
    }

    /// With the places that are all of a heading's words before the others.
    pub fn headings_first(mut self, text: &str) -> Self {
        self.ranges.sort_by_key(|range| {
            let line = line_at(text, range.start);
            let block = Block::of(&text[line.clone()]);
            let words = text[line.start + block.prefix_len..line.end].trim_end();
            !(matches!(block.kind, BlockKind::Heading(_)) && words.len() == range.len())
        });
        self
    }
}
