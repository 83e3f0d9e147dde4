//! The one-file models of whisper.cpp (`ggml-base.en.bin`, `ggml-small-q5_1.bin`).
//!
//! Little-endian: the magic number, eleven sizes, the mel filters, the tokens as bytes, then tensors up to the end, each
//! with rank, length of its name, type, sizes (the fastest first), name and data (`whisper_model_load` in whisper.cpp's
//! whisper.cpp, `convert-pt-to-ggml.py`). The special tokens are not listed: they follow from the count of the others.

use std::path::Path;
use std::sync::Arc;

use parlance_kernels::{BlockFormat, HalfFormat};

use super::Parts;
use super::bytes::Cursor;
use super::table::{Encoding, Entry, Table};
use crate::mmap::{Held, Mapped};
use crate::reader::config::{Config, StackConfig};
use crate::reader::error::{ReaderError, Result};
use crate::reader::vocabulary::{Specials, Vocabulary};

/// What such a file begins with: 0x67676d6c ("ggml") as a little-endian number.
pub(super) const MAGIC: [u8; 4] = *b"lmgg";

/// Opens a file.
///
/// # Errors
/// As [`super::open_files`].
pub(super) fn open(path: &Path) -> Result<Parts> {
    let file = path.display().to_string();
    let map = Mapped::open(path).map_err(|error| ReaderError::unreadable(&file, error))?;
    let map = Arc::new(map);
    let mut cursor = Cursor::new(&file, &map);
    let magic = cursor.take(MAGIC.len())?;
    if magic != MAGIC {
        return Err(cursor.wrong("a ggml file of whisper.cpp", format!("{magic:?}")));
    }
    let header = Header::read(&mut cursor)?;
    skip_filters(&mut cursor, header.mel_bands)?;
    let words = words(&mut cursor)?;
    let mut tensors = Table::new(file.clone());
    while cursor.left() > 0 {
        let (name, entry) = tensor(&mut cursor, &map)?;
        if let Some(name) = canonical(&name) {
            tensors.insert(name, entry)?;
        }
    }
    let config = header.config(&tensors)?;
    config.check(&file)?;
    let vocabulary = vocabulary(&file, &words, config.vocabulary)?;
    Ok((config, vocabulary, tensors))
}

/// The sizes at the head of a file.
struct Header {
    vocabulary: usize,
    sound_positions: usize,
    width: usize,
    encoder_heads: usize,
    encoder_layers: usize,
    text_positions: usize,
    text_width: usize,
    decoder_heads: usize,
    decoder_layers: usize,
    mel_bands: usize,
}

impl Header {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self> {
        let header = Header {
            vocabulary: cursor.size()?,
            sound_positions: cursor.size()?,
            width: cursor.size()?,
            encoder_heads: cursor.size()?,
            encoder_layers: cursor.size()?,
            text_positions: cursor.size()?,
            text_width: cursor.size()?,
            decoder_heads: cursor.size()?,
            decoder_layers: cursor.size()?,
            mel_bands: cursor.size()?,
        };
        // The type of most tensors, which each says again.
        let _file_type = cursor.u32()?;
        if header.text_width != header.width {
            let expected = format!("a decoder as wide as the encoder ({})", header.width);
            return Err(cursor.wrong(expected, header.text_width.to_string()));
        }
        Ok(header)
    }

    /// The header, with the sizes that it leaves to the tensors.
    fn config(&self, tensors: &Table) -> Result<Config> {
        let stack = |side: &str, layers, heads| -> Result<StackConfig> {
            let [feed_forward, _] = tensors.sizes(&format!("{side}.layers.0.fc1.weight"))?;
            Ok(StackConfig {
                layers,
                heads,
                feed_forward,
            })
        };
        Ok(Config {
            width: self.width,
            encoder: stack("encoder", self.encoder_layers, self.encoder_heads)?,
            decoder: stack("decoder", self.decoder_layers, self.decoder_heads)?,
            mel_bands: self.mel_bands,
            sound_positions: self.sound_positions,
            text_positions: self.text_positions,
            vocabulary: self.vocabulary,
        })
    }
}

