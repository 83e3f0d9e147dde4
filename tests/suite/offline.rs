//! In a network namespace without any interface everything works.

use std::process::{Command, Stdio};

use crate::program::{Home, Ran, fixture, output};

/// Whether this system lets us make a namespace (containers may not).
fn can_unshare() -> bool {
    let mut probe = Command::new("unshare");
    probe
        .args(["--user", "--map-root-user", "--net", "true"])
        .stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

#[test]
fn dictation_works_without_any_network_interface() {
    if !cfg!(target_os = "linux") {
        println!("network namespaces are Linux's: nothing to test here");
        return;
    }
    assert!(
        can_unshare(),
        "unshare --user --net is not permitted here: the proof of being offline cannot run"
    );
    let home = Home::new();
    let letter = fixture("letter.flac").display().to_string();
    let program = env!("CARGO_BIN_EXE_parlance");
    // The namespace has not even a loopback that is up; `ip`-less proof: the kernel lists one interface, down.
    let script =
        format!("cat /proc/net/dev | tail -n +3 | wc -l; exec '{program}' dictate --input '{letter}'");
    let output = output(
        home.command("unshare")
            .args(["--user", "--map-root-user", "--net", "sh", "-c", &script])
            .stdin(Stdio::null()),
    );
    let inside = Ran::of(output).good();
    let (interfaces, text) = inside.out.split_once('\n').unwrap();
    assert_eq!(interfaces.trim(), "1", "only the loopback, which is down");
    let outside = home.run(&["dictate", "--input", &letter]).good();
    assert_eq!(text, outside.out);
    assert!(text.split_whitespace().count() > 10, "{text}");
}

/// With the settings that everybody begins with, no socket of a network is ever made: asked of the system itself.
#[test]
fn no_socket_of_a_network_is_made_while_dictating() {
    if !cfg!(target_os = "linux") {
        println!("strace is Linux's: nothing to test here");
        return;
    }
    let home = Home::new();
    let letter = fixture("letter.flac").display().to_string();
    let log = home.folder.path().join("sockets");
    let program = env!("CARGO_BIN_EXE_parlance");
    let strace = home
        .command("strace")
        .args(["-f", "--seccomp-bpf", "-e", "trace=socket", "-o"])
        .arg(&log)
        .args([program, "dictate", "--input", &letter])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("strace is installed by `cargo xtask test`");
    let ran = Ran::of(crate::program::finished(strace)).good();
    assert!(ran.out.split_whitespace().count() > 10, "{}", ran.out);
    let sockets = std::fs::read_to_string(&log).unwrap();
    assert!(sockets.contains("exited with 0"), "strace saw nothing: {sockets}");
    assert!(!sockets.contains("AF_INET"), "{sockets}");
}
