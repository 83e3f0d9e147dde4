//! Rotary positions, half-split: element `i` turns with element `i + d/2`.

use candle_core::{D, Device, Tensor};

/// Cosines and sines for a run of positions, shared by all layers of a kind in one forward.
#[derive(Clone, Debug)]
pub struct Rotation {
    half: usize,
    cos: Vec<f32>,
    sin: Vec<f32>,
    /// The same as `[rows, half]` tensors, where the rotation runs on an accelerator.
    tensors: Option<(Tensor, Tensor)>,
}

impl Rotation {
    /// Angles `position * frequency` for `count` positions from `first`, computed in 32-bit floats like
    /// the reference does.
    ///
    /// # Errors
    /// A failure of the device.
    pub fn new(
        frequencies: &[f32],
        first: usize,
        count: usize,
        device: &Device,
    ) -> candle_core::Result<Self> {
        let half = frequencies.len();
        let mut cos = Vec::with_capacity(count * half);
        let mut sin = Vec::with_capacity(count * half);
        for position in first..first + count {
            for &frequency in frequencies {
                let (s, c) = if frequency == 0.0 {
                    (0.0, 1.0)
                } else {
                    (position as f32 * frequency).sin_cos()
                };
                cos.push(c);
                sin.push(s);
            }
        }
        let tensors = if device.is_cpu() {
            None
        } else {
            let shape = (count, half);
            Some((
                Tensor::from_slice(&cos, shape, device)?,
                Tensor::from_slice(&sin, shape, device)?,
            ))
        };
        Ok(Rotation {
            half,
            cos,
            sin,
            tensors,
        })
    }

    /// Cosines of row `row`.
    pub fn cos(&self, row: usize) -> &[f32] {
        &self.cos[row * self.half..(row + 1) * self.half]
    }

    /// Sines of row `row`.
    pub fn sin(&self, row: usize) -> &[f32] {
        &self.sin[row * self.half..(row + 1) * self.half]
    }

    /// Turns one head at `row` in place.
    pub(crate) fn turn(&self, row: usize, head: &mut [f32]) {
        let (cos, sin) = (self.cos(row), self.sin(row));
        let (first, second) = head.split_at_mut(self.half);
        for (((a, b), c), s) in first.iter_mut().zip(second).zip(cos).zip(sin) {
            (*a, *b) = (*a * c - *b * s, *b * c + *a * s);
        }
    }

    /// Turns `x [heads, rows, d]` with the tensor library.
    pub(crate) fn turn_tensor(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let Some((cos, sin)) = &self.tensors else {
            candle_core::bail!("rotation was made for the CPU");
        };
        let a = x.narrow(D::Minus1, 0, self.half)?;
        let b = x.narrow(D::Minus1, self.half, self.half)?;
        let first = (a.broadcast_mul(cos)? - b.broadcast_mul(sin)?)?;
        let second = (b.broadcast_mul(cos)? + a.broadcast_mul(sin)?)?;
        Tensor::cat(&[first, second], D::Minus1)
    }
}
