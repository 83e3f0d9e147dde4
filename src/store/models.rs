//! Where models are found.

use std::path::{Path, PathBuf};

/// The voice encoder in a folder of the built-in model, or beside the installed one where that folder has none.
pub fn speakers_file(folder: &Path) -> PathBuf {
    const FILE: &str = "speakers.safetensors";
    let here = folder.join(FILE);
    let installed = builtin_dir()
        .map(|folder| folder.join(FILE))
        .filter(|file| file.is_file());
    if here.is_file() {
        here
    } else {
        installed.unwrap_or(here)
    }
}

/// parlance's own folder for models that the user carries here: `models` in the data folder. It need not be there.
pub fn own_dir() -> Option<PathBuf> {
    super::settings::data_dir().map(|folder| folder.join("models"))
}

/// Folder of the built-in model: the one named by `PARLANCE_MODELS`, the one beside the program,
/// or the source tree's in a development build. `None` when there is none.
pub fn builtin_dir() -> Option<PathBuf> {
    let named = super::settings::folder_named_by("PARLANCE_MODELS");
    let beside = std::env::current_exe().ok();
    let beside = beside.as_deref().and_then(Path::parent);
    let candidates = [
        named.as_ref().map(|folder| folder.join("builtin")),
        named.clone(),
        beside.map(|folder| folder.join("models/builtin")),
        // An installed program keeps its data in ../share.
        beside
            .and_then(Path::parent)
            .map(|prefix| prefix.join("share/parlance/models/builtin")),
        Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("models/builtin")),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|folder| folder.join("config.json").is_file())
}
