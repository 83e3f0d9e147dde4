//! safetensors: one file, or shards listed in model.safetensors.index.json.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use candle_core::quantized::GgmlDType;
use safetensors::tensor::{Dtype, SafeTensors};

use super::{Encoding, Source, TensorView};
use crate::mmap::Mapped;
use crate::model::error::{ModelError, Result};

struct Entry {
    shard: usize,
    encoding: Encoding,
    shape: Vec<usize>,
    start: usize,
    end: usize,
}

/// The tensors of a Hugging Face folder.
pub struct SafetensorsSource {
    path: PathBuf,
    shards: Vec<Mapped>,
    entries: HashMap<String, Entry>,
}

impl SafetensorsSource {
    /// Opens every shard of the model in `folder` and reads their headers.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] for a damaged header, for a shard shorter than its header says, for a
    /// tensor of a type that parlance has no use for.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut source = SafetensorsSource {
            path: folder.to_owned(),
            shards: Vec::new(),
            entries: HashMap::new(),
        };
        for file in shard_files(folder)? {
            source.add_shard(&file)?;
        }
        Ok(source)
    }

    fn add_shard(&mut self, file: &Path) -> Result<()> {
        let map = Mapped::open(file).map_err(|error| ModelError::unreadable(file, error))?;
        let (header, metadata) = SafeTensors::read_metadata(&map).map_err(|error| {
            ModelError::wrong(file, "a safetensors file", format!("a damaged one ({error})"))
        })?;
        // The data follows the eight bytes of the header's length and the header itself.
        let data = header + 8;
        let shard = self.shards.len();
        for (name, info) in metadata.tensors() {
            let encoding = match info.dtype {
                Dtype::F32 => Encoding::Ggml(GgmlDType::F32),
                Dtype::F16 => Encoding::Ggml(GgmlDType::F16),
                Dtype::BF16 => Encoding::Ggml(GgmlDType::BF16),
                Dtype::I8 => Encoding::Int8,
                Dtype::I64 => Encoding::Int64,
                other => {
                    return Err(ModelError::wrong(
                        file,
                        "tensors of type F32, F16, BF16, I8 or I64",
                        format!("{name} of type {other:?}"),
                    ));
                }
            };
            let (start, end) = (data + info.data_offsets.0, data + info.data_offsets.1);
            if end > map.len() {
                return Err(ModelError::wrong(
                    file,
                    format!("at least {end} bytes ({name})"),
                    format!("{} bytes", map.len()),
                ));
            }
            self.entries.insert(
                canonical(&name).to_owned(),
                Entry {
                    shard,
                    encoding,
                    shape: info.shape.clone(),
                    start,
                    end,
                },
            );
        }
        self.shards.push(map);
        Ok(())
    }

    fn look(&self, entry: &Entry) -> TensorView<'_> {
        TensorView {
            encoding: entry.encoding,
            shape: entry.shape.clone(),
            bytes: &self.shards[entry.shard][entry.start..entry.end],
            file: None,
        }
    }
}

impl Source for SafetensorsSource {
    fn view(&self, name: &str) -> Option<TensorView<'_>> {
        self.entries.get(name).map(|entry| self.look(entry))
    }

    fn all(&self) -> Vec<(String, TensorView<'_>)> {
        let mut all: Vec<_> = self
            .entries
            .iter()
            .map(|(name, entry)| (name.clone(), self.look(entry)))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    fn path(&self) -> &Path {
        &self.path
    }
}

/// The name inside parlance: targets have `model.language_model.`, drafters `model.` in front.
fn canonical(name: &str) -> &str {
    name.strip_prefix("model.language_model.")
        .or_else(|| name.strip_prefix("model."))
        .unwrap_or(name)
}

fn shard_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let single = folder.join("model.safetensors");
    if single.is_file() {
        return Ok(vec![single]);
    }
    let index = folder.join("model.safetensors.index.json");
    let text = std::fs::read_to_string(&index).map_err(|_| {
        ModelError::wrong(
            folder,
            "model.safetensors or model.safetensors.index.json",
            "neither",
        )
    })?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| ModelError::wrong(&index, "JSON", error.to_string()))?;
    let Some(map) = json["weight_map"].as_object() else {
        return Err(ModelError::wrong(&index, "a weight_map", "none"));
    };
    let names: BTreeSet<&str> = map.values().filter_map(|file| file.as_str()).collect();
    // A shard's name is a file in this folder; an index from elsewhere must not open others.
    if let Some(foreign) = names
        .iter()
        .find(|name| name.contains(['/', '\\']) || name.contains(".."))
    {
        return Err(ModelError::wrong(
            &index,
            "names of files in this folder",
            (*foreign).to_owned(),
        ));
    }
    if names.is_empty() {
        return Err(ModelError::wrong(&index, "names of shards", "none"));
    }
    let files: Vec<PathBuf> = names.into_iter().map(|name| folder.join(name)).collect();
    match files.iter().find(|file| !file.is_file()) {
        Some(missing) => Err(ModelError::wrong(
            &index,
            format!("the shard {}", missing.display()),
            "no such file",
        )),
        None => Ok(files),
    }
}
