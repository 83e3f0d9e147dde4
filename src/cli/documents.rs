//! What a session asks for that concerns documents and files alone: saving, opening, exporting, rewriting.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::rewrite::{Instruction, RewriteError, Rewriter};
use crate::session::{Action, Effect, ExportFormat, Session};
use crate::store::export::{self, ExportDocument, Format};
use crate::store::files;

/// Writes the document to `path`, else to its own file, else to `usual`, else to a new file named by its first words.
///
/// # Errors
/// The file cannot be written.
pub(super) fn save(
    session: &mut Session,
    path: Option<PathBuf>,
    usual: Option<&Path>,
) -> Result<Vec<Effect>, String> {
    let path = path
        .or_else(|| session.view().path.map(Path::to_owned))
        .or_else(|| usual.map(Path::to_owned))
        .unwrap_or_else(|| files::free_path(Path::new("."), &files::file_stem(session.text()), "md"));
    files::write_atomic(&path, session.text().as_bytes()).map_err(|error| error.to_string())?;
    Ok(session.perform(Action::Saved(path)))
}

/// Opens the document of that spoken name in the present folder.
///
/// # Errors
/// There is none, or it cannot be read.
pub(super) fn open(session: &mut Session, name: &str) -> Result<Vec<Effect>, String> {
    let path = files::find_spoken(Path::new("."), Path::new(name))
        .ok_or_else(|| format!("there is no document called {name:?} here"))?;
    let text = files::read_text(&path).map_err(|error| error.to_string())?;
    Ok(session.perform(Action::Load {
        text,
        path: Some(path),
    }))
}

/// Writes the document in another format into the present folder.
///
/// # Errors
/// The file cannot be written.
pub(super) fn export(session: &Session, format: ExportFormat) -> Result<Vec<Effect>, String> {
    let format = match format {
        ExportFormat::Text => Format::Text,
        ExportFormat::Markdown => Format::Markdown,
        ExportFormat::Html => Format::Html,
        ExportFormat::Docx => Format::Docx,
        ExportFormat::Srt => Format::Srt,
        ExportFormat::Vtt => Format::Vtt,
        ExportFormat::Json => Format::Json,
    };
    let view = session.view();
    let stem = files::file_stem(view.text);
    let document = ExportDocument {
        title: stem.clone(),
        text: view.text.to_owned(),
        segments: view.segments.to_vec(),
        recording_ms: view.recorded_ms,
        model: view.model.to_owned(),
        ..ExportDocument::default()
    };
    // A document that is a file keeps its name.
    let named = view.path.and_then(Path::file_stem);
    let name = named.map_or(stem, |name| name.to_string_lossy().into_owned());
    let path = files::free_path(Path::new("."), &name, export::extension(format));
    export::export(&document, format, &path).map_err(|error| error.to_string())?;
    eprintln!("parlance: wrote {}", path.display());
    Ok(Vec::new())
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
    if let Err(error @ (RewriteError::NeedsModel { .. } | RewriteError::Failed(_))) = &result {
        eprintln!("parlance: {error}");
    }
    session.rewrite_done(ticket, result)
}
