//! Word ends: the memory of the search, from which readings are told backwards.
//!
//! Every record points to the record before it. Records that end in the same slot in the same state of
//! the language model are one *node*: the best of them (the primary, which paths point to) heads a chain of
//! the others. All links go to lower indices, so that one pass down marks what is alive and one pass up
//! compacts it.

/// "No record".
pub const NONE: u32 = u32::MAX;

/// A word that ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Primary record of the word before.
    pub prev: u32,
    /// Next reading of the same node, worse than this one.
    pub other: u32,
    /// The word.
    pub word: u32,
    /// First slot of the word.
    pub begin: u32,
    /// Slot after its last.
    pub end: u32,
    /// Score of the best path up to here.
    pub score: f32,
    /// The language model's part of this word's score.
    pub language: f32,
}

/// All records of an utterance that a living path can still reach.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    records: Vec<Record>,
    /// New index of each record after a collection.
    moved: Vec<u32>,
    /// Records at which the next collection is due.
    collect_at: usize,
}

impl Arena {
    /// Forgets everything but the record of the beginning, which has index 0.
    pub fn clear(&mut self) {
        self.records.clear();
        let beginning = Record {
            prev: NONE,
            other: NONE,
            word: NONE,
            begin: 0,
            end: 0,
            score: 0.0,
            language: 0.0,
        };
        self.records.push(beginning);
        self.collect_at = 1 << 13;
    }

    /// Adds a record and gives its index.
    pub fn push(&mut self, record: Record) -> u32 {
        self.records.push(record);
        (self.records.len() - 1) as u32
    }

    /// A record.
    pub fn get(&self, index: u32) -> &Record {
        &self.records[index as usize]
    }

    /// All records, in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Whether enough has gathered for [`collect`](Self::collect).
    pub fn is_full(&self) -> bool {
        self.records.len() >= self.collect_at
    }

    /// The last record that all of `links` descend from.
    pub fn common_ancestor(&mut self, links: impl Iterator<Item = u32>) -> u32 {
        let marks = &mut self.moved;
        marks.clear();
        marks.resize(self.records.len(), 0);
        let (mut alive, mut top) = (0_usize, 0_u32);
        for link in links {
            if marks[link as usize] == 0 {
                marks[link as usize] = 1;
                alive += 1;
                top = top.max(link);
            }
        }
        while alive > 1 {
            while marks[top as usize] == 0 {
                top -= 1;
            }
            let prev = self.records[top as usize].prev as usize;
            marks[top as usize] = 0;
            if marks[prev] == 0 {
                marks[prev] = 1;
            } else {
                alive -= 1;
            }
        }
        while alive == 1 && marks[top as usize] == 0 {
            top -= 1;
        }
        top
    }

    /// Whether `ancestor` is `link` or one of those before it.
    pub fn descends(&self, mut link: u32, ancestor: u32) -> bool {
        while link != NONE && link > ancestor {
            link = self.records[link as usize].prev;
        }
        link == ancestor
    }

    /// Drops every record that none of the links reaches, and renumbers the links.
    pub fn collect<'a>(&mut self, links: impl Iterator<Item = &'a mut u32>) {
        let mut links: Vec<&mut u32> = links.collect();
        self.moved.clear();
        self.moved.resize(self.records.len(), NONE);
        self.moved[0] = 0;
        for link in &links {
            self.moved[**link as usize] = 0;
        }
        for i in (0..self.records.len()).rev() {
            if self.moved[i] != NONE {
                let Record { prev, other, .. } = self.records[i];
                for reached in [prev, other] {
                    if reached != NONE {
                        self.moved[reached as usize] = 0;
                    }
                }
            }
        }
        let mut kept = 0;
        for i in 0..self.records.len() {
            if self.moved[i] != NONE {
                let mut record = self.records[i];
                for link in [&mut record.prev, &mut record.other] {
                    if *link != NONE {
                        *link = self.moved[*link as usize];
                    }
                }
                self.records[kept] = record;
                self.moved[i] = kept as u32;
                kept += 1;
            }
        }
        self.records.truncate(kept);
        for link in &mut links {
            **link = self.moved[**link as usize];
        }
        self.collect_at = (2 * kept).max(1 << 13);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(prev: u32, other: u32, word: u32) -> Record {
        Record {
            prev,
            other,
            word,
            begin: 0,
            end: 0,
            score: 0.0,
            language: 0.0,
        }
    }

    fn sample() -> Arena {
        let mut arena = Arena::default();
        arena.clear();
        for (prev, other, word) in [
            (0, NONE, 1),
            (0, NONE, 2),
            (1, 2, 3),
            (3, NONE, 4),
            (3, NONE, 5),
            (5, NONE, 6),
        ] {
            arena.push(record(prev, other, word));
        }
        arena
    }

    #[test]
    fn the_common_ancestor_is_the_last_shared_word() {
        let mut arena = sample();
        assert_eq!(arena.common_ancestor([4, 6].into_iter()), 3);
        assert_eq!(arena.common_ancestor([6, 5].into_iter()), 5);
        assert_eq!(arena.common_ancestor([2, 6].into_iter()), 0);
        assert_eq!(arena.common_ancestor([6].into_iter()), 6);
        assert!(arena.descends(6, 3) && !arena.descends(4, 5) && arena.descends(4, 0));
    }

    #[test]
    fn collection_keeps_what_is_reached_and_every_word_in_its_place() {
        let mut arena = sample();
        let mut links = [6];
        arena.collect(links.iter_mut());
        let mut words = Vec::new();
        let mut at = links[0];
        while at != 0 {
            words.push(arena.get(at).word);
            at = arena.get(at).prev;
        }
        assert_eq!(words, [6, 5, 3, 1]);
        assert_eq!(
            arena.records().len(),
            6,
            "record 4 alone is unreachable (2 is another reading of 3)"
        );
    }
}
