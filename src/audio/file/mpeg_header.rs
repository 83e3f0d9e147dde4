//! Headers of MPEG audio and ADTS frames (ISO/IEC 11172-3, 13818-3, 13818-7), and the tags among them.

use super::numbers::{big_endian, little_endian};

/// Bytes that the longest header takes.
pub(super) const LONGEST: usize = 7;

/// Bytes that tell how long a tag is.
pub(super) const TAG_HEAD: usize = 32;

/// Delay of every decoder of layer 3, in samples.
const DECODER_DELAY: u32 = 529;

/// What kind of frames follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Layer1,
    Layer2,
    #[default]
    Layer3,
    Adts,
}

/// A frame's header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub kind: Kind,
    /// Bytes of the frame, this header included.
    pub bytes: usize,
    /// Bytes of the header.
    pub head_bytes: usize,
    /// Samples of each channel.
    pub samples: u32,
    pub rate_hz: u32,
    pub channels: u16,
}

impl Header {
    /// Reads a header at the beginning of `bytes`.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (&first, &second) = (bytes.first()?, bytes.get(1)?);
        if first != 0xFF || second & 0xE0 != 0xE0 {
            return None;
        }
        match second >> 1 & 3 {
            0 if second & 0xF0 == 0xF0 => Self::adts(bytes),
            0 => None,
            layer => Self::mpeg(bytes, 4 - layer),
        }
    }

    fn mpeg(bytes: &[u8], layer: u8) -> Option<Self> {
        // Kilobits in a second: layers 1, 2 and 3 of MPEG-1, layer 1 and layers 2 and 3 of MPEG-2.
        const BITRATES: [[u32; 14]; 5] = [
            [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let (second, third, fourth) = (bytes[1], *bytes.get(2)?, *bytes.get(3)?);
        // 0 is MPEG-2.5, 2 MPEG-2, 3 MPEG-1.
        let version = second >> 3 & 3;
        let row = match (version, layer) {
            (1, _) => return None,
            (3, layer) => usize::from(layer) - 1,
            (_, 1) => 3,
            _ => 4,
        };
        let bitrate = *BITRATES[row].get(usize::from(third >> 4).checked_sub(1)?)? * 1_000;
        let rate_hz =
            [44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))? >> [2, 0, 1, 0][usize::from(version)];
        let padding = u32::from(third >> 1 & 1);
        let (kind, samples, size) = match layer {
            1 => (Kind::Layer1, 384, (12 * bitrate / rate_hz + padding) * 4),
            2 => (Kind::Layer2, 1_152, 144 * bitrate / rate_hz + padding),
            _ if version == 3 => (Kind::Layer3, 1_152, 144 * bitrate / rate_hz + padding),
            _ => (Kind::Layer3, 576, 72 * bitrate / rate_hz + padding),
        };
        // Emphasis 2 does not exist.
        (fourth & 3 != 2 && size > 4).then_some(Header {
            kind,
            bytes: size as usize,
            head_bytes: 4,
            samples,
            rate_hz,
            channels: if fourth >> 6 == 3 { 1 } else { 2 },
        })
    }

    fn adts(bytes: &[u8]) -> Option<Self> {
        let head: [u8; 7] = bytes.get(..7)?.try_into().ok()?;
        let rate_hz = *super::aac::RATES.get(usize::from(head[2] >> 2 & 15))?;
        let channels = u16::from(head[2] & 1) << 2 | u16::from(head[3] >> 6);
        let size = usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5] >> 5);
        let head_bytes = if head[1] & 1 == 1 { 7 } else { 9 };
        (channels > 0 && size > head_bytes).then_some(Header {
            kind: Kind::Adts,
            bytes: size,
            head_bytes,
            samples: 1_024 * (u32::from(head[6] & 3) + 1),
            rate_hz,
            channels: if channels == 7 { 8 } else { channels },
        })
    }

    /// Whether it may follow in the same stream.
    pub fn is_of(self, first: Header) -> bool {
        self.kind == first.kind && self.rate_hz == first.rate_hz
    }

    /// How long its sound lasts.
    pub fn seconds(self) -> f64 {
        f64::from(self.samples) / f64::from(self.rate_hz.max(1))
    }
}

/// What encoders write into a first frame without sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Frames of sound that follow.
    pub frames: Option<u32>,
    /// Samples of the encoder's and the decoder's delay.
    pub delay: u32,
}

