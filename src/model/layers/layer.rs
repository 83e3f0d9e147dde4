//! One decoder layer: attention and gated hidden layer, each between two norms, then the layer's scalar.

use candle_core::Tensor;

use super::few::{mixture, scores};
use super::{Heads, Linear, Mask, MaskedSoftmax, RmsNorm, Rotation, gelu_times};
use crate::model::config::{AttentionConfig, DecoderConfig, LayerKind};
use crate::model::error::Result;
use crate::model::weights::Loader;

/// Sees what stands between the steps: layer, name of the step, value. Tests compare it with the reference.
pub type Probe<'a> = dyn FnMut(usize, &'static str, &Tensor) + 'a;

/// The [`Probe`] that looks away.
pub fn no_probe(_: usize, _: &'static str, _: &Tensor) {}

/// Keys and values a layer makes itself; a drafter's layers have none.
struct KeyValue {
    k_proj: Linear,
    k_norm: RmsNorm,
    /// `None` where values are the raw key projection.
    v_proj: Option<Linear>,
    v_norm: RmsNorm,
}

/// One decoder layer.
pub struct Layer {
    index: usize,
    kind: LayerKind,
    heads: usize,
    kv_heads: usize,
    head_dim: usize,
    input_norm: RmsNorm,
    q_proj: Linear,
    q_norm: RmsNorm,
    key_value: Option<KeyValue>,
    o_proj: Linear,
    post_attention_norm: RmsNorm,
    pre_feedforward_norm: RmsNorm,
    gate_proj: Linear,
    up_proj: Linear,
    down_proj: Linear,
    post_feedforward_norm: RmsNorm,
    scalar: f64,
}

/// Where a layer's keys and values are kept, or come from.
pub(crate) trait KeyValueStore {
    /// Takes the new rows `[kv_heads, rows, d]` of `layer` and gives all rows, in slot order.
    fn exchange(
        &mut self,
        layer: usize,
        new: Option<(Tensor, Tensor)>,
    ) -> candle_core::Result<(Tensor, Tensor)>;
}

impl Layer {
    /// Loads layer `index` of `config`.
    ///
    /// # Errors
    /// [`crate::model::ModelError::WrongFile`] when a tensor is missing or has another shape.
    pub fn load(loader: &Loader, config: &DecoderConfig, index: usize) -> Result<Self> {
        let kind = config.layers[index];
        let AttentionConfig {
            head_dim,
            kv_heads,
            key_is_value,
            ..
        } = *config.attention(kind);
        let (hidden, eps) = (config.hidden, config.norm_eps);
        let name = |rest: &str| format!("layers.{index}.{rest}");
        let norm = |rest: &str, size: usize| -> Result<RmsNorm> {
            Ok(RmsNorm::new(loader.float(&name(rest), &[size])?, eps)?)
        };
        let matrix = |rest: &str, out: usize, input: usize| loader.linear(&name(rest), out, input);
        let key_value = if config.borrows_keys {
            None
        } else {
            Some(KeyValue {
                k_proj: matrix("self_attn.k_proj.weight", kv_heads * head_dim, hidden)?,
                k_norm: norm("self_attn.k_norm.weight", head_dim)?,
                v_proj: if key_is_value {
                    None
                } else {
                    Some(matrix("self_attn.v_proj.weight", kv_heads * head_dim, hidden)?)
                },
                v_norm: RmsNorm::bare(eps),
            })
        };
        Ok(Layer {
            index,
            kind,
            heads: config.heads,
            kv_heads,
            head_dim,
            input_norm: norm("input_layernorm.weight", hidden)?,
            q_proj: matrix("self_attn.q_proj.weight", config.heads * head_dim, hidden)?,
            q_norm: norm("self_attn.q_norm.weight", head_dim)?,
            key_value,
            o_proj: matrix("self_attn.o_proj.weight", hidden, config.heads * head_dim)?,
            post_attention_norm: norm("post_attention_layernorm.weight", hidden)?,
            pre_feedforward_norm: norm("pre_feedforward_layernorm.weight", hidden)?,
            gate_proj: matrix("mlp.gate_proj.weight", config.intermediate, hidden)?,
            up_proj: matrix("mlp.up_proj.weight", config.intermediate, hidden)?,
            down_proj: matrix("mlp.down_proj.weight", hidden, config.intermediate)?,
            post_feedforward_norm: norm("post_feedforward_layernorm.weight", hidden)?,
            scalar: loader.float(&name("layer_scalar"), &[1])?.to_vec1::<f32>()?[0].into(),
        })
    }

    /// What this layer attends to.
    pub fn kind(&self) -> LayerKind {
        self.kind
    }

    /// `h [rows, hidden]` to the same shape.
    pub(crate) fn forward(
        &self,
        h: &Tensor,
        rotation: &Rotation,
        mask: Option<&Mask>,
        store: &mut dyn KeyValueStore,
        probe: &mut Probe,
    ) -> candle_core::Result<Tensor> {
        let a = self.input_norm.forward(h)?;
        probe(self.index, "input_layernorm", &a);
        let o = self.attend(&a, rotation, mask, store, probe)?;
        probe(self.index, "attn_out", &o);
        let o = self.post_attention_norm.forward(&o)?;
        probe(self.index, "post_attention_layernorm", &o);
        let h = (h + o)?;
        let m = self.pre_feedforward_norm.forward(&h)?;
        probe(self.index, "pre_feedforward_layernorm", &m);
        let m = gelu_times(&self.gate_proj.forward(&m)?, &self.up_proj.forward(&m)?)?;
        let m = self.down_proj.forward(&m)?;
        probe(self.index, "mlp", &m);
        let m = self.post_feedforward_norm.forward(&m)?;
        probe(self.index, "post_feedforward_layernorm", &m);
        (h + m)?.affine(self.scalar, 0.0)
    }

    fn attend(
        &self,
        a: &Tensor,
        rotation: &Rotation,
        mask: Option<&Mask>,
        store: &mut dyn KeyValueStore,
        probe: &mut Probe,
    ) -> candle_core::Result<Tensor> {
        let rows = a.dim(0)?;
        let q = self.q_proj.forward(a)?;
        probe(self.index, "q_proj", &q);
        let q = Heads {
            heads: self.heads,
            norm: &self.q_norm,
            rotation: Some(rotation),
        }
        .forward(&q)?;
        let new = match &self.key_value {
            Some(own) => Some(self.keys_and_values(own, a, rotation, probe)?),
            None => None,
        };
        let (k, v) = store.exchange(self.index, new)?;
        // Query heads that share a key-value head are neighbours: one product serves the group.
        let q = q.reshape((self.kv_heads, self.heads / self.kv_heads * rows, self.head_dim))?;
        let weights = MaskedSoftmax(mask).forward(&scores(&q, &k)?)?;
        let o = mixture(&weights, &v)?;
        let o = if rows == 1 {
            o.reshape((1, self.heads * self.head_dim))?
        } else {
            o.reshape((self.heads, rows, self.head_dim))?
                .transpose(0, 1)?
                .reshape((rows, self.heads * self.head_dim))?
        };
        self.o_proj.forward(&o)
    }

    fn keys_and_values(
        &self,
        own: &KeyValue,
        a: &Tensor,
        rotation: &Rotation,
        probe: &mut Probe,
    ) -> candle_core::Result<(Tensor, Tensor)> {
        let k0 = own.k_proj.forward(a)?;
        probe(self.index, "k_proj", &k0);
        let v0 = match &own.v_proj {
            Some(v_proj) => {
                let v0 = v_proj.forward(a)?;
                probe(self.index, "v_proj", &v0);
                v0
            }
            None => k0.clone(),
        };
        let k = Heads {
            heads: self.kv_heads,
            norm: &own.k_norm,
            rotation: Some(rotation),
        }
        .forward(&k0)?;
        let v = Heads {
            heads: self.kv_heads,
            norm: &own.v_norm,
            rotation: None,
        }
        .forward(&v0)?;
        Ok((k, v))
    }
}
