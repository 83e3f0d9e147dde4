//! CTranslate2's folders, which faster-whisper uses: `model.bin`, `vocabulary.json` (older ones: `vocabulary.txt`).
//!
//! `model.bin`, little-endian: version, the specification's name and revision, then for each variable its name, rank,
//! sizes, type, count of bytes and bytes; at the end pairs of an alias and the variable that it stands for (`_serialize`
//! in CTranslate2's `model_spec.py`). Queries, keys and values are one matrix, keys and values of the sound another.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parlance_kernels::HalfFormat;

use super::bytes::Cursor;
use super::table::{Encoding, Entry, Table};
use super::{Parts, read_json, read_text, tokens};
use crate::mmap::{Held, Mapped};
use crate::reader::config::{Config, StackConfig};
use crate::reader::error::{ReaderError, Result};

/// The file of the weights.
pub(super) const WEIGHTS: &str = "model.bin";

/// The versions of the file that have types, aliases and this layout.
const VERSIONS: std::ops::RangeInclusive<u32> = 4..=6;

/// CTranslate2's number for the exact GELU, the only activation of the family.
const GELU: f32 = 3.0;

/// The vocabulary of a folder, if it has one.
pub(super) fn vocabulary_file(folder: &Path) -> Option<PathBuf> {
    let names = ["vocabulary.json", "vocabulary.txt"];
    names
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.is_file())
}

/// Opens a folder.
///
/// # Errors
/// As [`super::open_files`].
pub(super) fn open(folder: &Path) -> Result<Parts> {
    let path = folder.join(WEIGHTS);
    let file = path.display().to_string();
    let map = Mapped::open(&path).map_err(|error| ReaderError::unreadable(&file, error))?;
    let variables = Variables::read(&file, &Arc::new(map))?;
    let tensors = variables.table(file.clone())?;
    let config = config(&variables, &tensors)?;
    config.check(&file)?;

    let Some(words) = vocabulary_file(folder) else {
        return Err(ReaderError::wrong(
            folder.display(),
            "vocabulary.json or vocabulary.txt",
            "neither",
        ));
    };
    let names = token_names(&words)?;
    let words = words.display().to_string();
    if names.len() != config.vocabulary {
        let expected = format!("{} tokens", config.vocabulary);
        return Err(ReaderError::wrong(words, expected, names.len().to_string()));
    }
    let vocabulary = tokens::vocabulary(&words, &names, None, config.vocabulary)?;
    Ok((config, vocabulary, tensors))
}

fn token_names(path: &Path) -> Result<Vec<String>> {
    const LIMIT: u64 = 1 << 26;
    if path.extension().is_some_and(|ending| ending == "json") {
        return read_json(path, "a list of tokens", LIMIT);
    }
    let text = read_text(path, LIMIT)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    // Not `lines`: a token may be an empty line.
    Ok(text.split('\n').map(str::to_owned).collect())
}

/// What the file calls its variables: their entries, not yet joined with the factors that stand beside them.
struct Variables(HashMap<String, Entry>);

impl Variables {
    fn read(file: &str, map: &Arc<Mapped>) -> Result<Self> {
        let mut cursor = Cursor::new(file, map);
        let version = cursor.u32()?;
        if !VERSIONS.contains(&version) {
            let expected = "a CTranslate2 model of version 4, 5 or 6";
            return Err(cursor.wrong(expected, format!("version {version}")));
        }
        let specification = name(&mut cursor)?;
        if specification != "WhisperSpec" {
            let expected = "a Whisper model (WhisperSpec)";
            return Err(cursor.wrong(expected, format!("{specification:?}")));
        }
        let _revision = cursor.u32()?;
        // The least: an empty name with its length and zero, rank, type, count of bytes.
        let count = cursor.count("variables", 9)?;
        let mut variables = HashMap::with_capacity(count);
        for _ in 0..count {
            let (name, entry) = variable(&mut cursor, map)?;
            if let Some(entry) = entry {
                variables.insert(name, entry);
            }
        }
        let aliases = cursor.count("aliases", 6)?;
        for _ in 0..aliases {
            let (alias, original) = (name(&mut cursor)?, name(&mut cursor)?);
            if let Some(entry) = variables.get(&original).cloned() {
                variables.insert(alias, entry);
            }
        }
        Ok(Variables(variables))
    }

