//! What windows and the command line may ask of the session, and what they may see of it.

use std::path::PathBuf;

use crate::command::SessionCommand;
use crate::document::FileFormat;
use crate::message::Message;
use crate::transcript::polish::Vocabulary;
use crate::transcript::{Notice, Segment};

/// Whether words are being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Listening {
    /// Not listening.
    #[default]
    Idle,
    /// Asked for, but no real samples yet.
    Starting,
    /// Words are taken.
    Listening,
    /// Sleeping: only "wake up" acts.
    Asleep,
    /// The recording ended, its last words are being worked out.
    Finishing,
}

/// What utterances are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// Dictation, and commands between pauses.
    #[default]
    Dictation,
    /// Commands only: what is none is not written.
    Command,
    /// Letters, digits and names of marks are written as characters.
    Spelling,
}

/// What a user does with keys, mouse or menu. Spoken commands come in as utterances.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Start taking words.
    StartListening,
    /// Stop taking words, after the ones already spoken.
    StopListening,
    /// Stop when listening, start when not.
    ToggleListening,
    /// Replace the characters `start..end` (0-based, in `char`s) with text, as typing does.
    ReplaceRange {
        /// First character replaced.
        start: usize,
        /// One past the last character replaced.
        end: usize,
        /// New text.
        text: String,
    },
    /// Replace several stretches of characters, in order and apart, with the same text: one step to undo.
    ReplaceEach {
        /// First character and one past the last of each.
        places: Vec<(usize, usize)>,
        /// New text.
        text: String,
    },
    /// Move caret and selection, in `char`s; equal when nothing is selected.
    Select {
        /// Where the selection began.
        anchor: usize,
        /// Where the caret is.
        caret: usize,
    },
    /// Do what these words would do when spoken (rows of "what can I say").
    Say(String),
    /// Do what a spoken command would do (buttons, keys).
    Do(SessionCommand),
    /// Do the command that these words are; words that are none are not written, but offered to be.
    Command(String),
    /// Select these characters and offer other words for them, as "correct …" does.
    Correct {
        /// First character.
        start: usize,
        /// One past the last character.
        end: usize,
    },
    /// Put another word in the place of these characters; dictation goes on where it was.
    Respell {
        /// First character.
        start: usize,
        /// One past the last character.
        end: usize,
        /// The other word.
        text: String,
    },
    /// Take one of the numbered choices, from 1.
    Choose(usize),
    /// Give a speaker a name, as it is written.
    NameSpeaker {
        /// Number of the speaker, from 0.
        speaker: u32,
        /// The name; empty takes the given one away.
        name: String,
    },
    /// One speaker is another one: what the first said is the second's.
    MergeSpeakers {
        /// The one who goes, from 0.
        from: u32,
        /// The one who stays.
        into: u32,
    },
    /// Accept the preview.
    AcceptPreview,
    /// Drop the preview or the choices.
    Cancel,
    /// Undo one step.
    Undo,
    /// Redo one step.
    Redo,
    /// Replace the document by this text from a file.
    Load {
        /// The text.
        text: String,
        /// Where it came from.
        path: Option<PathBuf>,
    },
    /// The document was written to this file.
    Saved {
        /// The file.
        path: PathBuf,
        /// Nobody asked for it, so that nothing is said of it.
        automatic: bool,
    },
    /// The host wants to know before it does what was asked: yes gives it the effect.
    Ask {
        /// What yes does.
        yes: String,
        /// What no does.
        no: String,
        /// Given to the host on yes.
        effect: Box<Effect>,
    },
    /// Bring back the text of a session that was cut off, behind what is there: no undo goes behind it until
    /// [`Action::Recovered`], and none ever does when it is the first text of the document.
    Recover {
        /// The text.
        text: String,
    },
    /// The sound of the session that was cut off was heard as well.
    Recovered,
}

/// What the session asks of its host, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Begin a recording.
    StartListening,
    /// End the recording.
    StopListening,
    /// Put this on the clipboard.
    Copy {
        /// Plain text.
        text: String,
        /// The same as HTML, when there is formatting.
        html: Option<String>,
    },
    /// Fetch the clipboard's text and hand it back as [`Action::ReplaceRange`] over the selection.
    Paste,
    /// Put back what was on the clipboard before the last [`Effect::Copy`].
    RestoreClipboard,
    /// Save the document; `None` means where it came from, or ask.
    Save {
        /// Target.
        path: Option<PathBuf>,
        /// Over whatever is there: the user was asked.
        over: bool,
    },
    /// Save the document under this name in the folder for documents, and nowhere else.
    SaveAs {
        /// Name as spoken.
        name: String,
    },
    /// Open this document of the folder for documents (asks first when there are unsaved changes).
    Open {
        /// Name as spoken.
        name: String,
    },
    /// Replace the document by this one, which was read: the user was asked.
    Load {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
    },
    /// Write the document in this format.
    Export {
        /// Which format.
        format: FileFormat,
    },
    /// Show "what can I say".
    ShowHelp,
    /// Own words changed: tell the recogniser, store them.
    VocabularyChanged,
    /// Start a rewrite in the background: the front end runs the rewriter and brings the result back.
    Rewrite {
        /// Ticket that the result must carry.
        ticket: u64,
        /// What to do.
        instruction: crate::rewrite::Instruction,
        /// The text to rewrite: data, never an instruction.
        text: String,
    },
    /// Break off this rewrite: nobody waits for it any more.
    CancelRewrite {
        /// Its ticket.
        ticket: u64,
    },
    /// Another document has taken the place of this one, which was dictated.
    KeepInHistory(Dictated),
}

