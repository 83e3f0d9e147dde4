//! MPEG audio (MP1, MP2, MP3) and ADTS AAC: frames that follow each other without a container.
//!
//! They carry no times: the time of damage is that of the bytes it covers.

use std::io::Read;
use std::path::PathBuf;

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP1, CODEC_ID_MP2, CODEC_ID_MP3};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::Source;
use super::coded::{Demux, Piece, Step};
use super::mpeg_header::{self as header, Header, Kind, Tag};
use super::timeline::Place;

/// Bytes looked through for the first frame.
const SEARCH: usize = 1 << 20;

/// Read at a time.
const PIECE: usize = 16 << 10;

/// Bytes of damage passed over in one step, so that reading can be interrupted.
const JUNK: u64 = 1 << 20;

/// The frames of a file or stream.
pub(super) struct Mpeg {
    source: Source,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes taken from the source.
    taken: u64,
    source_ended: bool,
    first: Header,
    parameters: AudioCodecParameters,
    /// Frames that the encoder counted, in seconds.
    told_s: Option<f64>,
    /// What it put before the sound.
    delay_s: f64,
    /// Seconds of frames, and bytes in them.
    seen_s: f64,
    seen_bytes: u64,
    lost_s: f64,
    /// Where the file can be opened once more, to count the frames after damage.
    again: Option<PathBuf>,
    begun: bool,
    pending: Option<Step>,
}

impl Mpeg {
    /// Looks for the first frames; `none` when these are none.
    pub fn open(source: Source, again: Option<PathBuf>) -> Result<Self, String> {
        let mut mpeg = Mpeg {
            source,
            buffer: Vec::new(),
            at: 0,
            taken: 0,
            source_ended: false,
            first: Header::default(),
            parameters: AudioCodecParameters::new(),
            told_s: None,
            delay_s: 0.0,
            seen_s: 0.0,
            seen_bytes: 0,
            lost_s: 0.0,
            again,
            begun: false,
            pending: None,
        };
        mpeg.find_first()?;
        Ok(mpeg)
    }

    /// Length by the encoder's count of its frames.
    pub fn seconds_told(&self) -> Option<f64> {
        self.told_s
    }

    /// About the length of a file of so many bytes, by the size of its first frame.
    pub fn seconds_of(&self, bytes: u64) -> Option<f64> {
        let first = self.first;
        let by_size = bytes as f64 / first.bytes as f64 * first.seconds();
        // Frames of AAC differ too much.
        (first.kind != Kind::Adts && by_size.is_finite()).then_some(by_size)
    }

    fn find_first(&mut self) -> Result<(), String> {
        for _ in 0..SEARCH {
            self.skip_tags()?;
            let Some(first) = self.header_at(0) else {
                if self.available(1)? == 0 {
                    break;
                }
                self.at += 1;
                continue;
            };
            self.first = first;
            if self.is_frame(first)? {
                self.begin(first)?;
                return Ok(());
            }
            self.at += 1;
        }
        Err("no sound could be found in it".to_owned())
    }

    fn begin(&mut self, first: Header) -> Result<(), String> {
        self.describe();
        self.available(first.bytes)?;
        let end = (self.at + first.bytes).min(self.buffer.len());
        if let Some(tag) = Tag::read(first, &self.buffer[self.at..end]) {
            self.at = end;
            self.delay_s = tag.delay as f64 / f64::from(first.rate_hz);
            self.told_s = tag
                .frames
                .map(|frames| frames as f64 * first.seconds() - self.delay_s);
        }
        Ok(())
    }

    /// Parameters for the decoder, from the present header.
    fn describe(&mut self) {
        let codec = match self.first.kind {
            Kind::Layer1 => CODEC_ID_MP1,
            Kind::Layer2 => CODEC_ID_MP2,
            Kind::Layer3 => CODEC_ID_MP3,
            Kind::Adts => CODEC_ID_AAC,
        };
        self.parameters
            .for_codec(codec)
            .with_sample_rate(self.first.rate_hz)
            .with_channels(match self.first.channels {
                1 => Channels::Positioned(Position::FRONT_LEFT),
                2 => Channels::Positioned(Position::FRONT_LEFT | Position::FRONT_RIGHT),
                many => Channels::Discrete(many),
            });
    }

    /// Reads on until so many bytes lie ahead; how many there are.
    fn available(&mut self, wanted: usize) -> Result<usize, String> {
        while self.buffer.len() - self.at < wanted && !self.source_ended {
            if self.at > PIECE {
                self.buffer.drain(..self.at);
                self.at = 0;
            }
            let before = self.buffer.len();
            self.buffer.resize(before + PIECE, 0);
            let n = self.source.read(&mut self.buffer[before..]);
            let n = n.map_err(|error| error.to_string());
            self.buffer.truncate(before + n.as_ref().copied().unwrap_or(0));
            self.source_ended = n? == 0;
            self.taken += (self.buffer.len() - before) as u64;
        }
        Ok(self.buffer.len() - self.at)
    }

    fn header_at(&self, offset: usize) -> Option<Header> {
        Header::read(self.buffer.get(self.at + offset..)?)
    }

