//! Puts decoded sound on the recording's own clock: silence where nothing stands or nothing could be read, so that
//! everything after it keeps its time.

use std::collections::VecDeque;

use super::Block;
use super::fault::Fault;

/// Where a piece of sound stands, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// After what came before it.
    Follows,
    /// It begins there.
    At(f64),
    /// It ends there, as OGG tells it.
    Until {
        /// The end.
        end_s: f64,
        /// Nothing came before it: what precedes zero is the encoder's delay, and a stream that begins later than this
        /// delay was cut out of a longer one.
        first: Option<Delay>,
        /// What is beyond the end is the encoder's filling.
        last: bool,
    },
}

/// Seconds that an encoder puts before the sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Delay(pub f64);

/// Clocks of containers are coarse, and those of phones and browsers jump a little; only from here on a gap is one.
const GAP_S: f64 = 0.15;
/// A hole shorter than this is none: a few stray bytes between two frames.
const HOLE_S: f64 = 0.01;
/// A recording may be this much shorter than its container tells.
const SHORT_S: f64 = 0.25;
/// Silence put in, all together: a clock that asks for more is wrong.
const SILENCE_S: f64 = 6.0 * 3_600.0;
/// The same where the container does not tell how long the whole is.
const UNKNOWN_S: f64 = 3_600.0;
/// Samples of silence handed out at a time.
const SILENT_BLOCK: u64 = 8_192;

enum Part {
    Sound(Vec<f32>),
    /// Samples of all channels.
    Silence(u64),
}

/// A recording's sound in the order of time.
pub(super) struct Timeline {
    /// Every gap is damage, as in kinds whose packets follow each other by nature.
    pub strict: bool,
    /// Seconds of sound after damage that must be readable before they are believed.
    pub trust_s: f64,
    rate_hz: u32,
    channels: u16,
    /// When the present format began, and moments of all channels since.
    base_s: f64,
    frames: u64,
    /// Where the next piece stands when nothing else tells.
    cursor_s: f64,
    /// Added to what [`Place::Until`] tells.
    origin_s: f64,
    in_hole: bool,
    /// Sound after damage that is not believed yet, with its times.
    doubtful: Vec<(f64, Vec<f32>)>,
    silence_left_s: f64,
    parts: VecDeque<(u32, u16, Part)>,
    faults: Vec<Fault>,
    heard: bool,
}

impl Timeline {
    /// For a recording that is so many seconds long as a whole, if that is known: silence fills no more.
    pub fn new(strict: bool, trust_s: f64, whole_s: Option<f64>) -> Self {
        Timeline {
            strict,
            trust_s,
            rate_hz: 0,
            channels: 0,
            base_s: 0.0,
            frames: 0,
            cursor_s: 0.0,
            origin_s: 0.0,
            in_hole: false,
            doubtful: Vec::new(),
            silence_left_s: whole_s
                .map_or(UNKNOWN_S, |whole_s| whole_s + 1.0)
                .clamp(0.0, SILENCE_S),
            parts: VecDeque::new(),
            faults: Vec::new(),
            heard: false,
        }
    }

    /// Rate in hertz and channels of what comes next.
    pub fn format(&self) -> (u32, u16) {
        self.parts
            .front()
            .map_or((self.rate_hz, self.channels), |(rate_hz, channels, _)| {
                (*rate_hz, *channels)
            })
    }

    /// Whether any sound was put on it.
    pub fn has_sound(&self) -> bool {
        self.heard
    }

    /// Seconds of sound and silence so far.
    fn now_s(&self) -> f64 {
        self.base_s + self.frames as f64 / f64::from(self.rate_hz.max(1))
    }

    /// Sound that was decoded.
    pub fn sound(&mut self, samples: Vec<f32>, (rate_hz, channels): (u32, u16), place: Place) {
        if (rate_hz, channels) != (self.rate_hz, self.channels) {
            self.base_s = self.now_s();
            self.frames = 0;
            self.doubtful.clear();
            (self.rate_hz, self.channels) = (rate_hz, channels);
        }
        let per_second = f64::from(rate_hz.max(1)) * f64::from(channels.max(1));
        let (start_s, samples) = self.placed(samples, per_second, place);
        if !start_s.is_finite() {
            return;
        }
        self.cursor_s = start_s + samples.len() as f64 / per_second;
        if !self.in_hole {
            return self.emit(start_s, samples);
        }
        self.doubtful.push((start_s, samples));
        let since_s = self.doubtful.first().map_or(start_s, |(first_s, _)| *first_s);
        if self.cursor_s - since_s >= self.trust_s {
            self.believe();
        }
    }

