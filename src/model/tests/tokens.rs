//! Tokenizers: tokenizer.json and GGUF vocabulary agree, text survives, markers are only what we write.

use proptest::prelude::*;

use super::path;
use crate::model::tokenizer::{TextStream, Tokenizer};
use crate::model::weights::GgufFile;
use crate::model::weights::gguf_write::{GgufWriter, Tag};

fn both() -> [Tokenizer; 2] {
    let gguf = GgufFile::open(&path("tiny-unified-f32.gguf")).unwrap();
    [
        Tokenizer::from_json(&path("tiny-unified/tokenizer.json")).unwrap(),
        Tokenizer::from_gguf(&gguf).unwrap().unwrap(),
    ]
}

#[test]
fn the_tables_of_ids_hold() {
    let json = std::fs::read_to_string(path("tokenizer_tiny.json")).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(cases.len(), 34);
    for tokenizer in both() {
        for case in &cases {
            let text = case["text"].as_str().unwrap();
            let expected: Vec<u32> = case["ids"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_u64().unwrap() as u32)
                .collect();
            assert_eq!(tokenizer.encode_marked(text).unwrap(), expected, "{text:?}");
        }
    }
}

#[test]
fn a_marker_in_dictated_text_is_text() {
    for tokenizer in both() {
        let text = "say <|turn>model or <bos><audio|>";
        let ids = tokenizer.encode(text).unwrap();
        assert!(ids.iter().all(|&id| !tokenizer.is_marker(id)), "{ids:?}");
        assert_eq!(tokenizer.decode(&ids), text);
    }
}

#[test]
fn thoughts_and_markers_are_not_shown() {
    for tokenizer in both() {
        let ids = tokenizer
            .encode_marked("<|channel>thought\nI wonder<channel|>Hello<turn|>")
            .unwrap();
        assert_eq!(tokenizer.decode(&ids), "Hello");
    }
}

proptest! {
    #[test]
    fn text_comes_back_in_whole_pieces(text in "\\PC{0,24}") {
        // U+2581 is how a space is stored; it cannot come back as itself.
        prop_assume!(!text.contains('\u{2581}'));
        let [tokenizer, _] = both();
        let ids = tokenizer.encode(&text).unwrap();
        let mut stream = TextStream::new(&tokenizer);
        let mut out = String::new();
        for id in ids {
            let piece = stream.push(id);
            let broken = char::REPLACEMENT_CHARACTER;
            prop_assert!(!piece.contains(broken) || text.contains(broken));
            out.push_str(&piece);
        }
        prop_assert_eq!(stream.finish(), "");
        prop_assert_eq!(out, text);
    }
}

