//! Slow automatic gain: quiet speech reaches the decoder as loud as the speech it learnt from.
//!
//! The acoustic model hears loudness: below the floor of its spectrogram (`mel::whisper_level`) there is nothing, and what is
//! far quieter than its training speech is lost on it. Each frame gets one factor that follows from this frame and those before it alone, so
//! that no chopping of the input changes it; frames do not overlap, so that a change of the factor between two
//! frames is no click in either. Sound is only ever raised: a recording at an ordinary level passes untouched, bit for
//! bit. Knows nothing of words, endpoints or the device, and the recording that is kept is not its business.

use serde::Deserialize;

use crate::frames::{FRAME_SAMPLES, Frame};

/// How far quiet sound is raised. Levels are root mean squares of a frame in dB of full scale.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GainParams {
    /// The loudest frames of speech are raised to this level.
    pub speech_db: f32,
    /// The background is never raised beyond this level.
    pub background_db: f32,
    /// Most that anything is raised, in dB; 0 switches the gain off.
    pub most_db: f32,
    /// How fast the loudest frame is forgotten, in dB a second.
    pub forget_db_s: f32,
}

impl Default for GainParams {
    fn default() -> Self {
        GainParams {
            speech_db: -22.0,
            background_db: -66.0,
            most_db: 30.0,
            forget_db_s: 0.5,
        }
    }
}

/// How fast the background's level follows when it grows, in dB a second: slower than speech comes and goes.
const BACKGROUND_RISES_DB_S: f32 = 1.0;
/// Below this there is no sound: a muted device, or the zeros that a synthesiser puts around speech.
const NOTHING_DB: f32 = -100.0;
const FRAMES_A_SECOND: f32 = 25.0;

/// Level of a frame in dB of full scale (a square wave of full scale is 0).
pub fn level_db(frame: &Frame) -> f32 {
    let power = frame.samples.iter().map(|s| s * s).sum::<f32>() / FRAME_SAMPLES as f32;
    10.0 * power.max(1e-12).log10()
}

/// The levels that were heard so far in a recording.
#[derive(Clone, Debug)]
pub struct Gain {
    params: GainParams,
    /// Loudest frame, forgotten slowly, and the background; none before the first sound.
    heard: Option<(f32, f32)>,
}

impl Gain {
    /// At the beginning of a recording.
    pub fn new(params: GainParams) -> Self {
        Gain { params, heard: None }
    }

    /// Forgets the recording.
    pub fn reset(&mut self) {
        self.heard = None;
    }

    /// Raises the next frame of the recording; its level afterwards, in dB of full scale.
    pub fn raise(&mut self, frame: &mut Frame) -> f32 {
        let level = level_db(frame);
        let gain = self.next_db(level);
        if gain > 0.0 {
            let factor = 10.0_f32.powf(gain / 20.0);
            for sample in &mut frame.samples {
                *sample = (*sample * factor).clamp(-1.0, 1.0);
            }
            return level + gain;
        }
        level
    }

