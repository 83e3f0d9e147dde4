//! Where the kernels meet the tensor library, and the only place: 8-bit, block and some float matrices as
//! operations on tensors.
//!
//! Knows nothing of files or layers.

use candle_core::quantized::GgmlDType;
use candle_core::{CpuStorage, CustomOp1, Layout, Shape, Tensor};
pub use parlance_kernels::BlockFormat;
use parlance_kernels::{BlockRows, Int8Matrix, Int8Rows, ShapeError, blocks_are_fast, gemv, multiply_blocks};
use rayon::prelude::*;

use super::mmap::Held;

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
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }

    /// Bytes of the weights and scales.
    pub fn byte_len(&self) -> usize {
        self.matrix.rows() * (self.matrix.cols() + size_of::<f32>())
    }
}

impl CustomOp1 for Int8Linear {
    fn name(&self) -> &'static str {
        "int8-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        let Some((start, end)) = layout.contiguous_offsets() else {
            candle_core::bail!("an 8-bit product needs contiguous input");
        };
        let x = &storage.as_slice::<f32>()?[start..end];
        let mut quantised = Int8Rows::new();
        quantised.quantize(x, input).map_err(candle_core::Error::wrap)?;
        let mut out = vec![0.0; rows * self.matrix.rows()];
        self.matrix
            .multiply(&quantised, &mut out)
            .map_err(candle_core::Error::wrap)?;
        Ok((CpuStorage::F32(out), Shape::from((rows, self.matrix.rows()))))
    }
}

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
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }

    /// Bytes of the weights.
    pub fn byte_len(&self) -> usize {
        size_of_val(self.weights.as_slice())
    }
}

impl CustomOp1 for FloatRows {
    fn name(&self) -> &'static str {
        "float-rows"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        let Some((start, end)) = layout.contiguous_offsets() else {
            candle_core::bail!("a product of rows needs contiguous input");
        };
        if input != self.input {
            candle_core::bail!("rows of {input} values for a matrix of {} columns", self.input);
        }
        let x = &storage.as_slice::<f32>()?[start..end];
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

/// The block formats whose products on this CPU are ours; the tensor library's own are compiled without vector
/// instructions in a program that is to run on every x86-64, or keep a second copy of the weights.
pub fn own_format(dtype: GgmlDType) -> Option<BlockFormat> {
    let format = match dtype {
        GgmlDType::Q4_0 => BlockFormat::Q4_0,
        GgmlDType::Q8_0 => BlockFormat::Q8_0,
        GgmlDType::Q6K => BlockFormat::Q6K,
        _ => return None,
    };
    blocks_are_fast().then_some(format)
}

/// A matrix `[out, in]` in ggml's blocks as they lie in the file, on the CPU; a mapped file is used where it lies.
///
/// The input is rounded to 8 bits, each run of 32 by its own largest magnitude. One row gives the same bits
/// alone and in a batch.
#[derive(Clone, Debug)]
pub struct BlockLinear {
    format: BlockFormat,
    out: usize,
    input: usize,
    row_bytes: usize,
    bytes: Held,
}

/// Output channels that a thread computes at a time: large enough to cost more than the hand-over, small enough
/// that no thread waits long for the last one.
const TILE: usize = 64;

impl BlockLinear {
    /// From the blocks of `out` rows of `input` weights.
    ///
    /// # Errors
    /// The length does not fit the shape, or rows are no whole blocks.
    pub fn new(
        format: BlockFormat,
        bytes: impl Into<Held>,
        out: usize,
        input: usize,
    ) -> Result<Self, ShapeError> {
        let bytes = bytes.into();
        let row_bytes = format.row_bytes(input).unwrap_or(0);
        if bytes.is_empty() || bytes.len() != out * row_bytes {
            return Err(ShapeError {
                what: "bytes of a matrix of blocks",
                expected: out * row_bytes,
                found: bytes.len(),
            });
        }
        Ok(BlockLinear {
            format,
            out,
            input,
            row_bytes,
            bytes,
        })
    }

    /// `x [rows, in]` of 32-bit floats to `[rows, out]`.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }

    /// Rows `ids` of the matrix as 32-bit floats, one after the other.
    pub fn look_up(&self, ids: &[u32]) -> candle_core::Result<Tensor> {
        let mut values = vec![0.0; ids.len() * self.input];
        for (&id, values) in ids.iter().zip(values.chunks_exact_mut(self.input)) {
            let start = id as usize * self.row_bytes;
            let Some(blocks) = self.bytes.get(start..start + self.row_bytes) else {
                candle_core::bail!("row {id} of a table of {}", self.out);
            };
            self.format
                .dequantize(blocks, values)
                .map_err(candle_core::Error::wrap)?;
        }
        Tensor::from_vec(values, (ids.len(), self.input), &candle_core::Device::Cpu)
    }

