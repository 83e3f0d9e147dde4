//! config.json and generation_config.json of a Hugging Face folder.

use std::path::Path;

use serde_json::Value;

use super::{
    AttentionConfig, AudioConfig, DecoderConfig, GenerationConfig, LayerKind, ModelConfig, ModelKind,
    SpecialIds, VisionConfig, default_frequencies, proportional_frequencies,
};
use crate::model::error::{ModelError, Result};

/// The files of a model in a folder, as far as they are small.
#[derive(Clone, Debug)]
pub struct Folder {
    /// config.json.
    pub config: ModelConfig,
    /// generation_config.json, or the published values where it is silent.
    pub generation: GenerationConfig,
}

impl Folder {
    /// Reads the small files of `path`.
    ///
    /// # Errors
    /// [`ModelError::Unreadable`] without a config.json, [`ModelError::WrongFile`] when it is of another model.
    pub fn read(path: &Path) -> Result<Self> {
        let file = path.join("config.json");
        let config = from_json(&file, &read_json(&file)?)?;
        let generation = match path.join("generation_config.json") {
            file if file.is_file() => generation_from_json(&read_json(&file)?),
            _ => GenerationConfig::for_ids(&config.ids),
        };
        Ok(Folder { config, generation })
    }
}

/// Reads a file that must be JSON.
///
/// # Errors
/// [`ModelError::Unreadable`]; [`ModelError::WrongFile`] when it is none.
pub(crate) fn read_json(file: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(file).map_err(|error| ModelError::unreadable(file, error))?;
    serde_json::from_str(&text).map_err(|error| ModelError::wrong(file, "JSON", error.to_string()))
}

impl GenerationConfig {
    /// The published values, with the suppressed ids at the place where this vocabulary has them.
    pub fn for_ids(ids: &SpecialIds) -> Self {
        GenerationConfig {
            suppress: vec![ids.audio_end, ids.image_end],
            ..GenerationConfig::default()
        }
    }
}

/// What generation_config.json says. A file that says nothing about stopping stops nowhere: the
/// fixtures' does so on purpose, every released one names its ids.
fn generation_from_json(json: &Value) -> GenerationConfig {
    let list = |key: &str| -> Vec<u32> {
        match &json[key] {
            Value::Array(items) => items.iter().filter_map(as_id).collect(),
            other => as_id(other).into_iter().collect(),
        }
    };
    let defaults = GenerationConfig::default();
    GenerationConfig {
        stop: list("eos_token_id"),
        suppress: list("suppress_tokens"),
        temperature: json["temperature"].as_f64().unwrap_or(defaults.temperature),
        top_k: json["top_k"].as_u64().map_or(defaults.top_k, |k| k as usize),
        top_p: json["top_p"].as_f64().unwrap_or(defaults.top_p),
    }
}

fn as_id(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|id| u32::try_from(id).ok())
}

/// Reads keys and remembers which file they are from.
struct Keys<'a> {
    file: &'a Path,
    json: &'a Value,
}

impl Keys<'_> {
    fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> ModelError {
        ModelError::wrong(self.file, expected, found)
    }

    fn size(&self, key: &str) -> Result<usize> {
        self.json[key]
            .as_u64()
            .map(|n| n as usize)
            .ok_or_else(|| self.wrong(format!("a number under {key}"), self.json[key].to_string()))
    }

    fn size_or(&self, key: &str, default: usize) -> Result<usize> {
        if self.json[key].is_null() {
            Ok(default)
        } else {
            self.size(key)
        }
    }

    fn flag(&self, key: &str) -> bool {
        self.json[key].as_bool().unwrap_or(false)
    }
}

