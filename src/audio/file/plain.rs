//! Uncompressed recordings: WAV and its kin, AU, AIFF, CAF.

use std::io::{self, BufReader, Read};

use super::fault::Fault;
use super::iff::Iff;
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
    /// One piece of sound; bytes of it still to come, where the header tells it.
    One(Source, Option<u64>),
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
        Ok(Self::one(source, encoding, (rate_hz, channels), told))
    }

    /// AIFF and CAF, whose header was read.
    pub fn iff(iff: &Iff, source: Source) -> Self {
        Self::one(source, iff.encoding, (iff.rate_hz, iff.channels), iff.told)
    }

    fn one(source: Source, encoding: Encoding, (rate_hz, channels): (u32, u16), told: Option<u64>) -> Self {
        let per_second = f64::from(rate_hz) * f64::from(channels) * encoding.bytes() as f64;
        let told_s = told.map(|bytes| bytes as f64 / per_second.max(1.0));
        let source: Source = Box::new(BufReader::new(source));
        Self::new(Bytes::One(source, told), encoding, (rate_hz, channels), told_s)
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
                // What follows the sound, such as a name, is no sound.
                Bytes::One(source, left) => {
                    let most = left.map_or(wanted, |left| left.min(wanted as u64) as usize);
                    let n = source.read(&mut bytes[..most])?;
                    *left = left.map(|left| left - n as u64);
                    n
                }
            };
            if n == 0 {
                self.end();
                return Ok(false);
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
            Bytes::One(_, left) => left.take().unwrap_or(0),
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
