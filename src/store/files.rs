//! Documents on disk: read, written whole or not at all, named, listed.
//!
//! Knows nothing of windows, sessions or formats.

mod form;
#[cfg(test)]
mod tests;
mod write;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::transcript::recordings;
use form::BOM;
pub use form::{Fingerprint, Form};
pub(super) use write::sync_folder;
pub use write::{same_file, write_atomic, write_new, write_private};

/// Largest document that is opened, in bytes.
const MAX_BYTES: u64 = 32 << 20;

/// Why a file was not read or written, each with what the user can do.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there.
    #[error("{0}: there is no such file. Check the name, or open it with the file list.")]
    Missing(String),
    /// The folder to write into is not there.
    #[error("{0}: the folder {1} does not exist. Make it, or choose another.")]
    NoFolder(String, String),
    /// The system forbids it.
    #[error("{0}: no permission. Choose another folder, or change the file's permissions.")]
    Denied(String),
    /// A folder stands where a file is meant.
    #[error("{0} is a folder. Give the name of a file.")]
    IsFolder(String),
    /// The name is longer than the system takes.
    #[error("{0}: the name is too long. Choose a shorter one.")]
    TooLong(String),
    /// No room.
    #[error("{0}: the disk is full. Make room or choose another disk; your text is still here.")]
    Full(String),
    /// Another file stands there.
    #[error("{0} is there already, and was not touched. Choose another name.")]
    Exists(String),
    /// It is no text.
    #[error("{0} is not a text file. parlance opens text and Markdown in UTF-8.")]
    NotText(String),
    /// It is larger than any document.
    #[error("{name} has {megabytes} MB or more; files of this kind are read up to {max} MB.")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size, as far as it is known.
        megabytes: u64,
        /// What is read.
        max: u64,
    },
    /// Anything else that the system says.
    #[error("{name}: {error}")]
    Other {
        /// The file.
        name: String,
        /// What the system said.
        error: io::Error,
    },
}

impl FileError {
    fn new(path: &Path, error: io::Error) -> Self {
        let name = path.display().to_string();
        match error.kind() {
            io::ErrorKind::NotFound => FileError::Missing(name),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => FileError::Denied(name),
            io::ErrorKind::IsADirectory => FileError::IsFolder(name),
            io::ErrorKind::AlreadyExists => FileError::Exists(name),
            io::ErrorKind::InvalidFilename => FileError::TooLong(name),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileError::Full(name),
            _ => FileError::Other { name, error },
        }
    }
}

/// Reads a document: UTF-8 with or without a byte order mark, line ends of any system.
///
/// # Errors
/// [`FileError`]; a file that is no text or larger than 32 MB is refused.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    read_document(path).map(|read| read.text)
}

/// A document as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadDocument {
    /// Its text, line ends as `\n`.
    pub text: String,
    /// How the file writes it.
    pub form: Form,
    /// The file's bytes in short.
    pub print: Fingerprint,
}

/// Reads a document and remembers how its file looked.
///
/// # Errors
/// As [`read_text`].
pub fn read_document(path: &Path) -> Result<ReadDocument, FileError> {
    let bytes = read_limited(path, MAX_BYTES)?;
    let print = Fingerprint::of(&bytes);
    let name = || path.display().to_string();
    let text = String::from_utf8(bytes).map_err(|_| FileError::NotText(name()))?;
    if text.contains('\0') {
        return Err(FileError::NotText(name()));
    }
    let form = Form::of(&text);
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(ReadDocument { text, form, print })
}

/// Reads a file that must not be larger than so many bytes, whatever it says of its length.
///
/// # Errors
/// [`FileError`].
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let wrap = |error| FileError::new(path, error);
    let too_large = |bytes: u64| FileError::TooLarge {
        name: path.display().to_string(),
        megabytes: bytes.div_ceil(1 << 20),
        max: limit >> 20,
    };
    let file = File::open(path).map_err(wrap)?;
    let metadata = file.metadata().map_err(wrap)?;
    if metadata.is_dir() {
        return Err(FileError::IsFolder(path.display().to_string()));
    }
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::new();
    // A pipe or a growing file has no honest length.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(wrap)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// A file name out of words as spoken or out of a document's first line: no signs that some system
