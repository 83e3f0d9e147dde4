//! The n-gram model: sorted tries of packed records, read where they lie in the file.
//!
//! `training/ngram.py` writes it. Knows nothing of spellings, sounds or search; a word is a number.
//!
//! Section 0 holds 32-bit numbers: order, words, word bits, start, end and unknown word, then for each
//! order `records, probability bits, back-off bits, start bits`. Sections follow for each order: the values that
//! codes of probabilities stand for (and those of back-off weights, but for the highest order), natural logarithms; the
//! records, bit-packed: `word` (absent in order 1, whose records are in the order of the words), `probability`
//! code, `back-off` code, the low `start bits` of the `first record of the next order`; and, but for the highest
//! order, the two sections of `Growing` that hold what is above those bits. The children of record i lie between
//! its start and the start of record i + 1, sorted by word.

use std::ops::Range;

use super::SpeechError;
use super::container::{Container, u64_at};
use super::growing::Growing;
use crate::mmap::Held;

/// Natural logarithm that stands for "never".
const NEVER: f32 = -30.0;

/// An n-gram model in a file.
#[derive(Clone, Debug)]
pub struct Ngram {
    levels: Vec<Level>,
    n_words: u32,
    /// Word that opens a sentence.
    pub start: u32,
    /// Word that ends one.
    pub end: u32,
    /// Word that stands for all unknown ones.
    pub unknown: u32,
}

#[derive(Clone, Debug)]
struct Level {
    bytes: Held,
    n: u32,
    /// Widths of a record's fields, in their order.
    word_bits: u32,
    logp_bits: u32,
    backoff_bits: u32,
    start_bits: u32,
    logp: Vec<f32>,
    backoff: Vec<f32>,
    /// None in the highest order.
    starts: Option<Growing>,
}

/// What the model remembers of the words before: the longest run of them that it has something to say about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct State(u32);

impl State {
    /// Nothing remembered.
    pub const EMPTY: State = State(0);

    fn new(order: usize, record: u32) -> Self {
        State((order as u32) << 29 | record)
    }

    fn order(self) -> usize {
        (self.0 >> 29) as usize
    }

    fn record(self) -> u32 {
        self.0 & 0x1fff_ffff
    }

    /// A number for hashing.
    pub fn key(self) -> u32 {
        self.0
    }
}

impl Level {
    /// The level whose sections begin at `section`; `None` where they are not what their fields in the head say.
    fn parse(
        file: &Container,
        section: usize,
        [n, logp_bits, backoff_bits, start_bits]: [u32; 4],
        word_bits: u32,
        highest: bool,
    ) -> Result<Option<Self>, SpeechError> {
        let widths = (1..=16).contains(&logp_bits)
            && if highest {
                (backoff_bits, start_bits) == (0, 0)
            } else {
                (1..=16).contains(&backoff_bits) && start_bits < 29
            };
        // With the bits before it in its first byte, a record must be inside of 64 bits.
        if !widths || word_bits + logp_bits + backoff_bits + start_bits > 57 || n >= 1 << 29 {
            return Ok(None);
        }
        let n_logp = 1 << logp_bits;
        let books = file.floats(section, n_logp + if highest { 0 } else { 1 << backoff_bits })?;
        let starts = if highest {
            None
        } else {
            let starts = Growing::new(file.words(section + 2)?, file.held(section + 3)?, n + 1);
            let Some(starts) = starts else { return Ok(None) };
            Some(starts)
        };
        let level = Level {
            bytes: file.held(section + 1)?,
            n,
            word_bits,
            logp_bits,
            backoff_bits,
            start_bits,
            logp: books[..n_logp].to_vec(),
            backoff: books[n_logp..].to_vec(),
            starts,
        };
        let records = u64::from(n) + u64::from(!highest);
        let bytes = (records * u64::from(level.record_bits())).div_ceil(8) + 8;
        Ok(Some(level).filter(|level| level.bytes.len() as u64 >= bytes))
    }

    fn record_bits(&self) -> u32 {
        self.word_bits + self.logp_bits + self.backoff_bits + self.start_bits
    }

    /// The fields of record `i` from bit `skip` on.
    fn field(&self, i: u32, skip: u32, bits: u32) -> u32 {
        let bit = u64::from(i) * u64::from(self.record_bits());
        let record = u64_at(&self.bytes, (bit / 8) as usize) >> (bit % 8);
        (record >> skip & ((1 << bits) - 1)) as u32
    }

    fn word(&self, i: u32) -> u32 {
        self.field(i, 0, self.word_bits)
    }

    fn logp(&self, i: u32) -> f32 {
        self.logp[self.field(i, self.word_bits, self.logp_bits) as usize]
    }

    fn backoff(&self, i: u32) -> f32 {
        self.backoff[self.field(i, self.word_bits + self.logp_bits, self.backoff_bits) as usize]
    }

    /// First records of the next order that continue record `i` and the one after it.
    fn starts(&self, i: u32) -> Range<u32> {
        let Some(starts) = &self.starts else {
            return 0..0;
        };
        let (high, next) = starts.pair(i);
        let skip = self.word_bits + self.logp_bits + self.backoff_bits;
        let start = |high: u32, i: u32| high << self.start_bits | self.field(i, skip, self.start_bits);
        start(high, i)..start(next, i + 1)
    }
}

impl Ngram {
    /// Opens a model file.
    ///
    /// # Errors
    /// [`SpeechError`]: the file is missing or damaged.
    pub fn open(path: &std::path::Path) -> Result<Self, SpeechError> {
        Self::parse(&Container::open(path, b"NGRM")?, 0)
    }

