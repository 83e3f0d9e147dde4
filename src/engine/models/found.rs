//! Gemma models that the user or another program has put on this machine.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, UserDirs};

use crate::model::weights::gguf_head::architecture;

/// Folders within folders are looked into so deep: Hugging Face's cache has three.
const DEPTH: usize = 4;
/// Entries that are looked at: a folder of downloads may have very many.
const ENTRIES: usize = 20_000;

/// The GGUF files of Gemma in the folders where people and programs keep models, by name.
pub fn find() -> Vec<PathBuf> {
    find_in(&folders())
}

fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(base) = BaseDirs::new() {
        let home = base.home_dir();
        folders.extend([
            base.cache_dir().join("huggingface/hub"),
            home.join(".cache/lm-studio/models"),
            home.join(".lmstudio/models"),
            home.join("models"),
            home.join("Models"),
        ]);
    }
    folders.extend(std::env::var_os("HF_HUB_CACHE").map(PathBuf::from));
    folders.extend(UserDirs::new().and_then(|user| user.download_dir().map(Path::to_owned)));
    folders
}

fn find_in(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = ENTRIES;
    for folder in folders {
        collect(folder, DEPTH, &mut left, &mut found);
    }
    found.sort();
    found.dedup();
    found
}

fn collect(folder: &Path, depth: usize, left: &mut usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if *left == 0 {
            return;
        }
        *left -= 1;
        let path = entry.path();
        if path.is_dir() {
            // A link to a folder may lead round in a circle.
            if depth > 0 && !path.is_symlink() {
                collect(&path, depth - 1, left, found);
            }
        } else if is_gemma(&path) {
            found.push(path);
        }
    }
}

/// Whether a file is a Gemma model, and not what only comes along with one: by its name, and by its head, which goes
/// before the name (`mtp-gemma-4-12b-it.gguf` is a drafter).
fn is_gemma(path: &Path) -> bool {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    name.ends_with(".gguf") && name.contains("gemma") && architecture(path).as_deref() == Some("gemma4")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gemma_files_are_found_wherever_they_lie_and_their_companions_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        let deep = folder.path().join("models--google--gemma/snapshots/abc");
        std::fs::create_dir_all(&deep).unwrap();
        for (fixture, name) in [
            ("tiny-unified-q4_0.gguf", "gemma-4-12b-Q4_0.gguf"),
            ("mmproj-tiny-unified-f32.gguf", "mmproj-gemma-4.gguf"),
            ("tiny-assistant-f32.gguf", "mtp-gemma-4-12b-it.gguf"),
            ("tiny-assistant-f32.gguf", "gemma-4-assistant.gguf"),
            ("tiny-unified-q4_0.gguf", "llama.gguf"),
            ("index.json", "gemma-broken.gguf"),
            ("index.json", "gemma.txt"),
        ] {
            std::fs::copy(fixtures.join(fixture), deep.join(name)).unwrap();
        }
        let twice = [
            folder.path().to_owned(),
            folder.path().to_owned(),
            folder.path().join("not-there"),
        ];
        assert_eq!(find_in(&twice), [deep.join("gemma-4-12b-Q4_0.gguf")]);
    }
}
