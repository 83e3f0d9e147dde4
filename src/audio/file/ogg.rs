//! OGG: Vorbis, Opus and FLAC in pages with checksums and the time of their end (RFC 3533, RFC 7845).

use std::collections::VecDeque;

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_FLAC, CODEC_ID_OPUS, CODEC_ID_VORBIS};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::Source;
use super::coded::{Demux, Piece, Step};
use super::kinds;
use super::numbers::little_endian;
use super::ogg_page::{Page, Pages};
use super::opus::packet_frames;
use super::timeline::{Delay, Place};

/// Pages before the first one with sound: pictures take some.
const HEAD_PAGES: usize = 1_000;

/// Bytes of one packet, at most.
const PACKET_BYTES: usize = 1 << 24;

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codec {
    Vorbis,
    Opus,
    Flac,
}

/// One logical stream: its headers, then its packets.
struct Stream {
    serial: u32,
    codec: Codec,
    parameters: AudioCodecParameters,
    rate_hz: u32,
    /// Samples before the sound begins.
    delay: u32,
    /// Header packets that have still to come.
    heads_left: usize,
    extra: Vec<u8>,
    partial: Vec<u8>,
    /// Number of the last page.
    page: Option<u32>,
    begun: bool,
    ended: bool,
}

impl Stream {
    /// By the first packet of a stream; none when it is no sound that is read here.
    fn begin(serial: u32, head: &[u8]) -> Option<Self> {
        let mut parameters = AudioCodecParameters::new();
        let (codec, rate_hz, delay, heads_left, extra) = if head.starts_with(b"\x01vorbis") {
            parameters.for_codec(CODEC_ID_VORBIS);
            let rate_hz = little_endian(head.get(12..16)?) as u32;
            (Codec::Vorbis, rate_hz, 0, 2, head.to_vec())
        } else if head.starts_with(b"OpusHead") {
            let delay = little_endian(head.get(10..12)?) as u32;
            parameters
                .for_codec(CODEC_ID_OPUS)
                .with_channels(Channels::Discrete(u16::from(*head.get(9)?)));
            (Codec::Opus, 48_000, delay, 1, head.to_vec())
        } else if head.starts_with(b"\x7FFLAC") {
            let information = head.get(17..17 + 34)?;
            let rate_hz = u32::from_be_bytes([0, information[10], information[11], information[12]]) >> 4;
            let heads_left = u16::from_be_bytes([head[7], head[8]]);
            parameters.for_codec(CODEC_ID_FLAC);
            (
                Codec::Flac,
                rate_hz,
                0,
                usize::from(heads_left),
                information.to_vec(),
            )
        } else {
            return None;
        };
        if !(1_000..=768_000).contains(&rate_hz) {
            return None;
        }
        parameters
            .with_sample_rate(rate_hz)
            .with_extra_data(extra.clone().into_boxed_slice());
        Some(Stream {
            serial,
            codec,
            parameters,
            rate_hz,
            delay,
            heads_left,
            extra,
            partial: Vec::new(),
            page: None,
            begun: false,
            ended: false,
        })
    }

    /// Takes a header; `true` when it was one.
    fn is_head(&mut self, packet: &[u8]) -> bool {
        let head = match self.codec {
            Codec::Vorbis => packet.first().is_some_and(|kind| kind & 1 == 1),
            Codec::Opus => packet.starts_with(b"OpusTags"),
            // Frames begin with a sync code; no header does.
            Codec::Flac => self.heads_left > 0 && packet.first() != Some(&0xFF),
        };
        if head {
            self.heads_left = self.heads_left.saturating_sub(1);
        }
        // Symphonia wants Vorbis's first and third header in a row.
        if head && packet.starts_with(b"\x05vorbis") {
            self.extra.extend_from_slice(packet);
            self.parameters
                .with_extra_data(std::mem::take(&mut self.extra).into_boxed_slice());
        }
        head
    }

    /// The whole packets of a page; tells also whether something before them is missing.
    fn packets(&mut self, page: &Page) -> (Vec<Box<[u8]>>, bool) {
        let mut lost = self.page.is_some_and(|last| last.wrapping_add(1) != page.number);
        self.page = Some(page.number);
        if lost || !page.continues {
            lost |= !self.partial.is_empty();
            self.partial.clear();
        }
        // The end of a packet whose beginning is missing.
        let mut headless = page.continues && self.partial.is_empty() && self.begun;
        let mut packets = Vec::new();
        for (bytes, whole) in page.packets() {
            if self.partial.len() + bytes.len() <= PACKET_BYTES {
                self.partial.extend_from_slice(bytes);
            }
            if whole && !std::mem::take(&mut headless) {
                packets.push(std::mem::take(&mut self.partial).into_boxed_slice());
            } else if whole {
                self.partial.clear();
            }
        }
        self.ended |= page.last;
        (packets, lost)
    }
}

/// The packets of one stream of sound.
pub(super) struct Ogg {
    pages: Pages,
    stream: Stream,
    /// Which of several streams of sound is read, from 0.
    track: usize,
    /// Streams of sound that begin together.
    n_tracks: usize,
    told_s: Option<f64>,
    waiting: VecDeque<Step>,
    /// Seconds of sound and the bytes of their pages, to know how much lies in damaged ones.
    seen_s: f64,
    seen_bytes: u64,
}

