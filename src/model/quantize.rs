//! A model's matrices in fewer bits, written as GGUF files that llama.cpp understands too.
//!
//! One tensor at a time: a checkpoint of 24 GB needs memory for its largest matrix only.

use std::path::{Path, PathBuf};

use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Tensor};

use super::config::{LayerKind, ModelConfig, ModelKind, VisionConfig, read_json};
use super::error::{ModelError, Result};
use super::gemma::ModelFiles;
use super::new_file::NewFile;
use super::weights::gguf_write::{GgufWriter, Tag};
use super::weights::{Encoding, GgufFile, Loader, Precision, Progress, gguf_name};

/// The files that were written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text model.
    pub model: PathBuf,
    /// The projector, when the source had sound or image inputs in the same folder.
    pub projector: Option<PathBuf>,
    /// Tensors that were already quantised and were copied as they are.
    pub copied: usize,
}

/// Reads the model at `from` and writes it to the GGUF file `to` with its matrices in `dtype`.
///
/// As in Google's own Q4_0 file, the token table of a Q4_0 model is stored in Q6_K where its rows allow it;
/// norms stay 32-bit floats, and so do the sound and image inputs, which go to `mmproj-*.gguf` beside `to`.
///
/// # Errors
/// As [`ModelFiles::open`]; [`ModelError::Exists`] when there is something at `to`, which may be the model itself;
/// [`ModelError::Unreadable`] when `to` cannot be written.
pub fn quantize(from: &Path, to: &Path, dtype: GgmlDType, progress: Option<Progress>) -> Result<Written> {
    let files = ModelFiles::open(from, None)?;
    if let ModelKind::Builtin | ModelKind::Assistant { ordered: Some(_), .. } = files.config.kind {
        return Err(ModelError::wrong(
            from,
            "a model that GGUF can hold (Gemma 4 Unified or its drafter)",
            "the built-in model or a drafter with an ordered embedding",
        ));
    }
    let loader = Loader::new(files.source.as_ref(), &Device::Cpu, Precision::Stored, progress);
    let mut writer = GgufWriter::new();
    model_keys(&mut writer, &files);
    tokenizer_keys(&mut writer, from)?;
    let mut copied = 0;
    let mut plans = Vec::new();
    for (name, view) in model_tensors(&files) {
        let matrix = view.shape.len() == 2 && view.shape[0] > 1;
        let columns = view.shape.last().copied().unwrap_or(1);
        let target = match view.encoding {
            Encoding::Ggml(_) | Encoding::Own(_) if !view.encoding.is_float() => {
                copied += 1;
                view.encoding
            }
            _ if !matrix => GgmlDType::F32.into(),
            _ => [table_type(&name, dtype), dtype, GgmlDType::F32]
                .into_iter()
                .find(|candidate| columns.is_multiple_of(candidate.block_size()))
                .unwrap_or(GgmlDType::F32)
                .into(),
        };
        writer.tensor(
            &gguf_name(&name).unwrap_or_else(|| name.clone()),
            &view.shape,
            target,
        )?;
        plans.push((name, view.shape, target));
    }
    let frequencies = rope_divisors(&files.config);
    writer.tensor("rope_freqs.weight", &[frequencies.len()], GgmlDType::F32)?;
    let data = plans.iter().map(|(name, shape, target)| match *target {
        stored if loader.encoding(name) == Some(stored) => Ok(loader.bytes(name, shape)?.to_vec()),
        Encoding::Ggml(dtype) => encode(&loader.float(name, shape)?, dtype),
        other => Err(loader.wrong("a type to quantise to", other.name())),
    });
    write(to, writer, data.chain([Ok(floats(&frequencies))]))?;
    let projector = if from.is_dir() {
        write_projector(&files, &loader, to)?
    } else {
        None
    };
    Ok(Written {
        model: to.to_owned(),
        projector,
        copied,
    })
}

/// Writes a file of these tables, and behind them the data of each tensor as it is made.
fn write(to: &Path, tables: GgufWriter, data: impl Iterator<Item = Result<Vec<u8>>>) -> Result<()> {
    let unwritable = |error| ModelError::unreadable(to, error);
    let (file, writing) = NewFile::begin(to)?;
    let mut out = tables.begin(writing).map_err(unwritable)?;
    for data in data {
        out.write(&data?).map_err(unwritable)?;
    }
    out.finish().map_err(unwritable)?;
    file.finish()
}

