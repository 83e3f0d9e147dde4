//! Diarization error rate: how much of the speech is missed, invented, or given to the wrong speaker.
//!
//! As NIST defined it for the Rich Transcription evaluations: over all speech of all reference speakers, overlap
//! included, under the mapping between found and true speakers that serves best, without the time nearer than a collar
//! to the edges of the reference turns. Times are whole milliseconds, so that the sums are exact.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diarize::assign::assign;

/// A turn of a speaker, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// From and to, in milliseconds.
    pub ms: Range<u64>,
    /// Number of the speaker, from 0 without gaps.
    pub speaker: usize,
}

/// Milliseconds of speech and of errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Errors {
    /// Speech of the reference: twice where two speak.
    pub speech: u64,
    /// Speech of it that was not found.
    pub missed: u64,
    /// Speech that was found where there is none.
    pub false_alarm: u64,
    /// Speech given to the wrong speaker.
    pub confused: u64,
}

impl Errors {
    /// All errors over all speech.
    pub fn rate(&self) -> f64 {
        (self.missed + self.false_alarm + self.confused) as f64 / (self.speech as f64).max(1.0)
    }
}

impl std::ops::AddAssign for Errors {
    fn add_assign(&mut self, other: Self) {
        self.speech += other.speech;
        self.missed += other.missed;
        self.false_alarm += other.false_alarm;
        self.confused += other.confused;
    }
}

/// How many speakers these turns are of.
pub fn n_speakers(turns: &[Spoken]) -> usize {
    turns.iter().map(|turn| turn.speaker + 1).max().unwrap_or(0)
}

/// Errors of `found` against `truth`, `collar` milliseconds around each edge of a true turn left out.
pub fn errors(truth: &[Spoken], found: &[Spoken], collar: u64) -> Errors {
    let mut cuts: BTreeSet<u64> = BTreeSet::new();
    let mut excluded: Vec<Range<u64>> = Vec::new();
    for turn in truth {
        for edge in [turn.ms.start, turn.ms.end] {
            excluded.push(edge.saturating_sub(collar)..edge + collar);
        }
    }
    excluded.retain(|zone| !zone.is_empty());
    let zones = excluded.iter().cloned();
    let spans = truth.iter().chain(found).map(|turn| turn.ms.clone());
    cuts.extend(zones.chain(spans).flat_map(|range| [range.start, range.end]));
    let cuts: Vec<u64> = cuts.into_iter().collect();
    let at = |ms: u64| cuts.binary_search(&ms).unwrap_or_else(|at| at);
    let n_pieces = cuts.len().saturating_sub(1);
    let mut hidden = vec![false; n_pieces];
    for zone in &excluded {
        hidden[at(zone.start)..at(zone.end)].fill(true);
    }
    let active = |turns: &[Spoken]| {
        let mut active: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n_pieces];
        for turn in turns.iter().filter(|turn| !turn.ms.is_empty()) {
            active[at(turn.ms.start)..at(turn.ms.end)]
                .iter_mut()
                .for_each(|set| {
                    set.insert(turn.speaker);
                });
        }
        active
    };
    let (true_sets, found_sets) = (active(truth), active(found));
    let mut together = vec![vec![0.0; n_speakers(found)]; n_speakers(truth)];
    let mut errors = Errors::default();
    let mut both = 0;
    for piece in (0..n_pieces).filter(|&piece| !hidden[piece]) {
        let ms = cuts[piece + 1] - cuts[piece];
        let (r, h) = (&true_sets[piece], &found_sets[piece]);
        errors.speech += ms * r.len() as u64;
        errors.missed += ms * r.len().saturating_sub(h.len()) as u64;
        errors.false_alarm += ms * h.len().saturating_sub(r.len()) as u64;
        both += ms * r.len().min(h.len()) as u64;
        for &true_one in r {
            h.iter()
                .for_each(|&found_one| together[true_one][found_one] += ms as f64);
        }
    }
    let mapping = assign(&together);
    let right: f64 = mapping
        .iter()
        .enumerate()
        .filter_map(|(r, h)| Some(together[r][(*h)?]))
        .sum();
    errors.confused = both - right as u64;
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(text: &str) -> Vec<Spoken> {
        let turn = |text: &str| {
            let (ms, speaker) = text.split_once(':')?;
            let (start, end) = ms.split_once('-')?;
            Some(Spoken {
                ms: start.parse().ok()?..end.parse().ok()?,
                speaker: speaker.parse().ok()?,
            })
        };
        text.split_whitespace().map(|text| turn(text).unwrap()).collect()
    }

    /// `fixtures/speakers/make_der.py` wrote the table.
    #[test]
    fn random_cases_have_the_errors_that_pyannote_counts() {
        let table = include_str!("../../../fixtures/speakers/der.tsv");
        let mut n = 0;
        for line in table.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| cells[at].parse::<u64>().unwrap();
            let expected = Errors {
                speech: number(3),
                missed: number(4),
                false_alarm: number(5),
                confused: number(6),
            };
            assert_eq!(
                errors(&turns(cells[1]), &turns(cells[2]), number(0)),
                expected,
                "{line}"
            );
            n += 1;
        }
        assert_eq!(n, 60);
    }

    #[test]
    fn names_do_not_matter_and_silence_has_no_rate() {
        let (truth, found) = (turns("0-1000:0 1000-2000:1"), turns("0-1000:1 1000-2000:0"));
        assert_eq!(errors(&truth, &found, 0).rate(), 0.0);
        assert_eq!(errors(&[], &[], 250).rate(), 0.0);
        assert_eq!(errors(&truth, &[], 0).missed, 2000);
    }
}
