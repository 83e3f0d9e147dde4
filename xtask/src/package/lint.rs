//! Checks of the furniture, with the tools that those use who would refuse it.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tree::{ICONS, ID, Tree};
use super::{at, output, run_quietly};
use crate::root;
use crate::system::on_path;

/// What must be said in a file for another system, and stands where: a key, and what must follow it.
const SAYS: &[(&str, &str, &str)] = &[
    ("macos/Info.plist", "<key>CFBundleIdentifier</key>", ID),
    (
        "macos/Info.plist",
        "<key>NSMicrophoneUsageDescription</key>",
        "<string>",
    ),
    (
        "macos/Info.plist",
        "<key>NSHighResolutionCapable</key>",
        "<true/>",
    ),
    // Under the hardened runtime, without it, the microphone gives zeros and nobody is asked.
    (
        "macos/entitlements.plist",
        "<key>com.apple.security.device.audio-input</key>",
        "<true/>",
    ),
    ("windows/parlance.exe.manifest", "<activeCodePage", ">UTF-8<"),
    ("windows/parlance.exe.manifest", "<longPathAware", ">true<"),
    ("windows/parlance.exe.manifest", "<dpiAwareness", ">PerMonitorV2"),
    (
        "windows/parlance.exe.manifest",
        "<requestedExecutionLevel",
        "asInvoker",
    ),
];

/// Checks everything that goes into packages, and the files for systems that are not packaged for here.
pub fn furniture(tree: &Tree) -> Result<(), String> {
    run_quietly(
        Command::new("desktop-file-validate").arg(tree.source("share/applications/parlance.desktop")?),
    )?;
    let metainfo = tree.source(&format!("share/metainfo/{ID}.metainfo.xml"))?;
    run_quietly(
        Command::new("appstreamcli")
            .args(["validate", "--no-net", "--explain"])
            .arg(metainfo),
    )?;
    icons(tree)?;
    pages(tree)?;
    completions(tree)?;
    other_systems()
}

/// Each icon is as large as its folder says.
fn icons(tree: &Tree) -> Result<(), String> {
    for size in ICONS {
        let path = tree.source(&format!("share/icons/hicolor/{size}x{size}/apps/parlance.png"))?;
        let bytes = fs::read(path).map_err(|error| at(path, &error))?;
        // A PNG begins with 8 bytes of its own, then the header's length, name, width and height.
        let side = |at: usize| {
            bytes
                .get(at..at + 4)
                .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
        };
        if !bytes.starts_with(b"\x89PNG") || side(16) != Some(*size) || side(20) != Some(*size) {
            return Err(format!(
                "{} is no PNG of {size}×{size}: run packaging/icons/make.sh",
                path.display()
            ));
        }
    }
    Ok(())
}

/// Pages that `man` formats without complaint.
fn pages(tree: &Tree) -> Result<(), String> {
    for page in tree.below("share/man/") {
        let path = tree.source(page)?;
        let told = Command::new("man")
            .args(["--warnings=mac", "--encoding=utf8", "--local-file"])
            .arg(path)
            .env("LC_ALL", "C.UTF-8")
            .env("MANWIDTH", "100")
            .output()
            .map_err(|error| format!("man: {error}"))?;
        let complaints = String::from_utf8_lossy(&told.stderr);
        if !told.status.success() || !complaints.trim().is_empty() || told.stdout.is_empty() {
            return Err(format!("man {}: {}", path.display(), complaints.trim()));
        }
    }
    Ok(())
}

/// Completions that their shells load.
fn completions(tree: &Tree) -> Result<(), String> {
    let load: [(&str, &str, &[&str]); 3] = [
        (
            "bash",
            "share/bash-completion/completions/parlance",
            &["--norc", "-c", "source \"$0\" && complete -p parlance"],
        ),
        (
            "zsh",
            "share/zsh/site-functions/_parlance",
            &[
                "-fc",
                "autoload -Uz compinit && compinit -D -u && source \"$0\" && (( $+functions[_parlance] ))",
            ],
        ),
        (
            "fish",
            "share/fish/vendor_completions.d/parlance.fish",
            &[
                "--no-config",
                "-c",
                "source $argv[1]; and complete -C 'parlance ' | string match -q 'transcribe*'",
            ],
        ),
    ];
    for (shell, place, how) in load {
        if on_path(shell) {
            run_quietly(Command::new(shell).args(how).arg(tree.source(place)?))?;
        } else {
            eprintln!("xtask: {shell} is not here: nobody checked that it loads its completions");
        }
    }
    Ok(())
}

/// Well-formed, and saying what must be said.
fn other_systems() -> Result<(), String> {
    let packaging = root().join("packaging");
    for (name, key, value) in SAYS {
        let path = packaging.join(name);
        run_quietly(Command::new("xmllint").args(["--noout", "--nonet"]).arg(&path))?;
        let text = fs::read_to_string(&path).map_err(|error| at(&path, &error))?;
        if !says(&text, key, value) {
            return Err(format!("{} does not say {key} {value}", path.display()));
        }
    }
    Ok(())
}

/// Whether a value stands behind a key, before the next key of the same kind could begin.
fn says(text: &str, key: &str, value: &str) -> bool {
    let Some((_, behind)) = text.split_once(key) else {
        return false;
    };
    // A list's value stands on the next line, an element's on its own.
    let next = if key.starts_with("<key>") { "<key>" } else { "\n" };
    let next = behind.find(next).unwrap_or(behind.len());
    behind[..next].contains(value)
}

/// What must be at the top of an AppDir, and that it starts.
pub fn app_dir(folder: &Path) -> Result<(), String> {
    run_quietly(Command::new("desktop-file-validate").arg(folder.join("parlance.desktop")))?;
    for name in ["AppRun", ".DirIcon", "parlance.png", "usr/bin/parlance"] {
        if !folder.join(name).is_file() {
            return Err(format!("{} has no {name}", folder.display()));
        }
    }
    let told = output(Command::new(folder.join("AppRun")).arg("--version"))?;
    let expected = format!("parlance {}", super::VERSION);
    if told.trim() == expected {
        Ok(())
    } else {
        Err(format!("AppRun --version says {told:?} and not {expected:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_only_behind_its_own_key() {
        let text = "<key>a</key>\n<false/>\n<key>b</key>\n<true/>\n";
        assert!(says(text, "<key>b</key>", "<true/>"));
        assert!(!says(text, "<key>a</key>", "<true/>"));
        assert!(!says(text, "<key>c</key>", "<true/>"));
    }

    #[test]
    fn the_files_for_other_systems_say_what_they_must() {
        other_systems().unwrap();
    }
}
