//! Damaged files of every format: each gives a sentence that names the file, or a reading.

use std::path::{Path, PathBuf};

use super::fixture;
use crate::reader::{DecodeOptions, Language, Reader};

/// Files damaged in each way for each format.
const CASES: u64 = 1_000;

/// Numbers that look random and are the same in every run (xorshift of Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// A place in a file: in its head, where the tables are, half of the time.
    fn place(&mut self, length: usize) -> usize {
        let limit = if self.below(2) == 0 {
            length.min(4_096)
        } else {
            length
        };
        self.below(limit)
    }
}

/// Cuts, overwrites, drops or doubles something.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.place(bytes.len());
    match random.below(6) {
        0 => bytes.truncate(at),
        1 => (0..8).for_each(|_| {
            let at = random.place(bytes.len());
            bytes[at] = random.below(256) as u8;
        }),
        2 => {
            let extremes = [0, 1, 0x7f, 0x7fff_ffff, 0x8000_0000, u32::MAX, 1 << 20];
            let value = extremes[random.below(extremes.len())].to_le_bytes();
            let end = (at + 4).min(bytes.len());
            bytes[at..end].copy_from_slice(&value[..end - at]);
        }
        3 => {
            let end = (at + 1 + random.below(64)).min(bytes.len());
            bytes.drain(at..end);
        }
        4 => {
            let end = (at + 1 + random.below(64)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        // A digit of a number in JSON.
        _ => {
            let digit = (at..bytes.len()).find(|&at| bytes[at].is_ascii_digit());
            if let Some(digit) = digit {
                let numbers: [&[u8]; 4] = [b"0", b"99999999", b"-1", b"1e9"];
                bytes.splice(digit..=digit, numbers[random.below(4)].iter().copied());
            }
        }
    }
}

/// Opens and reads as a user would; the sentence when that cannot be.
fn read(path: &Path) -> Result<(), String> {
    let text = |error: crate::reader::ReaderError| error.to_string();
    let reader = Reader::open(path).map_err(text)?;
    let encoded = reader.encode(&[0.1; 4_000], 0.1).map_err(text)?;
    let options = DecodeOptions {
        language: Some(Language::ENGLISH),
        max_tokens: Some(3),
        ..DecodeOptions::default()
    };
    reader.decode(&encoded, &options, &|| true).map_err(text)?;
    Ok(())
}

/// Damages one file of a model after the other, a thousand times in all; `model` is a folder or a file.
fn survives(model: &str, seed: u64) {
    let source = fixture(model);
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(seed);
    let files: Vec<PathBuf> = if source.is_dir() {
        std::fs::read_dir(&source)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    } else {
        vec![source.clone()]
    };
    let sound: Vec<(PathBuf, Vec<u8>)> = files
        .iter()
        .map(|file| {
            (
                folder.path().join(file.file_name().unwrap()),
                std::fs::read(file).unwrap(),
            )
        })
        .collect();
    sound
        .iter()
        .for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
    let target = if source.is_dir() {
        folder.path().to_owned()
    } else {
        sound[0].0.clone()
    };
    read(&target).unwrap();
    let mut refused = 0;
    for case in 0..CASES {
        let (path, bytes) = &sound[random.below(sound.len())];
        let mut damaged = bytes.clone();
        damage(&mut damaged, &mut random);
        // Another file each time, as a download would be: what is mapped is not written to.
        std::fs::remove_file(path).unwrap();
        std::fs::write(path, &damaged).unwrap();
        if let Err(sentence) = read(&target) {
            refused += 1;
            let place = folder.path().display().to_string();
            let is_of_file = sentence.contains(&place) && sentence.ends_with('.');
            // A language or a position that is gone is no matter of a file.
            let is_of_model = sentence.contains("the reader");
            assert!(
                is_of_file || is_of_model,
                "case {case} of {}: {sentence}",
                path.display()
            );
            assert!(
                !sentence.contains('\n') && sentence.len() < 1_000,
                "case {case}: {sentence}"
            );
        }
        std::fs::remove_file(path).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    assert!(refused > CASES / 5, "{model}: only {refused} files were refused");
}

#[test]
fn a_damaged_hugging_face_folder_gives_a_sentence_or_a_reading() {
    survives("hf-bf16-english", 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn damaged_parts_of_a_hugging_face_folder_give_a_sentence_or_a_reading() {
    survives("hf-f16-parts", 0xd1b5_4a32_d192_ed03);
}

#[test]
fn a_damaged_ctranslate2_folder_gives_a_sentence_or_a_reading() {
    survives("ct2-int8", 0x8cb9_2ba7_2f3d_8dd7);
}

#[test]
fn a_damaged_ggml_file_gives_a_sentence_or_a_reading() {
    survives("ggml-q5_0.bin", 0xaef1_7502_108e_f2d9);
    survives("ggml-f16.bin", 0x94d0_49bb_1331_11eb);
}
