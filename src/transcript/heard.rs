//! The words of a segment, packed: a session of hours keeps every word that was said.

use super::Word;

/// One word of [`Words`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeardWord<'a> {
    /// The word as the recogniser spells it, as [`Word::text`].
    pub text: &'a str,
    /// As the second pass wrote it, as [`Word::as_read`]; the text where no second pass wrote it otherwise.
    pub written: &'a str,
    /// Start, in milliseconds from the beginning of the first recording.
    pub start_ms: u64,
    /// End, in milliseconds from the beginning of the first recording.
    pub end_ms: u64,
    /// Probability in `[0, 1]` that the word is right, as the recogniser sees it.
    pub confidence: f32,
}

/// Words in order, in about 22 bytes each instead of the 88 of a [`Word`] with its heap: one text for all of them, times of
/// 32 bits from a common beginning, and what was written only where it differs. Nothing that only the polish needs is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// All words one after the other, then what was written otherwise.
    text: Box<str>,
    /// What all times count from.
    from_ms: u64,
    entries: Box<[Entry]>,
    /// In the order of the words.
    otherwise: Box<[Otherwise]>,
}

/// One word: where its text ends (it begins where the last one ended) and its times after the common beginning.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    end: u32,
    start_ms: u32,
    end_ms: u32,
    confidence: f32,
}

/// That a word was written otherwise, and where in the text.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Otherwise {
    word: u32,
    start: u32,
    end: u32,
}

impl Words {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The word at a place, `None` behind the last.
    pub fn get(&self, at: usize) -> Option<HeardWord<'_>> {
        (at < self.len()).then(|| self.word(at))
    }

    fn word(&self, at: usize) -> HeardWord<'_> {
        let entry = self.entries[at];
        let start = at.checked_sub(1).map_or(0, |before| self.entries[before].end);
        let text = &self.text[start as usize..entry.end as usize];
        let otherwise = self
            .otherwise
            .binary_search_by_key(&at, |otherwise| otherwise.word as usize)
            .ok()
            .map(|found| self.otherwise[found]);
        HeardWord {
            text,
            written: otherwise.map_or(text, |at| &self.text[at.start as usize..at.end as usize]),
            start_ms: self.from_ms + u64::from(entry.start_ms),
            end_ms: self.from_ms + u64::from(entry.end_ms),
            confidence: entry.confidence,
        }
    }

    /// The words in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = HeardWord<'_>> + ExactSizeIterator {
        (0..self.len()).map(|at| self.word(at))
    }

    /// The last word.
    pub fn last(&self) -> Option<HeardWord<'_>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// Moves all words so many milliseconds later.
    pub(super) fn move_later(&mut self, ms: u64) {
        self.from_ms += ms;
    }
}

impl From<&[Word]> for Words {
    fn from(words: &[Word]) -> Self {
        let from_ms = words.iter().map(|word| word.start_ms).min().unwrap_or(0);
        // One utterance is far shorter than the 49 days and the 4 GB that 32 bits hold.
        let short = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let mut text = String::new();
        let mut entries = Vec::with_capacity(words.len());
        for word in words {
            text.push_str(&word.text);
            entries.push(Entry {
                end: short(text.len() as u64),
                start_ms: short(word.start_ms - from_ms),
                end_ms: short(word.end_ms.saturating_sub(from_ms)),
                confidence: word.confidence,
            });
        }
        let mut otherwise = Vec::new();
        for (at, word) in words
            .iter()
            .enumerate()
            .filter(|(_, word)| word.as_read() != word.text)
        {
            let start = text.len();
            text.push_str(word.as_read());
            otherwise.push(Otherwise {
                word: short(at as u64),
                start: short(start as u64),
                end: short(text.len() as u64),
            });
        }
        Words {
            text: text.into_boxed_str(),
            from_ms,
            entries: entries.into_boxed_slice(),
            otherwise: otherwise.into_boxed_slice(),
        }
    }
}

impl FromIterator<Word> for Words {
    fn from_iter<I: IntoIterator<Item = Word>>(words: I) -> Self {
        Words::from(&*words.into_iter().collect::<Vec<Word>>())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::*;

    fn word(text: &str, written: Option<&str>, start_ms: u64) -> Word {
        Word {
            start_ms,
            end_ms: start_ms + 300,
            confidence: 0.75,
            evidence: written.map(|written| {
                Box::new(Evidence {
                    written: written.to_owned(),
                    words: u8::from(!written.is_empty()),
                    mark: Some(','),
                })
            }),
            ..Word::untimed(text)
        }
    }

    #[test]
    fn packed_words_are_those_that_were_said() {
        let said = [
            word("anna", Some("Anna"), 10_000),
            word("süß", None, 10_400),
            word("seven", Some("7:30"), 10_800),
            word("thirty", Some(""), 11_000),
            word("and", Some("and"), 11_400),
        ];
        let mut words = Words::from(&said[..]);
        words.move_later(5_000);
        assert_eq!(words.len(), said.len());
        for (packed, said) in words.iter().zip(&said) {
            assert_eq!((packed.text, packed.written), (&*said.text, said.as_read()));
            assert_eq!(packed.start_ms, said.start_ms + 5_000);
            assert_eq!(packed.end_ms, said.end_ms + 5_000);
            assert_eq!(packed.confidence, said.confidence);
        }
        assert_eq!(words.last().map(|word| word.text), Some("and"));
        assert_eq!(words.get(said.len()), None);
    }

    #[test]
    fn no_words_are_no_words() {
        let words = Words::default();
        assert!(words.is_empty() && words.last().is_none() && words.iter().next().is_none());
        assert_eq!(words, Words::from(&[][..]));
    }

    #[test]
    fn a_word_takes_less_than_half_of_its_room() {
        assert!(std::mem::size_of::<Entry>() <= 16);
        assert!(std::mem::size_of::<Word>() >= 48);
    }
}
