//! Which instruction set runs: found out once, overridable for measuring.

use std::sync::OnceLock;

/// Environment variable that names the [`Path`] to use ("scalar", "avx2", …), for measuring one
/// against another. A path that this CPU lacks, or a name that does not exist, is ignored.
pub const PATH_VARIABLE: &str = "PARLANCE_KERNELS";

/// An instruction set that the kernels are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Portable Rust: the oracle.
    Scalar,
    /// x86-64 with AVX2, FMA and F16C, which every CPU with AVX2 has.
    Avx2,
    /// x86-64 with AVX2 and its 8-bit dot product, which processors without AVX-512 have had since 2021.
    AvxVnni,
    /// x86-64 with AVX-512 F, BW and VL.
    Avx512,
    /// x86-64 with AVX-512 and its 8-bit dot product.
    Avx512Vnni,
    /// 64-bit ARM; every one has it.
    Neon,
    /// 64-bit ARM with the 8-bit dot product.
    NeonDot,
}

impl Path {
    /// Every path, slowest first within an architecture.
    pub const ALL: [Path; 7] = [
        Path::Scalar,
        Path::Avx2,
        Path::AvxVnni,
        Path::Avx512,
        Path::Avx512Vnni,
        Path::Neon,
        Path::NeonDot,
    ];

    /// Name as [`PATH_VARIABLE`] takes it.
    pub fn name(self) -> &'static str {
        match self {
            Path::Scalar => "scalar",
            Path::Avx2 => "avx2",
            Path::AvxVnni => "avxvnni",
            Path::Avx512 => "avx512",
            Path::Avx512Vnni => "avx512vnni",
            Path::Neon => "neon",
            Path::NeonDot => "neondot",
        }
    }

    /// Whether this machine can run it. The answer of the standard library is cached, a call
    /// costs a load and a test.
    pub fn is_available(self) -> bool {
        match self {
            Path::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Path::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("f16c")
            }
            #[cfg(target_arch = "x86_64")]
            Path::AvxVnni => Path::Avx2.is_available() && is_x86_feature_detected!("avxvnni"),
            #[cfg(target_arch = "x86_64")]
            Path::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && Path::Avx2.is_available()
            }
            #[cfg(target_arch = "x86_64")]
            Path::Avx512Vnni => Path::Avx512.is_available() && is_x86_feature_detected!("avx512vnni"),
            #[cfg(target_arch = "aarch64")]
            Path::Neon => true,
            #[cfg(target_arch = "aarch64")]
            Path::NeonDot => std::arch::is_aarch64_feature_detected!("dotprod"),
            #[allow(unreachable_patterns, reason = "the arms above depend on the architecture")]
            _ => false,
        }
    }

    /// The paths that this machine can run, slowest first.
    pub fn available() -> Vec<Path> {
        Path::ALL.into_iter().filter(|path| path.is_available()).collect()
    }

    /// Panics unless this machine has the path: what makes the `_on` functions sound.
    pub(crate) fn check(self) {
        assert!(
            self.is_available(),
            "this CPU cannot run the {} kernels",
            self.name()
        );
    }
}

/// The path that runs: the fastest available, or the one that [`PATH_VARIABLE`] names. Decided at
/// the first call and kept.
pub fn path() -> Path {
    static CHOSEN: OnceLock<Path> = OnceLock::new();
    *CHOSEN.get_or_init(|| choose(std::env::var(PATH_VARIABLE).ok().as_deref()))
}

fn choose(wanted: Option<&str>) -> Path {
    let available = Path::available();
    let named = available
        .iter()
        .find(|path| wanted.is_some_and(|name| name.eq_ignore_ascii_case(path.name())));
    *named.or(available.last()).unwrap_or(&Path::Scalar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_overrides_and_nonsense_does_not() {
        let best = choose(None);
        assert_eq!(choose(Some("scalar")), Path::Scalar);
        assert_eq!(choose(Some("SCALAR")), Path::Scalar);
        assert_eq!(choose(Some("mmx")), best);
        assert!(best.is_available());
    }

    #[test]
    fn a_foreign_path_is_refused() {
        let foreign = if cfg!(target_arch = "x86_64") {
            Path::Neon
        } else {
            Path::Avx2
        };
        assert_ne!(choose(Some(foreign.name())), foreign);
        assert!(std::panic::catch_unwind(|| foreign.check()).is_err());
    }
}
