//! The block formats of ggml: how many weights lie in how many bytes, and what they are worth.
//!
//! A format is a run of weights as small integers `q` with scales, `w = scale q + minimum`, the minimum absent in half
//! of them; in the IQ4 formats `q` is a place in a table of values. The K formats pack 256 weights whose sub-blocks of 16 or 32 have small integer scales of their own, under
//! one or two scales of 16 bits. Laid out as ggml writes them (ggml-common.h and ggml-quants.c of llama.cpp define
//! them); `scalar::dequantize` spells out each.

use crate::ggml::STEP;
use crate::scalar;
use crate::shape::{ShapeError, expect};

/// A block format of ggml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockFormat {
    /// 32 weights of 4 bits: an f16 scale `d`, sixteen bytes; `w = d (q - 8)`. Low nibbles come first.
    Q4_0,
    /// 32 weights of 4 bits: f16 `d` and `m`, sixteen bytes; `w = d q + m`.
    Q4_1,
    /// 32 weights of 5 bits: f16 `d`, 32 high bits, sixteen bytes of low nibbles; `w = d (q - 16)`.
    Q5_0,
    /// 32 weights of 5 bits: f16 `d` and `m`, 32 high bits, sixteen bytes of low nibbles; `w = d q + m`.
    Q5_1,
    /// 32 weights of 8 bits: an f16 scale, 32 bytes; `w = d q`.
    Q8_0,
    /// 256 weights of 2 bits: 16 bytes of scale (low) and minimum (high) for 16 weights each, 64 bytes, f16 `d` and `e`;
    /// `w = d s q - e m`.
    Q2K,
    /// 256 weights of 3 bits: 32 bytes of high bits, 64 of low pairs, 16 scales of 6 bits, f16 `d`;
    /// `w = d (s - 32) (q - 4)`.
    Q3K,
    /// 256 weights of 4 bits: f16 `d` and `e`, 8 scales and 8 minima of 6 bits for 32 weights each, 128 bytes;
    /// `w = d s q - e m`.
    Q4K,
    /// 256 weights of 5 bits: f16 `d` and `e`, scales and minima as in Q4_K, 32 bytes of high bits, 128 of low nibbles;
    /// `w = d s q - e m`.
    Q5K,
    /// 256 weights of 6 bits: 128 bytes of low nibbles, 64 of two high bits, 16 scales of 8 bits, an f16
    /// scale of those; `w = d s (q - 32)`.
    Q6K,
    /// 32 weights of 4 bits: an f16 scale `d`, sixteen bytes; `w = d t[q]` with the sixteen values `t` of `LEVELS`.
    Iq4Nl,
    /// 256 weights of 4 bits: an f16 `d`, 8 scales of 6 bits for 32 weights each (two bytes of their high pairs, then four of
    /// low nibbles), 128 bytes; `w = d (s - 32) t[q]`.
    Iq4Xs,
}

/// What the four bits of IQ4_NL and IQ4_XS stand for: values that lie closer together near zero, as weights do.
pub const LEVELS: [i8; 16] = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
];

impl BlockFormat {
    /// Every format.
    pub const ALL: [BlockFormat; 12] = [
        BlockFormat::Q4_0,
        BlockFormat::Q4_1,
        BlockFormat::Q5_0,
        BlockFormat::Q5_1,
        BlockFormat::Q8_0,
        BlockFormat::Q2K,
        BlockFormat::Q3K,
        BlockFormat::Q4K,
        BlockFormat::Q5K,
        BlockFormat::Q6K,
        BlockFormat::Iq4Nl,
        BlockFormat::Iq4Xs,
    ];

    /// Its name in ggml.
    pub fn name(self) -> &'static str {
        match self {
            BlockFormat::Q4_0 => "Q4_0",
            BlockFormat::Q4_1 => "Q4_1",
            BlockFormat::Q5_0 => "Q5_0",
            BlockFormat::Q5_1 => "Q5_1",
            BlockFormat::Q8_0 => "Q8_0",
            BlockFormat::Q2K => "Q2_K",
            BlockFormat::Q3K => "Q3_K",
            BlockFormat::Q4K => "Q4_K",
            BlockFormat::Q5K => "Q5_K",
            BlockFormat::Q6K => "Q6_K",
            BlockFormat::Iq4Nl => "IQ4_NL",
            BlockFormat::Iq4Xs => "IQ4_XS",
        }
    }

    /// Weights in a block.
    pub fn values(self) -> usize {
        match self {
            BlockFormat::Q4_0
            | BlockFormat::Q4_1
            | BlockFormat::Q5_0
            | BlockFormat::Q5_1
            | BlockFormat::Q8_0
            | BlockFormat::Iq4Nl => 32,
            BlockFormat::Q2K
            | BlockFormat::Q3K
            | BlockFormat::Q4K
            | BlockFormat::Q5K
            | BlockFormat::Q6K
            | BlockFormat::Iq4Xs => 256,
        }
    }

    /// Bytes of a block.
    pub fn bytes(self) -> usize {
        match self {
            BlockFormat::Q4_0 => 18,
            BlockFormat::Q4_1 => 20,
            BlockFormat::Q5_0 => 22,
            BlockFormat::Q5_1 => 24,
            BlockFormat::Q8_0 => 34,
            BlockFormat::Q2K => 84,
            BlockFormat::Q3K => 110,
            BlockFormat::Q4K => 144,
            BlockFormat::Q5K => 176,
            BlockFormat::Q6K => 210,
            BlockFormat::Iq4Nl => 18,
            BlockFormat::Iq4Xs => 136,
        }
    }

    /// Where the scales of 16 bits lie in a block, the largest one first.
    pub fn half_scales(self) -> &'static [usize] {
        match self {
            BlockFormat::Q4_0
            | BlockFormat::Q5_0
            | BlockFormat::Q8_0
            | BlockFormat::Iq4Nl
            | BlockFormat::Iq4Xs => &[0],
            BlockFormat::Q4_1 | BlockFormat::Q5_1 | BlockFormat::Q4K | BlockFormat::Q5K => &[0, 2],
            BlockFormat::Q2K => &[80, 82],
            BlockFormat::Q3K => &[108],
            BlockFormat::Q6K => &[208],
        }
    }

    /// Bytes of a row of `cols` weights; `None` where the products cannot take such a row: it must be whole
    /// blocks and whole runs of 64.
    pub fn row_bytes(self, cols: usize) -> Option<usize> {
        let whole = cols.is_multiple_of(self.values()) && cols.is_multiple_of(STEP);
        whole.then(|| cols / self.values() * self.bytes())
    }

    /// Writes the weights of whole blocks as 32-bit floats.
    ///
    /// # Errors
    /// The lengths do not fit.
    pub fn dequantize(self, blocks: &[u8], out: &mut [f32]) -> Result<(), ShapeError> {
        let count = out.len() / self.values();
        expect("weights of whole blocks", count * self.values(), out.len())?;
        expect("bytes of blocks", count * self.bytes(), blocks.len())?;
        let blocks = blocks.chunks_exact(self.bytes());
        for (block, out) in blocks.zip(out.chunks_exact_mut(self.values())) {
            scalar::dequantize(self, block, out);
        }
        Ok(())
    }
}
