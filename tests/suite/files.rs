//! Bad input: each wrong file is named with its cause, the others are still done, nothing panics.

use crate::program::{Home, fixture};

#[test]
fn wrong_files_are_named_and_the_good_one_is_still_done() {
    let home = Home::new();
    let folder = home.folder.path();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        name.to_owned()
    };
    let good = std::fs::read(fixture("so-0457.wav")).unwrap();
    let mut lying = good.clone();
    lying[40..44].copy_from_slice(&0xF000_0000u32.to_le_bytes());
    let mut huge_chunk = good.clone();
    huge_chunk[16..20].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    let wrong = [
        write("empty.wav", b""),
        write("header-only.wav", &good[..20]),
        write("promise.wav", &good[..44]),
        write("chunk.wav", &huge_chunk),
        write("text.mp3", b"this is not sound at all, it is a sentence"),
        "missing.flac".to_owned(),
        ".".to_owned(),
    ];
    let fine = [
        write("truncated.wav", &good[..good.len() / 2]),
        write("lying.wav", &lying),
        write("good.wav", &good),
    ];
    let mut args = vec!["transcribe", "--json"];
    args.extend(wrong.iter().chain(&fine).map(String::as_str));
    let ran = home.run(&args);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    for name in &wrong {
        assert!(
            ran.err
                .lines()
                .any(|line| line.contains(&format!("parlance: {name}: "))),
            "{name}: {}",
            ran.err
        );
    }
    assert_eq!(ran.out.lines().count(), fine.len(), "{}", ran.out);
    for (name, line) in fine.iter().zip(ran.out.lines()) {
        assert!(line.contains(name.as_str()), "{line}");
    }
}

#[test]
fn odd_but_honest_sound_is_read() {
    let home = Home::new();
    let folder = home.folder.path();
    let write = |name: &str, channels: u16, rate: u32, n: u32, sample: fn(u32) -> f32| {
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let mut writer = hound::WavWriter::create(folder.join(name), spec).unwrap();
        (0..n * u32::from(channels)).for_each(|i| writer.write_sample(sample(i)).unwrap());
        writer.finalize().unwrap();
        name.to_owned()
    };
    let names = [
        write("one-sample.wav", 1, 16_000, 1, |_| 0.5),
        write("eight-channels.wav", 8, 48_000, 48_000, |i| {
            (i as f32 * 0.001).sin() * 0.1
        }),
        write("fast.wav", 2, 384_000, 384_000, |i| {
            (i as f32 * 0.001).sin() * 0.1
        }),
        write("nan.wav", 1, 16_000, 32_000, |i| {
            if i % 2 == 0 { f32::NAN } else { f32::INFINITY }
        }),
    ];
    let mut args = vec!["transcribe", "--json"];
    args.extend(names.iter().map(String::as_str));
    let ran = home.run(&args).good();
    assert_eq!(ran.out.lines().count(), names.len());
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let path = home.folder.path().join("secret.wav");
    std::fs::copy(fixture("so-0457.wav"), &path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        println!("running as root, whom no permission stops: the message is tested in src/audio/file only");
        return;
    }
    let ran = home.run(&["transcribe", "secret.wav"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("secret.wav: no permission"), "{}", ran.err);
}

#[test]
fn wrong_usage_is_exit_code_two_and_help_teaches() {
    let home = Home::new();
    assert_eq!(home.run(&["transcribe"]).code, Some(2));
    assert_eq!(
        home.run(&["transcribe", "--json", "--srt", "a.wav"]).code,
        Some(2)
    );
    let help = home.run(&["--help"]).good().out;
    assert!(
        help.contains("Examples:") && help.contains("Exit codes"),
        "{help}"
    );
    let ran = home.run(&[
        "transcribe",
        "--model",
        "nowhere.gguf",
        &fixture("so-0457.wav").display().to_string(),
    ]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.matches("nowhere.gguf").count(), 1, "{}", ran.err);
    // A misspelt command is not taken for a document to be begun.
    let ran = home.run(&["devics"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("devics") && ran.err.contains("--help"),
        "{}",
        ran.err
    );
    assert_eq!(home.run(&["letter.md", "devices"]).code, Some(2));
    let ran = home.run(&["nowhere/letter.md"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("there is no folder"), "{}", ran.err);
    // Nor is a recording.
    let ran = home.run(&["nowhere.wav"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains("nowhere.wav: there is no such recording"),
        "{}",
        ran.err
    );
}

#[test]
fn a_broken_settings_file_is_told_and_the_work_is_done() {
    let home = Home::new();
    std::fs::create_dir_all(home.folder.path().join("config")).unwrap();
    std::fs::write(
        home.folder.path().join("config/settings.toml"),
        "verbatim = maybe",
    )
    .unwrap();
    let ran = home
        .run(&["transcribe", &fixture("so-0457.wav").display().to_string()])
        .good();
    assert!(ran.err.contains("settings.toml"), "{}", ran.err);
}
