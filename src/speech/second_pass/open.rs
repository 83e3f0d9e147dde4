//! The utterance being spoken: what the first pass hears in it, what readings agree on, what to show.

use std::ops::Range;

use super::agreement::Agreement;
use super::request_queue::Outcome;
use crate::speech::words::{Partial, Word};

/// Sound of the utterance that is read again at most; beyond that, reading begins later.
const LONGEST_MS: u64 = 12_000;

/// A word of the first pass this much before the end of what was read is taken for read.
const CUT_OFF_MS: u64 = 120;

/// A reading for good of the utterance as it stood at a pause.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// The stretch that it reads.
    pub(super) stretch_ms: Range<u64>,
    /// Its request.
    pub(super) id: u64,
    /// What came of it, once it is there.
    pub(super) outcome: Option<Outcome>,
}

/// An utterance that has not ended.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// Where it begins, in milliseconds from the beginning of the recording.
    pub(super) begun_ms: u64,
    /// Where the next reading begins.
    pub(super) from_ms: u64,
    /// The live reading that was asked for: its request, and how far its sound goes.
    pub(super) asked: Option<(u64, u64)>,
    /// The last reading for good.
    pub(super) settled: Option<Settled>,
    first: Vec<Word>,
    agreement: Agreement,
    /// How far the sound has been read.
    read_ms: u64,
}

impl Open {
    pub(super) fn new(begun_ms: u64) -> Self {
        Open {
            begun_ms,
            from_ms: begun_ms,
            asked: None,
            settled: None,
            first: Vec::new(),
            agreement: Agreement::default(),
            read_ms: begun_ms,
        }
    }

    /// Whether the first pass hears words in it.
    pub(super) fn has_words(&self) -> bool {
        !self.first.is_empty()
    }

    /// Takes the first pass's words.
    pub(super) fn hear(&mut self, words: Vec<Word>) {
        self.first = words;
    }

    /// Takes words that were read in the sound from [`from_ms`](Self::from_ms) to `to_ms`.
    pub(super) fn read(&mut self, words: Vec<Word>, to_ms: u64) {
        self.agreement.take(words);
        self.have_read(to_ms);
    }

    /// Takes the words of a reading for good of the sound to `to_ms`; those before [`from_ms`](Self::from_ms) are passed.
    pub(super) fn settle(&mut self, words: Vec<Word>, to_ms: u64) {
        let from_ms = self.from_ms;
        self.agreement
            .settle(words.into_iter().filter(|word| word.end_ms > from_ms).collect());
        self.have_read(to_ms);
    }

    fn have_read(&mut self, to_ms: u64) {
        self.read_ms = self.read_ms.max(to_ms);
        if to_ms.saturating_sub(self.from_ms) > LONGEST_MS
            && let Some(place) = self.agreement.pass(to_ms, LONGEST_MS)
        {
            self.from_ms = place;
        }
    }

    /// What to show: what was read, and behind it what only the first pass has heard, if its words are wanted.
    pub(super) fn partial(&self, with_first: bool) -> Partial {
        let mut partial = self.agreement.partial();
        if with_first {
            let read = self.read_ms.saturating_sub(CUT_OFF_MS);
            let unread = |word: &&Word| partial.words.is_empty() || word.start_ms >= read;
            let tail: Vec<Word> = self.first.iter().filter(unread).cloned().collect();
            partial.words.extend(tail);
        }
        partial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, start_ms: u64) -> Vec<Word> {
        let word = |(i, text): (usize, &str)| Word {
            start_ms: start_ms + i as u64 * 500,
            end_ms: start_ms + i as u64 * 500 + 450,
            ..Word::untimed(text)
        };
        text.split_whitespace().enumerate().map(word).collect()
    }

    #[test]
    fn the_first_pass_shows_what_no_reading_has_heard_yet() {
        let mut open = Open::new(1_000);
        open.hear(words("deer and a", 1_200));
        assert_eq!(open.partial(true).text(), "deer and a");
        open.read(words("dear anna", 1_200), 2_500);
        open.hear(words("deer and a tank you", 1_200));
        assert_eq!(open.partial(true).text(), "dear anna tank you");
        assert_eq!(open.partial(false).text(), "dear anna");
    }

    #[test]
    fn a_long_utterance_is_not_read_from_its_beginning_for_ever() {
        let mut open = Open::new(0);
        let long = vec!["word"; 40].join(" ");
        for to_ms in [5_000, 11_000, 20_000] {
            let from = open.from_ms;
            let all = words(&long, 0);
            let heard = all
                .into_iter()
                .filter(|word| word.start_ms >= from && word.end_ms < to_ms);
            open.read(heard.collect(), to_ms);
        }
        assert!((5_000..20_000).contains(&open.from_ms), "{}", open.from_ms);
        assert_eq!(
            open.partial(false).words.len(),
            40,
            "what was passed is still shown"
        );
    }
}
