//! Sixteen floats and sums of 8-bit products with AVX-512, and with its VNNI.
//!
//! SAFETY of every block below: see `isa`. The features are there, loads and stores are within arrays of the
//! right length and ask for no alignment.

use std::arch::x86_64::*;

use super::{long, prefetch, widen, word};
use crate::isa::{DotProduct, InstructionSet, LANES, Lanes, Tile, Vector};
use crate::tile;

/// AVX-512 F, BW and VL.
pub(crate) struct Avx512;
/// AVX-512 with the 8-bit dot product.
pub(crate) struct Avx512Vnni;

/// One register of sixteen.
#[derive(Clone, Copy)]
pub(crate) struct One(__m512);

/// One instruction.
macro_rules! one {
    ($instruction:ident($($x:expr),*)) => {
        // SAFETY: see the head of the file.
        One(unsafe { $instruction($($x),*) })
    };
}

impl Vector for One {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        one!(_mm512_set1_ps(x))
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Self {
        one!(_mm512_loadu_ps(x.as_ptr()))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: see the head of the file.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn from_integers(x: [i32; LANES]) -> Self {
        // SAFETY: see the head of the file.
        One(unsafe { _mm512_cvtepi32_ps(_mm512_loadu_si512(x.as_ptr().cast())) })
    }
    #[inline(always)]
    fn plus(self, y: Self) -> Self {
        one!(_mm512_add_ps(self.0, y.0))
    }
    #[inline(always)]
    fn minus(self, y: Self) -> Self {
        one!(_mm512_sub_ps(self.0, y.0))
    }
    #[inline(always)]
    fn times(self, y: Self) -> Self {
        one!(_mm512_mul_ps(self.0, y.0))
    }
    #[inline(always)]
    fn over(self, y: Self) -> Self {
        one!(_mm512_div_ps(self.0, y.0))
    }
    #[inline(always)]
    fn fused(self, y: Self, z: Self) -> Self {
        one!(_mm512_fmadd_ps(self.0, y.0, z.0))
    }
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        one!(_mm512_min_ps(limit.0, self.0))
    }
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        one!(_mm512_max_ps(limit.0, self.0))
    }
    #[inline(always)]
    fn magnitude(self) -> Self {
        one!(_mm512_abs_ps(self.0))
    }
    #[inline(always)]
    fn power_of_two(self) -> Self {
        // SAFETY: see the head of the file.
        One(unsafe {
            let moved = _mm512_slli_epi32::<23>(_mm512_castps_si512(self.0));
            _mm512_castsi512_ps(_mm512_add_epi32(moved, _mm512_set1_epi32(0x3f80_0000)))
        })
    }
    #[inline(always)]
    fn zero_where_less(self, x: Self, limit: Self) -> Self {
        // SAFETY: see the head of the file.
        One(unsafe {
            let keep = !_mm512_cmp_ps_mask::<_CMP_LT_OQ>(x.0, limit.0);
            _mm512_maskz_mov_ps(keep, self.0)
        })
    }
}

/// As with AVX2, in wider registers.
impl DotProduct for Avx512 {
    const CHANNELS: usize = 16;
    const ROWS: usize = 4;
    const STRIPS: usize = 1;
    type Weights = [__m512i; 2];
    type Activation = i16;
    type Sums = [__m512i; 2];

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], buffer: &'a mut Vec<i16>) -> &'a [i16] {
        widen(x, buffer)
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { [_mm512_setzero_si512(); 2] }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], _first: usize) -> Self::Weights {
        // SAFETY: see the head of the file.
        unsafe {
            [
                _mm512_cvtepu8_epi16(_mm256_loadu_si256(block.as_ptr().cast())),
                _mm512_cvtepu8_epi16(_mm256_loadu_si256(block.as_ptr().add(32).cast())),
            ]
        }
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i16; 4]) -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe {
            let x = _mm512_set1_epi64(long(x));
            [
                _mm512_add_epi32(sums[0], _mm512_madd_epi16(weights[0], x)),
                _mm512_add_epi32(sums[1], _mm512_madd_epi16(weights[1], x)),
            ]
        }
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..16];
        // SAFETY: see the head of the file.
        unsafe {
            // The even and the odd parts of all sixteen channels.
            let even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
            let odd = _mm512_add_epi32(even, _mm512_set1_epi32(1));
            let sums = _mm512_add_epi32(
                _mm512_permutex2var_epi32(sums[0], even, sums[1]),
                _mm512_permutex2var_epi32(sums[0], odd, sums[1]),
            );
            _mm512_storeu_si512(to.as_mut_ptr().cast(), sums);
        }
    }
    #[inline(always)]
    fn ahead(line: *const u8) {
        prefetch(line);
    }
}

impl DotProduct for Avx512Vnni {
    const CHANNELS: usize = 16;
    const ROWS: usize = 6;
    const STRIPS: usize = 4;
    type Weights = __m512i;
    type Activation = i8;
    type Sums = __m512i;

    #[inline(always)]
    fn prepare<'a>(x: &'a [i8], _buffer: &'a mut Vec<i16>) -> &'a [i8] {
        x
    }
    #[inline(always)]
    fn zero() -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { _mm512_setzero_si512() }
    }
    #[inline(always)]
    fn weights(block: &[u8; 64], _first: usize) -> Self::Weights {
        // SAFETY: see the head of the file.
        unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
    }
    #[inline(always)]
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[i8; 4]) -> Self::Sums {
        // SAFETY: see the head of the file.
        unsafe { _mm512_dpbusd_epi32(sums, weights, _mm512_set1_epi32(word(x))) }
    }
    #[inline(always)]
    fn store(sums: Self::Sums, to: &mut [i32]) {
        let to: &mut [i32] = &mut to[..16];
        // SAFETY: see the head of the file.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), sums) }
    }
    #[inline(always)]
    fn ahead(line: *const u8) {
        prefetch(line);
    }
}

impl InstructionSet for Avx512 {
    type Floats = One;
    type Dot = Avx512;
    const ROWS: usize = 6;
    const STRIPS: usize = 4;

    #[inline(always)]
    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl")]
        fn compiled(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
            tile::body::<Avx512>(x, w, sums)
        }
        // SAFETY: see the head of the file.
        unsafe { compiled(x, w, sums) }
    }
}

impl InstructionSet for Avx512Vnni {
    type Floats = One;
    type Dot = Avx512Vnni;
    const ROWS: usize = 6;
    const STRIPS: usize = 4;

    #[inline(always)]
    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize) {
        Avx512::tile(x, w, sums)
    }
}
