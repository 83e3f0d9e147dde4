//! Sound that reaches the program in a bad state: an offset, a channel wired the wrong way round, a channel that is
//! chosen.

use std::path::{Path, PathBuf};

use crate::program::{Home, fixture, word_errors, words};

/// Samples of a recording of one voice, mono at 16 kHz.
fn voice() -> Vec<f32> {
    let file = parlance::engine::SoundFile::open(&fixture("so-2355.flac")).unwrap();
    let block = file.read_all().unwrap();
    assert_eq!((block.rate_hz, block.channels), (16_000, 1));
    block.samples
}

/// A WAV file of these channels.
fn write(home: &Home, name: &str, channels: &[Vec<f32>]) -> PathBuf {
    let path = home.folder.path().join(name);
    let spec = hound::WavSpec {
        channels: channels.len() as u16,
        sample_rate: 16_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for i in 0..channels[0].len() {
        channels
            .iter()
            .for_each(|channel| writer.write_sample(channel[i]).unwrap());
    }
    writer.finalize().unwrap();
    path
}

fn scaled(sound: &[f32], factor: f32, offset: f32) -> Vec<f32> {
    sound.iter().map(|sample| sample * factor + offset).collect()
}

fn transcribe(home: &Home, path: &Path) -> Vec<String> {
    words(&home.run(&["transcribe", &path.display().to_string()]).good().out)
}

#[test]
fn an_offset_changes_no_word() {
    let home = Home::new();
    let voice = voice();
    let clean = transcribe(&home, &write(&home, "clean.wav", std::slice::from_ref(&voice)));
    assert!(clean.len() >= 3, "{clean:?}");
    for offset in [0.05, -0.2] {
        let path = write(&home, "offset.wav", &[scaled(&voice, 1.0, offset)]);
        assert_eq!(transcribe(&home, &path), clean, "offset {offset}");
    }
    let quiet = transcribe(&home, &write(&home, "quiet.wav", &[scaled(&voice, 0.05, 0.0)]));
    let moved = transcribe(&home, &write(&home, "moved.wav", &[scaled(&voice, 0.05, 0.03)]));
    assert!(word_errors(&quiet, &moved) <= 1, "{quiet:?} became {moved:?}");
}

#[test]
fn a_channel_wired_the_wrong_way_round_silences_nothing() {
    let home = Home::new();
    let voice = voice();
    let clean = transcribe(&home, &write(&home, "clean.wav", std::slice::from_ref(&voice)));
    let against = [voice.clone(), scaled(&voice, -1.0, 0.0)];
    assert_eq!(transcribe(&home, &write(&home, "against.wav", &against)), clean);
}

#[test]
fn transcribe_listens_to_the_channel_of_the_settings() {
    let home = Home::new();
    let voice = voice();
    let silent = vec![0.0; voice.len()];
    let path = write(&home, "left.wav", &[voice, silent]);
    let channel = |number: u16| {
        let folder = home.folder.path().join("config");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings.toml"), format!("channel = {number}\n")).unwrap();
        home.run(&["transcribe", &path.display().to_string()])
    };
    assert!(words(&channel(1).good().out).len() >= 3);
    assert_eq!(channel(2).good().out.trim(), "");
    let refused = channel(7);
    assert_eq!(refused.code, Some(1), "{}", refused.err);
    assert!(
        refused.err.contains("there is no channel 7: the sound has 2"),
        "{}",
        refused.err
    );
}
