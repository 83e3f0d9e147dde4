//! Nothing of the user's is lost, overwritten, leaked or silently left out: dictation and recovery, as they are called.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::crash::{RECORDING, feed, short_silence, stream, wait_for_sound};
use crate::program::{Home, Ran, ended, fixture, output, words};

/// A short recording with words in it.
const SHORT: &str = "so-0457.wav";

fn short() -> String {
    fixture(SHORT).display().to_string()
}

fn settings(home: &Home, text: &str) {
    fs::create_dir_all(home.folder.path().join("config")).unwrap();
    fs::write(home.folder.path().join("config/settings.toml"), text).unwrap();
}

/// Files below the data folder.
fn kept(home: &Home) -> Vec<PathBuf> {
    fn below(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => below(&path, all),
                path => all.push(path),
            }
        }
    }
    let mut all = Vec::new();
    below(&home.data(), &mut all);
    all
}

#[test]
fn settings_that_are_not_understood_keep_nothing_and_are_told() {
    for (text, told) in [
        (
            "history_days = 0\nsafety_copy = false\n\n[window]\nfont_size = 18,5\n",
            &["line 5"][..],
        ),
        (
            "history_days = -1\nsafety_copy = fasle\n",
            &["history_days", "safety_copy", "line 1", "line 2"],
        ),
        ("historydays = 0\n", &["historydays", "history_days"]),
    ] {
        let home = Home::new();
        settings(&home, text);
        let ran = home.run(&["dictate", "--input", &short()]).good();
        assert!(!ran.out.trim().is_empty());
        for told in told {
            assert!(ran.err.contains(told), "{told}: {}", ran.err);
        }
        assert_eq!(kept(&home), [] as [PathBuf; 0], "{text}");
    }
}

#[test]
fn an_empty_variable_is_as_if_it_were_not_set() {
    let home = Home::new();
    let here = home.folder.path().join("here");
    fs::create_dir(&here).unwrap();
    let mut command = home.parlance(&["dictate", "--input", &short()]);
    command
        .env("PARLANCE_DATA", "")
        .env("PARLANCE_CONFIG", "")
        .env_remove("XDG_DATA_HOME")
        .current_dir(&here)
        .stdin(Stdio::null());
    Ran::of(output(&mut command)).good();
    assert_eq!(fs::read_dir(&here).unwrap().count(), 0);
}

/// A data folder with one session out of `fixtures/sessions`.
fn left(name: &str) -> Home {
    let home = Home::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/sessions")
        .join(name);
    let to = home.data().join("sessions/20261101-000000-1");
    fs::create_dir_all(&to).unwrap();
    for file in fs::read_dir(from).unwrap().flatten() {
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    home
}

fn below_data(home: &Home, what: &str) -> bool {
    kept(home).iter().any(|file| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(what.len()).any(|part| part == what.as_bytes())
    })
}

#[test]
fn a_session_that_cannot_be_read_is_set_aside_by_a_plain_start() {
    for (name, words) in [
        ("newer-version", "Words that only a newer version can read."),
        ("garbage", "Legible words in a damaged journal."),
        ("first-state-cut", "The first state was cut off while it was wri"),
        ("foreign-folder", "A file of the user"),
    ] {
        let home = left(name);
        let ran = home.run(&["dictate", "--input", &short()]).good();
        assert!(below_data(&home, words), "{name}: {:?}", kept(&home));
        assert!(ran.err.contains("unreadable"), "{name}: {}", ran.err);
        assert!(!ran.out.trim().is_empty());
    }
}

const LETTER: &str = "Dear Mr. Brown, this letter took an hour.";

#[test]
fn undo_in_sound_that_is_taken_up_goes_not_behind_the_text() {
    let home = left("says-undo");
    let ran = home
        .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
        .good();
    assert!(ran.out.contains(LETTER), "{ran:?}");
    assert!(below_data(&home, LETTER), "and the history has it");
    assert!(home.sessions().is_empty());
}

#[test]
fn what_could_not_be_handed_over_is_still_there() {
    for (flag, config) in [
        ("--no-safety-copy", ""),
        ("--recover", "safety_copy = false\nhistory_days = 0\n"),
    ] {
        let home = left("says-undo");
        fs::remove_file(home.data().join("sessions/20261101-000000-1/sound-1.wav")).unwrap();
        settings(&home, config);
        let silence = home.folder.path().join("silence.wav");
        fs::write(&silence, short_silence()).unwrap();
        let recover = if flag == "--recover" { "" } else { "--recover" };
        for to in ["> /dev/full", "| head -c 0; exit ${PIPESTATUS[0]}"] {
            let line = format!("\"$0\" dictate {recover} {flag} --input silence.wav {to}");
            let mut command = home.command("bash");
            command
                .args(["-c", &line, env!("CARGO_BIN_EXE_parlance")])
                .stdin(Stdio::null());
            let ran = Ran::of(output(&mut command));
            assert_eq!(ran.code, Some(1), "{line}: {ran:?}");
            assert!(below_data(&home, LETTER), "{line}: {ran:?}");
        }
        let ran = home
            .run(&["dictate", "--recover", "--input", "silence.wav"])
            .good();
        assert!(ran.out.contains(LETTER), "{ran:?}");
    }
}

