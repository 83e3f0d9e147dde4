//! Damaged, foreign and lying files are refused in words: what was expected, what was found.

use std::path::Path;

use candle_core::quantized::GgmlDType;
use tempfile::tempdir;

use super::{Fixture, close, path, tiny};
use crate::model::weights::{GgufFile, Precision};
use crate::model::{Drafter, Gemma, ModelError, OpenOptions, inspect, memory, quantize};

fn refusal(path: &Path) -> String {
    match Gemma::open(path, None, &OpenOptions::default(), None) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{} was taken", path.display()),
    }
}

#[track_caller]
fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "{message:?} does not say {word:?}");
    }
}

fn copy_folder(to: &Path) {
    for name in [
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
    ] {
        std::fs::copy(path("tiny-unified").join(name), to.join(name)).unwrap();
    }
}

#[test]
fn a_gguf_cut_anywhere_is_refused() {
    let bytes = std::fs::read(path("tiny-unified-q4_0.gguf")).unwrap();
    let folder = tempdir().unwrap();
    let file = folder.path().join("cut.gguf");
    for cut in [
        0,
        3,
        4,
        8,
        23,
        24,
        100,
        1000,
        20_000,
        bytes.len() / 2,
        bytes.len() - 33,
    ] {
        std::fs::write(&file, &bytes[..cut]).unwrap();
        let message = refusal(&file);
        says(&message, &["cut.gguf"]);
        assert!(
            message.contains("expected") || message.contains("empty"),
            "{message}"
        );
    }
}

#[test]
fn a_gguf_with_any_byte_of_its_header_changed_never_panics() {
    let bytes = std::fs::read(path("tiny-assistant-f32.gguf")).unwrap();
    let folder = tempdir().unwrap();
    let file = folder.path().join("lying.gguf");
    let target = tiny();
    let interesting = (0..400).chain((400..bytes.len().min(40_000)).step_by(997));
    let mut refused = 0;
    for at in interesting {
        let mut lying = bytes.clone();
        lying[at] ^= 0xFF;
        std::fs::write(&file, &lying).unwrap();
        refused += usize::from(Drafter::open(&file, &target, &OpenOptions::default(), None).is_err());
    }
    assert!(refused > 200, "{refused}");
}

#[test]
fn foreign_files_are_named() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("letter.gguf");
    std::fs::write(&file, "Dear Anna, this is not a model at all.").unwrap();
    says(&refusal(&file), &["starts with GGUF", "Dear"]);
    says(&refusal(&path("mmproj-tiny-unified-f32.gguf")), &["projector"]);
    says(&refusal(&path("tiny-assistant-f32.gguf")), &["drafter"]);
    says(&refusal(&path("tiny-assistant")), &["drafter"]);
    says(&refusal(Path::new("/nowhere/at/all.gguf")), &["all.gguf"]);
    says(&refusal(folder.path()), &["config.json"]);
    let target = tiny();
    let error = Drafter::open(&path("tiny-unified"), &target, &OpenOptions::default(), None);
    says(&error.err().unwrap().to_string(), &["drafter"]);
}

#[test]
fn configs_that_lie_are_refused() {
    for (key, value, words) in [
        ("hidden_size", "96", &["embed_tokens", "64"][..]),
        ("num_hidden_layers", "7", &["layer_types"]),
        ("intermediate_size", "4000000000", &["intermediate_size"]),
        ("head_dim", "15", &["odd"]),
        ("num_attention_heads", "3", &["evenly"]),
        ("num_kv_shared_layers", "2", &["num_kv_shared_layers"]),
        ("enable_moe_block", "true", &["enable_moe_block"]),
        ("sliding_window", "0", &["sliding_window"]),
        ("vocab_size", "769", &["embed_tokens"]),
        ("rms_norm_eps", "-1", &["rms_norm_eps"]),
    ] {
        let folder = tempdir().unwrap();
        copy_folder(folder.path());
        let file = folder.path().join("config.json");
        let mut json: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        json["text_config"][key] = serde_json::from_str(value).unwrap();
        std::fs::write(&file, json.to_string()).unwrap();
        says(&refusal(folder.path()), words);
    }
}

