//! Tokens as Hugging Face and CTranslate2 write them: names in printable characters.

use std::collections::HashMap;

use crate::reader::error::{ReaderError, Result};
use crate::reader::vocabulary::{Specials, TokenId, Vocabulary};

/// The bytes of a token's name. Byte-level BPE since GPT-2 writes each byte as one printable character: those of
/// Latin-1 that are visible stand for themselves, the other 68 bytes are U+0100 and on, in their order. A name with
/// other characters stands for its own text.
fn bytes_of(name: &str) -> Vec<u8> {
    let bytes: Option<Vec<u8>> = name.chars().map(byte_of).collect();
    bytes.unwrap_or_else(|| name.as_bytes().to_vec())
}

fn byte_of(character: char) -> Option<u8> {
    let code = u32::from(character);
    let byte = match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => code,
        0x100..=0x120 => code - 0x100,
        0x121..=0x142 => code - 0x121 + 0x7f,
        0x143 => 0xad,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

/// A vocabulary of `size` tokens from their names, which stand at their numbers. `multilingual` where the files say
/// whether the model is; else English-only models are known by GPT-2's vocabulary.
///
/// # Errors
/// [`ReaderError::WrongFile`] about `file`: special tokens are missing, or there are more tokens than `size`.
pub(super) fn vocabulary(
    file: &str,
    names: &[String],
    multilingual: Option<bool>,
    size: usize,
) -> Result<Vocabulary> {
    let ids: HashMap<&str, TokenId> = names.iter().map(String::as_str).zip(0..).collect();
    let end = ids.get("<|endoftext|>").copied();
    // Standard sizes tell the other special tokens where a file does not name them.
    let standard = end.and_then(|end| Specials::standard(end as usize, size));
    let named = Specials::by_name(true, |name| ids.get(name).copied());
    let mut specials = match (named, standard.clone()) {
        (Ok(named), _) => named,
        (Err(_), Some(standard)) => standard,
        (Err(missing), None) => return Err(ReaderError::wrong(file, format!("the token {missing}"), "none")),
    };
    let gpt2 = specials.end_of_text == 50_256;
    specials.multilingual = multilingual.unwrap_or(!gpt2);
    Vocabulary::new(file, names.iter().map(|name| bytes_of(name)), specials, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_bytes() {
        assert_eq!(bytes_of("Ġthe"), b" the");
        assert_eq!(bytes_of("Ċ"), b"\n");
        assert_eq!(bytes_of("ÃŁ"), "ß".as_bytes());
        assert_eq!(bytes_of("Ń"), [0xad]);
        assert_eq!(bytes_of("<|en|>"), b"<|en|>");
        assert_eq!(bytes_of("東 京"), "東 京".as_bytes());
        let all: std::collections::BTreeSet<u8> = (0..0x200)
            .filter_map(char::from_u32)
            .filter_map(byte_of)
            .collect();
        assert_eq!(all.len(), 256);
    }

    #[test]
    fn special_tokens_that_have_no_names_follow_from_the_size() {
        let mut names: Vec<String> = (0..256).map(|i| format!("w{i}")).collect();
        names.push("<|endoftext|>".into());
        let size = 256 + 2 + 99 + 6 + 1_501;
        let vocabulary = super::vocabulary("base", &names, None, size).unwrap();
        assert_eq!(vocabulary.specials().transcribe, 256 + 2 + 99 + 1);
        let error = super::vocabulary("base", &names[..256], None, size)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("base: expected the token <|endoftext|>"),
            "{error}"
        );
    }
}