#[test]
fn a_kill_while_it_is_taken_up_loses_and_doubles_nothing() {
    let home = Home::new();
    let (header, samples) = stream();
    let mut child = home.spawn(&["dictate", "--input", "-"]);
    feed(&mut child, &header, &samples);
    wait_for_sound(&home, (samples.len() as u64 / 640) * 1_280);
    child.kill().unwrap();
    child.wait().unwrap();
    // Undisturbed: in a copy.
    let whole = {
        let other = Home::new();
        let copied = Command::new("cp")
            .arg("-r")
            .arg(home.data())
            .arg(other.data())
            .status()
            .unwrap();
        assert!(copied.success());
        other
            .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
            .good()
            .out
    };
    assert!(words(&whole).len() > 5, "{whole}");
    let begun = Instant::now();
    for n in 0..8_u32 {
        let mut child = home.spawn(&["dictate", "--recover", "--input", "-"]);
        let until = Duration::from_millis(u64::from(n * 397 % 1_900));
        let begun = Instant::now();
        while begun.elapsed() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    println!("8 kills in {:?}", begun.elapsed());
    let ran = home
        .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
        .good();
    assert_eq!(words(&ran.out), words(&whole), "{}", ran.err);
    assert!(home.sessions().is_empty());
}

#[test]
fn the_recording_is_not_replaced_by_its_text_and_an_old_letter_is_kept() {
    let home = Home::new();
    let memo = home.folder.path().join("memo.wav");
    fs::copy(fixture(SHORT), &memo).unwrap();
    fs::hard_link(&memo, home.folder.path().join("other.wav")).unwrap();
    let before = fs::read(&memo).unwrap();
    for out in ["memo.wav", "./memo.wav", "other.wav"] {
        let ran = home.run(&["dictate", "--input", "memo.wav", "--out", out]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_eq!(fs::read(&memo).unwrap(), before);
    }
    let letter = home.folder.path().join("letter.md");
    fs::write(&letter, "My old letter.\n").unwrap();
    let args = ["dictate", "--input", "-", "--out", "letter.md"];
    let ran = home.run_with(&args, &short_silence()).good();
    assert!(ran.err.contains("letter.md"), "{ran:?}");
    assert_eq!(
        fs::read_to_string(&letter).unwrap(),
        "My old letter.\n",
        "nothing was said"
    );
    let ran = home
        .run(&["dictate", "--input", "memo.wav", "--out", "letter.md"])
        .good();
    let old = home.folder.path().join("letter.old.md");
    assert!(ran.err.contains("letter.old.md"), "{ran:?}");
    assert_eq!(fs::read_to_string(old).unwrap(), "My old letter.\n");
    assert_eq!(fs::read_to_string(&letter).unwrap(), ran.out);
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_the_owners_and_old_entries_go() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let old = home.data().join("history/20200101-000000-1");
    let newer = home.data().join("history/29990101-000000-1");
    for (folder, at) in [(&old, 1_577_836_800_u64), (&newer, 32_472_144_000)] {
        fs::create_dir_all(folder).unwrap();
        fs::write(
            folder.join("journal.jsonl"),
            format!("{{\"kind\":\"session\",\"at\":{at},\"version\":\"0.1.0\"}}\n"),
        )
        .unwrap();
    }
    home.run(&["dictate", "--input", &short()]).good();
    assert!(!old.exists() && newer.exists());
    for file in kept(&home) {
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
    }
    assert!(kept(&home).len() >= 3);
}

#[test]
fn without_standard_error_the_text_still_comes_out() {
    let home = Home::new();
    let mut command = home.command("bash");
    // It says "copy everything", and there is no clipboard here.
    let letter = fixture("letter.flac").display().to_string();
    let line = "\"$0\" dictate --input \"$1\" 2> >(exec true)";
    command
        .args(["-c", line, env!("CARGO_BIN_EXE_parlance"), &letter])
        .stdin(Stdio::null());
    let ran = Ran::of(output(&mut command)).good();
    assert!(words(&ran.out).len() > 10, "{ran:?}");
}

#[test]
fn names_of_recordings_are_harmless_and_a_closed_pipe_ends_the_work() {
    let home = Home::new();
    let evil = "a\u{1b}]0;title\u{7}b.wav";
    for name in [evil, "b.wav", "c.wav"] {
        fs::copy(fixture(SHORT), home.folder.path().join(name)).unwrap();
    }
    for args in [
        &["transcribe", evil, "b.wav", "no\u{1b}where.wav"][..],
        &["dictate", "--input", "no\u{1b}where.wav"],
        &["models", "inspect", evil],
    ] {
        let ran = home.run(args);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let both = format!("{}{}", ran.out, ran.err);
        assert!(!both.contains(['\u{1b}', '\u{7}']), "{args:?}: {both:?}");
    }
    let mut command = home.command("bash");
    let line = "\"$0\" transcribe b.wav c.wav b.wav | true; exit ${PIPESTATUS[0]}";
    command
        .args(["-c", line, env!("CARGO_BIN_EXE_parlance")])
        .stdin(Stdio::null());
    let ran = Ran::of(output(&mut command));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.err.matches("standard output").count(), 1, "{ran:?}");
}

#[test]
fn quantising_replaces_no_file() {
    let home = Home::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gemma/tiny-unified-f32.gguf");
    let model = home.folder.path().join("m.gguf");
    fs::copy(from, &model).unwrap();
    fs::hard_link(&model, home.folder.path().join("hard.gguf")).unwrap();
    fs::write(home.folder.path().join("other.gguf"), "other").unwrap();
    let before = fs::read(&model).unwrap();
    for to in ["m.gguf", "./m.gguf", "hard.gguf", "other.gguf"] {
        let ran = home.run(&["models", "quantize", "--type", "Q8_0", "m.gguf", to]);
        assert_eq!(ran.code, Some(1), "{to}: {ran:?}");
        assert!(ran.err.contains("is there already"), "{to}: {ran:?}");
    }
    assert!(fs::read(&model).unwrap() == before);
    assert_eq!(fs::read(home.folder.path().join("other.gguf")).unwrap(), b"other");
    home.run(&["models", "quantize", "--type", "Q8_0", "m.gguf", "new.gguf"])
        .good();
    assert_eq!(
        fs::read_dir(home.folder.path()).unwrap().count(),
        4,
        "nothing half done is left"
    );
}

/// A disk that hangs, as only a frozen file system does.
#[test]
fn a_frozen_disk_stops_neither_dictation_nor_the_end() {
    if !cfg!(target_os = "linux") {
        println!("fsfreeze is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    let (header, samples) = stream();
    let place = home.folder.path().display();
    let script = format!(
        "cd '{place}' && truncate -s 40M disk && mkfs.ext4 -q -F disk && mount -o loop disk data || exit 77; exec 3<&0; \
         '{program}' dictate --input - <&3 >out 2>err & exec 3<&-; pid=$!; \
         until [ \"$(stat -c %s data/sessions/*/sound-1.wav 2>/dev/null || echo 0)\" -ge 20000 ]; do sleep 0.05; done; \
         fsfreeze -f data || exit 77; touch frozen; \
         for n in $(seq 600); do [ -e go ] && break; sleep 0.1; done; kill -TERM $pid; \
         for n in $(seq 600); do [ -s out ] && break; sleep 0.1; done; cp out early; \
         fsfreeze -u data; wait $pid; code=$?; umount -l data; exit $code",
        program = env!("CARGO_BIN_EXE_parlance"),
    );
    let mut child = home
        .command("unshare")
        .args(["--mount", "sh", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    feed(&mut child, &header, &samples[..samples.len() / 3]);
    let until = Instant::now() + Duration::from_secs(120);
    while !home.folder.path().join("frozen").exists() {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(77), "{:?}", child.wait_with_output());
            println!("no disk of our own can be frozen here (needs root and loop devices)");
            return;
        }
        assert!(Instant::now() < until, "it was not frozen");
        std::thread::sleep(Duration::from_millis(20));
    }
    // All of the rest is taken while the disk hangs.
    let bytes: Vec<u8> = samples[samples.len() / 3..]
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), &bytes).unwrap();
    std::thread::sleep(Duration::from_secs(5));
    fs::write(home.folder.path().join("go"), "").unwrap();
    let status = ended(&mut child, Duration::from_secs(200));
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let [early, told] =
        ["early", "err"].map(|name| fs::read_to_string(home.folder.path().join(name)).unwrap());
    let whole = Home::new()
        .run(&["dictate", "--input", &fixture(RECORDING).display().to_string()])
        .good();
    let (wanted, got) = (words(&whole.out), words(&early));
    assert!(
        crate::program::word_errors(&wanted, &got) <= 3,
        "{wanted:?}\n{got:?}\n{told}\n{err}"
    );
    assert_eq!(status.code(), Some(0), "{told}\n{err}");
}
