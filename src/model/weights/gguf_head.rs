//! What a GGUF file is, by its first bytes: for looking through folders without opening every model in them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes that are looked at: the architecture is among the first keys of every file.
const HEAD: u64 = 64 << 10;

/// Number of the type "text" in GGUF.
const TEXT: u32 = 8;

/// What `general.architecture` says ("gemma4", "gemma4-assistant", "clip"), whatever the file is called; `None` for what
/// is no GGUF file, or does not say it near its beginning.
pub fn architecture(path: &Path) -> Option<String> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let mut head = Head { bytes: &head };
    if head.take(4)? != b"GGUF" {
        return None;
    }
    let (_version, _n_tensors, n_keys) = (head.u32()?, head.u64()?, head.u64()?);
    for _ in 0..n_keys {
        let key = head.text()?;
        let kind = head.u32()?;
        if key == "general.architecture" {
            return (kind == TEXT).then(|| head.text().map(str::to_owned))?;
        }
        head.pass(kind)?;
    }
    None
}

/// Reads numbers and texts off the front.
struct Head<'a> {
    bytes: &'a [u8],
}

impl<'a> Head<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.bytes.split_at_checked(n)?;
        self.bytes = rest;
        Some(front)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.u64()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// Passes over a value; lists stand behind what is looked for.
    fn pass(&mut self, kind: u32) -> Option<()> {
        let bytes = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            TEXT => usize::try_from(self.u64()?).ok()?,
            _ => return None,
        };
        self.take(bytes).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_drafters_and_projectors_are_told_apart_by_their_heads() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma");
        for (name, wanted) in [
            ("tiny-unified-f32.gguf", Some("gemma4")),
            ("tiny-assistant-f32.gguf", Some("gemma4-assistant")),
            ("mmproj-tiny-unified-f32.gguf", Some("clip")),
            ("index.json", None),
        ] {
            assert_eq!(architecture(&folder.join(name)).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn what_is_cut_or_lies_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-assistant-f32.gguf");
        let whole = std::fs::read(source).unwrap();
        let cut = folder.path().join("cut.gguf");
        for n in 0..70 {
            std::fs::write(&cut, &whole[..n]).unwrap();
            assert_eq!(architecture(&cut), None, "{n}");
        }
        let mut lie = whole[..80].to_vec();
        lie[24..32].copy_from_slice(&u64::MAX.to_le_bytes());
        std::fs::write(&cut, &lie).unwrap();
        assert_eq!(architecture(&cut), None);
    }
}
