//! Norms: root mean square (`y = x (mean(x²) + eps)^(-1/2) w`, plain `w`) and the usual layer norm.

use candle_core::{CpuStorage, CustomOp1, D, Layout, Shape, Tensor};

use super::f32_slice;

/// RMSNorm over the last dimension, with or without a weight.
#[derive(Clone, Debug)]
pub struct RmsNorm {
    weight: Option<Tensor>,
    /// The weight again as a slice, for the CPU's single pass.
    values: Vec<f32>,
    eps: f64,
}

impl RmsNorm {
    /// A norm with weight `[features]`.
    ///
    /// # Errors
    /// A weight of another length than the norm's.
    pub fn new(weight: Tensor, eps: f64) -> candle_core::Result<Self> {
        let values = weight.to_vec1::<f32>()?;
        Ok(RmsNorm {
            weight: Some(weight),
            values,
            eps,
        })
    }

    /// A norm without weight.
    pub fn bare(eps: f64) -> Self {
        RmsNorm {
            weight: None,
            values: Vec::new(),
            eps,
        }
    }

    /// `x [rows, features]`, normed row by row.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        if x.device().is_cpu() {
            return x.contiguous()?.apply_op1_no_bwd(self);
        }
        let mean = x.sqr()?.mean_keepdim(D::Minus1)?;
        let normed = x.broadcast_div(&(mean + self.eps)?.sqrt()?)?;
        match &self.weight {
            Some(weight) => normed.broadcast_mul(weight),
            None => Ok(normed),
        }
    }

    /// Norms one row into `out`.
    pub(crate) fn row(&self, x: &[f32], out: &mut [f32]) {
        let scale = inverse_rms(x, self.eps);
        if self.values.is_empty() {
            for (y, x) in out.iter_mut().zip(x) {
                *y = x * scale;
            }
        } else {
            for ((y, x), w) in out.iter_mut().zip(x).zip(&self.values) {
                *y = x * scale * w;
            }
        }
    }
}

/// `(mean(x²) + eps)^(-1/2)`. Eight sums side by side: the loop becomes vector code, and the error
/// grows with an eighth of the length.
fn inverse_rms(x: &[f32], eps: f64) -> f32 {
    let mut sums = [0f32; 8];
    let (chunks, rest) = x.as_chunks::<8>();
    for chunk in chunks {
        for (sum, x) in sums.iter_mut().zip(chunk) {
            *sum += x * x;
        }
    }
    let tail: f32 = rest.iter().map(|x| x * x).sum();
    let mean = (sums.iter().sum::<f32>() + tail) / x.len() as f32;
    1.0 / (mean + eps as f32).sqrt()
}

impl CustomOp1 for RmsNorm {
    fn name(&self) -> &'static str {
        "rms-norm"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = f32_slice(storage, layout)?;
        let features = layout.dims().last().copied().unwrap_or(1);
        if !self.values.is_empty() && self.values.len() != features {
            candle_core::bail!("norm of {} features on rows of {features}", self.values.len());
        }
        let mut out = vec![0f32; x.len()];
        for (x, y) in x.chunks_exact(features).zip(out.chunks_exact_mut(features)) {
            self.row(x, y);
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}

/// The layer norm of the image input: mean 0, variance 1, weight and bias.
#[derive(Clone, Debug)]
pub struct LayerNorm {
    /// Weight `[features]`.
    pub weight: Tensor,
    /// Bias `[features]`.
    pub bias: Tensor,
    /// Added to the variance.
    pub eps: f64,
}

impl LayerNorm {
    /// `x [rows, features]`, normed row by row.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let normed = centred.broadcast_div(&(variance + self.eps)?.sqrt()?)?;
        normed.broadcast_mul(&self.weight)?.broadcast_add(&self.bias)
    }
}
