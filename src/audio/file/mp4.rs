//! The clock of MP4, M4A and MOV, which says when a track is heard: edit lists, the default track, lengths
//! (ISO/IEC 14496-12). The packets themselves are symphonia's business.

use std::io::{Read, Seek, SeekFrom};

use super::numbers::big_endian;

/// Bytes of the index, at most: hours of video fit.
const INDEX_BYTES: u64 = 256 << 20;

/// Boxes looked at on the outermost level.
const BOXES: usize = 100_000;

/// What the index of a file says of its times.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Movie {
    /// Length of the whole.
    pub seconds: Option<f64>,
    pub tracks: Vec<TrackClock>,
    /// Bytes that the file should have by the sizes of its boxes.
    pub told_bytes: u64,
    /// It is written piece by piece: lengths in the index mean nothing.
    pub fragmented: bool,
    /// The index was found.
    pub has_index: bool,
    /// How the sound tracks are coded, in four letters each.
    pub codings: Vec<[u8; 4]>,
}

/// When one track is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TrackClock {
    pub id: u32,
    /// Meant to be heard unless the user chooses another one.
    pub enabled: bool,
    /// Ticks in a second.
    pub scale: f64,
    /// Length of a sample in ticks, where a piece of a file in pieces does not tell it.
    pub sample_ticks: u64,
    edits: Vec<Edit>,
}

/// A stretch of the track, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edit {
    /// Where it begins in the track.
    media_s: f64,
    /// Where it is heard.
    heard_s: f64,
    /// Its length; none to the end.
    seconds: Option<f64>,
}

impl TrackClock {
    /// When a moment of the track is heard; none when it was edited out. A packet reaches `length_s` beyond it.
    pub fn heard_s(&self, media_s: f64, length_s: f64) -> Option<f64> {
        let Some(first) = self.edits.first() else {
            return Some(media_s);
        };
        let in_order = self
            .edits
            .windows(2)
            .all(|pair| pair[0].media_s <= pair[1].media_s);
        if !in_order {
            // Packets come in the order of the track; stretches that were put into another order are read in it.
            return Some(media_s - first.media_s + first.heard_s);
        }
        // The encoder's delay before the first stretch counts as heard: the decoder needs it.
        let early_s = 0.1;
        let edit = self
            .edits
            .iter()
            .rev()
            .find(|edit| media_s + length_s > edit.media_s)?;
        let into_s = media_s - edit.media_s;
        let inside = edit.seconds.is_none_or(|seconds| into_s < seconds) && into_s > -early_s - length_s;
        inside.then_some(edit.heard_s + into_s)
    }

    /// Where the last stretch ends, in a track of so many seconds.
    pub fn end_s(&self, track_s: f64) -> f64 {
        let Some(last) = self.edits.last() else {
            return track_s;
        };
        let left_s = (track_s - last.media_s).max(0.0);
        last.heard_s + last.seconds.map_or(left_s, |seconds| seconds.min(left_s))
    }
}

