//! What the layers of the encoder and of the decoder are made of.

use parlance_kernels::{Epilogue, Then, layer_norm};

use super::error::Result;
use super::matrix::{Activations, Matrix};
use super::weights::Loader;

/// What keeps the variance of a layer norm from zero, as in PyTorch.
pub(super) const EPSILON: f32 = 1e-5;

/// `y = (x - mean) / sqrt(variance + 1e-5) * weight + bias`, row by row.
#[derive(Clone, Debug)]
pub(crate) struct LayerNorm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl LayerNorm {
    pub fn load(loader: &mut Loader, name: &str, width: usize) -> Result<Self> {
        Ok(LayerNorm {
            weight: loader.floats(&format!("{name}.weight"), &[width])?,
            bias: loader.floats(&format!("{name}.bias"), &[width])?,
        })
    }

    pub fn apply(&self, x: &[f32], out: &mut [f32]) {
        layer_norm(x, &self.weight, &self.bias, EPSILON, out);
    }
}

/// `y = W x + b`.
#[derive(Clone, Debug)]
pub(crate) struct Linear {
    weight: Matrix,
    bias: Option<Vec<f32>>,
}

impl Linear {
    pub fn new(weight: Matrix, bias: Option<Vec<f32>>) -> Self {
        Linear { weight, bias }
    }

    pub fn load(loader: &mut Loader, name: &str, rows: usize, cols: usize) -> Result<Self> {
        Ok(Linear {
            weight: loader.matrix(&format!("{name}.weight"), rows, cols)?,
            bias: Some(loader.floats(&format!("{name}.bias"), &[rows])?),
        })
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        self.weight.rows()
    }

    /// Stores the product in `out`, passes it through the GELU, or adds it.
    pub fn apply(&self, x: &mut Activations, then: Then, out: &mut [f32]) -> Result<()> {
        let bias = self.bias.as_deref();
        self.weight.multiply(x, Epilogue { bias, then }, out)
    }
}

/// The four matrices of an attention and the norm before it.
#[derive(Clone, Debug)]
pub(crate) struct Attention {
    pub norm: LayerNorm,
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub out: Linear,
}

impl Attention {
    /// The attention `name` ("…self_attn") behind the norm `name_layer_norm`.
    pub fn load(loader: &mut Loader, name: &str, width: usize) -> Result<Self> {
        let part = |part: &str| format!("{name}.{part}_proj");
        // Keys have no bias: it would add the same to all scores of a query.
        let key = loader.matrix(&format!("{}.weight", part("k")), width, width)?;
        let key_bias = loader.maybe_floats(&format!("{}.bias", part("k")), &[width])?;
        Ok(Attention {
            norm: LayerNorm::load(loader, &format!("{name}_layer_norm"), width)?,
            query: Linear::load(loader, &part("q"), width, width)?,
            key: Linear::new(key, key_bias),
            value: Linear::load(loader, &part("v"), width, width)?,
            out: Linear::load(loader, &part("out"), width, width)?,
        })
    }
}

/// `y += W2 gelu(W1 norm(y) + b1) + b2`.
#[derive(Clone, Debug)]
pub(crate) struct FeedForward {
    norm: LayerNorm,
    up: Linear,
    down: Linear,
    inner: usize,
}

impl FeedForward {
    pub fn load(loader: &mut Loader, layer: &str, width: usize, inner: usize) -> Result<Self> {
        Ok(FeedForward {
            norm: LayerNorm::load(loader, &format!("{layer}.final_layer_norm"), width)?,
            up: Linear::load(loader, &format!("{layer}.fc1"), inner, width)?,
            down: Linear::load(loader, &format!("{layer}.fc2"), width, inner)?,
            inner,
        })
    }

    /// For the rows of `y`, each `width` numbers.
    pub fn apply(&self, work: &mut Work, y: &mut [f32], width: usize) -> Result<()> {
        let rows = y.len() / width;
        self.norm.apply(y, work.narrow.begin(rows, width));
        self.up
            .apply(&mut work.narrow, Then::Gelu, work.wide.begin(rows, self.inner))?;
        self.down.apply(&mut work.wide, Then::Add, y)
    }
}

/// Buffers that the layers share.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub narrow: Activations,
    pub wide: Activations,
}
