//! `parlance models list | fetch-help | verify | remove`: what other programs left is found and never touched.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{Home, Ran};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// A home with models of every program in it.
struct Disk(Home);

impl Disk {
    fn new() -> Self {
        Disk(Home::new())
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.folder.path().join(path)
    }

    /// parlance's own folder of models.
    fn own(&self) -> PathBuf {
        self.0.data().join("models")
    }

    fn put(&self, source: &str, to: &Path) -> PathBuf {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(fixture(source), to).unwrap();
        to.to_owned()
    }

    fn run(&self, args: &[&str]) -> Ran {
        let mut command = self.0.parlance(&[&["models"], args].concat());
        for name in [
            "HF_HUB_CACHE",
            "HF_HOME",
            "XDG_CACHE_HOME",
            "XDG_DATA_HOME",
            "OLLAMA_MODELS",
        ] {
            command.env_remove(name);
        }
        Ran::of(crate::program::output(command.stdin(std::process::Stdio::null())))
    }

    fn list(&self) -> Value {
        serde_json::from_str(&self.run(&["list", "--json"]).good().out).unwrap()
    }
}

const MODEL: &str = "gemma/tiny-unified-q4_0.gguf";
const PROJECTOR: &str = "gemma/mmproj-tiny-unified-f32.gguf";
const DRAFTER: &str = "gemma/tiny-assistant-f32.gguf";

