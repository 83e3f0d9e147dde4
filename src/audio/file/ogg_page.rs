//! Pages of OGG (RFC 3533): found, checked, and found again after damage.

use std::io::Read;

use super::Source;
use super::numbers::little_endian;

/// Bytes of a page's head before its table of segments.
const HEAD: usize = 27;

/// Read at a time.
const PIECE: usize = 16 << 10;

/// One page.
pub(super) struct Page {
    pub serial: u32,
    pub number: u32,
    /// It begins with the end of a packet of the page before.
    pub continues: bool,
    /// It begins a stream.
    pub first: bool,
    /// It ends a stream.
    pub last: bool,
    /// Samples of the stream up to the end of its last whole packet.
    pub position: Option<u64>,
    /// Size with its head.
    pub bytes: usize,
    segments: Vec<u8>,
    body: Vec<u8>,
}

impl Page {
    /// Its packets, and whether each is whole: the last may go on in the next page.
    pub fn packets(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut segments = self.segments.as_slice();
        let mut body = self.body.as_slice();
        std::iter::from_fn(move || {
            if segments.is_empty() {
                return None;
            }
            let last = segments.iter().position(|&length| length < 255);
            let n = last.map_or(segments.len(), |at| at + 1);
            let length: usize = segments[..n].iter().map(|&length| usize::from(length)).sum();
            segments = &segments[n..];
            let (packet, rest) = body.split_at(length.min(body.len()));
            body = rest;
            Some((packet, last.is_some()))
        })
    }

    /// The page at the beginning of `bytes`: `Ok(None)` when more bytes are needed, an error when there is none.
    fn read(bytes: &[u8]) -> Result<Option<Page>, ()> {
        let known = bytes.len().min(4);
        if bytes[..known] != b"OggS"[..known] {
            return Err(());
        }
        let Some(head) = bytes.get(..HEAD) else {
            return Ok(None);
        };
        let n_segments = usize::from(head[26]);
        let Some(segments) = bytes.get(HEAD..HEAD + n_segments) else {
            return Ok(None);
        };
        let length: usize = segments.iter().map(|&length| usize::from(length)).sum();
        let whole = HEAD + n_segments + length;
        let Some(page) = bytes.get(..whole) else {
            return Ok(None);
        };
        let long = |at: usize| little_endian(&head[at..at + 4]) as u32;
        if checksum(page) != long(22) {
            return Err(());
        }
        let position = little_endian(&head[6..14]);
        Ok(Some(Page {
            serial: long(14),
            number: long(18),
            continues: head[5] & 1 != 0,
            first: head[5] & 2 != 0,
            last: head[5] & 4 != 0,
            position: (position < 1 << 62).then_some(position),
            bytes: whole,
            segments: segments.to_vec(),
            body: page[HEAD + n_segments..].to_vec(),
        }))
    }
}

/// Reads pages one after the other.
pub(super) struct Pages {
    source: Source,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    junk: u64,
    cut: bool,
}

impl Pages {
    pub fn new(source: Source) -> Self {
        Pages {
            source,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            junk: 0,
            cut: false,
        }
    }

    /// Bytes since the last call that belong to no page.
    pub fn take_junk(&mut self) -> u64 {
        std::mem::take(&mut self.junk)
    }

    /// Whether the file ends inside a page.
    pub fn cut(&self) -> bool {
        self.cut
    }

    /// The next page that is whole and right; none at the end.
    pub fn next(&mut self) -> Result<Option<Page>, String> {
        loop {
            match Page::read(&self.buffer[self.at..]) {
                Ok(Some(page)) => {
                    self.at += page.bytes;
                    return Ok(Some(page));
                }
                Ok(None) if self.more()? => {}
                // A page that the end of the file cuts, or damage that looks like the beginning of one.
                Ok(None) => {
                    let left = &self.buffer[self.at..];
                    if left.is_empty() {
                        return Ok(None);
                    }
                    if !left[1..].windows(4).any(|four| four == b"OggS") {
                        self.cut = true;
                        self.at = self.buffer.len();
                        return Ok(None);
                    }
                    self.skip();
                }
                Err(()) => self.skip(),
            }
        }
    }

    /// Goes on to what may be the next page.
    fn skip(&mut self) {
        let left = &self.buffer[self.at + 1..];
        let next = left.iter().position(|&byte| byte == b'O').unwrap_or(left.len());
        self.at += next + 1;
        self.junk += next as u64 + 1;
    }

    fn more(&mut self) -> Result<bool, String> {
        if self.ended {
            return Ok(false);
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let before = self.buffer.len();
        self.buffer.resize(before + PIECE, 0);
        let n = self.source.read(&mut self.buffer[before..]);
        let n = n.map_err(|error| error.to_string());
        self.buffer.truncate(before + n.as_ref().copied().unwrap_or(0));
        self.ended = n? == 0;
        Ok(!self.ended)
    }
}

/// The position that the last whole page of a stream tells, among the last bytes of a file.
pub(super) fn last_position(end: &[u8], serial: u32) -> Option<u64> {
    let starts = end.windows(4).enumerate().filter(|(_, four)| *four == b"OggS");
    let pages = starts.filter_map(|(at, _)| Page::read(&end[at..]).ok().flatten());
    let mut positions = pages
        .filter(|page| page.serial == serial)
        .filter_map(|page| page.position);
    positions.next_back()
}

/// CRC-32 of a page with its own checksum taken for zero.
fn checksum(page: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    page.iter().enumerate().fold(0, |sum, (at, &byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { byte };
        (sum << 8) ^ TABLE[((sum >> 24) as u8 ^ byte) as usize]
    })
}

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut value = (n as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            value = (value << 1) ^ if value >> 31 == 1 { 0x04C1_1DB7 } else { 0 };
            bit += 1;
        }
        table[n] = value;
        n += 1;
    }
    table
}