/// Reads the index, wherever it stands; the file is left at its beginning.
pub(super) fn read<F: Read + Seek>(file: &mut F) -> std::io::Result<Movie> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut movie = Movie::default();
    let mut at = 0u64;
    for _ in 0..BOXES {
        if at.saturating_add(8) > length {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = Vec::with_capacity(16);
        file.by_ref().take(16).read_to_end(&mut head)?;
        let Some((name, head_bytes, size)) = box_head(&head, length - at) else {
            break;
        };
        if !name.iter().all(|byte| (0x20..0x7F).contains(byte)) {
            break;
        }
        at = at.saturating_add(size);
        // Damage may look like a box; only of those that there are the size is believed.
        if is_known(&name) {
            movie.told_bytes = movie.told_bytes.max(at);
        }
        match &name {
            b"moov" if size <= INDEX_BYTES => {
                let mut body = Vec::new();
                let start = at - size + head_bytes;
                file.seek(SeekFrom::Start(start))?;
                file.by_ref().take(size - head_bytes).read_to_end(&mut body)?;
                movie.has_index = body.len() as u64 == size - head_bytes;
                index(&body, &mut movie);
            }
            b"moof" => movie.fragmented = true,
            _ => {}
        }
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(movie)
}

/// Boxes of the outermost level.
pub(super) fn is_known(name: &[u8; 4]) -> bool {
    const NAMES: [&[u8; 4]; 16] = [
        b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"ssix", b"free", b"skip", b"mfra", b"meta",
        b"uuid", b"emsg", b"prft", b"pdin", b"wide",
    ];
    NAMES.contains(&name)
}

/// Name, size of the head and size of a box, of which so many bytes at most can be there.
pub(super) fn box_head(head: &[u8], left: u64) -> Option<([u8; 4], u64, u64)> {
    let name: [u8; 4] = head.get(4..8)?.try_into().ok()?;
    match number(head, 0, 4)? {
        0 => Some((name, 8, left)),
        1 => number(head, 8, 8)
            .filter(|&size| size >= 16)
            .map(|size| (name, 16, size)),
        size if size >= 8 => Some((name, 8, size)),
        _ => None,
    }
}

/// The boxes in the body of another one.
pub(super) fn boxes(mut body: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, head, size) = box_head(body, body.len() as u64)?;
        let inner = body.get(head as usize..size as usize)?;
        body = &body[size as usize..];
        Some((name, inner))
    })
}

pub(super) fn child<'a>(body: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(body)
        .find(|(name, _)| name == wanted)
        .map(|(_, inner)| inner)
}

/// A big-endian number.
pub(super) fn number(bytes: &[u8], at: usize, n: usize) -> Option<u64> {
    bytes.get(at..at + n).map(big_endian)
}

fn index(moov: &[u8], movie: &mut Movie) {
    let times = |header: &[u8]| {
        // Version 1 has 64-bit times.
        let (scale, length, n) = if header.first() == Some(&1) {
            (20, 24, 8)
        } else {
            (12, 16, 4)
        };
        let scale = number(header, scale, 4).filter(|&scale| scale > 0)?;
        Some((scale as f64, number(header, length, n)?, n))
    };
    let Some((scale, length, n)) = child(moov, b"mvhd").and_then(times) else {
        return;
    };
    let unknown = if n == 8 { u64::MAX } else { u64::from(u32::MAX) };
    movie.seconds = (length > 0 && length != unknown).then(|| length as f64 / scale);
    movie.fragmented |= child(moov, b"mvex").is_some();
    for (name, trak) in boxes(moov) {
        if &name != b"trak" {
            continue;
        }
        let Some(head) = child(trak, b"tkhd") else {
            continue;
        };
        let id = number(head, if head.first() == Some(&1) { 20 } else { 12 }, 4);
        let media = child(trak, b"mdia")
            .and_then(|mdia| child(mdia, b"mdhd"))
            .and_then(times);
        movie.codings.extend(child(trak, b"mdia").and_then(sound_coding));
        let edits = child(trak, b"edts").and_then(|edts| child(edts, b"elst"));
        movie.tracks.push(TrackClock {
            id: id.unwrap_or(0) as u32,
            scale: media.map_or(1.0, |(scale, ..)| scale),
            sample_ticks: sample_ticks(moov, id.unwrap_or(0)),
            enabled: head.get(3).is_some_and(|flags| flags & 1 != 0),
            edits: match (edits, media) {
                (Some(list), Some((media_scale, ..))) => edit_list(list, scale, media_scale),
                _ => Vec::new(),
            },
        });
    }
}

/// The usual length of a sample of a track of a file in pieces.
fn sample_ticks(moov: &[u8], id: u64) -> u64 {
    let extends = child(moov, b"mvex").unwrap_or(&[]);
    let of_track = boxes(extends).find(|(name, body)| name == b"trex" && number(body, 4, 4) == Some(id));
    of_track.and_then(|(_, body)| number(body, 12, 4)).unwrap_or(0)
}

