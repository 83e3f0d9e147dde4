//! Recordings as people have them, through the program: damaged ones, rare kinds, several tracks, several at once.

use std::path::{Path, PathBuf};

use parlance::audio::file::SoundFile;
use serde_json::Value;

use super::program::{Home, Ran, interrupt, words};

fn recording(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/recordings")
        .join(name)
}

fn shown(name: &str) -> String {
    recording(name).display().to_string()
}

/// A damaged copy of a recording: noise over a share of its bytes, and an end before its end.
fn damaged(home: &Home, name: &str, noise: std::ops::Range<f64>, end: f64) -> String {
    let mut bytes = std::fs::read(recording(&format!("long/{name}"))).unwrap();
    let at = |share: f64| (bytes.len() as f64 * share) as usize;
    let (hole, end) = (at(noise.start)..at(noise.end), at(end));
    let mut state = 3u32;
    for byte in &mut bytes[hole] {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    bytes.truncate(end);
    std::fs::write(home.folder.path().join(name), &bytes).unwrap();
    name.to_owned()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(ran.out.lines().next().unwrap()).unwrap()
}

/// Every word with when it begins, in seconds.
fn timed(json: &Value) -> Vec<(f64, String)> {
    let segments = json["segments"].as_array().unwrap();
    let words = segments
        .iter()
        .flat_map(|segment| segment["words"].as_array().unwrap());
    words
        .map(|word| {
            (
                word["start"].as_f64().unwrap(),
                word["text"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn words_after_damage_keep_their_times_and_the_damage_is_told() {
    let home = Home::new();
    let whole = timed(&json(
        &home.run(&["transcribe", "--json", &shown("long.flac")]).good(),
    ));
    for name in ["vbr.mp3", "opus.ogg"] {
        let file = damaged(&home, name, 0.4..0.6, 1.0);
        let ran = home.run(&["transcribe", "--json", &file]);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        let told = ran.err.contains(&format!("{name}: damaged from"))
            && ran.err.contains("s of sound could not be read");
        assert!(told, "{}", ran.err);
        let heard = timed(&json(&ran));
        assert!(heard.iter().any(|(start, _)| *start < 4.0), "{heard:?}");
        // Words of the second half that are in the undamaged recording too stand where they stand there.
        let late: Vec<&(f64, String)> = heard.iter().filter(|(start, _)| *start > 9.5).collect();
        let same = late.iter().filter(|(start, word)| {
            whole
                .iter()
                .any(|(at, other)| other == word && (at - start).abs() < 0.3)
        });
        assert!(same.count() >= 3, "{late:?} in {whole:?}");
        let seconds = json(&ran)["seconds"].as_f64().unwrap();
        assert!((12.9..13.3).contains(&seconds), "{seconds}");
    }
}

#[test]
fn a_recording_that_stops_gives_its_words_and_a_message() {
    let home = Home::new();
    for (name, missing) in [("fast.m4a", true), ("vorbis.ogg", false), ("opus.webm", true)] {
        let file = damaged(&home, name, 0.0..0.0, 0.6);
        let ran = home.run(&["transcribe", &file]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(words(&ran.out).len() >= 4, "{name}: {}", ran.out);
        assert!(ran.err.contains(&format!("{name}: cut off after")), "{}", ran.err);
        assert_eq!(ran.err.contains("s of sound are missing"), missing, "{}", ran.err);
    }
    // So does dictation with the recording in the microphone's place.
    let ran = home.run(&["dictate", "--input", "vorbis.ogg"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        words(&ran.out).len() >= 4 && ran.err.contains("cut off after"),
        "{} {}",
        ran.out,
        ran.err
    );
}

#[test]
fn the_container_s_clock_is_that_of_the_transcript() {
    let home = Home::new();
    // Where the sound itself stands is tested in src/audio/file.
    for (name, seconds) in [("clock/late.mp4", 6.0), ("clock/late.mkv", 5.0)] {
        let heard = json(&home.run(&["transcribe", "--json", &shown(name)]).good());
        assert!(
            timed(&heard).iter().all(|(start, _)| *start > 3.7),
            "{name}: {heard}"
        );
        assert!(
            (heard["seconds"].as_f64().unwrap() - seconds).abs() < 0.2,
            "{name}: {}",
            heard["seconds"]
        );
    }
}

#[test]
fn one_of_several_tracks_is_read_told_and_can_be_chosen() {
    let home = Home::new();
    let text = home.run(&["transcribe", &shown("reference.wav")]).good().out;
    let path = shown("tracks/first-is-silent.m4a");
    let ran = home.run(&["transcribe", &path]).good();
    assert_eq!(ran.out, text);
    assert!(ran.err.contains("2 sound tracks; track 2 is read"), "{}", ran.err);
    let first = home.run(&["transcribe", "--track", "1", &path]).good();
    assert_eq!((first.out.trim(), first.err.as_str()), ("", ""));
    let third = home.run(&["transcribe", "--track", "3", &path]);
    assert_eq!(third.code, Some(1));
    assert!(
        third.err.contains("there is no sound track 3: it has 2"),
        "{}",
        third.err
    );
    assert_eq!(home.run(&["transcribe", "--track", "0", &path]).code, Some(2));
}

#[test]
fn rare_kinds_are_read_from_files_and_pipes_alike() {
    let home = Home::new();
    for name in ["opus.webm", "pcm_s16be.aifc", "adpcm_ms.wav", "pcm_mulaw.wav"] {
        let path = recording("kinds").join(name);
        let from_file = home.run(&["transcribe", &path.display().to_string()]).good().out;
        assert!(!from_file.trim().is_empty(), "{name}");
        let bytes = std::fs::read(&path).unwrap();
        let from_pipe = home.run_with(&["transcribe", "-"], &bytes).good().out;
        assert_eq!(from_pipe, from_file, "{name}");
    }
    home.run(&["transcribe", &shown("kinds/alac.m4a")]).good();
    let ran = home.run(&["transcribe", &shown("unread/wma.wma")]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("this is a WMA recording") && ran.err.contains("convert it"),
        "{}",
        ran.err
    );
}

#[test]
fn a_recording_that_is_not_there_is_told_whatever_its_kind() {
    let home = Home::new();
    for ending in ["opus", "webm", "caf", "aiff", "m4b", "mov", "wma"] {
        let name = format!("nothere.{ending}");
        let ran = home.run(&[&name]);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        assert!(
            ran.err.contains(&format!("{name}: there is no such recording")),
            "{}",
            ran.err
        );
    }
}

#[test]
fn subtitles_of_several_recordings_lie_beside_them() {
    let home = Home::new();
    let folder = home.folder.path();
    for (name, copy) in [("reference.wav", "one.wav"), ("kinds/opus.ogg", "two.ogg")] {
        std::fs::copy(recording(name), folder.join(copy)).unwrap();
    }
    std::fs::write(folder.join("two.srt"), "the user's own").unwrap();
    let ran = home.run(&["transcribe", "--srt", "one.wav", "two.ogg"]).good();
    assert_eq!(ran.out, "");
    assert!(
        ran.err.contains("wrote one.srt") && ran.err.contains("wrote two 2.srt"),
        "{}",
        ran.err
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let alone = home.run(&["transcribe", "--srt", "one.wav"]).good().out;
    assert_eq!(read("one.srt"), alone);
    assert!(
        read("two 2.srt").starts_with("1\n00:00:00,"),
        "{}",
        read("two 2.srt")
    );
    assert_eq!(read("two.srt"), "the user's own");
    home.run(&["transcribe", "--vtt", "one.wav", "two.ogg"]).good();
    assert_eq!(read("one.vtt").matches("WEBVTT").count(), 1);
}

#[cfg(unix)]
#[test]
fn ctrl_c_prints_what_was_heard() {
    use std::io::{Read, Write};
    let home = Home::new();
    let sound = SoundFile::open(&recording("long.flac"))
        .unwrap()
        .read_all()
        .unwrap();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: sound.rate_hz,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut bytes = spec.into_header_for_infinite_file();
    // Long enough that something is sure before the end is known.
    (0..16).for_each(|_| {
        sound
            .samples
            .iter()
            .for_each(|sample| bytes.extend(sample.to_le_bytes()))
    });
    let mut child = home.spawn(&["transcribe", "-", "other.wav"]);
    // The pipe stays open: the program never sees the end of the recording.
    let mut input = child.stdin.take().unwrap();
    let feeder = std::thread::Builder::new().name("feeder".into());
    let feeder = feeder.spawn(move || {
        input.write_all(&bytes).ok();
        input
    });
    let feeder = feeder.unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut printed = [0u8; 40];
    out.read_exact(&mut printed).unwrap();
    let status = interrupt(&mut child);
    drop(feeder.join().unwrap());
    let (mut rest, mut err) = (String::new(), String::new());
    out.read_to_string(&mut rest).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(status.code(), Some(1), "{err}");
    assert!(rest.ends_with('\n'), "{rest:?}");
    assert!(
        err.contains("stopped after") && err.contains("1 of 2 recordings were not begun"),
        "{err}"
    );
}
