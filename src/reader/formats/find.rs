//! Models of the family in the folders where other programs leave them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Format, detect};

/// Entries of one folder that are looked at: a folder of models has few, and whatever else a path turns out to be must
/// not keep the program.
const MOST_ENTRIES: usize = 1_000;

/// Where to look. A folder that is not there is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Hugging Face's caches: `models--openai--whisper-base/snapshots/…` lie in them.
    pub caches: Vec<PathBuf>,
    /// Folders that hold model files, or folders of models.
    pub folders: Vec<PathBuf>,
}

impl Places {
    /// The usual places of a user: Hugging Face's cache, whisper.cpp's own folder, and the folders of Handy, Buzz,
    /// MacWhisper and VoiceInk. `variable` looks up an environment variable, `home` is the user's own folder.
    pub fn usual(home: &Path, variable: impl Fn(&str) -> Option<OsString>) -> Places {
        let path = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let cache = path("XDG_CACHE_HOME").unwrap_or_else(|| home.join(".cache"));
        let data = path("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"));
        let mac = home.join("Library/Application Support");
        let windows = [path("APPDATA"), path("LOCALAPPDATA")];

        let hub = path("HF_HUB_CACHE").or_else(|| path("HF_HOME").map(|folder| folder.join("hub")));
        let mac_cache = home.join("Library/Caches");
        let buzz = [cache.join("Buzz/models"), mac_cache.join("Buzz/models")];
        let mut folders = vec![
            home.join("whisper.cpp/models"),
            cache.join("whisper.cpp"),
            mac.join("MacWhisper/models"),
            mac.join("com.prakashjoshipax.VoiceInk/WhisperModels"),
        ];
        for base in [data, mac].into_iter().chain(windows.into_iter().flatten()) {
            folders.push(base.join("com.pais.handy/models"));
            folders.push(base.join("Buzz/Buzz/Cache/models"));
        }
        folders.extend(buzz.iter().cloned());
        let mut caches = vec![hub.unwrap_or_else(|| cache.join("huggingface/hub"))];
        caches.extend(buzz);
        Places { caches, folders }
    }
}

/// A model that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its folder or file: what [`super::open`] takes.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// Its name for people.
    pub name: String,
}

/// The models in these places, by name. Nothing but the beginnings of files and small settings is read.
pub fn find(places: &Places) -> Vec<Found> {
    let of_caches = places.caches.iter().flat_map(|cache| {
        let entries = entries(cache).into_iter();
        entries.filter(|path| file_name(path).is_some_and(|name| name.starts_with("models--")))
    });
    let of_folders = places.folders.iter().flat_map(|folder| entries(folder));
    let mut found: Vec<Found> = of_caches
        .chain(of_folders)
        .filter_map(|path| look(&path))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
    found.dedup_by(|a, b| a.path == b.path);
    found
}

fn look(path: &Path) -> Option<Found> {
    let (format, path) = detect(path).ok()?;
    let name = detect::name(&path);
    Some(Found { path, format, name })
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str())
}

/// The files and folders in a folder; none when it cannot be read.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.take(MOST_ENTRIES).map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn models_of_other_programs_are_found_by_name() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let whisper = br#"{"model_type":"whisper"}"#;
        write(
            ".cache/huggingface/hub/models--distil-whisper--distil-small.en/snapshots/a1/config.json",
            whisper,
        );
        write(
            ".cache/huggingface/hub/models--google--gemma-4/snapshots/a1/config.json",
            br#"{"model_type":"gemma4"}"#,
        );
        write(
            ".cache/huggingface/hub/models--Systran--faster-whisper-base/snapshots/a1/model.bin",
            b"\x06\0\0\0",
        );
        write(
            ".cache/huggingface/hub/models--Systran--faster-whisper-base/snapshots/a1/vocabulary.txt",
            b"!\n",
        );
        write(".local/share/com.pais.handy/models/ggml-small.bin", b"lmgg");
        write(
            ".local/share/com.pais.handy/models/parakeet/model.onnx",
            b"\x08\x07",
        );
        write("whisper.cpp/models/ggml-base.en-q5_1.bin", b"lmgg");
        write("whisper.cpp/models/README.md", b"# Models");
        let found = find(&Places::usual(home.path(), |_| None));
        let names: Vec<_> = found
            .iter()
            .map(|found| (found.name.as_str(), found.format))
            .collect();
        assert_eq!(
            names,
            [
                ("Systran/faster-whisper-base", Format::CTranslate2),
                ("distil-whisper/distil-small.en", Format::HuggingFace),
                ("ggml-base.en-q5_1", Format::Ggml),
                ("ggml-small", Format::Ggml),
            ]
        );
    }

    #[test]
    fn the_cache_is_where_its_variables_say() {
        let home = Path::new("/people/anna");
        let first = |name: &'static str, value: &'static str| {
            let places = Places::usual(home, |asked| (asked == name).then(|| value.into()));
            places.caches[0].clone()
        };
        assert_eq!(first("", ""), home.join(".cache/huggingface/hub"));
        assert_eq!(first("HF_HOME", "/data/hf"), Path::new("/data/hf/hub"));
        assert_eq!(first("HF_HUB_CACHE", "/data/hub"), Path::new("/data/hub"));
        assert_eq!(
            first("XDG_CACHE_HOME", "/cache"),
            Path::new("/cache/huggingface/hub")
        );
        assert_eq!(first("HF_HOME", ""), home.join(".cache/huggingface/hub"));
    }

    #[test]
    fn places_that_are_not_there_hold_nothing() {
        assert_eq!(find(&Places::usual(Path::new("/nowhere/at/all"), |_| None)), []);
    }
}