    /// A number that stands alone.
    fn scalar(&self, name: &str) -> Option<f32> {
        self.0
            .get(name)
            .filter(|entry| entry.shape().is_empty())?
            .scalar()
    }

    /// The tensors under their canonical names, integers with their factors.
    fn table(&self, file: String) -> Result<Table> {
        let mut table = Table::new(file);
        for (name, entry) in &self.0 {
            let Some(names) = canonical(name) else { continue };
            let entry = match self.0.get(&format!("{name}_scale")) {
                Some(scale) => with_scale(entry, scale)
                    .ok_or_else(|| table.wrong(format!("a scale for each row of {name}"), "others"))?,
                None if entry.needs_factors() => return Err(table.wrong(format!("{name}_scale"), "none")),
                None => entry.clone(),
            };
            let count = names.len();
            for (part, name) in names.into_iter().enumerate() {
                let cut = entry.part(part, count);
                let cut = cut
                    .ok_or_else(|| table.wrong(format!("{name} as one of {count} parts"), "no such rows"))?;
                table.insert(name, cut)?;
            }
        }
        Ok(table)
    }
}

/// Joins integers with their scales. CTranslate2 stores `integer = number * scale`; 16-bit integers have one for all.
fn with_scale(entry: &Entry, scale: &Entry) -> Option<Entry> {
    let rows = *entry.shape().first()?;
    let mut factors: Vec<f32> = scale.floats()?.into_iter().map(|scale| 1.0 / scale).collect();
    if let [all] = factors[..] {
        factors.resize(rows, all);
    }
    let is_sound = factors.iter().all(|factor| factor.is_finite());
    entry.clone().with_factors(factors).filter(|_| is_sound)
}

/// A name: its length with the zero behind it, and both.
fn name(cursor: &mut Cursor<'_>) -> Result<String> {
    let length = usize::from(cursor.u16()?);
    let name = cursor.name(length.saturating_sub(1))?.to_owned();
    cursor.take(length.min(1))?;
    Ok(name)
}

/// One variable; without an entry when it has a type that no weight has.
fn variable(cursor: &mut Cursor<'_>, map: &Arc<Mapped>) -> Result<(String, Option<Entry>)> {
    let name = name(cursor)?;
    let rank = usize::from(cursor.u8()?);
    if rank > 4 {
        return Err(cursor.wrong(format!("at most 4 dimensions of {name}"), rank.to_string()));
    }
    let shape = (0..rank).map(|_| cursor.size()).collect::<Result<Vec<_>>>()?;
    let kind = cursor.u8()?;
    let length = cursor.count(&format!("bytes of {name}"), 1)?;
    let start = cursor.at();
    cursor.take(length)?;
    let encoding = match kind {
        0 => Encoding::F32,
        1 => Encoding::Int8,
        2 => Encoding::Int16,
        4 => Encoding::Half(HalfFormat::F16),
        5 => Encoding::Half(HalfFormat::Bf16),
        _ => return Ok((name, None)),
    };
    let bytes = Held::of_file(map, start..start + length);
    let entry = Entry::new(encoding, shape.clone(), bytes)
        .ok_or_else(|| cursor.wrong(format!("bytes of {name} {shape:?}"), length.to_string()))?;
    Ok((name, Some(entry)))
}

