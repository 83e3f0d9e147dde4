//! The rules of the repository, held by tests: who may import whom, how long a file may be, what may
//! panic, which queues and threads there may be, and that nothing of one machine gets in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rust files under a folder, tests of modules included.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no Rust in {folder}");
    found.sort();
    found
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    in_tests || stem == "tests" || stem.ends_with("_tests") || stem == "testing"
}

/// Lines of shipped code with their numbers: no comments, and nothing from `#[cfg(test)] mod … {` on.
fn shipped_lines(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines
        .iter()
        .enumerate()
        .position(|(i, line)| {
            line.trim() == "#[cfg(test)]"
                && lines[i + 1..]
                    .iter()
                    .take(3)
                    .any(|next| next.contains("mod ") && next.ends_with('{'))
        })
        .unwrap_or(lines.len());
    let numbered = lines[..end].iter().enumerate().map(|(i, line)| (i + 1, *line));
    numbered
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect()
}

fn refuse(what: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{what}:\n  {}", offences.join("\n  "));
}

/// The table of arrows: a module of `src/`, and the modules that it may name. What is not in it may name none.
const ARROWS: &[(&str, &[&str])] = &[
    ("mmap", &[]),
    ("memory", &[]),
    ("english", &[]),
    ("message", &[]),
    ("audio", &[]),
    ("document", &["message"]),
    ("mel", &[]),
    ("diarize", &["mel"]),
    ("frames", &["audio"]),
    ("reader", &["mmap", "mel"]),
    ("acoustic", &["frames", "mel", "reader"]),
    ("model", &["mmap", "frames", "acoustic"]),
    ("transcript", &["english"]),
    ("settings", &["transcript"]),
    ("endpoint", &["rewrite", "settings"]),
    ("command", &["english", "document", "message", "transcript"]),
    ("rewrite", &["document", "transcript", "model"]),
    (
        "session",
        &[
            "english",
            "document",
            "message",
            "transcript",
            "command",
            "rewrite",
            "settings",
        ],
    ),
    (
        "speech",
        &[
            "english",
            "mmap",
            "frames",
            "model",
            "reader",
            "acoustic",
            "diarize",
            "transcript",
        ],
    ),
    ("worker", &["frames", "speech", "transcript"]),
    ("store", &["document", "transcript", "diarize", "settings"]),
    (
        "host",
        &[
            "document",
            "transcript",
            "rewrite",
            "session",
            "settings",
            "store",
        ],
    ),
    ("system", &["store"]),
    (
        "ui",
        &[
            "command",
            "document",
            "message",
            "transcript",
            "rewrite",
            "session",
            "settings",
            "host",
        ],
    ),
    (
        "engine",
        &[
            "memory",
            "audio",
            "document",
            "frames",
            "model",
            "reader",
            "diarize",
            "speech",
            "transcript",
            "rewrite",
            "endpoint",
            "settings",
            "worker",
            "store",
        ],
    ),
    (
        "server",
        &["document", "transcript", "settings", "store", "engine"],
    ),
    (
        "app",
        &[
            "mmap",
            "audio",
            "frames",
            "reader",
            "speech",
            "document",
            "transcript",
            "rewrite",
            "session",
            "settings",
            "worker",
            "store",
            "host",
            "engine",
            "ui",
        ],
    ),
    (
        "cli",
        &[
            "mmap",
            "memory",
            "diarize",
            "speech",
            "transcript",
            "command",
            "rewrite",
            "document",
            "session",
            "settings",
            "worker",
            "store",
            "host",
            "system",
            "engine",
            "server",
            "app",
        ],
    ),
];

/// Crates that have one address.
const ADDRESSES: &[(&str, &[&str])] = &[
    ("cpal::", &["src/audio/"]),
    ("ringbuf::", &["src/audio/"]),
    ("symphonia::", &["src/audio/file/"]),
    ("rubato::", &["src/frames/"]),
    ("realfft::", &["src/diarize/", "src/reader/"]),
    (
        "candle_core::",
        &["src/model/", "src/speech/", "src/rewrite/", "src/cli/"],
    ),
    ("x11rb::", &["src/system/x11/"]),
    ("zbus::", &["src/system/"]),
    // Nothing else listens, or calls anybody: the one is `parlance serve`, the other runs where the user named an endpoint.
    ("std::net", &["src/server/", "src/endpoint/"]),
    ("os::unix::net", &["src/server/", "src/system/"]),
    ("tokio::", &["src/server/", "src/endpoint/"]),
    ("hyper::", &["src/server/", "src/endpoint/"]),
    ("eframe::", &["src/ui/"]),
    ("rfd::", &["src/app/"]),
    ("egui::", &["src/ui/"]),
];

/// Whether there is such a module right below `src/`.
fn is_module(name: &str) -> bool {
    let below = root().join("src").join(name);
    below.is_dir() || below.with_extension("rs").is_file()
}

