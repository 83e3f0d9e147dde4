//! Tokens and what they stand for: bytes of text, or a special meaning.
//!
//! Whisper's vocabularies are byte-level BPE: a token is a sequence of bytes, and its number is its rank in the order in
//! which pairs were merged. So the tokens alone say how a text is split; no table of merges is needed.

use std::collections::HashSet;

use super::bpe;
use super::error::{ReaderError, Result};
use super::languages::Language;

/// Number of a token.
pub type TokenId = u32;

/// The tokens with a special meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specials {
    /// Whether the model was told the language and the task of what it learnt from: not so in English-only models.
    pub multilingual: bool,
    /// Ends a text.
    pub end_of_text: TokenId,
    /// Begins what is said.
    pub start_of_transcript: TokenId,
    /// Names the language, behind the beginning.
    pub languages: Vec<(TokenId, Language)>,
    /// Asks for English, whatever is spoken.
    pub translate: TokenId,
    /// Asks for the language that is spoken.
    pub transcribe: TokenId,
    /// Begins the text of the model's own language of speakers' turns, which no published model uses.
    pub start_of_lm: TokenId,
    /// Begins the text before.
    pub start_of_previous: TokenId,
    /// Stands where nothing is said.
    pub no_speech: TokenId,
    /// Asks for text without times. The tokens behind it are times.
    pub no_timestamps: TokenId,
}

/// Tokens for the times 0.00, 0.02, … 30.00 s, at the end of every vocabulary.
const N_TIMESTAMPS: usize = 1_501;

impl Specials {
    /// The order of all published models: behind the `text` tokens the end, the beginning, the languages, six more and
    /// the times. `None` when a vocabulary of `size` tokens does not have it.
    pub fn standard(text: usize, size: usize) -> Option<Specials> {
        let n_languages = size.checked_sub(text.checked_add(2 + 6 + N_TIMESTAMPS)?)?;
        if n_languages == 0 || n_languages > Language::all().len() {
            return None;
        }
        let end_of_text = TokenId::try_from(text).ok()?;
        let first = end_of_text + 2;
        let behind = first + n_languages as TokenId;
        Some(Specials {
            // The vocabulary of GPT-2, which the English-only models have, has 50,256 tokens.
            multilingual: text != 50_256,
            end_of_text,
            start_of_transcript: end_of_text + 1,
            languages: (first..behind).zip(Language::all()).collect(),
            translate: behind,
            transcribe: behind + 1,
            start_of_lm: behind + 2,
            start_of_previous: behind + 3,
            no_speech: behind + 4,
            no_timestamps: behind + 5,
        })
    }

    /// The special tokens by their names, such as `<|startoftranscript|>`.
    ///
    /// # Errors
    /// The name that is missing.
    pub fn by_name(
        multilingual: bool,
        find: impl Fn(&str) -> Option<TokenId>,
    ) -> std::result::Result<Specials, &'static str> {
        let need = |name: &'static str| find(name).ok_or(name);
        let language = |language: Language| Some((find(&format!("<|{}|>", language.code()))?, language));
        // Files of early models call it `<|nocaptions|>`.
        let no_speech = find("<|nocaptions|>").ok_or("<|nospeech|>");
        Ok(Specials {
            multilingual,
            end_of_text: need("<|endoftext|>")?,
            start_of_transcript: need("<|startoftranscript|>")?,
            languages: Language::all().filter_map(language).collect(),
            translate: need("<|translate|>")?,
            transcribe: need("<|transcribe|>")?,
            start_of_lm: need("<|startoflm|>")?,
            start_of_previous: need("<|startofprev|>")?,
            no_speech: need("<|nospeech|>").or(no_speech)?,
            no_timestamps: need("<|notimestamps|>")?,
        })
    }

    /// Every special token that is no time.
    fn all(&self) -> impl Iterator<Item = TokenId> + '_ {
        let fixed = [
            self.end_of_text,
            self.start_of_transcript,
            self.translate,
            self.transcribe,
            self.start_of_lm,
            self.start_of_previous,
            self.no_speech,
            self.no_timestamps,
        ];
        fixed.into_iter().chain(self.languages.iter().map(|&(id, _)| id))
    }
}

