//! Products with ggml's block formats where they lie, as a model file has them: nothing is repacked, so a model
//! needs its own size of memory and a decoded token costs one pass over it.
//!
//! Activations are rounded to 8 bits with a scale per 32 values, in every format (ggml: per 32 for its blocks of 32
//! weights, per 256 for its super-blocks). The sum over a block is exact in integers; scaled sums are added as 32-bit
//! floats, in an order that depends on the path but not on how many rows of activations are multiplied at once: a row gives
//! the same bits alone and in a batch. Budget against f64 over the same rounded numbers: 2e-6 of the sum of the terms'
//! magnitudes, where a weight counts as much as the largest that shares its minimum.

use crate::dispatch::{Path, path};
use crate::format::BlockFormat;
use crate::int8::{inverse, largest, round_to};
use crate::scalar;
use crate::shape::{ShapeError, expect};

/// Activations that are multiplied in one go.
pub(crate) const STEP: usize = 64;

/// Activations that share a scale.
pub(crate) const GROUP: usize = 32;

/// Activations whose sum is kept: as many as share a minimum in the finest format.
pub(crate) const SUMMED: usize = 16;

/// Whether this machine has vector code for the block formats; without it a tensor library may do better.
pub fn blocks_are_fast() -> bool {
    matches!(
        path(),
        Path::Avx2 | Path::AvxVnni | Path::Avx512 | Path::Avx512Vnni
    )
}

/// Sixty-four activations on their cache line, raised by 128 to be unsigned, and the scale of each half in the
/// eight lanes that will hold its sums.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(crate) struct Step {
    pub q: [u8; STEP],
    pub scales: [f32; STEP / 4],
}

const _: () = assert!(size_of::<Step>() == 128 && align_of::<Step>() == 64);

impl Step {
    const ZERO: Step = Step {
        q: [128; STEP],
        scales: [0.0; STEP / 4],
    };
}

/// Sixteen activations of a run of 256, once more for products of many rows: as a `Step` has them, with their sum beside them.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, align(32))]
#[cfg_attr(
    not(target_arch = "x86_64"),
    allow(dead_code, reason = "only AVX-512 VNNI has such products")
)]
pub(crate) struct Activations {
    pub q: [[u8; 4]; 4],
    pub scale: f32,
    pub sum: f32,
}

/// Rows of activations from which on weights are decoded into strips, which want activations in another order.
pub(crate) const MANY: usize = 4;

/// Runs of 256 activations, the last of which may be shorter.
const RUN: usize = 256;

/// Activations `[rows, cols]` in 8 bits with a scale per 32 values.
#[derive(Clone, Debug, Default)]
pub struct BlockRows {
    rows: usize,
    cols: usize,
    steps: Vec<Step>,
    /// Of each sixteen rounded activations, scaled.
    sums: Vec<f32>,
    /// `[rows, 16, runs]`, or nothing where no product will look at it.
    sixteens: Vec<Activations>,
}

/// One row of [`BlockRows`], to be filled; rows can be filled side by side.
#[derive(Debug)]
pub struct BlockRow<'a> {
    steps: &'a mut [Step],
    sums: &'a mut [f32],
    sixteens: &'a mut [Activations],
}

/// One row of [`BlockRows`], to be multiplied.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub steps: &'a [Step],
    pub sums: &'a [f32],
}

impl BlockRows {
    /// Rows of zeros.
    ///
    /// # Errors
    /// `cols` is no multiple of 64.
    pub fn zeros(rows: usize, cols: usize) -> Result<Self, ShapeError> {
        expect(
            "columns of block activations, whole runs of 64",
            cols / STEP * STEP,
            cols,
        )?;
        let wanted = rows >= MANY && Path::Avx512Vnni.is_available();
        let sixteens = if wanted { rows * 16 * cols.div_ceil(RUN) } else { 0 };
        Ok(BlockRows {
            rows,
            cols,
            sixteens: vec![Activations::default(); sixteens],
            steps: vec![Step::ZERO; rows * cols / STEP],
            sums: vec![0.0; rows * cols / SUMMED],
        })
    }

