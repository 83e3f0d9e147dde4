//! What the window remembers between frames, and what its drawing asks for.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Instant;

use crate::document::FileFormat;
use crate::host::recovery::CutOff;
use crate::session::{Action, Said};

use super::answers::{Folder, HistoryEntry, ModelChoice, ModelReport, Places, Totals};
use super::backend::{Reading, Source};
use super::doubtful::Doubtful;
use super::find::{Find, FindStep};
use super::notices::Notices;
use crate::settings::{Chord, Settings, Shortcut};

/// What a click, a key or a menu entry asks for. Drawing returns these; `logic` carries them out.
#[derive(Clone, Debug, PartialEq)]
pub enum UiAction {
    /// Something the session does.
    Session(Action),
    /// Edits of the text widget with the caret and selection they lead to, in characters.
    Edit {
        /// Changes in order.
        changes: Vec<Action>,
        /// Where the selection began.
        anchor: usize,
        /// Where the caret is.
        caret: usize,
    },
    /// Start listening to this.
    Listen(Source),
    /// Turn these recordings into text, one after the other.
    ReadFiles(Vec<PathBuf>),
    /// Break off the recording that is being read, and those that wait.
    StopReading,
    /// Copy the whole document.
    CopyAll,
    /// Copy this piece of a document: its words, and as HTML where it is formatted.
    CopyText(String),
    /// Copy this text as it is: it was cut or copied in a field.
    CopyPlain(String),
    /// Paste into what has the keyboard.
    Paste,
    /// Paste into the document, over the selection.
    PasteIntoDocument,
    /// Look for other words for the one at this character.
    LookAtWord(usize),
    /// Close the last message.
    CloseMessage,
    /// Hear the microphone for a trial.
    TryMicrophone,
    /// End the trial, or put away what came of it.
    EndTrial,
    /// Choose files in the system's dialog, for the panel that is open.
    Browse,
    /// Play what was said there.
    Play(Said),
    /// Play from the word at this character on.
    HearAt(usize),
    /// Play from this moment of a segment on, to the end of its recording.
    PlayOn {
        /// The segment.
        segment: usize,
        /// The moment, in milliseconds.
        from_ms: u64,
    },
    /// Go to this moment of what is played, in milliseconds.
    Seek(u64),
    /// Play what is selected, or all from the caret on; stop what is played.
    HearHere,
    /// Show a page of the web in the system's browser.
    OpenLink(String),
    /// Play no more.
    StopPlaying,
    /// Play from the next word on, or from the one before.
    JumpWord {
        /// The one before.
        back: bool,
    },
    /// Bring back what was on the clipboard before the last copy.
    RestoreClipboard,
    /// Save to the document's file, or to a new one in the documents folder.
    Save,
    /// Save to this file.
    SaveAs(PathBuf),
    /// Open this file (asks first when there are changes).
    Open(PathBuf),
    /// Start an empty document (asks first when there are changes).
    New,
    /// Load this text as a new document (asks first when there are changes).
    LoadText(String),
    /// Write the document in this format.
    Export(FileFormat),
    /// Answer the question that was asked.
    Answer(Reply),
    /// Show this panel, or none.
    Show(Option<Panel>),
    /// Show this folder in the file panel.
    ListFolder(Option<PathBuf>),
    /// Search the history.
    SearchHistory,
    /// Forget an entry of the history, after a while in which that can be taken back.
    DeleteHistory(String),
    /// Take back what was deleted of the history last.
    KeepHistory,
    /// Give an entry of the history a name.
    RenameHistory {
        /// The entry.
        id: String,
        /// The name; empty takes it away.
        name: String,
    },
    /// Play the sound of an entry of the history from here on, in milliseconds.
    PlayHistory(String),
    /// Forget the whole history (asks first).
    ClearHistory,
    /// The settings were changed to these.
    ChangeSettings(Box<Settings>),
    /// The next keys pressed are to be those of this command.
    ChooseKeys(Option<Shortcut>),
    /// These are the keys of this command now.
    SetKeys(Shortcut, Option<Chord>),
    /// Use this microphone.
    ChooseDevice(Option<String>),
    /// Look at this model without loading it.
    InspectModel(PathBuf),
    /// Find out how fast what recognises is on this computer.
    MeasureSpeed,
    /// Use this model.
    ChooseModel {
        /// Its path, or "builtin".
        id: String,
        /// Type that float weights become while they are loaded.
        quantize: Option<String>,
    },
    /// Let this reader go over the sound a second time: its path, "builtin" or "off".
    ChooseReader(String),
    /// Look for microphones and models again.
    ListChoices,
    /// Something of the find bar.
    Find(FindStep),
    /// Add an own word.
    AddWord(String),
    /// Forget an own word.
    ForgetWord(String),
    /// Read own words out of a file.
    ImportVocabulary(PathBuf),
    /// Show this folder in the system's file manager.
    ShowFolder(PathBuf),
    /// All settings as they were at first (asks first).
    ResetSettings,
    /// Take up what a crash left, or erase it.
    Recover(bool),
    /// Close the window (asks first when there are changes).
    Close,
}

