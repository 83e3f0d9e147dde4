//! Licences of everything that is linked into parlance: which are allowed, and the notices that they ask for.
//!
//! `cargo tree` knows the crates of every platform with their licences; their sources lie in cargo's registry folder once
//! they are fetched. Neither needs a crate of its own, so this stays within the standard library.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::spdx;

/// What may be linked in, best first: a crate that offers several is taken under the first of these.
const ALLOWED: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "0BSD",
    "Unlicense",
    "Zlib",
    "ISC",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "Unicode-3.0",
    "OFL-1.1",
    "Ubuntu-font-1.0",
    // Per file: parlance links these crates unchanged, and names where their source is.
    "MPL-2.0",
];

/// Where the notices lie, from the repository's root.
const NOTICES: &str = "THIRD-PARTY.md";
/// The part of the notices written by hand: weights, recordings, texts and fonts.
const BY_HAND: &str = "models/NOTICES.md";

/// A crate that is linked in on some platform.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
    repository: String,
}

/// Refuses a licence outside [`ALLOWED`], and notices that no longer fit the crates.
pub fn check(root: &Path) -> Result<(), String> {
    let written = fs::read_to_string(root.join(NOTICES)).unwrap_or_default();
    if written == notices(root)? {
        return Ok(());
    }
    Err(format!(
        "{NOTICES} is out of date: run `cargo xtask notices` and commit it"
    ))
}

/// Writes the notices.
pub fn write(root: &Path) -> Result<(), String> {
    let path = root.join(NOTICES);
    fs::write(&path, notices(root)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn notices(root: &Path) -> Result<String, String> {
    let crates = crates(root)?;
    let sources = registry_sources();
    let by_hand = root.join(BY_HAND);
    let mut out = fs::read_to_string(&by_hand).map_err(|error| format!("{}: {error}", by_hand.display()))?;
    out.push_str(
        "\n## Crates\n\nWritten by `cargo xtask notices`. Every crate that is linked in on some platform, the licence under which it is \
         used here, and who holds the rights as its own files say. The texts of MIT and Apache-2.0 are those of LICENSE-MIT (with the \
         holders named here in place of ours) and LICENSE-APACHE; all others stand below.\n\n",
    );
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for each in &crates {
        let Some(chosen) = spdx::choose(&each.licence, ALLOWED) else {
            return Err(format!(
                "{} {}: its licence, {:?}, is not among those allowed in xtask/src/licences.rs",
                each.name, each.version, each.licence
            ));
        };
        let files = licence_files(&sources, each)?;
        let holders = holders(&files);
        let _ = writeln!(
            out,
            "- **{} {}** ({}), <{}>{}",
            each.name,
            each.version,
            chosen.join(" AND "),
            each.repository,
            if holders.is_empty() {
                String::new()
            } else {
                format!(": {}", holders.join("; "))
            }
        );
        if chosen.iter().any(|one| !matches!(*one, "MIT" | "Apache-2.0")) {
            for text in files.into_iter().filter(|text| !is_common(text)) {
                texts.entry(text).or_default().insert(each.name.clone());
            }
        }
    }
    out.push_str("\n## Texts of the other licences\n");
    for (text, names) in &texts {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let _ = write!(out, "\n### {}\n\n```text\n{text}\n```\n", names.join(", "));
    }
    Ok(out)
}

/// The crates of the program on every platform, without those that only build or test it.
fn crates(root: &Path) -> Result<BTreeSet<Crate>, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args("tree --locked --package parlance --target all --edges normal --prefix none".split(' '))
        .args(["--format", "{p}|{l}|{r}"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "cargo tree: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let line = line.trim_end_matches(" (*)");
        let mut parts = line.split('|');
        let package = parts.next().unwrap_or_default();
        // Our own packages tell the folder they lie in; what comes from the registry does not.
        if package.contains('/') || package.contains('\\') {
            continue;
        }
        let (name, version) = package
            .split_once(" v")
            .ok_or_else(|| format!("cargo tree: {line}"))?;
        found.insert(Crate {
            name: name.to_owned(),
            version: version.split(' ').next().unwrap_or(version).to_owned(),
            licence: parts.next().unwrap_or_default().to_owned(),
            repository: parts.next().unwrap_or_default().to_owned(),
        });
    }
    Ok(found)
}

/// The folders in which cargo unpacks what it fetched.
fn registry_sources() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?;
        Some(Path::new(&home).join(".cargo"))
    });
    let entries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

/// The texts of a crate's licence files, in the order of their names; few crates have none.
fn licence_files(sources: &[PathBuf], each: &Crate) -> Result<Vec<String>, String> {
    let folder = format!("{}-{}", each.name, each.version);
    let Some(folder) = sources
        .iter()
        .map(|source| source.join(&folder))
        .find(|folder| folder.is_dir())
    else {
        return Err(format!(
            "{folder} is not in cargo's registry folder: run `cargo fetch`"
        ));
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .to_uppercase();
            path.is_file()
                && ["LICEN", "COPYING", "NOTICE", "UNLICENSE"]
                    .iter()
                    .any(|begin| name.starts_with(begin))
        })
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read(path).map(|bytes| plain(&bytes)));
    texts
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{}: {error}", folder.display()))
}

/// A text without what differs between copies of it and means nothing: line ends, blanks at their end, fences.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("```", "'''");
    let lines: Vec<&str> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim_end)
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Whether a text is that of MIT or Apache-2.0, which the repository holds itself.
fn is_common(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let apache = words.contains("TERMS AND CONDITIONS FOR USE, REPRODUCTION")
        && words.contains("Version 2.0, January 2004");
    // "This software" is MIT's alone: ISC, BSL, OFL and Unicode grant the same of other things.
    apache || words.contains("to any person obtaining a copy of this software and associated documentation")
}

/// The lines that name the holders of the rights, each once.
fn holders(texts: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in texts.iter().flat_map(|text| text.lines()).map(str::trim) {
        let says = line.starts_with("Copyright") || line.starts_with("copyright") || line.starts_with("(c)");
        // The licences speak of "Copyright" themselves, and Apache's appendix has a form to fill in.
        let is_notice = says
            && line.len() < 160
            && (line.contains("(c)")
                || line.contains("(C)")
                || line.contains('©')
                || line.contains("19")
                || line.contains("20"));
        if is_notice
            && !line.contains("[yyyy]")
            && !line.contains("{yyyy}")
            && !found.iter().any(|other| other == line)
        {
            found.push(line.to_owned());
        }
    }
    found
}