fn table_type(name: &str, dtype: GgmlDType) -> GgmlDType {
    if name == "embed_tokens.weight" && dtype == GgmlDType::Q4_0 {
        GgmlDType::Q6K
    } else {
        dtype
    }
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn encode(tensor: &Tensor, dtype: GgmlDType) -> Result<Vec<u8>> {
    if dtype == GgmlDType::F32 {
        return Ok(floats(&tensor.flatten_all()?.to_vec1::<f32>()?));
    }
    Ok(QTensor::quantize(tensor, dtype)?.data()?.into_owned())
}

/// The tensors of decoder and token table under our names, in the order of the layers.
fn model_tensors(files: &ModelFiles) -> Vec<(String, super::weights::TensorView<'_>)> {
    let mut names = vec!["embed_tokens.weight".to_owned(), "norm.weight".to_owned()];
    names.extend([
        "pre_projection.weight".to_owned(),
        "post_projection.weight".to_owned(),
    ]);
    for index in 0..files.config.decoder.layers.len() {
        names.extend(
            super::weights::LAYER_NAMES
                .iter()
                .map(|(rest, _)| format!("layers.{index}.{rest}")),
        );
    }
    let present = names.into_iter().filter_map(|name| {
        let view = files.source.view(&name)?;
        Some((name, view))
    });
    present.collect()
}

/// What ggml divides the angles of full layers by: 1 where a pair rotates, 1e30 where it does not.
fn rope_divisors(config: &ModelConfig) -> Vec<f32> {
    let frequencies = &config.decoder.full.inverse_frequencies;
    frequencies
        .iter()
        .map(|&f| if f == 0.0 { 1e30 } else { 1.0 })
        .collect()
}

/// The base that frequencies were made with: the second of `d/2` is `theta^(-2/d)`.
fn theta(frequencies: &[f32]) -> f32 {
    let d = 2.0 * frequencies.len() as f64;
    match frequencies.get(1) {
        Some(&f) if f > 0.0 => f64::from(f).powf(-d / 2.0).round() as f32,
        _ => 1e6,
    }
}

fn model_keys(writer: &mut GgufWriter, files: &ModelFiles) {
    let config = &files.config.decoder;
    let arch = match files.config.kind {
        ModelKind::Assistant { .. } => "gemma4-assistant",
        _ => "gemma4",
    };
    let key = |rest: &str| format!("{arch}.{rest}");
    writer.key("general.architecture", Tag::Text(arch.into()));
    writer.key("general.name", Tag::Text(files.name.clone()));
    for (rest, size) in [
        ("block_count", config.layers.len()),
        ("context_length", config.context),
        ("embedding_length", config.hidden),
        ("feed_forward_length", config.intermediate),
        ("attention.head_count", config.heads),
        ("attention.key_length", config.full.head_dim),
        ("attention.value_length", config.full.head_dim),
        ("attention.key_length_swa", config.sliding.head_dim),
        ("attention.value_length_swa", config.sliding.head_dim),
        ("rope.dimension_count", config.full.head_dim),
        ("rope.dimension_count_swa", config.sliding.head_dim),
        ("attention.sliding_window", config.window),
        (
            "attention.shared_kv_layers",
            if config.borrows_keys {
                config.layers.len()
            } else {
                0
            },
        ),
        ("embedding_length_per_layer_input", 0),
        ("vocab_size", config.vocabulary),
    ] {
        writer.key(&key(rest), Tag::U32(size as u32));
    }
    let kv = config
        .layers
        .iter()
        .map(|&kind| config.attention(kind).kv_heads as i32);
    writer.key(&key("attention.head_count_kv"), Tag::I32s(kv.collect()));
    let sliding = config.layers.iter().map(|&kind| kind == LayerKind::Sliding);
    writer.key(
        &key("attention.sliding_window_pattern"),
        Tag::Bools(sliding.collect()),
    );
    for (rest, value) in [
        ("attention.layer_norm_rms_epsilon", config.norm_eps as f32),
        ("rope.freq_base", theta(&config.full.inverse_frequencies)),
        ("rope.freq_base_swa", theta(&config.sliding.inverse_frequencies)),
    ] {
        writer.key(&key(rest), Tag::F32(value));
    }
    if let Some(cap) = config.softcap {
        writer.key(&key("final_logit_softcapping"), Tag::F32(cap as f32));
    }
    if let ModelKind::Assistant { backbone_hidden, .. } = files.config.kind {
        writer.key(&key("embedding_length_out"), Tag::U32(backbone_hidden as u32));
        writer.key(&key("nextn_predict_layers"), Tag::U32(config.layers.len() as u32));
    }
    let suppress = files.generation.suppress.iter().map(|&id| id as i32);
    writer.key("tokenizer.ggml.suppress_tokens", Tag::I32s(suppress.collect()));
}

/// The vocabulary: copied from a GGUF, or translated from tokenizer.json.
fn tokenizer_keys(writer: &mut GgufWriter, from: &Path) -> Result<()> {
    if from.is_file() {
        let file = GgufFile::open(from)?;
        for (key, value) in file.keys().filter(|(key, _)| key.starts_with("tokenizer.")) {
            if key != "tokenizer.ggml.suppress_tokens" {
                writer.key(key, Tag::from_value(value));
            }
        }
        return Ok(());
    }
    let path = from.join("tokenizer.json");
    if !path.is_file() {
        return Ok(());
    }
    let json = read_json(&path)?;
    let wrong =
        |found: &str| ModelError::wrong(&path, "model.vocab and model.merges of a BPE tokenizer", found);
    let vocabulary = json["model"]["vocab"]
        .as_object()
        .ok_or_else(|| wrong("no vocabulary"))?;
    let added = json["added_tokens"].as_array().map_or(&[][..], Vec::as_slice);
    let entries = vocabulary.iter().map(|(token, id)| (token.as_str(), id));
    let extra = added
        .iter()
        .filter_map(|token| Some((token["content"].as_str()?, &token["id"])));
    let mut tokens: Vec<(u64, &str)> = Vec::new();
    for (token, id) in entries.chain(extra) {
        tokens.push((
            id.as_u64().ok_or_else(|| wrong("an id that is no number"))?,
            token,
        ));
    }
    tokens.sort_unstable();
    tokens.dedup();
    if tokens
        .iter()
        .enumerate()
        .any(|(index, (id, _))| *id != index as u64)
    {
        return Err(wrong("ids with gaps"));
    }
    let special: std::collections::HashSet<&str> = added
        .iter()
        .filter_map(|token| token["content"].as_str())
        .collect();
    let kinds = tokens.iter().map(|(_, token)| match token {
        token if special.contains(token) => 3,
        token if token.len() == 6 && token.starts_with("<0x") => 6,
        _ => 1,
    });
    let merges = json["model"]["merges"]
        .as_array()
        .ok_or_else(|| wrong("no merges"))?;
    let merges = merges.iter().map(|merge| match merge {
        serde_json::Value::Array(pair) => {
            let half = |index: usize| pair.get(index).and_then(|half| half.as_str()).unwrap_or_default();
            format!("{} {}", half(0), half(1))
        }
        other => other.as_str().unwrap_or_default().to_owned(),
    });
    writer.key("tokenizer.ggml.model", Tag::Text("gemma4".into()));
    writer.key("tokenizer.ggml.token_type", Tag::I32s(kinds.collect()));
    writer.key("tokenizer.ggml.scores", Tag::F32s(vec![-1000.0; tokens.len()]));
    writer.key("tokenizer.ggml.merges", Tag::Texts(merges.collect()));
    let texts = tokens.iter().map(|(_, token)| (*token).to_owned());
    writer.key("tokenizer.ggml.tokens", Tag::Texts(texts.collect()));
    for (key, id) in [("bos", 2), ("eos", 1), ("unknown", 3), ("padding", 0)] {
        writer.key(&format!("tokenizer.ggml.{key}_token_id"), Tag::U32(id));
    }
    writer.key("tokenizer.ggml.add_bos_token", Tag::Bool(true));
    writer.key("tokenizer.ggml.add_space_prefix", Tag::Bool(false));
    Ok(())
}

/// Sound and image inputs as llama.cpp's projector file; `None` when the model has neither.
fn write_projector(files: &ModelFiles, loader: &Loader, to: &Path) -> Result<Option<PathBuf>> {
    let config = &files.config;
    if config.audio.is_none() && config.vision.is_none() {
        return Ok(None);
    }
    let stem = to.file_name().unwrap_or_default().to_string_lossy();
    let path = to.with_file_name(format!("mmproj-{stem}"));
    let hidden = config.decoder.hidden;
    let mut writer = GgufWriter::new();
    writer.key("general.architecture", Tag::Text("clip".into()));
    writer.key("general.type", Tag::Text("mmproj".into()));
    writer.key("general.name", Tag::Text(files.name.clone()));
    writer.key("clip.has_audio_encoder", Tag::Bool(config.audio.is_some()));
    writer.key("clip.has_vision_encoder", Tag::Bool(config.vision.is_some()));
    let mut tensors: Vec<(&str, Tensor)> = Vec::new();
    if let Some(audio) = &config.audio {
        writer.key("clip.audio.projector_type", Tag::Text("gemma4ua".into()));
        for (rest, size) in [
            ("embedding_length", audio.frame_samples),
            ("projection_dim", hidden),
            ("feed_forward_length", 0),
            ("block_count", 0),
            ("attention.head_count", 0),
            ("num_mel_bins", 128),
        ] {
            writer.key(&format!("clip.audio.{rest}"), Tag::U32(size as u32));
        }
        writer.key(
            "clip.audio.attention.layer_norm_epsilon",
            Tag::F32(audio.norm_eps as f32),
        );
        let name = "embed_audio.embedding_projection.weight";
        tensors.push((name, loader.float(name, &[hidden, audio.frame_samples])?));
    }
    if let Some(vision) = &config.vision {
        vision_part(&mut writer, &mut tensors, vision, loader, hidden)?;
    }
    for (name, tensor) in &tensors {
        writer.tensor(
            &gguf_name(name).unwrap_or_default(),
            tensor.dims(),
            GgmlDType::F32,
        )?;
    }
    let data = tensors.iter().map(|(_, tensor)| encode(tensor, GgmlDType::F32));
    write(&path, writer, data)?;
    Ok(Some(path))
}

fn vision_part(
    writer: &mut GgufWriter,
    tensors: &mut Vec<(&'static str, Tensor)>,
    vision: &VisionConfig,
    loader: &Loader,
    hidden: usize,
) -> Result<()> {
    // llama.cpp multiplies its patch size by the scale factor; 3 where that is even, else 1.
    let scale = [3, 2, 1]
        .into_iter()
        .find(|scale| vision.patch.is_multiple_of(*scale))
        .unwrap_or(1);
    writer.key("clip.vision.projector_type", Tag::Text("gemma4uv".into()));
    for (rest, size) in [
        ("image_size", 224),
        ("patch_size", vision.patch / scale),
        ("projector.scale_factor", scale),
        ("embedding_length", vision.embedding),
        ("feed_forward_length", 0),
        ("block_count", 0),
        ("attention.head_count", 0),
        ("projection_dim", hidden),
    ] {
        writer.key(&format!("clip.vision.{rest}"), Tag::U32(size as u32));
    }
    writer.key(
        "clip.vision.attention.layer_norm_epsilon",
        Tag::F32(vision.norm_eps as f32),
    );
    writer.key("clip.vision.image_mean", Tag::F32s(vec![0.0; 3]));
    writer.key("clip.vision.image_std", Tag::F32s(vec![1.0; 3]));
    let pixels = vision.patch * vision.patch;
    // From row, column, colour to colour by colour.
    let order: Vec<u32> = (0..pixels * 3)
        .map(|at| ((at % pixels) * 3 + at / pixels) as u32)
        .collect();
    let order = Tensor::new(order, &Device::Cpu)?;
    let width = vision.embedding;
    let dense = loader.float("vision_embedder.patch_dense.weight", &[width, pixels * 3])?;
    tensors.push((
        "vision_embedder.patch_dense.weight",
        dense.index_select(&order, 1)?,
    ));
    let table = loader.float("vision_embedder.pos_embedding", &[vision.positions, 2, width])?;
    tensors.push((
        "vision_embedder.pos_embedding",
        table.transpose(0, 1)?.contiguous()?,
    ));
    for name in [
        "vision_embedder.patch_ln1.weight",
        "vision_embedder.patch_ln1.bias",
    ] {
        tensors.push((name, loader.float(name, &[pixels * 3])?.index_select(&order, 0)?));
    }
    for name in [
        "vision_embedder.patch_dense.bias",
        "vision_embedder.patch_ln2.weight",
        "vision_embedder.patch_ln2.bias",
        "vision_embedder.pos_norm.weight",
        "vision_embedder.pos_norm.bias",
    ] {
        tensors.push((name, loader.float(name, &[width])?));
    }
    let name = "embed_vision.embedding_projection.weight";
    tensors.push((name, loader.float(name, &[hidden, width])?));
    Ok(())
}
