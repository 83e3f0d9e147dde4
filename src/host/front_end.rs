//! What a session asks for, done: one match for every front end, which gives what differs between them.
//!
//! Nothing here waits: what takes long is handed to the front end, and comes back through the functions below.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::file_job::{FileJob, FileOutcome, Place};
use super::saving::Saving;
use crate::document::FileFormat;
use crate::rewrite::{Instruction, Rewrite, RewriteError, Rewriter};
use crate::session::{Action, Dictated, Effect, Session};
use crate::store::export::ExportDocument;
use crate::store::files;
use crate::transcript::Event;

/// What differs between the window, the terminal and a script.
pub trait FrontEnd {
    /// The session, and what is known of the saving of its document.
    fn parts(&mut self) -> (&mut Session, &mut Saving);

    /// The session has changed: what it says is shown.
    fn session_changed(&mut self);

    /// Begins a recording.
    fn begin_recording(&mut self);

    /// Ends the recording, after the words already spoken.
    fn end_recording(&mut self);

    /// Puts this on the clipboard.
    fn copy(&mut self, text: String, html: Option<String>);

    /// Fetches the clipboard's text, which goes to [`pasted`].
    fn paste(&mut self);

    /// Puts back what was on the clipboard before the last copy.
    fn restore_clipboard(&mut self);

    /// Runs the job; what came of it goes to [`file_done`].
    fn run_file_job(&mut self, job: FileJob);

    /// Runs the rewriter; its pieces go to the session, its end to [`rewrite_done`].
    fn rewrite(&mut self, job: RewriteJob);

    /// Breaks off the rewrite with this ticket.
    fn cancel_rewrite(&mut self, ticket: u64);

    /// Keeps a document in the history, where the settings want one.
    fn keep_in_history(&mut self, document: Dictated);

    /// Tells the recogniser the session's own words, and stores them.
    fn vocabulary_changed(&mut self);

    /// Shows "what can I say".
    fn show_help(&mut self);

    /// Says what became of something.
    fn report(&mut self, report: Report);
}

/// A text to rewrite.
#[derive(Clone, Debug, PartialEq)]
pub struct RewriteJob {
    /// Ticket that the result must carry.
    pub ticket: u64,
    /// What to do.
    pub instruction: Instruction,
    /// The text: data, never an instruction.
    pub text: String,
}

/// What became of something, for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The document is in this file.
    Saved {
        /// The file.
        path: PathBuf,
        /// Nobody asked for it.
        automatic: bool,
        /// Where the text is now that was in the file before.
        kept: Option<PathBuf>,
    },
    /// This document has taken the place of the one that was open.
    Opened(PathBuf),
    /// The document is in this file too.
    Exported(PathBuf),
    /// The document was not saved; why, in words.
    NotSaved(String),
    /// Something else was not done; why, in words.
    Failed(String),
    /// There is no rewrite.
    NotRewritten(RewriteError),
}

impl Report {
    /// What of it is to be said where nothing else shows it.
    pub fn remark(&self) -> Option<String> {
        match self {
            Report::Saved {
                path,
                kept: Some(kept),
                ..
            } => {
                let (was, now) = (path.display(), kept.display());
                Some(format!("{was} was there already; what it held is now in {now}"))
            }
            Report::Exported(path) => Some(format!("wrote {}", path.display())),
            Report::NotSaved(problem) | Report::Failed(problem) => Some(problem.clone()),
            Report::NotRewritten(RewriteError::Rejected(_) | RewriteError::Cancelled) => None,
            Report::NotRewritten(error) => Some(error.to_string()),
            Report::Saved { kept: None, .. } | Report::Opened(_) => None,
        }
    }
}

/// Lets the session do what the user asks for, and does what follows from that.
pub fn perform<F: FrontEnd>(front: &mut F, action: Action) {
    let effects = front.parts().0.perform(action);
    execute(front, effects);
}

/// Lets the session take an event, and does what follows from that.
pub fn hear<F: FrontEnd>(front: &mut F, event: Event) {
    let effects = front.parts().0.on_event(event);
    execute(front, effects);
}

/// Does what the session has asked for, in order.
pub fn execute<F: FrontEnd>(front: &mut F, effects: Vec<Effect>) {
    let (session, saving) = front.parts();
    saving.look(session.view().revision);
    front.session_changed();
    for effect in effects {
        carry_out(front, effect);
    }
}

