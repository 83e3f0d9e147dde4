//! A microphone that the system does not let us use: told, tried again, taken as soon as it is allowed.
//!
//! The device is ALSA's own file plugin over a recording that may not be read: opening it fails with "permission
//! denied" in the system's library, below cpal, as a device file of another group does.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use crate::program::{Home, interrupt, output};

#[test]
fn a_forbidden_microphone_is_told_and_taken_once_it_is_allowed() {
    if !cfg!(target_os = "linux") {
        println!("ALSA is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    let sound = home.folder.path().join("sound.raw");
    std::fs::write(&sound, vec![0; 4_000_000]).unwrap();
    let allow = |mode| std::fs::set_permissions(&sound, std::fs::Permissions::from_mode(mode)).unwrap();
    allow(0o000);
    let device = format!(
        "pcm.!default {{ type file slave.pcm \"null\" file \"/dev/null\" infile \"{}\" format \"raw\" }}\n",
        sound.display()
    );
    std::fs::write(home.folder.path().join(".asoundrc"), device).unwrap();
    // In a namespace of its own the program has no privileges, even where the tests run as root.
    let mut child = home
        .command("unshare")
        .args(["--user", env!("CARGO_BIN_EXE_parlance"), "dictate"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (said, lines) = sync_channel(1_000);
    let errors = BufReader::new(child.stderr.take().unwrap());
    let reader = thread::Builder::new()
        .name("stderr".to_owned())
        .spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                said.send(line).ok(); // read to the end, wanted or not: a full pipe would stop the program
            }
        })
        .unwrap();
    let wait_for = |wanted: &str| {
        loop {
            let line = lines
                .recv_timeout(Duration::from_secs(60))
                .unwrap_or_else(|error| panic!("no {wanted:?}: {error}"));
            println!("{line}");
            assert!(
                wanted == "parlance: ready" || line != "parlance: ready",
                "ready before it was allowed"
            );
            if line.contains(wanted) {
                break;
            }
        }
    };
    wait_for("the system does not allow the use of");
    allow(0o644);
    wait_for("parlance: ready");
    // The null device delivers faster than sound can be decoded: the end must come all the same.
    let status = interrupt(&mut child);
    drop(lines);
    // Sound that was lost on the way is told by the exit code; it ends by itself in any case.
    assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    reader.join().unwrap();
}

#[test]
fn devices_lists_a_forbidden_microphone_with_the_reason() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let home = Home::new();
    let sound = home.folder.path().join("sound.raw");
    std::fs::write(&sound, [0; 1_000]).unwrap();
    std::fs::set_permissions(&sound, std::fs::Permissions::from_mode(0o000)).unwrap();
    let device = format!(
        "pcm.!default {{ type file slave.pcm \"null\" file \"/dev/null\" infile \"{}\" format \"raw\" }}\n",
        sound.display()
    );
    std::fs::write(home.folder.path().join(".asoundrc"), device).unwrap();
    let output = output(
        home.command("unshare")
            .args(["--user", env!("CARGO_BIN_EXE_parlance"), "devices"])
            .stdin(Stdio::null()),
    );
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{listed}");
    assert!(listed.contains("Permission denied"), "{listed}");
}
