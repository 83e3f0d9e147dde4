//! Sound systems that are not as they should be: no microphone, a server that is gone, one that never answers. Each is told
//! in a sentence with a way out, and holds nothing up.
//!
//! ALSA reads its devices from the home folder, so each test runs once more in a process of its own with a home of its own.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use egui_kittest::kittest::Queryable;
use parlance::session::Listening;
use parlance::ui::{Source, UiAction};

use super::bench::{Bench, script};

/// Set in the process that has the odd sound system.
const INSIDE: &str = "PARLANCE_TEST_SOUND";

/// Whether this is the process with the odd sound system; any other one runs the test there, and has done with it.
fn is_inside(test: &str, device: impl Fn(&Path) -> String) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    if !cfg!(target_os = "linux") {
        println!("ALSA is Linux's: nothing to test here");
        return false;
    }
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(".asoundrc"), device(home.path())).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("sound::{test}"), "--nocapture"])
        .env(INSIDE, "1")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("PULSE_SERVER")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{errors}"
    );
    false
}

/// Listens until something hinders that, gives up, and reads a recording all the same.
#[track_caller]
fn hindered(says: &str) {
    let mut bench = Bench::new(script(&["dear anna see you on tuesday"]));
    bench.perform(UiAction::Listen(Source::Microphone));
    bench.until("told", |window| window.logic().state.notices.wants_microphone());
    assert_eq!(bench.view().listening, Listening::Starting);
    let told: Vec<String> = bench
        .state()
        .notices
        .open()
        .iter()
        .map(|open| open.text.clone())
        .collect();
    assert!(told.len() == 1 && told[0].contains(says), "{told:?}");
    assert!(
        told[0].ends_with('.') && !told[0].contains("snd_") && !told[0].contains("ALSA"),
        "{told:?}"
    );
    assert!(bench.shows(says) && bench.shows("Waiting for a microphone") && !bench.shows("Starting…"));
    // What the window does besides goes on meanwhile.
    bench.type_text("Typed.");
    bench.key(egui::Modifiers::COMMAND, egui::Key::S);
    bench.until("saved", |window| !window.logic().view().dirty);
    bench.window.get_by_label("Stop listening").click();
    bench.until("given up", |window| {
        window.logic().view().listening == Listening::Idle
    });
    assert!(bench.shows("Ready"));
    // The way out that the sentence names.
    bench.dictate();
    assert!(bench.text().to_lowercase().contains("anna"), "{}", bench.text());
    // The trial of the first start says the same.
    bench.perform(UiAction::TryMicrophone);
    bench.until("told in the trial", |window| {
        let trial = window.logic().state.trial.as_ref();
        trial.is_some_and(|trial| {
            trial
                .problem
                .as_ref()
                .is_some_and(|problem| problem.contains(says))
        })
    });
    bench.perform(UiAction::EndTrial);
    let begun = Instant::now();
    drop(bench);
    // Not a measurement: with a server that never answers it would never end.
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn without_a_microphone() {
    if is_inside("without_a_microphone", |_| {
        "pcm.!default { type hw card 31 }\n".to_owned()
    }) {
        hindered("Plug one in; it is taken as soon as it is there. Meanwhile a recording can be opened.");
    }
}

#[test]
fn with_a_sound_server_that_is_gone() {
    if is_inside("with_a_sound_server_that_is_gone", |home| {
        let socket = home.join("nobody").display().to_string();
        format!("pcm.!default {{ type pulse server \"unix:{socket}\" }}\n")
    }) {
        hindered("The sound system does not answer. Start it again");
    }
}

#[test]
fn with_a_sound_server_that_never_answers() {
    if is_inside("with_a_sound_server_that_never_answers", |home| {
        let socket = home.join("deaf").display().to_string();
        format!("pcm.!default {{ type pulse server \"unix:{socket}\" }}\n")
    }) {
        let home = std::env::var_os("HOME").unwrap();
        // Connections are taken by the system; nobody ever reads them.
        let deaf = UnixListener::bind(Path::new(&home).join("deaf")).unwrap();
        hindered("The sound system does not answer. Start it again");
        drop(deaf);
    }
}
