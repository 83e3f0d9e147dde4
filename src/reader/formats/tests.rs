//! Every format against transformers: `fixtures/reader/make.py` writes tiny models with random weights and what
//! transformers computes, in 32-bit floats, with the numbers that each file holds.
//!
//! How far we may be from that is what our rounding makes of it. With matrices of floats only the order of sums differs:
//! 1e-4. With bytes and blocks the activations are rounded to 8 bits before each product: 1/254 of a row's greatest number
//! at most, about 1/500 of a typical one, not correlated, through at most three layers: a few percent of the logits' size.

use std::path::{Path, PathBuf};

use safetensors::SafeTensors;

use super::{Format, inspect, open_files};
use crate::reader::vocabulary::TokenId;
use crate::reader::{DecodeOptions, Language, Reader};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/reader")
        .join(name)
}

/// The models of `make.py`: file, format, encoding of most weights, mel bands, how far the logits may be from the
/// expected ones as a part of their size.
const MODELS: [(&str, Format, &str, usize, f32); 13] = [
    ("hf-f32", Format::HuggingFace, "F32", 80, 1e-4),
    ("hf-f16-parts", Format::HuggingFace, "F16", 128, 1e-4),
    ("hf-bf16-english", Format::HuggingFace, "BF16", 80, 1e-4),
    ("ct2-float32", Format::CTranslate2, "F32", 80, 1e-4),
    ("ct2-float16", Format::CTranslate2, "F16", 80, 1e-4),
    ("ct2-bfloat16", Format::CTranslate2, "BF16", 80, 1e-4),
    ("ct2-int8", Format::CTranslate2, "INT8", 80, 0.05),
    ("ct2-int8_float16", Format::CTranslate2, "INT8", 80, 0.05),
    ("ct2-int16", Format::CTranslate2, "INT16", 80, 1e-4),
    ("ggml-f16.bin", Format::Ggml, "F16", 80, 1e-4),
    ("ggml-q5_0.bin", Format::Ggml, "Q5_0", 8, 0.05),
    ("ggml-q5_1.bin", Format::Ggml, "Q5_1", 8, 0.05),
    ("ggml-q8_0.bin", Format::Ggml, "Q8_0", 8, 0.05),
];

/// What transformers computed.
struct Expected {
    rows: Vec<f32>,
    logits: Vec<f32>,
    forced: Vec<TokenId>,
    greedy: Vec<TokenId>,
}

