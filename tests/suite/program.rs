//! The shipped program as a user runs it, with folders of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(feature = "desktop")]
use parlance::engine::Pipeline;
#[cfg(feature = "desktop")]
use parlance::transcript::Event;
use tempfile::TempDir;

/// Nothing that a test waits for takes longer, however busy the machine is: a test that hangs tells nobody why.
pub const LIMIT: Duration = Duration::from_secs(600);

/// A file of `fixtures/speech`.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/speech")
        .join(name)
}

/// Settings and data folders that nobody else sees.
pub struct Home {
    pub folder: TempDir,
}

impl Home {
    pub fn new() -> Self {
        Home {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes the file of settings.
    pub fn settings(&self, text: &str) {
        let folder = self.folder.path().join("config");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings.toml"), text).unwrap();
    }

    /// Folders of sessions that are running or were cut off.
    pub fn sessions(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.data().join("sessions"));
        entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect()
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("PARLANCE_CONFIG", self.folder.path().join("config"))
            .env("PARLANCE_DATA", self.data())
            .env("HOME", self.folder.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .current_dir(self.folder.path());
        // What it starts itself ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    pub fn parlance(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_parlance"));
        command.args(args);
        command
    }

    /// Runs to the end with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(output(self.parlance(args).stdin(Stdio::null())))
    }

    /// Runs to the end with these bytes on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self.spawn(args);
        // The program may end before it has read everything.
        child.stdin.take().unwrap().write_all(input).ok();
        Ran::of(finished(child))
    }

    pub fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.parlance(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// Runs a program to its end, as [`Command::output`] does, which would wait for ever.
#[track_caller]
pub fn output(command: &mut Command) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    finished(child.unwrap())
}

/// What a running program leaves behind at its end; one that has not ended after [`LIMIT`] is killed, with all that it
/// started (it must come from [`Home::command`]), and the test fails.
#[track_caller]
pub fn finished(child: Child) -> Output {
    let group = format!("-{}", child.id());
    let (ended, waits) = sync_channel::<()>(1);
    let guard = thread::Builder::new().name("limit".to_owned()).spawn(move || {
        let late = waits.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout);
        if late {
            Command::new("kill")
                .args(["-KILL", "--", &group])
                .status()
                .unwrap();
        }
        late
    });
    let output = child.wait_with_output().unwrap();
    drop(ended);
    let late = guard.unwrap().join().unwrap();
    assert!(!late, "not ended after {LIMIT:?}: {output:?}");
    output
}

#[cfg(feature = "desktop")]
/// The next event of a pipeline, which must come.
#[track_caller]
pub fn next_event(pipeline: &Pipeline) -> Event {
    let event = pipeline.events().recv_timeout(LIMIT);
    event.unwrap_or_else(|error| panic!("no event: {error}"))
}

/// Asks a program to end as Ctrl-C does; one that has not after a minute is killed, which its status shows.
pub fn interrupt(child: &mut Child) -> ExitStatus {
    signal(child, "-INT")
}

/// Asks a program to end by a signal; one that has not after a minute is killed, which its status shows.
pub fn signal(child: &mut Child, signal: &str) -> ExitStatus {
    let asked = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    ended(child, Duration::from_secs(60))
}

/// Waits for the end of a program; one that has not ended within the limit is killed, which its status shows.
pub fn ended(child: &mut Child, limit: Duration) -> ExitStatus {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap()
}

/// What a finished program left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn good(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self
    }
}

/// Words in lower case without punctuation.
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '\'' {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// Substitutions, insertions and deletions between two word sequences (Levenshtein distance).
pub fn word_errors(wanted: &[String], got: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=got.len()).collect();
    for (i, want) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, have) in got.iter().enumerate() {
            let substituted = diagonal + usize::from(want != have);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[got.len()]
}
