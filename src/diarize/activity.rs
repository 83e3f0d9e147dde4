//! Where somebody speaks, and the windows of speech that voice prints are taken of.
//!
//! Probabilities of speech come in slot by slot. Speech begins above one threshold and ends below a lower one; short gaps
//! are filled and short bursts dropped. Windows end on a fixed grid while speech lasts, and once where it ends; they never
//! reach over a pause, behind which somebody else may speak.

use std::ops::Range;

/// Ticks of 10 ms from the beginning of a recording: the clock of everything here.
pub type Tick = u32;

/// Ticks in a second.
pub const TICKS_PER_S: Tick = 100;

/// Speech begins at this probability,
const ON: f32 = 0.5;
/// and ends below this one.
const OFF: f32 = 0.35;
/// Shorter silence does not end it.
const GAP: Tick = 20;
/// Shorter speech is none.
const LEAST: Tick = 15;
/// Added at both ends.
const PAD: Tick = 5;

/// Windows end on multiples of this.
pub const GRID: Tick = 40;

/// Longest window: what the encoder was trained on.
pub const LONGEST: Tick = 160;

/// Shortest window that ends on the grid, and shortest that ends with the speech.
const SHORTEST: Tick = 80;
const SHORTEST_AT_END: Tick = 40;

/// Lengths of a segment's beginning that are looked at before its first window: too short to tell speakers apart for good,
/// long enough to tell which of those known it is.
const GLIMPSES: [Tick; 3] = [40, 55, 70];

/// Speech behind the last window that makes another one at the end.
const LEFT_OVER: Tick = 10;

/// A stretch of speech of which a voice print is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// From and to, in ticks.
    pub span: Range<Tick>,
    /// The segment it lies in, counted from the beginning.
    pub segment: u32,
}

/// Follows speech through a recording, from its beginning on.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// Stretches of speech; the last may still be growing.
    segments: Vec<Range<Tick>>,
    /// End of the last slot.
    now: Tick,
    voiced: bool,
    /// The stretch being followed and the end of its last voiced slot; it is listed once it is long enough.
    open: Option<Range<Tick>>,
    listed: bool,
    /// End of the last window of the open segment.
    windowed: Tick,
    /// The beginning of a segment that has no window yet, and how many were told of the open one.
    glimpse: Option<Window>,
    n_glimpses: usize,
}

impl Activity {
    /// The beginning of a segment that is too short for a window, once it has grown long enough for a first guess.
    pub fn take_glimpse(&mut self) -> Option<Window> {
        self.glimpse.take()
    }

    /// Stretches of speech so far. The last grows as long as its speech goes on.
    pub fn segments(&self) -> &[Range<Tick>] {
        &self.segments
    }

    /// How far the recording has been followed.
    pub fn now(&self) -> Tick {
        self.now
    }

    /// How long nobody has spoken.
    pub fn pause(&self) -> Tick {
        let end = self.segments.last().map(|last| last.end);
        end.map_or(0, |end| self.now.saturating_sub(end))
    }

    /// Takes the probability of speech in the next `ticks` and appends the windows that are complete.
    pub fn push(&mut self, speech: f32, ticks: Tick, windows: &mut Vec<Window>) {
        let start = self.now;
        self.now += ticks;
        let threshold = if self.voiced { OFF } else { ON };
        self.voiced = speech >= threshold;
        if self.voiced {
            let open = self.open.get_or_insert_with(|| {
                let padded = start.saturating_sub(PAD);
                padded..padded
            });
            open.end = self.now;
            self.grow(windows);
        } else if self.open.as_ref().is_some_and(|open| self.now - open.end >= GAP) {
            self.close(windows);
        }
    }

    /// Ends the recording.
    pub fn finish(&mut self, windows: &mut Vec<Window>) {
        if self.open.is_some() {
            self.close(windows);
        }
    }

