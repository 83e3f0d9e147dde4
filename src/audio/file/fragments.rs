//! MP4 written piece by piece (fragments), as by browsers, OBS and streaming: each piece tells when it is heard, and after
//! damage the next one can be found.

use std::io::{BufReader, Read, Seek, SeekFrom};

use super::mp4::{box_head, boxes, child, is_known, number};

/// Pieces of a file, at most.
const PIECES: usize = 200_000;

/// Bytes of a piece's index, at most.
const INDEX_BYTES: u64 = 8 << 20;

/// One piece: where it begins in the file, when its track is heard, and for how long, in ticks of the track.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    start: u64,
    base: u64,
    ticks: u64,
}

/// When the pieces of one track are heard.
#[derive(Clone, Debug, Default)]
pub(super) struct Fragments {
    pieces: Vec<Piece>,
    /// The piece at which reading began: readers count from there.
    from: usize,
    scale: f64,
    /// Where the index of the whole ends.
    pub head_end: u64,
}

impl Fragments {
    /// Reads the index of each piece; `default` is a sample's length where a piece does not tell it.
    pub fn read<F: Read + Seek>(
        file: &mut F,
        track_id: u32,
        scale: f64,
        default: u64,
    ) -> std::io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let mut file = BufReader::new(file);
        let mut fragments = Fragments {
            scale: scale.max(1.0),
            ..Fragments::default()
        };
        let mut at = 0;
        let mut told = 0;
        while at + 8 <= length && fragments.pieces.len() < PIECES {
            file.seek(SeekFrom::Start(at))?;
            let mut head = Vec::with_capacity(16);
            file.by_ref().take(16).read_to_end(&mut head)?;
            let known = box_head(&head, length - at).filter(|(name, ..)| is_known(name));
            let Some((name, head_bytes, size)) = known else {
                // Damage: the next piece is looked for.
                match find(&mut file, at + 1)? {
                    Some(next) => at = next,
                    None => break,
                }
                continue;
            };
            if &name == b"moov" {
                fragments.head_end = at + size;
            }
            if &name == b"moof" && size <= INDEX_BYTES {
                let mut body = Vec::new();
                file.seek(SeekFrom::Start(at + head_bytes))?;
                file.by_ref().take(size - head_bytes).read_to_end(&mut body)?;
                if let Some((base, ticks)) = piece(&body, track_id, default) {
                    let base = base.unwrap_or(told);
                    told = base.saturating_add(ticks);
                    fragments.pieces.push(Piece {
                        start: at,
                        base,
                        ticks,
                    });
                }
            }
            at = at.saturating_add(size);
        }
        Ok(fragments)
    }

    /// When a moment is heard of which a reader knows only the length of what came before, in seconds.
    pub fn heard_s(&self, counted_s: f64) -> f64 {
        let mut counted = 0u64;
        let ticks = (counted_s * self.scale).round().max(0.0) as u64;
        let pieces = self.pieces.get(self.from..).unwrap_or(&[]);
        for piece in pieces {
            if ticks < counted.saturating_add(piece.ticks) {
                return (piece.base + (ticks - counted)) as f64 / self.scale;
            }
            counted = counted.saturating_add(piece.ticks);
        }
        match pieces.last() {
            Some(last) => (last.base + last.ticks + ticks.saturating_sub(counted)) as f64 / self.scale,
            None => counted_s,
        }
    }

    /// Where the track ends.
    pub fn end_s(&self) -> Option<f64> {
        let last = self.pieces.last()?;
        Some((last.base.saturating_add(last.ticks)) as f64 / self.scale)
    }

    /// Goes on at the first piece that begins after `position`; where that is.
    pub fn enter_after(&mut self, position: u64, entered: u64) -> Option<u64> {
        let next = self
            .pieces
            .iter()
            .position(|piece| piece.start > position.max(entered))?;
        self.from = next;
        Some(self.pieces[next].start)
    }

    /// Whether a track of such pieces was found.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// A box that is passed over, in place of what lies there; none when there is too little room for it.
