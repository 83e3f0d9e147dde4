//! Hugging Face's folders (`openai/whisper-*`, `distil-whisper/*`): `config.json`, `model.safetensors` or its shards, and
//! the tokens in `tokenizer.json` or `vocab.json`. Their names of tensors are the canonical ones.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_kernels::HalfFormat;
use safetensors::tensor::{Dtype, SafeTensors};
use serde::Deserialize;

use super::table::{Encoding, Entry, Table};
use super::{Parts, printable, read_json, tokens};
use crate::mmap::{Held, Mapped};
use crate::reader::config::{Config, StackConfig};
use crate::reader::error::{ReaderError, Result};
use crate::reader::vocabulary::TokenId;

/// The file of the sizes.
pub(super) const CONFIG: &str = "config.json";

/// The files of the weights, whole or a table of their parts.
pub(super) const WEIGHTS: [&str; 2] = ["model.safetensors", "model.safetensors.index.json"];

/// Longest files of sizes and of tokens; published ones have 2 kB and 4 MB.
const CONFIG_LIMIT: u64 = 1 << 20;
const TOKENS_LIMIT: u64 = 1 << 26;

/// `config.json`, as far as it is needed.
#[derive(Deserialize)]
struct ConfigFile {
    #[serde(default)]
    model_type: String,
    d_model: usize,
    encoder_layers: usize,
    encoder_attention_heads: usize,
    encoder_ffn_dim: usize,
    decoder_layers: usize,
    decoder_attention_heads: usize,
    decoder_ffn_dim: usize,
    #[serde(default = "ConfigFile::mel_bands")]
    num_mel_bins: usize,
    #[serde(default = "ConfigFile::sound_positions")]
    max_source_positions: usize,
    #[serde(default = "ConfigFile::text_positions")]
    max_target_positions: usize,
    vocab_size: usize,
    #[serde(default = "ConfigFile::activation")]
    activation_function: String,
    #[serde(default)]
    scale_embedding: bool,
}

/// What the sizes are where `config.json` does not say.
impl ConfigFile {
    fn mel_bands() -> usize {
        80
    }

    fn sound_positions() -> usize {
        1_500
    }

    fn text_positions() -> usize {
        448
    }

    fn activation() -> String {
        "gelu".to_owned()
    }
}

/// `generation_config.json`, as far as it is needed.
#[derive(Default, Deserialize)]
struct GenerationFile {
    is_multilingual: Option<bool>,
}

/// `preprocessor_config.json`, as far as it is needed: what is computed from the sound.
#[derive(Default, Deserialize)]
struct PreprocessorFile {
    feature_size: Option<usize>,
    hop_length: Option<usize>,
    n_fft: Option<usize>,
    sampling_rate: Option<usize>,
}

/// Opens a folder.
///
/// # Errors
/// As [`super::open_files`].
pub(super) fn open(folder: &Path) -> Result<Parts> {
    let config = config(folder)?;
    check_preprocessor(folder, &config)?;
    let mut tensors = Table::new(folder.display().to_string());
    for file in weight_files(folder)? {
        add_file(&file, &mut tensors)?;
    }
    let generation = folder.join("generation_config.json");
    let generation: GenerationFile = optional(&generation, "settings of generation")?;
    let (file, names) = token_names(folder, config.vocabulary)?;
    let vocabulary = tokens::vocabulary(&file, &names, generation.is_multilingual, config.vocabulary)?;
    Ok((config, vocabulary, tensors))
}

fn optional<T: serde::de::DeserializeOwned + Default>(path: &Path, what: &str) -> Result<T> {
    if path.is_file() {
        read_json(path, what, CONFIG_LIMIT)
    } else {
        Ok(T::default())
    }
}

/// Whether a folder's `config.json` is of the family.
///
/// # Errors
/// [`ReaderError::WrongFile`] when it is no JSON, [`ReaderError::Unreadable`] when it cannot be read.
pub(super) fn is_whisper(folder: &Path) -> Result<bool> {
    let json: serde_json::Value = read_json(&folder.join(CONFIG), "JSON", CONFIG_LIMIT)?;
    Ok(json["model_type"] == "whisper")
}

fn config(folder: &Path) -> Result<Config> {
    let path = folder.join(CONFIG);
    let read: ConfigFile = read_json(&path, "the sizes of a Whisper model", CONFIG_LIMIT)?;
    let file = path.display().to_string();
    let facts = [
        ("model_type", "whisper", read.model_type.as_str()),
        ("activation_function", "gelu", read.activation_function.as_str()),
        (
            "scale_embedding",
            "false",
            if read.scale_embedding { "true" } else { "false" },
        ),
    ];
    if let Some((key, expected, found)) = facts.iter().find(|(_, expected, found)| expected != found) {
        return Err(ReaderError::wrong(
            file,
            format!("{key} {expected}"),
            printable(found),
        ));
    }
    let config = Config {
        width: read.d_model,
        encoder: StackConfig {
            layers: read.encoder_layers,
            heads: read.encoder_attention_heads,
            feed_forward: read.encoder_ffn_dim,
        },
        decoder: StackConfig {
            layers: read.decoder_layers,
            heads: read.decoder_attention_heads,
            feed_forward: read.decoder_ffn_dim,
        },
        mel_bands: read.num_mel_bins,
        sound_positions: read.max_source_positions,
        text_positions: read.max_target_positions,
        vocabulary: read.vocab_size,
    };
    config.check(&file)?;
    Ok(config)
}

