//! The talk key: a tap toggles, holding is push-to-talk.
//!
//! Knows nothing of sessions: key events and the time in, what to do out. X11 repeats a held key as pairs of
//! release and press, and worn keys bounce; both must not be taken for taps.

use crate::settings::TalkMode;

/// A press no longer than this is a tap, in seconds.
const TAP_S: f64 = 0.35;
/// A press this soon after another is a bounce, in seconds.
const BOUNCE_S: f64 = 0.03;
/// A release counts when no press follows within this time, in seconds.
const RELEASE_GRACE_S: f64 = 0.05;

/// What the key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    /// Start listening.
    Start,
    /// Stop listening.
    Stop,
}

/// The key's state.
#[derive(Clone, Copy, Debug, Default)]
pub struct TalkKey {
    /// When it went down, while it is down.
    down: Option<f64>,
    /// When it came up, while that may still be a repeat.
    released: Option<f64>,
    /// When the last press counted.
    pressed: Option<f64>,
    /// Whether this press started listening.
    started: bool,
}

impl TalkKey {
    /// The key went down.
    pub fn press(&mut self, now_s: f64, mode: TalkMode, listening: bool) -> Option<Talk> {
        self.released = None;
        if self.down.is_some() || self.pressed.is_some_and(|at| now_s - at < BOUNCE_S) {
            return None;
        }
        self.down = Some(now_s);
        self.pressed = Some(now_s);
        self.started = !listening;
        match (mode, listening) {
            (_, false) => Some(Talk::Start),
            (TalkMode::Toggle, true) => Some(Talk::Stop),
            (TalkMode::Hybrid | TalkMode::Hold, true) => None,
        }
    }

    /// The key came up; what that means is known after the grace, from [`TalkKey::tick`].
    pub fn release(&mut self, now_s: f64) {
        if self.down.is_some() && self.released.is_none() {
            self.released = Some(now_s);
        }
    }

    /// Time passed.
    pub fn tick(&mut self, now_s: f64, mode: TalkMode) -> Option<Talk> {
        let (down, released) = (self.down?, self.released?);
        if now_s - released < RELEASE_GRACE_S {
            return None;
        }
        self.down = None;
        self.released = None;
        let tap = released - down < TAP_S;
        match mode {
            TalkMode::Toggle => None,
            TalkMode::Hold => Some(Talk::Stop),
            // A tap that started goes on listening; any other end of a press stops.
            TalkMode::Hybrid if tap && self.started => None,
            TalkMode::Hybrid => Some(Talk::Stop),
        }
    }

    /// When [`TalkKey::tick`] must be called at the latest.
    pub fn due(&self) -> Option<f64> {
        self.released.map(|at| at + RELEASE_GRACE_S)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays presses (`true`) and releases at their times and collects what is asked for.
    fn play(mode: TalkMode, mut listening: bool, events: &[(f64, bool)]) -> Vec<Talk> {
        let mut key = TalkKey::default();
        let mut asked = Vec::new();
        let mut events = events.iter().peekable();
        for step in 0..500 {
            let now = f64::from(step) * 0.01;
            let mut act = |talk: Option<Talk>, listening: &mut bool| {
                if let Some(talk) = talk {
                    *listening = talk == Talk::Start;
                    asked.push(talk);
                }
            };
            while let Some((_, down)) = events.next_if(|(at, _)| *at <= now) {
                if *down {
                    act(key.press(now, mode, listening), &mut listening);
                } else {
                    key.release(now);
                }
            }
            act(key.tick(now, mode), &mut listening);
        }
        asked
    }

    #[test]
    fn a_tap_toggles_and_a_hold_is_push_to_talk() {
        use Talk::{Start, Stop};
        use TalkMode::{Hold, Hybrid, Toggle};
        assert_eq!(play(Hybrid, false, &[(0.0, true), (0.1, false)]), [Start]);
        assert_eq!(
            play(
                Hybrid,
                false,
                &[(0.0, true), (0.1, false), (2.0, true), (2.1, false)]
            ),
            [Start, Stop]
        );
        assert_eq!(play(Hybrid, false, &[(0.0, true), (1.5, false)]), [Start, Stop]);
        assert_eq!(play(Hold, false, &[(0.0, true), (0.1, false)]), [Start, Stop]);
        assert_eq!(play(Toggle, false, &[(0.0, true), (2.0, false)]), [Start]);
        assert_eq!(play(Toggle, true, &[(0.0, true), (2.0, false)]), [Stop]);
    }

    #[test]
    fn repeats_of_a_held_key_are_one_press() {
        // X11: release and press 30 times a second while the key is down for two seconds.
        let mut events = vec![(0.0, true)];
        for repeat in 0..60 {
            let at = 0.5 + f64::from(repeat) * 0.033;
            events.extend([(at, false), (at + 0.01, true)]);
        }
        events.push((2.6, false));
        assert_eq!(play(TalkMode::Hybrid, false, &events), [Talk::Start, Talk::Stop]);
        assert_eq!(play(TalkMode::Toggle, false, &events), [Talk::Start]);
    }

    #[test]
    fn a_bouncing_key_is_one_tap() {
        let events = [(0.0, true), (0.01, false), (0.02, true), (0.1, false)];
        assert_eq!(play(TalkMode::Toggle, false, &events), [Talk::Start]);
        assert_eq!(play(TalkMode::Hybrid, false, &events), [Talk::Start]);
    }
}
