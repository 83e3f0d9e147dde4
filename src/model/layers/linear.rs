//! Matrices without bias: `y = W x` for every row, whatever `W` is stored as.

use std::sync::Arc;

use candle_core::quantized::QTensor;
use candle_core::{DType, Tensor};

use crate::model::quant::{FloatRows, Int8Linear, StoredLinear};

/// A matrix `[out, in]` that rows are multiplied with.
#[derive(Clone, Debug)]
pub enum Linear {
    /// 32-bit floats.
    Float(Tensor),
    /// 32-bit floats on the CPU, row by row: for a matrix that meets one row at a time.
    Rows(Arc<FloatRows>),
    /// 16-bit floats on an accelerator; the input is rounded to the same type.
    Half(Tensor),
    /// ggml blocks by the tensor library's products: on accelerators, and on a CPU that we have no vector code for; there the
    /// input is rounded to 8 bits per block of 32 or 256.
    Blocks(Arc<QTensor>),
    /// Blocks or 16-bit floats where they lie in the file, on the CPU; for blocks the input is rounded to 8 bits.
    InPlace(Arc<StoredLinear>),
    /// Signed bytes with a scale per row: the built-in model.
    Int8(Arc<Int8Linear>),
}

impl Linear {
    /// `x [rows, in]` to `[rows, out]`.
    ///
    /// # Errors
    /// Shapes that do not fit, or a failure of the device.
    pub fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        match self {
            Linear::Float(weight) => x.matmul(&weight.t()?),
            Linear::Rows(matrix) => matrix.forward(x),
            Linear::Half(weight) => x
                .to_dtype(weight.dtype())?
                .matmul(&weight.t()?)?
                .to_dtype(DType::F32),
            Linear::Blocks(blocks) => x.apply_op1_no_bwd(blocks.as_ref()),
            Linear::InPlace(matrix) => matrix.forward(x),
            Linear::Int8(matrix) => matrix.forward(x),
        }
    }
}

/// A matrix `[rows, columns]` that is also looked up by row: the token table, tied to the output.
#[derive(Clone, Debug)]
pub enum Table {
    /// 32-bit floats.
    Float(Tensor),
    /// 16-bit floats on an accelerator.
    Half(Tensor),
    /// ggml blocks.
    Blocks(Arc<QTensor>),
    /// Blocks or 16-bit floats where they lie in the file, on the CPU.
    InPlace(Arc<StoredLinear>),
}

impl Table {
    /// Rows `ids` as 32-bit floats, `[ids, columns]`.
    ///
    /// # Errors
    /// An id beyond the table.
    pub fn rows(&self, ids: &[u32]) -> candle_core::Result<Tensor> {
        match self {
            Table::Float(table) | Table::Half(table) => {
                let ids = Tensor::new(ids, table.device())?;
                table.index_select(&ids, 0)?.to_dtype(DType::F32)
            }
            Table::Blocks(blocks) => {
                let ids = Tensor::new(ids, &blocks.device())?;
                blocks.embedding(&ids)?.to_dtype(DType::F32)
            }
            Table::InPlace(blocks) => blocks.look_up(ids),
        }
    }

    /// The same matrix as a product, sharing its memory.
    pub fn as_linear(&self) -> Linear {
        self.clone().into_linear()
    }

    /// The same matrix as a product.
    pub fn into_linear(self) -> Linear {
        match self {
            Table::Float(table) => Linear::Float(table),
            Table::Half(table) => Linear::Half(table),
            Table::Blocks(blocks) => Linear::Blocks(blocks),
            Table::InPlace(blocks) => Linear::InPlace(blocks),
        }
    }
}