/// forbids, at most 60 characters, never empty.
pub fn file_stem(words: &str) -> String {
    let line = words
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let kept: String = line
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|#`~".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = words.chars().take(60).collect();
    let short = match words.chars().nth(60) {
        Some(c) if !c.is_whitespace() => short.rsplit_once(' ').map_or(short.as_str(), |(whole, _)| whole),
        _ => short.as_str(),
    };
    let stem = short.trim_matches(|c: char| c == '.' || c.is_whitespace() || c == '-');
    // Windows takes these for devices, whatever their ending.
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];
    match stem {
        "" => "Untitled".to_owned(),
        stem if DEVICES.contains(&stem.to_lowercase().as_str()) => format!("{stem} document"),
        stem => stem.to_owned(),
    }
}

/// A path in `folder` at which no file stands: "Letter.md", else "Letter 2.md" and so on.
pub fn free_path(folder: &Path, stem: &str, extension: &str) -> PathBuf {
    let first = folder.join(format!("{stem}.{extension}"));
    if !first.exists() {
        return first;
    }
    (2..10_000)
        .map(|number| folder.join(format!("{stem} {number}.{extension}")))
        .find(|path| !path.exists())
        .unwrap_or(first)
}

/// The file that a name as spoken means in this folder, whatever signs it has: never one in another folder. Without an
/// ending of ours it gets that of Markdown.
pub fn spoken_path(folder: &Path, name: &str) -> PathBuf {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if matches!(ending, "md" | "txt" | "markdown") => (stem, ending),
        _ => (name, "md"),
    };
    folder.join(format!("{}.{ending}", file_stem(stem)))
}

/// The document meant by a name as spoken: the one in `folder` whose name is the same but for case, ending and signs.
pub fn find_spoken(folder: &Path, name: &str) -> Option<PathBuf> {
    let wanted = letters(name);
    if wanted.is_empty() {
        return None;
    }
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && is_document(path))
        .filter(|path| {
            let stem = path.file_stem().map(|stem| letters(&stem.to_string_lossy()));
            let whole = path.file_name().map(|name| letters(&name.to_string_lossy()));
            stem.as_deref() == Some(&wanted) || whole.as_deref() == Some(&wanted)
        })
        .collect();
    // The very name goes before one that only sounds the same.
    let as_said = |path: &PathBuf| path.file_name().is_none_or(|file| file.to_string_lossy() != name);
    found.sort_by_key(|path| (as_said(path), path.clone()));
    found.into_iter().next()
}

/// The letters and digits of a text, small, by which two are compared.
pub(super) fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What is looked for in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Documents and recordings.
    Documents,
    /// GGUF files, ggml files of whisper.cpp, and folders that hold a model.
    Models,
}

/// Names of the folders and of the wanted files in a folder: folders sorted, files newest first, hidden
/// ones out. A folder that is itself a model counts as a file.
///
/// # Errors
/// [`FileError`] when the folder cannot be read.
pub fn list_folder(folder: &Path, wanted: Wanted) -> Result<(Vec<String>, Vec<String>), FileError> {
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| FileError::new(folder, error))? {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let listed = match wanted {
            Wanted::Documents => is_document(&path) || recordings::is_readable(&path),
            Wanted::Models => is_model(&path),
        };
        if path.is_dir() && !(wanted == Wanted::Models && listed) {
            folders.push(name);
        } else if listed {
            let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            files.push((changed, name));
        }
    }
    folders.sort_by_key(|name| name.to_lowercase());
    files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok((folders, files.into_iter().map(|(_, name)| name).collect()))
}

fn is_document(path: &Path) -> bool {
    has_ending(path, &["md", "markdown", "txt", "text"])
}

/// A GGUF or ggml file, or a folder in which a model's files lie. Projectors and drafters come along with their
/// model and are not offered.
fn is_model(path: &Path) -> bool {
    let name = name_of(path).to_lowercase();
    if ["mmproj", "assistant", "mtp-", "-mtp", "drafter"]
        .iter()
        .any(|companion| name.contains(companion))
    {
        return false;
    }
    if path.is_dir() {
        return path.join("config.json").is_file();
    }
    has_ending(path, &["gguf"]) || (name.starts_with("ggml-") && has_ending(path, &["bin"]))
}

/// The last part of a path, which may be empty.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|ending| endings.contains(&ending.to_string_lossy().to_lowercase().as_str()))
}
