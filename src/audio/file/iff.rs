//! AIFF, AIFF-C and CAF with uncompressed samples: their headers, front to back, as a pipe delivers them.
//!
//! Other codings in these containers are symphonia's business.

use std::io::{self, Read};

use super::Source;
use super::numbers::big_endian as number;
use super::pcm::Encoding;

/// Most bytes that may stand before the sound.
const HEADER_LIMIT: usize = 8 << 20;

/// A header, and the sound that follows it.
pub(super) struct Iff {
    pub rate_hz: u32,
    pub channels: u16,
    pub encoding: Encoding,
    /// Bytes of sound that it tells, where it does.
    pub told: Option<u64>,
}

/// Why there is no header of plain samples: reading failed, or, where there is no error, it is something else.
type Other = Option<io::Error>;

/// Reads a source and keeps what it read, for another reader.
struct Kept<'a> {
    source: &'a mut Source,
    bytes: Vec<u8>,
}

impl Kept<'_> {
    /// The next bytes, if there are so many.
    fn take(&mut self, n: usize) -> Result<&[u8], Other> {
        if self.bytes.len().saturating_add(n) > HEADER_LIMIT {
            return Err(None);
        }
        let before = self.bytes.len();
        let got = self.source.take(n as u64).read_to_end(&mut self.bytes)?;
        (got == n).then_some(&self.bytes[before..]).ok_or(None)
    }
}

/// Reads up to the sound. In place of the header, what was read when its coding is not one of samples.
pub(super) fn open(source: &mut Source) -> io::Result<Result<Iff, Vec<u8>>> {
    let mut kept = Kept {
        source,
        bytes: Vec::new(),
    };
    match header(&mut kept) {
        Ok(iff) => Ok(Ok(iff)),
        Err(None) => Ok(Err(kept.bytes)),
        Err(Some(error)) => Err(error),
    }
}

fn header(kept: &mut Kept) -> Result<Iff, Other> {
    match kept.take(8)? {
        b"caff\0\x01\0\0" => caf(kept),
        start if start.starts_with(b"FORM") => aiff(kept),
        _ => Err(None),
    }
}

fn aiff(kept: &mut Kept) -> Result<Iff, Other> {
    kept.take(4)?;
    let mut format = None;
    loop {
        let head = kept.take(8)?;
        let (name, length) = ([head[0], head[1], head[2], head[3]], number(&head[4..8]));
        if &name == b"SSND" {
            let before = number(&kept.take(8)?[..4]) as usize;
            kept.take(before)?;
            // A header that was not brought up to date tells nothing.
            let told = length
                .checked_sub(8 + before as u64)
                .filter(|&told| told > 0 && length < 0xFFFF_0000);
            return format.map(|format: Iff| Iff { told, ..format }).ok_or(None);
        }
        let body = kept.take((length + length % 2) as usize)?;
        if &name == b"COMM" {
            format = Some(common(body).ok_or(Other::None)?);
        }
    }
}

/// AIFF's chunk that says how samples are written.
fn common(body: &[u8]) -> Option<Iff> {
    let bits = number(body.get(6..8)?);
    let bytes = bits.div_ceil(8) as usize;
    let int = |bytes, big_endian| Encoding::Int {
        bytes,
        unsigned: false,
        big_endian,
    };
    let float = |bytes| Encoding::Float {
        bytes,
        big_endian: true,
    };
    let encoding = match body.get(18..22).unwrap_or(b"NONE") {
        b"NONE" | b"twos" if (1..=4).contains(&bytes) => int(bytes, true),
        b"sowt" if (1..=4).contains(&bytes) => int(bytes, false),
        b"in24" => int(3, true),
        b"in32" => int(4, true),
        b"raw " => Encoding::Int {
            bytes: 1,
            unsigned: true,
            big_endian: true,
        },
        b"fl32" | b"FL32" => float(4),
        b"fl64" | b"FL64" => float(8),
        b"alaw" | b"ALAW" => Encoding::ALaw,
        b"ulaw" | b"ULAW" => Encoding::MuLaw,
        _ => return None,
    };
    Some(Iff {
        rate_hz: extended(body.get(8..18)?)?,
        channels: number(body.get(..2)?) as u16,
        encoding,
        told: None,
    })
}

/// A number of 80 bits, as AIFF writes rates.
fn extended(bytes: &[u8]) -> Option<u32> {
    let exponent = (number(&bytes[..2]) as i32 & 0x7FFF) - 16_383 - 63;
    let value = number(&bytes[2..10]) as f64 * 2f64.powi(exponent);
    (1.0..1e7).contains(&value).then(|| value.round() as u32)
}

fn caf(kept: &mut Kept) -> Result<Iff, Other> {
    let mut format = None;
    loop {
        let head = kept.take(12)?;
        let (name, length) = ([head[0], head[1], head[2], head[3]], number(&head[4..12]));
        if &name == b"data" {
            // How often it was edited.
            kept.take(4)?;
            let told = length.checked_sub(4).filter(|&told| told > 0 && told < 1 << 48);
            return format.map(|format: Iff| Iff { told, ..format }).ok_or(None);
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let body = kept.take(length)?;
        if &name == b"desc" {
            format = Some(description(body).ok_or(Other::None)?);
        }
    }
}

/// CAF's chunk that says how samples are written.
fn description(body: &[u8]) -> Option<Iff> {
    let rate = f64::from_bits(number(body.get(..8)?));
    let flags = number(body.get(12..16)?);
    let (channels, bits) = (number(body.get(24..28)?), number(body.get(28..32)?));
    let (bytes, big_endian) = ((bits / 8) as usize, flags & 2 == 0);
    let encoding = match body.get(8..12)? {
        b"lpcm" if flags & 1 != 0 && matches!(bytes, 4 | 8) => Encoding::Float { bytes, big_endian },
        b"lpcm" if flags & 1 == 0 && bits % 8 == 0 && (1..=4).contains(&bytes) => Encoding::Int {
            bytes,
            unsigned: false,
            big_endian,
        },
        b"alaw" => Encoding::ALaw,
        b"ulaw" => Encoding::MuLaw,
        _ => return None,
    };
    (1.0..1e7).contains(&rate).then_some(Iff {
        rate_hz: rate.round() as u32,
        channels: channels.try_into().ok()?,
        encoding,
        told: None,
    })
}
