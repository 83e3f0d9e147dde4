//! Programs of the user's own: one is given a text on its standard input, and what it prints takes the text's place.
//!
//! It may not use the network, where the system can forbid it to one program; it has a time and a length within which it must
//! be done. Knows nothing of documents or of who asked.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};

use super::{Instruction, Rewrite, RewriteError, Rewriter};

/// Most bytes that a program may print: more than any document that is worked on.
const MOST_BYTES: u64 = 4 << 20;
/// Of what it says of its failure so many bytes are read.
const TOLD_BYTES: u64 = 16 << 10;
/// So many characters of that are shown.
const TOLD_CHARS: usize = 200;
/// How often it is asked whether to go on.
const LOOK: Duration = Duration::from_millis(50);
/// How long it is waited for what a program that has ended said of its failure.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What the user is told where the network cannot be forbidden.
const UNCONFINED: &str =
    "it could have used the network: this system has no way to forbid that to one program";

/// A program, and within which bounds it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// What the user calls it.
    pub name: String,
    /// The program and its arguments; no shell reads them.
    pub run: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// It may use the network.
    pub network: bool,
}

/// Runs programs itself and leaves everything else to another rewriter.
pub struct WithPrograms(pub Box<dyn Rewriter>);

impl Rewriter for WithPrograms {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn rewrite(
        &mut self,
        instruction: &Instruction,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        match instruction {
            Instruction::Run(program) => program.rewrite(text, on_piece),
            other => self.0.rewrite(other, text, on_piece),
        }
    }
}