fn carry_out<F: FrontEnd>(front: &mut F, effect: Effect) {
    match effect {
        Effect::StartListening => front.begin_recording(),
        Effect::StopListening => front.end_recording(),
        Effect::Copy { text, html } => front.copy(text, html),
        Effect::Paste => front.paste(),
        Effect::RestoreClipboard => front.restore_clipboard(),
        Effect::Save { path, over } => save(front, path, over),
        Effect::SaveAs { name } => write(front, Place::Named(name), false, false),
        Effect::Open { name } => open(front, Place::Named(name), false),
        Effect::Load { path, text } => load(front, path, text),
        Effect::Export { format } => export(front, format),
        Effect::ShowHelp => front.show_help(),
        Effect::VocabularyChanged => front.vocabulary_changed(),
        Effect::Rewrite {
            ticket,
            instruction,
            text,
        } => front.rewrite(RewriteJob {
            ticket,
            instruction,
            text,
        }),
        Effect::CancelRewrite { ticket } => front.cancel_rewrite(ticket),
        Effect::KeepInHistory(document) => front.keep_in_history(document),
    }
}

/// Saves the document to `path`, else to its own file, else to a new one.
pub fn save<F: FrontEnd>(front: &mut F, path: Option<PathBuf>, over: bool) {
    let (session, saving) = front.parts();
    let place = saving.place(path, &session.view());
    write(front, place, false, over);
}

/// Saves the document to its file if the user has saved it there before and nothing has changed for a while.
pub fn autosave<F: FrontEnd>(front: &mut F) {
    let (session, saving) = front.parts();
    if saving.due_in(&session.view()).is_some_and(|due| due.is_zero()) {
        autosave_now(front);
    }
}

/// Saves the document to its file if the user has saved it there before and it has changed since.
pub fn autosave_now<F: FrontEnd>(front: &mut F) {
    let (session, saving) = front.parts();
    let path = session.view().path.map(Path::to_owned);
    if let Some(path) = path.filter(|_| saving.owes(&session.view())) {
        write(front, Place::File(path), true, false);
    }
}

fn write<F: FrontEnd>(front: &mut F, place: Place, automatic: bool, over: bool) {
    let (session, saving) = front.parts();
    saving.ask(session.view().revision, automatic);
    let text = session.text().to_owned();
    front.run_file_job(FileJob::Save {
        place,
        text,
        automatic,
        over,
    });
}

/// Opens a document; text that is in no file is asked about, unless it may be left.
pub fn open<F: FrontEnd>(front: &mut F, place: Place, leave: bool) {
    front.run_file_job(FileJob::Open { place, leave });
}

/// Writes the document in another format to a new file beside it, or in the folder for documents, named like itself.
pub fn export<F: FrontEnd>(front: &mut F, format: FileFormat) {
    let view = front.parts().0.view();
    let named = view.path.and_then(Path::file_stem);
    let title = named.map_or_else(
        || files::file_stem(view.text),
        |name| name.to_string_lossy().into_owned(),
    );
    let folder = view.path.and_then(Path::parent);
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let job = FileJob::Export {
        format,
        folder: folder.map(Path::to_owned),
        document: Box::new(ExportDocument {
            title,
            text: view.text.to_owned(),
            segments: view.segments.to_vec(),
            recording_ms: view.recorded_ms,
            speakers: view.speakers.to_vec(),
            model: view.model.to_owned(),
            ..ExportDocument::default()
        }),
    };
    front.run_file_job(job);
}

