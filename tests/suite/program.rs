//! The shipped program as a user runs it, with folders of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

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
        command
    }

    pub fn parlance(&self, args: &[&str]) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_parlance"));
        command.args(args);
        command
    }

    /// Runs to the end with nothing on standard input.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.parlance(args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs to the end with these bytes on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self.spawn(args);
        // The program may end before it has read everything.
        child.stdin.take().unwrap().write_all(input).ok();
        Ran::of(child.wait_with_output().unwrap())
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

/// Asks a program to end as Ctrl-C does; one that has not after a minute is killed, which its status shows.
pub fn interrupt(child: &mut Child) -> ExitStatus {
    let asked = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    let deadline = Instant::now() + Duration::from_secs(60);
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