pub(super) fn free(bytes: u64) -> Option<Vec<u8>> {
    if bytes < 16 {
        return None;
    }
    let mut head = 1u32.to_be_bytes().to_vec();
    head.extend_from_slice(b"free");
    head.extend_from_slice(&bytes.to_be_bytes());
    Some(head)
}

/// When a track's part of a piece begins, where it tells, and its length in ticks.
fn piece(moof: &[u8], track_id: u32, default: u64) -> Option<(Option<u64>, u64)> {
    let of_track = |traf: &&[u8]| {
        let id = child(traf, b"tfhd").and_then(|head| number(head, 4, 4));
        id == Some(u64::from(track_id))
    };
    let traf = boxes(moof)
        .filter(|(name, _)| name == b"traf")
        .map(|(_, body)| body)
        .find(of_track)?;
    let head = child(traf, b"tfhd")?;
    let flags = number(head, 1, 3)?;
    // What stands before the default length: a base offset, a description.
    let at = 8 + if flags & 1 != 0 { 8 } else { 0 } + if flags & 2 != 0 { 4 } else { 0 };
    let default = if flags & 8 != 0 {
        number(head, at, 4)?
    } else {
        default
    };
    let base = child(traf, b"tfdt").and_then(|time| {
        let n = if time.first() == Some(&1) { 8 } else { 4 };
        number(time, 4, n)
    });
    let runs = boxes(traf).filter(|(name, _)| name == b"trun");
    let ticks = runs
        .map(|(_, run)| run_ticks(run, default))
        .fold(0, u64::saturating_add);
    Some((base.filter(|&base| base < 1 << 60), ticks))
}

/// Length of a run of samples.
fn run_ticks(run: &[u8], default: u64) -> u64 {
    let (flags, count) = (number(run, 1, 3).unwrap_or(0), number(run, 4, 4).unwrap_or(0));
    if flags & 0x100 == 0 {
        return default.saturating_mul(count);
    }
    let first = 8 + if flags & 1 != 0 { 4 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 };
    let entry = 4 * (flags & 0xF00).count_ones() as usize;
    let entries = run
        .get(first..)
        .unwrap_or(&[])
        .chunks_exact(entry)
        .take(count as usize);
    entries
        .map(|entry| number(entry, 0, 4).unwrap_or(0))
        .fold(0, u64::saturating_add)
}

/// The next piece from a place on.
fn find<F: Read + Seek>(file: &mut BufReader<F>, from: u64) -> std::io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(from))?;
    // Its size, its name, and the head of the box that begins each: `mfhd`.
    let mut last = [0u8; 16];
    for (n, byte) in file.by_ref().bytes().enumerate() {
        last.rotate_left(1);
        last[15] = byte?;
        if n >= 15 && &last[4..8] == b"moof" && &last[12..16] == b"mfhd" {
            return Ok(Some(from + n as u64 - 15));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_is_heard_when_it_tells() {
        let piece = |start, base| Piece {
            start,
            base,
            ticks: 1_000,
        };
        let mut fragments = Fragments {
            pieces: vec![piece(100, 4_000), piece(200, 5_000), piece(300, 9_000)],
            scale: 1_000.0,
            ..Fragments::default()
        };
        assert_eq!(fragments.heard_s(0.5), 4.5);
        assert_eq!(fragments.heard_s(1.5), 5.5);
        assert_eq!(fragments.heard_s(2.5), 9.5);
        assert_eq!(fragments.end_s(), Some(10.0));
        // After damage in the second, reading begins anew with the third.
        assert_eq!(fragments.enter_after(250, 0), Some(300));
        assert_eq!(fragments.heard_s(0.25), 9.25);
        assert_eq!(fragments.enter_after(250, 300), None);
    }
}
