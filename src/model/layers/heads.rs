//! From a projection's rows to normed, rotated heads, in one pass: `[rows, heads*d]` to `[heads, rows, d]`.

use candle_core::{CpuStorage, CustomOp1, Layout, Shape, Tensor};

use super::{RmsNorm, Rotation, f32_slice};

/// What is done to each head of a projection.
pub struct Heads<'a> {
    /// Number of heads.
    pub heads: usize,
    /// Norm over one head.
    pub norm: &'a RmsNorm,
    /// Rotation by position; values have none.
    pub rotation: Option<&'a Rotation>,
}

impl Heads<'_> {
    /// `x [rows, heads*d]` to `[heads, rows, d]`.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        if x.device().is_cpu() {
            return x.apply_op1_no_bwd(self);
        }
        let (rows, width) = x.dims2()?;
        let x = x.reshape((rows, self.heads, width / self.heads))?;
        let x = self.norm.forward(&x)?.transpose(0, 1)?.contiguous()?;
        match self.rotation {
            Some(rotation) => rotation.turn_tensor(&x),
            None => Ok(x),
        }
    }
}

impl CustomOp1 for Heads<'_> {
    fn name(&self) -> &'static str {
        "heads"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let x = f32_slice(storage, layout)?;
        let (rows, width) = layout.shape().dims2()?;
        let d = width / self.heads;
        let mut out = vec![0f32; x.len()];
        for (row, x) in x.chunks_exact(width).enumerate() {
            for (head, x) in x.chunks_exact(d).enumerate() {
                let start = (head * rows + row) * d;
                let y = &mut out[start..start + d];
                self.norm.row(x, y);
                if let Some(rotation) = self.rotation {
                    rotation.turn(row, y);
                }
            }
        }
        Ok((CpuStorage::F32(out), Shape::from((self.heads, rows, d))))
    }
}
