//! What lies beside a model's file and belongs to it: projector and drafter, known by their heads; and Ollama's store, where
//! nothing lies beside anything and manifests say what belongs together.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::weights::gguf_head::architecture;

/// What the head of a projector says.
const PROJECTOR: &str = "clip";

/// What the head of a drafter says that is read here.
const DRAFTER: &str = "gemma4-assistant";

/// Drafters as other programs name them: they are no models to be offered, whether they are read here or not.
const DRAFTERS: [&str; 3] = [DRAFTER, "gemma4_assistant", "gemma4_mtp"];

/// Precisions that a repository offers its projector in, the best first: the weights were made in the first.
const PRECISIONS: [&str; 3] = ["bf16", "f32", "f16"];

/// What a GGUF file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text model of the family that is read here.
    Gemma,
    /// Makes a model faster.
    Drafter,
    /// Gives a model ears and eyes.
    Projector,
}

/// What a file is for, by its first bytes; `None` for models of other families and for what is no GGUF file.
pub fn kind(path: &Path) -> Option<Kind> {
    match architecture(path)?.as_str() {
        "gemma4" => Some(Kind::Gemma),
        PROJECTOR => Some(Kind::Projector),
        name if DRAFTERS.contains(&name) => Some(Kind::Drafter),
        _ => None,
    }
}

/// The folder a file lies in; a bare name lies in the current one.
pub fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The projector of the model file at `path`: the only one in its folder, or the one called after it, or, of one
/// projector in several precisions, the best. In Ollama's store the one that a manifest names.
pub fn projector_beside(path: &Path) -> Option<PathBuf> {
    if let Some(store) = Ollama::around(path) {
        let models = store.models();
        return models
            .into_iter()
            .find(|model| model.path == path)
            .and_then(|model| model.projector);
    }
    let found = files_of(folder_of(path), PROJECTOR);
    if let [only] = found.as_slice() {
        return Some(only.clone());
    }
    let stem = name_of(path).trim_end_matches(".gguf").to_owned();
    let named = |wanted: &str| found.iter().find(|file| name_of(file) == wanted).cloned();
    named(&format!("mmproj-{stem}.gguf")).or_else(|| {
        let of_one = found.iter().all(|file| {
            PRECISIONS
                .iter()
                .any(|kind| name_of(file) == format!("mmproj-{kind}.gguf"))
        });
        let mut names = PRECISIONS.iter().map(|kind| format!("mmproj-{kind}.gguf"));
        names.find_map(|name| named(&name)).filter(|_| of_one)
    })
}

