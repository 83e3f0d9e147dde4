//! The head of a WAV file of unknown length, for sound that comes in pieces and says itself how it is to be read.

/// Bytes of the head.
pub(super) const HEAD: usize = 44;

/// How the samples that follow are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SampleFormat {
    /// Microsoft's number of the encoding: [`PCM`](Self::PCM), [`A_LAW`](Self::A_LAW) or [`MU_LAW`](Self::MU_LAW).
    pub tag: u16,
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Bytes of one sample.
    pub bytes: u16,
    /// Channels.
    pub channels: u16,
}

impl SampleFormat {
    /// Whole numbers, the low byte first.
    pub const PCM: u16 = 1;
    /// G.711 of Europe.
    pub const A_LAW: u16 = 6;
    /// G.711 of America and Japan.
    pub const MU_LAW: u16 = 7;

    /// Numbers that a recording can have, from what a client says; `None` for others.
    pub fn pcm(rate_hz: u64, bytes: u64, channels: u64) -> Option<Self> {
        let plausible =
            (1_000..=768_000).contains(&rate_hz) && (1..=4).contains(&bytes) && (1..=64).contains(&channels);
        plausible.then_some(SampleFormat {
            tag: Self::PCM,
            rate_hz: rate_hz as u32,
            bytes: bytes as u16,
            channels: channels as u16,
        })
    }

    /// The bytes before the samples; lengths are all ones, as of a recording that still runs.
    pub fn head(self) -> Vec<u8> {
        let block = self.bytes * self.channels;
        let parts: [&[u8]; 12] = [
            b"RIFF",
            &u32::MAX.to_le_bytes(),
            b"WAVEfmt ",
            &16u32.to_le_bytes(),
            &self.tag.to_le_bytes(),
            &self.channels.to_le_bytes(),
            &self.rate_hz.to_le_bytes(),
            &(self.rate_hz * u32::from(block)).to_le_bytes(),
            &block.to_le_bytes(),
            &(self.bytes * 8).to_le_bytes(),
            b"data",
            &u32::MAX.to_le_bytes(),
        ];
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SoundFile;

    #[test]
    fn what_follows_the_head_is_read_as_it_says() {
        let format = SampleFormat::pcm(24_000, 2, 1).unwrap();
        let mut bytes = format.head().to_vec();
        for sample in [0i16, 16_384, -16_384, 8_192].repeat(100) {
            bytes.extend_from_slice(&sample.to_le_bytes());
        }
        let file = SoundFile::from_reader("pieces", Box::new(std::io::Cursor::new(bytes))).unwrap();
        assert_eq!(file.format(), (24_000, 1));
        let block = file.read_all().unwrap();
        assert_eq!(&block.samples[..4], [0.0, 0.5, -0.5, 0.25]);
        assert_eq!(block.samples.len(), 400);
        for (rate, bytes, channels) in [
            (0, 2, 1),
            (16_000, 0, 1),
            (16_000, 9, 1),
            (16_000, 2, 0),
            (u64::MAX, 2, 1),
        ] {
            assert_eq!(SampleFormat::pcm(rate, bytes, channels), None);
        }
    }
}