/// The tokens of a model.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Where the bytes of each token end.
    ends: Vec<u32>,
    /// Tokens of text in the order of their bytes.
    sorted: Vec<TokenId>,
    specials: Specials,
    size: usize,
}

impl Vocabulary {
    /// A vocabulary of `size` tokens: the bytes of the first ones in the order of their numbers, special tokens among
    /// them or behind them, whose names do not matter.
    ///
    /// # Errors
    /// [`ReaderError::WrongFile`] about `file`: there are more than `size` tokens, or a special one is beyond them.
    pub fn new<T: AsRef<[u8]>>(
        file: &str,
        tokens: impl IntoIterator<Item = T>,
        specials: Specials,
        size: usize,
    ) -> Result<Self> {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        let special: HashSet<TokenId> = specials.all().collect();
        for (id, token) in (0..).zip(tokens.into_iter().take(size + 1)) {
            // A special token has a name in some files, which is no text.
            let is_time = id > specials.no_timestamps;
            if !is_time && !special.contains(&id) {
                bytes.extend_from_slice(token.as_ref());
            }
            ends.push(bytes.len() as u32);
        }
        if ends.len() > size || u32::try_from(bytes.len()).is_err() {
            return Err(ReaderError::wrong(file, format!("{size} tokens"), "more"));
        }
        if let Some(beyond) = specials.all().find(|&id| id as usize >= size) {
            let expected = format!("special tokens below {size}");
            return Err(ReaderError::wrong(file, expected, beyond.to_string()));
        }
        let mut vocabulary = Vocabulary {
            bytes,
            ends,
            sorted: Vec::new(),
            specials,
            size,
        };
        let mut sorted: Vec<TokenId> = (0..vocabulary.ends.len() as TokenId)
            .filter(|&id| !vocabulary.bytes(id).is_empty())
            .collect();
        sorted.sort_by(|&a, &b| vocabulary.bytes(a).cmp(vocabulary.bytes(b)));
        vocabulary.sorted = sorted;
        Ok(vocabulary)
    }

    /// Tokens, special ones included.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The tokens with a special meaning.
    pub fn specials(&self) -> &Specials {
        &self.specials
    }

    /// Whether a token stands for text.
    pub fn is_text(&self, id: TokenId) -> bool {
        !self.bytes(id).is_empty()
    }

    /// The bytes that a token stands for; none for a special token or a number that is no token. A character may be
    /// spread over several tokens.
    pub fn bytes(&self, id: TokenId) -> &[u8] {
        let id = id as usize;
        let start = id
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied());
        match (start, self.ends.get(id)) {
            (Some(start), Some(&end)) => &self.bytes[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The token that stands for exactly these bytes.
    pub fn token(&self, bytes: &[u8]) -> Option<TokenId> {
        let at = self
            .sorted
            .binary_search_by(|&id| self.bytes(id).cmp(bytes))
            .ok()?;
        Some(self.sorted[at])
    }

    /// The text of tokens, without the special ones. What is no UTF-8, such as half a character, becomes U+FFFD.
    pub fn text(&self, ids: &[TokenId]) -> String {
        let bytes: Vec<u8> = ids.iter().flat_map(|&id| self.bytes(id)).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The tokens of a text, as the model saw it when it learnt. A word inside a sentence is " word", with its blank.
    pub fn encode(&self, text: &str) -> Vec<TokenId> {
        bpe::pieces(text)
            .flat_map(|piece| bpe::merge(piece.as_bytes(), |bytes| self.token(bytes)))
            .collect()
    }

    /// Whether a word begins with this token, or a mark, or the text ends: whatever was before is a whole word.
    pub fn begins_word(&self, id: TokenId) -> bool {
        let first = String::from_utf8_lossy(self.bytes(id)).chars().next();
        first.is_none_or(|first| {
            !first.is_alphanumeric() && first != '\'' && first != char::REPLACEMENT_CHARACTER
        })
    }
}

#[cfg(test)]
#[path = "vocabulary_tests.rs"]
mod tests;
