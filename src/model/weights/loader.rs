//! From views to tensors on the device, in the precision asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{DType, Device, Tensor};
use parlance_kernels::BlockFormat;

use super::{Encoding, Source, TensorView};
use crate::mmap::Held;
use crate::model::error::{ModelError, Result};
use crate::model::layers::{Linear, Table};
use crate::model::quant::{FloatRows, Int8Linear, StoredFormat, StoredLinear, own_blocks, own_format};

/// In which type matrices are kept in memory. Norms, biases and the sound and image projections are
/// small and always 32-bit floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As they are stored.
    Stored,
    /// Float matrices become blocks of this type while loading; stored blocks stay.
    Quantized(GgmlDType),
    /// 32-bit floats, whatever they are stored as: nothing is rounded in a product, at four bytes a weight. For telling
    /// what rounding does, and for comparing with other programs.
    Exact,
}

/// Told how many bytes of how many have been loaded.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + 'a);

/// Values in a super-block of the K formats.
const SUPER_BLOCK: usize = 256;

/// Loads tensors from a [`Source`], checking names, shapes and types.
pub struct Loader<'a> {
    source: &'a dyn Source,
    device: &'a Device,
    precision: Precision,
    row_by_row: bool,
    progress: Option<Progress<'a>>,
    done: AtomicU64,
    total: u64,
}

impl<'a> Loader<'a> {
    /// A loader that puts the tensors of `source` on `device`.
    pub fn new(
        source: &'a dyn Source,
        device: &'a Device,
        precision: Precision,
        progress: Option<Progress<'a>>,
    ) -> Self {
        let total = if progress.is_some() {
            source.all().iter().map(|(_, view)| view.bytes.len() as u64).sum()
        } else {
            0
        };
        Loader {
            source,
            device,
            precision,
            row_by_row: false,
            progress,
            done: AtomicU64::new(0),
            total,
        }
    }

    /// For a model that takes one row at a time: matrices stored as floats are multiplied so, unrounded
    /// ([`FloatRows`]), and not as the tensor library does for many rows.
    pub fn row_by_row(mut self) -> Self {
        self.row_by_row = self.device.is_cpu();
        self
    }

    /// The device tensors are put on.
    pub fn device(&self) -> &Device {
        self.device
    }

    /// How `name` is stored.
    pub fn encoding(&self, name: &str) -> Option<Encoding> {
        self.source.view(name).map(|view| view.encoding)
    }

    /// A refusal of the file.
    pub fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> ModelError {
        ModelError::wrong(self.source.path(), expected, found)
    }

