//! Models that parlance can use and does not bring along: `models/catalog.toml`.

use serde::{Deserialize, Serialize};

const CATALOG: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/catalog.toml"));

/// A model of the catalogue.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What `fetch-help` calls it.
    pub name: String,
    /// What it is, for people.
    pub what: String,
    /// The flag that takes it: `--model`, `--reader`, `--drafter`.
    pub option: String,
    /// Its repository on Hugging Face.
    pub repository: String,
    /// The commit of the repository that is meant; without one the newest.
    pub revision: Option<String>,
    /// SPDX name of its licence.
    pub licence: String,
    /// Gigabytes of memory that it wants.
    pub memory_gb: u32,
    /// Its files; empty when it is all of its repository.
    #[serde(default, rename = "file")]
    pub files: Vec<File>,
}

/// A file of a model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Bytes, for each revision that is known.
    #[serde(default)]
    pub sizes: Vec<u64>,
    /// SHA-256 of its bytes in hexadecimal digits, for each revision that is known.
    #[serde(default)]
    pub sha256: Vec<String>,
    /// Files of other repositories are called so, too: one of another size is another file.
    #[serde(default)]
    pub common_name: bool,
}

impl File {
    /// Whether a file with its name and so many bytes must be it.
    pub fn is_meant_by(&self, bytes: u64) -> bool {
        !self.common_name || self.sizes.contains(&bytes)
    }
}

#[derive(Deserialize)]
struct Catalog {
    model: Vec<Model>,
}

/// The catalogue that this program was built with.
///
/// # Errors
/// What is wrong with it, which a test keeps from happening.
pub fn catalog() -> Result<Vec<Model>, String> {
    let catalog: Catalog =
        toml::from_str(CATALOG).map_err(|error| format!("models/catalog.toml: {}", error.message()))?;
    Ok(catalog.model)
}

impl Model {
    /// Bytes of its files, as far as they are known; `None` when none is.
    pub fn bytes(&self) -> Option<u64> {
        let sizes = self.files.iter().filter_map(|file| file.sizes.last());
        sizes.copied().reduce(|a, b| a + b)
    }

    /// The revision that is fetched.
    pub fn revision(&self) -> &str {
        self.revision.as_deref().unwrap_or("main")
    }
}

/// What is known of a file with this name, whatever model it belongs to; names of projectors are the same in many repositories.
pub fn known<'a>(catalog: &'a [Model], name: &str) -> Option<&'a File> {
    let mut files = catalog.iter().flat_map(|model| &model.files);
    files.find(|file| file.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::error::{FILE_THAT_WORKS, PROJECTOR_THAT_WORKS, REPOSITORY_THAT_WORKS};

    #[test]
    fn the_catalogue_can_be_read_and_says_nothing_impossible() {
        let models = catalog().unwrap();
        for (at, model) in models.iter().enumerate() {
            assert!(models[..at].iter().all(|other| other.name != model.name));
            assert!(["--model", "--reader", "--drafter"].contains(&model.option.as_str()));
            assert_eq!(model.repository.split('/').count(), 2, "{}", model.repository);
            for file in &model.files {
                assert!(!file.name.contains('/') && !file.name.starts_with('.'));
                assert!(file.sizes.iter().all(|&bytes| bytes > 1 << 20));
                let hex = |sum: &String| sum.len() == 64 && sum.bytes().all(|b| b.is_ascii_hexdigit());
                assert!(file.sha256.iter().all(hex), "{}", file.name);
                assert!(!file.common_name || !file.sizes.is_empty(), "{}", file.name);
                assert!(
                    file.sha256.is_empty() || model.revision.is_some(),
                    "{}",
                    file.name
                );
            }
        }
    }

    #[test]
    fn the_file_that_refusals_name_is_in_it() {
        let models = catalog().unwrap();
        let model = models
            .iter()
            .find(|model| model.repository == REPOSITORY_THAT_WORKS);
        let names: Vec<_> = model
            .unwrap()
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        assert_eq!(names, [FILE_THAT_WORKS, PROJECTOR_THAT_WORKS]);
    }
}
