//! Asked to end, or left alone by a terminal that was closed: what was said comes out, or is kept for the next start.

use std::io::Read;
use std::process::Child;

use crate::crash::{RECORDING, feed, short_silence, stream, wait_for_sound};
use crate::program::{Home, fixture, signal, word_errors, words};

/// What the recording used here says, heard without a disturbance.
fn undisturbed() -> Vec<String> {
    let path = fixture(RECORDING).display().to_string();
    let whole = words(&Home::new().run(&["dictate", "--input", &path]).good().out);
    assert!(whole.len() > 5, "{whole:?}");
    whole
}

/// Whether this is what was heard, to the last word.
///
/// The end of the stream is not the end of the recording: a few words may be heard otherwise there, and so another
/// way through the whole utterance may be the best.
fn as_heard(whole: &[String], got: &[String]) -> bool {
    word_errors(whole, got) <= 3 && got.len() + 1 >= whole.len()
}

/// Dictation from a pipe that stays open, all of the recording poured.
fn dictating(home: &Home) -> Child {
    let (header, samples) = stream();
    let mut child = home.spawn(&["dictate", "--input", "-"]);
    feed(&mut child, &header, &samples);
    wait_for_sound(home, (samples.len() as u64 / 640) * 1_280);
    child
}

#[cfg(unix)]
#[test]
fn asked_to_end_it_gives_all_that_it_heard() {
    let whole = undisturbed();
    // Ctrl-C, the end of the session or `kill`, a terminal that is closed.
    for asked in ["-INT", "-TERM", "-HUP"] {
        let home = Home::new();
        let mut child = dictating(&home);
        let status = signal(&mut child, asked);
        let (mut out, mut err) = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(status.code(), Some(0), "{asked}: {status}, {err}");
        let got = words(&out);
        assert!(as_heard(&whole, &got), "{asked}: {whole:?}\n{got:?}");
        assert!(home.sessions().is_empty(), "{asked}: nothing is left over");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_terminal_loses_no_word() {
    let whole = undisturbed();
    let home = Home::new();
    let mut child = dictating(&home);
    // Nobody reads any more: every write fails from now on.
    drop((child.stdout.take(), child.stderr.take()));
    let status = signal(&mut child, "-HUP");
    assert_eq!(status.code(), Some(1), "the document did not come out: {status}");
    assert_eq!(home.sessions().len(), 1, "the document is kept");
    let recovered = home
        .run_with(&["dictate", "--recover", "--input", "-"], &short_silence())
        .good();
    let got = words(&recovered.out);
    assert!(as_heard(&whole, &got), "{whole:?}\n{got:?}");
    assert!(home.sessions().is_empty());
}
