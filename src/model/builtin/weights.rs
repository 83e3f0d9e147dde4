//! `model.safetensors` of the built-in model: names as in the Gemma 4 checkpoint, matrices in 8 bits.

use std::path::Path;

use parlance_kernels::Int8Matrix;
use safetensors::{Dtype, SafeTensors};

use super::{BuiltinError, Config, read};
use crate::frames::FRAME_SAMPLES;

/// The file's name inside the model's folder.
const FILE: &str = "model.safetensors";

/// A matrix `[out, in]`, as the file holds it.
#[derive(Debug)]
pub(super) enum Matrix {
    /// 8-bit weights with a scale per output channel; the input is quantised too.
    Int8(Int8Matrix),
    /// 32-bit weights, row-major.
    Float(Vec<f32>),
}

/// Weights of one decoder layer (`reference/architecture.md` section 5).
#[derive(Debug)]
pub(super) struct Layer {
    pub input_norm: Vec<f32>,
    pub q: Matrix,
    pub k: Matrix,
    pub v: Matrix,
    pub o: Matrix,
    pub q_norm: Vec<f32>,
    pub k_norm: Vec<f32>,
    pub post_attention_norm: Vec<f32>,
    pub pre_feedforward_norm: Vec<f32>,
    pub gate: Matrix,
    pub up: Matrix,
    pub down: Matrix,
    pub post_feedforward_norm: Vec<f32>,
    pub scalar: f32,
}

/// All weights, checked against the config and free of NaN and infinity.
#[derive(Debug)]
pub struct Weights {
    pub(super) embed: Matrix,
    pub(super) layers: Vec<Layer>,
    pub(super) norm: Vec<f32>,
    pub(super) head: Matrix,
    pub(super) head_bias: Vec<f32>,
}

impl Weights {
    /// Reads and checks `folder/model.safetensors`.
    pub fn load(folder: &Path, config: &Config) -> Result<Self, BuiltinError> {
        Self::from_bytes(&read(folder, FILE)?, config)
    }

    /// Reads and checks the bytes of a `model.safetensors`.
    pub fn from_bytes(bytes: &[u8], config: &Config) -> Result<Self, BuiltinError> {
        Self::read(bytes, config).map_err(|problem| BuiltinError::new(FILE, problem))
    }

    fn read(bytes: &[u8], config: &Config) -> Result<Self, String> {
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| {
            format!(
                "expected a whole safetensors file, found {} bytes: {error}",
                bytes.len()
            )
        })?;
        let source = Source(tensors);
        let layers = (0..config.num_hidden_layers)
            .map(|index| source.layer(index, config))
            .collect::<Result<_, _>>()?;
        let hidden = config.hidden_size;
        Ok(Weights {
            embed: source.matrix(
                "model.embed_audio.embedding_projection.weight",
                hidden,
                FRAME_SAMPLES,
            )?,
            layers,
            norm: source.vector("model.language_model.norm.weight", hidden)?,
            head: source.matrix("lm_head.weight", config.outputs(), hidden)?,
            head_bias: source.vector("lm_head.bias", config.outputs())?,
        })
    }
}

struct Source<'a>(SafeTensors<'a>);

impl Source<'_> {
    fn layer(&self, index: usize, config: &Config) -> Result<Layer, String> {
        let (hidden, inner) = (config.hidden_size, config.intermediate_size);
        let queries = config.num_attention_heads * config.head_dim;
        let keys = config.num_key_value_heads * config.head_dim;
        let name = |part: &str| format!("model.language_model.layers.{index}.{part}");
        let matrix = |part: &str, rows, cols| self.matrix(&name(&format!("{part}_proj.weight")), rows, cols);
        let norm = |part: &str, len| self.vector(&name(&format!("{part}.weight")), len);
        Ok(Layer {
            input_norm: norm("input_layernorm", hidden)?,
            q: matrix("self_attn.q", queries, hidden)?,
            k: matrix("self_attn.k", keys, hidden)?,
            v: matrix("self_attn.v", keys, hidden)?,
            o: matrix("self_attn.o", hidden, queries)?,
            q_norm: norm("self_attn.q_norm", config.head_dim)?,
            k_norm: norm("self_attn.k_norm", config.head_dim)?,
            post_attention_norm: norm("post_attention_layernorm", hidden)?,
            pre_feedforward_norm: norm("pre_feedforward_layernorm", hidden)?,
            gate: matrix("mlp.gate", inner, hidden)?,
            up: matrix("mlp.up", inner, hidden)?,
            down: matrix("mlp.down", hidden, inner)?,
            post_feedforward_norm: norm("post_feedforward_layernorm", hidden)?,
            scalar: self.vector(&name("layer_scalar"), 1)?[0],
        })
    }

    /// 8-bit with its scales, or 32-bit.
    fn matrix(&self, name: &str, rows: usize, cols: usize) -> Result<Matrix, String> {
        let tensor = self.tensor(name, &[rows, cols])?;
        match tensor.dtype() {
            Dtype::F32 => Ok(Matrix::Float(floats(name, tensor.data())?)),
            Dtype::I8 => {
                let scales = self.vector(&format!("{name}_scale"), rows)?;
                let weights: Vec<i8> = tensor.data().iter().map(|&b| b as i8).collect();
                let matrix = Int8Matrix::new(&weights, &scales, rows, cols);
                Ok(Matrix::Int8(matrix.map_err(|error| format!("{name}: {error}"))?))
            }
            other => Err(format!("{name}: expected I8 or F32, found {other:?}")),
        }
    }

    fn vector(&self, name: &str, len: usize) -> Result<Vec<f32>, String> {
        let tensor = self.tensor(name, &[len])?;
        if tensor.dtype() != Dtype::F32 {
            return Err(format!("{name}: expected F32, found {:?}", tensor.dtype()));
        }
        floats(name, tensor.data())
    }

    fn tensor(&self, name: &str, shape: &[usize]) -> Result<safetensors::tensor::TensorView<'_>, String> {
        let tensor = self
            .0
            .tensor(name)
            .map_err(|_| format!("expected the tensor {name}, found none of that name"))?;
        if tensor.shape() != shape {
            return Err(format!(
                "{name}: expected the shape {shape:?}, found {:?}",
                tensor.shape()
            ));
        }
        Ok(tensor)
    }
}

/// Little-endian f32, all finite: one NaN in a scale would silence a channel for ever.
fn floats(name: &str, bytes: &[u8]) -> Result<Vec<f32>, String> {
    let (words, _) = bytes.as_chunks::<4>();
    let values: Vec<f32> = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(format!(
            "{name}: expected finite numbers, found {} at {at}",
            values[at]
        )),
        None => Ok(values),
    }
}