/// A dictated document as it was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictated {
    /// Its text (Markdown).
    pub text: String,
    /// Words of the user's own dictation.
    pub words: usize,
    /// Milliseconds in which these were spoken.
    pub spoken_ms: u64,
}

/// One numbered choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What choosing it means, e.g. the line around the match.
    pub label: String,
    /// Characters it concerns, for highlighting.
    pub range: Option<(usize, usize)>,
}

/// What an open question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whether something that cannot be overlooked is really wanted.
    Consent,
    /// Which command was said, since it was not heard clearly and a wrong one would cost words.
    Meaning,
}

/// What happens to a piece of text in a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Stays.
    Same,
    /// Goes.
    Removed,
    /// Comes.
    Added,
}

/// One piece of a preview's differences.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What happens to it.
    pub kind: ChangeKind,
    /// The piece.
    pub text: String,
}

/// A rewrite waiting for "apply" or "cancel".
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Heading, e.g. "Shorter".
    pub title: String,
    /// Characters of the document it would replace.
    pub range: (usize, usize),
    /// The new text so far.
    pub text: String,
    /// Differences from the old text, word by word.
    pub changes: Vec<Change>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// Whether the rewriter has finished.
    pub complete: bool,
}

/// Everything a window shows, borrowed from the session for one drawing.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The document's text (Markdown).
    pub text: &'a str,
    /// Grows with each change of the text.
    pub revision: u64,
    /// Where the selection began, in `char`s.
    pub anchor: usize,
    /// Where the caret is, in `char`s.
    pub caret: usize,
    /// Where words go that are dictated now, in `char`s: the caret, unless a spoken change has taken it elsewhere.
    pub place: usize,
    /// Live words, not part of the document; shown grey at the caret. Second part: how many bytes of it are stable.
    pub live: (&'a str, usize),
    /// What was heard last, raw.
    pub heard: &'a str,
    /// What was done last.
    pub message: &'a Message,
    /// Numbered choices, when there are several matches.
    pub choices: &'a [Choice],
    /// What is asked, when the choices are the answers to a question: "yes" takes the first one, "no" none.
    pub asked: Option<Asked>,
    /// Rewrite waiting for consent.
    pub preview: Option<&'a Preview>,
    /// Whether words are being taken.
    pub listening: Listening,
    /// What utterances are taken for.
    pub mode: Mode,
    /// Trouble of device or machine, latest last.
    pub notices: &'a [Notice],
    /// Notices there have been, those that are no longer among `notices` included.
    pub notice_count: u64,
    /// Words dictated into this document, by the user or out of a recording.
    pub dictated_words: usize,
    /// Words of the user's own dictation: what was typed, commands and recordings do not count.
    pub own_words: usize,
    /// Milliseconds in which these were spoken.
    pub spoken_ms: u64,
    /// Whether there is something to undo and to redo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// File of the document, if it has one.
    pub path: Option<&'a std::path::Path>,
    /// Changed since it was saved.
    pub dirty: bool,
    /// Name of the recogniser, empty until it is loaded.
    pub model: &'a str,
    /// What was dictated, with times: for subtitles, JSON and history.
    pub segments: &'a [Segment],
    /// Milliseconds of all recordings that were heard to their end.
    pub recorded_ms: u64,
    /// Names of the speakers by number; "Speaker 1" until renamed.
    pub speakers: &'a [String],
    /// Whether speaker names are shown.
    pub show_speakers: bool,
    /// The user's own words and replacements.
    pub vocabulary: &'a Vocabulary,
}

/// So many bytes before the caret, and as many behind it, are near enough to say what will be spoken of.
const NEARBY_BYTES: usize = 4_000;

impl View<'_> {
    /// Whether something would be lost if the document were left as it is.
    pub fn is_unsaved(&self) -> bool {
        self.dirty && !self.text.trim().is_empty()
    }

    /// The characters that are selected: the first, and one past the last.
    pub fn selection(&self) -> (usize, usize) {
        (self.anchor.min(self.caret), self.anchor.max(self.caret))
    }

    /// What is written around the caret, nearest last: what stands behind the caret, then what stands before it. Words
    /// that occur there are likely to be said again, in dictation or in a command.
    pub fn nearby(&self) -> String {
        // Characters are passed over many at a time, places one by one.
        let mut behind = self.text.chars();
        if let Some(last) = self.caret.checked_sub(1) {
            behind.nth(last);
        }
        let at = self.text.len() - behind.as_str().len();
        let from = self.text.ceil_char_boundary(at.saturating_sub(NEARBY_BYTES));
        let to = self
            .text
            .floor_char_boundary((at + NEARBY_BYTES).min(self.text.len()));
        format!("{}\n{}", &self.text[at..to], &self.text[from..at])
    }
}
