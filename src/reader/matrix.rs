//! Matrices in the encodings of their files, and rows of activations that meet them.

use std::ops::Range;

use parlance_kernels::{
    BlockFormat, BlockRows, Epilogue, FloatMatrix, HalfFormat, Int8Matrix, Int8Rows, ShapeError, Then,
};

use super::error::Result;
use super::parallel::Threads;
use super::weights::Numbers;
use crate::mmap::Held;

/// A matrix `[rows, cols]` (rows are outputs) in the encoding of its file.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
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
    ///
    /// # Errors
    /// [`ShapeError`]: the numbers are not `rows * cols`.
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
    ///
    /// # Errors
    /// [`ShapeError`]: the numbers are not `rows * cols`.
    pub fn quantize(floats: &[f32], rows: usize, cols: usize) -> std::result::Result<Self, ShapeError> {
        let kind = Kind::Int8(Int8Matrix::quantize(floats, rows, cols)?);
        Ok(Matrix { rows, cols, kind })
    }

    /// Outputs.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What its numbers are called.
    pub fn encoding(&self) -> &'static str {
        match &self.kind {
            Kind::Float(name, _) => name,
            Kind::Int8(_) => "INT8",
            Kind::Blocks(format, _) => format.name(),
        }
    }

    /// Bytes of its numbers.
    pub fn bytes(&self) -> usize {
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
pub(crate) struct Activations {
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

    /// [Begins](Self::begin) `rows` rows of what a convolution sees: each has `taps` rows of `x`, of `width` numbers, side by
    /// side, the first of them `stride` rows behind that of the row before.
    pub fn see(&mut self, rows: usize, x: &[f32], width: usize, taps: usize, stride: usize) {
        let seen = self.begin(rows, taps * width);
        for (t, seen) in seen.chunks_exact_mut(taps * width).enumerate() {
            seen.copy_from_slice(&x[t * stride * width..][..taps * width]);
        }
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

pub(super) fn expect(
    what: &'static str,
    expected: usize,
    found: usize,
) -> std::result::Result<(), ShapeError> {
    if expected == found {
        Ok(())
    } else {
        Err(ShapeError {
            what,
            expected,
            found,
        })
    }
}
