//! The punctuation model: what it is made of, and what it says of words.
//!
//! Knows nothing of tokens or marks that stand already.

use std::borrow::Cow;

use super::file;
use super::net::{Block, Linear, Table, rms_norm, softmax};
use super::{N_CASES, N_MARKS, N_PAUSES, N_QUOTES};

/// Upper bounds of the pause classes 1 to 4, in milliseconds; 0 is unknown, 5 is longer.
const PAUSE_BOUNDS_MS: [u32; 4] = [80, 200, 400, 800];

/// The model built into the program.
pub(super) static BUILTIN: &[u8] = include_bytes!("../../../../models/builtin/punctuation.bin");

/// The punctuation model.
#[derive(Debug)]
pub(in crate::transcript::polish) struct Model {
    pub(super) bytes: Cow<'static, [u8]>,
    /// Sorted; the word at `i` has row `i + 2` (row 0 is unused, row 1 stands for all other words).
    pub(super) words: Vec<String>,
    /// Lower-case form and spelling of words with capitals of their own, sorted.
    pub(super) spellings: Vec<(String, String)>,
    pub(super) inside_weights: [f32; N_MARKS],
    pub(super) end_weights: [f32; N_MARKS],
    pub(super) n_suffixes: usize,
    pub(super) word_table: Table,
    pub(super) suffix_table: Table,
    pub(super) pause_table: Table,
    pub(super) stack: Vec<Block>,
    pub(super) mark_head: Linear,
    pub(super) case_head: Linear,
    pub(super) quote_head: Linear,
}

/// What the model says of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::transcript::polish) struct Scores {
    /// Probability of each of [`MARKS`] behind the word.
    pub marks: [f32; N_MARKS],
    /// Probability that the word, not at a sentence start, is written small, with a capital, in capitals.
    pub cases: [f32; N_CASES],
    /// Probability that no quotation mark stands at the word, that one opens before it, closes behind it, or both.
    pub quotes: [f32; N_QUOTES],
}

impl Scores {
    /// Probability that direct speech begins with the word.
    pub fn opens(&self) -> f32 {
        self.quotes[1] + self.quotes[3]
    }

    /// Probability that direct speech ends with the word.
    pub fn closes(&self) -> f32 {
        self.quotes[2] + self.quotes[3]
    }
}

impl Model {
    /// The model built into the program.
    pub fn builtin() -> Result<Self, String> {
        file::parse(Cow::Borrowed(BUILTIN))
    }

    /// The model in a file's bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, String> {
        file::parse(Cow::Owned(bytes))
    }

    /// The usual spelling of a word that has capitals of its own ("github" → "GitHub").
    pub fn spelling(&self, lower: &str) -> Option<&str> {
        let index = self
            .spellings
            .binary_search_by(|(key, _)| key.as_str().cmp(lower))
            .ok()?;
        self.spellings.get(index).map(|(_, spelling)| spelling.as_str())
    }

    /// Whether the word is one of the common words of the training text.
    pub fn knows(&self, lower: &str) -> bool {
        self.words
            .binary_search_by(|word| word.as_str().cmp(lower))
            .is_ok()
    }

    /// Whether the word (lower case) by itself is more likely a name than not.
    pub fn is_name(&self, lower: &str) -> bool {
        self.run(&[(lower.to_owned(), 0)])
            .first()
            .is_some_and(|scores| scores.cases[1] + scores.cases[2] > 0.5)
    }

    /// Reads words (lower case) with their pause classes.
    pub fn run(&self, words: &[(String, usize)]) -> Vec<Scores> {
        let width = self.word_table.columns;
        let mut x = vec![0.0; words.len() * width];
        for ((word, pause), row) in words.iter().zip(x.chunks_exact_mut(width)) {
            let word = shape(word);
            let id = self.words.binary_search(&word).map_or(1, |index| index + 2);
            self.word_table.add_row(&self.bytes, id, row);
            self.suffix_table
                .add_row(&self.bytes, suffix(&word) % self.n_suffixes, row);
            self.pause_table
                .add_row(&self.bytes, (*pause).min(N_PAUSES - 1), row);
        }
        for block in &self.stack {
            block.apply(&mut x, width);
        }
        x.chunks_exact_mut(width)
            .map(|row| {
                rms_norm(row);
                let mut scores = Scores::default();
                self.mark_head.apply(row, &mut scores.marks, false);
                self.case_head.apply(row, &mut scores.cases, false);
                self.quote_head.apply(row, &mut scores.quotes, false);
                softmax(&mut scores.marks);
                softmax(&mut scores.cases);
                softmax(&mut scores.quotes);
                scores
            })
            .collect()
    }
}

/// Digits look alike to the model; `training/punctuation_data.py` does the same.
fn shape(word: &str) -> String {
    word.chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect()
}

/// FNV-1a over the last three characters, as in training.
fn suffix(word: &str) -> usize {
    let start = word.char_indices().rev().nth(2).map_or(0, |(index, _)| index);
    let hash = word[start..].bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    usize::try_from(hash).unwrap_or(0)
}

pub(super) fn pause_class(pause_ms: Option<u32>) -> usize {
    pause_ms.map_or(0, |ms| {
        1 + PAUSE_BOUNDS_MS.iter().filter(|bound| ms >= **bound).count()
    })
}
