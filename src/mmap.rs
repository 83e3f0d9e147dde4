//! The one memory map: model files are read where they lie.
//!
//! Knows nothing of what is in the files.

use std::fs::File;
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

/// A file mapped read-only into memory. Pages are read when they are touched and shared with the
/// system's cache, so opening a model of 24 GB costs nothing until its tensors are used.
#[derive(Debug)]
pub struct Mapped(memmap2::Mmap);

impl Mapped {
    /// Maps the file at `path`.
    ///
    /// # Errors
    /// The system's reason why the file cannot be opened or mapped; an empty file is
    /// [`std::io::ErrorKind::UnexpectedEof`].
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            return Err(std::io::Error::new(
                std::io::ErrorKind::UnexpectedEof,
                "the file is empty",
            ));
        }
        #[expect(unsafe_code, reason = "reading model files in place; see SAFETY")]
        // SAFETY: the map is private and read-only. Model files are installed once and replaced by
        // renaming (which leaves the mapped inode alone), never rewritten in place; what is read is
        // plain bytes, copied into tensors or multiplied as blocks where they lie: no reference type has a
        // validity rule that a changed byte could break.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Mapped(map))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Bytes per page of every system that we know, or a divisor of it.
const PAGE: usize = 4096;

/// Bytes of our own or of a mapped file, which stays mapped as long as they are held; clones share them.
#[derive(Clone, Debug)]
pub struct Held {
    owner: Owner,
    range: Range<usize>,
}

#[derive(Clone, Debug)]
enum Owner {
    Memory(Arc<Vec<u8>>),
    File(Arc<Mapped>),
}

impl Held {
    /// A stretch of a mapped file.
    pub fn of_file(map: &Arc<Mapped>, range: Range<usize>) -> Self {
        let owner = Owner::File(map.clone());
        Held { owner, range }
    }

    /// The same, read from the disk now: what is used later is in memory then, unless the system has needed that for
    /// something else.
    pub fn read_now(self) -> Self {
        let pages = self.iter().step_by(PAGE);
        std::hint::black_box(pages.fold(0u8, |sum, byte| sum ^ byte));
        self
    }

    /// A stretch of these bytes; empty where it is not inside of them.
    pub fn part(&self, range: Range<usize>) -> Self {
        let start = self.range.start.saturating_add(range.start);
        let end = self.range.start.saturating_add(range.end);
        let inside = start <= end && end <= self.range.end;
        Held {
            owner: self.owner.clone(),
            range: if inside { start..end } else { 0..0 },
        }
    }
}

impl From<Vec<u8>> for Held {
    fn from(bytes: Vec<u8>) -> Self {
        let range = 0..bytes.len();
        let owner = Owner::Memory(Arc::new(bytes));
        Held { owner, range }
    }
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let all = match &self.owner {
            Owner::Memory(bytes) => bytes.as_slice(),
            Owner::File(map) => map,
        };
        all.get(self.range.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_part_lies_where_it_should() {
        let held = Held::from(vec![0, 1, 2, 3, 4, 5]);
        let part = held.part(1..5);
        assert_eq!(*part, [1, 2, 3, 4]);
        assert_eq!(*part.part(2..4), [3, 4]);
        assert!(
            part.part(2..5).is_empty(),
            "beyond the part, though inside of the whole"
        );
        assert!(part.part(0..usize::MAX).is_empty());
    }
}