impl Tag {
    /// The tag of Xing and LAME, or of Fraunhofer (VBRI), if this frame is one.
    pub fn read(header: Header, frame: &[u8]) -> Option<Self> {
        if header.kind != Kind::Layer3 {
            return None;
        }
        let number = |bytes: &[u8], at: usize| Some(big_endian(bytes.get(at..at + 4)?) as u32);
        if frame.get(36..40) == Some(b"VBRI") {
            return Some(Tag {
                frames: number(frame, 36 + 14),
                delay: 0,
            });
        }
        // After the side information, whose size depends on version and channels.
        let at = match (header.samples, header.channels) {
            (1_152, 2) => 36,
            (1_152, _) | (_, 2) => 21,
            _ => 13,
        };
        let tag = frame.get(at..)?;
        if !tag.starts_with(b"Xing") && !tag.starts_with(b"Info") {
            return None;
        }
        let flags = number(tag, 4)?;
        let frames = number(tag, 8).filter(|&frames| flags & 1 != 0 && frames > 0);
        let fields = [(1, 4), (2, 4), (4, 100), (8, 4)];
        let lame = 8 + fields
            .iter()
            .filter(|(flag, _)| flags & flag != 0)
            .map(|(_, n)| n)
            .sum::<usize>();
        let delay = tag
            .get(lame + 21..lame + 23)
            .filter(|_| tag.get(lame).is_some_and(u8::is_ascii_alphabetic));
        let delay = delay.map_or(0, |bytes| u32::from(bytes[0]) << 4 | u32::from(bytes[1] >> 4));
        Some(Tag {
            frames,
            delay: if delay > 0 { delay + DECODER_DELAY } else { 0 },
        })
    }
}

/// Bytes of the tag that begins here, if one does.
pub(super) fn tag_bytes(bytes: &[u8]) -> Option<usize> {
    let long = |at: usize| Some(little_endian(bytes.get(at..at + 4)?) as usize);
    if bytes.starts_with(b"ID3") {
        let size = bytes.get(6..10)?;
        let footer = if bytes[5] & 0x10 != 0 { 10 } else { 0 };
        if size.iter().any(|byte| byte & 0x80 != 0) {
            return None;
        }
        let size = size.iter().fold(0, |sum, &byte| sum << 7 | usize::from(byte));
        Some(size + 10 + footer)
    } else if bytes.starts_with(b"TAG") {
        Some(128)
    } else if bytes.starts_with(b"APETAGEX") {
        // The size counts everything but a header.
        let header = if long(20)? & 0x2000_0000 != 0 { 32 } else { 0 };
        Some(long(12)?.clamp(32, 64 << 20) + header)
    } else if bytes.starts_with(b"LYRICSBEGIN") {
        Some(11)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_size_length_and_channels() {
        // MPEG-1 layer 3, 128 kbit/s, 44.1 kHz, joint stereo.
        let mp3 = Header::read(&[0xFF, 0xFB, 0x90, 0x64]).unwrap();
        assert_eq!(
            (mp3.bytes, mp3.samples, mp3.rate_hz, mp3.channels),
            (417, 1_152, 44_100, 2)
        );
        // MPEG-2 layer 3, 40 kbit/s, 16 kHz, mono.
        let low = Header::read(&[0xFF, 0xF3, 0x58, 0xC4]).unwrap();
        assert_eq!(
            (low.bytes, low.samples, low.rate_hz, low.channels),
            (180, 576, 16_000, 1)
        );
        // ADTS, 44.1 kHz, stereo, 371 bytes.
        let adts = Header::read(&[0xFF, 0xF1, 0x50, 0x80, 0x2E, 0x7F, 0xFC]).unwrap();
        assert_eq!((adts.kind, adts.bytes, adts.channels), (Kind::Adts, 371, 2));
        assert_eq!(Header::read(&[0xFF, 0xFB, 0xF0, 0x64]), None, "bit rate 15");
        assert_eq!(Header::read(&[0xFF, 0xFF]), None, "too short");
    }

    #[test]
    fn tags_are_passed_over_whole() {
        assert_eq!(tag_bytes(b"ID3\x04\x00\x00\x00\x00\x02\x01rest"), Some(257 + 10));
        assert_eq!(tag_bytes(b"TAGtitle"), Some(128));
        assert_eq!(tag_bytes(b"ID3\x04\x00\x00\xFF\x00\x02\x01"), None);
        assert_eq!(tag_bytes(b""), None);
    }
}
