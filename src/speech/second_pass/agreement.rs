//! Which words of a growing utterance can be trusted: those on which two readings running agree.
//!
//! The policy is LocalAgreement-2 of Liu, Spanakis and Niehues, "Low-latency sequence-to-sequence speech recognition
//! and translation by partial hypothesis selection" (Interspeech 2020). Knows nothing of sound.

use crate::speech::words::{Partial, Word};

/// The words of the utterance being spoken, as the readings so far have them.
#[derive(Clone, Debug, Default)]
pub(super) struct Agreement {
    /// Words on which two readings running agreed.
    agreed: Vec<Word>,
    /// So many of them lie before the sound that is read now.
    passed: usize,
    /// What the last reading has behind them.
    rest: Vec<Word>,
}

impl Agreement {
    /// Takes another reading, of all the sound from the first word that is not [passed](Self::pass) on.
    pub(super) fn take(&mut self, mut words: Vec<Word>) {
        let known = corresponding(&self.agreed[self.passed..], &words);
        let mut rest = words.split_off(known);
        let same = rest
            .iter()
            .zip(&self.rest)
            .take_while(|(a, b)| a.text == b.text)
            .count();
        self.agreed.extend(rest.drain(..same));
        self.rest = rest;
    }

    /// Takes a reading for good of the same sound, at a pause: its words stand in the place of those that were agreed. Read
    /// with more care and to the end of what was said, it is right where two hasty readings agreed on something wrong.
    pub(super) fn settle(&mut self, words: Vec<Word>) {
        if words.is_empty() {
            return;
        }
        self.agreed.truncate(self.passed);
        self.agreed.extend(words);
        self.rest.clear();
    }

    /// All words, the agreed ones stable.
    pub(super) fn partial(&self) -> Partial {
        Partial {
            words: self.agreed.iter().chain(&self.rest).cloned().collect(),
            stable: self.agreed.len(),
        }
    }

    /// Where reading may begin so that no more than `most_ms` before `end_ms` are read again: at the end of the last
    /// agreed sentence that leaves at least half of that, else at the longest gap between agreed words. Gives the place
    /// in milliseconds; the words before it are passed over from then on.
    pub(super) fn pass(&mut self, end_ms: u64, most_ms: u64) -> Option<u64> {
        let latest = end_ms.saturating_sub(most_ms / 2);
        let gaps = (self.passed..self.agreed.len().saturating_sub(1)).filter_map(|i| {
            let (word, next) = (&self.agreed[i], &self.agreed[i + 1]);
            let sentence = word
                .evidence
                .as_ref()
                .is_some_and(|evidence| evidence.mark.is_some_and(|mark| matches!(mark, '.' | '?' | '!')));
            let gap = next.start_ms.saturating_sub(word.end_ms);
            (next.start_ms <= latest).then_some((sentence, gap, i))
        });
        let (_, gap, i) = gaps.max()?;
        self.passed = i + 1;
        Some(self.agreed[i].end_ms + gap / 2)
    }
}

/// How many of the first words of a new reading stand for the words that an earlier one had: the shortest beginning
/// with the least edit distance to them.
fn corresponding(before: &[Word], now: &[Word]) -> usize {
    let mut row: Vec<usize> = (0..=now.len()).collect();
    for (i, old) in before.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, new) in now.iter().enumerate() {
            let swapped = diagonal + usize::from(old.text != new.text);
            diagonal = row[j + 1];
            row[j + 1] = swapped.min(diagonal + 1).min(row[j] + 1);
        }
    }
    let least = row.iter().min().copied().unwrap_or(0);
    // Of equally good ones the one of the same length, as far as there is one: a word replaced, not dropped.
    let good = |&j: &usize| row[j] == least;
    (0..=now.len())
        .filter(good)
        .min_by_key(|&j| j.abs_diff(before.len()))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::words::Evidence;

    /// Words of half a second each, the first at so many seconds; a word with a full stop ends a sentence.
    fn words(text: &str, from_s: u64) -> Vec<Word> {
        let word = |(i, text): (usize, &str)| Word {
            start_ms: from_s * 1_000 + i as u64 * 500,
            end_ms: from_s * 1_000 + i as u64 * 500 + 450,
            evidence: Some(Box::new(Evidence {
                mark: text.ends_with('.').then_some('.'),
                ..Evidence::default()
            })),
            ..Word::untimed(text.trim_end_matches('.'))
        };
        text.split_whitespace().enumerate().map(word).collect()
    }

    fn shown(agreement: &Agreement) -> (String, usize) {
        let partial = agreement.partial();
        (partial.text(), partial.stable)
    }

    #[test]
    fn words_are_stable_once_two_readings_running_agree() {
        let mut agreement = Agreement::default();
        agreement.take(words("dear and", 0));
        assert_eq!(shown(&agreement), ("dear and".into(), 0));
        agreement.take(words("dear anna thank", 0));
        assert_eq!(shown(&agreement), ("dear anna thank".into(), 1));
        agreement.take(words("dear anna thank you", 0));
        assert_eq!(shown(&agreement), ("dear anna thank you".into(), 3));
    }

    #[test]
    fn what_was_agreed_stays_though_a_later_reading_has_it_otherwise() {
        let mut agreement = Agreement::default();
        agreement.take(words("we meet on tuesday", 0));
        agreement.take(words("we meet on tuesday at", 0));
        agreement.take(words("we met on tuesday at the", 0));
        assert_eq!(shown(&agreement), ("we meet on tuesday at the".into(), 5));
        // A word more and a word less than agreed.
        agreement.take(words("we will meet on tuesday at the station", 0));
        assert_eq!(shown(&agreement), ("we meet on tuesday at the station".into(), 6));
        agreement.take(words("meet on tuesday at the station please", 0));
        assert_eq!(
            shown(&agreement),
            ("we meet on tuesday at the station please".into(), 7)
        );
    }

    #[test]
    fn a_reading_for_good_puts_right_what_was_agreed() {
        let mut agreement = Agreement::default();
        agreement.take(words("we met on tuesday", 0));
        agreement.take(words("we met on tuesday at", 0));
        agreement.settle(words("we meet on tuesday at the station", 0));
        assert_eq!(shown(&agreement), ("we meet on tuesday at the station".into(), 7));
        agreement.settle(Vec::new());
        agreement.take(words("we met on tuesday at the station and", 0));
        assert_eq!(
            shown(&agreement),
            ("we meet on tuesday at the station and".into(), 7)
        );
    }

    #[test]
    fn a_reading_of_nothing_takes_nothing_back() {
        let mut agreement = Agreement::default();
        agreement.take(words("one two", 0));
        agreement.take(words("one two", 0));
        agreement.take(Vec::new());
        assert_eq!(shown(&agreement), ("one two".into(), 2));
    }

    #[test]
    fn a_long_utterance_goes_on_behind_its_last_sentence() {
        let mut agreement = Agreement::default();
        let text = "one two three four five six. seven eight nine ten eleven twelve";
        agreement.take(words(text, 0));
        agreement.take(words(text, 0));
        assert_eq!(agreement.pass(6_000, 4_000), Some(2_975), "between six and seven");
        agreement.take(words("seven eight nine ten eleven twelve thirteen", 3));
        let (text, stable) = shown(&agreement);
        assert!(
            text.ends_with("six seven eight nine ten eleven twelve thirteen"),
            "{text}"
        );
        assert_eq!(stable, 12);
        assert_eq!(
            agreement.pass(6_000, 20_000),
            None,
            "nothing agreed lies so far back"
        );
    }
}
