//! Programs of the user's own, run for real.

use super::*;

fn program(run: &[&str]) -> Program {
    Program {
        name: "my command".to_owned(),
        run: run.iter().map(|part| (*part).to_owned()).collect(),
        timeout: Duration::from_secs(60),
        network: false,
    }
}

fn run(program: &Program, text: &str) -> Result<String, String> {
    let result = program.rewrite(text, &mut |_| ControlFlow::Continue(()));
    result
        .map(|rewrite| rewrite.text)
        .map_err(|error| error.to_string())
}

#[test]
fn what_it_prints_is_the_new_text() {
    assert_eq!(
        run(&program(&["sort"]), "pears\napples"),
        Ok("apples\npears".to_owned())
    );
    // No shell reads the arguments, and a program need not read its input.
    assert_eq!(
        run(&program(&["echo", "$HOME;", "a b"]), "x"),
        Ok("$HOME; a b".to_owned())
    );
    let long = "word ".repeat(200_000);
    assert_eq!(run(&program(&["echo", "done"]), &long), Ok("done".to_owned()));
}

#[test]
fn whatever_goes_wrong_is_told_in_words() {
    let mut slow = program(&["sleep", "600"]);
    slow.timeout = Duration::from_millis(100);
    let shell = |script| program(&["sh", "-c", script]);
    for (program, told) in [
        (
            program(&["no-such-program"]),
            "there is no program “no-such-program”",
        ),
        (shell("echo careful >&2; exit 3"), "code 3 (careful)"),
        (program(&["true"]), "printed nothing"),
        (shell("yes"), "more than 4 MB"),
        (shell("printf '\\377'"), "UTF-8"),
        (slow, "not done after"),
    ] {
        let refused = run(&program, "text").unwrap_err();
        assert!(
            refused.contains(told) && refused.contains("my command"),
            "{refused}"
        );
        assert!(refused.contains("unchanged"), "{refused}");
    }
}

#[test]
fn breaking_off_ends_it_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("mark").display().to_string();
    let script = format!("sleep 600 & echo $! >'{mark}'; wait");
    let broken = program(&["sh", "-c", &script]).rewrite("x", &mut |_| match Path::new(&mark).exists() {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    });
    assert_eq!(broken, Err(RewriteError::Cancelled));
    // It is written before it is broken off, but perhaps not yet filled.
    let started = std::fs::read_to_string(&mark).unwrap();
    if cfg!(target_os = "linux") && !started.trim().is_empty() {
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", started.trim()));
        while state().is_ok_and(|state| !state.contains(") Z")) {
            thread::sleep(Duration::from_millis(10));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_sees_no_network_or_that_is_told() {
    let rewrite = program(&["cat", "/proc/net/dev"])
        .rewrite("x", &mut |_| ControlFlow::Continue(()))
        .unwrap();
    let devices = rewrite.text.lines().skip(2).count();
    match confinement() {
        // Its own loopback, which is down.
        Some(_) => assert!(devices == 1 && rewrite.notes.is_empty(), "{rewrite:?}"),
        None => assert_eq!(rewrite.notes, [UNCONFINED]),
    }
    let mut allowed = program(&["cat", "/proc/net/dev"]);
    allowed.network = true;
    let rewrite = allowed.rewrite("x", &mut |_| ControlFlow::Continue(())).unwrap();
    let here = std::fs::read_to_string("/proc/net/dev").unwrap();
    assert_eq!(rewrite.text.lines().count(), here.lines().count());
    assert_eq!(rewrite.notes, [] as [String; 0]);
}