/// A model that learnt from another spectrogram would read nonsense.
fn check_preprocessor(folder: &Path, config: &Config) -> Result<()> {
    let path = folder.join("preprocessor_config.json");
    let read: PreprocessorFile = optional(&path, "settings of the spectrogram")?;
    let facts = [
        ("feature_size", config.mel_bands, read.feature_size),
        ("hop_length", 160, read.hop_length),
        ("n_fft", 400, read.n_fft),
        ("sampling_rate", 16_000, read.sampling_rate),
    ];
    for (key, expected, found) in facts {
        if let Some(found) = found.filter(|&found| found != expected) {
            return Err(ReaderError::wrong(
                path.display(),
                format!("{key} {expected}"),
                found.to_string(),
            ));
        }
    }
    Ok(())
}

/// The whole file, or the parts that the table names.
fn weight_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let [whole, index] = WEIGHTS.map(|name| folder.join(name));
    if whole.is_file() {
        return Ok(vec![whole]);
    }
    if !index.is_file() {
        let old = ["pytorch_model.bin", "pytorch_model.bin.index.json"];
        let found = old
            .into_iter()
            .find(|name| folder.join(name).exists())
            .map_or_else(
                || "neither".to_owned(),
                |old| {
                    format!(
                        "only {old}, which may hold programs: look for model.safetensors of the same model"
                    )
                },
            );
        return Err(ReaderError::wrong(folder.display(), WEIGHTS.join(" or "), found));
    }
    #[derive(Deserialize)]
    struct Index {
        weight_map: HashMap<String, String>,
    }
    let read: Index = read_json(&index, "a weight_map", TOKENS_LIMIT)?;
    let names: BTreeSet<String> = read.weight_map.into_values().collect();
    // A part's name is a file of this folder: a table from elsewhere must not open others.
    if let Some(foreign) = names
        .iter()
        .find(|name| name.contains(['/', '\\']) || name.starts_with('.'))
    {
        return Err(ReaderError::wrong(
            index.display(),
            "names of files in this folder",
            printable(foreign),
        ));
    }
    if names.is_empty() {
        return Err(ReaderError::wrong(index.display(), "names of files", "none"));
    }
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

fn add_file(path: &Path, tensors: &mut Table) -> Result<()> {
    let map = Mapped::open(path).map_err(|error| ReaderError::unreadable(path.display(), error))?;
    let map = Arc::new(map);
    let (header, metadata) = SafeTensors::read_metadata(&map).map_err(|error| {
        let found = format!("a damaged or unfinished one ({})", printable(&error.to_string()));
        ReaderError::wrong(path.display(), "a safetensors file", found)
    })?;
    // The data follows the eight bytes of the header's length and the header itself.
    let data = header + 8;
    for (name, info) in metadata.tensors() {
        let encoding = match info.dtype {
            Dtype::F32 => Encoding::F32,
            Dtype::F16 => Encoding::Half(HalfFormat::F16),
            Dtype::BF16 => Encoding::Half(HalfFormat::Bf16),
            other => {
                let found = format!("{} of type {other:?}", printable(&name));
                return Err(ReaderError::wrong(
                    path.display(),
                    "tensors of type F32, F16 or BF16",
                    found,
                ));
            }
        };
        let range = data.saturating_add(info.data_offsets.0)..data.saturating_add(info.data_offsets.1);
        let entry =
            Entry::new(encoding, info.shape.clone(), Held::of_file(&map, range)).ok_or_else(|| {
                let found = format!("a file of {} bytes: the download is not complete", map.len());
                ReaderError::wrong(
                    path.display(),
                    format!("{} {:?}", printable(&name), info.shape),
                    found,
                )
            })?;
        let name = name.strip_prefix("model.").unwrap_or(&name);
        tensors.insert(name.to_owned(), entry)?;
    }
    Ok(())
}

/// The file that names the tokens, and their names at their numbers, of which there are at most `size`.
fn token_names(folder: &Path, size: usize) -> Result<(String, Vec<String>)> {
    let whole = folder.join("tokenizer.json");
    let vocab = folder.join("vocab.json");
    let (path, ids) = if whole.is_file() {
        let ids = tokenizer_file(&whole)?;
        (whole, ids)
    } else if vocab.is_file() {
        let mut ids: HashMap<String, TokenId> = read_json(&vocab, "the numbers of tokens", TOKENS_LIMIT)?;
        let added: HashMap<String, TokenId> =
            optional(&folder.join("added_tokens.json"), "the numbers of tokens")?;
        ids.extend(added);
        (vocab, ids)
    } else {
        return Err(ReaderError::wrong(
            folder.display(),
            "tokenizer.json or vocab.json",
            "neither",
        ));
    };
    let file = path.display().to_string();
    let mut names: Vec<String> = Vec::new();
    for (name, id) in ids {
        let id = id as usize;
        if id >= size {
            let expected = format!("tokens below {size}");
            return Err(ReaderError::wrong(
                file,
                expected,
                format!("{} with number {id}", printable(&name)),
            ));
        }
        if names.len() <= id {
            names.resize(id + 1, String::new());
        }
        names[id] = name;
    }
    Ok((file, names))
}

fn tokenizer_file(path: &Path) -> Result<HashMap<String, TokenId>> {
    #[derive(Deserialize)]
    struct TokenizerFile {
        #[serde(default)]
        added_tokens: Vec<Added>,
        model: Model,
    }
    #[derive(Deserialize)]
    struct Added {
        id: TokenId,
        content: String,
    }
    #[derive(Deserialize)]
    struct Model {
        vocab: HashMap<String, TokenId>,
    }
    let read: TokenizerFile = read_json(path, "a byte-level BPE tokenizer", TOKENS_LIMIT)?;
    let mut ids = read.model.vocab;
    ids.extend(
        read.added_tokens
            .into_iter()
            .map(|added| (added.content, added.id)),
    );
    Ok(ids)
}
