//! What a command does, without its arguments.

use crate::document::markdown::Inline;
use crate::document::{FileFormat, Side};

use super::target::Edge;

/// Letter case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// First letter of each sentence, or of a name: "Capitalized".
    Capital,
    /// "UPPERCASE"
    Upper,
    /// "lowercase"
    Lower,
    /// "Title Case", small words in the middle staying small.
    Title,
    /// "Each Word Of It"
    Each,
}

/// An order of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// a to z, small numbers first.
    Ascending,
    /// z to a.
    Descending,
    /// The last one first, whatever they say.
    Reversed,
}

/// A direction for the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the line above.
    Up,
    /// To the line below.
    Down,
    /// Back.
    Left,
    /// Forward.
    Right,
}

/// Where text is moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Beside something.
    Beside(Side),
    /// To an end of the document.
    Edge(Edge),
    /// One unit up.
    Up,
    /// One unit down.
    Down,
}

/// A rewrite, as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the word that is said")]
pub enum How {
    Shorter,
    Longer,
    Formal,
    Casual,
    Friendlier,
    Simpler,
    Clearer,
    Bullets,
    KeyPoints,
    Email,
    List,
    Summary,
    SummaryWords,
    SummarySentences,
    Grammar,
    Spelling,
    Proofread,
    Polish,
    /// With a language.
    Translation,
    /// Half the words.
    Half,
    OneSentence,
    /// With the tense as said.
    Tense,
    /// With words about tone or length.
    Tone,
    /// With words that name a form of text.
    Form,
    /// With the user's own words.
    Free,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the table beside each says what it does, in the words of the help"
)]
pub enum Verb {
    StopListening,
    Sleep,
    WakeUp,
    Pause,
    DictationMode,
    CommandMode,
    SpellingMode,
    ScratchThat,
    ScratchLast,
    Undo,
    UndoAll,
    Redo,
    RedoAll,
    Revert,
    GoTo(Edge),
    GoBeside(Side),
    GoPlace,
    GoToWords,
    Move(Direction),
    NextUnit,
    PreviousUnit,
    Select,
    Deselect,
    Extend,
    ExtendBy,
    ExtendTo(Edge),
    Delete,
    DeleteAll,
    Backspace,
    ClearEverything,
    ReplaceAll,
    Replace,
    Correct,
    Choose,
    ChooseAll,
    Insert(Side),
    InsertAt(Edge),
    InsertBetween,
    Append,
    InsertMark,
    ResumeWith,
    Case(Case),
    /// The plural (`true`) or the singular of a word.
    Inflect(bool),
    CapsOn,
    CapsOff,
    NoSpace,
    Spell,
    SpellWith,
    Emphasise(Inline),
    PlainText,
    Heading,
    /// One level up (`true`) or down.
    HeadingStep(bool),
    Enclose,
    Hyphenate,
    Link,
    Unlink,
    /// Numbered or not.
    Listed(bool),
    Unlist,
    AddItem,
    OpenLine(Side),
    AddLine(Side),
    AddLineAt(Edge),
    StartBullets,
    StartNumbers,
    NextItem,
    EndList,
    Quote,
    Indent,
    Outdent,
    MoveText(Place),
    Swap,
    Join,
    Split,
    Duplicate,
    Sort(Order),
    CopyEverything,
    Copy,
    Cut,
    Paste,
    RestoreClipboard,
    Save,
    SaveAs,
    Export(FileFormat),
    NewDocument,
    Open,
    Find,
    NextMatch,
    PreviousMatch,
    Rewrite(How),
    NameSpeaker,
    NameThat,
    MergeSpeakers,
    ShowSpeakers(bool),
    AddWord,
    Forget,
    Snippet,
    AddSnippet,
    RunCommand,
    Help,
    Accept,
    Cancel,
}

impl Verb {
    /// Whether it takes words of the text away or puts others in: what is asked about first when it is not clear
    /// that it was said. Marks and letter case are not: no word is lost by them.
    pub fn endangers_words(self) -> bool {
        matches!(
            self,
            Verb::ScratchThat
                | Verb::ScratchLast
                | Verb::UndoAll
                | Verb::Delete
                | Verb::DeleteAll
                | Verb::Backspace
                | Verb::ReplaceAll
                | Verb::Replace
                | Verb::Insert(_)
                | Verb::InsertAt(_)
                | Verb::InsertBetween
                | Verb::SpellWith
                | Verb::AddItem
                | Verb::AddLine(_)
                | Verb::AddLineAt(_)
                | Verb::Append
                | Verb::ResumeWith
                | Verb::MoveText(_)
                | Verb::Swap
                | Verb::Sort(_)
                | Verb::Duplicate
                | Verb::Cut
                | Verb::Paste
                | Verb::Snippet
        )
    }
}
