//! Numbers and texts of a binary file, little-endian, one after the other and never past the end.

use crate::reader::error::{ReaderError, Result};

/// Bytes of a tensor's name at most; those of the family have 60.
const LONGEST_NAME: usize = 256;

/// A place in the bytes of a file.
pub(super) struct Cursor<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of `bytes`; `file` is for messages.
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Self {
        Cursor { file, bytes, at: 0 }
    }

    /// Bytes before this place.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Bytes behind it.
    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// A [`ReaderError::WrongFile`] about the file.
    pub fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> ReaderError {
        ReaderError::wrong(self.file, expected, found)
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let Some(taken) = self.bytes[self.at..].get(..count) else {
            let expected = format!("{count} more bytes after byte {}", self.at);
            let found = format!("{}: the file was cut off or is damaged", self.left());
            return Err(self.wrong(expected, found));
        };
        self.at += count;
        Ok(taken)
    }

    /// The name of a tensor, of `length` bytes.
    pub fn name(&mut self, length: usize) -> Result<&'a str> {
        let at = self.at;
        let name = std::str::from_utf8(self.take(length)?).ok();
        let name =
            name.filter(|name| name.len() <= LONGEST_NAME && name.chars().all(|c| c.is_ascii_graphic()));
        name.ok_or_else(|| {
            self.wrong(
                format!("the name of a tensor at byte {at}"),
                "other bytes: it is damaged",
            )
        })
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub fn u8(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// A 32-bit count or size.
    pub fn size(&mut self) -> Result<usize> {
        Ok(self.u32()? as usize)
    }

    /// A count of things of at least `smallest` bytes each, refused when the file is too short for them.
    pub fn count(&mut self, what: &str, smallest: usize) -> Result<usize> {
        let announced = self.size()?;
        let possible = self.left() / smallest.max(1);
        if announced > possible {
            let expected = format!("at most {possible} {what}");
            return Err(self.wrong(expected, format!("{announced} announced")));
        }
        Ok(announced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_past_the_end() {
        let mut cursor = Cursor::new("a.bin", &[2, 0, 0, 0, 7, 8]);
        assert_eq!(cursor.count("letters", 1).unwrap(), 2);
        assert_eq!(cursor.take(2).unwrap(), [7, 8]);
        let error = cursor.u8().unwrap_err().to_string();
        assert!(error.contains("a.bin") && error.contains("cut off"), "{error}");
        let mut cursor = Cursor::new("a.bin", &[255; 6]);
        assert!(cursor.count("letters", 1).is_err());
        assert!(cursor.take(usize::MAX).is_err());
    }

    #[test]
    fn names_are_printable() {
        assert_eq!(
            Cursor::new("a.bin", b"decoder.ln.bias").name(15).unwrap(),
            "decoder.ln.bias"
        );
        for damaged in [&b"decoder\n"[..], b"\xff\xfe", &[b'a'; 300]] {
            let error = Cursor::new("a.bin", damaged)
                .name(damaged.len())
                .unwrap_err()
                .to_string();
            assert!(
                error.contains("a.bin: expected the name of a tensor at byte 0"),
                "{error}"
            );
        }
    }
}
