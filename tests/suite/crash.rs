//! Killed at any moment: the next start has the document and transcribes what was not yet transcribed.

use std::io::Write;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::program::{Home, fixture, word_errors, words};

/// The sample letter as an endless stream of 16-bit samples, so that the program never sees its end.
fn stream() -> (Vec<u8>, Vec<i16>) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let sound = parlance::audio::file::SoundFile::open(&fixture("ls-7148.flac"))
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

fn feed(child: &mut Child, header: &[u8], samples: &[i16]) {
    let input = child.stdin.as_mut().unwrap();
    input.write_all(header).unwrap();
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    input.write_all(&bytes).unwrap();
    input.flush().unwrap();
}

/// Waits until the safety copy holds so many bytes of sound.
fn wait_for_sound(home: &Home, bytes: u64) {
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
        let path = fixture("ls-7148.flac").display().to_string();
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
fn short_silence() -> Vec<u8> {
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
