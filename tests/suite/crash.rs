//! Killed at any moment: the next start has the document and transcribes what was not yet transcribed.

use std::io::Write;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::program::{Home, fixture, word_errors, words};

/// Speech that the built-in model is sure of, at 16 kHz, nearly to the end of the file: in a harder recording a few
/// samples more or less at the end may make another way through all of it the best.
pub const RECORDING: &str = "so-2355.flac";

/// The recording as an endless stream of 16-bit samples, so that the program never sees its end.
pub fn stream() -> (Vec<u8>, Vec<i16>) {
    stream_of(RECORDING)
}

/// A recording as an endless stream.
fn stream_of(name: &str) -> (Vec<u8>, Vec<i16>) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let sound = parlance::audio::file::SoundFile::open(&fixture(name))
        .unwrap()
        .read_all()
        .unwrap();
    let samples = sound
        .samples
        .iter()
        .map(|sample| (sample * 32_767.0) as i16)
        .collect();
    (spec.into_header_for_infinite_file(), samples)
}

pub fn feed(child: &mut Child, header: &[u8], samples: &[i16]) {
    let input = child.stdin.as_mut().unwrap();
    input.write_all(header).unwrap();
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    input.write_all(&bytes).unwrap();
    input.flush().unwrap();
}

/// Waits until the safety copy holds so many bytes of sound.
pub fn wait_for_sound(home: &Home, bytes: u64) {
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let held: u64 = home
            .sessions()
            .iter()
            .filter_map(|folder| std::fs::metadata(folder.join("sound-1.wav")).ok())
            .map(|about| about.len())
            .sum();
        if held >= bytes {
            return;
        }
        assert!(
            Instant::now() < until,
            "only {held} bytes of sound in {:?}",
            home.sessions()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn kill_and_recover_at_several_moments() {
    let (header, samples) = stream();
    let whole = {
        let home = Home::new();
        let path = fixture(RECORDING).display().to_string();
        words(&home.run(&["dictate", "--input", &path]).good().out)
    };
    assert!(whole.len() > 5, "{whole:?}");
    // Just after the start, in mid-sentence, at the very end of the sound.
    for part in [1_600, samples.len() / 2, samples.len()] {
        let home = Home::new();
        let mut child = home.spawn(&["dictate", "--input", "-"]);
        feed(&mut child, &header, &samples[..part]);
        wait_for_sound(&home, (part as u64 / 640) * 1_280);
        child.kill().unwrap(); // SIGKILL: nothing can be tidied up
        child.wait().unwrap();
        assert_eq!(home.sessions().len(), 1);
        // The next start tells, and leaves it alone unless asked.
        let told = home.run_with(&["dictate", "--input", "-"], &short_silence());
        assert!(told.err.contains("--recover"), "{}", told.err);
        assert_eq!(home.sessions().len(), 1);
        let recovered = home
            .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
            .good();
        assert!(
            home.sessions().is_empty(),
            "taken up and put away: {:?}",
            home.sessions()
        );
        let got = words(&recovered.out);
        println!("killed after {part} samples: {}", got.join(" "));
        if part == samples.len() {
            // A cut between the parts may cost a word at the seam, no more.
            assert!(word_errors(&whole, &got) <= 2, "{whole:?}\n{got:?}");
        } else if part > 16_000 {
            let n = whole.iter().zip(&got).take_while(|(a, b)| a == b).count();
            assert!(
                n + 3 >= got.len() && got.len() * 3 >= whole.len(),
                "{whole:?}\n{got:?}"
            );
        }
    }
}

/// A tenth of a second of nothing, so that a run ends at once.
pub fn short_silence() -> Vec<u8> {
    let (mut bytes, _) = stream();
    bytes.resize(bytes.len() + 3_200, 0);
    bytes
}

#[test]
fn forget_erases_what_was_left() {
    let home = Home::new();
    let (header, samples) = stream();
    let mut child = home.spawn(&["dictate", "--input", "-"]);
    feed(&mut child, &header, &samples[..32_000]);
    wait_for_sound(&home, 40_000);
    child.kill().unwrap();
    child.wait().unwrap();
    home.run_with(&["dictate", "--forget", "--input", "-"], &short_silence())
        .good();
    assert!(home.sessions().is_empty());
}

#[test]
fn without_a_place_for_the_safety_copy_dictation_goes_on() {
    let home = Home::new();
    // A file stands where the folder should be: as with a read-only disk, nothing can be made there.
    std::fs::write(home.data(), b"in the way").unwrap();
    let path = fixture("ls-2764.wav").display().to_string();
    let ran = home.run(&["dictate", "--input", &path]).good();
    assert!(ran.err.contains("no safety copy"), "{}", ran.err);
    assert!(!ran.out.trim().is_empty());
}

/// Dictates the sample letter with the data folder on a file system of its own, mounted with these options
/// in a namespace that only this program sees.
fn dictate_on(options: &str) -> (crate::program::Ran, Home) {
    let home = Home::new();
    std::fs::create_dir(home.data()).unwrap();
    let program = env!("CARGO_BIN_EXE_parlance");
    let letter = fixture("letter.flac");
    let script = format!(
        "mount -t tmpfs -o {options} none '{}' && exec '{program}' dictate --input '{}'",
        home.data().display(),
        letter.display()
    );
    let mut command = home.command("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .stdin(std::process::Stdio::null());
    let output = crate::program::output(&mut command);
    (crate::program::Ran::of(output), home)
}

#[test]
fn a_disk_that_is_full_or_read_only_is_told_and_nothing_of_the_text_is_lost() {
    if !cfg!(target_os = "linux") {
        println!("mount namespaces are Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    let whole = home
        .run(&[
            "dictate",
            "--input",
            &fixture("letter.flac").display().to_string(),
        ])
        .good();
    // The letter's sound takes 700 kB: the disk fills up in mid-session.
    let (full, _home) = dictate_on("size=128k");
    println!("{}", full.err);
    assert_eq!(full.code, Some(0), "{}", full.err);
    assert_eq!(full.out, whole.out);
    let told = full.err.matches("dictation goes on without it").count();
    assert_eq!(told, 1, "told once: {}", full.err);
    assert!(full.err.contains("Free some space"), "{}", full.err);
    let (read_only, _home) = dictate_on("ro");
    println!("{}", read_only.err);
    assert_eq!(read_only.code, Some(0), "{}", read_only.err);
    assert_eq!(read_only.out, whole.out);
    assert!(
        read_only.err.contains("no safety copy can be written"),
        "{}",
        read_only.err
    );
}

#[cfg(unix)]
#[test]
fn a_file_beyond_the_limit_of_the_system_ends_nothing() {
    let home = Home::new();
    let letter = fixture("letter.flac");
    let whole = home
        .run(&["dictate", "--input", &letter.display().to_string()])
        .good();
    // 51 or 102 kB, as the shell counts; the letter's sound takes 700 kB.
    let script = format!(
        "ulimit -f 100 && exec '{}' dictate --input '{}'",
        env!("CARGO_BIN_EXE_parlance"),
        letter.display()
    );
    let mut command = home.command("sh");
    command.args(["-c", &script]).stdin(std::process::Stdio::null());
    let limited = crate::program::Ran::of(crate::program::output(&mut command));
    assert_eq!(limited.code, Some(0), "{}", limited.err);
    assert_eq!(limited.out, whole.out);
    assert!(limited.err.contains("raise its limit"), "{}", limited.err);
}

/// Dictates the sample letter with the data folder on a file system that `turn` makes read-only when half of the
/// sound is in the safety copy. `None` when the file system cannot be made here.
fn dictate_while_it_turns(namespaces: &[&str], mount: &str, turn: &str) -> Option<crate::program::Ran> {
    let home = Home::new();
    std::fs::create_dir(home.data()).unwrap();
    let (header, samples) = stream_of("letter.flac");
    let half = samples.len() / 2;
    let place = home.folder.path().display();
    let script = format!(
        "cd '{place}' || exit 1; exec 3<&0; {mount} || exit 77; \
         '{program}' dictate --input - <&3 & exec 3<&-; \
         until [ \"$(stat -c %s data/sessions/*/sound-1.wav 2>/dev/null || echo 0)\" -ge {held} ]; do sleep 0.05; done; \
         {turn} || exit 1; touch turned; wait $!",
        program = env!("CARGO_BIN_EXE_parlance"),
        held = half / 640 * 1_280 * 9 / 10,
    );
    let mut child = home
        .command("unshare")
        .args(namespaces)
        .args(["--mount", "sh", "-c", &script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    feed(&mut child, &header, &samples[..half]);
    let until = Instant::now() + Duration::from_secs(120);
    while !home.folder.path().join("turned").exists() {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(77), "{:?}", child.wait_with_output());
            return None;
        }
        assert!(Instant::now() < until, "it did not turn read-only");
        std::thread::sleep(Duration::from_millis(20));
    }
    let input = child.stdin.as_mut().unwrap();
    let rest: Vec<u8> = samples[half..]
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    input.write_all(&rest).unwrap();
    Some(crate::program::Ran::of(crate::program::finished(child)))
}

#[test]
fn a_folder_that_turns_read_only_in_mid_session_is_told_and_costs_no_word() {
    if !cfg!(target_os = "linux") {
        println!("mount namespaces are Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    // The very same samples, undisturbed.
    let (mut stream, samples) = stream_of("letter.flac");
    stream.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    let whole = home.run_with(&["dictate", "--input", "-"], &stream).good();
    // A read-only mount comes to lie over the folder: what is open can be written, nothing can be made or erased.
    let ran = dictate_while_it_turns(
        &["--user", "--map-root-user"],
        "mount -t tmpfs none data",
        "mount --bind data data && mount -o remount,bind,ro data",
    )
    .expect("a tmpfs can be mounted in a user's namespace");
    println!("{}", ran.err);
    assert_eq!((ran.code, &ran.out), (Some(0), &whole.out), "{}", ran.err);
    assert!(ran.err.contains("could not be put away"), "{}", ran.err);
    // A disk that gives up, as a real one does after an error: every write from now on fails.
    let disk = "truncate -s 40M disk && mkfs.ext4 -q -F disk && mount -o loop disk data";
    match dictate_while_it_turns(&[], disk, "mount -o remount,abort data") {
        Some(ran) => {
            println!("{}", ran.err);
            assert_eq!((ran.code, &ran.out), (Some(0), &whole.out), "{}", ran.err);
            let told = ran.err.matches("dictation goes on without it").count();
            assert_eq!(told, 1, "told once: {}", ran.err);
            assert!(ran.err.contains("can no longer be written"), "{}", ran.err);
        }
        None => println!("no disk of our own can be mounted here (needs root and loop devices)"),
    }
}

/// A session of three seconds that was killed.
fn killed_session() -> (Home, std::path::PathBuf) {
    let home = Home::new();
    let (header, samples) = stream();
    let mut child = home.spawn(&["dictate", "--input", "-"]);
    feed(&mut child, &header, &samples[..48_000]);
    wait_for_sound(&home, 96_000);
    child.kill().unwrap();
    child.wait().unwrap();
    let session = home.sessions().pop().unwrap();
    (home, session)
}

#[test]
fn a_broken_journal_or_recording_costs_no_word_and_stops_nothing() {
    let (home, _) = killed_session();
    let good = home
        .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
        .good();
    assert!(!good.out.trim().is_empty());
    // A journal of rubbish: all of the sound is turned into text again.
    let (home, session) = killed_session();
    std::fs::write(session.join("journal.jsonl"), [0xFF; 300]).unwrap();
    let ran = home.run_with(&["dictate", "--recover", "--input", "-"], &short_silence());
    assert_eq!(ran.good().out, good.out);
    // A recording whose header is rubbish: the sound behind it is whole.
    let (home, session) = killed_session();
    let recording = session.join("sound-1.wav");
    let mut bytes = std::fs::read(&recording).unwrap();
    bytes[..44].fill(0);
    std::fs::write(&recording, bytes).unwrap();
    let ran = home.run_with(&["dictate", "--recover", "--input", "-"], &short_silence());
    assert_eq!(ran.good().out, good.out);
    // A recording that is no file at all: named, and the session goes on.
    let (home, session) = killed_session();
    let recording = session.join("sound-1.wav");
    std::fs::remove_file(&recording).unwrap();
    std::fs::create_dir(&recording).unwrap();
    std::fs::write(recording.join("filler"), [0; 10]).unwrap();
    let input = std::fs::read(fixture("ls-2764.wav")).unwrap();
    let ran = home
        .run_with(&["dictate", "--recover", "--input", "-"], &input)
        .good();
    assert!(
        !ran.out.trim().is_empty(),
        "what is said now is heard: {}",
        ran.err
    );
}
