//! `parlance_VERSION_ARCH.deb`, with dpkg-deb. It has no scripts: icons, menus and pages are seen to by the triggers of
//! the packages that keep them.

use std::env::consts::ARCH;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tree::{Layout, Tree, date};
use super::{
    DESCRIPTION, MAINTAINER, Plan, SUMMARY, VERSION, at, output, run_quietly, template, write as write_file,
};

/// Debian's packages by the libraries in them; the second name is that before the change to 64-bit times.
const LIBRARIES: &[(&str, &str)] = &[
    ("libasound.so.2", "libasound2t64 | libasound2"),
    ("libgcc_s.so.1", "libgcc-s1"),
    ("libstdc++.so.6", "libstdc++6"),
];
/// What belongs to glibc itself.
const GLIBC: &[&str] = &[
    "libc.so.6",
    "libm.so.6",
    "libdl.so.2",
    "libpthread.so.0",
    "librt.so.1",
];
/// Loaded by the window when it opens; the command line does without them.
const WINDOW: &str =
    "libgl1, libegl1, libxkbcommon-x11-0, libx11-xcb1, libxcursor1, libxi6, libxrandr2, libwayland-client0";

/// Writes the package; gives its path.
pub fn write(plan: &Plan, tree: &Tree) -> Result<PathBuf, String> {
    let folder = plan.folder("deb")?;
    let usr = folder.join("usr");
    tree.copy(&usr, &Layout::DEBIAN)?;
    documents(plan, &usr.join("share/doc/parlance"))?;
    let files = files_below(&folder)?;
    let size: u64 = files
        .iter()
        .filter_map(|file| fs::metadata(folder.join(file)).ok())
        .map(|about| about.len().div_ceil(1024))
        .sum();
    write_file(&folder.join("DEBIAN/control"), control(plan, size)?.as_bytes())?;
    let sums = output(Command::new("md5sum").args(&files).current_dir(&folder))?;
    write_file(&folder.join("DEBIAN/md5sums"), sums.as_bytes())?;
    date(&folder, plan.epoch)?;
    let out = plan
        .out
        .join(format!("parlance_{VERSION}_{}.deb", architecture()));
    run_quietly(
        Command::new("dpkg-deb")
            .args(["--root-owner-group", "--threads-max=1"])
            .arg(if plan.fast { "-Znone" } else { "-Zxz" })
            .arg("--build")
            .args([&folder, &out])
            .env("SOURCE_DATE_EPOCH", plan.epoch.to_string()),
    )?;
    Ok(out)
}

/// Debian's name of this architecture.
fn architecture() -> &'static str {
    match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

/// Paths of the files below a folder, relative to it, sorted.
fn files_below(folder: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(|error| at(&next, &error))?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(short) = path.strip_prefix(folder) {
                found.push(short.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What Debian wants among the documents: `copyright`, and a compressed change log in place of ours.
fn documents(plan: &Plan, folder: &Path) -> Result<(), String> {
    let copyright = template("linux/copyright", &[])?;
    write_file(&folder.join("copyright"), copyright.as_bytes())?;
    let log = folder.join("CHANGELOG.md");
    let renamed = folder.join("changelog");
    fs::rename(&log, &renamed).map_err(|error| at(&log, &error))?;
    // Debian's own tools read the time of a package's version from nowhere else.
    date(folder, plan.epoch)?;
    run_quietly(Command::new("gzip").args(["-9", "--no-name"]).arg(&renamed))
}

fn control(plan: &Plan, size_kib: u64) -> Result<String, String> {
    let mut depends = format!("libc6 (>= {})", plan.needs.glibc);
    for library in &plan.needs.libraries {
        if GLIBC.contains(&library.as_str()) {
            continue;
        }
        let Some((_, package)) = LIBRARIES.iter().find(|(name, _)| name == library) else {
            return Err(format!(
                "the program needs {library}: say in xtask/src/package/debian.rs which package of Debian has it"
            ));
        };
        let _ = write!(depends, ", {package}");
    }
    let mut text = format!(
        "Package: parlance\nVersion: {VERSION}\nArchitecture: {}\nMaintainer: {MAINTAINER}\nInstalled-Size: {size_kib}\n\
         Depends: {depends}\nRecommends: {WINDOW}\nSection: sound\nPriority: optional\nDescription: {SUMMARY}\n",
        architecture()
    );
    for line in DESCRIPTION {
        let _ = writeln!(text, " {line}");
    }
    Ok(text)
}