fn expected(name: &str) -> Expected {
    let bytes = std::fs::read(fixture("expected.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let words = |what: &str| -> Vec<[u8; 4]> {
        let name = format!("{}.{what}", name.trim_end_matches(".bin"));
        tensors.tensor(&name).unwrap().data().as_chunks::<4>().0.to_vec()
    };
    let floats = |what| words(what).into_iter().map(f32::from_le_bytes).collect();
    let tokens = |what| words(what).into_iter().map(TokenId::from_le_bytes).collect();
    Expected {
        rows: floats("rows"),
        logits: floats("logits"),
        forced: tokens("forced"),
        greedy: tokens("greedy"),
    }
}

/// `spectrogram()` of `make.py`, `[frames, bands]`.
fn spectrogram(bands: usize, positions: usize) -> Vec<f32> {
    let value =
        |frame: usize, band: usize| ((band * 31 + frame * 17 + band * frame * 7) % 97) as f32 / 48.5 - 1.0;
    (0..2 * positions)
        .flat_map(|frame| (0..bands).map(move |band| value(frame, band)))
        .collect()
}

fn reader(name: &str) -> Reader {
    Reader::open(&fixture(name)).unwrap()
}

/// The greatest difference as a part of the greatest number.
fn distance(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let top = expected.iter().fold(0.0f32, |top, x| top.max(x.abs()));
    let off = found
        .iter()
        .zip(expected)
        .fold(0.0f32, |off, (a, b)| off.max((a - b).abs()));
    off / top
}

#[test]
fn sizes_and_encodings_come_from_the_files() {
    for (name, format, encoding, mel_bands, _) in MODELS {
        let found = inspect(&fixture(name)).unwrap();
        assert_eq!(
            (found.format, found.config.mel_bands),
            (format, mel_bands),
            "{name}"
        );
        let most = found
            .stored
            .iter()
            .max_by_key(|stored| stored.tensors * usize::from(stored.encoding == encoding));
        assert_eq!(most.unwrap().encoding, encoding, "{name}: {:?}", found.stored);
        assert_eq!(found.missing, [""; 0], "{name}");
        assert_eq!(
            (found.config.sound_positions, found.config.text_positions),
            (32, 32),
            "{name}"
        );
        let languages = if name.ends_with("english") {
            vec!["English"]
        } else {
            vec!["English", "Chinese", "German"]
        };
        assert_eq!(found.languages, languages, "{name}");
    }
}

#[test]
fn rows_and_logits_are_those_of_transformers_in_every_format() {
    for (name, _, _, mel_bands, tolerance) in MODELS {
        let (reader, expected) = (reader(name), expected(name));
        let (rows, logits) = reader
            .rows_and_logits(&spectrogram(mel_bands, 32), &expected.forced)
            .unwrap();
        let off = distance(&rows, &expected.rows);
        println!("{name} rows {off}");
        assert!(off < tolerance, "{name}: rows are off by {off}");
        // The expected ones end with the end of the text: special tokens and times behind it are not compared.
        let (size, compared) = (
            reader.vocabulary().size(),
            expected.logits.len() / expected.forced.len(),
        );
        let logits: Vec<f32> = logits
            .chunks_exact(size)
            .flat_map(|row| &row[..compared])
            .copied()
            .collect();
        let off = distance(&logits, &expected.logits);
        println!("{name} logits {off}");
        assert!(off < tolerance, "{name}: logits are off by {off}");
    }
}

#[test]
fn greedy_tokens_are_those_of_transformers_in_every_format() {
    for (name, _, _, mel_bands, _) in MODELS {
        let (reader, expected) = (reader(name), expected(name));
        let encoded = reader.encode_frames(&spectrogram(mel_bands, 32), 32, 32).unwrap();
        let options = DecodeOptions {
            language: Some(Language::ENGLISH),
            beams: 1,
            max_tokens: Some(8),
            ..DecodeOptions::default()
        };
        let reading = reader.decode(&encoded, &options, &|| true).unwrap();
        let tokens: Vec<TokenId> = reading.hypotheses[0]
            .tokens
            .iter()
            .map(|token| token.id)
            .collect();
        assert_eq!(tokens, expected.greedy, "{name}");
    }
}

#[test]
fn the_same_vocabulary_comes_out_of_every_format() {
    let text = "the wing and the ring";
    let first = open_files(&fixture(MODELS[0].0)).unwrap().vocabulary.encode(text);
    assert!(first.len() < text.len(), "nothing was merged");
    for (name, ..) in MODELS {
        let opened = open_files(&fixture(name)).unwrap();
        assert_eq!(opened.vocabulary.encode(text), first, "{name}");
        assert_eq!(opened.vocabulary.text(&first), text, "{name}");
    }
}

#[test]
fn every_format_reads_sound() {
    let sound: Vec<f32> = (0..8_000).map(|i| (i as f32 * 0.3).sin() * 0.2).collect();
    for (name, ..) in MODELS {
        let reader = reader(name);
        let encoded = reader.encode(&sound, 0.1).unwrap();
        let options = DecodeOptions {
            language: Some(Language::ENGLISH),
            ..DecodeOptions::default()
        };
        let reading = reader.decode(&encoded, &options, &|| true).unwrap();
        assert!(reading.hypotheses[0].log_prob.is_finite(), "{name}");
    }
}

mod hostile;
