//! Uncompressed recordings: WAV and its kin, AU.

use std::io::{self, BufReader, Read};

use super::fault::Fault;
use super::pcm::Encoding;
use super::riff::{Header, Sound};
use super::{Block, Source};

/// Samples handed out at a time: few, so that what a live pipe has delivered does not wait for more.
const BLOCK_SAMPLES: usize = 640;

/// A file or stream of samples that stand for themselves.
pub(super) struct Plain {
    bytes: Bytes,
    encoding: Encoding,
    rate_hz: u32,
    channels: u16,
    told_s: Option<f64>,
    n_read: u64,
    /// Bytes of a sample that has not all arrived.
    rest: Vec<u8>,
    faults: Vec<Fault>,
}

enum Bytes {
    Riff(Box<Sound>),
    /// Bytes still promised, where the header tells it.
    Au(Source, Option<u64>),
}

impl Plain {
    /// WAV and its kin.
    pub fn riff(header: &Header, encoding: Encoding, sound: Sound) -> Self {
        Self::new(
            Bytes::Riff(Box::new(sound)),
            encoding,
            (header.rate_hz, header.channels),
            header.seconds(),
        )
    }

    /// AU.
    pub fn au(mut source: Source) -> Result<Self, String> {
        let (rate_hz, channels, encoding, told) = super::riff::au(&mut source)?;
        let per_second = f64::from(rate_hz) * f64::from(channels) * encoding.bytes() as f64;
        let told_s = told.map(|bytes| bytes as f64 / per_second.max(1.0));
        let source: Source = Box::new(BufReader::new(source));
        Ok(Self::new(Bytes::Au(source, told), encoding, (rate_hz, channels), told_s))
    }

    fn new(bytes: Bytes, encoding: Encoding, (rate_hz, channels): (u32, u16), told_s: Option<f64>) -> Self {
        Plain {
            bytes,
            encoding,
            rate_hz,
            channels,
            told_s,
            n_read: 0,
            rest: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Rate in hertz and channels.
    pub fn format(&self) -> (u32, u16) {
        (self.rate_hz, self.channels)
    }

    /// Length as the header tells it.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.told_s
    }

    /// What was found wrong since the last call.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// Reads the next block; `false` at the end.
    pub fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        (block.rate_hz, block.channels) = self.format();
        block.samples.clear();
        let mut bytes = [0u8; BLOCK_SAMPLES * 8];
        while block.samples.is_empty() {
            let wanted = BLOCK_SAMPLES * self.encoding.bytes() - self.rest.len();
            let n = match &mut self.bytes {
                Bytes::Riff(sound) => sound.read(&mut bytes[..wanted])?,
                Bytes::Au(source, _) => source.read(&mut bytes[..wanted])?,
            };
            if n == 0 {
                self.end();
                return Ok(false);
            }
            if let Bytes::Au(_, Some(left)) = &mut self.bytes {
                *left = left.saturating_sub(n as u64);
            }
            self.rest.extend_from_slice(&bytes[..n]);
            let whole = self.rest.len() - self.rest.len() % self.encoding.bytes();
            self.encoding.decode(&self.rest[..whole], &mut block.samples);
            self.rest.drain(..whole);
        }
        self.n_read += block.samples.len() as u64;
        Ok(true)
    }

    fn end(&mut self) {
        let missing = match &mut self.bytes {
            Bytes::Riff(sound) => sound.missing(),
            Bytes::Au(_, left) => left.take().unwrap_or(0),
        };
        let per_second = f64::from(self.rate_hz) * f64::from(self.channels);
        let missing_s = missing as f64 / (per_second * self.encoding.bytes() as f64);
        if missing > 0 {
            self.faults.push(Fault::Cut {
                at_s: self.n_read as f64 / per_second,
                seconds: Some(missing_s),
            });
        }
    }
}