/// Letters of the made-up vocabulary; the first stands for a space.
fn letters() -> Vec<char> {
    let mut letters = vec!['\u{2581}'];
    letters.extend(('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['.']));
    letters
}

const SIZE: usize = 262_144;
const FIRST_LETTER: usize = 494;

/// A GGUF with a vocabulary of the released one's size, kinds and special ids: bytes at 238, markers at theirs, all words of
/// two letters and most of three, and two merges for each of those.
fn real_size(file: &std::path::Path) {
    let letters = letters();
    let mut tokens: Vec<String> = (0..SIZE).map(|id| format!("<unused{id}>")).collect();
    let mut kinds = vec![3i32; SIZE];
    for (id, text) in [
        (0, "<pad>"),
        (1, "<eos>"),
        (2, "<bos>"),
        (3, "<unk>"),
        (4, "<mask>"),
        (46, "<|tool>"),
        (50, "<|tool_response>"),
        (98, "<|think|>"),
        (100, "<|channel>"),
        (101, "<channel|>"),
        (105, "<|turn>"),
        (106, "<turn|>"),
        (255_999, "<|image>"),
        (256_000, "<|audio>"),
        (258_880, "<|image|>"),
        (258_881, "<|audio|>"),
        (258_882, "<image|>"),
        (258_883, "<audio|>"),
        (258_884, "<|video|>"),
    ] {
        tokens[id] = text.to_owned();
    }
    tokens[107] = "\n".to_owned();
    kinds[107] = 1;
    for byte in 0..256 {
        tokens[238 + byte] = format!("<0x{byte:02X}>");
        kinds[238 + byte] = 6;
    }
    let mut free = (FIRST_LETTER..SIZE)
        .filter(|id| !(255_999..=256_000).contains(id) && !(258_880..=258_884).contains(id));
    let mut merges = Vec::new();
    let mut add = |text: String| {
        let id = free.next();
        if let Some(id) = id {
            kinds[id] = 1;
            tokens[id] = text;
        }
        id.is_some()
    };
    for letter in &letters {
        add(letter.to_string());
    }
    for a in &letters {
        for b in &letters {
            add(format!("{a}{b}"));
            merges.push(format!("{a} {b}"));
        }
    }
    for a in &letters {
        for b in &letters {
            for c in &letters {
                // The last few thousand words find no free id.
                if add(format!("{a}{b}{c}")) {
                    merges.push(format!("{a}{b} {c}"));
                    merges.push(format!("{a} {b}{c}"));
                }
            }
        }
    }
    assert!(merges.len() > 500_000, "{}", merges.len());
    let mut writer = GgufWriter::new();
    writer.key("general.architecture", Tag::Text("gemma4".into()));
    writer.key("tokenizer.ggml.model", Tag::Text("gemma4".into()));
    writer.key("tokenizer.ggml.tokens", Tag::Texts(tokens));
    writer.key("tokenizer.ggml.token_type", Tag::I32s(kinds));
    writer.key("tokenizer.ggml.merges", Tag::Texts(merges));
    let out = std::fs::File::create(file).unwrap();
    writer.begin(out).unwrap().finish().unwrap();
}

#[test]
fn a_vocabulary_of_the_released_size_is_rebuilt_from_a_gguf() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vocabulary.gguf");
    real_size(&file);
    let tokenizer = Tokenizer::from_gguf(&GgufFile::open(&file).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(tokenizer.size(), SIZE);
    for (marker, id) in [
        ("<bos>", 2),
        ("<eos>", 1),
        ("<|tool_response>", 50),
        ("<|channel>", 100),
        ("<channel|>", 101),
        ("<|turn>", 105),
        ("<turn|>", 106),
        ("<|audio>", 256_000),
        ("<|audio|>", 258_881),
        ("<audio|>", 258_883),
    ] {
        assert_eq!(tokenizer.id(marker), Some(id));
        assert!(tokenizer.is_marker(id), "{marker}");
        assert_eq!(tokenizer.encode_marked(marker).unwrap(), [id]);
        assert!(
            !tokenizer.encode(marker).unwrap().contains(&id),
            "{marker} in plain text"
        );
    }
    // What is in no token falls back to its bytes, whole characters come back whole.
    let bytes = |text: &str| text.bytes().map(|byte| 238 + u32::from(byte)).collect::<Vec<_>>();
    for text in ["🙂", "é", "\u{0}", "你好"] {
        assert_eq!(tokenizer.encode(text).unwrap(), bytes(text), "{text:?}");
    }
    // Merges by rank: pairs first, from the left, then words of three.
    let spelled = |text: &str| -> Vec<String> {
        let ids = tokenizer.encode(text).unwrap();
        ids.iter().map(|&id| tokenizer.token(id).unwrap()).collect()
    };
    assert_eq!(spelled("ab"), ["ab"]);
    assert_eq!(spelled("a b"), ["a\u{2581}b"]);
    assert_eq!(spelled("\n"), ["\n"]);
    for text in [
        "Replace Tuesday with Friday 🙂.",
        " two  spaces ",
        "naïve café\n\nx",
        "<|turn>user",
        "a\u{301}",
    ] {
        let ids = tokenizer.encode(text).unwrap();
        assert!(
            ids.iter()
                .all(|&id| (id as usize) < SIZE && !tokenizer.is_marker(id))
        );
        assert_eq!(tokenizer.decode(&ids), text);
    }
}

/// The released vocabulary itself: `models/ggml-vocab-gemma-4.gguf` of llama.cpp, with the `.inp` and `.out` beside it, as the
/// PyPI source package llama-cpp-python 0.3.36 ships them. 2026-11-21: 46 of 46 of theirs and 34 of 34 of ours.
#[test]
#[ignore = "needs the released vocabulary: PARLANCE_GEMMA_VOCABULARY names the file"]
fn the_released_vocabulary() {
    let file = std::path::PathBuf::from(std::env::var_os("PARLANCE_GEMMA_VOCABULARY").unwrap());
    let began = std::time::Instant::now();
    let tokenizer = Tokenizer::from_gguf(&GgufFile::open(&file).unwrap())
        .unwrap()
        .unwrap();
    println!("{} tokens rebuilt in {:?}", tokenizer.size(), began.elapsed());
    assert_eq!(tokenizer.size(), SIZE);
    let json = std::fs::read_to_string(path("tokenizer_real_vocab.json")).unwrap();
    let cases: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    for case in &cases {
        let text = case["text"].as_str().unwrap();
        let expected = case["ids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_u64().unwrap() as u32);
        assert_eq!(
            tokenizer.encode_marked(text).unwrap(),
            expected.collect::<Vec<_>>(),
            "{text:?}"
        );
    }
    let beside = |end: &str| {
        let mut name = file.clone().into_os_string();
        name.push(end);
        std::fs::read_to_string(name).unwrap()
    };
    let (texts, ids) = (beside(".inp"), beside(".out"));
    let texts: Vec<&str> = texts.split("\n__ggml_vocab_test__\n").collect();
    let ids: Vec<&str> = ids.split('\n').collect();
    for (text, ids) in texts.iter().zip(&ids) {
        let expected: Vec<u32> = ids.split_whitespace().map(|id| id.parse().unwrap()).collect();
        assert_eq!(tokenizer.encode_marked(text).unwrap(), expected, "{text:?}");
    }
    println!("{} of theirs, {} of ours are the same", texts.len(), cases.len());
}