/// How a sound track is coded.
fn sound_coding(mdia: &[u8]) -> Option<[u8; 4]> {
    let is_sound = child(mdia, b"hdlr")?.get(8..12)? == b"soun";
    let table = child(child(mdia, b"minf")?, b"stbl")?;
    let entry = child(table, b"stsd")?.get(12..16)?;
    is_sound.then(|| entry.try_into().ok())?
}

fn edit_list(list: &[u8], scale: f64, media_scale: f64) -> Vec<Edit> {
    let n = if list.first() == Some(&1) { 8 } else { 4 };
    let count = number(list, 4, 4).unwrap_or(0).min(10_000) as usize;
    let mut heard_s = 0.0;
    let mut edits = Vec::new();
    for entry in list.get(8..).unwrap_or(&[]).chunks_exact(2 * n + 4).take(count) {
        let seconds = number(entry, 0, n).unwrap_or(0) as f64 / scale;
        let start = number(entry, n, n).unwrap_or(0);
        let empty = if n == 8 { u64::MAX } else { u64::from(u32::MAX) };
        if start != empty {
            edits.push(Edit {
                media_s: start as f64 / media_scale,
                heard_s,
                seconds: (seconds > 0.0).then_some(seconds),
            });
        }
        heard_s += seconds;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut bytes = (body.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(body);
        bytes
    }

    fn words(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    fn movie(edits: &[u32]) -> Movie {
        let mut elst = words(&[0, edits.len() as u32 / 3]);
        elst.extend(words(edits));
        let trak = [
            boxed(b"tkhd", &words(&[1, 0, 0, 7])),
            boxed(b"edts", &boxed(b"elst", &elst)),
            boxed(b"mdia", &boxed(b"mdhd", &words(&[0, 0, 0, 100, 2_000]))),
        ]
        .concat();
        let moov = [
            boxed(b"mvhd", &words(&[0, 0, 0, 1_000, 24_000])),
            boxed(b"trak", &trak),
        ]
        .concat();
        let file = [boxed(b"ftyp", b"M4A "), boxed(b"moov", &moov)].concat();
        read(&mut std::io::Cursor::new(file)).unwrap()
    }

    #[test]
    fn a_track_that_begins_late_is_heard_late() {
        // Four seconds of nothing, then the track from its tenth of a second on.
        let movie = movie(&[4_000, u32::MAX, 1 << 16, 20_000, 10, 1 << 16]);
        assert_eq!(movie.seconds, Some(24.0));
        let track = &movie.tracks[0];
        assert_eq!((track.id, track.enabled), (7, true));
        assert_eq!(track.heard_s(0.1, 0.02), Some(4.0));
        assert_eq!(track.heard_s(10.1, 0.02), Some(14.0));
        assert_eq!(track.end_s(20.0), 4.0 + 19.9);
    }

    #[test]
    fn what_was_cut_away_is_not_heard() {
        let movie = movie(&[2_000, 500, 1 << 16, 3_000, 1_000, 1 << 16]);
        let track = &movie.tracks[0];
        assert_eq!(track.heard_s(1.0, 0.02), None);
        assert_eq!(track.heard_s(5.5, 0.02), Some(0.5));
        assert_eq!(track.heard_s(8.0, 0.02), None);
        assert_eq!(track.heard_s(11.0, 0.02), Some(3.0));
        assert_eq!(track.heard_s(14.0, 0.02), None);
    }

    #[test]
    fn garbage_is_no_movie() {
        let mut file = boxed(b"moov", &boxed(b"trak", b"\xff\xff\xff\xffelst"));
        file.extend_from_slice(b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff");
        assert_eq!(read(&mut std::io::Cursor::new(file)).unwrap().tracks, []);
    }
}
