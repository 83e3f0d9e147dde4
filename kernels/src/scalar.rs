//! The oracle: the 8-bit and block products written so that they are obviously right.

use crate::ggml::{BlockFormat, BlockRows};
use crate::layout::Block;

/// `out[r] = sum over i of weights[r][i] * x[i]` for the rows that `weights` holds.
pub(crate) fn products(weights: &[Block], x: &[Block], out: &mut [i32]) {
    for (row, out) in weights.chunks_exact(x.len()).zip(out) {
        *out = row.iter().zip(x).map(|(w, x)| block(w, x)).sum();
    }
}

fn block(w: &Block, x: &Block) -> i32 {
    w.0.iter()
        .zip(&x.0)
        .map(|(&w, &x)| i32::from(w) * i32::from(x))
        .sum()
}

/// The value of a 16-bit float.
pub(crate) fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (
        u32::from(bits >> 15),
        u32::from(bits >> 10 & 31),
        u32::from(bits & 1023),
    );
    let magnitude = match exponent {
        // Denormal: the fraction counts steps of 2^-24.
        0 => return f32::from_bits(sign << 31 | (fraction as f32 / 16_777_216.0).to_bits()),
        31 => 0x7f80_0000 | fraction << 13,
        _ => (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(sign << 31 | magnitude)
}

fn half_at(block: &[u8], at: usize) -> f32 {
    half(u16::from_le_bytes([block[at], block[at + 1]]))
}

/// The weights of one block.
pub(crate) fn dequantize(format: BlockFormat, block: &[u8], out: &mut [f32]) {
    match format {
        BlockFormat::Q4_0 => {
            let d = half_at(block, 0);
            for (j, byte) in block[2..].iter().enumerate() {
                out[j] = d * (f32::from(byte & 15) - 8.0);
                out[j + 16] = d * (f32::from(byte >> 4) - 8.0);
            }
        }
        BlockFormat::Q8_0 => {
            let d = half_at(block, 0);
            for (out, &byte) in out.iter_mut().zip(&block[2..]) {
                *out = d * f32::from(byte as i8);
            }
        }
        BlockFormat::Q6K => {
            let (d, scales) = (half_at(block, 208), &block[192..208]);
            for (i, out) in out.iter_mut().enumerate() {
                // Each half of 128 weights has four runs of 32: low, low, high, high nibbles; the run says
                // which two bits of the high part belong to it.
                let (part, run, j) = (i / 128, i % 128 / 32, i % 32);
                let low = block[part * 64 + run % 2 * 32 + j] >> (run / 2 * 4) & 15;
                let high = block[128 + part * 32 + j] >> (2 * run) & 3;
                let q = f32::from(low | high << 4) - 32.0;
                *out = d * f32::from(scales[i / 16] as i8) * q;
            }
        }
    }
}

/// The oracle of the block products: weights as floats times rounded activations, added up in 64 bits.
pub(crate) fn multiply_blocks(
    format: BlockFormat,
    weights: &[u8],
    row_bytes: usize,
    x: &BlockRows,
    out: &mut [f32],
) {
    let mut row = vec![0.0; row_bytes / format.bytes() * format.values()];
    let xs: Vec<Vec<f32>> = (0..x.rows()).map(|n| x.dequantize_row(n)).collect();
    for (blocks, out) in weights
        .chunks_exact(row_bytes)
        .zip(out.chunks_exact_mut(xs.len().max(1)))
    {
        for (block, row) in blocks
            .chunks_exact(format.bytes())
            .zip(row.chunks_exact_mut(format.values()))
        {
            dequantize(format, block, row);
        }
        for (out, x) in out.iter_mut().zip(&xs) {
            let terms = row.iter().zip(x).map(|(&w, &x)| f64::from(w) * f64::from(x));
            *out = terms.sum::<f64>() as f32;
        }
    }
}
