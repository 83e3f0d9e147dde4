//! What one thread reaches with registers alone: loops of nothing but the instructions that a path multiplies with.

#![allow(
    unsafe_code,
    reason = "instructions of a path are called after the path was found"
)]

use std::hint::black_box;

use parlance_kernels::Path;

/// Turns of a loop; each has a multiply-add for every one of its registers.
const TURNS: usize = 100_000;

/// Multiply-adds of one call of [`int8`] and of [`float`] on a path; `None` where there are no loops for it.
pub fn multiply_adds(path: Path) -> Option<(f64, f64)> {
    let (int8, float) = match path {
        Path::Avx512Vnni => (16 * 64, 16 * 16),
        Path::AvxVnni => (12 * 32, 12 * 8),
        Path::Avx2 => (12 * 16, 12 * 8),
        _ => return None,
    };
    Some(((TURNS * int8) as f64, (TURNS * float) as f64))
}

#[cfg(target_arch = "x86_64")]
mod loops {
    use std::arch::x86_64::*;

    use super::{TURNS, black_box};

    /// A function that repeats `$step` with as many registers as independent sums.
    macro_rules! repeat {
        ($name:ident, $features:literal, $registers:literal, $zero:ident, $operand:expr, $step:expr) => {
            #[target_feature(enable = $features)]
            pub fn $name() {
                let mut sums = [$zero(); $registers];
                let (x, y) = (black_box($operand), black_box($operand));
                for _ in 0..TURNS {
                    for sum in &mut sums {
                        *sum = $step(*sum, x, y);
                    }
                }
                black_box(sums);
            }
        };
    }

    repeat!(
        vnni512,
        "avx512f,avx512vnni",
        16,
        _mm512_setzero_si512,
        _mm512_set1_epi8(1),
        _mm512_dpbusd_epi32
    );
    repeat!(
        vnni256,
        "avx2,avxvnni",
        12,
        _mm256_setzero_si256,
        _mm256_set1_epi8(1),
        _mm256_dpbusd_avx_epi32
    );
    // The sum itself is multiplied: a product of what does not change would be taken out of the loop.
    repeat!(
        pairs256,
        "avx2",
        12,
        _mm256_setzero_si256,
        _mm256_set1_epi16(1),
        |sum, _, y| { _mm256_add_epi32(sum, _mm256_madd_epi16(sum, y)) }
    );
    repeat!(
        float512,
        "avx512f",
        16,
        _mm512_setzero_ps,
        _mm512_set1_ps(0.1),
        |sum, x, y| _mm512_fmadd_ps(x, y, sum)
    );
    repeat!(
        float256,
        "avx2,fma",
        12,
        _mm256_setzero_ps,
        _mm256_set1_ps(0.1),
        |sum, x, y| _mm256_fmadd_ps(x, y, sum)
    );
}

/// Sums of 8-bit products.
pub fn int8(path: Path) {
    assert!(path.is_available());
    match path {
        #[cfg(target_arch = "x86_64")]
        // SAFETY (this block and the others): the path is there.
        Path::Avx512Vnni => unsafe { loops::vnni512() },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Path::AvxVnni => unsafe { loops::vnni256() },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Path::Avx2 => unsafe { loops::pairs256() },
        _ => {}
    }
}

/// Fused steps of 32-bit floats.
pub fn float(path: Path) {
    assert!(path.is_available());
    match path {
        #[cfg(target_arch = "x86_64")]
        // SAFETY (this block and the other): the path is there.
        Path::Avx512Vnni => unsafe { loops::float512() },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Path::AvxVnni | Path::Avx2 => unsafe { loops::float256() },
        _ => {}
    }
}