impl Ogg {
    /// Reads the headers; `track` counts from 0. `end` is the end of the file, where it can be looked at.
    pub fn open(source: Source, track: usize, end: Option<&[u8]>) -> Result<Self, String> {
        let mut pages = Pages::new(source);
        let first = pages.next()?.ok_or("no sound could be found in it")?;
        let (stream, n_tracks, held) = begin(&mut pages, first, track)?;
        let told_s = end.and_then(|end| super::ogg_page::last_position(end, stream.serial));
        let told_s = told_s.map(|position| {
            position.saturating_sub(u64::from(stream.delay)) as f64 / f64::from(stream.rate_hz)
        });
        let mut ogg = Ogg {
            pages,
            stream,
            track,
            n_tracks,
            told_s,
            waiting: VecDeque::new(),
            seen_s: 0.0,
            seen_bytes: 0,
        };
        if let Some(page) = held {
            ogg.take(&page);
        }
        for _ in 0..HEAD_PAGES {
            if ogg.stream.heads_left == 0 {
                return Ok(ogg);
            }
            match ogg.pages.next()? {
                Some(page) => ogg.take(&page),
                None => break,
            }
        }
        if ogg.stream.heads_left == 0 {
            return Ok(ogg);
        }
        Err("its header is cut off".to_owned())
    }

    /// Streams of sound that there are.
    pub fn n_tracks(&self) -> usize {
        self.n_tracks
    }

    /// Length as its last page tells it; a hint.
    pub fn seconds_hint(&self) -> Option<f64> {
        self.told_s
    }

    /// Takes a page of the stream: its packets wait to be decoded.
    fn take(&mut self, page: &Page) {
        if page.serial != self.stream.serial {
            return;
        }
        let (packets, lost) = self.stream.packets(page);
        if lost && self.stream.begun {
            self.waiting.push_back(Step::Lost(0.0));
        }
        let mut pieces = Vec::new();
        for data in packets {
            if self.stream.is_head(&data) {
                continue;
            }
            let seconds = match self.stream.codec {
                Codec::Opus => packet_frames(&data) as f64 / 48_000.0,
                _ => 0.0,
            };
            let packet = Packet::new(page.serial, Timestamp::ZERO, Duration::ZERO, data);
            pieces.push(Piece { packet, seconds });
        }
        if pieces.is_empty() {
            return;
        }
        let rate_hz = f64::from(self.stream.rate_hz);
        let delay_s = f64::from(self.stream.delay) / rate_hz;
        let first = !std::mem::replace(&mut self.stream.begun, true);
        let place = match page.position {
            Some(position) => Place::Until {
                end_s: position as f64 / rate_hz - delay_s,
                first: first.then_some(Delay(delay_s)),
                last: page.last,
            },
            None => Place::Follows,
        };
        if let Place::Until { end_s, .. } = place {
            self.seen_s = self.seen_s.max(end_s);
        }
        self.seen_bytes += page.bytes as u64;
        self.waiting.push_back(Step::Packets(pieces, place));
    }

    /// Seconds that damaged pages held, by the size of the others.
    fn seconds_of(&self, bytes: u64) -> f64 {
        let per_second = self.seen_bytes as f64 / self.seen_s.max(0.1);
        bytes as f64 / per_second.max(100.0)
    }
}

/// The stream of sound that is asked for among those that begin with this page, how many there are, and the first page
/// that begins none.
fn begin(pages: &mut Pages, first: Page, track: usize) -> Result<(Stream, usize, Option<Page>), String> {
    let mut streams = Vec::new();
    let mut foreign = None;
    let mut page = Some(first);
    while let Some(start) = page.as_ref().filter(|page| page.first) {
        let head = start.packets().next().map_or(&[][..], |(head, _)| head);
        match Stream::begin(start.serial, head) {
            Some(mut stream) => {
                stream.page = Some(start.number);
                streams.push(stream);
            }
            None => foreign = foreign.or_else(|| kinds::unread_ogg(head)),
        }
        page = pages.next()?;
    }
    let n = streams.len();
    match streams.into_iter().nth(track) {
        Some(stream) => Ok((stream, n, page)),
        None => Err(foreign.unwrap_or_else(|| "it has no sound track".to_owned())),
    }
}

impl Demux for Ogg {
    fn parameters(&self) -> &AudioCodecParameters {
        &self.stream.parameters
    }

    fn step(&mut self) -> Result<Step, String> {
        loop {
            if let Some(step) = self.waiting.pop_front() {
                return Ok(step);
            }
            let page = self.pages.next()?;
            let junk = self.pages.take_junk();
            if junk > 0 {
                self.waiting.push_back(Step::Lost(self.seconds_of(junk)));
            }
            match page {
                // One recording after the other in the same file, as of a radio station.
                Some(page) if page.first && page.serial != self.stream.serial => {
                    let Ok((stream, _, held)) = begin(&mut self.pages, page, self.track) else {
                        continue;
                    };
                    self.stream = stream;
                    if let Some(page) = held {
                        self.take(&page);
                    }
                    while self.stream.heads_left > 0 {
                        match self.pages.next()? {
                            Some(page) => self.take(&page),
                            None => return Ok(Step::End { cut: true }),
                        }
                    }
                    let parameters = Box::new(self.stream.parameters.clone());
                    self.waiting.push_front(Step::Restart(parameters));
                    self.told_s = None;
                }
                Some(page) => self.take(&page),
                None => {
                    let cut = junk == 0 && (self.pages.cut() || !self.stream.ended);
                    self.waiting.push_back(Step::End { cut });
                }
            }
        }
    }

    fn told_s(&self) -> Option<f64> {
        None
    }

    fn trust_s(&self) -> f64 {
        0.0
    }
}
