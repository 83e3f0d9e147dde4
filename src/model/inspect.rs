//! What a set of model files is, how large, and what is missing, without loading it.

use std::collections::BTreeMap;
use std::path::Path;

use super::cache::CacheType;
use super::config::{LayerKind, ModelKind};
use super::error::{ModelError, Result};
use super::gemma::ModelFiles;
use super::memory;
use super::weights::{Precision, SafetensorsSource, Source};
use crate::acoustic;

/// Memory for one context length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextMemory {
    /// Tokens of context.
    pub tokens: usize,
    /// Bytes of keys and values in 16-bit floats.
    pub cache_f16: u64,
    /// The same in 32-bit floats.
    pub cache_f32: u64,
}

/// Tensors stored in one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// How many.
    pub tensors: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// What `parlance models inspect` tells.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// Name for people.
    pub name: String,
    /// "Gemma 4 Unified", "drafter" or "built-in".
    pub kind: &'static str,
    /// Sizes by the names of config.json.
    pub sizes: Vec<(&'static str, usize)>,
    /// Values in all tensors.
    pub parameters: u64,
    /// Tensors by type.
    pub stored: BTreeMap<String, Stored>,
    /// Bytes of the weights once loaded as stored.
    pub weight_bytes: u64,
    /// Bytes that the CPU's products add.
    pub repacked_bytes: u64,
    /// Bytes of the weights when quantised to Q8_0 and Q4_0 while loading.
    pub quantised_bytes: [(&'static str, u64); 2],
    /// Keys and values at several context lengths.
    pub contexts: Vec<ContextMemory>,
    /// Free memory, where the system tells.
    pub available: Option<u64>,
    /// What is not there, and what that means.
    pub missing: Vec<String>,
}

/// Looks at the model at `path`; `projector` as for loading.
///
/// # Errors
/// As [`ModelFiles::open`].
pub fn inspect(path: &Path, projector: Option<&Path>) -> Result<Inspection> {
    if let Some(found) = look_ahead(path)? {
        return Ok(found);
    }
    let files = ModelFiles::open(path, projector)?;
    let config = &files.config.decoder;
    let sources: Vec<&dyn Source> = [Some(files.source.as_ref()), files.projector.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let (stored, parameters) = count(&sources);
    let bytes = |precision| {
        sources
            .iter()
            .map(|&source| memory::weight_bytes(source, precision))
            .sum()
    };
    let quantised = |dtype| bytes(Precision::Quantized(dtype));
    let lengths = [4096, 8192, 32_768, 131_072]
        .into_iter()
        .filter(|&tokens| tokens <= config.context);
    let contexts = lengths.map(|tokens| ContextMemory {
        tokens,
        cache_f16: memory::cache_bytes(config, CacheType::F16, tokens),
        cache_f32: memory::cache_bytes(config, CacheType::F32, tokens),
    });
    let count = |kind| config.layers.iter().filter(|&&layer| layer == kind).count();
    Ok(Inspection {
        kind: match files.config.kind {
            ModelKind::Unified => "Gemma 4 Unified",
            ModelKind::Assistant { .. } => "drafter",
            ModelKind::Builtin => "built-in",
        },
        sizes: vec![
            ("hidden_size", config.hidden),
            ("intermediate_size", config.intermediate),
            ("num_hidden_layers", config.layers.len()),
            ("sliding_layers", count(LayerKind::Sliding)),
            ("full_layers", count(LayerKind::Full)),
            ("num_attention_heads", config.heads),
            ("num_key_value_heads", config.sliding.kv_heads),
            ("num_global_key_value_heads", config.full.kv_heads),
            ("head_dim", config.sliding.head_dim),
            ("global_head_dim", config.full.head_dim),
            ("sliding_window", config.window),
            ("vocab_size", config.vocabulary),
            ("max_position_embeddings", config.context),
        ],
        parameters,
        weight_bytes: bytes(Precision::Stored),
        repacked_bytes: memory::repacked_bytes(files.source.as_ref(), Precision::Stored),
        quantised_bytes: [
            ("Q8_0", quantised(candle_core::quantized::GgmlDType::Q8_0)),
            ("Q4_0", quantised(candle_core::quantized::GgmlDType::Q4_0)),
        ],
        contexts: contexts.collect(),
        available: memory::available(),
        missing: missing(&files),
        stored,
        name: files.name,
    })
}

/// Tensors by type, and the values in all.
fn count(sources: &[&dyn Source]) -> (BTreeMap<String, Stored>, u64) {
    let mut stored: BTreeMap<String, Stored> = BTreeMap::new();
    let mut parameters = 0;
    for (_, view) in sources.iter().flat_map(|source| source.all()) {
        let entry = stored.entry(view.encoding.name()).or_default();
        entry.tensors += 1;
        entry.bytes += view.bytes.len() as u64;
        parameters += view.shape.iter().product::<usize>() as u64;
    }
    (stored, parameters)
}

/// The built-in look-ahead stack, where the folder holds it: it is not of Gemma's layers.
fn look_ahead(folder: &Path) -> Result<Option<Inspection>> {
    let file = folder.join("config.json");
    let json = std::fs::read(&file).unwrap_or_default();
    if !acoustic::Config::is_one(&json) {
        return Ok(None);
    }
    let config = acoustic::Config::from_json(&json)
        .map_err(|error| ModelError::wrong(&file, "the sizes of a built-in model", error.to_string()))?;
    let source = SafetensorsSource::open(folder)?;
    let (stored, parameters) = count(&[&source]);
    let weight_bytes = memory::weight_bytes(&source, Precision::Stored);
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    Ok(Some(Inspection {
        name: name.to_string_lossy().into_owned(),
        kind: "built-in",
        sizes: vec![
            ("mel_bands", config.mel_bands),
            ("hidden_size", config.hidden_size),
            ("intermediate_size", config.intermediate_size),
            ("num_hidden_layers", config.num_hidden_layers),
            ("num_attention_heads", config.num_attention_heads),
            ("window_frames", config.window_frames),
            ("delay_frames", config.delay_frames()),
            ("classes", config.classes),
        ],
        parameters,
        stored,
        weight_bytes,
        repacked_bytes: 0,
        quantised_bytes: [("Q8_0", weight_bytes), ("Q4_0", weight_bytes)],
        contexts: Vec::new(),
        available: memory::available(),
        missing: Vec::new(),
    }))
}

fn missing(files: &ModelFiles) -> Vec<String> {
    let mut missing = Vec::new();
    if files.config.kind == ModelKind::Unified {
        if files.tokenizer.is_none() {
            missing.push("tokenizer.json: text cannot be read or written, only ids".to_owned());
        }
        if files.config.audio.is_none() {
            missing.push("sound input (the mmproj file of a GGUF): it cannot transcribe".to_owned());
        }
        if files.config.vision.is_none() {
            missing.push("image input (the mmproj file of a GGUF): it cannot look at images".to_owned());
        }
    }
    let config = &files.config.decoder;
    let mut needed = vec!["norm.weight".to_owned()];
    if config.vocabulary > 0 {
        needed.push("embed_tokens.weight".to_owned());
    }
    for (index, &kind) in config.layers.iter().enumerate() {
        for (rest, _) in super::weights::LAYER_NAMES {
            let own_keys = [
                "self_attn.k_proj.weight",
                "self_attn.v_proj.weight",
                "self_attn.k_norm.weight",
            ];
            let absent = (config.borrows_keys && own_keys.contains(&rest))
                || (rest == "self_attn.v_proj.weight" && config.attention(kind).key_is_value);
            if !absent {
                needed.push(format!("layers.{index}.{rest}"));
            }
        }
    }
    let absent = needed
        .into_iter()
        .filter(|name| files.source.view(name).is_none());
    missing.extend(absent.map(|name| format!("tensor {name}: the model cannot be loaded")));
    missing
}
