//! What the window asks of its backend, and what comes back.
//!
//! The window knows no device, no model and no file: it puts a [`Request`] into a bounded queue and later
//! polls an [`Answer`]. `app` implements [`Backend`] over the pipeline and the store.

use std::path::PathBuf;
use std::sync::Arc;

use crate::host::recovery::CutOff;
use crate::host::{FileJob, FileOutcome, RewriteJob, Wanted};
use crate::rewrite::{Rewrite, RewriteError};
use crate::session::{Dictated, View};
use crate::transcript::Event;

use super::answers::{Dialog, Folder, HistoryEntry, ModelChoice, ModelReport, Places, Totals};
use crate::settings::Settings;

/// Wakes the window from any thread, so that it polls.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The queue to the store or the pipeline is full; nothing happened, the user may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// What is behind a window: pipeline, store, clipboard. Every call returns at once.
pub trait Backend {
    /// Takes the function that wakes the window; called once, before anything else.
    fn set_wake(&mut self, wake: Wake);

    /// Asks for something; what becomes of it comes back through [`Backend::poll`].
    ///
    /// # Errors
    /// [`Busy`] when the queue is full.
    fn ask(&mut self, request: Request) -> Result<(), Busy>;

    /// The next answer, in order, or `None` when there is none now.
    fn poll(&mut self) -> Option<Answer>;

    /// Looks at the session after events and actions, for the safety copy.
    fn observe(&mut self, view: &View<'_>);

    /// Loudness of the sound now coming in.
    fn level(&self) -> Level;

    /// Milliseconds of the piece that were played, while it is played.
    fn playing_ms(&self) -> Option<u64>;

    /// How far a recording from a file is heard; `None` while none is.
    fn reading(&self) -> Option<Reading>;

    /// Where to look for letters that the window's own typefaces lack.
    fn fonts(&self) -> FontSource;
}

/// How far a recording from a file is heard, in milliseconds of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Heard so far.
    pub heard_ms: u64,
    /// Its length, as far as that is known.
    pub total_ms: u64,
}

/// Finds a font of the system that has a letter; may read from the disk.
pub type FontSource = Arc<dyn Fn(char) -> Option<FoundFont> + Send + Sync>;

/// A font of the system.
#[derive(Clone)]
pub struct FoundFont {
    /// A name of its own.
    pub name: String,
    /// The whole file.
    pub bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    /// Which of the faces in it.
    pub index: u32,
}

/// Loudness of the last tenth of a second, linear in `[0, 1]`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Level {
    /// Largest absolute sample.
    pub peak: f32,
    /// Root mean square.
    pub rms: f32,
}

/// Where sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The chosen microphone.
    Microphone,
    /// A file in the microphone's place.
    File {
        /// The file.
        path: PathBuf,
        /// At the pace of speech, instead of as fast as possible.
        realtime: bool,
    },
    /// The recording that comes with parlance, for a first try without a microphone.
    Sample,
}

/// A piece of a recording of this window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The recording's number, as [`Answer::Begun`] told it.
    pub recording: u32,
    /// Where it begins, in milliseconds from the recording's beginning.
    pub from_ms: u64,
    /// Where it ends.
    pub to_ms: u64,
}