    /// Quantises row-major `x` `[_, cols]`. A number that is not finite makes the products of its row not
    /// finite: the fault is seen and not hidden.
    ///
    /// # Errors
    /// `cols` is no multiple of 64, or `x` is not whole rows.
    pub fn quantize(x: &[f32], cols: usize) -> Result<Self, ShapeError> {
        let count = x.len().checked_div(cols).unwrap_or(0);
        expect("activations of a block product", count * cols, x.len())?;
        let mut rows = BlockRows::zeros(count, cols)?;
        for (mut row, x) in rows.rows_mut().zip(x.chunks_exact(cols.max(1))) {
            row.fill(x);
        }
        Ok(rows)
    }

    /// Rows held.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The rows, to be filled.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = BlockRow<'_>> {
        let per_row = (self.cols / STEP).max(1);
        let sums = self.sums.chunks_exact_mut((self.cols / SUMMED).max(1));
        let steps = self.steps.chunks_exact_mut(per_row);
        let mut rest = self.sixteens.as_mut_slice();
        let width = rest.len() / self.rows.max(1);
        steps.zip(sums).map(move |(steps, sums)| {
            let (sixteens, others) = std::mem::take(&mut rest).split_at_mut(width);
            rest = others;
            BlockRow {
                steps,
                sums,
                sixteens,
            }
        })
    }

    /// The activations of row `n` as strips want them, `[16, runs]`; empty where there are fewer than [`MANY`] rows.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn sixteens(&self, n: usize) -> &[Activations] {
        let width = self.sixteens.len() / self.rows.max(1);
        &self.sixteens[n * width..][..width]
    }

    pub(crate) fn per_row(&self) -> usize {
        self.cols / STEP
    }

    #[cfg(target_arch = "x86_64")]
    pub(crate) fn row(&self, n: usize) -> Row<'_> {
        let (steps, sums) = (self.per_row(), self.cols / SUMMED);
        Row {
            steps: &self.steps[n * steps..][..steps],
            sums: &self.sums[n * sums..][..sums],
        }
    }

    /// The rounded activations of a row as floats: what the products really multiply with.
    pub fn dequantize_row(&self, row: usize) -> Vec<f32> {
        let steps = &self.steps[row * self.per_row()..(row + 1) * self.per_row()];
        let values = steps.iter().flat_map(|step| {
            let value = |(i, &q): (usize, &u8)| (f32::from(q) - 128.0) * step.scales[i / 4];
            step.q.iter().enumerate().map(value).collect::<Vec<_>>()
        });
        values.collect()
    }
}

impl BlockRow<'_> {
    /// Rounds `x`, of as many values as the row has columns, into the row.
    pub fn fill(&mut self, x: &[f32]) {
        assert_eq!(
            x.len(),
            self.steps.len() * STEP,
            "a row of activations has another length"
        );
        let mut rounded = [0i8; GROUP];
        let sums = self.sums.chunks_exact_mut(STEP / SUMMED);
        for ((part, step), sums) in x.chunks_exact(STEP).zip(self.steps.iter_mut()).zip(sums) {
            let sums = sums.chunks_exact_mut(GROUP / SUMMED);
            for ((half, part), sums) in part.chunks_exact(GROUP).enumerate().zip(sums) {
                let scale = largest(part) / 127.0;
                round_to(part, inverse(scale), &mut rounded);
                let q = &mut step.q[half * GROUP..][..GROUP];
                for (q, rounded) in q.iter_mut().zip(rounded) {
                    *q = rounded as u8 ^ 0x80;
                }
                step.scales[half * 8..][..8].fill(scale);
                for (sum, part) in sums.iter_mut().zip(rounded.chunks_exact(SUMMED)) {
                    *sum = part.iter().map(|&q| i32::from(q)).sum::<i32>() as f32 * scale;
                }
            }
        }
        if !self.sixteens.is_empty() {
            self.fill_sixteens();
        }
    }

    /// Copies the row into the order of strips: sixteen `4 L + s` of run `i` is quarter `L` of step `s` of the run.
    fn fill_sixteens(&mut self) {
        let runs = self.steps.len().div_ceil(RUN / STEP);
        let sums = self.sums.chunks_exact(STEP / SUMMED);
        for (t, (step, sums)) in self.steps.iter().zip(sums).enumerate() {
            let (i, s) = (t / (RUN / STEP), t % (RUN / STEP));
            for (quarter, (q, &sum)) in step.q.chunks_exact(SUMMED).zip(sums).enumerate() {
                let place = &mut self.sixteens[(4 * quarter + s) * runs + i];
                place.q.as_flattened_mut().copy_from_slice(q);
                place.scale = step.scales[quarter / 2 * 8];
                place.sum = sum;
            }
        }
    }
}

