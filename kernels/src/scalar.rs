//! The oracle of the block products, written so that it is obviously right.

use crate::format::{BlockFormat, LEVELS};
use crate::ggml::BlockRows;

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
            fill(out, |i| d * (nibble(&block[2..], i) - 8.0));
        }
        BlockFormat::Q4_1 => {
            let (d, m) = (half_at(block, 0), half_at(block, 2));
            fill(out, |i| d * nibble(&block[4..], i) + m);
        }
        BlockFormat::Q5_0 => {
            let d = half_at(block, 0);
            fill(out, |i| {
                d * (nibble(&block[6..], i) + 16.0 * bit(&block[2..], i) - 16.0)
            });
        }
        BlockFormat::Q5_1 => {
            let (d, m) = (half_at(block, 0), half_at(block, 2));
            fill(out, |i| {
                d * (nibble(&block[8..], i) + 16.0 * bit(&block[4..], i)) + m
            });
        }
        BlockFormat::Q8_0 => {
            let d = half_at(block, 0);
            fill(out, |i| d * f32::from(block[2 + i] as i8));
        }
        BlockFormat::Q2K => {
            let (d, e) = (half_at(block, 80), half_at(block, 82));
            fill(out, |i| {
                let both = block[i / 16];
                d * f32::from(both & 15) * f32::from(pair(&block[16..], i)) - e * f32::from(both >> 4)
            });
        }
        BlockFormat::Q3K => {
            let (d, scales) = (half_at(block, 108), &block[96..108]);
            fill(out, |i| {
                let (scale, run) = (i / 16, i / 32);
                // Sixteen low nibbles in eight bytes, then sixteen pairs of high bits in four.
                let low = scales[scale % 8] >> (scale / 8 * 4) & 15;
                let high = scales[8 + scale % 4] >> (scale / 4 * 2) & 3;
                let q = pair(&block[32..], i) | (block[i % 32] >> run & 1) << 2;
                d * (f32::from(low | high << 4) - 32.0) * (f32::from(q) - 4.0)
            });
        }
        BlockFormat::Q4K => {
            let (d, e, scales) = (half_at(block, 0), half_at(block, 2), &block[4..16]);
            fill(out, |i| {
                let (s, m) = six_bits(scales, i / 32);
                d * s * run_nibble(&block[16..], i) - e * m
            });
        }
        BlockFormat::Q5K => {
            let (d, e, scales) = (half_at(block, 0), half_at(block, 2), &block[4..16]);
            fill(out, |i| {
                let (s, m) = six_bits(scales, i / 32);
                let high = block[16 + i % 32] >> (i / 32) & 1;
                d * s * (run_nibble(&block[48..], i) + 16.0 * f32::from(high)) - e * m
            });
        }
        BlockFormat::Q6K => {
            let (d, scales) = (half_at(block, 208), &block[192..208]);
            fill(out, |i| {
                // Each half of 128 weights has four runs of 32: low, low, high, high nibbles; the run says
                // which two bits of the high part belong to it.
                let (part, run, j) = (i / 128, i % 128 / 32, i % 32);
                let low = block[part * 64 + run % 2 * 32 + j] >> (run / 2 * 4) & 15;
                let high = block[128 + part * 32 + j] >> (2 * run) & 3;
                let q = f32::from(low | high << 4) - 32.0;
                d * f32::from(scales[i / 16] as i8) * q
            });
        }
        BlockFormat::Iq4Nl => {
            let d = half_at(block, 0);
            fill(out, |i| d * level(&block[2..], i));
        }
        BlockFormat::Iq4Xs => {
            let (d, high) = (half_at(block, 0), u16::from_le_bytes([block[2], block[3]]));
            fill(out, |i| {
                let run = i / 32;
                let low = block[4 + run / 2] >> (run % 2 * 4) & 15;
                let scale = f32::from(u16::from(low) | (high >> (2 * run) & 3) << 4) - 32.0;
                d * scale * level(&block[8 + 16 * run..], i % 32)
            });
        }
    }
}

fn fill(out: &mut [f32], weight: impl Fn(usize) -> f32) {
    out.iter_mut().enumerate().for_each(|(i, out)| *out = weight(i));
}

/// Weight `i` of 32: sixteen low nibbles, then sixteen high ones.
fn nibble(bytes: &[u8], i: usize) -> f32 {
    f32::from(bytes[i % 16] >> (i / 16 * 4) & 15)
}

/// What the nibble of weight `i` of 32 stands for.
fn level(bytes: &[u8], i: usize) -> f32 {
    f32::from(LEVELS[usize::from(bytes[i % 16] >> (i / 16 * 4) & 15)])
}

/// Bit `i` of 32.
fn bit(bytes: &[u8], i: usize) -> f32 {
    f32::from(bytes[i / 8] >> (i % 8) & 1)
}

/// Weight `i` of 256: in each 32 bytes 32 low nibbles, then 32 high ones.
fn run_nibble(bytes: &[u8], i: usize) -> f32 {
    f32::from(bytes[i / 64 * 32 + i % 32] >> (i / 32 % 2 * 4) & 15)
}

/// Weight `i` of 256: in each 32 bytes four runs of 32, from the lowest pair of bits up.
fn pair(bytes: &[u8], i: usize) -> u8 {
    bytes[i / 128 * 32 + i % 32] >> (i / 32 % 4 * 2) & 3
}

/// Scale and minimum `j` of eight, 6 bits each in twelve bytes: the first four lie in the low bits of bytes 0 to 3 and 4
/// to 7; the others have their low nibbles in bytes 8 to 11 and their high pairs on top of the first four.
fn six_bits(bytes: &[u8], j: usize) -> (f32, f32) {
    let (scale, minimum) = if j < 4 {
        (bytes[j] & 63, bytes[j + 4] & 63)
    } else {
        let low = bytes[j + 4];
        (low & 15 | bytes[j - 4] >> 6 << 4, low >> 4 | bytes[j] >> 6 << 4)
    };
    (f32::from(scale), f32::from(minimum))
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
