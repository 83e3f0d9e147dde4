//! Matrices in 8 bits with a scale per output channel.

use candle_core::{CpuStorage, CustomOp1, Layout, Shape, Tensor};
use parlance_kernels::{Epilogue, Int8Matrix, Int8Rows, ShapeError};

use super::f32_slice;

/// A matrix `[out, in]` in 8 bits with a scale per output channel, on the CPU.
///
/// The input is rounded to 8 bits as well, each row by its own largest magnitude; sums are exact.
/// One row gives the same bits alone and in a batch.
#[derive(Clone, Debug)]
pub struct Int8Linear {
    matrix: Int8Matrix,
}

impl Int8Linear {
    /// From row-major `weights` `[out, input]`; the value of a weight is `weight * scales[row]`.
    ///
    /// # Errors
    /// The lengths do not fit the shape.
    pub fn new(weights: &[i8], scales: &[f32], out: usize, input: usize) -> Result<Self, ShapeError> {
        let matrix = Int8Matrix::new(weights, scales, out, input)?;
        Ok(Int8Linear { matrix })
    }

    /// `x [rows, in]` of 32-bit floats to `[rows, out]`.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }
}

impl CustomOp1 for Int8Linear {
    fn name(&self) -> &'static str {
        "int8-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        let x = f32_slice(storage, layout)?;
        let mut quantised = Int8Rows::new();
        quantised.quantize(x, input).map_err(candle_core::Error::wrap)?;
        let mut out = vec![0.0; rows * self.matrix.rows()];
        self.matrix
            .multiply(&quantised, Epilogue::NONE, &mut out)
            .map_err(candle_core::Error::wrap)?;
        Ok((CpuStorage::F32(out), Shape::from((rows, self.matrix.rows()))))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};

    use super::*;

    #[test]
    fn rows_are_multiplied_and_views_are_understood() {
        let matrix = Int8Linear::new(&[1, 2, 3, -1, 0, 127], &[0.5, 2.0], 2, 3).unwrap();
        let x = Tensor::new(&[[127f32, 0., 0.], [0., -127., 127.], [1., 1., 1.]], &Device::Cpu).unwrap();
        let y = matrix.forward(&x).unwrap().to_vec2::<f32>().unwrap();
        assert_eq!(y[0], [63.5, -254.0]);
        assert_eq!(y[1], [63.5, 32258.0]);
        assert!((y[2][0] - 3.0).abs() < 1e-5 && (y[2][1] - 252.0).abs() < 1e-4);
        let view = matrix
            .forward(&x.narrow(0, 1, 2).unwrap())
            .unwrap()
            .to_vec2::<f32>()
            .unwrap();
        assert_eq!(view, y[1..]);
        let turned = matrix.forward(&x.t().unwrap()).unwrap().to_vec2::<f32>().unwrap();
        assert_eq!(turned.len(), 3);
    }

    #[test]
    fn wrong_shapes_are_errors() {
        assert!(Int8Linear::new(&[1, 2], &[1.0], 1, 3).is_err());
        let matrix = Int8Linear::new(&[1, 2], &[1.0], 1, 2).unwrap();
        let x = Tensor::zeros((1, 3), DType::F32, &Device::Cpu).unwrap();
        assert!(matrix.forward(&x).is_err());
        let half = Tensor::zeros((1, 2), DType::F16, &Device::Cpu).unwrap();
        assert!(matrix.forward(&half).is_err());
    }
}
