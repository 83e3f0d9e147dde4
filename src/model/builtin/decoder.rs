//! One frame through the built-in model, on the layers that Gemma runs on: append-only, a sliding window
//! of keys and values, the same work for every frame.

use std::path::Path;
use std::sync::Arc;

use candle_core::Device;
use candle_core::quantized::GgmlDType;

use super::Config;
use crate::acoustic::AcousticError;
use crate::frames::{FRAME_SAMPLES, Frame};
use crate::model::audio::AudioEmbedder;
use crate::model::config::{AttentionConfig, AudioConfig, DecoderConfig, default_frequencies};
use crate::model::error::{ModelError, Result};
use crate::model::layers::Linear;
use crate::model::weights::{Encoding, Loader, Precision, SafetensorsSource, Source};
use crate::model::{Cache, CacheType, Decoder, LayerKind};

/// The built-in model with the keys and values of the last frames. Clones share the weights.
pub struct Stepper {
    model: Arc<Model>,
    cache: Cache,
}

/// What does not change while running.
struct Model {
    config: Config,
    embedder: AudioEmbedder,
    decoder: Decoder,
    head: Linear,
    head_bias: Vec<f32>,
}

impl Stepper {
    /// Loads `config.json` and `model.safetensors` of a folder; starts at the beginning of a recording.
    ///
    /// # Errors
    /// The file that is missing, damaged or does not fit the other, with what was expected and found.
    pub fn load(folder: &Path) -> std::result::Result<Self, AcousticError> {
        let config = Config::load(folder)?;
        let source = SafetensorsSource::open(folder)?;
        check_finite(&source)?;
        let loader = Loader::new(&source, &Device::Cpu, Precision::Stored, None).row_by_row();
        let sizes = sizes(&config);
        let audio = AudioConfig {
            frame_samples: FRAME_SAMPLES,
            norm_eps: config.audio_norm_eps.into(),
        };
        let head_bias = loader.float("lm_head.bias", &[config.outputs()])?;
        let model = Model {
            embedder: AudioEmbedder::load(&loader, &audio, sizes.hidden)?,
            decoder: Decoder::load(&loader, &sizes)?,
            head: loader.linear("lm_head.weight", config.outputs(), sizes.hidden)?,
            head_bias: head_bias.to_vec1().map_err(ModelError::from)?,
            config,
        };
        Ok(Stepper {
            cache: empty_cache(&sizes),
            model: Arc::new(model),
        })
    }

    /// Sizes and constants.
    pub fn config(&self) -> &Config {
        &self.model.config
    }

    /// Frames taken since the last reset.
    pub fn position(&self) -> usize {
        self.cache.len()
    }

    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.cache.clear();
    }

    /// Takes one frame and writes `slots_per_frame * classes` logits, slot by slot.
    ///
    /// # Errors
    /// [`ModelError::Input`] when `logits` has another length; afterwards the stepper must be reset.
    pub fn step(&mut self, frame: &Frame, logits: &mut [f32]) -> Result<()> {
        let embedded = self.model.embedder.embed(std::slice::from_ref(frame))?;
        let hidden = self.model.decoder.forward(&embedded, &[], &mut self.cache)?;
        let products = self
            .model
            .head
            .forward(&hidden)?
            .flatten_all()?
            .to_vec1::<f32>()?;
        if products.len() != logits.len() {
            return Err(ModelError::Input(format!(
                "a frame gives {} numbers, there is room for {}",
                products.len(),
                logits.len()
            )));
        }
        for ((logit, product), bias) in logits.iter_mut().zip(products).zip(&self.model.head_bias) {
            *logit = product + bias;
        }
        Ok(())
    }
}

impl Clone for Stepper {
    fn clone(&self) -> Self {
        // Memory of the CPU is always copied; should that change, a clone begins a new recording.
        let begin = |_| empty_cache(self.model.decoder.config());
        Stepper {
            model: Arc::clone(&self.model),
            cache: self.cache.duplicate().unwrap_or_else(begin),
        }
    }
}

impl std::fmt::Debug for Stepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Stepper");
        shown
            .field("config", self.config())
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// One row at a time and no way back: the ring is the window and no more.
fn empty_cache(sizes: &DecoderConfig) -> Cache {
    Cache::with_slack(sizes, CacheType::F32, &Device::Cpu, 1)
}

/// The same sizes as Gemma's layers take them.
fn sizes(config: &Config) -> DecoderConfig {
    let attention = AttentionConfig {
        head_dim: config.head_dim,
        kv_heads: config.num_key_value_heads,
        key_is_value: false,
        inverse_frequencies: default_frequencies(config.head_dim, config.rope_theta().into()),
    };
    DecoderConfig {
        hidden: config.hidden_size,
        intermediate: config.intermediate_size,
        heads: config.num_attention_heads,
        layers: vec![LayerKind::Sliding; config.num_hidden_layers],
        window: config.sliding_window,
        sliding: attention.clone(),
        full: attention,
        norm_eps: config.rms_norm_eps.into(),
        softcap: None,
        vocabulary: 0,
        // Dictation has no end: only the window is ever looked at.
        context: usize::MAX / 2,
        borrows_keys: false,
    }
}

/// Refuses NaN and infinity: one of them in a scale would silence a channel for ever.
fn check_finite(source: &SafetensorsSource) -> Result<()> {
    for (name, view) in source.all() {
        if view.encoding != Encoding::Ggml(GgmlDType::F32) {
            continue;
        }
        let (words, _) = view.bytes.as_chunks::<4>();
        let values = words.iter().map(|&word| f32::from_le_bytes(word));
        if let Some((at, found)) = values.enumerate().find(|(_, value)| !value.is_finite()) {
            let file = source.path().join("model.safetensors");
            return Err(ModelError::wrong(
                &file,
                format!("finite numbers in {name}"),
                format!("{found} at {at}"),
            ));
        }
    }
    Ok(())
}
