//! Tokenizers: tokenizer.json and GGUF vocabulary agree, text survives, markers are only what we write.

use proptest::prelude::*;

use super::path;
use crate::model::tokenizer::{TextStream, Tokenizer};
use crate::model::weights::GgufFile;

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
