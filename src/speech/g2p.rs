//! Letters to sounds, for words that no dictionary lists.
//!
//! A joint-sequence model (Bisani and Ney, 2008): an n-gram over graphones, pairs of one or two letters
//! with up to two phones, learnt from a dictionary by `training/g2p.py`. Knows nothing of search.
//! Section 0 of its file lists the graphones, one a line: letters, tab, phones; the n-gram follows,
//! in which graphone i is word i + 2, after start and end.

use std::path::Path;

use super::SpeechError;
use super::container::Container;
use super::ngram::Ngram;
use super::phones::{letter, phone};

/// Partial readings kept for each number of letters read.
const BEAM: usize = 16;

/// A grapheme-to-phoneme model.
#[derive(Clone, Debug)]
pub struct G2p {
    ngram: Ngram,
    graphones: Vec<Graphone>,
}

#[derive(Clone, Debug)]
struct Graphone {
    letters: Vec<u8>,
    phones: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Reading {
    score: f32,
    graphones: Vec<u32>,
    phones: Vec<u8>,
}

impl G2p {
    /// Opens a model file.
    ///
    /// # Errors
    /// [`SpeechError`]: the file is missing or damaged.
    pub fn open(path: &Path) -> Result<Self, SpeechError> {
        let file = Container::open(path, b"G2PM")?;
        let ngram = Ngram::parse(&file, 1)?;
        let text = std::str::from_utf8(file.section(0)?)
            .map_err(|_| file.wrong("is not text where it should be"))?;
        let mut graphones = Vec::new();
        for line in text.lines() {
            let (letters, phones) = line.split_once('\t').unwrap_or((line, ""));
            let phones: Option<Vec<u8>> = phones.split_whitespace().map(phone).collect();
            let Some(phones) = phones.filter(|_| (1..=2).contains(&letters.len())) else {
                return Err(file.wrong(format!("has the graphone {line:?}")));
            };
            graphones.push(Graphone {
                letters: letters.as_bytes().to_vec(),
                phones,
            });
        }
        if graphones.len() as u32 + 2 != ngram.n_words() {
            let n = ngram.n_words();
            return Err(file.wrong(format!(
                "has {} graphones and an n-gram model of {n} words",
                graphones.len()
            )));
        }
        Ok(G2p { ngram, graphones })
    }

    /// Up to `n` pronunciations of a word of the letters a–z and apostrophes, best first, none much
    /// less likely than the best.
    pub fn pronounce(&self, word: &str, n: usize) -> Vec<Vec<u8>> {
        let letters: Vec<u8> = word
            .bytes()
            .map(|b| b.to_ascii_lowercase())
            .filter(u8::is_ascii_lowercase)
            .collect();
        if letters.is_empty() {
            return Vec::new();
        }
        let mut stacks: Vec<Vec<Reading>> = vec![Vec::new(); letters.len() + 1];
        stacks[0].push(Reading {
            score: 0.0,
            graphones: vec![self.ngram.start],
            phones: Vec::new(),
        });
        for at in 0..letters.len() {
            let stack = self.best(std::mem::take(&mut stacks[at]));
            for (i, graphone) in self.graphones.iter().enumerate() {
                if !letters[at..].starts_with(&graphone.letters) {
                    continue;
                }
                for reading in &stack {
                    let id = i as u32 + 2;
                    let mut next = reading.clone();
                    next.score += self.ngram.logp(&reading.graphones, id);
                    next.graphones.push(id);
                    next.phones.extend(&graphone.phones);
                    stacks[at + graphone.letters.len()].push(next);
                }
            }
        }
        let mut done = std::mem::take(&mut stacks[letters.len()]);
        for reading in &mut done {
            reading.score += self.ngram.logp(&reading.graphones, self.ngram.end);
        }
        done.sort_by(|a, b| b.score.total_cmp(&a.score));
        let floor = done.first().map_or(0.0, |best| best.score - 2.5);
        let mut out: Vec<Vec<u8>> = Vec::new();
        for reading in done {
            if out.len() < n
                && reading.score >= floor
                && !reading.phones.is_empty()
                && !out.contains(&reading.phones)
            {
                out.push(reading.phones);
            }
        }
        out
    }

    /// The readings worth going on with: the best of those that end alike.
    fn best(&self, mut stack: Vec<Reading>) -> Vec<Reading> {
        stack.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut out: Vec<Reading> = Vec::new();
        for reading in stack {
            let tail = |r: &Reading| {
                r.graphones[r.graphones.len().saturating_sub(self.ngram.order() - 1)..].to_vec()
            };
            if !out
                .iter()
                .any(|o| o.phones == reading.phones && tail(o) == tail(&reading))
            {
                out.push(reading);
            }
            if out.len() == BEAM {
                break;
            }
        }
        out
    }
}

/// The letters of a word named one after the other ("GGUF"); none if it has other signs.
pub fn spelled_out(word: &str) -> Option<Vec<u8>> {
    let mut phones = Vec::new();
    for c in word.chars() {
        phones.extend(letter(c)?);
    }
    (!phones.is_empty()).then_some(phones)
}
