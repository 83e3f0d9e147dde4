//! The one memory map of the house: model files are read where they lie.
//!
//! Knows nothing of what is in the files.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

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
        // copied into tensors or checked as plain bytes, no reference type has a validity rule that a
        // changed byte could break.
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
