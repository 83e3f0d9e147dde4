//! The container of our own binary files: magic, kind, version, checksums, sections.
//!
//! `training/container.py` writes it and describes it byte by byte. Knows nothing of what the
//! sections mean. A file that is damaged is refused with its name and what is wrong with it; every
//! read of an accepted one is inside its section.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::SpeechError;
use crate::mmap::{Held, Mapped};

const MAGIC: &[u8; 8] = b"PARLANCE";
const VERSION: u32 = 1;
/// Where the section table begins, and with it the part that the checksums cover.
const TABLE: usize = 40;

/// An opened file.
#[derive(Clone, Debug)]
pub struct Container {
    name: String,
    bytes: Held,
    sections: Vec<Range<usize>>,
}

/// A section as little-endian 32-bit numbers, read where they lie.
#[derive(Clone, Debug)]
pub struct Words(Held);

impl Container {
    /// Maps a file and checks it whole: kind (four letters), version, checksums and section bounds.
    pub fn open(path: &Path, kind: &[u8; 4]) -> Result<Self, SpeechError> {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let map = Mapped::open(path).map_err(|error| wrong(&name, format!("cannot be read ({error})")))?;
        let whole = 0..map.len();
        Self::parse(name, Held::of_file(&Arc::new(map), whole), kind)
    }

    /// The same for bytes in memory; `name` is what errors call them.
    pub fn parse(name: String, bytes: Held, kind: &[u8; 4]) -> Result<Self, SpeechError> {
        let refuse = |problem: String| Err(wrong(&name, problem));
        if bytes.len() < TABLE || &bytes[..8] != MAGIC {
            return refuse("is not a file of parlance's built-in model".into());
        }
        if &bytes[8..12] != kind {
            let found = String::from_utf8_lossy(&bytes[8..12]).into_owned();
            return refuse(format!(
                "holds {found:?}, expected {:?}",
                String::from_utf8_lossy(kind)
            ));
        }
        let version = u32_at(&bytes, 12);
        if version != VERSION {
            return refuse(format!(
                "has format version {version}, this program reads {VERSION}"
            ));
        }
        if !bytes.len().is_multiple_of(8)
            || checksums(&bytes[TABLE..]) != (u64_at(&bytes, 24), u64_at(&bytes, 32))
        {
            return refuse(format!(
                "is damaged (checksum of its {} bytes differs)",
                bytes.len()
            ));
        }
        let n_sections = u32_at(&bytes, 16) as usize;
        let table_end = n_sections.checked_mul(16).and_then(|n| n.checked_add(TABLE));
        let Some(table_end) = table_end.filter(|&end| end <= bytes.len()) else {
            return refuse(format!("says it has {n_sections} sections, more than fit"));
        };
        let mut sections = Vec::with_capacity(n_sections);
        for i in 0..n_sections {
            let (offset, length) = (u64_at(&bytes, TABLE + 16 * i), u64_at(&bytes, TABLE + 16 * i + 8));
            let end = offset
                .checked_add(length)
                .filter(|&end| end <= bytes.len() as u64);
            match end {
                Some(end) if offset >= table_end as u64 => sections.push(offset as usize..end as usize),
                _ => return refuse(format!("section {i} lies outside the file")),
            }
        }
        Ok(Container {
            name,
            bytes,
            sections,
        })
    }

    /// An error about this file.
    pub fn wrong(&self, problem: impl Into<String>) -> SpeechError {
        wrong(&self.name, problem.into())
    }

    /// The bytes of section `i`.
    pub fn section(&self, i: usize) -> Result<&[u8], SpeechError> {
        Ok(&self.bytes[self.range(i)?])
    }

    /// Section `i` as 32-bit numbers.
    pub fn words(&self, i: usize) -> Result<Words, SpeechError> {
        self.held(i).map(Words)
    }

    /// Section `i` as bytes that can be kept.
    pub fn held(&self, i: usize) -> Result<Held, SpeechError> {
        Ok(self.bytes.part(self.range(i)?))
    }