/// Something the window asks for.
#[derive(Clone, Debug)]
pub enum Request {
    /// Begin a recording; events follow.
    Listen(Source),
    /// End the recording after the words already spoken.
    StopListening,
    /// Hear the microphone for a trial, until [`Request::StopListening`]: events follow, and nothing is kept.
    TryMicrophone,
    /// Hear the sample as fast as possible, and tell how fast that was: [`Answer::Speed`] follows, and nothing is kept.
    MeasureSpeed,
    /// Let the user choose files in the system's dialog; [`Answer::Picked`] or [`Answer::NoDialog`] follows.
    PickFiles(Dialog),
    /// Keep the microphone open though nothing is recorded, or no longer.
    KeepReady(bool),
    /// Rewrite a text; [`Answer::RewritePiece`] and [`Answer::RewriteDone`] follow.
    Rewrite(RewriteJob),
    /// Break off this rewrite.
    CancelRewrite {
        /// Its ticket.
        ticket: u64,
    },
    /// Put this on the clipboard; [`Answer::Copied`] follows.
    Copy {
        /// Plain text.
        text: String,
        /// The same as HTML, when there is formatting.
        html: Option<String>,
    },
    /// Put back what was on the clipboard before the last copy.
    RestoreClipboard,
    /// Fetch the clipboard's text; [`Answer::Pasted`] follows.
    Paste,
    /// Do this with a document's file; [`Answer::File`] follows, or [`Answer::Folder`] where it is a folder that is opened.
    File(FileJob),
    /// Look which of these files are there; [`Answer::Found`] follows.
    FindFiles(Vec<PathBuf>),
    /// List a folder for the file panel; [`Answer::Folder`] follows.
    ListFolder {
        /// The folder; `None` is the documents folder.
        folder: Option<PathBuf>,
        /// What is looked for in it.
        wanted: Wanted,
    },
    /// List microphones and models; [`Answer::Devices`], [`Answer::Models`], [`Answer::Readers`] and
    /// [`Answer::SafetyCopy`] follow.
    ListChoices,
    /// Load recogniser and reader once more: what kept them from it may be gone.
    LoadAgain,
    /// Look at a model without loading it; [`Answer::ModelInspected`] follows.
    InspectModel(PathBuf),
    /// Search the history, newest first, for words that must all occur; empty finds all. [`Answer::History`] follows.
    SearchHistory(String),
    /// Forget one entry of the history.
    DeleteHistory(String),
    /// Give an entry of the history a name; [`Answer::History`] follows.
    RenameHistory {
        /// [`HistoryEntry::id`].
        id: String,
        /// The name; empty takes it away.
        name: String,
    },
    /// Play all the sound of the entry of the history with this [`HistoryEntry::id`]; [`Backend::playing_ms`] tells that
    /// it goes on.
    PlayHistory(String),
    /// Forget the whole history, sound included.
    ClearHistory,
    /// Keep a document as an entry of the history: another one has taken its place.
    KeepInHistory {
        /// The document.
        document: Dictated,
        /// Numbers of its recordings of which there is sound.
        recordings: Vec<u32>,
    },
    /// Store the settings and act on them.
    StoreSettings(Box<Settings>),
    /// Read own words out of a text file, one a line; [`Answer::Vocabulary`] follows.
    ImportVocabulary(PathBuf),
    /// Show this folder in the system's file manager.
    ShowFolder(PathBuf),
    /// Play a piece of a recording of this window; where it is, [`Backend::playing_ms`] tells.
    Play(Piece),
    /// Look how loud each of so many equal parts of a recording's piece is; [`Answer::Wave`] follows.
    Wave(Piece, usize),
    /// Show a page of the web in the system's browser.
    OpenLink(String),
    /// Play no more.
    StopPlaying,
    /// Take up what was left by a crash, or leave it.
    Recover {
        /// Take it (`true`) or erase it.
        accept: bool,
    },
}

/// Something that came back.
#[derive(Debug)]
pub enum Answer {
    /// Out of the inference loop, for the session.
    Event(Event),
    /// A recording began; its events follow.
    Begun {
        /// Its number, from 1.
        recording: u32,
    },
    /// The recording that was asked for did not begin.
    NotBegun {
        /// Why, and what to do, in words.
        message: String,
    },
    /// A piece of a running rewrite.
    RewritePiece {
        /// Its ticket.
        ticket: u64,
        /// Text to append to the preview.
        piece: String,
    },
    /// The end of a rewrite.
    RewriteDone {
        /// Its ticket.
        ticket: u64,
        /// What came of it.
        result: Result<Rewrite, RewriteError>,
    },
    /// The clipboard holds the text now.
    Copied {
        /// Whether [`Request::RestoreClipboard`] can bring back what was there before.
        can_restore: bool,
    },
    /// The clipboard's text.
    Pasted(String),
    /// What came of a [`Request::File`].
    File(FileOutcome),
    /// Files that were chosen in the system's dialog; none when it was closed.
    Picked {
        /// What was asked for.
        dialog: Dialog,
        /// The files.
        files: Vec<PathBuf>,
    },
    /// Those of the files that are there.
    Found(Vec<PathBuf>),
    /// The system shows no dialogs.
    NoDialog,
    /// Contents of a folder.
    Folder(Folder),
    /// Names of the microphones, the default first.
    Devices(Vec<String>),
    /// Where things lie.
    Folders(Places),
    /// Where the safety copy lies.
    SafetyCopy {
        /// Its folder.
        folder: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// All recognisers that were found.
    Models(Vec<ModelChoice>),
    /// All readers that were found, which go over the sound a second time.
    Readers(Vec<ModelChoice>),
    /// What a model is and whether it can be used.
    ModelInspected(ModelReport),
    /// Entries of the history that match.
    History(Vec<HistoryEntry>),
    /// What recognises is so many times as fast as speech on this computer.
    Speed(f32),
    /// How loud the parts of a recording's piece are: the loudest sample of each, in `[0, 1]`.
    Wave {
        /// The recording's number.
        recording: u32,
        /// Where the piece begins, in milliseconds.
        from_ms: u64,
        /// One for each part.
        peaks: Vec<f32>,
    },
    /// Own words changed on disk.
    Vocabulary(Vec<String>),
    /// Counts over all sessions.
    Totals(Totals),
    /// Sessions that were cut off can be brought back; they wait for [`Request::Recover`], however long.
    Recovery(CutOff),
    /// This text of a session that was cut off goes behind what is in the document.
    Recovered(String),
    /// The sound of that session was heard as well.
    RecoveryDone,
    /// Something failed; what and what to do, in words.
    Trouble(String),
}