/// The one drafter beside the model at `path`: a GGUF file whose head says that it is one, whatever it is called, also in
/// a folder called "MTP" there, or a folder called "assistant", as Google calls its drafters.
pub fn drafter_beside(path: &Path) -> Option<PathBuf> {
    let folder = folder_of(path);
    if Ollama::around(path).is_some() {
        return None;
    }
    let mut found = files_of(folder, DRAFTER);
    for entry in entries(folder).into_iter().filter(|entry| entry.is_dir()) {
        match name_of(&entry) {
            name if name.contains("assistant") => found.push(entry),
            name if name == "mtp" => found.extend(files_of(&entry, DRAFTER)),
            _ => {}
        }
    }
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The GGUF files in a folder whose heads say this, by name.
fn files_of(folder: &Path, wanted: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = entries(folder)
        .into_iter()
        .filter(|path| name_of(path).ends_with(".gguf") && architecture(path).as_deref() == Some(wanted))
        .collect();
    found.sort();
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// The name without its folder, in small letters.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

/// A store of Ollama's: `blobs/sha256-…`, and `manifests/HOST/OWNER/MODEL/TAG` that say which blobs a model is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ollama(PathBuf);

/// A model in Ollama's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OllamaModel {
    /// As Ollama's users call it: "gemma4:12b".
    pub name: String,
    /// The blob with its weights.
    pub path: PathBuf,
    /// The blob with its projector.
    pub projector: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Manifest {
    layers: Vec<Layer>,
}

#[derive(Deserialize)]
struct Layer {
    #[serde(rename = "mediaType")]
    media_type: String,
    digest: String,
}

impl Ollama {
    /// The store in this folder.
    pub fn at(folder: PathBuf) -> Self {
        Ollama(folder)
    }

    /// The store that a blob lies in; `None` where `path` is none.
    pub fn around(path: &Path) -> Option<Self> {
        let blobs = path.parent().filter(|folder| folder.ends_with("blobs"))?;
        let store = blobs.parent()?;
        let is_blob = name_of(path).starts_with("sha256-") && store.join("manifests").is_dir();
        is_blob.then(|| Ollama(store.to_owned()))
    }

    /// The models whose manifests can be read, by name.
    pub fn models(&self) -> Vec<OllamaModel> {
        let below = |folders: Vec<PathBuf>| -> Vec<PathBuf> {
            folders.iter().flat_map(|folder| entries(folder)).collect()
        };
        // Host, owner, model, tag.
        let tags = (0..4).fold(vec![self.0.join("manifests")], |folders, _| below(folders));
        let mut models: Vec<OllamaModel> = tags.iter().filter_map(|tag| self.model(tag)).collect();
        models.sort_by(|a, b| a.name.cmp(&b.name));
        models
    }

    fn model(&self, manifest: &Path) -> Option<OllamaModel> {
        /// A manifest is a list of a few digests.
        const MOST_BYTES: u64 = 1 << 20;
        if manifest.metadata().ok()?.len() > MOST_BYTES {
            return None;
        }
        let layers = serde_json::from_slice::<Manifest>(&fs::read(manifest).ok()?)
            .ok()?
            .layers;
        let blob = |kind: &str| {
            let layer = layers.iter().find(|layer| layer.media_type.ends_with(kind))?;
            let hex = layer.digest.strip_prefix("sha256:")?;
            // A digest is no way out of the folder.
            let path = self.0.join("blobs").join(format!("sha256-{hex}"));
            (hex.bytes().all(|byte| byte.is_ascii_hexdigit()) && path.is_file()).then_some(path)
        };
        let parts: Vec<String> = manifest
            .iter()
            .rev()
            .take(3)
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        let [tag, model, owner] = parts.as_slice() else {
            return None;
        };
        let name = match owner.as_str() {
            "library" => format!("{model}:{tag}"),
            _ => format!("{owner}/{model}:{tag}"),
        };
        Some(OllamaModel {
            name,
            path: blob("ollama.image.model")?,
            projector: blob("ollama.image.projector"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(fixture: &str, to: PathBuf) -> PathBuf {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        fs::create_dir_all(folder_of(&to)).unwrap();
        fs::copy(fixtures.join(fixture), &to).unwrap();
        to
    }

    #[test]
    fn a_drafter_is_known_by_its_head_and_not_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let model = copy("tiny-unified-q4_0.gguf", at("gemma-4-12b-it-Q4_0.gguf"));
        assert_eq!(drafter_beside(&model), None);
        // Called like one, and none.
        fs::write(at("assistant.gguf"), "GGUF").unwrap();
        let in_folder = copy("tiny-assistant-f32.gguf", at("MTP/gemma-4-12b-it-Q8_0.gguf"));
        assert_eq!(drafter_beside(&model), Some(in_folder.clone()));
        fs::remove_file(in_folder).unwrap();
        let drafter = copy("tiny-assistant-f32.gguf", at("mtp-gemma-4-12b-it.gguf"));
        assert_eq!(drafter_beside(&model), Some(drafter.clone()));
        assert_eq!(kind(&drafter), Some(Kind::Drafter));
        assert_eq!(kind(&model), Some(Kind::Gemma));
        copy("tiny-assistant-f32.gguf", at("another.gguf"));
        assert_eq!(drafter_beside(&model), None, "nobody can tell which of two");
    }

    #[test]
    fn of_several_projectors_the_one_that_belongs_is_taken() {
        const FIXTURE: &str = "mmproj-tiny-unified-f32.gguf";
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let model = copy("tiny-unified-q4_0.gguf", at("gemma-4-12b-it-Q4_0.gguf"));
        let f16 = copy(FIXTURE, at("mmproj-F16.gguf"));
        assert_eq!(projector_beside(&model), Some(f16));
        let bf16 = copy(FIXTURE, at("mmproj-BF16.gguf"));
        assert_eq!(projector_beside(&model), Some(bf16), "one in two precisions");
        let other = copy(FIXTURE, at("vision-of-another.gguf"));
        assert_eq!(projector_beside(&model), None, "of two models");
        let own = copy(FIXTURE, at("mmproj-gemma-4-12b-it-Q4_0.gguf"));
        assert_eq!(projector_beside(&model), Some(own));
        fs::remove_file(other).unwrap();
    }

    #[test]
    fn a_manifest_says_what_belongs_to_a_blob() {
        let folder = tempfile::tempdir().unwrap();
        let blob = |fixture: &str, hex: &str| {
            copy(fixture, folder.path().join("blobs").join(format!("sha256-{hex}")))
        };
        let model = blob("tiny-unified-q4_0.gguf", "aa11");
        let projector = blob("mmproj-tiny-unified-f32.gguf", "bb22");
        let manifest = |name: &str, digests: [&str; 2]| {
            let path = folder.path().join("manifests/registry.ollama.ai").join(name);
            fs::create_dir_all(folder_of(&path)).unwrap();
            let [model, projector] = digests;
            let text = format!(
                r#"{{"schemaVersion":2,"layers":[
                {{"mediaType":"application/vnd.ollama.image.model","digest":"{model}","size":1}},
                {{"mediaType":"application/vnd.ollama.image.projector","digest":"{projector}","size":1}}]}}"#
            );
            fs::write(path, text).unwrap();
        };
        manifest("library/gemma4/12b", ["sha256:aa11", "sha256:bb22"]);
        manifest("anna/own/latest", ["sha256:aa11", "sha256:../../secret"]);
        manifest("library/gone/latest", ["sha256:cc33", "sha256:bb22"]);
        fs::write(
            folder
                .path()
                .join("manifests/registry.ollama.ai/library/gemma4/odd"),
            "no JSON",
        )
        .unwrap();
        let models = Ollama::at(folder.path().to_owned()).models();
        let names: Vec<_> = models.iter().map(|model| model.name.as_str()).collect();
        assert_eq!(names, ["anna/own:latest", "gemma4:12b"]);
        assert_eq!(models[0].projector, None);
        assert_eq!(models[1].projector.as_deref(), Some(projector.as_path()));
        assert_eq!(models[1].path, model);
        assert_eq!(drafter_beside(&model), None);
        assert_eq!(Ollama::around(&folder.path().join("blobs/other")), None);
    }
}
