//! Sizes of a model, from config.json or from GGUF keys, checked before anything is allocated.
//!
//! Knows nothing of tensors; [`super::weights`] checks that the file holds what is announced here.

mod json;
mod gguf;

pub use gguf::from_gguf;
pub(super) use json::read_json;
pub use json::{Folder, from_json};

/// What a layer attends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayerKind {
    /// The last `window` positions, itself included.
    Sliding,
    /// Everything before it.
    Full,
}

/// Shape of the attention of one [`LayerKind`].
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionConfig {
    /// Size of one head.
    pub head_dim: usize,
    /// Heads of keys and values; query head `j` uses number `j / (heads / kv_heads)`.
    pub kv_heads: usize,
    /// Values are the raw key projection: there is no `v_proj`.
    pub key_is_value: bool,
    /// Inverse frequency of each rotated pair, `head_dim / 2` of them; 0 leaves a pair unrotated.
    pub inverse_frequencies: Vec<f32>,
}

/// Sizes of a decoder.
#[derive(Clone, Debug, PartialEq)]
pub struct DecoderConfig {
    /// Size of the residual stream.
    pub hidden: usize,
    /// Size of the gated hidden layer.
    pub intermediate: usize,
    /// Query heads.
    pub heads: usize,
    /// Kind of each layer, first to last.
    pub layers: Vec<LayerKind>,
    /// Keys a sliding layer sees, itself included.
    pub window: usize,
    /// Attention of the sliding layers.
    pub sliding: AttentionConfig,
    /// Attention of the full layers.
    pub full: AttentionConfig,
    /// Epsilon of every RMSNorm.
    pub norm_eps: f64,
    /// `cap * tanh(logits / cap)`, where there is one.
    pub softcap: Option<f64>,
    /// Rows of the token table; 0 when the model has none (the built-in one).
    pub vocabulary: usize,
    /// Longest sequence the model was made for.
    pub context: usize,
    /// The layers have no keys and values of their own but read another model's (drafters).
    pub borrows_keys: bool,
}

impl DecoderConfig {
    /// Attention of the layers of `kind`.
    pub fn attention(&self, kind: LayerKind) -> &AttentionConfig {
        match kind {
            LayerKind::Sliding => &self.sliding,
            LayerKind::Full => &self.full,
        }
    }

    /// Index of the last layer of `kind`.
    pub fn last(&self, kind: LayerKind) -> Option<usize> {
        self.layers.iter().rposition(|&layer| layer == kind)
    }

    /// Refuses sizes that no model has, before they are multiplied or allocated.
    ///
    /// # Errors
    /// A sentence naming the key, its limits and what was found.
    pub fn check(&self) -> std::result::Result<(), String> {
        let sizes = [
            ("hidden_size", self.hidden, 1, 1 << 16),
            ("intermediate_size", self.intermediate, 1, 1 << 20),
            ("num_attention_heads", self.heads, 1, 1 << 10),
            ("num_hidden_layers", self.layers.len(), 1, 1 << 10),
            ("sliding_window", self.window, 1, 1 << 24),
            ("head_dim", self.sliding.head_dim, 2, 1 << 13),
            ("global_head_dim", self.full.head_dim, 2, 1 << 13),
            ("num_key_value_heads", self.sliding.kv_heads, 1, self.heads),
            ("num_global_key_value_heads", self.full.kv_heads, 1, self.heads),
            ("vocab_size", self.vocabulary, 0, 1 << 24),
            ("max_position_embeddings", self.context, 1, 1 << 28),
        ];
        for (key, found, low, high) in sizes {
            if found < low || found > high {
                return Err(format!("{key} = {found}, which is not in {low}..={high}"));
            }
        }
        for (key, attention) in [("head_dim", &self.sliding), ("global_head_dim", &self.full)] {
            if attention.head_dim % 2 != 0 {
                return Err(format!("{key} = {}, which is odd", attention.head_dim));
            }
            if !self.heads.is_multiple_of(attention.kv_heads) {
                return Err(format!(
                    "{} query heads, which {} key-value heads cannot share evenly",
                    self.heads, attention.kv_heads
                ));
            }
        }
        if !(self.norm_eps > 0.0 && self.norm_eps < 1.0) {
            return Err(format!("rms_norm_eps = {}", self.norm_eps));
        }
        if self.softcap.is_some_and(|cap| cap.is_nan() || cap <= 0.0) {
            return Err("a final_logit_softcapping that is not positive".to_owned());
        }
        Ok(())
    }
}

