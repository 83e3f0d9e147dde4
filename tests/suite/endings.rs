//! Asked to end, or left alone by a terminal that was closed: what was said comes out, or is kept for the next start.

use std::io::Read;
use std::process::Child;

use crate::crash::{feed, short_silence, stream, wait_for_sound};
use crate::program::{Home, fixture, signal, words};

/// What the recording used here says, heard without a disturbance.
fn undisturbed() -> Vec<String> {
    let path = fixture("ls-7148.flac").display().to_string();
    let whole = words(&Home::new().run(&["dictate", "--input", &path]).good().out);
    assert!(whole.len() > 5, "{whole:?}");
    whole
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
        let same = whole.iter().zip(&got).take_while(|(a, b)| a == b).count();
        // The end of the stream is not the end of the recording: its last words may be heard otherwise.
        assert!(same + 3 >= whole.len(), "{asked}: {whole:?}\n{got:?}");
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
    let same = whole.iter().zip(&got).take_while(|(a, b)| a == b).count();
    assert!(same + 3 >= whole.len(), "{whole:?}\n{got:?}");
    assert!(home.sessions().is_empty());
}
