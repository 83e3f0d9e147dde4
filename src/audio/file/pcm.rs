//! Uncompressed samples, and those of A-law and µ-law, of every width and byte order.

use super::numbers;

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Whole numbers of 1 to 8 bytes, left-justified; 8-bit WAV counts from zero.
    Int {
        bytes: usize,
        unsigned: bool,
        big_endian: bool,
    },
    /// IEEE numbers of 4 or 8 bytes.
    Float { bytes: usize, big_endian: bool },
    /// ITU-T G.711, A-law.
    ALaw,
    /// ITU-T G.711, µ-law.
    MuLaw,
}

impl Encoding {
    /// Bytes of one sample of one channel.
    pub fn bytes(self) -> usize {
        match self {
            Encoding::Int { bytes, .. } | Encoding::Float { bytes, .. } => bytes.clamp(1, 8),
            Encoding::ALaw | Encoding::MuLaw => 1,
        }
    }

    /// Appends the samples in whole groups of [`bytes`](Self::bytes); what is left over is ignored.
    pub fn decode(self, bytes: &[u8], samples: &mut Vec<f32>) {
        let groups = bytes.chunks_exact(self.bytes());
        match self {
            Encoding::Int {
                unsigned, big_endian, ..
            } => samples.extend(groups.map(|group| whole_number(group, unsigned, big_endian))),
            Encoding::Float { big_endian, .. } => {
                samples.extend(groups.map(|group| floating(group, big_endian)));
            }
            Encoding::ALaw => samples.extend(bytes.iter().map(|&byte| a_law(byte))),
            Encoding::MuLaw => samples.extend(bytes.iter().map(|&byte| mu_law(byte))),
        }
    }
}

fn in_order(group: &[u8], big_endian: bool) -> u64 {
    if big_endian {
        numbers::big_endian(group)
    } else {
        numbers::little_endian(group)
    }
}

fn whole_number(group: &[u8], unsigned: bool, big_endian: bool) -> f32 {
    let bits = 8 * group.len() as u32;
    let left = in_order(group, big_endian) << (64 - bits);
    let signed = if unsigned { left ^ (1 << 63) } else { left } as i64;
    (signed as f64 / 9_223_372_036_854_775_808.0) as f32
}

fn floating(group: &[u8], big_endian: bool) -> f32 {
    let bits = in_order(group, big_endian);
    if group.len() == 4 {
        f32::from_bits(bits as u32)
    } else {
        f64::from_bits(bits) as f32
    }
}

/// G.711 A-law: sign, three bits of exponent, four of mantissa, every other bit inverted.
fn a_law(byte: u8) -> f32 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = (u32::from(byte >> 4 & 7), i32::from(byte & 15));
    let magnitude = if exponent == 0 {
        (mantissa << 4) + 8
    } else {
        ((mantissa << 4) + 0x108) << (exponent - 1)
    };
    let value = if byte & 0x80 != 0 { magnitude } else { -magnitude };
    value as f32 / 32_768.0
}

/// G.711 µ-law: all bits inverted, the magnitude biased by 132.
fn mu_law(byte: u8) -> f32 {
    let byte = !byte;
    let (exponent, mantissa) = (u32::from(byte >> 4 & 7), i32::from(byte & 15));
    let magnitude = (((mantissa << 3) + 132) << exponent) - 132;
    let value = if byte & 0x80 != 0 { -magnitude } else { magnitude };
    value as f32 / 32_768.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<f32> {
        let mut samples = Vec::new();
        encoding.decode(bytes, &mut samples);
        samples
    }

    #[test]
    fn every_width_and_order_gives_the_same_half() {
        for bytes in 1..=8 {
            for (unsigned, big_endian) in [(false, false), (false, true), (true, false), (true, true)] {
                let encoding = Encoding::Int {
                    bytes,
                    unsigned,
                    big_endian,
                };
                let mut group = vec![0u8; bytes];
                let first = if big_endian { 0 } else { bytes - 1 };
                group[first] = if unsigned { 0xC0 } else { 0x40 };
                assert_eq!(decoded(encoding, &group), [0.5], "{encoding:?}");
            }
        }
        let float = |bytes, big_endian| Encoding::Float { bytes, big_endian };
        assert_eq!(decoded(float(4, true), &0.5f32.to_be_bytes()), [0.5]);
        assert_eq!(decoded(float(8, false), &(-0.25f64).to_le_bytes()), [-0.25]);
    }

    /// Values of the tables of ITU-T G.711.
    #[test]
    fn companded_samples_are_those_of_the_standard() {
        let value = |sample: f32| (sample * 32_768.0) as i32;
        let a: Vec<i32> = decoded(Encoding::ALaw, &[0xD5, 0x55, 0xAA, 0x2A, 0x80])
            .into_iter()
            .map(value)
            .collect();
        assert_eq!(a, [8, -8, 32_256, -32_256, 5_504]);
        let mu: Vec<i32> = decoded(Encoding::MuLaw, &[0xFF, 0x7F, 0x80, 0x00, 0xF0])
            .into_iter()
            .map(value)
            .collect();
        assert_eq!(mu, [0, 0, 32_124, -32_124, 120]);
    }
}
