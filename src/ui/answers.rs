//! What the backend tells the window of: folders, models, past sessions.

use std::path::PathBuf;

use crate::host::WallTime;

/// Contents of a folder, for the file panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folder {
    /// The folder.
    pub path: PathBuf,
    /// Folders in it, sorted, hidden ones left out.
    pub folders: Vec<String>,
    /// What was looked for in it, newest first.
    pub files: Vec<String>,
}

impl Folder {
    /// Forgets what is in it: something else is looked for.
    pub fn clear(&mut self) {
        self.folders.clear();
        self.files.clear();
    }
}

/// Where things lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Safety copies and history.
    pub data: Option<PathBuf>,
    /// Bytes of them.
    pub data_bytes: u64,
    /// The settings' file.
    pub settings: Option<PathBuf>,
    /// Documents without a folder of their own.
    pub documents: PathBuf,
}

/// What was found out about a model before loading it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelReport {
    /// The file or folder.
    pub path: PathBuf,
    /// Name for people; empty when it could not be read.
    pub name: String,
    /// What kind of model it is.
    pub kind: String,
    /// Whether it is a reader and no recogniser.
    pub is_reader: bool,
    /// Bytes of memory that it takes with a short context.
    pub needed_bytes: u64,
    /// Bytes of memory that are free, where the system tells.
    pub free_bytes: Option<u64>,
    /// Type to which its weights can be made smaller while loading so that it fits, when it does not.
    pub advice: Option<String>,
    /// What is not there, and what that means.
    pub missing: Vec<String>,
    /// Why it cannot be used and what to do, in words; `None` when it can.
    pub problem: Option<String>,
}

impl ModelReport {
    /// Whether it fits into the memory that is free; `true` where the system does not tell.
    pub fn fits(&self) -> bool {
        self.free_bytes.is_none_or(|free| self.needed_bytes <= free)
    }
}

/// A recogniser or a reader that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    /// As the settings name it: a word, or its path.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where it lies; empty for what is built in.
    pub note: String,
    /// Its size, 0 when unknown.
    pub bytes: u64,
    /// How many languages it reads, 0 when unknown.
    pub languages: usize,
    /// Whether it is still there.
    pub is_there: bool,
    /// Whether it needs more memory than is free.
    pub is_tight: bool,
}

/// One past session in the history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// What [`Request::DeleteHistory`](super::Request::DeleteHistory) takes.
    pub id: String,
    /// The name that it was given; empty when it has none.
    pub name: String,
    /// Whether there is sound of it.
    pub has_sound: bool,
    /// When it was, in the machine's time zone.
    pub at: WallTime,
    /// The whole text.
    pub text: String,
    /// Words dictated.
    pub words: usize,
    /// Milliseconds of speech.
    pub spoken_ms: u64,
}

/// Counts over all sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Words dictated.
    pub words: u64,
    /// Milliseconds of speech.
    pub spoken_ms: u64,
    /// Sessions.
    pub sessions: u64,
}

/// A dialog of the system for files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// Its title.
    pub title: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it begins, to open or save documents.
    pub folder: Option<PathBuf>,
}

/// What a dialog of the system is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Documents and recordings to open.
    Open,
    /// A file to save the document to.
    Save {
        /// A name to begin with.
        name: String,
    },
    /// A list of own words.
    Words,
    /// A model.
    Model,
}