    /// Whether a frame of the same stream stands here, with another one, a tag or the end behind it.
    fn is_frame(&mut self, header: Header) -> Result<bool, String> {
        if !header.is_of(self.first) {
            return Ok(false);
        }
        let available = self.available(header.bytes + header::LONGEST)?;
        if available <= header.bytes {
            return Ok(available == header.bytes);
        }
        let behind = &self.buffer[self.at + header.bytes..];
        let next = Header::read(behind).is_some_and(|next| next.is_of(self.first));
        Ok(next || header::tag_bytes(behind).is_some())
    }

    /// Passes over ID3, APE and Lyrics tags.
    fn skip_tags(&mut self) -> Result<(), String> {
        loop {
            self.available(header::TAG_HEAD)?;
            let Some(mut left) = header::tag_bytes(&self.buffer[self.at..]) else {
                return Ok(());
            };
            while left > 0 {
                let n = (self.available(left.min(PIECE))?).min(left);
                if n == 0 {
                    return Ok(());
                }
                self.at += n;
                left -= n;
            }
        }
    }

    /// Passes over bytes that are no frames; how many.
    fn skip_junk(&mut self) -> Result<u64, String> {
        let mut junk = 0;
        while junk < JUNK {
            self.skip_tags()?;
            if self.available(header::LONGEST)? == 0 {
                break;
            }
            if let Some(header) = self.header_at(0)
                && self.is_frame(header)?
            {
                break;
            }
            self.at += 1;
            junk += 1;
        }
        Ok(junk)
    }

    /// Seconds that so many bytes of damage held: as many as the frames around them, unless the file counts its frames.
    fn seconds_in(&mut self, junk: u64) -> f64 {
        let per_second = self.seen_bytes as f64 / self.seen_s.max(1e-3);
        let by_bytes = junk as f64 / per_second.max(1.0);
        let Some(told_s) = self.told_s else {
            return by_bytes;
        };
        // How much is missing in all is known; it is spread over the damage here and further on.
        let (rest_s, rest_junk) = self.rest();
        let missing_s = told_s + self.delay_s - self.seen_s - self.lost_s - rest_s;
        (missing_s * junk as f64 / (junk + rest_junk).max(1) as f64).clamp(0.0, 3.0 * by_bytes + 1.0)
    }

    /// Seconds of frames and bytes of damage from here to the end, where the file can be read once more.
    fn rest(&self) -> (f64, u64) {
        let here = self.taken - (self.buffer.len() - self.at) as u64;
        let count = || -> Option<(f64, u64)> {
            let mut file = std::fs::File::open(self.again.as_ref()?).ok()?;
            std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(here)).ok()?;
            let mut rest = Mpeg {
                source: Box::new(file),
                buffer: Vec::new(),
                at: 0,
                taken: 0,
                source_ended: false,
                parameters: AudioCodecParameters::new(),
                again: None,
                pending: None,
                ..*self
            };
            let mut junk = 0;
            rest.seen_s = 0.0;
            loop {
                if rest.frame().ok()?.is_some() {
                    continue;
                }
                let n = rest.skip_junk().ok()?;
                if n == 0 {
                    return Some((rest.seen_s, junk));
                }
                junk += n;
            }
        };
        count().unwrap_or((0.0, 0))
    }

    /// The next frame, if one stands here.
    fn frame(&mut self) -> Result<Option<(Header, std::ops::Range<usize>)>, String> {
        self.available(header::LONGEST)?;
        let Some(header) = self.header_at(0) else {
            return Ok(None);
        };
        if !self.is_frame(header)? {
            return Ok(None);
        }
        let range = self.at..self.at + header.bytes;
        self.at = range.end;
        self.seen_s += header.seconds();
        self.seen_bytes += header.bytes as u64;
        Ok(Some((header, range)))
    }

    /// A frame whose end is not there any more.
    fn is_cut(&self) -> bool {
        let left = self.buffer.len() - self.at;
        self.source_ended
            && left > 0
            && self
                .header_at(0)
                .is_some_and(|header| header.is_of(self.first) && header.bytes > left)
    }
}

impl Demux for Mpeg {
    fn parameters(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn step(&mut self) -> Result<Step, String> {
        if let Some(step) = self.pending.take() {
            return Ok(step);
        }
        let place = if self.begun {
            Place::Follows
        } else {
            Place::At(-self.delay_s)
        };
        if let Some((header, range)) = self.frame()? {
            self.begun = true;
            let skip = if header.kind == Kind::Adts {
                header.head_bytes
            } else {
                0
            };
            let packet = Packet::new(
                0,
                Timestamp::ZERO,
                Duration::new(header.samples.into()),
                &self.buffer[range.start + skip..range.end],
            );
            let seconds = header.seconds();
            let packets = Step::Packets(vec![Piece { packet, seconds }], place);
            if header.channels == self.first.channels {
                return Ok(packets);
            }
            // Broadcasts change between one channel and two.
            self.first = header;
            self.describe();
            self.pending = Some(packets);
            return Ok(Step::Restart(Box::new(self.parameters.clone())));
        }
        self.skip_tags()?;
        if self.available(1)? == 0 {
            return Ok(Step::End { cut: false });
        }
        let cut = self.is_cut();
        let junk = self.skip_junk()?;
        if cut && self.available(1)? == 0 {
            return Ok(Step::End { cut: true });
        }
        let seconds = self.seconds_in(junk);
        self.lost_s += seconds;
        Ok(Step::Lost(seconds))
    }

    fn told_s(&self) -> Option<f64> {
        self.told_s
    }

    fn trust_s(&self) -> f64 {
        0.04
    }
}
