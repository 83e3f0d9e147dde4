//! Matrices of 32-bit floats that meet one row at a time.

use candle_core::{CpuStorage, CustomOp1, Layout, Shape, Tensor};
use parlance_kernels::gemv;

use super::{TILE, f32_slice};

/// A matrix `[out, in]` of 32-bit floats on the CPU that meets one row at a time: the tensor library's product, made for
/// many rows, took twice as long for one, a third of it to count the system's processors at each call.
///
/// One row gives the same bits alone and in a batch, on every instruction set.
#[derive(Clone, Debug)]
pub struct FloatRows {
    weights: Vec<f32>,
    out: usize,
    input: usize,
}

impl FloatRows {
    /// A copy of `weights [out, in]`.
    ///
    /// # Errors
    /// The tensor has another rank or type.
    pub fn new(weights: &Tensor) -> candle_core::Result<Self> {
        let (out, input) = weights.dims2()?;
        Ok(FloatRows {
            weights: weights.flatten_all()?.to_vec1()?,
            out,
            input,
        })
    }

    /// `x [rows, in]` to `[rows, out]`.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }
}

impl CustomOp1 for FloatRows {
    fn name(&self) -> &'static str {
        "float-rows"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        if input != self.input {
            candle_core::bail!("rows of {input} values for a matrix of {} columns", self.input);
        }
        let x = f32_slice(storage, layout)?;
        let mut out = vec![0.0; rows * self.out];
        // Few channels at a time: they stay in the cache while all rows pass.
        for (tile, weights) in self.weights.chunks(TILE * input).enumerate() {
            for (x, out) in x.chunks_exact(input).zip(out.chunks_exact_mut(self.out)) {
                let channels = tile * TILE..(tile * TILE + TILE).min(self.out);
                gemv(weights, x, &mut out[channels]);
            }
        }
        Ok((CpuStorage::F32(out), Shape::from((rows, self.out))))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn float_rows_equal_the_library_and_each_other() {
        let w = Tensor::randn(0f32, 1.0, (150, 64), &Device::Cpu).unwrap();
        let x = Tensor::randn(0f32, 1.0, (5, 64), &Device::Cpu).unwrap();
        let rows = FloatRows::new(&w).unwrap();
        let found = rows.forward(&x).unwrap().to_vec2::<f32>().unwrap();
        let expected = x.matmul(&w.t().unwrap()).unwrap().to_vec2::<f32>().unwrap();
        for (n, (found, expected)) in found.iter().zip(&expected).enumerate() {
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-4);
            }
            let alone = rows.forward(&x.narrow(0, n, 1).unwrap()).unwrap();
            assert_eq!(alone.to_vec2::<f32>().unwrap()[0], *found, "row {n}");
        }
        assert!(rows.forward(&w.t().unwrap()).is_err());
    }
}
