//! Who has only just begun to speak: voices unlike those of all speakers, before there is enough of them for a cluster.
//!
//! A cluster wants two seconds of speech before it counts as a speaker. Until then a new voice would be shown as the known
//! one that it resembles most, which is wrong for certain. Its first window tells already: windows of a speaker lie above
//! the likeness asked for here 99 times in 100, windows of others below it as often.

use super::activity::{Tick, Window};

/// A speaker that no pass over all windows has found yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The number it is shown with.
    pub number: usize,
    /// Its first window.
    pub first: usize,
}

/// Windows from a newcomer's first one on within which a pass must find it.
const PATIENCE: usize = 6;

/// Strange windows at the beginning of a segment that make a newcomer: one speaker alone must stay one, so that the second
/// one is believed later than others.
const SECOND: usize = 2;
const FURTHER: usize = 1;

/// A newcomer's windows are the first ones of a segment: what becomes strange later is another's word in between, or noise.
const LATEST: usize = 3;

/// Likeness (cosine) to the nearest speaker below which a window is a stranger's, and the shortest windows it holds for: the
/// more is heard of a speaker, the more alike it is.
const STRANGE: [(Tick, f32); 3] = [(140, 0.68), (100, 0.66), (0, 0.62)];

/// Whether nobody known speaks in a window, by its likeness to the nearest speaker.
pub fn is_strange(window: &Window, likeness: f32) -> bool {
    let length = window.span.end - window.span.start;
    let mut limits = STRANGE.iter().filter(|(shortest, _)| length >= *shortest);
    limits.next().is_some_and(|(_, limit)| likeness < *limit)
}

/// Whether a segment's windows so far, all of them strange, make a newcomer where so many speakers are known.
pub fn is_enough(n_windows: usize, n_known: usize) -> bool {
    let least = if n_known < 2 { SECOND } else { FURTHER };
    n_known > 0 && (least..=LATEST).contains(&n_windows)
}

impl Newcomer {
    /// Whether a pass should have found it by now.
    pub fn is_overdue(&self, n_windows: usize) -> bool {
        n_windows - self.first > PATIENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_windows_must_be_more_alike() {
        let strange = |length: Tick, likeness| {
            let window = Window {
                span: 1_000..1_000 + length,
                segment: 0,
            };
            is_strange(&window, likeness)
        };
        assert!(strange(80, 0.61) && !strange(80, 0.63));
        assert!(strange(120, 0.65) && !strange(120, 0.67));
        assert!(strange(160, 0.67) && !strange(160, 0.69));
    }

    #[test]
    fn the_second_speaker_is_believed_later_than_the_third() {
        let enough = |n_known| (0..5).filter(|&n| is_enough(n, n_known)).collect::<Vec<_>>();
        assert!(enough(0).is_empty());
        assert_eq!(enough(1), [2, 3]);
        assert_eq!(enough(2), [1, 2, 3]);
    }
}
