//! Models that the user or another program has put on this machine: parlance's own folder, the caches of Hugging Face,
//! LM Studio and Ollama, and the folders where people keep downloads.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, UserDirs};

use crate::model::beside::{Kind, Ollama, drafter_beside, folder_of, kind, projector_beside};
use crate::store::models::own_dir;

/// Folders within folders are looked into so deep: Hugging Face's cache has three.
const DEPTH: usize = 4;
/// Entries that are looked at: a folder of downloads may have very many.
const ENTRIES: usize = 20_000;

/// Whose folder a model lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// parlance's own folder of models.
    Own,
    /// Hugging Face's cache.
    HuggingFace,
    /// LM Studio's folder.
    LmStudio,
    /// Ollama's store.
    Ollama,
    /// A folder of the user's.
    Folder,
}

impl Place {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Place::Own => "parlance",
            Place::HuggingFace => "Hugging Face",
            Place::LmStudio => "LM Studio",
            Place::Ollama => "Ollama",
            Place::Folder => "folder",
        }
    }
}

/// A model of the family that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What `--model` takes.
    pub path: PathBuf,
    /// Name for people.
    pub name: String,
    /// Where it lies.
    pub place: Place,
    /// Its projector, unless it has ears and eyes in the same file or none.
    pub projector: Option<PathBuf>,
    /// Its drafter.
    pub drafter: Option<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Models, by place and name.
    pub models: Vec<Found>,
    /// Files of LiteRT-LM, which are not read.
    pub litert: Vec<PathBuf>,
}

/// Looks through the folders where people and programs keep models. Nothing but the heads of files is read.
pub fn survey() -> Survey {
    survey_of(&Places::usual())
}

/// The models alone.
pub fn find() -> Vec<Found> {
    survey().models
}

/// Folders to look through.
#[derive(Clone, Debug, Default)]
struct Places {
    folders: Vec<(Place, PathBuf)>,
    ollama: Vec<PathBuf>,
}

impl Places {
    fn usual() -> Places {
        let variable = |name: &str| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from)
        };
        let mut folders: Vec<(Place, PathBuf)> = Vec::new();
        let mut ollama = vec![PathBuf::from("/usr/share/ollama/.ollama/models")];
        folders.extend(own_dir().map(|folder| (Place::Own, folder)));
        let hub = variable("HF_HUB_CACHE").or_else(|| variable("HF_HOME").map(|home| home.join("hub")));
        if let Some(base) = BaseDirs::new() {
            let home = base.home_dir();
            folders.extend([
                (Place::HuggingFace, base.cache_dir().join("huggingface/hub")),
                (Place::LmStudio, home.join(".cache/lm-studio/models")),
                (Place::LmStudio, home.join(".lmstudio/models")),
                (Place::Folder, home.join("models")),
                (Place::Folder, home.join("Models")),
            ]);
            ollama.push(home.join(".ollama/models"));
        }
        folders.extend(hub.map(|folder| (Place::HuggingFace, folder)));
        ollama.extend(variable("OLLAMA_MODELS"));
        let downloads = UserDirs::new().and_then(|user| user.download_dir().map(Path::to_owned));
        folders.extend(downloads.map(|folder| (Place::Folder, folder)));
        Places { folders, ollama }
    }
}

fn survey_of(places: &Places) -> Survey {
    let mut survey = Survey::default();
    let mut left = ENTRIES;
    for (place, folder) in &places.folders {
        survey.collect(*place, folder, DEPTH, &mut left);
    }
    for store in &places.ollama {
        let models = Ollama::at(store.clone()).models().into_iter();
        let models = models.filter(|model| kind(&model.path) == Some(Kind::Gemma));
        survey.models.extend(models.map(|model| Found {
            path: model.path,
            name: model.name,
            place: Place::Ollama,
            projector: model.projector,
            drafter: None,
        }));
    }
    let models = &mut survey.models;
    models.sort_by(|a, b| (a.place, &a.name, &a.path).cmp(&(b.place, &b.name, &b.path)));
    models.dedup_by(|a, b| a.path == b.path);
    survey.litert.sort();
    survey.litert.dedup();
    survey
}

impl Survey {
    fn collect(&mut self, place: Place, folder: &Path, depth: usize, left: &mut usize) {
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
                // A link to a folder may lead round in a circle; blobs have no names, and links with names lead to them.
                if depth > 0 && !path.is_symlink() && !path.ends_with("blobs") {
                    self.collect(place, &path, depth - 1, left);
                }
                continue;
            }
            let ending = path.extension().map(|end| end.to_string_lossy().to_lowercase());
            match ending.as_deref() {
                Some("litertlm") => self.litert.push(path),
                Some("gguf") if is_first_part(&path) && kind(&path) == Some(Kind::Gemma) => {
                    self.models.push(Found {
                        name: stem(&path),
                        place,
                        projector: projector_beside(&path),
                        drafter: drafter_beside(&path),
                        path,
                    });
                }
                Some("json") if is_gemma_folder(&path) => {
                    let folder = folder_of(&path).to_owned();
                    self.models.push(Found {
                        name: folder_name(&folder),
                        place,
                        projector: None,
                        drafter: drafter_beside(&folder),
                        path: folder,
                    });
                }
                _ => {}
            }
        }
    }
}

