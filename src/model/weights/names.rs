//! The tensor names of GGUF files (arch `gemma4`, `gemma4-assistant`, `clip`) for ours.

use std::path::Path;

use super::gguf::GgufFile;
use super::{Source, TensorView};

/// Our layer tensor, and GGUF's.
pub(crate) const LAYER_NAMES: [(&str, &str); 14] = [
    ("input_layernorm.weight", "attn_norm"),
    ("self_attn.q_proj.weight", "attn_q"),
    ("self_attn.k_proj.weight", "attn_k"),
    ("self_attn.v_proj.weight", "attn_v"),
    ("self_attn.o_proj.weight", "attn_output"),
    ("self_attn.q_norm.weight", "attn_q_norm"),
    ("self_attn.k_norm.weight", "attn_k_norm"),
    ("post_attention_layernorm.weight", "post_attention_norm"),
    ("pre_feedforward_layernorm.weight", "ffn_norm"),
    ("mlp.gate_proj.weight", "ffn_gate"),
    ("mlp.up_proj.weight", "ffn_up"),
    ("mlp.down_proj.weight", "ffn_down"),
    ("post_feedforward_layernorm.weight", "post_ffw_norm"),
    ("layer_scalar", "layer_output_scale"),
];

/// Our other tensors, and GGUF's. Those of the vision embedder keep the order of llama.cpp inside
/// (planes instead of pixels), which [`crate::model::image`] undoes.
pub(crate) const OTHER_NAMES: [(&str, &str); 15] = [
    ("embed_tokens.weight", "token_embd.weight"),
    ("norm.weight", "output_norm.weight"),
    ("pre_projection.weight", "nextn.pre_projection.weight"),
    ("post_projection.weight", "nextn.post_projection.weight"),
    (
        "embed_audio.embedding_projection.weight",
        "mm.a.input_projection.weight",
    ),
    (
        "embed_vision.embedding_projection.weight",
        "mm.input_projection.weight",
    ),
    ("vision_embedder.patch_dense.weight", "v.patch_embd.weight"),
    ("vision_embedder.patch_dense.bias", "v.patch_embd.bias"),
    ("vision_embedder.pos_embedding", "v.position_embd.weight"),
    ("vision_embedder.patch_ln1.weight", "v.patch_norm.1.weight"),
    ("vision_embedder.patch_ln1.bias", "v.patch_norm.1.bias"),
    ("vision_embedder.patch_ln2.weight", "v.patch_norm.2.weight"),
    ("vision_embedder.patch_ln2.bias", "v.patch_norm.2.bias"),
    ("vision_embedder.pos_norm.weight", "v.patch_norm.3.weight"),
    ("vision_embedder.pos_norm.bias", "v.patch_norm.3.bias"),
];

/// GGUF's name of our tensor `name`.
pub(crate) fn gguf_name(name: &str) -> Option<String> {
    if let Some((_, theirs)) = OTHER_NAMES.iter().find(|(ours, _)| *ours == name) {
        return Some((*theirs).to_owned());
    }
    let (index, rest) = name.strip_prefix("layers.")?.split_once('.')?;
    let (_, theirs) = LAYER_NAMES.iter().find(|(ours, _)| *ours == rest)?;
    Some(format!("blk.{index}.{theirs}.weight"))
}

/// A GGUF file under our names.
pub struct GgufSource(pub GgufFile);

impl Source for GgufSource {
    fn view(&self, name: &str) -> Option<TensorView<'_>> {
        self.0.tensor(&gguf_name(name)?)
    }

    fn all(&self) -> Vec<(String, TensorView<'_>)> {
        self.0
            .tensor_names()
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.0.tensor(name)?)))
            .collect()
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}
