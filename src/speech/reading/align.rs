//! Forced alignment: where in the sound each word of a lattice is, and how well it fits.
//!
//! Viterbi over the words' phones, each of a least duration, with silence of any length (also none) before, between and
//! behind the words. A score is a log likelihood ratio: the log posterior of the phone less that of the row's best
//! class, so 0 is a perfect fit and a text that was not said falls far below. Knows nothing of text.

use std::ops::Range;

use super::lattice::{ANY, Lattice};
use super::rows::Rows;
use crate::speech::phones::SILENCE;
use crate::speech::search::CLASSES;

/// How far below the best place, in nats, a place may fall before its paths are dropped.
const BEAM: f32 = 160.0;

/// Score of [`ANY`] phone in a row: as badly as a word fits that is about right.
const ANY_SCORE: f32 = -1.0;

const NONE: u32 = u32::MAX;

/// A lattice's best path through the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Aligned {
    /// The words of the path.
    pub words: Vec<AlignedWord>,
    /// Sum over all rows, silence included, in nats; at most 0.
    pub score: f32,
    /// That over the number of rows in which the sound is not silent.
    pub score_per_row: f32,
    /// The least [`AlignedWord::score`]; 0 without words.
    pub worst_word: f32,
}

/// A word where it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct AlignedWord {
    /// Index into the arcs of the lattice.
    pub arc: usize,
    /// Rows that it fills.
    pub rows: Range<usize>,
    /// Mean score of its rows, in nats; at most 0.
    pub score: f32,
}

/// A path that ends in a state.
#[derive(Clone, Copy, Debug)]
struct Path {
    score: f32,
    /// Score when the word was entered.
    entered: f32,
    /// Row at which it was entered.
    begin: u32,
    /// Record of the word before it.
    link: u32,
}

const DEAD: Path = Path {
    score: f32::NEG_INFINITY,
    entered: 0.0,
    begin: 0,
    link: NONE,
};

/// A word that a path has ended.
#[derive(Clone, Copy, Debug)]
struct Record {
    before: u32,
    arc: u32,
    rows: (u32, u32),
    score: f32,
}

/// A place between words: the best path to it, and the best one that is silent in it.
#[derive(Clone, Copy, Debug)]
struct Place {
    best: Path,
    silent: Path,
}

/// One way of saying one word: a state for each slot of each phone's least duration.
#[derive(Debug)]
struct Chain {
    arc: u32,
    from: u32,
    to: u32,
    /// Phones and how many states each has.
    phones: Vec<(u8, u8)>,
    states: Vec<Path>,
    alive: bool,
}

/// Aligns a lattice; `None` when the words need more rows than there are.
pub fn align(lattice: &Lattice, rows: &Rows, min_slots: &[u8; CLASSES]) -> Option<Aligned> {
    let mut chains = chains(lattice, min_slots);
    let dead = Place {
        best: DEAD,
        silent: DEAD,
    };
    let mut places = vec![dead; lattice.n_places.max(1)];
    places[0].best = Path { score: 0.0, ..DEAD };
    let mut next = places.clone();
    let mut records: Vec<Record> = Vec::new();
    let mut best = 0.0;
    for (row, scores) in rows.iter().enumerate() {
        let floor = best - BEAM;
        best = f32::NEG_INFINITY;
        for (place, next) in places.iter().zip(&mut next) {
            let mut silent = if place.best.score > place.silent.score {
                place.best
            } else {
                place.silent
            };
            silent.score += scores[usize::from(SILENCE)];
            best = best.max(silent.score);
            *next = Place { best: silent, silent };
        }
        for chain in &mut chains {
            let enter = places[chain.from as usize].best;
            if !chain.alive && enter.score < floor {
                continue;
            }
            let enter = Path {
                entered: enter.score,
                begin: row as u32,
                ..enter
            };
            let peak = chain.advance(enter, scores);
            chain.alive = peak >= floor;
            if !chain.alive {
                chain.states.fill(DEAD);
                continue;
            }
            best = best.max(peak);
            let Some(end) = chain
                .states
                .last()
                .filter(|end| end.score > next[chain.to as usize].best.score)
            else {
                continue;
            };
            let end_row = row as u32 + 1;
            records.push(Record {
                before: end.link,
                arc: chain.arc,
                rows: (end.begin, end_row),
                score: (end.score - end.entered) / (end_row - end.begin).max(1) as f32,
            });
            next[chain.to as usize].best = Path {
                link: records.len() as u32 - 1,
                ..*end
            };
        }
        std::mem::swap(&mut places, &mut next);
    }
    let end = places.last()?.best;
    end.score.is_finite().then(|| trace(end, &records, rows))
}

