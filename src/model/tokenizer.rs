//! Text to ids and back, from tokenizer.json or from the vocabulary inside a GGUF file.
//!
//! Spaces become U+2581, then byte-pair merges by rank, unknown characters fall back to their bytes. A
//! marker such as `<|turn>` is a marker only where parlance itself writes one: in dictated text its
//! spelling is text.

use std::path::Path;

use tokenizers::models::bpe::BPE;
use tokenizers::normalizers::Replace;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, SplitDelimiterBehavior};

use super::error::{ModelError, Result};
use super::weights::GgufFile;
use super::weights::gguf::Value;

/// A vocabulary with its merges.
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    /// Markers with their ids, longest first, so that `<|image|>` wins over `<|image`.
    markers: Vec<(String, u32)>,
}

impl Tokenizer {
    /// Reads a tokenizer.json.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when it is none.
    pub fn from_json(path: &Path) -> Result<Self> {
        let inner = tokenizers::Tokenizer::from_file(path)
            .map_err(|error| ModelError::wrong(path, "a tokenizer.json", error.to_string()))?;
        Ok(Tokenizer::new(inner))
    }

    /// Builds the tokenizer from the vocabulary of a GGUF file; `None` when it has none.
    ///
    /// # Errors
    /// [`ModelError::WrongFile`] when the vocabulary is of another kind or damaged.
    pub fn from_gguf(file: &GgufFile) -> Result<Option<Self>> {
        let wrong = |expected: &str, found: String| ModelError::wrong(file.path(), expected, found);
        let list = |key: &str| {
            file.key(&format!("tokenizer.ggml.{key}"))
                .and_then(Value::as_list)
        };
        let Some(tokens) = list("tokens") else {
            return Ok(None);
        };
        match file.key("tokenizer.ggml.model").and_then(Value::as_str) {
            Some("gemma4") => {}
            other => return Err(wrong("a tokenizer of kind gemma4", format!("{other:?}"))),
        }
        let Some(merges) = list("merges") else {
            return Err(wrong("tokenizer.ggml.merges", "none".into()));
        };
        let types = list("token_type").unwrap_or(&[]);
        let texts = tokens
            .iter()
            .map(|token| {
                token
                    .as_str()
                    .ok_or_else(|| wrong("tokens that are texts", "another type".into()))
            })
            .collect::<Result<Vec<&str>>>()?;
        let merges = merges
            .iter()
            .map(|merge| {
                // The halves are separated by a space and contain none, but the first may be one.
                let text = merge.as_str().unwrap_or_default();
                let cut = text
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| *c == ' ')
                    .map(|(at, _)| at);
                cut.map(|at| (text[..at].to_owned(), text[at + 1..].to_owned()))
                    .ok_or_else(|| wrong("merges of two tokens", format!("{text:?}")))
            })
            .collect::<Result<Vec<_>>>()?;
        let added = texts.iter().zip(types).filter_map(|(text, kind)| {
            // 3: control, 4: user-defined; of the latter only the markers are special.
            match kind.as_usize() {
                Some(3) => Some(AddedToken::from((*text).to_owned(), true).normalized(false)),
                Some(4) => Some(AddedToken::from((*text).to_owned(), is_marker(text)).normalized(false)),
                _ => None,
            }
        });
        let inner = build(&texts, merges, added)
            .map_err(|error| wrong("a vocabulary with its merges", error.to_string()))?;
        Ok(Some(Tokenizer::new(inner)))
    }

    fn new(mut inner: tokenizers::Tokenizer) -> Self {
        let mut markers: Vec<(String, u32)> = inner
            .get_added_tokens_decoder()
            .into_iter()
            .filter(|(_, token)| token.special || is_marker(&token.content))
            .map(|(id, token)| (token.content, id))
            .collect();
        markers.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        inner.set_encode_special_tokens(true);
        Tokenizer { inner, markers }
    }

    /// Ids of plain text: no spelling in it has a special meaning, no bos is added.
    ///
    /// # Errors
    /// [`ModelError::Input`] when the tokenizer fails.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let encoding = self
            .inner
            .encode_fast(text, false)
            .map_err(|error| ModelError::Input(format!("the text cannot be tokenised: {error}")))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// Ids of text in which markers (`<|turn>`, `<bos>`) are markers.
    ///
    /// # Errors
    /// As [`Tokenizer::encode`].
    pub fn encode_marked(&self, text: &str) -> Result<Vec<u32>> {
        let mut ids = Vec::new();
        let (mut plain, mut at) = (0, 0);
        while at < text.len() {
            let rest = &text[at..];
            let marker = self
                .markers
                .iter()
                .find(|(marker, _)| rest.starts_with(marker.as_str()));
            match marker {
                Some((marker, id)) => {
                    ids.extend(self.encode(&text[plain..at])?);
                    ids.push(*id);
                    at += marker.len();
                    plain = at;
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        ids.extend(self.encode(&text[plain..])?);
        Ok(ids)
    }

    /// The id of a token by its spelling.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// The spelling of an id.
    pub fn token(&self, id: u32) -> Option<String> {
        self.inner.id_to_token(id)
    }

    /// Whether `id` is a marker, which is never shown.
    pub fn is_marker(&self, id: u32) -> bool {
        self.markers.iter().any(|(_, marker)| *marker == id)
    }

    /// Size of the vocabulary.
    pub fn size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// Text of `ids` without markers and thoughts.
    pub fn decode(&self, ids: &[u32]) -> String {
        let mut stream = TextStream::new(self);
        let mut text: String = ids.iter().map(|&id| stream.push(id)).collect();
        text.push_str(&stream.finish());
        text
    }
}

/// Whether a token is spelled like one of Gemma's markers.
fn is_marker(text: &str) -> bool {
    text.len() > 3
        && ((text.starts_with("<|") && text.ends_with('>'))
            || (text.starts_with('<') && text.ends_with("|>")))
}

fn build(
    texts: &[&str],
    merges: Vec<(String, String)>,
    added: impl Iterator<Item = AddedToken>,
) -> tokenizers::Result<tokenizers::Tokenizer> {
    let vocabulary: std::collections::HashMap<String, u32> = texts
        .iter()
        .enumerate()
        .map(|(id, text)| ((*text).to_owned(), id as u32))
        .collect();
    let vocabulary = vocabulary.into_iter().collect::<tokenizers::models::bpe::Vocab>();
    let bpe = BPE::builder()
        .vocab_and_merges(vocabulary, merges)
        .unk_token("<unk>".into())
        .fuse_unk(true)
        .byte_fallback(true)
        .build()?;
    let mut tokenizer = tokenizers::Tokenizer::new(bpe);
    tokenizer.with_normalizer(Some(Replace::new(" ", "\u{2581}")?))?;
    let split = Split::new(
        SplitPattern::String(" ".into()),
        SplitDelimiterBehavior::MergedWithPrevious,
        false,
    )?;
    tokenizer.with_pre_tokenizer(Some(split));
    let added: Vec<AddedToken> = added.collect();
    let (special, plain): (Vec<_>, Vec<_>) = added.into_iter().partition(|token| token.special);
    tokenizer.add_special_tokens(special)?;
    tokenizer.add_tokens(plain)?;
    Ok(tokenizer)
}

/// Ids to text as they come: a piece leaves as soon as it is whole UTF-8; markers and everything inside a
/// thought channel are dropped.
pub struct TextStream<'a> {
    tokenizer: &'a Tokenizer,
    /// Bytes of a character that is not whole yet.
    bytes: Vec<u8>,
    channel: [Option<u32>; 2],
    thinking: bool,
}

impl<'a> TextStream<'a> {
    /// An empty stream.
    pub fn new(tokenizer: &'a Tokenizer) -> Self {
        TextStream {
            tokenizer,
            bytes: Vec::new(),
            channel: [tokenizer.id("<|channel>"), tokenizer.id("<channel|>")],
            thinking: false,
        }
    }

    /// Takes the next id and gives the text that has become whole with it.
    pub fn push(&mut self, id: u32) -> String {
        if Some(id) == self.channel[0] {
            self.thinking = true;
        } else if Some(id) == self.channel[1] {
            self.thinking = false;
        }
        if self.thinking || self.tokenizer.is_marker(id) {
            return String::new();
        }
        let Some(token) = self.tokenizer.token(id) else {
            return String::new();
        };
        if let Some(byte) = byte_token(&token) {
            self.bytes.push(byte);
            return take_whole(&mut self.bytes);
        }
        let mut text = self.finish();
        text.push_str(&token.replace('\u{2581}', " "));
        text
    }

    /// Gives what is left; bytes that never became a character are U+FFFD.
    pub fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.bytes)).into_owned()
    }
}

/// The byte of a token like `<0xE2>`.
fn byte_token(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    (digits.len() == 2)
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Takes the characters that are whole, keeps the beginning of the last one.
fn take_whole(bytes: &mut Vec<u8>) -> String {
    match std::str::from_utf8(bytes) {
        Ok(_) => String::from_utf8_lossy(&std::mem::take(bytes)).into_owned(),
        Err(error) => {
            let keep_from = match error.error_len() {
                None => error.valid_up_to(),
                Some(bad) => error.valid_up_to() + bad,
            };
            let text = String::from_utf8_lossy(&bytes[..keep_from]).into_owned();
            bytes.drain(..keep_from);
            text
        }
    }
}
