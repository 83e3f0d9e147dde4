//! What is to be done with a document's file, as a value: done at once or on a thread of its own, and answered.

use std::fs;
use std::path::PathBuf;

use super::documents::{Documents, Over, SaveError};
use crate::document::FileFormat;
use crate::store::export::ExportDocument;

/// Where a document lies, or is to lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this file.
    File(PathBuf),
    /// In this file; what it holds of others is kept under another name beside it.
    Keeping(PathBuf),
    /// In the file of this name as spoken, in the folder for documents.
    Named(String),
    /// In a new file of the folder for documents, named by its first words.
    New,
}

/// Something to be done with a file.
#[derive(Clone, Debug)]
pub enum FileJob {
    /// Write the document.
    Save {
        /// Where to.
        place: Place,
        /// The whole text.
        text: String,
        /// Nobody asked for it.
        automatic: bool,
        /// Over whatever is there: the user was asked.
        over: bool,
    },
    /// Read a document.
    Open {
        /// Which one.
        place: Place,
        /// The document that is open may be left as it is: the user was asked.
        leave: bool,
    },
    /// Write the document in another format, to a new file.
    Export {
        /// Which format.
        format: FileFormat,
        /// The folder; `None` is the one for documents.
        folder: Option<PathBuf>,
        /// What to write.
        document: Box<ExportDocument>,
    },
}

/// What came of a [`FileJob`].
#[derive(Debug)]
pub enum FileOutcome {
    /// The document is on disk.
    Saved {
        /// The file.
        path: PathBuf,
        /// As in the job.
        automatic: bool,
        /// Where the text is now that was in the file before.
        kept: Option<PathBuf>,
    },
    /// The document was not written: something else stands there, which nobody has said may go.
    Stopped {
        /// The file.
        path: PathBuf,
        /// As in the job.
        automatic: bool,
        /// What is there.
        error: SaveError,
    },
    /// A document was read.
    Opened {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
        /// As in the job.
        leave: bool,
    },
    /// An export is on disk.
    Exported(PathBuf),
    /// The document was not written; why, in words.
    NotSaved(String),
    /// It was not exported; why, in words.
    NotExported(String),
    /// Nothing was read; why, in words.
    NotOpened(String),
}

impl FileJob {
    /// Does it.
    pub fn run(self, documents: &mut Documents) -> FileOutcome {
        match self {
            FileJob::Save {
                place,
                text,
                automatic,
                over,
            } => save(documents, place, &text, (automatic, over)),
            FileJob::Open { place, leave } => open(documents, place, leave),
            FileJob::Export {
                format,
                folder,
                document,
            } => match documents.export(&document, format, folder.as_deref()) {
                Ok(path) => FileOutcome::Exported(path),
                Err(error) => FileOutcome::NotExported(error.to_string()),
            },
        }
    }
}

fn save(documents: &mut Documents, place: Place, text: &str, (automatic, over): (bool, bool)) -> FileOutcome {
    let saved = |path, kept| FileOutcome::Saved {
        path,
        automatic,
        kept,
    };
    let path = match place {
        Place::New => {
            return match documents.save_new(text) {
                Ok(path) => saved(path, None),
                Err(error) => FileOutcome::NotSaved(error.to_string()),
            };
        }
        Place::Keeping(path) => {
            return match documents.save_keeping(&path, text) {
                Ok(kept) => saved(path, kept),
                Err(error) => FileOutcome::NotSaved(error.to_string()),
            };
        }
        Place::Named(name) => documents.named(&name),
        Place::File(path) => path,
    };
    if let Some(Err(error)) = path.parent().map(fs::create_dir_all) {
        return FileOutcome::NotSaved(format!("{}: {error}", path.display()));
    }
    let over = if over { Over::Anything } else { Over::Own };
    match documents.save(&path, text, over) {
        Ok(()) => saved(path, None),
        Err(SaveError::File(error)) => FileOutcome::NotSaved(error.to_string()),
        Err(error) => FileOutcome::Stopped {
            path,
            automatic,
            error,
        },
    }
}

fn open(documents: &mut Documents, place: Place, leave: bool) -> FileOutcome {
    let found = match place {
        Place::Named(name) => documents.find(&name),
        Place::File(path) | Place::Keeping(path) => Ok(path),
        Place::New => Err("there is nothing to open".to_owned()),
    };
    let read = found.and_then(|path| match documents.open(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) => Err(error.to_string()),
    });
    match read {
        Ok((path, text)) => FileOutcome::Opened { path, text, leave },
        Err(problem) => FileOutcome::NotOpened(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_document_opens_again_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut documents = Documents::new(folder.path().to_owned());
        let path = folder.path().join("new/Letter.md");
        let save = |place, automatic| FileJob::Save {
            place,
            text: "Dear Anna".to_owned(),
            automatic,
            over: false,
        };
        let open = |place| FileJob::Open { place, leave: false };
        let saved = save(Place::File(path.clone()), false).run(&mut documents);
        assert!(
            matches!(&saved, FileOutcome::Saved { path: at, automatic: false, kept: None } if *at == path),
            "{saved:?}"
        );
        let opened = open(Place::File(path.clone())).run(&mut documents);
        assert!(matches!(opened, FileOutcome::Opened { text, .. } if text == "Dear Anna\n"));
        for place in [
            Place::File(folder.path().join("no.md")),
            Place::Named("no such".to_owned()),
        ] {
            let opened = open(place).run(&mut documents);
            assert!(matches!(opened, FileOutcome::NotOpened(_)), "{opened:?}");
        }
        fs::write(&path, "changed meanwhile").unwrap();
        let saved = save(Place::File(path), true).run(&mut documents);
        assert!(
            matches!(saved, FileOutcome::Stopped { automatic: true, .. }),
            "{saved:?}"
        );
    }
}