/// `theta^(-2i/d)` for every pair `i` of a head of size `d` ("default" rotary embedding).
pub(crate) fn default_frequencies(head_dim: usize, theta: f64) -> Vec<f32> {
    proportional_frequencies(head_dim, theta, 1.0)
}

/// As [`default_frequencies`], but only the first `int(fraction * d / 2)` pairs rotate; the exponent
/// still divides by the whole head size ("proportional" rotary embedding).
pub(crate) fn proportional_frequencies(head_dim: usize, theta: f64, fraction: f64) -> Vec<f32> {
    let rotated = (fraction * head_dim as f64 / 2.0) as usize;
    (0..head_dim / 2)
        .map(|i| {
            if i < rotated {
                // In f32 step by step, as the reference computes it: the angle at position
                // 100 000 depends on the last bit of the frequency.
                let exponent = (2 * i) as f32 / head_dim as f32;
                1.0 / (theta as f32).powf(exponent)
            } else {
                0.0
            }
        })
        .collect()
}

/// The sound input of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioConfig {
    /// Samples of one frame, the input size of the projection.
    pub frame_samples: usize,
    /// Epsilon of the norm of the raw frame.
    pub norm_eps: f64,
}

/// The image input of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct VisionConfig {
    /// Side of a square patch in pixels (48 for the 12B).
    pub patch: usize,
    /// Size of a patch embedding before the projection.
    pub embedding: usize,
    /// Entries of each of the two position tables.
    pub positions: usize,
    /// Most soft tokens an image may take (280 unless the file says otherwise).
    pub max_soft_tokens: usize,
    /// Epsilon of the norm before the projection.
    pub norm_eps: f64,
}

/// Ids with a meaning of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialIds {
    /// Begin of the sequence.
    pub bos: u32,
    /// Begin of image, `<|image>`.
    pub image_begin: u32,
    /// Placeholder of an image's soft token, `<|image|>`.
    pub image: u32,
    /// End of image, `<image|>`.
    pub image_end: u32,
    /// Begin of audio, `<|audio>`.
    pub audio_begin: u32,
    /// Placeholder of an audio frame, `<|audio|>`.
    pub audio: u32,
    /// End of audio, `<audio|>`.
    pub audio_end: u32,
    /// Placeholder of a video frame's soft token.
    pub video: u32,
}

impl Default for SpecialIds {
    /// The ids of the released vocabulary of 262 144 tokens.
    fn default() -> Self {
        SpecialIds {
            bos: 2,
            image_begin: 255_999,
            image: 258_880,
            image_end: 258_882,
            audio_begin: 256_000,
            audio: 258_881,
            audio_end: 258_883,
            video: 258_884,
        }
    }
}

/// How to generate unless the caller says otherwise, from generation_config.json.
#[derive(Clone, Debug, PartialEq)]
pub struct GenerationConfig {
    /// Ids that end the answer.
    pub stop: Vec<u32>,
    /// Ids that are never chosen.
    pub suppress: Vec<u32>,
    /// Softmax temperature.
    pub temperature: f64,
    /// Choose among the best `top_k` only; 0: among all.
    pub top_k: usize,
    /// Choose among the most probable ids whose probabilities sum to `top_p`.
    pub top_p: f64,
}

impl Default for GenerationConfig {
    /// The published values of the 12B.
    fn default() -> Self {
        GenerationConfig {
            stop: vec![1, 106, 50],
            suppress: vec![258_883, 258_882],
            temperature: 1.0,
            top_k: 64,
            top_p: 0.95,
        }
    }
}

/// Which model a set of files is.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelKind {
    /// Gemma 4 Unified, the model that hears, sees and writes.
    Unified,
    /// A drafter for it.
    Assistant {
        /// Hidden size of the model it drafts for.
        backbone_hidden: usize,
        /// Clusters of the ordered embedding and how many of them are looked into.
        ordered: Option<(usize, usize)>,
    },
    /// parlance's own recogniser.
    Builtin,
}

/// Everything config.json says.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelConfig {
    /// Which model it is.
    pub kind: ModelKind,
    /// Sizes of the decoder.
    pub decoder: DecoderConfig,
    /// Sound input, if there is one.
    pub audio: Option<AudioConfig>,
    /// Image input, if there is one.
    pub vision: Option<VisionConfig>,
    /// Ids with a meaning.
    pub ids: SpecialIds,
}
