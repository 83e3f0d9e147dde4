//! `config.json` of the built-in model: the keys of a Gemma 4 text config, and ours.

use std::path::Path;

use serde::Deserialize;

use crate::acoustic::{AcousticError, Topology, are_log_shares, are_possible, read, same};
use crate::frames::{FRAME_SAMPLES, SAMPLE_RATE_HZ};

/// The file's name inside the model's folder.
const FILE: &str = "config.json";

/// Sizes and constants of the decoder; checked, so that products of them do not overflow.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Config {
    model_type: String,
    format: u32,
    sample_rate: u32,
    audio_samples_per_frame: usize,
    /// Width of the stream.
    pub hidden_size: usize,
    /// Width inside the feed-forward network.
    pub intermediate_size: usize,
    /// Decoder layers.
    pub num_hidden_layers: usize,
    /// Query heads.
    pub num_attention_heads: usize,
    /// Key and value heads; each serves `num_attention_heads / num_key_value_heads` query heads.
    pub num_key_value_heads: usize,
    /// Width of a head.
    pub head_dim: usize,
    /// Frames that attention sees, the present one included.
    pub sliding_window: usize,
    /// Epsilon of the norms inside the decoder.
    pub rms_norm_eps: f32,
    /// Epsilon of the norm of the raw frame: below an RMS of its root, sound fades into silence.
    pub audio_norm_eps: f32,
    /// Distributions per frame, each over `FRAME_SAMPLES / slots_per_frame` samples.
    pub slots_per_frame: usize,
    /// The output after frame t describes frame `t - delay_frames`.
    pub delay_frames: usize,
    /// Classes of one slot.
    pub classes: usize,
    /// What the classes mean.
    pub topology: Topology,
    /// Natural logarithm of each class's share of the training slots, `classes` of them.
    pub log_priors: Vec<f32>,
    layer_types: Vec<String>,
    rope_parameters: RopeParameters,
    hidden_activation: String,
    attention_bias: bool,
    attention_k_eq_v: bool,
    final_logit_softcapping: Option<f32>,
    tie_word_embeddings: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct RopeParameters {
    sliding_attention: Rope,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Rope {
    rope_type: String,
    rope_theta: f32,
}

impl Config {
    /// Reads and checks `folder/config.json`.
    ///
    /// # Errors
    /// The file is missing, no JSON, or of another kind of model.
    pub fn load(folder: &Path) -> Result<Self, AcousticError> {
        Self::from_json(&read(folder, FILE)?)
    }

    /// Reads and checks the text of a `config.json`.
    ///
    /// # Errors
    /// No JSON, or a value that no model of this kind has.
    pub fn from_json(json: &[u8]) -> Result<Self, AcousticError> {
        let config: Config =
            serde_json::from_slice(json).map_err(|error| AcousticError::file(FILE, error))?;
        config
            .check()
            .map_err(|problem| AcousticError::file(FILE, problem))?;
        Ok(config)
    }

    /// Base of the rotary embedding's wavelengths.
    pub fn rope_theta(&self) -> f32 {
        self.rope_parameters.sliding_attention.rope_theta
    }

    /// Numbers that one frame gives: slots times classes.
    pub fn outputs(&self) -> usize {
        self.slots_per_frame * self.classes
    }

    fn check(&self) -> Result<(), String> {
        self.check_kind()?;
        self.check_sizes()?;
        for (name, value) in [
            ("rms_norm_eps", self.rms_norm_eps),
            ("audio_norm_eps", self.audio_norm_eps),
            ("rope_theta", self.rope_theta()),
        ] {
            if !(value.is_finite() && value > 0.0) {
                return Err(format!("{name}: expected a number above 0, found {value}"));
            }
        }
        are_log_shares(&self.log_priors, self.classes)
    }

    /// The one kind of decoder that is built: others must be refused, not run wrongly.
    fn check_kind(&self) -> Result<(), String> {
        same("model_type", &"parlance_builtin", &self.model_type.as_str())?;
        same("format", &1, &self.format)?;
        same("sample_rate", &SAMPLE_RATE_HZ, &self.sample_rate)?;
        same(
            "audio_samples_per_frame",
            &FRAME_SAMPLES,
            &self.audio_samples_per_frame,
        )?;
        same(
            "layer_types (how many)",
            &self.num_hidden_layers,
            &self.layer_types.len(),
        )?;
        for kind in &self.layer_types {
            same("layer_types", &"sliding_attention", &kind.as_str())?;
        }
        let rope = &self.rope_parameters.sliding_attention;
        same("rope_type", &"default", &rope.rope_type.as_str())?;
        same(
            "hidden_activation",
            &"gelu_pytorch_tanh",
            &self.hidden_activation.as_str(),
        )?;
        same("attention_bias", &false, &self.attention_bias)?;
        same("attention_k_eq_v", &false, &self.attention_k_eq_v)?;
        same("final_logit_softcapping", &None, &self.final_logit_softcapping)?;
        same("tie_word_embeddings", &false, &self.tie_word_embeddings)
    }

    /// Bounds well above any model that runs in real time, so that a damaged file cannot ask for
    /// all the memory.
    fn check_sizes(&self) -> Result<(), String> {
        are_possible(&[
            ("hidden_size", self.hidden_size, 8192),
            ("intermediate_size", self.intermediate_size, 32_768),
            ("num_hidden_layers", self.num_hidden_layers, 256),
            ("num_attention_heads", self.num_attention_heads, 256),
            ("num_key_value_heads", self.num_key_value_heads, 256),
            ("head_dim", self.head_dim, 1024),
            ("sliding_window", self.sliding_window, 4096),
            ("slots_per_frame", self.slots_per_frame, 16),
            ("classes", self.classes, 65_536),
        ])?;
        if self.delay_frames > 100 {
            return Err(format!(
                "delay_frames: expected at most 100, found {}",
                self.delay_frames
            ));
        }
        if !self.head_dim.is_multiple_of(2) {
            return Err(format!(
                "head_dim: expected an even number, found {}",
                self.head_dim
            ));
        }
        if !self.num_attention_heads.is_multiple_of(self.num_key_value_heads) {
            return Err(format!(
                "num_attention_heads: expected a multiple of num_key_value_heads ({}), found {}",
                self.num_key_value_heads, self.num_attention_heads
            ));
        }
        if !FRAME_SAMPLES.is_multiple_of(self.slots_per_frame) {
            return Err(format!(
                "slots_per_frame: expected a divisor of {FRAME_SAMPLES}, found {}",
                self.slots_per_frame
            ));
        }
        Ok(())
    }
}
