//! Gemma 4 Unified with everything that belongs to it: decoder, token table, sound and image inputs,
//! tokenizer, generation settings.
//!
//! Knows nothing of prompts or of what the text is for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::quantized::GgmlDType;
use candle_core::{DType, Device, Tensor};

use super::audio::AudioEmbedder;
use super::beside::{folder_of, projector_beside};
use super::cache::{Cache, CacheType};
use super::config::{self, Folder, GenerationConfig, ModelConfig, ModelKind};
use super::decoder::Decoder;
use super::error::{ModelError, Result};
use super::image::{Patches, VisionEmbedder};
use super::layers::{Linear, Table};
use super::memory;
use super::tokenizer::Tokenizer;
use super::weights::{
    Encoding, GgufFile, GgufSource, Loader, Precision, Progress, SafetensorsSource, Source,
};
use crate::frames::Frame;

/// How to load a model.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Where it runs.
    pub device: Device,
    /// In which type its matrices are kept.
    pub precision: Precision,
    /// In which type keys and values are kept.
    pub cache: CacheType,
    /// Context, in tokens, that must fit the free memory besides the weights; `None` skips the check.
    pub fit_context: Option<usize>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        OpenOptions {
            device: Device::Cpu,
            precision: Precision::Stored,
            cache: CacheType::F32,
            fit_context: Some(4096),
        }
    }
}

/// A loaded model. Shared freely: running it changes only the [`super::Sequence`].
pub struct Gemma {
    name: String,
    config: ModelConfig,
    generation: GenerationConfig,
    decoder: Decoder,
    table: Table,
    output: Linear,
    embedding_scale: f64,
    audio: Option<AudioEmbedder>,
    vision: Option<VisionEmbedder>,
    tokenizer: Option<Arc<Tokenizer>>,
    cache_type: CacheType,
}

/// The files of a model, opened but not loaded.
pub struct ModelFiles {
    /// Sizes.
    pub config: ModelConfig,
    /// How to generate.
    pub generation: GenerationConfig,
    /// Tensors of decoder and token table.
    pub source: Box<dyn Source>,
    /// Tensors of sound and image inputs, when they are in a file of their own.
    pub projector: Option<Box<dyn Source>>,
    /// The tokenizer, if there is one.
    pub tokenizer: Option<Arc<Tokenizer>>,
    /// Name for people.
    pub name: String,
}

impl ModelFiles {
    /// Opens a Hugging Face folder, or a GGUF file with its projector. Without `projector`, the one
    /// beside the file is taken ([`super::beside`]).
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] or [`ModelError::Unreadable`].
    pub fn open(path: &Path, projector: Option<&Path>) -> Result<Self> {
        if path.is_dir() {
            return ModelFiles::open_folder(path, projector);
        }
        if path.extension().is_some_and(|end| end == "safetensors") {
            return ModelFiles::open_folder(folder_of(path), projector);
        }
        let file = GgufFile::open(path)?;
        let beside = if file.architecture() == "gemma4" {
            projector_beside(path)
        } else {
            None
        };
        let projector = projector.map(Path::to_owned).or(beside);
        let projector = projector.map(|path| GgufFile::open(&path)).transpose()?;
        let config = config::from_gguf(&file, projector.as_ref())?;
        let tokenizer = Tokenizer::from_gguf(&file)?.map(Arc::new);
        let mut generation = GenerationConfig::for_ids(&config.ids);
        if let Some(list) = file
            .key("tokenizer.ggml.suppress_tokens")
            .and_then(|value| value.as_list())
        {
            generation.suppress = list.iter().filter_map(|id| Some(id.as_usize()? as u32)).collect();
        }
        if let Some(tokenizer) = &tokenizer {
            let stops = ["<eos>", "<turn|>", "<|tool_response>"];
            generation.stop = stops.iter().filter_map(|stop| tokenizer.id(stop)).collect();
        }
        Ok(ModelFiles {
            config,
            generation,
            name: file_stem(path),
            source: Box::new(GgufSource(file)),
            projector: projector.map(|file| Box::new(GgufSource(file)) as Box<dyn Source>),
            tokenizer,
        })
    }

    fn open_folder(path: &Path, projector: Option<&Path>) -> Result<Self> {
        if let Some(projector) = projector {
            return Err(ModelError::wrong(
                projector,
                "no projector (a folder has its own)",
                "one",
            ));
        }
        if let Some(file) = litert_file(path) {
            return Err(ModelError::other_runtime(&file, "LiteRT-LM"));
        }
        let folder = Folder::read(path)?;
        let tokenizer = path.join("tokenizer.json");
        Ok(ModelFiles {
            config: folder.config,
            generation: folder.generation,
            source: Box::new(SafetensorsSource::open(path)?),
            projector: None,
            tokenizer: if tokenizer.is_file() {
                Some(Arc::new(Tokenizer::from_json(&tokenizer)?))
            } else {
                None
            },
            name: file_stem(path),
        })
    }
}

fn file_stem(path: &Path) -> String {
    path.file_stem()
        .map_or_else(|| "model".into(), |stem| stem.to_string_lossy().into_owned())
}

/// A `.litertlm` file in a folder that has nothing else to read.
fn litert_file(folder: &Path) -> Option<PathBuf> {
    if folder.join("config.json").is_file() {
        return None;
    }
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "litertlm"))
}