    /// Reads a model whose sections begin at `first` in a container.
    ///
    /// # Errors
    /// [`SpeechError`]: a section that is missing or damaged.
    pub fn parse(file: &Container, first: usize) -> Result<Self, SpeechError> {
        let head = file.words(first)?;
        let (order, n_words, word_bits) = (head.get(0) as usize, head.get(1), head.get(2));
        if !(1..=7).contains(&order) || head.len() != 6 + 4 * order {
            return Err(file.wrong(format!("has an n-gram model of order {order}")));
        }
        if !(1..=24).contains(&word_bits) || n_words == 0 || n_words > 1 << word_bits {
            return Err(file.wrong(format!("has {n_words} words in {word_bits} bits")));
        }
        let (start, end, unknown) = (head.get(3), head.get(4), head.get(5));
        if start.max(end).max(unknown) >= n_words {
            return Err(file.wrong("names a special word that it does not have"));
        }
        let mut levels = Vec::with_capacity(order);
        for k in 0..order {
            let fields = [0, 1, 2, 3].map(|i| head.get(6 + 4 * k + i));
            let word_bits = if k == 0 { 0 } else { word_bits };
            let level = Level::parse(file, first + 1 + 4 * k, fields, word_bits, k + 1 == order);
            let level = level?.filter(|level| k > 0 || level.n == n_words);
            levels.push(
                level.ok_or_else(|| file.wrong(format!("order {} is not as it says: {fields:?}", k + 1)))?,
            );
        }
        Ok(Ngram {
            levels,
            n_words,
            start,
            end,
            unknown,
        })
    }

    /// Number of words, special ones included.
    pub fn n_words(&self) -> u32 {
        self.n_words
    }

    /// Length of the longest n-gram.
    pub fn order(&self) -> usize {
        self.levels.len()
    }

    /// ln P(word) with nothing before it.
    pub fn unigram(&self, word: u32) -> f32 {
        if word < self.n_words {
            self.levels[0].logp(word)
        } else {
            NEVER
        }
    }

    /// The state at the beginning of a sentence.
    pub fn begin(&self) -> State {
        State::new(1, self.start)
    }

    /// ln P of a sentence, its end included; `None` in the place of a word that the model does not know.
    pub fn sentence(&self, words: impl Iterator<Item = Option<u32>>) -> f32 {
        let (mut state, mut sum) = (self.begin(), 0.0);
        for word in words.map(|word| word.unwrap_or(self.unknown)).chain([self.end]) {
            let (logp, next) = self.score(state, word);
            sum += logp;
            state = next;
        }
        sum
    }

    /// ln P(word | state), and the state after the word. The words remembered are at most two (a
    /// model of a higher order is used as far as its trigrams).
    pub fn score(&self, state: State, word: u32) -> (f32, State) {
        if word >= self.n_words {
            return (NEVER, State::EMPTY);
        }
        let (two, last) = match state.order() {
            0 => (None, None),
            1 => (None, Some(state.record())),
            _ => (Some(state.record()), Some(self.levels[1].word(state.record()))),
        };
        let pair = last.and_then(|last| self.child(1, last, word));
        let triple = two.and_then(|two| self.child(2, two, word));
        let logp = if let Some(triple) = triple {
            self.levels[2].logp(triple)
        } else {
            let mut logp = two.map_or(0.0, |two| self.levels[1].backoff(two));
            logp += match (pair, last) {
                (Some(pair), _) => self.levels[1].logp(pair),
                (None, Some(last)) => self.backoff(1, last) + self.unigram(word),
                (None, None) => self.unigram(word),
            };
            logp
        };
        let next = match pair {
            Some(pair) if self.order() > 2 && !self.children(2, pair).is_empty() => State::new(2, pair),
            _ if self.order() > 1 => State::new(1, word),
            _ => State::EMPTY,
        };
        (logp, next)
    }

    /// ln P(word | context) for a context of any length, by walking down from the root: for models
    /// of a high order in which speed matters less.
    pub fn logp(&self, context: &[u32], word: u32) -> f32 {
        let longest = context.len().min(self.order() - 1);
        let mut total = 0.0;
        for length in (0..=longest).rev() {
            let context = &context[context.len() - length..];
            let Some(at) = self.find(context) else { continue };
            if length == 0 {
                return total + self.unigram(word);
            }
            if let Some(hit) = self.child(length, at, word) {
                return total + self.levels[length].logp(hit);
            }
            total += self.backoff(length, at);
        }
        NEVER
    }

    /// Record of a run of words, in the order of its length; record 0 for the empty run.
    fn find(&self, words: &[u32]) -> Option<u32> {
        let Some((&first, rest)) = words.split_first() else {
            return Some(0);
        };
        let mut at = Some(first).filter(|&first| first < self.n_words)?;
        for (i, &word) in rest.iter().enumerate() {
            at = self.child(i + 1, at, word)?;
        }
        Some(at)
    }

    /// Back-off weight of a record of an order, 0 (one) in the highest.
    fn backoff(&self, order: usize, record: u32) -> f32 {
        if order < self.order() {
            self.levels[order - 1].backoff(record)
        } else {
            0.0
        }
    }

    /// Records of order + 1 that continue a record.
    fn children(&self, order: usize, record: u32) -> Range<u32> {
        if order >= self.order() {
            return 0..0;
        }
        let starts = self.levels[order - 1].starts(record);
        let end = starts.end.min(self.levels[order].n);
        starts.start.min(end)..end
    }

    fn child(&self, order: usize, record: u32, word: u32) -> Option<u32> {
        let Range {
            start: mut low,
            end: mut high,
        } = self.children(order, record);
        let level = self.levels.get(order)?;
        while low < high {
            let middle = low + (high - low) / 2;
            match level.word(middle).cmp(&word) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}
