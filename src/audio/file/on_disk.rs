//! A container's file as its reader sees it: as long as it tells to be, and with damage covered up.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

use super::coded::in_words;
use super::kinds::Container as Kind;

/// What the reader of a file does with its bytes.
#[derive(Default)]
pub(super) struct Watch {
    pub position: AtomicU64,
}

/// A reader of a container.
pub(super) fn probe(source: Box<dyn MediaSource>, kind: Kind) -> Result<Box<dyn FormatReader>, String> {
    let mut hint = Hint::new();
    hint.with_extension(kind.ending());
    let stream = MediaSourceStream::new(source, Default::default());
    symphonia::default::get_probe()
        .probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .map_err(in_words)
}

/// A file on disk, and how it is looked at.
pub(super) struct OnDisk {
    pub path: PathBuf,
    /// Bytes that it has.
    pub length: u64,
    /// Bytes that it should have by what it tells.
    pub told_bytes: u64,
    pub watch: Arc<Watch>,
}

impl OnDisk {
    /// A reader of the file; with `filling`, other bytes stand at a place.
    pub fn probe(
        &self,
        kind: Kind,
        filling: Option<(u64, Vec<u8>)>,
    ) -> Result<Box<dyn FormatReader>, String> {
        let open = || -> Result<Watched, String> {
            self.watch.position.store(0, Relaxed);
            Ok(Watched {
                file: File::open(&self.path).map_err(|error| error.to_string())?,
                length: self.length,
                told_bytes: self.told_bytes,
                filling: filling.clone(),
                watch: self.watch.clone(),
            })
        };
        let reader = probe(Box::new(open()?), kind);
        if reader.is_err() && kind == Kind::Matroska {
            // What the head tells of the end may be damaged: front to back it is not needed.
            return probe(Box::new(ReadOnlySource::new(open()?)), kind);
        }
        reader
    }
}

/// A file that is watched, and that seems as long as its own index tells: what is missing reads as zeros.
struct Watched {
    file: File,
    length: u64,
    told_bytes: u64,
    filling: Option<(u64, Vec<u8>)>,
    watch: Arc<Watch>,
}

impl Read for Watched {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let position = self.watch.position.load(Relaxed);
        let mut n = 0;
        if position < self.length {
            n = self.file.read(bytes)?;
        }
        if n == 0 && position < self.told_bytes {
            n = (self.told_bytes - position).min(bytes.len() as u64) as usize;
            bytes[..n].fill(0);
        }
        if let Some((at, filling)) = &self.filling {
            for (offset, &byte) in filling.iter().enumerate() {
                let place = (at + offset as u64)
                    .checked_sub(position)
                    .filter(|&place| place < n as u64);
                if let Some(place) = place {
                    bytes[place as usize] = byte;
                }
            }
        }
        self.watch.position.store(position + n as u64, Relaxed);
        Ok(n)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let before = self.watch.position.load(Relaxed);
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::End(by) => self.told_bytes.checked_add_signed(by),
            SeekFrom::Current(by) => before.checked_add_signed(by),
        };
        let to = to.ok_or(io::ErrorKind::InvalidInput)?;
        self.file.seek(SeekFrom::Start(to))?;
        self.watch.position.store(to, Relaxed);
        Ok(to)
    }
}

impl MediaSource for Watched {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.told_bytes)
    }
}
