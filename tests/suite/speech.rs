//! Real recordings of fourteen speakers, in nine kinds of file, through the shipped program.

use serde_json::Value;

use crate::program::{Home, fixture, word_errors, words};

/// Word error rate over all recordings above which something is broken. Garbled or misplaced sound gives
/// 1.0 and more; how good the model is, is measured by `parlance bench wer`, not here.
const WORST: f64 = 0.25;

struct Row {
    file: String,
    seconds: f64,
    words: Vec<String>,
}

fn rows() -> Vec<Row> {
    let table = std::fs::read_to_string(fixture("transcripts.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        Row {
            file: cells[0].to_owned(),
            seconds: cells[1].parse().unwrap(),
            words: words(cells[3]),
        }
    });
    rows.collect()
}

#[test]
fn every_recording_is_understood_from_every_kind_of_file() {
    let rows = rows();
    assert!(rows.len() >= 10);
    let paths: Vec<String> = rows
        .iter()
        .map(|row| fixture(&row.file).display().to_string())
        .collect();
    let mut args = vec!["transcribe", "--json", "--verbatim"];
    args.extend(paths.iter().map(String::as_str));
    let ran = Home::new().run(&args).good();
    let (mut n_errors, mut n_words) = (0, 0);
    for (row, line) in rows.iter().zip(ran.out.lines()) {
        let object: Value = serde_json::from_str(line).unwrap();
        assert!(object["file"].as_str().unwrap().ends_with(&row.file));
        let seconds = object["seconds"].as_f64().unwrap();
        // Encoders pad: MP3 and AAC by up to a tenth of a second.
        assert!(
            (seconds - row.seconds).abs() < 0.15,
            "{}: {seconds} s, not {}",
            row.file,
            row.seconds
        );
        assert!(object["rtf"].as_f64().unwrap() > 0.0);
        let got = words(object["text"].as_str().unwrap());
        let errors = word_errors(&row.words, &got);
        println!(
            "{}: {errors} errors of {} words: {}",
            row.file,
            row.words.len(),
            got.join(" ")
        );
        n_errors += errors;
        n_words += row.words.len();
        check_times(&object, seconds, &row.file);
    }
    assert_eq!(ran.out.lines().count(), rows.len());
    let rate = n_errors as f64 / n_words as f64;
    println!("{n_errors} errors of {n_words} words: {rate:.3}");
    assert!(rate < WORST, "word error rate {rate:.3}");
}

/// Words lie in order, inside their segment, inside the recording.
fn check_times(object: &Value, seconds: f64, file: &str) {
    let mut last = 0.0;
    for segment in object["segments"].as_array().unwrap() {
        let (start, end) = (
            segment["start"].as_f64().unwrap(),
            segment["end"].as_f64().unwrap(),
        );
        assert!(segment["speaker"].is_null());
        for word in segment["words"].as_array().unwrap() {
            let (from, to) = (word["start"].as_f64().unwrap(), word["end"].as_f64().unwrap());
            assert!(from >= last && to >= from, "{file}: {word} after {last}");
            assert!(
                from >= start - 0.05 && to <= end + 0.05,
                "{file}: {word} outside {start}..{end}"
            );
            let confidence = word["confidence"].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&confidence));
            last = from;
        }
        assert!(
            end <= seconds + 0.1,
            "{file}: a segment ends at {end} of {seconds} s"
        );
    }
}

#[test]
fn pacing_in_real_time_changes_no_word() {
    let home = Home::new();
    let path = fixture("ls-2764.wav").display().to_string();
    let fast = home.run(&["transcribe", &path]).good();
    let began = std::time::Instant::now();
    let paced = home.run(&["transcribe", "--realtime", &path]).good();
    assert_eq!(fast.out, paced.out);
    assert!(!fast.out.trim().is_empty());
    assert!(
        began.elapsed().as_secs_f64() > 3.4,
        "real time takes the recording's time"
    );
}

#[test]
fn standard_input_is_heard_like_the_file() {
    let home = Home::new();
    for name in ["ls-2764.wav", "ls-1363.flac", "ls-3259.mp3"] {
        let from_file = home
            .run(&["transcribe", &fixture(name).display().to_string()])
            .good();
        let bytes = std::fs::read(fixture(name)).unwrap();
        let from_pipe = home.run_with(&["transcribe", "-"], &bytes).good();
        assert_eq!(from_file.out, from_pipe.out, "{name}");
    }
}

#[test]
fn the_letter_is_dictated_into_a_document() {
    let home = Home::new();
    let out = home.folder.path().join("letter.md");
    let path = fixture("letter.flac").display().to_string();
    let out_name = out.display().to_string();
    let ran = home
        .run(&["dictate", "--input", &path, "--out", &out_name])
        .good();
    println!("{}", ran.out);
    assert_eq!(
        ran.out.trim_end(),
        "Dear Miss Cooper, thank you for the long letter that you wrote to me on Friday. We will come to see you at the \
         end of the month. The children are well, and the garden is full of flowers."
    );
    assert_eq!(
        std::fs::read_to_string(&out).unwrap().trim_end(),
        ran.out.trim_end()
    );
    assert!(home.sessions().is_empty(), "a clean end leaves no safety copy");
}

#[test]
fn silence_and_noise_yield_no_words() {
    let home = Home::new();
    let silence = home.folder.path().join("silence.wav");
    let noise = home.folder.path().join("noise.wav");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut state = 1u64;
    for (path, height) in [(&silence, 0i64), (&noise, 300)] {
        let mut writer = hound::WavWriter::create(path, spec).unwrap();
        for _ in 0..16_000 * 6 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let random = (state >> 40) as i64 - (1 << 23);
            writer.write_sample((random * height / (1 << 23)) as i16).unwrap();
        }
        writer.finalize().unwrap();
    }
    let ran = home.run(&["transcribe", &silence.display().to_string()]).good();
    assert_eq!(ran.out.trim(), "", "silence");
    let ran = home.run(&["transcribe", &noise.display().to_string()]).good();
    assert_eq!(ran.out.trim(), "", "noise");
}

#[test]
fn subtitles_have_times() {
    let home = Home::new();
    let path = fixture("ls-7148.flac").display().to_string();
    let srt = home.run(&["transcribe", "--srt", &path]).good().out;
    assert!(srt.starts_with("1\n00:00:0") && srt.contains(" --> "), "{srt}");
    let vtt = home.run(&["transcribe", "--vtt", &path]).good().out;
    assert!(vtt.starts_with("WEBVTT\n"), "{vtt}");
}