/// The mel filters stand in the file; ours are computed by the same formula.
fn skip_filters(cursor: &mut Cursor<'_>, mel_bands: usize) -> Result<()> {
    let (bands, bins) = (cursor.size()?, cursor.size()?);
    if bands != mel_bands {
        return Err(cursor.wrong(format!("filters of {mel_bands} mel bands"), bands.to_string()));
    }
    let bytes = bands.checked_mul(bins).and_then(|count| count.checked_mul(4));
    let bytes = bytes.ok_or_else(|| cursor.wrong("mel filters", format!("{bands} × {bins} of them")))?;
    cursor.take(bytes).map(drop)
}

/// The bytes of the tokens of text.
fn words<'a>(cursor: &mut Cursor<'a>) -> Result<Vec<&'a [u8]>> {
    let count = cursor.count("tokens", 4)?;
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        let length = cursor.count("bytes of a token", 1)?;
        words.push(cursor.take(length)?);
    }
    Ok(words)
}

/// Files converted from OpenAI's list the tokens of text; some converted from Hugging Face's list the end of the text
/// behind them, too.
fn vocabulary(file: &str, words: &[&[u8]], size: usize) -> Result<Vocabulary> {
    let text = words
        .iter()
        .position(|word| word == b"<|endoftext|>")
        .unwrap_or(words.len());
    let specials = Specials::standard(text, size).ok_or_else(|| {
        let expected = "a vocabulary of text, special tokens and times in Whisper's order";
        ReaderError::wrong(file, expected, format!("{size} tokens, {text} of them text"))
    })?;
    Vocabulary::new(file, words, specials, size)
}

/// One tensor.
fn tensor(cursor: &mut Cursor<'_>, map: &Arc<Mapped>) -> Result<(String, Entry)> {
    let rank = cursor.size()?;
    if !(1..=4).contains(&rank) {
        return Err(cursor.wrong("1 to 4 dimensions of a tensor", rank.to_string()));
    }
    let name_length = cursor.size()?;
    let number = cursor.u32()?;
    let mut shape = (0..rank).map(|_| cursor.size()).collect::<Result<Vec<_>>>()?;
    shape.reverse();
    let name = cursor.name(name_length)?;
    let Some(encoding) = encoding(number) else {
        let expected = "tensors of type F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 or Q2_K to Q6_K";
        return Err(cursor.wrong(expected, format!("{name} of type {number}")));
    };
    let possible = || cursor.wrong(format!("a possible shape of {name}"), format!("{shape:?}"));
    let length = encoding.byte_len(&shape).ok_or_else(possible)?;
    let start = cursor.at();
    cursor.take(length)?;
    let bytes = Held::of_file(map, start..start + length);
    // The biases of the convolutions are written as columns.
    let elements = shape.iter().product();
    let is_column = name.ends_with(".bias") && shape.last() == Some(&1);
    let entry = Entry::new(encoding, shape.clone(), bytes);
    let entry = entry.and_then(|entry| {
        if is_column {
            entry.reshaped(vec![elements])
        } else {
            Some(entry)
        }
    });
    let entry = entry.ok_or_else(|| cursor.wrong(format!("a tensor {name} {shape:?}"), "another"))?;
    Ok((name.to_owned(), entry))
}

/// ggml's numbers for its types (`enum ggml_type` in ggml.h).
fn encoding(number: u32) -> Option<Encoding> {
    Some(match number {
        0 => Encoding::F32,
        1 => Encoding::Half(HalfFormat::F16),
        2 => Encoding::Blocks(BlockFormat::Q4_0),
        3 => Encoding::Blocks(BlockFormat::Q4_1),
        6 => Encoding::Blocks(BlockFormat::Q5_0),
        7 => Encoding::Blocks(BlockFormat::Q5_1),
        8 => Encoding::Blocks(BlockFormat::Q8_0),
        10 => Encoding::Blocks(BlockFormat::Q2K),
        11 => Encoding::Blocks(BlockFormat::Q3K),
        12 => Encoding::Blocks(BlockFormat::Q4K),
        13 => Encoding::Blocks(BlockFormat::Q5K),
        14 => Encoding::Blocks(BlockFormat::Q6K),
        20 => Encoding::Blocks(BlockFormat::Iq4Nl),
        23 => Encoding::Blocks(BlockFormat::Iq4Xs),
        30 => Encoding::Half(HalfFormat::Bf16),
        _ => return None,
    })
}