#[cfg(unix)]
#[test]
fn models_of_every_program_are_listed_with_what_belongs_to_them() {
    let disk = Disk::new();
    let none = disk.run(&["list"]).good();
    assert!(none.out.contains("fetch-help"), "{}", none.out);

    // Hugging Face: links to blobs without a name.
    let cache = disk.at(".cache/huggingface/hub/models--unsloth--gemma-4-12b-it-GGUF");
    let snapshot = cache.join("snapshots/0123");
    fs::create_dir_all(&snapshot).unwrap();
    for (source, name) in [
        (MODEL, "gemma-4-12b-it-Q4_0.gguf"),
        (PROJECTOR, "mmproj-BF16.gguf"),
        (DRAFTER, "mtp-gemma-4-12b-it.gguf"),
    ] {
        disk.put(source, &cache.join("blobs").join(name.replace('.', "")));
        let blob = Path::new("../../blobs").join(name.replace('.', ""));
        std::os::unix::fs::symlink(blob, snapshot.join(name)).unwrap();
    }
    disk.put(
        MODEL,
        &disk.at(".lmstudio/models/lmstudio-community/gemma/gemma-4-12B-it-QAT-Q4_0.gguf"),
    );
    let ollama = disk.at(".ollama/models");
    let blob = disk.put(MODEL, &ollama.join("blobs/sha256-aa"));
    let projector = disk.put(PROJECTOR, &ollama.join("blobs/sha256-bb"));
    let tag = ollama.join("manifests/registry.ollama.ai/library/gemma4/12b");
    fs::create_dir_all(tag.parent().unwrap()).unwrap();
    let layer = |kind: &str, hex: &str| {
        format!("{{\"mediaType\":\"application/vnd.ollama.image.{kind}\",\"digest\":\"sha256:{hex}\"}}")
    };
    let layers = format!(
        "{{\"layers\":[{},{}]}}",
        layer("model", "aa"),
        layer("projector", "bb")
    );
    fs::write(tag, layers).unwrap();
    disk.put(
        "reader/ggml-q5_1.bin",
        &disk.at(".local/share/com.pais.handy/models/ggml-small-q5_1.bin"),
    );
    disk.put("reader/ggml-q5_1.bin", &disk.own().join("ggml-mine.bin"));
    let litert = disk.at("models/gemma-4-12B-it.litertlm");
    fs::create_dir_all(litert.parent().unwrap()).unwrap();
    fs::write(&litert, b"LITERTLM\x01\0\0\0").unwrap();

    let found = disk.list();
    let models = found["models"].as_array().unwrap();
    let named = |name: &str| {
        let model = models.iter().find(|model| model["name"] == name);
        model.unwrap_or_else(|| panic!("{name} is not in {found:#}"))
    };
    assert_eq!(models.len(), 5, "neither blobs nor companions: {found:#}");
    let cached = named("gemma-4-12b-it-Q4_0");
    assert_eq!(cached["place"], "Hugging Face");
    assert!(
        cached["projector"]
            .as_str()
            .unwrap()
            .ends_with("mmproj-BF16.gguf")
    );
    assert!(
        cached["drafter"]
            .as_str()
            .unwrap()
            .ends_with("mtp-gemma-4-12b-it.gguf")
    );
    assert!(
        cached["needed_bytes"].as_u64().unwrap() > 0 && cached["fits"] == true,
        "{cached}"
    );
    assert_eq!(cached["problem"], Value::Null);
    let alone = named("gemma-4-12B-it-QAT-Q4_0");
    assert_eq!(
        (&alone["place"], &alone["projector"]),
        (&"LM Studio".into(), &Value::Null)
    );
    assert!(alone["problem"].as_str().unwrap().contains("mmproj"), "{alone}");
    let ollama = named("gemma4:12b");
    assert_eq!(ollama["path"], blob.to_str().unwrap());
    assert_eq!(ollama["projector"], projector.to_str().unwrap());
    assert_eq!(named("ggml-small-q5_1")["option"], "--reader");
    assert_eq!(named("ggml-mine")["place"], "parlance");
    assert_eq!(found["not_read"][0], litert.to_str().unwrap());
    let text = disk.run(&["list"]).good().out;
    for words in [
        "--model",
        "with drafter mtp-gemma-4-12b-it.gguf",
        "LiteRT-LM",
        "gemma-4-12b-it-qat-q4_0.gguf",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The blob is opened by its head, with the projector that its manifest names.
    let looked = disk
        .run(&["inspect", blob.to_str().unwrap(), "--json"])
        .good()
        .out;
    let looked: Value = serde_json::from_str(&looked).unwrap();
    assert_eq!(looked["missing"], serde_json::json!([]), "{looked}");
}

#[test]
fn how_to_fetch_a_model_is_printed_and_what_came_is_checked() {
    let disk = Disk::new();
    let names = disk.run(&["fetch-help"]).good().out;
    assert!(
        names.contains("gemma-4-12b-qat-q4_0") && names.contains("whisper-small"),
        "{names}"
    );
    let help = disk.run(&["fetch-help", "gemma-4-12b-qat-q4_0"]).good().out;
    let own = disk.own();
    for words in [
        "curl -L --fail -C - -O https://huggingface.co/google/gemma-4-12B-it-qat-q4_0-gguf/resolve/29d097773436b69ff9feafd636ab4cf873786537/gemma-4-12b-it-qat-q4_0.gguf",
        "hf download google/gemma-4-12B-it-qat-q4_0-gguf",
        own.to_str().unwrap(),
        "parlance models verify",
        "Apache-2.0",
        "93567e57a8fe10b23569b9d9ec38cd005deedf71e29477c421a4b83f418a538b  gemma-4-12b-it-qat-q4_0.gguf\" | sha256sum",
    ] {
        assert!(help.contains(words), "{words}: {help}");
    }
    assert!(!help.contains("faff1a63"), "the sum of another revision: {help}");
    let open = disk.run(&["fetch-help", "gemma-4-12b-iq4_xs"]).good().out;
    assert!(
        open.contains("no SHA-256 for gemma-4-12b-it-IQ4_XS.gguf"),
        "{open}"
    );
    let unknown = disk.run(&["fetch-help", "gpt"]);
    assert!(
        unknown.code == Some(1) && unknown.err.contains("whisper-small"),
        "{unknown:#?}"
    );
    let nothing = disk.run(&["verify"]);
    assert!(
        nothing.code == Some(1) && nothing.err.contains("nothing in"),
        "{nothing:#?}"
    );

    // Called as in the catalogue, and not as long: it did not come whole.
    let cut = disk.put(MODEL, &own.join("gemma-4-12b-it-qat-q4_0.gguf"));
    let told = disk.run(&["verify"]);
    assert!(
        told.code == Some(1) && told.err.contains("did not come whole"),
        "{told:#?}"
    );
    let good = own.join("mine.gguf");
    fs::rename(cut, &good).unwrap();
    // Other repositories have projectors of this name and of another length.
    disk.put(PROJECTOR, &own.join("mmproj-BF16.gguf"));
    let told = disk.run(&["verify"]).good().out;
    assert_eq!(told.lines().count(), 2);
    assert!(
        told.contains("Gemma 4 Unified: its tables are whole; neither size nor SHA-256 are known"),
        "{told}"
    );
    assert!(
        told.contains("it is not in the catalogue") && told.contains("projector"),
        "{told}"
    );

    let sum = "0".repeat(64);
    let wrong = disk.run(&["verify", good.to_str().unwrap(), "--sha256", &sum]);
    assert_eq!(wrong.code, Some(1));
    // What it is, is told with what it should be.
    let real = wrong
        .err
        .split("SHA-256 is ")
        .nth(1)
        .and_then(|rest| rest.split(',').next())
        .unwrap();
    assert!(real.len() == 64 && wrong.err.contains(&sum), "{}", wrong.err);
    let right = disk
        .run(&["verify", good.to_str().unwrap(), "--sha256", real])
        .good()
        .out;
    assert!(right.contains("every byte"), "{right}");
    assert_eq!(
        disk.run(&["verify", good.to_str().unwrap(), "--sha256", "12"])
            .code,
        Some(2)
    );
}

#[test]
fn only_own_models_are_removed_and_only_when_that_is_meant() {
    let disk = Disk::new();
    let other = disk.put(MODEL, &disk.at(".lmstudio/models/a/b/gemma.gguf"));
    let mine = disk.put(MODEL, &disk.own().join("mine.gguf"));
    let unasked = disk.run(&["remove", "mine.gguf"]);
    assert!(
        unasked.code == Some(1) && unasked.err.contains("--yes"),
        "{unasked:#?}"
    );
    assert!(mine.exists());
    let refused = disk.run(&["remove", other.to_str().unwrap(), "--yes"]);
    assert!(
        refused.code == Some(1) && refused.err.contains("another program's"),
        "{refused:#?}"
    );
    let missing = disk.run(&["remove", "nothing.gguf", "--yes"]);
    assert!(
        missing.code == Some(1) && missing.err.contains("models list"),
        "{missing:#?}"
    );
    let gone = disk.run(&["remove", "mine.gguf", "--yes"]).good();
    assert!(gone.out.contains("mine.gguf"), "{}", gone.out);
    assert!(!mine.exists() && other.exists());
}