/// Reads the content of a config.json; `file` is for messages only.
///
/// # Errors
/// [`ModelError::WrongFile`] for another model, for a variant that parlance has no equations for
/// (mixture of experts, per-layer embeddings, shared key-value layers), and for impossible sizes.
pub fn from_json(file: &Path, json: &Value) -> Result<ModelConfig> {
    let outer = Keys { file, json };
    let model_type = json["model_type"].as_str().unwrap_or("nothing");
    let inner = if json["text_config"].is_object() {
        &json["text_config"]
    } else {
        json
    };
    let text = Keys { file, json: inner };
    let kind = match model_type {
        "gemma4_unified" | "gemma4_unified_text" => ModelKind::Unified,
        "gemma4_unified_assistant" => ModelKind::Assistant {
            backbone_hidden: outer.size("backbone_hidden_size")?,
            ordered: if outer.flag("use_ordered_embeddings") {
                Some((
                    outer.size("num_centroids")?,
                    outer.size("centroid_intermediate_top_k")?,
                ))
            } else {
                None
            },
        },
        "parlance_builtin" => ModelKind::Builtin,
        other => {
            return Err(outer.wrong(
                "model_type gemma4_unified, gemma4_unified_assistant or parlance_builtin",
                other,
            ));
        }
    };
    let decoder = decoder_from_json(&text, &kind)?;
    decoder
        .check()
        .map_err(|found| outer.wrong("sizes of a Gemma 4 decoder", found))?;
    Ok(ModelConfig {
        audio: audio_from_json(&outer, &kind)?,
        vision: vision_from_json(&outer)?,
        ids: ids_from_json(json, inner),
        kind,
        decoder,
    })
}

fn decoder_from_json(text: &Keys, kind: &ModelKind) -> Result<DecoderConfig> {
    let layers = layer_kinds(text)?;
    for (key, allowed) in [("hidden_size_per_layer_input", 0), ("num_experts", 0)] {
        if text.size_or(key, allowed)? != allowed {
            return Err(text.wrong(
                format!("{key} = {allowed} (the 12B Unified)"),
                text.json[key].to_string(),
            ));
        }
    }
    for key in ["enable_moe_block", "use_double_wide_mlp", "attention_bias"] {
        if text.flag(key) {
            return Err(text.wrong(format!("{key} false (the 12B Unified)"), "true"));
        }
    }
    let borrows_keys = matches!(kind, ModelKind::Assistant { .. });
    let shared = text.size_or("num_kv_shared_layers", 0)?;
    let expected = if borrows_keys { layers.len() } else { 0 };
    if shared != expected {
        return Err(text.wrong(format!("num_kv_shared_layers = {expected}"), shared.to_string()));
    }
    if let Some(other) = text.json["hidden_activation"]
        .as_str()
        .filter(|&a| a != "gelu_pytorch_tanh")
    {
        return Err(text.wrong("hidden_activation gelu_pytorch_tanh", other));
    }
    let kv_heads = text.size("num_key_value_heads")?;
    let head_dim = text.size("head_dim")?;
    let key_is_value = text.flag("attention_k_eq_v");
    let full_dim = text.size_or("global_head_dim", head_dim)?;
    Ok(DecoderConfig {
        hidden: text.size("hidden_size")?,
        intermediate: text.size("intermediate_size")?,
        heads: text.size("num_attention_heads")?,
        window: text.size("sliding_window")?,
        sliding: AttentionConfig {
            head_dim,
            kv_heads,
            key_is_value: false,
            inverse_frequencies: frequencies(text, "sliding_attention", head_dim, 1e4)?,
        },
        full: AttentionConfig {
            head_dim: full_dim,
            kv_heads: if key_is_value {
                text.size_or("num_global_key_value_heads", kv_heads)?
            } else {
                kv_heads
            },
            key_is_value,
            inverse_frequencies: frequencies(text, "full_attention", full_dim, 1e6)?,
        },
        norm_eps: text.json["rms_norm_eps"].as_f64().unwrap_or(1e-6),
        softcap: text.json["final_logit_softcapping"].as_f64(),
        vocabulary: if *kind == ModelKind::Builtin {
            0
        } else {
            text.size("vocab_size")?
        },
        context: text.size_or("max_position_embeddings", 131_072)?,
        layers,
        borrows_keys,
    })
}