#[test]
fn imports_follow_the_arrows() {
    let mut offences = Vec::new();
    let mut n_checked = 0;
    for path in rust_files("src") {
        if is_test_file(&path) {
            continue;
        }
        let name = short(&path);
        let module = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap_or("")
            .to_owned();
        let may = ARROWS
            .iter()
            .find(|(from, _)| *from == module)
            .map_or(&[][..], |(_, may)| may);
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in shipped_lines(&text) {
            n_checked += 1;
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let to: String = rest
                    .chars()
                    .take_while(|next| next.is_alphanumeric() || *next == '_')
                    .collect();
                // Each import names one module, so that this test and a reader's eye see it.
                if to.is_empty() || to != module && is_module(&to) && !may.contains(&to.as_str()) {
                    offences.push(format!(
                        "{name}:{number}: {module} must not know {to}: {}",
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(n_checked > 1_000, "only {n_checked} lines were looked at");
    refuse("arrows of ARCHITECTURE.md", &offences);
}

#[test]
fn crates_stay_at_their_address() {
    let mut offences = Vec::new();
    for path in rust_files("src") {
        let name = short(&path);
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in shipped_lines(&text) {
            for (what, homes) in ADDRESSES {
                let hit = line.match_indices(what).any(|(at, _)| {
                    !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
                });
                if hit && !homes.iter().any(|home| name.starts_with(home)) {
                    offences.push(format!("{name}:{number}: {what} lives in {}", homes.join(", ")));
                }
            }
        }
    }
    refuse("crates outside their folder", &offences);
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let mut offences = Vec::new();
    for path in rust_files("src")
        .into_iter()
        .chain(rust_files("kernels/src"))
        .chain(rust_files("xtask/src"))
    {
        let n = fs::read_to_string(&path).unwrap().lines().count();
        if n > 500 {
            offences.push(format!("{}: {n} lines", short(&path)));
        }
    }
    refuse("files over 500 lines", &offences);
}

#[test]
fn shipped_code_does_not_panic_print_or_leave_holes() {
    let never = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "FIXME",
        "dbg!(",
        "std::thread::spawn",
        "thread::spawn(",
        "unbounded(",
        "unbounded::<",
        // Of std; that of tokio is told how long it is.
        "mpsc::channel()",
        "unbounded_channel(",
    ];
    let mut offences = Vec::new();
    for path in rust_files("src") {
        if is_test_file(&path) {
            continue;
        }
        let name = short(&path);
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in shipped_lines(&text) {
            for what in never {
                if line.contains(what) {
                    offences.push(format!("{name}:{number}: {what}"));
                }
            }
            let prints = ["println!(", "print!("].iter().any(|what| line.contains(what));
            if prints && !name.starts_with("src/cli/") {
                offences.push(format!("{name}:{number}: only src/cli prints"));
            }
        }
    }
    refuse("what shipped code must not contain", &offences);
}

#[test]
fn every_thread_has_a_name() {
    let mut offences = Vec::new();
    let mut n_threads = 0;
    for path in rust_files("src") {
        if is_test_file(&path) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("thread::Builder::new()") {
            n_threads += 1;
            let rest = text[at + "thread::Builder::new()".len()..].trim_start();
            if !rest.starts_with(".name(") {
                offences.push(format!("{}: a thread without a name", short(&path)));
            }
        }
    }
    assert!(n_threads >= 4, "only {n_threads} threads were found");
    refuse("threads", &offences);
}

#[test]
fn unsafe_has_few_addresses() {
    const ADDRESSES: [(&str, usize); 2] = [("src/mmap.rs", 1), ("src/memory.rs", 2)];
    let mut offences = Vec::new();
    for path in rust_files("src") {
        let name = short(&path);
        let text = fs::read_to_string(&path).unwrap();
        let n = shipped_lines(&text)
            .iter()
            .filter(|(_, line)| line.contains("unsafe {"))
            .count();
        let allowed = ADDRESSES.iter().find(|(file, _)| *file == name);
        if n > allowed.map_or(0, |(_, most)| *most) {
            offences.push(format!("{name}: {n} unsafe blocks"));
        }
    }
    refuse(
        "unsafe outside kernels/ (and the mapping of files, and what the C library keeps free)",
        &offences,
    );
}

#[test]
fn every_module_says_what_it_is() {
    let mut offences = Vec::new();
    for path in rust_files("src") {
        let text = fs::read_to_string(&path).unwrap();
        if !is_test_file(&path) && !text.starts_with("//!") {
            offences.push(short(&path));
        }
    }
    refuse("files without a `//!` at their head", &offences);
}

#[test]
fn nothing_of_one_machine_is_tracked() {
    let listing = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output();
    let listing = match listing {
        Ok(listing) if listing.status.success() => listing.stdout,
        // A source archive without git has nothing tracked.
        _ => {
            return assert!(
                !root().join(".git").exists(),
                "git ls-files failed in a git checkout"
            );
        }
    };
    // Put together here, so that this file does not contain what it looks for.
    let strange: Vec<String> = [["/wo", "rk/"], ["/ro", "ot/"], ["/tm", "p/"], ["/ho", "me/"]]
        .map(|parts| parts.concat())
        .into();
    let mut offences = Vec::new();
    let mut n_files = 0;
    for name in String::from_utf8(listing)
        .unwrap()
        .split('\0')
        .filter(|name| !name.is_empty())
    {
        let Ok(bytes) = fs::read(root().join(name)) else {
            continue;
        };
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        n_files += 1;
        for (number, line) in text.lines().enumerate() {
            if let Some(path) = strange.iter().find(|path| {
                line.match_indices(path.as_str()).any(|(at, _)| {
                    at == 0
                        || line[..at]
                            .ends_with(|before: char| before.is_whitespace() || "\"'`(=:".contains(before))
                })
            }) {
                offences.push(format!("{name}:{}: {path}", number + 1));
            }
        }
    }
    assert!(n_files > 50, "only {n_files} files were looked at");
    refuse("paths of one machine", &offences);
}
