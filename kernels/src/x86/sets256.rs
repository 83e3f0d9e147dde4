//! Sixteen floats and sums of 8-bit products with AVX2, and with AVX-VNNI.
//!
//! SAFETY of every block below: see `isa`. The features are there, loads and stores are within arrays of the
//! right length and ask for no alignment.

use std::arch::x86_64::*;

use super::{long, prefetch, widen, word};
use crate::isa::{DotProduct, InstructionSet, LANES, Lanes, Tile, Vector};
use crate::tile;

/// AVX2 with FMA and F16C.
pub(crate) struct Avx2;
/// AVX2 with the 8-bit dot product.
pub(crate) struct AvxVnni;

/// Two registers of eight.
#[derive(Clone, Copy)]
pub(crate) struct Two(__m256, __m256);

/// The same instruction for both halves.
macro_rules! both {
    ($instruction:ident, $x:expr, $($y:expr),*) => {
        // SAFETY: see the head of the file.
        unsafe { Two($instruction($x.0, $($y.0),*), $instruction($x.1, $($y.1),*)) }
    };
}

impl Vector for Two {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: see the head of the file.
        let x = unsafe { _mm256_set1_ps(x) };
        Two(x, x)
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Self {
        // SAFETY: see the head of the file.
        unsafe { Two(_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x.as_ptr().add(8))) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: see the head of the file.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
        }
    }
    #[inline(always)]
    fn from_integers(x: [i32; LANES]) -> Self {
        // SAFETY: see the head of the file.
        unsafe {
            Two(
                _mm256_cvtepi32_ps(_mm256_loadu_si256(x.as_ptr().cast())),
                _mm256_cvtepi32_ps(_mm256_loadu_si256(x.as_ptr().add(8).cast())),
            )
        }
    }
    #[inline(always)]
    fn plus(self, y: Self) -> Self {
        both!(_mm256_add_ps, self, y)
    }
    #[inline(always)]
    fn minus(self, y: Self) -> Self {
        both!(_mm256_sub_ps, self, y)
    }
    #[inline(always)]
    fn times(self, y: Self) -> Self {
        both!(_mm256_mul_ps, self, y)
    }
    #[inline(always)]
    fn over(self, y: Self) -> Self {
        both!(_mm256_div_ps, self, y)
    }
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        both!(_mm256_fmadd_ps, self, y, z)
    }
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        // The second operand is what comes of a comparison with what is not a number.
        both!(_mm256_min_ps, limit, self)
    }
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        both!(_mm256_max_ps, limit, self)
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        let sign = Two::splat(-0.0);
        both!(_mm256_andnot_ps, sign, self)
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        // SAFETY: see the head of the file.
        unsafe {
            let one = _mm256_set1_epi32(0x3f80_0000);
            let low = _mm256_slli_epi32::<23>(_mm256_castps_si256(self.0));
            let high = _mm256_slli_epi32::<23>(_mm256_castps_si256(self.1));
            Two(
                _mm256_castsi256_ps(_mm256_add_epi32(low, one)),
                _mm256_castsi256_ps(_mm256_add_epi32(high, one)),
            )
        }
    }
    #[inline(always)]
    fn zero_where_less(self, x: Self, limit: Self) -> Self {
        // SAFETY: see the head of the file.
        let less = unsafe {
            Two(
                _mm256_cmp_ps::<_CMP_LT_OQ>(x.0, limit.0),
                _mm256_cmp_ps::<_CMP_LT_OQ>(x.1, limit.1),
            )
        };
        both!(_mm256_andnot_ps, less, self)
    }
}

/// Weights and activations are widened to 16 bits: `vpmaddwd` is exact for them, `vpmaddubsw` could saturate. A register of
/// sums holds two parts for each of four channels.
impl DotProduct for Avx2 {
    const CHANNELS: usize = 8;
    const ROWS: usize = 4;
    const STRIPS: usize = 1;
    type Weights = [__m256i; 2];
    type Activation = i16;
    type Sums = [__m256i; 2];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], buffer: &'a mut Vec<i16>) -> &'a [i16] {
        widen(x, buffer)
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { [_mm256_setzero_si256(); 2] }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], first: usize) -> Self::Weights {
        let block: &[u8] = &block[4 * first..][..32];
        // SAFETY: see the head of the file.
        unsafe {
            [
                _mm256_cvtepu8_epi16(_mm_loadu_si128(block.as_ptr().cast())),
                _mm256_cvtepu8_epi16(_mm_loadu_si128(block.as_ptr().add(16).cast())),
            ]
        }
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i16; 4]) -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe {
            let x = _mm256_set1_epi64x(long(x));
            [
                _mm256_add_epi32(sums[0], _mm256_madd_epi16(weights[0], x)),
                _mm256_add_epi32(sums[1], _mm256_madd_epi16(weights[1], x)),
            ]
        }
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..8];
        // SAFETY: see the head of the file.
        unsafe {
            // Neighbours are added; the quarters come out in the order 0, 2, 1, 3.
            let pairs = _mm256_hadd_epi32(sums[0], sums[1]);
            let sums = _mm256_permute4x64_epi64::<0b11_01_10_00>(pairs);
            _mm256_storeu_si256(to.as_mut_ptr().cast(), sums);
        }
    }
    #[inline(always)]
    fn ahead(line: *const u8) {
        prefetch(line);
    }
}

impl DotProduct for AvxVnni {
    const CHANNELS: usize = 16;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;
    type Weights = [__m256i; 2];
    type Activation = i8;
    type Sums = [__m256i; 2];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], _buffer: &'a mut Vec<i16>) -> &'a [i8] {
        x
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { [_mm256_setzero_si256(); 2] }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], _first: usize) -> Self::Weights {
        // SAFETY: see the head of the file.
        unsafe {
            [
                _mm256_loadu_si256(block.as_ptr().cast()),
                _mm256_loadu_si256(block.as_ptr().add(32).cast()),
            ]
        }
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i8; 4]) -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe {
            let x = _mm256_set1_epi32(word(x));
            [
                _mm256_dpbusd_avx_epi32(sums[0], weights[0], x),
                _mm256_dpbusd_avx_epi32(sums[1], weights[1], x),
            ]
        }
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..16];
        // SAFETY: see the head of the file.
        unsafe {
            _mm256_storeu_si256(to.as_mut_ptr().cast(), sums[0]);
            _mm256_storeu_si256(to.as_mut_ptr().add(8).cast(), sums[1]);
        }
    }
    #[inline(always)]
    fn ahead(line: *const u8) {
        prefetch(line);
    }
}

impl InstructionSet for Avx2 {
    type Floats = Two;
    type Dot = Avx2;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;

    #[inline(always)]
    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        #[target_feature(enable = "avx2,fma,f16c")]
        fn compiled(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
            tile::body::<Avx2>(x, w, sums)
        }
        // SAFETY: see the head of the file.
        unsafe { compiled(x, w, sums) }
    }
}

impl InstructionSet for AvxVnni {
    type Floats = Two;
    type Dot = AvxVnni;
    const ROWS: usize = 6;
    const STRIPS: usize = 1;

    #[inline(always)]
    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        Avx2::tile(x, w, sums)
    }
}
