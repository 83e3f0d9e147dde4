//! A small language of four words, as the files of a model say it and as its definition does.

use std::collections::BTreeMap;

use crate::speech::container::Container;
use crate::speech::container::tests::write;
use crate::speech::growing::tests::sections as growing;
use crate::speech::lexicon::Lexicon;
use crate::speech::ngram::Ngram;
use crate::speech::search::CLASSES;

/// Words of the language.
pub const N_WORDS: u32 = 7; // <s> </s> <unk> and four words
const WORD_BITS: u32 = 3;

/// A small language: what a test case is made of.
#[derive(Clone, Debug)]
pub struct Language {
    /// Codes of unigrams (probability, back-off).
    pub unigrams: Vec<(u8, u8)>,
    /// (first, second) to codes.
    pub bigrams: BTreeMap<(u32, u32), (u8, u8)>,
    /// (first, second, third) to code; the first two are a bigram.
    pub trigrams: BTreeMap<(u32, u32, u32), u8>,
    /// Pronunciations of words 3..7.
    pub words: Vec<Vec<Vec<u8>>>,
}

fn value(code: u8) -> f32 {
    -6.0 * f32::from(255 - code) / 255.0
}

fn pack(records: &[Vec<(u64, u32)>]) -> Vec<u8> {
    let mut bits = Vec::new();
    for &(value, width) in records.iter().flatten() {
        bits.extend((0..width).map(|bit| (value >> bit & 1) as u8));
    }
    let mut bytes: Vec<u8> = bits
        .chunks(8)
        .map(|c| c.iter().enumerate().map(|(i, b)| b << i).sum())
        .collect();
    bytes.extend([0; 8]);
    bytes
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn book(n: usize) -> Vec<u8> {
    (0..n)
        .flat_map(|_| (0..=255).flat_map(|code| value(code).to_le_bytes()))
        .collect()
}

impl Language {
    pub fn ngram(&self) -> Ngram {
        Ngram::parse(&file(b"NGRM", &self.ngram_sections()), 0).unwrap()
    }

    /// What `training/ngram.py` would write.
    pub fn ngram_sections(&self) -> Vec<Vec<u8>> {
        let low = |first: u64| (first & 1, 1);
        let first = |word: u32| self.bigrams.range(..(word, 0)).count() as u64;
        let uni = (0..=N_WORDS).map(|w| {
            let (p, b) = *self.unigrams.get(w as usize).unwrap_or(&(0, 0));
            vec![(u64::from(p), 8), (u64::from(b), 8), low(first(w))]
        });
        let end = (u32::MAX, 0);
        let pairs: Vec<_> = self
            .bigrams
            .iter()
            .map(|(k, v)| (*k, *v))
            .chain([(end, (0, 0))])
            .collect();
        let bi = pairs.iter().map(|&((u, v), (p, b))| {
            let first = self.trigrams.range(..(u, v, 0)).count() as u64;
            let v = u64::from(v);
            vec![(v, WORD_BITS), (u64::from(p), 8), (u64::from(b), 8), low(first)]
        });
        let tri = self
            .trigrams
            .iter()
            .map(|(&(_, _, w), &p)| vec![(u64::from(w), WORD_BITS), (u64::from(p), 8)]);
        let (n2, n3) = (self.bigrams.len() as u32, self.trigrams.len() as u32);
        let head = [
            3, N_WORDS, WORD_BITS, 0, 1, 2, N_WORDS, 8, 8, 1, n2, 8, 8, 1, n3, 8, 0, 0,
        ];
        let highs =
            |firsts: Vec<u64>| growing(&firsts.iter().map(|first| (first >> 1) as u32).collect::<Vec<_>>());
        let [kept2, bits2] = highs((0..=N_WORDS).map(first).collect());
        let before = |&((u, v), _): &((u32, u32), _)| self.trigrams.range(..(u, v, 0)).count() as u64;
        let [kept3, bits3] = highs(pairs.iter().map(before).collect());
        vec![
            words(&head),
            book(2),
            pack(&uni.collect::<Vec<_>>()),
            kept2,
            bits2,
            book(2),
            pack(&bi.collect::<Vec<_>>()),
            kept3,
            bits3,
            book(1),
            pack(&tri.collect::<Vec<_>>()),
        ]
    }

    pub fn lexicon(&self, ngram: &Ngram) -> Lexicon {
        Lexicon::parse(file(b"LEXI", &self.lexicon_sections()), ngram).unwrap()
    }

    /// What `training/lexicon.py` would write.
    pub fn lexicon_sections(&self) -> Vec<Vec<u8>> {
        let mut paths: BTreeMap<(usize, Vec<u8>), Vec<u32>> = BTreeMap::new();
        paths.insert((0, Vec::new()), Vec::new());
        for (i, variants) in self.words.iter().enumerate() {
            for phones in variants {
                for n in 1..=phones.len() {
                    paths.entry((n, phones[..n].to_vec())).or_default();
                }
                paths
                    .entry((phones.len(), phones.clone()))
                    .or_default()
                    .push(i as u32 + 3);
            }
        }
        let nodes: Vec<_> = paths.iter().collect();
        let (mut children, mut ending, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for ((n, path), words) in &nodes {
            let below = nodes
                .iter()
                .filter(|((m, p), _)| *m == n + 1 && p.starts_with(path))
                .count();
            children.push(below as u8);
            entries.extend(words.iter());
            ending.push(words.len() as u8);
        }
        let names = ["<s>", "</s>", "<unk>", "wa", "wb", "wc", "wd"];
        let phones: Vec<u8> = nodes
            .iter()
            .map(|((_, path), _)| path.last().copied().unwrap_or(0))
            .collect();
        vec![
            words(&[N_WORDS, nodes.len() as u32, CLASSES as u32, 3]),
            names.iter().map(|name| name.len() as u8).collect(),
            names.concat().into_bytes(),
            phones,
            children,
            ending,
            words(&entries),
            words(&[1, 0, 2, 3, 4, 5, 6]),
        ]
    }

    /// ln P straight from the definition of back-off.
    pub fn logp(&self, before: &[u32], word: u32) -> f32 {
        if let [.., u, v] = *before {
            if let Some(&p) = self.trigrams.get(&(u, v, word)) {
                return value(p);
            }
            let back = self.bigrams.get(&(u, v)).map_or(0.0, |&(_, b)| value(b));
            // a bigram without trigrams has nothing to back off from: its weight is one
            let heads = self.trigrams.range((u, v, 0)..=(u, v, u32::MAX)).next().is_some();
            return if heads { back } else { 0.0 } + self.logp(&[v], word);
        }
        match *before {
            [v] => match self.bigrams.get(&(v, word)) {
                Some(&(p, _)) => value(p),
                None => value(self.unigrams[v as usize].1) + value(self.unigrams[word as usize].0),
            },
            _ => value(self.unigrams[word as usize].0),
        }
    }
}

/// A container of sections, checked.
pub fn file(kind: &[u8; 4], sections: &[Vec<u8>]) -> Container {
    Container::parse("test".into(), write(kind, sections).into(), kind).unwrap()
}
