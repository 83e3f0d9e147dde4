//! Matroska and WebM after damage: where the file can be entered again, and whether it is whole.
//!
//! Clusters carry their own times, so that nothing moves.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::numbers::big_endian;

/// The mark that begins a cluster.
const CLUSTER: [u8; 4] = [0x1F, 0x43, 0xB6, 0x75];

/// The mark of the element that holds everything but the head.
const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];

/// Bytes before the first cluster, at most.
const HEAD_BYTES: u64 = 64 << 20;

/// A reader may be this far ahead of what it has handed out.
const AHEAD: u64 = 64 << 10;

/// Elements of a cluster that are looked through for damage, at most.
const ELEMENTS: u32 = 10_000_000;

/// Where the file ends by its own head; none where it does not tell, as of browsers.
pub(super) fn told_bytes(path: &Path) -> io::Result<Option<u64>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut at = 0;
    while let Some((id, head, size)) = element(&mut file, at)? {
        if id == SEGMENT {
            return Ok(size.map(|size| at + head + size));
        }
        let Some(size) = size else { break };
        at += head + size;
        if at > HEAD_BYTES {
            break;
        }
    }
    Ok(None)
}

/// The end of the head, and where the next cluster begins after both `position`, where the reader was, and `entered`, where
/// the file was entered last; none when there is none.
pub(super) fn next_cluster(path: &Path, position: u64, entered: u64) -> io::Result<Option<(u64, u64)>> {
    let mut file = BufReader::new(File::open(path)?);
    let Some(head_end) = find(&mut file, 0, HEAD_BYTES)? else {
        return Ok(None);
    };
    // What comes twice is dropped by its time.
    let from = position.saturating_sub(AHEAD).max(head_end.max(entered) + 4);
    let start = find(&mut file, from, u64::MAX)?;
    Ok(start.map(|start| (head_end, start)))
}

/// An element that is passed over, in place of what lies there; none when there is too little room for it.
pub(super) fn void(bytes: u64) -> Option<Vec<u8>> {
    let size = bytes.checked_sub(9)?;
    let mut element = vec![0xEC, 0x01];
    element.extend_from_slice(&size.to_be_bytes()[1..]);
    Some(element)
}

/// Whether every element of every cluster is one that belongs there: readers pass over others without a word.
pub(super) fn is_whole(path: &Path) -> io::Result<bool> {
    const TIMESTAMP: [u8; 4] = [0, 0, 0, 0xE7];
    const KNOWN: [u8; 9] = [0xA3, 0xA0, 0xAB, 0xA7, 0xEC, 0xBF, 0xAF, 0xE7, 0xA1];
    let length = std::fs::metadata(path)?.len();
    let mut file = BufReader::new(File::open(path)?);
    let Some(mut at) = find(&mut file, 0, HEAD_BYTES)? else {
        return Ok(false);
    };
    for _ in 0..ELEMENTS {
        if at >= length {
            return Ok(true);
        }
        let Some((id, head, size)) = element(&mut file, at)? else {
            return Ok(false);
        };
        let in_cluster = id == TIMESTAMP || (id[..3] == [0, 0, 0] && KNOWN.contains(&id[3]));
        // Cues, tags and the like have names of four bytes, and come after the last cluster.
        let beside = id[0] & 0xF0 == 0x10;
        if id == CLUSTER {
            at += head;
            continue;
        }
        match size {
            Some(size) if in_cluster || beside || id == [0, 0, 0x58, 0x54] => at += head + size,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// An element: its name, the size of its head, and that of what it holds where it is told.
type Element = ([u8; 4], u64, Option<u64>);

/// Name, size of the head, and size of the element at a place.
fn element(file: &mut BufReader<File>, at: u64) -> io::Result<Option<Element>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(12);
    file.by_ref().take(12).read_to_end(&mut bytes)?;
    let n = bytes
        .first()
        .map_or(9, |first| first.leading_zeros() as usize + 1);
    let Some(name) = bytes.get(..n).filter(|_| n <= 4) else {
        return Ok(None);
    };
    let mut id = [0; 4];
    id[4 - n..].copy_from_slice(name);
    let m = bytes.get(n).map_or(9, |first| first.leading_zeros() as usize + 1);
    let Some(size) = bytes.get(n..n + m).filter(|_| m <= 8) else {
        return Ok(None);
    };
    let value = big_endian(size) & ((1 << (7 * m)) - 1);
    let unknown = value == (1 << (7 * m)) - 1;
    Ok(Some((id, (n + m) as u64, (!unknown).then_some(value))))
}

/// Where the next cluster begins, looking through so many bytes.
fn find(file: &mut BufReader<File>, from: u64, most: u64) -> io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(from))?;
    let mut last = [0u8; 4];
    for (n, byte) in file.by_ref().bytes().enumerate() {
        if n as u64 >= most {
            break;
        }
        last.rotate_left(1);
        last[3] = byte?;
        if n >= 3 && last == CLUSTER {
            return Ok(Some(from + n as u64 - 3));
        }
    }
    Ok(None)
}