/// Panels at the side; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// What can I say.
    Help,
    /// What was said when, by whom.
    Transcript,
    /// Past sessions.
    History,
    /// Own words.
    Words,
    /// Counts.
    Statistics,
    /// Settings.
    Settings,
    /// Open.
    Open,
    /// Read own words out of a file.
    Import,
    /// Save as.
    SaveAs,
    /// Export.
    Export,
    /// Recognisers.
    Models,
}

impl Panel {
    /// Key of its title.
    pub fn title(self) -> &'static str {
        match self {
            Panel::Help => "ui-help",
            Panel::Transcript => "ui-transcript",
            Panel::History => "ui-history",
            Panel::Words => "ui-own-words",
            Panel::Statistics => "ui-statistics",
            Panel::Settings => "ui-settings",
            Panel::Open => "ui-open",
            Panel::Import => "ui-import",
            Panel::SaveAs => "ui-save-as",
            Panel::Export => "ui-export",
            Panel::Models => "ui-model",
        }
    }

    /// Name of the field that it is opened for.
    pub fn first_field(self) -> Option<&'static str> {
        match self {
            Panel::Help => Some("typed-command"),
            Panel::History => Some("history-search"),
            Panel::Words => Some("new-word"),
            Panel::Open | Panel::Import | Panel::Models => Some("file-name"),
            Panel::SaveAs => Some("save-name"),
            Panel::Transcript | Panel::Statistics | Panel::Settings | Panel::Export => None,
        }
    }
}

/// A question that waits for its [`Reply`].
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// The document has changes; this waits.
    Unsaved(Box<UiAction>),
    /// The whole history is to be forgotten.
    ClearHistory,
    /// All settings are to be as they were at first.
    ResetSettings,
    /// What a crash left is to be erased.
    EraseRecovery,
}

/// Answer to a [`Question`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Save, then go on.
    Save,
    /// Go on.
    Yes,
    /// Leave it.
    No,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    #[default]
    Done,
    /// Something went wrong.
    Trouble,
}

/// The last message, from the session or from the backend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// In words.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
    /// Whether the clipboard can be put back.
    pub can_restore_clipboard: bool,
    /// The folder that it is about.
    pub folder: Option<PathBuf>,
    /// A language model would have done what was asked.
    pub wants_model: bool,
    /// An entry of the history was deleted, which can still be taken back.
    pub deleted: bool,
    /// The words that led to it, when they were spoken.
    pub heard: String,
    /// When it was told.
    pub since: Option<Instant>,
}

/// Sound that is heard again. Times are those of the segments, in milliseconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Playing {
    /// All of it.
    pub whole: Said,
    /// From where on it is played.
    pub from_ms: u64,
    /// What is heard now.
    pub at_ms: u64,
    /// The loudest sample of each of so many equal parts, in `[0, 1]`; empty until they were read.
    pub wave: Vec<f32>,
    /// Revision of the text, segment and word of what is heard now.
    pub heard: Option<(u64, usize, usize)>,
    /// Bytes of that word in the document, where it still stands there.
    pub lit: Option<(usize, usize)>,
}

/// A word of the document that was clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClickedWord {
    /// Its characters.
    pub chars: (usize, usize),
    /// The word.
    pub text: String,
    /// Other words for it, the likeliest first.
    pub others: Vec<String>,
    /// It is one of the user's own.
    pub is_own: bool,
    /// Where it was said, when there is sound of it.
    pub said: Option<Said>,
}

/// How the loading of the recogniser goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Loading {
    /// Under way: how much of it, in `[0, 1]`, where that is known.
    Busy(Option<f32>),
    /// It is loaded.
    Done,
    /// It failed: why and what to do, in words.
    Failed(String),
}

impl Default for Loading {
    fn default() -> Self {
        Loading::Busy(None)
    }
}