impl Program {
    /// Runs the program on a text, line feed at its end included; `on_piece` is asked several times a second whether to go on.
    ///
    /// # Errors
    /// [`RewriteError::Program`]: it is not there, failed, took too long, printed nothing, too much, or what is no text;
    /// [`RewriteError::Cancelled`].
    pub fn rewrite(
        &self,
        text: &str,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Rewrite, RewriteError> {
        let (mut command, confined) = self.command()?;
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let failed = |error: std::io::Error| self.problem(error.to_string());
        let mut running = Running(command.spawn().map_err(failed)?);
        let (output, told) = running.begin(text).map_err(failed)?;
        let printed = self.wait(&mut running, &output, on_piece)?;
        let Some((bytes, status)) = printed else {
            return Err(self.problem(format!("it printed more than {} MB", MOST_BYTES >> 20)));
        };
        if !status.success() {
            let told = told.recv_timeout(LAST_WORDS).unwrap_or_default();
            return Err(self.problem(failure(status, &told)));
        }
        let printed =
            String::from_utf8(bytes).map_err(|_| self.problem("what it printed is no text in UTF-8"))?;
        let printed = printed.trim_end_matches(['\n', '\r']);
        if printed.is_empty() {
            return Err(self.problem("it printed nothing"));
        }
        Ok(Rewrite {
            text: printed.replace("\r\n", "\n"),
            notes: (!confined && !self.network)
                .then(|| UNCONFINED.to_owned())
                .into_iter()
                .collect(),
        })
    }

    /// What is printed and how the program ended; `None` when it prints too much.
    fn wait(
        &self,
        running: &mut Running,
        output: &Receiver<Option<Vec<u8>>>,
        on_piece: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<(Vec<u8>, ExitStatus)>, RewriteError> {
        let deadline = Instant::now() + self.timeout;
        let mut printed = None;
        loop {
            if printed.is_none() {
                match output.recv_timeout(LOOK) {
                    Ok(Some(bytes)) => printed = Some(bytes),
                    Ok(None) => return Ok(None),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return Err(self.problem("its output broke off")),
                }
            } else {
                thread::sleep(LOOK / 10);
            }
            let ended = running
                .0
                .try_wait()
                .map_err(|error| self.problem(error.to_string()))?;
            if let Some(status) = ended
                && let Some(bytes) = printed.take()
            {
                return Ok(Some((bytes, status)));
            }
            if on_piece("").is_break() {
                return Err(RewriteError::Cancelled);
            }
            if Instant::now() > deadline {
                let seconds = self.timeout.as_secs();
                return Err(self.problem(format!("it was not done after {seconds} s (see timeout_s)")));
            }
        }
    }

    /// The command, and whether the network is forbidden to it.
    fn command(&self) -> Result<(Command, bool), RewriteError> {
        let (name, arguments) = self
            .run
            .split_first()
            .ok_or_else(|| self.problem("no program is named"))?;
        let path = found(name).ok_or_else(|| self.problem(format!("there is no program “{name}”")))?;
        let confinement = confinement().filter(|_| !self.network);
        let mut command = match confinement {
            Some(user) => {
                let mut command = Command::new("unshare");
                command.args(["--user", user, "--net", "--"]).arg(path);
                command
            }
            None => Command::new(path),
        };
        command.args(arguments.iter().map(|part| at_home(part)));
        // What it starts itself ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok((command, confinement.is_some()))
    }

    fn problem(&self, problem: impl Into<String>) -> RewriteError {
        RewriteError::Program {
            name: self.name.clone(),
            problem: problem.into(),
        }
    }
}

/// What a program prints, `None` when it is more than is taken, and what it says of failures.
type Outputs = (Receiver<Option<Vec<u8>>>, Receiver<Vec<u8>>);

/// A child that is killed, with all that it started, when nobody waits for it any more.
struct Running(Child);

impl Running {
    /// Gives it the text; what it prints and what it says of failures come through these.
    fn begin(&mut self, text: &str) -> std::io::Result<Outputs> {
        let (tell_output, output) = bounded(1);
        let (tell_told, told) = bounded(1);
        let spawn = || thread::Builder::new().name("program".to_owned());
        if let Some(mut stdin) = self.0.stdin.take() {
            let text = format!("{text}\n");
            // A program need not read all of it.
            spawn().spawn(move || stdin.write_all(text.as_bytes()).ok())?;
        }
        if let Some(stdout) = self.0.stdout.take() {
            spawn().spawn(move || {
                let mut bytes = Vec::new();
                if stdout.take(MOST_BYTES + 1).read_to_end(&mut bytes).is_ok() {
                    let whole = (bytes.len() as u64 <= MOST_BYTES).then_some(bytes);
                    // Nobody waits any more for what comes too late.
                    tell_output.send(whole).ok();
                }
            })?;
        }
        if let Some(mut stderr) = self.0.stderr.take() {
            spawn().spawn(move || {
                let mut bytes = Vec::new();
                stderr.by_ref().take(TOLD_BYTES).read_to_end(&mut bytes).ok();
                tell_told.send(bytes).ok();
                // A program that says more must not wait for a reader.
                std::io::copy(&mut stderr, &mut std::io::sink()).ok();
            })?;
        }
        Ok((output, told))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.0.try_wait(), Ok(Some(_))) {
            #[cfg(unix)]
            Command::new("kill")
                .args(["-KILL", "--", &format!("-{}", self.0.id())])
                .stderr(Stdio::null())
                .status()
                .ok();
            // It may have ended by itself meanwhile.
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }
}

/// Why a program failed: the last line that it said, or its exit code.
fn failure(status: ExitStatus, told: &[u8]) -> String {
    let told = String::from_utf8_lossy(told);
    let last = told.lines().map(str::trim).rfind(|line| !line.is_empty());
    let ended = match status.code() {
        Some(code) => format!("it ended with code {code}"),
        None => "it was killed".to_owned(),
    };
    match last {
        Some(line) => format!("{ended} ({})", line.chars().take(TOLD_CHARS).collect::<String>()),
        None => ended,
    }
}

/// A part of a command; `~/` is the home folder in it.
fn at_home(part: &str) -> PathBuf {
    match (part.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(part),
    }
}

/// The file of a program that is named by its path or found in `PATH`.
fn found(name: &str) -> Option<PathBuf> {
    if name.contains('/') || cfg!(windows) && name.contains('\\') {
        let path = at_home(name);
        return path.is_file().then_some(path);
    }
    let folders = std::env::var_os("PATH")?;
    let endings: &[&str] = if cfg!(windows) { &[".exe", ""] } else { &[""] };
    std::env::split_paths(&folders)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{name}{ending}")))
        })
        .find(|path| path.is_file())
}

/// How `unshare` is asked to keep the user in a namespace without a network; `None` where it cannot make one. Found out once.
fn confinement() -> Option<&'static str> {
    static KNOWN: OnceLock<Option<&'static str>> = OnceLock::new();
    *KNOWN.get_or_init(|| {
        if !cfg!(target_os = "linux") {
            return None;
        }
        // Older versions know the second only.
        let ways = ["--map-current-user", "--map-root-user"];
        let works = |user: &&str| {
            let status = Command::new("unshare")
                .args(["--user", user, "--net", "--", "true"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            status.is_ok_and(|status| status.success())
        };
        ways.into_iter().find(works)
    })
}

#[cfg(all(test, unix))]
#[path = "program_tests.rs"]
mod tests;