    /// Gain for a frame of this level, in dB.
    fn next_db(&mut self, level: f32) -> f32 {
        let GainParams {
            speech_db,
            background_db,
            most_db,
            forget_db_s,
        } = self.params;
        if level.is_finite() && level > NOTHING_DB {
            let (loud, background) = self.heard.unwrap_or((level, level));
            self.heard = Some((
                level.max(loud - forget_db_s / FRAMES_A_SECOND),
                level.min(background + BACKGROUND_RISES_DB_S / FRAMES_A_SECOND),
            ));
        }
        self.heard.map_or(0.0, |(loud, background)| {
            (speech_db - loud)
                .min(background_db - background)
                .clamp(0.0, most_db.max(0.0))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::frames::{Framer, Mixdown, SoundFormat};

    /// Noise of a level, the same for the same seed.
    fn frame(db: f32, seed: u32) -> Frame {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let amplitude = 10.0_f32.powf(db / 20.0) * 3.0_f32.sqrt();
        let samples = std::array::from_fn(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state as f32 / u32::MAX as f32 * 2.0 - 1.0) * amplitude
        });
        Frame {
            index: u64::from(seed),
            samples,
        }
    }

    /// Half a second of background, then words and gaps; levels after the gain.
    fn levels(speech: f32, background: f32, params: GainParams) -> Vec<(f32, f32)> {
        let mut gain = Gain::new(params);
        let mut all = Vec::new();
        for seed in 0..250_u32 {
            let spoken = seed >= 12 && seed % 20 < 14;
            let before = if spoken { speech } else { background };
            all.push((before, gain.raise(&mut frame(before, seed))));
        }
        all
    }

    #[test]
    fn ordinary_speech_passes_bit_for_bit() {
        let mut gain = Gain::new(GainParams::default());
        for seed in 0..100 {
            let before = frame(if seed % 9 < 6 { -20.0 } else { -55.0 }, seed);
            let mut after = before.clone();
            gain.raise(&mut after);
            assert_eq!(before, after);
        }
    }

    #[test]
    fn quiet_speech_is_raised_from_its_first_frame() {
        let params = GainParams::default();
        let (speech, background) = (params.speech_db, params.background_db);
        for (before, after) in levels(speech - 25.0, background - 25.0, params) {
            assert!((after - before - 25.0).abs() < 1.5, "{before} dB became {after}");
        }
    }

    #[test]
    fn background_is_not_raised_to_where_it_could_be_heard() {
        let params = GainParams::default();
        let limit = params.background_db;
        for background in [-95.0, -80.0, -66.0, -50.0] {
            for (before, after) in levels(background, background, params.clone()) {
                assert!(after <= before.max(limit) + 1.5, "{before} dB became {after}");
            }
        }
        // Speech above it is raised by no more than that.
        for (before, after) in levels(-50.0, -66.0, params) {
            assert!(after < before + 1.5);
        }
    }

    #[test]
    fn zeros_teach_nothing_and_nothing_is_left_of_a_recording() {
        let mut gain = Gain::new(GainParams::default());
        let quiet: Vec<Frame> = (0..50)
            .map(|seed| frame(if seed % 9 < 6 { -50.0 } else { -90.0 }, seed))
            .collect();
        let run = |gain: &mut Gain, zeros: usize| -> Vec<Frame> {
            let mut zero = frame(0.0, 0);
            zero.samples = [0.0; FRAME_SAMPLES];
            (0..zeros).for_each(|_| assert_eq!(gain.raise(&mut zero.clone()), -120.0));
            let raised = quiet.iter().cloned().map(|mut frame| {
                gain.raise(&mut frame);
                frame
            });
            raised.collect()
        };
        let first = run(&mut gain, 0);
        assert_ne!(first, quiet);
        gain.raise(&mut frame(-3.0, 7));
        gain.reset();
        assert_eq!(run(&mut gain, 20), first);
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        let mut gain = Gain::new(GainParams::default());
        let mut broken = frame(-50.0, 1);
        broken.samples[3] = f32::NAN;
        gain.raise(&mut broken);
        let mut next = frame(-50.0, 2);
        assert!(gain.raise(&mut next).is_finite());
    }

    /// A recording of several loudnesses, its frames raised as they come out of pieces of these lengths.
    fn raised(format: SoundFormat, sound: &[f32], cuts: &[usize]) -> Vec<Frame> {
        let mut framer = Framer::new(format, Mixdown::Average).unwrap();
        let mut gain = Gain::new(GainParams::default());
        let (mut all, mut frames, mut rest) = (Vec::new(), Vec::new(), sound);
        let mut raise = |frames: &mut Vec<Frame>| {
            for frame in &mut *frames {
                gain.raise(frame);
            }
            all.append(frames);
        };
        for cut in cuts.iter().cycle().take(if cuts.is_empty() { 0 } else { 10_000 }) {
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            framer.push(now, &mut frames).unwrap();
            raise(&mut frames);
            rest = later;
        }
        framer.push(rest, &mut frames).unwrap();
        framer.finish(&mut frames).unwrap();
        raise(&mut frames);
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn chopping_never_changes_a_bit(
            rate_hz in prop::sample::select(vec![16_000_u32, 44_100, 48_000]),
            levels in prop::collection::vec(-95.0_f32..-5.0, 1..8),
            cuts in prop::collection::vec(0_usize..3_000, 1..40),
        ) {
            let pieces = levels.iter().zip(0..).flat_map(|(&db, seed)| [frame(db, seed), frame(db, seed + 100)]);
            let sound: Vec<f32> = pieces.flat_map(|frame| frame.samples).collect();
            let format = SoundFormat { rate_hz, channels: 1 };
            let (whole, chopped) = (raised(format, &sound, &[]), raised(format, &sound, &cuts));
            prop_assert!(whole == chopped);
            // Where nothing is loud, something was raised: the test does not compare untouched sound alone. (What is lost
            // between 8 and 24 kHz may bring the quietest sounds below `NOTHING_DB`, where they teach nothing.)
            if levels.iter().all(|db| (-88.0..-72.0).contains(db)) {
                let plain = {
                    let (mut framer, mut frames) = (Framer::new(format, Mixdown::Average).unwrap(), Vec::new());
                    framer.push(&sound, &mut frames).unwrap();
                    framer.finish(&mut frames).unwrap();
                    frames
                };
                prop_assert!(whole != plain);
            }
        }
    }
}