/// The words of a finished path.
fn trace(end: Path, records: &[Record], rows: &Rows) -> Aligned {
    let mut words = Vec::new();
    let mut link = end.link;
    while let Some(record) = records.get(link as usize) {
        words.push(AlignedWord {
            arc: record.arc as usize,
            rows: record.rows.0 as usize..record.rows.1 as usize,
            score: record.score,
        });
        link = record.before;
    }
    words.reverse();
    Aligned {
        score: end.score,
        score_per_row: end.score / rows.voiced().max(1) as f32,
        worst_word: words.iter().map(|word| word.score).fold(0.0, f32::min),
        words,
    }
}

fn chains(lattice: &Lattice, min_slots: &[u8; CLASSES]) -> Vec<Chain> {
    let least = |phone: u8| match phone {
        ANY => 2,
        phone => min_slots[usize::from(phone)].clamp(1, 8),
    };
    let mut chains = Vec::new();
    for (index, arc) in lattice.arcs.iter().enumerate() {
        for variant in &arc.variants {
            let phones: Vec<(u8, u8)> = variant.iter().map(|&phone| (phone, least(phone))).collect();
            let n_states = phones.iter().map(|&(_, least)| usize::from(least)).sum();
            chains.push(Chain {
                arc: index as u32,
                from: arc.from as u32,
                to: arc.to as u32,
                phones,
                states: vec![DEAD; n_states],
                alive: false,
            });
        }
    }
    chains
}

impl Chain {
    /// One row, from behind, so that each state still finds the one before it as it was; the best score in it.
    fn advance(&mut self, enter: Path, scores: &[f32]) -> f32 {
        let mut peak = f32::NEG_INFINITY;
        let mut end = self.states.len();
        for &(phone, least) in self.phones.iter().rev() {
            let score = if phone == ANY {
                ANY_SCORE
            } else {
                scores[usize::from(phone)]
            };
            let first = end - usize::from(least);
            for state in (first..end).rev() {
                let before = if state == 0 { enter } else { self.states[state - 1] };
                // the last state of a phone may last
                let stay = self.states[state];
                let mut path = if state + 1 == end && stay.score > before.score {
                    stay
                } else {
                    before
                };
                path.score += score;
                peak = peak.max(path.score);
                self.states[state] = path;
            }
            end = first;
        }
        peak
    }
}

#[cfg(test)]
mod tests {
    use super::super::lattice::Arc;
    use super::*;

    const LEAST: [u8; CLASSES] = [1; CLASSES];

    /// Rows in which one class each is certain; '.' is silence, letters are classes from 1 on.
    fn rows(sound: &str) -> Rows {
        let mut posteriors = Vec::new();
        for sign in sound.bytes() {
            let right = if sign == b'.' {
                0
            } else {
                usize::from(sign - b'a') + 1
            };
            posteriors.extend((0..CLASSES).map(|class| if class == right { -0.01 } else { -4.0 }));
        }
        Rows::new(&posteriors)
    }

    fn phones(word: &str) -> Vec<u8> {
        word.bytes().map(|letter| letter - b'a' + 1).collect()
    }

