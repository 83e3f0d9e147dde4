//! Where an utterance begins and ends.
//!
//! Told by the posterior of silence and the level of the sound together, slot by slot. Speech begins when most of the
//! last slots are not silence; it ends when silence has lasted, the sooner the longer the utterance already is, so that
//! a long one is cut at its best pause before thirty seconds are over. Knows nothing of words.

use serde::Deserialize;

/// When to call a pause an end. Times in milliseconds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointParams {
    /// Silence that ends an utterance of ordinary length.
    pub pause_ms: u32,
    /// Sound before the beginning that belongs to the utterance.
    pub lead_ms: u32,
    /// A slot is speech when silence is less probable than this.
    pub speech_below: f32,
    /// A slot is silence when silence is more probable than this.
    pub silence_above: f32,
    /// Sound quieter than this, in dB of full scale, is never speech.
    pub quiet_db: f32,
    /// An utterance never grows beyond this.
    pub longest_ms: u32,
}

impl Default for EndpointParams {
    fn default() -> Self {
        EndpointParams {
            pause_ms: 640,
            lead_ms: 400,
            speech_below: 0.5,
            silence_above: 0.6,
            quiet_db: -66.0,
            longest_ms: 29_000,
        }
    }
}

/// What a slot meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing is being said.
    Idle,
    /// Speech began: the utterance starts so many slots before this one.
    Begin(usize),
    /// Something is being said.
    Going,
    /// The utterance ends with this slot, at a pause.
    End,
    /// The utterance has become too long without a pause and must be cut now.
    Cut,
}

/// Slots over which speech must be seen to begin.
const WINDOW: u32 = 6;
/// Slots of speech in that window that make a beginning.
const ENOUGH: u32 = 3;

/// Listens for beginnings and ends.
#[derive(Clone, Debug)]
pub struct Endpointer {
    params: EndpointParams,
    slot_ms: u32,
    /// The last 32 slots, the newest lowest: 1 is speech.
    history: u32,
    speaking: bool,
    /// Slots of the utterance so far.
    length: u32,
    /// Slots of silence at its end.
    silence: u32,
}

impl Endpointer {
    /// For slots of so many milliseconds.
    pub fn new(params: EndpointParams, slot_ms: u32) -> Self {
        Endpointer {
            params,
            slot_ms: slot_ms.max(1),
            history: 0,
            speaking: false,
            length: 0,
            silence: 0,
        }
    }

    /// Forgets what was heard.
    pub fn reset(&mut self) {
        (self.history, self.speaking, self.length, self.silence) = (0, false, 0, 0);
    }

    /// Slots that must be kept while idle, for [`Turn::Begin`].
    pub fn lead_slots(&self) -> usize {
        (self.params.lead_ms / self.slot_ms) as usize + WINDOW as usize
    }

    /// Slots of silence at the end of the utterance.
    pub fn silent_slots(&self) -> u32 {
        self.silence
    }

    /// Takes a slot's probability of silence and its level in dB of full scale.
    pub fn step(&mut self, silence: f32, level_db: f32) -> Turn {
        let audible = level_db >= self.params.quiet_db;
        let speech = audible && silence < self.params.speech_below;
        self.history = self.history << 1 | u32::from(speech);
        if !self.speaking {
            let recent = (self.history & ((1 << WINDOW) - 1)).count_ones();
            if recent < ENOUGH {
                return Turn::Idle;
            }
            self.speaking = true;
            (self.length, self.silence) = (self.lead_slots() as u32, 0);
            return Turn::Begin(self.lead_slots());
        }
        self.length += 1;
        // one stray slot of sound does not break a pause, two in a row do
        if !audible || silence > self.params.silence_above {
            self.silence += 1;
        } else if self.history & 3 == 3 {
            self.silence = 0;
        } else if self.silence > 0 {
            self.silence += 1;
        }
        if self.silence >= self.pause_slots() {
            self.stop();
            return Turn::End;
        }
        if self.length * self.slot_ms >= self.params.longest_ms {
            self.stop();
            return Turn::Cut;
        }
        Turn::Going
    }

    /// After a cut that left something over: the next utterance has begun, with so many slots.
    pub fn go_on(&mut self, slots: usize) {
        (self.speaking, self.length, self.silence) = (true, slots as u32, 0);
    }

    fn stop(&mut self) {
        (self.speaking, self.history) = (false, 0);
    }

    /// Slots of silence that end an utterance of this length.
    fn pause_slots(&self) -> u32 {
        let longest = self.params.longest_ms;
        let share = (self.length * self.slot_ms).saturating_mul(100) / longest.max(1);
        let pause = match share {
            0..50 => self.params.pause_ms,
            50..70 => self.params.pause_ms * 2 / 3,
            70..85 => self.params.pause_ms / 3,
            85..94 => self.params.pause_ms / 6,
            _ => 2 * self.slot_ms,
        };
        (pause / self.slot_ms).max(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns of a script of (seconds, probability of silence), 20 ms a slot.
    fn run(script: &[(f32, f32)]) -> Vec<(usize, Turn)> {
        let mut endpointer = Endpointer::new(EndpointParams::default(), 20);
        let slots = script
            .iter()
            .flat_map(|&(seconds, p)| std::iter::repeat_n(p, (seconds * 50.0) as usize));
        let turns = slots.enumerate().map(|(i, p)| (i, endpointer.step(p, -30.0)));
        turns
            .filter(|(_, turn)| !matches!(turn, Turn::Idle | Turn::Going))
            .collect()
    }

    #[test]
    fn an_utterance_ends_at_a_pause_and_not_before() {
        let turns = run(&[
            (1.0, 0.99),
            (2.0, 0.1),
            (0.5, 0.99),
            (1.0, 0.1),
            (1.0, 0.99),
            (1.0, 0.05),
        ]);
        assert_eq!(turns.len(), 3, "{turns:?}");
        assert_eq!(turns[0].0, 52, "three slots of speech are enough");
        assert_eq!(turns[1], (50 + 100 + 25 + 50 + 31, Turn::End));
        assert!(matches!(turns[2].1, Turn::Begin(_)));
    }

    #[test]
    fn a_stray_slot_neither_begins_nor_keeps_speech_alive() {
        assert!(run(&[(1.0, 0.9), (0.04, 0.1), (1.0, 0.9), (0.02, 0.1), (1.0, 0.9)]).is_empty());
        let turns = run(&[(1.0, 0.1), (0.3, 0.9), (0.02, 0.1), (0.4, 0.9)]);
        assert_eq!(turns.last().map(|t| t.1), Some(Turn::End));
    }

    #[test]
    fn long_speech_is_cut_at_a_short_pause_or_else_before_thirty_seconds() {
        let turns = run(&[(26.0, 0.1), (0.14, 0.9), (3.0, 0.1)]);
        assert_eq!(turns[1].1, Turn::End);
        assert!((26 * 50..27 * 50).contains(&turns[1].0));
        let turns = run(&[(40.0, 0.1)]);
        assert_eq!(turns[1].1, Turn::Cut);
        assert!(turns[1].0 < 30 * 50);
    }

    #[test]
    fn sound_below_hearing_is_silence_whatever_the_model_says() {
        let mut endpointer = Endpointer::new(EndpointParams::default(), 20);
        assert!((0..500).all(|_| endpointer.step(0.0, -90.0) == Turn::Idle));
    }
}