/// The canonical name of a tensor that has OpenAI's name; `None` for one that the family does not have.
fn canonical(name: &str) -> Option<String> {
    let (side, rest) = name.split_once('.')?;
    if !matches!(side, "encoder" | "decoder") {
        return None;
    }
    if let Some(block) = rest.strip_prefix("blocks.") {
        let (layer, rest) = block.split_once('.')?;
        let (part, kind) = rest.rsplit_once('.')?;
        let part = match part {
            "attn_ln" => "self_attn_layer_norm",
            "attn.query" => "self_attn.q_proj",
            "attn.key" => "self_attn.k_proj",
            "attn.value" => "self_attn.v_proj",
            "attn.out" => "self_attn.out_proj",
            "cross_attn_ln" => "encoder_attn_layer_norm",
            "cross_attn.query" => "encoder_attn.q_proj",
            "cross_attn.key" => "encoder_attn.k_proj",
            "cross_attn.value" => "encoder_attn.v_proj",
            "cross_attn.out" => "encoder_attn.out_proj",
            "mlp_ln" => "final_layer_norm",
            "mlp.0" => "fc1",
            "mlp.2" => "fc2",
            _ => return None,
        };
        return Some(format!("{side}.layers.{layer}.{part}.{kind}"));
    }
    let rest = match rest {
        "positional_embedding" => "embed_positions.weight",
        "token_embedding.weight" => "embed_tokens.weight",
        "ln_post.weight" | "ln.weight" => "layer_norm.weight",
        "ln_post.bias" | "ln.bias" => "layer_norm.bias",
        "conv1.weight" | "conv1.bias" | "conv2.weight" | "conv2.bias" => rest,
        _ => return None,
    };
    Some(format!("{side}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_have_the_names_of_hugging_face() {
        let cases = [
            ("encoder.positional_embedding", "encoder.embed_positions.weight"),
            ("encoder.conv2.bias", "encoder.conv2.bias"),
            (
                "encoder.blocks.3.attn.key.weight",
                "encoder.layers.3.self_attn.k_proj.weight",
            ),
            ("encoder.ln_post.bias", "encoder.layer_norm.bias"),
            (
                "decoder.blocks.10.cross_attn_ln.weight",
                "decoder.layers.10.encoder_attn_layer_norm.weight",
            ),
            ("decoder.blocks.0.mlp.2.bias", "decoder.layers.0.fc2.bias"),
            ("decoder.token_embedding.weight", "decoder.embed_tokens.weight"),
            ("decoder.ln.weight", "decoder.layer_norm.weight"),
        ];
        for (name, expected) in cases {
            assert_eq!(canonical(name).as_deref(), Some(expected));
        }
        for other in [
            "",
            "encoder",
            "encoder.blocks.1",
            "other.ln.weight",
            "decoder.blocks.0.attn.rel.weight",
        ] {
            assert_eq!(canonical(other), None, "{other}");
        }
    }

    #[test]
    fn special_tokens_follow_from_the_counts_of_published_models() {
        let words = vec![&b"a"[..]; 50_257];
        let of = |text, size| {
            super::vocabulary("ggml.bin", &words[..text], size)
                .unwrap()
                .specials()
                .clone()
        };
        let english = of(50_256, 51_864);
        assert!(!english.multilingual);
        assert_eq!((english.end_of_text, english.no_timestamps), (50_256, 50_362));
        let base = of(50_257, 51_865);
        assert!(base.multilingual);
        assert_eq!(
            (base.start_of_transcript, base.transcribe, base.no_timestamps),
            (50_258, 50_359, 50_363)
        );
        let turbo = of(50_257, 51_866);
        assert_eq!(
            (turbo.languages.len(), turbo.transcribe, turbo.no_timestamps),
            (100, 50_360, 50_364)
        );
        assert!(super::vocabulary("ggml.bin", &words, 51_000).is_err());
    }

    #[test]
    fn an_end_of_text_among_the_words_is_no_text() {
        let words: [&[u8]; 3] = [b"a", b"b", b"<|endoftext|>"];
        let vocabulary = super::vocabulary("ggml.bin", &words, 2 + 2 + 99 + 6 + 1_501).unwrap();
        assert_eq!(vocabulary.specials().end_of_text, 2);
        assert_eq!(vocabulary.text(&[0, 1, 2]), "ab");
    }
}