    /// Bytes of the weights.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    fn multiply(&self, x: &[f32], rows: usize) -> Result<Vec<f32>, ShapeError> {
        let mut rounded = BlockRows::zeros(rows, self.input)?;
        let pairs: Vec<_> = rounded.rows_mut().zip(x.chunks_exact(self.input)).collect();
        pairs.into_par_iter().for_each(|(mut row, x)| row.fill(x));
        let mut by_channel = vec![0.0; rows * self.out];
        by_channel
            .par_chunks_mut(TILE * rows)
            .zip(self.bytes.par_chunks(TILE * self.row_bytes))
            .try_for_each(|(out, weights)| multiply_blocks(self.format, weights, &rounded, out))?;
        if rows == 1 {
            return Ok(by_channel);
        }
        let mut by_row = vec![0.0; rows * self.out];
        by_row.par_chunks_mut(self.out).enumerate().for_each(|(n, row)| {
            for (value, channel) in row.iter_mut().zip(by_channel.chunks_exact(rows)) {
                *value = channel[n];
            }
        });
        Ok(by_row)
    }
}

impl CustomOp1 for BlockLinear {
    fn name(&self) -> &'static str {
        "block-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        let Some((start, end)) = layout.contiguous_offsets() else {
            candle_core::bail!("a block product needs contiguous input");
        };
        if input != self.input || rows == 0 {
            candle_core::bail!(
                "{rows} rows of {input} values for a matrix of {} columns",
                self.input
            );
        }
        let x = &storage.as_slice::<f32>()?[start..end];
        let out = self.multiply(x, rows).map_err(candle_core::Error::wrap)?;
        Ok((CpuStorage::F32(out), Shape::from((rows, self.out))))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

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
    fn blocks_multiply_like_their_weights_and_rows_are_looked_up() {
        use candle_core::quantized::QTensor;
        for dtype in [GgmlDType::Q4_0, GgmlDType::Q8_0, GgmlDType::Q6K] {
            let Some(format) = own_format(dtype) else {
                eprintln!("SKIPPED: this CPU has no vector code for {dtype:?}");
                continue;
            };
            let w = Tensor::randn(0f32, 1.0, (150, 512), &Device::Cpu).unwrap();
            let blocks = QTensor::quantize(&w, dtype).unwrap();
            let exact = blocks.dequantize(&Device::Cpu).unwrap();
            let own = BlockLinear::new(format, blocks.data().unwrap().into_owned(), 150, 512).unwrap();
            let ids = [149u32, 0, 77];
            let rows = own.look_up(&ids).unwrap().to_vec2::<f32>().unwrap();
            for (row, id) in rows.iter().zip(ids) {
                assert_eq!(row, &exact.get(id as usize).unwrap().to_vec1::<f32>().unwrap());
            }
            assert!(own.look_up(&[150]).is_err());
            let x = Tensor::randn(0f32, 1.0, (7, 512), &Device::Cpu).unwrap();
            let found = own.forward(&x).unwrap().to_vec2::<f32>().unwrap();
            let expected = x.matmul(&exact.t().unwrap()).unwrap().to_vec2::<f32>().unwrap();
            for (n, (found, expected)) in found.iter().zip(&expected).enumerate() {
                // Rounding 512 activations to 1/127 of their group's largest, about 2.5 σ: 0.0057 each.
                for (found, expected) in found.iter().zip(expected) {
                    assert!(
                        (found - expected).abs() < 5.0 * 0.0057 * 512f32.sqrt(),
                        "{dtype:?}"
                    );
                }
                let alone = own.forward(&x.narrow(0, n, 1).unwrap()).unwrap();
                assert_eq!(alone.to_vec2::<f32>().unwrap()[0], *found, "{dtype:?}, row {n}");
            }
        }
    }

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
        assert_eq!(rows.byte_len(), 150 * 64 * 4);
    }

    #[test]
    fn wrong_shapes_are_errors() {
        assert!(BlockLinear::new(BlockFormat::Q4_0, vec![0; 143], 1, 256).is_err());
        assert!(BlockLinear::new(BlockFormat::Q6K, vec![0; 210], 1, 255).is_err());
        let blocks = BlockLinear::new(BlockFormat::Q4_0, vec![0; 144], 1, 256).unwrap();
        let narrow = Tensor::zeros((1, 255), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(blocks.forward(&narrow).is_err());
        assert!(Int8Linear::new(&[1, 2], &[1.0], 1, 3).is_err());
        let matrix = Int8Linear::new(&[1, 2], &[1.0], 1, 2).unwrap();
        let x = Tensor::zeros((1, 3), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(matrix.forward(&x).is_err());
        let half = Tensor::zeros((1, 2), candle_core::DType::F16, &Device::Cpu).unwrap();
        assert!(matrix.forward(&half).is_err());
    }
}
