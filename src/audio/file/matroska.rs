//! Matroska and WebM after damage: the file is entered again where its next cluster begins.
//!
//! Clusters carry their own times, so that nothing moves.

use std::fs::File;
use std::io::{self, BufReader, Chain, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// The mark that begins a cluster.
const CLUSTER: [u8; 4] = [0x1F, 0x43, 0xB6, 0x75];

/// Bytes before the first cluster, at most.
const HEAD_BYTES: u64 = 64 << 20;

/// A reader may be this far ahead of what it has handed out.
const AHEAD: u64 = 64 << 10;

/// The head of the file and what follows from a cluster on.
pub(super) struct Rejoined {
    bytes: Chain<Cursor<Vec<u8>>, BufReader<File>>,
    /// Where in the file it goes on.
    pub start: u64,
    /// Bytes of the head, which is read before.
    pub head_end: u64,
}

impl Read for Rejoined {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(bytes)
    }
}

/// The file without what lies between its head and the first cluster after both `position`, where the reader was, and
/// `entered`, where it was entered last; none when there is none.
pub(super) fn after(path: &Path, position: u64, entered: u64) -> io::Result<Option<Rejoined>> {
    let mut file = BufReader::new(File::open(path)?);
    let Some(head_end) = find(&mut file, 0, HEAD_BYTES)? else {
        return Ok(None);
    };
    // What comes twice is dropped by its time.
    let from = position.saturating_sub(AHEAD).max(head_end.max(entered) + 4);
    let Some(start) = find(&mut file, from, u64::MAX)? else {
        return Ok(None);
    };
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.by_ref().take(head_end).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(Some(Rejoined {
        bytes: Cursor::new(head).chain(file),
        start,
        head_end,
    }))
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
