//! The file of the punctuation model: tables of bytes with a scale per row, written by `training/punctuation.py`.
//!
//! Layout, little-endian: magic `PARLPUN2`; nine `u32` (width, hidden width, blocks, words, suffixes, pause
//! classes, marks, cases, quotations); a dilation (`u32`) per block; a weight (`f32`) per mark for places inside an utterance
//! and again for its end; the word list and the list of spellings, each as `u32` length and lines; then matrices as
//! row scales (`f32`) and `i8` values: words, suffixes, pauses; per block the convolution, its bias (`f32`) and the
//! way out; the three heads with their biases.

use std::borrow::Cow;

use parlance_kernels::FloatMatrix;

use super::net::{Block, Linear, Table};
use super::{Model, N_CASES, N_MARKS, N_QUOTES};

const MAGIC: &[u8; 8] = b"PARLPUN2";

/// Reads the file front to back.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len());
        let end =
            end.ok_or_else(|| format!("it ends after {} bytes, {n} more expected", self.bytes.len()))?;
        let slice = &self.bytes[self.at..end];
        self.at = end;
        Ok(slice)
    }

    fn u32(&mut self) -> Result<usize, String> {
        let mut word = [0; 4];
        word.copy_from_slice(self.take(4)?);
        usize::try_from(u32::from_le_bytes(word)).map_err(|error| error.to_string())
    }

    /// A count that the format limits, so that a damaged file cannot ask for absurd sizes.
    fn count(&mut self, name: &str, limit: usize) -> Result<usize, String> {
        let value = self.u32()?;
        if value == 0 || value > limit {
            return Err(format!("{name} is {value}, expected 1 to {limit}"));
        }
        Ok(value)
    }

    fn floats(&mut self, n: usize) -> Result<Vec<f32>, String> {
        let bytes = self.take(n * 4)?;
        let floats: Vec<f32> = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|word| f32::from_le_bytes(*word))
            .collect();
        if floats.iter().any(|value| !value.is_finite()) {
            return Err("it holds numbers that are not finite".to_owned());
        }
        Ok(floats)
    }

    /// Row scales and values of a table that stays in bytes; gives the place of the values.
    fn table(&mut self, rows: usize, columns: usize) -> Result<Table, String> {
        let scales = self.floats(rows)?;
        let start = self.at;
        self.take(rows * columns)?;
        Ok(Table {
            scales,
            start,
            columns,
        })
    }

    /// A matrix as floats, with its bias when it has one.
    fn linear(&mut self, rows: usize, columns: usize, bias: bool) -> Result<Linear, String> {
        let scales = self.floats(rows)?;
        let values = self.take(rows * columns)?;
        let weights: Vec<f32> = values
            .chunks_exact(columns)
            .zip(&scales)
            .flat_map(|(row, scale)| {
                row.iter()
                    .map(move |byte| f32::from(i8::from_le_bytes([*byte])) * scale)
            })
            .collect();
        let bias = if bias { self.floats(rows)? } else { Vec::new() };
        let weights = FloatMatrix::new(&weights, rows, columns).map_err(|error| error.to_string())?;
        Ok(Linear { weights, bias })
    }

    fn lines(&mut self) -> Result<Vec<String>, String> {
        let n = self.u32()?;
        let text = std::str::from_utf8(self.take(n)?).map_err(|error| error.to_string())?;
        Ok(text.split('\n').map(str::to_owned).collect())
    }
}

/// Reads a model.
pub(super) fn parse(bytes: Cow<'static, [u8]>) -> Result<Model, String> {
    let mut reader = Reader { bytes: &bytes, at: 0 };
    if reader.take(8)? != MAGIC {
        return Err("it is not a punctuation model of this version".to_owned());
    }
    let width = reader.count("the width", 1024)?;
    let hidden = reader.count("the hidden width", 1024)?;
    let blocks = reader.count("the number of blocks", 32)?;
    let n_words = reader.count("the number of words", 1 << 20)?;
    let n_suffixes = reader.count("the number of suffixes", 1 << 20)?;
    let n_pauses = reader.count("the number of pauses", 64)?;
    let (marks, cases, quotes) = (reader.u32()?, reader.u32()?, reader.u32()?);
    if (marks, cases, quotes, n_pauses) != (N_MARKS, N_CASES, N_QUOTES, super::N_PAUSES) {
        return Err(format!(
            "it has {marks} marks, {cases} cases, {quotes} quotations and {n_pauses} pauses, expected {N_MARKS}, \
             {N_CASES}, {N_QUOTES} and {}",
            super::N_PAUSES
        ));
    }
    let dilations: Vec<usize> = (0..blocks)
        .map(|_| reader.count("a dilation", 64))
        .collect::<Result<_, _>>()?;
    let inside_weights = mark_weights(&mut reader)?;
    let end_weights = mark_weights(&mut reader)?;
    let words = reader.lines()?;
    if words.len() + 2 != n_words || !words.is_sorted() {
        return Err(format!("its list of {} words is damaged", words.len()));
    }
    let spellings = reader.lines()?;
    let word_table = reader.table(n_words, width)?;
    let suffix_table = reader.table(n_suffixes, width)?;
    let pause_table = reader.table(n_pauses, width)?;
    let mut stack = Vec::with_capacity(blocks);
    for dilation in dilations {
        let conv = reader.linear(hidden, 3 * width, true)?;
        let out = reader.linear(width, hidden, false)?;
        stack.push(Block { dilation, conv, out });
    }
    let mark_head = reader.linear(marks, width, true)?;
    let case_head = reader.linear(cases, width, true)?;
    let quote_head = reader.linear(quotes, width, true)?;
    let mut spellings: Vec<(String, String)> = spellings
        .into_iter()
        .map(|spelling| (spelling.to_lowercase(), spelling))
        .collect();
    spellings.sort();
    Ok(Model {
        bytes,
        words,
        spellings,
        inside_weights,
        end_weights,
        n_suffixes,
        word_table,
        suffix_table,
        pause_table,
        stack,
        mark_head,
        case_head,
        quote_head,
    })
}

fn mark_weights(reader: &mut Reader<'_>) -> Result<[f32; N_MARKS], String> {
    let mut weights = [0.0; N_MARKS];
    weights.copy_from_slice(&reader.floats(N_MARKS)?);
    Ok(weights)
}
