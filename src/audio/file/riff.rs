//! WAV and its kin (RF64, BW64, Sony Wave64): the header, and the bytes of sound chunk after chunk.
//!
//! Recorders that are killed, pipes and streaming encoders write a data length of 0, of all ones, or of what was true a
//! minute ago. The bytes decide, not the header.

use std::io::{self, Read};

use super::Source;
use super::numbers::{big_endian, little_endian};
use super::pcm::Encoding;

/// Most bytes that may stand before the sound; cover pictures fit, lies do not.
const HEADER_LIMIT: u64 = 8 << 20;

/// Sony's names for chunks end in these twelve bytes; the first four are those of WAV.
const W64_TAIL: [u8; 12] = [
    0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A,
];

/// Sony's name for the whole file.
const W64_START: [u8; 16] = [
    b'r', b'i', b'f', b'f', 0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00,
];

/// What the header says of the sound.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// How samples are written: the format's number in Microsoft's registry.
    pub tag: u16,
    pub rate_hz: u32,
    pub channels: u16,
    /// Bytes of a block: a sample of each channel, or a block of ADPCM.
    pub block_bytes: u16,
    pub bits: u16,
    /// Bytes in a second, for kinds whose samples have no fixed size.
    pub bytes_per_s: u32,
    /// What a kind adds of its own.
    pub extra: Vec<u8>,
    /// Bytes of sound, where the header tells something usable.
    pub told: Option<u64>,
}

impl Header {
    /// How its samples are written, when each stands for itself.
    pub fn encoding(&self) -> Option<Encoding> {
        let bytes = match self.block_bytes {
            0 => usize::from(self.bits).div_ceil(8),
            all => usize::from(all) / usize::from(self.channels.max(1)),
        };
        match self.tag {
            1 if (1..=8).contains(&bytes) => Some(Encoding::Int {
                bytes,
                unsigned: bytes == 1,
                big_endian: false,
            }),
            3 if bytes == 4 || bytes == 8 => Some(Encoding::Float {
                bytes,
                big_endian: false,
            }),
            6 => Some(Encoding::ALaw),
            7 => Some(Encoding::MuLaw),
            _ => None,
        }
    }

    /// Length in seconds that it tells.
    pub fn seconds(&self) -> Option<f64> {
        let per_second = match self.encoding() {
            Some(encoding) => f64::from(self.rate_hz) * f64::from(self.channels) * encoding.bytes() as f64,
            None => f64::from(self.bytes_per_s),
        };
        self.told
            .filter(|_| per_second > 0.0)
            .map(|bytes| bytes as f64 / per_second)
    }
}

/// Whether these first bytes belong to WAV or its kin.
pub(super) fn is_riff(start: &[u8]) -> bool {
    start.len() >= 16
        && ((matches!(&start[..4], b"RIFF" | b"RF64" | b"BW64") && &start[8..12] == b"WAVE")
            || start[..16] == W64_START)
}

/// The bytes of sound of a file, without what lies between its chunks.
pub(super) struct Sound {
    source: Source,
    w64: bool,
    /// Bytes of the present chunk still to come; none when only the end of the file ends it.
    left: Option<u64>,
    /// A byte or more that pads the chunk.
    padding: u64,
    /// Read while looking for a chunk, and sound after all.
    pending: Vec<u8>,
    /// Bytes in the whole file and read so far, where the length is known.
    file_bytes: Option<u64>,
    position: u64,
    /// The bytes ended before the header's length was reached; how many are missing.
    missing: u64,
}

impl Sound {
    /// Reads everything up to the sound.
    pub fn open(mut source: Source, file_bytes: Option<u64>) -> Result<(Header, Self), String> {
        let mut start = [0u8; 16];
        take(&mut source, &mut start[..12])?;
        let w64 = &start[..4] == b"riff";
        let mut sound = Sound {
            source,
            w64,
            left: None,
            padding: 0,
            pending: Vec::new(),
            file_bytes,
            position: 12,
            missing: 0,
        };
        if w64 {
            // The rest of its name, its length, and the name of the contents.
            let mut rest = [0u8; 28];
            sound.fill(&mut rest)?;
        }
        sound.find().map(|header| (header, sound))
    }

    fn find(&mut self) -> Result<Header, String> {
        let (mut header, mut told_64) = (None, None);
        loop {
            let (name, length) = self.chunk()?;
            if &name == b"data" {
                let Some(mut header): Option<Header> = header else {
                    return Err("its sound comes before the header that says how to read it".to_owned());
                };
                let told = match length {
                    0xFFFF_FFFF if !self.w64 => told_64.unwrap_or(0),
                    0xFFFF_0000.. if !self.w64 => 0,
                    length => length,
                };
                // More than there can be is no length either.
                let told = Some(told).filter(|told| (1..1 << 48).contains(told));
                header.told = told;
                self.begin(told);
                return Ok(header);
            }
            let padded = length.saturating_add(self.pad(length));
            if self.position.saturating_add(padded) > HEADER_LIMIT {
                return Err("its header says that the sound begins beyond the file's end".to_owned());
            }
            let mut body = vec![0u8; padded as usize];
            self.fill(&mut body)?;
            match &name {
                b"fmt " => header = Some(format(&body)?),
                b"ds64" if body.len() >= 16 => told_64 = Some(little_endian(&body[8..16])),
                _ => {}
            }
        }
    }

    /// Name and length of the next chunk.
    fn chunk(&mut self) -> Result<([u8; 4], u64), String> {
        let mut head = [0u8; 24];
        let n = if self.w64 { 24 } else { 8 };
        self.fill(&mut head[..n])?;
        Ok((
            [head[0], head[1], head[2], head[3]],
            self.length_in(&head).unwrap_or(u64::MAX),
        ))
    }