    /// Section `i` as floats, which must be `n`.
    pub fn floats(&self, i: usize, n: usize) -> Result<Vec<f32>, SpeechError> {
        let section = self.section(i)?;
        if section.len() != 4 * n {
            return Err(self.wrong(format!(
                "section {i} has {} bytes, expected {}",
                section.len(),
                4 * n
            )));
        }
        let floats: Vec<f32> = section
            .chunks_exact(4)
            .map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        if floats.iter().any(|f| !f.is_finite()) {
            return Err(self.wrong(format!("section {i} holds a number that is not finite")));
        }
        Ok(floats)
    }

    fn range(&self, i: usize) -> Result<Range<usize>, SpeechError> {
        self.sections
            .get(i)
            .cloned()
            .ok_or_else(|| self.wrong(format!("has no section {i}")))
    }
}

impl Words {
    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.0.len() / 4
    }

    /// Number `i`; 0 beyond the end.
    pub fn get(&self, i: usize) -> u32 {
        u32_at(&self.0, 4 * i)
    }
}

fn wrong(name: &str, problem: String) -> SpeechError {
    SpeechError::ModelFile {
        file: name.to_owned(),
        problem,
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .map_or(0, |c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(c) => u64::from_le_bytes([c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]]),
        None => 0,
    }
}

/// Plain and position-weighted sum of 64-bit words.
fn checksums(bytes: &[u8]) -> (u64, u64) {
    let (mut plain, mut weighted) = (0_u64, 0_u64);
    for (i, chunk) in bytes.chunks_exact(8).enumerate() {
        let word = u64_at(chunk, 0);
        plain = plain.wrapping_add(word);
        weighted = weighted.wrapping_add(word.wrapping_mul(i as u64 + 1));
    }
    (plain, weighted)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The bytes of a file, as `training/container.py` writes it.
    pub(crate) fn write(kind: &[u8; 4], sections: &[Vec<u8>]) -> Vec<u8> {
        let (mut table, mut body) = (Vec::new(), Vec::new());
        for section in sections {
            let offset = TABLE + 16 * sections.len() + body.len();
            table.extend((offset as u64).to_le_bytes());
            table.extend((section.len() as u64).to_le_bytes());
            body.extend(section);
            body.resize(body.len().next_multiple_of(8), 0);
        }
        table.extend(body);
        let (plain, weighted) = checksums(&table);
        let mut bytes = MAGIC.to_vec();
        bytes.extend(kind);
        for word in [VERSION, sections.len() as u32, 0] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(plain.to_le_bytes());
        bytes.extend(weighted.to_le_bytes());
        bytes.extend(table);
        bytes
    }

    fn parse(bytes: Vec<u8>) -> Result<Container, SpeechError> {
        Container::parse("x.bin".into(), bytes.into(), b"TEST")
    }

    #[test]
    fn sections_come_back() {
        let file = parse(write(b"TEST", &[vec![1, 2, 3], vec![7, 0, 0, 0, 9, 0, 0, 0]])).unwrap();
        assert_eq!(file.section(0).unwrap(), [1, 2, 3]);
        let words = file.words(1).unwrap();
        assert_eq!(
            (words.len(), words.get(0), words.get(1), words.get(2)),
            (2, 7, 9, 0)
        );
        assert!(file.section(2).unwrap_err().to_string().contains("x.bin"));
    }

    #[test]
    fn any_changed_byte_is_refused_by_name() {
        let good = write(b"TEST", &[(0..100).collect(), vec![5; 17]]);
        for at in 0..good.len() {
            if (20..24).contains(&at) {
                continue; // spare
            }
            let mut bad = good.clone();
            bad[at] ^= 0x41;
            let error = parse(bad).expect_err("a changed byte passed").to_string();
            assert!(error.starts_with("x.bin: "), "{error}");
        }
    }

    #[test]
    fn every_shortened_file_is_refused() {
        let good = write(b"TEST", &[(0..100).collect()]);
        for length in 0..good.len() {
            assert!(parse(good[..length].to_vec()).is_err(), "{length} bytes passed");
        }
    }
}
