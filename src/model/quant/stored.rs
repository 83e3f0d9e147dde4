//! Matrices as a model file stores them: blocks and 16-bit floats, multiplied where they lie.

use candle_core::quantized::GgmlDType;
use candle_core::{CpuStorage, CustomOp1, Layout, Shape, Tensor};
use parlance_kernels::{
    BlockFormat, BlockRows, HalfFormat, ShapeError, blocks_are_fast, multiply_blocks, multiply_halves,
};
use rayon::prelude::*;

use super::{TILE, f32_slice};
use crate::mmap::Held;

/// A format whose products on the CPU are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredFormat {
    /// Blocks of small integers; the input is rounded to 8 bits, each run of 32 by its own largest magnitude.
    Blocks(BlockFormat),
    /// 16-bit floats; nothing is rounded.
    Halves(HalfFormat),
}

impl StoredFormat {
    /// Bytes of a row of `cols` weights; `None` where the products cannot take such a row.
    pub fn row_bytes(self, cols: usize) -> Option<usize> {
        match self {
            StoredFormat::Blocks(format) => format.row_bytes(cols),
            StoredFormat::Halves(_) => Some(2 * cols),
        }
    }

    /// Writes the weights as 32-bit floats.
    ///
    /// # Errors
    /// The lengths do not fit.
    pub fn dequantize(self, bytes: &[u8], out: &mut [f32]) -> Result<(), ShapeError> {
        match self {
            StoredFormat::Blocks(format) => format.dequantize(bytes, out),
            StoredFormat::Halves(format) => format.widen(bytes, out),
        }
    }
}

/// Our format for matrices of this type, if it is we who multiply them on this CPU: the tensor library's products are
/// compiled without vector instructions in a program that is to run on every x86-64, or keep a second copy of the weights.
pub fn own_format(dtype: GgmlDType) -> Option<StoredFormat> {
    let format = match dtype {
        GgmlDType::F16 => return Some(StoredFormat::Halves(HalfFormat::F16)),
        GgmlDType::BF16 => return Some(StoredFormat::Halves(HalfFormat::Bf16)),
        GgmlDType::Q4_0 => BlockFormat::Q4_0,
        GgmlDType::Q4_1 => BlockFormat::Q4_1,
        GgmlDType::Q5_0 => BlockFormat::Q5_0,
        GgmlDType::Q5_1 => BlockFormat::Q5_1,
        GgmlDType::Q8_0 => BlockFormat::Q8_0,
        GgmlDType::Q2K => BlockFormat::Q2K,
        GgmlDType::Q3K => BlockFormat::Q3K,
        GgmlDType::Q4K => BlockFormat::Q4K,
        GgmlDType::Q5K => BlockFormat::Q5K,
        GgmlDType::Q6K => BlockFormat::Q6K,
        GgmlDType::F32 | GgmlDType::Q8_1 | GgmlDType::Q8K => return None,
    };
    own_blocks(format)
}

/// Our format for matrices of a type that the tensor library does not have, where our products are fast.
pub fn own_blocks(format: BlockFormat) -> Option<StoredFormat> {
    blocks_are_fast().then_some(StoredFormat::Blocks(format))
}

/// A matrix `[out, in]` as it lies in the file, on the CPU; a mapped file is used where it lies.
///
/// One row gives the same bits alone and in a batch.
#[derive(Clone, Debug)]
pub struct StoredLinear {
    format: StoredFormat,
    out: usize,
    input: usize,
    row_bytes: usize,
    bytes: Held,
}

impl StoredLinear {
    /// From the bytes of `out` rows of `input` weights.
    ///
    /// # Errors
    /// The length does not fit the shape, or rows of blocks are no whole blocks.
    pub fn new(
        format: StoredFormat,
        bytes: impl Into<Held>,
        out: usize,
        input: usize,
    ) -> Result<Self, ShapeError> {
        let bytes = bytes.into();
        let row_bytes = format.row_bytes(input).unwrap_or(0);
        if bytes.is_empty() || bytes.len() != out * row_bytes {
            return Err(ShapeError {
                what: "bytes of a stored matrix",
                expected: out * row_bytes,
                found: bytes.len(),
            });
        }
        Ok(StoredLinear {
            format,
            out,
            input,
            row_bytes,
            bytes,
        })
    }

