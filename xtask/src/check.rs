//! `cargo xtask check`: what must hold beside the tests.

use std::env;
use std::process::Command;

use crate::system::{self, Need};
use crate::{cargo, finish, licences, root};

/// Systems that nobody here runs parlance on: the compiler at least must accept the code for them.
const OTHER_SYSTEMS: [&str; 2] = ["x86_64-pc-windows-gnu", "aarch64-apple-darwin"];

/// Tools that take minutes to build, so only `--all` asks for them: the crate, its command, what it is told.
const SLOW: [(&str, &str, &[&str]); 2] = [
    ("cargo-deny", "deny", &["check", "advisories", "bans", "sources"]),
    ("typos-cli", "typos", &[]),
];

type Step = (&'static str, fn() -> Result<(), String>);

/// In the order of what they cost.
const STEPS: [Step; 6] = [
    ("format", format),
    ("licences", || licences::check(&root())),
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
    let mut failed = Vec::new();
    for (name, step) in &steps {
        eprintln!("xtask: {name}");
        if let Err(problem) = step() {
            eprintln!("xtask: {name}: {problem}");
            failed.push(*name);
        }
    }
    println!("{} passed, {} failed", steps.len() - failed.len(), failed.len());
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("check failed: {}", failed.join(", ")))
    }
}

fn format() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"], &[])
}

/// Document, commands, polish and session stand without sound, models and window: nothing of these may be needed.
fn text_side() -> Result<(), String> {
    cargo(
        &[
            "clippy",
            "--quiet",
            "--package",
            "parlance",
            "--no-default-features",
            "--lib",
            "--bins",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    )
}

fn lints() -> Result<(), String> {
    cargo(
        &[
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
        &[],
    )
}

fn docs() -> Result<(), String> {
    let mut flags = env::var("RUSTDOCFLAGS").unwrap_or_default();
    flags.push_str(" -D warnings");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args([
            "doc",
            "--quiet",
            "--no-deps",
            "--package",
            "parlance",
            "--package",
            "parlance-kernels",
            "--lib",
        ])
        .env("RUSTDOCFLAGS", flags.trim())
        .current_dir(root())
        .status();
    finish(status, "cargo doc")
}

fn other_systems() -> Result<(), String> {
    for target in OTHER_SYSTEMS {
        let rustup = Command::new("rustup")
            .args(["target", "add", target])
            .current_dir(root())
            .status();
        finish(
            rustup,
            &format!("rustup target add {target} (without rustup: install Rust's library for it)"),
        )?;
        cargo(
            &[
                "check",
                "--quiet",
                "--package",
                "parlance",
                "--lib",
                "--bins",
                "--target",
                target,
            ],
            &[],
        )?;
    }
    Ok(())
}

fn slow() -> Result<(), String> {
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
    Ok(())
}
