//! The model files of the Whisper family that people have on their disks, told apart and opened alike.
//!
//! ```text
//! path ─▶ detect ─▶ huggingface   config.json, model.safetensors, tokenizer.json
//!                   ctranslate2   model.bin, vocabulary.json
//!                   ggml          one file (whisper.cpp)
//!                        └─▶ Opened: Config, Vocabulary, Table of tensors under Hugging Face's names
//! ```
//!
//! Files are mapped, and every length in them is checked against the file before anything is asked for.
//! Knows nothing of what is computed with the tensors.

mod bytes;
mod ctranslate2;
mod detect;
mod find;
mod ggml;
mod huggingface;
mod inspect;
mod table;
mod tokens;

use std::path::Path;

use super::config::Config;
use super::error::{ReaderError, Result};
use super::model::Reader;
use super::vocabulary::Vocabulary;
use super::weights::Precision;

pub use self::detect::detect;
pub use self::find::{Found, Places, find};
pub use self::inspect::{Inspection, Stored, inspect};
pub use self::table::{Encoding, Table};

/// Who writes such files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A folder with `config.json` and `model.safetensors`.
    HuggingFace,
    /// A folder with `model.bin` and a vocabulary (faster-whisper).
    CTranslate2,
    /// One file of whisper.cpp, `ggml-base.en.bin`.
    Ggml,
}

impl Format {
    /// The name people use.
    pub fn name(self) -> &'static str {
        match self {
            Format::HuggingFace => "Hugging Face",
            Format::CTranslate2 => "CTranslate2",
            Format::Ggml => "ggml",
        }
    }
}

/// A model's files with their tables read; its tensors still lie in the files.
pub struct Opened {
    /// Which format it is.
    pub format: Format,
    /// Its name for people: that of the folder or file, or of the repository it was downloaded from.
    pub name: String,
    /// Its sizes, checked.
    pub config: Config,
    /// Its tokens.
    pub vocabulary: Vocabulary,
    /// Its tensors.
    pub tensors: Table,
}

/// Opens the model at `path`, a folder or a file, in whichever format it is, and loads it.
///
/// # Errors
/// As [`open_files`]; [`ReaderError::WrongFile`] when a tensor is missing or has another shape.
pub fn open(path: &Path, precision: Precision) -> Result<Reader> {
    let Opened {
        format,
        name,
        config,
        vocabulary,
        mut tensors,
    } = open_files(path)?;
    Reader::from_tensors(name, format.name(), config, vocabulary, &mut tensors, precision)
}

/// Opens the files of the model at `path` and reads their tables.
///
/// # Errors
/// [`ReaderError::Unreadable`] when nothing can be read there, [`ReaderError::WrongFile`] when it is no model of the
/// family, or a damaged one.
pub fn open_files(path: &Path) -> Result<Opened> {
    let (format, path) = detect(path)?;
    let (config, vocabulary, tensors) = match format {
        Format::HuggingFace => huggingface::open(&path)?,
        Format::CTranslate2 => ctranslate2::open(&path)?,
        Format::Ggml => ggml::open(&path)?,
    };
    let name = detect::name(&path);
    Ok(Opened {
        format,
        name,
        config,
        vocabulary,
        tensors,
    })
}

/// The parts of an opened model.
type Parts = (Config, Vocabulary, Table);

/// Text of a small file, of at most `limit` bytes.
fn read_text(path: &Path, limit: u64) -> Result<String> {
    let unreadable = |error| ReaderError::unreadable(path.display(), error);
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > limit {
        let expected = format!("at most {limit} bytes");
        return Err(ReaderError::wrong(path.display(), expected, length.to_string()));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}

/// A small JSON file.
fn read_json<T: serde::de::DeserializeOwned>(path: &Path, what: &str, limit: u64) -> Result<T> {
    serde_json::from_str(&read_text(path, limit)?)
        .map_err(|error| ReaderError::wrong(path.display(), what, printable(&error.to_string())))
}

/// Text of a file for a message: on one line, and not endless.
fn printable(text: &str) -> String {
    const MOST: usize = 120;
    let shown: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        shown + "…"
    } else {
        shown
    }
}

#[cfg(test)]
mod tests;