    /// Where it begins, without what is beyond its end.
    fn placed(&mut self, mut samples: Vec<f32>, per_second: f64, place: Place) -> (f64, Vec<f32>) {
        let seconds = samples.len() as f64 / per_second;
        match place {
            Place::Follows => (self.cursor_s, samples),
            Place::At(start_s) => (start_s, samples),
            Place::Until { end_s, first, last } => {
                let mut start_s = end_s + self.origin_s - seconds;
                if let Some(Delay(delay_s)) = first {
                    let begins_s = self.cursor_s - delay_s;
                    if last || start_s > begins_s + delay_s {
                        self.origin_s += begins_s - start_s;
                        start_s = begins_s;
                    }
                    if last {
                        self.origin_s = self.cursor_s;
                    }
                } else if last && !self.in_hole {
                    start_s = self.cursor_s;
                }
                let end_s = end_s + self.origin_s;
                if last && start_s + seconds > end_s {
                    let keep = ((end_s - start_s) * per_second).round().max(0.0) as usize;
                    let whole = keep - keep % usize::from(self.channels.max(1));
                    samples.truncate(whole);
                }
                (start_s, samples)
            }
        }
    }

    /// A packet that could not be decoded.
    pub fn failed(&mut self, seconds: f64, place: Place) {
        let start_s = match place {
            Place::At(start_s) if start_s.is_finite() => start_s,
            _ => self.cursor_s,
        };
        self.damaged();
        self.cursor_s = start_s + seconds;
    }

    /// Bytes between packets that could not be made out; seconds they may have held.
    pub fn lost(&mut self, seconds: f64) {
        self.damaged();
        self.cursor_s += seconds;
    }

    fn damaged(&mut self) {
        self.in_hole = true;
        self.doubtful.clear();
    }

    /// A new stream follows in the same file, with a clock of its own.
    pub fn restart(&mut self) {
        self.believe();
        self.cursor_s = self.now_s();
        self.origin_s = self.cursor_s;
    }

    /// The sound after a hole is sound again.
    fn believe(&mut self) {
        let doubtful = std::mem::take(&mut self.doubtful);
        let Some((start_s, _)) = doubtful.first() else {
            return;
        };
        self.in_hole = false;
        let now_s = self.now_s();
        let seconds = (start_s - now_s).min(self.silence_left_s);
        if seconds >= HOLE_S {
            self.faults.push(Fault::Hole { at_s: now_s, seconds });
            self.silence(seconds);
        }
        for (start_s, samples) in doubtful {
            self.emit(start_s, samples);
        }
    }

    fn emit(&mut self, start_s: f64, mut samples: Vec<f32>) {
        let gap_s = start_s - self.now_s();
        let least_s = if self.strict { HOLE_S } else { GAP_S };
        if gap_s >= least_s && gap_s <= self.silence_left_s {
            if self.strict {
                let at_s = self.now_s();
                self.faults.push(Fault::Hole { at_s, seconds: gap_s });
            }
            self.silence(gap_s);
        }
        // Before zero there is only what an encoder puts there.
        if start_s < 0.0 && self.frames == 0 && self.base_s == 0.0 {
            let channels = usize::from(self.channels.max(1));
            let early = (-start_s * f64::from(self.rate_hz)).round() as usize * channels;
            samples.drain(..early.min(samples.len()));
        }
        if samples.is_empty() {
            return;
        }
        self.heard = true;
        self.frames += samples.len() as u64 / u64::from(self.channels.max(1));
        self.parts
            .push_back((self.rate_hz, self.channels, Part::Sound(samples)));
    }

    fn silence(&mut self, seconds: f64) {
        let frames = (seconds * f64::from(self.rate_hz)).round() as u64;
        self.silence_left_s -= seconds;
        self.frames += frames;
        let samples = frames * u64::from(self.channels);
        self.parts
            .push_back((self.rate_hz, self.channels, Part::Silence(samples)));
    }

    /// The end of the file: `told_s` is the length that it tells, `cut` whether it stops before its end.
    pub fn end(&mut self, told_s: Option<f64>, cut: bool) {
        self.believe();
        let at_s = self.now_s();
        // Packets that failed tell how far damage reaches, but not how far a file should have gone on.
        let failed_s = if self.in_hole && !cut { self.cursor_s } else { 0.0 };
        let known_s = told_s.unwrap_or(0.0).max(failed_s);
        let missing_s = (known_s - at_s).min(SILENCE_S);
        let seconds = (missing_s > HOLE_S).then_some(missing_s);
        match (self.in_hole, cut) {
            (true, false) if seconds.is_some() || told_s.is_none() => {
                self.faults.push(Fault::End { at_s, seconds });
            }
            (true, false) => {}
            (_, true) => self.faults.push(Fault::Cut { at_s, seconds }),
            (false, false) if missing_s > SHORT_S => self.faults.push(Fault::Cut { at_s, seconds }),
            (false, false) => {}
        }
        self.in_hole = false;
    }

