//! Who says what, in files: two readers in turn, one alone, and a voice that is known by name.

use std::path::{Path, PathBuf};

use parlance::audio::file::{Block, SoundFile};
use serde_json::Value;

use crate::program::{Home, fixture};

/// Samples of a recording at 16 kHz with one channel.
fn sound(name: &str) -> Vec<f32> {
    let mut file = SoundFile::open(&fixture(name)).unwrap();
    assert_eq!(file.format(), (16_000, 1));
    let (mut block, mut samples) = (Block::default(), Vec::new());
    while file.read(&mut block).unwrap() {
        samples.extend_from_slice(&block.samples);
    }
    samples
}

fn write(folder: &Path, name: &str, parts: &[&[f32]]) -> PathBuf {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let path = folder.join(name);
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for part in parts {
        // A pause of 0.7 s behind each part.
        let samples = part.iter().copied().chain(std::iter::repeat_n(0.0, 11_200));
        samples.for_each(|x| writer.write_sample((x * 32_767.0) as i16).unwrap());
    }
    writer.finalize().unwrap();
    path
}

/// Two readers, who speak 10, 9 and 10 seconds.
pub fn conversation(folder: &Path) -> String {
    let (one, two) = (sound("ls-5867.flac"), sound("ls-7148.flac"));
    write(folder, "talk.wav", &[&one, &two, &one])
        .display()
        .to_string()
}

#[test]
fn two_readers_are_told_apart_in_every_format() {
    let home = Home::new();
    let talk = conversation(home.folder.path());
    let json = home
        .run(&["transcribe", "--speakers", "--json", &talk])
        .good()
        .out;
    let object: Value = serde_json::from_str(json.trim()).unwrap();
    let segments = object["segments"].as_array().unwrap();
    for segment in segments {
        let middle = (segment["start"].as_f64().unwrap() + segment["end"].as_f64().unwrap()) / 2.0;
        let expected = if (10.8..20.2).contains(&middle) {
            "Speaker 2"
        } else {
            "Speaker 1"
        };
        assert_eq!(segment["speaker"], expected, "{segment}");
    }
    assert!(segments.len() >= 3, "{json}");

    let text = home.run(&["transcribe", "--speakers", &talk]).good().out;
    let names: Vec<&str> = text
        .split("\n\n")
        .filter_map(|turn| Some(turn.split_once(": ")?.0))
        .collect();
    assert_eq!(names, ["Speaker 1", "Speaker 2", "Speaker 1"], "{text}");

    let rttm = home.run(&["transcribe", "--rttm", &talk]).good().out;
    let turns: Vec<(f64, &str)> = rttm
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            assert_eq!(
                (fields.len(), fields[0], fields[1]),
                (10, "SPEAKER", "talk"),
                "{line}"
            );
            (fields[3].parse().unwrap(), fields[7])
        })
        .collect();
    let begins: Vec<f64> = ["Speaker_1", "Speaker_2", "Speaker_1"]
        .iter()
        .scan(0, |from, name| {
            let at = turns[*from..].iter().position(|turn| turn.1 == *name)? + *from;
            *from = at;
            Some(turns[at].0)
        })
        .collect();
    for (begin, expected) in begins.iter().zip([0.0, 10.8, 20.5]) {
        assert!((begin - expected).abs() < 1.0, "{rttm}");
    }

    let vtt = home.run(&["transcribe", "--speakers", "--vtt", &talk]).good().out;
    assert!(
        vtt.contains("<v Speaker 1>") && vtt.contains("<v Speaker 2>"),
        "{vtt}"
    );
}

#[test]
fn without_the_wish_nothing_is_labelled_and_no_word_differs() {
    let home = Home::new();
    let talk = conversation(home.folder.path());
    let json = home.run(&["transcribe", "--json", &talk]).good().out;
    let object: Value = serde_json::from_str(json.trim()).unwrap();
    assert!(
        object["segments"]
            .as_array()
            .unwrap()
            .iter()
            .all(|segment| segment["speaker"].is_null())
    );
    let alone = fixture("ls-5867.flac").display().to_string();
    let (plain, wished) = (
        home.run(&["transcribe", &alone]).good(),
        home.run(&["transcribe", "--speakers", &alone]).good(),
    );
    assert_eq!(wished.out, format!("Speaker 1: {}", plain.out));
}

#[test]
fn an_enrolled_voice_is_known_by_name_until_it_is_forgotten() {
    let home = Home::new();
    let talk = conversation(home.folder.path());
    let anna = fixture("ls-7148.flac").display().to_string();
    assert!(home.run(&["speakers", "list"]).good().out.contains("nobody"));
    home.run(&["speakers", "add", "Anna", &anna]).good();
    assert_eq!(home.run(&["speakers", "list"]).good().out, "Anna\n");
    let text = home.run(&["transcribe", "--speakers", &talk]).good().out;
    assert!(
        text.contains("\n\nAnna: ") && text.starts_with("Speaker 1: "),
        "{text}"
    );
    home.run(&["speakers", "forget", "anna"]).good();
    assert!(!home.data().join("voices.json").exists());
    let text = home.run(&["transcribe", "--speakers", &talk]).good().out;
    assert!(!text.contains("Anna"), "{text}");
    let again = home.run(&["speakers", "forget", "Anna"]);
    assert!(
        again.code == Some(1) && again.err.contains("speakers list"),
        "{again:#?}"
    );
}

#[test]
fn a_voice_is_not_learnt_from_too_little_or_from_two() {
    let home = Home::new();
    let talk = conversation(home.folder.path());
    let short = fixture("so-2355.flac").display().to_string();
    for (file, why) in [
        (talk.as_str(), "2 people"),
        (short.as_str(), "s of speech"),
        ("missing.wav", "missing.wav"),
    ] {
        let ran = home.run(&["speakers", "add", "Anna", file]);
        assert!(ran.code == Some(1) && ran.err.contains(why), "{file}: {ran:#?}");
    }
    assert!(!home.data().join("voices.json").exists());
}

#[test]
fn the_bench_counts_errors_against_a_table_of_turns() {
    let home = Home::new();
    let talk = conversation(home.folder.path());
    let folder = home.folder.path();
    let line = |start: f64, seconds: f64, name: &str| {
        format!("SPEAKER talk 1 {start} {seconds} <NA> <NA> {name} <NA> <NA>\n")
    };
    let turns = line(0.0, 10.12, "a") + &line(10.82, 9.04, "b") + &line(20.56, 10.12, "a");
    std::fs::write(folder.join("talk.rttm"), turns).unwrap();
    std::fs::write(
        folder.join("talks.tsv"),
        format!("path\trttm\n{talk}\ttalk.rttm\n"),
    )
    .unwrap();
    let json = home
        .run(&["bench", "speakers", "--json", "--manifest", "talks.tsv"])
        .good()
        .out;
    let report: Value = serde_json::from_str(&json).unwrap();
    let sum = &report["sums"][0];
    assert_eq!(
        (sum["true_speakers"].as_u64(), sum["found_speakers"].as_u64()),
        (Some(2), Some(2)),
        "{json}"
    );
    let end = &sum["at_end"];
    let ms = |what: &str| end[what].as_u64().unwrap();
    assert!(ms("speech") > 25_000);
    assert!(
        ms("missed") + ms("false_alarm") + ms("confused") < ms("speech") / 10,
        "{json}"
    );
}
