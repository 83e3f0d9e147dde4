//! What of a recording could not be read, where, and how much.

use std::fmt;

/// Faults told one by one; more are summed up.
const TOLD: usize = 8;

/// A part of a recording that could not be read. Times are those of the recording, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Damage with sound after it; silence stands in its place.
    Hole {
        /// Where it begins.
        at_s: f64,
        /// Its length.
        seconds: f64,
    },
    /// Damage up to the end.
    End {
        /// Where it begins.
        at_s: f64,
        /// Its length, where the file tells it.
        seconds: Option<f64>,
    },
    /// The file stops before its end.
    Cut {
        /// Where it stops.
        at_s: f64,
        /// What is missing, where the file tells it.
        seconds: Option<f64>,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Fault::Hole { at_s, seconds } => {
                let (from, until) = (Clock(at_s), Clock(at_s + seconds));
                write!(
                    to,
                    "damaged from {from} to {until}: {seconds:.1} s of sound could not be read"
                )
            }
            Fault::End { at_s, seconds: None } => {
                write!(
                    to,
                    "damaged from {} to its end, which could not be read",
                    Clock(at_s)
                )
            }
            Fault::End {
                at_s,
                seconds: Some(seconds),
            } => write!(
                to,
                "damaged from {} to its end: {seconds:.1} s of sound could not be read",
                Clock(at_s)
            ),
            Fault::Cut { at_s, seconds: None } => write!(
                to,
                "cut off after {}: the file stops there, and how much is missing it does not tell",
                Clock(at_s)
            ),
            Fault::Cut {
                at_s,
                seconds: Some(seconds),
            } => write!(
                to,
                "cut off after {}: the file stops there, and {seconds:.1} s of sound are missing",
                Clock(at_s)
            ),
        }
    }
}

/// A moment as people write it: `4.3 s`, from a minute on `1:02:03.4`.
struct Clock(f64);

impl fmt::Display for Clock {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0.max(0.0) * 10.0).round() as u64;
        let (s, m, h) = (tenths / 10 % 60, tenths / 600 % 60, tenths / 36_000);
        match (h, m) {
            (0, 0) => write!(to, "{}.{} s", s, tenths % 10),
            (0, _) => write!(to, "{m}:{s:02}.{}", tenths % 10),
            _ => write!(to, "{h}:{m:02}:{s:02}.{}", tenths % 10),
        }
    }
}

/// Counts faults while a file is read, so that one with thousands of them does not fill the terminal.
#[derive(Debug, Default)]
pub(super) struct Tally {
    told: usize,
    more: usize,
    more_s: f64,
}

impl Tally {
    /// The line to tell of a fault now, if it is told by itself.
    pub fn tell(&mut self, name: &str, fault: Fault) -> Option<String> {
        // The last word on a recording is always told.
        if self.told < TOLD || !matches!(fault, Fault::Hole { .. }) {
            self.told += 1;
            return Some(format!("{name}: {fault}"));
        }
        self.more += 1;
        if let Fault::Hole { seconds, .. } = fault {
            self.more_s += seconds;
        }
        None
    }

    /// The line at the end for those that were not told by themselves.
    pub fn rest(&mut self, name: &str) -> Option<String> {
        let more = std::mem::take(&mut self.more);
        (more > 0).then(|| {
            let places = if more == 1 { "place" } else { "places" };
            format!(
                "{name}: damaged in {more} more {places}: {:.1} s of sound could not be read there",
                self.more_s
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_tells_where_and_how_much() {
        let told = |fault: Fault| fault.to_string();
        assert_eq!(
            told(Fault::Hole {
                at_s: 4.31,
                seconds: 2.0
            }),
            "damaged from 4.3 s to 6.3 s: 2.0 s of sound could not be read"
        );
        assert!(
            told(Fault::Cut {
                at_s: 10_743.04,
                seconds: Some(12.25)
            })
            .contains("2:59:03.0")
        );
        assert!(
            told(Fault::End {
                at_s: 61.0,
                seconds: None
            })
            .contains("1:01.0")
        );
    }

    #[test]
    fn many_holes_are_summed_up() {
        let mut tally = Tally::default();
        let lines = (0..100)
            .filter_map(|n| {
                tally.tell(
                    "a.mp3",
                    Fault::Hole {
                        at_s: f64::from(n),
                        seconds: 0.5,
                    },
                )
            })
            .count();
        assert_eq!(lines, TOLD);
        let rest = tally.rest("a.mp3").unwrap();
        assert!(rest.contains("92 more places: 46.0 s"), "{rest}");
        assert_eq!(tally.rest("a.mp3"), None);
    }
}