    /// The length that a chunk's head tells, without the head itself.
    fn length_in(&self, head: &[u8]) -> Option<u64> {
        if self.w64 {
            little_endian(&head[16..24]).checked_sub(24)
        } else {
            Some(little_endian(&head[4..8]))
        }
    }

    fn pad(&self, length: u64) -> u64 {
        if self.w64 {
            (8 - length % 8) % 8
        } else {
            length % 2
        }
    }

    fn begin(&mut self, told: Option<u64>) {
        self.left = told;
        self.padding = told.map_or(0, |told| self.pad(told));
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), String> {
        take(&mut self.source, bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Bytes that the header promised and that are not there.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// After a chunk: another one of sound, one to pass over, or bytes that no chunk is made of, which are sound that the
    /// header did not count. `false` at the end.
    fn next_chunk(&mut self) -> io::Result<bool> {
        let n = if self.w64 { 24 } else { 8 };
        let padding = std::mem::take(&mut self.padding);
        let mut head = Vec::with_capacity(32);
        let got = (&mut self.source).take(padding + n).read_to_end(&mut head)? as u64;
        self.position += got;
        if got < padding + n {
            return Ok(false);
        }
        let chunk = &head[padding as usize..];
        let length = self.length_in(chunk);
        match length.filter(|&length| self.is_chunk(chunk, length)) {
            Some(length) if chunk.starts_with(b"data") => {
                self.begin(Some(length).filter(|&told| told > 0 && told < 0xFFFF_0000));
            }
            Some(length) => {
                let whole = length.saturating_add(self.pad(length));
                let passed = io::copy(&mut (&mut self.source).take(whole), &mut io::sink())?;
                self.position += passed;
                self.left = Some(0);
            }
            None => {
                tracing::debug!("the sound goes on after the length that the header tells");
                self.pending = head;
                self.left = None;
            }
        }
        Ok(true)
    }

    fn is_chunk(&self, chunk: &[u8], length: u64) -> bool {
        let fits = match self.file_bytes {
            Some(all) => self.position.saturating_add(length) <= all,
            None => length < HEADER_LIMIT,
        };
        let name = if self.w64 { chunk[4..16] == W64_TAIL } else { true };
        name && (chunk.starts_with(b"data") || fits)
            && chunk[..4].iter().all(|byte| (0x20..0x7F).contains(byte))
    }
}

impl Read for Sound {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        while self.left == Some(0) {
            if !self.next_chunk()? {
                return Ok(0);
            }
        }
        if !self.pending.is_empty() {
            let n = self.pending.len().min(bytes.len());
            bytes[..n].copy_from_slice(&self.pending[..n]);
            self.pending.drain(..n);
            return Ok(n);
        }
        let most = self
            .left
            .map_or(bytes.len(), |left| left.min(bytes.len() as u64) as usize);
        let n = self.source.read(&mut bytes[..most])?;
        self.position += n as u64;
        if let Some(left) = &mut self.left {
            *left -= n as u64;
            if n == 0 {
                self.missing = std::mem::take(left);
            }
        }
        Ok(n)
    }
}

/// The chunk that says how the samples are written.
fn format(body: &[u8]) -> Result<Header, String> {
    if body.len() < 14 {
        return Err("its header is cut off".to_owned());
    }
    let short = |at: usize| little_endian(body.get(at..at + 2).unwrap_or(&[])) as u16;
    let long = |at: usize| little_endian(body.get(at..at + 4).unwrap_or(&[])) as u32;
    let extensible = short(0) == 0xFFFE && body.len() >= 26;
    Ok(Header {
        tag: short(if extensible { 24 } else { 0 }),
        channels: short(2),
        rate_hz: long(4),
        bytes_per_s: long(8),
        block_bytes: short(12),
        bits: short(14),
        extra: body.get(18..).unwrap_or(&[]).to_vec(),
        told: None,
    })
}

fn take(source: &mut Source, bytes: &mut [u8]) -> Result<(), String> {
    source.read_exact(bytes).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => "its header is cut off".to_owned(),
        _ => error.to_string(),
    })
}

/// The header of Sun's AU and the bytes after it: big-endian throughout.
pub(super) fn au(source: &mut Source) -> Result<(u32, u16, Encoding, Option<u64>), String> {
    let mut head = [0u8; 24];
    take(source, &mut head)?;
    let number = |at: usize| big_endian(&head[at..at + 4]) as u32;
    let before = u64::from(number(4)).saturating_sub(24);
    if before > HEADER_LIMIT {
        return Err("its header says that the sound begins beyond the file's end".to_owned());
    }
    io::copy(&mut source.take(before), &mut io::sink()).map_err(|error| error.to_string())?;
    let int = |bytes| Encoding::Int {
        bytes,
        unsigned: false,
        big_endian: true,
    };
    let float = |bytes| Encoding::Float {
        bytes,
        big_endian: true,
    };
    let encoding = match number(12) {
        1 => Encoding::MuLaw,
        2 => int(1),
        3 => int(2),
        4 => int(3),
        5 => int(4),
        6 => float(4),
        7 => float(8),
        27 => Encoding::ALaw,
        other => {
            return Err(format!(
                "its sound is coded in a way that is not read (AU encoding {other})"
            ));
        }
    };
    let told = Some(number(8))
        .filter(|&told| told != u32::MAX && told != 0)
        .map(u64::from);
    let channels = u16::try_from(number(20)).unwrap_or(u16::MAX);
    Ok((number(16), channels, encoding, told))
}
