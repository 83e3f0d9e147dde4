//! When the utterance being spoken is read again: about twice a second, less often where reading is slow.

use std::time::{Duration, Instant};

/// Least time from the beginning of one reading to the beginning of the next.
const STEP_MS: u64 = 500;
/// Most of its time that the reader may spend on readings while someone speaks: the first pass and the window need
/// the machine, too.
const SHARE: f64 = 0.55;

/// What time is it?
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// That of the wall, as it is when somebody speaks.
    Wall,
    /// That of the sound, however fast it is played, with readings that take no time: for measuring.
    Sound,
}

/// Says when to read again.
#[derive(Clone, Debug)]
pub(super) struct Pacing {
    clock: Clock,
    began: Instant,
    /// When the last reading began.
    last_ms: Option<u64>,
    /// What a reading takes, in milliseconds, the last ones counting most.
    cost_ms: f64,
}

impl Pacing {
    pub(super) fn new(clock: Clock) -> Self {
        Pacing {
            clock,
            began: Instant::now(),
            last_ms: None,
            cost_ms: 0.0,
        }
    }

    /// At the beginning of a recording.
    pub(super) fn reset(&mut self) {
        self.last_ms = None;
    }

    /// Whether it is time for another reading, so many milliseconds of sound after the beginning of the recording.
    pub(super) fn due(&self, sound_ms: u64) -> bool {
        let step = (self.cost_ms / SHARE).max(STEP_MS as f64) as u64;
        self.last_ms.is_none_or(|last| self.now(sound_ms) >= last + step)
    }

    /// A reading begins.
    pub(super) fn begin(&mut self, sound_ms: u64) {
        self.last_ms = Some(self.now(sound_ms));
    }

    /// A reading took so long.
    pub(super) fn took(&mut self, time: Duration) {
        if matches!(self.clock, Clock::Wall) {
            let ms = time.as_secs_f64() * 1e3;
            self.cost_ms = if self.cost_ms == 0.0 { ms } else { 0.7 * self.cost_ms + 0.3 * ms };
        }
    }

    fn now(&self, sound_ms: u64) -> u64 {
        match self.clock {
            Clock::Wall => self.began.elapsed().as_millis() as u64,
            Clock::Sound => sound_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_sound_it_is_time_twice_a_second() {
        let mut pacing = Pacing::new(Clock::Sound);
        assert!(pacing.due(0), "the first reading need not wait");
        pacing.begin(400);
        pacing.took(Duration::from_secs(9));
        assert!(!pacing.due(860) && pacing.due(900));
    }

    #[test]
    fn a_slow_reader_is_asked_less_often() {
        let mut pacing = Pacing::new(Clock::Wall);
        pacing.begin(0);
        pacing.took(Duration::from_secs(3_600));
        pacing.began -= Duration::from_secs(60);
        assert!(!pacing.due(0), "an hour's work is not begun twice in a minute");
        for _ in 0..60 {
            pacing.took(Duration::from_millis(100));
        }
        assert!(pacing.due(0), "it has become quick again");
    }
}
