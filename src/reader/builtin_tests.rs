use std::collections::HashMap;
use std::fs;

use safetensors::tensor::TensorView;

use super::super::testing::{Random, RandomSource, TINY, sound, vocabulary};
use super::super::weights::TensorSource as _;
use super::super::{DecodeOptions, Language};
use super::*;

const SIZES: &str = r#"{"name": "tiny", "width": 64, "encoder_layers": 2, "encoder_heads": 2, "encoder_feed_forward": 128,
    "decoder_layers": 2, "decoder_heads": 2, "decoder_feed_forward": 128, "mel_bands": 80, "sound_positions": 200,
    "text_positions": 48, "vocabulary": 1866, "silence_s": 0.5}"#;

/// The tiny model as `training/reader.py` would write it: matrices in bytes with a factor for each row.
fn weights() -> Vec<u8> {
    let mut source = RandomSource::new();
    let mut tensors: HashMap<String, (Dtype, Vec<usize>, Vec<u8>)> = HashMap::new();
    for (name, shape) in source.shapes.clone() {
        let Some(Tensor {
            numbers: Numbers::F32(floats),
            ..
        }) = source.tensor(&name).unwrap()
        else {
            panic!("{name} is made of floats");
        };
        let bytes = |floats: &[f32]| floats.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
        if shape.len() == 2 && !name.ends_with("positions.weight") {
            let rows = floats.chunks(shape[1]);
            let largest = |row: &[f32]| row.iter().fold(0.0f32, |largest, x| largest.max(x.abs()));
            let scales: Vec<f32> = rows.clone().map(|row| largest(row) / 127.0).collect();
            let values = rows
                .zip(&scales)
                .flat_map(|(row, scale)| row.iter().map(move |x| (x / scale).round() as i8 as u8));
            tensors.insert(
                format!("{name}_scale"),
                (Dtype::F32, vec![shape[0]], bytes(&scales)),
            );
            tensors.insert(name, (Dtype::I8, shape, values.collect()));
        } else {
            tensors.insert(name, (Dtype::F32, shape, bytes(&floats)));
        }
    }
    let tokens: Vec<Vec<u8>> = (0..258).map(|id| vocabulary().bytes(id).to_vec()).collect();
    let lengths: Vec<u8> = tokens.iter().map(|token| token.len() as u8).collect();
    let text = tokens.concat();
    tensors.insert(
        "vocabulary.lengths".to_owned(),
        (Dtype::U8, vec![lengths.len()], lengths),
    );
    tensors.insert("vocabulary.bytes".to_owned(), (Dtype::U8, vec![text.len()], text));
    let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
        (
            name.clone(),
            TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
        )
    });
    safetensors::serialize(views, None).unwrap()
}

fn folder(sizes: &str, weights: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(CONFIG), sizes).unwrap();
    fs::write(folder.path().join(WEIGHTS), weights).unwrap();
    folder
}

/// Opens a folder and, where that succeeds, reads with it.
fn read(folder: &Path) -> Result<String> {
    let reader = open(folder)?;
    let encoded = reader.encode(&sound(8_000), reader.silence_s())?;
    let options = DecodeOptions {
        language: Some(Language::ENGLISH),
        beams: 2,
        max_tokens: Some(4),
        ..DecodeOptions::default()
    };
    let mut reading = reader.decode(&encoded, &options, &|| true)?;
    Ok(reading.hypotheses.swap_remove(0).text)
}

#[test]
fn what_the_script_writes_is_read_with_its_vocabulary_and_its_silence() {
    let folder = folder(SIZES, &weights());
    let reader = open(folder.path()).unwrap();
    assert_eq!(reader.vocabulary().text(&[b'a'.into(), 256, 257]), "a yes no");
    assert_eq!((reader.description().config, reader.silence_s()), (TINY, 0.5));
    assert!(reader.description().has_phones);
    assert_eq!(reader.description().encodings[0].0, "INT8");
    read(folder.path()).unwrap();
}

#[test]
fn a_folder_without_a_reader_names_the_file_that_is_missing() {
    let empty = tempfile::tempdir().unwrap();
    let error = open(empty.path()).unwrap_err().to_string();
    assert!(
        error.contains("reader.json") && error.ends_with("Check the path and the permissions."),
        "{error}"
    );
    let folder = folder(SIZES, &weights());
    fs::remove_file(folder.path().join(WEIGHTS)).unwrap();
    assert!(
        open(folder.path())
            .unwrap_err()
            .to_string()
            .contains("reader.safetensors")
    );
}

#[test]
fn foreign_files_are_refused_with_what_was_expected() {
    let weights = weights();
    let cases = [
        (folder("{}", &weights), "expected the sizes of a reader"),
        (
            folder(&SIZES.replace("\"width\": 64", "\"width\": 128"), &weights),
            "[128, 80, 3], found [64, 80, 3]",
        ),
        (
            folder(&SIZES.replace("1866", "90000000"), &weights),
            "tokens of a vocabulary",
        ),
        (
            folder(&SIZES.replace("1866", "9000"), &weights),
            "expected a vocabulary of the family",
        ),
        (
            folder(SIZES, b"GGUF is something else"),
            "expected a safetensors file",
        ),
        (
            folder(SIZES, &weights[..weights.len() - 100]),
            "expected a safetensors file",
        ),
    ];
    for (folder, expected) in cases {
        let error = open(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains(expected) && error.contains(&folder.path().display().to_string()),
            "{error}"
        );
    }
}

#[test]
fn damaged_files_give_a_sentence_or_a_reading() {
    let whole = weights();
    let header = 8 + u64::from_le_bytes(whole[..8].try_into().unwrap()) as usize;
    let mut random = Random(11);
    let mut below = |limit: usize| ((random.next() + 1.0) / 2.0 * limit as f32) as usize % limit;
    for round in 0..60 {
        let mut damaged = whole.clone();
        for _ in 0..1 + round % 4 {
            // Half of the blows go to the header, where sizes are.
            let at = if round % 2 == 0 {
                below(header)
            } else {
                below(whole.len())
            };
            damaged[at] = below(256) as u8;
        }
        if round % 5 == 4 {
            damaged.truncate(below(whole.len()));
        }
        let folder = folder(SIZES, &damaged);
        if let Err(error) = read(folder.path()) {
            assert!(
                error.to_string().ends_with('.') && error.to_string().len() < 2_000,
                "{error}"
            );
        }
    }
    // Factors that are no numbers: every product of the embedding is none.
    let mut damaged = whole.clone();
    let (start, metadata) = SafeTensors::read_metadata(&whole).unwrap();
    let (from, to) = metadata
        .info("decoder.embed_tokens.weight_scale")
        .unwrap()
        .data_offsets;
    damaged[8 + start + from..8 + start + to].fill(0xff);
    let error = read(folder(SIZES, &damaged).path()).unwrap_err();
    assert!(matches!(error, ReaderError::Numbers), "{error}");
}
