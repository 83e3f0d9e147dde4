//! What a kernel asks of an instruction set: sixteen floats at once, and sums of 8-bit products.
//!
//! Kernels are generic bodies over [`InstructionSet`]; [`on_path`] compiles each once for every path, inside a
//! function that has the path's features, so that the wrappers of single instructions dissolve in it.
//!
//! The methods of a set other than [`Portable`](crate::portable::Portable) may be called only inside such a function, which
//! runs after the CPU was found to have the features: this is what every `SAFETY` comment of their bodies rests on.

/// Numbers in a [`Lanes`]; rows and channels are packed in strips of as many.
pub(crate) const LANES: usize = 16;

/// Sixteen floats on their cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Lanes(pub [f32; LANES]);

impl Lanes {
    pub const ZERO: Lanes = Lanes([0.0; LANES]);
}

impl Lanes {
    #[inline(always)]
    pub fn vector<V: Vector>(&self) -> V {
        V::load(&self.0)
    }
}

/// The sums of a tile of floats: rows by strips.
pub(crate) type Tile = [[Lanes; MAX_STRIPS]; MAX_ROWS];

/// Most rows and strips of a tile on any path.
pub(crate) const MAX_ROWS: usize = 6;
pub(crate) const MAX_STRIPS: usize = 4;

/// Sixteen 32-bit floats in registers. Every operation rounds as IEEE 754 says, so all sets give the same bits.
pub(crate) trait Vector: Copy {
    fn splat(x: f32) -> Self;
    fn load(x: &[f32; LANES]) -> Self;
    fn store(self, to: &mut [f32; LANES]);
    fn from_integers(x: [i32; LANES]) -> Self;
    fn plus(self, y: Self) -> Self;
    fn minus(self, y: Self) -> Self;
    fn times(self, y: Self) -> Self;
    fn over(self, y: Self) -> Self;
    /// `self * y + z`, rounded once.
    fn fused(self, y: Self, z: Self) -> Self;
    /// The limit where it is smaller, else `self`, not a number included.
    fn at_most(self, limit: Self) -> Self;
    /// The limit where it is larger, else `self`, not a number included.
    fn at_least(self, limit: Self) -> Self;
    /// Without the sign.
    fn magnitude(self) -> Self;
    /// `2^n` for an integer `n` from -126 to 127, given `n + 1.5 * 2^23`, whose low bits are n.
    fn power_of_two(self) -> Self;
    /// 0 where `x` is smaller than `limit`, else `self`.
    fn zero_where_less(self, x: Self, limit: Self) -> Self;

    #[inline(always)]
    fn zero() -> Self {
        Self::splat(0.0)
    }

    #[inline(always)]
    fn array(self) -> [f32; LANES] {
        let mut lanes = [0.0; LANES];
        self.store(&mut lanes);
        lanes
    }

    /// The sum of the lanes: halves are added until one lane is left, the order every path keeps.
    #[inline(always)]
    fn sum(self) -> f32 {
        let mut lanes = self.array();
        let mut width = LANES / 2;
        while width > 0 {
            for i in 0..width {
                lanes[i] += lanes[i + width];
            }
            width /= 2;
        }
        lanes[0]
    }
}

/// Sums of four products of a weight and a signed activation, for some channels at once. Weights are packed as unsigned
/// numbers, raised by 128.
pub(crate) trait DotProduct {
    /// Channels whose sums are computed at once: sixteen, or eight where registers are few.
    const CHANNELS: usize;
    /// Rows of activations that meet a weight while it is in a register.
    const ROWS: usize;
    /// Strips of sixteen channels that meet an activation while it is in a register (one where `CHANNELS` is eight).
    const STRIPS: usize;
    /// Whether the weights stay unsigned: sums are then too large by 128 times the activations.
    const RAISED: bool = true;
    /// Four weights of each channel.
    type Weights: Copy;
    /// How activations lie in memory: 8-bit numbers, or widened to 16 beforehand.
    type Activation: Copy;
    /// A sum for each channel.
    type Sums: Copy;

