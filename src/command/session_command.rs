//! What the session carries out: commands that are no edit and no movement by themselves.

use std::ops::Range;

use super::verb::How;
use crate::document::FileFormat;

/// A command for the session, with what it is about. Ranges are bytes of the document as it is when the command is
/// resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionCommand {
    /// End the recording.
    StopListening,
    /// Take nothing but the words that end the sleep, which the user is told.
    Sleep {
        /// These words.
        wake: &'static str,
    },
    /// Take words again.
    WakeUp,
    /// Write what is said.
    DictationMode,
    /// Obey, and write nothing.
    CommandMode,
    /// Write letters.
    SpellingMode,
    /// Take the last utterance back.
    ScratchThat,
    /// Undo so many steps.
    Undo(usize),
    /// Undo every step.
    UndoAll,
    /// Redo so many steps.
    Redo(usize),
    /// Bring back the text before the last rewrite, or the words as heard.
    Revert,
    /// Ask whether the document is to be emptied.
    ClearEverything,
    /// Select these words and offer others.
    Correct(Range<usize>),
    /// Take a numbered choice.
    Choose {
        /// From 1.
        number: usize,
        /// "the first one": the first in the text is meant, not the first of the list.
        by_order: bool,
    },
    /// Take all the choices.
    ChooseAll,
    /// Accept the preview, or say yes.
    Accept,
    /// Drop the preview, or say no.
    Cancel,
    /// Dictate these words at the end of the document.
    Append(String),
    /// Dictate the name of this mark.
    InsertMark(String),
    /// Write capitals, or no longer.
    Caps(bool),
    /// Join what is said next.
    NoSpace,
    /// Copy the whole document.
    CopyEverything,
    /// Copy these words, else the whole document.
    Copy(Option<Range<usize>>),
    /// Cut these words; copies the whole document when there are none.
    Cut(Option<Range<usize>>),
    /// Insert what is on the clipboard.
    Paste,
    /// Put back what was on the clipboard before.
    RestoreClipboard,
    /// Save where the document came from.
    Save,
    /// Save under a name, as spoken.
    SaveAs(String),
    /// Write the document in a format.
    Export(FileFormat),
    /// Begin an empty document.
    NewDocument,
    /// Open a document by its name, as spoken.
    Open(String),
    /// Rewrite these words.
    Rewrite {
        /// In which way.
        how: How,
        /// Which words.
        range: Range<usize>,
        /// A number that was said with it (words, sentences), else 1.
        number: usize,
        /// Words that were said with it: a language, a tone, a tense, a wish.
        words: Option<String>,
    },
    /// Give a speaker a name.
    NameSpeaker {
        /// From 1.
        number: usize,
        /// As spoken.
        name: String,
    },
    /// Give the last speaker a name.
    NameThat {
        /// As spoken.
        name: String,
    },
    /// Two speakers are one.
    MergeSpeakers {
        /// This one, from 1,
        from: usize,
        /// is that one, from 1.
        into: usize,
    },
    /// Show the speakers' names, or no longer.
    ShowSpeakers(bool),
    /// Make words the user's own.
    AddWord {
        /// Where they stand, if they do.
        range: Option<Range<usize>>,
        /// As they were said.
        said: String,
    },
    /// They are no longer the user's own.
    Forget(String),
    /// Insert the text that these words stand for.
    Snippet(String),
    /// Let words stand for a text from now on.
    AddSnippet {
        /// These words.
        said: String,
        /// The text.
        written: String,
        /// Only where nothing else is said with them.
        alone: bool,
    },
    /// Run the program that the user calls so.
    RunCommand(String),
    /// Show what can be said.
    Help,
}
