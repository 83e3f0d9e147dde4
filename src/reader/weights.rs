//! Tensors in the encodings of their files, and how a model takes them from there.

use std::collections::HashMap;

use parlance_kernels::{BlockFormat, HalfFormat, ShapeError};

use super::error::{ReaderError, Result};
use super::matrix::{Matrix, expect};
use crate::mmap::Held;

/// The numbers of a tensor, row by row, as a file holds them.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 16-bit floats, little-endian.
    Half(HalfFormat, Held),
    /// Bytes with a factor for each row: the number is `value * scale`.
    Int8 {
        /// The bytes.
        values: Vec<i8>,
        /// One factor per row.
        scales: Vec<f32>,
    },
    /// ggml's blocks.
    Blocks(BlockFormat, Held),
}

/// A tensor of a file.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Its sizes, the slowest first.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub numbers: Numbers,
}

/// Where the tensors of a model come from. Names and shapes are those of Hugging Face's files without their `model.` in
/// front: `encoder.layers.0.self_attn.q_proj.weight`, matrices `[outputs, inputs]`.
pub trait TensorSource {
    /// The file as the user named it, for messages.
    fn file(&self) -> String;

    /// The tensor of this name, `None` when there is none. What it says of its size has been checked against the file.
    ///
    /// # Errors
    /// The file cannot be read or is damaged.
    fn tensor(&mut self, name: &str) -> Result<Option<Tensor>>;
}

/// In which numbers the matrices of a file are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// As in the file.
    #[default]
    AsFile,
    /// Floats become bytes with a factor for each row: a quarter to half of the memory, several times the speed. Blocks and
    /// bytes stay what they are.
    Int8,
}

/// A tensor source with what loading asks of it.
pub(crate) struct Loader<'a> {
    source: &'a mut dyn TensorSource,
    precision: Precision,
    /// Bytes of the matrices so far, by encoding.
    bytes: HashMap<&'static str, usize>,
}

impl<'a> Loader<'a> {
    pub fn new(source: &'a mut dyn TensorSource, precision: Precision) -> Self {
        Loader {
            source,
            precision,
            bytes: HashMap::new(),
        }
    }

    /// The encodings of the matrices so far with their bytes, most first.
    pub fn encodings(&self) -> Vec<(&'static str, usize)> {
        let mut encodings: Vec<_> = self.bytes.iter().map(|(&name, &bytes)| (name, bytes)).collect();
        encodings.sort_by_key(|&(name, bytes)| (std::cmp::Reverse(bytes), name));
        encodings
    }

    fn wrong(&self, expected: String, found: impl Into<String>) -> ReaderError {
        ReaderError::wrong(self.source.file(), expected, found)
    }

    fn find(&mut self, name: &str, shape: &[usize]) -> Result<Option<Tensor>> {
        let Some(tensor) = self.source.tensor(name)? else {
            return Ok(None);
        };
        if tensor.shape != shape {
            return Err(self.wrong(format!("{name} {shape:?}"), format!("{:?}", tensor.shape)));
        }
        Ok(Some(tensor))
    }

    fn need(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let found = self.find(name, shape)?;
        found.ok_or_else(|| self.wrong(format!("a tensor {name}"), "none"))
    }

    /// A small tensor as floats, where the file has it.
    pub fn maybe_floats(&mut self, name: &str, shape: &[usize]) -> Result<Option<Vec<f32>>> {
        let Some(tensor) = self.find(name, shape)? else {
            return Ok(None);
        };
        let floats = floats(tensor.numbers, shape)
            .map_err(|error| self.wrong(format!("{name} {shape:?}"), error.to_string()))?;
        if floats.iter().all(|x| x.is_finite()) {
            Ok(Some(floats))
        } else {
            Err(self.wrong(format!("finite numbers in {name}"), "others"))
        }
    }

    /// A small tensor as floats.
    pub fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let found = self.maybe_floats(name, shape)?;
        found.ok_or_else(|| self.wrong(format!("a tensor {name}"), "none"))
    }

    /// A matrix in the encoding of its file, or in bytes when that is wished.
    pub fn matrix(&mut self, name: &str, rows: usize, cols: usize) -> Result<Matrix> {
        let tensor = self.need(name, &[rows, cols])?;
        self.keep(name, tensor.numbers, rows, cols)
    }

    /// Numbers as a matrix, in the encoding in which they are or in bytes.
    pub fn keep(&mut self, name: &str, numbers: Numbers, rows: usize, cols: usize) -> Result<Matrix> {
        let is_float = matches!(numbers, Numbers::F32(_) | Numbers::Half(..));
        // Without vector code for blocks, bytes are quicker by far.
        let is_slow = matches!(numbers, Numbers::Blocks(..)) && !parlance_kernels::blocks_are_fast();
        let made = if is_slow || self.precision == Precision::Int8 && is_float {
            floats(numbers, &[rows, cols]).and_then(|floats| Matrix::quantize(&floats, rows, cols))
        } else {
            Matrix::new(numbers, rows, cols)
        };
        let matrix =
            made.map_err(|error| self.wrong(format!("{name} [{rows}, {cols}]"), error.to_string()))?;
        *self.bytes.entry(matrix.encoding()).or_default() += matrix.bytes();
        Ok(matrix)
    }
}

/// 32-bit floats as a file holds them, little-endian.
pub(super) fn f32s(bytes: &[u8]) -> Vec<f32> {
    let (floats, _) = bytes.as_chunks::<4>();
    floats.iter().map(|&four| f32::from_le_bytes(four)).collect()
}

/// The numbers as floats.
pub(super) fn floats(numbers: Numbers, shape: &[usize]) -> std::result::Result<Vec<f32>, ShapeError> {
    let count = shape.iter().product();
    let cols = shape.last().copied().unwrap_or(1).max(1);
    match numbers {
        Numbers::F32(floats) => {
            expect("numbers of a tensor", count, floats.len())?;
            Ok(floats)
        }
        Numbers::Half(format, bytes) => {
            expect("bytes of a tensor", 2 * count, bytes.len())?;
            let mut floats = vec![0.0; count];
            format.widen(&bytes, &mut floats)?;
            Ok(floats)
        }
        Numbers::Int8 { values, scales } => {
            expect("numbers of a tensor", count, values.len())?;
            expect("factors of a tensor", count / cols, scales.len())?;
            let rows = values.chunks_exact(cols).zip(&scales);
            Ok(rows
                .flat_map(|(row, &scale)| row.iter().map(move |&q| f32::from(q) * scale))
                .collect())
        }
        Numbers::Blocks(format, bytes) => {
            let needed = format.row_bytes(count).unwrap_or(usize::MAX);
            expect("bytes of a tensor", needed, bytes.len())?;
            let mut floats = vec![0.0; count];
            format.dequantize(&bytes, &mut floats)?;
            Ok(floats)
        }
    }
}