    /// `x [rows, in]` of 32-bit floats to `[rows, out]`.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.contiguous()?.apply_op1_no_bwd(self)
    }

    /// Rows `ids` of the matrix as 32-bit floats, one after the other.
    ///
    /// # Errors
    /// A row that the matrix does not have, or a failure of the device.
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

    /// `[rows, out]`.
    fn multiply(&self, x: &[f32], rows: usize) -> Result<Vec<f32>, ShapeError> {
        let by_channel = match self.format {
            StoredFormat::Blocks(format) => {
                let mut rounded = BlockRows::zeros(rows, self.input)?;
                let pairs: Vec<_> = rounded.rows_mut().zip(x.chunks_exact(self.input)).collect();
                pairs.into_par_iter().for_each(|(mut row, x)| row.fill(x));
                self.by_channel(rows, |weights, out| {
                    multiply_blocks(format, weights, &rounded, out)
                })
            }
            StoredFormat::Halves(format) => self.by_channel(rows, |weights, out| {
                multiply_halves(format, weights, x, self.input, out)
            }),
        }?;
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

    /// `[out, rows]`, from the `product` of a few channels at a time, which threads compute side by side.
    fn by_channel(
        &self,
        rows: usize,
        product: impl Fn(&[u8], &mut [f32]) -> Result<(), ShapeError> + Sync,
    ) -> Result<Vec<f32>, ShapeError> {
        let mut by_channel = vec![0.0; rows * self.out];
        by_channel
            .par_chunks_mut(TILE * rows)
            .zip(self.bytes.par_chunks(TILE * self.row_bytes))
            .try_for_each(|(out, weights)| product(weights, out))?;
        Ok(by_channel)
    }
}

impl CustomOp1 for StoredLinear {
    fn name(&self) -> &'static str {
        "stored-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> candle_core::Result<(CpuStorage, Shape)> {
        let (rows, input) = layout.shape().dims2()?;
        if input != self.input || rows == 0 {
            candle_core::bail!(
                "{rows} rows of {input} values for a matrix of {} columns",
                self.input
            );
        }
        let x = f32_slice(storage, layout)?;
        let out = self.multiply(x, rows).map_err(candle_core::Error::wrap)?;
        Ok((CpuStorage::F32(out), Shape::from((rows, self.out))))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    #[test]
    fn blocks_multiply_like_their_weights_and_rows_are_looked_up() {
        use candle_core::quantized::QTensor;
        for dtype in [
            GgmlDType::Q4_0,
            GgmlDType::Q4_1,
            GgmlDType::Q5_0,
            GgmlDType::Q5_1,
            GgmlDType::Q8_0,
            GgmlDType::Q2K,
            GgmlDType::Q3K,
            GgmlDType::Q4K,
            GgmlDType::Q5K,
            GgmlDType::Q6K,
            GgmlDType::F16,
            GgmlDType::BF16,
        ] {
            let Some(format) = own_format(dtype) else {
                eprintln!("SKIPPED: this CPU has no vector code for {dtype:?}");
                continue;
            };
            let w = Tensor::randn(0f32, 1.0, (150, 512), &Device::Cpu).unwrap();
            let blocks = QTensor::quantize(&w, dtype).unwrap();
            let exact = blocks.dequantize(&Device::Cpu).unwrap();
            let own = StoredLinear::new(format, blocks.data().unwrap().into_owned(), 150, 512).unwrap();
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
    fn wrong_shapes_are_errors() {
        let (q4_0, q6_k) = (BlockFormat::Q4_0, BlockFormat::Q6K);
        let matrix = |format, bytes, input| StoredLinear::new(format, vec![0; bytes], 1, input);
        assert!(matrix(StoredFormat::Blocks(q4_0), 143, 256).is_err());
        assert!(matrix(StoredFormat::Blocks(q6_k), 210, 255).is_err());
        assert!(matrix(StoredFormat::Halves(HalfFormat::F16), 511, 256).is_err());
        let blocks = matrix(StoredFormat::Blocks(q4_0), 144, 256).unwrap();
        let narrow = Tensor::zeros((1, 255), candle_core::DType::F32, &Device::Cpu).unwrap();
        assert!(blocks.forward(&narrow).is_err());
    }
}
