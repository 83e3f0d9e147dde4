//! Written text as a recogniser would hear it: utterances of lower-case words with pauses.

use crate::transcript::Word;

/// Length of each word in milliseconds; only the pauses between them matter.
const WORD_MS: u64 = 250;
/// A pause of each class, in milliseconds.
const PAUSES_MS: [u64; 5] = [20, 140, 300, 600, 1000];
/// Share of each pause class after a plain word, a comma or colon, a sentence end: the shares that
/// `training/punctuation.py` draws from, its two kinds of speakers averaged.
const SHARES: [[f64; 5]; 3] = [
    [0.883, 0.04, 0.041, 0.025, 0.011],
    [0.46, 0.105, 0.255, 0.13, 0.05],
    [0.1, 0.07, 0.21, 0.35, 0.27],
];

/// An utterance and how it is written.
pub(super) struct Utterance {
    /// As heard.
    pub words: Vec<Word>,
    /// The mark after each word (`' '` for none).
    pub marks: Vec<char>,
    /// Whether each word has a capital.
    pub capitals: Vec<bool>,
}

/// Cuts text into utterances of one to three lines, always the same way.
pub(super) fn utterances(text: &str, paused: bool) -> Vec<Utterance> {
    let mut draw = Draw(0x5EED);
    let mut out = Vec::new();
    let mut lines = text
        .lines()
        .filter(|line| line.ends_with(['.', '?', '!', ':']))
        .peekable();
    while lines.peek().is_some() {
        let n = 1 + (draw.unit() * 3.0) as usize;
        let mut utterance = Utterance {
            words: Vec::new(),
            marks: Vec::new(),
            capitals: Vec::new(),
        };
        let mut now_ms = 0;
        for chunk in lines.by_ref().take(n).flat_map(chunks) {
            let (core, mark) = chunk;
            let mut word = Word::untimed(core.to_lowercase());
            if paused {
                (word.start_ms, word.end_ms) = (now_ms, now_ms + WORD_MS);
                now_ms = word.end_ms + draw.pause(mark);
            }
            utterance.words.push(word);
            utterance.marks.push(mark);
            utterance.capitals.push(core.chars().any(char::is_uppercase));
        }
        if utterance.words.len() > 1 {
            out.push(utterance);
        }
    }
    out
}

/// Words of a line with the mark behind each: hyphenated words apart, dashes as commas, quotes left out.
fn chunks(line: &str) -> Vec<(String, char)> {
    let mut out: Vec<(String, char)> = Vec::new();
    for chunk in line.split_whitespace() {
        let core = chunk.trim_matches(|c: char| !c.is_alphanumeric() && c != '$' && c != '%');
        if core.is_empty() {
            if let Some(last) = out
                .last_mut()
                .filter(|last| last.1 == ' ' && matches!(chunk, "-" | "–" | "—"))
            {
                last.1 = ',';
            }
            continue;
        }
        let tail = &chunk[chunk.rfind(core).unwrap_or(0) + core.len()..];
        let abbreviated = matches!(core, "Mr" | "Mrs" | "Ms" | "Dr" | "St") || core.contains('.');
        let mark = match tail.chars().rev().find(|c| ".,?!:;…".contains(*c)) {
            Some('.') if abbreviated && tail == "." => ' ',
            Some('…') => '.',
            Some(';') => ',',
            Some(mark) => mark,
            None => ' ',
        };
        let hyphenated =
            core.contains('-') && core.split('-').all(|part| part.chars().all(char::is_alphabetic));
        let parts: Vec<&str> = if hyphenated {
            core.split('-').collect()
        } else {
            vec![core]
        };
        for (index, part) in parts.iter().enumerate() {
            out.push((
                (*part).replace('.', ""),
                if index + 1 == parts.len() { mark } else { ' ' },
            ));
        }
    }
    out.retain(|(word, _)| !word.is_empty());
    out
}

/// A sentence as heard; with `commas`, each comma becomes a pause of a quarter of a second and each sentence end
/// inside one of half a second, which is what speakers do and what punctuated transcripts keep of it.
pub(super) fn heard(text: &str, commas: bool) -> Vec<Word> {
    let mut words = Vec::new();
    let mut now_ms = 0;
    for (core, mark) in chunks(text) {
        let mut word = Word::untimed(core.to_lowercase());
        if commas {
            (word.start_ms, word.end_ms) = (now_ms, now_ms + WORD_MS);
            now_ms = word.end_ms
                + match mark {
                    ' ' => 0,
                    ',' | ':' => 250,
                    _ => 500,
                };
        }
        words.push(word);
    }
    words
}

/// Lower-case words without marks.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    chunks(text)
        .into_iter()
        .map(|(word, _)| word.to_lowercase())
        .collect()
}

/// A small generator (xorshift64*), so that the run is the same everywhere.
struct Draw(u64);

impl Draw {
    /// Uniform in [0, 1).
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A pause after a word with this mark.
    fn pause(&mut self, mark: char) -> u64 {
        let shares = match mark {
            ' ' => SHARES[0],
            ',' | ':' => SHARES[1],
            _ => SHARES[2],
        };
        let mut left = self.unit();
        for (share, ms) in shares.iter().zip(PAUSES_MS) {
            if left < *share {
                return ms;
            }
            left -= share;
        }
        PAUSES_MS[4]
    }
}