    fn grow(&mut self, windows: &mut Vec<Window>) {
        let Some(open) = self.open.clone() else { return };
        if !self.listed {
            if open.end - open.start < LEAST + PAD {
                return;
            }
            self.listed = true;
            self.windowed = open.start;
            self.n_glimpses = 0;
            self.segments.push(open.clone());
        }
        if let Some(last) = self.segments.last_mut() {
            last.end = open.end;
        }
        let mut end = self.windowed.next_multiple_of(GRID).max(GRID);
        while end <= open.end {
            if end > self.windowed && end - open.start >= SHORTEST {
                windows.push(self.window(&open, end));
                self.windowed = end;
            }
            end += GRID;
        }
        let is_new = self.windowed == open.start;
        if is_new
            && GLIMPSES
                .get(self.n_glimpses)
                .is_some_and(|&least| open.end - open.start >= least)
        {
            self.n_glimpses += 1;
            self.glimpse = Some(self.window(&open, open.end));
        }
    }

    fn close(&mut self, windows: &mut Vec<Window>) {
        let Some(mut open) = self.open.take() else { return };
        if !std::mem::take(&mut self.listed) {
            return;
        }
        open.end = (open.end + PAD).min(self.now);
        if let Some(last) = self.segments.last_mut() {
            last.end = open.end;
        }
        if open.end - open.start >= SHORTEST_AT_END && open.end - self.windowed >= LEFT_OVER {
            windows.push(self.window(&open, open.end));
        }
    }

    fn window(&self, open: &Range<Tick>, end: Tick) -> Window {
        Window {
            span: open.start.max(end.saturating_sub(LONGEST))..end,
            segment: self.segments.len() as u32 - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segments and windows of a script of (ticks, probability), in slots of two ticks.
    fn follow(script: &[(Tick, f32)]) -> (Vec<Range<Tick>>, Vec<Window>) {
        let (mut activity, mut windows) = (Activity::default(), Vec::new());
        for &(ticks, speech) in script {
            for _ in 0..ticks / 2 {
                activity.push(speech, 2, &mut windows);
            }
        }
        activity.finish(&mut windows);
        (activity.segments().to_vec(), windows)
    }

    #[test]
    fn gaps_are_filled_and_bursts_dropped() {
        let (segments, windows) = follow(&[
            (100, 0.0),
            (50, 0.9),
            (10, 0.1),
            (50, 0.9),
            (60, 0.0),
            (10, 0.9),
            (60, 0.0),
        ]);
        assert_eq!(segments, [95..215]);
        let spans: Vec<_> = windows.iter().map(|window| window.span.clone()).collect();
        assert_eq!(spans, [95..200, 95..215]);
    }

    #[test]
    fn windows_end_on_the_grid_and_stay_in_their_segment() {
        let (segments, windows) = follow(&[(300, 0.9), (40, 0.0), (100, 0.9)]);
        assert_eq!(segments.len(), 2);
        for window in &windows {
            let segment = &segments[window.segment as usize];
            assert!(segment.start <= window.span.start && window.span.end <= segment.end);
            assert!(window.span.end - window.span.start <= LONGEST);
            assert!(window.span.end.is_multiple_of(GRID) || window.span.end == segment.end);
        }
        assert_eq!(windows.iter().filter(|window| window.segment == 0).count(), 7);
    }

    #[test]
    fn a_segment_is_glimpsed_until_it_has_a_window() {
        let (mut activity, mut windows) = (Activity::default(), Vec::new());
        let mut glimpsed = Vec::new();
        for _ in 0..100 {
            activity.push(0.9, 2, &mut windows);
            glimpsed.extend(activity.take_glimpse().map(|window| (window.span, windows.len())));
        }
        assert_eq!(glimpsed, [(0..40, 0), (0..56, 0), (0..70, 0)]);
        assert!(windows.len() > 2);
    }

    #[test]
    fn a_probability_between_the_thresholds_goes_on_but_does_not_begin() {
        assert_eq!(follow(&[(100, 0.4)]).0.len(), 0);
        assert_eq!(follow(&[(50, 0.9), (100, 0.4)]).0, [0..150]);
    }
}
