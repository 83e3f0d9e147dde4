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