    /// The activations as the set wants them; rows of 8-bit numbers in, `buffer` may be used.
    fn prepare<'a>(x: &'a [i8], buffer: &'a mut Vec<i16>) -> &'a [Self::Activation];
    fn zero() -> Self::Sums;
    /// The weights of channels `first..first + CHANNELS` of a block.
    fn weights(block: &[u8; 64], first: usize) -> Self::Weights;
    /// `sums += weights * x`, each four products added up.
    fn add(sums: Self::Sums, weights: Self::Weights, x: &[Self::Activation; 4]) -> Self::Sums;
    /// Writes the sums of all `CHANNELS` channels.
    fn store(sums: Self::Sums, to: &mut [i32]);
    /// Asks for a cache line that will be wanted soon.
    #[inline(always)]
    fn ahead(_line: *const u8) {}
}

/// The two together.
pub(crate) trait InstructionSet {
    type Floats: Vector;
    type Dot: DotProduct;
    /// Most rows of a tile of floats, and most strips of sixteen columns: as many sums as there are registers for.
    const ROWS: usize;
    const STRIPS: usize;

    /// [`tile::body`](crate::tile::body), compiled once for the set: it is long, and many call it.
    fn tile(x: &[&[f32]], w: &[&[Lanes]], sums: &mut Tile) -> (usize, usize);
}

/// Defines functions that run a generic body on a path of the caller's choice: the body is inlined into a function per path.
macro_rules! on_path {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $kind:ty),* $(,)?) $(-> $ret:ty)? => $($body:ident)::+;)*) => {$(
        $(#[$doc])*
        $vis fn $name(path: $crate::dispatch::Path, $($arg: $kind),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c")]
            fn avx2($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::x86::Avx2>($($arg),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c,avxvnni")]
            fn avx_vnni($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::x86::AvxVnni>($($arg),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl")]
            fn avx512($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::x86::Avx512>($($arg),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512vnni")]
            fn avx512_vnni($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::x86::Avx512Vnni>($($arg),*)
            }
            #[cfg(target_arch = "aarch64")]
            #[target_feature(enable = "neon")]
            fn neon($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::arm::Neon>($($arg),*)
            }
            #[cfg(target_arch = "aarch64")]
            #[target_feature(enable = "neon,dotprod")]
            fn neon_dot($($arg: $kind),*) $(-> $ret)? {
                $($body)::+::<$crate::arm::NeonDot>($($arg),*)
            }
            path.check();
            match path {
                #[cfg(target_arch = "x86_64")]
                // SAFETY (this arm and the others): `path.check()` has found the features that the function is compiled for.
                $crate::dispatch::Path::Avx2 => unsafe { avx2($($arg),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                $crate::dispatch::Path::AvxVnni => unsafe { avx_vnni($($arg),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                $crate::dispatch::Path::Avx512 => unsafe { avx512($($arg),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                $crate::dispatch::Path::Avx512Vnni => unsafe { avx512_vnni($($arg),*) },
                #[cfg(target_arch = "aarch64")]
                // SAFETY: as above.
                $crate::dispatch::Path::Neon => unsafe { neon($($arg),*) },
                #[cfg(target_arch = "aarch64")]
                // SAFETY: as above.
                $crate::dispatch::Path::NeonDot => unsafe { neon_dot($($arg),*) },
                _ => $($body)::+::<$crate::portable::Portable>($($arg),*),
            }
        }
    )*};
}

/// Defines `name` (best path) and `name_on` (path of the caller's choice).
macro_rules! on_every_path {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident / $name_on:ident($($arg:ident: $kind:ty),* $(,)?) $(-> $ret:ty)? => $($body:ident)::+;)*) => {$(
        $(#[$doc])*
        $vis fn $name($($arg: $kind),*) $(-> $ret)? {
            $name_on($crate::dispatch::path(), $($arg),*)
        }

        $crate::isa::on_path! {
            #[doc = concat!("`", stringify!($name), "` on one path. Panics when the CPU lacks it.")]
            $vis fn $name_on($($arg: $kind),*) $(-> $ret)? => $($body)::+;
        }
    )*};
}

pub(crate) use {on_every_path, on_path};