/// Files that were split lie in parts, of which the later ones are no models of their own.
fn is_first_part(path: &Path) -> bool {
    let name = stem(path);
    let part = name
        .rsplit_once("-of-")
        .and_then(|(front, _)| front.rsplit_once('-'));
    part.is_none_or(|(_, number)| number.parse::<u32>().is_ok_and(|number| number == 1))
}

/// Whether this is the config.json of a Gemma 4 Unified checkpoint.
fn is_gemma_folder(path: &Path) -> bool {
    /// A configuration is a page of text.
    const MOST_BYTES: u64 = 1 << 20;
    if path.file_name().is_none_or(|name| name != "config.json")
        || path.metadata().map_or(true, |about| about.len() > MOST_BYTES)
    {
        return false;
    }
    let config = std::fs::read(path).ok();
    let config = config.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    config.is_some_and(|config| config["model_type"] == "gemma4_unified")
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The name of a folder; in Hugging Face's cache, where folders are called after revisions, that of its repository.
fn folder_name(folder: &Path) -> String {
    let parts = folder.iter().rev().map(|part| part.to_string_lossy());
    let repository = parts
        .take(3)
        .find_map(|part| Some(part.strip_prefix("models--")?.replacen("--", "/", 1)));
    repository.unwrap_or_else(|| {
        folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(fixture: &str, to: &Path) {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        std::fs::create_dir_all(folder_of(to)).unwrap();
        std::fs::copy(fixtures.join(fixture), to).unwrap();
    }

    #[test]
    fn gemma_files_are_found_wherever_they_lie_and_their_companions_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("models--google--gemma/snapshots/abc");
        for (fixture, name) in [
            ("tiny-unified-q4_0.gguf", "gemma-4-12b-Q4_0.gguf"),
            ("tiny-unified-q4_0.gguf", "by-another-name.gguf"),
            ("mmproj-tiny-unified-f32.gguf", "mmproj-gemma-4.gguf"),
            ("tiny-assistant-f32.gguf", "mtp-gemma-4-12b-it.gguf"),
            ("index.json", "gemma-broken.gguf"),
            ("index.json", "gemma.txt"),
            ("tiny-unified-q4_0.gguf", "large-00002-of-00003.gguf"),
        ] {
            copy(fixture, &deep.join(name));
        }
        std::fs::write(deep.join("model.litertlm"), "LITERTLM").unwrap();
        let there = (Place::HuggingFace, folder.path().to_owned());
        let places = Places {
            folders: vec![
                there.clone(),
                there,
                (Place::Own, folder.path().join("not-there")),
            ],
            ollama: vec![folder.path().join("not-there")],
        };
        let found = survey_of(&places);
        let names: Vec<_> = found.models.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["by-another-name", "gemma-4-12b-Q4_0"]);
        assert_eq!(found.litert, [deep.join("model.litertlm")]);
        for model in &found.models {
            assert_eq!(model.projector, Some(deep.join("mmproj-gemma-4.gguf")));
            assert_eq!(model.drafter, Some(deep.join("mtp-gemma-4-12b-it.gguf")));
        }
    }

    #[test]
    fn folders_are_found_with_their_repository_s_name() {
        let folder = tempfile::tempdir().unwrap();
        let snapshot = folder.path().join("models--google--gemma-4-12B-it/snapshots/abc");
        copy("tiny-unified/config.json", &snapshot.join("config.json"));
        copy(
            "tiny-assistant/config.json",
            &folder.path().join("drafter/config.json"),
        );
        let places = Places {
            folders: vec![(Place::HuggingFace, folder.path().to_owned())],
            ollama: Vec::new(),
        };
        let found = survey_of(&places).models;
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.name.as_str(), &found.path))
            .collect();
        assert_eq!(found, [("google/gemma-4-12B-it", &snapshot)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_of_a_cache_lead_to_blobs_which_are_not_found_twice() {
        let folder = tempfile::tempdir().unwrap();
        let repository = folder.path().join("models--google--gemma");
        let blob = repository.join("blobs/sha256-of-it");
        copy("tiny-unified-q4_0.gguf", &blob);
        let snapshot = repository.join("snapshots/abc");
        std::fs::create_dir_all(&snapshot).unwrap();
        let link = snapshot.join("gemma-4-12b-Q4_0.gguf");
        std::os::unix::fs::symlink("../../blobs/sha256-of-it", &link).unwrap();
        let places = Places {
            folders: vec![(Place::HuggingFace, folder.path().to_owned())],
            ollama: Vec::new(),
        };
        let found = survey_of(&places).models;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, link);
    }

    #[test]
    fn blobs_of_ollama_are_found_by_their_heads_and_called_as_there() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path();
        copy("tiny-unified-q4_0.gguf", &store.join("blobs/sha256-aa"));
        copy("tiny-assistant-f32.gguf", &store.join("blobs/sha256-bb"));
        for (model, hex) in [("gemma4", "aa"), ("drafter", "bb")] {
            let tags = store.join("manifests/registry.ollama.ai/library").join(model);
            std::fs::create_dir_all(&tags).unwrap();
            let layer = r#"{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:HEX"}"#;
            let text = format!("{{\"layers\":[{}]}}", layer.replace("HEX", hex));
            std::fs::write(tags.join("12b"), text).unwrap();
        }
        let places = Places {
            folders: Vec::new(),
            ollama: vec![store.to_owned()],
        };
        let found = survey_of(&places).models;
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.name.as_str(), found.place))
            .collect();
        assert_eq!(found, [("gemma4:12b", Place::Ollama)]);
    }
}
