//! Sixteen floats and sums of 8-bit products with AVX2, AVX-VNNI, AVX-512 and AVX-512 VNNI.
//!
//! SAFETY of every block below: see `isa`. The features are there, loads and stores are within arrays of the
//! right length and ask for no alignment.

use std::arch::x86_64::*;

use crate::isa::{DotProduct, InstructionSet, LANES, Lanes, Tile, Vector};
use crate::tile;

/// AVX2 with FMA and F16C.
pub(crate) struct Avx2;
/// AVX2 with the 8-bit dot product.
pub(crate) struct AvxVnni;
/// AVX-512 F, BW and VL.
pub(crate) struct Avx512;
/// AVX-512 with the 8-bit dot product.
pub(crate) struct Avx512Vnni;

/// Two registers of eight.
#[derive(Clone, Copy)]
pub(crate) struct Two(__m256, __m256);

/// One register of sixteen.
#[derive(Clone, Copy)]
pub(crate) struct One(__m512);

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

#[inline(always)]
fn prefetch(line: *const u8) {
    // SAFETY: a hint that reads nothing; an address behind the end does no harm.
    unsafe { _mm_prefetch::<{ _MM_HINT_T0 }>(line.cast()) }
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
