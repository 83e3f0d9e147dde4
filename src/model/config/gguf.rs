//! Sizes from the keys of a GGUF file.

use super::{
    AttentionConfig, AudioConfig, DecoderConfig, LayerKind, ModelConfig, ModelKind, SpecialIds, VisionConfig,
    default_frequencies,
};
use crate::model::error::{ModelError, Result};
use crate::model::weights::GgufFile;
use crate::model::weights::gguf::Value;

struct Keys<'a> {
    file: &'a GgufFile,
    prefix: String,
}

impl Keys<'_> {
    fn get(&self, key: &str) -> Option<&Value> {
        self.file.key(&format!("{}.{key}", self.prefix))
    }

    fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> ModelError {
        ModelError::wrong(self.file.path(), expected, found)
    }

    fn size(&self, key: &str) -> Result<usize> {
        self.get(key).and_then(Value::as_usize).ok_or_else(|| {
            self.wrong(
                format!("a number under {}.{key}", self.prefix),
                format!("{:?}", self.get(key)),
            )
        })
    }

    fn number_or(&self, key: &str, default: f64) -> f64 {
        self.get(key).and_then(Value::as_f64).unwrap_or(default)
    }

    /// One number for all layers, or a list with one for each.
    fn per_layer(&self, key: &str, layers: usize) -> Result<Vec<usize>> {
        match self.get(key) {
            Some(Value::List(items)) if items.len() == layers => items
                .iter()
                .map(|item| {
                    item.as_usize()
                        .ok_or_else(|| self.wrong(format!("numbers under {key}"), "another type"))
                })
                .collect(),
            Some(Value::List(items)) => {
                Err(self.wrong(format!("{layers} numbers under {key}"), items.len().to_string()))
            }
            _ => Ok(vec![self.size(key)?; layers]),
        }
    }
}

/// Reads the sizes of a text model (`gemma4`) or drafter (`gemma4-assistant`); `projector` adds the
/// sound and image inputs.
///
/// # Errors
/// [`ModelError::WrongFile`] for another architecture, for variants that parlance has no equations for,
/// and for impossible sizes.
pub fn from_gguf(file: &GgufFile, projector: Option<&GgufFile>) -> Result<ModelConfig> {
    let architecture = file.architecture().to_owned();
    let keys = Keys {
        file,
        prefix: architecture.clone(),
    };
    let assistant = match architecture.as_str() {
        "gemma4" => false,
        "gemma4-assistant" => true,
        "clip" => return Err(keys.wrong("a text model", "a projector (give it as --projector)")),
        other => return Err(keys.wrong("architecture gemma4 or gemma4-assistant", other)),
    };
    let decoder = decoder(&keys, assistant)?;
    decoder
        .check()
        .map_err(|found| keys.wrong("sizes of a Gemma 4 decoder", found))?;
    let kind = if assistant {
        ModelKind::Assistant {
            backbone_hidden: keys.size("embedding_length_out")?,
            ordered: None,
        }
    } else {
        ModelKind::Unified
    };
    let (audio, vision) = match projector {
        Some(projector) => inputs(projector, decoder.hidden)?,
        None => (None, None),
    };
    Ok(ModelConfig {
        ids: special_ids(file, decoder.vocabulary),
        kind,
        decoder,
        audio,
        vision,
    })
}

fn decoder(keys: &Keys, assistant: bool) -> Result<DecoderConfig> {
    let count = keys.size("block_count")?;
    if count == 0 || count > 1 << 10 {
        return Err(keys.wrong("1 to 1024 layers", count.to_string()));
    }
    for (key, expected) in [
        ("embedding_length_per_layer_input", 0),
        ("attention.shared_kv_layers", if assistant { count } else { 0 }),
        ("expert_count", 0),
    ] {
        let found = keys.get(key).map_or(Some(expected), Value::as_usize);
        if found != Some(expected) {
            return Err(keys.wrong(
                format!("{key} = {expected} (the 12B Unified)"),
                format!("{found:?}"),
            ));
        }
    }
    let Some(pattern) = keys
        .get("attention.sliding_window_pattern")
        .and_then(Value::as_list)
    else {
        return Err(keys.wrong(
            "attention.sliding_window_pattern, one truth value per layer",
            "none",
        ));
    };
    let layers: Vec<LayerKind> = pattern
        .iter()
        .map(|value| match value {
            Value::Bool(false) | Value::Int(0) => LayerKind::Full,
            _ => LayerKind::Sliding,
        })
        .collect();
    if layers.len() != count {
        return Err(keys.wrong(
            format!("{count} entries of sliding_window_pattern"),
            layers.len().to_string(),
        ));
    }
    let kv = keys.per_layer("attention.head_count_kv", count)?;
    let kv_of = |kind: LayerKind| -> Result<usize> {
        let mut of_kind = layers
            .iter()
            .zip(&kv)
            .filter(|(layer, _)| **layer == kind)
            .map(|(_, n)| *n);
        let first = of_kind.next().unwrap_or(1);
        if of_kind.any(|n| n != first) {
            return Err(keys.wrong("one head_count_kv for all layers of a kind", "several"));
        }
        Ok(first)
    };
    let intermediate = keys.per_layer("feed_forward_length", count)?;
    if intermediate.iter().any(|n| *n != intermediate[0]) {
        return Err(keys.wrong("one feed_forward_length", "several"));
    }
    let full_dim = keys.size("attention.key_length")?;
    let sliding_dim = keys.size("attention.key_length_swa").unwrap_or(full_dim);
    if full_dim > 1 << 13 || sliding_dim > 1 << 13 {
        return Err(keys.wrong("heads of up to 8192", format!("{full_dim} and {sliding_dim}")));
    }
    let first_full = layers.iter().position(|&kind| kind == LayerKind::Full);
    let key_is_value =
        first_full.is_some_and(|i| keys.file.tensor(&format!("blk.{i}.attn_v.weight")).is_none());
    Ok(DecoderConfig {
        hidden: keys.size("embedding_length")?,
        intermediate: intermediate[0],
        heads: keys.size("attention.head_count")?,
        window: keys.size("attention.sliding_window")?,
        sliding: AttentionConfig {
            head_dim: sliding_dim,
            kv_heads: kv_of(LayerKind::Sliding)?,
            key_is_value: false,
            inverse_frequencies: default_frequencies(sliding_dim, keys.number_or("rope.freq_base_swa", 1e4)),
        },
        full: AttentionConfig {
            head_dim: full_dim,
            kv_heads: kv_of(LayerKind::Full)?,
            key_is_value,
            inverse_frequencies: full_frequencies(keys, full_dim)?,
        },
        norm_eps: keys.number_or("attention.layer_norm_rms_epsilon", 1e-6),
        softcap: keys.get("final_logit_softcapping").and_then(Value::as_f64),
        vocabulary: keys
            .file
            .tensor("token_embd.weight")
            .and_then(|view| view.shape.first().copied())
            .ok_or_else(|| keys.wrong("tensor token_embd.weight", "none"))?,
        context: keys.size("context_length").unwrap_or(131_072),
        layers,
        borrows_keys: assistant,
    })
}

