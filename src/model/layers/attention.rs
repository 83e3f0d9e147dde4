//! Who may look at whom, and the softmax over it.

use candle_core::{CpuStorage, CustomOp1, D, Device, Layout, Shape, Tensor};

use super::f32_slice;

/// For each new position, which rows of the cache it may look at.
#[derive(Clone, Debug)]
pub struct Mask {
    rows: usize,
    allowed: Vec<bool>,
    /// 0 and -infinity as `[rows, slots]`, where the softmax runs on an accelerator.
    additive: Option<Tensor>,
}

impl Mask {
    /// A mask of `rows` positions over `slots` cache rows; `allowed(row, slot)` decides.
    ///
    /// # Errors
    /// Weights of shapes that do not fit.
    pub fn new(
        rows: usize,
        slots: usize,
        device: &Device,
        mut allowed: impl FnMut(usize, usize) -> bool,
    ) -> candle_core::Result<Self> {
        let mut table = Vec::with_capacity(rows * slots);
        for row in 0..rows {
            table.extend((0..slots).map(|slot| allowed(row, slot)));
        }
        let additive = if device.is_cpu() {
            None
        } else {
            let values: Vec<f32> = table
                .iter()
                .map(|&yes| if yes { 0.0 } else { f32::NEG_INFINITY })
                .collect();
            Some(Tensor::from_vec(values, (rows, slots), device)?)
        };
        Ok(Mask {
            rows,
            allowed: table,
            additive,
        })
    }
}

/// Softmax over the last dimension of scores `[kv_heads, group * rows, slots]`, where a mask allows.
pub struct MaskedSoftmax<'a>(pub Option<&'a Mask>);

impl MaskedSoftmax<'_> {
    /// Scores to weights that sum to 1 in every row.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, scores: &Tensor) -> candle_core::Result<Tensor> {
        if scores.device().is_cpu() {
            return scores.apply_op1_no_bwd(self);
        }
        let (kv, grouped, slots) = scores.dims3()?;
        let scores = match self.0.and_then(|mask| Some((mask.rows, mask.additive.as_ref()?))) {
            Some((rows, additive)) => scores
                .reshape((kv * grouped / rows, rows, slots))?
                .broadcast_add(additive)?
                .reshape((kv, grouped, slots))?,
            None => scores.clone(),
        };
        let shifted = scores.broadcast_sub(&scores.max_keepdim(D::Minus1)?)?.exp()?;
        shifted.broadcast_div(&shifted.sum_keepdim(D::Minus1)?)
    }
}

impl CustomOp1 for MaskedSoftmax<'_> {
    fn name(&self) -> &'static str {
        "masked-softmax"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let scores = f32_slice(storage, layout)?;
        let slots = layout.dims().last().copied().unwrap_or(1);
        let mut out = vec![0f32; scores.len()];
        for (index, (x, y)) in scores
            .chunks_exact(slots)
            .zip(out.chunks_exact_mut(slots))
            .enumerate()
        {
            match self.0 {
                // Rows of a group repeat the positions: row index modulo positions is the position.
                Some(mask) => {
                    let row = index % mask.rows;
                    masked_row(x, y, &mask.allowed[row * slots..(row + 1) * slots]);
                }
                None => open_row(x, y),
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}

fn open_row(x: &[f32], y: &mut [f32]) {
    let max = x.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for (x, y) in x.iter().zip(y.iter_mut()) {
        *y = (x - max).exp();
        sum += *y;
    }
    y.iter_mut().for_each(|y| *y /= sum);
}

fn masked_row(x: &[f32], y: &mut [f32], allowed: &[bool]) {
    let mut max = f32::NEG_INFINITY;
    for (&x, &yes) in x.iter().zip(allowed) {
        if yes {
            max = max.max(x);
        }
    }
    let mut sum = 0.0;
    for ((x, y), &yes) in x.iter().zip(y.iter_mut()).zip(allowed) {
        // A row's own key is always allowed, so `max` is finite and `sum` at least 1.
        if yes {
            *y = (x - max).exp();
            sum += *y;
        }
    }
    y.iter_mut().for_each(|y| *y /= sum);
}
