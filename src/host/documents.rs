//! Documents and their files: opened, saved, exported; never over what somebody else wrote there.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::document::FileFormat;
use crate::store::export::{self, ExportDocument, ExportError};
use crate::store::files::{self, FileError, Fingerprint, Form};

/// Names tried before it is given up that none is free.
const TRIES: usize = 10;

/// Why a document was not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another document stands there.
    #[error("{} is there already, with another text; nothing was written", .0.display())]
    Exists(PathBuf),
    /// The file was changed since it was opened or saved.
    #[error("{} was changed by another program meanwhile; nothing was written", .0.display())]
    Changed(PathBuf),
    /// The system's reason.
    #[error(transparent)]
    File(#[from] FileError),
}

impl SaveError {
    /// The question whose yes writes all the same, and its no; `None` when nothing is to be asked.
    pub fn question(&self) -> Option<(String, String)> {
        match self {
            SaveError::Exists(path) => Some((
                format!("Replace “{}”, which holds another text", files::name_of(path)),
                "Keep it as it is".to_owned(),
            )),
            SaveError::Changed(path) => Some((
                format!(
                    "Write over “{}”, which another program changed",
                    files::name_of(path)
                ),
                "Keep what is there".to_owned(),
            )),
            SaveError::File(_) => None,
        }
    }
}

/// What may be written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The document's own file as it was left.
    Own,
    /// Whatever is there: the user was asked.
    Anything,
}

/// A file as it was left.
#[derive(Clone, Copy, Debug)]
struct Known {
    print: Fingerprint,
    form: Form,
}

/// The files of a session's documents.
#[derive(Debug, Default)]
pub struct Documents {
    folder: PathBuf,
    known: HashMap<PathBuf, Known>,
}

impl Documents {
    /// Documents without a folder of their own go to this one.
    pub fn new(folder: PathBuf) -> Self {
        Documents {
            folder,
            known: HashMap::new(),
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(&mut self, path: &Path) -> Result<String, FileError> {
        let read = files::read_document(path)?;
        let known = Known {
            print: read.print,
            form: read.form,
        };
        self.known.insert(key(path), known);
        Ok(read.text)
    }

    /// The document of this spoken name, which lies in the folder for documents and nowhere else.
    ///
    /// # Errors
    /// In words: there is none of that name.
    pub fn find(&self, name: &str) -> Result<PathBuf, String> {
        files::find_spoken(&self.folder, name).ok_or_else(|| {
            let place = match self.folder.as_os_str() == "." {
                true => "here".to_owned(),
                false => format!("in {}", self.folder.display()),
            };
            format!("There is no document called “{name}” {place}.")
        })
    }

    /// The file of a name as spoken or typed, in the folder for documents.
    pub fn named(&self, name: &str) -> PathBuf {
        files::spoken_path(&self.folder, name)
    }

    /// Writes a document to its file, or to a new one.
    ///
    /// # Errors
    /// [`SaveError`]; what was there is untouched then.
    pub fn save(&mut self, path: &Path, text: &str, over: Over) -> Result<(), SaveError> {
        let known = self.known.get(&key(path)).copied();
        let form = known.map(|known| known.form).unwrap_or_default();
        let bytes = form.bytes(&ended(text));
        match fs::metadata(path) {
            Err(_) => match files::write_new(path, &bytes) {
                Err(FileError::Exists(_)) => return Err(SaveError::Exists(path.to_owned())),
                written => written?,
            },
            Ok(about) => {
                if about.is_file() && over == Over::Own {
                    // What is too large to be read is no document of ours.
                    let there = files::read_document(path).map(|read| read.print).ok();
                    let same = there == Some(Fingerprint::of(&bytes));
                    match known {
                        _ if same => {}
                        Some(known) if there == Some(known.print) => {}
                        Some(_) => return Err(SaveError::Changed(path.to_owned())),
                        None => return Err(SaveError::Exists(path.to_owned())),
                    }
                }
                files::write_atomic(path, &bytes)?;
            }
        }
        let print = Fingerprint::of(&bytes);
        self.known.insert(key(path), Known { print, form });
        Ok(())
    }

    /// Writes a document to a new file in the folder for documents, named by its first words.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn save_new(&mut self, text: &str) -> Result<PathBuf, FileError> {
        let stem = files::file_stem(text);
        let mut tries = TRIES;
        loop {
            let path = files::free_path(&self.folder, &stem, "md");
            tries -= 1;
            match self.save(&path, text, Over::Own) {
                Ok(()) => return Ok(path),
                Err(SaveError::File(error)) => return Err(error),
                // Somebody else took the name just now.
                Err(other) if tries == 0 => return Err(FileError::Exists(other.to_string())),
                Err(_) => {}
            }
        }
    }

    /// Writes a document over whatever is there, and keeps that under another name beside it, which it gives. For front
    /// ends that nobody is at to be asked.
    ///
    /// # Errors
    /// [`FileError`]; what was there is untouched then.
    pub fn save_keeping(&mut self, path: &Path, text: &str) -> Result<Option<PathBuf>, FileError> {
        let wrap = |error: SaveError| match error {
            SaveError::File(error) => error,
            other => FileError::Exists(other.to_string()),
        };
        match self.save(path, text, Over::Own) {
            Ok(()) => Ok(None),
            Err(SaveError::Exists(_) | SaveError::Changed(_)) => {
                let kept = keep_old(path)?;
                self.save(path, text, Over::Anything).map_err(wrap)?;
                Ok(Some(kept))
            }
            Err(SaveError::File(error)) => Err(error),
        }
    }

    /// Writes a document in another format to a new file beside it, or in the folder for documents; gives the file.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn export(
        &self,
        document: &ExportDocument,
        format: FileFormat,
        folder: Option<&Path>,
    ) -> Result<PathBuf, ExportError> {
        let folder = folder.unwrap_or(&self.folder);
        let mut tries = TRIES;
        loop {
            tries -= 1;
            let name = files::file_stem(&document.title);
            let path = files::free_path(folder, &name, export::extension(format));
            match export::export(document, format, &path) {
                Err(ExportError::File(FileError::Exists(_))) if tries > 0 => {}
                written => return written.map(|()| path),
            }
        }
    }
}

/// One file has one name here, whatever links lead to it.
fn key(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// The last line ends as the others do.
fn ended(text: &str) -> String {
    let mut text = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Gives a file a second name, "letter.old.md", so that it is there whatever happens while the first one is replaced.
fn keep_old(path: &Path) -> Result<PathBuf, FileError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let stem = target.file_stem().unwrap_or_default().to_string_lossy();
    let ending = target
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    let kept = files::free_path(folder, &format!("{stem}.old"), ending.as_deref().unwrap_or("txt"));
    fs::hard_link(&target, &kept)
        // Some file systems know no second name for a file.
        .or_else(|_| fs::copy(&target, &kept).map(|_| ()))
        .map_err(|error| FileError::Other {
            name: kept.display().to_string(),
            error,
        })?;
    Ok(kept)
}

#[cfg(test)]
#[path = "documents_tests.rs"]
mod tests;
