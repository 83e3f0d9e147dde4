//! How 8-bit numbers lie in memory: blocks of one cache line, rows padded with zeros.

/// Bytes in a [`Block`].
pub(crate) const BLOCK: usize = 64;

/// Sixty-four 8-bit numbers on a 64-byte boundary.
///
/// One block is one AVX-512 register, two of AVX2, four of NEON. Padding each row to whole blocks
/// costs under 64 bytes a row and spares every path the handling of tails and of unaligned loads
/// across two cache lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub(crate) struct Block(pub [i8; BLOCK]);

const _: () = assert!(size_of::<Block>() == BLOCK && align_of::<Block>() == BLOCK);

impl Block {
    /// All zeros.
    pub const ZERO: Block = Block([0; BLOCK]);
}

/// Blocks that hold a row of `cols` numbers.
pub(crate) fn blocks(cols: usize) -> usize {
    cols.div_ceil(BLOCK)
}

/// Copies a row-major matrix of `cols` columns into blocks, each row beginning a new one.
pub(crate) fn pack(values: &[i8], cols: usize) -> Vec<Block> {
    let mut packed = Vec::with_capacity(values.len().checked_div(cols).unwrap_or(0) * blocks(cols));
    if cols == 0 {
        return packed;
    }
    for row in values.chunks_exact(cols) {
        for part in row.chunks(BLOCK) {
            let mut block = Block::ZERO;
            block.0[..part.len()].copy_from_slice(part);
            packed.push(block);
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_begin_new_blocks_and_end_in_zeros() {
        let values: Vec<i8> = (0..3 * 70).map(|i| (i % 100) as i8 + 1).collect();
        let packed = pack(&values, 70);
        assert_eq!(packed.len(), 6);
        assert_eq!(packed[2].0[0], values[70]);
        assert_eq!(packed[3].0[5], values[139]);
        assert!(packed[3].0[6..].iter().all(|&v| v == 0));
        assert!(pack(&[], 0).is_empty());
    }
}