    /// Tokens, each with ways of several words.
    fn lattice(tokens: &[&[&str]]) -> Lattice {
        let mut lattice = Lattice {
            arcs: Vec::new(),
            n_places: 1,
        };
        for (token, ways) in tokens.iter().enumerate() {
            let from = lattice.n_places - 1;
            let inner: usize = ways.iter().map(|way| way.split(' ').count() - 1).sum();
            let (to, mut next) = (lattice.n_places + inner, lattice.n_places);
            for way in *ways {
                let words: Vec<&str> = way.split(' ').collect();
                let mut at = from;
                for (i, word) in words.iter().enumerate() {
                    let end = if i + 1 == words.len() { to } else { next };
                    next += usize::from(i + 1 < words.len());
                    lattice.arcs.push(Arc {
                        from: at,
                        to: end,
                        word: (*word).to_owned(),
                        token,
                        variants: vec![phones(word)],
                    });
                    at = end;
                }
            }
            lattice.n_places = to + 1;
        }
        lattice
    }

    fn said(lattice: &Lattice, sound: &str) -> Vec<(String, Range<usize>)> {
        let aligned = align(lattice, &rows(sound), &LEAST).unwrap();
        let word = |word: &AlignedWord| (lattice.arcs[word.arc].word.clone(), word.rows.clone());
        aligned.words.iter().map(word).collect()
    }

    #[test]
    fn words_are_found_where_they_are() {
        let found = said(&lattice(&[&["abc"], &["da"]]), "..aabbbc...ddda.");
        assert_eq!(found, [("abc".to_owned(), 2..8), ("da".to_owned(), 11..15)]);
    }

    #[test]
    fn the_sound_chooses_among_ways() {
        let choice: &[&str] = &["ab cd", "fg", "ab c d e"];
        let lattice = lattice(&[&["a"], choice, &["b"]]);
        let words = |sound: &str| {
            said(&lattice, sound)
                .into_iter()
                .map(|(word, _)| word)
                .collect::<Vec<_>>()
        };
        assert_eq!(words("aabbccdbb"), ["a", "ab", "cd", "b"]);
        assert_eq!(words("a.ffgg.b"), ["a", "fg", "b"]);
        assert_eq!(words("aabcdebb"), ["a", "ab", "c", "d", "e", "b"]);
    }

    #[test]
    fn what_was_not_said_scores_low() {
        let score = |words: &[&[&str]], sound: &str| align(&lattice(words), &rows(sound), &LEAST).unwrap();
        let right = score(&[&["abc"], &["de"]], "aabbccddee");
        assert_eq!((right.score, right.worst_word), (0.0, 0.0));
        let wrong = score(&[&["abc"], &["fg"]], "aabbccddee");
        assert!(wrong.worst_word < -3.5 && wrong.score < -15.0, "{wrong:?}");
        let missing = score(&[&["abc"]], "aabbccddee");
        assert!(
            missing.score < -15.0 && missing.score_per_row < -1.5,
            "{missing:?}"
        );
        let invented = score(&[&["abc"]], "..........");
        assert!(invented.worst_word < -3.5, "{invented:?}");
    }

    #[test]
    fn too_few_rows_are_no_alignment() {
        assert_eq!(align(&lattice(&[&["abc"]]), &rows("ab"), &LEAST), None);
        let nothing = align(&lattice(&[]), &rows(".."), &LEAST).unwrap();
        assert_eq!((nothing.words.len(), nothing.score), (0, 0.0));
        assert!(align(&lattice(&[]), &rows(""), &LEAST).is_some());
    }

    #[test]
    fn an_unknown_word_takes_any_sound() {
        let mut lattice = lattice(&[&["ab"], &["c"], &["de"]]);
        lattice.arcs[1].variants = vec![vec![ANY; 2]];
        let found = said(&lattice, "aabbxyzxddee");
        assert_eq!(found[1].1, 4..8);
    }
}
