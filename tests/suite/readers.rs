//! `parlance models inspect` and `models readers` on readers (models of the Whisper family), on tiny files in the real
//! layouts.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::Home;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/reader")
        .join(name)
}

fn inspected(home: &Home, path: &Path) -> Value {
    let ran = home
        .run(&["models", "inspect", path.to_str().unwrap(), "--json"])
        .good();
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn inspect_tells_format_sizes_languages_and_memory_of_a_reader() {
    let home = Home::new();
    for (name, format, encoding, mel_bands, languages) in [
        ("hf-f16-parts", "Hugging Face", "F16", 128, 3),
        ("hf-bf16-english", "Hugging Face", "BF16", 80, 1),
        ("ct2-int8", "CTranslate2", "INT8", 80, 3),
        ("ggml-q5_1.bin", "ggml", "Q5_1", 8, 3),
    ] {
        let found = inspected(&home, &fixture(name));
        assert_eq!(found["kind"], "reader", "{name}");
        assert_eq!(found["format"], format, "{name}");
        assert_eq!(found["sizes"]["num_mel_bins"], mel_bands, "{name}");
        assert_eq!(found["languages"].as_array().unwrap().len(), languages, "{name}");
        assert!(
            found["quantisation"][encoding]["tensors"].as_u64() > Some(0),
            "{name}: {found}"
        );
        assert_eq!(found["missing"], json!([]), "{name}");
        let bytes = found["weight_bytes"].as_u64().unwrap();
        assert!((10_000..300_000).contains(&bytes), "{name}: {bytes}");
    }
    let text = home
        .run(&["models", "inspect", fixture("ggml-f16.bin").to_str().unwrap()])
        .good()
        .out;
    for line in [
        "ggml-f16: reader (ggml)",
        "num_mel_bins                 80",
        "reads English, Chinese, German",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_tensor_that_is_missing_is_named() {
    let home = Home::new();
    let folder = home.folder.path().join("cut");
    std::fs::create_dir(&folder).unwrap();
    for file in std::fs::read_dir(fixture("hf-f32")).unwrap().flatten() {
        std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let config = std::fs::read_to_string(folder.join("config.json")).unwrap();
    let more = config.replace("\"decoder_layers\": 1", "\"decoder_layers\": 2");
    assert_ne!(config, more);
    std::fs::write(folder.join("config.json"), more).unwrap();
    let missing = inspected(&home, &folder)["missing"].to_string();
    assert!(
        missing.contains("tensor decoder.layers.1.fc1.weight: the model cannot be loaded"),
        "{missing}"
    );
}

#[test]
fn readers_of_other_programs_are_listed() {
    let home = Home::new();
    let folder = home.folder.path().join("whisper.cpp/models");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(fixture("ggml-q8_0.bin"), folder.join("ggml-tiny-q8_0.bin")).unwrap();
    let listed: Value = serde_json::from_str(&home.run(&["models", "readers", "--json"]).good().out).unwrap();
    let expected =
        json!({ "name": "ggml-tiny-q8_0", "format": "ggml", "path": folder.join("ggml-tiny-q8_0.bin") });
    assert!(listed.as_array().unwrap().contains(&expected), "{listed}");
}
