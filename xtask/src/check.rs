//! `cargo xtask check`: what must hold beside the tests.

use std::env;
use std::process::Command;
use std::time::Instant;

use crate::system::{self, Need};
use crate::{cargo, finish, licences, root};

/// Systems that nobody here runs parlance on: the compiler at least must accept the code for them.
const OTHER_SYSTEMS: [&str; 2] = ["x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// Tools that take minutes to build, so only `--all` asks for them: the crate, its command, what it is told.
const SLOW: [(&str, &str, &[&str]); 2] = [
    ("cargo-deny", "deny", &["check", "advisories", "bans", "sources"]),
    ("typos-cli", "typos", &[]),
];

type Step = (&'static str, fn() -> Result<Done, String>);

/// What became of a step that did not fail.
enum Done {
    Passed,
    /// Why it could not be tried on this machine.
    Impossible(String),
}

/// In the order of what they cost.
const STEPS: [Step; 6] = [
    ("format", format),
    ("licences", || licences::check(&root()).map(|()| Done::Passed)),
    ("text side", text_side),
    ("lints", lints),
    ("docs", docs),
    ("other systems", other_systems),
];

/// Runs every step, also after one that failed, and names those at the end.
pub fn run(rest: &[String]) -> Result<(), String> {
    let all = match rest {
        [] => false,
        [flag] if flag == "--all" => true,
        _ => return Err("check takes nothing but --all".to_owned()),
    };
    system::provide(Need::Build)?;
    let mut steps = STEPS.to_vec();
    if all {
        steps.push(("advisories and spelling", slow));
    }
    let (mut failed, mut passed) = (Vec::new(), 0);
    for (name, step) in &steps {
        eprintln!("xtask: {name}");
        let began = Instant::now();
        match step() {
            Ok(Done::Passed) => {
                passed += 1;
                eprintln!("xtask: {name}: passed after {} s", began.elapsed().as_secs());
            }
            Ok(Done::Impossible(why)) => eprintln!("xtask: {name}: NOT CHECKED: {why}"),
            Err(problem) => {
                eprintln!("xtask: {name}: {problem}");
                failed.push(*name);
            }
        }
    }
    let unchecked = steps.len() - passed - failed.len();
    println!(
        "{passed} passed, {} failed, {unchecked} not checked",
        failed.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("check failed: {}", failed.join(", ")))
    }
}

fn format() -> Result<Done, String> {
    checked("fmt --all --check")
}

/// Runs cargo with the arguments of a command line.
fn checked(line: &str) -> Result<Done, String> {
    let args: Vec<&str> = line.split(' ').collect();
    cargo(&args, &[]).map(|()| Done::Passed)
}

/// Document, commands, polish and session stand without sound, models and window: nothing of these may be needed.
fn text_side() -> Result<Done, String> {
    checked("clippy --quiet --package parlance --no-default-features --lib --bins -- -D warnings")
}

fn lints() -> Result<Done, String> {
    checked("clippy --quiet --workspace --all-targets -- -D warnings")
}

fn docs() -> Result<Done, String> {
    let mut flags = env::var("RUSTDOCFLAGS").unwrap_or_default();
    flags.push_str(" -D warnings");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args("doc --quiet --no-deps --package parlance --package parlance-kernels --lib".split(' '))
        .env("RUSTDOCFLAGS", flags.trim())
        .current_dir(root())
        .status();
    finish(status, "cargo doc").map(|()| Done::Passed)
}

fn other_systems() -> Result<Done, String> {
    for target in OTHER_SYSTEMS {
        // A machine without a network, or with a compiler that is not rustup's, cannot get the library of another system.
        let added = Command::new("rustup")
            .args(["target", "add", target])
            .current_dir(root())
            .status();
        if let Err(why) = finish(added, &format!("rustup target add {target}")) {
            return Ok(Done::Impossible(why));
        }
        checked(&format!(
            "check --quiet --package parlance --lib --bins --target {target}"
        ))?;
    }
    Ok(Done::Passed)
}

fn slow() -> Result<Done, String> {
    for (name, command, args) in SLOW {
        let is_there = |program: &str| {
            Command::new(program)
                .arg("--version")
                .output()
                .is_ok_and(|out| out.status.success())
        };
        let program = if command == "deny" { "cargo-deny" } else { command };
        if !is_there(program) {
            cargo(&["install", "--locked", name], &[])?;
        }
        finish(
            Command::new(program).args(args).current_dir(root()).status(),
            program,
        )?;
    }
    Ok(Done::Passed)
}
