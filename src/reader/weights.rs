//! Matrices of a model in the encodings of their files, and where they come from.

use std::collections::HashMap;
use std::ops::Range;

use parlance_kernels::{BlockFormat, BlockRows, Epilogue, FloatMatrix, HalfFormat, Int8Matrix, Int8Rows, ShapeError, Then};

use super::error::{ReaderError, Result};
use super::parallel::Threads;
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
pub(super) struct Loader<'a> {
    source: &'a mut dyn TensorSource,
    precision: Precision,
    /// Bytes of the matrices so far, by encoding.
    bytes: HashMap<&'static str, usize>,
}

impl<'a> Loader<'a> {
    pub fn new(source: &'a mut dyn TensorSource, precision: Precision) -> Self {
        Loader { source, precision, bytes: HashMap::new() }
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
        let matrix = made.map_err(|error| self.wrong(format!("{name} [{rows}, {cols}]"), error.to_string()))?;
        *self.bytes.entry(matrix.encoding()).or_default() += matrix.bytes();
        Ok(matrix)
    }
}

/// The numbers as floats.
fn floats(numbers: Numbers, shape: &[usize]) -> std::result::Result<Vec<f32>, ShapeError> {
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
            Ok(rows.flat_map(|(row, &scale)| row.iter().map(move |&q| f32::from(q) * scale)).collect())
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

fn expect(what: &'static str, expected: usize, found: usize) -> std::result::Result<(), ShapeError> {
    if expected == found {
        Ok(())
    } else {
        Err(ShapeError { what, expected, found })
    }
}

/// A matrix `[rows, cols]` (rows are outputs) in the encoding of its file.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    rows: usize,
    cols: usize,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Float(&'static str, FloatMatrix),
    Int8(Int8Matrix),
    Blocks(BlockFormat, Held),
}

impl Matrix {
    /// A matrix of a file's numbers.
    pub fn new(numbers: Numbers, rows: usize, cols: usize) -> std::result::Result<Self, ShapeError> {
        let kind = match numbers {
            Numbers::F32(floats) => Kind::Float("F32", FloatMatrix::new(&floats, rows, cols)?),
            Numbers::Half(format, bytes) => {
                let name = match format {
                    HalfFormat::F16 => "F16",
                    HalfFormat::Bf16 => "BF16",
                };
                Kind::Float(name, FloatMatrix::from_halves(format, &bytes, rows, cols)?)
            }
            Numbers::Int8 { values, scales } => Kind::Int8(Int8Matrix::new(&values, &scales, rows, cols)?),
            Numbers::Blocks(format, bytes) => {
                let row = format.row_bytes(cols).ok_or(ShapeError {
                    what: "columns of a matrix in blocks, a multiple of",
                    expected: format.values().max(64),
                    found: cols,
                })?;
                expect("bytes of a matrix", rows.saturating_mul(row), bytes.len())?;
                Kind::Blocks(format, bytes)
            }
        };
        Ok(Matrix { rows, cols, kind })
    }

    /// Floats as bytes with a factor for each row.
    pub fn quantize(floats: &[f32], rows: usize, cols: usize) -> std::result::Result<Self, ShapeError> {
        let kind = Kind::Int8(Int8Matrix::quantize(floats, rows, cols)?);
        Ok(Matrix { rows, cols, kind })
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What its numbers are called.
    fn encoding(&self) -> &'static str {
        match &self.kind {
            Kind::Float(name, _) => name,
            Kind::Int8(_) => "INT8",
            Kind::Blocks(format, _) => format.name(),
        }
    }

    /// Bytes of its numbers.
    fn bytes(&self) -> usize {
        let count = self.rows * self.cols;
        match &self.kind {
            Kind::Float("F32", _) => 4 * count,
            Kind::Float(..) => 2 * count,
            Kind::Int8(_) => count + 4 * self.rows,
            Kind::Blocks(_, bytes) => bytes.len(),
        }
    }

    /// One row as floats.
    pub fn row(&self, row: usize, out: &mut [f32]) -> Result<()> {
        match &self.kind {
            Kind::Float(_, matrix) => matrix.dequantize_row(row, out)?,
            Kind::Int8(matrix) => matrix.dequantize_row(row, out)?,
            Kind::Blocks(format, bytes) => {
                let width = format.row_bytes(self.cols).unwrap_or(0);
                format.dequantize(&bytes.part(row * width..(row + 1) * width), out)?;
            }
        }
        Ok(())
    }

    /// `out[n, o] = x[n, :] · w[o, :]` with what the epilogue adds, out `[rows of x, self.rows()]`.
    pub fn multiply(&self, x: &mut Activations, epilogue: Epilogue<'_>, out: &mut [f32]) -> Result<()> {
        self.prepare(x)?;
        Ok(self.channels(0..self.rows, x, epilogue, out)?)
    }

    /// The same without an epilogue, the outputs shared by threads: for few rows and many outputs.
    pub fn multiply_shared(&self, threads: Threads, x: &mut Activations, out: &mut [f32]) -> Result<()> {
        let each = threads.channels(self.rows);
        if each >= self.rows {
            return self.multiply(x, Epilogue::default(), out);
        }
        self.prepare(x)?;
        let (x, count) = (&*x, out.len() / self.rows.max(1));
        let starts = (0..self.rows).step_by(each);
        let mut parts: Vec<(Range<usize>, Vec<f32>)> = starts
            .map(|start| start..(start + each).min(self.rows))
            .map(|channels| (channels.clone(), vec![0.0; count * channels.len()]))
            .collect();
        threads.run(parts.iter_mut(), |(): &mut (), (channels, part)| {
            Ok(self.channels(channels.clone(), x, Epilogue::default(), part)?)
        })?;
        for (channels, part) in parts {
            let rows = part.chunks_exact(channels.len());
            for (out, part) in out.chunks_exact_mut(self.rows).zip(rows) {
                out[channels.clone()].copy_from_slice(part);
            }
        }
        Ok(())
    }

    /// Brings activations into the form that the matrix multiplies.
    fn prepare(&self, x: &mut Activations) -> Result<()> {
        match &self.kind {
            Kind::Float(..) => Ok(()),
            Kind::Int8(_) => x.prepare_int8(),
            Kind::Blocks(..) => x.prepare_blocks(),
        }
    }

    /// Some of the outputs, the first of them a multiple of 16, for activations in the right form.
    fn channels(
        &self,
        channels: Range<usize>,
        x: &Activations,
        epilogue: Epilogue<'_>,
        out: &mut [f32],
    ) -> std::result::Result<(), ShapeError> {
        match &self.kind {
            Kind::Float(_, weights) => weights.multiply_channels(channels, &x.floats, epilogue, out),
            Kind::Int8(weights) => weights.multiply_channels(channels, &x.int8, epilogue, out),
            Kind::Blocks(format, weights) => {
                let width = format.row_bytes(self.cols).unwrap_or(0);
                let weights = weights.part(channels.start * width..channels.end * width);
                multiply_blocks(*format, &weights, channels.len(), &x.blocks, epilogue, out)
            }
        }
    }
}

/// A product with blocks, whose output comes `[channels, rows of x]`, turned and finished.
fn multiply_blocks(
    format: BlockFormat,
    weights: &[u8],
    channels: usize,
    x: &BlockRows,
    epilogue: Epilogue<'_>,
    out: &mut [f32],
) -> std::result::Result<(), ShapeError> {
    let count = x.rows();
    expect("output of a product", count * channels, out.len())?;
    let mut products = vec![0.0; out.len()];
    parlance_kernels::multiply_blocks(format, weights, x, &mut products)?;
    let mut row = vec![0.0; channels];
    for (n, out) in out.chunks_exact_mut(channels.max(1)).enumerate() {
        for (y, products) in row.iter_mut().zip(products.chunks_exact(count)) {
            *y = products[n];
        }
        if let Some(bias) = epilogue.bias {
            parlance_kernels::add(&mut row, bias);
        }
        match epilogue.then {
            Then::Store => out.copy_from_slice(&row),
            Then::Gelu => {
                parlance_kernels::gelu(&mut row);
                out.copy_from_slice(&row);
            }
            Then::Add => parlance_kernels::add(out, &row),
        }
    }
    Ok(())
}

/// Rows of activations, rounded as soon as a matrix asks for it: once, however many matrices they meet.
#[derive(Debug, Default)]
pub(super) struct Activations {
    cols: usize,
    floats: Vec<f32>,
    int8: Int8Rows,
    has_int8: bool,
    blocks: BlockRows,
    has_blocks: bool,
}

impl Activations {
    /// The buffer for `rows` new rows of `cols` numbers. What is in it is to be written over.
    pub fn begin(&mut self, rows: usize, cols: usize) -> &mut [f32] {
        self.cols = cols;
        (self.has_int8, self.has_blocks) = (false, false);
        self.floats.resize(rows * cols, 0.0);
        &mut self.floats
    }

    fn prepare_int8(&mut self) -> Result<()> {
        if !self.has_int8 {
            self.int8.quantize(&self.floats, self.cols)?;
            self.has_int8 = true;
        }
        Ok(())
    }

    fn prepare_blocks(&mut self) -> Result<()> {
        if !self.has_blocks {
            self.blocks = BlockRows::quantize(&self.floats, self.cols)?;
            self.has_blocks = true;
        }
        Ok(())
    }
}
