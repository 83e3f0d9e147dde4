//! WAV through hound, with the header's length taken for a hint.
//!
//! Recorders that are killed, pipes and streaming encoders write a data length of 0, of all ones,
//! or of what was true a minute ago. The bytes decide, not the header.

use std::io::{self, Cursor, Read};

use hound::{SampleFormat, WavReader, WavSpec};

use super::{Block, End, Source};

/// Samples handed out at a time: few, so that what a live pipe has delivered does not wait for more.
const BLOCK_SAMPLES: usize = 640;

/// Most bytes that may stand before the sound; cover pictures fit, lies do not.
const HEADER_LIMIT: usize = 8 << 20;

/// A WAV file or stream.
pub struct Wav {
    reader: WavReader<io::BufReader<Source>>,
    spec: WavSpec,
    /// Length the header told, in samples of all channels; `None` when it told nothing usable.
    told: Option<u64>,
    n_read: u64,
}

/// Why a WAV file is not read here.
pub enum Refused {
    /// It may be of a kind that another decoder reads.
    Foreign(String),
    /// No file is like that, whoever reads it.
    Absurd(String),
}

impl From<String> for Refused {
    fn from(problem: String) -> Self {
        Refused::Foreign(problem)
    }
}

impl Refused {
    /// What is wrong, in words.
    pub fn into_words(self) -> String {
        match self {
            Refused::Foreign(problem) | Refused::Absurd(problem) => problem,
        }
    }
}

/// Whether these first twelve bytes belong to a WAV file.
pub fn is_wav(start: &[u8]) -> bool {
    start.len() >= 12 && &start[..4] == b"RIFF" && &start[8..12] == b"WAVE"
}

impl Wav {
    /// Reads the header.
    pub fn new(mut source: Source) -> Result<Self, Refused> {
        let header = Header::read(&mut source)?;
        if let Some((rate_hz, channels)) = header.absurd {
            return Err(Refused::Absurd(format!(
                "its header says {rate_hz} Hz and {channels} channels"
            )));
        }
        let told_bytes = header.told_bytes;
        let whole: Source = Box::new(Cursor::new(header.bytes).chain(source));
        let reader = WavReader::new(io::BufReader::new(whole)).map_err(|error| error.to_string())?;
        let spec = reader.spec();
        if spec.channels == 0 {
            return Err(Refused::Foreign("it has 0 channels".to_owned()));
        }
        let bytes_per_sample = u64::from(spec.bits_per_sample.div_ceil(8)).max(1);
        let told = told_bytes.map(|bytes| bytes / bytes_per_sample);
        Ok(Wav {
            reader,
            spec,
            told,
            n_read: 0,
        })
    }

    /// Rate in hertz and channels.
    pub fn format(&self) -> (u32, u16) {
        (self.spec.sample_rate, self.spec.channels)
    }

    /// Length as the header tells it.
    pub fn seconds_hint(&self) -> Option<f64> {
        let per_second = f64::from(self.spec.sample_rate) * f64::from(self.spec.channels);
        self.told.map(|samples| samples as f64 / per_second)
    }

    /// Reads the next block.
    pub fn read(&mut self, block: &mut Block) -> Result<End, String> {
        (block.rate_hz, block.channels) = self.format();
        let wanted = match self.told {
            Some(told) => (told.saturating_sub(self.n_read)).min(BLOCK_SAMPLES as u64) as usize,
            None => BLOCK_SAMPLES,
        };
        if wanted == 0 {
            return Ok(End::Yes);
        }
        let out = &mut block.samples;
        let end = match self.spec.sample_format {
            SampleFormat::Float => fill(self.reader.samples::<f32>().take(wanted), out, |sample| sample),
            SampleFormat::Int => {
                let scale = 1.0 / (1u64 << (self.spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
                fill(self.reader.samples::<i32>().take(wanted), out, |sample| {
                    sample as f32 * scale
                })
            }
        }
        .map_err(|error| error.to_string())?;
        self.n_read += out.len() as u64;
        Ok(match (end, self.told) {
            (false, _) => End::No,
            (true, Some(_)) => End::Truncated,
            (true, None) => End::Yes,
        })
    }
}

/// Appends samples; `true` when the bytes ran out.
fn fill<S>(
    samples: impl Iterator<Item = hound::Result<S>>,
    out: &mut Vec<f32>,
    convert: impl Fn(S) -> f32,
) -> hound::Result<bool> {
    for sample in samples {
        match sample {
            Ok(sample) => out.push(convert(sample)),
            // hound reports running out of bytes as `Other`, real failures with their own kind.
            Err(hound::Error::IoError(error))
                if matches!(error.kind(), io::ErrorKind::Other | io::ErrorKind::UnexpectedEof) =>
            {
                return Ok(true);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Everything up to the sound, with a data length that hound accepts.
struct Header {
    bytes: Vec<u8>,
    told_bytes: Option<u64>,
    /// A rate and a number of channels that no recording has.
    absurd: Option<(u32, u16)>,
}

impl Header {
    fn read(source: &mut Source) -> Result<Self, String> {
        let mut bytes = Vec::with_capacity(64);
        take(source, 12, &mut bytes)?;
        let mut bytes_per_moment = 1;
        let mut absurd = None;
        loop {
            take(source, 8, &mut bytes)?;
            let at = bytes.len() - 8;
            let kind: [u8; 4] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
            let length = u32::from_le_bytes([bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]]);
            if &kind == b"data" {
                let told_bytes = (length != 0 && length < 0xFFFF_0000)
                    .then(|| u64::from(length / bytes_per_moment * bytes_per_moment));
                // hound insists on whole sample frames and stops at this length; `told_bytes` and
                // the end of the bytes decide here.
                let endless = u32::MAX / bytes_per_moment * bytes_per_moment;
                bytes[at + 4..].copy_from_slice(&endless.to_le_bytes());
                return Ok(Header {
                    bytes,
                    told_bytes,
                    absurd,
                });
            }
            // Chunks are padded to an even length.
            let body = length as usize + (length & 1) as usize;
            if bytes.len() + body > HEADER_LIMIT {
                return Err("its header says that the sound begins beyond the file's end".to_owned());
            }
            take(source, body, &mut bytes)?;
            if &kind == b"fmt " && body >= 14 {
                let channels = u16::from_le_bytes([bytes[at + 10], bytes[at + 11]]);
                let rate_hz =
                    u32::from_le_bytes([bytes[at + 12], bytes[at + 13], bytes[at + 14], bytes[at + 15]]);
                absurd = (!super::is_plausible(rate_hz, channels)).then_some((rate_hz, channels));
                let block_align = u16::from_le_bytes([bytes[at + 20], bytes[at + 21]]);
                bytes_per_moment = u32::from(block_align).max(1);
            }
        }
    }
}

/// Appends exactly `n` bytes, growing only as they arrive.
fn take(source: &mut Source, n: usize, bytes: &mut Vec<u8>) -> Result<(), String> {
    let got = source
        .take(n as u64)
        .read_to_end(bytes)
        .map_err(|error| error.to_string())?;
    if got == n {
        Ok(())
    } else {
        Err("its header is cut off".to_owned())
    }
}