    fn view(&self, name: &str, shape: &[usize]) -> Result<TensorView<'_>> {
        let view = self
            .source
            .view(name)
            .ok_or_else(|| self.wrong(format!("tensor {name} {shape:?}"), "none"))?;
        // GGUF drops leading dimensions of 1 and stores a scalar as [1].
        let significant = |shape: &[usize]| shape.iter().copied().skip_while(|&n| n == 1).collect::<Vec<_>>();
        if significant(&view.shape) != significant(shape) {
            return Err(self.wrong(format!("tensor {name} {shape:?}"), format!("{:?}", view.shape)));
        }
        let elements: usize = shape.iter().product();
        let expected = view
            .encoding
            .byte_len(elements, shape.last().copied().unwrap_or(1));
        if expected != Some(view.bytes.len()) {
            return Err(self.wrong(
                format!("{expected:?} bytes of {name} {}", view.encoding.name()),
                format!("{} bytes", view.bytes.len()),
            ));
        }
        let done = self.done.fetch_add(view.bytes.len() as u64, Ordering::Relaxed) + view.bytes.len() as u64;
        if let Some(progress) = self.progress {
            progress(done.min(self.total), self.total);
        }
        Ok(view)
    }

    /// `name` as 32-bit floats.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is missing or has another shape or an integer type.
    pub fn float(&self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let view = self.view(name, shape)?;
        self.to_float(name, &view, shape, self.device)
    }

    fn to_float(&self, name: &str, view: &TensorView, shape: &[usize], device: &Device) -> Result<Tensor> {
        match view.encoding {
            Encoding::Ggml(stored) => match float_type(stored) {
                Some(float) => {
                    let tensor = Tensor::from_raw_buffer(view.bytes, float, shape, device)?;
                    Ok(tensor.to_dtype(DType::F32)?)
                }
                None => Ok(q_tensor(view.bytes, stored, shape, &Device::Cpu)?.dequantize(device)?),
            },
            Encoding::Own(format) => {
                let mut values = vec![0.0; shape.iter().product()];
                format
                    .dequantize(view.bytes, &mut values)
                    .map_err(|error| self.wrong(format!("whole blocks of {name}"), error.to_string()))?;
                Ok(Tensor::from_vec(values, shape, device)?)
            }
            Encoding::Int8 | Encoding::Int64 => {
                Err(self.wrong(format!("tensor {name} of floats"), view.encoding.name()))
            }
        }
    }

    /// The matrix `name` of shape `[out, in]`, in the loader's precision.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is missing or has another shape.
    pub fn linear(&self, name: &str, out: usize, input: usize) -> Result<Linear> {
        if self.encoding(name) == Some(Encoding::Int8) {
            let view = self.view(name, &[out, input])?;
            let weights: Vec<i8> = view.bytes.iter().map(|&byte| i8::from_ne_bytes([byte])).collect();
            let scales = self.float(&format!("{name}_scale"), &[out])?.to_vec1::<f32>()?;
            let matrix = Int8Linear::new(&weights, &scales, out, input)
                .map_err(|error| self.wrong(format!("an 8-bit matrix {name}"), error.to_string()))?;
            return Ok(Linear::Int8(Arc::new(matrix)));
        }
        if self.row_by_row {
            let weights = self.float(name, &[out, input])?;
            return Ok(Linear::Rows(Arc::new(FloatRows::new(&weights)?)));
        }
        Ok(self.table(name, out, input)?.into_linear())
    }

    /// The matrix `name` of shape `[rows, columns]` that is also looked up by row.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is missing or has another shape.
    pub fn table(&self, name: &str, rows: usize, columns: usize) -> Result<Table> {
        let shape = [rows, columns];
        let view = self.view(name, &shape)?;
        let (stored, wanted) = match (view.encoding, self.precision) {
            (Encoding::Own(format), Precision::Stored | Precision::Quantized(_)) => {
                return self.own_table(name, format, &view, rows, columns);
            }
            (Encoding::Ggml(_) | Encoding::Own(_), Precision::Exact) => {
                return Ok(Table::Float(self.to_float(name, &view, &shape, self.device)?));
            }
            (Encoding::Ggml(stored), Precision::Stored) => (stored, stored),
            (Encoding::Ggml(stored), Precision::Quantized(wanted)) if float_type(stored).is_some() => {
                (stored, wanted)
            }
            (Encoding::Ggml(stored), Precision::Quantized(_)) => (stored, stored),
            (Encoding::Int8 | Encoding::Int64, _) => {
                return Err(self.wrong(
                    format!("a matrix {name} of floats or blocks"),
                    view.encoding.name(),
                ));
            }
        };
        if wanted != stored && columns.is_multiple_of(wanted.block_size()) {
            let float = self.to_float(name, &view, &shape, &Device::Cpu)?;
            if let Some(format) = self.own_format(wanted, columns) {
                let blocks = QTensor::quantize(&float, wanted)?.data()?.into_owned();
                return self.in_place(name, format, blocks.into(), rows, columns);
            }
            let blocks = QTensor::quantize_onto(&float, wanted, self.device)?;
            return Ok(Table::Blocks(Arc::new(blocks)));
        }
        if let Some(format) = self.own_format(stored, columns) {
            return self.in_place(name, format, view.hold(), rows, columns);
        }
        match float_type(stored) {
            Some(DType::F32) => Ok(Table::Float(self.to_float(name, &view, &shape, self.device)?)),
            // Accelerators multiply half precision natively.
            Some(half) if !self.device.is_cpu() => {
                let table = Tensor::from_raw_buffer(view.bytes, half, &shape, self.device)?;
                Ok(Table::Half(table))
            }
            // The block products are made for rows of whole super-blocks. Narrower matrices exist in toy
            // models only, and are worth more exact than small.
            _ if self.device.is_cpu() && !columns.is_multiple_of(SUPER_BLOCK) => {
                Ok(Table::Float(self.to_float(name, &view, &shape, self.device)?))
            }
            _ => Ok(Table::Blocks(Arc::new(q_tensor(
                view.bytes,
                stored,
                &shape,
                self.device,
            )?))),
        }
    }

    /// A matrix in a format that the tensor library does not have. Where it has to do the products, they are made with
    /// eight bits, which keeps what four of them say.
    fn own_table(
        &self,
        name: &str,
        format: BlockFormat,
        view: &TensorView,
        rows: usize,
        columns: usize,
    ) -> Result<Table> {
        let whole = columns.is_multiple_of(SUPER_BLOCK);
        let own = own_blocks(format).filter(|_| whole && self.device.is_cpu());
        if let Some(format) = own {
            return self.in_place(name, format, view.hold(), rows, columns);
        }
        let float = self.to_float(name, view, &[rows, columns], &Device::Cpu)?;
        if self.device.is_cpu() && !whole {
            return Ok(Table::Float(float));
        }
        let blocks = QTensor::quantize_onto(&float, GgmlDType::Q8_0, self.device)?;
        Ok(Table::Blocks(Arc::new(blocks)))
    }

    /// Our format for a matrix of this type and so many columns, if it is we who multiply it.
    fn own_format(&self, dtype: GgmlDType, columns: usize) -> Option<StoredFormat> {
        let ours =
            self.device.is_cpu() && (float_type(dtype).is_some() || columns.is_multiple_of(SUPER_BLOCK));
        own_format(dtype).filter(|_| ours)
    }

    fn in_place(
        &self,
        name: &str,
        format: StoredFormat,
        bytes: Held,
        rows: usize,
        columns: usize,
    ) -> Result<Table> {
        let matrix = StoredLinear::new(format, bytes, rows, columns)
            .map_err(|error| self.wrong(format!("a whole matrix {name}"), error.to_string()))?;
        Ok(Table::InPlace(Arc::new(matrix)))
    }

    /// The bytes of `name` as they are stored.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is missing or has another shape.
    pub fn bytes(&self, name: &str, shape: &[usize]) -> Result<&[u8]> {
        Ok(self.view(name, shape)?.bytes)
    }

    /// 64-bit integers, as ids.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when they are missing, of another type, or below 0 or from `limit`.
    pub fn ids(&self, name: &str, length: usize, limit: usize) -> Result<Vec<u32>> {
        let view = self.view(name, &[length])?;
        if view.encoding != Encoding::Int64 {
            return Err(self.wrong(format!("tensor {name} of type I64"), view.encoding.name()));
        }
        let (words, _) = view.bytes.as_chunks::<8>();
        words
            .iter()
            .map(|&word| {
                let id = i64::from_le_bytes(word);
                usize::try_from(id)
                    .ok()
                    .filter(|&id| id < limit)
                    .map(|id| id as u32)
                    .ok_or_else(|| self.wrong(format!("ids of {name} below {limit}"), id.to_string()))
            })
            .collect()
    }
}

/// What the tensor library calls a type whose values are floats by themselves.
fn float_type(dtype: GgmlDType) -> Option<DType> {
    match dtype {
        GgmlDType::F32 => Some(DType::F32),
        GgmlDType::F16 => Some(DType::F16),
        GgmlDType::BF16 => Some(DType::BF16),
        _ => None,
    }
}

/// Blocks as they lie in the file; the tensor library wants them aligned like their scales.
fn q_tensor(bytes: &[u8], dtype: GgmlDType, shape: &[usize], device: &Device) -> Result<QTensor> {
    let aligned = bytes.as_ptr().align_offset(8) == 0;
    let storage = if aligned {
        QStorage::from_data(bytes.into(), device, dtype)?
    } else {
        let mut copy = vec![0u8; bytes.len() + 8];
        let start = copy.as_ptr().align_offset(8).min(8);
        copy[start..start + bytes.len()].copy_from_slice(bytes);
        QStorage::from_data((&copy[start..start + bytes.len()]).into(), device, dtype)?
    };
    Ok(QTensor::new(storage, shape.to_vec())?)
}
