//! Where things lie on this machine.

use std::path::{Path, PathBuf};

use crate::store::settings::{Settings, data_dir, settings_file};
use crate::store::{clock, history, private};

/// Folders and files of one user.
#[derive(Clone, Debug)]
pub struct Places {
    /// Documents that were given no folder.
    pub documents: PathBuf,
    /// The settings' file; without one nothing is stored.
    pub settings: Option<PathBuf>,
    /// Past sessions; without a folder none are kept.
    pub history: Option<PathBuf>,
    /// Sessions that run or were cut off.
    pub sessions: Option<PathBuf>,
}

impl Places {
    /// Where the platform puts them.
    pub fn usual() -> Self {
        let user = directories::UserDirs::new();
        let documents = user
            .as_ref()
            .and_then(|user| user.document_dir().map(Path::to_path_buf));
        let data = data_dir();
        let below = |name: &str| data.as_ref().map(|folder| folder.join(name));
        Places {
            documents: documents
                .or_else(|| user.map(|user| user.home_dir().to_path_buf()))
                .unwrap_or_else(|| PathBuf::from(".")),
            settings: settings_file(),
            history: below("history"),
            sessions: below("sessions"),
        }
    }

    /// The same, with documents in the folder in which the program was started.
    pub fn here() -> Self {
        Places {
            documents: PathBuf::from("."),
            ..Places::usual()
        }
    }

    /// What could not be read, beside the sessions.
    pub fn unreadable(&self) -> Option<PathBuf> {
        Some(self.sessions.as_deref()?.parent()?.join("unreadable"))
    }

    /// The history, if these settings want one.
    pub fn history_of(&self, settings: &Settings) -> Option<PathBuf> {
        self.history
            .clone()
            .filter(|_| settings.history_days.limit() != Some(0))
    }

    /// Forgets what is older than these settings want, and takes the rights of others off the rest. Every front end does this
    /// at its start.
    pub fn apply_retention(&self, settings: &Settings) {
        let folders = [self.sessions.clone(), self.history.clone(), self.unreadable()];
        for folder in folders.iter().flatten().filter(|folder| folder.is_dir()) {
            private::tighten(folder);
        }
        // Settings that could not be read say nothing of what may go.
        let Some(days) = settings.history_days.limit().filter(|_| !settings.is_doubtful()) else {
            return;
        };
        if let Some(history) = &self.history {
            history::purge(history, days, clock::now_s());
        }
        if let Some(unreadable) = self.unreadable() {
            history::purge_unreadable(&unreadable, days, clock::now_s());
        }
    }
}