/// The canonical names of a variable: several for a joined matrix, one under the other; `None` for what is no weight.
fn canonical(name: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = name.split('/').collect();
    let one = |name: String| Some(vec![name]);
    match parts[..] {
        ["encoder", conv @ ("conv1" | "conv2"), kind @ ("weight" | "bias")] => {
            one(format!("encoder.{conv}.{kind}"))
        }
        ["decoder", "embeddings", "weight"] => one("decoder.embed_tokens.weight".to_owned()),
        [side, "position_encodings", "encodings"] => one(format!("{side}.embed_positions.weight")),
        [side, "layer_norm", kind] => one(format!("{side}.layer_norm.{}", norm(kind)?)),
        [side, layer, block, part, kind] => {
            let layer = format!("{side}.layers.{}", layer.strip_prefix("layer_")?);
            let (block, linears): (&str, &[&[&str]]) = match block {
                "self_attention" => ("self_attn", &[&["q_proj", "k_proj", "v_proj"], &["out_proj"]]),
                "attention" => (
                    "encoder_attn",
                    &[&["q_proj"], &["k_proj", "v_proj"], &["out_proj"]],
                ),
                "ffn" => ("", &[&["fc1"], &["fc2"]]),
                _ => return None,
            };
            if part == "layer_norm" {
                let norm_name = if block.is_empty() {
                    "final".to_owned()
                } else {
                    block.to_owned()
                };
                return one(format!("{layer}.{norm_name}_layer_norm.{}", norm(kind)?));
            }
            let linear = linears.get(part.strip_prefix("linear_")?.parse::<usize>().ok()?)?;
            if !matches!(kind, "weight" | "bias") {
                return None;
            }
            let dot = if block.is_empty() { "" } else { "." };
            Some(
                linear
                    .iter()
                    .map(|linear| format!("{layer}.{block}{dot}{linear}.{kind}"))
                    .collect(),
            )
        }
        _ => None,
    }
}

fn norm(kind: &str) -> Option<&'static str> {
    match kind {
        "gamma" => Some("weight"),
        "beta" => Some("bias"),
        _ => None,
    }
}

fn config(variables: &Variables, tensors: &Table) -> Result<Config> {
    if let Some(activation) = variables
        .scalar("decoder/activation")
        .filter(|&number| number != GELU)
    {
        return Err(tensors.wrong("GELU (activation 3)", format!("activation {activation}")));
    }
    let [width, mel_bands, _] = tensors.sizes("encoder.conv1.weight")?;
    let [sound_positions, _] = tensors.sizes("encoder.embed_positions.weight")?;
    let [text_positions, _] = tensors.sizes("decoder.embed_positions.weight")?;
    let [vocabulary, _] = tensors.sizes("decoder.embed_tokens.weight")?;
    let stack = |side: &str| -> Result<StackConfig> {
        let [feed_forward, _] = tensors.sizes(&format!("{side}.layers.0.fc1.weight"))?;
        // Files before the heads were written down are of models whose heads have 64 numbers: all published ones.
        let heads = variables.scalar(&format!("{side}/num_heads"));
        let heads = heads.map_or(width / 64, |heads| heads as usize);
        Ok(StackConfig {
            layers: tensors.layers(side),
            heads,
            feed_forward,
        })
    };
    Ok(Config {
        width,
        encoder: stack("encoder")?,
        decoder: stack("decoder")?,
        mel_bands,
        sound_positions,
        text_positions,
        vocabulary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_have_the_names_of_hugging_face() {
        let names = |name| canonical(name).unwrap_or_default().join(" ");
        assert_eq!(names("encoder/conv1/weight"), "encoder.conv1.weight");
        assert_eq!(names("decoder/layer_norm/gamma"), "decoder.layer_norm.weight");
        assert_eq!(
            names("encoder/layer_11/self_attention/linear_0/bias"),
            "encoder.layers.11.self_attn.q_proj.bias encoder.layers.11.self_attn.k_proj.bias \
             encoder.layers.11.self_attn.v_proj.bias"
        );
        assert_eq!(
            names("decoder/layer_0/attention/linear_1/weight"),
            "decoder.layers.0.encoder_attn.k_proj.weight decoder.layers.0.encoder_attn.v_proj.weight"
        );
        assert_eq!(
            names("decoder/layer_0/attention/layer_norm/beta"),
            "decoder.layers.0.encoder_attn_layer_norm.bias"
        );
        assert_eq!(
            names("decoder/layer_0/ffn/layer_norm/beta"),
            "decoder.layers.0.final_layer_norm.bias"
        );
        assert_eq!(
            names("decoder/layer_0/ffn/linear_1/weight"),
            "decoder.layers.0.fc2.weight"
        );
        for other in [
            "decoder/projection/weight",
            "decoder/layer_0/ffn/linear_0/weight_scale",
            "decoder/alibi",
            "",
        ] {
            assert_eq!(names(other), "", "{other}");
        }
    }
}