#[test]
fn damaged_safetensors_are_refused() {
    let folder = tempdir().unwrap();
    copy_folder(folder.path());
    let file = folder.path().join("model.safetensors");
    let bytes = std::fs::read(&file).unwrap();
    for cut in [4, 9, 5000, bytes.len() - 1] {
        std::fs::write(&file, &bytes[..cut]).unwrap();
        says(&refusal(folder.path()), &["safetensors", "damaged"]);
    }
    let mut lying = bytes.clone();
    lying[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    std::fs::write(&file, lying).unwrap();
    says(&refusal(folder.path()), &["safetensors"]);
    std::fs::remove_file(&file).unwrap();
    says(&refusal(folder.path()), &["model.safetensors.index.json"]);
    let index = r#"{"weight_map": {"model.norm.weight": "../../etc/passwd"}}"#;
    std::fs::write(folder.path().join("model.safetensors.index.json"), index).unwrap();
    says(&refusal(folder.path()), &["in this folder"]);
}

#[test]
fn shards_are_put_together() {
    let folder = tempdir().unwrap();
    copy_folder(folder.path());
    let whole = folder.path().join("model.safetensors");
    let tensors = candle_core::safetensors::load(&whole, &candle_core::Device::Cpu).unwrap();
    std::fs::remove_file(&whole).unwrap();
    let mut map = serde_json::Map::new();
    let mut shards = [std::collections::HashMap::new(), std::collections::HashMap::new()];
    for (index, (name, tensor)) in tensors.into_iter().enumerate() {
        map.insert(name.clone(), format!("model-{}.safetensors", index % 2).into());
        shards[index % 2].insert(name, tensor);
    }
    for (index, shard) in shards.iter().enumerate() {
        candle_core::safetensors::save(shard, folder.path().join(format!("model-{index}.safetensors")))
            .unwrap();
    }
    let index = serde_json::json!({ "weight_map": map });
    std::fs::write(
        folder.path().join("model.safetensors.index.json"),
        index.to_string(),
    )
    .unwrap();
    same_logits(folder.path(), &OpenOptions::default(), 1e-4);
}

#[track_caller]
fn same_logits(model: &Path, options: &OpenOptions, tolerance: f32) {
    let fixture = Fixture::open("text.safetensors");
    let model = Gemma::open(model, None, options, None).unwrap();
    let x = model.embed_ids(&fixture.ids("input_ids")).unwrap();
    let out = model.decoder().forward(&x, &[], &mut model.new_cache()).unwrap();
    close(
        "logits",
        &model.logits(&out).unwrap(),
        &fixture.tensor("logits"),
        tolerance,
    );
}

#[test]
fn half_precision_folders_load() {
    let fixture = Fixture::open("text_bf16.safetensors");
    for (dtype, tolerance) in [(candle_core::DType::BF16, 0.3), (candle_core::DType::F16, 0.1)] {
        let folder = tempdir().unwrap();
        copy_folder(folder.path());
        let file = folder.path().join("model.safetensors");
        let tensors = candle_core::safetensors::load(&file, &candle_core::Device::Cpu).unwrap();
        let half: std::collections::HashMap<_, _> = tensors
            .into_iter()
            .map(|(name, tensor)| (name, tensor.to_dtype(dtype).unwrap()))
            .collect();
        candle_core::safetensors::save(&half, &file).unwrap();
        same_logits(folder.path(), &OpenOptions::default(), tolerance);
        if dtype == candle_core::DType::BF16 {
            let model = Gemma::open(folder.path(), None, &OpenOptions::default(), None).unwrap();
            let x = model.embed_ids(&fixture.ids("input_ids")).unwrap();
            let expected = fixture
                .tensor("embeddings")
                .to_dtype(candle_core::DType::F32)
                .unwrap();
            close("embeddings", &x, &expected, 0.02);
        }
    }
}

#[test]
fn what_is_quantised_is_read_back() {
    let folder = tempdir().unwrap();
    for (dtype, tolerance) in [(GgmlDType::Q8_0, 0.6), (GgmlDType::Q4_0, 12.0)] {
        let to = folder.path().join(format!("{dtype:?}.gguf"));
        let written = quantize::quantize(&path("tiny-unified"), &to, dtype, None).unwrap();
        let model = Gemma::open(&to, written.projector.as_deref(), &OpenOptions::default(), None).unwrap();
        assert!(model.hears() && model.sees());
        // Random weights at 4 bits resemble nothing; that the right tensors are in the right places is
        // told by the file that llama.cpp's own writer made of the same weights.
        let theirs = path(&format!(
            "tiny-unified-{}.gguf",
            format!("{dtype:?}").to_lowercase()
        ));
        let [ours, theirs] = [&to, &theirs].map(|file| GgufFile::open(file).unwrap());
        for name in theirs.tensor_names() {
            let (a, b) = (ours.tensor(name), theirs.tensor(name).unwrap());
            let a = a.unwrap_or_else(|| panic!("no {name}"));
            assert_eq!((a.encoding, &a.shape), (b.encoding, &b.shape), "{name}");
            if b.encoding == crate::model::weights::Encoding::Ggml(GgmlDType::F32) {
                assert_eq!(a.bytes, b.bytes, "{name}");
            }
        }
        same_logits(&to, &OpenOptions::default(), tolerance);
        let ids = model
            .tokenizer()
            .unwrap()
            .encode_marked("<|turn>Hello, world!")
            .unwrap();
        assert_eq!(
            ids,
            tiny()
                .tokenizer()
                .unwrap()
                .encode_marked("<|turn>Hello, world!")
                .unwrap()
        );
        let image = Fixture::open("image.safetensors");
        let patches = crate::model::image::Patches {
            values: image
                .tensor("patches")
                .flatten_all()
                .unwrap()
                .to_vec1::<f32>()
                .unwrap(),
            columns: 5,
            rows: 3,
        };
        close(
            "image",
            &model.embed_image(&patches).unwrap(),
            &image.tensor("soft_tokens"),
            1e-4,
        );
    }
    let options = OpenOptions {
        precision: Precision::Quantized(GgmlDType::Q8_0),
        ..OpenOptions::default()
    };
    same_logits(&path("tiny-unified"), &options, 0.6);
}

#[test]
fn inspection_tells_sizes_and_gaps() {
    let found = inspect::inspect(&path("tiny-unified-q4_0.gguf"), None).unwrap();
    assert_eq!(found.kind, "Gemma 4 Unified");
    assert!(found.missing.is_empty(), "{:?}", found.missing);
    assert!(found.stored.contains_key("Q4_0"));
    let folder = tempdir().unwrap();
    let alone = folder.path().join("alone.gguf");
    std::fs::copy(path("tiny-unified-q8_0.gguf"), &alone).unwrap();
    let found = inspect::inspect(&alone, None).unwrap();
    assert_eq!(found.missing.len(), 2, "{:?}", found.missing);
    let found = inspect::inspect(&path("tiny-assistant"), None).unwrap();
    assert_eq!(
        (found.kind, found.missing.len()),
        ("drafter", 0),
        "{:?}",
        found.missing
    );
}

#[test]
fn memory_is_that_of_the_reference() {
    let json = serde_json::json!({ "model_type": "gemma4_unified", "text_config": {
        "hidden_size": 3840, "intermediate_size": 15360, "num_hidden_layers": 48, "num_attention_heads": 16,
        "num_key_value_heads": 8, "num_global_key_value_heads": 1, "head_dim": 256, "global_head_dim": 512,
        "attention_k_eq_v": true, "sliding_window": 1024, "vocab_size": 262144 } });
    let config = crate::model::config::from_json(Path::new("config.json"), &json)
        .unwrap()
        .decoder;
    let bytes = |tokens| memory::cache_bytes(&config, crate::model::CacheType::F16, tokens);
    // 40 sliding layers of 8 heads of 256 and 8 full ones of 1 head of 512, keys and values, two bytes.
    assert_eq!(bytes(1), 327_680 + 16_384);
    assert_eq!(bytes(20_000) - bytes(10_000), 10_000 * 16_384);
    // Beyond the window a ring keeps 256 rows for chunks and drafts.
    assert_eq!(bytes(32_768) - 32_768 * 16_384, 327_680 * (1023 + 256));
}

#[test]
fn a_model_beyond_the_memory_is_refused_with_both_numbers() {
    let error = ModelError::TooLarge {
        needed: 24_000_000_000,
        available: 8_000_000_000,
    };
    says(&error.to_string(), &["24000000000", "8000000000", "Q4_0"]);
    let files = crate::model::gemma::ModelFiles::open(&path("tiny-unified"), None).unwrap();
    let mut files = files;
    files.config.decoder.context = 1 << 50;
    let checked = memory::check(&files, &OpenOptions::default(), 1 << 45);
    if memory::available().is_some() {
        assert!(matches!(checked, Err(ModelError::TooLarge { .. })));
    }
}
