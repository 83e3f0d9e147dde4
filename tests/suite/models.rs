//! `parlance models inspect | run | quantize` as a user types them, on tiny files in the real layout. What `run` writes is held
//! against the ids that the reference wrote.

use std::path::{Path, PathBuf};

use safetensors::SafeTensors;
use serde_json::{Value, json};

use crate::program::{Home, Ran};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/gemma")
        .join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The ids `name` of a reference file.
fn ids(file: &str, name: &str) -> Vec<u32> {
    let bytes = std::fs::read(fixture(file)).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let (words, _) = tensors.tensor(name).unwrap().data().as_chunks::<8>();
    words
        .iter()
        .map(|&word| i64::from_le_bytes(word) as u32)
        .collect()
}

fn listed(ids: &[u32]) -> String {
    ids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

struct Models(Home);

impl Models {
    fn call(&self, args: &[&str]) -> Ran {
        self.0.run(&[&["models"], args].concat())
    }

    /// The JSON of a run that has to succeed.
    fn run(&self, model: &Path, ids: &[u32], more: &[&str]) -> Value {
        let wanted = listed(ids);
        let args = [
            "run",
            "--model",
            text(model),
            "--ids",
            &wanted,
            "--device",
            "cpu",
            "--json",
        ];
        serde_json::from_str(&self.call(&[&args, more].concat()).good().out).unwrap()
    }
}

#[test]
fn the_reference_s_ids_come_out_of_every_file_of_the_same_weights() {
    let models = Models(Home::new());
    let (input, whole) = (
        ids("greedy.safetensors", "input_ids"),
        ids("greedy.safetensors", "output_ids"),
    );
    let expected = json!(whole[input.len()..]);
    for (file, more) in [
        ("tiny-unified", &[][..]),
        ("tiny-unified", &["--exact"]),
        ("tiny-unified-f32.gguf", &[]),
    ] {
        let more = [&["--max-new-tokens", "32"], more].concat();
        let found = models.run(&fixture(file), &input, &more);
        assert_eq!(found["output_ids"], expected, "{file} {more:?}");
        assert_eq!(found["input_ids"], json!(input));
        for speed in ["prefill_tokens_per_second", "decode_tokens_per_second"] {
            assert!(found[speed].as_f64().unwrap() > 0.0, "{found}");
        }
    }
    // Drafts change how many forwards it takes, never the text.
    for drafter in ["tiny-assistant", "tiny-assistant-f32.gguf"] {
        let drafter = fixture(drafter);
        let more = [
            "--max-new-tokens",
            "32",
            "--drafter",
            text(&drafter),
            "--drafts",
            "3",
        ];
        let found = models.run(&fixture("tiny-unified"), &input, &more);
        assert_eq!(found["output_ids"], expected);
        let counts = |name: &str| -> Vec<u64> {
            let rounds = found[name].as_array().unwrap().iter();
            rounds.map(|count| count.as_u64().unwrap()).collect()
        };
        let (kept, offered) = (counts("drafts_kept"), counts("drafts_offered"));
        assert!(!kept.is_empty() && kept.len() == offered.len(), "{found}");
        assert!(
            kept.iter()
                .zip(&offered)
                .all(|(kept, offered)| kept <= offered && *offered <= 3)
        );
        let written = kept.iter().sum::<u64>() + kept.len() as u64;
        assert!(
            (30..=32).contains(&written),
            "a round writes one token beside its drafts: {found}"
        );
    }
}

#[test]
fn sound_takes_the_place_of_exactly_as_many_placeholders() {
    let models = Models(Home::new());
    let bytes = std::fs::read(fixture("audio.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let (samples, _) = tensors.tensor("waveform").unwrap().data().as_chunks::<4>();
    let wav = models.0.folder.path().join("speech.wav");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut out = hound::WavWriter::create(&wav, spec).unwrap();
    for &sample in samples {
        out.write_sample(f32::from_le_bytes(sample)).unwrap();
    }
    out.finalize().unwrap();

    let (input, whole) = (
        ids("audio.safetensors", "input_ids"),
        ids("audio.safetensors", "greedy_ids"),
    );
    let projector = fixture("mmproj-tiny-unified-f32.gguf");
    for (file, projector) in [
        ("tiny-unified", &[][..]),
        ("tiny-unified-f32.gguf", &["--projector", text(&projector)]),
    ] {
        let more = [&["--max-new-tokens", "16", "--audio", text(&wav)], projector].concat();
        let found = models.run(&fixture(file), &input, &more);
        assert_eq!(found["output_ids"], json!(whole[input.len()..]), "{file}");
    }
    let audio = 763;
    let fewer: Vec<u32> = {
        let at = input.iter().position(|&id| id == audio).unwrap();
        [&input[..at], &input[at + 1..]].concat()
    };
    let model = fixture("tiny-unified");
    for (ids, file, counts) in [
        (&fewer, &["--audio", text(&wav)][..], ["11", "12"]),
        (&input, &[], ["12", "0"]),
    ] {
        let ids = listed(ids);
        let refused = models.call(&[&["run", "--model", text(&model), "--ids", &ids], file].concat());
        assert_eq!(refused.code, Some(1), "{refused:#?}");
        assert!(
            counts.iter().all(|count| refused.err.contains(count)),
            "{}",
            refused.err
        );
    }
}

#[test]
fn sampling_is_repeated_by_its_seed_and_text_comes_without_json() {
    let models = Models(Home::new());
    let model = fixture("tiny-unified");
    let sample = |seed: &str| {
        let more = ["--temperature", "1.5", "--seed", seed, "--max-new-tokens", "24"];
        models.run(&model, &[2, 105, 430], &more)["output_ids"].clone()
    };
    assert_eq!(sample("7"), sample("7"));
    assert_ne!(sample("7"), sample("8"));

    let args = [
        "run",
        "--model",
        text(&model),
        "--prompt",
        "Hello there",
        "--max-new-tokens",
        "6",
        "--device",
        "cpu",
    ];
    let plain = models.call(&args).good();
    let told: Value =
        serde_json::from_str(&models.call(&[&args[..], &["--json"]].concat()).good().out).unwrap();
    assert_eq!(
        plain.out.trim_end_matches('\n'),
        told["text"].as_str().unwrap().trim_end_matches('\n')
    );
    assert!(plain.err.contains("answer 6 tokens"), "{}", plain.err);
    // No tokenizer: ids go in and come out.
    let bare = models.0.folder.path().join("bare");
    std::fs::create_dir(&bare).unwrap();
    for name in ["config.json", "model.safetensors", "generation_config.json"] {
        std::fs::copy(model.join(name), bare.join(name)).unwrap();
    }
    let with = models.run(&model, &[2, 5, 7], &["--max-new-tokens", "8"]);
    let without = models.run(&bare, &[2, 5, 7], &["--max-new-tokens", "8"]);
    assert_eq!(with["output_ids"], without["output_ids"]);
    let asked = models.call(&["run", "--model", text(&bare), "--prompt", "Hello"]);
    assert!(
        asked.code == Some(1) && asked.err.contains("tokenizer"),
        "{asked:#?}"
    );
}

#[test]
fn a_model_is_looked_at_made_smaller_and_run_again() {
    let models = Models(Home::new());
    let model = fixture("tiny-unified");
    let look = |path: &Path| -> Value {
        serde_json::from_str(&models.call(&["inspect", text(path), "--json"]).good().out).unwrap()
    };
    let before = look(&model);
    assert_eq!(before["kind"], "Gemma 4 Unified");
    assert_eq!(before["sizes"]["hidden_size"], 64);
    assert!(!before["memory"].as_array().unwrap().is_empty(), "{before}");
    let words = models.call(&["inspect", text(&model)]).good().out;
    assert!(
        words.contains("hidden_size") && words.contains("weights in memory"),
        "{words}"
    );

    let folder = models.0.folder.path();
    for kind in ["Q8_0", "Q4_0"] {
        let small = folder.join(format!("{kind}.gguf"));
        let written = models
            .call(&["quantize", text(&model), text(&small), "--type", kind])
            .good();
        assert!(written.out.contains(text(&small)), "{}", written.out);
        let after = look(&small);
        assert!(
            after["quantisation"][kind]["tensors"].as_u64().unwrap() > 10,
            "{after}"
        );
        assert!(after["weight_bytes"].as_u64() < before["weight_bytes"].as_u64());
        // What was written runs as the reference's own file of that type.
        let peer = fixture(&format!("tiny-unified-{}.gguf", kind.to_lowercase()));
        let run = |file: &Path| {
            models.run(file, &[2, 105, 430, 611], &["--max-new-tokens", "8"])["output_ids"].clone()
        };
        assert_eq!(run(&small), run(&peer), "{kind}");
    }
    let small = folder.join("small.gguf");
    let refused = models.call(&["quantize", text(&model), text(&small), "--type", "Q3_K"]);
    assert!(
        refused.code == Some(1) && refused.err.contains("Q4_0 and Q8_0"),
        "{refused:#?}"
    );
    assert!(!small.exists());
    let both = [
        "run",
        "--model",
        text(&model),
        "--ids",
        "2",
        "--exact",
        "--quantize",
        "Q8_0",
    ];
    assert_eq!(models.call(&both).code, Some(2));
}

#[test]
fn a_device_that_was_not_built_in_is_told_and_the_cpu_does_the_work() {
    let models = Models(Home::new());
    let model = fixture("tiny-unified");
    for device in ["cuda", "metal"] {
        if (device == "cuda" && cfg!(feature = "cuda")) || (device == "metal" && cfg!(feature = "metal")) {
            continue;
        }
        let args = [
            "run",
            "--model",
            text(&model),
            "--ids",
            "2,5,7",
            "--max-new-tokens",
            "2",
            "--json",
            "--device",
            device,
        ];
        let ran = models.call(&args).good();
        assert!(ran.err.contains("running on the CPU"), "{}", ran.err);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(found["device"], "cpu");
    }
    let refused = models.call(&["run", "--model", text(&model), "--ids", "2", "--device", "abacus"]);
    assert!(
        refused.code == Some(1) && refused.err.contains("abacus"),
        "{refused:#?}"
    );
}
