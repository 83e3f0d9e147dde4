//! Which format a path is in, and what it is when it is none.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Format, ctranslate2, ggml, huggingface};
use crate::reader::error::{ReaderError, Result};

/// What a path may be, for messages.
const EXPECTED: &str = "a Whisper model (a folder with config.json and model.safetensors, a folder with model.bin and \
                        vocabulary.json, or a ggml file of whisper.cpp)";

/// The format of the model at `path`, and the folder or file that it is. A file of a model's folder stands for the
/// folder, and so does the folder of a repository in Hugging Face's cache for its newest snapshot.
///
/// # Errors
/// [`ReaderError::Unreadable`] when there is nothing, [`ReaderError::WrongFile`] when it is something else, with what it is.
pub fn detect(path: &Path) -> Result<(Format, PathBuf)> {
    let kind = std::fs::metadata(path).map_err(|error| ReaderError::unreadable(path.display(), error))?;
    if kind.is_dir() {
        let folder = snapshot(path).unwrap_or_else(|| path.to_owned());
        return Ok((folder_format(&folder)?, folder));
    }
    if !kind.is_file() {
        return Err(wrong(path, "neither a file nor a folder"));
    }
    let in_folder = [
        "model.bin",
        "model.safetensors",
        "model.safetensors.index.json",
        "config.json",
    ];
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let head = head(path)?;
    if head.starts_with(&ggml::MAGIC) {
        return Ok((Format::Ggml, path.to_owned()));
    }
    match path.parent() {
        Some(folder) if in_folder.contains(&name) => {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            Ok((folder_format(folder)?, folder.to_owned()))
        }
        _ => Err(wrong(path, &kind_of(&head))),
    }
}

fn wrong(path: &Path, found: &str) -> ReaderError {
    ReaderError::wrong(path.display(), EXPECTED, found)
}

fn folder_format(folder: &Path) -> Result<Format> {
    let has = |name: &str| folder.join(name).is_file();
    if has(ctranslate2::WEIGHTS) && ctranslate2::vocabulary_file(folder).is_some() {
        return Ok(Format::CTranslate2);
    }
    if has(huggingface::CONFIG) {
        if huggingface::is_whisper(folder)? {
            return Ok(Format::HuggingFace);
        }
        return Err(wrong(
            folder,
            "a model of another kind (model_type in its config.json)",
        ));
    }
    if has(ctranslate2::WEIGHTS) {
        return Err(wrong(folder, "model.bin without its vocabulary"));
    }
    Err(wrong(folder, "a folder without either"))
}

fn head(path: &Path) -> Result<Vec<u8>> {
    let unreadable = |error| ReaderError::unreadable(path.display(), error);
    let mut head = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(512)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    Ok(head)
}

/// What a file seems to be that is no reader.
fn kind_of(head: &[u8]) -> String {
    let known: [(&[u8], &str); 5] = [
        (b"GGUF", "a GGUF file (a language model: give it as --model)"),
        (
            b"PK\x03\x04",
            "a zip archive (such as OpenAI's .pt files, which have to be converted)",
        ),
        (
            b"version https://git-lfs",
            "the placeholder of a file that git-lfs has not fetched",
        ),
        (b"<!DOCTYPE", "a web page"),
        (b"RIFF", "a recording"),
    ];
    let is_text = |head| std::str::from_utf8(head).is_ok_and(|text| !text.contains(is_binary));
    let kind = match known.iter().find(|(start, _)| head.starts_with(start)) {
        Some((_, kind)) => kind,
        None if head.is_empty() => "an empty file",
        None if is_text(head) => "a text",
        None => "a file of an unknown kind",
    };
    kind.to_owned()
}

fn is_binary(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
}

/// The newest snapshot of a repository's folder in Hugging Face's cache: the one that its branch `main` names, or the one
/// changed last.
pub(super) fn snapshot(folder: &Path) -> Option<PathBuf> {
    let snapshots = folder.join("snapshots");
    let named = std::fs::read_to_string(folder.join("refs").join("main")).ok();
    let named = named
        .map(|name| name.trim().to_owned())
        .filter(|name| is_plain(name));
    if let Some(path) = named
        .map(|name| snapshots.join(name))
        .filter(|path| path.is_dir())
    {
        return Some(path);
    }
    let entries = std::fs::read_dir(&snapshots).ok()?.flatten();
    let folders = entries.map(|entry| entry.path()).filter(|path| path.is_dir());
    folders.max_by_key(|path| std::fs::metadata(path).and_then(|data| data.modified()).ok())
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The name of a model for people: its repository's in Hugging Face's cache (`openai/whisper-base`), else its folder's or
/// file's without the ending.
pub(super) fn name(path: &Path) -> String {
    let repository = path
        .ancestors()
        .filter_map(|part| part.file_name()?.to_str()?.strip_prefix("models--"));
    if let Some(repository) = repository.last() {
        return repository.replacen("--", "/", 1);
    }
    let absolute = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = if absolute.is_dir() {
        absolute.file_name()
    } else {
        absolute.file_stem()
    };
    name.map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_reader_is_called_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let sentence = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            detect(&path).unwrap_err().to_string()
        };
        for (name, bytes, kind) in [
            ("gemma.gguf", &b"GGUF\x03\0\0\0"[..], "a GGUF file"),
            ("tiny.pt", b"PK\x03\x04\x14\0", "a zip archive"),
            ("notes.txt", b"Dear Anna,\n", "a text"),
            ("empty.bin", b"", "an empty file"),
            ("noise.bin", &[200, 1, 2, 3], "an unknown kind"),
        ] {
            let sentence = sentence(name, bytes);
            assert!(sentence.contains(name) && sentence.contains(kind), "{sentence}");
            assert!(
                sentence.ends_with("Download it again or choose another reader."),
                "{sentence}"
            );
        }
        let sentence = detect(folder.path()).unwrap_err().to_string();
        assert!(sentence.contains("a folder without either"), "{sentence}");
        std::fs::write(folder.path().join("config.json"), br#"{"model_type":"gemma4"}"#).unwrap();
        let sentence = detect(folder.path()).unwrap_err().to_string();
        assert!(sentence.contains("another kind"), "{sentence}");
        let sentence = detect(&folder.path().join("nothing")).unwrap_err().to_string();
        assert!(sentence.contains("Check the path"), "{sentence}");
    }

    #[test]
    fn a_repository_in_the_cache_is_its_newest_snapshot() {
        let cache = tempfile::tempdir().unwrap();
        let repository = cache.path().join("models--openai--whisper-base");
        for (snapshot, config) in [("aaa", "{}"), ("bbb", r#"{"model_type":"whisper"}"#)] {
            let folder = repository.join("snapshots").join(snapshot);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("config.json"), config).unwrap();
        }
        std::fs::create_dir_all(repository.join("refs")).unwrap();
        std::fs::write(repository.join("refs").join("main"), "bbb").unwrap();
        let (format, path) = detect(&repository).unwrap();
        assert_eq!(
            (format, path.ends_with("snapshots/bbb")),
            (Format::HuggingFace, true)
        );
        assert_eq!(name(&path), "openai/whisper-base");
        assert_eq!(detect(&path.join("config.json")).unwrap().1, path);
    }
}
