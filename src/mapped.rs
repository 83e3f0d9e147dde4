//! A file mapped into memory, read-only: the one place of the root package with `unsafe`.
//!
//! Knows nothing of what the bytes mean.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;

/// The bytes of a file, shared by clones. Pages come from the disk when they are first touched.
#[derive(Clone, Debug)]
pub struct Mapped(Source);

#[derive(Clone, Debug)]
enum Source {
    File(Arc<Mmap>),
    Memory(Arc<[u8]>),
}

impl Mapped {
    /// Maps a file. An empty file is an empty slice.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            return Ok(Mapped::from(Vec::new()));
        }
        // SAFETY: the map is read-only and private to this process. Were the file truncated by
        // somebody else while mapped, a read past its new end would raise SIGBUS: model files are
        // installed by renaming a whole file into place and never written again.
        #[expect(unsafe_code, reason = "mapping a file has no safe interface")]
        let map = unsafe { Mmap::map(&file)? };
        Ok(Mapped(Source::File(Arc::new(map))))
    }
}

impl From<Vec<u8>> for Mapped {
    fn from(bytes: Vec<u8>) -> Self {
        Mapped(Source::Memory(bytes.into()))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Source::File(map) => map,
            Source::Memory(bytes) => bytes,
        }
    }
}