impl Gemma {
    /// Opens and loads a model; `path` and `projector` as in [`ModelFiles::open`].
    ///
    /// # Errors
    /// [`ModelError::WrongFile`], [`ModelError::Unreadable`], [`ModelError::TooLarge`].
    pub fn open(
        path: &Path,
        projector: Option<&Path>,
        options: &OpenOptions,
        progress: Option<Progress>,
    ) -> Result<Self> {
        Gemma::load(ModelFiles::open(path, projector)?, options, progress)
    }

    /// Loads opened files.
    ///
    /// # Errors
    /// As [`Gemma::open`].
    pub fn load(files: ModelFiles, options: &OpenOptions, progress: Option<Progress>) -> Result<Self> {
        if let Some(context) = options.fit_context {
            memory::check(&files, options, context)?;
        }
        let ModelFiles {
            config,
            generation,
            source,
            projector,
            tokenizer,
            name,
        } = files;
        if config.kind != ModelKind::Unified {
            return Err(ModelError::wrong(
                source.path(),
                "Gemma 4 Unified",
                "a drafter or the built-in model",
            ));
        }
        let loader = Loader::new(source.as_ref(), &options.device, options.precision, progress);
        let hidden = config.decoder.hidden;
        let table = loader.table("embed_tokens.weight", config.decoder.vocabulary, hidden)?;
        let decoder = Decoder::load(&loader, &config.decoder)?;
        let planar = projector.is_some();
        let inputs = projector.as_deref().unwrap_or(source.as_ref());
        let inputs = Loader::new(inputs, &options.device, Precision::Stored, None);
        let audio = config
            .audio
            .as_ref()
            .map(|audio| AudioEmbedder::load(&inputs, audio, hidden));
        let vision = config
            .vision
            .as_ref()
            .map(|vision| VisionEmbedder::load(&inputs, vision, hidden, planar));
        // The reference rounds the scale to the type of the weights: 62.0 for the 12B in bf16.
        let bf16 = loader.encoding("embed_tokens.weight") == Some(Encoding::Ggml(GgmlDType::BF16));
        let scale = (hidden as f32).sqrt();
        let scale = if bf16 {
            half::bf16::from_f32(scale).to_f32()
        } else {
            scale
        };
        Ok(Gemma {
            name,
            generation,
            output: table.as_linear(),
            table,
            decoder,
            embedding_scale: scale.into(),
            audio: audio.transpose()?,
            vision: vision.transpose()?,
            tokenizer,
            cache_type: options.cache,
            config,
        })
    }

    /// Name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Sizes, kinds and ids.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// How to generate unless the caller says otherwise.
    pub fn generation(&self) -> &GenerationConfig {
        &self.generation
    }

    /// The tokenizer, if the files had one.
    pub fn tokenizer(&self) -> Option<&Arc<Tokenizer>> {
        self.tokenizer.as_ref()
    }

    /// The tokenizer, or a refusal that says what is missing.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the files had none.
    pub fn require_tokenizer(&self) -> Result<&Arc<Tokenizer>> {
        self.tokenizer.as_ref().ok_or_else(|| {
            ModelError::Input(format!(
                "{} has no tokenizer.json; give token ids (--ids)",
                self.name
            ))
        })
    }

    /// The decoder.
    pub fn decoder(&self) -> &Decoder {
        &self.decoder
    }

    /// Whether it takes sound.
    pub fn hears(&self) -> bool {
        self.audio.is_some()
    }

    /// Whether it takes images.
    pub fn sees(&self) -> bool {
        self.vision.is_some()
    }

    /// An empty cache of the kind chosen at loading.
    pub fn new_cache(&self) -> Cache {
        Cache::new(self.decoder.config(), self.cache_type, self.decoder.device())
    }

    /// Rows of the token table times the embedding scale, `[ids, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Input`] for an id beyond the vocabulary.
    pub fn embed_ids(&self, ids: &[u32]) -> Result<Tensor> {
        let vocabulary = self.config.decoder.vocabulary;
        if let Some(id) = ids.iter().find(|&&id| id as usize >= vocabulary) {
            return Err(ModelError::Input(format!(
                "token {id} is not one of the {vocabulary} the model knows"
            )));
        }
        Ok(self.table.rows(ids)?.affine(self.embedding_scale, 0.0)?)
    }

    /// One soft token per frame, `[frames, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the model has no sound input.
    pub fn embed_frames(&self, frames: &[Frame]) -> Result<Tensor> {
        self.input(&self.audio, "sound")?.embed(frames)
    }

    /// One soft token per patch, `[patches, hidden]`.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the model has no image input.
    pub fn embed_image(&self, patches: &Patches) -> Result<Tensor> {
        self.input(&self.vision, "image")?.embed(patches)
    }

    fn input<'a, T>(&self, input: &'a Option<T>, what: &str) -> Result<&'a T> {
        input.as_ref().ok_or_else(|| {
            ModelError::Input(format!(
                "{} has no {what} input; a GGUF needs its mmproj file (--projector)",
                self.name
            ))
        })
    }

    /// Scores of every token after each of `rows [n, hidden]`, `[n, vocabulary]`, softly capped.
    ///
    /// # Errors
    /// When an operation fails.
    pub fn logits(&self, rows: &Tensor) -> Result<Tensor> {
        let logits = self.output.forward(&rows.contiguous()?)?.to_dtype(DType::F32)?;
        match self.config.decoder.softcap {
            Some(cap) => Ok(logits.affine(1.0 / cap, 0.0)?.tanh()?.affine(cap, 0.0)?),
            None => Ok(logits),
        }
    }
}
