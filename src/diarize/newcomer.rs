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
/// one is believed later than others, and later still where one has spoken alone for long. A cough before a word makes two
/// windows strange now and then, and the longer the recording, the more often there is one.
const SECOND: usize = 2;
const SECOND_LATE: usize = 3;
const FURTHER: usize = 1;

/// Windows of one speaker alone that are long.
const LONG_ALONE: usize = 75;

/// How much less alike than those of others the windows of a second speaker must be. Those of one person alone miss the
/// limits by a little now and then, those of a second one mostly by more.
const STRANGER_SECOND: f32 = 0.12;

/// A newcomer's windows are the first ones of a segment: what becomes strange later is another's word in between, or noise.
const LATEST: usize = 3;

/// Likeness (cosine) to the nearest speaker below which a window is a stranger's, and the shortest windows it holds for: the
/// more is heard of a speaker, the more alike it is.
const STRANGE: [(Tick, f32); 3] = [(140, 0.68), (100, 0.66), (0, 0.62)];

/// What is known when a segment begins.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Speakers that are told apart.
    pub speakers: usize,
    /// Windows heard.
    pub windows: usize,
}

impl Known {
    /// So many speakers in so many windows.
    pub fn new(speakers: usize, windows: usize) -> Self {
        Known { speakers, windows }
    }

    fn long_alone(self) -> bool {
        self.speakers < 2 && self.windows >= LONG_ALONE
    }
}

/// Whether nobody known speaks in a window, by its likeness to the nearest speaker.
pub fn is_strange(window: &Window, likeness: f32, known: Known) -> bool {
    let length = window.span.end - window.span.start;
    let mut limits = STRANGE.iter().filter(|(shortest, _)| length >= *shortest);
    let less = if known.speakers < 2 { STRANGER_SECOND } else { 0.0 };
    limits.next().is_some_and(|(_, limit)| likeness < *limit - less)
}

/// Whether a segment's windows so far, all of them strange, make a newcomer.
pub fn is_enough(n_windows: usize, known: Known) -> bool {
    let least = match known.speakers {
        0 => return false,
        1 if known.long_alone() => SECOND_LATE,
        1 => SECOND,
        _ => FURTHER,
    };
    (least..=LATEST).contains(&n_windows)
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

    const FEW: Known = Known {
        speakers: 1,
        windows: LONG_ALONE - 1,
    };
    const MANY: Known = Known {
        speakers: 1,
        windows: LONG_ALONE,
    };

    #[test]
    fn longer_windows_must_be_more_alike_and_a_second_speaker_s_less() {
        let strange = |length: Tick, likeness, known| {
            let window = Window {
                span: 1_000..1_000 + length,
                segment: 0,
            };
            is_strange(&window, likeness, known)
        };
        let two = Known { speakers: 2, ..FEW };
        assert!(strange(80, 0.61, two) && !strange(80, 0.63, two));
        assert!(strange(120, 0.65, two) && !strange(120, 0.67, two));
        assert!(strange(160, 0.67, two) && !strange(160, 0.69, two));
        assert!(strange(160, 0.55, FEW) && !strange(160, 0.57, FEW));
    }

    #[test]
    fn the_second_speaker_is_believed_later_than_the_third_and_later_still_after_long() {
        let enough = |known| (0..5).filter(|&n| is_enough(n, known)).collect::<Vec<_>>();
        let speakers = |speakers| Known { speakers, ..MANY };
        assert!(enough(speakers(0)).is_empty());
        assert_eq!(enough(FEW), [2, 3]);
        assert_eq!(enough(MANY), [3]);
        assert_eq!(enough(speakers(2)), [1, 2, 3]);
    }
}
