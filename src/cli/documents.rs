//! What a session asks for that concerns documents and files alone: saving, opening, exporting, rewriting.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::document::FileFormat;
use crate::host::{Documents, Over, SaveError};
use crate::rewrite::{Instruction, RewriteError, Rewriter};
use crate::session::{Action, Effect, Session};
use crate::store::export::ExportDocument;
use crate::store::files;

/// The documents of a session on the command line; those without a folder lie in the present one.
pub(super) struct Files {
    documents: Documents,
    /// Where a document without a file is saved, whatever lies there: that is kept under another name.
    usual: Option<PathBuf>,
    /// A document was not written.
    failed: bool,
}

impl Files {
    /// Files in the present folder.
    pub(super) fn new(usual: Option<PathBuf>) -> Self {
        Files {
            documents: Documents::new(PathBuf::from(".")),
            usual,
            failed: false,
        }
    }

    /// Whether something that was to be written was not.
    pub(super) fn have_failed(&self) -> bool {
        self.failed
    }

    /// Reads a document.
    ///
    /// # Errors
    /// In words.
    pub(super) fn read(&mut self, path: &Path) -> Result<String, String> {
        self.documents.open(path).map_err(|error| error.to_string())
    }

    /// Does an effect that concerns files; hands back one that does not.
    pub(super) fn act(
        &mut self,
        session: &mut Session,
        effect: Effect,
    ) -> Result<Result<Vec<Effect>, String>, Effect> {
        Ok(match effect {
            Effect::Save { path, over } => self.save(session, path, over),
            Effect::SaveAs { name } => {
                let path = self.documents.named(&name);
                self.save(session, Some(path), false)
            }
            Effect::Open { name, leave } => self.open(session, name, leave),
            Effect::Export { format } => self.export(session, format),
            other => return Err(other),
        })
    }

    /// Writes the document to `path`, else to its own file, else to the usual one, else to a new file named by its first
    /// words. What is not ours there is asked about.
    fn save(
        &mut self,
        session: &mut Session,
        path: Option<PathBuf>,
        over: bool,
    ) -> Result<Vec<Effect>, String> {
        let own = path.or_else(|| session.view().path.map(Path::to_owned));
        // It counts as failed until it is not: a question may never be answered.
        self.failed = true;
        let text = session.text();
        let saved = match (own, self.usual.clone()) {
            (Some(path), usual) if usual.as_ref() != Some(&path) => {
                let over = if over { Over::Anything } else { Over::Own };
                match self.documents.save(&path, text, over) {
                    Ok(()) => path,
                    Err(error) => return self.stopped(session, &error),
                }
            }
            (_, Some(usual)) => self.keep(&usual, text)?,
            (_, None) => self.documents.save_new(text).map_err(|error| error.to_string())?,
        };
        self.failed = false;
        Ok(session.perform(Action::Saved(saved)))
    }

    /// Writes a text to the usual file, and keeps what was there under another name.
    ///
    /// # Errors
    /// In words.
    fn keep(&mut self, usual: &Path, text: &str) -> Result<PathBuf, String> {
        let kept = self
            .documents
            .save_keeping(usual, text)
            .map_err(|error| error.to_string())?;
        if let Some(kept) = kept {
            let (was, now) = (usual.display(), kept.display());
            eprintln!("parlance: {was} was there already; what it held is now in {now}");
        }
        Ok(usual.to_owned())
    }

    /// Writes the document to the usual file at the end, if there is one. Nothing at all is written over nothing.
    ///
    /// # Errors
    /// In words.
    #[cfg(feature = "desktop")]
    pub(super) fn conclude(&mut self, text: &str) -> Result<(), String> {
        let Some(usual) = self.usual.clone() else {
            return Ok(());
        };
        if text.trim().is_empty() && usual.exists() {
            eprintln!("parlance: nothing was dictated; {} is as it was", usual.display());
            return Ok(());
        }
        self.keep(&usual, text).map(|_| ())
    }

    /// Asks where yes writes all the same; tells the rest.
    fn stopped(&mut self, session: &mut Session, error: &SaveError) -> Result<Vec<Effect>, String> {
        let (Some((yes, no)), Some(path)) = (error.question(), error.path()) else {
            return Err(error.to_string());
        };
        let effect = Box::new(Effect::Save {
            path: Some(path.to_owned()),
            over: true,
        });
        Ok(session.perform(Action::Ask { yes, no, effect }))
    }

    /// Opens the document of that spoken name in the present folder; text that is in no file is asked about.
    fn open(&mut self, session: &mut Session, name: String, leave: bool) -> Result<Vec<Effect>, String> {
        let path = self.documents.find(&name)?;
        if !leave && session.view().dirty && !session.text().trim().is_empty() {
            return Ok(session.perform(Action::Ask {
                yes: format!("Open “{name}” without saving this text"),
                no: "Stay here".to_owned(),
                effect: Box::new(Effect::Open { name, leave: true }),
            }));
        }
        let text = self.read(&path)?;
        let path = Some(path);
        Ok(session.perform(Action::Load { text, path }))
    }

    /// Writes the document in another format beside it, or into the present folder.
    fn export(&mut self, session: &Session, format: FileFormat) -> Result<Vec<Effect>, String> {
        let view = session.view();
        // A document that is a file keeps its name.
        let named = view.path.and_then(Path::file_stem);
        let title = named.map_or_else(
            || files::file_stem(view.text),
            |name| name.to_string_lossy().into_owned(),
        );
        let document = ExportDocument {
            title,
            text: view.text.to_owned(),
            segments: view.segments.to_vec(),
            recording_ms: view.recorded_ms,
            speakers: view.speakers.to_vec(),
            model: view.model.to_owned(),
            ..ExportDocument::default()
        };
        let folder = view
            .path
            .and_then(Path::parent)
            .filter(|folder| !folder.as_os_str().is_empty());
        let written = self.documents.export(&document, format, folder);
        self.failed |= written.is_err();
        let path = written.map_err(|error| error.to_string())?;
        eprintln!("parlance: wrote {}", path.display());
        Ok(Vec::new())
    }
}

/// Rewrites, and tells on standard error why where it cannot be done.
pub(super) fn rewrite(
    session: &mut Session,
    rewriter: &mut dyn Rewriter,
    ticket: u64,
    instruction: &Instruction,
    text: &str,
) -> Vec<Effect> {
    let result = rewriter.rewrite(instruction, text, &mut |piece| {
        session.rewrite_piece(ticket, piece);
        ControlFlow::Continue(())
    });
    if let Err(
        error @ (RewriteError::NeedsModel { .. } | RewriteError::Failed(_) | RewriteError::Program { .. }),
    ) = &result
    {
        eprintln!("parlance: {error}");
    }
    session.rewrite_done(ticket, result)
}
