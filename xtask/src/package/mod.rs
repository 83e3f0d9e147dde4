//! `cargo xtask package`: what people install, made from a built program and the furniture in `packaging/`.
//!
//! ```text
//! program ─▶ tree (as it lies below /usr) ─┬─▶ tar.xz with an install script
//!  + packaging/, models/, licences         ├─▶ .deb            each linted, then
//!                                          ├─▶ .rpm            SHA256SUMS over all
//!                                          └─▶ AppDir (and AppImage, where appimagetool is)
//! ```
//!
//! The same program and the same commit give the same bytes: times are the commit's (or `SOURCE_DATE_EPOCH`), owners are
//! root, names are sorted, compressors use one thread.

mod appimage;
mod archive;
mod debian;
mod elf;
mod lint;
mod rpm;
mod tree;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::system::{self, Need};
use crate::{cargo, finish, root, target_dir};

/// The version of every package of the workspace.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Who is to be written to; nobody is, as long as the project has no address.
pub const MAINTAINER: &str = "The parlance authors <parlance@localhost>";
/// One line that says what it is.
pub const SUMMARY: &str = "Offline voice dictation and editing for the desktop";
/// What it is, in lines of text.
pub const DESCRIPTION: &[&str] = &[
    "You speak, text appears as you speak; you say \"replace Tuesday with Friday\" or",
    "\"make this paragraph shorter\" and the document changes. Nothing leaves the",
    "machine: no account, no network, no telemetry. The models are included.",
];

/// How the command is used.
pub const USAGE: &str = "\
cargo xtask package [--binary FILE] [--out DIR] [--fast]
                           tar.xz, .deb, .rpm, AppDir and SHA256SUMS in DIR (target/package); FILE: a program that is
                           built already; --fast: hardly compressed";

/// What a package is made of.
pub struct Plan {
    /// Where the packages go.
    pub out: PathBuf,
    /// The program, its tree, and what is worked on; taken away before it is begun.
    pub work: PathBuf,
    /// Seconds since 1970 that every file is dated with.
    pub epoch: u64,
    /// Hardly compressed: for tests.
    pub fast: bool,
    /// What the program needs of the system.
    pub needs: elf::Needs,
}

impl Plan {
    /// A fresh folder to work in.
    pub fn folder(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.work.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
        Ok(folder)
    }
}

struct Flags {
    binary: Option<PathBuf>,
    out: PathBuf,
    fast: bool,
}

/// Makes every package that this system has the tools for.
pub fn run(rest: &[String]) -> Result<(), String> {
    let flags = flags(rest)?;
    if !cfg!(target_os = "linux") {
        return Err(
            "packages are made on Linux; packaging/README.md says what to do on macOS and Windows".to_owned(),
        );
    }
    system::provide(Need::Package)?;
    let binary = match flags.binary {
        Some(binary) => binary,
        None => {
            system::provide(Need::Build)?;
            cargo(&["build", "--release", "--locked", "--package", "parlance"], &[])?;
            target_dir().join("release/parlance")
        }
    };
    let plan = prepare(&binary, flags.out, flags.fast)?;
    let tree = tree::lay(&plan, &binary)?;
    lint::furniture(&tree)?;
    let packages = [
        archive::write(&plan, &tree)?,
        debian::write(&plan, &tree)?,
        rpm::write(&plan, &tree)?,
    ];
    let image = appimage::write(&plan, &tree)?;
    let names: Vec<&Path> = packages.iter().chain(&image).map(PathBuf::as_path).collect();
    sums(&plan.out, &names)?;
    fs::remove_dir_all(&plan.work).map_err(|error| at(&plan.work, &error))?;
    for name in names {
        println!("{}", name.display());
    }
    println!(
        "{}\nneeds glibc {} or newer, {}; dated {}",
        plan.out.join("SHA256SUMS").display(),
        plan.needs.glibc,
        plan.needs.libraries.join(", "),
        plan.epoch
    );
    Ok(())
}

fn flags(rest: &[String]) -> Result<Flags, String> {
    let mut flags = Flags {
        binary: None,
        out: target_dir().join("package"),
        fast: false,
    };
    let mut rest = rest.iter();
    while let Some(flag) = rest.next() {
        let mut value = || {
            rest.next()
                .ok_or_else(|| format!("{flag} needs a value\n{USAGE}"))
        };
        match flag.as_str() {
            "--binary" => flags.binary = Some(PathBuf::from(value()?)),
            "--out" => flags.out = PathBuf::from(value()?),
            "--fast" => flags.fast = true,
            _ => return Err(format!("package does not know {flag}\n{USAGE}")),
        }
    }
    Ok(flags)
}

fn prepare(binary: &Path, out: PathBuf, fast: bool) -> Result<Plan, String> {
    if !binary.is_file() {
        return Err(format!("there is no program {}", binary.display()));
    }
    fs::create_dir_all(&out).map_err(|error| at(&out, &error))?;
    let out = out.canonicalize().map_err(|error| at(&out, &error))?;
    // Of an earlier run: its packages would stand beside the new ones without a line in SHA256SUMS.
    for entry in fs::read_dir(&out).map_err(|error| at(&out, &error))?.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("parlance") && entry.path().is_file() {
            fs::remove_file(entry.path()).map_err(|error| at(&entry.path(), &error))?;
        }
    }
    let plan = Plan {
        work: out.join("work"),
        epoch: epoch()?,
        fast,
        needs: elf::needs(binary)?,
        out,
    };
    plan.folder("")?;
    Ok(plan)
}

/// `SOURCE_DATE_EPOCH`, or the time of the commit.
fn epoch() -> Result<u64, String> {
    let told = env::var("SOURCE_DATE_EPOCH").or_else(|_| {
        let mut git = Command::new("git");
        git.args(["log", "-1", "--format=%ct"]).current_dir(root());
        output(&mut git)
    });
    let told = told.map_err(|problem| format!("{problem}; without git set SOURCE_DATE_EPOCH"))?;
    told.trim()
        .parse()
        .map_err(|_| format!("SOURCE_DATE_EPOCH is {told:?}: it must be seconds since 1970"))
}

/// `SHA256SUMS` over the packages, as `sha256sum --check` reads it.
fn sums(out: &Path, packages: &[&Path]) -> Result<(), String> {
    let mut command = Command::new("sha256sum");
    command.current_dir(out);
    command.args(packages.iter().filter_map(|package| package.file_name()));
    let sums = output(&mut command)?;
    write(&out.join("SHA256SUMS"), sums.as_bytes())
}

/// A file of `packaging/` with what only the build knows put in.
pub fn template(name: &str, put_in: &[(&str, &str)]) -> Result<String, String> {
    let path = root().join("packaging").join(name);
    let mut text = fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
    for (mark, value) in put_in {
        text = text.replace(mark, value);
    }
    Ok(text)
}

/// Writes a file whose folder may not be there yet.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| at(folder, &error))?;
    }
    fs::write(path, bytes).map_err(|error| at(path, &error))
}

/// Runs a program that tells nothing of worth when it succeeds.
pub fn run_quietly(command: &mut Command) -> Result<(), String> {
    output(command).map(drop)
}

/// What a program prints; its complaints become the error.
pub fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{name}: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    finish(Ok(output.status), &name)
        .map(|()| printed.clone())
        .map_err(|problem| {
            format!("{problem}: {}\n{}", complaints.trim(), printed.trim())
                .trim()
                .to_owned()
        })
}

/// A system's reason with the place it is about.
pub fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