/// Takes what came of a [`FileJob`]. What would be lost is asked about.
pub fn file_done<F: FrontEnd>(front: &mut F, outcome: FileOutcome) {
    match outcome {
        FileOutcome::Saved {
            path,
            automatic,
            kept,
        } => {
            let (session, saving) = front.parts();
            // Typing may have gone on while the file was written; then the newest text is not yet on disk.
            if saving.done(&path, automatic, session.view().revision) {
                let path = path.clone();
                perform(front, Action::Saved { path, automatic });
            }
            front.report(Report::Saved {
                path,
                automatic,
                kept,
            });
        }
        FileOutcome::Stopped {
            path,
            automatic,
            error,
        } => {
            front.parts().1.stop();
            front.report(Report::NotSaved(error.to_string()));
            if let Some((yes, no)) = error.question().filter(|_| !automatic) {
                let path = Some(path);
                let effect = Box::new(Effect::Save { path, over: true });
                perform(front, Action::Ask { yes, no, effect });
            }
        }
        FileOutcome::Opened { path, text, leave } => {
            if leave || !front.parts().0.view().is_unsaved() {
                return load(front, path, text);
            }
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let ask = Action::Ask {
                yes: format!("Open “{name}” without saving this text"),
                no: "Stay here".to_owned(),
                effect: Box::new(Effect::Load { path, text }),
            };
            perform(front, ask);
        }
        FileOutcome::Exported(path) => front.report(Report::Exported(path)),
        FileOutcome::NotSaved(problem) => {
            front.parts().1.fail();
            front.report(Report::NotSaved(problem));
        }
        FileOutcome::NotExported(problem) => {
            front.parts().1.fail_export();
            front.report(Report::Failed(format!("Not exported: {problem}")));
        }
        FileOutcome::NotOpened(problem) => front.report(Report::Failed(problem)),
    }
}

/// Puts a document that was read in the place of the one that is open.
fn load<F: FrontEnd>(front: &mut F, path: PathBuf, text: String) {
    let shown = Some(path.clone());
    perform(front, Action::Load { text, path: shown });
    front.report(Report::Opened(path));
}

/// Puts the clipboard's text over the selection.
pub fn pasted<F: FrontEnd>(front: &mut F, text: String) {
    let view = front.parts().0.view();
    let (start, end) = view.selection();
    let before = start.checked_sub(1).and_then(|at| view.text.chars().nth(at));
    let text = set_apart(before, &text, view.text.chars().nth(end));
    perform(front, Action::ReplaceRange { start, end, text });
}

/// The text with a blank on each side where it would run into a word there: who pastes by voice sets none.
fn set_apart(before: Option<char>, text: &str, after: Option<char>) -> String {
    let begins = text.starts_with(|c: char| c.is_alphanumeric() || "“‘(*[".contains(c));
    let ends = text.ends_with(|c: char| c.is_alphanumeric() || ".,;:!?…”’)*".contains(c));
    let open = |c: char| c.is_whitespace() || "([{“‘\"'-–—/#*_".contains(c);
    let left = begins && before.is_some_and(|c| !open(c));
    let right = ends && after.is_some_and(|c| c.is_alphanumeric() || "“‘(".contains(c));
    let blank = |wanted: bool| if wanted { " " } else { "" };
    format!("{}{text}{}", blank(left), blank(right))
}

/// Rewrites at once; the pieces go to the session.
///
/// # Errors
/// [`RewriteError`].
pub fn rewrite_now(
    session: &mut Session,
    rewriter: &mut dyn Rewriter,
    job: &RewriteJob,
) -> Result<Rewrite, RewriteError> {
    rewriter.rewrite(&job.instruction, &job.text, &mut |piece| {
        session.rewrite_piece(job.ticket, piece);
        ControlFlow::Continue(())
    })
}

/// Takes the end of a rewrite.
pub fn rewrite_done<F: FrontEnd>(front: &mut F, ticket: u64, result: Result<Rewrite, RewriteError>) {
    let error = result.as_ref().err().cloned();
    let effects = front.parts().0.rewrite_done(ticket, result);
    execute(front, effects);
    if let Some(error) = error {
        front.report(Report::NotRewritten(error));
    }
}

#[cfg(test)]
mod tests {
    use super::set_apart;

    #[test]
    fn what_is_pasted_does_not_run_into_the_words_around_it() {
        assert_eq!(set_apart(Some('.'), "Eat it.", None), " Eat it.");
        assert_eq!(set_apart(None, "Eat it.", Some('T')), "Eat it. ");
        assert_eq!(set_apart(Some('o'), "and", Some('t')), " and ");
        assert_eq!(set_apart(Some(' '), "and", Some(',')), "and");
        assert_eq!(set_apart(Some('('), "and", Some(')')), "and");
        assert_eq!(
            set_apart(Some('x'), "\n\nA paragraph.\n", Some('y')),
            "\n\nA paragraph.\n"
        );
        assert_eq!(set_apart(Some('a'), ", too", None), ", too");
    }
}
