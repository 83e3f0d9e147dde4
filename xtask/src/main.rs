//! `cargo xtask run`, `test`, `check` and `package`: install what the system lacks, then do it.
//!
//! Standard library only, so that it builds in a second on a machine that has nothing but Rust.

mod check;
mod licences;
mod package;
mod picture;
mod spdx;
mod system;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use system::Need;

const USAGE: &str = "\
cargo xtask run [ARGS]     install what the system lacks, build, open the editor;
                           without a display: dictate the sample letter and print the document
cargo xtask test [ARGS]    install what the system lacks, then run every test (ARGS go to `cargo test`)
cargo xtask check [--all]  what must hold beside the tests: format, lints, docs, other systems, licences;
                           --all: advisories (cargo-deny) and spelling (typos) too, which it installs
cargo xtask picture        make the window's picture in README anew (on a virtual screen)
cargo xtask notices        write THIRD-PARTY.md: the licences of everything that a copy of parlance brings
cargo xtask bench [ARGS]   criterion benches of the root package and the kernels";

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let task = args.next();
    let rest: Vec<String> = args.collect();
    let outcome = match task.as_deref() {
        Some("run") => run(&rest),
        Some("test") => test(&rest),
        Some("check") => check::run(&rest),
        Some("notices") => licences::write(&root()),
        Some("picture") => picture::make(),
        Some("package") => package::run(&rest),
        Some("bench") => bench(&rest),
        _ => {
            eprintln!("{USAGE}\n{}", package::USAGE);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(rest: &[String]) -> Result<(), String> {
    system::provide(Need::Build)?;
    cargo(&["build", "--release", "--package", "parlance"], &[])?;
    let program = target_dir()
        .join("release")
        .join(format!("parlance{}", env::consts::EXE_SUFFIX));
    let mut command = Command::new(&program);
    if !rest.is_empty() {
        command.args(rest);
    } else if has_display() {
        system::provide(Need::Window)?;
    } else {
        eprintln!("xtask: there is no display, so the sample letter is dictated; commands in it act");
        command
            .args(["dictate", "--no-safety-copy", "--input"])
            .arg(root().join("fixtures/speech/letter.flac"));
    }
    finish(command.status(), &program.display().to_string())
}

fn test(rest: &[String]) -> Result<(), String> {
    system::provide(Need::Test)?;
    // One profile, one set of features: candle and egui are built once.
    let all =
        "test --package parlance --package parlance-kernels --package parlance-window-tests --package xtask";
    let all: Vec<&str> = all.split(' ').collect();
    if !rest.is_empty() {
        return cargo(&all, rest);
    }
    // A microphone delivers in real time: beside tests that read recordings on every core its sound server would lose sound.
    let mut quiet = all.clone();
    quiet.extend(["--no-fail-fast", "--", "--skip", MICROPHONE]);
    let others = cargo(&quiet, &[]);
    // The same packages, so that nothing is built a second time with other features.
    let mut alone = all;
    alone.extend(["--test", "suite", "--", MICROPHONE, "--test-threads=1"]);
    others.and(cargo(&alone, &[]))
}

/// The tests that listen to a sound server.
const MICROPHONE: &str = "microphone::";

fn bench(rest: &[String]) -> Result<(), String> {
    system::provide(Need::Build)?;
    cargo(&["bench", "--benches"], rest)
}

fn cargo(args: &[&str], rest: &[String]) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args(args)
        .args(rest)
        .current_dir(root())
        .status();
    finish(status, &format!("cargo {}", args.join(" ")))
}

fn finish(status: std::io::Result<std::process::ExitStatus>, what: &str) -> Result<(), String> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what}: {status}")),
        Err(error) => Err(format!("{what}: {error}")),
    }
}

/// The repository: the folder above this crate.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn has_display() -> bool {
    if !cfg!(all(unix, not(target_os = "macos"))) {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
