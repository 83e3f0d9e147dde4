//! What a command is judged against: the document, what was just said, what is on offer.

use std::ops::Range;

use crate::document::unit::trimmed;
use crate::document::{Document, Span};

/// How utterances are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Taking {
    /// Text, and commands between pauses.
    #[default]
    Both,
    /// Commands only.
    Commands,
    /// Letters; commands act too.
    Letters,
    /// Nothing but "wake up".
    WakeUp,
}

/// Numbers in words that are put in the place of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// As the settings say.
    Usual,
    /// In digits, as what they replace.
    Digits,
    /// In words, as what they replace.
    Words,
}

/// Turns words as heard into text as written, in the middle of a text: numbers, names, own words, marks;
/// no full stop at the end.
pub trait Writer {
    /// The words as they would stand between `before` and `after`, without joining spaces.
    fn write(&self, words: &str, before: &str, after: &str, numbers: Numbers) -> String;

    /// Whether something among the words is taken back by what follows it: "wednesday i mean thursday", but not "we are
    /// sorry".
    fn takes_back(&self, words: &str) -> bool;

    /// Whether the word is an ordinary one, no name.
    fn is_ordinary(&self, word: &str) -> bool;
}

/// The situation in which something is said.
pub struct Scene<'a> {
    /// The document.
    pub document: &'a Document,
    /// The last utterance, where it stands, when it was the last thing that happened or touches the caret.
    pub said: Option<Span>,
    /// Whether the last thing that happened was a command that changed the text.
    pub changed: bool,
    /// How utterances are taken.
    pub taking: Taking,
    /// Number of choices on offer.
    pub n_choices: usize,
    /// Whether a rewrite waits for consent.
    pub preview: bool,
    /// Whether a question waits for yes or no.
    pub asking: bool,
    /// Phrases of the user's snippets.
    pub snippets: Vec<&'a str>,
    /// What the user says to run programs.
    pub commands: Vec<&'a str>,
    /// The user's own words.
    pub own_words: Vec<&'a str>,
    /// Number of speakers known.
    pub n_speakers: usize,
    /// What was sought last.
    pub sought: &'a [String],
    /// Writes words that a command brings along.
    pub writer: &'a dyn Writer,
}

impl Scene<'_> {
    /// The document's text.
    pub fn text(&self) -> &str {
        self.document.as_str()
    }

    /// Byte of the caret.
    pub fn caret(&self) -> usize {
        self.document.text().byte_of(self.document.selection().caret)
    }

    /// Bytes of the selection; empty at the caret when nothing is selected.
    pub fn selected(&self) -> Range<usize> {
        self.document.text().bytes_of(self.document.selection().span())
    }

    /// Bytes of the selection, if something is selected.
    pub fn selection(&self) -> Option<Range<usize>> {
        Some(self.selected()).filter(|selected| !selected.is_empty())
    }

    /// Whether choices, a rewrite or a question wait for an answer.
    pub fn is_offering(&self) -> bool {
        self.preview || self.asking || self.n_choices > 0
    }

    /// What "that" means: the selection, else the last utterance.
    pub fn that(&self) -> Option<Range<usize>> {
        self.selection().or_else(|| {
            let said = trimmed(self.text(), self.document.text().bytes_of(self.said?));
            Some(said).filter(|said| !said.is_empty())
        })
    }
}
