//! A growing row of numbers in about two bits each, and the low bits that their owner keeps, read where they lie.
//!
//! Elias (Efficient storage and retrieval by content and address of static files, 1974) and Fano (On the number of
//! bits required to implement an associative memory, 1971): the high part of number i is how many zeros stand before
//! the i-th one of a row of bits. Where every 64th one stands is kept as well, so that a number costs a look at a few
//! words. Knows nothing of what is counted.

use super::container::{Words, u64_at};
use crate::mmap::Held;

/// Ones from one that is kept to the next.
const EVERY: u32 = 64;
/// Zeros behind the bits.
const SPARE: usize = 8;

/// The high parts of growing numbers.
#[derive(Clone, Debug)]
pub struct Growing {
    /// Places of the ones 0, 64, 128, …
    kept: Words,
    bits: Held,
}

impl Growing {
    /// `count` numbers; `None` where these cannot be their bits.
    pub fn new(kept: Words, bits: Held, count: u32) -> Option<Self> {
        let ones: u64 = (0..bits.len() / 8)
            .map(|i| u64::from(u64_at(&bits, 8 * i).count_ones()))
            .sum();
        let fits = kept.len() == count.div_ceil(EVERY) as usize
            && bits.len().is_multiple_of(8)
            && bits.len() >= SPARE
            && ones == u64::from(count)
            && (0..kept.len()).all(|i| (kept.get(i) as usize) < 8 * bits.len());
        fits.then_some(Growing { kept, bits })
    }

    /// The high parts of number `i` and of the one after it; what they are for a number that there is not means nothing.
    pub fn pair(&self, i: u32) -> (u32, u32) {
        let first = self.place(self.kept.get((i / EVERY) as usize), i % EVERY);
        let second = self.place(first, 1);
        (first.saturating_sub(i), second.saturating_sub(i + 1))
    }

    /// The place of the one that is `steps` ones after the one at `place`; the end of the bits when there is none.
    fn place(&self, place: u32, mut steps: u32) -> u32 {
        let mut word = place as usize / 64;
        let mut bits = u64_at(&self.bits, 8 * word) & (u64::MAX << (place % 64));
        while bits.count_ones() <= steps {
            steps -= bits.count_ones();
            word += 1;
            if 8 * word >= self.bits.len() {
                return 8 * self.bits.len() as u32;
            }
            bits = u64_at(&self.bits, 8 * word);
        }
        for _ in 0..steps {
            bits &= bits - 1;
        }
        64 * word as u32 + bits.trailing_zeros()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::speech::container::Container;
    use crate::speech::container::tests::write;

    /// The two sections of growing high parts, as `training/ngram.py` writes them.
    pub(crate) fn sections(highs: &[u32]) -> [Vec<u8>; 2] {
        let places: Vec<u32> = highs.iter().zip(0..).map(|(high, i)| high + i).collect();
        let length = places.last().map_or(0, |&last| last as usize / 64 * 8 + 8);
        let mut bits = vec![0; length + SPARE];
        for place in &places {
            bits[*place as usize / 8] |= 1 << (place % 8);
        }
        let kept = places.iter().step_by(EVERY as usize);
        [kept.flat_map(|place| place.to_le_bytes()).collect(), bits]
    }

    fn read(sections: &[Vec<u8>; 2], count: u32) -> Option<Growing> {
        let file = Container::parse("test".into(), write(b"TEST", sections).into(), b"TEST").unwrap();
        Growing::new(file.words(0).unwrap(), file.held(1).unwrap(), count)
    }

    proptest! {
        #[test]
        fn every_number_comes_back(steps in prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => 0_u32..300], 1..400)) {
            let highs: Vec<u32> = steps
                .iter()
                .scan(0, |sum, step| {
                    *sum += step;
                    Some(*sum)
                })
                .collect();
            let growing = read(&sections(&highs), highs.len() as u32).unwrap();
            for (i, pair) in highs.windows(2).enumerate() {
                prop_assert_eq!(growing.pair(i as u32), (pair[0], pair[1]));
            }
        }

        #[test]
        fn hostile_bits_are_refused_or_read_without_harm(
            highs in prop::collection::vec(0_u32..9, 1..200),
            place in any::<prop::sample::Index>(),
            value in any::<u8>(),
            in_bits in any::<bool>(),
        ) {
            let mut sections = sections(&highs.iter().scan(0, |sum, step| { *sum += step; Some(*sum) }).collect::<Vec<_>>());
            let section = &mut sections[usize::from(in_bits)];
            let at = place.index(section.len());
            section[at] = value;
            if let Some(growing) = read(&sections, highs.len() as u32) {
                (0..=highs.len() as u32).for_each(|i| {
                    growing.pair(i);
                });
            }
        }
    }
}
