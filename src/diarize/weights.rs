//! Tensors of `speakers.safetensors`, checked when they are read. `training/speakers.py` writes it.

use std::path::Path;

use parlance_kernels::{FloatMatrix, HalfFormat, Int8Matrix};
use safetensors::{Dtype, SafeTensors};

/// Largest file that is read: ours has 1.6 MB.
const MOST_BYTES: u64 = 64 << 20;

/// Why the voice encoder cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[error(
    "{file}: {problem}. Telling speakers apart needs this file as it was installed: install parlance again."
)]
pub struct WeightsError {
    file: String,
    problem: String,
}

/// A file of tensors in memory.
pub struct Weights {
    file: String,
    bytes: Vec<u8>,
}

impl Weights {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read or is no safetensors file.
    pub fn open(path: &Path) -> Result<Self, WeightsError> {
        let file = path.file_name().unwrap_or(path.as_os_str());
        let mut weights = Weights {
            file: file.to_string_lossy().into_owned(),
            bytes: Vec::new(),
        };
        let size =
            std::fs::metadata(path).map_err(|error| weights.wrong(format!("cannot be read ({error})")))?;
        if size.len() > MOST_BYTES {
            return Err(weights.wrong(format!("has {} bytes, more than a voice encoder has", size.len())));
        }
        weights.bytes =
            std::fs::read(path).map_err(|error| weights.wrong(format!("cannot be read ({error})")))?;
        SafeTensors::deserialize(&weights.bytes)
            .map_err(|error| weights.wrong(format!("is damaged ({error})")))?;
        Ok(weights)
    }

    /// A vector or matrix of 32-bit floats.
    ///
    /// # Errors
    /// It is not there, of another shape or type, or has a number that is not finite.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let bytes = self.tensor(name, Dtype::F32, shape)?;
        let values: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect();
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(self.wrong(format!("{name} holds a number that is not finite")))
        }
    }

    /// A matrix of 16-bit floats.
    ///
    /// # Errors
    /// As [`floats`](Self::floats).
    pub fn halves(&self, name: &str, rows: usize, cols: usize) -> Result<FloatMatrix, WeightsError> {
        let bytes = self.tensor(name, Dtype::F16, &[rows, cols])?;
        FloatMatrix::from_halves(HalfFormat::F16, bytes, rows, cols)
            .map_err(|error| self.wrong(format!("{name}: {error}")))
    }

    /// A matrix in 8 bits, with the scales of its rows under `name.scale`.
    ///
    /// # Errors
    /// As [`floats`](Self::floats).
    pub fn int8(&self, name: &str, rows: usize, cols: usize) -> Result<Int8Matrix, WeightsError> {
        let bytes = self.tensor(name, Dtype::I8, &[rows, cols])?;
        let values: Vec<i8> = bytes.iter().map(|&byte| byte as i8).collect();
        let scales = self.floats(&format!("{name}.scale"), &[rows])?;
        Int8Matrix::new(&values, &scales, rows, cols).map_err(|error| self.wrong(format!("{name}: {error}")))
    }

    fn tensor(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&[u8], WeightsError> {
        let tensors = SafeTensors::deserialize(&self.bytes)
            .map_err(|error| self.wrong(format!("is damaged ({error})")))?;
        let view = tensors
            .tensor(name)
            .map_err(|_| self.wrong(format!("has no {name}")))?;
        if view.dtype() != dtype || view.shape() != shape {
            let (found, found_shape) = (view.dtype(), view.shape());
            return Err(self.wrong(format!(
                "{name}: expected {dtype:?} {shape:?}, found {found:?} {found_shape:?}"
            )));
        }
        Ok(view.data())
    }

    fn wrong(&self, problem: String) -> WeightsError {
        WeightsError {
            file: self.file.clone(),
            problem,
        }
    }
}
