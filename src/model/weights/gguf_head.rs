//! What a GGUF file is, by its first bytes: for looking through folders without opening every model in them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::gguf::{Reader, Value};

/// Bytes that are looked at: the architecture is among the first keys of every file.
const HEAD: u64 = 64 << 10;

/// What `general.architecture` says ("gemma4", "gemma4-assistant", "clip"), whatever the file is called; `None` for what
/// is no GGUF file, or does not say it near its beginning.
pub fn architecture(path: &Path) -> Option<String> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let mut head = Reader::new(&head);
    if head.take(4).ok()? != b"GGUF" {
        return None;
    }
    let (_version, _n_tensors, n_keys) = (head.u32().ok()?, head.u64().ok()?, head.u64().ok()?);
    for _ in 0..n_keys {
        match head.entry().ok()? {
            (key, Value::Text(text)) if key == "general.architecture" => return Some(text),
            // Lists stand behind what is looked for.
            (key, value) if key == "general.architecture" || value.as_list().is_some() => return None,
            _ => {}
        }
    }
    None
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
