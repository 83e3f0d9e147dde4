//! The one memory map of the house: model files are read where they lie.
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

/// Bytes of our own, or a stretch of a mapped file, which stays mapped as long as they are held.
#[derive(Clone, Debug)]
pub enum Held {
    /// In memory of our own.
    Own(Vec<u8>),
    /// In a file.
    File(Arc<Mapped>, Range<usize>),
}

impl Held {
    /// A stretch of a mapped file, read from the disk now: what is used later is in memory then, unless the system has
    /// needed that for something else.
    pub fn of_file(map: &Arc<Mapped>, range: Range<usize>) -> Self {
        let pages = map.get(range.clone()).unwrap_or_default().iter().step_by(PAGE);
        std::hint::black_box(pages.fold(0u8, |sum, byte| sum ^ byte));
        Held::File(map.clone(), range)
    }
}

impl From<Vec<u8>> for Held {
    fn from(bytes: Vec<u8>) -> Self {
        Held::Own(bytes)
    }
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Held::Own(bytes) => bytes,
            Held::File(map, range) => map.get(range.clone()).unwrap_or_default(),
        }
    }
}
