use std::f64::consts::TAU;

use proptest::prelude::*;

use super::*;

fn mono(rate_hz: u32) -> SoundFormat {
    SoundFormat { rate_hz, channels: 1 }
}

fn frames_of(format: SoundFormat, samples: &[f32]) -> Vec<Frame> {
    let mut framer = Framer::new(format, Mixdown::Average).unwrap();
    let mut frames = Vec::new();
    framer.push(samples, &mut frames).unwrap();
    framer.finish(&mut frames).unwrap();
    frames
}

fn sine(rate_hz: u32, hertz: f64, n: usize) -> Vec<f32> {
    (0..n)
        .map(|i| (0.5 * (TAU * hertz * i as f64 / f64::from(rate_hz)).sin()) as f32)
        .collect()
}

fn flat(frames: &[Frame]) -> Vec<f32> {
    frames.iter().flat_map(|frame| frame.samples).collect()
}

#[test]
fn a_tone_keeps_its_time_and_height_at_every_common_rate() {
    for rate_hz in [
        8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000, 384_000,
    ] {
        let n = rate_hz as usize;
        let frames = frames_of(mono(rate_hz), &sine(rate_hz, 1_000.0, n));
        assert_eq!(frames.len(), 25, "{rate_hz} Hz: one second is 25 frames");
        let wanted = sine(SAMPLE_RATE_HZ, 1_000.0, 16_000);
        let heard = flat(&frames);
        // The edges see the silence around the recording through the filter.
        let worst = (800..15_200)
            .map(|i| (heard[i] - wanted[i]).abs())
            .fold(0.0f32, f32::max);
        assert!(worst < 2e-3, "{rate_hz} Hz: off by {worst}");
    }
}

#[test]
fn a_tone_above_eight_kilohertz_does_not_fold_back() {
    for rate_hz in [44_100, 48_000, 96_000] {
        let heard = flat(&frames_of(
            mono(rate_hz),
            &sine(rate_hz, 9_500.0, rate_hz as usize),
        ));
        let loudest = heard[800..15_200]
            .iter()
            .fold(0.0f32, |most, sample| most.max(sample.abs()));
        assert!(loudest < 0.005, "{rate_hz} Hz: 9.5 kHz came through at {loudest}");
    }
}

#[test]
fn the_count_is_the_rounded_length() {
    for rate_hz in [8_000u32, 11_025, 16_000, 44_100, 48_000, 44_101] {
        for n in [0usize, 1, 2, 3, 159, 160, 441, 479, 480, 481, 12_345] {
            let mut resampler = Resampler::new(rate_hz).unwrap();
            let mut out = Vec::new();
            resampler.push(&vec![0.25; n], &mut out).unwrap();
            resampler.finish(&mut out).unwrap();
            let exact = (n as f64 * 16_000.0 / f64::from(rate_hz)).round() as usize;
            assert_eq!(out.len(), exact, "{n} samples at {rate_hz} Hz");
        }
    }
}

#[test]
fn frames_are_numbered_from_zero_and_the_last_is_padded() {
    let sound = sine(16_000, 1_000.0, 645);
    let frames = frames_of(mono(16_000), &sound);
    assert_eq!(frames.iter().map(|frame| frame.index).collect::<Vec<_>>(), [0, 1]);
    assert!((frames[1].samples[4] - sound[644]).abs() < 0.01);
    assert!(frames[1].samples[5..].iter().all(|&sample| sample == 0.0));
    assert!(frames_of(mono(16_000), &[]).is_empty());
}

#[test]
fn nonsense_samples_become_silence_and_loud_ones_are_clipped() {
    let wild = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -7.0, 0.25];
    let frames = frames_of(mono(16_000), &wild);
    let wanted = [0.0, 0.0, 0.0, 1.0, -1.0, 0.25];
    let off = frames[0].samples.iter().zip(wanted).map(|(got, wanted)| (got - wanted).abs());
    assert!(off.fold(0.0, f32::max) < 0.05, "{:?}", &frames[0].samples[..6]);
    let resampled = frames_of(mono(48_000), &wild.repeat(1_000));
    assert!(flat(&resampled).iter().all(|sample| sample.abs() <= 1.0));
}