fn layer_kinds(text: &Keys) -> Result<Vec<LayerKind>> {
    let count = text.size("num_hidden_layers")?;
    let Some(names) = text.json["layer_types"].as_array() else {
        // Left out, every sixth layer is full and so is the last.
        return Ok((0..count.min(1 << 10))
            .map(|i| {
                if (i + 1) % 6 == 0 || i + 1 == count {
                    LayerKind::Full
                } else {
                    LayerKind::Sliding
                }
            })
            .collect());
    };
    if names.len() != count {
        return Err(text.wrong(format!("{count} layer_types"), names.len().to_string()));
    }
    names
        .iter()
        .map(|name| match name.as_str() {
            Some("sliding_attention") => Ok(LayerKind::Sliding),
            Some("full_attention") => Ok(LayerKind::Full),
            _ => Err(text.wrong(
                "layer_types of sliding_attention and full_attention",
                name.to_string(),
            )),
        })
        .collect()
}

fn frequencies(text: &Keys, layer: &str, head_dim: usize, default_theta: f64) -> Result<Vec<f32>> {
    if head_dim > 1 << 13 {
        return Err(text.wrong("a head size up to 8192", head_dim.to_string()));
    }
    let rope = &text.json["rope_parameters"][layer];
    let theta = rope["rope_theta"].as_f64().unwrap_or(default_theta);
    if !(theta.is_finite() && theta > 1.0) {
        return Err(text.wrong("a rope_theta above 1", theta.to_string()));
    }
    match rope["rope_type"].as_str() {
        Some("proportional") => {
            let fraction = rope["partial_rotary_factor"]
                .as_f64()
                .unwrap_or(1.0)
                .clamp(0.0, 1.0);
            Ok(proportional_frequencies(head_dim, theta, fraction))
        }
        None if layer == "full_attention" => Ok(proportional_frequencies(head_dim, theta, 0.25)),
        Some("default") | None => Ok(default_frequencies(head_dim, theta)),
        Some(other) => Err(text.wrong("rope_type default or proportional", other)),
    }
}

fn audio_from_json(outer: &Keys, kind: &ModelKind) -> Result<Option<AudioConfig>> {
    if *kind == ModelKind::Builtin {
        return Ok(Some(AudioConfig {
            frame_samples: outer.size("audio_samples_per_frame")?,
            norm_eps: outer.json["audio_norm_eps"].as_f64().unwrap_or(1e-6),
        }));
    }
    let json = &outer.json["audio_config"];
    if !json.is_object() {
        return Ok(None);
    }
    let audio = Keys {
        file: outer.file,
        json,
    };
    Ok(Some(AudioConfig {
        frame_samples: audio.size_or("audio_embed_dim", 640)?,
        norm_eps: json["rms_norm_eps"].as_f64().unwrap_or(1e-6),
    }))
}

fn vision_from_json(outer: &Keys) -> Result<Option<VisionConfig>> {
    let json = &outer.json["vision_config"];
    if !json.is_object() {
        return Ok(None);
    }
    let vision = Keys {
        file: outer.file,
        json,
    };
    let patch = match vision.size_or("model_patch_size", 0)? {
        0 => vision
            .size_or("patch_size", 16)?
            .saturating_mul(vision.size_or("pooling_kernel_size", 3)?),
        merged => merged,
    };
    if patch == 0 || patch > 1024 {
        return Err(vision.wrong("a patch of up to 1024 pixels", patch.to_string()));
    }
    Ok(Some(VisionConfig {
        patch,
        embedding: vision.size("mm_embed_dim")?,
        positions: vision.size_or("mm_posemb_size", 1120)?,
        max_soft_tokens: vision.size_or("num_soft_tokens", 280)?,
        norm_eps: json["rms_norm_eps"].as_f64().unwrap_or(1e-6),
    }))
}

fn ids_from_json(outer: &Value, inner: &Value) -> SpecialIds {
    let defaults = SpecialIds::default();
    let id = |key: &str, default: u32| as_id(&outer[key]).unwrap_or(default);
    SpecialIds {
        bos: as_id(&inner["bos_token_id"]).unwrap_or(defaults.bos),
        image_begin: id("boi_token_id", defaults.image_begin),
        image: id("image_token_id", defaults.image),
        image_end: id("eoi_token_id", defaults.image_end),
        audio_begin: id("boa_token_id", defaults.audio_begin),
        audio: id("audio_token_id", defaults.audio),
        audio_end: as_id(&outer["eoa_token_index"])
            .or_else(|| as_id(&outer["eoa_token_id"]))
            .unwrap_or(defaults.audio_end),
        video: id("video_token_id", defaults.video),
    }
}
