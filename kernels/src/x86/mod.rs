//! The products for x86-64, one file per family of instructions.

/// Multiplies rows of weights in fours and rows of activations in fours, the rest one by one.
macro_rules! all_rows {
    ($product:ident, $weights:ident, $row_bytes:ident, $x:ident, $out:ident) => {{
        let count = $x.rows();
        let x = |n: usize| $x.row(n);
        let fours = $weights.chunks_exact(4 * $row_bytes);
        let rest = fours.remainder();
        let done = fours.len() * 4 * count;
        let (whole, last) = $out.split_at_mut(done);
        for (rows, out) in fours.zip(whole.chunks_exact_mut(4 * count)) {
            let (a, b) = rows.split_at(2 * $row_bytes);
            let (a, b) = (a.split_at($row_bytes), b.split_at($row_bytes));
            let rows = [a.0, a.1, b.0, b.1];
            let mut n = 0;
            while n + 4 <= count {
                let sums = $product(rows, [x(n), x(n + 1), x(n + 2), x(n + 3)]);
                for (w, sums) in sums.iter().enumerate() {
                    out[w * count + n..][..4].copy_from_slice(sums);
                }
                n += 4;
            }
            for n in n..count {
                let sums = $product(rows, [x(n)]);
                for (w, [sum]) in sums.into_iter().enumerate() {
                    out[w * count + n] = sum;
                }
            }
        }
        for (row, out) in rest.chunks_exact($row_bytes).zip(last.chunks_exact_mut(count)) {
            for (n, out) in out.iter_mut().enumerate() {
                [[*out]] = $product([row], [x(n)]);
            }
        }
    }};
}

/// Asks for the bytes that lie where `at` lies in the row that comes `rows` rows later. A row is a short run of memory,
/// and the processor does not guess by itself where the next one begins.
#[inline(always)]
fn ahead(row: &[u8], rows: usize, at: usize) {
    prefetch(row.as_ptr().wrapping_add(rows * row.len() + at));
}

/// Eight scales and eight minima of 6 bits, a byte each, from the twelve bytes of a block of Q4_K or Q5_K; the layout is
/// spelt out in `scalar::six_bits`.
#[inline(always)]
fn scales_and_minima(bytes: &[u8]) -> (u64, u64) {
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let (scales, minima, nibbles) = (word(0), word(4), word(8));
    let upper = |nibbles: u32, word: u32| nibbles & 0x0f0f_0f0f | word >> 2 & 0x3030_3030;
    let both = |low: u32, high: u32| u64::from(low & 0x3f3f_3f3f) | u64::from(high) << 32;
    (
        both(scales, upper(nibbles, scales)),
        both(minima, upper(nibbles >> 4, minima)),
    )
}

/// The four scales of run `s` of 64 weights of a block of Q3_K, 6 bits each, a byte each.
#[inline(always)]
fn three_bit_scales(bytes: &[u8], s: usize) -> u32 {
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let low = word(s % 2 * 4) >> (s / 2 * 4) & 0x0f0f_0f0f;
    low | (word(8) >> (2 * s) & 0x0303_0303) << 4
}

/// Eight scales of 6 bits of a block of IQ4_XS, a byte each, from its head: `d`, two bytes of high pairs, four of low nibbles.
#[inline(always)]
fn eight_scales(block: &[u8]) -> [u8; 8] {
    let high = u16::from_le_bytes([block[2], block[3]]);
    std::array::from_fn(|s| block[4 + s / 2] >> (s % 2 * 4) & 15 | ((high >> (2 * s) & 3) as u8) << 4)
}

/// Four bytes as one number, to be put into every lane.
#[inline(always)]
fn word(x: &[i8; 4]) -> i32 {
    i32::from_le_bytes(x.map(i8::cast_unsigned))
}

/// Four 16-bit numbers as one, to be put into every lane.
#[inline(always)]
fn long(x: &[i16; 4]) -> i64 {
    let [a, b, c, d] = x.map(i16::cast_unsigned);
    (u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48).cast_signed()
}

/// Widens activations to 16 bits.
#[inline(always)]
fn widen<'a>(x: &[i8], buffer: &'a mut Vec<i16>) -> &'a [i16] {
    buffer.clear();
    buffer.extend(x.iter().map(|&x| i16::from(x)));
    buffer
}

/// Asks for a cache line.
#[inline(always)]
fn prefetch(line: *const u8) {
    // SAFETY: a hint that reads nothing; an address behind the end does no harm.
    unsafe { std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.cast()) }
}

pub(crate) mod blocks256;
pub(crate) mod blocks512;
mod decode256;
mod decode512;
mod sets256;
mod sets512;
mod strips512;

pub(crate) use sets256::{Avx2, AvxVnni};
pub(crate) use sets512::{Avx512, Avx512Vnni};
