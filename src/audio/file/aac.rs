//! What makes AAC of more kinds readable: a decoder of its low-complexity core hears all of them.

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_AAC;

/// Rates by their number in MPEG-4's headers (ISO/IEC 14496-3, table 1.18).
pub(super) const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/// Bits of a header, from the front.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, n: usize) -> Option<u32> {
        let mut value = 0;
        for _ in 0..n {
            let byte = self.bytes.get(self.at / 8)?;
            value = (value << 1) | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn object_type(&mut self) -> Option<u32> {
        match self.take(5)? {
            31 => Some(32 + self.take(6)?),
            kind => Some(kind),
        }
    }

    /// A rate by its number, or written out.
    fn rate(&mut self) -> Option<u32> {
        match self.take(4)? {
            15 => self.take(24),
            number => RATES.get(number as usize).copied(),
        }
    }
}

/// High-efficiency AAC (as of podcasts and phones) is a low-complexity core at half the rate plus what was above it, which
/// speech recognition does not use. The parameters of this core; none for other kinds.
pub(super) fn core_of(parameters: &AudioCodecParameters) -> Option<AudioCodecParameters> {
    if parameters.codec != CODEC_ID_AAC {
        return None;
    }
    let mut bits = Bits {
        bytes: parameters.extra_data.as_deref()?,
        at: 0,
    };
    // Spectral band replication, alone or with parametric stereo.
    if !matches!(bits.object_type()?, 5 | 29) {
        return None;
    }
    let rate_hz = bits.rate()?;
    let channels = bits.take(4)?;
    let _extended_hz = bits.rate()?;
    if bits.object_type()? != 2 {
        return None;
    }
    let number = RATES.iter().position(|&rate| rate == rate_hz)? as u32;
    let plain = 2 << 11 | number << 7 | channels << 3;
    let mut core = parameters.clone();
    core.with_sample_rate(rate_hz)
        .with_extra_data(Box::new([(plain >> 8) as u8, plain as u8]));
    Some(core)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_of_high_efficiency_aac_is_plain_aac_at_half_the_rate() {
        let mut parameters = AudioCodecParameters::new();
        // Object type 5, core at 22,050 Hz, stereo, extended to 44,100 Hz, core of type 2.
        let bits: u32 = 5 << 19 | 7 << 15 | 2 << 11 | 4 << 7 | 2 << 2;
        let extra: Box<[u8]> = Box::new([(bits >> 16) as u8, (bits >> 8) as u8, bits as u8]);
        parameters.for_codec(CODEC_ID_AAC).with_extra_data(extra);
        let core = core_of(&parameters).unwrap();
        assert_eq!(core.sample_rate, Some(22_050));
        assert_eq!(core.extra_data.as_deref(), Some(&[0x13, 0x90][..]));
        // Plain AAC stays as it is.
        assert!(core_of(&core).is_none());
    }
}