/// How far a trial of the microphone is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrialStage {
    /// No sound has come yet.
    #[default]
    Opening,
    /// It is heard, since then.
    Hearing(Instant),
    /// The last words are worked out.
    Ending,
    /// It is over.
    Over,
}

/// A trial of the microphone: the words come back, and how loud they were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// How far it is.
    pub stage: TrialStage,
    /// What was heard.
    pub words: String,
    /// What is being heard.
    pub live: String,
    /// The largest absolute sample, in `[0, 1]`.
    pub loudest: f32,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// Dictation is to begin when it is over.
    pub then_dictate: bool,
}

/// Everything that is not the session's.
#[derive(Clone, Debug, Default)]
pub struct UiState {
    /// What the user set.
    pub settings: Settings,
    /// The panel that is open.
    pub panel: Option<Panel>,
    /// The question that waits.
    pub question: Option<Question>,
    /// The last message.
    pub status: Status,
    /// A session to take up.
    pub recovery: Option<CutOff>,
    /// Loudness shown, eased.
    pub level: f32,
    /// The loudest of the last second or two, linear in `[0, 1]`.
    pub peak: f32,
    /// The backend was told to hold the microphone open though nothing is recorded.
    pub microphone_open: bool,
    /// Microphones, the default first.
    pub devices: Vec<String>,
    /// Whether the system has told which there are.
    pub devices_listed: bool,
    /// Folders of data and of documents, and the settings' file.
    pub places: Places,
    /// Folder and size of the safety copy.
    pub safety_copy: Option<(PathBuf, u64)>,
    /// Recognisers.
    pub models: Vec<ModelChoice>,
    /// Readers, which go over the sound a second time.
    pub readers: Vec<ModelChoice>,
    /// How the loading of the recogniser goes.
    pub loading: Loading,
    /// The model that was looked at.
    pub report: Option<ModelReport>,
    /// The model being looked at, until its report comes.
    pub inspecting: Option<PathBuf>,
    /// The find bar, while it is open.
    pub find: Option<Find>,
    /// History that matches the search.
    pub history: Vec<HistoryEntry>,
    /// The entry of the history that is deleted when the time is up.
    pub deleting: Option<(String, Instant)>,
    /// The entry of the history that is being renamed, and its new name.
    pub renaming: Option<(String, String)>,
    /// The entry of the history whose sound is being played.
    pub playing_history: Option<String>,
    /// The speaker who is being renamed, and the new name.
    pub naming: Option<(u32, String)>,
    /// Words to search the history for.
    pub history_query: String,
    /// Files that were used before and are there still.
    pub recent_there: Vec<PathBuf>,
    /// Folder of the file panel.
    pub folder: Folder,
    /// Name in the file panel.
    pub file_name: String,
    /// Words to look for among the settings.
    pub settings_query: String,
    /// The command for which keys are being chosen.
    pub choosing_keys: Option<Shortcut>,
    /// Word being added.
    pub new_word: String,
    /// Command being typed, or words to look for among the commands.
    pub typed_command: String,
    /// Name of the recording that is being read, and how far it is.
    pub reading: Option<(String, Reading)>,
    /// The loudest sample of each part of that recording, in `[0, 1]`, as far as it was heard.
    pub reading_wave: Vec<f32>,
    /// Recordings that wait to be read.
    pub to_read: VecDeque<PathBuf>,
    /// The speed of what recognises is being measured.
    pub measuring: bool,
    /// The trial of the microphone.
    pub trial: Option<Trial>,
    /// What is being played.
    pub playing: Option<Playing>,
    /// The recording of each segment, and where on the segments' axis of time it begins; `None` where there is no sound.
    pub recordings: Vec<Option<(u32, u64)>>,
    /// The word that the menu is about.
    pub word: Option<ClickedWord>,
    /// The address of the link that the menu is about.
    pub link: Option<String>,
    /// Whether the menu of the word is to open without a press of the other button.
    pub open_menu: bool,
    /// Words that were not heard clearly.
    pub doubtful: Doubtful,
    /// Counts over all sessions.
    pub totals: Totals,
    /// Words in the document, with the revision they were counted at.
    pub counted: (u64, usize),
    /// Conditions of device and machine that hold.
    pub notices: Notices,
    /// Whether the caret should be scrolled to, because something else than the widget moved it.
    pub follow_caret: bool,
    /// Whether the first field of the panel should take the keyboard.
    pub focus_field: bool,
    /// Whether the document should take the keyboard.
    pub focus_document: bool,
    /// Whether the window may close.
    pub may_close: bool,
    /// Whether the window is asked to close.
    pub closing: bool,
}