/// `out[r, n] = w[r, :] · x[n, :]` for the rows whose blocks `weights` holds, on the machine's best path. The
/// output is `[rows of weights, x.rows()]`, so that neighbouring rows can be computed side by side.
///
/// # Errors
/// The sizes do not fit each other.
pub fn multiply_blocks(
    format: BlockFormat,
    weights: &[u8],
    x: &BlockRows,
    out: &mut [f32],
) -> Result<(), ShapeError> {
    multiply_blocks_on(path(), format, weights, x, out)
}

/// [`multiply_blocks`] on a path of the caller's choice. Panics when the CPU lacks it.
///
/// # Errors
/// As [`multiply_blocks`].
pub fn multiply_blocks_on(
    path: Path,
    format: BlockFormat,
    weights: &[u8],
    x: &BlockRows,
    out: &mut [f32],
) -> Result<(), ShapeError> {
    path.check();
    let Some(row_bytes) = format.row_bytes(x.cols).filter(|&bytes| bytes > 0) else {
        return expect(
            "columns of whole blocks",
            x.cols.next_multiple_of(256).max(256),
            x.cols,
        );
    };
    let rows = weights.len() / row_bytes;
    expect("bytes of whole rows of blocks", rows * row_bytes, weights.len())?;
    expect("output of a block product", rows * x.rows, out.len())?;
    match path {
        // SAFETY (this arm and the next): `path.check()` has found the CPU features that the function is
        // compiled for.
        #[cfg(target_arch = "x86_64")]
        Path::Avx512Vnni => unsafe { crate::x86::blocks512::multiply(format, weights, row_bytes, x, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Path::Avx2 | Path::AvxVnni | Path::Avx512 => unsafe {
            crate::x86::blocks256::multiply(format, weights, row_bytes, x, out)
        },
        _ => scalar::multiply_blocks(format, weights, row_bytes, x, out),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activations_are_rounded_by_their_group_and_come_back() {
        let x: Vec<f32> = (0..128)
            .map(|i| ((i * 37 % 64) as f32 - 32.0) * if i < 32 { 1.0 } else { 1e-3 })
            .collect();
        let rows = BlockRows::quantize(&x, 64).unwrap();
        assert_eq!(rows.rows(), 2);
        for (row, x) in x.chunks_exact(64).enumerate() {
            for (group, (found, x)) in rows.dequantize_row(row).chunks(32).zip(x.chunks(32)).enumerate() {
                let top = x.iter().fold(0.0f32, |top, v| top.max(v.abs()));
                for (found, x) in found.iter().zip(x) {
                    assert!(
                        (found - x).abs() <= top / 254.0 * 1.001,
                        "row {row}, group {group}"
                    );
                }
            }
        }
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        assert!(BlockRows::zeros(1, 32).is_err());
        assert!(BlockRows::quantize(&[0.0; 65], 64).is_err());
        let x = BlockRows::zeros(1, 64).unwrap();
        let mut out = [0.0; 2];
        assert!(multiply_blocks(BlockFormat::Q4_0, &[0; 72], &x, &mut out).is_ok());
        assert!(multiply_blocks(BlockFormat::Q4_0, &[0; 71], &x, &mut out).is_err());
        assert!(multiply_blocks(BlockFormat::Q4_0, &[0; 36], &x, &mut out).is_err());
        assert!(multiply_blocks(BlockFormat::Q6K, &[0; 210], &x, &mut out).is_err());
        assert!(BlockFormat::Q8_0.dequantize(&[0; 34], &mut [0.0; 31]).is_err());
        assert!(BlockFormat::Q8_0.dequantize(&[0; 33], &mut [0.0; 32]).is_err());
    }

    #[test]
    fn a_number_that_is_not_finite_is_seen() {
        let mut x = [1.0; 64];
        x[40] = f32::NAN;
        let rows = BlockRows::quantize(&x, 64).unwrap();
        let mut weights = [0x11u8; 36];
        // Scales of 1.0 in 16 bits.
        for block in weights.chunks_exact_mut(18) {
            block[..2].copy_from_slice(&0x3c00u16.to_le_bytes());
        }
        let mut out = [0.0];
        multiply_blocks(BlockFormat::Q4_0, &weights, &rows, &mut out).unwrap();
        assert!(out[0].is_nan());
    }
}