/// `rope_freqs.weight` holds what ggml divides the angle by: 1 for a rotated pair, 1e30 for a still one.
fn full_frequencies(keys: &Keys, head_dim: usize) -> Result<Vec<f32>> {
    let mut frequencies = default_frequencies(head_dim, keys.number_or("rope.freq_base", 1e6));
    let Some(view) = keys.file.tensor("rope_freqs.weight") else {
        return Ok(frequencies);
    };
    let (words, rest) = view.bytes.as_chunks::<4>();
    if words.len() != frequencies.len() || !rest.is_empty() {
        return Err(keys.wrong(
            format!("{} values in rope_freqs.weight", frequencies.len()),
            words.len().to_string(),
        ));
    }
    for (frequency, &word) in frequencies.iter_mut().zip(words) {
        let divisor = f32::from_le_bytes(word);
        *frequency = if divisor > 1e20 { 0.0 } else { *frequency / divisor };
    }
    Ok(frequencies)
}

fn inputs(projector: &GgufFile, hidden: usize) -> Result<(Option<AudioConfig>, Option<VisionConfig>)> {
    let keys = Keys {
        file: projector,
        prefix: "clip".into(),
    };
    if projector.architecture() != "clip" {
        return Err(keys.wrong("a projector (architecture clip)", projector.architecture()));
    }
    for (key, expected) in [
        ("audio.projector_type", "gemma4ua"),
        ("vision.projector_type", "gemma4uv"),
    ] {
        if let Some(found) = keys
            .get(key)
            .and_then(Value::as_str)
            .filter(|&found| found != expected)
        {
            return Err(keys.wrong(format!("clip.{key} {expected}"), found));
        }
    }
    let audio = projector
        .tensor("mm.a.input_projection.weight")
        .map(|view| AudioConfig {
            // clip.audio.num_mel_bins says 128 and means nothing here: the frame is what the matrix takes.
            frame_samples: view.shape.last().copied().unwrap_or(0),
            norm_eps: keys.number_or("audio.attention.layer_norm_epsilon", 1e-6),
        });
    let vision = match projector.tensor("mm.input_projection.weight") {
        None => None,
        Some(view) => {
            let scale = keys.size("vision.projector.scale_factor").unwrap_or(3);
            Some(VisionConfig {
                patch: keys.size("vision.patch_size")?.saturating_mul(scale).min(1024),
                embedding: view.shape.last().copied().unwrap_or(0),
                positions: projector
                    .tensor("v.position_embd.weight")
                    .and_then(|view| view.shape.get(1).copied())
                    .unwrap_or(0),
                max_soft_tokens: 280,
                norm_eps: 1e-6,
            })
        }
    };
    for name in ["mm.a.input_projection.weight", "mm.input_projection.weight"] {
        if let Some(found) = projector
            .tensor(name)
            .and_then(|view| view.shape.first().copied())
            && found != hidden
        {
            return Err(keys.wrong(format!("{name} for a hidden size of {hidden}"), found.to_string()));
        }
    }
    Ok((audio, vision))
}

/// Ids by the spelling of their tokens, since a GGUF has no keys for them.
fn special_ids(file: &GgufFile, vocabulary: usize) -> SpecialIds {
    let mut ids = SpecialIds::default();
    let Some(tokens) = file.key("tokenizer.ggml.tokens").and_then(Value::as_list) else {
        return ids;
    };
    // Searched from the end, where every vocabulary seen so far has them.
    let slots: [(&str, &mut u32); 7] = [
        ("<|image>", &mut ids.image_begin),
        ("<|image|>", &mut ids.image),
        ("<image|>", &mut ids.image_end),
        ("<|audio>", &mut ids.audio_begin),
        ("<|audio|>", &mut ids.audio),
        ("<audio|>", &mut ids.audio_end),
        ("<|video|>", &mut ids.video),
    ];
    for (text, id) in slots {
        if let Some(found) = tokens
            .iter()
            .take(vocabulary)
            .rposition(|token| token.as_str() == Some(text))
        {
            *id = found as u32;
        }
    }
    if let Some(bos) = file.key("tokenizer.ggml.bos_token_id").and_then(Value::as_usize) {
        ids.bos = bos as u32;
    }
    ids
}