#[test]
fn channels_are_averaged_or_one_is_chosen() {
    let format = SoundFormat {
        rate_hz: 16_000,
        channels: 4,
    };
    let tone = sine(16_000, 1_000.0, 640);
    let sound: Vec<f32> = tone.iter().flat_map(|&sample| [0.0, sample, 0.0, 0.0]).collect();
    assert!((frames_of(format, &sound)[0].samples[5] - tone[5] / 4.0).abs() < 0.01);
    let mut framer = Framer::new(format, Mixdown::Channel(2)).unwrap();
    let mut frames = Vec::new();
    framer.push(&sound, &mut frames).unwrap();
    assert!((frames[0].samples[5] - tone[5]).abs() < 0.01);
    let missing = Framer::new(format, Mixdown::Channel(5)).err().unwrap();
    assert_eq!(missing.to_string(), "there is no channel 5: the sound has 4");
}

#[test]
fn lying_formats_are_refused() {
    for format in [
        mono(0),
        mono(999),
        mono(4_000_000_000),
        SoundFormat {
            rate_hz: 16_000,
            channels: 0,
        },
    ] {
        assert!(Framer::new(format, Mixdown::Average).is_err(), "{format:?}");
    }
}

#[test]
fn a_change_of_rate_in_mid_recording_leaves_no_gap() {
    let mut framer = Framer::new(mono(48_000), Mixdown::Average).unwrap();
    let mut frames = Vec::new();
    framer.push(&sine(48_000, 440.0, 48_000), &mut frames).unwrap();
    framer
        .set_format(SoundFormat {
            rate_hz: 16_000,
            channels: 2,
        })
        .unwrap();
    let stereo: Vec<f32> = sine(16_000, 440.0, 16_000).iter().flat_map(|&sample| [sample; 2]).collect();
    framer.push(&stereo, &mut frames).unwrap();
    framer.finish(&mut frames).unwrap();
    assert_eq!(frames.len(), 50, "two seconds in all");
    assert!(
        frames
            .iter()
            .enumerate()
            .all(|(i, frame)| frame.index == i as u64)
    );
    let second = flat(&frames[30..45]);
    let wanted = sine(16_000, 440.0, 16_000);
    assert!((0..9_000).all(|i| (second[i] - wanted[5 * FRAME_SAMPLES + i]).abs() < 0.02));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn chopping_never_changes_a_bit(
        rate in prop::sample::select(vec![8_000u32, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]),
        channels in 1u16..=8,
        sound in prop::collection::vec(-1.2f32..1.2, 0..20_000),
        cuts in prop::collection::vec(0usize..3_000, 1..40),
    ) {
        let format = SoundFormat { rate_hz: rate, channels };
        let whole = frames_of(format, &sound);
        let mut framer = Framer::new(format, Mixdown::Average).unwrap();
        let mut chopped = Vec::new();
        let mut rest = &sound[..];
        for cut in cuts.iter().cycle().take(10_000) {
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            framer.push(now, &mut chopped).unwrap();
            rest = later;
        }
        framer.push(rest, &mut chopped).unwrap();
        framer.finish(&mut chopped).unwrap();
        prop_assert!(whole == chopped);
    }

    #[test]
    fn nothing_leaks_into_the_next_recording(
        rate in prop::sample::select(vec![16_000u32, 44_100, 48_000]),
        first in prop::collection::vec(-1.0f32..1.0, 0..9_000),
        second in prop::collection::vec(-1.0f32..1.0, 0..9_000),
        broken_off: bool,
    ) {
        let format = SoundFormat { rate_hz: rate, channels: 2 };
        let mut framer = Framer::new(format, Mixdown::Average).unwrap();
        let mut frames = Vec::new();
        framer.push(&first, &mut frames).unwrap();
        if broken_off { framer.reset() } else { framer.finish(&mut frames).unwrap() }
        frames.clear();
        framer.push(&second, &mut frames).unwrap();
        framer.finish(&mut frames).unwrap();
        prop_assert!(frames == frames_of(format, &second));
    }
}