    /// What was found wrong since the last call.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    /// The next block; `false` when more must be decoded first.
    pub fn take(&mut self, block: &mut Block) -> bool {
        let Some((rate_hz, channels, part)) = self.parts.front_mut() else {
            return false;
        };
        (block.rate_hz, block.channels) = (*rate_hz, *channels);
        match part {
            Part::Sound(samples) => {
                block.samples = std::mem::take(samples);
                self.parts.pop_front();
            }
            Part::Silence(left) => {
                let block_samples = SILENT_BLOCK - SILENT_BLOCK % u64::from((*channels).max(1));
                let n = block_samples.min(*left);
                block.samples.clear();
                block.samples.resize(n as usize, 0.0);
                *left -= n;
                if *left == 0 {
                    self.parts.pop_front();
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: (u32, u16) = (1_000, 1);

    fn sound(seconds: f64) -> Vec<f32> {
        vec![0.5; (seconds * 1_000.0) as usize]
    }

    /// Begin and end of each stretch of sound, in milliseconds.
    fn heard(line: &mut Timeline) -> Vec<(usize, usize)> {
        let (mut all, mut block) = (Vec::new(), Block::default());
        while line.take(&mut block) {
            all.append(&mut block.samples);
        }
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for (at, _) in all.iter().enumerate().filter(|(_, sample)| **sample != 0.0) {
            match stretches.last_mut() {
                Some((_, end)) if *end == at => *end += 1,
                _ => stretches.push((at, at + 1)),
            }
        }
        stretches
    }

    #[test]
    fn sound_that_begins_late_or_after_a_gap_keeps_its_time() {
        let mut line = Timeline::new(false, 0.25, Some(20.0));
        line.sound(sound(1.0), FORMAT, Place::At(4.0));
        line.sound(sound(1.0), FORMAT, Place::At(10.0));
        line.end(Some(11.0), false);
        assert_eq!(heard(&mut line), [(4_000, 5_000), (10_000, 11_000)]);
        assert_eq!(line.take_faults(), [], "a gap is no fault");
    }

    #[test]
    fn damage_is_told_and_what_lies_between_two_faults_is_not_believed() {
        let mut line = Timeline::new(false, 0.25, Some(20.0));
        line.sound(sound(1.0), FORMAT, Place::At(0.0));
        line.failed(0.1, Place::At(1.0));
        line.sound(sound(0.1), FORMAT, Place::At(1.1));
        line.failed(0.1, Place::At(1.2));
        for n in 0..3 {
            line.sound(sound(0.1), FORMAT, Place::At(2.0 + 0.1 * f64::from(n)));
        }
        line.end(None, false);
        assert_eq!(heard(&mut line), [(0, 1_000), (2_000, 2_300)]);
        assert_eq!(
            line.take_faults(),
            [Fault::Hole {
                at_s: 1.0,
                seconds: 1.0
            }]
        );
    }

    #[test]
    fn the_end_is_told_when_it_is_damaged_missing_or_cut() {
        let ended = |told, cut, fail: bool| {
            let mut line = Timeline::new(false, 0.25, Some(20.0));
            line.sound(sound(1.0), FORMAT, Place::Follows);
            if fail {
                line.failed(2.0, Place::Follows);
            }
            line.end(told, cut);
            line.take_faults()
        };
        assert_eq!(ended(Some(1.1), false, false), []);
        let at_s = 1.0;
        assert_eq!(
            ended(Some(3.0), false, false),
            [Fault::Cut {
                at_s,
                seconds: Some(2.0)
            }]
        );
        assert_eq!(ended(None, true, false), [Fault::Cut { at_s, seconds: None }]);
        assert_eq!(
            ended(None, false, true),
            [Fault::End {
                at_s,
                seconds: Some(2.0)
            }]
        );
    }

    #[test]
    fn an_ogg_stream_drops_the_encoder_s_delay_and_its_filling() {
        let mut line = Timeline::new(false, 0.0, None);
        let until = |end_s, first: bool, last| Place::Until {
            end_s,
            first: first.then_some(Delay(0.1)),
            last,
        };
        line.sound(sound(1.1), FORMAT, until(1.0, true, false));
        line.sound(sound(1.0), FORMAT, until(2.0, false, false));
        line.sound(sound(1.0), FORMAT, until(2.4, false, true));
        assert_eq!(heard(&mut line), [(0, 2_400)]);
        // Cut out of a longer stream: it begins at zero all the same.
        let mut line = Timeline::new(false, 0.0, None);
        line.sound(sound(1.0), FORMAT, until(3_600.0, true, false));
        line.sound(sound(1.0), FORMAT, until(3_601.0, false, true));
        assert_eq!(heard(&mut line), [(0, 1_900)]);
    }

    #[test]
    fn a_clock_gone_mad_is_not_followed() {
        let mut line = Timeline::new(false, 0.0, None);
        line.sound(sound(1.0), FORMAT, Place::At(1e12));
        line.sound(sound(1.0), FORMAT, Place::At(f64::NAN));
        line.sound(sound(1.0), FORMAT, Place::At(0.0));
        assert_eq!(heard(&mut line), [(0, 2_000)]);
    }
}
