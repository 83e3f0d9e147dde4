//! When a document is saved: what is on its way to the disk, what autosave may write, and whether all was written.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::file_job::Place;
use crate::session::View;

/// Autosave waits until nothing changed for so long.
const QUIET: Duration = Duration::from_secs(2);
/// After a failure it waits for so long: a folder that refuses now will refuse in two seconds as well.
const RETRY: Duration = Duration::from_secs(30);

/// What is known of the saving of a session's document.
#[derive(Debug)]
pub struct Saving {
    /// Where a document without a file is saved, whatever lies there: that is kept under another name.
    usual: Option<PathBuf>,
    /// Revision and time of the last change.
    changed: (u64, Instant),
    /// The revision that is on its way to the disk.
    asked: Option<u64>,
    /// The file that the user saved to: only over that one autosave writes.
    own: Option<PathBuf>,
    /// The document was to be written, and was not.
    unwritten: bool,
    /// It was not exported.
    unexported: bool,
}

impl Default for Saving {
    fn default() -> Self {
        Saving::to(None)
    }
}

impl Saving {
    /// Documents without a file are saved to `usual`, if there is one.
    pub fn to(usual: Option<PathBuf>) -> Self {
        Saving {
            usual,
            changed: (0, Instant::now()),
            asked: None,
            own: None,
            unwritten: false,
            unexported: false,
        }
    }

    /// Where a document without a file is saved.
    pub fn usual(&self) -> Option<&Path> {
        self.usual.as_deref()
    }

    /// Whether something that was to be written was not.
    pub fn has_failed(&self) -> bool {
        self.unwritten || self.unexported
    }

    /// Where the document goes: to `path`, else to its own file, else to the usual one, else to a new one.
    pub(super) fn place(&self, path: Option<PathBuf>, view: &View<'_>) -> Place {
        match (path.or_else(|| view.path.map(Path::to_owned)), &self.usual) {
            (Some(path), usual) if usual.as_ref() != Some(&path) => Place::File(path),
            (_, Some(usual)) => Place::Keeping(usual.clone()),
            (_, None) => Place::New,
        }
    }

    /// The session's text may have changed.
    pub(super) fn look(&mut self, revision: u64) {
        if revision != self.changed.0 {
            self.changed = (revision, Instant::now());
        }
    }

    /// This revision is on its way. It counts as not written until it is: a question may never be answered.
    pub(super) fn ask(&mut self, revision: u64, automatic: bool) {
        self.asked = Some(revision);
        self.unwritten |= !automatic;
    }

    /// It is on the disk; `false` when the text has changed meanwhile.
    pub(super) fn done(&mut self, path: &Path, automatic: bool, revision: u64) -> bool {
        if !automatic {
            self.own = Some(path.to_owned());
            self.unwritten = false;
        }
        self.asked.take() == Some(revision)
    }

    /// The file holds something that nobody has said may go: nothing is saved by itself any more until the user saves.
    pub(super) fn stop(&mut self) {
        (self.own, self.asked) = (None, None);
    }

    /// An export was not written.
    pub(super) fn fail_export(&mut self) {
        self.unexported = true;
    }

    /// The document was not written.
    pub fn fail(&mut self) {
        self.unwritten = true;
        if self.asked.take().is_some() {
            self.changed.1 = Instant::now() + RETRY;
        }
    }

    /// Whether there is something for autosave to write.
    pub(super) fn owes(&self, view: &View<'_>) -> bool {
        view.path.is_some() && view.path == self.own.as_deref() && view.dirty && self.asked.is_none()
    }

    /// When autosave will be due, if it has something to write.
    pub fn due_in(&self, view: &View<'_>) -> Option<Duration> {
        let rest = |since: Instant| (since + QUIET).saturating_duration_since(Instant::now());
        self.owes(view).then(|| rest(self.changed.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::new_session;
    use crate::session::Action;
    use crate::settings::Settings;

    #[test]
    fn autosave_writes_where_the_user_saved_and_nowhere_else() {
        let path = Path::new("letter.md");
        let mut session = new_session(&Settings::default()).unwrap();
        let mut saving = Saving::default();
        let typed = |text: &str| Action::ReplaceRange {
            start: 0,
            end: 0,
            text: text.to_owned(),
        };
        session.perform(Action::Load {
            text: "One.".to_owned(),
            path: Some(path.to_owned()),
        });
        session.perform(typed("Two. "));
        assert!(!saving.owes(&session.view()), "it was only opened");
        saving.ask(session.view().revision, false);
        assert!(saving.has_failed(), "it is not written yet");
        assert!(saving.done(path, false, session.view().revision));
        session.perform(Action::Saved {
            path: path.to_owned(),
            automatic: false,
        });
        assert!(!saving.has_failed() && !saving.owes(&session.view()));
        session.perform(typed("Three. "));
        saving.look(session.view().revision);
        assert!(saving.due_in(&session.view()).is_some_and(|due| !due.is_zero()));
        saving.ask(session.view().revision, true);
        saving.fail();
        assert!(saving.due_in(&session.view()).is_some_and(|due| due > QUIET));
        saving.stop();
        assert!(!saving.owes(&session.view()), "somebody else's text is there");
    }
}
