//! A voice encoder that knows a script stands in for the real one.

use super::*;
use crate::diarize::bayes::tests::plain;

/// Knows who speaks from a script: voices of so many ticks each, one behind the other.
struct Scripted {
    script: Vec<(Tick, usize)>,
    frames: u64,
}

impl VoiceEncoder for Scripted {
    fn dimensions(&self) -> usize {
        8
    }

    fn push(&mut self, samples: &[f32]) {
        self.frames += samples.len() as u64 / 160;
    }

    fn frames(&self) -> u64 {
        self.frames
    }

    fn print(&mut self, stretch: Range<u64>, print: &mut [f32]) -> bool {
        print.fill(0.02);
        let mut start = 0;
        for &(ticks, voice) in &self.script {
            let end = start + u64::from(ticks);
            let shared = end.min(stretch.end).saturating_sub(start.max(stretch.start));
            print[voice] += shared as f32;
            start = end;
        }
        // No two windows of a voice are quite alike.
        print[7] += (stretch.start % 7) as f32;
        crate::diarize::prints::normalise(print);
        true
    }

    fn reset(&mut self) {
        self.frames = 0;
    }
}

/// Voice 9 is silence.
fn hear(script: &[(Tick, usize)], mut each: impl FnMut(&mut Diarizer, Tick)) -> Diarizer {
    let encoder = Scripted {
        script: script
            .iter()
            .map(|&(ticks, voice)| (ticks, voice.min(6)))
            .collect(),
        frames: 0,
    };
    let mut diarizer = Diarizer::new(Box::new(encoder), plain(8).into());
    let mut now = 0;
    for &(ticks, voice) in script {
        for _ in 0..ticks / 4 {
            diarizer.push(&[0.0; 640]);
            for _ in 0..2 {
                diarizer.speech(if voice == 9 { 0.0 } else { 0.9 }, 2);
            }
            now += 4;
            each(&mut diarizer, now);
        }
    }
    diarizer.finish();
    diarizer
}

fn speakers(diarizer: &Diarizer) -> Vec<usize> {
    diarizer.turns().iter().map(|turn| turn.speaker).collect()
}

#[test]
fn turns_go_to_their_speakers_and_speakers_keep_their_numbers() {
    let script = [
        (600, 0),
        (60, 9),
        (600, 1),
        (60, 9),
        (600, 0),
        (60, 9),
        (600, 2),
        (60, 9),
        (600, 1),
    ];
    let mut shown_at_once = Vec::new();
    let diarizer = hear(&script, |diarizer, now| {
        if now % 660 == 500 {
            shown_at_once.push(diarizer.shown_at(now - 100));
        }
    });
    assert_eq!(speakers(&diarizer), [0, 1, 0, 2, 1]);
    assert_eq!(shown_at_once, [0, 1, 0, 2, 1].map(Some));
    assert_eq!(diarizer.n_speakers(), 3);
    for (turn, start) in diarizer.turns().iter().zip([0, 660, 1320, 1980, 2640]) {
        assert!(
            turn.span.start.abs_diff(start) <= 40,
            "{turn:?} begins at {start}"
        );
    }
}

#[test]
fn one_voice_stays_one_from_the_first_second_on() {
    let mut most = 0;
    let script: Vec<(Tick, usize)> = (0..40)
        .flat_map(|i| [(200 + 40 * (i % 7), 0), (20 + 60 * (i % 3), 9)])
        .collect();
    let mut first = None;
    let diarizer = hear(&script, |diarizer, now| {
        most = most.max(diarizer.n_speakers());
        if diarizer.shown_at(now.saturating_sub(10)).is_some() {
            first.get_or_insert(now);
        }
    });
    assert_eq!((most, diarizer.n_speakers()), (1, 1));
    assert!(first.unwrap() <= 100, "the first label came at {first:?}");
}

#[test]
fn corrections_are_told_from_where_they_begin() {
    // The second voice is taken for the first one until there is enough of it.
    let mut changes = Vec::new();
    hear(
        &[(1000, 0), (60, 9), (400, 1), (60, 9), (400, 0)],
        |diarizer, now| {
            changes.extend(diarizer.take_changed().map(|from| (now, from)));
        },
    );
    let (now, from) = changes[0];
    assert!(now > 1060 && (1040..now).contains(&from), "{changes:?}");
}

#[test]
fn silence_has_no_speaker() {
    let diarizer = hear(&[(1000, 9)], |diarizer, now| {
        assert_eq!(diarizer.shown_at(now), None)
    });
    assert_eq!((diarizer.turns(), diarizer.n_speakers()), (Vec::new(), 0));
    assert_eq!(diarizer.speaker_of(10..20), None);
}

/// Whom each change of the shown speaker named, with how long after the beginning of their sound.
fn named(script: &[(Tick, usize)]) -> Vec<(Tick, usize)> {
    let mut named: Vec<(Tick, usize)> = Vec::new();
    hear(script, |diarizer, now| {
        let speaker = diarizer.shown_at(now.saturating_sub(10));
        if let Some(speaker) = speaker.filter(|&speaker| named.last().is_none_or(|last| last.1 != speaker)) {
            named.push((now, speaker));
        }
    });
    named
}

#[test]
fn newcomers_are_shown_before_a_pass_can_find_them() {
    let named = named(&[(600, 0), (60, 9), (600, 1), (60, 9), (600, 2), (60, 9), (600, 0)]);
    let speakers: Vec<usize> = named.iter().map(|(_, speaker)| *speaker).collect();
    assert_eq!(speakers, [0, 1, 2, 0], "{named:?}");
    // The second speaker by their second window, the third by the first one.
    assert!(named[1].0 <= 660 + 170, "{named:?}");
    assert!(named[2].0 <= 1_320 + 130, "{named:?}");
}

#[test]
fn a_newcomer_whom_no_pass_finds_is_given_up() {
    let mut most = 0;
    let script = [
        (600, 0),
        (60, 9),
        (600, 1),
        (60, 9),
        (100, 2),
        (60, 9),
        (600, 0),
        (60, 9),
        (600, 1),
    ];
    let diarizer = hear(&script, |diarizer, _| most = most.max(diarizer.n_speakers()));
    assert_eq!((most, diarizer.n_speakers()), (3, 2));
}
